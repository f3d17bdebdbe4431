#include "measure_series.h"
#include "../measure/number.h"

static const size_t PERSON_BYTES = (size_t)256 << 20, PEOPLE_BYTES = (size_t)128 << 20;

struct SeriesIn {
    TableIn *table;
    size_t id, t, value[SERIES_VALUES_MAX], value_count;
    bool pending;             /* the table stands at a row that is not taken yet */
    Arena *person;            /* of the series that was handed out last */
    Arena *people;            /* which ids there have been, as hashes */
    uint64_t *seen;
    size_t seen_count, seen_size;
};

/* --- opening ----------------------------------------------------------------------- */

static Err find_columns(Ctx *cx, SeriesIn *in, const char *values)
{
    size_t at[1 + SERIES_VALUES_MAX];
    Str names = arena_printf(cx->arena, "t %s", values);
    TRY(table_need(cx, in->table, arena_c(cx->arena, names), at));
    in->id = table_column(in->table, "id");
    in->t = at[0];
    for (Str rest = str_from_c(values), name; str_cut(&rest, ' ', &name); in->value_count++)
        in->value[in->value_count] = at[1 + in->value_count];
    bool more = false;
    TRY(table_next(cx, in->table, &more));
    in->pending = more;
    return OK;
}

Err series_open(Ctx *cx, Out *out, Str path, const char *values, SeriesIn **ret_in)
{
    SeriesIn *in = ARENA_NEW(cx->arena, SeriesIn);
    if (!in) return fail(cx, ERR_LIMIT, "no room for a series");
    in->people = arena_open(PEOPLE_BYTES);
    Err err = in->people ? table_open(cx, out, path, &in->table)
                         : fail(cx, ERR_LIMIT, "no room for a series");
    if (err.kind == ERR_NONE) err = find_columns(cx, in, values);
    if (err.kind == ERR_NONE) *ret_in = in;
    else series_close(in);
    return err;
}

void series_close(SeriesIn *in)
{
    if (!in) return;
    table_close(in->table);
    arena_close(in->person);
    arena_close(in->people);
}

/* --- who has been there --------------------------------------------------------------- */

static uint64_t id_hash(Str id)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < id.len; i++) hash = (hash ^ (uint8_t)id.ptr[i]) * 1099511628211u;
    return hash ? hash : 1;
}

/* Where the hash is, or where it belongs. */
static size_t slot_of(const uint64_t *seen, size_t size, uint64_t hash)
{
    size_t at = (size_t)(hash ^ hash >> 32) & (size - 1);
    while (seen[at] && seen[at] != hash) at = (at + 1) & (size - 1);
    return at;
}

static Err more_room(Ctx *cx, SeriesIn *in)
{
    size_t size = in->seen_size ? 2 * in->seen_size : 1024;
    uint64_t *wider = in->seen_count < SERIES_PEOPLE_MAX ? ARENA_ARRAY(in->people, uint64_t, size)
                                                         : NULL;
    if (!wider)
        return fail(cx, ERR_LIMIT, "more than %d people; split the file", SERIES_PEOPLE_MAX);
    for (size_t i = 0; i < in->seen_size; i++)
        if (in->seen[i]) wider[slot_of(wider, size, in->seen[i])] = in->seen[i];
    in->seen = wider;
    in->seen_size = size;
    return OK;
}

static Err note_person(Ctx *cx, SeriesIn *in, Str id)
{
    if (2 * in->seen_count >= in->seen_size) TRY(more_room(cx, in));
    uint64_t hash = id_hash(id);
    size_t at = slot_of(in->seen, in->seen_size, hash);
    if (in->seen[at])
        table_fault(in->table, in->id, "'" STR_FMT "' was there before, further up; rows of one "
                    "person must stand together", STR_ARG(str_first_chars(id, 40)));
    in->seen_count += !in->seen[at];
    in->seen[at] = hash;
    return OK;
}

/* --- one person ------------------------------------------------------------------------ */

