/* series.c - gains, charts, ruptures, course, congruence, couples, endings. */
#include <math.h>
#include "../measure/chart.h"
#include "../measure/congruence.h"
#include "../measure/course.h"
#include "../measure/dropout.h"
#include "../measure/gains.h"
#include "../measure/rupture.h"
#include "../measure/system.h"
#include "handle.h"

_Static_assert((int)TDM_CUSUM == (int)CHART_CUSUM && (int)TDM_EWMA == (int)CHART_EWMA, "kind");
_Static_assert((int)TDM_STEVENS_TYPE == (int)RUPTURE_STEVENS && (int)TDM_GUMZ_STRICT == (int)RUPTURE_GUMZ, "preset");
_Static_assert((int)TDM_UNREPAIRED == (int)RUPTURE_UNREPAIRED && (int)TDM_OPEN == (int)RUPTURE_OPEN, "status");

static tdm_answer answer_out(Three three)
{
    return three == THREE_YES ? TDM_YES : three == THREE_NO ? TDM_NO : TDM_UNKNOWN;
}

static Three answer_in(tdm_answer answer)
{
    return answer == TDM_YES ? THREE_YES : answer == TDM_NO ? THREE_NO : THREE_UNKNOWN;
}

size_t tdm_gains_count(size_t count)
{
    return gains_count(count);
}

tdm_status tdm_gains(tdm *h, const double *scores, size_t count, double cutoff, double share, int losses,
                     tdm_gain *ret_gains)
{
    Ctx *cx = handle_begin(h);
    size_t gaps = gains_count(count);
    Gain *gain = ARENA_ARRAY(cx->arena, Gain, gaps + 1);
    if (!gain) return handle_end(h, fail(cx, ERR_LIMIT, "no room for the gains"));
    GainRule rule = GAIN_RULE(cutoff);
    rule.share = share;
    rule.kind = losses ? GAIN_RISES : GAIN_FALLS;
    Err err = gains_find(cx, &rule, scores, count, gain);
    for (size_t i = 0; err.kind == ERR_NONE && i < gaps; i++)
        ret_gains[i] = (tdm_gain){ gain[i].from, gain[i].to, gain[i].reversal,
                                   answer_out(gain[i].gap.status), gain[i].gap.magnitude };
    return handle_end(h, err);
}

tdm_chart_spec tdm_chart_default(tdm_chart_kind kind)
{
    ChartSpec s = CHART_SPEC((ChartKind)kind);
    return (tdm_chart_spec){ .kind = kind, .centre = NAN, .sigma = NAN, .lambda = s.lambda,
                             .width = s.width, .k = s.k, .h = s.h };
}

tdm_status tdm_chart(tdm *h, const tdm_chart_spec *spec, const double *values, size_t count,
                     tdm_chart_point *ret_points)
{
    Ctx *cx = handle_begin(h);
    if (spec->kind < TDM_XMR || spec->kind > TDM_CUSUM)
        return handle_end(h, fail(cx, ERR_INVALID, "there is no such chart"));
    ControlPoint *point = ARENA_ARRAY(cx->arena, ControlPoint, count + 1);
    if (!point) return handle_end(h, fail(cx, ERR_LIMIT, "no room for the chart"));
    ChartSpec s = { .kind = (ChartKind)spec->kind, .baseline = spec->baseline, .centre = spec->centre,
                    .sigma = spec->sigma, .floor = spec->floor, .lambda = spec->lambda,
                    .width = spec->width, .k = spec->k, .h = spec->h };
    Err err = chart_run(cx, &s, values, count, point, NULL);
    for (size_t i = 0; err.kind == ERR_NONE && i < count; i++)
        ret_points[i] = (tdm_chart_point){
            point[i].centre, point[i].lower, point[i].upper, point[i].statistic,
            point[i].side == CHART_LOW ? -1 : point[i].side == CHART_HIGH ? 1 : 0
        };
    return handle_end(h, err);
}

