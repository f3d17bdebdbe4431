/* measure_change.c - `tandem measure change`: one row a person in, one row out.
 *
 * What a method needs from the group (S, M1, M2, S2, correlation) is taken from the rows
 * with both scores in a first pass, unless the words give it; then nothing is read twice. */
#include "measure.h"
#include "measure_io.h"
#include "../measure/builtin.h"
#include "../measure/change.h"

typedef struct ChangeRun {
    TableIn *in;
    TableOut *out;
    size_t at[5];             /* columns: id, then the scores */
    bool summary;
    size_t tally[CHANGE_CATEGORY_COUNT];
    ChangeRule rule;
} ChangeRun;

/* --- the words -------------------------------------------------------------------- */

static Err read_direction(Ctx *cx, const Command *c, ScaleDirection *ret_direction)
{
    Str word = command_option(c, "direction");
    if (str_eq(word, S("lower"))) *ret_direction = SCALE_LOWER_IS_BETTER;
    else if (str_eq(word, S("higher"))) *ret_direction = SCALE_HIGHER_IS_BETTER;
    else return fail(cx, ERR_INVALID, "--direction lower or --direction higher: which is better?");
    return OK;
}

static bool is_reliable_change(ChangeMethod method)
{
    return method != CHANGE_METHOD_PERCENT && method != CHANGE_METHOD_MID;
}

/* A number that a method cannot do without. */
static Err needed_number(Ctx *cx, const Command *c, const char *name, double low, double high,
                         double *ret_value)
{
    if (!option_given(c, name)) return fail(cx, ERR_INVALID, "this method needs --%s", name);
    return option_number(cx, c, name, 0, low, high, ret_value);
}

static Err read_rule(Ctx *cx, const Command *c, ChangeRule *r)
{
    TRY(read_direction(cx, c, &r->direction));
    if (is_reliable_change(r->method))
        TRY(needed_number(cx, c, "reliability", 0, .9999999, &r->reliability));
    if (r->method == CHANGE_METHOD_NK)
        TRY(needed_number(cx, c, "reliability-post", 0, .9999999, &r->reliability_post));
    if (r->method == CHANGE_METHOD_MID) TRY(needed_number(cx, c, "mid", 1e-300, 1e300, &r->mid));
    TRY(option_number(cx, c, "percent", .5, 1e-9, 5, &r->percent));
    return option_number(cx, c, "crit", change_method_critical(r->method), 1e-9, 1e9, &r->critical);
}

/* Which of the four norms the cut-off takes: a clinical, b functional, c both. */
static Str cutoff_letter(const Command *c)
{
    Str word = command_option(c, "cutoff");
    return word.len == 1 && strchr("abc", word.ptr[0]) ? word : (Str){ 0 };
}

static bool needs_group(const Command *c, ChangeMethod method)
{
    Str letter = cutoff_letter(c);
    bool clinical = str_eq(letter, S("a")) || str_eq(letter, S("c"));
    bool given = option_given(c, "clinical-mean") && option_given(c, "clinical-sd");
    if (clinical && !given) return true;
    if (!is_reliable_change(method)) return false;
    return method != CHANGE_METHOD_JT || !option_given(c, "sd");
}

static Err letter_cutoff(Ctx *cx, const Command *c, Str letter, const ChangeGroup *group,
                         ChangeRule *r)
{
    double mean = 0, sd = 0, functional_mean = 0, functional_sd = 0;
    TRY(option_number(cx, c, "clinical-mean", group->mean_pre, -1e300, 1e300, &mean));
    TRY(option_number(cx, c, "clinical-sd", group->sd_pre, 1e-300, 1e300, &sd));
    if (!str_eq(letter, S("a"))) {
        TRY(needed_number(cx, c, "functional-mean", -1e300, 1e300, &functional_mean));
        TRY(needed_number(cx, c, "functional-sd", 1e-300, 1e300, &functional_sd));
    }
    if (r->method == CHANGE_METHOD_HA) {
        sd = cutoff_true_sd(sd, r->reliability);
        functional_sd = cutoff_true_sd(functional_sd, r->reliability);
    }
    if (str_eq(letter, S("a"))) r->cutoff = cutoff_a(r->direction, mean, sd);
    else if (str_eq(letter, S("b"))) r->cutoff = cutoff_b(r->direction, functional_mean, functional_sd);
    else r->cutoff = cutoff_c(mean, sd, functional_mean, functional_sd);
    return isfinite(r->cutoff) ? OK : fail(cx, ERR_CONFLICT, "the cut-off needs a clinical mean and "
                                           "SD: the file has fewer than two rows with both scores");
}

