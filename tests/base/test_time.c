/* test_time.c - dates, zones around changes of the clock, and how people read times. */
#include "base_test.h"

static const Zone *zone(void **state, const char *name)
{
    Ctx *cx = *state;
    const Zone *z = NULL;
    assert_ok(zone_open(cx, cx->arena, str_from_c(name), &z));
    return z;
}

static int64_t utc(int32_t year, int32_t month, int32_t day, int32_t hour, int32_t minute)
{
    return zone_instant(zone_utc(), (Date){ year, month, day }, (Clock){ hour, minute, 0 });
}

static void assert_local(void **state, const Zone *z, int64_t at_ms, const char *wanted)
{
    Ctx *cx = *state;
    Moment m = zone_moment(z, at_ms);
    assert_text(arena_printf(cx->arena, "%04d-%02d-%02d %02d:%02d:%02d", m.date.year, m.date.month,
                             m.date.day, m.clock.hour, m.clock.minute, m.clock.second),
                str_from_c(wanted));
}

static void assert_instant(void **state, const Zone *z, const char *local, const char *wanted_utc)
{
    Ctx *cx = *state;
    Date d = { 0 };
    Clock c = { 0 };
    assert_true(moment_parse(str_from_c(local), &d, &c));
    assert_text(time_iso_utc(cx->arena, zone_instant(z, d, c)), str_from_c(wanted_utc));
}

static void test_time__days_and_dates_are_inverse(void **state)
{
    (void)state;
    assert_int_equal(date_days((Date){ 1970, 1, 1 }), 0);
    assert_int_equal(date_days((Date){ 2000, 2, 29 }), 11016);
    assert_int_equal(date_days((Date){ 1969, 12, 31 }), -1);
    Date last = date_from_days(-720000);
    for (int64_t days = -719999; days < 300000; days++) {
        Date d = date_from_days(days);
        assert_int_equal(date_days(d), days);
        bool next_day = d.year == last.year && d.month == last.month && d.day == last.day + 1;
        bool next_month = d.year == last.year && d.month == last.month + 1 && d.day == 1;
        bool next_year = d.year == last.year + 1 && d.month == 1 && last.month == 12 && d.day == 1;
        assert_true(next_day || next_month || next_year);
        last = d;
    }
}

static void test_time__weekdays(void **state)
{
    (void)state;
    assert_int_equal(date_weekday((Date){ 2026, 11, 24 }), 2);
    assert_int_equal(date_weekday((Date){ 1970, 1, 1 }), 4);
    assert_int_equal(date_weekday((Date){ 1969, 12, 28 }), 7);
    assert_int_equal(date_weekday((Date){ 2026, 11, 23 }), 1);
}

static void test_time__only_real_iso_dates_are_read(void **state)
{
    Ctx *cx = *state;
    Date d = { 0 };
    assert_true(date_parse(S("2024-02-29"), &d));
    assert_text(date_iso(cx->arena, d), S("2024-02-29"));
    const Str bad[] = { S(""), S("2026-02-29"), S("1900-02-29"), S("2026-13-01"), S("2026-00-10"),
                        S("2026-04-31"), S("2026-1-01"), S("2026-01-1"), S("2026/01/01"), S("0000-01-01"),
                        S("-026-01-01"), S("2026-01-01 "), S(" 2026-01-01"), S("2026-01-01T10:00"),
                        S("+026-01-01"), S("20260101"), S("2026--1-01") };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(date_parse(bad[i], &d));
        assert_int_equal(d.day, 29);
    }
    assert_false(date_valid((Date){ 10000, 1, 1 }));
}

