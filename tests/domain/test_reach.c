/* When people read, when mail may reach them, and how long answers took. */
#include "base/base_test.h"
#include "domain/reach.h"

static const int64_t MINUTE = 60 * 1000, HOUR = 3600 * 1000;

static const Zone *london(Ctx *cx)
{
    const Zone *zone;
    assert_ok(zone_open(cx, cx->arena, S("Europe/London"), &zone));
    return zone;
}

static int64_t at(const Zone *zone, int month, int day, int hour, int minute)
{
    return zone_instant(zone, (Date){ 2026, month, day }, (Clock){ .hour = hour, .minute = minute });
}

static const Profile office = { .read_days = 31, .read_from = 9 * 60, .read_to = 17 * 60 };

static void test_reach__days_in_a_row_are_said_as_a_span(void **state)
{
    Ctx *cx = *state;
    Profile p = office;
    assert_text(reach_hours_say(cx->arena, &p), S("Monday to Friday, 09:00 to 17:00"));
    p.read_days = 1 | 2 | 32;
    assert_text(reach_hours_say(cx->arena, &p), S("Monday, Tuesday, Saturday, 09:00 to 17:00"));
    p.read_days = 127;
    assert_text(reach_hours_say(cx->arena, &p), S("Monday to Sunday, 09:00 to 17:00"));
    p.read_days = 0;
    assert_text(reach_hours_say(cx->arena, &p), S(""));
    assert_text(reach_answer_say(2), S("within a day"));
    assert_text(reach_answer_say(0), S(""));
    assert_text(reach_answer_say(99), S(""));
}

static void test_reach__a_notice_waits_for_the_hours_one_reads_also_over_a_weekend(void **state)
{
    Ctx *cx = *state;
    const Zone *zone = london(cx);
    int64_t friday_evening = at(zone, 11, 27, 18, 0), wednesday = at(zone, 11, 25, 10, 0);
    assert_int_equal(reach_notice_ms(&office, zone, wednesday), wednesday);
    assert_int_equal(reach_notice_ms(&office, zone, friday_evening), at(zone, 11, 30, 9, 0));
    assert_true(reach_reads_at(&office, zone, wednesday));
    assert_false(reach_reads_at(&office, zone, friday_evening));
    /* who said nothing is left alone in the night */
    const Profile nobody = { .read_days = 0 };
    assert_int_equal(reach_notice_ms(&nobody, zone, at(zone, 11, 25, 23, 30)), at(zone, 11, 26, 8, 0));
    assert_int_equal(reach_notice_ms(&nobody, zone, at(zone, 11, 28, 12, 0)), at(zone, 11, 28, 12, 0));
    assert_true(reach_reads_at(&nobody, zone, friday_evening));
}

static void test_reach__a_reminder_is_never_of_the_night_and_never_late(void **state)
{
    Ctx *cx = *state;
    const Zone *zone = london(cx);
    Profile p = { .lead_hours = 0 };
    assert_int_equal(reach_reminder_ms(&p, zone, at(zone, 11, 25, 10, 30)), at(zone, 11, 24, 10, 30));
    p.lead_hours = 2;
    assert_int_equal(reach_reminder_ms(&p, zone, at(zone, 11, 25, 9, 0)), at(zone, 11, 24, 20, 0));
    assert_int_equal(reach_reminder_ms(&p, zone, at(zone, 11, 25, 23, 0)), at(zone, 11, 25, 20, 0));
    for (int64_t lead = 1; lead <= REACH_LEAD_MAX; lead++)
        for (int64_t starts = at(zone, 3, 27, 0, 0); starts < at(zone, 3, 31, 0, 0); starts += 15 * MINUTE) {
            p.lead_hours = lead;
            int64_t due = reach_reminder_ms(&p, zone, starts);
            int hour = zone_moment(zone, due).clock.hour;
            assert_true(due <= starts - lead * HOUR && due > starts - (lead + 13) * HOUR);
            assert_true(hour >= 8 && hour <= 20);
        }
}

