#include "measure_io.h"
#include "new_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER_SIZE = 1 << 20, SCRATCH_MAX = 8 << 20, NAME_MAX_SHOWN = 60, PROGRESS_AFTER_MS = 1000,
       PROGRESS_EVERY_MS = 200 };

struct TableIn {
    Out *out;
    Str path;                 /* as complaints name it */
    int fd;
    int spool;                /* what came through a pipe, for a second pass; -1: none */
    off_t first_byte;         /* of a file that can be read again; -1: it cannot */
    off_t size, taken;        /* size 0: not known */
    char *buffer;
    size_t at, end;           /* unread bytes of the buffer */
    bool ended;               /* the file has no more */
    int64_t next_line;
    Arena *kept;              /* this struct, names, buffer */
    Arena *scratch;           /* texts of one row that had to be copied */
    CsvRow row;
    Str name[CSV_FIELDS_MAX];
    size_t name_count;
    size_t faults;
    int64_t started_ms, shown_ms; /* progress; shown_ms 0: nothing shown yet */
};

/* --- progress on a terminal --------------------------------------------------- */

static void progress(TableIn *t)
{
    int64_t now = time_mono_ms();
    if (now - t->started_ms < PROGRESS_AFTER_MS || now - t->shown_ms < PROGRESS_EVERY_MS) return;
    if (!isatty(STDERR_FILENO)) return;
    t->shown_ms = now;
    char bar[80];
    int len = t->size > 0 ? snprintf(bar, sizeof bar, "\r%3d %% read",
                                     (int)(100 * t->taken / t->size))
                          : snprintf(bar, sizeof bar, "\r%lld MB read", (long long)(t->taken >> 20));
    if (write(STDERR_FILENO, bar, (size_t)len) < 0) t->shown_ms = INT64_MAX; /* nobody looks */
}

static void progress_clear(TableIn *t)
{
    if (t->shown_ms == 0 || t->shown_ms == INT64_MAX) return;
    static const char blank[] = "\r                    \r";
    if (write(STDERR_FILENO, blank, sizeof blank - 1) > 0) t->shown_ms = 0;
}

/* --- faults --------------------------------------------------------------------- */

static void fault_at(TableIn *t, int64_t line, size_t column, const char *text)
{
    t->faults++;
    if (t->faults > TABLE_FAULTS_MAX) return;
    out_raw(t->out, S("tandem: "));
    out_raw(t->out, t->path);
    out_raw(t->out, S(" line "));
    out_int(t->out, line);
    if (column < t->name_count) {
        out_raw(t->out, S(", column "));
        out_raw(t->out, str_first_chars(t->name[column], NAME_MAX_SHOWN));
    }
    out_raw(t->out, S(": "));
    out_raw(t->out, str_from_c(text));
    out_raw(t->out, S("\n"));
}

void table_fault(TableIn *t, size_t column, const char *format, ...)
{
    char text[300];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    for (char *p = text; *p; p++)
        if (*p == '\n' || *p == '\r') *p = ' ';
    fault_at(t, t->row.line, column, text);
}

bool table_faulty(const TableIn *t)
{
    return t->faults > 0;
}

Err table_verdict(Ctx *cx, const TableIn *t)
{
    if (t->faults == 0) return OK;
    return fail(cx, ERR_CONFLICT, "%zu fault%s to mend in " STR_FMT, t->faults,
                t->faults == 1 ? "" : "s", STR_ARG(str_first_chars(t->path, 100)));
}

/* --- bytes ------------------------------------------------------------------------ */

static bool keep_piece(const TableIn *t, const char *piece, size_t len)
{
    return t->spool < 0 || write_whole(t->spool, (Str){ piece, len });
}

/* More bytes behind those that are there. */
static Err refill(Ctx *cx, TableIn *t)
{
    if (t->at > 0) {
        memmove(t->buffer, t->buffer + t->at, t->end - t->at);
        t->end -= t->at;
        t->at = 0;
    }
    if (t->end == BUFFER_SIZE) {
        fault_at(t, t->next_line, TABLE_NO_COLUMN,
                 "a row longer than 1 MiB; is a quote never closed?");
        return table_verdict(cx, t);
    }
    ssize_t got;
    do got = read(t->fd, t->buffer + t->end, BUFFER_SIZE - t->end);
    while (got < 0 && errno == EINTR);
    if (got < 0) return fail(cx, ERR_STORE, "that file cannot be read");
    if (!keep_piece(t, t->buffer + t->end, (size_t)got))
        return fail(cx, ERR_STORE, "no room for a temporary copy of standard input");
    t->ended = got == 0;
    t->end += (size_t)got;
    t->taken += got;
    progress(t);
    return OK;
}

