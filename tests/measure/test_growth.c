/* Growth: two worked files against R (tests/reference/growth.R made the numbers), and what must
 * hold of any file. */
#include "measure/change.h"
#include "measure/growth.h"
#include "measure_data.h"
#include "series_test.h"

enum { PEOPLE_MOST = 64, POINTS_MOST = 1024 };

typedef struct File {
    GrowthPoint point[POINTS_MOST];
    size_t count, people;
    Str id[PEOPLE_MOST];
} File;

static double number(Str text)
{
    double value = NAN;
    if (text.len) assert_true(str_to_double(str_trim(text), &value));
    return value;
}

static size_t person_of(File *f, Str id)
{
    for (size_t i = 0; i < f->people; i++)
        if (str_eq(f->id[i], id)) return i;
    assert_true(f->people < PEOPLE_MOST);
    f->id[f->people] = id;
    return f->people++;
}

static void read_file(World *w, const char *name, File *f)
{
    Str rest = data_text(w, name), line, id, time;
    memset(f, 0, sizeof *f);
    assert_true(str_cut(&rest, '\n', &line)); /* the names of the columns */
    while (rest.len && str_cut(&rest, '\n', &line)) {
        assert_true(str_cut(&line, ',', &id) && str_cut(&line, ',', &time));
        f->point[f->count++] = (GrowthPoint){ person_of(f, id), number(time), number(line) };
    }
}

static const Growth *fitted(World *w, const File *f)
{
    const Growth *g = NULL;
    assert_ok(growth_fit(&w->cx, w->arena, f->point, f->count, f->people, &g));
    return g;
}

static GrowthResult result(const Growth *g, size_t person)
{
    return growth_person(g, person, SCALE_LOWER_IS_BETTER, CHANGE_Z_95_EXACT);
}

static void refused(World *w, const File *f)
{
    const Growth *g = NULL;
    assert_err(growth_fit(&w->cx, w->arena, f->point, f->count, f->people, &g), ERR_INVALID);
    assert_null(g);
}

#define assert_part(a, b, part) assert_within(a, b, (part) * fabs(b))

/* --- worked files ------------------------------------------------------------------------- */

typedef struct Known { const char *id; double slope, deviation, sd, statistic; } Known;

static const Known hlm1[] = {
    { "p01", 0.270342576, 1.05869414, 0.253147801, 4.18211865 },
    { "p02", -0.762604809, 0.0257467563, 0.181771121, 0.141643822 },
    { "p03", -0.216861698, 0.571489868, 0.244250851, 2.33976613 },
    { "p04", -1.58077374, -0.792422178, 0.39645648, -1.99876208 },
    { "p05", -1.27513369, -0.486782122, 0.464848508, -1.04718444 },
    { "p06", -0.0551711152, 0.73318045, 0.207952956, 3.52570343 },
    { "p07", -1.86829831, -1.07994674, 0.315545609, -3.42247433 },
    { "p08", -0.12349153, 0.664860036, 0.233914603, 2.84231949 },
    { "p09", -1.43664868, -0.648297112, 0.237241262, -2.73264906 },
    { "p10", -0.858900619, -0.0705490534, 0.30414692, -0.231957153 },
    { "p11", -1.34866897, -0.560317403, 0.445611601, -1.25741207 },
    { "p12", -0.546788672, 0.241562894, 0.262751921, 0.919357291 },
    { "p13", -0.292849436, 0.495502129, 0.198502496, 2.496201 },
    { "p14", -1.21251818, -0.424166611, 0.198129409, -2.14085639 },
    { "p15", 0.879556474, 1.66790804, 0.251815848, 6.62352291 },
    { "p16", -1.65287256, -0.864520993, 0.29779968, -2.90302862 },
    { "p17", -1.9865363, -1.19818474, 0.249507428, -4.80220067 },
    { "p18", -0.0102689815, 0.778082584, 0.361798339, 2.15059745 },
    { "p19", -1.54410999, -0.755758423, 0.256648602, -2.9447206 },
    { "p20", -0.357133128, 0.431218438, 0.479389048, 0.899516666 },
    { "p21", -0.689861423, 0.0984901426, 0.224517205, 0.438675257 },
    { "p22", -0.862453812, -0.0741022459, 0.207480659, -0.357152548 },
    { "p23", -0.468334331, 0.320017234, 0.161316602, 1.98378363 },
    { "p24", -0.920056653, -0.131705088, 0.187209282, -0.703517935 },
};

