/* sessions.h - the list of meetings as its page shows it. */
#ifndef VIEWS_SESSIONS_H
#define VIEWS_SESSIONS_H
#include "../base/base.h"

typedef struct SessionRow {
    int64_t number, version;
    Str when, place, state;
    bool held, open, planned;
    Url url, take_home, move;
    Url calendar;                 /* of planned ones, and of those called off */
    Str there;                    /* "13:30 where you are"; empty when it is the same */
    bool called_off;
} SessionRow;

typedef struct SessionsPage {
    Str names;
    SessionRow *rows;             /* newest first */
    size_t count;
    bool may_plan;
    Url plan;
    Str idem, typed_when, typed_place;
    int64_t typed_minutes;
} SessionsPage;
#endif