/* Bytes from t->at to behind the line end that ends the row; 0: not in the buffer yet. */
static size_t row_length(const TableIn *t)
{
    const char *start = t->buffer + t->at, *stop = t->buffer + t->end;
    const char *line = memchr(start, '\n', (size_t)(stop - start));
    if (!line) return 0;
    if (!memchr(start, '"', (size_t)(line - start))) return (size_t)(line - start) + 1;
    bool inside = false;
    for (const char *p = start; p < stop; p++) {
        if (*p == '"') inside = !inside;
        else if (*p == '\n' && !inside) return (size_t)(p - start) + 1;
    }
    return 0;
}

static Err fresh_scratch(Ctx *cx, TableIn *t)
{
    if (t->scratch && arena_used(t->scratch) < SCRATCH_MAX / 4) return OK;
    arena_close(t->scratch);
    t->scratch = arena_open(SCRATCH_MAX);
    return t->scratch ? OK : fail(cx, ERR_LIMIT, "no room for a row");
}

/* The row's text through the CSV reader; false in *ret_more: it was an empty line. */
static Err parse_row(Ctx *cx, TableIn *t, Str text, bool *ret_more)
{
    TRY(fresh_scratch(cx, t));
    Ctx inner = { .arena = t->scratch };
    Csv csv = { .text = text, .line = t->next_line };
    Err err = csv_next(&inner, &csv, &t->row, ret_more);
    t->next_line = csv.line;
    if (err.kind == ERR_NONE) return OK;
    if (err.kind != ERR_INVALID) return fail(cx, err.kind, "no room for a row");
    /* "line 12: a quote is never closed": the line where it began. */
    const char *what = strstr(inner.err_text, ": ");
    int64_t line = what ? strtoll(inner.err_text + strlen("line "), NULL, 10) : csv.line;
    fault_at(t, line, TABLE_NO_COLUMN, what ? what + 2 : inner.err_text);
    return table_verdict(cx, t);
}

static Err raw_row(Ctx *cx, TableIn *t, bool *ret_more)
{
    *ret_more = false;
    while (!*ret_more) {
        size_t len = row_length(t);
        while (len == 0 && !t->ended) {
            TRY(refill(cx, t));
            len = row_length(t);
        }
        if (len == 0) len = t->end - t->at;
        if (len == 0) return OK;
        Str text = { t->buffer + t->at, len };
        t->at += len;
        TRY(parse_row(cx, t, text, ret_more));
    }
    return OK;
}

/* --- the line of names ------------------------------------------------------------ */

static Str lower_case(Arena *arena, Str s)
{
    char *text = arena_alloc(arena, s.len + 1);
    for (size_t i = 0; text && i < s.len; i++)
        text[i] = (char)(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? s.ptr[i] + 32 : s.ptr[i]);
    return (Str){ text, text ? s.len : 0 };
}

static size_t column_of(const TableIn *t, Str name)
{
    for (size_t i = 0; i < t->name_count; i++)
        if (str_eq(t->name[i], name)) return i;
    return TABLE_NO_COLUMN;
}

static Err read_names(Ctx *cx, TableIn *t)
{
    bool more = false;
    TRY(refill(cx, t));
    if (t->end >= 3 && memcmp(t->buffer, "\xEF\xBB\xBF", 3) == 0) t->at = 3;
    TRY(raw_row(cx, t, &more));
    if (!more) {
        fault_at(t, 1, TABLE_NO_COLUMN, "empty; the first line names the columns");
        return table_verdict(cx, t);
    }
    t->name_count = 0;
    for (size_t i = 0; i < t->row.count; i++) {
        Str name = lower_case(t->kept, str_trim(t->row.field[i]));
        if (name.len && column_of(t, name) != TABLE_NO_COLUMN)
            table_fault(t, TABLE_NO_COLUMN, "column " STR_FMT " stands there twice",
                        STR_ARG(str_first_chars(name, NAME_MAX_SHOWN)));
        t->name[t->name_count++] = name;
    }
    if (arena_failed(t->kept)) return fail(cx, ERR_LIMIT, "too many columns");
    return table_verdict(cx, t);
}

