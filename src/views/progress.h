/* progress.h - "How it goes" as its page shows it: sentences, pictures, and what was noticed.
 * Everything is decided and worded before it arrives here. */
#ifndef VIEWS_PROGRESS_H
#define VIEWS_PROGRESS_H
#include "../measure/explain.h"
#include "chart.h"
#include "frame.h"

typedef struct ProgressPart {
    Str id, title, what;      /* what: "Seven questions about worry ..." */
    Str sentence;
    Chart chart;
    Str caption;
    bool validated;           /* false: says so */
    Explanation why;
} ProgressPart;

/* Small pictures side by side: bond, goals, tasks; or one for each goal. */
typedef struct ProgressGroup {
    const Chart *chart;
    int count;
    Str sentence;             /* may be empty */
    bool validated;
    Explanation why;          /* an empty method leaves it out */
} ProgressGroup;

typedef struct NoticedRow {
    Url url;
    Str title, sentence, state, when;
    TagKind tag;              /* of the state's word */
} NoticedRow;

typedef struct ProgressPage {
    Str who_sees;             /* "You and Daniel" */
    Str you_is;               /* the therapist reads what the client reads: "Maya"; else empty */
    Str own_first;            /* why the other side's newest rating may be missing; may be empty */
    const ProgressPart *part;
    size_t part_count;
    ProgressGroup goals, alliance;
    Explanation two_views;    /* both sides' ratings side by side; an empty method leaves it out */
    const NoticedRow *noticed;
    size_t noticed_count;
    Url rules;                /* by which rules something is noticed */
    bool nothing;             /* no number at all yet */
} ProgressPage;
#endif
