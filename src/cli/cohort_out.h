/* cohort_out.h - what was found about each person as a row of CSV or of JSON lines, and the
 * summary.  Knows no file: text goes into buffers. */
#ifndef CLI_COHORT_OUT_H
#define CLI_COHORT_OUT_H
#include "cohort_in.h"

enum { COHORT_PERSON_MAX = 4096, COHORT_NUMBER_MAX = 32 };

typedef struct CohortFormat {
    bool json;
    unsigned scales;
    double needed;                /* points of reliable change; 0: not known */
} CohortFormat;

/* The line of names; empty for JSON. */
void cohort_names(Out *out, const CohortFormat *format);
/* One person, at `at`, which has room for COHORT_PERSON_MAX bytes; returns the end. */
char *cohort_person(char *at, const CohortFormat *format, const CohortResult *result, size_t lane,
                    const CohortId *id);
/* 12 significant digits without trailing zeros, '.' always; nothing when not finite. */
char *cohort_number(char *at, double value);
/* measure,quantity,value */
void cohort_summary(Out *out, const CohortFormat *format, Str measure, const CohortSums *sums);
#endif
