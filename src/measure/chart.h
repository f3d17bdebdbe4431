/* chart.h - control charts for one person's series, and the simple alliance rules.
 *
 * A signal is a reason to ask, never a verdict, and a direct answer ("something felt off")
 * outranks all of it.  Limits use sigma = max(the person's own, a floor): without a floor
 * six near-equal ratings turn noise into alarm.  Series are in order of time, without gaps:
 * the caller leaves out sessions that have no score.
 */
#ifndef MEASURE_CHART_H
#define MEASURE_CHART_H
#include <math.h>
#include "score.h"

enum { CHART_POINTS_NEEDED = 6 };             /* fewer points: no chart signal */

#define CHART_KINDS(X)                                                               \
    X(XMR, "xmr")      /* a sudden change: each value against centre -+ 3 sigma */   \
    X(EWMA, "ewma")    /* slow change: a weighted mean of all values so far */       \
    X(CUSUM, "cusum")  /* slow change: sums of what lies beyond k sigma */
#define CHART_SIGNALS(X) X(NONE, "none") X(LOW, "low") X(HIGH, "high")
#define X(name, word) CHART_##name,
typedef enum ChartKind { CHART_KINDS(X) CHART_KIND_COUNT } ChartKind;
typedef enum ChartSignal { CHART_SIGNALS(X) CHART_SIGNAL_COUNT } ChartSignal;
#undef X
Str chart_kind_word(ChartKind kind);
Str chart_signal_word(ChartSignal side);
/* False for an unknown name; *ret_kind is then left alone. */
bool chart_kind_parse(Str word, ChartKind *ret_kind);

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
 * two points, baseline over count, a value not finite or beyond NUMBER_MOST, or a negative floor. */
MUST_CHECK Err chart_limits(Ctx *cx, const double *values, size_t count, size_t baseline,
                            double sigma_floor, ChartLimits *ret_limits);
/* All `count` points by Shewhart's rule (beyond 3 sigma). */
void chart_xmr(const ChartLimits *limits, const double *values, size_t count, ControlPoint *points);
/* z_t = lambda x_t + (1 - lambda) z_(t-1), z_0 = centre, exact limits of `width` sigma. */
void chart_ewma(const ChartLimits *limits, double lambda, double width, const double *values,
                size_t count, ControlPoint *points);
/* Tabular sums C+ and C- in sigma (Montgomery's standardised form), with slack k and decision
 * interval h; lower and upper are -h and h, the centre stays in points.  Without a sigma (a
 * constant series, no floor) any deviation is a signal and the sums are in points. */
void chart_cusum(const ChartLimits *limits, double k, double h, const double *values, size_t count,
                 ControlPoint *points);

/* A chart as it is asked for.  Options that a kind does not have do not count. */
typedef struct ChartSpec {
    ChartKind kind;
    size_t baseline;          /* the first so many points give centre and sigma; 0 = all */
    double centre, sigma;     /* given from outside; NAN = from the baseline */
    double floor;             /* least sigma */
    double lambda, width;     /* ewma: weight, above 0 and at most 1; limits in sigma */
    double k, h;              /* cusum: slack and decision interval in sigma */
} ChartSpec;
#define CHART_SPEC(which)                                                               \
    ((ChartSpec){ .kind = (which), .centre = NAN, .sigma = NAN, .lambda = .2, .width = 3, \
                  .k = .5, .h = 5 })

/* Limits and all points.  No value at all is fine: nothing is written.  A single point needs
 * a sigma from outside.  ERR_INVALID as chart_limits(), or a specification out of its range.
 * ret_limits may be NULL. */
MUST_CHECK Err chart_run(Ctx *cx, const ChartSpec *spec, const double *values, size_t count,
                         ControlPoint *ret_points, ChartLimits *ret_limits);

/* What signals may use: the latest point, in the worse direction of the scale only, with the
 * scale's floor.  Limits come from all earlier values (xmr), or from the first
 * CHART_POINTS_NEEDED (ewma, cusum: a slow change must not pull its own limits along).
 * CHART_NONE with fewer than CHART_POINTS_NEEDED earlier points or on a scale without a
 * floor.  ret_point may be NULL; it is left alone when there is no chart. */
ChartSignal chart_watch(ChartKind kind, const MeasureScale *scale, const double *values,
                        size_t count, ControlPoint *ret_point);
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

/* --- what comes first --------------------------------------------------------------- */
#define ALLIANCE_REASONS(X)                                                            \
    X(NONE, "none")            /* nothing to ask about */                              \
    X(FELT_OFF, "felt-off")    /* they said so: outranks every number */               \
    X(DROPPED, "drop")         /* alliance_drop() */                                   \
    X(CHARTED, "chart")        /* beyond the person's own limits */                    \
    X(APART, "divergence")     /* alliance_divergence() */
#define X(name, word) ALLIANCE_##name,
typedef enum AllianceReason { ALLIANCE_REASONS(X) ALLIANCE_REASON_COUNT } AllianceReason;
#undef X
Str alliance_reason_word(AllianceReason reason);

/* The one reason to ask after a session.  `felt_off` NULL: the form has no such question.  An
 * answer of "no" silences nothing: people do not always say; and an unanswered one is no "no". */
AllianceReason alliance_reason(const FlagResult *felt_off, const AllianceDrop *drop,
                               ChartSignal charted, const AllianceDivergence *divergence);
#endif
