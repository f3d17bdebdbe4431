/* Charts: control limits, and the alliance rules that speak from the second session. */
#include "measure_test.h"
#include "measure/chart.h"
#include "measure_data.h"
#include "series_test.h"

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
    assert_near(p[8].c_minus, 7.934364);
    assert_near(p[8].statistic, 7.934364);
    assert_near(p[8].upper, 5);
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

/* All 40 weeks of the same example, limits frozen at week 20. */
static void test_chart__T17_montgomery_signals_at_weeks_39_and_40(void **state)
{
    World *w = *state;
    double cost[40];
    ControlPoint p[40];
    Csv csv = csv_open(data_text(w, "mortgage_cost.csv"));
    CsvRow row;
    bool more = false;
    assert_ok(csv_next(&w->cx, &csv, &row, &more));
    for (size_t i = 0; i < 40; i++) {
        assert_ok(csv_next(&w->cx, &csv, &row, &more));
        assert_true(more && str_to_double(row.field[1], &cost[i]));
    }
    ChartSpec spec = CHART_SPEC(CHART_XMR);
    spec.baseline = 20;
    assert_ok(chart_run(&w->cx, &spec, cost, 40, p, NULL));
    for (size_t i = 0; i < 40; i++)
        assert_int_equal(p[i].side, i >= 38 ? CHART_HIGH : CHART_NONE);
    assert_within(p[0].upper, 321.2167, 5e-5);
}

static void test_chart__centre_and_sigma_given_from_outside(void **state)
{
    World *w = *state;
    ChartSpec spec = CHART_SPEC(CHART_XMR);
    ControlPoint p[2];
    ChartLimits l;
    spec.centre = 4;
    spec.sigma = .5;
    assert_ok(chart_run(&w->cx, &spec, (double[]){ 2.4 }, 1, p, &l));
    assert_near(l.lower, 2.5);
    assert_int_equal(p[0].side, CHART_LOW);
    spec.floor = 1;
    assert_ok(chart_run(&w->cx, &spec, (double[]){ 2.4 }, 1, p, &l));
    assert_near(l.lower, 1);
    spec.centre = NAN;
    assert_ok(chart_run(&w->cx, &spec, (double[]){ 5, 1 }, 2, p, &l));
    assert_near(l.centre, 3);
    assert_ok(chart_run(&w->cx, &spec, (double[]){ 5 }, 1, p, &l));
    assert_near(l.centre, 5);
}

static void test_chart__one_point_without_sigma_and_odd_specifications_are_refused(void **state)
{
    World *w = *state;
    const double v[] = { 1, 2, 1, 2 };
    ControlPoint p[4];
    for (int kind = 0; kind < CHART_KIND_COUNT; kind++) {
        ChartSpec good = CHART_SPEC((ChartKind)kind), bad = good;
        assert_ok(chart_run(&w->cx, &good, v, 0, p, NULL));
        assert_ok(chart_run(&w->cx, &good, v, 4, p, NULL));
        assert_err(chart_run(&w->cx, &good, v, 1, p, NULL), ERR_INVALID);
        bad.baseline = 5;
        assert_err(chart_run(&w->cx, &bad, v, 4, p, NULL), ERR_INVALID);
        bad = good, bad.sigma = -1;
        assert_err(chart_run(&w->cx, &bad, v, 4, p, NULL), ERR_INVALID);
        bad = good, bad.floor = INFINITY;
        assert_err(chart_run(&w->cx, &bad, v, 4, p, NULL), ERR_INVALID);
        assert_err(chart_run(&w->cx, &good, (double[]){ 1, 1e200 }, 2, p, NULL), ERR_INVALID);
    }
    ChartSpec ewma = CHART_SPEC(CHART_EWMA), cusum = CHART_SPEC(CHART_CUSUM);
    ewma.lambda = 0;
    assert_err(chart_run(&w->cx, &ewma, v, 4, p, NULL), ERR_INVALID);
    cusum.h = 0;
    assert_err(chart_run(&w->cx, &cusum, v, 4, p, NULL), ERR_INVALID);
}

static void test_chart__constant_series_are_quiet_until_something_changes(void **state)
{
    World *w = *state;
    const double v[] = { 4.3, 4.3, 4.3, 4.3, 4.3, 4.3, 4.3, 4.2 };
    ControlPoint p[8];
    for (int kind = 0; kind < CHART_KIND_COUNT; kind++) {
        ChartSpec spec = CHART_SPEC((ChartKind)kind);
        spec.baseline = 7;
        assert_ok(chart_run(&w->cx, &spec, v, 8, p, NULL));
        for (size_t i = 0; i < 7; i++) assert_int_equal(p[i].side, CHART_NONE);
        assert_int_equal(p[7].side, CHART_LOW);
    }
}