static Str row_id(const SeriesIn *in)
{
    return in->id == TABLE_NO_COLUMN ? (Str){ 0 } : table_text(in->table, in->id);
}

/* Only numbers can be told to fall; a date or a name is taken as it stands. */
static void check_order(SeriesIn *in, Str before, Str now)
{
    double earlier, later;
    if (!str_to_double(before, &earlier) || !str_to_double(now, &later) || later >= earlier) return;
    table_fault(in->table, in->t, "'" STR_FMT "' follows '" STR_FMT "'; rows of one person must "
                "stand in order of time", STR_ARG(now), STR_ARG(before));
}

static SeriesPoint read_point(SeriesIn *in)
{
    SeriesPoint p = { .t = arena_str(in->person, table_text(in->table, in->t)) };
    for (size_t i = 0; i < in->value_count; i++) {
        p.value[i] = table_number(in->table, in->value[i]);
        if (isnan(p.value[i]) || number_usable(p.value[i])) continue;
        table_fault(in->table, in->value[i], "a number from -1e100 to 1e100 is expected");
        p.value[i] = NAN;
    }
    return p;
}

typedef struct Growing {
    SeriesPoint *points;
    size_t count, room;
} Growing;

static Err grow(Ctx *cx, SeriesIn *in, Growing *g)
{
    size_t room = g->room ? 2 * g->room : 64;
    SeriesPoint *wider = g->room < SERIES_POINTS_MAX ? ARENA_ARRAY(in->person, SeriesPoint, room)
                                                     : NULL;
    if (!wider)
        return fail(cx, ERR_LIMIT, "line %lld: more than %d points in one series",
                    (long long)table_line(in->table), SERIES_POINTS_MAX);
    if (g->count) memcpy(wider, g->points, g->count * sizeof *wider);
    g->points = wider;
    g->room = room;
    return OK;
}

static Err take_rows(Ctx *cx, SeriesIn *in, Str id, Growing *g)
{
    do {
        if (g->count == g->room) TRY(grow(cx, in, g));
        SeriesPoint p = read_point(in);
        if (g->count) check_order(in, g->points[g->count - 1].t, p.t);
        g->points[g->count++] = p;
        TRY(table_next(cx, in->table, &in->pending));
    } while (in->pending && str_eq(row_id(in), id));
    return OK;
}

static Err next_person(Ctx *cx, SeriesIn *in, Series *s)
{
    arena_close(in->person);
    in->person = arena_open(PERSON_BYTES);
    if (!in->person) return fail(cx, ERR_LIMIT, "no room for a series");
    Growing g = { 0 };
    Str id = arena_str(in->person, row_id(in));
    if (in->id != TABLE_NO_COLUMN) TRY(note_person(cx, in, id));
    TRY(take_rows(cx, in, id, &g));
    *s = (Series){ id, g.points, g.count, in->person };
    return OK;
}

/* After the first fault people are read for further faults only: nothing is made of them. */
Err series_next(Ctx *cx, SeriesIn *in, Series *ret_series, bool *ret_more)
{
    Series s = { 0 };
    while (in->pending) {
        TRY(next_person(cx, in, &s));
        if (table_faulty(in->table)) continue;
        *ret_series = s;
        *ret_more = true;
        return OK;
    }
    *ret_more = false;
    return table_verdict(cx, in->table);
}

Err series_present(Ctx *cx, const Series *s, size_t value, double **ret_values, size_t **ret_which,
                   size_t *ret_count)
{
    double *values = ARENA_ARRAY(s->arena, double, s->count);
    size_t *which = ARENA_ARRAY(s->arena, size_t, s->count), count = 0;
    if (!values || !which) return fail(cx, ERR_LIMIT, "no room for a series");
    for (size_t i = 0; i < s->count; i++) {
        if (isnan(s->points[i].value[value])) continue;
        which[count] = i;
        values[count++] = s->points[i].value[value];
    }
    *ret_values = values;
    *ret_which = which;
    *ret_count = count;
    return OK;
}
