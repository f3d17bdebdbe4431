#include "../measure/measure_test.h"
#include "domain/response.h"

typedef struct Fix { Ctx cx; MeasureSet *set; } Fix;

static Fix fix_open(void)
{
    Fix f = { .cx = { .arena = arena_open(16 << 20) } };
    assert_non_null(f.cx.arena);
    assert_int_equal(measure_builtin(&f.cx, f.cx.arena, &f.set).kind, ERR_NONE);
    return f;
}

static Questions asked(Fix *f, size_t goals, RiskItems risk)
{
    Questions q = { NULL, 0 };
    static AskedGoal goal[2];
    for (size_t i = 0; i < 2; i++) {
        goal[i].id.u.byte[15] = (uint8_t)(i + 1);
        goal[i].words = i ? S("Ring my sister") : S("Sleep through the night");
    }
    assert_int_equal(questions_check_in(&f->cx, f->set, goal, goals, risk, &q).kind, ERR_NONE);
    return q;
}

static GivenAnswer given(const Questions *q, size_t at, AnswerStatus status, int64_t value)
{
    return (GivenAnswer){ .key = q->list[at].key, .status = status, .value = value, .version = 1 };
}

static void test_questions__life_then_phq_then_gad_then_each_goal(void **state)
{
    (void)state;
    Fix f = fix_open();
    Questions q = asked(&f, 2, RISK_ASKED);
    assert_int_equal(q.count, 4 + 9 + 7 + 2);
    assert_true(str_eq(q.list[0].key, S("tandem-life/self")));
    assert_true(str_eq(q.list[4].key, S("phq-9/phq1")));
    assert_true(str_eq(q.list[12].key, S("phq-9/phq9")));
    assert_true(str_eq(q.list[13].definition->id, S("gad-7")));
    assert_true(str_eq(q.list[20].words, S("Sleep through the night")));
    assert_true(str_eq(q.list[21].words, S("Ring my sister")));
    assert_true(str_starts(q.list[20].key, S("goal/")));
    arena_close(f.cx.arena);
}

static void test_questions__an_item_that_counts_nowhere_is_not_asked(void **state)
{
    (void)state;
    Fix f = fix_open();
    Questions q = asked(&f, 0, RISK_ASKED);
    assert_int_equal(questions_find(&q, S("phq-9/phq10")), q.count);
    arena_close(f.cx.arena);
}

static void test_questions__without_risk_items_the_whole_measure_is_left_out(void **state)
{
    (void)state;
    Fix f = fix_open();
    Questions q = asked(&f, 0, RISK_LEFT_OUT);
    assert_int_equal(q.count, 4 + 7);
    for (size_t i = 0; i < q.count; i++) assert_null(question_risk(&q.list[i]));
    arena_close(f.cx.arena);
}

static void test_questions__only_item_nine_is_read_for_risk(void **state)
{
    (void)state;
    Fix f = fix_open();
    Questions q = asked(&f, 2, RISK_ASKED);
    for (size_t i = 0; i < q.count; i++)
        assert_int_equal(question_risk(&q.list[i]) != NULL, i == 12);
    arena_close(f.cx.arena);
}

static void test_alliance__six_lines_and_felt_off_for_each_side(void **state)
{
    (void)state;
    Fix f = fix_open();
    Questions client;
    Questions therapist;
    assert_int_equal(questions_alliance(&f.cx, f.set, RATER_CLIENT, &client).kind, ERR_NONE);
    assert_int_equal(questions_alliance(&f.cx, f.set, RATER_THERAPIST, &therapist).kind, ERR_NONE);
    assert_int_equal(client.count, 7);
    assert_int_equal(therapist.count, 7);
    assert_true(str_eq(client.list[6].key, S(KEY_FELT_OFF)));
    assert_true(str_eq(therapist.list[0].key, S("tandem-alliance-therapist/b1")));
    arena_close(f.cx.arena);
}

static void test_question__allows_what_it_offers_and_nothing_else(void **state)
{
    (void)state;
    Fix f = fix_open();
    Questions q = asked(&f, 0, RISK_ASKED);
    int64_t value = -7;
    static const char *const line[] = { "11", "-1", "", "6.5", " 6", "6x", "nan", "9999999999999999999" };
    for (size_t i = 0; i < sizeof line / sizeof *line; i++)
        assert_false(question_allows(&q.list[0], str_from_c(line[i]), &value));
    assert_int_equal(value, -7);
    for (int i = 0; i <= 10; i++)
        assert_true(question_allows(&q.list[0], arena_printf(f.cx.arena, "%d", i), &value));
    assert_false(question_allows(&q.list[4], S("4"), &value));
    assert_true(question_allows(&q.list[4], S("3"), &value));
    assert_int_equal(value, 3);
    arena_close(f.cx.arena);
}

static void test_answers__next_is_the_first_neither_answered_nor_skipped(void **state)
{
    (void)state;
    Fix f = fix_open();
    Questions q = asked(&f, 0, RISK_ASKED);
    GivenAnswer list[3];
    GivenAnswers all = { list, 0 };
    assert_int_equal(questions_next(&q, &all), 0);
    list[all.count++] = given(&q, 0, STATUS_ANSWERED, 5);
    list[all.count++] = given(&q, 2, STATUS_ANSWERED, 5);
    assert_int_equal(questions_next(&q, &all), 1);
    list[all.count++] = given(&q, 1, STATUS_SKIPPED, 0);
    assert_int_equal(questions_next(&q, &all), 3);
    assert_int_equal(questions_answered(&q, &all), 2);
    arena_close(f.cx.arena);
}

