/* The gate's pure part: verdicts on heads and paths, whatever pieces they arrive in. */
#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#undef fail                         /* base/err.h has its own */

#include "http/gate400.h"
#include "http/wire.h"

#define H "Host: tandem.test\r\n"

static int open_arena(void **state)
{
    *state = arena_open(1 << 20);
    return *state == NULL;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

/* --- paths ------------------------------------------------------------------ */

static void test_path_decode__decodes_exactly_once(void **state)
{
    static const struct { Str raw, path; } good[] = {
        { S("/"), S("/") },
        { S("/clients/7/sessions/"), S("/clients/7/sessions/") },
        { S("/%41%62c"), S("/Abc") },
        { S("/sm%C3%B6rg%C3%A5s"), S("/sm\303\266rg\303\245s") },
        { S("/100%25"), S("/100%") },
        { S("/%25zz"), S("/%zz") },
        { S("/a+b"), S("/a+b") },
        { S("/a%20b"), S("/a b") },
        { S("/..."), S("/...") },
        { S("/..a/.b"), S("/..a/.b") },
        { S("/a:b@c,d=e&f$g!h*(i)'~_-"), S("/a:b@c,d=e&f$g!h*(i)'~_-") },
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        Str path = { NULL, 0 };
        assert_true(path_decode(*state, good[i].raw, &path));
        assert_true(str_eq(path, good[i].path));
    }
}

static void test_path_decode__refuses_what_two_readers_may_read_differently(void **state)
{
    static const Str bad[] = {
        S(""), S("a"), S("*"), S("http://x/"), S("//"), S("/a//b"), S("//a"), S("/."), S("/.."),
        S("/./a"), S("/a/./b"), S("/a/.."), S("/a/../b"), S("/%2e"), S("/%2E%2e/a"), S("/a/.%2e"),
        S("/%00"), S("/a%00.css"), S("/%2f"), S("/%2Fa"), S("/%5c"), S("/\\"), S("/;"), S("/a;b"),
        S("/%3b"), S("/%"), S("/%4"), S("/%4g"), S("/%g4"), S("/%%41"), S("/%0a"), S("/%0D"),
        S("/%1f"), S("/%7f"), S("/\177"), S("/a b"), S("/a\tb"), S("/a\0b"), S("/\303\266"),
        S("/%c0%af"), S("/%c0%80"), S("/%e0%80%af"), S("/%f8%88%80%80%80"), S("/%ed%a0%80"),
        S("/%f4%90%80%80"), S("/%ff"), S("/%c3"), S("/%80"), S("/%2541"), S("/%252f"),
        S("/a?b"), S("/a#b"), S("/<a>"), S("/\"a\""), S("/{a}"), S("/a|b"), S("/a^b"), S("/`a`"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Str path = S("untouched");
        assert_false(path_decode(*state, bad[i], &path));
        assert_true(str_eq(path, S("untouched")));
    }
}

static void test_path_decode__full_arena_is_a_refusal(void **state)
{
    Str path;
    arena_fault_at(0);
    bool decoded = path_decode(*state, S("/a"), &path);
    bool hit = arena_fault_hit();
    arena_fault_at(-1);
    assert_true(hit);
    assert_false(decoded);
}

/* Every pair of bytes as an escape: accepted exactly when its byte may stand in a path. */
static void test_path_decode__every_escape(void **state)
{
    for (int byte = 0; byte < 256; byte++) {
        char raw[8];
        snprintf(raw, sizeof raw, "/%%%02x", (unsigned)byte);
        Str path;
        bool wanted = byte >= 0x20 && byte < 0x7f && byte != '/' && byte != '\\' && byte != ';' &&
                      byte != '.';
        assert_int_equal(path_decode(*state, (Str){ raw, 4 }, &path), wanted);
        if (wanted) assert_int_equal((unsigned char)path.ptr[1], byte);
    }
}

/* --- heads -------------------------------------------------------------------- */

static void test_head__fine_head_is_taken_apart(void **state)
{
    (void)state;
    Head head;
    Str text = S("POST /a%41?b=c HTTP/1.1\r\nhOsT:\t t.test:80 \r\nContent-Length: 12\r\n"
                 "Cookie: a=b\r\nConnection: foo, Close\r\nExpect: 100-Continue\r\n\r\n");
    assert_int_equal(head_read(text, &head), HEAD_FINE);
    assert_true(str_eq(head.method, S("POST")));
    assert_true(str_eq(head.path, S("/a%41")));
    assert_true(str_eq(head.query, S("b=c")));
    assert_true(str_eq(head.host, S("t.test:80")));
    assert_int_equal(head.length, 12);
    assert_int_equal(head.header_count, 5);
    assert_true(head.expects_continue);
    assert_false(head.keep_alive);
    assert_null(raw_head_problem(text));
}

static void test_head__refusal_leaves_the_result_alone(void **state)
{
    (void)state;
    Head head = { .minor = 7 };
    assert_int_equal(head_read(S("GET / HTTP/1.1\r\n\r\n"), &head), HEAD_HOST);
    assert_int_equal(head.minor, 7);
    assert_string_equal(raw_head_problem(S("GET / HTTP/1.1\r\n\r\n")), "host");
}

static void test_head__text_after_the_empty_line_is_not_a_head(void **state)
{
    (void)state;
    assert_non_null(raw_head_problem(S("GET / HTTP/1.1\r\n" H "\r\nGET / HTTP/1.1\r\n" H "\r\n")));
    assert_non_null(raw_head_problem(S("GET / HTTP/1.1\r\n" H)));
    assert_non_null(raw_head_problem(S("\r\n\r\n")));
    assert_non_null(raw_head_problem(S("")));
}

/* A fine head with any one byte replaced by any other is never misread: when it is still
 * accepted, its lines are still lines and its length is still what the text says. */
static void test_head__every_byte_replaced_by_every_byte(void **state)
{
    (void)state;
    static const char fine[] = "POST /a?b HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nX: y\r\n\r\n";
    for (size_t at = 0; at < sizeof fine - 1; at++) {
        for (int byte = 0; byte < 256; byte++) {
            char text[sizeof fine];
            memcpy(text, fine, sizeof fine);
            text[at] = (char)byte;
            Head head;
            Str changed = { text, sizeof fine - 1 };
            if (head_read(changed, &head) != HEAD_FINE) continue;
            bool is_line_end = fine[at] == '\r' || fine[at] == '\n';
            assert_true(!is_line_end || byte == fine[at]);
            assert_true(byte >= 0x20 || byte == '\t' || is_line_end);
            assert_int_equal(head.header_count, 3);
            assert_int_equal(head.length, strtoul(text + (strchr(fine, '5') - 1 - fine), NULL, 10));
        }
    }
}

/* --- the wire ------------------------------------------------------------------- */

typedef struct Fed { char out[8192]; size_t len; uint64_t accepted; HeadProblem problem; } Fed;

static Fed feed(Str bytes, size_t step)
{
    Fed fed = { .len = 0 };
    Wire w = { .fd = -1 };
    for (size_t at = 0; at < bytes.len; at += step) {
        Str piece = str_slice(bytes, at, at + step);
        wire_feed(&w, piece.ptr, piece.len);
        fed.len += bytes_take(&w.out, fed.out + fed.len, sizeof fed.out - fed.len);
    }
    fed.accepted = w.accepted;
    fed.problem = w.problem;
    wire_forget(&w);
    return fed;
}

static const Str stream = S("GET /a HTTP/1.1\r\n" H "\r\n"
                            "POST /b HTTP/1.1\r\n" H "Content-Length: 7\r\n\r\nGET /x "
                            "HEAD /c HTTP/1.0\r\n" H "Connection: keep-alive\r\n\r\n"
                            "GET /secret HTTP/1.1\r\n" H "Connection: close\r\nX: private\r\n\r\n");

static void test_wire__library_reads_only_our_words_and_bodies(void **state)
{
    (void)state;
    Fed fed = feed(stream, stream.len);
    Str wanted = S("GET /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"
                   "POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\nGET /x "
                   "HEAD /3 HTTP/1.0\r\nHost: h\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n"
                   "GET /4 HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(fed.problem, HEAD_FINE);
    assert_int_equal(fed.accepted, 4);
    assert_true(str_eq((Str){ fed.out, fed.len }, wanted));
}

static void test_wire__pieces_of_any_size_mean_the_same(void **state)
{
    (void)state;
    Fed whole = feed(stream, stream.len);
    for (size_t step = 1; step < stream.len; step++) {
        Fed fed = feed(stream, step);
        assert_int_equal(fed.problem, whole.problem);
        assert_int_equal(fed.accepted, whole.accepted);
        assert_true(str_eq((Str){ fed.out, fed.len }, (Str){ whole.out, whole.len }));
    }
}

static void test_wire__incomplete_head_is_not_shown(void **state)
{
    (void)state;
    for (size_t len = 1; len < sizeof "GET /a HTTP/1.1\r\n" H "\r\n" - 1; len++) {
        Fed fed = feed(str_slice(stream, 0, len), 5);
        assert_int_equal(fed.len, 0);
        assert_int_equal(fed.problem, HEAD_FINE);
    }
}

static void test_wire__nothing_follows_a_refused_head(void **state)
{
    (void)state;
    Str bytes = S("GET /a HTTP/1.1\r\n" H "\r\nGET /b HTTP/1.1\nHost: x\n\n"
                  "GET /c HTTP/1.1\r\n" H "\r\n");
    for (size_t step = 1; step <= bytes.len; step++) {
        Fed fed = feed(bytes, step);
        assert_int_equal(fed.problem, HEAD_BARE_LF);
        assert_int_equal(fed.accepted, 1);
    }
}

static void test_wire__head_goes_to_the_handler_once_and_in_order(void **state)
{
    Wire w = { .fd = -1 };
    wire_feed(&w, stream.ptr, stream.len);
    Str text;
    assert_false(wire_take_head(&w, 2, *state, &text));
    assert_true(wire_take_head(&w, 1, *state, &text));
    assert_true(str_eq(text, S("GET /a HTTP/1.1\r\n" H "\r\n")));
    assert_false(wire_take_head(&w, 1, *state, &text));
    assert_true(wire_take_head(&w, 2, *state, &text));
    assert_true(wire_take_head(&w, 3, *state, &text));
    assert_true(wire_take_head(&w, 4, *state, &text));
    assert_true(str_ends(text, S("X: private\r\n\r\n")));
    assert_false(wire_take_head(&w, 5, *state, &text));
    wire_forget(&w);
}

static void test_wire__is_in_the_path_of_this_program(void **state)
{
    (void)state;
    assert_true(wire_in_path());
}

#define T(name) cmocka_unit_test_setup_teardown(test_##name, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(path_decode__decodes_exactly_once),
        T(path_decode__refuses_what_two_readers_may_read_differently),
        T(path_decode__full_arena_is_a_refusal),
        T(path_decode__every_escape),
        T(head__fine_head_is_taken_apart),
        T(head__refusal_leaves_the_result_alone),
        T(head__text_after_the_empty_line_is_not_a_head),
        T(head__every_byte_replaced_by_every_byte),
        T(wire__library_reads_only_our_words_and_bodies),
        T(wire__pieces_of_any_size_mean_the_same),
        T(wire__incomplete_head_is_not_shown),
        T(wire__nothing_follows_a_refused_head),
        T(wire__head_goes_to_the_handler_once_and_in_order),
        T(wire__is_in_the_path_of_this_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
