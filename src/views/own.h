/* own.h - the therapist's own check, and what somebody learned from somebody. */
#ifndef VIEWS_OWN_H
#define VIEWS_OWN_H
#include "chart.h"
#include "check_in.h"
#include "joint.h"

typedef struct OwnPage {
    Url back, send, leave;        /* leave: "not now" */
    Str title, about;             /* "Maya"; "" on the page over all work */
    Str lead, notice;
    RatingLine line[8];
    size_t line_count;
    bool may_write;
    Str said;                     /* the trend in a sentence; "" = nothing yet */
    const Chart *chart;           /* NULL with fewer than two */
    bool offers;                  /* support is offered now */
    Url bring;                    /* to the list for supervision; "" = none */
    Url all, notes;
    Str idem;
} OwnPage;

typedef struct LearnedItem {
    JointCard card;
    Str from;                     /* "From session 4, on 3 Nov"; "On 3 Nov" */
    Str goal;                     /* the words of the goal it belongs to; may be empty */
    Str readers;                  /* "Maya"; "" = only you */
    Str others;                   /* "Maya": to whom it could be shown */
} LearnedItem;
typedef struct LearnedWords { Str who, text, when; Voice voice; } LearnedWords;
typedef struct LearnedGoal { Str id, words; } LearnedGoal;

typedef struct LearnedPage {
    JointForm form;
    Str others;                   /* "Maya" */
    const LearnedItem *mine;
    size_t mine_count;
    const LearnedWords *shown;    /* by others, to whoever looks */
    size_t shown_count;
    bool folded;                  /* the reader would rather not be shown them */
    const LearnedGoal *goals;
    size_t goal_count;
    Url preferences;
} LearnedPage;
#endif
