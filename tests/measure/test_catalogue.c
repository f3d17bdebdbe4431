/* Everything that ships: complete where it is ours to give, and without a word where it is not. */
#include "measure_test.h"

static const Definition *shipped(World *w, const char *id)
{
    static MeasureSet *all; /* as long as the world's arena */
    if (!all) assert_ok(measure_catalogue(&w->cx, w->arena, &all));
    const Definition *d = measure_find(all, str_from_c(id));
    if (!d) test_fails("there is no %s", id);
    return d;
}

static void test_catalogue__tier_1_has_its_words_and_its_notice(void **state)
{
    World *w = *state;
    static const char *const ids[] = { "phq-9", "phq-2", "phq-4", "gad-7", "gad-2", "pcl-5", "k6",
        "k10", "tandem-alliance-client", "tandem-alliance-therapist", "tandem-goals",
        "tandem-goal-attainment", "tandem-problems", "tandem-moments", "tandem-therapist-check" };
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const Definition *d = measure_find(w->set, str_from_c(ids[i]));
        if (!d) test_fails("%s does not ship", ids[i]);
        assert_int_equal(d->licence.tier, 1);
        assert_true(d->complete && d->licence.notice.len && d->licence.notice_visible);
        assert_true(d->licence.source.len && d->scale_count > 0);
    }
    for (size_t i = 0; i < w->set->count; i++) assert_int_equal(w->set->list[i]->licence.tier, 1);
    assert_int_equal(w->set->in_force, w->set->count);
}

static void test_catalogue__skeletons_hold_no_words(void **state)
{
    World *w = *state;
    MeasureSet *all;
    assert_ok(measure_catalogue(&w->cx, w->arena, &all));
    assert_true(all->count >= all->in_force + 40);
    print_message("arena: %zu kB\n", arena_used(w->arena) >> 10);
    for (size_t i = all->in_force; i < all->count; i++) {
        const Definition *d = all->list[i];
        assert_true(d->licence.tier >= 2 && !d->complete);
        assert_true(d->lead.len == 0 && d->licence.holder.len && d->licence.source.len);
        for (size_t k = 0; k < d->item_count; k++) {
            const MeasureItem *item = &d->items[k];
            if (item->text.len || item->low_text.len || item->high_text.len)
                test_fails("%.*s: item %zu has words", STR_ARG(d->id), k + 1);
            for (size_t o = 0; o < item->option_count; o++)
                assert_int_equal(item->options[o].text.len, 0);
        }
    }
}

static ScaleScore score_all(World *w, const Definition *d, double value, const char *scale)
{
    Answer a[64];
    Scores s;
    for (size_t i = 0; i < d->item_count; i++) a[i] = ANSWER(value);
    assert_ok(measure_score(&w->cx, w->arena, d, a, d->item_count, &s));
    return *scores_scale(&s, str_from_c(scale));
}

