/* Ruptures: the worked series of tests/measure/data/ruptures.json, every preset. */
#include "measure_test.h"
#include "measure/rupture.h"
#include "measure_data.h"
#include "series_test.h"

enum { SERIES_MAX = 64 };

static size_t read_series(const Json *array, double *values)
{
    size_t n = json_count(array);
    assert_true(n > 0 && n <= SERIES_MAX);
    for (size_t i = 0; i < n; i++) values[i] = json_number(json_at(array, i), NAN);
    return n;
}

static void expect(World *w, RuptureRule rule, const double *values, size_t count, const Json *want)
{
    RuptureEpisode *got = NULL;
    size_t n = 0;
    assert_ok(rupture_find(&w->cx, w->arena, rule, values, count, &got, &n));
    assert_int_equal(n, json_count(want));
    for (size_t i = 0; i < n; i++) {
        const Json *e = json_at(want, i);
        assert_int_equal(got[i].onset + 1, json_int(json_get(e, "onset"), -1));
        assert_int_equal(got[i].trough + 1, json_int(json_get(e, "trough"), -1));
        assert_near(got[i].drop, json_number(json_get(e, "drop"), NAN));
        assert_true(str_eq(rupture_status_word(got[i].status), json_str(json_get(e, "status"))));
        if (got[i].status == RUPTURE_REPAIRED)
            assert_int_equal(got[i].repair + 1, json_int(json_get(e, "repair"), -1));
    }
}

static void test_rupture__T29_all_presets_on_all_worked_series(void **state)
{
    World *w = *state;
    static const char *const names[] = { "ceiling", "noisy", "demo" };
    JsonDoc *doc = data_json(w, "ruptures.json");
    for (size_t i = 0; i < 3; i++) {
        double v[SERIES_MAX];
        const Json *one = json_get(json_root(doc), names[i]), *events = json_get(one, "events");
        size_t n = read_series(json_get(one, "series"), v);
        assert_near(rupture_rule(RUPTURE_STRAUSS, 0, v, n).threshold,
                    json_number(json_get(one, "sd"), NAN));
        expect(w, rupture_rule(RUPTURE_STRAUSS, 0, v, n), v, n, json_get(events, "1SD_individual"));
        expect(w, rupture_rule(RUPTURE_STILES, 0, v, n), v, n, json_get(events, "2SD_individual"));
        expect(w, rupture_rule(RUPTURE_GUMZ, .35, v, n), v, n,
               json_get(events, "2SD_stricter_max(individual,0.35)"));
        expect(w, rupture_rule(RUPTURE_STEVENS, 0, v, n), v, n,
               json_get(events, "abs_1.0_repair_0.25"));
        expect(w, (RuptureRule){ .70, .175 }, v, n, json_get(events, "2SD_pooled_0.35"));
    }
    json_close(doc);
}

static size_t count_of(World *w, RupturePreset preset, const double *v, size_t n)
{
    RuptureEpisode *got = NULL;
    size_t found = 99;
    assert_ok(rupture_find(&w->cx, w->arena, rupture_rule(preset, 0, v, n), v, n, &got, &found));
    return found;
}

static void test_rupture__constant_short_and_empty_series_have_none(void **state)
{
    World *w = *state;
    const double flat[] = { 4, 4, 4, 4, 4, 4 }, brief[] = { 5, 4, 1 };
    for (int p = 0; p < RUPTURE_PRESET_COUNT; p++) {
        assert_int_equal(count_of(w, (RupturePreset)p, flat, 6), 0);
        assert_int_equal(count_of(w, (RupturePreset)p, brief, 3), 0);
        assert_int_equal(count_of(w, (RupturePreset)p, flat, 1), 0);
        assert_int_equal(count_of(w, (RupturePreset)p, flat, 0), 0);
    }
}

static void test_rupture__open_until_five_more_sessions_have_passed(void **state)
{
    World *w = *state;
    const double v[] = { 6, 6, 6, 4, 4, 4, 4, 4, 4 };
    RuptureEpisode *e = NULL;
    size_t n = 0;
    assert_ok(rupture_find(&w->cx, w->arena, rupture_rule(RUPTURE_STEVENS, 0, v, 8), v, 8, &e, &n));
    assert_true(n == 1 && e[0].status == RUPTURE_OPEN);
    assert_ok(rupture_find(&w->cx, w->arena, rupture_rule(RUPTURE_STEVENS, 0, v, 9), v, 9, &e, &n));
    assert_true(n == 1 && e[0].status == RUPTURE_UNREPAIRED);
}

