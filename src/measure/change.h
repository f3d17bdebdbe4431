/* change.h - is a change larger than the questionnaire's own wobble?
 *
 * Pages use change_fixed(): one published value per definition, so that nobody's label
 * changes overnight because a clinic's sample grew.  change_jt() with given SD and
 * reliability is for research and for the command line.  D = post - pre throughout; an
 * improvement is always in the direction that the scale calls better.
 */
#ifndef MEASURE_CHANGE_H
#define MEASURE_CHANGE_H
#include "score.h"

#define CHANGE_CATEGORIES(X)                                                            \
    X(CANNOT_TELL, "missing")      /* a score or the threshold is missing */            \
    X(UNCHANGED, "unchanged")                                                           \
    X(IMPROVED, "improved")        /* reliably better */                                \
    X(RECOVERED, "recovered")      /* reliably better, clinical before, not after */    \
    X(DETERIORATED, "deteriorated") /* reliably worse */                                \
    X(HARMED, "harmed")            /* reliably worse, not clinical before, clinical after */

#define X(name, word) CHANGE_##name,
typedef enum ChangeCategory { CHANGE_CATEGORIES(X) CHANGE_CATEGORY_COUNT } ChangeCategory;
#undef X
Str change_category_word(ChangeCategory category);

typedef struct Change {
    ChangeCategory category;
    double pre, post;
    double difference;        /* post - pre */
    double needed;            /* points that count as reliable; 0 when not known */
    ThresholdRule rule;       /* at-least: exactly `needed` counts; more-than: it does not */
    double statistic;         /* difference in units of S_diff (jt), or of `needed` (fixed) */
    bool has_cutoff;
    double cutoff;
    bool case_before, case_after;
    bool started_below;       /* not clinical at the start: "recovered" cannot apply */
    bool prorated;            /* a score was completed from the answers given: say so */
} Change;

/* --- Jacobson and Truax 1991 ------------------------------------------------ */
/* Normal deviate of the 95 % rule as the paper prints it, and exactly. */
#define CHANGE_Z_95 1.96
#define CHANGE_Z_95_EXACT 1.959963984540054
#define CHANGE_Z_90_EXACT 1.6448536269514722

typedef struct JtNorm {
    double sd;                /* of the reference group before treatment; above 0 */
    double reliability;       /* 0 <= r < 1 */
    double critical;          /* 1.96 and the like; above 0 */
    ScaleDirection direction;
    bool has_cutoff;
    double cutoff;            /* clinical: at it or worse */
} JtNorm;

double change_standard_error(double sd, double reliability);       /* S_E */
double change_standard_difference(double sd, double reliability);  /* S_diff */
double change_reliable_value(double sd, double reliability, double critical);

/* Strictly more than critical * S_diff.  ERR_INVALID: sd, reliability or critical out of
 * range, or a number that is not finite. */
MUST_CHECK Err change_jt(Ctx *cx, const JtNorm *norm, double pre, double post, Change *ret_change);

/* Cut-offs; `direction` is the scale's.  b uses the functional group's SD, as the paper does. */
double cutoff_a(ScaleDirection direction, double clinical_mean, double clinical_sd);
double cutoff_b(ScaleDirection direction, double functional_mean, double functional_sd);
double cutoff_c(double clinical_mean, double clinical_sd, double functional_mean,
                double functional_sd);

/* --- a fixed, published value: what pages show ------------------------------ */
/* By the scale's own threshold and cut-off; without a threshold: CANNOT_TELL. */
Change change_fixed(const MeasureScale *scale, double pre, double post);
/* The same from two scored forms of one scale: notes proration, and gives CANNOT_TELL when
 * one of the two has no score. */
Change change_scores(const ScaleScore *pre, const ScaleScore *post);

/* --- NHS Talking Therapies -------------------------------------------------- */
/* Method "nhs_tt": reports never mix with JT.  Scores without proration. */
typedef struct NhsScores {
    double depression_pre, depression_post, anxiety_pre, anxiety_post;
} NhsScores;

typedef struct NhsResult {
    bool case_at_start;
    bool recovered;                /* case at start; below the cut-off on both at the end */
    bool reliable_improvement;     /* one or both reliably down, none reliably up */
    bool reliable_deterioration;   /* one or both reliably up, none reliably down */
    bool reliable_recovery;        /* both of recovered and reliable_improvement */
} NhsResult;

/* The scales are PHQ-9 and the anxiety measure (GAD-7 unless a problem-specific one is in
 * use); lower is better.  ERR_INVALID when a scale lacks its cut-off or reliable change. */
MUST_CHECK Err change_nhs_tt(Ctx *cx, const MeasureScale *depression, const MeasureScale *anxiety,
                             NhsScores scores, NhsResult *ret_result);

/* --- goals ------------------------------------------------------------------- */
/* First and last rating of one goal; a goal set later has its own first. */
typedef struct GoalPair { double first, last; } GoalPair;

typedef struct GoalChange {
    size_t count;
    double mean_change;
    ChangeCategory category;  /* by the scale's threshold on the mean; CANNOT_TELL without goals */
    size_t moved_up, moved_down; /* single goals by GOAL_SINGLE points or more */
} GoalChange;

#define GOAL_SINGLE 3.0
GoalChange change_goals(const MeasureScale *scale, const GoalPair *pairs, size_t count);
#endif
