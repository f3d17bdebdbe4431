/* The server as a client sees it: keep-alive, late answers, deadlines, compression, the
 * proxy's headers, TLS and a clean stop. */
#include <dirent.h>
#include <gnutls/gnutls.h>
#include <zlib.h>

#include "http_test.h"

static int64_t now_ms(void)
{
    return time_mono_ms();
}

static int start(void **state)
{
    *state = rig_start((HttpConfig){ .request_deadline_ms = 5000 });
    return 0;
}

static int start_impatient(void **state)
{
    *state = rig_start((HttpConfig){ .request_deadline_ms = 300, .idle_ms = 600 });
    return 0;
}

static int start_proxied(void **state)
{
    *state = rig_start((HttpConfig){ .behind_proxy = true });
    return 0;
}

static int start_narrow(void **state)
{
    *state = rig_start((HttpConfig){ .per_address_max = 4 });
    return 0;
}

static int stop(void **state)
{
    rig_stop(*state);
    return 0;
}

/* --- requests and replies ---------------------------------------------------------- */

static void test_http__get_is_answered_with_headers(void **state)
{
    static Heard h;
    assert_int_equal(ask(*state, S(HELLO), &h), 200);
    assert_non_null(strstr(h.text, "\r\nContent-Length: 6\r\n"));
    assert_non_null(strstr(h.text, "\r\nDate: "));
    assert_non_null(strstr(h.text, "\r\nX-Content-Type-Options: nosniff\r\n"));
    assert_non_null(strstr(h.text, "\r\nReferrer-Policy: no-referrer\r\n"));
    assert_non_null(strstr(h.text, "\r\nContent-Type: text/plain; charset=utf-8\r\n"));
    assert_non_null(strstr(h.text, "\r\n\r\nhello\n"));
    assert_null(strstr(h.text, "Server:"));
    assert_false(h.closed);
}

static void test_http__head_has_the_length_and_no_body(void **state)
{
    static Heard h;
    assert_int_equal(ask(*state, S("HEAD /hello HTTP/1.1\r\n" SMALL_HEADERS "\r\n"), &h), 200);
    assert_non_null(strstr(h.text, "\r\nContent-Length: 6\r\n"));
    assert_null(strstr(h.text, "hello\n"));
}

static void test_http__answer_from_another_thread_arrives(void **state)
{
    static Heard h;
    assert_int_equal(ask(*state, S("GET /later HTTP/1.1\r\n" SMALL_HEADERS "\r\n"), &h), 200);
    assert_non_null(strstr(h.text, "later\n"));
}

static void test_http__many_late_answers_at_once(void **state)
{
    int fd[100];
    for (int i = 0; i < 100; i++) {
        fd[i] = dial(*state);
        say(fd[i], S("GET /later HTTP/1.1\r\n" SMALL_HEADERS "\r\n"));
    }
    for (int i = 0; i < 100; i++) {
        static Heard h;
        h = (Heard){ .len = 0 };
        hear(fd[i], &h, "later\n", 1, 5000);
        assert_int_equal(status_at(h.text), 200);
        close(fd[i]);
    }
}

static void test_http__client_that_leaves_before_the_answer_does_no_harm(void **state)
{
    for (int i = 0; i < 50; i++) {
        int fd = dial(*state);
        say(fd, S("GET /later HTTP/1.1\r\n" SMALL_HEADERS "\r\n"));
        close(fd);
    }
    usleep(200000);
    static Heard h;
    assert_int_equal(ask(*state, S(HELLO), &h), 200);
}

static void test_http__pipelined_requests_are_answered_in_order(void **state)
{
    Rig *rig = *state;
    static Heard h;
    h = (Heard){ .len = 0 };
    int fd = dial(rig);
    char line[120];
    for (int i = 0; i < 100; i++) {
        const char *path = i % 10 == 3 ? "/later" : "/who";
        int len = snprintf(line, sizeof line, "GET %s?n=%d. HTTP/1.1\r\n" SMALL_HEADERS "\r\n",
                           path, i);
        say(fd, (Str){ line, (size_t)len });
    }
    hear(fd, &h, "HTTP/1.1 200", 100, 3000);
    hear(fd, &h, "n=99.", 1, 3000);
    close(fd);
    const char *at = h.text;
    for (int i = 0; i < 100; i++) {
        snprintf(line, sizeof line, i % 10 == 3 ? "later" : "n=%d.", i);
        at = strstr(at, line);
        assert_non_null(at);
    }
}

