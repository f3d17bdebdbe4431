/* test_formulation.c - what a version holds, and where sentences lead back to their beginning. */
#include "base/base_test.h"

#include "domain/formulation.h"
#include "domain/preference.h"

static Arena *arena(void)
{
    Arena *a = arena_open(16 << 20);
    assert_non_null(a);
    return a;
}

static EntryId entry(int n) { return (EntryId){ { { (uint8_t)n, 1, 2, 3 } } }; }

static void test_formulation__its_text_reads_back_as_it_was(void **state)
{
    (void)state;
    Arena *a = arena();
    FormulationItem items[] = { { entry(1), 1 }, { entry(2), 12 }, { entry(3), 3 } };
    Formulation out, in = { items, 3 };
    assert_true(formulation_parse(a, formulation_text(a, &in), &out));
    assert_int_equal(out.count, 3);
    for (int i = 1; i <= 3; i++)
        assert_int_equal(formulation_find(&out, entry(i)), formulation_find(&in, entry(i)));
    assert_int_equal(formulation_find(&out, entry(4)), 0);
    arena_close(a);
}

static void test_formulation__lines_that_are_none_are_passed_over(void **state)
{
    (void)state;
    Arena *a = arena();
    Formulation f;
    Str good = arena_printf(a, STR_FMT " 2", STR_ARG(uuid_str(a, entry(7).u)));
    Str text = arena_printf(a, "\n\nx\n" STR_FMT " 0\n" STR_FMT "\n" STR_FMT " -1\nnot-an-id 3",
                            STR_ARG(uuid_str(a, entry(8).u)), STR_ARG(good), STR_ARG(uuid_str(a, entry(9).u)));
    assert_true(formulation_parse(a, text, &f));
    assert_int_equal(f.count, 1);
    assert_int_equal(formulation_find(&f, entry(7)), 2);
    arena_close(a);
}

static void test_formulation__what_is_set_aside_or_kept_is_not_held(void **state)
{
    (void)state;
    Entry e = { .kind = ENTRY_PART, .state = ENTRY_OPEN, .audience = ENTRY_READ_BY_MEMBERS };
    assert_true(formulation_holds(&e));
    e.state = ENTRY_LET_GO;
    assert_false(formulation_holds(&e));
    e = (Entry){ .kind = ENTRY_PART, .state = ENTRY_OPEN, .audience = ENTRY_READ_BY_AUTHOR };
    assert_false(formulation_holds(&e));
    e = (Entry){ .kind = ENTRY_HEADING, .state = ENTRY_OPEN, .audience = ENTRY_READ_BY_MEMBERS };
    assert_false(formulation_holds(&e));
}

/* The shortest way back, found a second way: the powers of the table of arrows. */
static size_t slow_round(const FormulationArrow *arrow, size_t count, size_t places, size_t start)
{
    bool at[8] = { false };
    at[start] = true;
    for (size_t steps = 1; steps <= places; steps++) {
        bool next[8] = { false };
        for (size_t k = 0; k < count; k++)
            if (at[arrow[k].from] && arrow[k].from != arrow[k].to) next[arrow[k].to] = true;
        if (next[start]) return steps;
        for (size_t i = 0; i < places; i++) at[i] = next[i];
    }
    return 0;
}

static bool is_arrow(const FormulationArrow *arrow, size_t count, size_t from, size_t to)
{
    for (size_t k = 0; k < count; k++)
        if (arrow[k].from == from && arrow[k].to == to) return true;
    return false;
}

static void test_formulation__finds_the_shortest_way_round_in_every_small_picture(void **state)
{
    (void)state;
    uint32_t seed = 41;
    for (int round = 0; round < 20000; round++) {
        FormulationArrow arrow[10];
        size_t way[16], places = 2 + (size_t)round % 6, count = (size_t)(round / 6) % 10;
        for (size_t k = 0; k < count; k++) {
            seed = seed * 1664525u + 1013904223u;
            arrow[k] = (FormulationArrow){ (seed >> 8) % places, (seed >> 20) % places };
        }
        for (size_t start = 0; start < places; start++) {
            size_t length = formulation_round(arrow, count, places, start, way);
            assert_int_equal(length, slow_round(arrow, count, places, start));
            for (size_t i = 0; i < length; i++)
                assert_true(is_arrow(arrow, count, way[i], way[(i + 1) % length]));
        }
    }
}

static void test_preference__words_stand_after_the_choice(void **state)
{
    (void)state;
    EntryWording w = { .version = 1, .text = S("Slowly, with pauses\nsilence is fine") };
    Entry e = { .kind = ENTRY_PREFERENCE, .state = ENTRY_SAID, .slot = S("pace"), .level = 1, .version = 1,
                .audience = ENTRY_READ_BY_AUTHOR, .wording = &w, .wording_count = 1 };
    assert_true(str_eq(preference_words(&e), S("silence is fine")));
    w.text = S("Slowly, with pauses");
    assert_int_equal(preference_words(&e).len, 0);
    e.level = 0;
    assert_true(str_eq(preference_words(&e), S("Slowly, with pauses")));
}

static void test_preference__what_is_kept_to_oneself_changes_nothing_for_others(void **state)
{
    (void)state;
    PersonId maya = { { { 1 } } }, daniel = { { { 2 } } };
    Entry e = { .kind = ENTRY_PREFERENCE, .state = ENTRY_SAID, .slot = S("lead"), .level = LEAD_ME,
                .audience = ENTRY_READ_BY_AUTHOR, .author = maya };
    assert_int_equal(preference_choice(&e, 1, maya, PREFERENCE_LEAD, PREFERENCE_FOR_ALL), 0);
    assert_int_equal(preference_choice(&e, 1, maya, PREFERENCE_LEAD, PREFERENCE_FOR_SELF), LEAD_ME);
    assert_int_equal(preference_choice(&e, 1, daniel, PREFERENCE_LEAD, PREFERENCE_FOR_SELF), 0);
    e.audience = ENTRY_READ_BY_MEMBERS;
    assert_int_equal(preference_choice(&e, 1, maya, PREFERENCE_LEAD, PREFERENCE_FOR_ALL), LEAD_ME);
    e.state = ENTRY_WITHDRAWN;
    assert_int_equal(preference_choice(&e, 1, maya, PREFERENCE_LEAD, PREFERENCE_FOR_ALL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formulation__its_text_reads_back_as_it_was),
        cmocka_unit_test(test_formulation__lines_that_are_none_are_passed_over),
        cmocka_unit_test(test_formulation__what_is_set_aside_or_kept_is_not_held),
        cmocka_unit_test(test_formulation__finds_the_shortest_way_round_in_every_small_picture),
        cmocka_unit_test(test_preference__words_stand_after_the_choice),
        cmocka_unit_test(test_preference__what_is_kept_to_oneself_changes_nothing_for_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