static Err open_file(Ctx *cx, TableIn *t, Str path)
{
    bool standard = str_eq(path, S("-"));
    t->path = standard ? S("standard input") : arena_str(t->kept, path);
    t->fd = standard ? dup(STDIN_FILENO)
                     : open(arena_c(t->kept, path), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (t->fd < 0)
        return fail(cx, ERR_MISSING, "cannot read " STR_FMT ": %s",
                    STR_ARG(str_first_chars(t->path, 100)),
                    errno == ENOENT ? "there is no such file" : "not allowed, or no file");
    struct stat about;
    if (fstat(t->fd, &about) == 0 && S_ISDIR(about.st_mode))
        return fail(cx, ERR_MISSING, "cannot read a folder");
    t->size = S_ISREG(about.st_mode) ? about.st_size : 0;
    t->first_byte = S_ISREG(about.st_mode) ? lseek(t->fd, 0, SEEK_CUR) : -1;
    return OK;
}

Err table_open(Ctx *cx, Out *out, Str path, TableIn **ret_table)
{
    Arena *kept = arena_open(BUFFER_SIZE + ((size_t)1 << 20));
    TableIn *t = kept ? ARENA_NEW(kept, TableIn) : NULL;
    if (t) *t = (TableIn){ .out = out, .fd = -1, .spool = -1, .kept = kept, .next_line = 1,
                           .started_ms = time_mono_ms() };
    if (t) t->buffer = arena_alloc(kept, BUFFER_SIZE);
    if (!t || !t->buffer) {
        arena_close(kept);
        return fail(cx, ERR_LIMIT, "no room for a table");
    }
    Err err = open_file(cx, t, path);
    if (err.kind == ERR_NONE) err = read_names(cx, t);
    if (err.kind == ERR_NONE) *ret_table = t;
    else table_close(t);
    return err;
}

void table_close(TableIn *t)
{
    if (!t) return;
    progress_clear(t);
    if (t->fd >= 0) close(t->fd);
    if (t->spool >= 0 && t->spool != t->fd) close(t->spool);
    arena_close(t->scratch);
    arena_close(t->kept);
}

/* --- a second pass ------------------------------------------------------------------ */

Err table_keep(Ctx *cx, TableIn *t)
{
    if (t->first_byte >= 0) return OK;
    t->spool = unnamed_file(t->kept);
    bool kept = t->spool >= 0 && keep_piece(t, t->buffer, t->end);
    return kept ? OK : fail(cx, ERR_STORE, "no room for a temporary copy of standard input");
}

Err table_rewind(Ctx *cx, TableIn *t)
{
    if (t->spool >= 0) {
        close(t->fd);
        t->fd = t->spool;
        t->spool = -1;
        t->first_byte = 0;
        t->size = t->taken;
    }
    if (t->first_byte < 0 || lseek(t->fd, t->first_byte, SEEK_SET) < 0)
        return fail(cx, ERR_BUG, "this table cannot be read twice");
    t->at = t->end = 0;
    t->ended = false;
    t->taken = 0;
    t->next_line = 1;
    return read_names(cx, t);
}

/* --- columns and fields --------------------------------------------------------------- */

size_t table_column(const TableIn *t, const char *name)
{
    return column_of(t, str_from_c(name));
}

/* "id, pre, post": what the file has, for a complaint. */
static Str names_text(TableIn *t)
{
    Out o = out_open(t->kept, 200);
    for (size_t i = 0; i < t->name_count && o.len < 150; i++) {
        if (i) out_raw(&o, S(", "));
        out_raw(&o, str_first_chars(t->name[i], 20));
    }
    return out_str(&o);
}

Err table_need(Ctx *cx, TableIn *t, const char *names, size_t *ret_at)
{
    Str rest = str_from_c(names), name;
    for (size_t i = 0; str_cut(&rest, ' ', &name); i++) {
        ret_at[i] = column_of(t, name);
        if (ret_at[i] == TABLE_NO_COLUMN)
            table_fault(t, TABLE_NO_COLUMN,
                        "there is no column " STR_FMT "; expected are %s, found are " STR_FMT,
                        STR_ARG(name), names, STR_ARG(names_text(t)));
    }
    return table_verdict(cx, t);
}

size_t table_numbered(const TableIn *t, const char *prefix, size_t *ret_at, size_t max)
{
    size_t found = 0;
    for (; found < max; found++) {
        char name[64];
        snprintf(name, sizeof name, "%s%zu", prefix, found + 1);
        ret_at[found] = table_column(t, name);
        if (ret_at[found] == TABLE_NO_COLUMN) break;
    }
    return found;
}

Err table_next(Ctx *cx, TableIn *t, bool *ret_more)
{
    for (;;) {
        if (t->faults >= TABLE_FAULTS_MAX)
            return fail(cx, ERR_CONFLICT, "%d faults or more to mend; the rest was not read",
                        TABLE_FAULTS_MAX);
        TRY(raw_row(cx, t, ret_more));
        if (!*ret_more || t->row.count == t->name_count) return OK;
        table_fault(t, TABLE_NO_COLUMN, "%zu field%s where the first line names %zu", t->row.count,
                    t->row.count == 1 ? "" : "s", t->name_count);
    }
}

int64_t table_line(const TableIn *t)
{
    return t->row.line;
}

Str table_text(const TableIn *t, size_t column)
{
    return column < t->row.count ? str_trim(t->row.field[column]) : (Str){ 0 };
}

/* str_to_double() wants a digit before the point; people write .5 as well. */
bool number_read(Str text, double *ret_value)
{
    char whole[64];
    bool minus = str_starts(text, S("-"));
    Str rest = str_slice(text, minus, text.len);
    if (!str_starts(rest, S(".")) || rest.len > sizeof whole - 4)
        return str_to_double(text, ret_value);
    int len = snprintf(whole, sizeof whole, "%s0" STR_FMT, minus ? "-" : "", STR_ARG(rest));
    return str_to_double((Str){ whole, (size_t)len }, ret_value);
}

double table_number(TableIn *t, size_t column)
{
    Str text = table_text(t, column);
    double value = NAN;
    if (text.len == 0 || number_read(text, &value)) return value;
    table_fault(t, column, "'" STR_FMT "' is not a number; a number like 12.5 is expected, "
                "or nothing when it is missing", STR_ARG(str_first_chars(text, 40)));
    return NAN;
}

/* --- writing --------------------------------------------------------------------------- */

enum { FLUSH_AT = 64 << 10, OUT_MAX = 8 << 20 };

struct TableOut {
    Arena *arena;
    Out text;
    NewFile file;             /* path NULL: standard output */
    bool json;
    Str name[CSV_FIELDS_MAX];
    size_t name_count, cell;
};

Err table_write(Ctx *cx, const Command *c, const char *names, TableOut **ret_table)
{
    Arena *arena = arena_open(OUT_MAX * 2);
    TableOut *t = arena ? ARENA_NEW(arena, TableOut) : NULL;
    if (!t) return arena_close(arena), fail(cx, ERR_LIMIT, "no room for a table");
    Str path = command_option(c, "out");
    *t = (TableOut){ .arena = arena, .file = { .fd = STDOUT_FILENO }, .json = command_flag(c, "json") };
    t->text = out_open(arena, OUT_MAX);
    bool named = path.len && !str_eq(path, S("-"));
    Str rest = str_from_c(names), name;
    while (str_cut(&rest, ' ', &name)) t->name[t->name_count++] = name;
    Err err = named ? new_file_open(cx, arena, arena_c(arena, path), &t->file) : OK;
    if (err.kind != ERR_NONE) return arena_close(arena), err;
    for (size_t i = 0; !t->json && i < t->name_count; i++) {
        if (i) out_raw(&t->text, S(","));
        out_raw(&t->text, t->name[i]);
    }
    if (!t->json) out_raw(&t->text, S("\n"));
    *ret_table = t;
    return OK;
}

/* What stands before a cell. */
static void cell_begin(TableOut *t)
{
    Str name = t->cell < t->name_count ? t->name[t->cell] : S("?");
    if (t->json) {
        out_raw(&t->text, t->cell ? S(",\"") : S("{\""));
        out_raw(&t->text, name);
        out_raw(&t->text, S("\":"));
    } else if (t->cell) {
        out_raw(&t->text, S(","));
    }
    t->cell++;
}

static bool needs_quotes(Str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == ',' || s.ptr[i] == '"' || s.ptr[i] == '\n' || s.ptr[i] == '\r') return true;
    return s.len > 0 && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' ');
}