static void test_http__body_arrives_whole_whatever_the_pieces(void **state)
{
    Rig *rig = *state;
    static char body[200000], head[200];
    for (size_t i = 0; i < sizeof body; i++) body[i] = (char)(i * 7 + i / 251);
    int len = snprintf(head, sizeof head, "POST /echo HTTP/1.1\r\n" SMALL_HEADERS
                       "Content-Length: %zu\r\n\r\n", sizeof body);
    int fd = dial(rig);
    say(fd, (Str){ head, (size_t)len });
    for (size_t at = 0, step = 1; at < sizeof body; at += step, step = step * 2 + 1) {
        if (step > sizeof body - at) step = sizeof body - at;
        say(fd, (Str){ body + at, step });
        usleep(1000);
    }
    static char got[300000];
    size_t have = 0;
    const char *start_of_body = NULL;
    while (!start_of_body || have - (size_t)(start_of_body - got) < sizeof body) {
        ssize_t n = read(fd, got + have, sizeof got - 1 - have);
        assert_true(n > 0);
        have += (size_t)n;
        if (!start_of_body) start_of_body = strstr(got, "\r\n\r\n");
        if (start_of_body && have >= 4) start_of_body = strstr(got, "\r\n\r\n") + 4;
    }
    assert_memory_equal(start_of_body, body, sizeof body);
    close(fd);
}

static void test_http__expectation_is_met_before_the_body(void **state)
{
    static Heard h;
    h = (Heard){ .len = 0 };
    int fd = dial(*state);
    say(fd, S("POST /echo HTTP/1.1\r\n" SMALL_HEADERS
              "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"));
    hear(fd, &h, "HTTP/1.1 100 Continue\r\n\r\n", 1, 2000);
    assert_int_equal(count_of(&h, "HTTP/1.1 100 Continue\r\n\r\n"), 1);
    say(fd, S("hello"));
    hear(fd, &h, "\r\n\r\nhello", 1, 2000);
    assert_int_equal(count_of(&h, "HTTP/1.1 200 OK"), 1);
    close(fd);
}

static void test_http__connection_close_is_honoured(void **state)
{
    static Heard h;
    ask(*state, S("GET /hello HTTP/1.1\r\n" SMALL_HEADERS "Connection: close\r\n\r\n"), &h);
    assert_true(h.closed);
    ask(*state, S("GET /hello HTTP/1.0\r\n" SMALL_HEADERS "\r\n"), &h);
    assert_true(h.closed);
    ask(*state, S("GET /hello HTTP/1.0\r\n" SMALL_HEADERS "Connection: keep-alive\r\n\r\n"), &h);
    assert_false(h.closed);
}

static void test_http__half_closed_client_still_gets_its_answer(void **state)
{
    static Heard h;
    h = (Heard){ .len = 0 };
    int fd = dial(*state);
    say(fd, S("GET /later HTTP/1.1\r\n" SMALL_HEADERS "\r\n"));
    shutdown(fd, SHUT_WR);
    hear(fd, &h, "later\n", 1, 2000);
    assert_int_equal(status_at(h.text), 200);
    close(fd);
}

static void test_http__cookie_is_found_by_its_exact_name(void **state)
{
    static Heard h;
    ask(*state, S("GET /cookie HTTP/1.1\r\n" SMALL_HEADERS
                  "Cookie: xsid=1; sid=right; sid2=3\r\n\r\n"), &h);
    assert_non_null(strstr(h.text, "\r\n\r\nright"));
    ask(*state, S("GET /cookie HTTP/1.1\r\n" SMALL_HEADERS
                  "Cookie: sid=one; sid=two\r\n\r\n"), &h);
    assert_non_null(strstr(h.text, "\r\nContent-Length: 0\r\n"));
}

static void test_http__header_that_would_split_the_reply_becomes_500(void **state)
{
    static Heard h;
    assert_int_equal(ask(*state, S("GET /split HTTP/1.1\r\n" SMALL_HEADERS "\r\n"), &h), 500);
    assert_null(strstr(h.text, "evil"));
    assert_non_null(strstr(h.text, "X-Content-Type-Options: nosniff"));
}

