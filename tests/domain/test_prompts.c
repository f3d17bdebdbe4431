/* test_prompts.c - lists to pick from, as people write them into a file: questions, topics. */
#include "base/base_test.h"

#include "base/embedded.h"
#include "domain/agenda.h"

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

static void test_prompts__what_is_too_long_or_no_text_is_passed_over(void **state)
{
    (void)state;
    Prompts p;
    Arena *a = arena_open(1 << 20);
    Out o = out_open(a, 64 * 1024);
    out_raw(&o, S("# Two stay\nyes\n\xff\xfe no\n"));
    for (int i = 0; i <= PROMPT_LINE_MAX; i++) out_raw(&o, S("a"));
    out_raw(&o, S("\nyes too"));
    assert_true(prompts_parse(a, out_str(&o), &p));
    assert_int_equal(p.count, 1);
    assert_int_equal(p.group[0].count, 2);
    assert_text(p.group[0].list[1], S("yes too"));
    arena_close(a);
}

static Str shipped(const char *name)
{
    for (size_t i = 0; i < embedded_prompts_count; i++)
        if (str_eq(str_from_c(embedded_prompts[i].name), str_from_c(name)))
            return (Str){ (const char *)embedded_prompts[i].bytes, embedded_prompts[i].len };
    return S("");
}

static void test_prompts__what_ships_has_groups_and_about_sixty_questions(void **state)
{
    (void)state;
    Prompts p;
    size_t all = 0;
    Arena *a = arena_open(1 << 20);
    assert_true(prompts_parse(a, shipped("questions.en.txt"), &p));
    for (size_t i = 0; i < p.count; i++) {
        assert_true(p.group[i].count >= 3);
        all += p.group[i].count;
    }
    assert_true(p.count >= 8 && all >= 55);
    arena_close(a);
}

/* --- topics to begin with ------------------------------------------------------------------- */

static void test_agenda__minutes_stand_before_the_words(void **state)
{
    (void)state;
    static const struct { const char *line, *text; int64_t minutes; } rows[] = {
        { "10 How it was", "How it was", 10 }, { "1  Breathe", "Breathe", 1 }, { "240 All", "All", 240 },
        { "241 All", "241 All", 0 }, { "0 None", "0 None", 0 }, { "-5 Less", "-5 Less", 0 },
        { "10", "10", 0 }, { "10 ", "10 ", 0 }, { "Ten 10", "Ten 10", 0 }, { "10th time", "10th time", 0 },
        { "", "", 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        AgendaTopic topic = agenda_line(str_from_c(rows[i].line));
        assert_text(topic.text, str_from_c(rows[i].text));
        assert_int_equal(topic.minutes, rows[i].minutes);
    }
}

static void test_agenda__every_list_that_ships_fits_into_a_session(void **state)
{
    (void)state;
    Prompts p;
    Arena *a = arena_open(1 << 20);
    assert_true(prompts_parse(a, shipped("agendas.en.txt"), &p));
    assert_true(p.count >= 4);
    for (size_t g = 0; g < p.count; g++) {
        int64_t all = 0;
        for (size_t i = 0; i < p.group[g].count; i++) {
            int64_t minutes = agenda_line(p.group[g].list[i]).minutes;
            assert_true(minutes > 0);
            all += minutes;
        }
        assert_int_equal(all, 50);
        assert_ptr_equal(agenda_list(&p, p.group[g].title), &p.group[g]);
    }
    assert_null(agenda_list(&p, S("Nothing of the kind")));
    arena_close(a);
}

static void test_agenda__what_is_parked_or_taken_back_does_not_count(void **state)
{
    (void)state;
    EntryWording word = { .version = 1, .text = S("Sunday") };
    Entry list[] = {
        { .kind = ENTRY_AGENDA, .state = ENTRY_WAITING, .minutes = 10, .version = 1, .wording = &word, .wording_count = 1 },
        { .kind = ENTRY_AGENDA, .state = ENTRY_TALKED, .minutes = 5 },
        { .kind = ENTRY_AGENDA, .state = ENTRY_PARKED, .minutes = 20 },
        { .kind = ENTRY_AGENDA, .state = ENTRY_WITHDRAWN, .minutes = 40 },
        { .kind = ENTRY_VOICE, .state = ENTRY_SAID, .minutes = 80 },
    };
    assert_int_equal(agenda_minutes(list, 5), 15);
    assert_int_equal(agenda_minutes(list, 0), 0);
    assert_true(agenda_has(list, 5, S("Sunday")));
    assert_false(agenda_has(list, 5, S("Monday")));
    list[0].state = ENTRY_WITHDRAWN;
    assert_false(agenda_has(list, 5, S("Sunday")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prompts__groups_and_lines_are_read_as_written),
        cmocka_unit_test(test_prompts__more_than_there_is_room_for_is_left_out),
        cmocka_unit_test(test_prompts__what_is_too_long_or_no_text_is_passed_over),
        cmocka_unit_test(test_agenda__minutes_stand_before_the_words),
        cmocka_unit_test(test_agenda__every_list_that_ships_fits_into_a_session),
        cmocka_unit_test(test_agenda__what_is_parked_or_taken_back_does_not_count),
        cmocka_unit_test(test_prompts__what_ships_has_groups_and_about_sixty_questions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
