/* Explanations of two views, of couples, of leaving early: their words, their numbers, and no words of alarm. */
#include "measure/explain_people.h"
#include "series_test.h"

static const Definition *form(World *w)
{
    return measure_find(w->set, S("tandem-alliance-client"));
}

static const MeasureScale *total(World *w)
{
    return measure_scale(form(w), S("total"));
}

/* What every explanation has, and what none may say to a client. */
static void check(const Explanation *e, const char *method)
{
    static const char *const never[] = { "severe", "symptom", "disorder", "deteriorat", "risk",
                                         "fail",   "alarm",   "worse",    "patient",    "poor",
                                         "rupture", "clinical", "nan",    "inf" };
    assert_text(e->method, method);
    assert_true(e->source.len && e->computed.len && e->version.len);
    assert_true(e->sentence.len > 10 && e->sentence.len < 400);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (str_contains(e->sentence, str_from_c(never[i])))
            test_fails("%s: " STR_FMT, never[i], STR_ARG(e->sentence));
    for (size_t i = 0; i < e->input_count; i++)
        assert_false(str_contains(e->inputs[i].value, S("nan")));
}

static void test_explain_congruence__level_and_movement(void **state)
{
    World *w = *state;
    const double c[] = { 3.5, 4.0, 4.2, 3.8, 4.5, 4.6, 4.1, 4.8 },
                 t[] = { 3.2, 3.6, 4.1, 3.9, 4.0, 4.4, 4.2, 4.3 };
    Congruence g;
    assert_ok(congruence_of(&w->cx, w->arena, c, t, 8, &g));
    Explanation e = explain_congruence(w->arena, form(w), total(w), &g);
    check(&e, "congruence");
    assert_true(str_contains(e.sentence, S("on average 0.2 lower than you did")));
    assert_true(str_contains(e.sentence, S("theirs moved along")));
    assert_ok(congruence_of(&w->cx, w->arena, c, t, 5, &g));
    e = explain_congruence(w->arena, form(w), total(w), &g);
    check(&e, "congruence");
    assert_true(str_starts(e.sentence, S("You have both rated 5 sessions.")));
    assert_int_equal(e.input_count, 1);
    const double flat[] = { 4, 4, 4, 4, 4, 4 };
    assert_ok(congruence_of(&w->cx, w->arena, flat, flat, 6, &g));
    e = explain_congruence(w->arena, form(w), total(w), &g);
    check(&e, "congruence");
    assert_true(str_contains(e.sentence, S("on the whole as you did")));
}

static void test_explain_system__tells_no_rating_of_one_person(void **state)
{
    World *w = *state;
    SystemSession s = { .n = 2, .mean = 4.1, .split = 1, .needed = .83, .far = true };
    Explanation e = explain_system(w->arena, form(w), total(w), &s);
    check(&e, "system");
    assert_text(e.sentence, "You saw this session differently. Worth hearing from each of you.");
    s.opposite = true;
    e = explain_system(w->arena, form(w), total(w), &s);
    check(&e, "system");
    for (size_t i = 0; i < e.input_count; i++) assert_false(str_eq(e.inputs[i].name, S("Mean")));
    s = (SystemSession){ .n = 1, .mean = 4, .split = NAN, .needed = .83 };
    e = explain_system(w->arena, form(w), total(w), &s);
    check(&e, "system");
}

static void test_explain_leaving__facts_with_thresholds_and_no_level(void **state)
{
    World *w = *state;
    DropoutFacts facts = { { [DROPOUT_FLAG_MISSED] = 1, [DROPOUT_FLAG_SILENT] = NAN } };
    DropoutFlags f = dropout_flags(&facts);
    Explanation e = explain_leaving(w->arena, form(w), &f);
    check(&e, "leaving");
    assert_int_equal(e.input_count, DROPOUT_FLAG_COUNT);
    assert_text(e.inputs[DROPOUT_FLAG_SILENT].value, "not known");
    assert_text(e.thresholds[DROPOUT_FLAG_SILENT].value, "from 21");
    facts.fact[DROPOUT_FLAG_MISSED] = 0;
    f = dropout_flags(&facts);
    e = explain_leaving(w->arena, form(w), &f);
    check(&e, "leaving");
    assert_text(e.sentence, "Nothing stands out in how we have been meeting.");
}

static void test_explain_course_table__every_state_ends_in_something_to_talk_about(void **state)
{
    World *w = *state;
    const CourseRow row = { 2, 4, 0, 27, 3, -3 };
    const CourseTable t = { .direction = SCALE_LOWER_IS_BETTER, .functional = 9, .rows = &row,
                            .row_count = 1, .source = S("made up"), .setting = S("none") };
    const Definition *phq = measure_find(w->set, S("phq-9"));
    const CoursePoint at[] = { { 3, 8 }, { 3, 12 }, { 3, 15 }, { 3, 20 }, { 9, 12 } };
    static const char *const says[] = { "not in therapy", "one hopes for", "Not yet", "talking about",
                                        "nothing to hold it against" };
    for (size_t i = 0; i < 5; i++) {
        Explanation e = explain_course_table(w->arena, phq, measure_main_scale(phq), &t,
                                             (CoursePoint){ 0, 16 }, at[i]);
        check(&e, "course.table");
        if (!str_contains(e.sentence, str_from_c(says[i])))
            test_fails("%s: " STR_FMT, says[i], STR_ARG(e.sentence));
        assert_text(e.source, "made up; none");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_explain_congruence__level_and_movement),
        cmocka_unit_test(test_explain_system__tells_no_rating_of_one_person),
        cmocka_unit_test(test_explain_leaving__facts_with_thresholds_and_no_level),
        cmocka_unit_test(test_explain_course_table__every_state_ends_in_something_to_talk_about),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
