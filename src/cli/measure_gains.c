/* measure_gains.c - `tandem measure gains`: sudden gains and losses, one row a gap. */
#include "../measure/gains.h"
#include "../measure/number.h"
#include "measure.h"
#include "measure_io.h"

typedef struct GainsRun {
    TableIn *in;
    TableOut *out;
    GainRule rule;
    bool reflect;             /* higher is better: low + high - score */
    double low, high;
    size_t id, session[CSV_FIELDS_MAX], sessions;
} GainsRun;

/* --- the words -------------------------------------------------------------------------- */

static Err read_direction(Ctx *cx, const Command *c, GainsRun *run)
{
    Str word = command_option(c, "direction");
    if (word.len == 0 || str_eq(word, S("lower"))) return OK;
    if (!str_eq(word, S("higher")))
        return fail(cx, ERR_INVALID, "--direction lower or --direction higher: which is better?");
    if (!option_given(c, "low") || !option_given(c, "high"))
        return fail(cx, ERR_INVALID, "where higher is better, scores are turned round within their "
                    "range: give --low and --high");
    run->reflect = true;
    TRY(option_number(cx, c, "low", 0, -NUMBER_MOST, NUMBER_MOST, &run->low));
    return option_number(cx, c, "high", 0, run->low, NUMBER_MOST, &run->high);
}

/* For losses people also write the cut-off as a fall below 0, as one R package wants it. */
static Err read_rule(Ctx *cx, const Command *c, GainsRun *run)
{
    bool losses = command_flag(c, "losses");
    if (!option_given(c, "cutoff"))
        return fail(cx, ERR_INVALID, "--cutoff: how many points make a gain?");
    run->rule = GAIN_RULE(0);
    TRY(option_number(cx, c, "cutoff", 0, losses ? -NUMBER_MOST : 1e-9, NUMBER_MOST,
                      &run->rule.cutoff));
    run->rule.cutoff = fabs(run->rule.cutoff);
    if (losses) run->rule.kind = GAIN_RISES;
    TRY(option_number(cx, c, "percent", .25, 0, 1, &run->rule.share));
    TRY(option_number(cx, c, "alpha", .05, 1e-6, .999999, &run->rule.alpha));
    return read_direction(cx, c, run);
}

/* --- rows ----------------------------------------------------------------------------------- */

static Err put_gain(Ctx *cx, GainsRun *run, const Gain *g)
{
    table_put(run->out, table_text(run->in, run->id));
    table_put_count(run->out, g->from);
    table_put_count(run->out, g->to);
    table_put(run->out, three_word(g->gap.status));
    table_put_number(run->out, g->gap.magnitude);
    if (g->reversal) table_put_count(run->out, g->reversal);
    else table_put_blank(run->out);
    return table_end_row(cx, run->out);
}

/* False: a fault was noted, and nothing can be said of this person. */
static bool read_scores(GainsRun *run, double *scores)
{
    bool fine = true;
    for (size_t i = 0; i < run->sessions; i++) {
        scores[i] = table_number(run->in, run->session[i]);
        if (isnan(scores[i]) || number_usable(scores[i])) continue;
        table_fault(run->in, run->session[i], "a number from -1e100 to 1e100 is expected");
        fine = false;
    }
    if (run->reflect) gains_reflect(run->low, run->high, scores, run->sessions);
    return fine;
}

static Err gains_rows(Ctx *cx, GainsRun *run)
{
    double scores[CSV_FIELDS_MAX];
    Gain gains[CSV_FIELDS_MAX];
    for (bool more = true;;) {
        TRY(table_next(cx, run->in, &more));
        if (!more) return table_verdict(cx, run->in);
        if (!read_scores(run, scores)) continue;
        TRY(gains_find(cx, &run->rule, scores, run->sessions, gains));
        for (size_t i = 0; i < gains_count(run->sessions); i++) TRY(put_gain(cx, run, &gains[i]));
    }
}

/* s1 s2 s4: without s3 the sessions after it would be left out and nobody told. */
static Err no_session_left_out(Ctx *cx, const GainsRun *run)
{
    for (size_t n = run->sessions + 2; n <= CSV_FIELDS_MAX; n++) {
        const char *name = arena_c(cx->arena, arena_printf(cx->arena, "s%zu", n));
        if (table_column(run->in, name) != TABLE_NO_COLUMN)
            return fail(cx, ERR_CONFLICT, "there is no column s%zu before %s: sessions stand without "
                        "a gap, a missing one is a blank column", run->sessions + 1, name);
    }
    return OK;
}

static Err gains_table(Ctx *cx, const Command *c, GainsRun *run)
{
    TRY(table_need(cx, run->in, "id s1", (size_t[2]){ 0 }));
    run->id = table_column(run->in, "id");
    run->sessions = table_numbered(run->in, "s", run->session, CSV_FIELDS_MAX);
    TRY(no_session_left_out(cx, run));
    TRY(table_write(cx, c, "id from to status magnitude reversal_at", &run->out));
    return gains_rows(cx, run);
}

Err measure_gains(Ctx *cx, const Command *c, Out *out)
{
    GainsRun run = { .in = NULL };
    TRY(read_rule(cx, c, &run));
    TRY(words_want(cx, c, 1, "one file of data, or - for standard input,"));
    TRY(table_open(cx, out, c->word[0], &run.in));
    Err err = gains_table(cx, c, &run);
    if (err.kind == ERR_NONE) err = table_done(cx, run.out);
    table_drop(run.out);
    table_close(run.in);
    return err;
}
