/* alert.h - safety answers: raised with the answer, added to by both sides, never erased.
 *
 * The event list is the record: what was answered, who was told, who did what, when.
 */
#ifndef STORE_ALERT_H
#define STORE_ALERT_H
#include "../access/grant.h"
#include "../domain/alert.h"
#include "../domain/person.h"
#include "db.h"

typedef struct Alert {
    AlertId id;
    EpisodeId episode;
    PersonId person;          /* the client who answered */
    ResponseId response;      /* zero: they asked for contact, without a form */
    Str item;                 /* key of the answer; ALERT_ITEM_CONTACT */
    int64_t value;            /* as it was given when this was raised */
    AlertState state;
    int64_t raised_ms;
    PersonId seen_by;
    int64_t seen_ms, duty_told_ms, lead_told_ms, closed_ms;   /* 0 = not yet */
    int64_t version;
} Alert;
typedef struct Alerts { Alert *list; size_t count; } Alerts;

typedef struct AlertEvent {
    AlertEventKind kind;
    PersonId by;              /* zero: the clock */
    Str by_name;              /* as others read it; empty for the clock */
    int64_t value;            /* answers: the value given; ALERT_VALUE_SKIPPED */
    Str words;
    int64_t at_ms;
} AlertEvent;
typedef struct AlertEvents { AlertEvent *list; size_t count; } AlertEvents;

/* --- raised by the client's answer -------------------------------------------------- */
/* In the transaction that stores the answer.  The person on call is told at once when no
 * therapist of the episode can sign in. */
MUST_CHECK Err alert_raise(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId response,
                           Str item, int64_t value, AlertId *ret_id);
/* The same for an answer that was brought in from a file: `person` gave it.  Needs a grant
 * for SCORES_IMPORT. */
MUST_CHECK Err alert_raise_imported(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId person,
                                    ResponseId response, Str item, int64_t value);
/* The newest alert of this form and item; *ret_found false when there is none. */
MUST_CHECK Err alert_of_answer(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId response,
                               Str item, bool *ret_found, Alert *ret_alert);
/* One event more by the actor (the client's note, a changed answer, a wish for contact).
 * The alert's state stays. */
MUST_CHECK Err alert_add(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, AlertId id,
                         AlertEventKind kind, int64_t value, Str words);

/* --- read ----------------------------------------------------------------------------- */
MUST_CHECK Err alert_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, AlertId id,
                          Alert *ret_alert);
/* Who did what, in order.  Needs ALERT and PROFILE. */
MUST_CHECK Err alert_events(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, AlertId id,
                            AlertEvents *ret_events);
/* Not closed, oldest first. */
MUST_CHECK Err alert_waiting(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Alerts *ret_alerts);
/* Those the actor raised themselves, closed ones too, oldest first. */
MUST_CHECK Err alert_list_own(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Alerts *ret_alerts);
/* Is there a therapist of this episode whose account is active?  Needs ALERT. */
MUST_CHECK Err alert_reach(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, TherapistReach *ret_reach);

/* Not closed, with names, oldest first; at most 200.  Without any of the client's words or
 * answers.  The caseload's grant gives those of the actor's own episodes (active therapist
 * or co-therapist), the duty grant those of the whole practice. */
typedef struct WaitingAlert {
    AlertId id;
    EpisodeId episode;
    AlertState state;
    int64_t raised_ms, seen_ms, duty_told_ms, lead_told_ms;
    Str client;               /* "Maya Lindqvist" */
    Str therapist;            /* "Daniel Reid"; empty: none is in the episode */
    Str seen_by;              /* empty: nobody yet */
    TherapistReach reach;
} WaitingAlert;
typedef struct WaitingAlerts { WaitingAlert *list; size_t count; } WaitingAlerts;
MUST_CHECK Err alert_list_waiting(Ctx *cx, Tx *tx, const Grant *g, WaitingAlerts *ret_list);

/* --- done by staff ------------------------------------------------------------------------ */
/* Records the step under the actor's name.  ERR_CONFLICT as alert_step() says. */
MUST_CHECK Err alert_do(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, AlertId id, AlertStep step,
                        Str words);

/* --- done by the clock ----------------------------------------------------------------------- */
/* Unopened alerts whose time has come are marked as told to the person on call and to the
 * lead, with an event each.  Needs no Grant: it reads ids and instants, and tells nobody
 * anything; who may read an alert is decided when they open it. */
MUST_CHECK Err alert_escalate(Ctx *cx, Tx *tx, const Practice *practice, int64_t *ret_count);

extern const Query *const alert_queries[];
#endif
