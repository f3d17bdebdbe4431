/* The eight methods of change: worked numbers, and what must hold for any numbers. */
#include "measure_test.h"
#include "measure/change.h"

enum { PEOPLE = 8 };
static const double pre_of[PEOPLE] = { 32.5, 41, 28, 36, 44, 39.5, 30, 47 };
static const double post_of[PEOPLE] = { 47.5, 40, 35, 52, 45, 38, 41, 50 };

static ChangeGroup group_of(const double *pre, const double *post, size_t count)
{
    ChangeSums sums = { 0 };
    for (size_t i = 0; i < count; i++) change_sums_add(&sums, pre[i], post[i]);
    return change_sums_group(&sums);
}

static ChangeRule rule_of(ChangeMethod method, ChangeGroup group)
{
    return (ChangeRule){ .method = method,
                         .direction = SCALE_HIGHER_IS_BETTER,
                         .reliability = .8,
                         .reliability_post = .7,
                         .critical = change_method_critical(method),
                         .percent = .25,
                         .mid = 5,
                         .group = group };
}

/* xorshift: the same numbers every time. */
static double chance(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

static void test_change__group_of_people_has_means_sds_and_correlation(void **state)
{
    (void)state;
    ChangeGroup g = group_of(pre_of, post_of, PEOPLE);
    assert_near(g.mean_pre, 37.25);
    assert_near(g.sd_pre, 6.782329983125268);
    assert_near(g.mean_post, 43.5625);
    assert_near(g.sd_post, 6.020426539231727);
    assert_near(g.correlation, 0.40277770761449433);
    ChangeSums sums = { 0 };
    assert_false(change_sums_add(&sums, NAN, 3));
    assert_false(change_sums_add(&sums, 3, INFINITY));
    assert_int_equal(sums.count, 0);
    assert_true(isnan(change_sums_group(&sums).mean_pre));
    assert_true(change_sums_add(&sums, 1, 2));
    assert_true(isnan(change_sums_group(&sums).sd_pre) && isnan(change_sums_group(&sums).correlation));
}

/* Numbers from the formulas of docs/measures/change.md, worked out by another program. */
static void test_change__every_method_gives_the_worked_numbers(void **state)
{
    World *w = *state;
    static const double want[][3] = {
        [CHANGE_METHOD_JT] = { 3.496893030901177, 3.7300192329612556, 0.6993786061802354 },
        [CHANGE_METHOD_GLN] = { 3.4525991399605087, 3.8703513490660506, 1.2163961382779014 },
        [CHANGE_METHOD_HLL] = { 1.9013868929141948, 2.3191391020197365, -0.3348161087684125 },
        [CHANGE_METHOD_EN] = { 4.632147825605403, 5.192621227991824, 1.6319666716545742 },
        [CHANGE_METHOD_NK] = { 3.166471065481747, 3.549602795824735, 1.115589450116346 },
        [CHANGE_METHOD_HA] = { 3.462135589251098, 3.6467581808996274, 1.2466644894687375 },
        [CHANGE_METHOD_PERCENT] = { 15 / 32.5, 16 / 36.0, 3 / 47.0 },
        [CHANGE_METHOD_MID] = { 15, 16, 3 },
    };
    static const size_t who[] = { 0, 3, 7 };
    for (int m = 0; m < CHANGE_METHOD_COUNT; m++) {
        ChangeRule rule = rule_of((ChangeMethod)m, group_of(pre_of, post_of, PEOPLE));
        assert_ok(change_rule_ready(&w->cx, &rule));
        for (int i = 0; i < 3; i++) {
            Change c = change_by_rule(&rule, pre_of[who[i]], post_of[who[i]]);
            assert_within(c.statistic, want[m][i], 1e-9);
            bool reliable = fabs(want[m][i]) > rule.critical;
            assert_int_equal(c.category, reliable ? CHANGE_IMPROVED : CHANGE_UNCHANGED);
        }
    }
}

static void test_change__T1_jacobson_truax_1991_by_rule(void **state)
{
    World *w = *state;
    ChangeRule rule = rule_of(CHANGE_METHOD_JT, (ChangeGroup){ .sd_pre = 7.5 });
    rule.critical = CHANGE_Z_95;
    rule.has_cutoff = true;
    rule.cutoff = cutoff_c(40, 7.5, 60, 7.5);
    assert_ok(change_rule_ready(&w->cx, &rule));
    Change c = change_by_rule(&rule, 32.5, 47.5);
    assert_near(c.statistic, 3.162278);
    assert_int_equal(c.category, CHANGE_IMPROVED);
    assert_int_equal(change_by_rule(&rule, 32.5, 50.5).category, CHANGE_RECOVERED);
    assert_int_equal(change_by_rule(&rule, 55, 45).category, CHANGE_HARMED);
    assert_int_equal(change_by_rule(&rule, 75, 60).category, CHANGE_DETERIORATED);
    Change below = change_by_rule(&rule, 55, 70);
    assert_true(below.started_below && below.category == CHANGE_IMPROVED);
}

static void test_change__T30_boundary_is_more_than_in_rc_and_at_least_in_mid_and_percent(void **state)
{
    World *w = *state;
    ChangeGroup group = { .sd_pre = 1 / sqrt(2) };
    ChangeRule jt = rule_of(CHANGE_METHOD_JT, group);
    jt.reliability = 0;
    jt.critical = 3; /* S_diff is 1 */
    assert_ok(change_rule_ready(&w->cx, &jt));
    assert_int_equal(change_by_rule(&jt, 10, 13).category, CHANGE_UNCHANGED);
    assert_int_equal(change_by_rule(&jt, 10, 7).category, CHANGE_UNCHANGED);
    assert_int_equal(change_by_rule(&jt, 10, 13.001).category, CHANGE_IMPROVED);
    ChangeRule mid = rule_of(CHANGE_METHOD_MID, group);
    assert_ok(change_rule_ready(&w->cx, &mid));
    assert_int_equal(change_by_rule(&mid, 10, 15).category, CHANGE_IMPROVED);
    assert_int_equal(change_by_rule(&mid, 10, 14.999).category, CHANGE_UNCHANGED);
    ChangeRule percent = rule_of(CHANGE_METHOD_PERCENT, group);
    assert_ok(change_rule_ready(&w->cx, &percent));
    assert_int_equal(change_by_rule(&percent, 20, 25).category, CHANGE_IMPROVED);
    assert_int_equal(change_by_rule(&percent, 20, 15).category, CHANGE_DETERIORATED);
    assert_int_equal(change_by_rule(&percent, 20, 24.999).category, CHANGE_UNCHANGED);
    /* A part of nothing, or of less than nothing, cannot be told. */
    assert_int_equal(change_by_rule(&percent, 0, 5).category, CHANGE_CANNOT_TELL);
    assert_int_equal(change_by_rule(&percent, -4, 5).category, CHANGE_CANNOT_TELL);
}

static void test_change__missing_infinite_and_huge_scores_cannot_be_told(void **state)
{
    World *w = *state;
    static const double bad[] = { NAN, INFINITY, -INFINITY };
    for (int m = 0; m < CHANGE_METHOD_COUNT; m++) {
        ChangeRule rule = rule_of((ChangeMethod)m, group_of(pre_of, post_of, PEOPLE));
        rule.has_cutoff = true;
        rule.cutoff = 40;
        assert_ok(change_rule_ready(&w->cx, &rule));
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(change_by_rule(&rule, bad[i], 3).category, CHANGE_CANNOT_TELL);
            assert_int_equal(change_by_rule(&rule, 3, bad[i]).category, CHANGE_CANNOT_TELL);
        }
        assert_false(change_by_rule(&rule, NAN, 3).started_below);
        assert_true(change_by_rule(&rule, 41, NAN).started_below);
        assert_int_equal(change_by_rule(&rule, 1e308, -1e308).category, CHANGE_CANNOT_TELL);
        assert_int_equal(change_by_rule(&rule, 1, 1e150).category, CHANGE_RECOVERED);
    }
}

