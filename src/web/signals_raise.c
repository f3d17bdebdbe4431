#include "signals_raise.h"
#include "signals_look.h"

/* --- one scale through time ------------------------------------------------------------- */

Str look_about(Ctx *cx, const Definition *d, const MeasureScale *scale)
{
    return arena_printf(cx->arena, STR_FMT "/" STR_FMT, STR_ARG(d->id), STR_ARG(scale->id));
}

Err look_series(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                Series *ret_series)
{
    StoredScores all;
    TRY(score_list(cx, l->tx, l->g, l->e, d->id, scale->id, &all));
    Series s = { all.list, ARENA_ARRAY(cx->arena, double, all.count + 1), 0 };
    if (!s.value) return fail(cx, ERR_LIMIT, "request too large");
    bool reached = false;
    for (size_t i = 0; i < all.count && !reached; i++) {
        if (!uuid_eq(all.list[i].person.u, l->r.person.u)) continue;
        if (!signal_versions_compare(all.list[i].measure_version, d->version)) continue;
        reached = uuid_eq(all.list[i].response.u, l->r.id.u);
        all.list[s.count] = all.list[i];
        s.value[s.count++] = all.list[i].score;
    }
    if (!reached) s.count = 0;
    *ret_series = s;
    return OK;
}

/* --- raising ------------------------------------------------------------------------------ */

Err look_before(Ctx *cx, const Look *l, SignalKind kind, Str about, RaisedBefore *ret_before)
{
    return signal_before(cx, l->tx, l->g, l->e, kind, about, ret_before);
}

Err look_raise_on(Ctx *cx, const Look *l, ResponseId form, SignalKind kind, bool worse, Str about,
                  double value, const Explanation *why)
{
    Explanation with_rules = *why;
    if (with_rules.threshold_count < EXPLAIN_FACTS_MAX)
        with_rules.thresholds[with_rules.threshold_count++] =
            (ExplainFact){ S("Rules"), rules_version_say(cx->arena, &l->rules) };
    SignalNew fresh = { kind, worse, about, form, value, &with_rules };
    return signal_raise(cx, l->tx, l->g, l->e, &fresh, NULL);
}

Err look_raise(Ctx *cx, const Look *l, SignalKind kind, bool worse, Str about, double value,
               const Explanation *why)
{
    return look_raise_on(cx, l, l->r.id, kind, worse, about, value, why);
}

/* --- all of it ---------------------------------------------------------------------------- */

static bool answers_name(const StoredScores *scores, Str measure)
{
    for (size_t i = 0; i < scores->count; i++)
        if (str_eq(scores->list[i].measure, measure)) return true;
    return false;
}

/* Whose form it is follows from the part of the rater: with too few answers for a score there
 * may still be a direct one. */
static bool rates(const Look *l, const Definition *d)
{
    if (l->r.form != FORM_ALLIANCE || d->target != TARGET_ALLIANCE) return false;
    return (d->rater == RATER_CLIENT) == grant_is_client_view(l->g);
}

static Err look(Ctx *cx, const Look *l)
{
    StoredScores scores;
    TRY(score_of_response(cx, l->tx, l->g, l->e, &l->r, &scores));
    for (size_t i = 0; i < l->measures->count; i++) {
        const Definition *d = l->measures->list[i];
        if (measure_find(l->measures, d->id) != d) continue;      /* not the version in force */
        if (rates(l, d)) TRY(look_alliance(cx, l, d));
        if (d->target != TARGET_SELF || d->rater != RATER_CLIENT || !answers_name(&scores, d->id))
            continue;
        for (size_t k = 0; k < d->scale_count; k++) TRY(look_outcome(cx, l, d, &d->scales[k]));
    }
    return OK;
}

Err signals_raise(Ctx *cx, Tx *tx, const Grant *g, const MeasureSet *measures, EpisodeId e,
                  ResponseId response)
{
    Shown shown;
    Look l = { .tx = tx, .g = g, .measures = measures, .e = e };
    TRY(response_load(cx, tx, g, e, response, &shown, &l.r));
    if (shown != SHOWN_YES) return fail(cx, ERR_DENIED, "this form is not the actor's to read");
    TRY(rules_load(cx, tx, g, e, &l.rules));
    return look(cx, &l);
}

Err signals_after_response(Ctx *cx, Req *rq, ResponseId response)
{
    return signals_raise(cx, rq->tx, rq->grant, rq->app->measures, req_episode(rq), response);
}
