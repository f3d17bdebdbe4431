/* course.c - expected courses: norms, tables, on track or not, and what holds without a norm. */
#include <math.h>
#include "handle.h"

_Static_assert((int)TDM_NOT_ON_TRACK == (int)COURSE_NOT_ON_TRACK, "track");
_Static_assert((int)TDM_WORSE == (int)COURSE_WORSE, "notice");
_Static_assert((int)TDM_TABLE_WORSE == (int)COURSE_TABLE_WORSE, "table");

enum { LAST_SESSION = 1000 }; /* where a norm does not say what it covers */

/* --- norms ------------------------------------------------------------------------------------ */

static bool norm_usable(const tdm_norm *n)
{
    bool finite = isfinite(n->beta[0]) && isfinite(n->beta[1]) && isfinite(n->sigma2) &&
                  isfinite(n->d[0][0]) && isfinite(n->d[0][1]) && isfinite(n->d[1][1]) &&
                  isfinite(n->first_session) && isfinite(n->last_session);
    return finite && n->sigma2 > 0 && n->d[0][0] >= 0 && n->d[1][1] >= 0 &&
           n->d[0][1] == n->d[1][0] && n->first_session <= n->last_session;
}

static CourseNorm norm_of(const tdm_norm *n)
{
    bool range = n->last_session > 0;
    return (CourseNorm){ .beta = { n->beta[0], n->beta[1] },
                         .d = { { n->d[0][0], n->d[0][1] }, { n->d[1][0], n->d[1][1] } },
                         .sigma2 = n->sigma2, .range_known = range, .first_session = n->first_session,
                         .last_session = range ? n->last_session : LAST_SESSION, .people = n->people,
                         .observations = n->observations, .source = str_from_c(n->source ? n->source : ""),
                         .setting = str_from_c(n->setting ? n->setting : "") };
}

Err norm_in(Ctx *cx, const tdm_norm *norm, CourseNorm *ret_norm)
{
    if (!norm_usable(norm)) return fail(cx, ERR_INVALID, "a norm needs sigma2 above 0 and a symmetric D");
    *ret_norm = norm_of(norm);
    return OK;
}

tdm_status tdm_norm_parse(tdm *h, const char *json, size_t bytes, tdm_norm *ret_norm)
{
    Ctx *cx = handle_begin(h);
    CourseNorm n;
    Err err = course_norm_parse(cx, h->kept, (Str){ json, bytes }, NULL, &n);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    const char *source = arena_c(h->kept, n.source), *setting = arena_c(h->kept, n.setting);
    if (arena_failed(h->kept)) return handle_end(h, fail(cx, ERR_LIMIT, "no room for the norm"));
    *ret_norm = (tdm_norm){ .beta = { n.beta[0], n.beta[1] },
                            .d = { { n.d[0][0], n.d[0][1] }, { n.d[1][0], n.d[1][1] } },
                            .sigma2 = n.sigma2, .first_session = n.range_known ? n.first_session : 0,
                            .last_session = n.range_known ? n.last_session : 0, .people = n.people,
                            .observations = n.observations, .source = source, .setting = setting };
    return TDM_OK;
}

int tdm_norm_complete(const tdm_norm *norm)
{
    CourseNorm n = norm_of(norm);
    return course_norm_complete(&n);
}

/* --- a person's course ---------------------------------------------------------------------------- */

Err course_in(Ctx *cx, const double *sessions, const double *scores, size_t count, Course *ret_course)
{
    CoursePoint *point = ARENA_ARRAY(cx->arena, CoursePoint, count + 1);
    if (!point) return fail(cx, ERR_LIMIT, "no room for the scores");
    for (size_t i = 0; i < count; i++) point[i] = (CoursePoint){ sessions[i], scores[i] };
    *ret_course = (Course){ point, count };
    return OK;
}

static tdm_prediction prediction_out(const CoursePrediction *p)
{
    return (tdm_prediction){ p->mean, p->sd_true, p->sd_observed, p->low, p->high };
}

static Err predict(Ctx *cx, const tdm_norm *norm, const Course *course, double session, double z,
                   CoursePrediction *ret_prediction)
{
    CourseNorm n;
    TRY(norm_in(cx, norm, &n));
    return course_predict(cx, &n, course->point, course->count, session, z, ret_prediction);
}

