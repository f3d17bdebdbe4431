/* course.h - where might this person's scores go, and is the work on its way?
 *
 * With a matching norm: a mixed model y = b0 + b1 ln(session + 1), random intercept and
 * slope.  The client's line comes from the first score only, so that it cannot chase the
 * data; later scores give a forecast.  No norm: no line and no band, only the rules of
 * course_without_norm().  Words for people are "not yet", never "will fail".
 */
#ifndef MEASURE_COURSE_H
#define MEASURE_COURSE_H
#include "change.h"

#define COURSE_Z_80 1.2815515655446004        /* 80 % band */
#define COURSE_Z_90 1.6448536269514722        /* 90 % band */
enum { COURSE_NORM_SOURCE_MAX = 500 };

/* Fixed effects, covariance of the random ones, residual variance; and whom it came from. */
typedef struct CourseNorm {
    double beta[2];           /* intercept, slope on ln(session + 1) */
    double d[2][2];           /* covariance of intercept and slope; symmetric, not negative */
    double sigma2;            /* residual variance; above 0 */
    bool range_known;
    double first_session, last_session;       /* what the data covered; 0 and 1000 unless known */
    int64_t people, observations;
    Str source;               /* shown on the chart */
    Str setting;              /* where those people were seen; "" when the file does not say */
} CourseNorm;

typedef struct CoursePoint {
    double session;           /* 0 = intake */
    double score;
} CoursePoint;

typedef struct CoursePrediction {
    double session;
    double mean;
    double sd_true, sd_observed;
    double low, high;         /* mean -+ z * sd_observed */
} CoursePrediction;

/* From JSON: "source" (or "model"), "n_id" people, "n_obs" scores, "beta": [b0, b1], "D": [[a, b],
 * [b, c]], "sigma2"; and, where known, "setting" and "sessions": [first, last].  Other members
 * are not looked at.  ERR_INVALID when anything is wrong: `problems` (may be NULL) then lists it
 * all, with path and line. */
MUST_CHECK Err course_norm_parse(Ctx *cx, Arena *arena, Str json, DefinitionProblems *problems,
                                 CourseNorm *ret_norm);
/* A page may draw a line from it only if it says whom it came from: people and setting. */
bool course_norm_complete(const CourseNorm *norm);
/* "43 people, 486 scores; setting not stated; <source>": stands beside every line drawn. */
Str course_norm_text(Arena *arena, const CourseNorm *norm);

/* The random effects that the scores suggest (posterior mean), intercept and slope. */
MUST_CHECK Err course_effects(Ctx *cx, const CourseNorm *norm, const CoursePoint *points,
                              size_t count, double ret_u[2]);
/* Prediction at `session` given the scores; no scores: the population.  For the client's own
 * line give the first score only.  ERR_INVALID: a session below 0 or a number not finite. */
MUST_CHECK Err course_predict(Ctx *cx, const CourseNorm *norm, const CoursePoint *points,
                              size_t count, double session, double z,
                              CoursePrediction *ret_prediction);

typedef enum CourseState {
    COURSE_TOO_EARLY,         /* fewer than two scores after the first */
    COURSE_ON_TRACK,
    COURSE_NOT_ON_TRACK,
} CourseState;

/* Band and hysteresis, when others than the usual ones are wanted. */
typedef struct CourseTrack {
    double z;                 /* of the band's edge: COURSE_Z_80 */
    size_t in_a_row;          /* scores on the other side before the state changes; 1 = at once */
} CourseTrack;
#define COURSE_TRACK_DEFAULT ((CourseTrack){ COURSE_Z_80, 2 })

typedef struct CourseVerdict {
    CourseState state;
    CourseTrack rule;         /* the one that was used */
    bool beyond;              /* the latest score lies beyond the band on the worse side */
    CoursePrediction expected; /* at the latest session, from the first score */
    Change change;            /* first to latest */
    size_t scores_after;      /* after the first */
} CourseVerdict;

