/* supervision.h - what a therapist brings to supervision, and the page where it arrives. */
#ifndef VIEWS_SUPERVISION_H
#define VIEWS_SUPERVISION_H
#include "frame.h"

/* One thing that is or was brought, as its author or its supervisor reads it. */
typedef struct BroughtItem {
    Str id;
    int64_t version;
    Str question, fear, beside, reply;
    Str about;                    /* "Maya"; "" = of no one work */
    Str from, to;                 /* "Daniel Osei"; "Helen" */
    Str came, back, replied;      /* "Brought on 3 Nov."; "Taken back on 4 Nov."; "" */
    bool mine, brought, talked, laid;   /* how it stands */
} BroughtItem;

typedef struct BringChoice { Str value, label; bool chosen; } BringChoice;

typedef struct BringPage {
    const Frame *frame;
    const FieldErrors *errors;
    Str idem;
    Url back;                     /* to the work; "" = of no one work */
    Str about;                    /* "Maya"; "" = of no one work */
    Url add, words, state, who, other;   /* other: the list of no one work, or "" */
    bool may_write, may_name;
    Str named, since;             /* who supervises here, since when; "" = nobody */
    Str named_id;
    bool told, refused;           /* the client has been told; would rather not */
    const BringChoice *people;    /* who may be named */
    size_t people_count;
    const BringChoice *beside;    /* what may be put beside a question */
    size_t beside_count;
    const BroughtItem *items;
    size_t count;
    Str question, fear;           /* as typed, when something was missing */
} BringPage;

typedef struct BroughtPage {
    const Frame *frame;
    const FieldErrors *errors;
    Str idem;
    Url send;
    const BroughtItem *open, *done;
    size_t open_count, done_count;
} BroughtPage;
/* An id of the page's own: "question-3". */
Str supervision_key(Out *o, const char *what, size_t i);
#endif
