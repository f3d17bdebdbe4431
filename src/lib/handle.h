/* handle.h - what is behind the opaque types of tandem-measure.h. */
#ifndef LIB_HANDLE_H
#define LIB_HANDLE_H
#include <tandem-measure.h>
#include "../measure/builtin.h"
#include "../measure/chart.h"
#include "../measure/course.h"
#include "../measure/dropout.h"
#include "../measure/gains.h"
#include "../measure/goals.h"
#include "../measure/rupture.h"
#include "../measure/system.h"

struct tdm_measure {
    const Definition *definition;
    const char *id, *title, *notice;
    const char **item_text;
    const char **scale_id, **scale_title;
};

struct tdm {
    Ctx cx;                   /* its arena is emptied at each call */
    Arena *kept;              /* until the handle is closed */
    Arena *said;              /* explanations, until tdm_forget() */
    tdm_measure **measure;    /* built in */
    size_t measure_count;
};

/* A call begins: the last error is forgotten, and there is fresh room for its work. */
Ctx *handle_begin(tdm *handle);
/* The status of what a call came to. */
tdm_status handle_end(const tdm *handle, Err err);
/* NULL or "": the main scale.  ERR_MISSING: none of that name, or none at all. */
MUST_CHECK Err handle_scale(Ctx *cx, const tdm_measure *measure, const char *name,
                            const MeasureScale **ret_scale);
tdm_change change_out(const Change *change);
static inline tdm_answer answer_out(Three three)
{
    return three == THREE_YES ? TDM_YES : three == THREE_NO ? TDM_NO : TDM_UNKNOWN;
}

/* --- what a function reckons and another explains: the same way in for both ------------------ */
MUST_CHECK Err scores_in(Ctx *cx, const tdm_measure *m, const double *answers, size_t count,
                         Scores *ret_scores);
/* Of the form for goals that comes with the library. */
MUST_CHECK Err goals_in(Ctx *cx, const tdm *handle, const double *first, const double *last,
                        size_t count, GoalChange *ret_change);
MUST_CHECK Err problems_in(Ctx *cx, const tdm *handle, const double *before, const double *now,
                           size_t count, ProblemChange *ret_change);
MUST_CHECK Err nhs_in(Ctx *cx, const tdm *handle, NhsScores scores, NhsResult *ret_result);
/* A measure that comes with the library.  ERR_BUG: it does not. */
MUST_CHECK Err handle_own(Ctx *cx, const tdm *handle, const char *id, const Definition **ret_definition);

typedef struct GainsAsked { double cutoff, share; int losses; } GainsAsked;
MUST_CHECK Err gains_in(Ctx *cx, const GainsAsked *asked, const double *scores, size_t count,
                        GainRule *ret_rule, Gain **ret_gains);
typedef struct Watched { ControlPoint point; ChartLimits limits; ChartSignal found; } Watched;
/* ERR_MISSING: too few earlier values, or no floor. */
MUST_CHECK Err watch_in(Ctx *cx, const MeasureScale *scale, tdm_chart_kind kind, const double *values,
                        size_t count, Watched *ret_watched);
MUST_CHECK Err divergence_in(Ctx *cx, const tdm_measure *m, const double *const series[3],
                             size_t count, AllianceDivergence *ret_divergence);
typedef struct Ruptures { RuptureRule rule; RuptureEpisode *list; size_t count; } Ruptures;
MUST_CHECK Err ruptures_in(Ctx *cx, tdm_preset preset, double sigma_within, const double *values,
                           size_t count, Ruptures *ret_ruptures);

struct tdm_table { CourseTable table; };
typedef struct Course { CoursePoint *point; size_t count; } Course;
MUST_CHECK Err course_in(Ctx *cx, const double *sessions, const double *scores, size_t count,
                         Course *ret_course);
MUST_CHECK Err norm_in(Ctx *cx, const tdm_norm *norm, CourseNorm *ret_norm);
MUST_CHECK Err track_in(Ctx *cx, const MeasureScale *scale, const CourseNorm *norm, CourseTrack rule,
                        const Course *course, CourseVerdict *ret_verdict);
CourseTrack track_rule(double z, size_t in_a_row);
CourseRules fallback_rules(double by_session, double least_share);

typedef struct SystemAsked { tdm_target target; double session, error, sigma; } SystemAsked;
MUST_CHECK Err system_in(Ctx *cx, const tdm_rating *ratings, size_t count, const SystemAsked *asked,
                         SystemSession *ret_session);
DropoutFacts facts_in(const double *facts);
#endif
