/* test_import_file.c - a file of past scores, read into rows; mistakes with their lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* cmocka's; in this house it makes an Err */

#include "cli/import_file.h"
#include "measure/builtin.h"

enum { ARENA_MAX = 32 << 20 };
#define TODAY ((Date){ 2026, 11, 22 })

typedef struct Desk { Ctx cx; Arena *lasting; const MeasureSet *measures; } Desk;

static int desk_open(void **state)
{
    static Desk desk;
    MeasureSet *set = NULL;
    desk = (Desk){ .lasting = arena_open(ARENA_MAX) };
    desk.cx.arena = desk.lasting;
    if (!desk.lasting || measure_builtin(&desk.cx, desk.lasting, &set).kind != ERR_NONE) return -1;
    desk.measures = set;
    *state = &desk;
    return 0;
}

static int desk_close(void **state)
{
    Desk *desk = *state;
    arena_close(desk->lasting);
    return 0;
}

static Err read_text(Desk *desk, Arena *arena, const char *text, ImportFile *f)
{
    desk->cx = (Ctx){ .arena = arena };
    *f = (ImportFile){ .arena = arena, .measures = desk->measures, .today = TODAY };
    Err err = import_file_read(&desk->cx, f, str_from_c(text));
    import_problems_sort(f);
    return err;
}

/* Reads `text`, which must have exactly this one mistake. */
static void expect_problem(void **state, const char *text, int64_t line, const char *words)
{
    ImportFile f;
    Arena *arena = arena_open(ARENA_MAX);
    assert_int_equal(read_text(*state, arena, text, &f).kind, ERR_NONE);
    assert_int_equal(f.problem_count, 1);
    if (!str_contains(f.problem[0].text, str_from_c(words)))
        print_error("“%s” is not in “" STR_FMT "”\n", words, STR_ARG(f.problem[0].text));
    assert_true(str_contains(f.problem[0].text, str_from_c(words)));
    assert_int_equal(f.problem[0].line, line);
    arena_close(arena);
}

static void test_import_file__reads_items_and_totals_in_any_order_of_columns(void **state)
{
    ImportFile f;
    Arena *arena = arena_open(ARENA_MAX);
    const char *text = "\xEF\xBB\xBF" "Date, item2,Person,MEASURE,total,item1\r\n"
                       "2026-11-22,3,\"Maya@Demo.example\",phq-9,,0\r\n"
                       "2020-02-29,,maya@demo.example,tandem-life,4.25,\r\n";
    assert_int_equal(read_text(*state, arena, text, &f).kind, ERR_NONE);
    assert_int_equal(f.problem_count, 0);
    assert_int_equal(f.row_count, 2);
    assert_true(f.row[0].usable && str_eq(f.row[0].email, S("maya@demo.example")));
    assert_int_equal(f.row[0].answer_count, 2);
    assert_true(str_eq(f.row[0].answer[0].key, S("phq-9/phq1")));
    assert_int_equal(f.row[0].answer[1].value, 3);
    assert_true(f.row[1].has_total && f.row[1].total == 4.25);
    assert_int_equal(f.row[1].line, 3);
    arena_close(arena);
}

#define HEAD "person,measure,date,item1,total\n"

