#include "cohort.h"
#include <math.h>

CohortRules cohort_rules(const MeasureScale *scale, RupturePreset preset)
{
    return (CohortRules){ .direction = scale->direction,
                          .reliable = scale->reliable,
                          .cutoff = scale->cutoff,
                          .scales = (1u << COHORT_SCALES) - 1,
                          .preset = preset };
}

void cohort_tile(const CohortRules *rules, const CohortTile *tile,
                 double (*alliance)[COHORT_LANES], CohortResult *result)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) {
        cohort_tile_avx2(rules, tile, alliance, result);
        return;
    }
#endif
    cohort_tile_two(rules, tile, alliance, result);
}

void cohort_add(CohortSums *sums, const CohortResult *r, size_t people)
{
    sums->people += people;
    for (size_t l = 0; l < people; l++) {
        sums->values += r->values[l];
        sums->category[r->category[l]]++;
        sums->started_below += r->started_below[l];
        sums->sessions += r->sessions[l];
        sums->ruptures += r->ruptures[l];
        sums->repaired += r->repaired[l];
        sums->open += r->open[l];
        sums->people_with_rupture += r->ruptures[l] > 0;
        for (size_t s = 0; s < COHORT_SCALES; s++) sums->signals[s] += r->signals[s][l];
        if (r->values[l] < 2) continue;
        sums->changes++;
        sums->change_sum += r->post[l] - r->pre[l];
        sums->slopes += isfinite(r->slope[l]) ? 1 : 0;
        sums->slope_sum += isfinite(r->slope[l]) ? r->slope[l] : 0;
    }
}
