/* Explanations: the words people read, the numbers behind them, and no words of alarm. */
#include "measure_test.h"
#include "measure/explain.h"

static const Definition *def(World *w, const char *id)
{
    return measure_find(w->set, str_from_c(id));
}

static Explanation change_of(World *w, const char *id, double pre, double post)
{
    const MeasureScale *s = measure_main_scale(def(w, id));
    Change c = change_fixed(s, pre, post);
    return explain_change(w->arena, def(w, id), s, &c);
}

static Str fact(const ExplainFact *facts, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(facts[i].name, str_from_c(name))) return facts[i].value;
    return S("(absent)");
}

static void test_explain__improvement_in_the_agreed_words(void **state)
{
    World *w = *state;
    Explanation e = change_of(w, "phq-9", 16, 10);
    assert_text(
        e.sentence,
        "Your PHQ-9 went from 16 to 10. A change of 6 or more is larger than the usual wobble "
        "of this questionnaire.");
    assert_text(e.method, "change.fixed");
    assert_text(e.version, "1 / phq-9 1.0.0");
    assert_text(e.source, "NHS Talking Therapies manual: a change of 6 or more is reliable");
    assert_text(fact(e.inputs, e.input_count, "Change"), "-6");
    assert_text(fact(e.thresholds, e.threshold_count, "Reliable from"), "6");
    assert_text(fact(e.thresholds, e.threshold_count, "Cut-off"), "10");
    assert_true(e.validated);
}

static void test_explain__every_category_of_change(void **state)
{
    World *w = *state;
    assert_text(
        change_of(w, "phq-9", 16, 9).sentence,
        "Your PHQ-9 went from 16 to 9. A change of 6 or more is larger than the usual wobble of this "
        "questionnaire. It has crossed the line of this questionnaire (10) to the better side.");
    assert_text(
        change_of(w, "phq-9", 16, 14).sentence,
        "Your PHQ-9 went from 16 to 14. A change of less than 6 is within the usual wobble of this "
        "questionnaire.");
    assert_text(
        change_of(w, "phq-9", 14, 14).sentence,
        "Your PHQ-9 stayed at 14. A change of less than 6 is within the usual wobble of this "
        "questionnaire.");
    assert_text(
        change_of(w, "phq-9", 11, 18).sentence,
        "Your PHQ-9 went from 11 to 18. A change of 6 or more is larger than the usual wobble of this "
        "questionnaire. Worth talking about.");
    assert_text(
        change_of(w, "phq-9", 4, 12).sentence,
        "Your PHQ-9 went from 4 to 12. A change of 6 or more is larger than the usual wobble of this "
        "questionnaire. It has crossed the line of this questionnaire (10). Worth talking about.");
    assert_text(
        change_of(w, "phq-9", 5, 4).sentence,
        "Your PHQ-9 went from 5 to 4. A change of less than 6 is within the usual wobble of this "
        "questionnaire. You began on the better side of its line (10), so we look at how you are more "
        "than at how far the number moves.");
    assert_text(
        change_of(w, "tandem-life", 3.5, 5.2).sentence,
        "Your check-in went from 3.5 to 5.2. Nobody has settled how large a change must be here to "
        "be more than the usual wobble.");
    assert_false(change_of(w, "tandem-life", 3.5, 5.2).validated);
}

static void test_explain__prorated_scores_say_so(void **state)
{
    World *w = *state;
    const MeasureScale *s = measure_main_scale(def(w, "gad-7"));
    ScaleScore pre = { .scale = s, .scored = true, .score = 14 };
    ScaleScore post = { .scale = s,
                        .scored = true,
                        .prorated = true,
                        .score = 12 + 5.0 / 6,
                        .n_items = 7,
                        .n_missing = 1,
                        .raw = 11 };
    Change c = change_scores(&pre, &post);
    assert_text(
        explain_change(w->arena, def(w, "gad-7"), s, &c).sentence,
        "Your GAD-7 went from 14 to 12.8. A change of less than 4 is within the usual wobble of this "
        "questionnaire. Some questions were left out, so these numbers are estimates.");
    assert_text(
        explain_score(w->arena, def(w, "gad-7"), &post).sentence,
        "Your GAD-7: 12.8. You answered 6 of 7; that is enough to talk. The rest is filled with the "
        "average of what you answered.");
    post.scored = post.prorated = false;
    post.n_missing = 4;
    assert_text(
        explain_score(w->arena, def(w, "gad-7"), &post).sentence,
        "Your GAD-7: 3 of 7 answered. We make no number from that; your answers are kept as you gave "
        "them.");
}

