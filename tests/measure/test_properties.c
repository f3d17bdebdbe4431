/* test_properties.c - what must hold for any numbers: another unit, the other direction,
 * another order, a better outcome, and numbers that are none.
 *
 * Random, and the same in every run.  Values stand on a grid of quarters and units change by
 * powers of two, so that no rounding stands between a property and its truth. */
#include "measure/change.h"
#include "measure/chart.h"
#include "measure/course.h"
#include "measure/gains.h"
#include "measure/rupture.h"
#include "series_test.h"

enum { TURNS = 4000, LONGEST = 30 };

static const double hostile[] = { NAN, INFINITY, -INFINITY, 1e300, -1e300 };
enum { HOSTILE = sizeof hostile / sizeof *hostile };

static double quarter(Chance *c, double low, double high)
{
    return low + (double)chance_below(c, (size_t)((high - low) * 4) + 1) / 4;
}

static size_t random_series(Chance *c, double *values, double low, double high)
{
    size_t count = chance_below(c, LONGEST + 1);
    for (size_t i = 0; i < count; i++) values[i] = quarter(c, low, high);
    return count;
}

/* --- score ---------------------------------------------------------------------- */
static ScaleScore total_of(World *w, const Definition *d, const Answer *answers)
{
    Arena *arena = arena_open((size_t)1 << 16);
    assert_non_null(arena);
    Scores scores;
    assert_ok(measure_score(&w->cx, arena, d, answers, d->item_count, &scores));
    ScaleScore total = *scores_scale(&scores, str_from_c("total"));
    arena_close(arena);
    return total;
}

/* Any answers to GAD-7: none of its items is a risk item or reversed. */
static size_t random_answers(Chance *c, const Definition *d, Answer *answers)
{
    size_t missing = 0;
    for (size_t i = 0; i < d->item_count; i++) {
        bool gap = chance(c) < .15;
        missing += gap;
        answers[i] = gap ? NO_ANSWER : ANSWER((double)chance_below(c, 4));
    }
    return missing;
}

static void test_property__score_does_not_depend_on_the_order_of_like_items(void **state)
{
    World *w = *state;
    const Definition *d = measure_find(w->set, str_from_c("gad-7"));
    Chance c = { 1 };
    for (int turn = 0; turn < TURNS; turn++) {
        Answer answers[16];
        random_answers(&c, d, answers);
        ScaleScore before = total_of(w, d, answers);
        size_t a = chance_below(&c, d->item_count), b = chance_below(&c, d->item_count);
        Answer kept = answers[a];
        answers[a] = answers[b];
        answers[b] = kept;
        ScaleScore after = total_of(w, d, answers);
        assert_int_equal(before.scored, after.scored);
        assert_within(after.score, before.score, 1e-12);
        assert_true(before.n_missing == after.n_missing);
    }
}

static void test_property__score_stays_in_its_range_and_rises_with_each_answer(void **state)
{
    World *w = *state;
    const Definition *d = measure_find(w->set, str_from_c("gad-7"));
    Chance c = { 2 };
    for (int turn = 0; turn < TURNS; turn++) {
        Answer answers[16];
        size_t missing = random_answers(&c, d, answers);
        ScaleScore before = total_of(w, d, answers);
        assert_int_equal(before.scored, missing <= 2);
        assert_int_equal(before.prorated, missing == 1 || missing == 2);
        assert_true(before.score >= 0 && before.score <= 21);
        size_t i = chance_below(&c, d->item_count);
        if (answers[i].state != ANSWER_GIVEN || answers[i].value >= 3) continue;
        answers[i].value += 1;
        if (before.scored) assert_true(total_of(w, d, answers).score > before.score);
    }
}

static void test_property__score_refuses_numbers_that_are_no_answer(void **state)
{
    World *w = *state;
    const Definition *d = measure_find(w->set, str_from_c("gad-7"));
    for (size_t bad = 0; bad < HOSTILE; bad++)
        for (size_t i = 0; i < d->item_count; i++) {
            Answer answers[16];
            for (size_t k = 0; k < d->item_count; k++) answers[k] = ANSWER(k == i ? hostile[bad] : 1);
            Scores untouched = { .scale_count = 77 };
            assert_err(measure_score(&w->cx, w->arena, d, answers, d->item_count, &untouched),
                       ERR_INVALID);
            assert_true(untouched.scale_count == 77);
        }
}

/* --- change --------------------------------------------------------------------------- */
typedef struct Pair {
    JtNorm norm;
    double pre, post;
} Pair;

