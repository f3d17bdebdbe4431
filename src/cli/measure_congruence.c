/* measure_congruence.c - `tandem measure congruence`: one client and one therapist, one row. */
#include "../measure/congruence.h"
#include "measure.h"
#include "measure_series.h"

static Err put_congruence(Ctx *cx, TableOut *t, const Congruence *g)
{
    double numbers[] = { g->b0, g->b0_se, g->b1, g->b1_se, g->r, g->rmsd, g->ccc };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) table_put_number(t, numbers[i]);
    table_put_count(t, g->n);
    return table_end_row(cx, t);
}

static Err congruence_row(Ctx *cx, const Series *s, Out *out, TableOut *t)
{
    Congruence g;
    double *client = ARENA_ARRAY(s->arena, double, s->count + 1),
           *therapist = ARENA_ARRAY(s->arena, double, s->count + 1);
    if (!client || !therapist) return fail(cx, ERR_LIMIT, "no room for the ratings");
    for (size_t i = 0; i < s->count; i++) {
        client[i] = s->points[i].value[0];
        therapist[i] = s->points[i].value[1];
    }
    TRY(congruence_of(cx, s->arena, client, therapist, s->count, &g));
    if (!g.enough)
        out_raw(out, arena_printf(out->arena, "tandem: note: %zu sessions with both ratings; pages "
                                  "show nothing before %d\n", g.n, CONGRUENCE_PAIRS_NEEDED));
    return put_congruence(cx, t, &g);
}

static Err congruence_table(Ctx *cx, const Command *c, SeriesIn *in, Out *out, TableOut **t)
{
    Series s = { .arena = cx->arena }, another;
    bool more = false;
    TRY(series_next(cx, in, &s, &more));
    TRY(table_write(cx, c, "b0 b0_se b1 b1_se r rmsd ccc n", t));
    TRY(congruence_row(cx, &s, out, *t));
    if (more) TRY(series_next(cx, in, &another, &more));
    return more ? fail(cx, ERR_CONFLICT, "congruence is of one pair; this file has several ids")
                : OK;
}

Err measure_congruence(Ctx *cx, const Command *c, Out *out)
{
    SeriesIn *in = NULL;
    TableOut *t = NULL;
    TRY(words_want(cx, c, 1, "one file of data, or - for standard input,"));
    TRY(series_open(cx, out, c->word[0], "client therapist", &in));
    Err err = congruence_table(cx, c, in, out, &t);
    if (err.kind == ERR_NONE) err = table_done(cx, t);
    table_drop(t);
    series_close(in);
    return err;
}