static void test_explain__cutoff_is_a_line_not_a_diagnosis(void **state)
{
    World *w = *state;
    const MeasureScale *s = measure_main_scale(def(w, "phq-9"));
    assert_text(explain_cutoff(w->arena, def(w, "phq-9"), s, 9).sentence,
                "Your PHQ-9 is 9. That is below 10, the line this questionnaire uses.");
    assert_text(
        explain_cutoff(w->arena, def(w, "phq-9"), s, 10).sentence,
        "Your PHQ-9 is 10. That is at or above 10, the line this questionnaire uses. Many people who ask "
        "for help are on this side of it.");
    const MeasureScale *life = measure_main_scale(def(w, "tandem-life"));
    assert_int_equal(explain_cutoff(w->arena, def(w, "tandem-life"), life, 5).method.len, 0);
}

static void test_explain__alliance_drop(void **state)
{
    World *w = *state;
    const Definition *d = def(w, "tandem-alliance-client");
    const MeasureScale *s = measure_main_scale(d);
    const double v[] = { 4.3, 4.5, 3.2 };
    AllianceDrop drop = alliance_drop(s, v, 3);
    Explanation e = explain_drop(w->arena, d, s, &drop);
    assert_text(
        e.sentence,
        "The work between you felt like 3.2 this time; in your earlier sessions it was 4.4 on "
        "average. Something may have come between you. Worth asking about, together.");
    assert_text(fact(e.inputs, e.input_count, "Fall"), "1.2");
    assert_text(fact(e.thresholds, e.threshold_count, "Raised from a fall of"), "1");
    assert_true(!e.validated && str_contains(e.source, S("not validated")));
    drop = alliance_drop(s, v, 1);
    assert_text(explain_drop(w->arena, d, s, &drop).sentence,
                "The work between you: there is nothing to compare with yet.");
}

static void test_explain__felt_off_and_risk_are_relayed(void **state)
{
    World *w = *state;
    const Definition *d = def(w, "tandem-alliance-client");
    FlagResult r = measure_flag(&d->flags[0], ANSWER(1));
    assert_text(
        explain_flag(w->arena, d, &r).sentence,
        "“Something felt off between us, or stayed unsaid”: you chose “A little”. That says more than any "
        "number here. Worth asking about, together.");
    d = def(w, "phq-9");
    r = measure_flag(&d->flags[0], ANSWER(2));
    Explanation e = explain_flag(w->arena, d, &r);
    assert_text(
        e.sentence,
        "You chose “More than half the days”. We pass your answer on as you gave it; it is not "
        "turned into a number about you.");
    assert_text(fact(e.thresholds, e.threshold_count, "Raised from"), "Several days");
    r = measure_flag(&d->flags[0], NO_ANSWER);
    assert_text(explain_flag(w->arena, d, &r).sentence,
                "You left this question out. That is fine, and we do not guess.");
}

static void test_explain__divergence_chart_and_rupture(void **state)
{
    World *w = *state;
    const Definition *d = def(w, "tandem-alliance-client");
    const MeasureScale *s = measure_main_scale(d);
    const AllianceSession v[] = { { 4.5, 3, 3 }, { 4.5, 3, 3 } };
    AllianceDivergence a = alliance_divergence(d, v, 2);
    assert_text(
        explain_divergence(w->arena, d, &a).sentence,
        "It feels warm between you, but not yet agreed on what we are doing: 4.5 for being on the same "
        "side, 3 for aims and ways of working, two sessions in a row. What should the work be about?");
    const double x[] = { 4.2, 4.3, 4.1, 4.4, 4.2, 4.3, 2.9 };
    ChartLimits limits;
    ChartSignal found = chart_latest(s, x, 7, &limits);
    assert_text(
        explain_chart(w->arena, d, s, &limits, x[6], found).sentence,
        "The work between you: 2.9 this time. Going by your ratings so far we would expect between 3.3 and "
        "5. This one is outside that. Worth asking about, together.");
    RuptureEpisode e = { .reference = 4.3, .drop = 1.2, .status = RUPTURE_REPAIRED };
    assert_text(
        explain_rupture(w->arena, d, s, RUPTURE_STILES, (RuptureRule){ .7, .2 }, &e).sentence,
        "The work between you fell from 4.3 to 3.1. It came back.");
}

