/* Charts: control limits, and the alliance rules that speak from the second session. */
#include "measure_test.h"
#include "measure/chart.h"

enum { N = 14 };
static const double demo[N] = {
    4.2, 4.3, 4.1, 4.4, 4.2, 4.3, 4.4, 4.3, 3.1, 3.6, 4.2, 4.4, 4.5, 4.4
};

static const MeasureScale *alliance(World *w, const char *scale)
{
    return measure_scale(measure_find(w->set, S("tandem-alliance-client")), str_from_c(scale));
}

static void expect_low(const ControlPoint *points, size_t first, size_t last)
{
    for (size_t i = 0; i < N; i++) {
        ChartSignal want = i + 1 >= first && i + 1 <= last ? CHART_LOW : CHART_NONE;
        if (points[i].side != want) test_fails("session %zu: %d", i + 1, (int)points[i].side);
    }
}

static ChartLimits demo_limits(World *w)
{
    ChartLimits l;
    assert_ok(chart_limits(&w->cx, demo, N, 8, 0, &l));
    return l;
}

static void test_chart__T19_xmr(void **state)
{
    World *w = *state;
    ChartLimits l = demo_limits(w);
    ControlPoint p[N];
    assert_near(l.centre, 4.275);
    assert_near(l.sigma_own, .1393110436);
    assert_near(l.lower, 3.857066869);
    assert_near(l.upper, 4.692933131);
    chart_xmr(&l, demo, N, p);
    expect_low(p, 9, 10);
}

static void test_chart__T19_ewma(void **state)
{
    World *w = *state;
    ChartLimits l = demo_limits(w);
    ControlPoint p[N];
    chart_ewma(&l, .2, 3, demo, N, p);
    assert_near(p[8].statistic, 4.053964954);
    assert_near(p[8].lower, 4.136949461);
    expect_low(p, 9, 12);
}

static void test_chart__T19_cusum(void **state)
{
    World *w = *state;
    ChartLimits l = demo_limits(w);
    ControlPoint p[N];
    chart_cusum(&l, .5, 5, demo, N, p);
    assert_near(p[8].c_minus / l.sigma, 7.934364);
    expect_low(p, 9, 14);
}

static void test_chart__T17_montgomery_without_screening(void **state)
{
    World *w = *state;
    static const double cost[20] = { 310, 288, 297, 298, 307, 303, 294, 297, 308, 306,
                                     294, 299, 297, 299, 314, 295, 293, 306, 301, 304 };
    ChartLimits l;
    assert_ok(chart_limits(&w->cx, cost, 20, 20, 0, &l));
    assert_near(l.centre, 300.5);
    assert_near(l.moving_range, 7.78947368421);
    assert_within(l.lower, 279.7833, 5e-5);
    assert_within(l.upper, 321.2167, 5e-5);
    assert_within(l.range_limit, 25.44821, 5e-6);
}

static void test_chart__floor_keeps_a_ceiling_series_quiet(void **state)
{
    World *w = *state;
    const MeasureScale *s = alliance(w, "total");
    const double steady[] = { 4.8, 4.8, 4.8, 4.8, 4.8, 4.8, 4.6 };
    ChartLimits l;
    assert_int_equal(chart_latest(s, steady, 7, &l), CHART_NONE);
    assert_near(l.sigma_own, 0);
    assert_near(l.sigma, .333333);
    const double fallen[] = { 4.8, 4.8, 4.8, 4.8, 4.8, 4.8, 3.6 };
    assert_int_equal(chart_latest(s, fallen, 7, NULL), CHART_LOW);
    const double risen[] = { 2, 2, 2, 2, 2, 2, 5 };
    assert_int_equal(chart_latest(s, risen, 7, NULL), CHART_NONE);
}

static void test_chart__no_side_is_taken_before_six_earlier_points(void **state)
{
    World *w = *state;
    const double v[] = { 4.8, 4.8, 4.8, 4.8, 4.8, 1.0 };
    assert_int_equal(chart_latest(alliance(w, "total"), v, 6, NULL), CHART_NONE);
    assert_int_equal(chart_latest(alliance(w, "total"), v, 0, NULL), CHART_NONE);
    const double phq[] = { 5, 5, 5, 5, 5, 5, 27 };
    const MeasureScale *no_floor = measure_main_scale(measure_find(w->set, S("phq-9")));
    assert_int_equal(chart_latest(no_floor, phq, 7, NULL), CHART_NONE);
}

static void test_chart__bad_series_are_refused(void **state)
{
    World *w = *state;
    const double bad[] = { 1, NAN, 2 }, fine[] = { 1, 2, 3 };
    ChartLimits l = { .baseline = 77 };
    assert_err(chart_limits(&w->cx, fine, 3, 1, 0, &l), ERR_INVALID);
    assert_err(chart_limits(&w->cx, fine, 3, 4, 0, &l), ERR_INVALID);
    assert_err(chart_limits(&w->cx, fine, 0, 0, 0, &l), ERR_INVALID);
    assert_err(chart_limits(&w->cx, bad, 3, 3, 0, &l), ERR_INVALID);
    assert_err(chart_limits(&w->cx, fine, 3, 3, -1, &l), ERR_INVALID);
    assert_err(chart_limits(&w->cx, fine, 3, 3, NAN, &l), ERR_INVALID);
    assert_int_equal(l.baseline, 77);
}

