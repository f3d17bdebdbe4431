/* measure_ruptures.c - `tandem measure ruptures`: falls and returns, one row an episode. */
#include "../measure/number.h"
#include "../measure/rupture.h"
#include "measure.h"
#include "measure_series.h"

typedef struct RupturesRun {
    SeriesIn *in;
    TableOut *out;
    RupturePreset preset;
    double sigma_within;
} RupturesRun;

static Err read_rule(Ctx *cx, const Command *c, RupturesRun *run)
{
    if (!rupture_preset_parse(command_option(c, "preset"), &run->preset))
        return fail(cx, ERR_INVALID,
                    "--preset: strauss_type, stiles_type, gumz_strict or stevens_type is expected");
    return option_number(cx, c, "sigma-within", 0, 0, NUMBER_MOST, &run->sigma_within);
}

/* Positions are said as the file's own t. */
static Err put_episode(Ctx *cx, TableOut *t, const Series *s, const size_t *which,
                       const RuptureEpisode *e)
{
    table_put(t, s->id);
    table_put_given(t, s->points[which[e->onset]].t);
    table_put_given(t, s->points[which[e->trough]].t);
    if (e->status == RUPTURE_REPAIRED) table_put_given(t, s->points[which[e->repair]].t);
    else table_put_blank(t);
    table_put_number(t, e->drop);
    table_put(t, rupture_status_word(e->status));
    return table_end_row(cx, t);
}

static Err rupture_rows(Ctx *cx, const RupturesRun *run, const Series *s)
{
    double *values = NULL;
    size_t *which = NULL, count = 0, found = 0;
    RuptureEpisode *episodes = NULL;
    TRY(series_present(cx, s, 0, &values, &which, &count));
    RuptureRule rule = rupture_rule(run->preset, run->sigma_within, values, count);
    TRY(rupture_find(cx, s->arena, rule, values, count, &episodes, &found));
    for (size_t i = 0; i < found; i++) TRY(put_episode(cx, run->out, s, which, &episodes[i]));
    return OK;
}

static Err ruptures_table(Ctx *cx, const Command *c, RupturesRun *run)
{
    Series s;
    TRY(table_write(cx, c, "id onset trough repair drop status", &run->out));
    for (bool more = true;;) {
        TRY(series_next(cx, run->in, &s, &more));
        if (!more) return OK;
        TRY(rupture_rows(cx, run, &s));
    }
}

Err measure_ruptures(Ctx *cx, const Command *c, Out *out)
{
    RupturesRun run = { .in = NULL };
    TRY(read_rule(cx, c, &run));
    TRY(words_want(cx, c, 1, "one file of data, or - for standard input,"));
    TRY(series_open(cx, out, c->word[0], "value", &run.in));
    Err err = ruptures_table(cx, c, &run);
    if (err.kind == ERR_NONE) err = table_done(cx, run.out);
    table_drop(run.out);
    series_close(run.in);
    return err;
}
