/* appointment.h - what becomes of offered times, and of a session that is called off.
 *
 * Offers, their times and the words of whoever calls off are entries (store/entry.h); these are
 * the acts that change a session with them, each whole or not at all. */
#ifndef STORE_APPOINTMENT_H
#define STORE_APPOINTMENT_H
#include "../access/grant.h"
#include "../domain/appointment.h"
#include "../domain/session.h"
#include "db.h"

/* The asker picks one time of an offer that stands open: the session is planned, or the one the
 * offer is about is moved there.  Needs ENTRY and SESSION (write); this, not the page, keeps a
 * client from filling a therapist's day: ERR_DENIED unless appointment_may_pick.  ERR_MISSING
 * unless the asker reads both; ERR_CONFLICT when the offer is settled, the time is past, or the
 * session to move is no longer planned. */
MUST_CHECK Err appointment_pick(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId times,
                                EntryId time, SessionId *ret_session);
/* None of them suits the asker: the offer is declined, with words or without.  Needs ENTRY
 * (write).  ERR_DENIED for one's own offer and for one that is settled. */
MUST_CHECK Err appointment_decline(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId times,
                                   Str words);
/* Either calls a planned session off and says so in words, if they like.  Needs ENTRY and SESSION
 * (write).  When another did a moment before, both stand beside it.  ERR_CONFLICT when it has
 * begun or is over. */
MUST_CHECK Err appointment_call_off(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SessionId session,
                                    Str words);
/* The session with this number, as far as the asker may read it; *ret_found false otherwise. */
MUST_CHECK Err appointment_session(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, int64_t number,
                                   bool *ret_found, Session *ret_session);
extern const Query *const appointment_queries[];
#endif
