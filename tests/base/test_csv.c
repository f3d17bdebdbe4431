/* test_csv.c - CSV: strict by rows, errors with their line, safe for spreadsheets. */
#include "base_test.h"

typedef struct Reader { Csv csv; CsvRow row; bool more; } Reader;

static Reader *reader(void **state, Str text)
{
    Ctx *cx = *state;
    Reader *r = ARENA_NEW(cx->arena, Reader);
    assert_non_null(r);
    r->csv = csv_open(text);
    return r;
}

static void next_is(void **state, Reader *r, int64_t line, size_t count, const Str *fields)
{
    Ctx *cx = *state;
    assert_ok(csv_next(cx, &r->csv, &r->row, &r->more));
    assert_true(r->more);
    assert_int_equal(r->row.line, line);
    assert_int_equal(r->row.count, count);
    for (size_t i = 0; i < count; i++) assert_text(r->row.field[i], fields[i]);
}
#define NEXT(r, line, ...) \
    next_is(state, (r), (line), sizeof((Str[]){ __VA_ARGS__ }) / sizeof(Str), (Str[]){ __VA_ARGS__ })

static void at_end(void **state, Reader *r)
{
    Ctx *cx = *state;
    for (int i = 0; i < 2; i++) {
        r->more = true;
        assert_ok(csv_next(cx, &r->csv, &r->row, &r->more));
        assert_false(r->more);
    }
}

static void test_csv__rows_quotes_and_line_ends(void **state)
{
    Reader *r = reader(state, S("\xEF\xBB\xBFperson,date,\"the \"\"score\"\"\"\r\n"
                                "Zoë,2026-01-02,\"a,b\r\nc\"\n"
                                "\"\",x,\n"
                                ",\"\"\"\",last"));
    NEXT(r, 1, S("person"), S("date"), S("the \"score\""));
    NEXT(r, 2, S("Zoë"), S("2026-01-02"), S("a,b\r\nc"));
    NEXT(r, 4, S(""), S("x"), S(""));
    NEXT(r, 5, S(""), S("\""), S("last"));
    at_end(state, r);
}

static void test_csv__empty_rows_are_passed_over(void **state)
{
    Reader *r = reader(state, S("\n\r\n,,,\na\n\n\"\"\n\nb,\n\n"));
    NEXT(r, 4, S("a"));
    NEXT(r, 8, S("b"), S(""));
    at_end(state, r);
    at_end(state, reader(state, S("")));
    at_end(state, reader(state, S("\xEF\xBB\xBF")));
    at_end(state, reader(state, S("\r\n")));
}

static void test_csv__spaces_belong_to_the_field(void **state)
{
    Reader *r = reader(state, S(" a , b\n"));
    NEXT(r, 1, S(" a "), S(" b"));
}

