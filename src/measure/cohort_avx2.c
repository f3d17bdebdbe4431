/* cohort_avx2.c - the kernel for registers of four numbers; cohort_tile() asks the processor. */
#ifdef __x86_64__
#define COHORT_WIDTH 4
#define COHORT_TARGET __attribute__((target("avx2")))
#define COHORT_RUN cohort_tile_avx2
#include "cohort_lanes.h"
#else
typedef int CohortAvx2Unused;
#endif