static void test_http__headers_that_do_not_fit_become_500(void **state)
{
    static Heard h;
    assert_int_equal(ask(*state, S("GET /wide?some HTTP/1.1\r\n" SMALL_HEADERS "\r\n"), &h), 200);
    assert_int_equal(ask(*state, S("GET /wide?much HTTP/1.1\r\n" SMALL_HEADERS "\r\n"), &h), 500);
}

static void test_http__full_arena_cannot_send_200(void **state)
{
    static Heard h;
    assert_int_equal(ask(*state, S("GET /full HTTP/1.1\r\n" SMALL_HEADERS "\r\n"), &h), 500);
    assert_int_equal(ask(*state, S(HELLO), &h), 200);
}

/* --- compression --------------------------------------------------------------------- */

static int ask_page(Rig *rig, const char *path, const char *accept, Heard *h)
{
    char line[300];
    int len = snprintf(line, sizeof line, "GET %s HTTP/1.1\r\n" SMALL_HEADERS "%s\r\n", path,
                       accept);
    return ask(rig, (Str){ line, (size_t)len }, h);
}

static bool is_packed(const Heard *h)
{
    return strstr(h->text, "\r\nContent-Encoding: gzip\r\n") != NULL;
}

static void test_http__large_text_is_compressed_when_wanted(void **state)
{
    Rig *rig = *state;
    static Heard h;
    for (int i = 0; i < 4; i++) {
        ask_page(rig, i % 2 ? "/page/asset" : "/page", "Accept-Encoding: br, gzip\r\n", &h);
        assert_true(is_packed(&h));
        assert_non_null(strstr(h.text, "\r\nVary: Accept-Encoding\r\n"));
        const char *body = strstr(h.text, "\r\n\r\n") + 4;
        static unsigned char plain[20000];
        z_stream z = { .next_in = (Bytef *)(uintptr_t)body,
                       .avail_in = (uInt)(h.len - (size_t)(body - h.text)),
                       .next_out = plain, .avail_out = sizeof plain };
        assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
        assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
        assert_int_equal(z.total_out, 8000);
        assert_memory_equal(plain, rig->page, 8000);
        inflateEnd(&z);
    }
}

static void test_http__text_is_left_alone_when_small_secret_or_unwanted(void **state)
{
    static Heard h;
    static const struct { const char *path, *accept; } plain[] = {
        { "/page", "" },
        { "/page", "Accept-Encoding: br\r\n" },
        { "/page", "Accept-Encoding: gzip;q=0\r\n" },
        { "/page", "Accept-Encoding: gzip; q=0.000, br\r\n" },
        { "/page", "Accept-Encoding: xgzip\r\n" },
        { "/page/small", "Accept-Encoding: gzip\r\n" },
        { "/page/secret", "Accept-Encoding: gzip\r\n" },
    };
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        assert_int_equal(ask_page(*state, plain[i].path, plain[i].accept, &h), 200);
        assert_false(is_packed(&h));
    }
    ask_page(*state, "/page", "Accept-Encoding: gzip;q=0.5\r\n", &h);
    assert_true(is_packed(&h));
    ask_page(*state, "/page", "Accept-Encoding: br;q=1.0, GZIP\r\n", &h);
    assert_true(is_packed(&h));
}

/* --- deadlines ------------------------------------------------------------------------- */

static void test_http__slow_headers_are_cut_at_the_deadline(void **state)
{
    Rig *rig = *state;
    int fd = dial(rig);
    int64_t began = now_ms();
    static Heard h;
    h = (Heard){ .len = 0 };
    say(fd, S("GET /hello HTTP/1.1\r\n"));
    while (!h.closed && now_ms() - began < 3000) {
        say(fd, S("X: y\r\n"));
        hear(fd, &h, NULL, 0, 20);
    }
    assert_true(h.closed);
    assert_in_range(now_ms() - began, 250, 900);
    assert_int_equal(http_stats(rig->server).cut_by_deadline, 1);
    close(fd);
}

static void test_http__slow_body_is_cut_at_the_deadline(void **state)
{
    Rig *rig = *state;
    int fd = dial(rig);
    int64_t began = now_ms();
    static Heard h;
    h = (Heard){ .len = 0 };
    say(fd, S("POST /echo HTTP/1.1\r\n" SMALL_HEADERS "Content-Length: 100000\r\n\r\n"));
    while (!h.closed && now_ms() - began < 3000) {
        say(fd, S("drip"));
        hear(fd, &h, NULL, 0, 20);
    }
    assert_true(h.closed);
    assert_in_range(now_ms() - began, 250, 900);
    assert_int_equal(rig->handled, 0);
    close(fd);
}