static void test_time__moments_as_browsers_send_them(void **state)
{
    (void)state;
    Date d = { 0 };
    Clock c = { 0 };
    assert_true(moment_parse(S("2026-11-22T10:30"), &d, &c) && c.hour == 10 && c.minute == 30);
    assert_true(moment_parse(S("2026-11-22T23:59:58"), &d, &c) && c.second == 58);
    const Str bad[] = { S("2026-11-22"), S("2026-11-22T"), S("2026-11-22 10:30"), S("2026-11-22T24:00"),
                        S("2026-11-22T10:60"), S("2026-11-22T10:30:60"), S("2026-11-22T10:30Z"),
                        S("2026-11-22T1:30"), S("2026-11-22T10:30:"), S("2026-02-30T10:30"), S("") };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(moment_parse(bad[i], &d, &c));
    assert_int_equal(c.second, 58);
}

static void test_time__london_2026(void **state)
{
    const Zone *z = zone(state, "Europe/London");
    assert_local(state, z, utc(2026, 3, 29, 0, 59), "2026-03-29 00:59:00");
    assert_local(state, z, utc(2026, 3, 29, 1, 0), "2026-03-29 02:00:00");
    assert_local(state, z, utc(2026, 10, 25, 0, 59), "2026-10-25 01:59:00");
    assert_local(state, z, utc(2026, 10, 25, 1, 0), "2026-10-25 01:00:00");
    assert_instant(state, z, "2026-03-29T00:59", "2026-03-29T00:59:00Z");
    assert_instant(state, z, "2026-03-29T01:30", "2026-03-29T01:30:00Z"); /* does not exist: 02:30 */
    assert_instant(state, z, "2026-03-29T02:00", "2026-03-29T01:00:00Z");
    assert_instant(state, z, "2026-10-25T00:59", "2026-10-24T23:59:00Z");
    assert_instant(state, z, "2026-10-25T01:30", "2026-10-25T00:30:00Z"); /* twice: the earlier */
    assert_instant(state, z, "2026-10-25T02:00", "2026-10-25T02:00:00Z");
    assert_int_equal(zone_moment(z, utc(2026, 7, 1, 0, 0)).offset_s, 3600);
}

static void test_time__new_york_2026(void **state)
{
    const Zone *z = zone(state, "America/New_York");
    assert_local(state, z, utc(2026, 3, 8, 6, 59), "2026-03-08 01:59:00");
    assert_local(state, z, utc(2026, 3, 8, 7, 0), "2026-03-08 03:00:00");
    assert_local(state, z, utc(2026, 11, 1, 5, 59), "2026-11-01 01:59:00");
    assert_local(state, z, utc(2026, 11, 1, 6, 0), "2026-11-01 01:00:00");
    assert_instant(state, z, "2026-03-08T02:30", "2026-03-08T07:30:00Z"); /* does not exist: 03:30 */
    assert_instant(state, z, "2026-11-01T01:30", "2026-11-01T05:30:00Z"); /* twice: the earlier */
    assert_instant(state, z, "2026-11-01T02:30", "2026-11-01T07:30:00Z");
    assert_instant(state, z, "2026-06-15T12:00", "2026-06-15T16:00:00Z");
}

static void test_time__kolkata_and_lord_howe_2026(void **state)
{
    const Zone *z = zone(state, "Asia/Kolkata");
    assert_instant(state, z, "2026-11-22T10:30", "2026-11-22T05:00:00Z");
    z = zone(state, "Australia/Lord_Howe"); /* half an hour of summer time */
    assert_local(state, z, utc(2026, 4, 4, 14, 59), "2026-04-05 01:59:00");
    assert_local(state, z, utc(2026, 4, 4, 15, 0), "2026-04-05 01:30:00");
    assert_instant(state, z, "2026-04-05T01:45", "2026-04-04T14:45:00Z");
    assert_instant(state, z, "2026-10-04T02:15", "2026-10-03T15:45:00Z"); /* does not exist: 02:45 */
    assert_instant(state, z, "2026-10-04T02:30", "2026-10-03T15:30:00Z");
}

