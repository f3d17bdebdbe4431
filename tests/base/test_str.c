/* test_str.c - text as pointer and length: searching, numbers, UTF-8. */
#include "base_test.h"

#include <math.h>

static void test_str__equality_and_order_follow_the_bytes(void **state)
{
    (void)state;
    assert_true(str_eq(S(""), (Str){ 0 }));
    assert_true(str_eq(S("abc"), S("abc")));
    assert_false(str_eq(S("abc"), S("abd")));
    assert_false(str_eq(S("abc"), S("ab")));
    assert_true(str_cmp(S("ab"), S("abc")) < 0);
    assert_true(str_cmp(S("b"), S("abc")) > 0);
    assert_true(str_cmp(S("\xff"), S("a")) > 0);
    assert_int_equal(str_cmp(S(""), (Str){ 0 }), 0);
    assert_text(str_from_c(NULL), S(""));
}

static void test_str__secret_equality_agrees_with_equality(void **state)
{
    (void)state;
    char text[] = "0123456789abcdef";
    Str same = S("0123456789abcdef");
    assert_true(str_eq_secret(str_from_c(text), same));
    for (size_t i = 0; i < same.len; i++)
        for (int bit = 0; bit < 8; bit++) {
            text[i] = (char)(text[i] ^ (1 << bit));
            assert_false(str_eq_secret((Str){ text, same.len }, same));
            text[i] = (char)(text[i] ^ (1 << bit));
        }
    assert_false(str_eq_secret(S("a"), S("ab")));
    assert_true(str_eq_secret(S(""), (Str){ 0 }));
}

static void test_str__search_finds_first_or_end(void **state)
{
    (void)state;
    assert_int_equal(str_find(S("a,b,c"), ',', 0), 1);
    assert_int_equal(str_find(S("a,b,c"), ',', 2), 3);
    assert_int_equal(str_find(S("a,b,c"), ',', 99), 5);
    assert_int_equal(str_find((Str){ 0 }, ',', 0), 0);
    assert_true(str_contains(S("needle in hay"), S("in h")));
    assert_true(str_contains(S(""), S("")));
    assert_false(str_contains(S("ab"), S("abc")));
    assert_true(str_starts(S("abc"), S("ab")) && str_ends(S("abc"), S("bc")));
    assert_false(str_starts(S("a"), S("ab")) || str_ends(S("c"), S("bc")));
    assert_true(str_starts(S("a"), S("")) && str_ends((Str){ 0 }, S("")));
}

static void test_str__slices_are_clamped(void **state)
{
    (void)state;
    assert_text(str_slice(S("hello"), 1, 3), S("el"));
    assert_text(str_slice(S("hello"), 3, 99), S("lo"));
    assert_text(str_slice(S("hello"), 9, 99), S(""));
    assert_text(str_slice(S("hello"), 3, 1), S(""));
    assert_text(str_slice((Str){ 0 }, 0, 3), S(""));
    assert_text(str_trim(S(" \t\r\n a b \v\f ")), S("a b"));
    assert_text(str_trim(S("   ")), S(""));
    assert_text(str_trim((Str){ 0 }), S(""));
}

static void test_str__cut_gives_every_piece_and_the_empty_last_one(void **state)
{
    (void)state;
    Str rest = S("a,,b,");
    Str piece = { 0 };
    const Str wanted[] = { S("a"), S(""), S("b"), S("") };
    for (size_t i = 0; i < 4; i++) {
        assert_true(str_cut(&rest, ',', &piece));
        assert_text(piece, wanted[i]);
    }
    assert_false(str_cut(&rest, ',', &piece));
    rest = S("");
    assert_true(str_cut(&rest, ',', &piece));
    assert_false(str_cut(&rest, ',', &piece));
}

static void test_str__whole_numbers_up_to_the_edges(void **state)
{
    (void)state;
    int64_t n = 7;
    assert_true(str_to_i64(S("-9223372036854775808"), &n) && n == INT64_MIN);
    assert_true(str_to_i64(S("9223372036854775807"), &n) && n == INT64_MAX);
    assert_true(str_to_i64(S("0007"), &n) && n == 7);
    assert_true(str_to_i64(S("-0"), &n) && n == 0);
    n = 7;
    const Str bad[] = { S(""), S("-"), S("+1"), S(" 1"), S("1 "), S("1.0"), S("0x1"), S("--1"), S("1-"),
                        S("9223372036854775808"), S("-9223372036854775809"), S("1\0"), S("٣"),
                        S("99999999999999999999999999") };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(str_to_i64(bad[i], &n));
        assert_int_equal(n, 7);
    }
}

