/* explain.c - the words for each kind of result, from the arguments that made the result. */
#include <math.h>
#include "../measure/explain_people.h"
#include "handle.h"

_Static_assert((int)TDM_FACTS_MAX == (int)EXPLAIN_FACTS_MAX, "facts");

/* --- out --------------------------------------------------------------------------------------- */

static void facts_out(Arena *said, const ExplainFact *fact, size_t count, tdm_fact *ret_facts)
{
    for (size_t i = 0; i < count; i++)
        ret_facts[i] = (tdm_fact){ arena_c(said, fact[i].name), arena_c(said, fact[i].value) };
}

static tdm_status said(tdm *h, Err err, const Explanation *e, tdm_explanation *ret)
{
    if (err.kind != ERR_NONE) return handle_end(h, err);
    tdm_explanation out = { .method = arena_c(h->said, e->method), .version = arena_c(h->said, e->version),
                            .sentence = arena_c(h->said, e->sentence),
                            .computed = arena_c(h->said, e->computed),
                            .source = arena_c(h->said, e->source), .validated = e->validated,
                            .input_count = e->input_count, .threshold_count = e->threshold_count };
    facts_out(h->said, e->inputs, e->input_count, out.inputs);
    facts_out(h->said, e->thresholds, e->threshold_count, out.thresholds);
    if (arena_failed(h->cx.arena) || arena_failed(h->said))
        return handle_end(h, fail(&h->cx, ERR_LIMIT, "no room for the explanation; tdm_forget() makes some"));
    *ret = out;
    return TDM_OK;
}

/* --- scores, change, goals ------------------------------------------------------------------------ */

static Err score_words(Ctx *cx, const tdm_measure *m, const char *scale, const double *answers, size_t count,
                       Explanation *ret)
{
    const MeasureScale *s = NULL;
    Scores scores;
    TRY(handle_scale(cx, m, scale, &s));
    TRY(scores_in(cx, m, answers, count, &scores));
    *ret = explain_score(cx->arena, m->definition, scores_scale(&scores, s->id));
    return OK;
}

tdm_status tdm_explain_score(tdm *h, const tdm_measure *m, const char *scale, const double *answers,
                             size_t count, tdm_explanation *ret)
{
    Explanation e;
    Err err = score_words(handle_begin(h), m, scale, answers, count, &e);
    return said(h, err, &e, ret);
}

static Err risk_words(Ctx *cx, const tdm_measure *m, const double *answers, size_t count, Explanation *ret)
{
    Scores scores;
    TRY(scores_in(cx, m, answers, count, &scores));
    const FlagResult *flag = scores_flag(&scores, FLAG_RISK);
    if (!flag) return fail(cx, ERR_MISSING, "this measure has no risk item");
    *ret = explain_flag(cx->arena, m->definition, flag);
    return OK;
}

tdm_status tdm_explain_risk(tdm *h, const tdm_measure *m, const double *answers, size_t count,
                            tdm_explanation *ret)
{
    Explanation e;
    Err err = risk_words(handle_begin(h), m, answers, count, &e);
    return said(h, err, &e, ret);
}

tdm_status tdm_explain_change(tdm *h, const tdm_measure *m, const char *scale, double pre, double post,
                              tdm_explanation *ret)
{
    Ctx *cx = handle_begin(h);
    const MeasureScale *s = NULL;
    Err err = handle_scale(cx, m, scale, &s);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    Change c = change_fixed(s, pre, post);
    Explanation e = explain_change(cx->arena, m->definition, s, &c);
    return said(h, OK, &e, ret);
}

