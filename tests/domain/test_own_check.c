/* Support is offered once, after three heavy checks in a row, and stays away when left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#undef fail
#include "domain/own_check.h"

enum { HEAVY = 250, LIGHT = 260, NONE = 0 };

static bool offers(const int64_t *totals, size_t count, size_t left_at)
{
    OwnCheck list[8] = { { .total = 0 } };
    for (size_t i = 0; i < count; i++) list[i].total = totals[i];
    if (left_at < count) list[left_at].left_ms = 1;
    return own_check_offers(list, count);
}

static void test_own_check__three_heavy_ones_in_a_row_offer_support(void **state)
{
    (void)state;
    const int64_t run[] = { LIGHT, HEAVY, HEAVY, HEAVY };
    assert_false(offers(run, 3, 8));
    assert_true(offers(run, 4, 8));
}

static void test_own_check__a_lighter_or_unfinished_one_between_breaks_the_run(void **state)
{
    (void)state;
    const int64_t lighter[] = { HEAVY, HEAVY, LIGHT, HEAVY }, empty[] = { HEAVY, HEAVY, NONE, HEAVY };
    assert_false(offers(lighter, 4, 8));
    assert_false(offers(empty, 4, 8));
}

static void test_own_check__left_alone_it_is_not_offered_again_in_this_run(void **state)
{
    (void)state;
    const int64_t run[] = { HEAVY, HEAVY, HEAVY, HEAVY }, next[] = { HEAVY, HEAVY, HEAVY, LIGHT, HEAVY, HEAVY, HEAVY };
    assert_false(offers(run, 4, 2));
    assert_true(offers(next, 7, 2));
}

static void test_own_check__what_is_stored_comes_back(void **state)
{
    (void)state;
    Arena *a = arena_open(1 << 16);
    OwnCheck in = { .version = S("2.0.0"), .answer = { 4, 0, 5, 2 }, .answer_count = 4, .total = 175 };
    OwnCheck out = { .at_ms = 7 };
    assert_true(own_check_read(own_check_write(a, &in), &out));
    assert_true(str_eq(out.version, S("2.0.0")) && out.total == 175 && out.answer_count == 4);
    assert_true(out.answer[0] == 4 && out.answer[1] == 0 && out.answer[3] == 2 && out.at_ms == 7);
    assert_false(own_check_read(S("2.0.0 nothing"), &out));
    assert_false(own_check_read(S(""), &out));
    arena_close(a);
}

static void test_own_check__the_sentence_says_from_where_to_where(void **state)
{
    (void)state;
    Arena *a = arena_open(1 << 16);
    const OwnCheck list[] = { { .total = 380 }, { .total = 0 }, { .total = 250 } };
    assert_true(str_eq(own_check_said(a, list, 3, S("3 Nov")),
                       S("Over 2 checks since 3 Nov, the mean of your lines went from 3.8 to 2.5 of 5.")));
    assert_int_equal(own_check_said(a, list, 0, S("")).len, 0);
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_check__three_heavy_ones_in_a_row_offer_support),
        cmocka_unit_test(test_own_check__a_lighter_or_unfinished_one_between_breaks_the_run),
        cmocka_unit_test(test_own_check__left_alone_it_is_not_offered_again_in_this_run),
        cmocka_unit_test(test_own_check__what_is_stored_comes_back),
        cmocka_unit_test(test_own_check__the_sentence_says_from_where_to_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
