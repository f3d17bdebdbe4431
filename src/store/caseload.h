/* caseload.h - a therapist's people at a glance: one row an episode, a few queries in all. */
#ifndef STORE_CASELOAD_H
#define STORE_CASELOAD_H
#include "../access/grant.h"
#include "../domain/person.h"
#include "db.h"

enum { CASE_POINTS = 8 };

typedef struct CasePoint { int64_t at_ms; double value; } CasePoint;

typedef struct CaseRow {
    EpisodeId episode;
    PersonId client;
    Profile profile;              /* of the client */
    bool invited;                 /* the client has not come in yet */
    int64_t started_ms;
    int64_t held;                 /* sessions that took place */
    bool own_waits;               /* the actor's form after the last of them is not sent */
    SessionId next;               /* zero: none planned */
    int64_t next_ms, next_number, next_minutes;
    bool next_open;
    CasePoint life[CASE_POINTS];  /* newest check-ins, oldest first */
    size_t life_count;
    double alliance, alliance_before; /* client's ratings that this therapist may see: last, and
                                         the mean of the earlier ones */
    int64_t alliance_count;
    int64_t last_check_in_ms;     /* 0 = never */
} CaseRow;
typedef struct Caseload { CaseRow *list; size_t count; } Caseload;

/* Open episodes in which the actor is an active therapist or co-therapist; soonest next
 * session first, then by name.  At most 500.  Needs EPISODE, PROFILE, SESSION, RESPONSE, SCORE. */
MUST_CHECK Err caseload_list(Ctx *cx, Tx *tx, const Grant *g, Caseload *ret_caseload);

/* Work that has ended in which the actor was a therapist, or that they left (to read, until
 * then): who it was with, newest end first.  At most 500.  Needs EPISODE, PROFILE. */
typedef struct EndedWork { EpisodeId episode; Profile profile; int64_t ended_ms; bool left; } EndedWork;
typedef struct EndedList { EndedWork *list; size_t count; } EndedList;
MUST_CHECK Err caseload_ended(Ctx *cx, Tx *tx, const Grant *g, EndedList *ret_list);
extern const Query *const caseload_queries[];
#endif
