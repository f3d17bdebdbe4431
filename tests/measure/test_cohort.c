/* The cohort kernel says what the functions for one person say, at every width of register. */
#include "measure_test.h"
#include "measure/chart.h"
#include "measure/cohort.h"

/* The path without vectors. */
#define COHORT_WIDTH 1
#define COHORT_TARGET
#define COHORT_RUN cohort_tile_one
void cohort_tile_one(const CohortRules *rules, const CohortTile *tile,
                     double (*alliance)[COHORT_LANES], CohortResult *result);
#include "measure/cohort_lanes.h"

enum { ROWS_MAX = 40, ROUNDS = 400 };
typedef struct Many {
    CohortRow row[ROWS_MAX];
    double session[ROWS_MAX][COHORT_LANES];
    double alliance[ROWS_MAX][COHORT_LANES];
    CohortTile tile;
    CohortRules rules;
    CohortResult result;
} Many;

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static double one_of(uint64_t *state, int low, int high, double unit)
{
    return (low + (int)(next_random(state) % (uint64_t)(high - low + 1))) * unit;
}

static const MeasureScale *phq(World *w)
{
    return measure_main_scale(measure_find(w->set, S("phq-9")));
}

/* `missing` of 100 numbers are not given; some people have fewer records. */
static void many_make(World *w, Many *m, uint64_t seed, int missing)
{
    uint64_t state = seed * 77 + 5;
    *m = (Many){ .rules = cohort_rules(phq(w), (RupturePreset)(seed % RUPTURE_PRESET_COUNT)) };
    m->rules.sigma_floor = seed % 3 ? 0 : 1.0 / 3;
    m->rules.sigma_within = .35;
    m->tile = (CohortTile){ .row = m->row, .count = next_random(&state) % ROWS_MAX, .gaps = missing > 0 };
    if (seed % 2) m->tile.session = m->session;
    for (size_t l = 0; l < COHORT_LANES; l++) {
        size_t have = missing ? next_random(&state) % (m->tile.count + 1) : m->tile.count;
        double session = one_of(&state, 0, 20000, 1);
        for (size_t i = 0; i < m->tile.count; i++) {
            CohortRow *row = &m->row[i];
            double *at[] = { &row->value[l], &row->scale[0][l], &row->scale[1][l], &row->scale[2][l] };
            m->session[i][l] = session += one_of(&state, 1, 3, 1);
            *at[0] = one_of(&state, 0, 27, 1);
            for (int k = 1; k < 4; k++) *at[k] = one_of(&state, 10, seed % 5 ? 50 : 11, .1);
            for (int k = 0; k < 4; k++)
                if (i >= have || (int)(next_random(&state) % 100) < missing) *at[k] = NAN;
        }
    }
}

/* --- one person by the functions for one person ------------------------------------------------ */
typedef struct Series { double value[ROWS_MAX], session[ROWS_MAX]; size_t count; } Series;

static void series_put(Series *s, double session, double value)
{
    if (isnan(value)) return;
    s->session[s->count] = session;
    s->value[s->count++] = value;
}

static Series outcome_of(const Many *m, size_t l)
{
    Series s = { .count = 0 };
    for (size_t i = 0; i < m->tile.count; i++)
        series_put(&s, m->tile.session ? m->session[i][l] : (double)i, m->row[i].value[l]);
    return s;
}

static Series scale_of(const Many *m, size_t scale, size_t l)
{
    Series s = { .count = 0 };
    for (size_t i = 0; i < m->tile.count; i++) series_put(&s, 0, m->row[i].scale[scale][l]);
    return s;
}

static Series alliance_of(const Many *m, size_t l)
{
    Series s = { .count = 0 };
    for (size_t i = 0; i < m->tile.count; i++) {
        double sum = 0, parts = 0;
        for (size_t k = 0; k < COHORT_SCALES; k++) {
            if (!(m->rules.scales >> k & 1)) continue;
            sum += m->row[i].scale[k][l];
            parts++;
        }
        series_put(&s, 0, sum / parts);
    }
    return s;
}

