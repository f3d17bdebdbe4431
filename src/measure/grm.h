/* grm.h - graded response model (Samejima): probabilities, information, the score by EAP or
 * maximum likelihood, and which item to ask next.
 *
 * Optional: no item parameters ship, and no page asks adaptively.  Where an owner publishes
 * look-up tables, those are the score.
 */
#ifndef MEASURE_GRM_H
#define MEASURE_GRM_H
#include "../base/base.h"

enum { GRM_CATEGORIES_MAX = 10, GRM_GRID = 81, GRM_ITEMS_MAX = 200, GRM_UNANSWERED = -1 };

typedef struct GrmItem {
    double a;                 /* discrimination, above 0 */
    double b[GRM_CATEGORIES_MAX - 1];     /* thresholds, rising */
    size_t categories;        /* 2 .. GRM_CATEGORIES_MAX; one more than thresholds */
} GrmItem;

typedef struct GrmScore {
    double theta, se;
    double t;                 /* 50 + 10 theta */
    size_t answered;
} GrmScore;

/* ERR_INVALID: no items or too many, a discrimination not above 0, thresholds that do not rise. */
MUST_CHECK Err grm_check(Ctx *cx, const GrmItem *items, size_t count);
/* P(category) at theta, in probabilities[0 .. item->categories). */
void grm_probabilities(const GrmItem *item, double theta, double *probabilities);
double grm_information(const GrmItem *item, double theta);

/* answers[i] is a category of items[i] from 0, or GRM_UNANSWERED.  Expected a posteriori over
 * GRM_GRID points from -4 to 4 under N(0, 1); se is the posterior SD.  Nothing answered: the
 * prior.  ERR_INVALID: a category that the item does not have. */
MUST_CHECK Err grm_eap(Ctx *cx, const GrmItem *items, const int *answers, size_t count,
                       GrmScore *ret_score);
/* Maximum likelihood; se from the expected information.  ERR_INVALID also when there is no
 * maximum from -8 to 8: every answer at the same end, or none. */
MUST_CHECK Err grm_ml(Ctx *cx, const GrmItem *items, const int *answers, size_t count,
                      GrmScore *ret_score);
/* The unanswered item with the most information at theta; `count` when all are answered. */
size_t grm_next(const GrmItem *items, const int *answers, size_t count, double theta);
/* Enough asked: se below .3 after four answers, or twelve answers, whichever comes first. */
bool grm_enough(const GrmScore *score);
#endif