static Pair random_pair(Chance *c)
{
    static const double reliabilities[] = { .5, .875, .68, .8, .9, 0 };
    Pair p = { .norm = { .sd = quarter(c, .25, 10), .critical = quarter(c, .25, 3),
                         .reliability = reliabilities[chance_below(c, 6)],
                         .direction = chance(c) < .5 ? SCALE_LOWER_IS_BETTER : SCALE_HIGHER_IS_BETTER,
                         .has_cutoff = chance(c) < .7, .cutoff = quarter(c, 0, 40) },
               .pre = quarter(c, 0, 40), .post = quarter(c, 0, 40) };
    if (chance(c) < .2) p.pre = p.norm.cutoff;
    if (chance(c) < .2) p.post = p.norm.cutoff;
    return p;
}

static Change change_of(World *w, Pair p)
{
    Change change;
    assert_ok(change_jt(&w->cx, &p.norm, p.pre, p.post, &change));
    return change;
}

static Pair pair_in_unit(Pair p, double factor, double plus)
{
    p.norm.sd *= fabs(factor);
    p.norm.cutoff = factor * p.norm.cutoff + plus;
    p.pre = factor * p.pre + plus;
    p.post = factor * p.post + plus;
    if (factor < 0)
        p.norm.direction = p.norm.direction == SCALE_LOWER_IS_BETTER ? SCALE_HIGHER_IS_BETTER
                                                                     : SCALE_LOWER_IS_BETTER;
    return p;
}

static void test_property__change_is_the_same_in_any_unit_and_in_the_mirror(void **state)
{
    static const double factors[] = { 1, 2, .25, 1024, -1, -4 };
    Chance c = { 3 };
    for (int turn = 0; turn < TURNS; turn++) {
        Pair p = random_pair(&c);
        double factor = factors[chance_below(&c, 6)];
        Change here = change_of(*state, p);
        Change there = change_of(*state, pair_in_unit(p, factor, quarter(&c, -50, 50)));
        assert_int_equal(here.category, there.category);
        assert_int_equal(here.started_below, there.started_below);
        assert_within(there.statistic, factor < 0 ? -here.statistic : here.statistic, 1e-9);
    }
}

static int rank(ChangeCategory category)
{
    switch (category) {
    case CHANGE_HARMED:
    case CHANGE_DETERIORATED: return -1;
    case CHANGE_IMPROVED:
    case CHANGE_RECOVERED: return 1;
    default: return 0;
    }
}

static void test_property__better_after_is_never_a_worse_category(void **state)
{
    Chance c = { 4 };
    for (int turn = 0; turn < TURNS; turn++) {
        Pair p = random_pair(&c), better = p;
        double more = quarter(&c, 0, 10);
        better.post += p.norm.direction == SCALE_HIGHER_IS_BETTER ? more : -more;
        ChangeCategory first = change_of(*state, p).category;
        ChangeCategory second = change_of(*state, better).category;
        assert_true(rank(second) >= rank(first));
        if (first == CHANGE_RECOVERED) assert_int_equal(second, CHANGE_RECOVERED);
        if (second == CHANGE_HARMED) assert_int_equal(first, CHANGE_HARMED);
    }
}

/* Before and after changed places: what was reliably better is reliably worse. */
static void test_property__backwards_is_the_opposite(void **state)
{
    Chance c = { 5 };
    for (int turn = 0; turn < TURNS; turn++) {
        Pair p = random_pair(&c), back = p;
        back.pre = p.post;
        back.post = p.pre;
        Change forth = change_of(*state, p), turned = change_of(*state, back);
        assert_int_equal(rank(forth.category), -rank(turned.category));
        assert_within(turned.statistic, -forth.statistic, 1e-12);
        assert_int_equal(forth.category == CHANGE_RECOVERED, turned.category == CHANGE_HARMED);
    }
}

static void test_property__change_refuses_numbers_that_are_none(void **state)
{
    World *w = *state;
    JtNorm norm = { .sd = 5, .reliability = .8, .critical = 1.96 };
    for (size_t bad = 0; bad < 3; bad++) {
        double odd = hostile[bad];
        Change untouched = { .pre = 77 };
        assert_err(change_jt(&w->cx, &norm, odd, 10, &untouched), ERR_INVALID);
        assert_err(change_jt(&w->cx, &norm, 10, odd, &untouched), ERR_INVALID);
        JtNorm no_norm = norm;
        no_norm.sd = odd;
        assert_err(change_jt(&w->cx, &no_norm, 10, 5, &untouched), ERR_INVALID);
        no_norm = norm;
        no_norm.reliability = odd;
        assert_err(change_jt(&w->cx, &no_norm, 10, 5, &untouched), ERR_INVALID);
        assert_true(untouched.pre > 76 && untouched.pre < 78);
    }
}

