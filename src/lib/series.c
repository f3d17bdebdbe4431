/* series.c - gains, charts, ruptures, divergence: what a series shows. */
#include <math.h>
#include "handle.h"

_Static_assert((int)TDM_CUSUM == (int)CHART_CUSUM && (int)TDM_EWMA == (int)CHART_EWMA, "kind");
_Static_assert((int)TDM_STEVENS_TYPE == (int)RUPTURE_STEVENS && (int)TDM_GUMZ_STRICT == (int)RUPTURE_GUMZ, "preset");
_Static_assert((int)TDM_UNREPAIRED == (int)RUPTURE_UNREPAIRED && (int)TDM_OPEN == (int)RUPTURE_OPEN, "status");

size_t tdm_gains_count(size_t count)
{
    return gains_count(count);
}

Err gains_in(Ctx *cx, const GainsAsked *asked, const double *scores, size_t count, GainRule *ret_rule,
             Gain **ret_gains)
{
    Gain *gain = ARENA_ARRAY(cx->arena, Gain, gains_count(count) + 1);
    if (!gain) return fail(cx, ERR_LIMIT, "no room for the gains");
    GainRule rule = GAIN_RULE(asked->cutoff);
    rule.share = asked->share;
    rule.kind = asked->losses ? GAIN_RISES : GAIN_FALLS;
    TRY(gains_find(cx, &rule, scores, count, gain));
    *ret_rule = rule;
    *ret_gains = gain;
    return OK;
}

tdm_status tdm_gains(tdm *h, const double *scores, size_t count, double cutoff, double share, int losses,
                     tdm_gain *ret_gains)
{
    GainRule rule;
    Gain *gain = NULL;
    Err err = gains_in(handle_begin(h), &(GainsAsked){ cutoff, share, losses }, scores, count, &rule, &gain);
    for (size_t i = 0; err.kind == ERR_NONE && i < gains_count(count); i++)
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

static tdm_chart_point point_out(const ControlPoint *p)
{
    return (tdm_chart_point){ p->centre, p->lower, p->upper, p->statistic,
                              p->side == CHART_LOW ? -1 : p->side == CHART_HIGH ? 1 : 0 };
}

static Err kind_known(Ctx *cx, tdm_chart_kind kind)
{
    if (kind >= TDM_XMR && kind <= TDM_CUSUM) return OK;
    return fail(cx, ERR_INVALID, "there is no such chart");
}

static Err chart_in(Ctx *cx, const tdm_chart_spec *spec, const double *values, size_t count,
                    ControlPoint **ret_points)
{
    TRY(kind_known(cx, spec->kind));
    ControlPoint *point = ARENA_ARRAY(cx->arena, ControlPoint, count + 1);
    if (!point) return fail(cx, ERR_LIMIT, "no room for the chart");
    ChartSpec s = { .kind = (ChartKind)spec->kind, .baseline = spec->baseline, .centre = spec->centre,
                    .sigma = spec->sigma, .floor = spec->floor, .lambda = spec->lambda,
                    .width = spec->width, .k = spec->k, .h = spec->h };
    *ret_points = point;
    return chart_run(cx, &s, values, count, point, NULL);
}

tdm_status tdm_chart(tdm *h, const tdm_chart_spec *spec, const double *values, size_t count,
                     tdm_chart_point *ret_points)
{
    ControlPoint *point = NULL;
    Err err = chart_in(handle_begin(h), spec, values, count, &point);
    for (size_t i = 0; err.kind == ERR_NONE && i < count; i++) ret_points[i] = point_out(&point[i]);
    return handle_end(h, err);
}

/* --- as pages watch ---------------------------------------------------------------------- */

static Err finite_all(Ctx *cx, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i])) return fail(cx, ERR_INVALID, "value %zu is missing or not finite", i + 1);
    return OK;
}

Err watch_in(Ctx *cx, const MeasureScale *scale, tdm_chart_kind kind, const double *values, size_t count,
             Watched *ret_watched)
{
    TRY(kind_known(cx, kind));
    TRY(finite_all(cx, values, count));
    if (count <= CHART_POINTS_NEEDED || !scale->sigma_floor.known)
        return fail(cx, ERR_MISSING, "no chart: %d earlier values and a scale with a floor are needed",
                    CHART_POINTS_NEEDED);
    Watched w = { .limits = { 0 } };
    w.found = chart_watch((ChartKind)kind, scale, values, count, &w.point);
    if (kind == TDM_XMR) w.found = chart_latest(scale, values, count, &w.limits);
    w.point.side = w.found;
    *ret_watched = w;
    return OK;
}

