/* Scores: sums, means, what may be missing, and what never may. */
#include "measure_test.h"

enum { ITEMS_MAX = 10 };

/* A made-up questionnaire of `count` items, low to high, one scale over all of them. */
typedef struct Made {
    MeasureOption options[11];
    MeasureItem items[ITEMS_MAX];
    ScaleItem keys[ITEMS_MAX];
    MeasureScale scale;
    Definition definition;
} Made;

static void make(Made *m, size_t count, double low, double high, ScaleMethod method)
{
    *m = (Made){ 0 };
    for (size_t i = 0; i < count; i++) {
        m->items[i] = (MeasureItem){ .id = S("q"), .kind = ITEM_LINE, .low = low, .high = high };
        m->keys[i].index = i;
    }
    double by = method == SCALE_SUM ? (double)count : 1;
    m->scale = (MeasureScale){ .id = S("total"),
                               .method = method,
                               .multiply = 1,
                               .low = low * by,
                               .high = high * by,
                               .items = m->keys,
                               .item_count = count };
    m->definition = (Definition){
        .items = m->items, .item_count = count, .scales = &m->scale, .scale_count = 1
    };
}

static ScaleScore score_made(World *w, Made *m, const Answer *answers)
{
    Scores s;
    assert_ok(
        measure_score(&w->cx, w->arena, &m->definition, answers, m->definition.item_count, &s));
    return s.scales[0];
}

static Scores score_of(World *w, Str id, const Answer *answers, size_t count)
{
    Scores s;
    assert_ok(measure_score(&w->cx, w->arena, measure_find(w->set, id), answers, count, &s));
    return s;
}

static void test_score__T26_proration_of_ten_items(void **state)
{
    World *w = *state;
    Made m;
    make(&m, 10, 1, 10, SCALE_MEAN);
    m.scale.missing_allowed = 1;
    Answer a[10];
    for (int i = 0; i < 10; i++) a[i] = ANSWER(1);
    a[9] = NO_ANSWER;
    ScaleScore s = score_made(w, &m, a);
    assert_true(s.scored && s.prorated && s.n_missing == 1);
    assert_near(s.score, 1);
    a[3] = (Answer){ ANSWER_SKIPPED, 0 };
    s = score_made(w, &m, a);
    assert_true(!s.scored && !s.prorated && s.n_missing == 2);
    for (int i = 0; i < 10; i++) a[i] = ANSWER(i + 1);
    s = score_made(w, &m, a);
    assert_near(s.score, 5.5);
    assert_false(s.prorated);
}

static void test_score__T30_who5_is_raw_times_four(void **state)
{
    World *w = *state;
    Made m;
    make(&m, 5, 0, 5, SCALE_SUM);
    m.scale.multiply = 4;
    Answer a[5] = { ANSWER(5), ANSWER(5), ANSWER(5), ANSWER(5), ANSWER(1) };
    ScaleScore s = score_made(w, &m, a);
    assert_near(s.raw, 21);
    assert_near(s.score, 84);
    for (int i = 0; i < 5; i++) a[i] = ANSWER(i < 2 ? 3 : 2);
    assert_near(score_made(w, &m, a).score, 48);
    a[0] = NO_ANSWER;
    assert_false(score_made(w, &m, a).scored);
}

static void test_score__reversed_items_count_from_the_other_end(void **state)
{
    World *w = *state;
    Made m;
    make(&m, 3, 1, 7, SCALE_MEAN);
    m.keys[2].reverse = true;
    Answer a[3] = { ANSWER(7), ANSWER(7), ANSWER(1) };
    assert_near(score_made(w, &m, a).score, 7);
    a[2] = ANSWER(3);
    assert_near(score_made(w, &m, a).raw, 19.0 / 3);
}

/* All 512 patterns of missing answers, with sixteen fillings each. */
static void test_score__phq9_proration_is_right_for_every_pattern(void **state)
{
    World *w = *state;
    const Definition *d = measure_find(w->set, S("phq-9"));
    for (unsigned mask = 0; mask < 512; mask++) {
        Arena *arena = arena_open((size_t)1 << 20);
        for (unsigned fill = 0; fill < 16; fill++) {
            Answer a[10] = { 0 };
            int sum = 0, given = 0;
            for (unsigned i = 0; i < 9; i++) {
                if (mask & 1u << i) continue;
                int value = (int)((i * (fill % 4) + fill / 4) % 4);
                a[i] = ANSWER(value);
                sum += value;
                given++;
            }
            Scores s;
            assert_ok(measure_score(&w->cx, arena, d, a, 10, &s));
            bool scored = given >= 7 && !(mask & 1u << 8);
            assert_int_equal(s.scales[0].scored, scored);
            assert_int_equal(s.scales[0].n_missing, 9 - given);
            assert_int_equal(s.scales[0].prorated, scored && given < 9);
            assert_near(s.scales[0].raw, sum);
            if (scored) assert_near(s.scales[0].score * given, sum * 9);
        }
        arena_close(arena);
    }
}

