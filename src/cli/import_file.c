#include "import_file.h"
#include "../domain/person.h"
#include <stdarg.h>
#include <stdlib.h>

enum { FIRST_ROOM = 256 };

/* Which column holds what; -1 = not there. */
typedef struct Columns {
    int person, measure, date, total;
    int item[IMPORT_ITEMS_MAX];
    int item_count;           /* one more than the highest number there is */
    size_t count;
} Columns;

void import_problem(ImportFile *f, int64_t line, const char *format, ...)
{
    char text[300];
    if (f->problem_count == f->problem_room) {
        size_t size = sizeof *f->problem;
        size_t room = f->problem_room ? 2 * f->problem_room : FIRST_ROOM;
        ImportProblem *wider = arena_grow(f->arena, f->problem, f->problem_room * size, room * size);
        if (!wider) return;
        f->problem = wider;
        f->problem_room = room;
    }
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t kept = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    f->problem[f->problem_count++] = (ImportProblem){ line, arena_str(f->arena, (Str){ text, kept }) };
}

static int by_line(const void *left, const void *right)
{
    const ImportProblem *a = left;
    const ImportProblem *b = right;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    return a->text.ptr < b->text.ptr ? -1 : 1;      /* written later, lies later in the arena */
}

void import_problems_sort(ImportFile *f)
{
    if (f->problem_count) qsort(f->problem, f->problem_count, sizeof *f->problem, by_line);
}

/* --- the first line ------------------------------------------------------------------- */