void table_put(TableOut *t, Str text)
{
    cell_begin(t);
    if (t->json) {
        out_json(&t->text, text);
        return;
    }
    bool quote = needs_quotes(text);
    if (quote) out_raw(&t->text, S("\""));
    Str piece;
    for (bool first = true; str_cut(&text, '"', &piece); first = false) {
        if (!first) out_raw(&t->text, S("\"\""));
        out_raw(&t->text, piece);
    }
    if (quote) out_raw(&t->text, S("\""));
}

void table_put_number(TableOut *t, double value)
{
    cell_begin(t);
    if (!isfinite(value) && !t->json) return;
    JsonOut plain = { .out = &t->text };
    json_put_double(&plain, value == 0 ? 0 : value); /* never "-0" */
}

void table_put_given(TableOut *t, Str text)
{
    double value;
    if (t->json && str_to_double(text, &value)) table_put_number(t, value);
    else table_put(t, text);
}

void table_put_count(TableOut *t, size_t value)
{
    cell_begin(t);
    out_int(&t->text, (int64_t)value);
}

void table_put_yes(TableOut *t, bool yes)
{
    table_put(t, yes ? S("yes") : S("no"));
}

void table_put_blank(TableOut *t)
{
    cell_begin(t);
    if (t->json) out_raw(&t->text, S("null"));
}

