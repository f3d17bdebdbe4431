/* conversation.h - the page that a signal opens, repair or review, as it is shown. */
#ifndef VIEWS_CONVERSATION_H
#define VIEWS_CONVERSATION_H
#include "../measure/explain.h"
#include "frame.h"

typedef struct TurnShown {
    Str name, text, when;
    Voice side;
    Str said;                 /* without words: "later is fine", "not yet" */
} TurnShown;

/* One question to both of them, what each said to it, and room for more. */
typedef struct StepShown {
    Str id;                   /* as sent: "noticed" */
    Str title, hint;
    Str button;               /* on what opens the field: "Write what you noticed" */
    const TurnShown *turn;
    size_t turn_count;
    Str typed;                /* came back because something is missing */
    bool unfold;              /* the field stands open: this is where you are */
    Str yes;                  /* "Yes, let us try that": one goes along; empty = no button */
    Str yes_state;            /* what it sends */
} StepShown;

typedef struct Conversation {
    Str title, state_said, sentence, from;
    Str you_is;               /* as on "How it goes" */
    Str lead;                 /* a warm line before the questions; empty once it is closed */
    Str note_name, note;      /* words given with the answer, when they are shown */
    Str who_sees, sees_rest;
    Str addressed;            /* "First words after 2 days" */
    bool good_news, repair, closed, may_write;
    Explanation why;
    const StepShown *step;
    size_t step_count;
    const TurnShown *later;   /* who said that later is fine */
    size_t later_count;
    Url turn, step_url, close, progress;
    Str idem;
    bool ask_seen;            /* the therapist may say "seen" */
    bool may_close;           /* a repair: the client; a review: either */
    Str only_who;             /* "Only Maya can say that it is mended."; empty for the client */
} Conversation;
#endif