static void test_chart__limits_move_with_the_scale(void **state)
{
    World *w = *state;
    ChartLimits plain = demo_limits(w), moved;
    double values[N];
    for (size_t i = 0; i < N; i++) values[i] = 10 * demo[i] - 3;
    assert_ok(chart_limits(&w->cx, values, N, 8, 0, &moved));
    assert_near(moved.lower, 10 * plain.lower - 3);
    assert_near(moved.upper, 10 * plain.upper - 3);
}

static void test_alliance_drop__speaks_from_the_second_session(void **state)
{
    World *w = *state;
    const MeasureScale *s = alliance(w, "total");
    const double v[] = { 4.3, 3.3, 4.0 };
    assert_false(alliance_drop(s, v, 0).known);
    assert_false(alliance_drop(s, v, 1).known);
    AllianceDrop d = alliance_drop(s, v, 2); /* 4.3 - 3.3 is a hair under 1 in binary */
    assert_true(d.known && d.dropped);
    assert_near(d.mean_before, 4.3);
    assert_near(d.fall, 1);
    assert_near(d.needed, 1);
    d = alliance_drop(s, v, 3);
    assert_true(d.known && !d.dropped);
    assert_near(d.mean_before, 3.8);
}

static void test_alliance_drop__just_under_a_point_is_quiet(void **state)
{
    World *w = *state;
    const double v[] = { 4.0, 4.0, 3.001 };
    assert_false(alliance_drop(alliance(w, "bond"), v, 3).dropped);
    const double up[] = { 2.0, 5.0 };
    assert_false(alliance_drop(alliance(w, "bond"), up, 2).dropped);
}

static void test_alliance_drop__restless_series_needs_more(void **state)
{
    World *w = *state;
    const MeasureScale *s = alliance(w, "total");
    const double v[] = { 3.0, 4.2, 2.8, 4.0, 3.1, 4.3, 2.4 };
    AllianceDrop d = alliance_drop(s, v, 7); /* six earlier: own spread counts */
    assert_true(d.known && !d.dropped && d.needed > 3);
    d = alliance_drop(s, v + 1, 6); /* five earlier: the floor alone */
    assert_near(d.needed, 1);
    assert_true(d.dropped);
}

static void test_alliance_drop__no_rule_no_drop(void **state)
{
    World *w = *state;
    const double v[] = { 20, 1 }, odd[] = { 4, NAN };
    assert_false(alliance_drop(measure_main_scale(measure_find(w->set, S("phq-9"))), v, 2).known);
    assert_false(alliance_drop(alliance(w, "total"), odd, 2).known);
}

static void test_alliance_divergence__warm_but_not_agreed_for_two_sessions(void **state)
{
    World *w = *state;
    const Definition *d = measure_find(w->set, S("tandem-alliance-client"));
    AllianceSession v[] = { { 4.5, 4.0, 4.0 }, { 4.5, 3.5, 3.0 }, { 4.5, 3.0, 3.5 } };
    AllianceDivergence a = alliance_divergence(d, v, 2);
    assert_true(a.known && !a.apart); /* one session is not enough */
    a = alliance_divergence(d, v, 3);
    assert_true(a.apart);
    assert_near(a.difference, 1.25);
    v[2].bond = 4.0;
    assert_false(alliance_divergence(d, v, 3).apart);
    AllianceSession cool[] = { { 3, 1, 1 }, { 3, 1, 1 } };
    assert_false(alliance_divergence(d, cool, 2).apart);
    assert_false(alliance_divergence(d, v, 1).known);
    assert_false(alliance_divergence(measure_find(w->set, S("phq-9")), v, 3).known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chart__T19_xmr),
        cmocka_unit_test(test_chart__T19_ewma),
        cmocka_unit_test(test_chart__T19_cusum),
        cmocka_unit_test(test_chart__T17_montgomery_without_screening),
        cmocka_unit_test(test_chart__floor_keeps_a_ceiling_series_quiet),
        cmocka_unit_test(test_chart__no_side_is_taken_before_six_earlier_points),
        cmocka_unit_test(test_chart__bad_series_are_refused),
        cmocka_unit_test(test_chart__limits_move_with_the_scale),
        cmocka_unit_test(test_alliance_drop__speaks_from_the_second_session),
        cmocka_unit_test(test_alliance_drop__just_under_a_point_is_quiet),
        cmocka_unit_test(test_alliance_drop__restless_series_needs_more),
        cmocka_unit_test(test_alliance_drop__no_rule_no_drop),
        cmocka_unit_test(test_alliance_divergence__warm_but_not_agreed_for_two_sessions),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