static void test_growth__hlm1_is_what_nlme_says(void **state)
{
    File f;
    read_file(*state, "growth_hlm1.csv", &f);
    const Growth *g = fitted(*state, &f);
    GrowthFit fit = growth_summary(g);
    assert_int_equal(fit.state, GROWTH_CONVERGED);
    assert_true(fit.people == 24 && fit.points == 125 && f.people == 24);
    assert_part(fit.beta[0], 17.94549461, 1e-6);
    assert_part(fit.beta[1], -0.7883515656, 1e-6);
    assert_part(fit.beta_se[0], 1.118585566, 1e-5);
    assert_part(fit.beta_se[1], 0.173230967, 1e-5);
    assert_part(fit.d[0][0], 23.90160274, 1e-4);
    assert_part(fit.d[0][1], -1.13884578, 1e-4);
    assert_part(fit.d[1][1], 0.6127058709, 1e-4);
    assert_true(fit.d[1][0] == fit.d[0][1]);
    assert_part(fit.sigma2, 4.62589902, 1e-4);
    assert_within(fit.criterion, 672.0242186, 1e-6);
    for (size_t i = 0; i < 24; i++) {
        GrowthResult r = result(g, i);
        assert_text(f.id[i], hlm1[i].id);
        assert_part(r.slope, hlm1[i].slope, 1e-4);
        assert_within(r.deviation, hlm1[i].deviation, 1e-5);
        assert_part(r.deviation_sd, hlm1[i].sd, 1e-5);
        assert_within(r.statistic, hlm1[i].statistic, 1e-5 * fmax(1, fabs(hlm1[i].statistic)));
        bool beyond = fabs(hlm1[i].statistic) > CHANGE_Z_95_EXACT;
        assert_int_equal(r.category, !beyond ? GROWTH_AVERAGE
                                     : hlm1[i].statistic < 0 ? GROWTH_BETTER : GROWTH_WORSE);
    }
}

typedef struct Edge { const char *id; double deviation, sd; } Edge;

/* lme4's lmer() with bobyqa to 1e-10: nlme stops short of an edge. */
static const Edge hlm2[] = {
    { "p01", -0.03687777341, 0.05200402603 }, { "p02", 0.01517439185, 0.05354225381 },
    { "p03", 0.02725863696, 0.04963526931 },  { "p04", 0.01124986219, 0.04179439299 },
    { "p05", 0.06029585702, 0.05200402603 },  { "p06", -0.01650580422, 0.04263276037 },
    { "p07", 0.0570619865, 0.0486347022669 }, { "p08", -0.0181943699, 0.05214259572 },
    { "p09", 0.03186995598, 0.04545138157 },  { "p10", -0.00874620829, 0.04648222882 },
    { "p11", -0.0321357410, 0.04885284269 },  { "p12", -0.0904507937, 0.04276217984 },
};