static void test_explain__course_with_and_without_a_norm(void **state)
{
    World *w = *state;
    const Definition *d = def(w, "phq-9");
    const MeasureScale *s = measure_main_scale(d);
    CourseNorm norm = { .beta = { 16, -3 },
                        .d = { { 20, -4 }, { -4, 3 } },
                        .sigma2 = 9,
                        .last_session = 12,
                        .people = 400,
                        .observations = 2000,
                        .source = S("Made up"),
                        .setting = S("a clinic") };
    const CoursePoint p[] = { { 0, 16 }, { 2, 22 }, { 3, 23 } };
    CourseVerdict v;
    assert_ok(course_track(&w->cx, &norm, s, p, 3, &v));
    Explanation e = explain_course(w->arena, d, s, &norm, &v, 23);
    assert_true(str_starts(
        e.sentence, S("Your PHQ-9 is 23. Most people who began at a similar place were between ")));
    assert_true(str_ends(e.sentence, S("Not yet in the range we hoped for. Worth talking about.")));
    assert_text(e.source, "400 people, 2000 scores; a clinic; Made up");
    const CoursePoint flat[] = { { 0, 16 }, { 6, 15 } };
    CourseFallback f = course_without_norm(s, COURSE_RULES_DEFAULT, flat, 2);
    e = explain_without_norm(w->arena, d, s, &f);
    assert_text(
        e.sentence,
        "Your PHQ-9 began at 16 and is 15 now. Not yet the change we hoped for. What shall we try?");
    assert_text(fact(e.thresholds, e.threshold_count, "From session"), "6");
    f = course_without_norm(s, COURSE_RULES_DEFAULT, flat, 1);
    assert_text(explain_without_norm(w->arena, d, s, &f).sentence,
                "It is early: there are too few answers to say where this is going.");
}

static void test_explain__nhs_tt_and_goals(void **state)
{
    World *w = *state;
    const Definition *phq = def(w, "phq-9"), *gad = def(w, "gad-7"),
                     *goals = def(w, "tandem-goals");
    NhsScores s = { 15, 9, 12, 7 };
    NhsResult r;
    assert_ok(change_nhs_tt(&w->cx, measure_main_scale(phq), measure_main_scale(gad), s, &r));
    Explanation e = explain_nhs_tt(w->arena, phq, gad, s, &r);
    assert_text(
        e.sentence,
        "Your PHQ-9 went from 15 to 9. Your GAD-7 went from 12 to 7. Together that is a clear "
        "change, past the lines of both.");
    assert_text(e.version, "1 / phq-9 1.0.0, gad-7 1.0.0");
    const GoalPair pairs[] = { { 2, 3 }, { 4, 5 } };
    GoalChange g = change_goals(measure_main_scale(goals), pairs, 2);
    assert_text(
        explain_goals(w->arena, goals, &g).sentence,
        "Your goals feel 1 point nearer than when you set them, on average. That is a small step on a line "
        "of ten.");
    g = change_goals(measure_main_scale(goals), NULL, 0);
    assert_text(explain_goals(w->arena, goals, &g).sentence,
                "None of your goals has two ratings yet.");
}

/* Whatever the numbers, none of the words that the voice forbids. */
static void test_explain__no_words_of_alarm_and_always_a_source(void **state)
{
    World *w = *state;
    static const char *const never[] = { "severe",  "symptom",  "disorder", "deteriorat", "risk",
                                         "fail",    "alarm",    "worse",    "patient",    "poor",
                                         "rupture", "clinical", "nan",      "inf" };
    for (int pre = 0; pre <= 27; pre++)
        for (int post = 0; post <= 27; post++) {
            Explanation e = change_of(w, "phq-9", pre, post);
            for (size_t i = 0; i < sizeof never / sizeof *never; i++)
                assert_false(str_contains(e.sentence, str_from_c(never[i])));
            assert_true(e.source.len && e.method.len && e.computed.len && e.sentence.len < 400);
        }
}

static void test_explain__full_arena_gives_empty_text_and_is_marked(void **state)
{
    World *w = *state;
    const Definition *d = def(w, "phq-9");
    Change c = change_fixed(measure_main_scale(d), 16, 9);
    Arena *small = arena_open(32);
    (void)explain_change(small, d, measure_main_scale(d), &c);
    assert_true(arena_failed(small));
    arena_close(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_explain__improvement_in_the_agreed_words),
        cmocka_unit_test(test_explain__every_category_of_change),
        cmocka_unit_test(test_explain__prorated_scores_say_so),
        cmocka_unit_test(test_explain__cutoff_is_a_line_not_a_diagnosis),
        cmocka_unit_test(test_explain__alliance_drop),
        cmocka_unit_test(test_explain__felt_off_and_risk_are_relayed),
        cmocka_unit_test(test_explain__divergence_chart_and_rupture),
        cmocka_unit_test(test_explain__course_with_and_without_a_norm),
        cmocka_unit_test(test_explain__nhs_tt_and_goals),
        cmocka_unit_test(test_explain__no_words_of_alarm_and_always_a_source),
        cmocka_unit_test(test_explain__full_arena_gives_empty_text_and_is_marked),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