static void same(const char *what, double got, double want)
{
    if (isnan(got) && isnan(want)) return;
    if (!(fabs(got - want) <= 1e-9 * fmax(1, fabs(want)))) test_fails("%s: %.15g, expected %.15g", what, got, want);
}

static double slope_of(const Series *s)
{
    double mean_t = 0, mean_x = 0, tt = 0, tx = 0;
    for (size_t i = 0; i < s->count; i++) mean_t += s->session[i] / (double)s->count;
    for (size_t i = 0; i < s->count; i++) mean_x += s->value[i] / (double)s->count;
    for (size_t i = 0; i < s->count; i++) {
        tt += (s->session[i] - mean_t) * (s->session[i] - mean_t);
        tx += (s->session[i] - mean_t) * (s->value[i] - mean_x);
    }
    return s->count < 2 ? NAN : tx / tt;
}

static void check_outcome(World *w, const Many *m, size_t l)
{
    Series s = outcome_of(m, l);
    const CohortResult *r = &m->result;
    assert_int_equal(r->values[l], s.count);
    same("pre", r->pre[l], s.count ? s.value[0] : NAN);
    same("post", r->post[l], s.count ? s.value[s.count - 1] : NAN);
    same("slope", r->slope[l], slope_of(&s));
    Change c = s.count < 2 ? (Change){ 0 } : change_fixed(phq(w), s.value[0], s.value[s.count - 1]);
    assert_int_equal(r->category[l], c.category);
    if (s.count >= 2) assert_int_equal(r->started_below[l], c.started_below);
}

static void check_scale(World *w, const Many *m, size_t scale, size_t l)
{
    Series s = scale_of(m, scale, l);
    const CohortResult *r = &m->result;
    ChartLimits limits = { .centre = NAN, .sigma = NAN };
    if (s.count >= 2)
        assert_ok(chart_limits(&w->cx, s.value, s.count, s.count, m->rules.sigma_floor, &limits));
    else if (s.count == 1) limits.centre = s.value[0];
    assert_int_equal(r->ratings[scale][l], s.count);
    same("centre", r->centre[scale][l], limits.centre);
    same("sigma", r->sigma[scale][l], limits.sigma);
    size_t signals = 0;
    ControlPoint point[ROWS_MAX];
    if (s.count >= COHORT_POINTS_NEEDED) chart_xmr(&limits, s.value, s.count, point);
    for (size_t i = 0; s.count >= COHORT_POINTS_NEEDED && i < s.count; i++)
        signals += point[i].side != CHART_NONE;
    assert_int_equal(r->signals[scale][l], signals);
}

static void check_ruptures(World *w, const Many *m, size_t l)
{
    Series s = alliance_of(m, l);
    RuptureEpisode *list = NULL;
    size_t count = 0, repaired = 0, open = 0;
    RuptureRule rule = rupture_rule(m->rules.preset, m->rules.sigma_within, s.value, s.count);
    assert_ok(rupture_find(&w->cx, w->arena, rule, s.value, s.count, &list, &count));
    for (size_t i = 0; i < count; i++) {
        repaired += list[i].status == RUPTURE_REPAIRED;
        open += list[i].status == RUPTURE_OPEN;
    }
    assert_int_equal(m->result.sessions[l], s.count);
    assert_int_equal(m->result.ruptures[l], count);
    assert_int_equal(m->result.repaired[l], repaired);
    assert_int_equal(m->result.open[l], open);
}

static void check_many(World *w, Many *m)
{
    cohort_tile(&m->rules, &m->tile, m->alliance, &m->result);
    for (size_t l = 0; l < COHORT_LANES; l++) {
        check_outcome(w, m, l);
        for (size_t s = 0; s < COHORT_SCALES; s++)
            if (m->rules.scales >> s & 1) check_scale(w, m, s, l);
        if (m->rules.scales) check_ruptures(w, m, l);
    }
}

