/* signals_outcome.c - where a person's own scores are going: change, line, course, steps. */
#include "signals_look.h"
#include "../store/norm.h"

/* --- change and line ---------------------------------------------------------------------- */

static Err look_change(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                       const Series *s, Change *ret_raised)
{
    Change change;
    RaisedBefore before;
    Str what = look_about(cx, d, scale);
    const StoredScore *first = &s->list[0], *latest = &s->list[s->count - 1];
    *ret_raised = (Change){ .category = CHANGE_CANNOT_TELL };
    if (!rules_on(&l->rules, RULE_CHANGE)) return OK;
    TRY(look_before(cx, l, SIGNAL_RELIABLE_CHANGE, what, &before));
    if (!signal_change_news(scale, first->score, latest->score, &before, &change)) return OK;
    change.prorated = first->prorated || latest->prorated;
    *ret_raised = change;
    bool worse = scale_sign(scale) * change.difference < 0;
    Explanation why = explain_change(cx->arena, d, scale, &change);
    if (!worse) why.sentence = arena_join(cx->arena, why.sentence, S(" What has helped?"));
    return look_raise(cx, l, SIGNAL_RELIABLE_CHANGE, worse, what, latest->score, &why);
}

static Err look_cutoff(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                       const Series *s)
{
    RaisedBefore before;
    Str what = look_about(cx, d, scale);
    double first = s->value[0], latest = s->value[s->count - 1];
    if (!rules_on(&l->rules, RULE_CUT_OFF)) return OK;
    TRY(look_before(cx, l, SIGNAL_CUT_OFF, what, &before));
    if (!signal_cutoff_news(scale, first, latest, &before)) return OK;
    Explanation why = explain_cutoff(cx->arena, d, scale, latest);
    return look_raise(cx, l, SIGNAL_CUT_OFF, measure_is_case(scale, latest), what, latest, &why);
}

/* --- course --------------------------------------------------------------------------------- */

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

/* Without a norm; once only. */
static Err look_no_change(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                          const Series *s)
{
    CourseRules rules;
    RaisedBefore before, older;
    CoursePoint point[2] = { { 0, s->value[0] }, { 0, s->value[s->count - 1] } };
    Str what = look_about(cx, d, scale);
    if (!rules_no_change(&l->rules, &rules)) return OK;
    TRY(how_far(cx, l, s->count, &point[1].session));
    CourseFallback found = course_without_norm(scale, rules, point, 2);
    if (found.notice != COURSE_NO_CHANGE_YET) return OK;
    TRY(look_before(cx, l, SIGNAL_NO_CHANGE_YET, what, &before));
    TRY(look_before(cx, l, SIGNAL_NOT_ON_TRACK, what, &older));   /* its name in release 0001 */
    if (before.found || older.found) return OK;
    Explanation why = explain_without_norm(cx->arena, d, scale, &found);
    return look_raise(cx, l, SIGNAL_NO_CHANGE_YET, true, what, point[1].score, &why);
}

static Err points_of(Ctx *cx, const Look *l, const Series *s, CoursePoint **ret_points)
{
    Sessions sessions;
    CoursePoint *points = ARENA_ARRAY(cx->arena, CoursePoint, s->count + 1);
    int64_t *number = ARENA_ARRAY(cx->arena, int64_t, s->count + 1);
    if (!points || !number) return fail(cx, ERR_LIMIT, "request too large");
    TRY(session_list(cx, l->tx, l->g, l->e, &sessions));
    for (size_t i = 0; i < s->count; i++)
        for (size_t k = 0; k < sessions.count; k++)
            if (uuid_eq(sessions.list[k].id.u, s->list[i].session.u))
                number[i] = sessions.list[k].number;
    signal_course_points(s->value, number, s->count, points);
    *ret_points = points;
    return OK;
}

/* Raised when it turns, not in every session that it lasts.  Beyond what the norm's people were
 * followed for nothing is claimed. */
