/* Sudden gains: published examples, three answers, mirrors and moved scales. */
#include "measure/gains.h"
#include "measure/number.h"
#include "series_test.h"

enum { N = 12, ROUNDS = 2000 };

static void test_gain__T14_one_gap_meets_all_three(void **state)
{
    (void)state;
    GainRule rule = GAIN_RULE(7);
    GainGap g = gain_gap(&rule, (double[]){ 32, 31, 33 }, (double[]){ 5, 6, 7 });
    assert_true(g.size == THREE_YES && g.share == THREE_YES && g.spread == THREE_YES);
    assert_int_equal(g.status, THREE_YES);
    assert_within(g.critical_t, 2.776, 5e-4);
    assert_near(g.mean_before, 32);
    assert_near(g.mean_after, 6);
    assert_near(g.sd_before, 1);
    assert_near(g.sd_after, 1);
    assert_near(g.magnitude, 28);
}

static void test_gain__T14_criterion_three_with_two_scores_a_side(void **state)
{
    (void)state;
    GainRule rule = GAIN_RULE(7);
    rule.alpha = .01;
    GainGap g = gain_gap(&rule, (double[]){ NAN, 31, 33 }, (double[]){ 5, NAN, 7 });
    assert_int_equal(g.spread, THREE_YES);
    assert_within(g.critical_t, 9.925, 5e-4);
}

static void test_gain__T15_missing_scores_cannot_tell_and_a_constant_series_is_no(void **state)
{
    (void)state;
    GainRule rule = GAIN_RULE(7);
    GainGap g = gain_gap(&rule, (double[]){ 20, 20, 20 }, (double[]){ 10, NAN, NAN });
    assert_int_equal(g.spread, THREE_UNKNOWN);
    assert_int_equal(g.status, THREE_UNKNOWN);
    assert_true(isnan(g.critical_t));
    g = gain_gap(&rule, (double[]){ 20, 20, 20 }, (double[]){ 20, 20, 20 });
    assert_int_equal(g.spread, THREE_NO); /* 0 > 0 is false */
    assert_int_equal(g.status, THREE_NO);
}

static void test_gain__T16_a_loss_must_be_a_quarter_too(void **state)
{
    (void)state;
    GainRule rule = GAIN_RULE(7);
    rule.kind = GAIN_RISES;
    GainGap g = gain_gap(&rule, (double[]){ 38, 39, 40 }, (double[]){ 47, 48, 49 });
    assert_true(g.size == THREE_YES && g.spread == THREE_YES);
    assert_int_equal(g.share, THREE_NO); /* 7 of 40 is 17.5 % */
    assert_int_equal(g.status, THREE_NO);
    g = gain_gap(&rule, (double[]){ 26, 27, 28 }, (double[]){ 35, 36, 37 });
    assert_int_equal(g.status, THREE_YES); /* exactly a quarter, exactly the cut-off */
}

static void test_gain__a_known_no_needs_no_other_answer(void **state)
{
    (void)state;
    GainRule rule = GAIN_RULE(7);
    GainGap g = gain_gap(&rule, (double[]){ 20, 20, 20 }, (double[]){ 19, NAN, NAN });
    assert_int_equal(g.status, THREE_NO);
    g = gain_gap(&rule, (double[]){ 20, 20, NAN }, (double[]){ 5, 5, 5 });
    assert_true(g.status == THREE_UNKNOWN && g.spread == THREE_YES && isnan(g.magnitude));
}

static size_t find(World *w, GainRule rule, const double *v, size_t count, Gain *gains)
{
    assert_ok(gains_find(&w->cx, &rule, v, count, gains));
    return gains_count(count);
}

static void test_gains__one_entry_per_gap_from_two_to_n_less_two(void **state)
{
    World *w = *state;
    const double v[] = { 30, 31, 30, 12, 13, 12, 22, 12 };
    Gain g[8];
    assert_int_equal(find(w, GAIN_RULE(7), v, 8, g), 5);
    for (size_t i = 0; i < 5; i++) {
        assert_true(g[i].from == i + 2 && g[i].to == i + 3);
        assert_int_equal(g[i].gap.status, i == 1 ? THREE_YES : THREE_NO);
    }
    assert_near(g[1].gap.magnitude, 18);
    assert_int_equal(g[1].reversal, 7); /* 22 is above 12 + 9 */
}

static void test_gains__half_of_it_back_is_no_reversal_yet(void **state)
{
    World *w = *state;
    double v[] = { 30, 31, 30, 12, 13, 12, 21, NAN };
    Gain g[8];
    find(w, GAIN_RULE(7), v, 8, g);
    assert_int_equal(g[1].reversal, 0); /* exactly half */
    v[7] = 21.1;
    find(w, GAIN_RULE(7), v, 8, g);
    assert_int_equal(g[1].reversal, 8);
}

static void test_gains__short_series_have_no_gap(void **state)
{
    World *w = *state;
    const double v[] = { 30, 10, 10, 10 };
    Gain g[4];
    for (size_t n = 0; n < 4; n++) assert_int_equal(find(w, GAIN_RULE(7), v, n, g), 0);
    assert_int_equal(find(w, GAIN_RULE(7), v, 4, g), 1);
    assert_int_equal(g[0].from, 2);
}