tdm_status tdm_explain_cutoff(tdm *h, const tdm_measure *m, const char *scale, double score,
                              tdm_explanation *ret)
{
    Ctx *cx = handle_begin(h);
    const MeasureScale *s = NULL;
    Err err = handle_scale(cx, m, scale, &s);
    if (err.kind == ERR_NONE && !s->cutoff.known) err = fail(cx, ERR_MISSING, "this scale has no cut-off");
    if (err.kind == ERR_NONE && !isfinite(score)) err = fail(cx, ERR_INVALID, "a score is expected");
    if (err.kind != ERR_NONE) return handle_end(h, err);
    Explanation e = explain_cutoff(cx->arena, m->definition, s, score);
    return said(h, OK, &e, ret);
}

static Err nhs_words(Ctx *cx, const tdm *h, NhsScores scores, Explanation *ret)
{
    const Definition *phq = NULL, *gad = NULL;
    NhsResult r;
    TRY(handle_own(cx, h, "phq-9", &phq));
    TRY(handle_own(cx, h, "gad-7", &gad));
    TRY(nhs_in(cx, h, scores, &r));
    *ret = explain_nhs_tt(cx->arena, phq, gad, scores, &r);
    return OK;
}

tdm_status tdm_explain_nhs_tt(tdm *h, double phq_pre, double phq_post, double gad_pre, double gad_post,
                              tdm_explanation *ret)
{
    Explanation e;
    Err err = nhs_words(handle_begin(h), h, (NhsScores){ phq_pre, phq_post, gad_pre, gad_post }, &e);
    return said(h, err, &e, ret);
}

static Err goals_words(Ctx *cx, const tdm *h, const double *first, const double *last, size_t count,
                       Explanation *ret)
{
    const Definition *form = NULL;
    GoalChange g;
    TRY(handle_own(cx, h, "tandem-goals", &form));
    TRY(goals_in(cx, h, first, last, count, &g));
    *ret = explain_goals(cx->arena, form, &g);
    return OK;
}

tdm_status tdm_explain_goals(tdm *h, const double *first, const double *last, size_t count,
                             tdm_explanation *ret)
{
    Explanation e;
    Err err = goals_words(handle_begin(h), h, first, last, count, &e);
    return said(h, err, &e, ret);
}

static Err problems_words(Ctx *cx, const tdm *h, const double *before, const double *now, size_t count,
                          Explanation *ret)
{
    const Definition *form = NULL;
    ProblemChange p;
    TRY(handle_own(cx, h, "tandem-problems", &form));
    TRY(problems_in(cx, h, before, now, count, &p));
    if (p.count == 0) return fail(cx, ERR_MISSING, "no problem was rated both times");
    *ret = explain_change(cx->arena, form, measure_main_scale(form), &p.change);
    return OK;
}

tdm_status tdm_explain_problems(tdm *h, const double *before, const double *now, size_t count,
                                tdm_explanation *ret)
{
    Explanation e;
    Err err = problems_words(handle_begin(h), h, before, now, count, &e);
    return said(h, err, &e, ret);
}

/* --- series -------------------------------------------------------------------------------------------- */

static Err gain_words(Ctx *cx, const tdm_measure *m, const char *scale, const double *scores, size_t count,
                      const GainsAsked *asked, size_t index, Explanation *ret)
{
    const MeasureScale *s = NULL;
    GainRule rule;
    Gain *gain = NULL;
    TRY(handle_scale(cx, m, scale, &s));
    TRY(gains_in(cx, asked, scores, count, &rule, &gain));
    if (index >= gains_count(count) || isnan(gain[index].gap.magnitude))
        return fail(cx, ERR_MISSING, "there is no gap %zu with both scores", index);
    double before = scores[gain[index].from - 1], after = scores[gain[index].to - 1];
    if (s->direction == SCALE_HIGHER_IS_BETTER) {
        before = s->low + s->high - before;
        after = s->low + s->high - after;
    }
    *ret = explain_gain(cx->arena, m->definition, s, &rule, &gain[index], before, after);
    return OK;
}

