/* http_test.h - a real server in this process and a client that speaks raw bytes. */
#ifndef HTTP_TEST_H
#define HTTP_TEST_H
#include <stdarg.h>
#include <setjmp.h>
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>
#undef fail                          /* base/err.h has its own */

#include "http/server.h"

#define SMALL_HEADERS "Host: tandem.test\r\n"
#define HELLO "GET /hello HTTP/1.1\r\n" SMALL_HEADERS "\r\n"

typedef struct Rig {
    Ctx cx;
    HttpServer *server;
    uint16_t port;
    Uuid topic, other_topic, maya, karin, login_a, login_b;
    HttpRequest *_Atomic held;      /* GET /hold waits here */
    _Atomic int handled;
    char page[20000];
} Rig;

static inline Str page_of(Rig *rig, size_t len)
{
    for (size_t i = 0; i < len; i++) rig->page[i] = "All work and no play. "[i % 22];
    return (Str){ rig->page, len };
}

static inline void *reply_later(void *arg)
{
    HttpRequest *rq = arg;
    HttpReply later = { .status = 200, .content_type = S("text/plain"), .body = S("later\n") };
    usleep(50000);
    http_reply(rq, &later);
    return NULL;
}

static inline void listen_for(Rig *rig, HttpRequest *rq)
{
    int64_t last = 0;
    str_to_i64(http_header(rq, "last-event-id"), &last);
    bool karin = str_contains(rq->query, S("karin")), b = str_contains(rq->query, S("login-b"));
    http_reply_events(rq, http_hub(rig->server), rig->topic, karin ? rig->karin : rig->maya,
                      b ? rig->login_b : rig->login_a, last);
}

static inline void answer(Rig *rig, HttpRequest *rq)
{
    HttpReply r = { .status = 200, .content_type = S("text/plain; charset=utf-8"),
                    .body = S("hello\n") };
    if (str_eq(rq->path, S("/echo"))) r.body = rq->body;
    if (str_eq(rq->path, S("/who"))) {
        r.body = arena_printf(rq->arena, STR_FMT " %s " STR_FMT " " STR_FMT, STR_ARG(rq->peer),
                              rq->secure ? "secure" : "plain", STR_ARG(rq->path),
                              STR_ARG(rq->query));
    }
    if (str_eq(rq->path, S("/cookie"))) r.body = http_cookie(rq, S("sid"));
    if (str_starts(rq->path, S("/page"))) {
        r.body = page_of(rig, str_eq(rq->path, S("/page/small")) ? 600 : 8000);
        r.may_compress = !str_eq(rq->path, S("/page/secret"));
        r.immutable_body = str_eq(rq->path, S("/page/asset"));
    }
    if (str_eq(rq->path, S("/split"))) {
        r.header[0] = (HttpHeader){ S("X-Name"), S("a\r\nSet-Cookie: evil=1") };
        r.header_count = 1;
    }
    if (str_eq(rq->path, S("/wide"))) {
        for (int i = 0; i < 3; i++) {
            r.header[i] = (HttpHeader){ S("X-Wide"), page_of(rig, str_eq(rq->query, S("much"))
                                                                      ? 5000 : 3000) };
        }
        r.header_count = 3;
    }
    if (str_eq(rq->path, S("/full"))) {
        while (!arena_failed(rq->arena)) arena_alloc(rq->arena, 1 << 20);
    }
    http_reply(rq, &r);
}

static inline void rig_handler(void *app, HttpRequest *rq)
{
    Rig *rig = app;
    rig->handled++;
    if (str_eq(rq->path, S("/later"))) {
        pthread_t thread;
        pthread_create(&thread, NULL, reply_later, rq);
        pthread_detach(thread);
    } else if (str_eq(rq->path, S("/hold"))) {
        rig->held = rq;
    } else if (str_eq(rq->path, S("/events"))) {
        listen_for(rig, rq);
    } else {
        answer(rig, rq);
    }
}

static inline Rig *rig_start(HttpConfig config)
{
    static const HttpHeader always[] = { { S("X-Content-Type-Options"), S("nosniff") },
                                         { S("Referrer-Policy"), S("no-referrer") } };
    Rig *rig = calloc(1, sizeof *rig);
    assert_non_null(rig);
    rig->cx.arena = arena_open(1 << 20);
    rig->topic = (Uuid){ { 1, 1 } };
    rig->other_topic = (Uuid){ { 1, 2 } };
    rig->maya = (Uuid){ { 2, 1 } };
    rig->karin = (Uuid){ { 2, 2 } };
    rig->login_a = (Uuid){ { 3, 1 } };
    rig->login_b = (Uuid){ { 3, 2 } };
    config.listen_address = S("127.0.0.1");
    config.handler = rig_handler;
    config.app = rig;
    config.always = always;
    config.always_count = 2;
    if (config.per_address_max == 0) config.per_address_max = 4000;
    Err err = http_start(&rig->cx, &config, &rig->server);
    if (err.kind != ERR_NONE) print_error("%s\n", rig->cx.err_text);
    assert_int_equal(err.kind, ERR_NONE);
    rig->port = http_port(rig->server);
    return rig;
}

static inline void rig_free(Rig *rig)
{
    arena_close(rig->cx.arena);
    free(rig);
}

static inline void rig_stop(Rig *rig)
{
    http_stop(rig->server, 2000);
    rig_free(rig);
}

static inline int dial(const Rig *rig)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(rig->port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static inline bool say(int fd, Str bytes)
{
    while (bytes.len > 0) {
        ssize_t n = send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);
        if (n <= 0) return false;
        bytes = str_slice(bytes, (size_t)n, bytes.len);
    }
    return true;
}

static inline void say_slowly(int fd, Str bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        if (!say(fd, str_slice(bytes, i, i + 1))) return;
        if (i % 16 == 0) usleep(200);
    }
}

typedef struct Heard { char text[65536]; size_t len; bool closed; } Heard;

/* Adds what comes until the peer closes, `until` has been seen `times` times, or
 * nothing came for `quiet_ms`. */
static inline void hear(int fd, Heard *h, const char *until, int times, int quiet_ms)
{
    for (;;) {
        int seen = 0;
        h->text[h->len] = 0;
        for (const char *at = h->text; until && (at = strstr(at, until)); at++) seen++;
        if (until && seen >= times) return;
        struct pollfd p = { fd, POLLIN, 0 };
        if (h->closed || h->len == sizeof h->text - 1 || poll(&p, 1, quiet_ms) <= 0) return;
        ssize_t n = read(fd, h->text + h->len, sizeof h->text - 1 - h->len);
        if (n <= 0) h->closed = true;
        else h->len += (size_t)n;
    }
}

static inline int count_of(const Heard *h, const char *what)
{
    int seen = 0;
    for (const char *at = h->text; (at = strstr(at, what)); at++) seen++;
    return seen;
}

static inline int status_at(const char *text)
{
    int64_t status = 0;
    if (strlen(text) > 12) str_to_i64((Str){ text + 9, 3 }, &status);
    return (int)status;
}

/* One request on its own connection, everything that comes back within a second. */
static inline int ask(const Rig *rig, Str request, Heard *h)
{
    int fd = dial(rig);
    *h = (Heard){ .len = 0 };
    say(fd, request);
    hear(fd, h, NULL, 0, 250);
    close(fd);
    return status_at(h->text);
}

static inline void wait_for(bool (*happened)(Rig *), Rig *rig)
{
    for (int i = 0; i < 1000 && !happened(rig); i++) usleep(5000);
    assert_true(happened(rig));
}
#endif
