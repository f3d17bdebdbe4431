/* What people may answer to a paper, in every order; drawings; the layout of a text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail

#include "domain/paper.h"

static const PersonId maya = { { { 1 } } }, daniel = { { { 2 } } };

static void add(PaperAnswers *all, PersonId who, PaperAct act)
{
    const PaperAnswer *last = paper_newest(all, who);
    all->list[all->count++] = (PaperAnswer){ .person = who, .number = last ? last->number + 1 : 1, .act = act };
}

/* Said in words of its own: the last answer decides, and nobody's counts for another. */
static bool expected(PaperAct now, PaperAct act, bool asked)
{
    switch (act) {
    case PAPER_SIGNED: return asked && now != PAPER_SIGNED;
    case PAPER_DECLINED:
    case PAPER_NOT_NOW: return asked && now != PAPER_SIGNED && now != act;
    case PAPER_WITHDRAWN: return now == PAPER_SIGNED;
    default: return false;
    }
}

static void test_paper__every_history_of_five_answers(void **state)
{
    (void)state;
    PaperAnswer room[16];
    int histories = 0;
    for (int code = 0; code < 4 * 4 * 4 * 4 * 4; code++) {
        PaperAnswers all = { room, 0 };
        PaperAct now = PAPER_NOTHING;
        for (int i = 0, rest = code; i < 5; i++, rest /= 4) {
            PaperAct act = (PaperAct)(1 + rest % 4);
            for (int asked = 0; asked < 2; asked++)
                assert_int_equal(paper_may(&all, maya, act, asked), expected(now, act, asked));
            if (!paper_may(&all, maya, act, true)) continue;
            add(&all, daniel, PAPER_DECLINED);
            add(&all, maya, act);
            now = act;
            assert_int_equal(paper_stands(&all, maya), now);
            assert_int_equal(paper_signature(&all, maya) != NULL, now == PAPER_SIGNED);
        }
        histories++;
    }
    assert_int_equal(histories, 1024);
    assert_int_equal(paper_stands(&(PaperAnswers){ room, 0 }, maya), PAPER_NOTHING);
}

static void test_paper__only_points_inside_the_pad_are_a_drawing(void **state)
{
    (void)state;
    static const char *const good[] = { "M0 0L320 120", "M1 2L3 4M5 6L7 8", "M10 10M20 20" };
    static const char *const bad[] = { "", "M1 2", "L1 2L3 4", "M1 2L3", "M1 2L3 ", "M1,2L3,4", "M-1 2L3 4",
        "M321 2L3 4", "M1 121L3 4", "M1 2 L3 4", "M1 2L3 4Z", "M1 2l3 4", "M1.5 2L3 4", "M1 2L3 4\"",
        "M00001 2L3 4", "M1  2L3 4", "M1 2L 3 4" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_true(paper_drawing_ok(str_from_c(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_false(paper_drawing_ok(str_from_c(bad[i])));
    static char path[PAPER_DRAWN_MAX + 4];
    for (size_t i = 0; i < sizeof path; i += 4) memcpy(path + i, i ? "L1 1" : "M1 1", 4);
    assert_false(paper_drawing_ok((Str){ path, sizeof path }));
    assert_true(paper_drawing_ok((Str){ path, PAPER_DRAWN_MAX }));
}

static void test_paper__a_text_is_headings_points_and_paragraphs(void **state)
{
    (void)state;
    Arena *a = arena_open(1 << 20);
    Str words = paper_words(a, S("Title"), S("One\ntwo\n\n# Head\n- a\n- b\nthree\n\n\n  four"));
    assert_true(str_eq(paper_title(words), S("Title")));
    PaperBlocks all = paper_blocks(a, paper_text(words));
    static const struct { PaperPiece piece; const char *text; } want[] = {
        { PIECE_PARAGRAPH, "One\ntwo" }, { PIECE_HEADING, "Head" }, { PIECE_POINT, "a" },
        { PIECE_POINT, "b" }, { PIECE_PARAGRAPH, "three" }, { PIECE_PARAGRAPH, "  four" } };
    assert_int_equal(all.count, sizeof want / sizeof *want);
    for (size_t i = 0; i < all.count; i++) {
        assert_int_equal(all.list[i].piece, want[i].piece);
        assert_true(str_eq(all.list[i].text, str_from_c(want[i].text)));
    }
    assert_int_equal(paper_blocks(a, S("")).count, 0);
    arena_close(a);
}

static void test_paper__what_was_left_to_fill_in_is_found(void **state)
{
    (void)state;
    assert_true(paper_has_gaps(S("We meet.\nIt costs [amount].")));
    assert_true(paper_has_gaps(S("[a]")));
    assert_false(paper_has_gaps(S("")));
    assert_false(paper_has_gaps(S("It costs 80 pounds.")));
    assert_false(paper_has_gaps(S("a tick: []")));
    assert_false(paper_has_gaps(S("[ begins here\nand ends there ]")));
    assert_false(paper_has_gaps(S("] and [")));
}

static void test_paper__the_kind_stands_beside_a_title_that_does_not_say_it(void **state)
{
    (void)state;
    assert_true(str_eq(paper_kind_beside(PAPER_FEES, S("What it costs")), S("Fee agreement")));
    assert_int_equal(paper_kind_beside(PAPER_FEES, S("Fee agreement")).len, 0);
}

static void test_paper__a_starting_point_says_so_until_the_line_is_taken_out(void **state)
{
    (void)state;
    assert_true(paper_is_starting_point(S("[A starting point. Have your lawyer read this.]\n\nWe meet.")));
    assert_false(paper_is_starting_point(S("We meet.\n[Have your lawyer read this.]")));
    assert_false(paper_is_starting_point(S("[name] signs")));
}

static void test_paper__names_are_read_back(void **state)
{
    (void)state;
    PaperKind kind;
    for (int i = 0; i < PAPER_KIND_COUNT; i++) {
        assert_true(paper_kind_parse(paper_kind_name((PaperKind)i), &kind) && (int)kind == i);
        assert_true(str_contains(S(PAPER_SLOTS), paper_kind_name(kind)) && paper_intent(kind).len > 0);
    }
    assert_false(paper_kind_parse(S(""), &kind));
    for (int i = 1; i < PAPER_ACT_COUNT; i++)
        assert_int_equal(paper_act_parse(paper_act_name((PaperAct)i)), i);
    assert_int_equal(paper_act_parse(S("")), PAPER_NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paper__every_history_of_five_answers),
        cmocka_unit_test(test_paper__only_points_inside_the_pad_are_a_drawing),
        cmocka_unit_test(test_paper__a_text_is_headings_points_and_paragraphs),
        cmocka_unit_test(test_paper__what_was_left_to_fill_in_is_found),
        cmocka_unit_test(test_paper__the_kind_stands_beside_a_title_that_does_not_say_it),
        cmocka_unit_test(test_paper__a_starting_point_says_so_until_the_line_is_taken_out),
        cmocka_unit_test(test_paper__names_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
