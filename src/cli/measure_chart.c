/* measure_chart.c - `tandem measure chart`: control limits and signals, one row a point. */
#include "../measure/chart.h"
#include "../measure/number.h"
#include "measure.h"
#include "measure_series.h"

/* --- the words -------------------------------------------------------------------------- */

static Err read_baseline(Ctx *cx, const Command *c, ChartSpec *spec)
{
    double baseline = 0;
    TRY(option_number(cx, c, "baseline", 0, 1, SERIES_POINTS_MAX, &baseline));
    if (baseline != floor(baseline))
        return fail(cx, ERR_INVALID, "--baseline: a whole number of points is expected");
    spec->baseline = (size_t)baseline;
    return OK;
}

static Err read_spec(Ctx *cx, const Command *c, ChartSpec *spec)
{
    Str word = command_option(c, "kind");
    ChartKind kind = CHART_XMR;
    if (!chart_kind_parse(word, &kind))
        return fail(cx, ERR_INVALID, "--kind: xmr, ewma or cusum is expected");
    *spec = CHART_SPEC(kind);
    TRY(read_baseline(cx, c, spec));
    TRY(option_number(cx, c, "centre", NAN, -NUMBER_MOST, NUMBER_MOST, &spec->centre));
    TRY(option_number(cx, c, "sigma", NAN, 0, NUMBER_MOST, &spec->sigma));
    TRY(option_number(cx, c, "floor", 0, 0, NUMBER_MOST, &spec->floor));
    TRY(option_number(cx, c, "lambda", spec->lambda, 1e-6, 1, &spec->lambda));
    TRY(option_number(cx, c, "width", spec->width, 1e-6, 1e6, &spec->width));
    TRY(option_number(cx, c, "k", spec->k, 0, 1e6, &spec->k));
    return option_number(cx, c, "h", spec->h, 1e-6, 1e6, &spec->h);
}

/* An option that this kind has no use for is said to be unused, not silently swallowed. */
static void note_unused(const Command *c, ChartKind kind, Out *out)
{
    static const struct { const char *name; ChartKind kind; } options[] = {
        { "lambda", CHART_EWMA }, { "width", CHART_EWMA }, { "k", CHART_CUSUM }, { "h", CHART_CUSUM }
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (options[i].kind == kind || !option_given(c, options[i].name)) continue;
        out_raw(out, arena_printf(out->arena, "tandem: note: --%s has no part in " STR_FMT "\n",
                                  options[i].name, STR_ARG(chart_kind_word(kind))));
    }
}

static void note_few(const ChartSpec *spec, size_t count, Out *out)
{
    size_t baseline = spec->baseline ? spec->baseline : count;
    bool given = !isnan(spec->centre) && !isnan(spec->sigma);
    if (given || count == 0 || baseline >= CHART_POINTS_NEEDED) return;
    out_raw(out, arena_printf(out->arena, "tandem: note: limits from %zu points; with fewer than %d "
                              "false alarms are frequent\n", baseline, CHART_POINTS_NEEDED));
}

/* --- rows ----------------------------------------------------------------------------------- */

static Err put_point(Ctx *cx, TableOut *t, const ChartSpec *spec, Str when, const ControlPoint *p)
{
    double numbers[] = { p->value, p->centre, p->lower, p->upper, p->statistic };
    table_put_given(t, when);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) table_put_number(t, numbers[i]);
    table_put(t, chart_signal_word(p->side));
    if (spec->kind == CHART_CUSUM) {
        table_put_number(t, p->c_plus);
        table_put_number(t, p->c_minus);
    }
    return table_end_row(cx, t);
}

/* A point without a value keeps its row, and says nothing. */
static Err put_points(Ctx *cx, TableOut *t, const ChartSpec *spec, const Series *s,
                      const ControlPoint *points)
{
    const ControlPoint nothing = { NAN, NAN, NAN, NAN, NAN, NAN, NAN, CHART_NONE };
    size_t used = 0;
    for (size_t i = 0; i < s->count; i++) {
        bool missing = isnan(s->points[i].value[0]);
        TRY(put_point(cx, t, spec, s->points[i].t, missing ? &nothing : &points[used]));
        used += !missing;
    }
    return OK;
}

static Err chart_rows(Ctx *cx, const ChartSpec *spec, const Series *s, Out *out, TableOut *t)
{
    double *values = NULL;
    size_t *which = NULL, count = 0;
    TRY(series_present(cx, s, 0, &values, &which, &count));
    ControlPoint *points = ARENA_ARRAY(s->arena, ControlPoint, count + 1);
    if (!points) return fail(cx, ERR_LIMIT, "no room for a chart");
    TRY(chart_run(cx, spec, values, count, points, NULL));
    note_few(spec, count, out);
    return put_points(cx, t, spec, s, points);
}

static Err chart_table(Ctx *cx, const Command *c, const ChartSpec *spec, SeriesIn *in, Out *out,
                       TableOut **t)
{
    Series s, another;
    bool more = false;
    TRY(series_next(cx, in, &s, &more));
    TRY(table_write(cx, c,
                    spec->kind == CHART_CUSUM
                        ? "t value centre lower upper statistic signal c_plus c_minus"
                        : "t value centre lower upper statistic signal",
                    t));
    if (more) TRY(chart_rows(cx, spec, &s, out, *t));
    if (more) TRY(series_next(cx, in, &another, &more));
    return more ? fail(cx, ERR_CONFLICT, "a chart is of one person; this file has several ids")
                : OK;
}

Err measure_chart(Ctx *cx, const Command *c, Out *out)
{
    ChartSpec spec;
    SeriesIn *in = NULL;
    TableOut *t = NULL;
    TRY(read_spec(cx, c, &spec));
    TRY(words_want(cx, c, 1, "one file of data, or - for standard input,"));
    note_unused(c, spec.kind, out);
    TRY(series_open(cx, out, c->word[0], "value", &in));
    Err err = chart_table(cx, c, &spec, in, out, &t);
    if (err.kind == ERR_NONE) err = table_done(cx, t);
    table_drop(t);
    series_close(in);
    return err;
}