/* points[0] is the first score; sessions rise.  Not on track: beyond the 80 % band and not
 * reliably improved.  A change of state needs two scores in a row (hysteresis of one), so
 * that one bad or good week does not turn a sign on or off.  ERR_INVALID as above, or
 * sessions that do not rise. */
MUST_CHECK Err course_track(Ctx *cx, const CourseNorm *norm, const MeasureScale *scale,
                            const CoursePoint *points, size_t count, CourseVerdict *ret_verdict);
/* The same with a band and a hysteresis of one's choice. */
MUST_CHECK Err course_track_by(Ctx *cx, const CourseNorm *norm, const MeasureScale *scale,
                               CourseTrack rule, const CoursePoint *points, size_t count,
                               CourseVerdict *ret_verdict);

/* --- a table instead of a curve ------------------------------------------------------ */
/* The rational method (after Lambert et al. 2002): sessions by first score, and how much change
 * is expected there.  The numbers are data; none ship. */
typedef struct CourseRow {
    double first_session, last_session;       /* both included */
    double lowest_intake, highest_intake;     /* both included */
    double expected, poor;    /* points in the better direction; poor <= expected */
} CourseRow;

typedef struct CourseTable {
    ScaleDirection direction;
    double functional;        /* a score at it or better is in the range of people not in care */
    const CourseRow *rows;
    size_t row_count;
    Str source, setting;
} CourseTable;

#define COURSE_TABLE_STATES(X)                                                              \
    X(NOT_ASKED, "not-asked")            /* the table has no row for this session and intake */ \
    X(FUNCTIONAL, "functional")          /* at the functional score or better */            \
    X(AS_EXPECTED, "as-expected")        /* change of `expected` or more */                 \
    X(LESS, "less-than-expected")        /* between poor and expected */                    \
    X(WORSE, "worse")                    /* less than `poor`, wherever the score is */
#define X(name, word) COURSE_TABLE_##name,
typedef enum CourseTableState { COURSE_TABLE_STATES(X) COURSE_TABLE_STATE_COUNT } CourseTableState;
#undef X
Str course_table_state_word(CourseTableState state);

/* From JSON: "source", "setting", "direction" (lower-is-better, higher-is-better), "functional",
 * "rows": [{"sessions": [2, 4], "intake": [0, 180], "expected": 5, "poor": -5}, ...].  Rows must not
 * overlap.  Errors as course_norm_parse(). */
MUST_CHECK Err course_table_parse(Ctx *cx, Arena *arena, Str json, DefinitionProblems *problems,
                                  CourseTable *ret_table);
CourseTableState course_table_state(const CourseTable *table, double intake, double session,
                                    double score);

/* --- no norm ---------------------------------------------------------------------- */
typedef struct CourseRules {
    double by_session;        /* look from this session on */
    double least_share;       /* of the first score, in the better direction */
} CourseRules;
/* Session 6: a depression class in a study of 4,394 people was flat until then and improved
 * after it, so that a flag at session 3 would misjudge it. */
#define COURSE_RULES_DEFAULT ((CourseRules){ 6, .20 })

typedef enum CourseNotice {
    COURSE_NOTHING,           /* too early, within the wobble, or better */
    COURSE_NO_CHANGE_YET,     /* by_session has passed without reliable change or least_share */
    COURSE_WORSE,             /* reliably worse than at the start */
} CourseNotice;

typedef struct CourseFallback {
    CourseNotice notice;
    double session;           /* of the latest score */
    double share;             /* change in the better direction as a share of the first score */
    Change change;
    CourseRules rules;
} CourseFallback;

/* points[0] is the first score.  Nobody who started below the cut-off is told "no change
 * yet": there was little to change.  COURSE_NOTHING without a reliable-change value. */
CourseFallback course_without_norm(const MeasureScale *scale, CourseRules rules,
                                   const CoursePoint *points, size_t count);
#endif
