#include "signals_raise.h"
#include "../store/response.h"
#include "../store/session.h"
#include "../store/signal.h"

/* What every step below needs; `r` is the form that was just sent. */
typedef struct Look {
    Tx *tx;
    const Grant *g;
    const MeasureSet *measures;
    EpisodeId e;
    Response r;
} Look;

/* One scale of one person through time, up to this form. */
typedef struct Series { const StoredScore *list; double *value; size_t count; } Series;

static Str about(Ctx *cx, const Definition *d, const MeasureScale *scale)
{
    return arena_printf(cx->arena, STR_FMT "/" STR_FMT, STR_ARG(d->id), STR_ARG(scale->id));
}

/* Empty when this form has no score on the scale. */
static Err series_load(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                       Series *ret_series)
{
    StoredScores all;
    TRY(score_list(cx, l->tx, l->g, l->e, d->id, scale->id, &all));
    Series s = { all.list, ARENA_ARRAY(cx->arena, double, all.count + 1), 0 };
    if (!s.value) return fail(cx, ERR_LIMIT, "request too large");
    bool reached = false;
    for (size_t i = 0; i < all.count && !reached; i++) {
        if (!uuid_eq(all.list[i].person.u, l->r.person.u)) continue;
        reached = uuid_eq(all.list[i].response.u, l->r.id.u);
        all.list[s.count] = all.list[i];
        s.value[s.count++] = all.list[i].score;
    }
    if (!reached) s.count = 0;
    *ret_series = s;
    return OK;
}

static Err raise_it(Ctx *cx, const Look *l, SignalKind kind, bool worse, Str what, double value,
                    const Explanation *why)
{
    SignalNew fresh = { kind, worse, what, l->r.id, value, why };
    return signal_raise(cx, l->tx, l->g, l->e, &fresh, NULL);
}

/* --- direction ------------------------------------------------------------------------ */

static Err look_change(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                       const Series *s, Change *ret_raised)
{
    Change change;
    RaisedBefore before;
    Str what = about(cx, d, scale);
    const StoredScore *first = &s->list[0], *latest = &s->list[s->count - 1];
    *ret_raised = (Change){ .category = CHANGE_CANNOT_TELL };
    TRY(signal_before(cx, l->tx, l->g, l->e, SIGNAL_RELIABLE_CHANGE, what, &before));
    if (!signal_change_news(scale, first->score, latest->score, &before, &change)) return OK;
    change.prorated = first->prorated || latest->prorated;
    *ret_raised = change;
    bool worse = scale_sign(scale) * change.difference < 0;
    Explanation why = explain_change(cx->arena, d, scale, &change);
    if (!worse) why.sentence = arena_join(cx->arena, why.sentence, S(" What has helped?"));
    return raise_it(cx, l, SIGNAL_RELIABLE_CHANGE, worse, what, latest->score, &why);
}

static Err look_cutoff(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                       const Series *s)
{
    RaisedBefore before;
    Str what = about(cx, d, scale);
    double first = s->value[0], latest = s->value[s->count - 1];
    TRY(signal_before(cx, l->tx, l->g, l->e, SIGNAL_CUT_OFF, what, &before));
    if (!signal_cutoff_news(scale, first, latest, &before)) return OK;
    Explanation why = explain_cutoff(cx->arena, d, scale, latest);
    return raise_it(cx, l, SIGNAL_CUT_OFF, measure_is_case(scale, latest), what, latest, &why);
}

/* The session's number says how far the work is; without one, the number of forms does. */
static Err how_far(Ctx *cx, const Look *l, size_t forms, double *ret_number)
{
    Session session;
    *ret_number = (double)forms;
    if (uuid_is_zero(l->r.session.u)) return OK;
    TRY(session_load(cx, l->tx, l->g, l->e, l->r.session, &session));
    *ret_number = (double)session.number;
    return OK;
}

/* No curve of comparable people is shipped, so this is the rule without one; once only. */
static Err look_course(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                       const Series *s)
{
    RaisedBefore before;
    CoursePoint point[2] = { { 0, s->value[0] }, { 0, s->value[s->count - 1] } };
    Str what = about(cx, d, scale);
    TRY(how_far(cx, l, s->count, &point[1].session));
    CourseFallback found = course_without_norm(scale, COURSE_RULES_DEFAULT, point, 2);
    if (found.notice != COURSE_NO_CHANGE_YET) return OK;
    TRY(signal_before(cx, l->tx, l->g, l->e, SIGNAL_NOT_ON_TRACK, what, &before));
    if (before.found) return OK;
    Explanation why = explain_without_norm(cx->arena, d, scale, &found);
    return raise_it(cx, l, SIGNAL_NOT_ON_TRACK, true, what, point[1].score, &why);
}

/* A change that crosses the line says so itself, and no form says both "it moved" and "it
 * does not move". */
static Err look_outcome(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale)
{
    Series s;
    Change raised;
    if (!scale->reliable.known && !scale->cutoff.known) return OK;
    TRY(series_load(cx, l, d, scale, &s));
    if (s.count < 2) return OK;
    TRY(look_change(cx, l, d, scale, &s, &raised));
    bool told = raised.category == CHANGE_RECOVERED || raised.category == CHANGE_HARMED;
    if (!told) TRY(look_cutoff(cx, l, d, scale, &s));
    return raised.category == CHANGE_CANNOT_TELL ? look_course(cx, l, d, scale, &s) : OK;
}

/* --- between the two ---------------------------------------------------------------------- */

/* A client's answer is raised only when they said yes to showing it.  A therapist's sentence
 * is put so that both can read it. */
