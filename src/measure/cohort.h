/* cohort.h - change, slope, control limits and ruptures of very many people at once.
 *
 * The same rules as change_fixed(), chart_limits() and rupture_find(), for 16 people side by
 * side: each person is a lane, each step of the arithmetic is taken for all 16, and the compiler
 * makes vector instructions of it.  No lane looks at another, so the results are the same
 * to the last bit whatever the width of the machine.  Pure: threads are the caller's.
 */
#ifndef MEASURE_COHORT_H
#define MEASURE_COHORT_H
#include "change.h"
#include "rupture.h"

enum { COHORT_LANES = 16, COHORT_SCALES = 3, COHORT_ROWS_MAX = 65535 };
enum { COHORT_POINTS_NEEDED = 6 };            /* fewer ratings: limits, but no signals */

/* One record of each of 16 people: their first, their second ...  NAN: not given, or that
 * person has fewer records.  Scales: bond, goals, tasks; higher is better. */
typedef struct CohortRow {
    double value[COHORT_LANES];               /* the outcome */
    double scale[COHORT_SCALES][COHORT_LANES];
} CohortRow;

typedef struct CohortTile {
    const CohortRow *row;                     /* records in order of session */
    const double (*session)[COHORT_LANES];    /* as many; NULL: 1, 2, 3 ... for everybody */
    size_t count;                             /* of rows; at most COHORT_ROWS_MAX */
    bool gaps;                                /* false: promises that no number is NAN */
} CohortTile;

typedef struct CohortRules {
    ScaleDirection direction;                 /* of the outcome */
    Threshold reliable, cutoff;               /* of the outcome; not known: not applied */
    unsigned scales;                          /* bit s: scale s is there */
    double sigma_floor;                       /* least sigma of the limits; 0: none */
    RupturePreset preset;
    double sigma_within;                      /* for gumz_strict; 0: unknown */
} CohortRules;

/* The fixed rules of a definition's scale, all three alliance scales, no floor, `preset`. */
CohortRules cohort_rules(const MeasureScale *scale, RupturePreset preset);

/* What was found, lane by lane.  NAN where it cannot be said: no value; fewer than two. */
typedef struct CohortResult {
    double pre[COHORT_LANES], post[COHORT_LANES];            /* first and last value */
    double slope[COHORT_LANES];               /* least squares, points per session */
    double centre[COHORT_SCALES][COHORT_LANES];
    double sigma[COHORT_SCALES][COHORT_LANES];               /* limits: centre -+ 3 sigma */
    uint16_t values[COHORT_LANES];            /* outcomes given */
    uint16_t ratings[COHORT_SCALES][COHORT_LANES];
    uint16_t signals[COHORT_SCALES][COHORT_LANES];           /* ratings beyond the limits */
    uint16_t sessions[COHORT_LANES];          /* with all scales that are there: the alliance */
    uint16_t ruptures[COHORT_LANES];          /* in the mean of those scales */
    uint16_t repaired[COHORT_LANES], open[COHORT_LANES];     /* of them */
    uint8_t category[COHORT_LANES];           /* ChangeCategory */
    uint8_t started_below[COHORT_LANES];      /* 0 or 1 */
} CohortResult;

/* `alliance` is room for tile->count rows of lanes, and holds nothing of use afterwards. */
void cohort_tile(const CohortRules *rules, const CohortTile *tile,
                 double (*alliance)[COHORT_LANES], CohortResult *result);

/* The two that cohort_tile() chooses from, for tests of their equality: registers of two numbers,
 * and of four where the processor has AVX2. */
void cohort_tile_two(const CohortRules *rules, const CohortTile *tile,
                     double (*alliance)[COHORT_LANES], CohortResult *result);
void cohort_tile_avx2(const CohortRules *rules, const CohortTile *tile,
                      double (*alliance)[COHORT_LANES], CohortResult *result);

/* What a summary counts; sums over tiles are the caller's. */
typedef struct CohortSums {
    uint64_t people, values;
    uint64_t category[CHANGE_CATEGORY_COUNT], started_below;
    uint64_t signals[COHORT_SCALES];
    uint64_t sessions, ruptures, repaired, open, people_with_rupture;
    double slope_sum, change_sum;             /* of those who have one */
    uint64_t slopes, changes;
} CohortSums;

/* Adds the first `people` lanes. */
void cohort_add(CohortSums *sums, const CohortResult *result, size_t people);
#endif