static void test_chart__another_unit_or_direction_finds_the_same_points(void **state)
{
    World *w = *state;
    Chance c = { 31 };
    size_t found = 0;
    for (int round = 0; round < 600; round++) {
        ChartSpec spec = CHART_SPEC((ChartKind)(round % CHART_KIND_COUNT));
        double v[N], moved[N], mirrored[N];
        ControlPoint a[N], b[N], m[N];
        chance_scores(&c, v, N, 30);
        for (size_t i = 0; i < N; i++) moved[i] = .3 * v[i] + 7, mirrored[i] = -v[i];
        spec.baseline = 4;
        assert_ok(chart_run(&w->cx, &spec, v, N, a, NULL));
        assert_ok(chart_run(&w->cx, &spec, moved, N, b, NULL));
        assert_ok(chart_run(&w->cx, &spec, mirrored, N, m, NULL));
        for (size_t i = 0; i < N; i++) {
            assert_int_equal(a[i].side, b[i].side);
            assert_near(a[i].lower, spec.kind == CHART_CUSUM ? b[i].lower : (b[i].lower - 7) / .3);
            assert_near(a[i].c_plus, m[i].c_minus);
            found += a[i].side != CHART_NONE;
            if (a[i].c_plus > spec.h && a[i].c_minus > spec.h) continue; /* low is said first */
            assert_true((a[i].side == CHART_LOW) == (m[i].side == CHART_HIGH));
        }
    }
    assert_true(found > 100);
}

static void test_chart__slow_withdrawal_is_seen_by_ewma_and_cusum_alone(void **state)
{
    World *w = *state;
    const MeasureScale *s = alliance(w, "total");
    const double v[] = { 4.3, 4.2, 4.4, 4.3, 4.2, 4.4, 4.0, 3.8, 3.7, 3.7, 3.6, 3.6, 3.5, 3.5 };
    ControlPoint p = { .centre = 77 };
    assert_int_equal(chart_watch(CHART_XMR, s, v, 14, NULL), CHART_NONE);
    assert_int_equal(chart_watch(CHART_EWMA, s, v, 14, &p), CHART_LOW);
    assert_near(p.centre, 4.3);
    assert_int_equal(chart_watch(CHART_CUSUM, s, v, 14, &p), CHART_LOW);
    assert_true(p.c_minus > 5);
    p.centre = 77;
    assert_int_equal(chart_watch(CHART_CUSUM, s, v, 6, &p), CHART_NONE);
    assert_near(p.centre, 77); /* six points needed before the latest */
}

static void test_chart__names_round_trip(void **state)
{
    (void)state;
    ChartKind kind = CHART_CUSUM;
    for (int i = 0; i < CHART_KIND_COUNT; i++) {
        assert_true(chart_kind_parse(chart_kind_word((ChartKind)i), &kind));
        assert_int_equal(kind, i);
    }
    assert_false(chart_kind_parse(S("pie"), &kind));
    assert_text(chart_signal_word(CHART_LOW), "low");
    assert_text(alliance_reason_word(ALLIANCE_FELT_OFF), "felt-off");
}

static void test_alliance_reason__a_direct_answer_outranks_every_chart(void **state)
{
    (void)state;
    const FlagResult said = { .state = FLAG_RAISED }, no = { .state = FLAG_CLEAR };
    const AllianceDrop fall = { .known = true, .dropped = true }, none = { 0 };
    const AllianceDivergence apart = { .known = true, .apart = true }, near = { 0 };
    assert_int_equal(alliance_reason(&said, &fall, CHART_LOW, &apart), ALLIANCE_FELT_OFF);
    assert_int_equal(alliance_reason(&said, &none, CHART_NONE, &near), ALLIANCE_FELT_OFF);
    assert_int_equal(alliance_reason(&no, &fall, CHART_LOW, &apart), ALLIANCE_DROPPED);
    assert_int_equal(alliance_reason(NULL, &none, CHART_LOW, &apart), ALLIANCE_CHARTED);
    assert_int_equal(alliance_reason(NULL, &none, CHART_NONE, &apart), ALLIANCE_APART);
    assert_int_equal(alliance_reason(&no, &none, CHART_NONE, &near), ALLIANCE_NONE);
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
        cmocka_unit_test(test_chart__T17_montgomery_signals_at_weeks_39_and_40),
        cmocka_unit_test(test_chart__centre_and_sigma_given_from_outside),
        cmocka_unit_test(test_chart__one_point_without_sigma_and_odd_specifications_are_refused),
        cmocka_unit_test(test_chart__constant_series_are_quiet_until_something_changes),
        cmocka_unit_test(test_chart__another_unit_or_direction_finds_the_same_points),
        cmocka_unit_test(test_chart__slow_withdrawal_is_seen_by_ewma_and_cusum_alone),
        cmocka_unit_test(test_chart__names_round_trip),
        cmocka_unit_test(test_alliance_reason__a_direct_answer_outranks_every_chart),
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