static void test_http__silent_connection_is_cut_at_the_deadline(void **state)
{
    static Heard h;
    h = (Heard){ .len = 0 };
    int fd = dial(*state);
    int64_t began = now_ms();
    hear(fd, &h, NULL, 0, 3000);
    assert_true(h.closed);
    assert_in_range(now_ms() - began, 250, 900);
    close(fd);
}

static void test_http__idle_connection_is_closed_later_and_not_counted(void **state)
{
    Rig *rig = *state;
    static Heard h;
    h = (Heard){ .len = 0 };
    int fd = dial(rig);
    say(fd, S(HELLO));
    hear(fd, &h, "hello\n", 1, 1000);
    int64_t began = now_ms();
    hear(fd, &h, NULL, 0, 3000);
    assert_true(h.closed);
    assert_in_range(now_ms() - began, 500, 1300);
    assert_int_equal(http_stats(rig->server).cut_by_deadline, 0);
    close(fd);
}

static void test_http__slow_answer_is_not_cut(void **state)
{
    Rig *rig = *state;
    static Heard h;
    h = (Heard){ .len = 0 };
    int fd = dial(rig);
    say(fd, S("GET /hold HTTP/1.1\r\n" SMALL_HEADERS "\r\n"));
    usleep(1200000);
    HttpReply late = { .status = 200, .body = S("patience") };
    assert_non_null(rig->held);
    http_reply(rig->held, &late);
    hear(fd, &h, "patience", 1, 1000);
    assert_int_equal(status_at(h.text), 200);
    close(fd);
}

static void test_http__honest_client_is_served_beside_200_slow_ones(void **state)
{
    Rig *rig = *state;
    int slow[200];
    static Heard h;
    int64_t began = now_ms();
    for (int i = 0; i < 200; i++) {
        slow[i] = dial(rig);
        say(slow[i], i % 2 ? S("GET /hello HTTP/1.1\r\nX: ")
                           : S("POST /echo HTTP/1.1\r\n" SMALL_HEADERS "Content-Length: 9\r\n\r\n"));
    }
    for (int i = 0; i < 20; i++) {
        int fd = dial(rig);
        h = (Heard){ .len = 0 };
        int64_t asked = now_ms();
        say(fd, S(HELLO));
        hear(fd, &h, "hello\n", 1, 1000);
        assert_int_equal(status_at(h.text), 200);
        assert_true(now_ms() - asked < 250);
        close(fd);
    }
    for (int i = 0; i < 200; i++) {
        h = (Heard){ .len = 0 };
        hear(slow[i], &h, NULL, 0, 3000);
        assert_true(h.closed);
        close(slow[i]);
    }
    assert_true(now_ms() - began < 3000);
    assert_int_equal(http_stats(rig->server).cut_by_deadline, 200);
}

/* --- who asks ---------------------------------------------------------------------------- */

static void test_http__forwarded_headers_mean_nothing_without_a_proxy(void **state)
{
    static Heard h;
    ask(*state, S("GET /who HTTP/1.1\r\n" SMALL_HEADERS
                  "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n\r\n"), &h);
    assert_non_null(strstr(h.text, "\r\n\r\n127.0.0.1 plain /who "));
}

static void test_http__last_forwarded_address_is_believed_behind_a_proxy(void **state)
{
    static Heard h;
    ask(*state, S("GET /who HTTP/1.1\r\n" SMALL_HEADERS
                  "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 1.2.3.4, 203.0.113.9\r\n"
                  "X-Forwarded-Proto: http, https\r\n\r\n"), &h);
    assert_non_null(strstr(h.text, "\r\n\r\n203.0.113.9 secure /who "));
    ask(*state, S("GET /who HTTP/1.1\r\n" SMALL_HEADERS
                  "X-Forwarded-For: <script>\r\nX-Forwarded-Proto: http\r\n\r\n"), &h);
    assert_non_null(strstr(h.text, "\r\n\r\n127.0.0.1 plain /who "));
}