static Err look_felt_off(Ctx *cx, const Look *l, const Definition *d, bool *ret_raised)
{
    GivenAnswers given;
    const MeasureFlag *flag = NULL;
    bool client = d->rater == RATER_CLIENT;
    *ret_raised = false;
    for (size_t i = 0; i < d->flag_count; i++)
        if (d->flags[i].kind == FLAG_FELT_OFF) flag = &d->flags[i];
    if (!flag) return OK;
    TRY(answers_load(cx, l->tx, l->g, l->e, &l->r, &given));
    const MeasureItem *item = &d->items[flag->item];
    const GivenAnswer *said = answer_find(&given, answer_key(cx->arena, d->id, item->id));
    if (!said || said->status != STATUS_ANSWERED) return OK;
    FlagResult result = measure_flag(flag, ANSWER((double)said->value));
    if (result.state != FLAG_RAISED || (client && !felt_off_shown(&given))) return OK;
    Explanation why = explain_flag(cx->arena, d, &result);
    const MeasureOption *option = measure_option(item, result.value);
    Str chose = option ? option->text : S("yes");
    if (!client)
        why.sentence = arena_printf(cx->arena, "Something felt off between you from where your"
            " therapist sat: “" STR_FMT "”. Worth asking about, together.", STR_ARG(chose));
    *ret_raised = true;
    Str what = answer_key(cx->arena, d->id, item->id);
    return raise_it(cx, l, SIGNAL_FELT_OFF, true, what, result.value, &why);
}

/* One conversation for one session: the scale that fell most speaks, the others stand beside. */
static Err look_drop(Ctx *cx, const Look *l, const Definition *d)
{
    Series s;
    RaisedBefore before;
    AllianceDrop most = { .dropped = false };
    const MeasureScale *fell = NULL;
    Str others = S("");
    TRY(signal_before(cx, l->tx, l->g, l->e, SIGNAL_ALLIANCE_DROP, S(""), &before));
    if (before.found && !before.closed) return OK;
    for (size_t i = 0; i < d->scale_count; i++) {
        TRY(series_load(cx, l, d, &d->scales[i], &s));
        AllianceDrop drop = alliance_drop(&d->scales[i], s.value, s.count);
        if (!drop.dropped) continue;
        others = arena_printf(cx->arena, STR_FMT "%s" STR_FMT " -%.1f", STR_ARG(others),
                              others.len ? ", " : "", STR_ARG(d->scales[i].title), drop.fall);
        if (fell && drop.fall <= most.fall) continue;
        most = drop;
        fell = &d->scales[i];
    }
    if (!fell) return OK;
    Explanation why = explain_drop(cx->arena, d, fell, &most);
    if (why.input_count < EXPLAIN_FACTS_MAX)
        why.inputs[why.input_count++] = (ExplainFact){ S("All that fell"), others };
    return raise_it(cx, l, SIGNAL_ALLIANCE_DROP, true, about(cx, d, fell), most.latest, &why);
}

static const StoredScore *of_form(const Series *s, ResponseId response)
{
    for (size_t i = 0; i < s->count; i++)
        if (uuid_eq(s->list[i].response.u, response.u)) return &s->list[i];
    return NULL;
}

/* Sessions in which bond, goals and tasks all have a score. */
static Err sessions_of(Ctx *cx, const Look *l, const Definition *d, AllianceSession **ret_list,
                       size_t *ret_count)
{
    static const char *const ids[] = { "bond", "goals", "tasks" };
    Series part[3] = { { NULL, NULL, 0 } };
    for (size_t i = 0; i < 3; i++) {
        const MeasureScale *scale = measure_scale(d, str_from_c(ids[i]));
        if (scale) TRY(series_load(cx, l, d, scale, &part[i]));
    }
    *ret_list = ARENA_ARRAY(cx->arena, AllianceSession, part[0].count + 1);
    *ret_count = 0;
    if (!*ret_list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < part[0].count; i++) {
        const StoredScore *goals = of_form(&part[1], part[0].list[i].response);
        const StoredScore *tasks = of_form(&part[2], part[0].list[i].response);
        if (!goals || !tasks) continue;
        (*ret_list)[(*ret_count)++] =
            (AllianceSession){ part[0].value[i], goals->score, tasks->score };
    }
    return OK;
}

/* Raised when it begins, not in every session that it lasts. */
static Err look_warm(Ctx *cx, const Look *l, const Definition *d)
{
    size_t count;
    AllianceSession *sessions;
    RaisedBefore before;
    TRY(sessions_of(cx, l, d, &sessions, &count));
    AllianceDivergence now = alliance_divergence(d, sessions, count);
    if (!now.known || !now.apart) return OK;
    TRY(signal_before(cx, l->tx, l->g, l->e, SIGNAL_WARM_BUT_AIMLESS, S(""), &before));
    if (before.found && !before.closed) return OK;
    if (before.found && alliance_divergence(d, sessions, count - 1).apart) return OK;
    Explanation why = explain_divergence(cx->arena, d, &now);
    Str what = arena_join(cx->arena, d->id, S("/bond"));
    return raise_it(cx, l, SIGNAL_WARM_BUT_AIMLESS, true, what, now.difference, &why);
}

/* A direct answer outranks every chart: where it opened a repair, a fall opens no second. */
static Err look_alliance(Ctx *cx, const Look *l, const Definition *d)
{
    bool felt_off = false;
    TRY(look_felt_off(cx, l, d, &felt_off));
    if (d->rater != RATER_CLIENT) return OK;
    TRY(signal_rated_again(cx, l->tx, l->g, l->e, l->r.id));
    if (!felt_off) TRY(look_drop(cx, l, d));
    return look_warm(cx, l, d);
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
    return look(cx, &l);
}

Err signals_after_response(Ctx *cx, Req *rq, ResponseId response)
{
    return signals_raise(cx, rq->tx, rq->grant, rq->app->measures, req_episode(rq), response);
}