static void test_growth__hlm2_on_the_edge_is_what_lme4_says(void **state)
{
    File f;
    read_file(*state, "growth_hlm2.csv", &f);
    const Growth *g = fitted(*state, &f);
    GrowthFit fit = growth_summary(g);
    assert_int_equal(fit.state, GROWTH_BOUNDARY);
    assert_part(fit.beta[0], 18.369387277641, 1e-6);
    assert_part(fit.beta[1], -0.757116704636, 1e-6);
    assert_part(fit.beta_se[0], 1.65918568841, 1e-5);
    assert_part(fit.beta_se[1], 0.19492541948, 1e-5);
    assert_part(fit.d[0][0], 5.6175954009053, 1e-4);
    assert_part(fit.d[0][1], -0.1536860550689, 1e-4);
    assert_part(fit.d[1][1], 0.0042045398141, 1e-4);
    assert_within(fit.d[0][1] * fit.d[0][1], fit.d[0][0] * fit.d[1][1], 1e-12);
    assert_part(fit.sigma2, 13.3004519901979, 1e-4);
    assert_within(fit.criterion, 206.036008904, 1e-6);
    for (size_t i = 0; i < 12; i++) {
        assert_text(f.id[i], hlm2[i].id);
        assert_part(result(g, i).deviation, hlm2[i].deviation, 1e-5);
        assert_part(result(g, i).deviation_sd, hlm2[i].sd, 1e-5);
        assert_within(result(g, i).statistic, hlm2[i].deviation / hlm2[i].sd, 1e-5);
    }
    assert_int_equal(result(g, 11).category, GROWTH_BETTER);
}

/* --- what holds of any file ------------------------------------------------------------------ */

static double normal(Chance *c)
{
    double sum = -6;
    for (int i = 0; i < 12; i++) sum += chance(c);
    return sum;
}

static void random_file(Chance *c, File *f)
{
    memset(f, 0, sizeof *f);
    f->people = 6 + chance_below(c, 20);
    for (size_t i = 0; i < f->people; i++) {
        double base = 20 + 5 * normal(c), slope = -.5 + .4 * normal(c);
        size_t n = 3 + chance_below(c, 6);
        for (size_t k = 0; k < n; k++) {
            double t = (double)k + chance(c);
            f->point[f->count++] = (GrowthPoint){ i, t, base + slope * t + 2 * normal(c) };
        }
    }
}

static void test_growth__another_unit_of_value_or_time_changes_no_statistic(void **state)
{
    World *w = *state;
    Chance c = { 41 };
    for (int round = 0; round < 60; round++) {
        static File f, m;
        random_file(&c, &f);
        m = f;
        for (size_t i = 0; i < m.count; i++) {
            m.point[i].value = 1000 - 3 * f.point[i].value;
            m.point[i].time = 7 * f.point[i].time + 20000;
        }
        const Growth *g = fitted(w, &f), *h = fitted(w, &m);
        GrowthFit a = growth_summary(g), b = growth_summary(h);
        assert_int_equal(a.state, b.state);
        assert_part(b.sigma2, 9 * a.sigma2, 1e-6);
        assert_within(b.beta[1], -3 * a.beta[1] / 7, 1e-6);
        assert_within(b.d[1][1], 9 * a.d[1][1] / 49, 1e-6 * (1 + a.d[1][1]));
        for (size_t i = 0; i < f.people; i++) {
            assert_within(result(h, i).statistic, -result(g, i).statistic, 2e-5);
            assert_within(result(h, i).deviation, -3 * result(g, i).deviation / 7, 1e-5);
        }
    }
}

static void test_growth__the_order_of_people_and_rows_does_not_count(void **state)
{
    World *w = *state;
    Chance c = { 43 };
    for (int round = 0; round < 40; round++) {
        static File f, m;
        random_file(&c, &f);
        m = f;
        for (size_t i = m.count; i-- > 1;) {
            size_t k = chance_below(&c, i + 1);
            GrowthPoint p = m.point[i];
            m.point[i] = m.point[k];
            m.point[k] = p;
        }
        for (size_t i = 0; i < m.count; i++) m.point[i].person = f.people - 1 - m.point[i].person;
        const Growth *g = fitted(w, &f), *h = fitted(w, &m);
        assert_part(growth_summary(h).criterion, growth_summary(g).criterion, 1e-9);
        for (size_t i = 0; i < f.people; i++)
            assert_within(result(h, f.people - 1 - i).statistic, result(g, i).statistic, 2e-5);
    }
}