/* Past the table, the rule at the end of the file counts. */
static void test_time__rules_hold_in_later_years(void **state)
{
    const Zone *z = zone(state, "Europe/London");
    assert_local(state, z, utc(2060, 3, 28, 0, 59), "2060-03-28 00:59:00");
    assert_local(state, z, utc(2060, 3, 28, 1, 0), "2060-03-28 02:00:00");
    assert_instant(state, z, "2060-10-31T01:30", "2060-10-31T00:30:00Z");
    assert_local(state, z, utc(2043, 10, 25, 0, 59), "2043-10-25 01:59:00"); /* the fourth Sunday is */
    assert_local(state, z, utc(2043, 10, 25, 1, 0), "2043-10-25 01:00:00");  /* the last one */
    z = zone(state, "Europe/Dublin"); /* its "summer" is the winter, an hour back */
    assert_instant(state, z, "2060-07-01T12:00", "2060-07-01T11:00:00Z");
    assert_instant(state, z, "2060-01-01T12:00", "2060-01-01T12:00:00Z");
    z = zone(state, "Australia/Sydney"); /* summer over new year */
    assert_instant(state, z, "2060-01-01T12:00", "2060-01-01T01:00:00Z");
    assert_instant(state, z, "2060-07-01T12:00", "2060-07-01T02:00:00Z");
    z = zone(state, "America/Nuuk"); /* a change at a negative hour */
    assert_instant(state, z, "2060-07-01T12:00", "2060-07-01T13:00:00Z");
    assert_instant(state, z, "2060-01-01T12:00", "2060-01-01T14:00:00Z");
}

static void test_time__old_dates_and_a_skipped_day(void **state)
{
    const Zone *z = zone(state, "Europe/London");
    assert_instant(state, z, "1970-06-01T12:00", "1970-06-01T11:00:00Z"); /* summer all year */
    assert_instant(state, z, "1830-01-01T12:00", "1830-01-01T12:01:15Z"); /* local mean time */
    z = zone(state, "Pacific/Apia");                                     /* no 30 December 2011 */
    assert_instant(state, z, "2011-12-29T12:00", "2011-12-29T22:00:00Z");
    assert_instant(state, z, "2011-12-31T12:00", "2011-12-30T22:00:00Z");
    assert_instant(state, z, "2011-12-30T12:00", "2011-12-30T22:00:00Z");
}

/* Every hour of three years: what is read from an instant leads back to it, or to the earlier
 * of two. */
static void test_time__local_readings_lead_back(void **state)
{
    const char *const names[] = { "Europe/London", "America/New_York", "Australia/Lord_Howe",
                                  "Asia/Kolkata", "Pacific/Apia", "America/St_Johns", "Africa/Cairo" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const Zone *z = zone(state, names[i]);
        for (int64_t at_ms = utc(2036, 1, 1, 0, 0); at_ms < utc(2039, 1, 1, 0, 0); at_ms += 1800000) {
            Moment m = zone_moment(z, at_ms);
            int64_t back = zone_instant(z, m.date, m.clock);
            if (back == at_ms) continue;
            assert_true(back < at_ms && at_ms - back <= 3600000);
            assert_int_equal(zone_days_between(z, back, at_ms), 0);
        }
    }
}

static void test_time__zone_names_that_are_paths_are_refused(void **state)
{
    Ctx *cx = *state;
    const Zone *z = zone_utc();
    const Str bad[] = { S(""), S("Nowhere/Land"), S("Europe"), S("../zoneinfo/UTC"), S("Europe/../UTC"),
                        S("/etc/localtime"), S("tzdata.zi"), S("zone.tab"), S("posixrules\0"), S("leapseconds"),
                        S("Europe/London\0x"), S("Europe London"), S("."), S("Europe/"), S("é"),
                        S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err_clear(cx);
        assert_kind(zone_open(cx, cx->arena, bad[i], &z), ERR_INVALID);
        assert_ptr_equal(z, zone_utc());
    }
    assert_ok(zone_open(cx, cx->arena, S("UTC"), &z));
    assert_ok(zone_open(cx, cx->arena, S("Etc/GMT+5"), &z));
    assert_instant(state, z, "2026-01-01T00:00", "2026-01-01T05:00:00Z");
}

