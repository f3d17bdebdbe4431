/* Leaving early: six answers side by side, flags, and no probability too soon. */
#include "measure/dropout.h"
#include "series_test.h"

static void expect(const DropoutEnd *end, const char *answers)
{
    DropoutAnswers got = dropout_answers(end);
    for (int i = 0; i < DROPOUT_DEFINITION_COUNT; i++) {
        Three want = answers[i] == 'y' ? THREE_YES : answers[i] == 'n' ? THREE_NO : THREE_UNKNOWN;
        if (got.is[i] != want)
            test_fails("%c is " STR_FMT ", not %c", 'a' + i, STR_ARG(three_word(got.is[i])),
                       answers[i]);
    }
}

static const DropoutEnd left = { .ended = true,
                                 .client_ended = THREE_YES,
                                 .therapist_agreed = THREE_NO,
                                 .attended_last = THREE_NO,
                                 .therapist_says = THREE_YES,
                                 .sessions = 3,
                                 .planned = 12,
                                 .median_sessions = 8,
                                 .change = CHANGE_UNCHANGED };

static void test_dropout__six_definitions_answer_for_themselves(void **state)
{
    (void)state;
    expect(&left, "yyyyyy");
    DropoutEnd done = left;
    done.therapist_agreed = THREE_YES;
    done.attended_last = THREE_YES;
    done.therapist_says = THREE_NO;
    done.change = CHANGE_RECOVERED;
    expect(&done, "nnyynn"); /* agreed and well after three sessions: early by number alone */
    done.sessions = 12;
    expect(&done, "nnnnnn");
    done.sessions = 8; /* at the median is not below it */
    expect(&done, "nnynnn");
    done.change = CHANGE_DETERIORATED;
    expect(&done, "nnynyn");
}

static void test_dropout__what_is_not_known_is_not_no(void **state)
{
    (void)state;
    DropoutEnd e = left;
    e.therapist_agreed = e.attended_last = e.therapist_says = THREE_UNKNOWN;
    e.planned = 0;
    e.median_sessions = NAN;
    e.change = CHANGE_CANNOT_TELL;
    expect(&e, "??????");
    e.client_ended = THREE_NO;
    expect(&e, "n?????"); /* whatever the therapist thought */
    DropoutEnd goes_on = left;
    goes_on.ended = false;
    expect(&goes_on, "??????");
}

static void test_dropout__flags_show_their_threshold_and_never_add_up(void **state)
{
    (void)state;
    DropoutFacts facts = { { [DROPOUT_FLAG_MISSED] = 1,
                             [DROPOUT_FLAG_CANCELLED] = 1,
                             [DROPOUT_FLAG_SILENT] = NAN,
                             [DROPOUT_FLAG_UNANSWERED] = 2,
                             [DROPOUT_FLAG_ALLIANCE] = 1 } };
    DropoutFlags f = dropout_flags(&facts);
    assert_int_equal(f.flag[DROPOUT_FLAG_MISSED].raised, THREE_YES);
    assert_int_equal(f.flag[DROPOUT_FLAG_CANCELLED].raised, THREE_NO);
    assert_near(f.flag[DROPOUT_FLAG_CANCELLED].least, 2);
    assert_int_equal(f.flag[DROPOUT_FLAG_SILENT].raised, THREE_UNKNOWN);
    assert_int_equal(f.flag[DROPOUT_FLAG_NOT_ON_TRACK].raised, THREE_NO);
    assert_int_equal(f.raised, 3);
}

static DropoutModel model_of(size_t episodes)
{
    DropoutModel m = { .closed_episodes = episodes, .intercept = -3, .log_session = -.2 };
    m.weight[DROPOUT_FLAG_MISSED] = .8;
    m.missing[DROPOUT_FLAG_UNANSWERED] = .5;
    return m;
}

static void test_dropout__no_probability_before_two_hundred_closed_episodes(void **state)
{
    World *w = *state;
    DropoutFacts facts = { { [DROPOUT_FLAG_MISSED] = 2, [DROPOUT_FLAG_UNANSWERED] = NAN } };
    DropoutModel few = model_of(199), enough = model_of(200);
    double p = 77;
    assert_err(dropout_hazard(&w->cx, &few, 4, &facts, &p), ERR_CONFLICT);
    assert_near(p, 77);
    assert_ok(dropout_hazard(&w->cx, &enough, 4, &facts, &p));
    assert_near(p, 1 / (1 + exp(3 + .2 * log(4) - 1.6 - .5)));
    p = 77;
    assert_err(dropout_hazard(&w->cx, &enough, 0, &facts, &p), ERR_INVALID);
    assert_err(dropout_hazard(&w->cx, &enough, NAN, &facts, &p), ERR_INVALID);
    facts.fact[DROPOUT_FLAG_MISSED] = INFINITY;
    assert_err(dropout_hazard(&w->cx, &enough, 4, &facts, &p), ERR_INVALID);
    assert_near(p, 77);
}

static void test_dropout__calibration_sets_predictions_beside_what_happened(void **state)
{
    World *w = *state;
    const double predicted[] = { .05, .07, .55, .59, 1 };
    const bool happened[] = { false, false, true, false, true };
    DropoutCalibration c;
    assert_ok(dropout_calibration(&w->cx, predicted, happened, 5, &c));
    assert_true(c.bin[0].n == 2 && c.bin[5].n == 2 && c.bin[9].n == 1 && c.n == 5);
    assert_near(c.bin[0].predicted, .06);
    assert_near(c.bin[0].observed, 0);
    assert_near(c.bin[5].observed, .5);
    assert_near(c.base_rate, .4);
    assert_near(c.brier, (.0025 + .0049 + .2025 + .3481 + 0) / 5);
    assert_ok(dropout_calibration(&w->cx, predicted, happened, 0, &c));
    assert_true(isnan(c.brier) && c.n == 0);
    c.n = 77;
    assert_err(dropout_calibration(&w->cx, (double[]){ 1.01 }, happened, 1, &c), ERR_INVALID);
    assert_err(dropout_calibration(&w->cx, (double[]){ NAN }, happened, 1, &c), ERR_INVALID);
    assert_int_equal(c.n, 77);
}

static void test_dropout__closed_sets_have_words(void **state)
{
    (void)state;
    assert_text(dropout_definition_word(DROPOUT_A), "unilateral");
    assert_text(dropout_definition_word(DROPOUT_F), "therapist-says");
    assert_text(dropout_flag_word(DROPOUT_FLAG_NOT_ON_TRACK), "not-on-track");
    assert_text(three_word(THREE_UNKNOWN), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dropout__six_definitions_answer_for_themselves),
        cmocka_unit_test(test_dropout__what_is_not_known_is_not_no),
        cmocka_unit_test(test_dropout__flags_show_their_threshold_and_never_add_up),
        cmocka_unit_test(test_dropout__no_probability_before_two_hundred_closed_episodes),
        cmocka_unit_test(test_dropout__calibration_sets_predictions_beside_what_happened),
        cmocka_unit_test(test_dropout__closed_sets_have_words),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