static void test_http__path_is_decoded_once_and_query_is_not(void **state)
{
    static Heard h;
    ask(*state, S("GET /wh%6f?a=%41&b=c+d HTTP/1.1\r\n" SMALL_HEADERS "\r\n"), &h);
    assert_non_null(strstr(h.text, "127.0.0.1 plain /who a=%41&b=c+d"));
}

static void test_http__one_address_gets_only_so_many_connections(void **state)
{
    Rig *rig = *state;
    int fd[5];
    static Heard h;
    for (int i = 0; i < 5; i++) {
        h = (Heard){ .len = 0 };
        fd[i] = dial(rig);
        say(fd[i], S(HELLO));
        hear(fd[i], &h, "hello\n", 1, 1000);
        assert_int_equal(status_at(h.text), i < 4 ? 200 : 0);
    }
    for (int i = 0; i < 5; i++) close(fd[i]);
    usleep(100000);
    assert_int_equal(ask(rig, S(HELLO), &h), 200);
}

/* --- starting and stopping ------------------------------------------------------------------ */

static bool is_held(Rig *rig)
{
    return rig->held != NULL;
}

static void *stop_thread(void *arg)
{
    http_stop(((Rig *)arg)->server, 3000);
    return NULL;
}

static void test_http__stop_finishes_what_is_in_flight_and_takes_no_more(void **state)
{
    (void)state;
    Rig *rig = rig_start((HttpConfig){ .request_deadline_ms = 5000 });
    static Heard h;
    h = (Heard){ .len = 0 };
    int fd = dial(rig);
    say(fd, S("GET /hold HTTP/1.1\r\n" SMALL_HEADERS "\r\n"));
    wait_for(is_held, rig);
    pthread_t stopper;
    pthread_create(&stopper, NULL, stop_thread, rig);
    usleep(200000);
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(rig->port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int late = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_not_equal(connect(late, (struct sockaddr *)&to, sizeof to), 0);
    close(late);
    HttpReply done = { .status = 200, .body = S("done") };
    http_reply(rig->held, &done);
    hear(fd, &h, NULL, 0, 2000);
    assert_int_equal(status_at(h.text), 200);
    assert_non_null(strstr(h.text, "Connection: close"));
    assert_non_null(strstr(h.text, "\r\n\r\ndone"));
    assert_true(h.closed);
    pthread_join(stopper, NULL);
    close(fd);
    rig_free(rig);
}

static void test_http__stop_gives_up_on_an_answer_that_never_comes(void **state)
{
    (void)state;
    Rig *rig = rig_start((HttpConfig){ .request_deadline_ms = 5000 });
    int fd = dial(rig);
    say(fd, S("GET /hold HTTP/1.1\r\n" SMALL_HEADERS "\r\n"));
    wait_for(is_held, rig);
    int64_t began = now_ms();
    http_stop(rig->server, 200);
    assert_true(now_ms() - began < 2000);
    HttpReply late = { .status = 200, .body = S("too late") };
    http_reply(rig->held, &late);           /* only frees what it held */
    static Heard h;
    h = (Heard){ .len = 0 };
    hear(fd, &h, NULL, 0, 500);
    assert_true(h.closed);
    assert_int_equal(h.len, 0);
    close(fd);
    rig_free(rig);
}

static void test_http__start_says_what_is_wrong(void **state)
{
    Rig *rig = *state;
    HttpServer *other = NULL;
    HttpConfig config = { .listen_address = S("127.0.0.1"), .port = rig->port };
    assert_int_equal(http_start(&rig->cx, &config, &other).kind, ERR_CONFLICT);
    err_clear(&rig->cx);
    config = (HttpConfig){ .listen_address = S("nowhere") };
    assert_int_equal(http_start(&rig->cx, &config, &other).kind, ERR_INVALID);
    err_clear(&rig->cx);
    config = (HttpConfig){ .listen_address = S("127.0.0.1"), .tls_cert_file = "/nonexistent",
                           .tls_key_file = "/nonexistent" };
    assert_int_equal(http_start(&rig->cx, &config, &other).kind, ERR_MISSING);
    err_clear(&rig->cx);
    config = (HttpConfig){ .listen_address = S("127.0.0.1"), .tls_cert_file = "/nonexistent" };
    assert_int_equal(http_start(&rig->cx, &config, &other).kind, ERR_INVALID);
    assert_null(other);
}

static int open_descriptors(void)
{
    int count = 0;
    DIR *dir = opendir("/proc/self/fd");
    while (readdir(dir)) count++;
    closedir(dir);
    return count;
}

static void test_http__stop_leaves_no_descriptor_behind(void **state)
{
    (void)state;
    int before = open_descriptors();
    for (int i = 0; i < 3; i++) {
        Rig *rig = rig_start((HttpConfig){ .request_deadline_ms = 5000 });
        static Heard h;
        assert_int_equal(ask(rig, S(HELLO), &h), 200);
        int idle = dial(rig);
        http_stop(rig->server, 100);
        close(idle);
        rig_free(rig);
    }
    assert_int_equal(open_descriptors(), before);
}

/* --- TLS --------------------------------------------------------------------------------------- */

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int tls_dial(int fd, gnutls_certificate_credentials_t credentials, const char *priorities,
                    gnutls_session_t *ret_session)
{
    gnutls_session_t session;
    gnutls_init(&session, GNUTLS_CLIENT);
    gnutls_priority_set_direct(session, priorities, NULL);
    gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials);
    gnutls_transport_set_int(session, fd);
    int rc;
    do rc = gnutls_handshake(session);
    while (rc < 0 && !gnutls_error_is_fatal(rc));
    *ret_session = session;
    return rc;
}