static void test_csv__hostile_text_is_refused_with_its_line(void **state)
{
    Ctx *cx = *state;
    static const struct { Str text; const char *error; } bad[] = {
        { S("a\nb\"c\n"), "line 2: a quote inside a field without quotes" },
        { S("a\n\"b\"c\n"), "line 2: text after a closing quote" },
        { S("a\n\"b\" ,c\n"), "line 2: text after a closing quote" },
        { S("a\n\"b\nc\nd"), "line 2: a quote is never closed" },
        { S("a\n\""), "line 2: a quote is never closed" },
        { S("a\n\"\"\""), "line 2: a quote is never closed" },
        { S("a\nb\rc\n"), "line 2: a stray carriage return" },
        { S("a\n\"b\"\rc\n"), "line 2: text after a closing quote" },
        { S("a\nb\0c\n"), "line 2: not UTF-8 text" },
        { S("a\n\0\n"), "line 2: not UTF-8 text" },
        { S("a\n\"x\ny\xff\"\n"), "line 2: not UTF-8 text" },
        { S("a\n\xC3,\xA9\n"), "line 2: not UTF-8 text" },
        { S("a\n\xFF\xFE" "b\n"), "line 2: not UTF-8 text" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Reader *r = reader(state, bad[i].text);
        NEXT(r, 1, S("a"));
        err_clear(cx);
        r->more = true;
        assert_kind(csv_next(cx, &r->csv, &r->row, &r->more), ERR_INVALID);
        assert_string_equal(cx->err_text, bad[i].error);
        assert_true(r->more);
    }
}

static void test_csv__fields_are_limited_in_number_and_length(void **state)
{
    Ctx *cx = *state;
    char text[70000];
    memset(text, ',', sizeof text);
    text[0] = 'a';
    Reader *r = reader(state, (Str){ text, 256 });
    assert_ok(csv_next(cx, &r->csv, &r->row, &r->more));
    assert_int_equal(r->row.count, 256);
    r = reader(state, (Str){ text, 257 });
    assert_kind(csv_next(cx, &r->csv, &r->row, &r->more), ERR_INVALID);
    assert_string_equal(cx->err_text, "line 1: more than 256 fields");
    memset(text, 'x', sizeof text);
    r = reader(state, (Str){ text, 65536 });
    assert_ok(csv_next(cx, &r->csv, &r->row, &r->more));
    err_clear(cx);
    r = reader(state, (Str){ text, 65537 });
    assert_kind(csv_next(cx, &r->csv, &r->row, &r->more), ERR_INVALID);
    assert_string_equal(cx->err_text, "line 1: a field is longer than 64 kB");
}

static void test_csv__full_arena_is_a_limit(void **state)
{
    (void)state;
    Ctx cx = { .arena = arena_open(1000) };
    Csv csv = csv_open(S("\"a\"\"b\"\n"));
    CsvRow row;
    bool more = false;
    arena_fault_at(1);
    assert_kind(csv_next(&cx, &csv, &row, &more), ERR_LIMIT);
    arena_close(cx.arena);
}

static Str put(Ctx *cx, Str field)
{
    Out o = out_open(cx->arena, 1000);
    csv_put(&o, field, true);
    return out_str(&o);
}

static void test_csv__formulas_are_disarmed_and_numbers_kept(void **state)
{
    Ctx *cx = *state;
    assert_text(put(cx, S("plain")), S("\"plain\""));
    assert_text(put(cx, S("")), S("\"\""));
    assert_text(put(cx, S("say \"hi\"")), S("\"say \"\"hi\"\"\""));
    assert_text(put(cx, S("=1+1")), S("\"'=1+1\""));
    assert_text(put(cx, S("+1+1")), S("\"'+1+1\""));
    assert_text(put(cx, S("@SUM(A1)")), S("\"'@SUM(A1)\""));
    assert_text(put(cx, S("-1+1")), S("\"'-1+1\""));
    assert_text(put(cx, S("-cmd|' /C calc'!A0")), S("\"'-cmd|' /C calc'!A0\""));
    assert_text(put(cx, S("\t=1")), S("\"'\t=1\""));
    assert_text(put(cx, S("\r=1")), S("\"'\r=1\""));
    assert_text(put(cx, S("\"=1")), S("\"\"\"=1\""));
    assert_text(put(cx, S("-3.5")), S("\"-3.5\""));
    assert_text(put(cx, S("-")), S("\"'-\""));
}

static void test_csv__written_rows_read_back(void **state)
{
    Ctx *cx = *state;
    const Str fields[] = { S("a"), S(""), S("x,\"y\"\r\nz"), S("Zoë"), S("-3") };
    Out o = out_open(cx->arena, 1000);
    for (size_t i = 0; i < 5; i++) csv_put(&o, fields[i], i == 0);
    csv_end_row(&o);
    Reader *r = reader(state, out_str(&o));
    next_is(state, r, 1, 5, fields);
    at_end(state, r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_CTX(test_csv__rows_quotes_and_line_ends),
        IN_CTX(test_csv__empty_rows_are_passed_over),
        IN_CTX(test_csv__spaces_belong_to_the_field),
        IN_CTX(test_csv__hostile_text_is_refused_with_its_line),
        IN_CTX(test_csv__fields_are_limited_in_number_and_length),
        IN_CTX(test_csv__full_arena_is_a_limit),
        IN_CTX(test_csv__formulas_are_disarmed_and_numbers_kept),
        IN_CTX(test_csv__written_rows_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