static void test_property__nhs_backwards_turns_improvement_into_deterioration(void **state)
{
    World *w = *state;
    const MeasureScale *phq = measure_main_scale(measure_find(w->set, str_from_c("phq-9")));
    const MeasureScale *gad = measure_main_scale(measure_find(w->set, str_from_c("gad-7")));
    Chance c = { 6 };
    for (int turn = 0; turn < TURNS; turn++) {
        NhsScores s = { (double)chance_below(&c, 28), (double)chance_below(&c, 28),
                        (double)chance_below(&c, 22), (double)chance_below(&c, 22) };
        NhsScores b = { s.depression_post, s.depression_pre, s.anxiety_post, s.anxiety_pre };
        NhsResult forth, back;
        assert_ok(change_nhs_tt(&w->cx, phq, gad, s, &forth));
        assert_ok(change_nhs_tt(&w->cx, phq, gad, b, &back));
        assert_int_equal(forth.reliable_improvement, back.reliable_deterioration);
        assert_false(forth.reliable_improvement && forth.reliable_deterioration);
        assert_int_equal(forth.recovered, forth.case_at_start && !back.case_at_start);
        assert_int_equal(forth.reliable_recovery, forth.recovered && forth.reliable_improvement);
    }
}

static void test_property__goals_in_any_order_are_the_same_change(void **state)
{
    World *w = *state;
    const MeasureScale *scale = measure_main_scale(measure_find(w->set, str_from_c("tandem-goals")));
    Chance c = { 7 };
    for (int turn = 0; turn < TURNS; turn++) {
        GoalPair pairs[6], turned[6];
        size_t count = chance_below(&c, 7);
        for (size_t i = 0; i < count; i++) {
            pairs[i] = (GoalPair){ (double)chance_below(&c, 11), (double)chance_below(&c, 11) };
            turned[count - 1 - i] = pairs[i];
        }
        GoalChange a = change_goals(scale, pairs, count), b = change_goals(scale, turned, count);
        assert_int_equal(a.category, b.category);
        assert_within(a.mean_change, b.mean_change, 1e-12);
        assert_int_equal(count == 0, a.category == CHANGE_CANNOT_TELL);
        assert_true(a.moved_up == b.moved_up && a.moved_down == b.moved_down);
    }
}

/* --- gains ---------------------------------------------------------------------------- */
static void test_property__a_larger_cutoff_never_makes_a_gain(void **state)
{
    World *w = *state;
    Chance c = { 8 };
    for (int turn = 0; turn < TURNS; turn++) {
        double values[LONGEST];
        Gain small[LONGEST], large[LONGEST];
        size_t count = random_series(&c, values, 0, 40);
        for (size_t i = 0; i < count; i++)
            if (chance(&c) < .1) values[i] = NAN;
        GainRule rule = GAIN_RULE(quarter(&c, .25, 9)), more = rule;
        more.cutoff += quarter(&c, 0, 5);
        assert_ok(gains_find(&w->cx, &rule, values, count, small));
        assert_ok(gains_find(&w->cx, &more, values, count, large));
        for (size_t i = 0; i < gains_count(count); i++) {
            if (large[i].gap.status == THREE_YES) assert_int_equal(small[i].gap.status, THREE_YES);
            if (small[i].gap.status == THREE_NO) assert_int_equal(large[i].gap.status, THREE_NO);
            bool both = !isnan(values[small[i].from - 1]) && !isnan(values[small[i].to - 1]);
            if (!both) assert_int_not_equal(small[i].gap.status, THREE_YES);
        }
    }
}

/* --- charts --------------------------------------------------------------------------- */
static void test_property__xmr_limits_are_the_same_backwards(void **state)
{
    World *w = *state;
    Chance c = { 9 };
    for (int turn = 0; turn < TURNS; turn++) {
        double values[LONGEST], back[LONGEST];
        size_t count = random_series(&c, values, 0, 40);
        if (count < 2) continue;
        for (size_t i = 0; i < count; i++) back[i] = values[count - 1 - i];
        ChartLimits a, b;
        assert_ok(chart_limits(&w->cx, values, count, count, 0, &a));
        assert_ok(chart_limits(&w->cx, back, count, count, 0, &b));
        assert_within(a.centre, b.centre, 1e-12);
        assert_within(a.sigma, b.sigma, 1e-12);
        assert_within(a.upper - a.centre, a.centre - a.lower, 1e-12);
    }
}

