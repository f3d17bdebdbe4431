/* goals.h - goal attainment scaling, and the mean of a personal questionnaire.
 *
 * Change of goals rated 0 to 10 is change_goals() in change.h.  Goals whose wording changed
 * are new goals with a first rating of their own; that is the caller's to see to.
 */
#ifndef MEASURE_GOALS_H
#define MEASURE_GOALS_H
#include "change.h"

/* How much goals of one person go together, as Kiresuk and Sherman (1968) suppose. */
#define GOALS_RHO .3

typedef struct GoalAttained {
    double level;             /* -2 much less than expected ... 2 much more; in between allowed */
    double weight;            /* above 0; the same for all when none was given */
} GoalAttained;

/* T = 50 + 10 sum(w x) / sqrt((1 - rho) sum(w^2) + rho (sum w)^2): 50 when all is as expected.
 * ERR_INVALID: no goal, a level beyond -2..2, a weight not above 0, rho not in 0..1. */
MUST_CHECK Err goals_attainment(Ctx *cx, const GoalAttained *goals, size_t count, double rho,
                                double *ret_t);

/* Personal questionnaire: one trouble rated before and now, each by the scale of
 * "tandem-problems".  Only troubles rated both times count, so that a new one does not look
 * like getting worse. */
typedef struct ProblemPair { double before, now; } ProblemPair;   /* NAN: not rated */
typedef struct ProblemChange {
    size_t count;             /* rated both times */
    Change change;            /* of the two means; CANNOT_TELL when count is 0 */
} ProblemChange;
ProblemChange goals_problems(const MeasureScale *scale, const ProblemPair *pairs, size_t count);
#endif