static void test_score__phq9_item_ten_is_not_scored(void **state)
{
    World *w = *state;
    Answer a[10];
    for (int i = 0; i < 10; i++) a[i] = ANSWER(3);
    assert_near(score_of(w, S("phq-9"), a, 10).scales[0].score, 27);
    a[9] = NO_ANSWER;
    ScaleScore s = score_of(w, S("phq-9"), a, 10).scales[0];
    assert_near(s.score, 27);
    assert_int_equal(s.n_missing, 0);
}

static void test_score__skipped_risk_item_is_neither_zero_nor_prorated(void **state)
{
    World *w = *state;
    Answer a[10] = { 0 };
    for (int i = 0; i < 8; i++) a[i] = ANSWER(2);
    a[8] = (Answer){ ANSWER_SKIPPED, 0 };
    Scores s = score_of(w, S("phq-9"), a, 10);
    assert_true(!s.scales[0].scored && s.scales[0].risk_missing && !s.scales[0].prorated);
    assert_near(s.scales[0].raw, 16);
    assert_int_equal(scores_flag(&s, FLAG_RISK)->state, FLAG_NOT_ANSWERED);
}

static void test_score__risk_answer_is_raised_from_one_and_relayed_as_given(void **state)
{
    World *w = *state;
    for (int value = 0; value <= 3; value++) {
        Answer a[10] = { 0 };
        a[8] = ANSWER(value); /* everything else is missing: it still counts */
        Scores s = score_of(w, S("phq-9"), a, 10);
        const FlagResult *risk = scores_flag(&s, FLAG_RISK);
        assert_int_equal(risk->state, value >= 1 ? FLAG_RAISED : FLAG_CLEAR);
        assert_near(risk->value, value);
        FlagResult alone = measure_flag(risk->flag, ANSWER(value));
        assert_int_equal(alone.state, risk->state);
    }
    Answer none[10] = { 0 };
    Scores s = score_of(w, S("phq-9"), none, 10);
    assert_null(scores_flag(&s, FLAG_FELT_OFF));
}