static Err read_cutoff(Ctx *cx, const Command *c, const ChangeGroup *group, ChangeRule *r)
{
    Str word = command_option(c, "cutoff"), letter = cutoff_letter(c);
    r->has_cutoff = option_given(c, "cutoff");
    if (!r->has_cutoff) return OK;
    if (letter.len) return letter_cutoff(cx, c, letter, group, r);
    if (number_read(word, &r->cutoff)) return OK;
    return fail(cx, ERR_INVALID, "--cutoff: a, b, c or a number is expected, not '" STR_FMT "'",
                STR_ARG(str_first_chars(word, 40)));
}

/* --- the group ----------------------------------------------------------------------- */

static Err read_group(Ctx *cx, ChangeRun *run, ChangeGroup *ret_group)
{
    ChangeSums sums = { 0 };
    bool more = true;
    for (;;) {
        TRY(table_next(cx, run->in, &more));
        if (!more) break;
        double pre = table_number(run->in, run->at[1]);
        change_sums_add(&sums, pre, table_number(run->in, run->at[2]));
    }
    TRY(table_verdict(cx, run->in));
    *ret_group = change_sums_group(&sums);
    return table_rewind(cx, run->in);
}

static Err ready(Ctx *cx, const Command *c, ChangeRun *run)
{
    ChangeRule *r = &run->rule;
    ChangeGroup group = { 0, NAN, NAN, NAN, NAN, NAN };
    bool from_file = needs_group(c, r->method);
    if (from_file) TRY(read_group(cx, run, &group));
    r->group = group;
    TRY(option_number(cx, c, "sd", group.sd_pre, 1e-300, 1e300, &r->group.sd_pre));
    TRY(read_cutoff(cx, c, &group, r));
    Err err = change_rule_ready(cx, r);
    if (err.kind != ERR_INVALID || !from_file) return err;
    Str why = arena_printf(cx->arena, "%s", cx->err_text);
    err_clear(cx); /* the words were right: it is the file that does not do */
    return fail(cx, ERR_CONFLICT, STR_FMT " (from %zu rows with both scores)", STR_ARG(why),
                group.count);
}

/* --- the rows --------------------------------------------------------------------------- */

static Err put_row(Ctx *cx, const ChangeRun *run, const Change *change, Str id)
{
    TableOut *t = run->out;
    bool told = change->category != CHANGE_CANNOT_TELL;
    table_put(t, id);
    table_put_number(t, change->pre);
    table_put_number(t, change->post);
    table_put_number(t, change->difference);
    table_put_number(t, told ? change->statistic : NAN);
    table_put(t, change_category_word(change->category));
    if (change->has_cutoff && isfinite(change->pre)) table_put_yes(t, change->started_below);
    else table_put_blank(t);
    return table_end_row(cx, t);
}

static Err change_rows(Ctx *cx, ChangeRun *run)
{
    bool more = true;
    for (;;) {
        TRY(table_next(cx, run->in, &more));
        if (!more) break;
        double pre = table_number(run->in, run->at[1]);
        double post = table_number(run->in, run->at[2]);
        Change change = change_by_rule(&run->rule, pre, post);
        run->tally[change.category]++;
        if (!run->summary) TRY(put_row(cx, run, &change, table_text(run->in, run->at[0])));
    }
    return table_verdict(cx, run->in);
}

static Err put_count(Ctx *cx, TableOut *t, Str category, size_t count)
{
    table_put(t, category);
    table_put_count(t, count);
    return table_end_row(cx, t);
}

static Err put_tally(Ctx *cx, const ChangeRun *run)
{
    static const ChangeCategory order[] = { CHANGE_RECOVERED, CHANGE_IMPROVED, CHANGE_UNCHANGED,
                                            CHANGE_DETERIORATED, CHANGE_HARMED,
                                            CHANGE_CANNOT_TELL };
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        bool of_cutoff = order[i] == CHANGE_RECOVERED || order[i] == CHANGE_HARMED;
        if (of_cutoff && !run->rule.has_cutoff) continue;
        TRY(put_count(cx, run->out, change_category_word(order[i]), run->tally[order[i]]));
    }
    return OK;
}

static Err change_table(Ctx *cx, const Command *c, ChangeRun *run)
{
    TRY(table_need(cx, run->in, "id pre post", run->at));
    if (needs_group(c, run->rule.method)) TRY(table_keep(cx, run->in));
    TRY(ready(cx, c, run));
    const char *names = run->summary ? "category n"
                                     : "id pre post change statistic category started_below";
    TRY(table_write(cx, c, names, &run->out));
    TRY(change_rows(cx, run));
    return run->summary ? put_tally(cx, run) : OK;
}