static Err look_track(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                      const CourseNorm *norm, const Series *s)
{
    CoursePoint *points = NULL;
    CourseVerdict now, then;
    CourseTrack rule = { rules_band_z(&l->rules), (size_t)rules_value(&l->rules, RULE_IN_A_ROW) };
    Str what = look_about(cx, d, scale);
    if (!rules_on(&l->rules, RULE_TRACK)) return OK;
    TRY(points_of(cx, l, s, &points));
    if (norm->last_session > 0 && points[s->count - 1].session > norm->last_session) return OK;
    TRY(course_track_by(cx, norm, scale, rule, points, s->count, &now));
    TRY(course_track_by(cx, norm, scale, rule, points, s->count - 1, &then));
    if (now.state != COURSE_NOT_ON_TRACK || then.state == COURSE_NOT_ON_TRACK) return OK;
    Explanation why = explain_course(cx->arena, d, scale, norm, &now, s->value[s->count - 1]);
    return look_raise(cx, l, SIGNAL_NOT_ON_TRACK, true, what, s->value[s->count - 1], &why);
}

static Err look_course(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                       const Series *s)
{
    bool found = false;
    CourseNorm norm;
    TRY(norm_load(cx, l->tx, l->g, l->e, d->id, scale->id, &found, &norm));
    return found ? look_track(cx, l, d, scale, &norm, s) : look_no_change(cx, l, d, scale, s);
}

/* --- sudden steps ------------------------------------------------------------------------------ */

/* Gaps that this form decided: it is among the three scores after them. */
static Err look_steps_of(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                         const Series *s, const double *scores, GainKind kind)
{
    GainRule rule = GAIN_RULE(scale->reliable.value);
    size_t count = gains_count(s->count);
    Gain *gains = ARENA_ARRAY(cx->arena, Gain, count + 1);
    if (!gains) return fail(cx, ERR_LIMIT, "request too large");
    rule.kind = kind;
    TRY(gains_find(cx, &rule, scores, s->count, gains));
    for (size_t i = 0; i < count; i++) {
        const Gain *g = &gains[i];
        if (g->gap.status != THREE_YES || g->to + GAIN_BLOCK - 1 < s->count) continue;
        double before = s->value[g->from - 1], after = s->value[g->to - 1];
        Explanation why = explain_gain(cx->arena, d, scale, &rule, g, before, after);
        TRY(look_raise_on(cx, l, s->list[g->to - 1].response, SIGNAL_SUDDEN_STEP,
                          kind == GAIN_RISES, look_about(cx, d, scale), after, &why));
    }
    return OK;
}

static Err look_steps(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                      const Series *s)
{
    if (!rules_on(&l->rules, RULE_GAINS) || !scale->reliable.known) return OK;
    double *scores = ARENA_ARRAY(cx->arena, double, s->count + 1);
    if (!scores) return fail(cx, ERR_LIMIT, "request too large");
    memcpy(scores, s->value, s->count * sizeof *scores);
    if (scale->direction == SCALE_HIGHER_IS_BETTER)
        gains_reflect(scale->low, scale->high, scores, s->count);
    TRY(look_steps_of(cx, l, d, scale, s, scores, GAIN_FALLS));
    return look_steps_of(cx, l, d, scale, s, scores, GAIN_RISES);
}

/* A change that crosses the line says so itself, and no form says both "it moved" and "it
 * does not move". */
Err look_outcome(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *shipped)
{
    Series s;
    Change raised;
    if (!shipped->reliable.known && !shipped->cutoff.known) return OK;
    TRY(look_series(cx, l, d, shipped, &s));
    if (s.count < 2) return OK;
    MeasureScale scale = rules_scale(&l->rules, shipped, s.value[0]);
    TRY(look_change(cx, l, d, &scale, &s, &raised));
    bool told = raised.category == CHANGE_RECOVERED || raised.category == CHANGE_HARMED;
    if (!told) TRY(look_cutoff(cx, l, d, &scale, &s));
    TRY(look_steps(cx, l, d, &scale, &s));
    return raised.category == CHANGE_CANNOT_TELL ? look_course(cx, l, d, &scale, &s) : OK;
}
