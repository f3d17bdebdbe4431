/* chart.h - control charts for one person's series, and the simple alliance rules.
 *
 * A signal is a reason to ask, never a verdict, and a direct answer ("something felt off")
 * outranks all of it.  Limits use sigma = max(the person's own, a floor): without a floor
 * six near-equal ratings turn noise into alarm.  Series are in order of time, without gaps:
 * the caller leaves out sessions that have no score.
 */
#ifndef MEASURE_CHART_H
#define MEASURE_CHART_H
#include "definition.h"

enum { CHART_POINTS_NEEDED = 6 };             /* fewer points: no chart signal */

typedef enum ChartSignal { CHART_NONE, CHART_LOW, CHART_HIGH } ChartSignal;

typedef struct ChartLimits {
    size_t baseline;          /* points the limits come from */
    double centre;            /* their mean */
    double moving_range;      /* mean |x_i - x_(i-1)| */
    double sigma_own;         /* moving_range / 1.128 */
    double sigma;             /* the one in use: max(sigma_own, floor) */
    double lower, upper;      /* centre -+ 3 sigma */
    double range_limit;       /* of a single moving range, 3.267 * moving_range */
} ChartLimits;

typedef struct ControlPoint {
    double value, centre, lower, upper;
    double statistic;         /* xmr: the value; ewma: z; cusum: the larger of the two sums */
    double c_plus, c_minus;   /* cusum only */
    ChartSignal side;
} ControlPoint;

/* Limits from the first `baseline` of `count` values, no screening.  ERR_INVALID: fewer than
 * two points, baseline over count, a value that is not finite, or a negative floor. */
MUST_CHECK Err chart_limits(Ctx *cx, const double *values, size_t count, size_t baseline,
                            double sigma_floor, ChartLimits *ret_limits);
/* All `count` points by Shewhart's rule (beyond 3 sigma). */
void chart_xmr(const ChartLimits *limits, const double *values, size_t count, ControlPoint *points);
/* z_t = lambda x_t + (1 - lambda) z_(t-1), exact limits of `width` sigma. */
void chart_ewma(const ChartLimits *limits, double lambda, double width, const double *values,
                size_t count, ControlPoint *points);
/* Tabular sums with slack k*sigma and decision interval h*sigma. */
void chart_cusum(const ChartLimits *limits, double k, double h, const double *values, size_t count,
                 ControlPoint *points);

/* What pages ask: is the latest value below the limits of all earlier ones?  CHART_NONE with
 * fewer than CHART_POINTS_NEEDED earlier points, or on a scale without a sigma floor.
 * "Low" is one-sided in the worse direction of the scale.  ret_limits may be NULL. */
ChartSignal chart_latest(const MeasureScale *scale, const double *values, size_t count,
                         ChartLimits *ret_limits);

/* --- alliance drop: usable from the second session ------------------------------- */
typedef struct AllianceDrop {
    bool known;               /* false: no rule for this scale, or no earlier session */
    bool dropped;
    size_t earlier;           /* sessions before the latest */
    double mean_before, latest;
    double fall;              /* mean_before - latest, in the worse direction */
    double needed;            /* max(the scale's drop, 3 sigma) */
    double sigma;             /* floor, or the person's own when larger and from enough points */
} AllianceDrop;

AllianceDrop alliance_drop(const MeasureScale *scale, const double *values, size_t count);

/* --- warm, but not yet agreed on what we are doing -------------------------------- */
typedef struct AllianceSession { double bond, goals, tasks; } AllianceSession;

typedef struct AllianceDivergence {
    bool known;               /* false: fewer than two sessions, or no sigma floor */
    bool apart;               /* in each of the last two sessions */
    double bond, agreement;   /* latest; agreement = mean of goals and tasks */
    double difference;        /* bond - agreement, points */
    double z;                 /* in sigma of the scales */
    double needed_z, needed_points;
} AllianceDivergence;

AllianceDivergence alliance_divergence(const Definition *alliance, const AllianceSession *sessions,
                                       size_t count);
#endif
