/* measure_growth.c - `tandem measure growth`: everybody's line against the average line. */
#include "../measure/change.h"
#include "../measure/growth.h"
#include "../measure/number.h"
#include "measure.h"
#include "measure_io.h"

/* Rows may stand in any order, so that the whole file is held: 24 bytes a row, 100 a person. */
static const size_t POINTS_BYTES = (size_t)1 << 30, PEOPLE_BYTES = (size_t)512 << 20;
enum { GROWTH_PEOPLE_MAX = 2000000, GROWTH_POINTS_MAX = 20000000 };

typedef struct GrowthRun {
    TableIn *in;
    TableOut *out;
    size_t at[3];             /* columns id, t, value */
    bool summary;
    ScaleDirection direction;
    double critical;
    Arena *memory;            /* of the people */
    Arena *rows;              /* of the points: one array that grows in place */
    GrowthPoint *points;
    size_t count, room;
    Str *id;                  /* in order of first appearance */
    size_t people, people_room;
    size_t *slot;             /* by hash: person + 1, 0 = free */
    size_t slots;             /* a power of two */
    const Growth *growth;
} GrowthRun;

/* --- the words --------------------------------------------------------------------------- */

static Err read_words(Ctx *cx, const Command *c, GrowthRun *run)
{
    Str word = command_option(c, "direction");
    run->summary = command_flag(c, "summary");
    if (str_eq(word, S("higher"))) run->direction = SCALE_HIGHER_IS_BETTER;
    else if (str_eq(word, S("lower"))) run->direction = SCALE_LOWER_IS_BETTER;
    else if (word.len || !run->summary)
        return fail(cx, ERR_INVALID, "--direction lower or --direction higher: which is better?");
    TRY(option_number(cx, c, "crit", CHANGE_Z_95_EXACT, 1e-9, 1e9, &run->critical));
    return words_want(cx, c, 1, "one file of data, or - for standard input,");
}

/* --- who is who ----------------------------------------------------------------------------- */

static uint64_t id_hash(Str id)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < id.len; i++) hash = (hash ^ (uint8_t)id.ptr[i]) * 1099511628211u;
    return hash ^ hash >> 32;
}

static size_t slot_of(const GrowthRun *run, Str id)
{
    size_t at = (size_t)id_hash(id) & (run->slots - 1);
    while (run->slot[at] && !str_eq(run->id[run->slot[at] - 1], id)) at = (at + 1) & (run->slots - 1);
    return at;
}

static Err more_people(Ctx *cx, GrowthRun *run)
{
    size_t room = run->people_room ? 2 * run->people_room : 1024;
    bool few = run->people_room < GROWTH_PEOPLE_MAX;
    Str *wider = few ? ARENA_ARRAY(run->memory, Str, room) : NULL;
    size_t *slot = few ? ARENA_ARRAY(run->memory, size_t, 2 * room) : NULL;
    if (!wider || !slot) return fail(cx, ERR_LIMIT, "more than %d people", GROWTH_PEOPLE_MAX);
    if (run->people) memcpy(wider, run->id, run->people * sizeof *wider);
    run->id = wider;
    run->people_room = room;
    run->slot = slot;
    run->slots = 2 * room;
    for (size_t i = 0; i < run->people; i++) slot[slot_of(run, wider[i])] = i + 1;
    return OK;
}

static Err find_person(Ctx *cx, GrowthRun *run, Str id, size_t *ret_person)
{
    if (run->people == run->people_room) TRY(more_people(cx, run));
    size_t at = slot_of(run, id);
    if (run->slot[at] == 0) {
        Str copy = arena_str(run->memory, id);
        if (arena_failed(run->memory)) return fail(cx, ERR_LIMIT, "no room for so many people");
        run->id[run->people++] = copy;
        run->slot[at] = run->people;
    }
    *ret_person = run->slot[at] - 1;
    return OK;
}

/* --- the rows --------------------------------------------------------------------------------- */

static double read_number(GrowthRun *run, size_t which)
{
    double number = table_number(run->in, run->at[which]);
    if (isnan(number) || number_usable(number)) return number;
    table_fault(run->in, run->at[which], "a number from -1e100 to 1e100 is expected");
    return NAN;
}

static Err more_points(Ctx *cx, GrowthRun *run)
{
    size_t room = run->room ? 2 * run->room : 4096, size = sizeof *run->points;
    GrowthPoint *wider = run->room >= GROWTH_POINTS_MAX ? NULL
        : run->points ? arena_grow(run->rows, run->points, run->room * size, room * size)
                      : ARENA_ARRAY(run->rows, GrowthPoint, room);
    if (!wider) return fail(cx, ERR_LIMIT, "more than %d rows", GROWTH_POINTS_MAX);
    run->points = wider;
    run->room = room;
    return OK;
}

