#include "../measure/measure_test.h"
#include "domain/alert.h"

static const MeasureFlag flag = { .kind = FLAG_RISK,
                                  .when = { .known = true, .value = 1, .rule = RULE_AT_LEAST } };
static const Answer skipped = { ANSWER_SKIPPED, 0 };
static const Answer missing = { ANSWER_MISSING, 0 };

static Answer value(int v)
{
    return (Answer){ ANSWER_GIVEN, v };
}

static AnswerMove first(Answer now)
{
    return alert_on_answer(&flag, missing, now, false, ALERT_NEW);
}

static void test_alert_on_answer__one_or_more_raises_and_shows_support(void **state)
{
    (void)state;
    for (int v = 0; v <= 3; v++) {
        AnswerMove move = first(value(v));
        assert_int_equal(move.raise, v >= 1);
        assert_int_equal(move.show_support, v >= 1);
        assert_false(move.note_change);
    }
}

static void test_alert_on_answer__a_skip_is_neither_nothing_nor_not_at_all(void **state)
{
    (void)state;
    AnswerMove move = first(skipped);
    assert_false(move.raise);
    assert_false(move.show_support);
    move = alert_on_answer(&flag, value(2), skipped, true, ALERT_NEW);
    assert_true(move.note_change);             /* and the alert stays */
    assert_false(move.raise);
}

static void test_alert_on_answer__a_changed_answer_is_noted_in_every_state(void **state)
{
    (void)state;
    for (int s = 0; s < ALERT_STATE_COUNT; s++) {
        for (int v = 0; v <= 3; v++) {
            AnswerMove move = alert_on_answer(&flag, value(2), value(v), true, (AlertState)s);
            assert_int_equal(move.note_change, v != 2);
            assert_int_equal(move.raise, v != 2 && v >= 1 && s != ALERT_NEW);
            assert_int_equal(move.show_support, v >= 1);
        }
    }
}

static void test_alert_on_answer__raised_even_when_an_earlier_one_was_lost(void **state)
{
    (void)state;
    AnswerMove move = alert_on_answer(&flag, value(2), value(2), false, ALERT_NEW);
    assert_true(move.raise);
}

static Practice practice(void)
{
    return (Practice){ .duty_after_min = 15, .lead_after_min = 60, .duty_name = S("Sol"),
                       .duty_number = S("112"), .crisis_count = 1 };
}

static void test_alert_times__duty_after_its_minutes_and_the_lead_after_theirs(void **state)
{
    (void)state;
    Practice p = practice();
    AlertTimes there = alert_times(&p, 1000, THERAPIST_THERE);
    assert_int_equal(there.duty_ms, 1000 + 15 * 60 * 1000);
    assert_int_equal(there.lead_ms, 1000 + 60 * 60 * 1000);
    assert_int_equal(alert_times(&p, 1000, THERAPIST_AWAY).duty_ms, 1000);
}

static void test_alert_route__needs_someone_on_call_and_a_crisis_line(void **state)
{
    (void)state;
    Practice p = practice();
    assert_true(alert_route_works(&p));
    p.duty_number = S("");
    assert_false(alert_route_works(&p));
    p = practice();
    p.duty_name = S("");
    assert_false(alert_route_works(&p));
    p = practice();
    p.crisis_count = 0;
    assert_false(alert_route_works(&p));
}

static void test_alert_step__every_state_and_step(void **state)
{
    (void)state;
    static const AlertState becomes[] = { [STEP_SEEN] = ALERT_SEEN, [STEP_ACTION] = ALERT_ACTED,
        [STEP_CONVERSATION] = ALERT_ACTED, [STEP_CLOSE] = ALERT_CLOSED };
    Ctx cx = { .arena = arena_open(1 << 16) };
    for (int s = ALERT_NEW; s <= ALERT_CLOSED; s++) {
        for (int step = STEP_SEEN; step <= STEP_CLOSE; step++) {
            for (int talked = 0; talked <= 1; talked++) {
                AlertState now = ALERT_NEW;
                Err err = alert_step(&cx, (AlertState)s, (AlertStep)step, talked, &now);
                bool may = s != ALERT_CLOSED && (step != STEP_CLOSE || talked);
                assert_int_equal(err.kind, may ? ERR_NONE : ERR_CONFLICT);
                err_clear(&cx);
                if (may) assert_true(now >= (AlertState)s && now >= becomes[step]);
                else assert_int_equal(now, ALERT_NEW);
            }
        }
    }
    arena_close(cx.arena);
}

static void test_alert_words__are_read_as_they_are_written(void **state)
{
    (void)state;
    for (int s = 0; s < ALERT_STATE_COUNT; s++) {
        AlertState back = ALERT_NEW;
        assert_true(alert_state_parse(alert_state_word((AlertState)s), &back));
        assert_int_equal(back, s);
    }
    for (int e = 0; e < ALERT_EVENT_COUNT; e++) {
        AlertEventKind back = EVENT_RAISED;
        assert_true(alert_event_parse(alert_event_word((AlertEventKind)e), &back));
        assert_int_equal(back, e);
    }
    AlertState state_left = ALERT_SEEN;
    assert_false(alert_state_parse(S("high"), &state_left));
    assert_int_equal(state_left, ALERT_SEEN);
    AlertStep step = STEP_ACTION;
    assert_false(alert_step_parse(S("delete"), &step));
    assert_true(alert_step_parse(S("close"), &step));
    assert_int_equal(step, STEP_CLOSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alert_on_answer__one_or_more_raises_and_shows_support),
        cmocka_unit_test(test_alert_on_answer__a_skip_is_neither_nothing_nor_not_at_all),
        cmocka_unit_test(test_alert_on_answer__a_changed_answer_is_noted_in_every_state),
        cmocka_unit_test(test_alert_on_answer__raised_even_when_an_earlier_one_was_lost),
        cmocka_unit_test(test_alert_times__duty_after_its_minutes_and_the_lead_after_theirs),
        cmocka_unit_test(test_alert_route__needs_someone_on_call_and_a_crisis_line),
        cmocka_unit_test(test_alert_step__every_state_and_step),
        cmocka_unit_test(test_alert_words__are_read_as_they_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