/* --- NHS Talking Therapies ---------------------------------------------------------------- */

#define NHS_COLUMNS(X)                                                                        \
    X(case_at_start) X(recovered) X(reliable_improvement) X(reliable_deterioration)           \
    X(reliable_recovery)
enum { NHS_MISSING = 5, NHS_COUNTS };

/* The rules are for whole scores in the measure's range: never for prorated ones. */
static double nhs_score(ChangeRun *run, size_t which, const MeasureScale *scale)
{
    double score = table_number(run->in, run->at[which]);
    if (!isnan(score) && (score != floor(score) || score < scale->low || score > scale->high))
        table_fault(run->in, run->at[which], "a whole score from %g to %g is expected", scale->low,
                    scale->high);
    return score;
}

static Err nhs_row(Ctx *cx, ChangeRun *run, const MeasureScale *const scale[2],
                   size_t tally[NHS_COUNTS])
{
    NhsScores s = { nhs_score(run, 1, scale[0]), nhs_score(run, 2, scale[0]),
                    nhs_score(run, 3, scale[1]), nhs_score(run, 4, scale[1]) };
    bool whole = !isnan(s.depression_pre + s.depression_post + s.anxiety_pre + s.anxiety_post);
    NhsResult r = { 0 };
    if (whole) TRY(change_nhs_tt(cx, scale[0], scale[1], s, &r));
    if (!whole) tally[NHS_MISSING]++;
    if (!run->summary) table_put(run->out, table_text(run->in, run->at[0]));
    size_t i = 0;
#define X(name)                                                   \
    tally[i++] += whole && r.name;                                \
    if (!run->summary && whole) table_put_yes(run->out, r.name);  \
    else if (!run->summary) table_put_blank(run->out);
    NHS_COLUMNS(X)
#undef X
    return run->summary ? OK : table_end_row(cx, run->out);
}

static Err nhs_summary(Ctx *cx, TableOut *out, const size_t tally[NHS_COUNTS])
{
    size_t i = 0;
#define X(name) TRY(put_count(cx, out, S(#name), tally[i++]));
    NHS_COLUMNS(X)
#undef X
    return put_count(cx, out, S("missing"), tally[NHS_MISSING]);
}

static Err nhs_table(Ctx *cx, const Command *c, ChangeRun *run)
{
    size_t tally[NHS_COUNTS] = { 0 };
    MeasureSet *set = NULL;
    bool more = true;
    TRY(measure_builtin(cx, cx->arena, &set));
    const MeasureScale *const scale[2] = { measure_main_scale(measure_find(set, S("phq-9"))),
                                           measure_main_scale(measure_find(set, S("gad-7"))) };
    TRY(table_need(cx, run->in, "id phq_pre phq_post gad_pre gad_post", run->at));
    const char *names = run->summary ? "category n"
                                     : "id case_at_start recovered reliable_improvement "
                                       "reliable_deterioration reliable_recovery";
    TRY(table_write(cx, c, names, &run->out));
    for (;;) {
        TRY(table_next(cx, run->in, &more));
        if (!more) break;
        TRY(nhs_row(cx, run, scale, tally));
    }
    TRY(table_verdict(cx, run->in));
    return run->summary ? nhs_summary(cx, run->out, tally) : OK;
}

/* --- the command ---------------------------------------------------------------------------- */

static Err unknown_method(Ctx *cx, Str method)
{
    return fail(cx, ERR_INVALID, "--method: jt, gln, hll, en, nk, ha, percent, mid or nhs-tt is "
                "expected, not '" STR_FMT "'", STR_ARG(str_first_chars(method, 40)));
}

Err measure_change(Ctx *cx, const Command *c, Out *out)
{
    ChangeRun run = { .summary = command_flag(c, "summary") };
    Str method = command_option(c, "method");
    bool nhs = str_eq(method, S("nhs-tt"));
    if (!nhs && !change_method_parse(method, &run.rule.method)) return unknown_method(cx, method);
    if (!nhs) TRY(read_rule(cx, c, &run.rule));
    TRY(words_want(cx, c, 1, "one file of data, or - for standard input,"));
    TRY(table_open(cx, out, c->word[0], &run.in));
    Err err = nhs ? nhs_table(cx, c, &run) : change_table(cx, c, &run);
    if (err.kind == ERR_NONE) err = table_done(cx, run.out);
    table_drop(run.out);
    table_close(run.in);
    return err;
}
