#include "cohort_in.h"
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <unistd.h>

enum { BUFFER_SIZE = 256 << 10, ROWS_FIRST = 64, DIGITS_EXACT = 15, SHOWN = 40, LINE_ARENA = 1 << 20 };

typedef struct Record { Str id; double number[COHORT_NUMBERS]; } Record;

struct CohortReader {
    const CohortFile *file;
    CohortTake *take;
    CohortMeet *meet;
    void *arg;
    Arena *arena, *line_arena;
    char *buffer;
    size_t at, end, whole;        /* unread bytes; `whole`: behind the last complete line */
    off_t base;                   /* of buffer[0] in the file */
    CohortFaults faults;
    CohortOrder order;
    bool belongs_before;          /* this person began in an earlier block */
    CohortId current;             /* whose rows are being read */
    /* The tile that is being filled. */
    CohortRow *row;
    double (*session)[COHORT_LANES];
    double (*alliance)[COHORT_LANES];
    size_t rows_max;
    size_t filled[COHORT_LANES], lanes; /* `lanes` counts the one in work */
    bool gaps, uneven;            /* something is missing; sessions are not first, first + 1 ... */
    CohortId id[COHORT_LANES];
};

/* --- faults ------------------------------------------------------------------------------------ */

static void fault(CohortFaults *faults, off_t at, size_t column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static void fault(CohortFaults *faults, off_t at, size_t column, const char *format, ...)
{
    if (faults->count == COHORT_FAULTS_MAX) return;
    CohortFault *f = &faults->list[faults->count++];
    *f = (CohortFault){ .at = at, .column = column };
    va_list args;
    va_start(args, format);
    vsnprintf(f->text, sizeof f->text, format, args);
    va_end(args);
    for (char *p = f->text; *p; p++)
        if (*p == '\n' || *p == '\r') *p = ' ';
}

static size_t column_at(const CohortFile *f, CohortColumn column)
{
    for (size_t i = 0; i < f->column_count; i++)
        if (f->column[i] == column) return i;
    return SIZE_MAX;
}

static ssize_t read_at(int fd, char *buffer, size_t size, off_t at)
{
    ssize_t got;
    do got = pread(fd, buffer, size, at);
    while (got < 0 && errno == EINTR);
    return got;
}

int64_t cohort_file_line(const CohortFile *f, off_t at)
{
    char piece[65536];
    int64_t line = 1;
    for (off_t from = 0; from < at;) {
        size_t want = at - from < (off_t)sizeof piece ? (size_t)(at - from) : sizeof piece;
        ssize_t got = read_at(f->fd, piece, want, from);
        if (got <= 0) break;
        const char *end = piece + got;
        for (const char *p = piece; (p = memchr(p, '\n', (size_t)(end - p))); p++) line++;
        from += got;
    }
    return line;
}

/* --- the line of names ---------------------------------------------------------------------------- */

static CohortColumn column_named(Str name)
{
#define X(id, word) \
    if (str_eq(name, S(word))) return COLUMN_##id;
    COHORT_COLUMNS(X)
#undef X
    return COLUMN_OTHER;
}

static Str lower_case(Arena *arena, Str s)
{
    char *text = arena_alloc(arena, s.len + 1);
    for (size_t i = 0; text && i < s.len; i++)
        text[i] = (char)(s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? s.ptr[i] + 32 : s.ptr[i]);
    return (Str){ text, text ? s.len : 0 };
}

static void names_take(Ctx *cx, CohortFile *f, const CsvRow *row, CohortFaults *faults)
{
    for (size_t i = 0; i < row->count; i++) {
        Str name = lower_case(cx->arena, str_trim(row->field[i]));
        CohortColumn column = column_named(name);
        if (column != COLUMN_OTHER && column_at(f, column) != SIZE_MAX)
            fault(faults, 0, SIZE_MAX, "column " STR_FMT " stands there twice", STR_ARG(name));
        f->name[i] = name;
        f->column[i] = column;
        f->column_count = i + 1;
        if (column >= COLUMN_BOND && column <= COLUMN_TASKS) f->scales |= 1u << (column - COLUMN_BOND);
    }
    static const struct { CohortColumn column; const char *name; } needed[] = {
        { COLUMN_ID, "id" }, { COLUMN_SESSION, "session" }, { COLUMN_VALUE, "value" }
    };
    for (size_t i = 0; i < 3; i++)
        if (column_at(f, needed[i].column) == SIZE_MAX)
            fault(faults, 0, SIZE_MAX,
                  "there is no column %s; expected are id, session, value, and any of bond, goals, tasks",
                  needed[i].name);
}

Err cohort_file_names(Ctx *cx, CohortFile *f, CohortFaults *faults)
{
    char *text = arena_alloc(cx->arena, COHORT_LINE_MAX);
    CsvRow *row = ARENA_NEW(cx->arena, CsvRow);
    if (!text || !row) return fail(cx, ERR_LIMIT, "no room for a table");
    ssize_t got = read_at(f->fd, text, COHORT_LINE_MAX, 0);
    if (got < 0) return fail(cx, ERR_STORE, "that file cannot be read");
    Str start = { text, (size_t)got };
    Str line = str_slice(start, 0, str_find(start, '\n', 0));
    if (line.len == COHORT_LINE_MAX) {
        fault(faults, 0, SIZE_MAX, "a line longer than %d bytes", COHORT_LINE_MAX - 1);
        return fail(cx, ERR_CONFLICT, "the columns are not those of a cohort");
    }
    f->body = (off_t)line.len + 1 < f->size ? (off_t)line.len + 1 : f->size;
    Csv csv = csv_open(line);
    bool more = false;
    Err err = csv_next(cx, &csv, row, &more);
    if (err.kind == ERR_LIMIT) return err;
    if (err.kind != ERR_NONE) {
        const char *what = strstr(cx->err_text, ": ");
        fault(faults, 0, SIZE_MAX, "%s", what ? what + 2 : cx->err_text);
        err_clear(cx);
    } else if (!more) {
        fault(faults, 0, SIZE_MAX, "empty; the first line names the columns");
    } else {
        names_take(cx, f, row, faults);
    }
    return faults->count ? fail(cx, ERR_CONFLICT, "the columns are not those of a cohort") : OK;
}

/* --- people and tiles --------------------------------------------------------------------------------- */

Err cohort_reader_open(Ctx *cx, Arena *arena, const CohortFile *file, CohortTake *take,
                       CohortMeet *meet, void *arg, CohortReader **ret_reader)
{
    CohortReader *r = ARENA_NEW(arena, CohortReader);
    if (!r) return fail(cx, ERR_LIMIT, "no room for a reader");
    *r = (CohortReader){ .file = file, .take = take, .meet = meet, .arg = arg, .arena = arena,
                         .rows_max = ROWS_FIRST };
    /* More than is filled: the last line may lack its end, and an id is compared whole. */
    r->buffer = arena_alloc(arena, BUFFER_SIZE + 1 + COHORT_ID_MAX);
    r->row = ARENA_ARRAY(arena, CohortRow, ROWS_FIRST);
    r->session = arena_array(arena, ROWS_FIRST, sizeof *r->session);
    r->alliance = arena_array(arena, ROWS_FIRST, sizeof *r->alliance);
    if (arena_failed(arena)) return fail(cx, ERR_LIMIT, "no room for a reader");
    *ret_reader = r;
    return OK;
}

const CohortFaults *cohort_reader_faults(const CohortReader *r)
{
    return &r->faults;
}

const CohortOrder *cohort_reader_order(const CohortReader *r)
{
    return &r->order;
}

static Str id_str(const CohortId *id)
{
    return (Str){ id->text, id->len };
}

static void id_set(CohortId *id, Str text)
{
    id->len = (uint8_t)text.len;
    memcpy(id->text, text.ptr, text.len);
}

static bool rises_by_length(Str a, Str b)
{
    return a.len != b.len ? a.len < b.len : str_cmp(a, b) < 0;
}

void cohort_order_join(CohortOrder *o, const CohortOrder *next)
{
    if (next->first.len == 0) return;
    if (o->first.len == 0) {
        *o = *next;
        return;
    }
    Str before = id_str(&o->last), after = id_str(&next->first);
    o->by_bytes = o->by_bytes && next->by_bytes && str_cmp(before, after) < 0;
    o->by_length = o->by_length && next->by_length && rises_by_length(before, after);
    o->last = next->last;
}

/* Rows that a shorter course does not have. */
static void lane_pad(CohortReader *r, size_t lane, size_t count)
{
    for (size_t i = r->filled[lane]; i < count; i++) {
        CohortRow *row = &r->row[i];
        row->value[lane] = NAN;
        for (size_t s = 0; s < COHORT_SCALES; s++) row->scale[s][lane] = NAN;
        r->session[i][lane] = 0;
        r->gaps = true;
    }
}

static void tile_give(CohortReader *r)
{
    size_t count = 0;
    if (r->lanes == 0) return;
    for (size_t l = 0; l < r->lanes; l++)
        if (r->filled[l] > count) count = r->filled[l];
    for (size_t l = r->lanes; l < COHORT_LANES; l++) r->filled[l] = 0;
    for (size_t l = 0; l < COHORT_LANES; l++) lane_pad(r, l, count);
    const double (*session)[COHORT_LANES] = (const double (*)[COHORT_LANES])r->session;
    CohortTile tile = { .row = r->row, .session = r->uneven ? session : NULL, .count = count,
                        .gaps = r->gaps };
    r->take(r->arg, &tile, r->alliance, r->id, r->lanes);
    r->lanes = 0;
    r->gaps = r->uneven = false;
}

static void person_begin(CohortReader *r, Str id, off_t at)
{
    CohortOrder *o = &r->order;
    id_set(&r->current, id);
    r->belongs_before = false;
    CohortOrder alone = { .first = r->current, .last = r->current, .by_bytes = true, .by_length = true };
    cohort_order_join(o, &alone);
    if (r->meet) {
        r->meet(r->arg, id, at);
        return;
    }
    if (r->lanes == COHORT_LANES) tile_give(r);
    r->id[r->lanes] = r->current;
    r->filled[r->lanes++] = 0;
}

static bool rows_grow(CohortReader *r)
{
    size_t old = r->rows_max, more = old * 2;
    CohortRow *row = arena_grow(r->arena, r->row, old * sizeof *row, more * sizeof *row);
    double (*session)[COHORT_LANES] =
        arena_grow(r->arena, r->session, old * sizeof *session, more * sizeof *session);
    double (*alliance)[COHORT_LANES] = arena_array(r->arena, more, sizeof *alliance);
    if (!row || !session || !alliance) return false;
    r->row = row;
    r->session = session;
    r->alliance = alliance;
    r->rows_max = more;
    return true;
}

/* --- one record --------------------------------------------------------------------------------------- */

/* false: the person has more sessions than there is room for. */
static bool record_take(CohortReader *r, const Record *record, off_t at)
{
    if (r->belongs_before || r->meet) return true;
    size_t lane = r->lanes - 1, i = r->filled[lane];
    if (i == r->rows_max && (i >= COHORT_ROWS_MAX / 2 || !rows_grow(r))) return false;
    double session = record->number[COLUMN_SESSION];
    if (i > 0 && !(session > r->session[i - 1][lane]))
        fault(&r->faults, at, column_at(r->file, COLUMN_SESSION),
              "session %.10g stands after session %.10g; a person's rows must be in order of session, each once",
              session, r->session[i - 1][lane]);
    CohortRow *row = &r->row[i];
    r->session[i][lane] = session;
    r->uneven |= i > 0 && session != r->session[0][lane] + (double)i;
    row->value[lane] = record->number[COLUMN_VALUE];
    r->gaps |= isnan(record->number[COLUMN_VALUE]);
    for (size_t s = 0; s < COHORT_SCALES; s++) {
        row->scale[s][lane] = record->number[COLUMN_BOND + s];
        r->gaps |= isnan(record->number[COLUMN_BOND + s]);
    }
    r->filled[lane] = i + 1;
    return true;
}

/* --- a line of plain numbers ------------------------------------------------------------------------------ */

static const double power_of_ten[DIGITS_EXACT + 1] = { 1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                       1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };

static inline uint64_t eight_bytes(const char *p)
{
    uint64_t bytes;
    memcpy(&bytes, p, sizeof bytes);
    return bytes;
}

/* Eight digits, the first in the lowest byte: pairs, fours, all. */
static inline uint64_t digits_value(uint64_t bytes)
{
    bytes = (bytes & 0x0F0F0F0F0F0F0F0Fu) * 2561 >> 8;
    bytes = (bytes & 0x00FF00FF00FF00FFu) * 6553601 >> 16;
    return (bytes & 0x0000FFFF0000FFFFu) * 42949672960001u >> 32;
}

/* A high bit for each byte that is no digit.  Adding carries nowhere: digits turn into 0 to 9,
 * and the high bit of others is taken off first. */
static inline uint64_t no_digits(uint64_t bytes)
{
    uint64_t turned = bytes ^ 0x3030303030303030u;
    return (((turned & 0x7F7F7F7F7F7F7F7Fu) + 0x7676767676767676u) | turned) & 0x8080808080808080u;
}

/* The common short number, "12" or "4.25", without a branch for each digit.  NULL: longer, or
 * something else.  Lowest byte first: other machines take the long way. */
static inline const char *short_number(const char *p, double *ret_value)
{
    if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) return NULL;
    uint64_t bytes = eight_bytes(p), ends = no_digits(bytes);
    if (ends == 0) return NULL;
    unsigned whole = (unsigned)__builtin_ctzll(ends) / 8, all = whole, decimals = 0;
    if (whole == 0) return NULL;
    if (p[whole] == '.') {
        ends &= ends - 1;
        if (ends == 0) return NULL;
        all = (unsigned)__builtin_ctzll(ends) / 8;
        decimals = all - whole - 1;
        if (decimals == 0) return NULL;
        uint64_t before = ((uint64_t)1 << 8 * whole) - 1;
        bytes = (bytes & before) | (bytes >> 8 & ~before); /* without the point */
    }
    uint64_t value = digits_value(bytes << 8 * (8 - whole - decimals));
    *ret_value = decimals ? (double)value / power_of_ten[decimals] : (double)value;
    return p + all;
}

