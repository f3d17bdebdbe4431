/* Congruence: a worked pair, what cannot be told, and a surface against exact arithmetic. */
#include "measure/congruence.h"
#include "measure/student.h"
#include "series_test.h"

enum { N = 8 };
static const double client[N] = { 3.5, 4.0, 4.2, 3.8, 4.5, 4.6, 4.1, 4.8 };
static const double therapist[N] = { 3.2, 3.6, 4.1, 3.9, 4.0, 4.4, 4.2, 4.3 };

static Congruence congruence(World *w, const double *c, const double *t, size_t count)
{
    Congruence g;
    assert_ok(congruence_of(&w->cx, w->arena, c, t, count, &g));
    return g;
}

static void test_student__critical_values_are_those_of_the_tables(void **state)
{
    (void)state;
    assert_near(student_critical(.05, 1), 12.706204736432095);
    assert_near(student_critical(.05, 2), 4.302652729911275);
    assert_near(student_critical(.05, 3), 3.182446305284263);
    assert_near(student_critical(.05, 4), 2.776445105197794);
    assert_near(student_critical(.01, 4), 4.604094871415897);
    assert_near(student_critical(.10, 10), 1.812461122811676);
    assert_near(student_critical(.05, 120), 1.979930405052777);
    assert_true(isnan(student_critical(.05, 0)) && isnan(student_critical(0, 4)));
    assert_true(isnan(student_critical(NAN, 4)) && isnan(student_critical(.05, 100001)));
}

/* The numbers were worked out in exact fractions. */
static void test_congruence__a_worked_pair(void **state)
{
    Congruence g = congruence(*state, client, therapist, N);
    assert_true(g.n == N && g.enough);
    assert_near(g.b0, -.225);
    assert_near(g.b0_se, .0842098128604);
    assert_near(g.b1, .7612225405922);
    assert_near(g.b1_se, .2081993399655);
    assert_near(g.b1_low, .7612225405922 - 2.446911851144969 * .2081993399655);
    assert_near(g.b0_high, -.225 + 2.446911851144969 * .0842098128604);
    assert_near(g.r, .8307886276658);
    assert_near(g.r_differences, .5370096420801);
    assert_near(g.rmsd, .3201562118716);
    assert_near(g.ccc, .7214301878253);
    assert_near(g.ccc_population, .7084444444444);
    assert_near(g.mean_difference, -.225);
}

static void test_congruence__a_session_with_one_rating_does_not_count(void **state)
{
    double c[N + 2], t[N + 2];
    for (size_t i = 0; i < N; i++) c[i + (i > 2)] = client[i], t[i + (i > 2)] = therapist[i];
    c[3] = NAN, t[3] = 5;
    c[N + 1] = 1, t[N + 1] = NAN;
    Congruence g = congruence(*state, c, t, N + 2);
    assert_int_equal(g.n, N);
    assert_near(g.b1_se, .2081993399655);
    assert_near(g.r_differences, .5370096420801);
}

static void test_congruence__what_few_or_constant_ratings_cannot_give_is_not_a_number(void **state)
{
    World *w = *state;
    const double flat[] = { 4.3, 4.3, 4.3, 4.3, 4.3, 4.3 };
    Congruence g = congruence(w, client, therapist, 0);
    assert_true(g.n == 0 && !g.enough && isnan(g.b0) && isnan(g.r) && isnan(g.rmsd) && isnan(g.ccc));
    g = congruence(w, client, therapist, 1);
    assert_near(g.b0, -.3);
    assert_true(isnan(g.b1) && isnan(g.ccc) && isnan(g.b0_se));
    g = congruence(w, client, therapist, 2);
    assert_near(g.b1, .8);
    assert_near(g.r, 1); /* two points always lie on a line */
    assert_true(isnan(g.b1_se) && isnan(g.r_differences));
    assert_false(congruence(w, client, therapist, 5).enough);
    g = congruence(w, flat, therapist, 6);
    assert_true(isnan(g.b1) && isnan(g.r) && g.ccc == 0 && isfinite(g.b0));
    assert_true(isnan(congruence(w, flat, flat, 6).ccc));
}

static void test_congruence__equal_ratings_agree_wholly_and_a_shift_is_only_bias(void **state)
{
    World *w = *state;
    double moved[N];
    for (size_t i = 0; i < N; i++) moved[i] = client[i] - .5;
    Congruence g = congruence(w, client, client, N);
    assert_near(g.ccc, 1);
    assert_near(g.r, 1);
    assert_near(g.rmsd, 0);
    g = congruence(w, client, moved, N);
    assert_near(g.b0, -.5);
    assert_near(g.b1, 1);
    assert_near(g.b1_se, 0);
    assert_near(g.rmsd, .5);
    assert_true(g.ccc < 1);
}

