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

/* --- the other methods: for research and for the command line ------------------ */
/* D = x2 - x1; S, M of the group before, S2, M2 after, rho the correlation; S_E = S sqrt(1-r).
 * Sources and limits: docs/measures/change.md. */
#define CHANGE_METHODS(X)                                                               \
    X(JT, "jt")           /* Jacobson and Truax 1991: D / (sqrt 2 S_E) */                \
    X(GLN, "gln")         /* Gulliksen, Lord, Novick: regression to the group's mean */  \
    X(HLL, "hll")         /* Hsu, Linn, Lord: relative to the group's own change */      \
    X(EN, "en")           /* Edwards and Nunnally (Speer 1992) */                        \
    X(NK, "nk")           /* Nunnally and Kotsch: needs the reliability after, too */    \
    X(HA, "ha")           /* Hageman and Arrindell 1999 */                               \
    X(PERCENT, "percent") /* at least this part of the first score */                    \
    X(MID, "mid")         /* at least this many points */

#define X(name, word) CHANGE_METHOD_##name,
typedef enum ChangeMethod { CHANGE_METHODS(X) CHANGE_METHOD_COUNT } ChangeMethod;
#undef X
Str change_method_word(ChangeMethod method);
/* False for an unknown word; *ret_method is then left alone. */
bool change_method_parse(Str word, ChangeMethod *ret_method);
/* 1.96 exactly; 1.645 for HA, as its authors test one side. */
double change_method_critical(ChangeMethod method);

/* What a group of people looks like, from those with both scores; SDs are n-1. */
typedef struct ChangeGroup {
    size_t count;
    double mean_pre, sd_pre, mean_post, sd_post;
    double correlation;       /* NAN when one of the SDs is 0 */
} ChangeGroup;

/* Adds one person at a time; all zero to begin with. */
typedef struct ChangeSums {
    size_t count;
    double mean_pre, mean_post, square_pre, square_post, product;  /* about the means */
} ChangeSums;
/* False, and nothing is added, unless both are finite. */
bool change_sums_add(ChangeSums *sums, double pre, double post);
/* What can be told from so many people: SDs are NAN below two. */
ChangeGroup change_sums_group(const ChangeSums *sums);

typedef struct ChangeRule {
    ChangeMethod method;
    ScaleDirection direction;
    double reliability;       /* jt gln hll en nk ha: 0 <= r < 1 */
    double reliability_post;  /* nk */
    double critical;          /* above 0; see change_method_critical() */
    double percent;           /* percent: a part, .5 = a half */
    double mid;               /* mid: points */
    ChangeGroup group;        /* jt: sd_pre alone; en gln nk: and mean_pre; hll: and mean_post;
                                 ha: all of it */
    bool has_cutoff;
    double cutoff;            /* clinical: at it or worse */
    double unit;              /* set by change_rule_ready(): what the statistic is divided by */
    double difference_reliability; /* ha, set there: r_DD */
} ChangeRule;

/* Checks what the method needs and prepares it.  ERR_INVALID says what is missing or out of
 * range: a group of one, an SD of 0, a reliability of 1. */
MUST_CHECK Err change_rule_ready(Ctx *cx, ChangeRule *rule);
/* One person.  CANNOT_TELL unless both scores are finite; percent also when the first score
 * is not above 0.  statistic: the method's RC, positive when the score rose; percent and mid:
 * positive when better.  `needed` only where it is the same for everybody (jt, mid). */
Change change_by_rule(const ChangeRule *rule, double pre, double post);

/* HA's cut-offs are those of Jacobson and Truax with true scores' SDs: S sqrt(r). */
double cutoff_true_sd(double sd, double reliability);

/* Threshold.method of a size that somebody chose instead of the published one: "chosen.jt",
 * "chosen.percent"; explanations then claim nothing about the questionnaire. */
#define CHANGE_CHOSEN "chosen."

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