static void test_rupture__names_round_trip_and_bad_numbers_are_refused(void **state)
{
    World *w = *state;
    RupturePreset p = RUPTURE_GUMZ;
    for (int i = 0; i < RUPTURE_PRESET_COUNT; i++) {
        assert_true(rupture_preset_parse(rupture_preset_word((RupturePreset)i), &p));
        assert_int_equal(p, i);
    }
    assert_false(rupture_preset_parse(S("nobody_type"), &p));
    assert_text(rupture_preset_word(RUPTURE_GUMZ), "gumz_strict");
    const double bad[] = { 4, 4, INFINITY, 4 };
    RuptureEpisode *e = NULL;
    size_t n = 77;
    assert_err(rupture_find(&w->cx, w->arena, (RuptureRule){ 1, 0 }, bad, 4, &e, &n), ERR_INVALID);
    assert_int_equal(n, 77);
}

static void test_rupture__another_unit_finds_the_same_episodes(void **state)
{
    World *w = *state;
    Chance c = { 5 };
    enum { N = 15 };
    size_t found = 0;
    for (int round = 0; round < 400; round++) {
        RupturePreset preset = (RupturePreset)(round % RUPTURE_STEVENS); /* it counts in points */
        double v[N], moved[N];
        RuptureEpisode *a = NULL, *b = NULL;
        size_t na = 0, nb = 0;
        chance_scores(&c, v, N, 7);
        for (size_t i = 0; i < N; i++) moved[i] = .01 * v[i] + 3;
        RuptureRule rule = rupture_rule(preset, 1, v, N), small = rupture_rule(preset, .01, moved, N);
        assert_ok(rupture_find(&w->cx, w->arena, rule, v, N, &a, &na));
        assert_ok(rupture_find(&w->cx, w->arena, small, moved, N, &b, &nb));
        assert_int_equal(na, nb);
        for (size_t i = 0; i < na; i++) {
            assert_true(a[i].onset == b[i].onset && a[i].trough == b[i].trough);
            assert_int_equal(a[i].status, b[i].status);
        }
        found += na;
    }
    assert_true(found > 100);
}

static void test_rupture__a_constant_series_in_odd_numbers_has_none(void **state)
{
    World *w = *state;
    double v[11];
    for (size_t i = 0; i < 11; i++) v[i] = 4.3; /* whose mean is a hair off in binary */
    for (int p = 0; p < RUPTURE_PRESET_COUNT; p++)
        assert_int_equal(count_of(w, (RupturePreset)p, v, 11), 0);
}

static const RuptureScale usual = { 4, .5 }, wide = { 4, 1 };

static void test_rupture_divergence__bond_above_agreement_for_two_sessions(void **state)
{
    World *w = *state;
    const double bond[] = { 4, 5, 4, 5, 5, 5 }, agreed[] = { 4, 4, 4, 4, 4, 4.25 };
    RuptureDivergence d;
    assert_ok(rupture_divergence(&w->cx, bond, agreed, 6, usual, wide, &d));
    assert_true(d.found && d.first == 3 && d.last == 5);
    assert_near(d.z, 1.75);
    assert_ok(rupture_divergence(&w->cx, bond, agreed, 4, usual, wide, &d));
    assert_false(d.found); /* one session at a time */
    assert_ok(rupture_divergence(&w->cx, agreed, bond, 6, usual, wide, &d));
    assert_false(d.found); /* the other way round is another matter */
    assert_ok(rupture_divergence(&w->cx, bond, agreed, 0, usual, wide, &d));
    assert_true(!d.found && isnan(d.z));
}

static void test_rupture_divergence__a_gap_breaks_the_run_and_bad_numbers_are_refused(void **state)
{
    World *w = *state;
    const double bond[] = { 5, NAN, 5 }, agreed[] = { 4, 4, 4 }, bad[] = { 5, INFINITY, 5 };
    RuptureDivergence d = { .first = 77 };
    assert_err(rupture_divergence(&w->cx, bad, agreed, 3, usual, wide, &d), ERR_INVALID);
    assert_err(rupture_divergence(&w->cx, agreed, agreed, 3, (RuptureScale){ 4, 0 }, wide, &d),
               ERR_INVALID);
    assert_int_equal(d.first, 77);
    assert_ok(rupture_divergence(&w->cx, bond, agreed, 3, usual, wide, &d));
    assert_false(d.found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rupture__T29_all_presets_on_all_worked_series),
        cmocka_unit_test(test_rupture__constant_short_and_empty_series_have_none),
        cmocka_unit_test(test_rupture__open_until_five_more_sessions_have_passed),
        cmocka_unit_test(test_rupture__another_unit_finds_the_same_episodes),
        cmocka_unit_test(test_rupture__a_constant_series_in_odd_numbers_has_none),
        cmocka_unit_test(test_rupture_divergence__bond_above_agreement_for_two_sessions),
        cmocka_unit_test(test_rupture_divergence__a_gap_breaks_the_run_and_bad_numbers_are_refused),
        cmocka_unit_test(test_rupture__names_round_trip_and_bad_numbers_are_refused),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
