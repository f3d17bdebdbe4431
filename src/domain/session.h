/* session.h - one meeting, planned or held.  Pure. */
#ifndef DOMAIN_SESSION_H
#define DOMAIN_SESSION_H
#include "../base/base.h"

typedef struct Session {
    SessionId id;
    int64_t number;           /* 1, 2, ... within the episode */
    int64_t starts_ms, minutes;
    Str place;
    Str state;                /* planned open ended cancelled missed */
    int64_t begun_ms, ended_ms;
    int64_t version;
} Session;
typedef struct Sessions { Session *list; size_t count; } Sessions;
#endif
