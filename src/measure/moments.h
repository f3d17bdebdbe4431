/* moments.h - mean and spread of a series, exact where exactness decides: equal values have a
 * spread of exactly 0, not of a rounding error. */
#ifndef MEASURE_MOMENTS_H
#define MEASURE_MOMENTS_H
#include <stddef.h>

double moments_mean(const double *values, size_t count);        /* NAN for none */
/* Sum of squared deviations from the mean. */
double moments_squares(const double *values, size_t count);
/* n - 1; 0 for fewer than two. */
double moments_sd(const double *values, size_t count);
#endif