static void test_score__out_of_range_is_refused_and_nothing_is_scored(void **state)
{
    World *w = *state;
    static const double bad[] = { -1, 4, 0.5, 1e300, -0.0001, NAN, INFINITY, -INFINITY };
    const Definition *d = measure_find(w->set, S("phq-9"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Answer a[10] = { 0 };
        a[0] = ANSWER(bad[i]);
        Scores s = { .scale_count = 77 };
        err_clear(&w->cx);
        assert_err(measure_score(&w->cx, w->arena, d, a, 10, &s), ERR_INVALID);
        assert_int_equal(s.scale_count, 77);
        assert_true(str_contains(str_from_c(w->cx.err_text), S("phq1")));
    }
    Answer a[10] = { 0 };
    Scores s;
    assert_err(measure_score(&w->cx, w->arena, d, a, 9, &s), ERR_INVALID);
    assert_err(measure_score(&w->cx, w->arena, d, a, 0, &s), ERR_INVALID);
    a[0] = (Answer){ ANSWER_SKIPPED, 99 }; /* a value that was not given does not count */
    assert_ok(measure_score(&w->cx, w->arena, d, a, 10, &s));
}

static void test_score__nothing_answered_gives_no_score(void **state)
{
    World *w = *state;
    Answer none[10] = { 0 };
    Scores s = score_of(w, S("phq-9"), none, 10);
    assert_true(!s.scales[0].scored && s.scales[0].n_missing == 9 && s.scales[0].raw == 0);
}

static void test_score__alliance_pairs_and_total(void **state)
{
    World *w = *state;
    Answer a[9] = { ANSWER(5), ANSWER(4), ANSWER(2), ANSWER(3), ANSWER(1), ANSWER(2), ANSWER(1) };
    a[8] = ANSWER(1);
    Scores s = score_of(w, S("tandem-alliance-client"), a, 9);
    assert_near(scores_scale(&s, S("bond"))->score, 4.5);
    assert_near(scores_scale(&s, S("goals"))->score, 2.5);
    assert_near(scores_scale(&s, S("tasks"))->score, 1.5);
    assert_near(scores_scale(&s, S("total"))->score, 17.0 / 6);
    assert_int_equal(scores_flag(&s, FLAG_FELT_OFF)->state, FLAG_RAISED);
    a[6] = ANSWER(0);
    s = score_of(w, S("tandem-alliance-client"), a, 9);
    assert_int_equal(scores_flag(&s, FLAG_FELT_OFF)->state, FLAG_CLEAR);
    a[0] = NO_ANSWER; /* one of two: the pair still has a mean */
    s = score_of(w, S("tandem-alliance-client"), a, 9);
    assert_near(scores_scale(&s, S("bond"))->score, 4);
    assert_near(scores_scale(&s, S("total"))->score, 12.0 / 5);
    a[2] = NO_ANSWER; /* four of six: no total */
    s = score_of(w, S("tandem-alliance-client"), a, 9);
    assert_true(scores_scale(&s, S("goals"))->scored && !scores_scale(&s, S("total"))->scored);
    a[1] = NO_ANSWER;
    s = score_of(w, S("tandem-alliance-client"), a, 9);
    assert_false(scores_scale(&s, S("bond"))->scored);
    assert_null(scores_scale(&s, S("love")));
}

static void test_score__life_is_a_mean_out_of_ten(void **state)
{
    World *w = *state;
    Answer a[4] = { ANSWER(4), ANSWER(6), ANSWER(5), ANSWER(6) };
    Scores s = score_of(w, S("tandem-life"), a, 4);
    assert_near(s.scales[0].score, 5.25);
    assert_text(score_text(w->arena, s.scales[0].scale, 5.24), "5.2");
    a[0] = NO_ANSWER; /* 3 of 4 is enough to talk */
    assert_near(score_of(w, S("tandem-life"), a, 4).scales[0].score, 17.0 / 3);
    a[1] = NO_ANSWER;
    assert_false(score_of(w, S("tandem-life"), a, 4).scales[0].scored);
    a[1] = ANSWER(11);
    assert_err(measure_score(&w->cx, w->arena, measure_find(w->set, S("tandem-life")), a, 4, &s),
               ERR_INVALID);
}

static void test_score__goals_take_as_many_answers_as_there_are_goals(void **state)
{
    World *w = *state;
    Answer a[3] = { ANSWER(2), ANSWER(7), NO_ANSWER };
    Scores s = score_of(w, S("tandem-goals"), a, 3);
    assert_true(s.scales[0].scored && s.scales[0].n_missing == 1);
    assert_near(s.scales[0].score, 4.5);
    s = score_of(w, S("tandem-goals"), a, 1);
    assert_near(s.scales[0].score, 2);
    s = score_of(w, S("tandem-goals"), a, 0);
    assert_false(s.scales[0].scored);
}

static void test_score__full_arena_is_a_limit(void **state)
{
    World *w = *state;
    Answer a[10] = { 0 };
    Arena *small = arena_open(64);
    Scores s;
    err_clear(&w->cx);
    assert_err(measure_score(&w->cx, small, measure_find(w->set, S("phq-9")), a, 10, &s),
               ERR_LIMIT);
    arena_close(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_score__T26_proration_of_ten_items),
        cmocka_unit_test(test_score__T30_who5_is_raw_times_four),
        cmocka_unit_test(test_score__reversed_items_count_from_the_other_end),
        cmocka_unit_test(test_score__phq9_proration_is_right_for_every_pattern),
        cmocka_unit_test(test_score__phq9_item_ten_is_not_scored),
        cmocka_unit_test(test_score__skipped_risk_item_is_neither_zero_nor_prorated),
        cmocka_unit_test(test_score__risk_answer_is_raised_from_one_and_relayed_as_given),
        cmocka_unit_test(test_score__out_of_range_is_refused_and_nothing_is_scored),
        cmocka_unit_test(test_score__nothing_answered_gives_no_score),
        cmocka_unit_test(test_score__alliance_pairs_and_total),
        cmocka_unit_test(test_score__life_is_a_mean_out_of_ten),
        cmocka_unit_test(test_score__goals_take_as_many_answers_as_there_are_goals),
        cmocka_unit_test(test_score__full_arena_is_a_limit),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