/* "12", "-3.5" or nothing, exactly as str_to_double() reads it: both numbers of the division are
 * exact.  NULL: something else.  The line ends in '\n', so nothing reads past it. */
static const char *long_number(const char *p, double *ret_value)
{
    bool minus = *p == '-';
    const char *start = p += minus;
    uint64_t digits = 0;
    unsigned digit;
    for (; (digit = (unsigned)*p - '0') < 10; p++) digits = digits * 10 + digit;
    size_t count = (size_t)(p - start), decimals = 0;
    if (*p == '.' && count > 0) {
        const char *point = p++;
        for (; (digit = (unsigned)*p - '0') < 10; p++) digits = digits * 10 + digit;
        decimals = (size_t)(p - point) - 1;
        count += decimals;
        if (decimals == 0) return NULL;
    }
    if (count == 0) {
        *ret_value = NAN;
        return minus ? NULL : p;
    }
    if (count > DIGITS_EXACT) return NULL;
    double value = (double)digits / power_of_ten[decimals];
    *ret_value = minus ? -value : value;
    return p;
}

static inline const char *plain_number(const char *p, double *ret_value)
{
    const char *end = short_number(p, ret_value);
    return end ? end : long_number(p, ret_value);
}

/* Without a call for the usual short id.  Reads up to eight bytes more than there are. */
static inline bool id_same(const char *a, const char *b, size_t len)
{
    if (len == 0 || len > 16) return len > 0 && memcmp(a, b, len) == 0;
    uint64_t first = eight_bytes(a) ^ eight_bytes(b);
    if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__) return memcmp(a, b, len) == 0;
    if (len < 8) return first << 8 * (8 - len) == 0;
    return (first | (eight_bytes(a + len - 8) ^ eight_bytes(b + len - 8))) == 0;
}

