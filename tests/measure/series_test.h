/* series_test.h - random series for properties, the same in every run. */
#ifndef SERIES_TEST_H
#define SERIES_TEST_H
#include "measure_test.h"

typedef struct Chance { uint64_t state; } Chance;

/* xorshift64*: from 0 to below 1. */
static inline double chance(Chance *c)
{
    c->state ^= c->state >> 12;
    c->state ^= c->state << 25;
    c->state ^= c->state >> 27;
    return (double)((c->state * 2685821657736338717u) >> 11) / 9007199254740992.0;
}

static inline size_t chance_below(Chance *c, size_t n)
{
    return (size_t)(chance(c) * (double)n);
}

/* Whole scores from 0 to `high`. */
static inline void chance_scores(Chance *c, double *values, size_t count, size_t high)
{
    for (size_t i = 0; i < count; i++) values[i] = (double)chance_below(c, high + 1);
}
#endif
