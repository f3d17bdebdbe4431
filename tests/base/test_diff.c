/* test_diff.c - what changed between two texts. */
#include "base_test.h"

#include "base/diff.h"

/* "same [-gone-] [+new+]" */
static Str shown(Arena *a, const char *before, const char *after)
{
    Diff d;
    Str text = S("");
    assert_true(diff_words(a, str_from_c(before), str_from_c(after), &d));
    for (size_t i = 0; i < d.count; i++) {
        Str piece = d.list[i].kind == DIFF_SAME ? d.list[i].text
            : d.list[i].kind == DIFF_GONE ? arena_printf(a, "[-" STR_FMT "-]", STR_ARG(d.list[i].text))
                                          : arena_printf(a, "[+" STR_FMT "+]", STR_ARG(d.list[i].text));
        text = arena_join(a, text, piece);
    }
    return text;
}

static void test_diff__names_what_went_and_what_came(void **state)
{
    (void)state;
    Arena *a = arena_open(1 << 20);
    assert_text(shown(a, "", ""), S(""));
    assert_text(shown(a, "", "all new"), S("[+all new+]"));
    assert_text(shown(a, "gone now", ""), S("[-gone now-]"));
    assert_text(shown(a, "the same words", "the same words"), S("the same words"));
    assert_text(shown(a, "say no once", "say no twice a week"), S("say no [-once-][+twice a week+]"));
    assert_text(shown(a, "sleep at home", "sleep well at home"), S("sleep [+well +]at home"));
    arena_close(a);
}

/* Whatever the words: the two texts can be put together again from the pieces. */
static void test_diff__both_texts_can_be_put_together_again(void **state)
{
    (void)state;
    uint32_t roll = 7;
    for (int n = 0; n < 2000; n++) {
        Arena *a = arena_open(1 << 20);
        Str text[2] = { S(""), S("") };
        for (int t = 0; t < 2; t++) {
            for (uint32_t words = (roll = roll * 1664525u + 1013904223u) >> 28; words > 0; words--) {
                roll = roll * 1664525u + 1013904223u;
                text[t] = arena_printf(a, STR_FMT "%c ", STR_ARG(text[t]), (char)('a' + (roll >> 24) % 4));
            }
        }
        Diff d;
        assert_true(diff_words(a, text[0], text[1], &d));
        Str before = S(""), after = S("");
        for (size_t i = 0; i < d.count; i++) {
            if (d.list[i].kind != DIFF_NEW) before = arena_join(a, before, d.list[i].text);
            if (d.list[i].kind != DIFF_GONE) after = arena_join(a, after, d.list[i].text);
        }
        assert_text(before, text[0]);
        assert_text(after, text[1]);
        arena_close(a);
    }
}

static void test_diff__long_texts_come_whole(void **state)
{
    (void)state;
    Arena *a = arena_open(8 << 20);
    char *text = arena_array(a, 6001, 1);
    for (int i = 0; i < 6000; i++) text[i] = i % 2 ? ' ' : 'x';
    Diff d;
    assert_true(diff_words(a, (Str){ text, 6000 }, S("short"), &d));
    assert_int_equal(d.count, 2);
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diff__names_what_went_and_what_came),
        cmocka_unit_test(test_diff__both_texts_can_be_put_together_again),
        cmocka_unit_test(test_diff__long_texts_come_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