/* The id up to its comma; quotes around it, but none within, are fine too.  NULL: something else. */
static inline const char *plain_id(const CohortReader *r, const char *p, char stop, Str *ret_id)
{
    const CohortId *now = &r->current;
    if (id_same(p, now->text, now->len) && p[now->len] == stop) {
        *ret_id = id_str(now);
        return p + now->len;
    }
    bool quoted = *p == '"';
    const char *start = p += quoted;
    unsigned char high = 0, c;
    for (; (c = (unsigned char)*p) != ',' && c != '"' && c > ' '; p++) high |= c;
    Str id = { start, (size_t)(p - start) };
    if (quoted && *p++ != '"') return NULL;
    if (*p != stop || high >= 0x80 || id.len == 0 || id.len > COHORT_ID_MAX) return NULL;
    *ret_id = id;
    return p;
}

static inline const char *skip_field(const char *p)
{
    while (*p != ',' && *p != '"' && (unsigned char)*p - 0x20u < 0x60) p++; /* ASCII */
    return p;
}

/* False: not a line of plain numbers, or one with a fault; line_take() looks closer. */
static inline bool plain_line(const CohortReader *r, const char **line, Record *record)
{
    const CohortFile *f = r->file;
    const char *p = *line;
    for (size_t i = 0; i < f->column_count; i++) {
        char stop = i + 1 < f->column_count ? ',' : '\n';
        CohortColumn column = f->column[i];
        if (column == COLUMN_OTHER) p = skip_field(p);
        else if (column == COLUMN_ID) p = plain_id(r, p, stop, &record->id);
        else p = plain_number(p, &record->number[column]);
        if (!p) return false;
        if (stop == '\n' && *p == '\r') p++;
        if (*p++ != stop) return false;
    }
    double value = record->number[COLUMN_VALUE];
    if (!(record->number[COLUMN_SESSION] >= 0) || value < f->low || value > f->high) return false;
    if (p - *line > COHORT_LINE_MAX) return false;
    *line = p;
    return true;
}

