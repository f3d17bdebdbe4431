/* test_out.c - the output buffer, escaping by type, addresses, paragraphs. */
#include "base_test.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>

static Out open_small(void **state)
{
    return out_open(((Ctx *)*state)->arena, 100000);
}

static void test_out__html_specials_are_escaped_everywhere(void **state)
{
    Out o = open_small(state);
    out_text(&o, S("<script>alert(\"x\" & 'y')</script>"));
    assert_text(out_str(&o),
                S("&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;"));
    /* Every byte at the start, in the middle, at the end. */
    for (unsigned c = 1; c < 256; c++) {
        Out one = open_small(state);
        char text[3] = { (char)c, (char)c, (char)c };
        out_text(&one, (Str){ text, 3 });
        Str got = out_str(&one);
        assert_int_equal(got.len % 3, 0);
        if (strchr("<>&\"'", (int)c)) {
            assert_int_equal(got.ptr[0], '&');
            assert_int_equal(got.ptr[got.len - 1], ';');
        } else {
            assert_text(got, ((Str){ text, 3 }));
        }
    }
}

static void test_out__the_type_picks_the_escaping(void **state)
{
    Out o = open_small(state);
    OUT(&o, S("<b>"));
    OUT(&o, html_trusted(S("<b>")));
    OUT(&o, (int64_t)-5);
    OUT(&o, 7);
    OUT_URL(&o, url_local(S("/a?b&c")));
    assert_text(out_str(&o), S("&lt;b&gt;<b>-57/a?b&amp;c"));
}

static void test_out__integers_as_printf_writes_them(void **state)
{
    Ctx *cx = *state;
    int64_t value = 1;
    for (int i = 0; i < 400; i++) {
        value = (int64_t)((uint64_t)value * UINT64_C(6364136223846793005) + 1442695040888963407u);
        int64_t n = value >> (i % 64);
        Out o = out_open(cx->arena, 64);
        out_int(&o, n);
        assert_text(out_str(&o), arena_printf(cx->arena, "%" PRId64, n));
    }
    const int64_t edges[] = { 0, 9, 10, 99, 100, 101, 999, 1000, -1, -10, -100, INT64_MAX, INT64_MIN };
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        Out o = out_open(cx->arena, 64);
        out_int(&o, edges[i]);
        assert_text(out_str(&o), arena_printf(cx->arena, "%" PRId64, edges[i]));
    }
}

static void assert_fixed(void **state, double value, int decimals, Str wanted)
{
    Out o = open_small(state);
    out_fixed(&o, value, decimals);
    assert_text(out_str(&o), wanted);
}

static void test_out__fixed_rounds_what_the_number_really_is(void **state)
{
    assert_fixed(state, 4.2, 2, S("4.20"));
    assert_fixed(state, 0, 2, S("0.00"));
    assert_fixed(state, -0.0, 1, S("0.0"));
    assert_fixed(state, -0.001, 2, S("0.00"));
    assert_fixed(state, -0.005001, 2, S("-0.01"));
    assert_fixed(state, 1.005, 2, S("1.00")); /* 1.00499999999999989 */
    assert_fixed(state, 2.5, 0, S("3"));      /* halves away from zero */
    assert_fixed(state, -2.5, 0, S("-3"));
    assert_fixed(state, 0.125, 2, S("0.13"));
    assert_fixed(state, 9.999, 2, S("10.00"));
    assert_fixed(state, 99.5, 0, S("100"));
    assert_fixed(state, 0.05, 1, S("0.1"));
    assert_fixed(state, 123456.0625, 4, S("123456.0625"));
    assert_fixed(state, 1.5, -3, S("2"));
    assert_fixed(state, 0.1, 40, S("0.100000000"));
    assert_fixed(state, NAN, 2, S("?"));
    assert_fixed(state, INFINITY, 2, S("?"));
    assert_fixed(state, -INFINITY, 2, S("?"));
    assert_fixed(state, 1e300, 2, S("?"));
}

/* printf knows the exact binary value and differs from ours only for exact halves. */
static void test_out__fixed_agrees_with_printf(void **state)
{
    Ctx *cx = *state;
    uint64_t seed = 12345;
    for (int i = 0; i < 5000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        double value = (double)(int64_t)(seed >> 30) / 1e7 - 500;
        int decimals = i % 5;
        Out o = out_open(cx->arena, 64);
        out_fixed(&o, value, decimals);
        Str wanted = arena_printf(cx->arena, "%.*f", decimals, value);
        double shown = 0;
        assert_true(str_to_double(wanted, &shown));
        if (fabs(shown) < DBL_MIN && str_starts(wanted, S("-"))) wanted = str_slice(wanted, 1, 99);
        assert_text(out_str(&o), wanted);
    }
}

