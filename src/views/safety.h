/* safety.h - what the support page, the alert and the duty list show.  Words only; no
 * score and no level of anything. */
#ifndef VIEWS_SAFETY_H
#define VIEWS_SAFETY_H
#include "../base/base.h"

typedef struct SafetyLine { Str when, what, words; } SafetyLine;

typedef struct SupportView {
    bool waiting;             /* someone has been told of something */
    Str title, told;          /* "Daniel is shown your answer ..." */
    const SafetyLine *lines;  /* what has happened since */
    size_t count;
    Url action;               /* empty: the work has ended, nobody answers here */
    Str reader;               /* "Daniel" */
    Str reply_time;           /* honest: when it is read */
    Str note;
    Str from;                 /* the form to go on with, as an id; may be empty */
    int64_t question;
    Url go_on, home;
    Str idem;
} SupportView;

typedef struct AlertView {
    Url back, action;
    Str back_words, name, called, asked, answer, note, when, state_words;
    const SafetyLine *said;   /* the client's own words since, and the wish for contact */
    size_t said_count;
    bool open, unseen, may_close;
    Str told;                 /* who was told, when */
    Str phone, email, pronouns;
    Url call;
    const SafetyLine *earlier;
    size_t earlier_count;
    const SafetyLine *others; /* when = question, what = answer, words = note */
    size_t other_count;
    Str form_state;           /* "Still answering", "Sent on ..." */
    const SafetyLine *record;
    size_t record_count;
    const Url *more;          /* other answers of this person that wait */
    const Str *more_words;
    size_t more_count;
    Str step, words, idem;    /* what was typed, after an error */
} AlertView;

typedef struct DutyRow {
    Str name, since, state, told, whose;
    Url open;
    bool due;                 /* with the person on call already */
} DutyRow;

typedef struct DutyView {
    const DutyRow *rows;
    size_t count;
    Str route_problem;        /* nobody is set as on call */
    Str after;                /* the practice's times in words */
} DutyView;
#endif