static void fresh(void **state)
{
    world_close(state);
    world_open(state);
}

static void test_cohort__says_what_the_functions_for_one_person_say(void **state)
{
    Many m;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        many_make(*state, &m, seed, 0);
        check_many(*state, &m);
        if (seed % 100 == 99) fresh(state);
    }
}

static void test_cohort__passes_over_what_is_missing(void **state)
{
    Many m;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        many_make(*state, &m, seed, 1 + (int)(seed % 60));
        if (seed % 4 == 1) m.rules.scales = (unsigned)(seed / 4 % 8);
        check_many(*state, &m);
        if (seed % 100 == 99) fresh(state);
    }
}

static void test_cohort__is_the_same_to_the_bit_at_every_width(void **state)
{
    Many m;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        many_make(*state, &m, seed, (int)(seed % 3) * 10);
        CohortResult one, two, four;
        memset(&one, 0, sizeof one);
        memset(&two, 0, sizeof two);
        memset(&four, 0, sizeof four);
        cohort_tile_one(&m.rules, &m.tile, m.alliance, &one);
        cohort_tile_two(&m.rules, &m.tile, m.alliance, &two);
        assert_memory_equal(&one, &two, sizeof one);
#ifdef __x86_64__
        if (!__builtin_cpu_supports("avx2")) continue;
        cohort_tile_avx2(&m.rules, &m.tile, m.alliance, &four);
        assert_memory_equal(&one, &four, sizeof one);
#endif
    }
}

/* A tile that promises no gaps runs another loop; both must agree. */
static void test_cohort__the_promise_of_no_gaps_changes_nothing(void **state)
{
    Many m;
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        many_make(*state, &m, seed, 0);
        CohortResult without, with;
        memset(&without, 0, sizeof without);
        memset(&with, 0, sizeof with);
        cohort_tile(&m.rules, &m.tile, m.alliance, &without);
        m.tile.gaps = true;
        cohort_tile(&m.rules, &m.tile, m.alliance, &with);
        assert_memory_equal(&without, &with, sizeof with);
    }
}

static void test_cohort__says_nothing_of_people_without_records(void **state)
{
    Many m;
    many_make(*state, &m, 1, 100);
    cohort_tile(&m.rules, &m.tile, m.alliance, &m.result);
    for (size_t l = 0; l < COHORT_LANES; l++) {
        assert_int_equal(m.result.category[l], CHANGE_CANNOT_TELL);
        assert_int_equal(m.result.started_below[l], 0);
        assert_int_equal(m.result.ruptures[l], 0);
        assert_true(isnan(m.result.pre[l]) && isnan(m.result.slope[l]) && isnan(m.result.centre[0][l]));
    }
}

static void test_cohort__sums_count_the_people_that_are_there(void **state)
{
    Many m;
    many_make(*state, &m, 6, 0);
    cohort_tile(&m.rules, &m.tile, m.alliance, &m.result);
    CohortSums sums = { 0 };
    cohort_add(&sums, &m.result, 5);
    assert_int_equal(sums.people, 5);
    assert_int_equal(sums.values, 5 * m.tile.count);
    uint64_t placed = 0;
    for (size_t i = 0; i < CHANGE_CATEGORY_COUNT; i++) placed += sums.category[i];
    assert_int_equal(placed, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cohort__says_what_the_functions_for_one_person_say),
        cmocka_unit_test(test_cohort__passes_over_what_is_missing),
        cmocka_unit_test(test_cohort__is_the_same_to_the_bit_at_every_width),
        cmocka_unit_test(test_cohort__the_promise_of_no_gaps_changes_nothing),
        cmocka_unit_test(test_cohort__says_nothing_of_people_without_records),
        cmocka_unit_test(test_cohort__sums_count_the_people_that_are_there),
    };
    return cmocka_run_group_tests_name("cohort", tests, world_open, world_close);
}
