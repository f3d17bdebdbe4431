/* sessions.h - the list of meetings as its page shows it. */
#ifndef VIEWS_SESSIONS_H
#define VIEWS_SESSIONS_H
#include "frame.h"

/* "Maya called this off yesterday at 17:40." */
typedef struct CalledOff { Str said, words; Voice voice; } CalledOff;

typedef struct SessionRow {
    int64_t number, version;
    Str when, place, state;
    bool held, open, planned;
    Url url, take_home, move;
    Url calendar;                 /* of planned ones, and of those called off */
    Str there;                    /* "13:30 where you are"; empty when it is the same */
    bool called_off;
    Url off;
    const CalledOff *by;        /* who called it off, and their words */
    size_t by_count;
} SessionRow;

/* One of the times somebody offers. */
typedef struct TimeOffered { Str id, when, there; bool first; } TimeOffered;
typedef struct TimesCard {
    Str id;                       /* "e-..." */
    Str who, words, what;         /* "For session 12 instead of Tuesday 24 November at 10:30" */
    Str length;                   /* "50 minutes, Room 2" */
    Voice voice;
    const TimeOffered *time;      /* those that have not passed */
    size_t time_count;
    bool own, may_pick, may_answer;
    bool declined;                /* none of them suited */
    Str by, by_words;             /* "Maya: none of these." */
    Voice by_voice;
    Url pick, decline, take_back;
    Str idem;
} TimesCard;
typedef struct TimesFor { int64_t number; Str said; bool chosen; } TimesFor;  /* which session times are for */

typedef struct SessionsPage {
    Str names;
    SessionRow *rows;             /* newest first */
    size_t count;
    bool may_plan;
    Url plan;
    Str idem, typed_when, typed_place;
    int64_t typed_minutes;
    /* Offered times; and a form to offer some. */
    const TimesCard *times;
    size_t times_count;
    bool may_offer, may_call_off;
    Url offer;
    const TimesFor *offer_for;
    size_t offer_for_count;
    Str offer_when[3], offer_where, offer_text, zone;
    int64_t offer_length;
} SessionsPage;
#endif
