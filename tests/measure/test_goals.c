/* Goal attainment and the personal questionnaire. */
#include "measure_test.h"
#include "measure/goals.h"

static double attained(World *w, const GoalAttained *goals, size_t count)
{
    double t = 0;
    assert_ok(goals_attainment(&w->cx, goals, count, GOALS_RHO, &t));
    return t;
}

static void test_goals__T27_goal_attainment(void **state)
{
    World *w = *state;
    static const GoalAttained mixed[] = { { 1, 1 }, { 1, 1 }, { -1, 1 } };
    static const GoalAttained weighted[] = { { 2, 3 }, { 1, 2 }, { 0, 1 } };
    static const GoalAttained least[] = { { -2, 1 }, { -2, 1 }, { -2, 1 } };
    static const GoalAttained most[] = { { 2, 1 }, { 2, 1 }, { 2, 1 } };
    assert_near(attained(w, mixed, 3), 54.564355);
    assert_near(attained(w, weighted, 3), 67.626106);
    assert_near(attained(w, least, 3), 22.613872);
    assert_near(attained(w, most, 3), 77.386128);
}

static void test_goals__weights_count_only_in_proportion_and_order_not_at_all(void **state)
{
    World *w = *state;
    static const GoalAttained one[] = { { 2, 3 }, { -1, 2 }, { 0, 1 } };
    static const GoalAttained two[] = { { 0, 10 }, { 2, 30 }, { -1, 20 } };
    assert_near(attained(w, one, 3), attained(w, two, 3));
    static const GoalAttained mirror[] = { { -2, 3 }, { 1, 2 }, { 0, 1 } };
    assert_near(attained(w, one, 3) + attained(w, mirror, 3), 100);
    static const GoalAttained expected[] = { { 0, 1 } };
    assert_near(attained(w, expected, 1), 50);
}

static void test_goals__levels_and_weights_out_of_range_are_refused(void **state)
{
    World *w = *state;
    static const GoalAttained bad[] = { { 2.1, 1 }, { NAN, 1 }, { -INFINITY, 1 }, { 1, 0 },
                                        { 1, -1 }, { 1, NAN }, { 1, INFINITY }, { 1, 1e300 } };
    double t = -1;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err_clear(&w->cx);
        assert_err(goals_attainment(&w->cx, &bad[i], 1, GOALS_RHO, &t), ERR_INVALID);
    }
    static const GoalAttained good[] = { { 1, 1 } };
    err_clear(&w->cx);
    assert_err(goals_attainment(&w->cx, good, 0, GOALS_RHO, &t), ERR_INVALID);
    err_clear(&w->cx);
    assert_err(goals_attainment(&w->cx, good, 1, 1.5, &t), ERR_INVALID);
    assert_near(t, -1);
}

static void test_goals__personal_questionnaire_compares_what_was_rated_twice(void **state)
{
    World *w = *state;
    const MeasureScale *s = measure_main_scale(measure_find(w->set, S("tandem-problems")));
    static const ProblemPair pairs[] = { { 6, 3 }, { 5, 3 }, { 4, 4 }, { NAN, 7 }, { 7, NAN } };
    ProblemChange p = goals_problems(s, pairs, 5);
    assert_int_equal(p.count, 3);
    assert_near(p.change.difference, -5.0 / 3);
    assert_int_equal(p.change.category, CHANGE_UNCHANGED);  /* 1.667 is not more than 1.67 */
    p = goals_problems(s, pairs, 2);
    assert_near(p.change.difference, -2.5);
    assert_int_equal(p.change.category, CHANGE_RECOVERED);  /* 5.5 to 3, below 3.25 */
    assert_int_equal(goals_problems(s, pairs + 3, 2).change.category, CHANGE_CANNOT_TELL);
    assert_int_equal(goals_problems(s, pairs, 0).count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_goals__T27_goal_attainment),
        cmocka_unit_test(test_goals__weights_count_only_in_proportion_and_order_not_at_all),
        cmocka_unit_test(test_goals__levels_and_weights_out_of_range_are_refused),
        cmocka_unit_test(test_goals__personal_questionnaire_compares_what_was_rated_twice),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