static Err flush(Ctx *cx, TableOut *t)
{
    if (!write_whole(t->file.fd, out_str(&t->text)))
        return fail(cx, ERR_STORE, "the table cannot be written: no room, or nobody reads");
    t->text.len = 0;
    return OK;
}

Err table_end_row(Ctx *cx, TableOut *t)
{
    if (t->cell != t->name_count)
        return fail(cx, ERR_BUG, "a row of %zu cells under %zu names", t->cell, t->name_count);
    t->cell = 0;
    out_raw(&t->text, t->json ? S("}\n") : S("\n"));
    if (t->text.bad) return fail(cx, ERR_LIMIT, "a row too large to write");
    return t->text.len < FLUSH_AT ? OK : flush(cx, t);
}

Err table_done(Ctx *cx, TableOut *t)
{
    TRY(flush(cx, t));
    return t->file.path ? new_file_place(cx, &t->file) : OK;
}

void table_drop(TableOut *t)
{
    if (!t) return;
    if (t->file.path) new_file_drop(&t->file);
    arena_close(t->arena);
}

/* --- options -------------------------------------------------------------------------------- */

bool option_given(const Command *c, const char *name)
{
    for (size_t i = 0; i < c->option_count; i++)
        if (str_eq(c->option_name[i], str_from_c(name))) return true;
    return false;
}

Err option_number(Ctx *cx, const Command *c, const char *name, double otherwise, double low,
                  double high, double *ret_value)
{
    double value = otherwise;
    if (option_given(c, name)) {
        Str text = command_option(c, name);
        if (!number_read(text, &value))
            return fail(cx, ERR_INVALID, "--%s: '" STR_FMT "' is not a number", name,
                        STR_ARG(str_first_chars(text, 40)));
        if (!(value >= low && value <= high))
            return fail(cx, ERR_INVALID, "--%s: a number from %g to %g is expected", name, low, high);
    }
    *ret_value = value;
    return OK;
}

Err words_want(Ctx *cx, const Command *c, size_t count, const char *expected)
{
    if (c->word_count == count) return OK;
    return fail(cx, ERR_INVALID, "%s expected, %zu word%s given", expected, c->word_count,
                c->word_count == 1 ? "" : "s");
}