static void test_change__groups_that_give_no_rule_are_refused(void **state)
{
    World *w = *state;
    static const double same[PEOPLE] = { 5, 5, 5, 5, 5, 5, 5, 5 };
    for (int m = CHANGE_METHOD_JT; m <= CHANGE_METHOD_HA; m++) {
        ChangeRule constant = rule_of((ChangeMethod)m, group_of(same, post_of, PEOPLE));
        ChangeRule one = rule_of((ChangeMethod)m, group_of(pre_of, post_of, 1));
        ChangeRule none = rule_of((ChangeMethod)m, group_of(pre_of, post_of, 0));
        ChangeRule perfect = rule_of((ChangeMethod)m, group_of(pre_of, post_of, PEOPLE));
        perfect.reliability = 1;
        ChangeRule unsure = rule_of((ChangeMethod)m, group_of(pre_of, post_of, PEOPLE));
        unsure.critical = NAN;
        ChangeRule *all[] = { &constant, &one, &none, &perfect, &unsure };
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            err_clear(&w->cx);
            assert_err(change_rule_ready(&w->cx, all[i]), ERR_INVALID);
        }
    }
    err_clear(&w->cx);
    ChangeRule ha = rule_of(CHANGE_METHOD_HA, group_of(pre_of, same, PEOPLE));
    assert_err(change_rule_ready(&w->cx, &ha), ERR_INVALID);
    err_clear(&w->cx);
    ChangeRule nk = rule_of(CHANGE_METHOD_NK, group_of(pre_of, post_of, PEOPLE));
    nk.reliability_post = 1;
    assert_err(change_rule_ready(&w->cx, &nk), ERR_INVALID);
    err_clear(&w->cx);
    ChangeRule mid = { .method = CHANGE_METHOD_MID, .mid = 0 };
    assert_err(change_rule_ready(&w->cx, &mid), ERR_INVALID);
    err_clear(&w->cx);
}

