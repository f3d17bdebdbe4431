/* Change: Jacobson and Truax, fixed values, NHS Talking Therapies, goals. */
#include "measure_test.h"
#include "measure/change.h"

static const JtNorm paper = { .sd = 7.5,
                              .reliability = .80,
                              .critical = CHANGE_Z_95,
                              .direction = SCALE_HIGHER_IS_BETTER,
                              .has_cutoff = true,
                              .cutoff = 50 };

static Change jt(World *w, JtNorm norm, double pre, double post)
{
    Change c;
    assert_ok(change_jt(&w->cx, &norm, pre, post, &c));
    return c;
}

static const MeasureScale *total(World *w, const char *id)
{
    return measure_main_scale(measure_find(w->set, str_from_c(id)));
}

static void test_change__T1_jacobson_truax_1991_example(void **state)
{
    World *w = *state;
    assert_near(change_standard_error(7.5, .80), 3.354102);
    assert_near(change_standard_difference(7.5, .80), 4.743416);
    Change c = jt(w, paper, 32.5, 47.5);
    assert_near(c.statistic, 3.162278);
    assert_near(cutoff_a(SCALE_HIGHER_IS_BETTER, 40, 7.5), 55);
    assert_near(cutoff_b(SCALE_HIGHER_IS_BETTER, 60, 7.5), 45);
    assert_near(cutoff_c(40, 7.5, 60, 7.5), 50);
    assert_int_equal(c.category, CHANGE_IMPROVED); /* below c: not recovered */
    assert_true(c.case_before && c.case_after && !c.started_below);
    assert_int_equal(jt(w, paper, 32.5, 50.5).category, CHANGE_RECOVERED);
}

static void test_change__T2_reliable_value(void **state)
{
    (void)state;
    assert_within(change_reliable_value(7.5, .8, CHANGE_Z_95_EXACT), 9.296925484568419, 1e-12);
}

static void test_change__T3_reliable_value_with_1_96(void **state)
{
    (void)state;
    assert_near(change_standard_error(10.5, .961), 2.073584);
    assert_near(change_standard_difference(10.5, .961), 2.932490);
    assert_near(change_reliable_value(10.5, .961, CHANGE_Z_95), 5.747681);
    assert_near(change_reliable_value(10.5, .931, CHANGE_Z_95), 7.645131);
    assert_near(change_standard_error(6.396073, .931), 1.680111);
    assert_near(change_standard_difference(6.396073, .931), 2.376036);
    assert_near(change_reliable_value(6.396073, .931, CHANGE_Z_95), 4.657030);
}

static void test_change__T25_core10_from_published_norms(void **state)
{
    (void)state;
    assert_within(cutoff_c(19.7, 7.7, 4.7, 4.8), 10.46, .005);
    assert_within(change_reliable_value(7.7, .90, CHANGE_Z_95_EXACT), 6.749, .0005);
    assert_within(change_reliable_value(7.7, .90, CHANGE_Z_90_EXACT), 5.664, .0005);
}