/* --- any other line ------------------------------------------------------------------------------------------ */

static void field_number(CohortReader *r, off_t at, size_t column, Str text, Record *record)
{
    const CohortFile *f = r->file;
    CohortColumn what = f->column[column];
    double value = NAN;
    if (text.len > 0 && !str_to_double(text, &value))
        fault(&r->faults, at, column,
              "'" STR_FMT "' is not a number; a number like 12.5 is expected, or nothing when it is missing",
              STR_ARG(str_first_chars(text, SHOWN)));
    else if (what == COLUMN_SESSION && text.len == 0)
        fault(&r->faults, at, column, "the number of the session is expected");
    else if (what == COLUMN_VALUE && (value < f->low || value > f->high))
        fault(&r->faults, at, column, "%.10g is not a score of this measure; %.10g to %.10g is expected",
              value, f->low, f->high);
    record->number[what] = value;
}

static void row_fields(CohortReader *r, off_t at, const CsvRow *row, Record *record)
{
    const CohortFile *f = r->file;
    for (size_t i = 0; i < f->column_count; i++) {
        Str text = str_trim(row->field[i]);
        if (f->column[i] == COLUMN_OTHER) continue;
        if (f->column[i] != COLUMN_ID) {
            field_number(r, at, i, text, record);
            continue;
        }
        record->id = text;
        if (text.len == 0) fault(&r->faults, at, i, "an id is expected");
        if (text.len > COHORT_ID_MAX)
            fault(&r->faults, at, i, "an id of at most %d bytes is expected", COHORT_ID_MAX);
    }
}