/* The same gate stands behind TLS: it reads what GnuTLS decrypted. */
static int tls_ask(const Rig *rig, Str request, Heard *h)
{
    gnutls_certificate_credentials_t credentials;
    gnutls_certificate_allocate_credentials(&credentials);
    int fd = dial(rig);
    gnutls_session_t session;
    assert_int_equal(tls_dial(fd, credentials, "NORMAL", &session), 0);
    gnutls_record_send(session, request.ptr, request.len);
    *h = (Heard){ .len = 0 };
    for (;;) {
        struct pollfd p = { fd, POLLIN, 0 };
        if (gnutls_record_check_pending(session) == 0 && poll(&p, 1, 300) <= 0) break;
        ssize_t n = gnutls_record_recv(session, h->text + h->len, sizeof h->text - 1 - h->len);
        if (n == GNUTLS_E_AGAIN) continue;
        if (n <= 0) {
            h->closed = true;
            break;
        }
        h->len += (size_t)n;
    }
    gnutls_deinit(session);
    gnutls_certificate_free_credentials(credentials);
    close(fd);
    return status_at(h->text);
}

/* A throw-away certificate and key for tests only. */
static const char tls_test_cert[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBgzCCASmgAwIBAgIUB5QvYyJx3Ap1e+j++YnJeFxQMK8wCgYIKoZIzj0EAwIw\n"
    "FjEUMBIGA1UEAwwLdGFuZGVtLnRlc3QwIBcNMjYxMTIyMDY0MTQ2WhgPMjEyNjEw\n"
    "MjkwNjQxNDZaMBYxFDASBgNVBAMMC3RhbmRlbS50ZXN0MFkwEwYHKoZIzj0CAQYI\n"
    "KoZIzj0DAQcDQgAE2SUlojQaKbVJtIc3fVNJXcME/pwBaTFX9dmwz+c+fJB7iyqR\n"
    "R3adc0WwTCdF+O3ccA/SFPFIhhjPiIQln/UC76NTMFEwHQYDVR0OBBYEFOVW8jGD\n"
    "b0ATAzM1x1O+BwQ3/llJMB8GA1UdIwQYMBaAFOVW8jGDb0ATAzM1x1O+BwQ3/llJ\n"
    "MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhANjhs17vVzN6HNpZ\n"
    "e/C/O0owrg36t+5Y4sVVNauQsmDOAiB7WXhLzm66aODbP9PCqtivXjhFbpfjF5AA\n"
    "627ejLt7RQ==\n"
    "-----END CERTIFICATE-----\n";
static const char tls_test_key[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgRZTw1rK9d1zzdcmD\n"
    "eRW9WL770fSzt3XVzYQ03FraVU6hRANCAATZJSWiNBoptUm0hzd9U0ldwwT+nAFp\n"
    "MVf12bDP5z58kHuLKpFHdp1zRbBMJ0X47dxwD9IU8UiGGM+IhCWf9QLv\n"
    "-----END PRIVATE KEY-----\n";

static int tls_handshake(const Rig *rig, const char *priorities)
{
    gnutls_certificate_credentials_t credentials;
    gnutls_session_t session;
    gnutls_certificate_allocate_credentials(&credentials);
    int fd = dial(rig), rc = tls_dial(fd, credentials, priorities, &session);
    gnutls_deinit(session);
    gnutls_certificate_free_credentials(credentials);
    close(fd);
    return rc;
}

static void test_http__tls_is_served_behind_the_same_gate(void **state)
{
    (void)state;
    char cert[] = "/tmp/tandem-cert-XXXXXX", key[] = "/tmp/tandem-key-XXXXXX";
    close(mkstemp(cert));
    close(mkstemp(key));
    write_file(cert, tls_test_cert);
    write_file(key, tls_test_key);
    Rig *rig = rig_start((HttpConfig){ .tls_cert_file = cert, .tls_key_file = key });
    assert_int_equal(tls_handshake(rig, "NORMAL:-VERS-ALL:+VERS-TLS1.3"), 0);
    assert_int_equal(tls_handshake(rig, "NORMAL:-VERS-ALL:+VERS-TLS1.2"), 0);
    assert_int_not_equal(tls_handshake(rig, "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT"), 0);
    static Heard h;
    assert_int_equal(tls_ask(rig, S("GET /who HTTP/1.1\r\n" SMALL_HEADERS "\r\n"), &h), 200);
    assert_non_null(strstr(h.text, "127.0.0.1 secure /who"));
    assert_int_equal(tls_ask(rig, S("GET /later HTTP/1.1\r\n" SMALL_HEADERS "\r\n" HELLO), &h), 200);
    assert_int_equal(count_of(&h, "HTTP/1.1 200"), 2);
    int handled = rig->handled;
    assert_int_equal(tls_ask(rig, S("GET /hello HTTP/1.1\nHost: x\n\n"), &h), 400);
    assert_true(h.closed);
    assert_int_equal(tls_ask(rig, S(HELLO "POST /echo HTTP/1.1\r\n" SMALL_HEADERS
                                    "Content-Length : 5\r\n\r\nhello"), &h), 200);
    assert_int_equal(count_of(&h, "HTTP/1.1 400"), 1);
    assert_true(h.closed);
    assert_int_equal(rig->handled, handled + 1);
    rig_stop(rig);
    unlink(cert);
    unlink(key);
}

#define T(name, setup) cmocka_unit_test_setup_teardown(test_http__##name, setup, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(get_is_answered_with_headers, start),
        T(head_has_the_length_and_no_body, start),
        T(answer_from_another_thread_arrives, start),
        T(many_late_answers_at_once, start),
        T(client_that_leaves_before_the_answer_does_no_harm, start),
        T(pipelined_requests_are_answered_in_order, start),
        T(body_arrives_whole_whatever_the_pieces, start),
        T(expectation_is_met_before_the_body, start),
        T(connection_close_is_honoured, start),
        T(half_closed_client_still_gets_its_answer, start),
        T(cookie_is_found_by_its_exact_name, start),
        T(header_that_would_split_the_reply_becomes_500, start),
        T(headers_that_do_not_fit_become_500, start),
        T(full_arena_cannot_send_200, start),
        T(large_text_is_compressed_when_wanted, start),
        T(text_is_left_alone_when_small_secret_or_unwanted, start),
        T(slow_headers_are_cut_at_the_deadline, start_impatient),
        T(slow_body_is_cut_at_the_deadline, start_impatient),
        T(silent_connection_is_cut_at_the_deadline, start_impatient),
        T(idle_connection_is_closed_later_and_not_counted, start_impatient),
        T(slow_answer_is_not_cut, start_impatient),
        T(honest_client_is_served_beside_200_slow_ones, start_impatient),
        T(forwarded_headers_mean_nothing_without_a_proxy, start),
        T(last_forwarded_address_is_believed_behind_a_proxy, start_proxied),
        T(path_is_decoded_once_and_query_is_not, start),
        T(one_address_gets_only_so_many_connections, start_narrow),
        T(start_says_what_is_wrong, start),
        cmocka_unit_test(test_http__stop_finishes_what_is_in_flight_and_takes_no_more),
        cmocka_unit_test(test_http__stop_gives_up_on_an_answer_that_never_comes),
        cmocka_unit_test(test_http__stop_leaves_no_descriptor_behind),
        cmocka_unit_test(test_http__tls_is_served_behind_the_same_gate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

