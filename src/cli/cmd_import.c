/* cmd_import.c - past scores from a CSV file: everything or nothing, and a dry run unless
 * --commit is given.  A safety answer in the file is passed on like any other when it is
 * recent, and named in the report when it is not (docs/safety.md). */
#include "command.h"
#include "import_file.h"
#include "../store/alert.h"
#include "../store/import.h"
#include <stdlib.h>

enum { SHOWN_MAX = 200, ALERT_DAYS = 14, NOON = 12, DAY_MS = 24 * 60 * 60 * 1000 };

typedef struct Import {
    App *app;
    Str text;
    ImportFile file;
    ImportPlace *place;       /* one a row */
    bool commit;
    Out *out;
    int64_t without_score, totals_without_risk, alerts;
} Import;

static int64_t noon_of(const Import *im, Date date)
{
    return zone_instant(app_practice(im->app)->zone, date, (Clock){ NOON, 0, 0 });
}

/* --- what the store says about it ------------------------------------------------------- */

static Err check_row(Ctx *cx, Tx *tx, const Grant *g, Import *im, size_t i)
{
    bool taken = false;
    const Zone *zone = app_practice(im->app)->zone;
    const ImportRow *r = &im->file.row[i];
    ImportPlace *place = &im->place[i];
    if (r->email.len == 0) return OK;
    bool dated = date_valid(r->date);
    TRY(import_place(cx, tx, g, r->email, dated ? noon_of(im, r->date) : cx->now_ms, place));
    if (uuid_is_zero(place->person.u)) {
        import_problem(&im->file, r->line, "no person with this address");
        return OK;
    }
    if (uuid_is_zero(place->episode.u)) {
        import_problem(&im->file, r->line, "this person is not a client in any work");
        return OK;
    }
    if (!r->definition || !dated) return OK;
    int64_t from = zone_instant(zone, r->date, (Clock){ 0, 0, 0 });
    int64_t to = zone_instant(zone, date_from_days(date_days(r->date) + 1), (Clock){ 0, 0, 0 });
    TRY(import_has_score(cx, tx, g, place->person, r->measure, from, to, &taken));
    if (taken) import_problem(&im->file, r->line, "Tandem has a score of " STR_FMT " on this day already",
                              STR_ARG(r->measure));
    return OK;
}

static Err refuse_twice(Ctx *cx, Tx *tx, const Grant *g, Import *im)
{
    bool found = false;
    int64_t at = 0, rows = 0;
    TRY(import_seen(cx, tx, g, im->text, &found, &at, &rows));
    if (!found) return OK;
    Str when = time_say_day_year(cx->arena, app_practice(im->app)->zone, at);
    return fail(cx, ERR_CONFLICT, "this very file (%lld rows) was brought in on " STR_FMT
                "; nothing was changed", (long long)rows, STR_ARG(when));
}

static Err job_check(Ctx *cx, Tx *tx, const Grant *g, Import *im)
{
    TRY(refuse_twice(cx, tx, g, im));
    for (size_t i = 0; i < im->file.row_count; i++) TRY(check_row(cx, tx, g, im, i));
    return OK;
}

/* --- scoring and writing ------------------------------------------------------------------- */

static void fill_answers(const ImportRow *r, Answer *answers)
{
    Str prefix = r->definition->id;
    for (size_t i = 0; i < r->answer_count; i++) {
        Str item = str_slice(r->answer[i].key, prefix.len + 1, r->answer[i].key.len);
        size_t at = measure_item_index(r->definition, item);
        if (at < r->definition->item_count) answers[at] = ANSWER((double)r->answer[i].value);
    }
}