static Str lower(Arena *a, Str s)
{
    Str copy = arena_str(a, str_trim(s));
    char *at = arena_failed(a) ? NULL : arena_alloc(a, copy.len + 1);
    if (!at) return S("");
    for (size_t i = 0; i < copy.len; i++) {
        char c = copy.ptr[i];
        at[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return (Str){ at, copy.len };
}

static int *column_named(Columns *c, Str name)
{
    int64_t number = 0;
    if (str_eq(name, S("person"))) return &c->person;
    if (str_eq(name, S("measure"))) return &c->measure;
    if (str_eq(name, S("date"))) return &c->date;
    if (str_eq(name, S("total"))) return &c->total;
    bool item = str_starts(name, S("item")) && str_to_i64(str_slice(name, 4, name.len), &number)
             && number >= 1 && number <= IMPORT_ITEMS_MAX;
    if (!item) return NULL;
    if (number > c->item_count) c->item_count = (int)number;
    return &c->item[number - 1];
}

static void read_header(ImportFile *f, const CsvRow *row, Columns *c)
{
    *c = (Columns){ -1, -1, -1, -1, .item_count = 0, .count = row->count };
    for (int i = 0; i < IMPORT_ITEMS_MAX; i++) c->item[i] = -1;
    for (size_t i = 0; i < row->count; i++) {
        Str name = lower(f->arena, row->field[i]);
        int *column = column_named(c, name);
        if (!column) import_problem(f, row->line, "the column “" STR_FMT "” is none of person, measure, "
                                    "date, total, item1, item2 ...", STR_ARG(str_first_chars(name, 40)));
        else if (*column >= 0) import_problem(f, row->line, "the column “" STR_FMT "” is there twice",
                                              STR_ARG(name));
        else *column = (int)i;
    }
    const struct { int at; const char *name; } needed[] = {
        { c->person, "person" }, { c->measure, "measure" }, { c->date, "date" } };
    for (size_t i = 0; i < 3; i++)
        if (needed[i].at < 0) import_problem(f, row->line, "there is no column “%s”", needed[i].name);
    if (c->total < 0 && c->item_count == 0)
        import_problem(f, row->line, "there is neither a column “total” nor “item1”");
}

/* --- one row ------------------------------------------------------------------------------ */

static Str cell(const CsvRow *row, int column)
{
    bool there = column >= 0 && (size_t)column < row->count;
    return there ? str_trim(row->field[column]) : S("");
}

static void read_date(ImportFile *f, ImportRow *r)
{
    if (!date_parse(r->date_text, &r->date)) {
        import_problem(f, r->line, "“" STR_FMT "” is not a date like 2026-03-09",
                       STR_ARG(str_first_chars(r->date_text, 20)));
    } else if (date_days(r->date) > date_days(f->today)) {
        import_problem(f, r->line, "the date " STR_FMT " is in the future", STR_ARG(r->date_text));
    } else if (r->date.year < 1970) {
        import_problem(f, r->line, "the date " STR_FMT " is too long ago", STR_ARG(r->date_text));
    }
}

static void read_measure(ImportFile *f, ImportRow *r)
{
    r->definition = measure_find(f->measures, r->measure);
    if (!r->definition) {
        import_problem(f, r->line, "no measure is called “" STR_FMT "”",
                       STR_ARG(str_first_chars(r->measure, 40)));
    } else if (r->definition->target == TARGET_ALLIANCE || r->definition->rater != RATER_CLIENT) {
        import_problem(f, r->line, STR_FMT " belongs to one session and cannot be brought in",
                       STR_ARG(r->measure));
        r->definition = NULL;
    }
}

static void read_total(ImportFile *f, ImportRow *r, Str text)
{
    const MeasureScale *scale = measure_main_scale(r->definition);
    if (!str_to_double(text, &r->total)) {
        import_problem(f, r->line, "the total “" STR_FMT "” is not a number",
                       STR_ARG(str_first_chars(text, 20)));
        return;
    }
    bool whole = r->total >= -1e9 && r->total <= 1e9 && r->total == (double)(int64_t)r->total;
    bool fits = scale && r->total >= scale->low && r->total <= scale->high
             && (scale->decimals > 0 || whole);
    r->has_total = fits;
    if (!fits)
        import_problem(f, r->line, "the total is " STR_FMT "; it can be %g to %g%s",
                       STR_ARG(str_first_chars(text, 20)), scale ? scale->low : 0,
                       scale ? scale->high : 0, scale && scale->decimals == 0 ? ", whole" : "");
}

static void read_item(ImportFile *f, ImportRow *r, int number, Str text)
{
    int64_t value = 0;
    const Definition *d = r->definition;
    if ((size_t)number > d->item_count || d->dynamic) {
        import_problem(f, r->line, "item%d is filled in; " STR_FMT " has %s", number, STR_ARG(r->measure),
                       d->dynamic ? "no items of its own, only a total"
                                  : arena_printf(f->arena, "%zu items", d->item_count).ptr);
        return;
    }
    const MeasureItem *item = &d->items[number - 1];
    if (!str_to_i64(text, &value) || !measure_value_allowed(item, (double)value)) {
        import_problem(f, r->line, "item%d is " STR_FMT "; it can be %g to %g", number,
                       STR_ARG(str_first_chars(text, 20)), item->low, item->high);
        return;
    }
    r->answer[r->answer_count++] = (GivenAnswer){ .key = answer_key(f->arena, d->id, item->id),
        .status = STATUS_ANSWERED, .value = value };
}

static void read_values(ImportFile *f, ImportRow *r, const CsvRow *row, const Columns *c)
{
    Str total = cell(row, c->total);
    int filled = 0;
    r->answer = ARENA_ARRAY(f->arena, GivenAnswer, (size_t)c->item_count + 1);
    for (int i = 0; i < c->item_count && r->answer; i++) {
        Str text = cell(row, c->item[i]);
        if (text.len == 0) continue;
        filled++;
        read_item(f, r, i + 1, text);
    }
    if (total.len && filled) import_problem(f, r->line, "both items and a total are given: keep one of them");
    else if (total.len) read_total(f, r, total);
    else if (!filled) import_problem(f, r->line, "there are neither items nor a total");
}

static void read_row(ImportFile *f, const CsvRow *row, const Columns *c)
{
    size_t before = f->problem_count;
    ImportRow *r = &f->row[f->row_count++];
    Str email = cell(row, c->person);
    *r = (ImportRow){ .line = row->line, .email = email_normal(f->arena, email),
                      .measure = arena_str(f->arena, cell(row, c->measure)),
                      .date_text = arena_str(f->arena, cell(row, c->date)) };
    if (row->count > c->count) import_problem(f, r->line, "there are more cells than columns");
    if (r->email.len == 0)
        import_problem(f, r->line, "“" STR_FMT "” is not an e-mail address",
                       STR_ARG(str_first_chars(email, 60)));
    read_date(f, r);
    read_measure(f, r);
    if (r->definition) read_values(f, r, row, c);
    r->usable = f->problem_count == before;
}

/* --- the same thing twice --------------------------------------------------------------------- */

static int by_content(const void *left, const void *right)
{
    const ImportRow *a = *(const ImportRow *const *)left;
    const ImportRow *b = *(const ImportRow *const *)right;
    int order = str_cmp(a->email, b->email);
    if (order == 0) order = str_cmp(a->measure, b->measure);
    if (order == 0) order = str_cmp(a->date_text, b->date_text);
    return order ? order : a->line < b->line ? -1 : 1;
}

static bool same_content(const ImportRow *a, const ImportRow *b)
{
    return str_eq(a->email, b->email) && str_eq(a->measure, b->measure)
        && str_eq(a->date_text, b->date_text);
}

static Err find_twins(Ctx *cx, ImportFile *f)
{
    size_t count = 0, first = 0;
    const ImportRow **order = ARENA_ARRAY(f->arena, const ImportRow *, f->row_count + 1);
    if (!order) return fail(cx, ERR_LIMIT, "that file is too large");
    for (size_t i = 0; i < f->row_count; i++)
        if (f->row[i].email.len && f->row[i].definition) order[count++] = &f->row[i];
    if (count) qsort(order, count, sizeof *order, by_content);
    for (size_t i = 1; i < count; i++) {
        if (!same_content(order[first], order[i])) first = i;
        else import_problem(f, order[i]->line, "the same person, measure and date as line %lld",
                            (long long)order[first]->line);
    }
    return OK;
}

Err import_file_read(Ctx *cx, ImportFile *f, Str text)
{
    Columns columns;
    bool more = false;
    CsvRow *row = ARENA_NEW(f->arena, CsvRow);
    Csv csv = csv_open(text);
    size_t lines = 1;
    for (size_t i = 0; i < text.len; i++) lines += text.ptr[i] == '\n' || text.ptr[i] == '\r';
    if (lines > IMPORT_ROWS_MAX) return fail(cx, ERR_LIMIT, "more than %d rows: split the file", IMPORT_ROWS_MAX);
    f->row = ARENA_ARRAY(f->arena, ImportRow, lines + 1);
    if (!f->row || !row) return fail(cx, ERR_LIMIT, "that file is too large");
    TRY(csv_next(cx, &csv, row, &more));
    if (!more) return fail(cx, ERR_INVALID, "the file is empty");
    read_header(f, row, &columns);
    if (f->problem_count) return OK;
    for (;;) {
        TRY(csv_next(cx, &csv, row, &more));
        if (!more) break;
        read_row(f, row, &columns);
    }
    if (f->row_count == 0) import_problem(f, 1, "there are no rows below the first line");
    return arena_failed(f->arena) ? fail(cx, ERR_LIMIT, "that file is too large") : find_twins(cx, f);
}
