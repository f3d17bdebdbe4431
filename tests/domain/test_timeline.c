/* Which kind, which order, which month: from what happened alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail

#include "domain/timeline.h"

static int64_t on(int32_t year, int32_t month, int32_t day)
{
    return zone_instant(zone_utc(), (Date){ year, month, day }, (Clock){ .hour = 12 });
}

static void test_timeline__a_kind_is_read_from_its_address_and_anything_else_is_all(void **state)
{
    (void)state;
    for (int k = TIMELINE_ALL; k < TIMELINE_KIND_COUNT; k++) {
        assert_int_equal(timeline_kind_parse(timeline_kind_name((TimelineKind)k)), k);
        assert_true(timeline_kind_say((TimelineKind)k).len > 0);
    }
    assert_int_equal(timeline_kind_parse(S("secrets")), TIMELINE_ALL);
}

static void test_timeline__newest_first_and_of_one_moment_the_later_told_first(void **state)
{
    (void)state;
    Happening list[] = { { TIMELINE_GOALS, on(2026, 3, 1), 0 }, { TIMELINE_GOALS, on(2026, 5, 1), 1 },
                         { TIMELINE_STORY, on(2026, 3, 1), 2 } };
    timeline_sort(list, 3);
    assert_int_equal(list[0].what, 1);
    assert_int_equal(list[1].what, 2);
    assert_int_equal(list[2].what, 0);
    assert_int_equal(timeline_keep(list, 3, TIMELINE_GOALS, INT64_MAX), 2);
    assert_int_equal(timeline_keep(list, 2, TIMELINE_ALL, on(2026, 4, 1)), 1);
    assert_int_equal(list[0].what, 0);
    timeline_sort(list, 0);
}

static void test_timeline__months_hold_what_happened_in_them_and_know_how_far_apart_they_are(void **state)
{
    (void)state;
    Happening list[] = { { TIMELINE_GOALS, on(2027, 1, 31), 3 }, { TIMELINE_GOALS, on(2027, 1, 1), 2 },
                         { TIMELINE_GOALS, on(2026, 11, 30), 1 }, { TIMELINE_GOALS, on(2025, 11, 30), 0 } };
    TimelineMonth month[4];
    assert_int_equal(timeline_months(list, 4, zone_utc(), month), 3);
    assert_int_equal(month[0].count, 2);
    assert_int_equal(month[1].from, 2);
    assert_int_equal(month[1].month, 11);
    assert_int_equal(timeline_span(&month[1], &month[0]), 3);
    assert_int_equal(timeline_span(&month[2], &month[1]), 13);
    assert_int_equal(timeline_span(&month[0], &month[0]), 1);
    assert_int_equal(timeline_months(list, 0, zone_utc(), month), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_timeline__a_kind_is_read_from_its_address_and_anything_else_is_all),
        cmocka_unit_test(test_timeline__newest_first_and_of_one_moment_the_later_told_first),
        cmocka_unit_test(test_timeline__months_hold_what_happened_in_them_and_know_how_far_apart_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
