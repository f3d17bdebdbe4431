#include "moments.h"
#include "number.h"

double moments_mean(const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += values[i];
    return sum / (double)count;
}

double moments_squares(const double *values, size_t count)
{
    double mean = moments_mean(values, count), squares = 0;
    bool same = true;
    for (size_t i = 0; i < count; i++) {
        squares += (values[i] - mean) * (values[i] - mean);
        if (values[i] != values[0]) same = false;
    }
    return same ? 0 : squares;
}

double moments_sd(const double *values, size_t count)
{
    return count < 2 ? 0 : sqrt(moments_squares(values, count) / (double)(count - 1));
}
