/* rupture.h - falls and returns in a series of alliance ratings (V-episodes).
 *
 * For research and for looking back: all presets are flagged so.  In the live product
 * alliance_drop() (chart.h) and the direct question come first.  Higher is better here;
 * reflect the score of a scale that runs the other way.
 */
#ifndef MEASURE_RUPTURE_H
#define MEASURE_RUPTURE_H
#include "../base/base.h"

/*    name    word */
#define RUPTURE_PRESETS(X)    \
    X(STRAUSS, strauss_type)  /* 1 SD of the series */                                    \
    X(STILES, stiles_type)    /* 2 SD of the series */                                    \
    X(GUMZ, gumz_strict)      /* 2 of max(SD of the series, SD within clients) */         \
    X(STEVENS, stevens_type)  /* 1.0 scale point; repaired within .25 of the reference */

#define X(name, word) RUPTURE_##name,
typedef enum RupturePreset { RUPTURE_PRESETS(X) RUPTURE_PRESET_COUNT } RupturePreset;
#undef X
Str rupture_preset_word(RupturePreset preset);
/* False for an unknown name; *ret_preset is then left alone. */
bool rupture_preset_parse(Str word, RupturePreset *ret_preset);

#define RUPTURE_STATUSES(X)                                                     \
    X(REPAIRED, "repaired")     /* back near the reference within the window */ \
    X(OPEN, "open")             /* not back, and the window has not ended yet */ \
    X(UNREPAIRED, "unrepaired") /* not back within the window */
#define X(name, word) RUPTURE_##name,
typedef enum RuptureStatus { RUPTURE_STATUSES(X) RUPTURE_STATUS_COUNT } RuptureStatus;
#undef X
Str rupture_status_word(RuptureStatus status);

enum { RUPTURE_EARLIER = 3, RUPTURE_WINDOW = 5 };

/* The engine's parameters.  Onset at t, with at least RUPTURE_EARLIER points before it, when
 * x[t-1] - x[t] >= threshold; repaired at the first of the next RUPTURE_WINDOW points that
 * is >= x[t-1] - tolerance; the search goes on after that point or window. */
typedef struct RuptureRule {
    double threshold;         /* points; above 0 */
    double tolerance;         /* points; 0 or more */
} RuptureRule;

/* Positions count from 0. */
typedef struct RuptureEpisode {
    size_t onset;
    size_t trough;            /* lowest point from onset to repair or the window's end */
    size_t repair;            /* only when repaired */
    double reference;         /* the point before the onset */
    double drop;              /* reference - the value at the onset */
    RuptureStatus status;
} RuptureEpisode;

/* The preset's rule for this series.  sigma_within (pooled SD within clients) counts for
 * gumz_strict; 0 = unknown.  A constant series has no spread to measure a fall by: threshold 0,
 * and then no episode. */
RuptureRule rupture_rule(RupturePreset preset, double sigma_within, const double *values,
                         size_t count);

/* All episodes in order of onset; at most count/2 of them.  ERR_INVALID: a value that is not
 * finite or beyond NUMBER_MOST.  ERR_LIMIT: the arena is full. */
MUST_CHECK Err rupture_find(Ctx *cx, Arena *arena, RuptureRule rule, const double *values,
                            size_t count, RuptureEpisode **ret_episodes, size_t *ret_count);

/* --- bond against goals and tasks, for research -------------------------------------- */
/* Where a scale's ratings usually lie: from the same people, or from a published sample. */
typedef struct RuptureScale { double centre, sigma; } RuptureScale;

/* Sessions in a row in which z(bond) - z(agreement) is at least the size needed. */
typedef struct RuptureDivergence {
    size_t first, last;       /* positions from 0; only when `found` */
    bool found;
    double z;                 /* of the last session of the series; NAN when it is not known */
} RuptureDivergence;

#define RUPTURE_DIVERGENCE_Z 1.5
enum { RUPTURE_DIVERGENCE_SESSIONS = 2 };

/* The latest run of RUPTURE_DIVERGENCE_SESSIONS or more.  z = (rating - centre) / sigma of its
 * own scale.  A NAN breaks a run.  ERR_INVALID: an infinite rating or a sigma not above 0.
 * Pages use alliance_divergence() (chart.h), which also asks for a point and for warmth. */
MUST_CHECK Err rupture_divergence(Ctx *cx, const double *bond, const double *agreement,
                                  size_t count, RuptureScale bond_scale,
                                  RuptureScale agreement_scale, RuptureDivergence *ret);
#endif