/* A wider floor can silence a signal and never raises one. */
static void test_property__a_larger_floor_never_raises_a_signal(void **state)
{
    World *w = *state;
    Chance c = { 10 };
    for (int turn = 0; turn < TURNS; turn++) {
        double values[LONGEST];
        ControlPoint a[LONGEST], b[LONGEST];
        size_t count = random_series(&c, values, 0, 10);
        if (count < 2) continue;
        ChartSpec spec = CHART_SPEC((ChartKind)chance_below(&c, CHART_KIND_COUNT));
        spec.baseline = 2 + chance_below(&c, count - 1);
        spec.floor = quarter(&c, .25, 3);
        assert_ok(chart_run(&w->cx, &spec, values, count, a, NULL));
        spec.floor += quarter(&c, 0, 3);
        assert_ok(chart_run(&w->cx, &spec, values, count, b, NULL));
        for (size_t i = 0; i < count; i++)
            if (b[i].side != CHART_NONE) assert_int_not_equal(a[i].side, CHART_NONE);
    }
}

static void test_property__charts_refuse_numbers_that_are_none(void **state)
{
    World *w = *state;
    for (int kind = 0; kind < CHART_KIND_COUNT; kind++)
        for (size_t bad = 0; bad < HOSTILE; bad++)
            for (size_t at = 0; at < 4; at++) {
                double values[] = { 1, 2, 3, 2 };
                ControlPoint points[4] = { { .value = 77 } };
                ChartSpec spec = CHART_SPEC((ChartKind)kind);
                values[at] = hostile[bad];
                assert_err(chart_run(&w->cx, &spec, values, 4, points, NULL), ERR_INVALID);
                assert_true(points[0].value > 76);
            }
}

/* --- ruptures --------------------------------------------------------------------------- */
static void holds_together(const RuptureEpisode *e, RuptureRule rule, const double *v, size_t count)
{
    assert_true(e->onset >= RUPTURE_EARLIER && e->onset < count);
    assert_true(e->drop >= rule.threshold - 1e-9);
    assert_within(e->drop, v[e->onset - 1] - v[e->onset], 1e-12);
    size_t end = e->onset + RUPTURE_WINDOW < count ? e->onset + RUPTURE_WINDOW : count - 1;
    if (e->status == RUPTURE_REPAIRED) {
        assert_true(e->repair > e->onset && e->repair <= end);
        assert_true(v[e->repair] >= e->reference - rule.tolerance - 1e-9);
        end = e->repair;
    }
    assert_int_equal(e->status == RUPTURE_OPEN,
                     e->status != RUPTURE_REPAIRED && e->onset + RUPTURE_WINDOW >= count);
    assert_true(e->trough >= e->onset && e->trough <= end);
    for (size_t i = e->onset; i <= end; i++) {
        assert_true(v[e->trough] <= v[i]);
        bool returned = i > e->onset && v[i] >= e->reference - rule.tolerance + 1e-9;
        if (returned) assert_true(e->status == RUPTURE_REPAIRED && e->repair <= i);
    }
}

static void test_property__every_rupture_is_one_and_none_is_left_out(void **state)
{
    World *w = *state;
    Chance c = { 11 };
    size_t found = 0;
    for (int turn = 0; turn < TURNS; turn++) {
        Arena *arena = arena_open((size_t)1 << 16);
        double v[LONGEST];
        size_t count = random_series(&c, v, 1, 7), many;
        RuptureRule rule = rupture_rule((RupturePreset)chance_below(&c, RUPTURE_PRESET_COUNT),
                                        quarter(&c, 0, 1), v, count);
        RuptureEpisode *list;
        assert_ok(rupture_find(&w->cx, arena, rule, v, count, &list, &many));
        size_t next = RUPTURE_EARLIER;
        for (size_t i = 0; i <= many; i++) {
            /* Between one episode's end and the next onset nothing falls that far. */
            size_t onset = i < many ? list[i].onset : count;
            for (size_t t = next; t < onset; t++)
                if (rule.threshold > 0) assert_true(v[t - 1] - v[t] < rule.threshold + 1e-9);
            if (i == many) break;
            assert_true(onset >= next);
            holds_together(&list[i], rule, v, count);
            next = (list[i].status == RUPTURE_REPAIRED ? list[i].repair : onset + RUPTURE_WINDOW) + 1;
        }
        found += many;
        arena_close(arena);
    }
    assert_true(found > TURNS / 4);
}