/* The same people on another ruler: what is found must not move. */
static void same_on_a_ruler(World *w, ChangeMethod m, double times, double plus, uint64_t seed)
{
    double pre[20], post[20], pre2[20], post2[20];
    for (int i = 0; i < 20; i++) {
        pre[i] = 20 + 20 * chance(&seed);
        post[i] = pre[i] + 16 * chance(&seed) - 6;
        pre2[i] = times * pre[i] + plus;
        post2[i] = times * post[i] + plus;
    }
    ChangeRule one = rule_of(m, group_of(pre, post, 20)), two = rule_of(m, group_of(pre2, post2, 20));
    one.direction = SCALE_LOWER_IS_BETTER;
    two.direction = times < 0 ? SCALE_HIGHER_IS_BETTER : SCALE_LOWER_IS_BETTER;
    one.has_cutoff = two.has_cutoff = true;
    one.cutoff = 31;
    two.cutoff = times * 31 + plus;
    two.mid = fabs(times) * one.mid;
    Err first = change_rule_ready(&w->cx, &one), second = change_rule_ready(&w->cx, &two);
    err_clear(&w->cx);
    assert_int_equal(first.kind, second.kind);
    for (int i = 0; first.kind == ERR_NONE && i < 20; i++) {
        Change a = change_by_rule(&one, pre[i], post[i]), b = change_by_rule(&two, pre2[i], post2[i]);
        assert_int_equal(a.category, b.category);
        assert_int_equal(a.started_below, b.started_below);
        double factor = m == CHANGE_METHOD_MID ? fabs(times) : times < 0 ? -1 : 1;
        assert_within(b.statistic, factor * a.statistic, 1e-8 * (1 + fabs(a.statistic)) * fabs(times) + 1e-8);
    }
}

