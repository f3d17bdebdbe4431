/* growth.h - straight lines of many people at once (Speer and Greenbaum 1995).
 *
 * y = b0 + b1 t + u0 + u1 t + e over a file of people: average intercept and slope, and how each
 * person departs from them; (u0, u1) normal with covariance D, e normal with sigma2.  Fitted by
 * restricted maximum likelihood.  For research and export only: a person is held against the
 * average slope of this very file, so that one more person can change everybody's result.
 */
#ifndef MEASURE_GROWTH_H
#define MEASURE_GROWTH_H
#include "score.h"

enum { GROWTH_SLOPES_NEEDED = 3 };

typedef struct GrowthPoint {
    size_t person;            /* from 0 */
    double time, value;       /* a point with a NAN is left out */
} GrowthPoint;

#define GROWTH_STATES(X)                                                                    \
    X(CONVERGED, "converged")                                                               \
    X(BOUNDARY, "boundary")           /* the best D is singular: the data say less than the model asks */ \
    X(NOT_CONVERGED, "not-converged") /* do not use the numbers */
#define X(name, word) GROWTH_##name,
typedef enum GrowthState { GROWTH_STATES(X) GROWTH_STATE_COUNT } GrowthState;
#undef X
Str growth_state_word(GrowthState state);

/* Relative to the average slope of the file, and named so. */
#define GROWTH_CATEGORIES(X)                                                                \
    X(CANNOT_TELL, "missing")         /* fewer than two different times */                   \
    X(AVERAGE, "average")                                                                   \
    X(BETTER, "better-than-average")                                                        \
    X(WORSE, "worse-than-average")
#define X(name, word) GROWTH_##name,
typedef enum GrowthCategory { GROWTH_CATEGORIES(X) GROWTH_CATEGORY_COUNT } GrowthCategory;
#undef X
Str growth_category_word(GrowthCategory category);

typedef struct GrowthFit {
    GrowthState state;
    size_t people, points;    /* people with a point */
    double beta[2], beta_se[2];   /* intercept (at t = 0) and slope */
    double d[2][2], sigma2;
    double criterion;         /* -2 log restricted likelihood */
    size_t steps;             /* of the search */
} GrowthFit;

typedef struct GrowthResult {
    size_t n;                 /* points */
    double intercept, slope;  /* b0 + u0, b1 + u1; NAN without a point */
    double deviation;         /* u1, empirical Bayes: shrunk towards 0 */
    double deviation_sd;      /* of u1 given the person's points and the fit */
    double statistic;         /* u1 / SD; NAN when CANNOT_TELL, 0 when slopes do not vary at all */
    GrowthCategory category;  /* by |statistic| strictly more than the critical value */
} GrowthResult;

typedef struct Growth Growth;

/* Points in any order; persons are numbered below `people`.  Memory: 72 bytes a person.
 * ERR_INVALID: a number beyond NUMBER_MOST, fewer than GROWTH_SLOPES_NEEDED people with two
 * different times, or nothing left to tell sigma2 from (nobody has a third point, or all lie on
 * lines).  ERR_LIMIT: the arena is full. */
MUST_CHECK Err growth_fit(Ctx *cx, Arena *arena, const GrowthPoint *points, size_t count,
                          size_t people, const Growth **ret_growth);
GrowthFit growth_summary(const Growth *growth);
GrowthResult growth_person(const Growth *growth, size_t person, ScaleDirection direction,
                           double critical);
#endif