static void test_out__growing_keeps_everything(void **state)
{
    Ctx *cx = *state;
    Out o = out_open(cx->arena, 4 * 1024 * 1024);
    for (int i = 0; i < 100000; i++) {
        out_int(&o, i % 10);
        if (i % 1000 == 0) assert_non_null(arena_alloc(cx->arena, 40)); /* pushes it aside */
    }
    assert_false(o.bad);
    Str all = out_str(&o);
    assert_int_equal(all.len, 100000);
    for (size_t i = 0; i < all.len; i++) assert_int_equal(all.ptr[i], '0' + i % 10);
}

static void test_out__too_much_is_marked_and_never_exceeds_max(void **state)
{
    Ctx *cx = *state;
    const size_t sizes[] = { 0, 1, 7, 100, 2048, 2049, 5000 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Out o = out_open(cx->arena, sizes[i]);
        for (size_t n = 0; n < sizes[i]; n++) out_raw(&o, S("x"));
        assert_false(o.bad);
        assert_int_equal(o.len, sizes[i]);
        out_raw(&o, S("x"));
        assert_true(o.bad);
        out_raw(&o, S(""));
        assert_int_equal(out_str(&o).len, sizes[i]);
    }
}

static void test_out__full_arena_marks_it(void **state)
{
    (void)state;
    Arena *a = arena_open(5000);
    Out o = out_open(a, 1000000);
    for (int i = 0; i < 6000; i++) out_raw(&o, S("x"));
    assert_true(o.bad);
    assert_true(arena_failed(a));
    arena_close(a);
}

static void test_out__json_strings_are_always_valid(void **state)
{
    Ctx *cx = *state;
    Out o = open_small(state);
    out_json(&o, S("a\"b\\c\n\r\t\x01</script>\x7fZoë\x80\xff"));
    assert_text(out_str(&o), S("\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u003c/script>\\u007fZoë\xEF\xBF\xBD\xEF\xBF\xBD\""));
    for (unsigned first = 1; first < 256; first++)
        for (unsigned second = 1; second < 256; second += 3) {
            Out two = out_open(cx->arena, 64);
            char text[3] = { (char)first, (char)second, 'z' };
            out_json(&two, (Str){ text, 3 });
            JsonDoc *doc = NULL;
            assert_ok(json_parse(cx, out_str(&two), &doc));
            assert_true(str_ends(json_str(json_root(doc)), S("z")));
        }
}