tdm_status tdm_explain_gain(tdm *h, const tdm_measure *m, const char *scale, const double *scores,
                            size_t count, double cutoff, double share, int losses, size_t index,
                            tdm_explanation *ret)
{
    Explanation e;
    GainsAsked asked = { cutoff, share, losses };
    Err err = gain_words(handle_begin(h), m, scale, scores, count, &asked, index, &e);
    return said(h, err, &e, ret);
}

static Err watch_words(Ctx *cx, const tdm_measure *m, const char *scale, tdm_chart_kind kind,
                       const double *values, size_t count, Explanation *ret)
{
    const MeasureScale *s = NULL;
    Watched w;
    TRY(handle_scale(cx, m, scale, &s));
    TRY(watch_in(cx, s, kind, values, count, &w));
    if (kind != TDM_XMR && w.found == CHART_NONE)
        return fail(cx, ERR_MISSING, "this chart says nothing of the latest value");
    *ret = kind == TDM_XMR
               ? explain_chart(cx->arena, m->definition, s, &w.limits, values[count - 1], w.found)
               : explain_watch(cx->arena, m->definition, s, (ChartKind)kind, &w.point, count - 1);
    return OK;
}

tdm_status tdm_explain_watch(tdm *h, const tdm_measure *m, const char *scale, tdm_chart_kind kind,
                             const double *values, size_t count, tdm_explanation *ret)
{
    Explanation e;
    Err err = watch_words(handle_begin(h), m, scale, kind, values, count, &e);
    return said(h, err, &e, ret);
}

tdm_status tdm_explain_drop(tdm *h, const tdm_measure *m, const char *scale, const double *values,
                            size_t count, tdm_explanation *ret)
{
    Ctx *cx = handle_begin(h);
    const MeasureScale *s = NULL;
    Err err = handle_scale(cx, m, scale, &s);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    AllianceDrop d = alliance_drop(s, values, count);
    Explanation e = explain_drop(cx->arena, m->definition, s, &d);
    return said(h, OK, &e, ret);
}

static Err rupture_words(Ctx *cx, const tdm_measure *m, const char *scale, tdm_preset preset,
                         const Ruptures *found, size_t index, Explanation *ret)
{
    const MeasureScale *s = NULL;
    TRY(handle_scale(cx, m, scale, &s));
    if (index >= found->count) return fail(cx, ERR_MISSING, "there are %zu ruptures", found->count);
    *ret = explain_rupture(cx->arena, m->definition, s, (RupturePreset)preset, found->rule,
                           &found->list[index]);
    return OK;
}

tdm_status tdm_explain_rupture(tdm *h, const tdm_measure *m, const char *scale, tdm_preset preset,
                               double sigma_within, const double *values, size_t count, size_t index,
                               tdm_explanation *ret)
{
    Ctx *cx = handle_begin(h);
    Explanation e;
    Ruptures found;
    Err err = ruptures_in(cx, preset, sigma_within, values, count, &found);
    if (err.kind == ERR_NONE) err = rupture_words(cx, m, scale, preset, &found, index, &e);
    return said(h, err, &e, ret);
}

tdm_status tdm_explain_divergence(tdm *h, const tdm_measure *m, const double *bond, const double *goals,
                                  const double *tasks, size_t count, tdm_explanation *ret)
{
    Ctx *cx = handle_begin(h);
    AllianceDivergence d;
    Err err = divergence_in(cx, m, (const double *const[]){ bond, goals, tasks }, count, &d);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    Explanation e = explain_divergence(cx->arena, m->definition, &d);
    return said(h, OK, &e, ret);
}

/* --- course ----------------------------------------------------------------------------------------------- */

static Err track_words(Ctx *cx, const tdm_measure *m, const char *scale, const tdm_norm *norm,
                       CourseTrack rule, const Course *course, Explanation *ret)
{
    const MeasureScale *s = NULL;
    CourseNorm n;
    CourseVerdict v;
    TRY(handle_scale(cx, m, scale, &s));
    TRY(norm_in(cx, norm, &n));
    TRY(track_in(cx, s, &n, rule, course, &v));
    double latest = course->count ? course->point[course->count - 1].score : NAN;
    *ret = explain_course(cx->arena, m->definition, s, &n, &v, latest);
    return OK;
}

