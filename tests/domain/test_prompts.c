/* test_prompts.c - lists to pick from, as people write them into a file. */
#include "base/base_test.h"

#include "base/embedded.h"
#include "domain/prompts.h"

static void test_prompts__groups_and_lines_are_read_as_written(void **state)
{
    (void)state;
    Prompts p;
    Arena *a = arena_open(1 << 20);
    assert_true(prompts_parse(a, S("before any\n# One \r\n  What now?  \n\n#Two\nA\nB"), &p));
    assert_int_equal(p.count, 2);
    assert_text(p.group[0].title, S("One"));
    assert_int_equal(p.group[0].count, 1);
    assert_text(p.group[0].list[0], S("What now?"));
    assert_int_equal(p.group[1].count, 2);
    assert_text(p.group[1].list[1], S("B"));
    assert_true(prompts_parse(a, S(""), &p));
    assert_int_equal(p.count, 0);
    arena_close(a);
}

static void test_prompts__more_than_there_is_room_for_is_left_out(void **state)
{
    (void)state;
    Prompts p;
    Arena *a = arena_open(1 << 20);
    Out o = out_open(a, 64 * 1024);
    for (int i = 0; i < PROMPT_GROUPS_MAX + 5; i++) {
        out_raw(&o, S("# g\n"));
        for (int k = 0; k < 12; k++) out_raw(&o, S("q\n"));
    }
    size_t all = 0;
    assert_true(prompts_parse(a, out_str(&o), &p));
    for (size_t i = 0; i < p.count; i++) all += p.group[i].count;
    assert_int_equal(p.count, PROMPT_GROUPS_MAX);
    assert_int_equal(all, PROMPTS_MAX);
    arena_close(a);
}

static void test_prompts__what_ships_has_groups_and_about_sixty_questions(void **state)
{
    (void)state;
    Prompts p;
    size_t all = 0;
    Arena *a = arena_open(1 << 20);
    Str text = { (const char *)embedded_prompts[0].bytes, embedded_prompts[0].len };
    assert_true(prompts_parse(a, text, &p));
    for (size_t i = 0; i < p.count; i++) {
        assert_true(p.group[i].count >= 3);
        all += p.group[i].count;
    }
    assert_true(p.count >= 8 && all >= 55);
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prompts__groups_and_lines_are_read_as_written),
        cmocka_unit_test(test_prompts__more_than_there_is_room_for_is_left_out),
        cmocka_unit_test(test_prompts__what_ships_has_groups_and_about_sixty_questions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