static void test_out__local_addresses_stay_in_the_site(void **state)
{
    (void)state;
    const Str good[] = { S("/"), S("/a"), S("/work/1?x=y#z"), S("/a//b") };
    const Str bad[] = { S(""), { 0 }, S("a"), S("//evil"), S("///evil"), S("/\\evil"), S("\\\\evil"),
                        S("https://evil"), S("javascript:alert(1)"), S("/\t/evil"), S("/a\nSet-Cookie: x"),
                        S(" /a"), S("/a\\b"), S("/a\x7f"), S("/a\0b") };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_text(url_local(good[i]).s, good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_text(url_local(bad[i]).s, S("/"));
}

static void test_out__address_pieces_cannot_leave_their_place(void **state)
{
    Arena *a = ((Ctx *)*state)->arena;
    assert_text(url_printf(a, "/work/%s/x?y=%d&z=%lld", "a b/é?#&%", -3, 1LL << 40).s,
                S("/work/a%20b/%C3%A9%3F%23%26%25/x?y=-3&z=1099511627776"));
    assert_text(url_printf(a, "/w/" STR_FMT "/%zu%%", STR_ARG(S("id")), (size_t)5).s, S("/w/id/5%"));
    assert_text(url_printf(a, "/w/%" PRId64 "/%u", INT64_C(-7), 9u).s, S("/w/-7/9"));
    assert_text(url_printf(a, "/%s", "/evil.example").s, S("/"));
    assert_text(url_printf(a, "%s", "\\evil").s, S("/"));
    assert_text(url_printf(a, "/%.2f", 1.5).s, S("/")); /* not one of ours */
    assert_text(url_printf(a, "/%s", "\r\nX: y").s, S("/%0D%0AX%3A%20y"));
}

static void test_out__phone_numbers_as_people_write_them(void **state)
{
    Arena *a = ((Ctx *)*state)->arena;
    assert_text(url_tel(a, S("116 123")).s, S("tel:116123"));
    assert_text(url_tel(a, S("+44 (0)20 7946 0000")).s, S("tel:+442079460000"));
    assert_text(url_tel(a, S("(020) 7946-0000 ext 12")).s, S("tel:02079460000"));
    assert_text(url_tel(a, S("Call 988 or text")).s, S("tel:988"));
    assert_text(url_tel(a, S("111 / 999")).s, S("tel:111"));
    assert_text(url_tel(a, S("")).s, S("#"));
    assert_text(url_tel(a, S("+")).s, S("#"));
    assert_text(url_tel(a, S("javascript:alert(1)")).s, S("tel:1"));
    char nines[200];
    memset(nines, '9', sizeof nines);
    assert_text(url_tel(a, (Str){ nines, sizeof nines }).s, S("#"));
}

static void test_out__outside_links_are_https_only(void **state)
{
    (void)state;
    assert_text(url_https(S("https://www.samaritans.org/")).s, S("https://www.samaritans.org/"));
    assert_text(url_https(S("HTTPS://x.example")).s, S("HTTPS://x.example"));
    const Str bad[] = { S("http://x"), S("https://"), S("https:///x"), S("javascript:x"), S("//x"), S("https:x"),
                        S(" https://x"), S("https://x y"), S("https://x\"y"), S("https://x\ny"),
                        S("https://x\\y"), S("data:text/html,x") };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_text(url_https(bad[i]).s, S("/"));
}

static void test_out__paragraphs_of_hostile_text(void **state)
{
    Arena *a = ((Ctx *)*state)->arena;
    assert_text(html_paragraphs(a, S("")).s, S(""));
    assert_text(html_paragraphs(a, S(" \r\n\n\t ")).s, S(""));
    assert_text(html_paragraphs(a, S("one")).s, S("<p>one</p>"));
    assert_text(html_paragraphs(a, S("one\ntwo\r\nthree\n\n \n\nfour\n")).s,
                S("<p>one<br>two<br>three</p><p>four</p>"));
    assert_text(html_paragraphs(a, S("</p><img src=x onerror=\"a\">\n\n&amp;<!--")).s,
                S("<p>&lt;/p&gt;&lt;img src=x onerror=&quot;a&quot;&gt;</p><p>&amp;amp;&lt;!--</p>"));
    char worst[20000];
    for (size_t i = 0; i < sizeof worst; i++) worst[i] = i % 3 == 0 ? '"' : '\n';
    Html h = html_paragraphs(a, (Str){ worst, sizeof worst });
    assert_true(str_starts(h.s, S("<p>&quot;</p><p>")) && str_ends(h.s, S("</p>")));
    memset(worst, '"', sizeof worst);
    assert_int_equal(html_paragraphs(a, (Str){ worst, sizeof worst }).s.len, 20000 * 6 + 7);
}

static void test_out__every_allocation_may_fail(void **state)
{
    (void)state;
    for (long n = 1; n < 50; n++) {
        Arena *a = arena_open(1024 * 1024);
        arena_fault_at(n);
        Out o = out_open(a, 500000);
        for (int i = 0; i < 3000; i++) out_text(&o, S("<growing>"));
        bool hit = arena_fault_hit();
        assert_int_equal(o.bad, hit);
        arena_fault_at(-1);
        arena_close(a);
        if (!hit) return;
    }
    assert_true(false); /* 50 allocations for one buffer */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_CTX(test_out__html_specials_are_escaped_everywhere),
        IN_CTX(test_out__the_type_picks_the_escaping),
        IN_CTX(test_out__integers_as_printf_writes_them),
        IN_CTX(test_out__fixed_rounds_what_the_number_really_is),
        IN_CTX(test_out__fixed_agrees_with_printf),
        IN_CTX(test_out__growing_keeps_everything),
        IN_CTX(test_out__too_much_is_marked_and_never_exceeds_max),
        IN_CTX(test_out__full_arena_marks_it),
        IN_CTX(test_out__json_strings_are_always_valid),
        IN_CTX(test_out__local_addresses_stay_in_the_site),
        IN_CTX(test_out__address_pieces_cannot_leave_their_place),
        IN_CTX(test_out__phone_numbers_as_people_write_them),
        IN_CTX(test_out__outside_links_are_https_only),
        IN_CTX(test_out__paragraphs_of_hostile_text),
        IN_CTX(test_out__every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