static void test_change__T28_nhs_talking_therapies(void **state)
{
    World *w = *state;
    static const struct {
        NhsScores s;
        NhsResult want;
    } cases[] = {
        { { 15, 9, 12, 7 }, { true, true, true, false, true } },
        { { 10, 9, 7, 6 }, { true, true, false, false, false } },
        { { 15, 9, 12, 8 }, { true, false, true, false, false } },
        { { 15, 8, 12, 16 }, { true, false, false, false, false } },
        { { 8, 14, 6, 6 }, { false, false, false, true, false } },
        { { 15, 10, 12, 8 }, { true, false, true, false, false } },
        { { 16, 10, 9, 9 }, { true, false, true, false, false } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        NhsResult r, want = cases[i].want;
        assert_ok(change_nhs_tt(&w->cx, total(w, "phq-9"), total(w, "gad-7"), cases[i].s, &r));
        bool same = r.case_at_start == want.case_at_start && r.recovered == want.recovered &&
                    r.reliable_improvement == want.reliable_improvement &&
                    r.reliable_deterioration == want.reliable_deterioration &&
                    r.reliable_recovery == want.reliable_recovery;
        if (!same) test_fails("case %zu", i + 1);
    }
    NhsResult r;
    assert_err(change_nhs_tt(&w->cx, total(w, "phq-9"), total(w, "tandem-life"), cases[0].s, &r),
               ERR_INVALID);
    NhsScores bad = { NAN, 1, 1, 1 };
    assert_err(change_nhs_tt(&w->cx, total(w, "phq-9"), total(w, "gad-7"), bad, &r), ERR_INVALID);
}

static void test_change__T30_exactly_critical_is_unchanged_in_jt_and_reliable_in_nhs_tt(
    void **state)
{
    World *w = *state;
    JtNorm n = paper;
    n.has_cutoff = false;
    double value = change_reliable_value(n.sd, n.reliability, n.critical);
    for (int pre = 0; pre < 60; pre++) {
        assert_int_equal(jt(w, n, pre, pre + value).category, CHANGE_UNCHANGED);
        assert_int_equal(jt(w, n, pre, pre - value).category, CHANGE_UNCHANGED);
        assert_int_equal(jt(w, n, pre, pre + value + 1e-6).category, CHANGE_IMPROVED);
        assert_int_equal(jt(w, n, pre, pre - value - 1e-6).category, CHANGE_DETERIORATED);
    }
    const MeasureScale *phq = total(w, "phq-9");
    assert_int_equal(change_fixed(phq, 26, 20).category, CHANGE_IMPROVED);
    assert_int_equal(change_fixed(phq, 26, 21).category, CHANGE_UNCHANGED);
    assert_int_equal(change_fixed(phq, 20, 26).category, CHANGE_DETERIORATED);
    assert_int_equal(change_fixed(total(w, "gad-7"), 14, 10).category, CHANGE_IMPROVED);
    assert_int_equal(change_fixed(total(w, "gad-7"), 14, 11).category, CHANGE_UNCHANGED);
}

/* Every pair of whole PHQ-9 scores, against the rules written out another way. */
static void test_change__phq9_category_is_right_for_every_pair(void **state)
{
    World *w = *state;
    for (int pre = 0; pre <= 27; pre++)
        for (int post = 0; post <= 27; post++) {
            Change c = change_fixed(total(w, "phq-9"), pre, post);
            ChangeCategory want = CHANGE_UNCHANGED;
            if (pre - post >= 6) want = pre >= 10 && post <= 9 ? CHANGE_RECOVERED : CHANGE_IMPROVED;
            if (post - pre >= 6)
                want = pre <= 9 && post >= 10 ? CHANGE_HARMED : CHANGE_DETERIORATED;
            assert_int_equal(c.category, want);
            assert_int_equal(c.started_below, pre < 10);
            assert_false(c.started_below && c.category == CHANGE_RECOVERED);
        }
}

static void test_change__mirrored_scale_gives_the_same_category(void **state)
{
    World *w = *state;
    JtNorm up = paper, down = paper;
    down.direction = SCALE_LOWER_IS_BETTER;
    down.cutoff = -paper.cutoff;
    for (int pre = 20; pre < 80; pre += 3)
        for (int post = 20; post < 80; post += 2)
            assert_int_equal(jt(w, up, pre, post).category, jt(w, down, -pre, -post).category);
}

static void test_change__no_published_value_means_cannot_tell(void **state)
{
    World *w = *state;
    Change c = change_fixed(total(w, "tandem-life"), 3, 9);
    assert_int_equal(c.category, CHANGE_CANNOT_TELL);
    assert_near(c.difference, 6);
    assert_int_equal(change_fixed(total(w, "phq-9"), NAN, 9).category, CHANGE_CANNOT_TELL);
    assert_text(change_category_word(CHANGE_CANNOT_TELL), "missing");
    assert_text(change_category_word(CHANGE_HARMED), "harmed");
}

static void test_change__scores_carry_proration_and_what_is_missing(void **state)
{
    World *w = *state;
    const MeasureScale *phq = total(w, "phq-9");
    ScaleScore pre = { .scale = phq, .scored = true, .score = 18 };
    ScaleScore post = { .scale = phq, .scored = true, .prorated = true, .score = 9 };
    Change c = change_scores(&pre, &post);
    assert_true(c.prorated && c.category == CHANGE_RECOVERED);
    post.scored = false;
    assert_int_equal(change_scores(&pre, &post).category, CHANGE_CANNOT_TELL);
    assert_int_equal(change_scores(&post, &pre).category, CHANGE_CANNOT_TELL);
}

static void test_change__norms_out_of_range_are_refused(void **state)
{
    World *w = *state;
    static const double bad_sd[] = { 0, -1, NAN, INFINITY };
    static const double bad_r[] = { -.01, 1, 1.5, NAN };
    Change c = { .pre = 77 };
    for (size_t i = 0; i < 4; i++) {
        JtNorm n = paper;
        n.sd = bad_sd[i];
        assert_err(change_jt(&w->cx, &n, 1, 2, &c), ERR_INVALID);
        n = paper;
        n.reliability = bad_r[i];
        assert_err(change_jt(&w->cx, &n, 1, 2, &c), ERR_INVALID);
        n = paper;
        n.critical = bad_sd[i];
        assert_err(change_jt(&w->cx, &n, 1, 2, &c), ERR_INVALID);
    }
    assert_err(change_jt(&w->cx, &paper, NAN, 2, &c), ERR_INVALID);
    assert_err(change_jt(&w->cx, &paper, 1, INFINITY, &c), ERR_INVALID);
    assert_near(c.pre, 77);
}

static void test_change__goals_are_averaged_each_from_its_own_start(void **state)
{
    World *w = *state;
    const MeasureScale *s = total(w, "tandem-goals");
    const GoalPair pairs[] = { { 1, 5 }, { 4, 4 }, { 3, 7 } };
    GoalChange g = change_goals(s, pairs, 3);
    assert_near(g.mean_change, 8.0 / 3);
    assert_int_equal(g.category, CHANGE_IMPROVED);
    assert_true(g.moved_up == 2 && g.moved_down == 0);
    const GoalPair back[] = { { 5, 1 }, { 6, 2 } };
    g = change_goals(s, back, 2);
    assert_true(g.category == CHANGE_DETERIORATED && g.moved_down == 2);
    const GoalPair edge[] = { { 0, 2.45 } };
    assert_int_equal(change_goals(s, edge, 1).category, CHANGE_UNCHANGED);
    assert_int_equal(change_goals(s, NULL, 0).category, CHANGE_CANNOT_TELL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_change__T1_jacobson_truax_1991_example),
        cmocka_unit_test(test_change__T2_reliable_value),
        cmocka_unit_test(test_change__T3_reliable_value_with_1_96),
        cmocka_unit_test(test_change__T25_core10_from_published_norms),
        cmocka_unit_test(test_change__T28_nhs_talking_therapies),
        cmocka_unit_test(
            test_change__T30_exactly_critical_is_unchanged_in_jt_and_reliable_in_nhs_tt),
        cmocka_unit_test(test_change__phq9_category_is_right_for_every_pair),
        cmocka_unit_test(test_change__mirrored_scale_gives_the_same_category),
        cmocka_unit_test(test_change__no_published_value_means_cannot_tell),
        cmocka_unit_test(test_change__scores_carry_proration_and_what_is_missing),
        cmocka_unit_test(test_change__norms_out_of_range_are_refused),
        cmocka_unit_test(test_change__goals_are_averaged_each_from_its_own_start),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
