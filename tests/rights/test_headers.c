/* What every reply of a real server carries, whatever it is about: pages, errors, files, what
 * never reached a page, and the same behind a proxy with TLS.
 *
 * The program itself is started on a free port; replies are read as bytes. */
#include "rights/saved.h"
#include "rights/sweep.h"
#include "http/http_test.h"
#include <sys/wait.h>

typedef struct Running {
    World *w;
    const char *folder, *data;
    pid_t pid;
    Rig rig;                      /* for its port alone */
    bool proxy;
    size_t replies, wrong;
    Str asset, etag;
} Running;

/* --- the program ----------------------------------------------------------------------- */

static void serve(const Running *r, int out)
{
    const char *with[] = { "build/tandem", "serve", "--data", r->data, "--listen", "127.0.0.1:0",
                           r->proxy ? "--behind-proxy" : NULL, NULL };
    int quiet = open("/dev/null", O_WRONLY);
    dup2(out, STDOUT_FILENO);
    dup2(quiet, STDERR_FILENO);
    execv(with[0], (char *const *)(uintptr_t)with);
    _exit(127);
}

/* It prints its address once it answers. */
static void start(Running *r, bool proxy)
{
    int ends[2];
    char line[256] = { 0 };
    size_t len = 0;
    r->proxy = proxy;
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    r->pid = fork();
    assert_true(r->pid >= 0);
    if (r->pid == 0) serve(r, ends[1]);
    close(ends[1]);
    while (len < sizeof line - 1 && !memchr(line, '\n', len)) {
        ssize_t got = read(ends[0], line + len, sizeof line - 1 - len);
        assert_true(got > 0);
        len += (size_t)got;
    }
    close(ends[0]);
    int64_t port = 0;
    Str said = str_trim(str_from_c(line));
    size_t colon = said.len;
    while (colon > 0 && said.ptr[colon - 1] != ':') colon--;
    assert_true(str_to_i64(str_slice(said, colon, said.len), &port));
    r->rig.port = (uint16_t)port;
}