static void test_reach__a_reminder_a_day_before_keeps_the_hours_when_the_clocks_change(void **state)
{
    Ctx *cx = *state;
    const Zone *zone = london(cx);
    const Profile p = { .lead_hours = 24 };
    int64_t due = reach_reminder_ms(&p, zone, at(zone, 3, 29, 10, 30));      /* summer time begins at 1:00 */
    assert_int_equal(due, at(zone, 3, 28, 9, 30));
    assert_int_equal(zone_moment(zone, due).clock.hour, 9);
}

static PersonId person(int n)
{
    return (PersonId){ { { (uint8_t)n } } };
}

static ReachSaid said(int thread, int who, int64_t at_ms)
{
    return (ReachSaid){ { { (uint8_t)thread } }, person(who), at_ms };
}

static void test_reach__answers_are_counted_from_the_first_word_that_waited(void **state)
{
    Ctx *cx = *state;
    ReachSaid list[32];
    size_t count = 0;
    int64_t now = 1000, median = 7;
    for (int i = 0; i < 5; i++) {
        list[count++] = said(1, 1, now += HOUR);
        list[count++] = said(1, 1, now += HOUR);         /* a second word does not shorten the wait */
        list[count++] = said(2, 1, now);                 /* another conversation, never answered */
        list[count++] = said(1, 2, now += (i + 1) * HOUR);
        if (i == 3) {
            assert_int_equal(reach_replies(cx->arena, list, count, person(2), &median), 4);
            assert_int_equal(median, 0);                 /* four are too few to say anything */
        }
    }
    list[count++] = said(1, 2, now += 90 * HOUR);        /* a word of one's own after another is no answer */
    assert_int_equal(reach_replies(cx->arena, list, count, person(2), &median), 5);
    assert_int_equal(median, 4 * HOUR);
    assert_int_equal(reach_replies(cx->arena, list, count, person(1), &median), 4);
    assert_int_equal(reach_replies(cx->arena, list, 0, person(1), &median), 0);
    assert_text(reach_span_say(cx->arena, 10 * MINUTE), S("an hour"));
    assert_text(reach_span_say(cx->arena, 4 * HOUR + 1), S("5 hours"));
    assert_text(reach_span_say(cx->arena, 24 * HOUR), S("a day"));
    assert_text(reach_span_say(cx->arena, 25 * HOUR), S("2 days"));
}

static void test_reach__what_was_said_survives_the_profile(void **state)
{
    Ctx *cx = *state;
    Profile p = office, back;
    p.name = S("Maya Lindqvist");
    p.zone = S("America/New_York");
    p.calendar_word = S("Dentist");
    p.answers_in = REACH_ANSWER_A_DAY;
    p.mail_off = 1;
    p.lead_hours = 48;
    assert_ok(profile_parse(cx, profile_json(cx->arena, &p), &back));
    assert_text(back.zone, p.zone);
    assert_text(back.calendar_word, p.calendar_word);
    assert_int_equal(back.read_days, 31);
    assert_int_equal(back.read_to, 17 * 60);
    assert_int_equal(back.answers_in, REACH_ANSWER_A_DAY);
    assert_int_equal(back.mail_off, 1);
    assert_int_equal(back.lead_hours, 48);
    assert_ok(profile_parse(cx, S("{\"name\":\"Old\"}"), &back));    /* from before */
    assert_int_equal(back.read_days, 0);
    assert_int_equal(back.mail_off, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_CTX(test_reach__days_in_a_row_are_said_as_a_span),
        IN_CTX(test_reach__a_notice_waits_for_the_hours_one_reads_also_over_a_weekend),
        IN_CTX(test_reach__a_reminder_is_never_of_the_night_and_never_late),
        IN_CTX(test_reach__a_reminder_a_day_before_keeps_the_hours_when_the_clocks_change),
        IN_CTX(test_reach__answers_are_counted_from_the_first_word_that_waited),
        IN_CTX(test_reach__what_was_said_survives_the_profile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
