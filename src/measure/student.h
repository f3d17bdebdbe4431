/* student.h - Student's t for whole degrees of freedom, exact (closed finite sums). */
#ifndef MEASURE_STUDENT_H
#define MEASURE_STUDENT_H
#include <stddef.h>

enum { STUDENT_DF_MAX = 100000 };
/* P(|T| <= t) for t >= 0. */
double student_within(double t, size_t df);
/* The t that |T| exceeds with probability alpha (two-sided).  NAN: alpha not between 0 and 1,
 * or df 0 or over the maximum. */
double student_critical(double alpha, size_t df);
#endif