static void test_gains__rules_and_scores_out_of_range_are_refused(void **state)
{
    World *w = *state;
    const double fine[] = { 1, 2, 3, 4 }, endless[] = { 1, 2, INFINITY, 4 },
                 huge[] = { 1, 2, 1e200, 4 };
    Gain g[1] = { { .from = 77 } };
    GainRule rule = GAIN_RULE(7);
    assert_err(gains_find(&w->cx, &rule, endless, 4, g), ERR_INVALID);
    assert_err(gains_find(&w->cx, &rule, huge, 4, g), ERR_INVALID);
    const double bad[] = { 0, -7, NAN, INFINITY };
    for (size_t i = 0; i < 4; i++) {
        rule = GAIN_RULE(bad[i]);
        assert_err(gains_find(&w->cx, &rule, fine, 4, g), ERR_INVALID);
    }
    rule = GAIN_RULE(7);
    rule.share = 1.5;
    assert_err(gains_find(&w->cx, &rule, fine, 4, g), ERR_INVALID);
    rule = GAIN_RULE(7);
    rule.alpha = 0;
    assert_err(gains_find(&w->cx, &rule, fine, 4, g), ERR_INVALID);
    assert_int_equal(g[0].from, 77);
}

static void same(const Gain *a, const Gain *b, size_t gaps)
{
    for (size_t i = 0; i < gaps; i++) {
        assert_int_equal(a[i].gap.status, b[i].gap.status);
        assert_int_equal(a[i].reversal, b[i].reversal);
    }
}

static void with_gaps(Chance *c, double *v)
{
    chance_scores(c, v, N, 40);
    for (size_t i = 0; i < N; i++)
        if (chance(c) < .1) v[i] = NAN;
}

static void test_gains__a_loss_is_the_mirror_of_a_gain(void **state)
{
    World *w = *state;
    Chance c = { 20240501 };
    size_t found = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double v[N], mirrored[N];
        Gain a[N], b[N];
        with_gaps(&c, v);
        for (size_t i = 0; i < N; i++) mirrored[i] = -v[i];
        GainRule falls = GAIN_RULE(5), rises = falls;
        rises.kind = GAIN_RISES;
        size_t gaps = find(w, falls, v, N, a);
        find(w, rises, mirrored, N, b);
        same(a, b, gaps);
        for (size_t i = 0; i < gaps; i++) found += a[i].gap.status == THREE_YES;
    }
    assert_true(found > 100); /* the property was not true of nothing */
}

static void test_gains__reflected_scores_say_the_same(void **state)
{
    World *w = *state;
    Chance c = { 7 };
    for (int round = 0; round < ROUNDS; round++) {
        double v[N], back[N];
        Gain a[N], b[N];
        with_gaps(&c, v);
        for (size_t i = 0; i < N; i++) back[i] = 40 - v[i];
        gains_reflect(0, 40, back, N);
        find(w, GAIN_RULE(5), v, N, a);
        find(w, GAIN_RULE(5), back, N, b);
        same(a, b, gains_count(N));
    }
}

/* The share of a score is no share of a moved one: without it, scale and zero do not count. */
static void test_gains__without_the_share_the_unit_does_not_matter(void **state)
{
    World *w = *state;
    Chance c = { 99 };
    for (int round = 0; round < ROUNDS; round++) {
        double v[N], moved[N];
        Gain a[N], b[N];
        with_gaps(&c, v);
        for (size_t i = 0; i < N; i++) moved[i] = 2.5 * v[i] - 11;
        GainRule rule = GAIN_RULE(5);
        rule.share = 0;
        find(w, rule, v, N, a);
        rule.cutoff = 12.5;
        find(w, rule, moved, N, b);
        same(a, b, gains_count(N));
    }
}

static void test_gains__a_missing_score_touches_only_the_gaps_near_it(void **state)
{
    World *w = *state;
    Chance c = { 4242 };
    for (int round = 0; round < ROUNDS; round++) {
        double v[N], holed[N];
        Gain full[N], part[N];
        chance_scores(&c, v, N, 40);
        for (size_t i = 0; i < N; i++) holed[i] = v[i];
        size_t hole = chance_below(&c, N);
        holed[hole] = NAN;
        find(w, GAIN_RULE(5), v, N, full);
        size_t gaps = find(w, GAIN_RULE(5), holed, N, part);
        for (size_t i = 0; i < gaps; i++) {
            bool at_the_gap = hole + 1 == part[i].from || hole + 1 == part[i].to;
            if (at_the_gap) assert_int_not_equal(part[i].gap.status, THREE_YES);
            bool far = hole + 1 + 2 < part[i].from || hole + 1 > part[i].to + 2;
            if (far) assert_int_equal(part[i].gap.status, full[i].gap.status);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gain__T14_one_gap_meets_all_three),
        cmocka_unit_test(test_gain__T14_criterion_three_with_two_scores_a_side),
        cmocka_unit_test(test_gain__T15_missing_scores_cannot_tell_and_a_constant_series_is_no),
        cmocka_unit_test(test_gain__T16_a_loss_must_be_a_quarter_too),
        cmocka_unit_test(test_gain__a_known_no_needs_no_other_answer),
        cmocka_unit_test(test_gains__one_entry_per_gap_from_two_to_n_less_two),
        cmocka_unit_test(test_gains__half_of_it_back_is_no_reversal_yet),
        cmocka_unit_test(test_gains__short_series_have_no_gap),
        cmocka_unit_test(test_gains__rules_and_scores_out_of_range_are_refused),
        cmocka_unit_test(test_gains__a_loss_is_the_mirror_of_a_gain),
        cmocka_unit_test(test_gains__reflected_scores_say_the_same),
        cmocka_unit_test(test_gains__without_the_share_the_unit_does_not_matter),
        cmocka_unit_test(test_gains__a_missing_score_touches_only_the_gaps_near_it),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
