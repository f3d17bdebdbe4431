/* signal.h - what was noticed, and the words of both about it.
 *
 * Every function needs SIGNAL.  A signal that comes from a rating of the alliance is hidden
 * from the other side, in the query, until they have sent their own for that session; one
 * client's are hidden from another client, and a split (SIGNAL_SPLIT) from every client.  Text is sealed with the episode's key.
 */
#ifndef STORE_SIGNAL_H
#define STORE_SIGNAL_H
#include "../access/grant.h"
#include "../domain/mirror.h"
#include "../domain/signal.h"
#include "db.h"

enum { SIGNALS_MAX = 200, SIGNALS_RAISED_MAX = 5000, TURNS_MAX = 500 };

typedef struct SignalNew {
    SignalKind kind;
    bool worse;
    Str about;                /* "phq-9/total" */
    ResponseId response;
    double value;
    const Explanation *why;
} SignalNew;
/* Once for each kind, form and numbers: a second time changes nothing. */
MUST_CHECK Err signal_raise(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const SignalNew *fresh);
/* The same for the clock (jobs/), which nobody sent: no Grant. */
MUST_CHECK Err signal_by_clock(Ctx *cx, Tx *tx, PracticeId practice, EpisodeId e,
                               const SignalNew *fresh);
/* Everything that was raised on the actor's own forms, newest first, at most SIGNALS_RAISED_MAX. */
typedef struct RaisedSignal { SignalKind kind; Str about; RaisedBefore before; } RaisedSignal;
typedef struct RaisedSignals { RaisedSignal *list; size_t count; } RaisedSignals;
MUST_CHECK Err signal_raised(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e,
                             RaisedSignals *ret_list);

/* Not closed, newest first, at most SIGNALS_MAX; of `why` only the sentence is read, which
 * says what was noticed. */
MUST_CHECK Err signal_list_open(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Signals *ret_list);
/* Closed ones too. */
MUST_CHECK Err signal_list_all(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Signals *ret_list);
/* Open ones of all open work in which the actor is a therapist: for the caseload.  Needs a
 * list grant. */
MUST_CHECK Err signal_list_mine(Ctx *cx, Tx *tx, const Grant *g, Signals *ret_list);

/* When what both sides have opened was noticed and first talked about, oldest first; at most 200.
 * What comes from a form after a session counts once both sides have sent theirs; with several
 * clients in the work nothing does, because one's are not another's to know. */
typedef struct SignalTimes { MirrorSignal *list; size_t count; } SignalTimes;
MUST_CHECK Err signal_times(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalTimes *ret_list);

typedef struct SignalTurns { SignalTurn *list; size_t count; } SignalTurns;
/* ERR_MISSING when the actor may not see it (yet). */
MUST_CHECK Err signal_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id,
                           Signal *ret_it, SignalTurns *ret_turns);
/* The actor's words; moves the state by domain/signal.h.  ERR_CONFLICT on a closed one. */
MUST_CHECK Err signal_add_turn(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id,
                               SignalStep step, Str text);
/* ERR_DENIED when that is not this side's to say; OK when it stands so already. */
MUST_CHECK Err signal_set_state(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id,
                                SignalState to);
/* The therapist has seen it; the first time counts. */
MUST_CHECK Err signal_set_seen(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id);
/* A repair: with a grant for REPAIR_CLOSE; a review: for REVIEW_CLOSE.  ERR_DENIED otherwise. */
MUST_CHECK Err signal_close(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id);
/* The client: "not yet", with words or without.  Needs REPAIR_CLOSE. */
MUST_CHECK Err signal_not_yet(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id, Str text);

/* The client has sent a new rating of the alliance: repairs of earlier ones in which both had
 * said what they would change have been rated again. */
MUST_CHECK Err signal_rated_again(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e,
                                  ResponseId response);

/* --- goals through time, for the page that shows all numbers ------------------------------ */
typedef struct GoalRating { EntryId goal; PersonId person; int64_t value, at_ms; } GoalRating;
typedef struct GoalRatings { GoalRating *list; size_t count; } GoalRatings;
/* Of sent check-ins, oldest first, at most 5,000; a client's own alone for a client.
 * Needs RESPONSE. */
MUST_CHECK Err goal_ratings(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, GoalRatings *ret_list);

extern const Query *const signal_queries[];
#endif
