/* congruence.h - do client and therapist see the same? (truth and bias: West and Kenny 2011;
 * Atzil-Slonim et al. 2015).
 *
 * For one pair of people over their sessions.  Worth nothing when the therapist saw the client's
 * rating before giving one: the caller leaves such sessions out.  Missing = NAN.
 */
#ifndef MEASURE_CONGRUENCE_H
#define MEASURE_CONGRUENCE_H
#include "../base/base.h"

/* Fewer sessions with both ratings: the numbers exist but pages do not show them. */
enum { CONGRUENCE_PAIRS_NEEDED = 6 };

/* T - mean(C) = b0 + b1 (C - mean(C)) + e, ordinary least squares over the sessions with both.
 * Whatever the data cannot give (too few sessions, a constant side) is NAN. */
typedef struct Congruence {
    size_t n;                 /* sessions with both ratings */
    bool enough;              /* n >= CONGRUENCE_PAIRS_NEEDED */
    double b0, b0_se;         /* directional discrepancy: below 0, the therapist rates lower */
    double b0_low, b0_high;   /* 95 % interval, t with n - 2 degrees of freedom */
    double b1, b1_se;         /* temporal congruence: 1 = moves as the client does */
    double b1_low, b1_high;
    double r;                 /* Pearson */
    double r_differences;     /* of the changes from one such session to the next: free of trend */
    double mean_difference;   /* therapist - client */
    double rmsd;              /* root of the mean squared difference */
    double ccc;               /* Lin's concordance, variances and covariance with n - 1 */
    double ccc_population;    /* the same with n, as Lin (1989) printed it */
} Congruence;

/* client[i] and therapist[i] belong to one session; sessions in order.  ERR_INVALID: a rating
 * that is infinite or beyond NUMBER_MOST.  ERR_LIMIT: the arena is full. */
MUST_CHECK Err congruence_of(Ctx *cx, Arena *arena, const double *client, const double *therapist,
                             size_t count, Congruence *ret);

/* --- response surface, for export only --------------------------------------------------- */
/* Z = b0 + b1 C + b2 T + b3 C^2 + b4 CT + b5 T^2, with C and T taken from `middle` of the scale. */
enum { SURFACE_TERMS = 6, SURFACE_LINES = 4 };

typedef struct SurfacePoint { double client, therapist, outcome; } SurfacePoint;

typedef struct Surface {
    size_t n;
    double b[SURFACE_TERMS], b_se[SURFACE_TERMS];
    double covariance[SURFACE_TERMS][SURFACE_TERMS];
    /* a1 = b1+b2 and a2 = b3+b4+b5 along agreement, a3 = b1-b2 and a4 = b3-b4+b5 along
     * disagreement; SEs by the delta rule, which is exact for sums. */
    double a[SURFACE_LINES], a_se[SURFACE_LINES];
    double sigma2, r_squared;
} Surface;

/* Rows with a NAN are left out.  ERR_INVALID: fewer than SURFACE_TERMS + 1 rows, ratings that
 * do not vary enough to tell the six terms apart, or a number that is not usable. */
MUST_CHECK Err congruence_surface(Ctx *cx, const SurfacePoint *points, size_t count, double middle,
                                  Surface *ret);
#endif
