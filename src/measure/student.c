#include "student.h"
#include "number.h"

/* Abramowitz and Stegun 26.7.3 (odd) and 26.7.4 (even), theta = atan(t / sqrt(df)). */
double student_within(double t, size_t df)
{
    static const double PI = 3.14159265358979323846;
    double theta = atan(t / sqrt((double)df)), sine = sin(theta), cosine = cos(theta);
    bool odd = df % 2 == 1;
    double term = odd ? cosine : 1, sum = 0;
    for (size_t k = odd ? 1 : 0; k + 2 <= df; k += 2) {
        sum += term;
        term *= cosine * cosine * (double)(k + 1) / (double)(k + 2);
    }
    return odd ? 2 / PI * (theta + sine * sum) : sine * sum;
}

double student_critical(double alpha, size_t df)
{
    if (df < 1 || df > STUDENT_DF_MAX || !(alpha > 0 && alpha < 1)) return NAN;
    double low = 0, high = 1;
    while (student_within(high, df) < 1 - alpha && high < 1e9) high *= 2;
    for (int i = 0; i < 80; i++) {
        double middle = low + (high - low) / 2;
        if (student_within(middle, df) < 1 - alpha)
            low = middle;
        else
            high = middle;
    }
    return high;
}