static Err score_row(Ctx *cx, const ImportRow *r, ScaleScore **ret_scores, size_t *ret_count,
                     Scores *ret_all)
{
    const Definition *d = r->definition;
    *ret_all = (Scores){ .definition = d };
    if (r->has_total) {
        ScaleScore *one = ARENA_NEW(cx->arena, ScaleScore);
        if (!one) return fail(cx, ERR_LIMIT, "that file is too large");
        *one = (ScaleScore){ .scale = measure_main_scale(d), .scored = true, .raw = r->total,
                             .score = r->total };
        *ret_scores = one;
        *ret_count = 1;
        return OK;
    }
    Answer *answers = ARENA_ARRAY(cx->arena, Answer, d->item_count + 1);
    if (!answers) return fail(cx, ERR_LIMIT, "that file is too large");
    fill_answers(r, answers);
    TRY(measure_score(cx, cx->arena, d, answers, d->item_count, ret_all));
    *ret_count = ret_all->scale_count;
    *ret_scores = (ScaleScore *)ret_all->scales;
    return OK;
}

/* The client's own answer to a safety question, met again in a file. */
static Err pass_on(Ctx *cx, Tx *tx, const Grant *g, Import *im, size_t i, const FlagResult *flag,
                   ResponseId response)
{
    const ImportRow *r = &im->file.row[i];
    Str item = answer_key(cx->arena, r->definition->id, r->definition->items[flag->flag->item].id);
    bool recent = cx->now_ms - noon_of(im, r->date) <= (int64_t)ALERT_DAYS * DAY_MS;
    out_raw(im->out, arena_printf(cx->arena, "note  line %lld: " STR_FMT " was answered above “not at all” on "
        STR_FMT ": %s\n", (long long)r->line, STR_ARG(item), STR_ARG(r->date_text),
        !recent ? "recorded; it is more than 14 days old, so nobody is alerted"
        : im->commit ? "shown to the therapist now, and to the person on call if nobody opens it"
                     : "with --commit it is shown to the therapist, and to the person on call"));
    if (!recent) return OK;
    im->alerts++;
    if (!im->commit) return OK;
    return alert_raise_imported(cx, tx, g, im->place[i].episode, im->place[i].person, response, item,
                                (int64_t)flag->value);
}

static bool has_risk(const Definition *d)
{
    for (size_t f = 0; f < d->flag_count; f++)
        if (d->flags[f].kind == FLAG_RISK) return true;
    return false;
}

static Err put_row(Ctx *cx, Tx *tx, const Grant *g, Import *im, size_t i)
{
    Scores all;
    ResponseId response = { { { 0 } } };
    const ImportRow *r = &im->file.row[i];
    ScaleScore *scores = NULL;
    ImportForm form = { .place = im->place[i], .at_ms = noon_of(im, r->date), .answers = r->answer,
                        .answer_count = r->answer_count, .definition = r->definition };
    TRY(score_row(cx, r, &scores, &form.score_count, &all));
    form.scores = scores;
    if (im->commit) TRY(import_form(cx, tx, g, &form, &response));
    bool scored = false;
    for (size_t s = 0; s < form.score_count; s++) scored = scored || scores[s].scored;
    if (!scored) {
        im->without_score++;
        out_raw(im->out, arena_printf(cx->arena, "note  line %lld: too much is missing for a score; "
                                      "the answers are kept\n", (long long)r->line));
    }
    if (r->has_total && has_risk(r->definition)) im->totals_without_risk++;
    for (size_t k = 0; k < all.flag_count; k++)
        if (all.flags[k].flag->kind == FLAG_RISK && all.flags[k].state == FLAG_RAISED)
            TRY(pass_on(cx, tx, g, im, i, &all.flags[k], response));
    return OK;
}

static int by_episode(const void *left, const void *right)
{
    return uuid_cmp(((const EpisodeId *)left)->u, ((const EpisodeId *)right)->u);
}

/* One row in the access log of each work that was written to. */
static Err log_works(Ctx *cx, Tx *tx, const Grant *g, const Import *im)
{
    size_t count = im->file.row_count;
    EpisodeId *work = ARENA_ARRAY(cx->arena, EpisodeId, count + 1);
    if (!work) return fail(cx, ERR_LIMIT, "that file is too large");
    for (size_t i = 0; i < count; i++) work[i] = im->place[i].episode;
    qsort(work, count, sizeof *work, by_episode);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || by_episode(&work[i], &work[i - 1]) != 0) TRY(import_log(cx, tx, g, work[i]));
    return OK;
}