static void test_time__zone_in_a_full_arena_is_a_limit(void **state)
{
    Ctx *cx = *state;
    for (long n = 1; n <= 6; n++) {
        const Zone *z = NULL;
        Arena *a = arena_open(100000);
        arena_fault_at(n);
        Err err = zone_open(cx, a, S("Europe/London"), &z);
        assert_int_equal(err.kind, arena_fault_hit() ? ERR_LIMIT : ERR_NONE);
        arena_fault_at(-1);
        err_clear(cx);
        arena_close(a);
    }
}

static void test_time__as_people_say_it(void **state)
{
    Arena *a = ((Ctx *)*state)->arena;
    const Zone *z = zone(state, "Europe/London");
    int64_t at_ms = utc(2026, 11, 24, 10, 30);
    assert_text(time_iso_utc(a, at_ms + 5999), S("2026-11-24T10:30:05Z"));
    assert_text(time_say_day(a, z, at_ms), S("Tuesday 24 November"));
    assert_text(time_say_day_year(a, z, at_ms), S("24 November 2026"));
    assert_text(time_say_short(a, z, at_ms), S("24 Nov"));
    assert_text(time_say_clock(a, z, at_ms), S("10:30"));
    assert_text(time_say_day_clock(a, z, at_ms), S("Tuesday 24 November at 10:30"));
    assert_text(time_say_clock(a, z, utc(2026, 7, 1, 8, 5)), S("09:05"));
}

static void test_time__when_is_told_from_now(void **state)
{
    Arena *a = ((Ctx *)*state)->arena;
    const Zone *z = zone(state, "America/New_York");
    int64_t now_ms = utc(2026, 11, 22, 3, 0); /* 21 November 22:00 there */
    assert_text(time_say_when(a, z, utc(2026, 11, 21, 13, 12), now_ms), S("today at 08:12"));
    assert_text(time_say_when(a, z, utc(2026, 11, 20, 22, 40), now_ms), S("yesterday at 17:40"));
    assert_text(time_say_when(a, z, utc(2026, 11, 22, 15, 0), now_ms), S("tomorrow at 10:00"));
    assert_text(time_say_when(a, z, utc(2026, 11, 17, 14, 12), now_ms),
                S("on Tuesday 17 November at 09:12"));
    assert_text(time_say_when(a, z, utc(2025, 11, 17, 14, 12), now_ms),
                S("on 17 November 2025 at 09:12"));
    assert_int_equal(zone_days_between(z, utc(2026, 11, 21, 4, 59), utc(2026, 11, 21, 5, 0)), 1);
    assert_int_equal(zone_days_between(z, utc(2026, 11, 22, 5, 0), utc(2026, 11, 20, 5, 0)), -2);
    assert_int_equal(zone_days_between(z, utc(2026, 3, 8, 5, 0), utc(2026, 3, 9, 4, 0)), 1); /* 23 h */
}

static void test_time__clocks_run(void **state)
{
    (void)state;
    int64_t before = time_mono_ms();
    assert_true(time_mono_ms() >= before);
    assert_true(time_now_ms() > 1700000000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_CTX(test_time__days_and_dates_are_inverse),
        IN_CTX(test_time__weekdays),
        IN_CTX(test_time__only_real_iso_dates_are_read),
        IN_CTX(test_time__moments_as_browsers_send_them),
        IN_CTX(test_time__london_2026),
        IN_CTX(test_time__new_york_2026),
        IN_CTX(test_time__kolkata_and_lord_howe_2026),
        IN_CTX(test_time__rules_hold_in_later_years),
        IN_CTX(test_time__old_dates_and_a_skipped_day),
        IN_CTX(test_time__local_readings_lead_back),
        IN_CTX(test_time__zone_names_that_are_paths_are_refused),
        IN_CTX(test_time__zone_in_a_full_arena_is_a_limit),
        IN_CTX(test_time__as_people_say_it),
        IN_CTX(test_time__when_is_told_from_now),
        IN_CTX(test_time__clocks_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