static void test_answer__is_said_in_words(void **state)
{
    (void)state;
    Fix f = fix_open();
    Questions q = asked(&f, 0, RISK_ASKED);
    GivenAnswer far = given(&q, 1, STATUS_ANSWERED, 2);
    GivenAnswer days = given(&q, 4, STATUS_ANSWERED, 2);
    GivenAnswer none = given(&q, 4, STATUS_SKIPPED, 0);
    assert_true(str_eq(answer_say(f.cx.arena, &q.list[1], &far),
                       S("2 (0 is far apart, 10 is very close)")));
    GivenAnswer hard = given(&q, 2, STATUS_ANSWERED, 1);
    assert_true(str_eq(answer_say(f.cx.arena, &q.list[2], &hard),
                       S("1 (0 is a struggle, 10 is without much trouble)")));
    assert_true(str_eq(answer_say(f.cx.arena, &q.list[4], &days), S("More than half the days")));
    assert_true(str_eq(answer_say(f.cx.arena, &q.list[4], &none), S("Skipped")));
    assert_true(str_eq(answer_say(f.cx.arena, &q.list[4], NULL), S("Not answered")));
    arena_close(f.cx.arena);
}

static void test_summary__never_calls_a_form_incomplete(void **state)
{
    (void)state;
    Arena *a = arena_open(1 << 16);
    assert_true(str_eq(response_summary(a, S("You"), 18, 21),
                       S("You answered 18 of 21 questions. That is enough to talk.")));
    assert_true(str_eq(response_summary(a, S("Maya"), 21, 21), S("Maya answered all 21 questions.")));
    assert_true(str_starts(response_summary(a, S("You"), 0, 21),
                           S("You answered none of the 21 questions. That is fine")));
    arena_close(a);
}

static void test_answers__reach_the_score_in_the_order_of_the_items(void **state)
{
    (void)state;
    Fix f = fix_open();
    Questions q = asked(&f, 2, RISK_ASKED);
    GivenAnswer list[] = { given(&q, 12, STATUS_SKIPPED, 0), given(&q, 4, STATUS_ANSWERED, 3),
                           given(&q, 21, STATUS_ANSWERED, 8) };
    GivenAnswers all = { list, 3 };
    Answer *answers;
    size_t count = 0;
    const Definition *phq = measure_find(f.set, S("phq-9"));
    assert_int_equal(response_answers(&f.cx, phq, &q, &all, &answers, &count).kind, ERR_NONE);
    assert_int_equal(count, phq->item_count);
    assert_int_equal(answers[0].state, ANSWER_GIVEN);
    assert_int_equal(answers[1].state, ANSWER_MISSING);
    assert_int_equal(answers[8].state, ANSWER_SKIPPED);
    const Definition *goals = measure_find(f.set, S("tandem-goals"));
    assert_int_equal(response_answers(&f.cx, goals, &q, &all, &answers, &count).kind, ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(answers[0].state, ANSWER_MISSING);
    assert_true(answers[1].value > 7.9);
    arena_close(f.cx.arena);
}

/* Every combination: what must never be shown, and what must. */
static void test_shown__nobody_reads_what_they_should_not(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 64 * 3; bits++) {
        ShownFacts f = { .own = bits & 1, .sent = bits & 2, .rater_is_client = bits & 4,
                         .reader_is_client = bits & 8, .own_sent = bits & 16,
                         .work_ended = bits & 32, .form = (ResponseForm)(bits / 64) };
        Shown shown = response_shown(&f);
        if (f.own) assert_int_equal(shown, SHOWN_YES);
        else if (!f.sent) assert_int_equal(shown, SHOWN_NO);
        else if (f.rater_is_client && f.reader_is_client) assert_int_equal(shown, SHOWN_NO);
        else if (f.form != FORM_ALLIANCE)
            assert_int_equal(shown, f.reader_is_client ? SHOWN_NO : SHOWN_YES);
        else if (!f.own_sent && !f.work_ended) assert_int_equal(shown, SHOWN_AFTER_OWN);
        else assert_int_equal(shown, SHOWN_YES);
    }
}

static void test_felt_off__is_shown_only_with_a_yes(void **state)
{
    (void)state;
    GivenAnswer list[] = { { .key = S(KEY_SHOW), .status = STATUS_ANSWERED, .value = 1 } };
    GivenAnswers all = { list, 1 };
    assert_true(felt_off_shown(&all));
    list[0].value = 0;
    assert_false(felt_off_shown(&all));
    list[0] = (GivenAnswer){ .key = S(KEY_SHOW), .status = STATUS_SKIPPED, .value = 1 };
    assert_false(felt_off_shown(&all));
    all.count = 0;
    assert_false(felt_off_shown(&all));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_questions__life_then_phq_then_gad_then_each_goal),
        cmocka_unit_test(test_questions__an_item_that_counts_nowhere_is_not_asked),
        cmocka_unit_test(test_questions__without_risk_items_the_whole_measure_is_left_out),
        cmocka_unit_test(test_questions__only_item_nine_is_read_for_risk),
        cmocka_unit_test(test_alliance__six_lines_and_felt_off_for_each_side),
        cmocka_unit_test(test_question__allows_what_it_offers_and_nothing_else),
        cmocka_unit_test(test_answers__next_is_the_first_neither_answered_nor_skipped),
        cmocka_unit_test(test_answer__is_said_in_words),
        cmocka_unit_test(test_summary__never_calls_a_form_incomplete),
        cmocka_unit_test(test_answers__reach_the_score_in_the_order_of_the_items),
        cmocka_unit_test(test_shown__nobody_reads_what_they_should_not),
        cmocka_unit_test(test_felt_off__is_shown_only_with_a_yes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
