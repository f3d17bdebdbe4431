/* Nothing that was saved is lost, on however many devices. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#undef fail
#include "domain/process_note.h"

enum { STEPS = 60, HISTORIES = 500 };

typedef struct Kept { ProcessNote note; ProcessWording wording[STEPS + 1]; } Kept;

static void save(Kept *k, int64_t base, Str text)
{
    ProcessChange c = process_note_plan(&k->note, base, text);
    if (c.add) k->wording[k->note.wording_count++] = (ProcessWording){ c.version, base, text, 0 };
    k->note.wording = k->wording;
    k->note.version = c.version;
    k->note.split = c.split;
}

static void test_process_note__the_same_words_again_change_nothing(void **state)
{
    (void)state;
    Kept k = { .note = { .version = 0 } };
    save(&k, 0, S("one"));
    save(&k, 1, S("one"));
    assert_int_equal(k.note.version, 1);
    assert_int_equal(k.note.split, 0);
}

static void test_process_note__two_devices_keep_both_until_one_text_is_saved(void **state)
{
    (void)state;
    Kept k = { .note = { .version = 0 } };
    save(&k, 0, S("one"));
    save(&k, 1, S("on the phone"));
    save(&k, 1, S("at the desk"));
    assert_int_equal(k.note.split, 2);
    assert_true(process_note_stands(&k.note, 2) && process_note_stands(&k.note, 3));
    assert_false(process_note_stands(&k.note, 1));
    save(&k, 3, S("both"));
    assert_int_equal(k.note.split, 0);
    assert_true(str_eq(process_note_text(&k.note), S("both")));
}

/* A third from an old page joins the two; what stood stays. */
static void test_process_note__whatever_the_order_every_text_is_there(void **state)
{
    (void)state;
    static const char *const words[] = { "a", "b", "c", "d", "e" };
    uint32_t seed = 7;
    for (int h = 0; h < HISTORIES; h++) {
        Kept k = { .note = { .version = 0 } };
        save(&k, 0, S("first"));
        for (int i = 0; i < STEPS; i++) {
            seed = seed * 1664525u + 1013904223u;
            int64_t base = 1 + (int64_t)((seed >> 8) % (uint32_t)k.note.version);
            Str text = str_from_c(words[(seed >> 24) % 5]);
            bool stale = base < k.note.version, same = !k.note.split && str_eq(process_note_text(&k.note), text);
            int64_t before = k.note.version;
            save(&k, base, text);
            assert_true(str_eq(process_note_text(&k.note), text));
            if (stale && !same) assert_true(process_note_stands(&k.note, before));
            if (!stale && !same) assert_int_equal(k.note.split, 0);
            assert_int_equal(k.note.version, (int64_t)k.note.wording_count);
        }
    }
}

static void test_process_note__what_was_destroyed_has_no_words(void **state)
{
    (void)state;
    Kept k = { .note = { .version = 0 } };
    save(&k, 0, S("one"));
    k.note.destroyed_ms = 1;
    assert_int_equal(process_note_text(&k.note).len, 0);
}

static void test_process_note__a_beginning_is_cut_at_a_word(void **state)
{
    (void)state;
    Arena *a = arena_open(1 << 16);
    Kept k = { .note = { .version = 0 } };
    save(&k, 0, S("Short\nand more"));
    assert_true(str_eq(process_note_begins(a, &k.note), S("Short …")));
    save(&k, 1, S("Only this"));
    assert_true(str_eq(process_note_begins(a, &k.note), S("Only this")));
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_process_note__the_same_words_again_change_nothing),
        cmocka_unit_test(test_process_note__two_devices_keep_both_until_one_text_is_saved),
        cmocka_unit_test(test_process_note__whatever_the_order_every_text_is_there),
        cmocka_unit_test(test_process_note__what_was_destroyed_has_no_words),
        cmocka_unit_test(test_process_note__a_beginning_is_cut_at_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
