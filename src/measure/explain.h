/* explain.h - one explanation per result, the same on page, command line and API.
 *
 * `sentence` is for the client: "you" and "we", present words, no jargon, no alarm, no
 * verdict.  The rest is for "How this was computed".  Text lives in the arena; a full
 * arena gives empty text and marks itself.
 */
#ifndef MEASURE_EXPLAIN_H
#define MEASURE_EXPLAIN_H
#include "chart.h"
#include "course.h"
#include "gains.h"
#include "rupture.h"

typedef struct ExplainFact {
    Str name;                 /* "Mean of your earlier sessions" */
    Str value;                /* "4.4" */
} ExplainFact;

enum { EXPLAIN_FACTS_MAX = 8 };

typedef struct Explanation {
    Str method;               /* "change.fixed", "alliance.drop": a closed list, docs/measures.md */
    Str version;              /* of the method, then of the definition: "1 / phq-9 1.0.0" */
    Str sentence;
    Str computed;             /* the rule in one or two plain sentences */
    Str source;               /* who says so; our own decisions say that they are */
    bool validated;           /* false: say "not validated" beside it */
    ExplainFact inputs[EXPLAIN_FACTS_MAX];
    size_t input_count;
    ExplainFact thresholds[EXPLAIN_FACTS_MAX];
    size_t threshold_count;
} Explanation;

/* One more fact of the caller's; left out when there are EXPLAIN_FACTS_MAX already. */
void explain_add_input(Explanation *e, Str name, Str value);

/* What was made of the answers, and what was left out. */
Explanation explain_score(Arena *arena, const Definition *d, const ScaleScore *score);
/* change_fixed() and change_scores(). */
Explanation explain_change(Arena *arena, const Definition *d, const MeasureScale *scale,
                           const Change *change);
/* Where the latest score stands to the cut-off; empty method when the scale has none. */
Explanation explain_cutoff(Arena *arena, const Definition *d, const MeasureScale *scale,
                           double score);
Explanation explain_nhs_tt(Arena *arena, const Definition *depression, const Definition *anxiety,
                           NhsScores scores, const NhsResult *result);
Explanation explain_goals(Arena *arena, const Definition *d, const GoalChange *change);
/* A flag in its answer's own words: relayed, never rated. */
Explanation explain_flag(Arena *arena, const Definition *d, const FlagResult *result);
Explanation explain_drop(Arena *arena, const Definition *d, const MeasureScale *scale,
                         const AllianceDrop *drop);
/* The latest value against the person's own limits. */
Explanation explain_chart(Arena *arena, const Definition *d, const MeasureScale *scale,
                          const ChartLimits *limits, double latest, ChartSignal found);
/* The same by EWMA or CUSUM: `earlier` ratings gave centre and sigma. */
Explanation explain_watch(Arena *arena, const Definition *d, const MeasureScale *scale,
                          ChartKind kind, const ControlPoint *point, size_t earlier);
Explanation explain_divergence(Arena *arena, const Definition *d,
                               const AllianceDivergence *divergence);
Explanation explain_rupture(Arena *arena, const Definition *d, const MeasureScale *scale,
                            RupturePreset preset, RuptureRule rule, const RuptureEpisode *episode);
Explanation explain_course(Arena *arena, const Definition *d, const MeasureScale *scale,
                           const CourseNorm *norm, const CourseVerdict *verdict, double latest);
/* A sudden step between two scores of a series; `scale` gives its direction back. */
Explanation explain_gain(Arena *arena, const Definition *d, const MeasureScale *scale,
                         const GainRule *rule, const Gain *gain, double before, double after);
Explanation explain_without_norm(Arena *arena, const Definition *d, const MeasureScale *scale,
                                 const CourseFallback *fallback);
#endif