tdm_status tdm_watch(tdm *h, const tdm_measure *m, const char *scale, tdm_chart_kind kind,
                     const double *values, size_t count, tdm_chart_point *ret_point)
{
    Ctx *cx = handle_begin(h);
    const MeasureScale *s = NULL;
    Watched w;
    Err err = handle_scale(cx, m, scale, &s);
    if (err.kind == ERR_NONE) err = watch_in(cx, s, kind, values, count, &w);
    if (err.kind == ERR_NONE) *ret_point = point_out(&w.point);
    return handle_end(h, err);
}

tdm_status tdm_alliance_drop(tdm *h, const tdm_measure *m, const char *scale, const double *values,
                             size_t count, tdm_drop *ret_drop)
{
    Ctx *cx = handle_begin(h);
    const MeasureScale *s = NULL;
    Err err = handle_scale(cx, m, scale, &s);
    if (err.kind == ERR_NONE) err = finite_all(cx, values, count);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    AllianceDrop d = alliance_drop(s, values, count);
    *ret_drop = d.known ? (tdm_drop){ 1, d.dropped, d.mean_before, d.latest, d.fall, d.needed }
                        : (tdm_drop){ 0 };
    return TDM_OK;
}

Err divergence_in(Ctx *cx, const tdm_measure *m, const double *const series[3], size_t count,
                  AllianceDivergence *ret_divergence)
{
    AllianceSession *session = ARENA_ARRAY(cx->arena, AllianceSession, count + 1);
    if (!session) return fail(cx, ERR_LIMIT, "no room for the ratings");
    if (!measure_scale(m->definition, S("bond")))
        return fail(cx, ERR_MISSING, "this measure has no scale \"bond\"");
    for (size_t i = 0; i < count; i++)
        session[i] = (AllianceSession){ series[0][i], series[1][i], series[2][i] };
    *ret_divergence = alliance_divergence(m->definition, session, count);
    return OK;
}

tdm_status tdm_alliance_divergence(tdm *h, const tdm_measure *m, const double *bond, const double *goals,
                                   const double *tasks, size_t count, tdm_divergence *ret_divergence)
{
    AllianceDivergence d;
    Err err = divergence_in(handle_begin(h), m, (const double *const[]){ bond, goals, tasks }, count, &d);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    *ret_divergence = d.known ? (tdm_divergence){ 1, d.apart, d.bond, d.agreement, d.difference, d.z,
                                                  d.needed_points, d.needed_z }
                              : (tdm_divergence){ 0 };
    return TDM_OK;
}

tdm_status tdm_divergence_run(tdm *h, const double *bond, const double *agreement, size_t count,
                              double bond_centre, double bond_sigma, double agreement_centre,
                              double agreement_sigma, tdm_apart *ret_apart)
{
    Ctx *cx = handle_begin(h);
    RuptureDivergence d;
    Err err = rupture_divergence(cx, bond, agreement, count, (RuptureScale){ bond_centre, bond_sigma },
                                 (RuptureScale){ agreement_centre, agreement_sigma }, &d);
    if (err.kind == ERR_NONE) *ret_apart = (tdm_apart){ d.found, d.first, d.last, d.z };
    return handle_end(h, err);
}

/* --- ruptures -------------------------------------------------------------------------------- */

Err ruptures_in(Ctx *cx, tdm_preset preset, double sigma_within, const double *values, size_t count,
                Ruptures *ret_ruptures)
{
    Ruptures r = { .count = 0 };
    if (preset < TDM_STRAUSS_TYPE || preset > TDM_STEVENS_TYPE)
        return fail(cx, ERR_INVALID, "there is no such preset");
    r.rule = rupture_rule((RupturePreset)preset, sigma_within, values, count);
    TRY(rupture_find(cx, cx->arena, r.rule, values, count, &r.list, &r.count));
    *ret_ruptures = r;
    return OK;
}

tdm_status tdm_ruptures(tdm *h, tdm_preset preset, double sigma_within, const double *values, size_t count,
                        tdm_rupture *ret_ruptures, size_t room, size_t *ret_count)
{
    Ctx *cx = handle_begin(h);
    Ruptures found;
    Err err = ruptures_in(cx, preset, sigma_within, values, count, &found);
    if (err.kind == ERR_NONE && found.count > room)
        err = fail(cx, ERR_LIMIT, "%zu ruptures, room for %zu", found.count, room);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    for (size_t i = 0; i < found.count; i++) {
        const RuptureEpisode *e = &found.list[i];
        ret_ruptures[i] = (tdm_rupture){ e->onset, e->trough, e->repair, e->drop, (tdm_rupture_status)e->status };
    }
    *ret_count = found.count;
    return TDM_OK;
}