static void csv_fault(CohortReader *r, const Ctx *inner, off_t at)
{
    const char *what = strstr(inner->err_text, ": ");
    bool open = strstr(inner->err_text, "never closed") != NULL;
    fault(&r->faults, at, SIZE_MAX, "%s%s", what ? what + 2 : inner->err_text,
          open ? " on its line; in this table no field has more than one" : "");
}

/* A line by the rules of every table.  *ret_more is false when there is no record in it: it is
 * empty, or a fault was noted. */
static Err csv_line(Ctx *cx, CohortReader *r, Str line, off_t at, Record *record, bool *ret_more)
{
    *ret_more = false;
    if (line.len > COHORT_LINE_MAX) {
        fault(&r->faults, at, SIZE_MAX, "a line longer than %d bytes; is a quote never closed?",
              COHORT_LINE_MAX);
        return OK;
    }
    arena_close(r->line_arena);
    r->line_arena = arena_open(LINE_ARENA);
    CsvRow *row = r->line_arena ? ARENA_NEW(r->line_arena, CsvRow) : NULL;
    if (!row) return fail(cx, ERR_LIMIT, "no room for a row");
    Ctx inner = { .arena = r->line_arena };
    Csv csv = { .text = line, .line = 1 };
    bool more = false;
    size_t before = r->faults.count;
    if (csv_next(&inner, &csv, row, &more).kind != ERR_NONE) {
        csv_fault(r, &inner, at);
    } else if (more && row->count != r->file->column_count) {
        fault(&r->faults, at, SIZE_MAX, "%zu field%s where the first line names %zu", row->count,
              row->count == 1 ? "" : "s", r->file->column_count);
    } else if (more) {
        row_fields(r, at, row, record);
        *ret_more = r->faults.count == before;
    }
    return OK;
}

/* --- a block ----------------------------------------------------------------------------------------------------- */

/* More complete lines behind r->at.  False: there are none. */
static Err refill(Ctx *cx, CohortReader *r, bool *ret_more)
{
    memmove(r->buffer, r->buffer + r->at, r->end - r->at);
    r->base += (off_t)r->at;
    r->end -= r->at;
    r->at = 0;
    ssize_t got = read_at(r->file->fd, r->buffer + r->end, BUFFER_SIZE - r->end, r->base + (off_t)r->end);
    if (got < 0) return fail(cx, ERR_STORE, "that file cannot be read");
    r->end += (size_t)got;
    if (got == 0 && r->end > 0 && r->buffer[r->end - 1] != '\n') r->buffer[r->end++] = '\n';
    const char *last = memrchr(r->buffer, '\n', r->end);
    r->whole = last ? (size_t)(last - r->buffer) + 1 : 0;
    if (!last && r->end >= COHORT_LINE_MAX) {
        fault(&r->faults, r->base, SIZE_MAX, "a line longer than %d bytes; is a quote never closed?",
              COHORT_LINE_MAX);
        r->end = 0;
    }
    *ret_more = r->whole > 0;
    return OK;
}

