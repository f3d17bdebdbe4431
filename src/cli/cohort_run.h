/* cohort_run.h - a cohort's file through the kernel by several threads, rows out in the order of
 * the file. */
#ifndef CLI_COHORT_RUN_H
#define CLI_COHORT_RUN_H
#include "cohort_out.h"

enum { COHORT_THREADS_MAX = 64 };

typedef struct CohortRun {
    const CohortFile *file;
    CohortRules rules;
    CohortFormat format;
    int out;                      /* rows go there; -1: nobody wants them */
    bool out_is_file;             /* and may be written at any place, from `out_at` on */
    off_t out_at;
    size_t threads;
    /* The run tells: */
    CohortSums sums;
    CohortFaults faults;          /* of the first block that has any */
} CohortRun;

/* ERR_CONFLICT: the file has faults, which are in run->faults; rows before them may have been
 * written.  ERR_STORE: reading or writing failed.  ERR_LIMIT: memory. */
MUST_CHECK Err cohort_run(Ctx *cx, CohortRun *run);
#endif