static void stop(Running *r)
{
    int status = 0;
    pid_t pid = r->pid;
    r->pid = 0;
    kill(pid, SIGTERM);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* --- one reply ------------------------------------------------------------------------------ */

static void wrong(Running *r, Str request, const char *what, const Heard *h)
{
    if (r->wrong++ < 15)
        print_error("%s: " STR_FMT "\n%.700s\n", what, STR_ARG(str_slice(request, 0, str_find(request, '\r', 0))), h->text);
}

static Str header_of(const Heard *h, const char *name)
{
    const char *end = strstr(h->text, "\r\n\r\n");
    for (const char *at = strstr(h->text, "\r\n"); at && at < end; at = strstr(at + 2, "\r\n")) {
        size_t len = strlen(name);
        if (strncasecmp(at + 2, name, len) != 0 || at[2 + len] != ':') continue;
        const char *value = at + 2 + len + 1, *stop = strstr(value, "\r\n");
        return str_trim((Str){ value, (size_t)(stop - value) });
    }
    return (Str){ NULL, 0 };
}

static const struct { const char *name, *part; } always[] = {
    { "Content-Security-Policy", "default-src 'none'" },
    { "Content-Security-Policy", "frame-ancestors 'none'" },
    { "Content-Security-Policy", "base-uri 'none'" },
    { "Content-Security-Policy", "form-action 'self'" },
    { "X-Content-Type-Options", "nosniff" }, { "Referrer-Policy", "same-origin" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" }, { "Permissions-Policy", "camera=()" },
};
static const char *const never[] = { "Server", "X-Powered-By", "Access-Control-Allow-Origin" };

static void check_cookie(Running *r, Str request, const Heard *h)
{
    Str cookie = header_of(h, "Set-Cookie");
    if (!cookie.ptr) return;
    bool flags = str_contains(cookie, S("HttpOnly")) && str_contains(cookie, S("SameSite="))
              && str_contains(cookie, S("Path=/")) && !str_contains(cookie, S("Domain"));
    bool host = str_starts(cookie, S("__Host-")) && str_contains(cookie, S("Secure"));
    if (!flags || (r->proxy && !host)) wrong(r, request, "a cookie with weak flags", h);
}

static void check_type(Running *r, Str request, const Heard *h)
{
    Str type = header_of(h, "Content-Type");
    bool body = !str_eq(header_of(h, "Content-Length"), S("0")) && status_at(h->text) != 304
             && status_at(h->text) != 204;
    bool text = str_starts(type, S("text/")) && !str_starts(type, S("text/event-stream"));
    if (body && !type.len) wrong(r, request, "no Content-Type", h);
    if (text && !str_contains(type, S("charset=utf-8"))) wrong(r, request, "text without its charset", h);
}

static void check(Running *r, Str request, const Heard *h)
{
    r->replies++;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        if (!str_contains(header_of(h, always[i].name), str_from_c(always[i].part)))
            wrong(r, request, always[i].name, h);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (header_of(h, never[i]).ptr) wrong(r, request, never[i], h);
    bool hsts = str_contains(header_of(h, "Strict-Transport-Security"), S("max-age=31536000; includeSubDomains"));
    if (hsts != r->proxy) wrong(r, request, "Strict-Transport-Security", h);
    check_cookie(r, request, h);
    check_type(r, request, h);
}

/* Sends and reads up to the end of the headers; checks them; gives the status. */
static int heard(Running *r, Str request, Heard *h)
{
    int fd = dial(&r->rig);
    *h = (Heard){ .len = 0 };
    say(fd, request);
    hear(fd, h, "\r\n\r\n", 1, 20000);
    close(fd);
    assert_non_null(strstr(h->text, "\r\n\r\n"));
    check(r, request, h);
    return status_at(h->text);
}

static Str get_as(Running *r, const Someone *who, Str address)
{
    Arena *a = r->w->h.cx.arena;
    Str cookie = who ? arena_printf(a, "Cookie: %standem=" STR_FMT "\r\n", r->proxy ? "__Host-" : "",
                                    STR_ARG(who->token)) : S("");
    return arena_printf(a, "GET " STR_FMT " HTTP/1.1\r\nHost: house.test\r\n%s" STR_FMT "Connection: close\r\n\r\n",
                        STR_ARG(address), r->proxy ? "X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.7\r\n" : "",
                        STR_ARG(cookie));
}

/* --- pages ---------------------------------------------------------------------------------------- */

static void every_page(Running *r, Sweep *s, WhoIs who)
{
    Heard *h = test_malloc(sizeof *h);
    s->p = 0;
    s->who = who;
    for (size_t i = 0; i < route_count; i++) {
        s->route = &routes[i];
        if (strcmp(routes[i].method, "GET") != 0) continue;
        s->arena = arena_open(16 << 20);
        sweep_targets(s);
        for (size_t k = 0; k < s->count; k += s->count > 6 ? s->count / 6 : 1) {
            int status = heard(r, get_as(r, world_as(r->w, 0, who), s->target[k].address), h);
            bool file = strstr(routes[i].path, "/assets/") != NULL;
            if (!file && !str_eq(header_of(h, "Cache-Control"), S("no-store")))
                wrong(r, s->target[k].address, "may be kept by a cache", h);
            if (status >= 500) wrong(r, s->target[k].address, "failed", h);
        }
        arena_close(s->arena);
    }
    test_free(h);
}

static void test_headers__every_page_of_everybody_carries_them(void **state)
{
    Running *r = *state;
    Sweep *s = sweep_open(r->w);
    const WhoIs people[] = { NOBODY, MAYA, DANIEL, SOL, ADA, STALE };
    r->wrong = r->replies = 0;
    start(r, false);
    for (size_t i = 0; i < sizeof people / sizeof *people; i++) every_page(r, s, people[i]);
    stop(r);
    print_message("%zu replies\n", r->replies);
    assert_true(r->replies > 500);
    assert_int_equal(r->wrong, 0);
    sweep_close(s);
}

/* --- everything else a server can say ------------------------------------------------------------------ */

static Str big_form(Running *r)
{
    return arena_printf(r->w->h.cx.arena, "POST /sign-in HTTP/1.1\r\nHost: house.test\r\n"
                        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n",
                        HTTP_BODY_MAX + 1);
}

static Str sign_in(Running *r, const char *password)
{
    Arena *a = r->w->h.cx.arena;
    Str email = sweep_without(a, r->w->who[0][ADA].email, S("@"), "%40");
    Str body = arena_printf(a, "email=" STR_FMT "&password=%s", STR_ARG(email), password);
    return arena_printf(a, "POST /sign-in HTTP/1.1\r\nHost: house.test\r\nOrigin: %s://house.test\r\n%s"
                        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n" STR_FMT,
                        r->proxy ? "https" : "http", r->proxy ? "X-Forwarded-Proto: https\r\n" : "",
                        body.len, STR_ARG(body));
}

static Str long_line(Running *r)
{
    Out o = out_open(r->w->h.cx.arena, 64 * 1024);
    out_raw(&o, S("GET /"));
    for (int i = 0; i < HTTP_LINE_MAX; i++) out_raw(&o, S("a"));
    out_raw(&o, S(" HTTP/1.1\r\nHost: house.test\r\n\r\n"));
    return out_str(&o);
}

static void expect(Running *r, Str request, int status)
{
    Heard *h = test_malloc(sizeof *h);
    int got = heard(r, request, h);
    if (got != status) wrong(r, request, "another status", h);
    test_free(h);
}

static void files(Running *r)
{
    Arena *a = r->w->h.cx.arena;
    Heard *h = test_malloc(sizeof *h);
    static const char *const names[] = { "tandem.css", "mark.svg" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        Str address = asset_url(a, str_from_c(names[i])).s;
        if (heard(r, get_as(r, NULL, address), h) != 200) wrong(r, address, "no such file", h);
        if (!str_contains(header_of(h, "Cache-Control"), S("immutable"))) wrong(r, address, "not kept", h);
        Str etag = arena_str(a, header_of(h, "ETag"));
        Str again = arena_printf(a, "GET " STR_FMT " HTTP/1.1\r\nHost: house.test\r\nIf-None-Match: " STR_FMT "\r\n\r\n",
                                 STR_ARG(address), STR_ARG(etag));
        if (heard(r, again, h) != 304) wrong(r, address, "sent again", h);
    }
    test_free(h);
}

static void everything_else(Running *r)
{
    const Someone *maya = &r->w->who[0][MAYA];
#define RAW(text) S(text)
    expect(r, get_as(r, maya, S("/no/such/page")), 404);
    expect(r, get_as(r, maya, S("/practice")), 403);
    expect(r, get_as(r, NULL, S("/me")), 303);
    expect(r, get_as(r, maya, S("/alive")), 204);
    expect(r, get_as(r, NULL, S("/health")), 200);
    expect(r, get_as(r, NULL, S("/%00")), 400);
    expect(r, RAW("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
    expect(r, RAW("GET / HTTP/1.1\r\n\r\n"), 400);
    expect(r, RAW("TRACE / HTTP/1.1\r\nHost: house.test\r\n\r\n"), 405);
    expect(r, RAW("POST /sign-in HTTP/1.1\r\nHost: house.test\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc"), 400);
    expect(r, RAW("HEAD /sign-in HTTP/1.1\r\nHost: house.test\r\n\r\n"), 200);
    expect(r, RAW("POST /sign-in HTTP/1.1\r\nHost: house.test\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\na"), 403);
    expect(r, big_form(r), 413);
    expect(r, long_line(r), 414);
    expect(r, sign_in(r, "not+the+password"), 422);
    expect(r, sign_in(r, "harbour+lantern+seventeen"), 303);
    files(r);
}

static void test_headers__errors_files_and_refusals_carry_them_too(void **state)
{
    Running *r = *state;
    r->wrong = r->replies = 0;
    start(r, false);
    everything_else(r);
    stop(r);
    assert_int_equal(r->wrong, 0);
}

static void test_headers__behind_a_proxy_with_tls_there_is_more(void **state)
{
    Running *r = *state;
    r->wrong = r->replies = 0;
    start(r, true);
    everything_else(r);
    stop(r);
    assert_int_equal(r->wrong, 0);
}

/* The reading of headers must be able to fail. */
static void test_headers__a_reply_without_them_is_noticed(void **state)
{
    Running *r = *state;
    Heard *h = test_calloc(1, sizeof *h);
    r->wrong = 15;                                     /* counted, not told */
    h->len = (size_t)snprintf(h->text, sizeof h->text,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nServer: x\r\nSet-Cookie: a=b\r\n\r\nhello");
    check(r, S("a bare reply\r"), h);
    assert_true(r->wrong - 15 >= 12);
    test_free(h);
}

/* The world stays open here, to ask it what there is; the program serves a copy. */
static int setup(void **state)
{
    Running *r = test_calloc(1, sizeof *r);
    Arena *names = arena_open(1 << 20);
    const char *folder = saved_folder(names), *here = saved_path(names, folder, "here");
    r->w = world_open(here);
    Arena *a = r->w->h.cx.arena;
    r->folder = arena_c(a, str_from_c(folder));
    r->data = saved_path(a, folder, "served");
    assert_int_equal(mkdir(r->data, 0700), 0);
    saved_copy_file(saved_path(a, here, "master.key"), saved_path(a, r->data, "master.key"));
    HOUSE_OK(&r->w->h, db_backup(&r->w->h.cx, r->w->h.app->db, saved_path(a, r->data, "tandem.db")));
    arena_close(names);
    *state = r;
    return 0;
}

static int teardown(void **state)
{
    Running *r = *state;
    if (r->pid > 0) stop(r);                       /* a test ended early */
    const char *folder = strdup(r->folder);
    world_close(r->w);
    Arena *names = arena_open(1 << 20);
    saved_remove(names, folder);
    arena_close(names);
    free((void *)(uintptr_t)folder);
    test_free(r);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers__every_page_of_everybody_carries_them),
        cmocka_unit_test(test_headers__errors_files_and_refusals_carry_them_too),
        cmocka_unit_test(test_headers__behind_a_proxy_with_tls_there_is_more),
        cmocka_unit_test(test_headers__a_reply_without_them_is_noticed),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