static Str line_at(const CohortReader *r, size_t at)
{
    Str rest = { r->buffer + at, r->end - at };
    return str_slice(rest, 0, str_find(rest, '\n', 0) + 1);
}

/* Whose rows went before the line at `at`: empty when nobody's. */
static Err find_before(Ctx *cx, CohortReader *r, size_t at)
{
    bool more = false, lost = false;
    Record record = { .id = S("") };
    while (at > 0 && !more) {
        const char *start = memrchr(r->buffer, '\n', at - 1);
        size_t from = start ? (size_t)(start - r->buffer) + 1 : 0;
        lost = !start && r->base > r->file->body;
        if (lost) break;
        TRY(csv_line(cx, r, line_at(r, from), r->base + (off_t)from, &record, &more));
        at = from;
    }
    r->faults.count = 0; /* noted by whom it concerns */
    if (lost)
        fault(&r->faults, r->base + (off_t)at, SIZE_MAX, "more than %d bytes of empty lines before this one",
              COHORT_LINE_MAX);
    r->belongs_before = more;
    if (more) id_set(&r->current, record.id);
    return OK;
}

/* To the first line that begins at `from` or later. */
static Err seek(Ctx *cx, CohortReader *r, off_t from, bool *ret_more)
{
    off_t body = r->file->body;
    r->base = from - COHORT_LINE_MAX > body ? from - COHORT_LINE_MAX : body;
    r->at = r->end = r->whole = r->lanes = 0;
    r->faults.count = 0;
    r->order = (CohortOrder){ .by_bytes = true, .by_length = true };
    r->current.len = 0;
    r->belongs_before = false;
    TRY(refill(cx, r, ret_more));
    if (from <= body || !*ret_more) return OK;
    size_t ahead = (size_t)(from - r->base);
    const char *end = ahead - 1 < r->end ? memchr(r->buffer + ahead - 1, '\n', r->end - ahead + 1) : NULL;
    *ret_more = end != NULL;
    if (!end) return OK;
    r->at = (size_t)(end - r->buffer) + 1;
    return find_before(cx, r, r->at);
}

/* The record at r->at, which moves behind it. */
static Err next_record(Ctx *cx, CohortReader *r, off_t at, Record *record, bool *ret_more)
{
    const char *p = r->buffer + r->at;
    *ret_more = plain_line(r, &p, record);
    if (*ret_more) {
        r->at = (size_t)(p - r->buffer);
        return OK;
    }
    Str line = line_at(r, r->at);
    r->at += line.len;
    for (size_t i = 0; i < COHORT_NUMBERS; i++) record->number[i] = NAN;
    return csv_line(cx, r, line, at, record, ret_more);
}

/* Reads on until somebody begins at `to` or later. */
static Err read_people(Ctx *cx, CohortReader *r, off_t to)
{
    Record record;
    for (size_t i = 0; i < COHORT_NUMBERS; i++) record.number[i] = NAN;
    while (r->faults.count < COHORT_FAULTS_MAX) {
        bool more = r->at < r->whole;
        if (!more) TRY(refill(cx, r, &more));
        if (!more) break;
        off_t at = r->base + (off_t)r->at;
        if (at >= to && (r->current.len == 0 || r->belongs_before)) break;
        TRY(next_record(cx, r, at, &record, &more));
        if (!more) continue;
        if (record.id.ptr != r->current.text && !str_eq(record.id, id_str(&r->current))) {
            if (at >= to) break;
            person_begin(r, record.id, at);
        }
        if (!record_take(r, &record, at))
            return fail(cx, ERR_LIMIT, "more than %zu sessions of one person", r->rows_max);
    }
    return OK;
}

Err cohort_reader_run(Ctx *cx, CohortReader *r, off_t from, off_t to)
{
    bool more = false;
    TRY(seek(cx, r, from, &more));
    Err err = more ? read_people(cx, r, to) : OK;
    arena_close(r->line_arena);
    r->line_arena = NULL;
    if (err.kind == ERR_NONE && r->faults.count == 0 && !r->meet) tile_give(r);
    return err;
}