static void test_property__ruptures_refuse_numbers_that_are_none(void **state)
{
    World *w = *state;
    for (size_t bad = 0; bad < HOSTILE; bad++)
        for (size_t at = 0; at < 6; at++) {
            double v[] = { 4, 4, 4, 2, 2, 4 };
            v[at] = hostile[bad];
            RuptureEpisode *list = NULL;
            size_t many = 77;
            assert_err(rupture_find(&w->cx, w->arena, (RuptureRule){ 1, .25 }, v, 6, &list, &many),
                       ERR_INVALID);
            assert_true(many == 77 && !list);
        }
}

/* --- course ----------------------------------------------------------------------------- */
static CourseNorm random_norm(Chance *c)
{
    double a = quarter(c, .25, 6), b = quarter(c, -2, 2), rest = quarter(c, .25, 3);
    return (CourseNorm){ .beta = { quarter(c, 5, 40), quarter(c, -8, 2) },
                         .d = { { a * a, a * b }, { a * b, b * b + rest * rest } },
                         .sigma2 = quarter(c, .5, 20), .last_session = 30,
                         .people = 40, .observations = 400 };
}

static size_t random_points(Chance *c, CoursePoint *points, size_t most)
{
    size_t count = chance_below(c, most + 1);
    for (size_t i = 0; i < count; i++)
        points[i] = (CoursePoint){ (double)i + quarter(c, 0, .5), quarter(c, 0, 50) };
    return count;
}

static CoursePrediction predicted(World *w, const CourseNorm *n, const CoursePoint *points,
                                  size_t count, double session)
{
    CoursePrediction p;
    assert_ok(course_predict(&w->cx, n, points, count, session, COURSE_Z_80, &p));
    return p;
}

/* One more score just where it was expected moves nothing, and narrows the band. */
static void test_property__an_expected_score_moves_nothing_and_adds_certainty(void **state)
{
    Chance c = { 12 };
    for (int turn = 0; turn < TURNS; turn++) {
        CourseNorm n = random_norm(&c);
        CoursePoint points[9];
        size_t count = random_points(&c, points, 8);
        double at = quarter(&c, 0, 20), next = 9 + quarter(&c, 0, 5);
        CoursePrediction before = predicted(*state, &n, points, count, at);
        points[count] = (CoursePoint){ next, predicted(*state, &n, points, count, next).mean };
        CoursePrediction after = predicted(*state, &n, points, count + 1, at);
        assert_within(after.mean, before.mean, 1e-8);
        assert_true(after.sd_true <= before.sd_true + 1e-9);
        assert_within(after.sd_observed * after.sd_observed,
                      after.sd_true * after.sd_true + n.sigma2, 1e-8);
        assert_within(after.high - after.mean, after.mean - after.low, 1e-9);
    }
}

static void test_property__course_is_the_same_in_any_order_and_in_the_mirror(void **state)
{
    Chance c = { 13 };
    for (int turn = 0; turn < TURNS; turn++) {
        CourseNorm n = random_norm(&c), mirror = n;
        CoursePoint points[8], turned[8];
        size_t count = random_points(&c, points, 8);
        for (size_t i = 0; i < count; i++)
            turned[count - 1 - i] = (CoursePoint){ points[i].session, -points[i].score };
        mirror.beta[0] = -n.beta[0];
        mirror.beta[1] = -n.beta[1];
        double at = quarter(&c, 0, 20);
        CoursePrediction a = predicted(*state, &n, points, count, at);
        CoursePrediction b = predicted(*state, &mirror, turned, count, at);
        assert_within(b.mean, -a.mean, 1e-8);
        assert_within(b.sd_true, a.sd_true, 1e-8);
        assert_within(b.high, -a.low, 1e-8);
    }
}

static void test_property__course_refuses_numbers_that_are_none(void **state)
{
    World *w = *state;
    Chance c = { 14 };
    CourseNorm n = random_norm(&c);
    for (size_t bad = 0; bad < 3; bad++) {
        CoursePrediction untouched = { .mean = 77 };
        CoursePoint score = { 0, hostile[bad] }, session = { hostile[bad], 20 };
        assert_err(course_predict(&w->cx, &n, &score, 1, 3, COURSE_Z_80, &untouched), ERR_INVALID);
        assert_err(course_predict(&w->cx, &n, &session, 1, 3, COURSE_Z_80, &untouched), ERR_INVALID);
        assert_err(course_predict(&w->cx, &n, NULL, 0, hostile[bad], COURSE_Z_80, &untouched),
                   ERR_INVALID);
        assert_true(untouched.mean > 76);
    }
}

