/* gains.h - sudden gains and sudden losses between two sessions (Tang and DeRubeis 1999).
 *
 * The answer to each question is yes, no or unknown: a missing score is never read as "no".
 * Scores are lower-is-better here; reflect the others first (gains_reflect).  Missing = NAN.
 */
#ifndef MEASURE_GAINS_H
#define MEASURE_GAINS_H
#include "three.h"

typedef enum GainKind { GAIN_FALLS, GAIN_RISES } GainKind;   /* gains; losses, their mirror */

typedef struct GainRule {
    GainKind kind;
    double cutoff;            /* criterion 1: points, above 0 */
    double share;             /* criterion 2: of the size of the score before the gap, 0 to 1 */
    double alpha;             /* criterion 3: two-sided level of t, above 0 and under 1 */
} GainRule;
#define GAIN_RULE(points) ((GainRule){ GAIN_FALLS, (points), .25, .05 })

enum { GAIN_BLOCK = 3, GAIN_SCORES_LEAST = 2 };

/* One gap: up to three scores on each side, nearest the gap last and first.
 *   1. size:   x_n - x_(n+1) >= cutoff
 *   2. share:  x_n - x_(n+1) >= share * |x_n|
 *   3. spread: mean before - mean after > t * pooled SD, df = n_before + n_after - 2
 * The pooled SD is no standard error, as published; t is exact for the df (df 4 2.776,
 * 3 3.182, 2 4.303).  Criterion 3 needs two scores in each block. */
typedef struct GainGap {
    Three size, share, spread;
    Three status;        /* no if any is no, else unknown if any is unknown, else yes */
    double magnitude;         /* in the direction asked for; NAN unless both scores exist */
    double mean_before, mean_after, sd_before, sd_after;      /* NAN with too few scores */
    double critical_t;        /* NAN when criterion 3 is unknown */
} GainGap;

/* before[0..2] = x_(n-2), x_(n-1), x_n; after[0..2] = x_(n+1), x_(n+2), x_(n+3). */
GainGap gain_gap(const GainRule *rule, const double before[GAIN_BLOCK],
                 const double after[GAIN_BLOCK]);
/* Sessions count from 1. */
typedef struct Gain {
    size_t from, to;
    size_t reversal;          /* first session from to+1 on that lost half of it; 0 = none */
    GainGap gap;
} Gain;

/* Gaps that can be asked in a series of `count`: n = 2 .. count-2. */
size_t gains_count(size_t count);
/* One entry per gap, in ret_gains[0 .. gains_count(count)).  A gain is reversed at the first
 * session from n+2 on above x_(n+1) + half its magnitude.  ERR_INVALID: a rule out of its
 * range, or a score that is infinite or beyond NUMBER_MOST; nothing is written then. */
MUST_CHECK Err gains_find(Ctx *cx, const GainRule *rule, const double *scores, size_t count,
                          Gain *ret_gains);
/* Higher is better to lower is better: low + high - score, in place. */
void gains_reflect(double low, double high, double *scores, size_t count);
#endif