static void test_congruence__another_unit_keeps_the_slope_and_stretches_the_bias(void **state)
{
    World *w = *state;
    Chance c = { 77 };
    for (int round = 0; round < 500; round++) {
        double a[N], b[N], a2[N], b2[N];
        chance_scores(&c, a, N, 6);
        chance_scores(&c, b, N, 6);
        a[0] = 0, a[1] = 6; /* never constant */
        for (size_t i = 0; i < N; i++) a2[i] = 9 - 3 * a[i], b2[i] = 9 - 3 * b[i];
        Congruence g = congruence(w, a, b, N), m = congruence(w, a2, b2, N);
        assert_near(m.b1, g.b1);
        assert_near(m.b0, -3 * g.b0);
        assert_near(m.b0_se, 3 * g.b0_se);
        assert_near(m.ccc, g.ccc);
        assert_near(m.rmsd, 3 * g.rmsd);
        Congruence turned = congruence(w, b, a, N);
        assert_near(turned.ccc, g.ccc);
        assert_near(turned.mean_difference, -g.mean_difference);
    }
}

static void test_congruence__endless_and_huge_ratings_are_refused(void **state)
{
    World *w = *state;
    const double bad[] = { 1, INFINITY, 3 }, huge[] = { 1, 1e200, 3 }, fine[] = { 1, 2, 3 };
    Congruence g = { .n = 77 };
    assert_err(congruence_of(&w->cx, w->arena, bad, fine, 3, &g), ERR_INVALID);
    assert_err(congruence_of(&w->cx, w->arena, fine, huge, 3, &g), ERR_INVALID);
    assert_int_equal(g.n, 77);
}

static const SurfacePoint surface_points[] = {
    { 1, 2, 3.1 }, { 2, 1, 2.7 }, { 3, 3, 4.4 }, { 4, 2, 3.6 }, { 5, 5, 6.2 },
    { 2, 4, 3.9 }, { 4, 4, 5.4 }, { 1, 5, 2.2 }, { 5, 1, 2.9 }, { 3, 1, 3.3 }
};

static void test_surface__equals_exact_fractions(void **state)
{
    World *w = *state;
    static const double b[] = { 4.355210483687, .503878908711, .385217164060,
                                -.078759804227, .238703453719, -.136157123770 };
    static const double a[] = { .889096072771, .023786525721, .118661744651, -.453620381716 };
    static const double se[] = { .097985714086, .087287428939, .096087022437, .076045422336 };
    Surface s;
    assert_ok(congruence_surface(&w->cx, surface_points, 10, 3, &s));
    for (int i = 0; i < SURFACE_TERMS; i++) assert_near(s.b[i], b[i]);
    for (int i = 0; i < SURFACE_LINES; i++) assert_near(s.a[i], a[i]);
    for (int i = 0; i < SURFACE_LINES; i++) assert_near(s.a_se[i], se[i]);
    assert_near(s.b_se[0], .185781078013);
    assert_near(s.sigma2, .092813705842);
    assert_near(s.r_squared, .973559232009);
}

static void test_surface__too_few_or_too_equal_ratings_are_refused(void **state)
{
    World *w = *state;
    Surface s = { .n = 77 };
    SurfacePoint p[10], line[10];
    for (size_t i = 0; i < 10; i++) {
        p[i] = surface_points[i];
        line[i] = (SurfacePoint){ (double)i, (double)i, 2 }; /* client and therapist the same */
    }
    assert_err(congruence_surface(&w->cx, p, 6, 3, &s), ERR_INVALID);
    assert_err(congruence_surface(&w->cx, line, 10, 3, &s), ERR_INVALID);
    p[0].outcome = INFINITY;
    assert_err(congruence_surface(&w->cx, p, 10, 3, &s), ERR_INVALID);
    p[0] = (SurfacePoint){ 1e9, 2, 3 };
    assert_err(congruence_surface(&w->cx, p, 10, 3, &s), ERR_INVALID);
    assert_int_equal(s.n, 77);
    p[0].client = NAN;
    assert_ok(congruence_surface(&w->cx, p, 10, 3, &s));
    assert_int_equal(s.n, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_student__critical_values_are_those_of_the_tables),
        cmocka_unit_test(test_congruence__a_worked_pair),
        cmocka_unit_test(test_congruence__a_session_with_one_rating_does_not_count),
        cmocka_unit_test(test_congruence__what_few_or_constant_ratings_cannot_give_is_not_a_number),
        cmocka_unit_test(test_congruence__equal_ratings_agree_wholly_and_a_shift_is_only_bias),
        cmocka_unit_test(test_congruence__another_unit_keeps_the_slope_and_stretches_the_bias),
        cmocka_unit_test(test_congruence__endless_and_huge_ratings_are_refused),
        cmocka_unit_test(test_surface__equals_exact_fractions),
        cmocka_unit_test(test_surface__too_few_or_too_equal_ratings_are_refused),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