tdm_status tdm_ruptures(tdm *h, tdm_preset preset, double sigma_within, const double *values, size_t count,
                        tdm_rupture *ret_ruptures, size_t room, size_t *ret_count)
{
    Ctx *cx = handle_begin(h);
    RuptureEpisode *found = NULL;
    size_t many = 0;
    if (preset < TDM_STRAUSS_TYPE || preset > TDM_STEVENS_TYPE)
        return handle_end(h, fail(cx, ERR_INVALID, "there is no such preset"));
    RuptureRule rule = rupture_rule((RupturePreset)preset, sigma_within, values, count);
    Err err = rupture_find(cx, cx->arena, rule, values, count, &found, &many);
    if (err.kind == ERR_NONE && many > room) err = fail(cx, ERR_LIMIT, "%zu ruptures, room for %zu", many, room);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    for (size_t i = 0; i < many; i++)
        ret_ruptures[i] = (tdm_rupture){ found[i].onset, found[i].trough, found[i].repair, found[i].drop,
                                         (tdm_rupture_status)found[i].status };
    *ret_count = many;
    return TDM_OK;
}

static bool norm_usable(const tdm_norm *n)
{
    bool finite = isfinite(n->beta[0]) && isfinite(n->beta[1]) && isfinite(n->sigma2) &&
                  isfinite(n->d[0][0]) && isfinite(n->d[0][1]) && isfinite(n->d[1][1]);
    return finite && n->sigma2 > 0 && n->d[0][0] >= 0 && n->d[1][1] >= 0 && n->d[0][1] == n->d[1][0];
}

tdm_status tdm_course(tdm *h, const tdm_norm *norm, const double *sessions, const double *scores,
                      size_t count, double session, double z, tdm_prediction *ret_prediction)
{
    Ctx *cx = handle_begin(h);
    CoursePoint *point = ARENA_ARRAY(cx->arena, CoursePoint, count + 1);
    if (!point) return handle_end(h, fail(cx, ERR_LIMIT, "no room for the scores"));
    if (!norm_usable(norm))
        return handle_end(h, fail(cx, ERR_INVALID, "a norm needs sigma2 above 0 and a symmetric D"));
    for (size_t i = 0; i < count; i++) point[i] = (CoursePoint){ sessions[i], scores[i] };
    CourseNorm n = { .beta = { norm->beta[0], norm->beta[1] },
                     .d = { { norm->d[0][0], norm->d[0][1] }, { norm->d[1][0], norm->d[1][1] } },
                     .sigma2 = norm->sigma2, .last_session = 1000 };
    CoursePrediction p;
    Err err = course_predict(cx, &n, point, count, session, z, &p);
    if (err.kind == ERR_NONE)
        *ret_prediction = (tdm_prediction){ p.mean, p.sd_true, p.sd_observed, p.low, p.high };
    return handle_end(h, err);
}

tdm_status tdm_congruence_of(tdm *h, const double *client, const double *therapist, size_t count,
                             tdm_congruence *ret_congruence)
{
    Ctx *cx = handle_begin(h);
    Congruence c;
    Err err = congruence_of(cx, cx->arena, client, therapist, count, &c);
    if (err.kind == ERR_NONE)
        *ret_congruence = (tdm_congruence){ c.n, c.b0, c.b0_se, c.b1, c.b1_se, c.r, c.rmsd, c.ccc };
    return handle_end(h, err);
}

tdm_status tdm_system_split(tdm *h, const double *ratings, size_t raters, double error, tdm_system *ret_system)
{
    Ctx *cx = handle_begin(h);
    SystemRating rating[SYSTEM_RATERS_MAX];
    SystemSession s;
    size_t count = 0;
    if (raters > SYSTEM_RATERS_MAX)
        return handle_end(h, fail(cx, ERR_LIMIT, "at most %d raters", SYSTEM_RATERS_MAX));
    for (size_t i = 0; i < raters; i++)
        if (!isnan(ratings[i])) rating[count++] = (SystemRating){ i, SYSTEM_GROUP, 1, ratings[i] };
    Err err = system_session(cx, rating, count, SYSTEM_GROUP, 1, error, error, &s);
    if (err.kind == ERR_NONE) *ret_system = (tdm_system){ s.n, s.mean, s.split, s.needed, s.far };
    return handle_end(h, err);
}

void tdm_dropout(const tdm_ending *e, tdm_answer ret_answers[6])
{
    DropoutEnd end = { .ended = e->ended != 0, .client_ended = answer_in(e->client_ended),
                       .therapist_agreed = answer_in(e->therapist_agreed),
                       .attended_last = answer_in(e->attended_last),
                       .therapist_says = answer_in(e->therapist_says), .sessions = e->sessions,
                       .planned = e->planned, .median_sessions = e->median_sessions,
                       .change = (ChangeCategory)e->change };
    DropoutAnswers found = dropout_answers(&end);
    for (size_t i = 0; i < DROPOUT_DEFINITION_COUNT; i++) ret_answers[i] = answer_out(found.is[i]);
}