/* One value for every answer: a slip in a key or a coding moves the sum. */
static void test_catalogue__keys_and_codings_give_the_sums_of_the_manuals(void **state)
{
    World *w = *state;
    static const struct { const char *id, *scale; double value, score; } cases[] = {
        { "who-5", "total", 5, 100 }, { "who-5", "total", 1, 20 },
        { "core-10", "total", 4, 32 },  { "core-10", "total", 0, 8 },      /* two reversed */
        { "core-om", "total", 0, 320.0 / 34 }, { "core-om", "risk", 4, 40 },
        { "core-om", "wellbeing", 0, 20 }, { "core-om", "functioning", 0, 20 },
        { "core-om", "problems", 0, 0 },
        { "dass-21", "stress", 3, 42 }, { "dass-21", "depression", 1, 14 },
        { "k10", "total", 1, 10 }, { "k6", "total", 4, 24 }, { "pcl-5", "total", 4, 80 },
        { "pcl-5", "avoidance", 4, 8 }, { "phq-4", "anxiety", 3, 6 },
        { "wai-sr", "bond", 5, 20 }, { "wai-s", "goal", 7, 16 }, { "wai-36", "total", 7, 168 },
        { "arm-5", "total", 7, 5.8 }, { "score-15", "total", 5, 55 }, { "csi-4", "total", 5, 20 },
        { "sdq", "total", 2, 30 }, { "sdq", "prosocial", 2, 10 }, { "oq-45", "total", 4, 144 },
        { "proqol-5", "burnout", 5, 30 }, { "cbi", "personal", 4, 100 }, { "das", "total", 0, 0 },
        { "ors", "total", 100, 40 }, { "collaborate-10", "total", 9, 9 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ScaleScore s = score_all(w, shipped(w, cases[i].id), cases[i].value, cases[i].scale);
        if (!s.scored || fabs(s.score - cases[i].score) > 1e-9)
            test_fails("%s %s of %g: %.12g, expected %.12g", cases[i].id, cases[i].scale,
                       cases[i].value, s.score, cases[i].score);
    }
}

static void test_catalogue__T30_who5_raw_21_is_84_and_12_is_48(void **state)
{
    World *w = *state;
    const Definition *d = shipped(w, "who-5");
    Answer a[5] = { ANSWER(5), ANSWER(5), ANSWER(5), ANSWER(5), ANSWER(1) };
    Scores s;
    assert_ok(measure_score(&w->cx, w->arena, d, a, 5, &s));
    assert_near(s.scales[0].raw, 21);
    assert_near(s.scales[0].score, 84);
    for (int i = 0; i < 5; i++) a[i] = ANSWER(i < 2 ? 3 : 2);
    assert_ok(measure_score(&w->cx, w->arena, d, a, 5, &s));
    assert_near(s.scales[0].score, 48);
    assert_true(measure_is_case(s.scales[0].scale, 48) && !measure_is_case(s.scales[0].scale, 52));
}

static void test_catalogue__completed_sums_of_promis_are_rounded_up(void **state)
{
    World *w = *state;
    const Definition *d = shipped(w, "promis-depression-8a");
    Answer a[8] = { ANSWER(1), ANSWER(2), ANSWER(2), ANSWER(2), ANSWER(2) };
    Scores s;
    assert_ok(measure_score(&w->cx, w->arena, d, a, 8, &s));
    assert_true(s.scales[0].prorated);
    assert_near(s.scales[0].score, 15);                  /* 9 x 8 / 5 = 14.4 */
    a[4] = ANSWER(3);
    assert_ok(measure_score(&w->cx, w->arena, d, a, 8, &s));
    assert_near(s.scales[0].score, 16);                  /* exactly 16: stays */
    a[4] = a[3] = NO_ANSWER;
    assert_ok(measure_score(&w->cx, w->arena, d, a, 8, &s));
    assert_false(s.scales[0].scored);
}

/* A table from raw sums to T, as a licensed clinic would fill it in. */
static void test_catalogue__raw_sums_become_t_by_table(void **state)
{
    World *w = *state;
    static const MeasureItem items[2] = { { .kind = ITEM_LINE, .low = 1, .high = 3 },
                                          { .kind = ITEM_LINE, .low = 1, .high = 3 } };
    static const ScaleItem keys[2] = { { 0, false }, { 1, false } };
    static const LookupRow rows[5] = { { 2, 38.2 }, { 3, 44.7 }, { 4, 50 }, { 5, 57.1 }, { 6, 63 } };
    MeasureScale scale = { .method = SCALE_SUM, .multiply = 1, .low = 38.2, .high = 63, .items = keys,
                           .item_count = 2, .missing_allowed = 1, .proration = PRORATE_CEILING,
                           .lookup = rows, .lookup_count = 5 };
    Definition d = { .items = items, .item_count = 2, .scales = &scale, .scale_count = 1 };
    static const double want[3][3] = { { 38.2, 44.7, 50 }, { 44.7, 50, 57.1 }, { 50, 57.1, 63 } };
    Scores s;
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) {
            Answer a[2] = { ANSWER(i + 1), ANSWER(k + 1) };
            assert_ok(measure_score(&w->cx, w->arena, &d, a, 2, &s));
            assert_near(s.scales[0].score, want[i][k]);
        }
    Answer half[2] = { ANSWER(2), NO_ANSWER };
    assert_ok(measure_score(&w->cx, w->arena, &d, half, 2, &s));
    assert_true(s.scales[0].scored && s.scales[0].prorated);
    assert_near(s.scales[0].score, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_catalogue__tier_1_has_its_words_and_its_notice),
        cmocka_unit_test(test_catalogue__skeletons_hold_no_words),
        cmocka_unit_test(test_catalogue__keys_and_codings_give_the_sums_of_the_manuals),
        cmocka_unit_test(test_catalogue__T30_who5_raw_21_is_84_and_12_is_48),
        cmocka_unit_test(test_catalogue__completed_sums_of_promis_are_rounded_up),
        cmocka_unit_test(test_catalogue__raw_sums_become_t_by_table),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