static void test_growth__deviations_of_people_with_equal_designs_sum_to_nothing(void **state)
{
    World *w = *state;
    Chance c = { 47 };
    static File f;
    memset(&f, 0, sizeof f);
    f.people = 15;
    for (size_t i = 0; i < f.people; i++) {
        double base = 10 + 3 * normal(&c), slope = normal(&c);
        for (size_t k = 0; k < 5; k++)
            f.point[f.count++] = (GrowthPoint){ i, (double)k, base + slope * (double)k + normal(&c) };
    }
    const Growth *g = fitted(w, &f);
    double sum = 0;
    for (size_t i = 0; i < f.people; i++) {
        sum += result(g, i).deviation;
        assert_near(result(g, i).slope, growth_summary(g).beta[1] + result(g, i).deviation);
    }
    assert_near(sum, 0);
}

static void test_growth__direction_and_critical_value_only_name_the_category(void **state)
{
    File f;
    read_file(*state, "growth_hlm1.csv", &f);
    const Growth *g = fitted(*state, &f);
    GrowthResult low = growth_person(g, 0, SCALE_LOWER_IS_BETTER, 1.96);
    GrowthResult high = growth_person(g, 0, SCALE_HIGHER_IS_BETTER, 1.96);
    assert_int_equal(low.category, GROWTH_WORSE);
    assert_int_equal(high.category, GROWTH_BETTER);
    assert_true(low.statistic == high.statistic);
    /* exactly the critical value does not count */
    assert_int_equal(growth_person(g, 0, SCALE_LOWER_IS_BETTER, low.statistic).category, GROWTH_AVERAGE);
    assert_int_equal(growth_person(g, 0, SCALE_LOWER_IS_BETTER, 9).category, GROWTH_AVERAGE);
}

static void test_growth__somebody_without_two_times_gets_no_category(void **state)
{
    File f;
    read_file(*state, "growth_hlm1.csv", &f);
    const Growth *before = fitted(*state, &f);
    f.point[f.count++] = (GrowthPoint){ 24, 3, 30 };
    f.point[f.count++] = (GrowthPoint){ 25, 3, NAN };
    f.point[f.count++] = (GrowthPoint){ 26, 5, 12 };
    f.point[f.count++] = (GrowthPoint){ 26, 5, 14 };
    f.people = 28;
    const Growth *g = fitted(*state, &f);
    assert_int_equal(growth_summary(g).people, 26);
    GrowthResult one = result(g, 24), blank = result(g, 25), same = result(g, 26), none = result(g, 27);
    assert_true(one.n == 1 && isfinite(one.slope) && one.deviation_sd > 0 && isnan(one.statistic));
    assert_true(same.n == 2 && isfinite(same.slope) && isnan(same.statistic));
    assert_true(blank.n == 0 && isnan(blank.slope) && none.n == 0 && isnan(none.intercept));
    assert_int_equal(one.category, GROWTH_CANNOT_TELL);
    assert_int_equal(same.category, GROWTH_CANNOT_TELL);
    assert_int_equal(none.category, GROWTH_CANNOT_TELL);
    assert_int_equal(result(g, 99).category, GROWTH_CANNOT_TELL);
    /* one more point without a value changes nothing at all */
    read_file(*state, "growth_hlm1.csv", &f);
    f.point[f.count++] = (GrowthPoint){ 0, 3, NAN };
    assert_true(growth_summary(fitted(*state, &f)).criterion == growth_summary(before).criterion);
}

static void test_growth__slopes_that_do_not_vary_deviate_from_nothing(void **state)
{
    static const double wobble[] = { 1, -1, -1, 1 }; /* no slope, no level */
    static File f;
    memset(&f, 0, sizeof f);
    f.people = 6;
    for (size_t i = 0; i < f.people; i++)
        for (size_t k = 0; k < 4; k++)
            f.point[f.count++] =
                (GrowthPoint){ i, (double)k, 10 + 3 * (double)i - (double)k + wobble[k] };
    const Growth *g = fitted(*state, &f);
    assert_int_equal(growth_summary(g).state, GROWTH_BOUNDARY);
    assert_near(growth_summary(g).beta[1], -1);
    for (size_t i = 0; i < f.people; i++) {
        assert_within(result(g, i).deviation, 0, 1e-6);
        assert_int_equal(result(g, i).category, GROWTH_AVERAGE);
        assert_true(!isnan(result(g, i).statistic));
    }
}

