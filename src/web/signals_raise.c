#include "signals_raise.h"
#include "signals_look.h"

/* --- one scale through time ------------------------------------------------------------- */

Str look_about(Ctx *cx, const Definition *d, const MeasureScale *scale)
{
    return arena_printf(cx->arena, STR_FMT "/" STR_FMT, STR_ARG(d->id), STR_ARG(scale->id));
}

static void series_add(Series *s, const StoredScore *score)
{
    s->list[s->count] = *score;
    s->value[s->count++] = score->score;
}

static bool of_scale(const StoredScore *s, const Definition *d, const MeasureScale *scale)
{
    return str_eq(s->measure, d->id) && str_eq(s->scale, scale->id)
        && signal_versions_compare(s->measure_version, d->version);
}

Err look_series(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                Series *ret_series)
{
    const StoredScores *all = &l->earlier;
    const StoredScore *own = NULL;
    Series s = { ARENA_ARRAY(cx->arena, StoredScore, all->count + 1),
                 ARENA_ARRAY(cx->arena, double, all->count + 1), 0 };
    if (!s.list || !s.value) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < l->scores.count && !own; i++)
        if (of_scale(&l->scores.list[i], d, scale)) own = &l->scores.list[i];
    for (size_t i = 0; own && i < all->count; i++) {
        if (!of_scale(&all->list[i], d, scale)) continue;
        if (uuid_eq(all->list[i].response.u, l->r.id.u)) break;
        series_add(&s, &all->list[i]);
    }
    if (own) series_add(&s, own);
    *ret_series = s;
    return OK;
}

/* --- raising ------------------------------------------------------------------------------ */

static bool raised_so(SignalKind kind, Str about, SignalKind want, Str want_about)
{
    return kind == want && (want_about.len == 0 || str_eq(about, want_about));
}

Err look_before(Ctx *cx, const Look *l, SignalKind kind, Str about, RaisedBefore *ret_before)
{
    (void)cx;
    *ret_before = (RaisedBefore){ .found = false };
    for (size_t i = l->noticed->count; i-- > 0;) {
        const SignalNew *n = &l->noticed->list[i];
        if (!raised_so(n->kind, n->about, kind, about)) continue;
        *ret_before = (RaisedBefore){ .found = true, .worse = n->worse, .value = n->value };
        return OK;
    }
    for (size_t i = 0; i < l->raised.count; i++) {
        const RaisedSignal *r = &l->raised.list[i];
        if (!raised_so(r->kind, r->about, kind, about)) continue;
        *ret_before = r->before;
        return OK;
    }
    return OK;
}

Err look_raise_on(Ctx *cx, const Look *l, ResponseId form, SignalKind kind, bool worse, Str about,
                  double value, const Explanation *why)
{
    Noticed *noticed = l->noticed;
    Explanation *with_rules = ARENA_NEW(cx->arena, Explanation);
    if (!with_rules || noticed->count == NOTICED_MAX)
        return fail(cx, ERR_LIMIT, "request too large");
    *with_rules = *why;
    if (with_rules->threshold_count < EXPLAIN_FACTS_MAX)
        with_rules->thresholds[with_rules->threshold_count++] =
            (ExplainFact){ S("Rules"), rules_version_say(cx->arena, &l->rules) };
    noticed->list[noticed->count++] = (SignalNew){ kind, worse, about, form, value, with_rules };
    return OK;
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

/* By the versions that this form asked; its scores are of them. */
static Err look_at_all(Ctx *cx, Look *l)
{
    MeasureSet own;
    TRY(response_set(cx, l->measures, l->r.measures, &own));
    l->measures = &own;
    TRY(rules_load(cx, l->tx, l->g, l->e, &l->rules));
    TRY(score_own(cx, l->tx, l->g, l->e, &l->earlier));
    TRY(signal_raised(cx, l->tx, l->g, l->e, &l->raised));
    l->noticed->count = 0;
    for (size_t i = 0; i < l->measures->count; i++) {
        const Definition *d = l->measures->list[i];
        if (measure_find(l->measures, d->id) != d) continue;      /* not the version that asked */
        if (rates(l, d)) TRY(look_alliance(cx, l, d));
        if (d->target != TARGET_SELF || d->rater != RATER_CLIENT || !answers_name(&l->scores, d->id))
            continue;
        for (size_t k = 0; k < d->scale_count; k++) TRY(look_outcome(cx, l, d, &d->scales[k]));
    }
    return OK;
}

/* What is noticed is stored, so it is said in English whoever sent the form. */
static Err look(Ctx *cx, Look *l)
{
    const Language *reader = arena_speak(cx->arena, NULL);
    Err err = look_at_all(cx, l);
    arena_speak(cx->arena, reader);
    return err;
}

Err signals_find(Ctx *cx, Req *rq, const Response *response, const StoredScores *scores,
                 const GivenAnswers *answers, Noticed *ret_noticed)
{
    Look l = { .tx = rq->tx, .g = rq->grant, .measures = rq->app->measures, .e = req_episode(rq),
               .r = *response, .scores = *scores, .answers = answers, .noticed = ret_noticed };
    return look(cx, &l);
}

Err signals_store(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Noticed *noticed)
{
    for (size_t i = 0; i < noticed->count; i++)
        TRY(signal_raise(cx, tx, g, e, &noticed->list[i]));
    return OK;
}

Err signals_raise(Ctx *cx, Tx *tx, const Grant *g, const MeasureSet *measures, EpisodeId e,
                  ResponseId response)
{
    Shown shown;
    Noticed noticed;
    GivenAnswers answers;
    Look l = { .tx = tx, .g = g, .measures = measures, .e = e, .answers = &answers,
               .noticed = &noticed };
    TRY(response_load(cx, tx, g, e, response, &shown, &l.r));
    if (shown != SHOWN_YES) return fail(cx, ERR_DENIED, "this form is not the actor's to read");
    TRY(answers_load(cx, tx, g, e, &l.r, &answers));
    TRY(score_of_response(cx, tx, g, e, &l.r, &l.scores));
    TRY(look(cx, &l));
    return signals_store(cx, tx, g, e, &noticed);
}