tdm_status tdm_explain_track(tdm *h, const tdm_measure *m, const char *scale, const tdm_norm *norm, double z,
                             size_t in_a_row, const double *sessions, const double *scores, size_t count,
                             tdm_explanation *ret)
{
    Ctx *cx = handle_begin(h);
    Course course;
    Explanation e;
    Err err = course_in(cx, sessions, scores, count, &course);
    if (err.kind == ERR_NONE) err = track_words(cx, m, scale, norm, track_rule(z, in_a_row), &course, &e);
    return said(h, err, &e, ret);
}

tdm_status tdm_explain_table(tdm *h, const tdm_measure *m, const char *scale, const tdm_table *table,
                             double intake, double session, double score, tdm_explanation *ret)
{
    Ctx *cx = handle_begin(h);
    const MeasureScale *s = NULL;
    Err err = handle_scale(cx, m, scale, &s);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    Explanation e = explain_course_table(cx->arena, m->definition, s, &table->table,
                                         (CoursePoint){ 0, intake }, (CoursePoint){ session, score });
    return said(h, OK, &e, ret);
}

tdm_status tdm_explain_without_norm(tdm *h, const tdm_measure *m, const char *scale, double by_session,
                                    double least_share, const double *sessions, const double *scores,
                                    size_t count, tdm_explanation *ret)
{
    Ctx *cx = handle_begin(h);
    const MeasureScale *s = NULL;
    Course course;
    Err err = handle_scale(cx, m, scale, &s);
    if (err.kind == ERR_NONE) err = course_in(cx, sessions, scores, count, &course);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    CourseFallback f = course_without_norm(s, fallback_rules(by_session, least_share), course.point, count);
    Explanation e = explain_without_norm(cx->arena, m->definition, s, &f);
    return said(h, OK, &e, ret);
}

/* --- people -------------------------------------------------------------------------------------------------- */

static Err congruence_words(Ctx *cx, const tdm_measure *m, const char *scale, const double *client,
                            const double *therapist, size_t count, Explanation *ret)
{
    const MeasureScale *s = NULL;
    Congruence c;
    TRY(handle_scale(cx, m, scale, &s));
    TRY(congruence_of(cx, cx->arena, client, therapist, count, &c));
    *ret = explain_congruence(cx->arena, m->definition, s, &c);
    return OK;
}

tdm_status tdm_explain_congruence(tdm *h, const tdm_measure *m, const char *scale, const double *client,
                                  const double *therapist, size_t count, tdm_explanation *ret)
{
    Explanation e;
    Err err = congruence_words(handle_begin(h), m, scale, client, therapist, count, &e);
    return said(h, err, &e, ret);
}

tdm_status tdm_explain_system(tdm *h, const tdm_measure *m, const char *scale, const tdm_rating *ratings,
                              size_t count, tdm_target target, double session, double error, double sigma,
                              tdm_explanation *ret)
{
    Ctx *cx = handle_begin(h);
    const MeasureScale *s = NULL;
    SystemSession found;
    Err err = handle_scale(cx, m, scale, &s);
    if (err.kind == ERR_NONE)
        err = system_in(cx, ratings, count, &(SystemAsked){ target, session, error, sigma }, &found);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    Explanation e = explain_system(cx->arena, m->definition, s, &found);
    return said(h, OK, &e, ret);
}

tdm_status tdm_explain_leaving(tdm *h, const tdm_measure *m, const double facts[TDM_LEAVING_COUNT],
                               tdm_explanation *ret)
{
    Ctx *cx = handle_begin(h);
    DropoutFacts known = facts_in(facts);
    DropoutFlags flags = dropout_flags(&known);
    Explanation e = explain_leaving(cx->arena, m->definition, &flags);
    return said(h, OK, &e, ret);
}
