/* Completing a skeleton: its words are filled in, and nothing that is scored changes. */
#include "base/embedded.h"
#include "measure/completion.h"
#include "measure_test.h"

static Str words(Arena *a, const char *what, size_t n)
{
    return arena_printf(a, "%s %zu \"quoted\" é", what, n);
}

static Completion completed(World *w, const Definition *d)
{
    CompletionItem *item = ARENA_ARRAY(w->arena, CompletionItem, d->item_count + 1);
    for (size_t i = 0; i < d->item_count; i++) {
        size_t count = completion_labels(&d->items[i]);
        Str *label = ARENA_ARRAY(w->arena, Str, count + 1);
        for (size_t k = 0; k < count; k++) label[k] = words(w->arena, "answer", k);
        Str asks = d->dynamic ? S("{goal}") : words(w->arena, "question", i);
        item[i] = (CompletionItem){ asks, label };
    }
    return (Completion){ .version = S("1.1.0"), .title = S("A title"), .lead = S("A lead"),
        .notice = S("(c) the owner"), .language = S("en"), .attested_by = S("Jo Park"),
        .attested_at = S("2026-11-22"), .reference = S("contract 12"), .expires = S("2030-01-31"),
        .item = item, .item_count = d->item_count };
}

static void same_scales(const Definition *a, const Definition *b)
{
    assert_int_equal(a->scale_count, b->scale_count);
    assert_int_equal(a->flag_count, b->flag_count);
    for (size_t i = 0; i < a->scale_count; i++) {
        const MeasureScale *x = &a->scales[i], *y = &b->scales[i];
        assert_int_equal(x->item_count, y->item_count);
        assert_int_equal(x->method, y->method);
        assert_int_equal(x->band_count, y->band_count);
        assert_int_equal(x->lookup_count, y->lookup_count);
        assert_true(x->low == y->low && x->high == y->high && x->multiply == y->multiply);
        assert_true(x->cutoff.known == y->cutoff.known && x->reliable.known == y->reliable.known);
        for (size_t k = 0; k < x->item_count; k++)
            assert_true(x->items[k].index == y->items[k].index
                        && x->items[k].reverse == y->items[k].reverse);
    }
}

static bool completes(World *w, const EmbeddedFile *file)
{
    Str json, text = { (const char *)file->bytes, file->len };
    Definition *d = NULL, *made = NULL;
    assert_ok(measure_definition_parse(&w->cx, w->arena, text, NULL, &d));
    if (!completion_possible(d)) return false;
    Completion with = completed(w, d);
    assert_ok(measure_complete(&w->cx, w->arena, text, &with, &json));
    Err err = measure_definition_parse(&w->cx, w->arena, json, NULL, &made);
    if (err.kind != ERR_NONE) test_fails("%s: %s", file->name, w->cx.err_text);
    assert_true(made->complete && !d->complete);
    assert_text(made->version, "1.1.0");
    assert_text(made->lead, "A lead");
    assert_text(made->licence.attested_by, "Jo Park");
    assert_text(made->licence.reference, "contract 12");
    assert_true(made->licence.notice_visible && made->licence.tier == d->licence.tier);
    assert_false(str_ends(made->description, S("in this file.")));
    same_scales(d, made);
    return true;
}

static void test_completion__every_skeleton_with_a_scale_completes_and_scores_as_before(void **state)
{
    World *w = *state;
    size_t done = 0;
    for (size_t i = 0; i < embedded_skeletons_count; i++) done += completes(w, &embedded_skeletons[i]);
    assert_true(done >= 35);
}

static void test_completion__items_with_the_same_answers_are_one_set(void **state)
{
    World *w = *state;
    size_t set[COMPLETION_ITEMS_MAX];
    Definition *d = NULL;
    assert_ok(measure_definition_parse(&w->cx, w->arena, measure_builtin_json(S("das")), NULL, &d));
    assert_int_equal(completion_sets(d, set), 4);
    assert_int_equal(set[0], 0);
    assert_ok(measure_definition_parse(&w->cx, w->arena, measure_builtin_json(S("c-ssrs-screen")),
                                       NULL, &d));
    assert_int_equal(completion_sets(d, set), 0);
    assert_int_equal(set[0], COMPLETION_SETS_MAX);
    assert_false(completion_possible(d));
}

static void test_completion__another_number_of_questions_is_refused(void **state)
{
    World *w = *state;
    Str json = S("untouched");
    Definition *d = NULL;
    assert_ok(measure_definition_parse(&w->cx, w->arena, measure_builtin_json(S("wsas")), NULL, &d));
    Completion with = completed(w, d);
    with.item_count--;
    assert_err(measure_complete(&w->cx, w->arena, measure_builtin_json(S("wsas")), &with, &json),
               ERR_INVALID);
    assert_err(measure_complete(&w->cx, w->arena, S("{"), &with, &json), ERR_INVALID);
    assert_text(json, "untouched");
}

static void test_completion__a_version_that_a_form_could_not_keep_is_refused(void **state)
{
    World *w = *state;
    Str json;
    Definition *d = NULL;
    assert_ok(measure_definition_parse(&w->cx, w->arena, measure_builtin_json(S("wsas")), NULL, &d));
    Completion with = completed(w, d);
    with.version = S("1.0 of ours");
    assert_ok(measure_complete(&w->cx, w->arena, measure_builtin_json(S("wsas")), &with, &json));
    assert_err(measure_definition_parse(&w->cx, w->arena, json, NULL, &d), ERR_INVALID);
}

int main(void)
{
#define world_test(name) cmocka_unit_test_setup_teardown(name, world_open, world_close)
    const struct CMUnitTest tests[] = {
        world_test(test_completion__every_skeleton_with_a_scale_completes_and_scores_as_before),
        world_test(test_completion__items_with_the_same_answers_are_one_set),
        world_test(test_completion__another_number_of_questions_is_refused),
        world_test(test_completion__a_version_that_a_form_could_not_keep_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
