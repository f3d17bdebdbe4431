/* number.h - comparing scores.  4.3 - 3.3 must count as a fall of 1.0, though in binary it
 * is a hair less; and a change of exactly the critical size must not count as more than it. */
#ifndef MEASURE_NUMBER_H
#define MEASURE_NUMBER_H
#include <math.h>
#include <stdbool.h>

/* Sums of squares of usable numbers stay finite. */
#define NUMBER_MOST 1e100
static inline bool number_usable(double x)
{
    return fabs(x) <= NUMBER_MOST;
}

static inline double number_slack(double a, double b)
{
    return 1e-12 * fmax(1, fmax(fabs(a), fabs(b)));
}

static inline bool number_at_least(double a, double b)
{
    return a >= b - number_slack(a, b);
}

static inline bool number_more_than(double a, double b)
{
    return a > b + number_slack(a, b);
}
#endif
