/* measure_surface.c - `tandem measure surface`: an outcome over two people's ratings. */
#include "../measure/congruence.h"
#include "../measure/number.h"
#include "measure.h"
#include "measure_io.h"

static const size_t SURFACE_BYTES = (size_t)1 << 30;
enum { SURFACE_ROWS_MAX = 10000000 };

typedef struct SurfaceRun {
    TableIn *in;
    TableOut *out;
    Arena *memory;
    SurfacePoint *points;
    size_t count, room;
    double middle;
} SurfaceRun;

static Err more_points(Ctx *cx, SurfaceRun *run)
{
    size_t room = run->room ? 2 * run->room : 4096, size = sizeof *run->points;
    SurfacePoint *wider = run->room >= SURFACE_ROWS_MAX ? NULL
        : run->points ? arena_grow(run->memory, run->points, run->room * size, room * size)
                      : ARENA_ARRAY(run->memory, SurfacePoint, room);
    if (!wider) return fail(cx, ERR_LIMIT, "more than %d rows", SURFACE_ROWS_MAX);
    run->points = wider;
    run->room = room;
    return OK;
}

static Err read_rows(Ctx *cx, SurfaceRun *run)
{
    size_t at[3];
    TRY(table_need(cx, run->in, "client therapist outcome", at));
    for (bool more = true;;) {
        TRY(table_next(cx, run->in, &more));
        if (!more) return table_verdict(cx, run->in);
        if (run->count == run->room) TRY(more_points(cx, run));
        run->points[run->count++] = (SurfacePoint){ table_number(run->in, at[0]),
                                                    table_number(run->in, at[1]),
                                                    table_number(run->in, at[2]) };
    }
}

static Err solve(Ctx *cx, const SurfaceRun *run, Surface *ret)
{
    Err err = congruence_surface(cx, run->points, run->count, run->middle, ret);
    if (err.kind != ERR_INVALID) return err;
    Str why = arena_printf(cx->arena, "%s", cx->err_text);
    err_clear(cx); /* the words were right: it is the file that does not do */
    return fail(cx, ERR_CONFLICT, STR_FMT, STR_ARG(why));
}

static Err put_term(Ctx *cx, TableOut *t, const char *name, double estimate, double se)
{
    table_put(t, str_from_c(name));
    table_put_number(t, estimate);
    table_put_number(t, se);
    return table_end_row(cx, t);
}

static Err surface_table(Ctx *cx, const Command *c, SurfaceRun *run)
{
    static const char *const term[SURFACE_TERMS] = { "b0", "b1", "b2", "b3", "b4", "b5" };
    static const char *const line[SURFACE_LINES] = { "a1", "a2", "a3", "a4" };
    Surface s;
    TRY(read_rows(cx, run));
    TRY(solve(cx, run, &s));
    TRY(table_write(cx, c, "term estimate se", &run->out));
    for (int i = 0; i < SURFACE_TERMS; i++) TRY(put_term(cx, run->out, term[i], s.b[i], s.b_se[i]));
    for (int i = 0; i < SURFACE_LINES; i++) TRY(put_term(cx, run->out, line[i], s.a[i], s.a_se[i]));
    return OK;
}

Err measure_surface(Ctx *cx, const Command *c, Out *out)
{
    SurfaceRun run = { .in = NULL };
    TRY(option_number(cx, c, "middle", 0, -1e6, 1e6, &run.middle));
    TRY(words_want(cx, c, 1, "one file of data, or - for standard input,"));
    TRY(table_open(cx, out, c->word[0], &run.in));
    run.memory = arena_open(SURFACE_BYTES);
    Err err = run.memory ? surface_table(cx, c, &run) : fail(cx, ERR_LIMIT, "no room for the rows");
    if (err.kind == ERR_NONE) err = table_done(cx, run.out);
    table_drop(run.out);
    table_close(run.in);
    arena_close(run.memory);
    return err;
}
