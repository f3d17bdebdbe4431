/* Graded response model: the worked items (T22), order, and ends. */
#include "measure/grm.h"
#include "series_test.h"

enum { N = 6 };
static const GrmItem items[N] = {
    { 1.8, { -1.5, -.5, .5, 1.5 }, 5 }, { 2.2, { -1, 0, 1, 2 }, 5 },
    { 1.2, { -2, -1, 0, 1 }, 5 },       { 2.9, { -.8, .1, .9, 1.8 }, 5 },
    { .9, { -2.5, -1, .8, 2.2 }, 5 },   { 1.5, { -1.2, -.2, .6, 1.9 }, 5 },
};
static const int answers[N] = { 2, 1, 3, 1, 2, 2 };

static void test_grm__T22_probabilities_and_information(void **state)
{
    (void)state;
    static const double p0[] = { .062973, .226077, .421899, .226077, .062973 };
    static const double information[] = { .973396, 1.403750, .453617, 2.355437, .249723, .703521 };
    double p[GRM_CATEGORIES_MAX];
    grm_probabilities(&items[0], 0, p);
    for (size_t k = 0; k < 5; k++) assert_near(p[k], p0[k]);
    for (size_t i = 0; i < N; i++) assert_near(grm_information(&items[i], 0), information[i]);
    grm_probabilities(&items[2], 1, p);
    assert_near(p[4], .5);
}

static void test_grm__T22_scores(void **state)
{
    World *w = *state;
    GrmScore s;
    assert_ok(grm_eap(&w->cx, items, answers, N, &s));
    assert_near(s.theta, -.15409805);
    assert_near(s.se, .34532173);
    assert_near(s.t, 48.459020);
    assert_ok(grm_ml(&w->cx, items, answers, N, &s));
    /* The reference's search stopped at -.17659825, 5e-6 short of where the slope is 0. */
    assert_within(s.theta, -.17659825, 1e-5);
    assert_near(s.theta, -.176602996);
    assert_near(s.se, .40643672);
}

static void test_grm__T22_items_are_asked_by_information(void **state)
{
    World *w = *state;
    static const size_t order[] = { 3, 1, 0, 5 };
    static const double se[] = { .54170871, .43736528, .39195509, .36632 };
    int so_far[N];
    GrmScore s = { 0 };
    for (size_t i = 0; i < N; i++) so_far[i] = GRM_UNANSWERED;
    for (size_t i = 0; i < 4; i++) {
        size_t next = grm_next(items, so_far, N, s.theta);
        assert_int_equal(next, order[i]);
        so_far[next] = answers[next];
        assert_ok(grm_eap(&w->cx, items, so_far, N, &s));
        assert_within(s.se, se[i], i < 3 ? 1e-6 : 1e-4);
        assert_false(grm_enough(&s));
    }
    assert_int_equal(grm_next(items, answers, N, 0), N);
    assert_true(grm_enough(&(GrmScore){ .se = .29, .answered = 4 }));
    assert_false(grm_enough(&(GrmScore){ .se = .1, .answered = 3 }));
    assert_true(grm_enough(&(GrmScore){ .se = .5, .answered = 12 }));
}

static void test_grm__nothing_answered_is_the_prior_and_one_end_has_no_maximum(void **state)
{
    World *w = *state;
    int none[N], low[N] = { 0 };
    GrmScore s;
    for (size_t i = 0; i < N; i++) none[i] = GRM_UNANSWERED;
    assert_ok(grm_eap(&w->cx, items, none, N, &s));
    assert_within(s.theta, 0, 1e-9);
    assert_within(s.se, 1, 1e-3);
    assert_err(grm_ml(&w->cx, items, none, N, &s), ERR_INVALID);
    assert_err(grm_ml(&w->cx, items, low, N, &s), ERR_INVALID);
    assert_ok(grm_eap(&w->cx, items, low, N, &s));
    assert_true(s.theta < -1);
}

static void test_grm__probabilities_sum_to_one_and_higher_answers_score_higher(void **state)
{
    World *w = *state;
    Chance c = { 3 };
    for (int round = 0; round < 300; round++) {
        double p[GRM_CATEGORIES_MAX], sum = 0, theta = 8 * chance(&c) - 4;
        const GrmItem *item = &items[chance_below(&c, N)];
        grm_probabilities(item, theta, p);
        for (size_t k = 0; k < item->categories; k++) sum += p[k], assert_true(p[k] >= 0);
        assert_near(sum, 1);
        int a[N], b[N];
        for (size_t i = 0; i < N; i++) a[i] = b[i] = (int)chance_below(&c, 5);
        size_t which = chance_below(&c, N);
        if (a[which] == 4) continue;
        b[which]++;
        GrmScore lower, higher;
        assert_ok(grm_eap(&w->cx, items, a, N, &lower));
        assert_ok(grm_eap(&w->cx, items, b, N, &higher));
        assert_true(higher.theta > lower.theta);
    }
}

static void test_grm__items_and_answers_out_of_range_are_refused(void **state)
{
    World *w = *state;
    GrmItem bad = items[0];
    int answer[1] = { 5 };
    GrmScore s = { .answered = 77 };
    assert_err(grm_eap(&w->cx, items, answer, 1, &s), ERR_INVALID);
    answer[0] = -2;
    assert_err(grm_ml(&w->cx, items, answer, 1, &s), ERR_INVALID);
    assert_err(grm_check(&w->cx, items, 0), ERR_INVALID);
    bad.a = 0;
    assert_err(grm_check(&w->cx, &bad, 1), ERR_INVALID);
    bad = items[0], bad.b[2] = bad.b[1];
    assert_err(grm_check(&w->cx, &bad, 1), ERR_INVALID);
    bad = items[0], bad.b[0] = NAN;
    assert_err(grm_check(&w->cx, &bad, 1), ERR_INVALID);
    bad = items[0], bad.categories = 11;
    assert_err(grm_check(&w->cx, &bad, 1), ERR_INVALID);
    assert_int_equal(s.answered, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grm__T22_probabilities_and_information),
        cmocka_unit_test(test_grm__T22_scores),
        cmocka_unit_test(test_grm__T22_items_are_asked_by_information),
        cmocka_unit_test(test_grm__nothing_answered_is_the_prior_and_one_end_has_no_maximum),
        cmocka_unit_test(test_grm__probabilities_sum_to_one_and_higher_answers_score_higher),
        cmocka_unit_test(test_grm__items_and_answers_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