static void test_import_file__names_each_kind_of_mistake_with_its_line(void **state)
{
    expect_problem(state, HEAD, 1, "no rows");
    expect_problem(state, "person,measure,date\n", 1, "neither a column");
    expect_problem(state, "person,measure,total\n", 1, "no column “date”");
    expect_problem(state, "person,measure,date,item0,total\n", 1, "“item0” is none of");
    expect_problem(state, "person,measure,date,total,Total\n", 1, "there twice");
    expect_problem(state, HEAD "a@b.example,phq-9,2026-11-23,,9\n", 2, "in the future");
    expect_problem(state, HEAD "a@b.example,phq-9,2026-02-30,,9\n", 2, "not a date");
    expect_problem(state, HEAD "a@b.example,phq-9,1899-12-31,,9\n", 2, "too long ago");
    expect_problem(state, HEAD "a@b.example,phq9,2026-01-01,,9\n", 2, "no measure is called “phq9”");
    expect_problem(state, HEAD "a@b.example,tandem-alliance-therapist,2026-01-01,,3\n", 2, "cannot be brought in");
    expect_problem(state, HEAD "a@b.example,phq-9,2026-01-01,4,\n", 2, "item1 is 4; it can be 0 to 3");
    expect_problem(state, HEAD "a@b.example,phq-9,2026-01-01,1.5,\n", 2, "item1 is 1.5");
    expect_problem(state, HEAD "a@b.example,phq-9,2026-01-01,,1e1000\n", 2, "total");
    expect_problem(state, HEAD "a@b.example,phq-9,2026-01-01,,9.5\n", 2, "0 to 27, whole");
    expect_problem(state, HEAD "a@b.example,phq-9,2026-01-01,1,9\n", 2, "both items and a total");
    expect_problem(state, HEAD "a@b.example,phq-9,2026-01-01,,\n", 2, "neither items nor a total");
    expect_problem(state, HEAD "a@b.example,tandem-goals,2026-01-01,5,\n", 2, "only a total");
    expect_problem(state, HEAD "nobody,phq-9,2026-01-01,,9\n", 2, "not an e-mail address");
    expect_problem(state, HEAD "a@b.example,phq-9,2026-01-01,,9,x\n", 2, "more cells than columns");
    expect_problem(state, HEAD "\na@b.example,phq-9,2026-01-01,,9\nA@b.example,phq-9,2026-01-01,,8\n", 4,
                   "as line 3");
}

static void test_import_file__every_mistake_at_once_in_order_of_lines(void **state)
{
    ImportFile f;
    Arena *arena = arena_open(ARENA_MAX);
    const char *text = HEAD "x,phq-9,2026-01-01,7,\n" "x,nothing,2027-01-01,,9\n";
    assert_int_equal(read_text(*state, arena, text, &f).kind, ERR_NONE);
    assert_int_equal(f.problem_count, 5);
    for (size_t i = 1; i < f.problem_count; i++) assert_true(f.problem[i - 1].line <= f.problem[i].line);
    arena_close(arena);
}

static void test_import_file__what_is_no_csv_is_refused(void **state)
{
    ImportFile f;
    Arena *arena = arena_open(ARENA_MAX);
    assert_int_equal(read_text(*state, arena, "", &f).kind, ERR_INVALID);
    assert_int_equal(read_text(*state, arena, HEAD "a\"b,c\n", &f).kind, ERR_INVALID);
    assert_int_equal(read_text(*state, arena, HEAD "\xff\xfe,c\n", &f).kind, ERR_INVALID);
    arena_close(arena);
}

/* Every allocation fails in turn: an error or a full arena, never half a file taken for whole. */
static void test_import_file__a_full_memory_is_never_a_good_file(void **state)
{
    const char *text = HEAD "a@b.example,phq-9,2026-01-01,1,\nb@b.example,phq-9,2026-01-01,,9\n";
    for (long n = 1;; n++) {
        ImportFile f;
        Arena *arena = arena_open(ARENA_MAX);
        assert_non_null(arena);
        arena_fault_at(n);
        Err err = read_text(*state, arena, text, &f);
        bool hit = arena_fault_hit();
        arena_fault_at(-1);
        bool refused = err.kind != ERR_NONE || arena_failed(arena) || f.problem_count > 0;
        arena_close(arena);
        if (!hit) break;
        assert_true(refused);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_import_file__reads_items_and_totals_in_any_order_of_columns),
        cmocka_unit_test(test_import_file__names_each_kind_of_mistake_with_its_line),
        cmocka_unit_test(test_import_file__every_mistake_at_once_in_order_of_lines),
        cmocka_unit_test(test_import_file__what_is_no_csv_is_refused),
        cmocka_unit_test(test_import_file__a_full_memory_is_never_a_good_file),
    };
    return cmocka_run_group_tests_name("import_file", tests, desk_open, desk_close);
}