static Err read_row(Ctx *cx, GrowthRun *run)
{
    GrowthPoint p = { 0, read_number(run, 1), read_number(run, 2) };
    Str id = table_text(run->in, run->at[0]);
    if (id.len == 0) table_fault(run->in, run->at[0], "whose row is this? An id is expected");
    if (!isnan(p.value) && table_text(run->in, run->at[1]).len == 0)
        table_fault(run->in, run->at[1], "a value needs its time");
    TRY(find_person(cx, run, id, &p.person));
    if (run->count == run->room) TRY(more_points(cx, run));
    run->points[run->count++] = p;
    return OK;
}

static Err read_rows(Ctx *cx, GrowthRun *run)
{
    TRY(table_need(cx, run->in, "id t value", run->at));
    for (bool more = true;;) {
        TRY(table_next(cx, run->in, &more));
        if (!more) return table_verdict(cx, run->in);
        TRY(read_row(cx, run));
    }
}

/* --- what comes out --------------------------------------------------------------------------- */

static Err put_person(Ctx *cx, GrowthRun *run, size_t person)
{
    GrowthResult r = growth_person(run->growth, person, run->direction, run->critical);
    table_put(run->out, run->id[person]);
    table_put_count(run->out, r.n);
    double numbers[] = { r.intercept, r.slope, r.deviation, r.deviation_sd, r.statistic };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) table_put_number(run->out, numbers[i]);
    table_put(run->out, growth_category_word(r.category));
    return table_end_row(cx, run->out);
}

static Err put_term(Ctx *cx, GrowthRun *run, const char *term, double value, double se)
{
    table_put(run->out, str_from_c(term));
    table_put_number(run->out, value);
    table_put_number(run->out, se);
    return table_end_row(cx, run->out);
}

static Err put_word(Ctx *cx, GrowthRun *run, const char *term, Str word)
{
    table_put(run->out, str_from_c(term));
    table_put(run->out, word);
    table_put_blank(run->out);
    return table_end_row(cx, run->out);
}

static Err put_summary(Ctx *cx, GrowthRun *run)
{
    GrowthFit f = growth_summary(run->growth);
    TRY(put_word(cx, run, "method", S("reml")));
    TRY(put_word(cx, run, "state", growth_state_word(f.state)));
    TRY(put_term(cx, run, "people", (double)f.people, NAN));
    TRY(put_term(cx, run, "points", (double)f.points, NAN));
    TRY(put_term(cx, run, "intercept", f.beta[0], f.beta_se[0]));
    TRY(put_term(cx, run, "slope", f.beta[1], f.beta_se[1]));
    TRY(put_term(cx, run, "d_intercept", f.d[0][0], NAN));
    TRY(put_term(cx, run, "d_covariance", f.d[0][1], NAN));
    TRY(put_term(cx, run, "d_slope", f.d[1][1], NAN));
    TRY(put_term(cx, run, "sigma2", f.sigma2, NAN));
    return put_term(cx, run, "criterion", f.criterion, NAN);
}

static void note_state(const GrowthRun *run, Out *out)
{
    static const char *const notes[GROWTH_STATE_COUNT] = {
        [GROWTH_BOUNDARY] = "tandem: note: D is singular: these values do not tell intercepts, slopes and "
                            "errors apart as far as the model asks\n",
        [GROWTH_NOT_CONVERGED] = "tandem: note: the fit has not converged: do not use these numbers\n",
    };
    GrowthState state = growth_summary(run->growth).state;
    if (notes[state]) out_raw(out, str_from_c(notes[state]));
}

static Err fit(Ctx *cx, GrowthRun *run, Out *out)
{
    Err err = growth_fit(cx, run->memory, run->points, run->count, run->people, &run->growth);
    if (err.kind == ERR_INVALID) {
        Str why = arena_printf(cx->arena, "%s", cx->err_text);
        err_clear(cx); /* the words were right: it is the file that does not do */
        return fail(cx, ERR_CONFLICT, STR_FMT, STR_ARG(why));
    }
    if (err.kind == ERR_NONE) note_state(run, out);
    return err;
}

static Err growth_table(Ctx *cx, const Command *c, GrowthRun *run, Out *out)
{
    TRY(read_rows(cx, run));
    TRY(fit(cx, run, out));
    const char *names = run->summary ? "term value se"
                                     : "id n intercept slope deviation deviation_sd statistic category";
    TRY(table_write(cx, c, names, &run->out));
    if (run->summary) return put_summary(cx, run);
    for (size_t i = 0; i < run->people; i++) TRY(put_person(cx, run, i));
    return OK;
}

Err measure_growth(Ctx *cx, const Command *c, Out *out)
{
    GrowthRun run = { .in = NULL };
    TRY(read_words(cx, c, &run));
    TRY(table_open(cx, out, c->word[0], &run.in));
    run.memory = arena_open(PEOPLE_BYTES);
    run.rows = arena_open(POINTS_BYTES);
    Err err = run.memory && run.rows ? growth_table(cx, c, &run, out)
                                     : fail(cx, ERR_LIMIT, "no room for the people");
    if (err.kind == ERR_NONE) err = table_done(cx, run.out);
    table_drop(run.out);
    table_close(run.in);
    arena_close(run.memory);
    arena_close(run.rows);
    return err;
}