static Err put_all(Ctx *cx, Tx *tx, const Grant *g, Import *im)
{
    for (size_t i = 0; i < im->file.row_count; i++) TRY(put_row(cx, tx, g, im, i));
    if (!im->commit) return OK;
    TRY(log_works(cx, tx, g, im));
    return import_keep(cx, tx, g, im->text, (int64_t)im->file.row_count);
}

static Err job_import(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Import *im = arg;
    TRY(job_check(cx, tx, g, im));
    if (im->file.problem_count) return fail(cx, ERR_INVALID, "there is something to mend");
    return put_all(cx, tx, g, im);
}

/* Without --commit nothing is written, not even by mistake: the transaction cannot. */
static Err job_dry(Ctx *cx, Tx *tx, void *arg)
{
    const Grant *g;
    Import *im = arg;
    Actor actor = command_actor(im->app);
    const EpisodeId none = { { { 0 } } };
    TRY(gate_enter(cx, tx, &actor, ACTION_SCORES_IMPORT, none, &g));
    return job_import(cx, tx, g, im);
}

/* --- saying it ---------------------------------------------------------------------------------- */

static Err say_problems(Ctx *cx, Import *im)
{
    ImportFile *f = &im->file;
    import_problems_sort(f);
    for (size_t i = 0; i < f->problem_count && i < SHOWN_MAX; i++)
        out_raw(im->out, arena_printf(cx->arena, "line %lld: " STR_FMT "\n",
                                      (long long)f->problem[i].line, STR_ARG(f->problem[i].text)));
    if (f->problem_count > SHOWN_MAX)
        out_raw(im->out, arena_printf(cx->arena, "... and %zu more\n", f->problem_count - SHOWN_MAX));
    return fail(cx, ERR_INVALID, "nothing was brought in: %zu thing%s to mend", f->problem_count,
                f->problem_count == 1 ? "" : "s");
}

static void say_measures(Ctx *cx, const Import *im)
{
    const MeasureSet *set = im->app->measures;
    for (size_t m = 0; m < set->count; m++) {
        size_t count = 0;
        for (size_t i = 0; i < im->file.row_count; i++)
            count += im->file.row[i].definition == set->list[m];
        if (count) out_raw(im->out, arena_printf(cx->arena, "  %6zu  " STR_FMT "\n", count,
                                                 STR_ARG(set->list[m]->id)));
    }
}

static void say_done(Ctx *cx, Import *im)
{
    if (im->totals_without_risk)
        out_raw(im->out, arena_printf(cx->arena, "note  %lld total%s of a measure with a safety question: a "
            "total does not say how that question was answered\n", (long long)im->totals_without_risk,
            im->totals_without_risk == 1 ? "" : "s"));
    out_raw(im->out, arena_printf(cx->arena, "%s %zu row%s:\n", im->commit ? "Brought in" : "Would bring in",
                                  im->file.row_count, im->file.row_count == 1 ? "" : "s"));
    say_measures(cx, im);
    if (!im->commit)
        out_raw(im->out, S("This was a dry run; nothing was written. Add --commit to bring them in.\n"));
}

Err cmd_import(Ctx *cx, App *app, const Command *c, Out *out)
{
    Import *im = ARENA_NEW(cx->arena, Import);
    if (!im) return fail(cx, ERR_LIMIT, "out of memory");
    *im = (Import){ .app = app, .text = c->input, .out = out, .commit = command_flag(c, "commit") };
    im->file = (ImportFile){ .arena = cx->arena, .measures = app->measures,
                             .today = zone_moment(app_practice(app)->zone, cx->now_ms).date };
    TRY(import_file_read(cx, &im->file, c->input));
    im->place = ARENA_ARRAY(cx->arena, ImportPlace, im->file.row_count + 1);
    if (!im->place) return fail(cx, ERR_LIMIT, "that file is too large");
    Err err = im->commit ? command_write(cx, app, ACTION_SCORES_IMPORT, job_import, im)
                         : db_read(cx, app->db, job_dry, im);
    if (im->file.problem_count) {
        err_clear(cx);
        return say_problems(cx, im);
    }
    TRY(err);
    say_done(cx, im);
    return OK;
}
