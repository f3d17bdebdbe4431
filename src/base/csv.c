#include "csv.h"

enum { FIELD_MAX = 64 * 1024 };

Csv csv_open(Str text)
{
    size_t start = str_starts(text, S("\xEF\xBB\xBF")) ? 3 : 0;
    return (Csv){ .text = text, .at = start, .line = 1 };
}

static Err fail_line(Ctx *cx, int64_t line, const char *what)
{
    return fail(cx, ERR_INVALID, "line %lld: %s", (long long)line, what);
}

static bool at_end(const Csv *csv)
{
    return csv->at >= csv->text.len;
}

static char byte_at(const Csv *csv, size_t at)
{
    return at < csv->text.len ? csv->text.ptr[at] : '\n';
}

/* LF, CRLF, or the end of the text. */
static bool at_line_end(const Csv *csv)
{
    char c = byte_at(csv, csv->at);
    return c == '\n' || (c == '\r' && byte_at(csv, csv->at + 1) == '\n');
}

static void skip_line_end(Csv *csv)
{
    if (at_end(csv)) return;
    csv->at += csv->text.ptr[csv->at] == '\r' ? 2 : 1;
    if (csv->at > csv->text.len) csv->at = csv->text.len; /* a CR as the very last byte */
    csv->line++;
}

/* Two quotes stand for one. */
static Str undouble(Arena *a, Str inner)
{
    if (!str_contains(inner, S("\""))) return inner;
    char *text = arena_alloc(a, inner.len);
    if (!text) return (Str){ 0 };
    size_t len = 0;
    for (size_t i = 0; i < inner.len; i++) {
        text[len++] = inner.ptr[i];
        if (inner.ptr[i] == '"') i++;
    }
    return (Str){ text, len };
}

static Err quoted_field(Ctx *cx, Csv *csv, Str *ret_field)
{
    int64_t first_line = csv->line;
    size_t start = ++csv->at;
    for (;; csv->at++) {
        if (at_end(csv)) return fail_line(cx, first_line, "a quote is never closed");
        char c = csv->text.ptr[csv->at];
        if (c == '\n') csv->line++;
        if (c != '"') continue;
        if (csv->at + 1 >= csv->text.len || csv->text.ptr[csv->at + 1] != '"') break;
        csv->at++;
    }
    *ret_field = undouble(cx->arena, str_slice(csv->text, start, csv->at));
    csv->at++;
    if (!at_line_end(csv) && byte_at(csv, csv->at) != ',')
        return fail_line(cx, csv->line, "text after a closing quote");
    return OK;
}

static Err plain_field(Ctx *cx, Csv *csv, Str *ret_field)
{
    size_t start = csv->at;
    while (!at_line_end(csv) && csv->text.ptr[csv->at] != ',') {
        char c = csv->text.ptr[csv->at++];
        if (c == '"') return fail_line(cx, csv->line, "a quote inside a field without quotes");
        if (c == '\r') return fail_line(cx, csv->line, "a stray carriage return");
    }
    *ret_field = str_slice(csv->text, start, csv->at);
    return OK;
}

static Err read_field(Ctx *cx, Csv *csv, Str *ret_field)
{
    int64_t line = csv->line;
    Str field = { 0 };
    if (byte_at(csv, csv->at) == '"') TRY(quoted_field(cx, csv, &field));
    else TRY(plain_field(cx, csv, &field));
    if (field.len > FIELD_MAX) return fail_line(cx, line, "a field is longer than 64 kB");
    if (!str_is_utf8(field)) return fail_line(cx, line, "not UTF-8 text");
    if (arena_failed(cx->arena)) return fail(cx, ERR_LIMIT, "request too large");
    *ret_field = field;
    return OK;
}

static Err read_row(Ctx *cx, Csv *csv, CsvRow *row)
{
    row->count = 0;
    row->line = csv->line;
    for (;;) {
        if (row->count == CSV_FIELDS_MAX) return fail_line(cx, row->line, "more than 256 fields");
        TRY(read_field(cx, csv, &row->field[row->count++]));
        if (at_line_end(csv)) break;
        csv->at++; /* the comma */
    }
    skip_line_end(csv);
    return OK;
}

/* Spreadsheets save cleared rows as ",,,". */
static bool is_empty(const CsvRow *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->field[i].len > 0) return false;
    return true;
}

Err csv_next(Ctx *cx, Csv *csv, CsvRow *row, bool *ret_more)
{
    while (!at_end(csv)) {
        TRY(read_row(cx, csv, row));
        if (is_empty(row)) continue;
        *ret_more = true;
        return OK;
    }
    *ret_more = false;
    return OK;
}

/* A spreadsheet runs a cell that begins like this, quoted or not. */
static bool is_formula(Str field)
{
    double number = 0;
    if (field.len == 0 || !strchr("=+-@\t\r\n", field.ptr[0])) return false;
    return !str_to_double(field, &number); /* "-3.5" is a number and stays one */
}

void csv_put(Out *o, Str field, bool first_in_row)
{
    if (!first_in_row) out_raw(o, S(","));
    out_raw(o, S("\""));
    if (is_formula(field)) out_raw(o, S("'"));
    Str piece;
    for (bool first = true; str_cut(&field, '"', &piece); first = false) {
        if (!first) out_raw(o, S("\"\""));
        out_raw(o, piece);
    }
    out_raw(o, S("\""));
}

void csv_end_row(Out *o)
{
    out_raw(o, S("\r\n"));
}
