/* mirror.h - how we work together: what can be counted from what all see, as questions. */
#ifndef VIEWS_MIRROR_H
#define VIEWS_MIRROR_H
#include "chart.h"
#include "frame.h"

/* One thing that was counted: the count in a sentence, how, and what one could talk about. */
typedef struct MirrorLine { Str title, said, how, asks; } MirrorLine;
typedef struct MirrorRow { Str when, number, agenda, said, takeaways; } MirrorRow;

typedef struct MirrorPage {
    Url back;
    Str who;                      /* "You and Daniel" */
    const MirrorLine *lines;
    size_t line_count;
    const MirrorRow *rows;        /* newest first */
    size_t row_count;
    const Chart *chart;           /* NULL with fewer than two sessions */
    Str trend;                    /* the picture in a sentence */
    Url talk;                     /* where to put it on the list for next time; "" = nowhere */
} MirrorPage;
#endif
