/* Couples and families: splits, pairs, and moving apart. */
#include "measure/system.h"
#include "series_test.h"

static SystemSession at(World *w, const SystemRating *r, size_t n, SystemTarget target,
                        double session)
{
    SystemSession s;
    assert_ok(system_session(&w->cx, r, n, target, session, .3, .5, &s));
    return s;
}

/* Two partners over three sessions; the group itself is rated once. */
static const SystemRating couple[] = {
    { 0, SYSTEM_SELF, 1, 4.0 }, { 1, SYSTEM_SELF, 1, 4.0 }, { 0, SYSTEM_SELF, 2, 4.2 },
    { 1, SYSTEM_SELF, 2, 4.2 }, { 0, SYSTEM_SELF, 3, 4.6 }, { 1, SYSTEM_SELF, 3, 3.6 },
    { 0, SYSTEM_WITHIN, 3, 1 }
};

static void test_system__mean_split_and_the_pair_that_is_far_apart(void **state)
{
    SystemSession s = at(*state, couple, 7, SYSTEM_SELF, 3);
    assert_int_equal(s.n, 2);
    assert_near(s.mean, 4.1);
    assert_near(s.split, 1.0);
    assert_near(s.needed, .8315575);
    assert_true(s.pair_count == 1 && s.pairs[0].far && s.far);
    assert_near(s.pairs[0].difference, 1.0);
    assert_false(at(*state, couple, 7, SYSTEM_SELF, 2).far);
}

static void test_system__one_up_and_one_down_from_their_own_mean(void **state)
{
    World *w = *state;
    SystemSession s = at(w, couple, 7, SYSTEM_SELF, 3);
    assert_true(s.opposite && s.risen == 0 && s.fallen == 1);
    SystemRating near[7];
    for (size_t i = 0; i < 7; i++) near[i] = couple[i];
    near[4].score = 4.5;
    assert_false(at(w, near, 7, SYSTEM_SELF, 3).opposite); /* .4 up is not half a point */
    assert_false(at(w, couple, 7, SYSTEM_SELF, 2).opposite); /* one earlier session each */
}

static void test_system__ratings_of_the_group_stay_apart(void **state)
{
    SystemSession s = at(*state, couple, 7, SYSTEM_WITHIN, 3);
    assert_int_equal(s.n, 1);
    assert_near(s.mean, 1);
    assert_true(isnan(s.split) && s.pair_count == 0 && !s.far && !s.opposite);
    s = at(*state, couple, 7, SYSTEM_GROUP, 3);
    assert_true(s.n == 0 && isnan(s.mean) && isnan(s.split));
    assert_true(at(*state, NULL, 0, SYSTEM_SELF, 1).n == 0);
}

static void test_system__exactly_the_limit_is_not_beyond_it(void **state)
{
    World *w = *state;
    SystemRating r[] = { { 0, SYSTEM_SELF, 1, 0 }, { 1, SYSTEM_SELF, 1, 1.96 * sqrt(2) * .3 } };
    assert_false(at(w, r, 2, SYSTEM_SELF, 1).far);
    r[1].score += 1e-6;
    assert_true(at(w, r, 2, SYSTEM_SELF, 1).far);
}

static void test_system__a_rating_twice_and_odd_numbers_are_refused(void **state)
{
    World *w = *state;
    SystemSession s = { .n = 77 };
    const SystemRating twice[] = { { 0, SYSTEM_SELF, 1, 4 }, { 0, SYSTEM_SELF, 1, 4 } };
    const SystemRating odd[] = { { 0, SYSTEM_SELF, 1, NAN } }, many[] = { { 12, SYSTEM_SELF, 1, 4 } };
    assert_err(system_session(&w->cx, twice, 2, SYSTEM_SELF, 1, .3, .5, &s), ERR_INVALID);
    assert_err(system_session(&w->cx, odd, 1, SYSTEM_SELF, 1, .3, .5, &s), ERR_INVALID);
    assert_err(system_session(&w->cx, many, 1, SYSTEM_SELF, 1, .3, .5, &s), ERR_INVALID);
    assert_err(system_session(&w->cx, couple, 7, SYSTEM_SELF, 1, 0, .5, &s), ERR_INVALID);
    assert_err(system_session(&w->cx, couple, 7, SYSTEM_SELF, 1, .3, NAN, &s), ERR_INVALID);
    assert_int_equal(s.n, 77);
}

static void test_system__order_does_not_matter_and_direction_mirrors(void **state)
{
    World *w = *state;
    Chance c = { 12 };
    enum { PEOPLE = 4, SESSIONS = 4, ALL = PEOPLE * SESSIONS };
    size_t opposite = 0;
    for (int round = 0; round < 300; round++) {
        SystemRating r[ALL], back[ALL];
        for (size_t i = 0; i < ALL; i++) {
            r[i] = (SystemRating){ i % PEOPLE, SYSTEM_GROUP, (double)(i / PEOPLE),
                                   1 + 4 * chance(&c) };
            back[ALL - 1 - i] = r[i];
            back[ALL - 1 - i].score = -r[i].score;
        }
        SystemSession a = at(w, r, ALL, SYSTEM_GROUP, SESSIONS - 1),
                      b = at(w, back, ALL, SYSTEM_GROUP, SESSIONS - 1);
        assert_near(a.mean, -b.mean);
        assert_near(a.split, b.split);
        assert_int_equal(a.far, b.far);
        assert_int_equal(a.opposite, b.opposite);
        assert_true(a.pair_count == 6 && a.n == PEOPLE);
        opposite += a.opposite;
    }
    assert_true(opposite > 20);
}

static void test_system__targets_have_words(void **state)
{
    (void)state;
    assert_text(system_target_word(SYSTEM_SELF), "self-therapist");
    assert_text(system_target_word(SYSTEM_WITHIN), "within-system");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_system__mean_split_and_the_pair_that_is_far_apart),
        cmocka_unit_test(test_system__one_up_and_one_down_from_their_own_mean),
        cmocka_unit_test(test_system__ratings_of_the_group_stay_apart),
        cmocka_unit_test(test_system__exactly_the_limit_is_not_beyond_it),
        cmocka_unit_test(test_system__a_rating_twice_and_odd_numbers_are_refused),
        cmocka_unit_test(test_system__order_does_not_matter_and_direction_mirrors),
        cmocka_unit_test(test_system__targets_have_words),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
