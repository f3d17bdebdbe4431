/* Every request shape that two readers could understand differently, on a real socket:
 * refused, the connection closed, the handler never called.  Each case is sent after a
 * legal request on the same connection, together with one, and byte by byte. */
#include "http_test.h"

#define H SMALL_HEADERS

typedef struct Case { const char *name; Str bytes; int status; } Case;

#define BAD(name, status, bytes) { "hostile: " name, { "" bytes, sizeof(bytes) - 1 }, status }

static const Case cases[] = {
    /* two opinions about where the body ends */
    BAD("length and coding", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    BAD("coding and length", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
    BAD("chunked body", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
    BAD("chunk lines with LF only", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n"),
    BAD("unknown coding", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: cow\r\n\r\nhello"),
    BAD("coding xchunked", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    BAD("coding identity", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello"),
    BAD("coding in a list", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    BAD("coding twice", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n"),
    BAD("coding in odd case", 400, "POST /echo HTTP/1.1\r\n" H "tRANSFER-eNCODING: Chunked\r\n\r\n0\r\n\r\n"),
    BAD("coding with blank before the colon", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\nhello"),
    BAD("folded coding", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
    BAD("coding after a vertical tab", 400, "POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n"),
    BAD("chunked in HTTP/1.0", 400, "POST /echo HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    BAD("two equal lengths", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"),
    BAD("two different lengths", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
    BAD("two lengths in one line", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 5, 5\r\n\r\nhello"),
    BAD("length with blank before the colon", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length : 5\r\n\r\nhello"),
    BAD("length with a sign", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: +5\r\n\r\nhello"),
    BAD("negative length", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: -5\r\n\r\nhello"),
    BAD("length in hexadecimal", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 0x5\r\n\r\nhello"),
    BAD("length with letters", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 5a\r\n\r\nhello"),
    BAD("length with a blank inside", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 1 5\r\n\r\nhello"),
    BAD("empty length", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length:\r\n\r\nhello"),
    BAD("length past 64 bits", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 18446744073709551621\r\n\r\nhello"),
    BAD("length with a fraction", 400, "POST /echo HTTP/1.1\r\n" H "Content-Length: 5.0\r\n\r\nhello"),
    BAD("length beyond the limit", 413, "POST /echo HTTP/1.1\r\n" H "Content-Length: 1048577\r\n\r\nhello"),
    BAD("post without length", 411, "POST /echo HTTP/1.1\r\n" H "\r\n"),
    BAD("get with a body", 400, "GET /hello HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhello"),
    BAD("head with a body", 400, "HEAD /hello HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhello"),
    /* two opinions about where a line ends */
    BAD("bare LF everywhere", 400, "GET /hello HTTP/1.1\nHost: tandem.test\n\n"),
    BAD("bare LF after the request line", 400, "GET /hello HTTP/1.1\n" H "\r\n"),
    BAD("bare LF after a header", 400, "GET /hello HTTP/1.1\r\nHost: tandem.test\nX: y\r\n\r\n"),
    BAD("bare LF as the empty line", 400, "GET /hello HTTP/1.1\r\n" H "\n"),
    BAD("bare CR in the request line", 400, "GET /hello\rHTTP/1.1\r\n" H "\r\n"),
    BAD("bare CR in a value", 400, "GET /hello HTTP/1.1\r\n" H "X: a\rb\r\n\r\n"),
    BAD("bare CR as line end", 400, "GET /hello HTTP/1.1\rHost: tandem.test\r\r"),
    BAD("CR CR LF", 400, "GET /hello HTTP/1.1\r\n" H "X: a\r\r\n\r\n"),
    BAD("folded header", 400, "GET /hello HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n"),
    BAD("header folded with a tab", 400, "GET /hello HTTP/1.1\r\n" H "X: a\r\n\tb\r\n\r\n"),
    BAD("first header folded", 400, "GET /hello HTTP/1.1\r\n Host: tandem.test\r\n\r\n"),
    BAD("empty lines in front", 400, "\r\n\r\nGET /hello HTTP/1.1\r\n" H "\r\n"),
    BAD("LF in front", 400, "\nGET /hello HTTP/1.1\r\n" H "\r\n"),
    BAD("blank in front", 400, " GET /hello HTTP/1.1\r\n" H "\r\n"),
    BAD("NUL in a value", 400, "GET /hello HTTP/1.1\r\n" H "X: a\0b\r\n\r\n"),
    BAD("NUL in a name", 400, "GET /hello HTTP/1.1\r\n" H "X\0: a\r\n\r\n"),
    BAD("NUL in the path", 400, "GET /hello\0 HTTP/1.1\r\n" H "\r\n"),
    BAD("NUL in front", 400, "\0GET /hello HTTP/1.1\r\n" H "\r\n"),
    BAD("control byte in a value", 400, "GET /hello HTTP/1.1\r\n" H "X: a\001b\r\n\r\n"),
    BAD("delete in a value", 400, "GET /hello HTTP/1.1\r\n" H "X: a\177b\r\n\r\n"),
    /* two opinions about who is meant */
    BAD("two hosts", 400, "GET /hello HTTP/1.1\r\n" H "Host: other.test\r\n\r\n"),
    BAD("two equal hosts", 400, "GET /hello HTTP/1.1\r\n" H H "\r\n"),
    BAD("no host", 400, "GET /hello HTTP/1.1\r\nX: y\r\n\r\n"),
    BAD("no header at all", 400, "GET /hello HTTP/1.1\r\n\r\n"),
    BAD("empty host", 400, "GET /hello HTTP/1.1\r\nHost:\r\n\r\n"),
    BAD("host with a path", 400, "GET /hello HTTP/1.1\r\nHost: a/b\r\n\r\n"),
    BAD("host with a user", 400, "GET /hello HTTP/1.1\r\nHost: a@b\r\n\r\n"),
    BAD("host with a blank", 400, "GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n"),
    BAD("host with a comma", 400, "GET /hello HTTP/1.1\r\nHost: a,b\r\n\r\n"),
    BAD("host with a bad port", 400, "GET /hello HTTP/1.1\r\nHost: a:8x\r\n\r\n"),
    BAD("host with an open bracket", 400, "GET /hello HTTP/1.1\r\nHost: [::1\r\n\r\n"),
    BAD("host in 8-bit letters", 400, "GET /hello HTTP/1.1\r\nHost: \303\244\r\n\r\n"),
    BAD("absolute URI", 400, "GET http://tandem.test/hello HTTP/1.1\r\n" H "\r\n"),
    BAD("asterisk", 400, "GET * HTTP/1.1\r\n" H "\r\n"),
    /* the path */
    BAD("path with %00", 400, "GET /hello%00x HTTP/1.1\r\n" H "\r\n"),
    BAD("path with %2f", 400, "GET /a%2fhello HTTP/1.1\r\n" H "\r\n"),
    BAD("path with %5c", 400, "GET /a%5chello HTTP/1.1\r\n" H "\r\n"),
    BAD("path with a backslash", 400, "GET /a\\hello HTTP/1.1\r\n" H "\r\n"),
    BAD("path with ..", 400, "GET /a/../hello HTTP/1.1\r\n" H "\r\n"),
    BAD("path with .. at the end", 400, "GET /a/.. HTTP/1.1\r\n" H "\r\n"),
    BAD("path with %2e%2e", 400, "GET /a/%2e%2E/hello HTTP/1.1\r\n" H "\r\n"),
    BAD("path with a dot segment", 400, "GET /./hello HTTP/1.1\r\n" H "\r\n"),
    BAD("path with //", 400, "GET //hello HTTP/1.1\r\n" H "\r\n"),
    BAD("path with a semicolon", 400, "GET /hello;x=1 HTTP/1.1\r\n" H "\r\n"),
    BAD("path escaped twice", 400, "GET /%2568ello HTTP/1.1\r\n" H "\r\n"),
    BAD("path with half an escape", 400, "GET /hello%2 HTTP/1.1\r\n" H "\r\n"),
    BAD("path with a bad escape", 400, "GET /hello%zz HTTP/1.1\r\n" H "\r\n"),
    BAD("overlong UTF-8 slash", 400, "GET /a%c0%afhello HTTP/1.1\r\n" H "\r\n"),
    BAD("overlong UTF-8 dot", 400, "GET /%c0%ae%c0%ae/hello HTTP/1.1\r\n" H "\r\n"),
    BAD("UTF-8 surrogate", 400, "GET /%ed%a0%80 HTTP/1.1\r\n" H "\r\n"),
    BAD("raw 8-bit byte in the path", 400, "GET /\303\244 HTTP/1.1\r\n" H "\r\n"),
    BAD("control escape in the path", 400, "GET /a%0d%0aX HTTP/1.1\r\n" H "\r\n"),
    BAD("fragment", 400, "GET /hello#x HTTP/1.1\r\n" H "\r\n"),
    BAD("path without a slash", 400, "GET hello HTTP/1.1\r\n" H "\r\n"),
    BAD("empty path", 400, "GET  HTTP/1.1\r\n" H "\r\n"),
    /* the rest of the request line */
    BAD("TRACE", 405, "TRACE /hello HTTP/1.1\r\n" H "\r\n"),
    BAD("CONNECT", 405, "CONNECT tandem.test:443 HTTP/1.1\r\n" H "\r\n"),
    BAD("OPTIONS", 405, "OPTIONS /hello HTTP/1.1\r\n" H "\r\n"),
    BAD("PUT", 405, "PUT /hello HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n"),
    BAD("invented method", 405, "FROG /hello HTTP/1.1\r\n" H "\r\n"),
    BAD("method in lower case", 400, "get /hello HTTP/1.1\r\n" H "\r\n"),
    BAD("method in mixed case", 400, "Get /hello HTTP/1.1\r\n" H "\r\n"),
    BAD("method with a NUL", 400, "GE\0T /hello HTTP/1.1\r\n" H "\r\n"),
    BAD("HTTP/0.9", 400, "GET /hello\r\n"),
    BAD("HTTP/2.0", 400, "GET /hello HTTP/2.0\r\n" H "\r\n"),
    BAD("HTTP/2 preface", 400, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    BAD("HTTP/1.2", 400, "GET /hello HTTP/1.2\r\n" H "\r\n"),
    BAD("HTTP/1.10", 400, "GET /hello HTTP/1.10\r\n" H "\r\n"),
    BAD("http/1.1", 400, "GET /hello http/1.1\r\n" H "\r\n"),
    BAD("no version", 400, "GET /hello \r\n" H "\r\n"),
    BAD("two blanks", 400, "GET  /hello HTTP/1.1\r\n" H "\r\n"),
    BAD("tab for a blank", 400, "GET\t/hello HTTP/1.1\r\n" H "\r\n"),
    BAD("blank at the end of the line", 400, "GET /hello HTTP/1.1 \r\n" H "\r\n"),
    BAD("four words", 400, "GET /hello x HTTP/1.1\r\n" H "\r\n"),
    BAD("TLS on a plain port", 400, "\026\003\001\002\000\001\000\001\374\003\003"),
    /* header names and repeats */
    BAD("header without colon", 400, "GET /hello HTTP/1.1\r\n" H "Nonsense\r\n\r\n"),
    BAD("header without name", 400, "GET /hello HTTP/1.1\r\n" H ": x\r\n\r\n"),
    BAD("header name with a blank", 400, "GET /hello HTTP/1.1\r\n" H "X Y: z\r\n\r\n"),
    BAD("header name with a blank at the end", 400, "GET /hello HTTP/1.1\r\n" H "X : z\r\n\r\n"),
    BAD("header name with a tab", 400, "GET /hello HTTP/1.1\r\n" H "X\t: z\r\n\r\n"),
    BAD("header name with a bracket", 400, "GET /hello HTTP/1.1\r\n" H "X(y): z\r\n\r\n"),
    BAD("header name in 8-bit letters", 400, "GET /hello HTTP/1.1\r\n" H "X\344: z\r\n\r\n"),
    BAD("two cookies", 400, "GET /hello HTTP/1.1\r\n" H "Cookie: sid=1\r\nCookie: sid=2\r\n\r\n"),
    BAD("two origins", 400, "GET /hello HTTP/1.1\r\n" H "Origin: a\r\norigin: b\r\n\r\n"),
    BAD("two content types", 400, "GET /hello HTTP/1.1\r\n" H "Content-Type: a\r\nContent-Type: b\r\n\r\n"),
    BAD("two authorizations", 400, "GET /hello HTTP/1.1\r\n" H "Authorization: a\r\nAuthorization: b\r\n\r\n"),
    BAD("expectation we do not know", 400, "POST /echo HTTP/1.1\r\n" H "Expect: cake\r\nContent-Length: 5\r\n\r\nhello"),
};

enum { CASES = sizeof cases / sizeof cases[0] };

static Rig *rig_now;                /* a test's state is its case */

/* The refusal is the last thing on the connection, has our headers, and no second
 * answer follows it. */
static void check_refused(const Rig *rig, const Case *c, const Heard *h, int handled)
{
    const char *last = strstr(h->text, "hello\n");
    assert_non_null(last);
    last += 6;
    assert_true(h->closed);
    assert_int_equal(status_at(last), c->status);
    assert_int_equal(count_of(h, "HTTP/1.1 "), 2);
    assert_non_null(strstr(last, "Connection: close\r\n"));
    assert_non_null(strstr(last, "X-Content-Type-Options: nosniff\r\n"));
    assert_non_null(strstr(last, "Content-Length: "));
    assert_int_equal(rig->handled, handled);
}

static void hostile(void **state)
{
    const Case *c = *state;
    Rig *rig = rig_now;
    for (int style = 0; style < 3; style++) {
        static Heard h;
        h = (Heard){ .len = 0 };
        int fd = dial(rig), before = rig->handled;
        if (style == 1) {
            static char both[4096];
            memcpy(both, HELLO, sizeof HELLO - 1);
            memcpy(both + sizeof HELLO - 1, c->bytes.ptr, c->bytes.len);
            say(fd, (Str){ both, sizeof HELLO - 1 + c->bytes.len });
        } else {
            say(fd, S(HELLO));                      /* the positive control */
            hear(fd, &h, "hello\n", 1, 2000);
            if (style == 0) say(fd, c->bytes);
            else say_slowly(fd, c->bytes);
        }
        hear(fd, &h, NULL, 0, 2000);
        check_refused(rig, c, &h, before + 1);
        close(fd);
    }
}

/* --- too much of something ----------------------------------------------------- */

static void too_much(const Str head, size_t filler, const Str tail, int status)
{
    static Heard h;
    char *buf = malloc(head.len + filler + tail.len);
    assert_non_null(buf);
    memcpy(buf, head.ptr, head.len);
    memset(buf + head.len, 'a', filler);
    memcpy(buf + head.len + filler, tail.ptr, tail.len);
    int before = rig_now->handled;
    assert_int_equal(ask(rig_now, (Str){ buf, head.len + filler + tail.len }, &h), status);
    assert_int_equal(rig_now->handled, before + (status == 200));
    assert_int_equal(h.closed, status != 200);
    free(buf);
}

static void test_hostile__request_line_has_a_limit(void **state)
{
    (void)state;
    Str tail = S(" HTTP/1.1\r\n" H "\r\n");
    too_much(S("GET /hello?q="), 8000, tail, 200);
    too_much(S("GET /hello?q="), 8192, tail, 414);
    too_much(S("GET /hello?q="), 60000, S(""), 414);
}

static void test_hostile__headers_have_a_limit(void **state)
{
    (void)state;
    too_much(S("GET /hello HTTP/1.1\r\n" H "X: "), 16000, S("\r\n\r\n"), 200);
    too_much(S("GET /hello HTTP/1.1\r\n" H "X: "), 16384, S("\r\n\r\n"), 431);
    too_much(S("GET /hello HTTP/1.1\r\n" H "X: "), 60000, S(""), 431);
}

static void test_hostile__header_count_has_a_limit(void **state)
{
    (void)state;
    for (size_t count = 62; count <= 66; count++) {
        static Heard h;
        char buf[2048];
        size_t len = sizeof "GET /hello HTTP/1.1\r\n" H - 1;
        memcpy(buf, "GET /hello HTTP/1.1\r\n" H, len);
        for (size_t i = 0; i < count; i++) memcpy(buf + len + i * 6, "X: y\r\n", 6);
        len += count * 6;
        memcpy(buf + len, "\r\n", 2);
        int wanted = count + 1 <= HTTP_HEADERS_MAX ? 200 : 431;
        assert_int_equal(ask(rig_now, (Str){ buf, len + 2 }, &h), wanted);
    }
}

/* --- legal, if unusual --------------------------------------------------------- */

static const Case legal[] = {
    { "legal: tab after the colon", S("GET /hello HTTP/1.1\r\nHost:\ttandem.test\t\r\n\r\n"), 200 },
    { "legal: no blank after the colon", S("GET /hello HTTP/1.1\r\nHost:tandem.test\r\n\r\n"), 200 },
    { "legal: header names in any case", S("GET /hello HTTP/1.1\r\nhOST: tandem.test\r\n\r\n"), 200 },
    { "legal: host with port", S("GET /hello HTTP/1.1\r\nHost: tandem.test:8080\r\n\r\n"), 200 },
    { "legal: host as address", S("GET /hello HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n"), 200 },
    { "legal: empty value", S("GET /hello HTTP/1.1\r\n" H "X:\r\n\r\n"), 200 },
    { "legal: 8-bit letters in a value", S("GET /hello HTTP/1.1\r\n" H "X: \303\244\r\n\r\n"), 200 },
    { "legal: HTTP/1.0", S("GET /hello HTTP/1.0\r\n" H "\r\n"), 200 },
    { "legal: HEAD", S("HEAD /hello HTTP/1.1\r\n" H "\r\n"), 200 },
    { "legal: post of nothing", S("POST /echo HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n"), 200 },
    { "legal: post of five bytes", S("POST /echo HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nhello"), 200 },
    { "legal: length with leading zeros", S("POST /echo HTTP/1.1\r\n" H "Content-Length: 005\r\n\r\nhello"), 200 },
    { "legal: body that looks like a request", S("POST /echo HTTP/1.1\r\n" H "Content-Length: 20\r\n\r\nGET /hello HTTP/1.1\r\n"), 200 },
    { "legal: get with length 0", S("GET /hello HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n"), 200 },
    { "legal: question mark without query", S("GET /hello? HTTP/1.1\r\n" H "\r\n"), 200 },
    { "legal: dots inside a name", S("GET /a..b/...c HTTP/1.1\r\n" H "\r\n"), 200 },
    { "legal: escaped letter", S("GET /h%65llo HTTP/1.1\r\n" H "\r\n"), 200 },
    { "legal: repeated list header", S("GET /hello HTTP/1.1\r\n" H "Accept: a\r\nAccept: b\r\n\r\n"), 200 },
};

static void legal_shape(void **state)
{
    const Case *c = *state;
    for (int style = 0; style < 2; style++) {
        static Heard h;
        h = (Heard){ .len = 0 };
        int fd = dial(rig_now), before = rig_now->handled;
        if (style == 0) say(fd, c->bytes);
        else say_slowly(fd, c->bytes);
        hear(fd, &h, "\r\n\r\n", 1, 2000);
        close(fd);
        assert_int_equal(status_at(h.text), c->status);
        assert_int_equal(rig_now->handled, before + 1);
    }
}

/* The library's own error pages are never seen: it only reads what we wrote. */
static void test_hostile__random_bytes_never_reach_the_handler(void **state)
{
    (void)state;
    int before = rig_now->handled;
    uint32_t seed = 20261122;
    for (int round = 0; round < 200; round++) {
        char buf[200];
        for (size_t i = 0; i < sizeof buf; i++) {
            seed = seed * 1664525 + 1013904223;
            buf[i] = (char)(seed >> 24);
        }
        memcpy(buf, "GET /", 5);
        int fd = dial(rig_now);
        say(fd, (Str){ buf, sizeof buf });
        say(fd, S("\r\n\r\n"));
        static Heard h;
        h = (Heard){ .len = 0 };
        hear(fd, &h, NULL, 0, 2000);
        close(fd);
        assert_true(status_at(h.text) == 400 && h.closed);
    }
    assert_int_equal(rig_now->handled, before);
}

int main(void)
{
    enum { LEGAL = sizeof legal / sizeof legal[0], MORE = 4 };
    static struct CMUnitTest tests[CASES + LEGAL + MORE] = {
        cmocka_unit_test(test_hostile__request_line_has_a_limit),
        cmocka_unit_test(test_hostile__headers_have_a_limit),
        cmocka_unit_test(test_hostile__header_count_has_a_limit),
        cmocka_unit_test(test_hostile__random_bytes_never_reach_the_handler),
    };
    for (size_t i = 0; i < CASES + LEGAL; i++) {
        const Case *c = i < CASES ? &cases[i] : &legal[i - CASES];
        tests[MORE + i] = (struct CMUnitTest){ c->name, i < CASES ? hostile : legal_shape, NULL,
                                               NULL, (void *)(uintptr_t)c };
    }
    rig_now = rig_start((HttpConfig){ .request_deadline_ms = 5000 });
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    rig_stop(rig_now);
    return failed;
}