static void test_str__decimal_numbers_and_nothing_else(void **state)
{
    (void)state;
    double d = 7;
    assert_true(str_to_double(S("12"), &d) && fabs(d - 12) < 1e-12);
    assert_true(str_to_double(S("-3.5"), &d) && fabs(d + 3.5) < 1e-12);
    assert_true(str_to_double(S("1e-3"), &d) && fabs(d - 0.001) < 1e-12);
    assert_true(str_to_double(S("1.25E+2"), &d) && fabs(d - 125) < 1e-12);
    d = 7;
    char nines[200];
    memset(nines, '9', sizeof nines);
    const Str bad[] = { S(""), S("-"), S("."), S(".5"), S("5."), S("+1"), S("1e"), S("1e+"), S("e5"), S("inf"),
                        S("nan"), S("0x10"), S(" 1"), S("1 "), S("1,5"), S("1e999"), S("-1e999"),
                        S("1\0"), { nines, sizeof nines } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(str_to_double(bad[i], &d));
        assert_true(fabs(d - 7) < 1e-12);
    }
}

static void test_str__good_utf8_is_accepted(void **state)
{
    (void)state;
    const Str good[] = { S(""), S("plain"), S("\xC2\x80"), S("\xDF\xBF"), S("\xE0\xA0\x80"), S("\xED\x9F\xBF"),
                         S("\xEE\x80\x80"), S("\xEF\xBF\xBF"), S("\xF0\x90\x80\x80"), S("\xF4\x8F\xBF\xBF"),
                         S("Zoë 私は 👩‍⚕️ بَيْت"), S("eight by\xC3\xA9 eight by eight") };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_true(str_is_utf8(good[i]));
}

/* Each shape alone, and behind 0 to 9 ASCII bytes, so that every alignment of the fast path
 * meets it. */
static void test_str__hostile_utf8_is_refused(void **state)
{
    (void)state;
    const Str bad[] = {
        S("\0"), S("a\0b"), S("\x80"), S("\xBF"), S("\xC0\x80"), S("\xC0\xAF"), S("\xC1\xBF"),
        S("\xC2"), S("\xC2\x41"), S("\xC2\xC2"), S("\xE0\x80\x80"), S("\xE0\x9F\xBF"), S("\xE2\x82"),
        S("\xE2\x28\xA1"), S("\xED\xA0\x80"), S("\xED\xBF\xBF"), S("\xED\xA0\xBD\xED\xB8\x80"),
        S("\xF0\x80\x80\x80"), S("\xF0\x8F\xBF\xBF"), S("\xF0\x9F\x98"), S("\xF4\x90\x80\x80"),
        S("\xF5\x80\x80\x80"), S("\xF8\x88\x80\x80\x80"), S("\xFC\x84\x80\x80\x80\x80"), S("\xFE"), S("\xFF"),
    };
    char text[64];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        for (size_t lead = 0; lead < 10; lead++) {
            memset(text, 'x', sizeof text);
            memcpy(text + lead, bad[i].ptr, bad[i].len);
            assert_false(str_is_utf8((Str){ text, lead + bad[i].len }));
            assert_false(str_is_utf8((Str){ text, sizeof text }));
        }
}

/* Every pair of bytes, against a decoder that is slow and plain. */
static void test_str__every_two_bytes_judged_alike(void **state)
{
    (void)state;
    for (unsigned first = 0; first < 256; first++)
        for (unsigned second = 0; second < 256; second++) {
            char text[2] = { (char)first, (char)second };
            bool ascii = first > 0 && first < 0x80 && second > 0 && second < 0x80;
            bool pair = first >= 0xC2 && first <= 0xDF && second >= 0x80 && second <= 0xBF;
            assert_int_equal(str_is_utf8((Str){ text, 2 }), ascii || pair);
        }
}

static void test_str__characters_are_code_points(void **state)
{
    (void)state;
    assert_int_equal(str_chars(S("Zoë")), 3);
    assert_int_equal(str_chars(S("")), 0);
    assert_text(str_first_chars(S("Zoë!"), 3), S("Zoë"));
    assert_text(str_first_chars(S("Zoë"), 9), S("Zoë"));
    assert_text(str_first_chars(S("Zoë"), 0), S(""));
    assert_int_equal(str_utf8_at(S("Zoë"), 2), 2);
    assert_int_equal(str_utf8_at(S("Zoë"), 3), 0);
    assert_int_equal(str_utf8_at(S("Zoë"), 4), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_str__equality_and_order_follow_the_bytes),
        cmocka_unit_test(test_str__secret_equality_agrees_with_equality),
        cmocka_unit_test(test_str__search_finds_first_or_end),
        cmocka_unit_test(test_str__slices_are_clamped),
        cmocka_unit_test(test_str__cut_gives_every_piece_and_the_empty_last_one),
        cmocka_unit_test(test_str__whole_numbers_up_to_the_edges),
        cmocka_unit_test(test_str__decimal_numbers_and_nothing_else),
        cmocka_unit_test(test_str__good_utf8_is_accepted),
        cmocka_unit_test(test_str__hostile_utf8_is_refused),
        cmocka_unit_test(test_str__every_two_bytes_judged_alike),
        cmocka_unit_test(test_str__characters_are_code_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