tdm_status tdm_course(tdm *h, const tdm_norm *norm, const double *sessions, const double *scores,
                      size_t count, double session, double z, tdm_prediction *ret_prediction)
{
    Ctx *cx = handle_begin(h);
    Course course;
    CoursePrediction p;
    Err err = course_in(cx, sessions, scores, count, &course);
    if (err.kind == ERR_NONE) err = predict(cx, norm, &course, session, z, &p);
    if (err.kind == ERR_NONE) *ret_prediction = prediction_out(&p);
    return handle_end(h, err);
}

CourseTrack track_rule(double z, size_t in_a_row)
{
    CourseTrack rule = COURSE_TRACK_DEFAULT;
    if (z != 0) rule.z = z;
    if (in_a_row) rule.in_a_row = in_a_row;
    return rule;
}

Err track_in(Ctx *cx, const MeasureScale *scale, const CourseNorm *norm, CourseTrack rule,
             const Course *course, CourseVerdict *ret_verdict)
{
    if (!(rule.z > 0 && rule.z < 10)) return fail(cx, ERR_INVALID, "the band's edge, z, is above 0 and below 10");
    return course_track_by(cx, norm, scale, rule, course->point, course->count, ret_verdict);
}

tdm_status tdm_track_of(tdm *h, const tdm_measure *m, const char *scale, const tdm_norm *norm, double z,
                        size_t in_a_row, const double *sessions, const double *scores, size_t count,
                        tdm_track *ret_track)
{
    Ctx *cx = handle_begin(h);
    const MeasureScale *s = NULL;
    CourseNorm n;
    Course course;
    CourseVerdict v;
    Err err = handle_scale(cx, m, scale, &s);
    if (err.kind == ERR_NONE) err = norm_in(cx, norm, &n);
    if (err.kind == ERR_NONE) err = course_in(cx, sessions, scores, count, &course);
    if (err.kind == ERR_NONE) err = track_in(cx, s, &n, track_rule(z, in_a_row), &course, &v);
    if (err.kind == ERR_NONE)
        *ret_track = (tdm_track){ (tdm_track_state)v.state, v.beyond, prediction_out(&v.expected),
                                  change_out(&v.change) };
    return handle_end(h, err);
}

/* --- tables ------------------------------------------------------------------------------------------ */

tdm_status tdm_table_parse(tdm *h, const char *json, size_t bytes, const tdm_table **ret_table)
{
    Ctx *cx = handle_begin(h);
    tdm_table *table = ARENA_NEW(h->kept, tdm_table);
    if (!table) return handle_end(h, fail(cx, ERR_LIMIT, "no room for the table"));
    Err err = course_table_parse(cx, h->kept, (Str){ json, bytes }, NULL, &table->table);
    if (err.kind == ERR_NONE) *ret_table = table;
    return handle_end(h, err);
}

tdm_table_state tdm_table_state_of(const tdm_table *table, double intake, double session, double score)
{
    return (tdm_table_state)course_table_state(&table->table, intake, session, score);
}

const char *tdm_table_word(tdm_table_state state)
{
    return state >= TDM_TABLE_NOT_ASKED && state <= TDM_TABLE_WORSE
               ? course_table_state_word((CourseTableState)state).ptr : "";
}

/* --- no norm ------------------------------------------------------------------------------------------ */

CourseRules fallback_rules(double by_session, double least_share)
{
    CourseRules rules = COURSE_RULES_DEFAULT;
    if (by_session > 0) rules.by_session = by_session;
    if (least_share > 0) rules.least_share = least_share;
    return rules;
}

tdm_status tdm_without_norm(tdm *h, const tdm_measure *m, const char *scale, double by_session,
                            double least_share, const double *sessions, const double *scores,
                            size_t count, tdm_fallback *ret_fallback)
{
    Ctx *cx = handle_begin(h);
    const MeasureScale *s = NULL;
    Course course;
    Err err = handle_scale(cx, m, scale, &s);
    if (err.kind == ERR_NONE) err = course_in(cx, sessions, scores, count, &course);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    CourseFallback f = course_without_norm(s, fallback_rules(by_session, least_share), course.point, count);
    *ret_fallback = (tdm_fallback){ (tdm_notice)f.notice, f.session, f.share, change_out(&f.change) };
    return TDM_OK;
}