/* --- none, one, and all the same ----------------------------------------------------------- */
static void test_property__no_score_and_one_score_are_no_fault(void **state)
{
    World *w = *state;
    const double one[] = { 4 };
    for (size_t count = 0; count < 2; count++) {
        Gain gains[1];
        GainRule rule = GAIN_RULE(1);
        assert_ok(gains_find(&w->cx, &rule, one, count, gains));
        assert_true(gains_count(count) == 0);
        RuptureEpisode *list;
        size_t many;
        assert_ok(rupture_find(&w->cx, w->arena, (RuptureRule){ 1, .25 }, one, count, &list, &many));
        assert_true(many == 0);
        ControlPoint point;
        ChartSpec spec = CHART_SPEC(CHART_XMR);
        spec.centre = 4;
        spec.sigma = 1;
        assert_ok(chart_run(&w->cx, &spec, one, count, &point, NULL));
    }
}

static void test_property__a_constant_series_is_quiet_everywhere(void **state)
{
    World *w = *state;
    Chance c = { 15 };
    for (int turn = 0; turn < TURNS / 10; turn++) {
        double v[LONGEST], level = chance(&c) * 100 - 50;
        for (size_t i = 0; i < LONGEST; i++) v[i] = level;
        Gain gains[LONGEST];
        GainRule rule = GAIN_RULE(.25);
        assert_ok(gains_find(&w->cx, &rule, v, LONGEST, gains));
        for (size_t i = 0; i < gains_count(LONGEST); i++)
            assert_int_equal(gains[i].gap.status, THREE_NO);
        ControlPoint points[LONGEST];
        for (int kind = 0; kind < CHART_KIND_COUNT; kind++) {
            ChartSpec spec = CHART_SPEC((ChartKind)kind);
            assert_ok(chart_run(&w->cx, &spec, v, LONGEST, points, NULL));
            for (size_t i = 0; i < LONGEST; i++) assert_int_equal(points[i].side, CHART_NONE);
        }
        for (int preset = 0; preset < RUPTURE_PRESET_COUNT; preset++) {
            RuptureEpisode *list;
            size_t many;
            RuptureRule r = rupture_rule((RupturePreset)preset, 0, v, LONGEST);
            assert_ok(rupture_find(&w->cx, w->arena, r, v, LONGEST, &list, &many));
            assert_true(many == 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_property__score_does_not_depend_on_the_order_of_like_items),
        cmocka_unit_test(test_property__score_stays_in_its_range_and_rises_with_each_answer),
        cmocka_unit_test(test_property__score_refuses_numbers_that_are_no_answer),
        cmocka_unit_test(test_property__change_is_the_same_in_any_unit_and_in_the_mirror),
        cmocka_unit_test(test_property__better_after_is_never_a_worse_category),
        cmocka_unit_test(test_property__backwards_is_the_opposite),
        cmocka_unit_test(test_property__change_refuses_numbers_that_are_none),
        cmocka_unit_test(test_property__nhs_backwards_turns_improvement_into_deterioration),
        cmocka_unit_test(test_property__goals_in_any_order_are_the_same_change),
        cmocka_unit_test(test_property__a_larger_cutoff_never_makes_a_gain),
        cmocka_unit_test(test_property__xmr_limits_are_the_same_backwards),
        cmocka_unit_test(test_property__a_larger_floor_never_raises_a_signal),
        cmocka_unit_test(test_property__charts_refuse_numbers_that_are_none),
        cmocka_unit_test(test_property__every_rupture_is_one_and_none_is_left_out),
        cmocka_unit_test(test_property__ruptures_refuse_numbers_that_are_none),
        cmocka_unit_test(test_property__an_expected_score_moves_nothing_and_adds_certainty),
        cmocka_unit_test(test_property__course_is_the_same_in_any_order_and_in_the_mirror),
        cmocka_unit_test(test_property__course_refuses_numbers_that_are_none),
        cmocka_unit_test(test_property__no_score_and_one_score_are_no_fault),
        cmocka_unit_test(test_property__a_constant_series_is_quiet_everywhere),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