static void test_change__affine_rulers_and_mirrors_find_the_same(void **state)
{
    World *w = *state;
    for (int m = 0; m < CHANGE_METHOD_COUNT; m++) {
        if (m == CHANGE_METHOD_PERCENT) continue; /* a part depends on where zero stands */
        for (uint64_t seed = 1; seed <= 200; seed++) {
            same_on_a_ruler(w, (ChangeMethod)m, 2.5, 7, seed);
            same_on_a_ruler(w, (ChangeMethod)m, -1, 100, seed);
            same_on_a_ruler(w, (ChangeMethod)m, -.125, 3, seed);
        }
    }
}

/* More improvement never gives a lesser category. */
static void test_change__categories_rise_with_the_score_after(void **state)
{
    World *w = *state;
    static const int rank[] = { [CHANGE_HARMED] = 0, [CHANGE_DETERIORATED] = 1,
                                [CHANGE_UNCHANGED] = 2, [CHANGE_IMPROVED] = 3,
                                [CHANGE_RECOVERED] = 4 };
    for (int m = 0; m < CHANGE_METHOD_COUNT; m++) {
        ChangeRule rule = rule_of((ChangeMethod)m, group_of(pre_of, post_of, PEOPLE));
        rule.has_cutoff = true;
        rule.cutoff = 40;
        assert_ok(change_rule_ready(&w->cx, &rule));
        for (double pre = 20; pre <= 60; pre += .5) {
            int before = -1;
            for (double post = -20; post <= 120; post += .25) {
                int now = rank[change_by_rule(&rule, pre, post).category];
                assert_true(now >= before);
                before = now;
            }
        }
    }
}

static void test_change__order_of_people_does_not_matter(void **state)
{
    (void)state;
    double pre[PEOPLE], post[PEOPLE];
    for (int i = 0; i < PEOPLE; i++) {
        pre[i] = pre_of[PEOPLE - 1 - i];
        post[i] = post_of[PEOPLE - 1 - i];
    }
    ChangeGroup a = group_of(pre_of, post_of, PEOPLE), b = group_of(pre, post, PEOPLE);
    assert_within(a.sd_pre, b.sd_pre, 1e-12);
    assert_within(a.correlation, b.correlation, 1e-12);
    /* Far from zero a naive sum of squares would lose the spread. */
    for (int i = 0; i < PEOPLE; i++) pre[i] += 1e9;
    assert_within(group_of(pre, post, PEOPLE).sd_pre, a.sd_pre, 1e-6);
}

static void test_change__words_of_methods_are_read_back(void **state)
{
    (void)state;
    ChangeMethod method = CHANGE_METHOD_MID;
    for (int m = 0; m < CHANGE_METHOD_COUNT; m++) {
        assert_true(change_method_parse(change_method_word((ChangeMethod)m), &method));
        assert_int_equal(method, m);
    }
    assert_false(change_method_parse(S("JT"), &method));
    assert_false(change_method_parse(S(""), &method));
    assert_int_equal(method, CHANGE_METHOD_MID);
    assert_near(change_method_critical(CHANGE_METHOD_HA), 1.644853627);
    assert_near(change_method_critical(CHANGE_METHOD_EN), 1.959963985);
    assert_near(cutoff_true_sd(10, .81), 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_change__group_of_people_has_means_sds_and_correlation),
        cmocka_unit_test(test_change__every_method_gives_the_worked_numbers),
        cmocka_unit_test(test_change__T1_jacobson_truax_1991_by_rule),
        cmocka_unit_test(test_change__T30_boundary_is_more_than_in_rc_and_at_least_in_mid_and_percent),
        cmocka_unit_test(test_change__missing_infinite_and_huge_scores_cannot_be_told),
        cmocka_unit_test(test_change__groups_that_give_no_rule_are_refused),
        cmocka_unit_test(test_change__affine_rulers_and_mirrors_find_the_same),
        cmocka_unit_test(test_change__categories_rise_with_the_score_after),
        cmocka_unit_test(test_change__order_of_people_does_not_matter),
        cmocka_unit_test(test_change__words_of_methods_are_read_back),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
