/* cohort_two.c - the kernel for registers of two numbers, which every 64-bit machine has. */
#define COHORT_WIDTH 2
#define COHORT_TARGET
#define COHORT_RUN cohort_tile_two
#include "cohort_lanes.h"