/* --- what cannot be fitted --------------------------------------------------------------------- */

static void test_growth__too_little_to_go_by_is_refused(void **state)
{
    World *w = *state;
    static File f;
    memset(&f, 0, sizeof f);
    refused(w, &f); /* nobody */
    f.people = 1;
    f.count = 1;
    f.point[0] = (GrowthPoint){ 0, 1, 5 };
    refused(w, &f); /* a single point */
    f.people = 5;
    f.count = 10;
    for (size_t i = 0; i < 10; i++)
        f.point[i] = (GrowthPoint){ i / 2, (double)(i % 2), (double)(i * i % 7) };
    refused(w, &f); /* nobody has a third value */
    f.count = 20;
    for (size_t i = 0; i < 20; i++) f.point[i] = (GrowthPoint){ i / 4, 2, (double)(i * i % 7) };
    refused(w, &f); /* all at one time */
    for (size_t i = 0; i < 20; i++) f.point[i] = (GrowthPoint){ i / 4, (double)(i % 4), 7 };
    refused(w, &f); /* all the same */
    for (size_t i = 0; i < 20; i++)
        f.point[i] = (GrowthPoint){ i / 4, (double)(i % 4), (double)(i / 4 * (i % 4)) };
    refused(w, &f); /* everybody on a line */
}

static void test_growth__numbers_that_cannot_be_used_are_refused(void **state)
{
    World *w = *state;
    static File f;
    read_file(w, "growth_hlm1.csv", &f);
    f.point[3].value = INFINITY;
    refused(w, &f);
    f.point[3].value = 1e101;
    refused(w, &f);
    f.point[3].value = 10;
    f.point[3].time = -INFINITY;
    refused(w, &f);
    f.point[3].time = 2;
    f.point[3].person = 24;
    refused(w, &f);
    f.point[3].person = 3;
    for (size_t i = 0; i < f.count; i++) f.point[i].value *= 1e90; /* huge, but usable */
    assert_int_equal(growth_summary(fitted(w, &f)).state, GROWTH_CONVERGED);
}

static void test_growth__no_room_is_said(void **state)
{
    World *w = *state;
    const Growth *g = NULL;
    static File f;
    read_file(w, "growth_hlm1.csv", &f);
    for (long n = 1; n <= 2; n++) {
        Arena *small = arena_open((size_t)1 << 20);
        assert_non_null(small);
        arena_fault_at(n);
        assert_err(growth_fit(&w->cx, small, f.point, f.count, f.people, &g), ERR_LIMIT);
        assert_true(arena_fault_hit());
        assert_null(g);
        arena_close(small);
    }
    arena_fault_at(-1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth__hlm1_is_what_nlme_says),
        cmocka_unit_test(test_growth__hlm2_on_the_edge_is_what_lme4_says),
        cmocka_unit_test(test_growth__another_unit_of_value_or_time_changes_no_statistic),
        cmocka_unit_test(test_growth__the_order_of_people_and_rows_does_not_count),
        cmocka_unit_test(test_growth__deviations_of_people_with_equal_designs_sum_to_nothing),
        cmocka_unit_test(test_growth__direction_and_critical_value_only_name_the_category),
        cmocka_unit_test(test_growth__somebody_without_two_times_gets_no_category),
        cmocka_unit_test(test_growth__slopes_that_do_not_vary_deviate_from_nothing),
        cmocka_unit_test(test_growth__too_little_to_go_by_is_refused),
        cmocka_unit_test(test_growth__numbers_that_cannot_be_used_are_refused),
        cmocka_unit_test(test_growth__no_room_is_said),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
