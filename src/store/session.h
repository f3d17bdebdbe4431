/* session.h - meetings: planned, open, ended.
 *
 * Whoever left the work reads those that were there until then. */
#ifndef STORE_SESSION_H
#define STORE_SESSION_H
#include "../access/grant.h"
#include "../domain/session.h"
#include "db.h"

MUST_CHECK Err session_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SessionId id,
                            Session *ret_session);
/* All of an episode, oldest first; at most 1,000. */
MUST_CHECK Err session_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Sessions *ret_list);
/* The one that is open, else the next planned one that has not passed by more than 6 hours;
 * *ret_found false when there is none. */
MUST_CHECK Err session_next(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, bool *ret_found,
                            Session *ret_session);
/* The last that ended; *ret_found false when there is none. */
MUST_CHECK Err session_last(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, bool *ret_found,
                            Session *ret_session);
/* Takes the next number; returns the new session's id. */
MUST_CHECK Err session_plan(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, int64_t starts_ms,
                            int64_t minutes, Str place, SessionId *ret_id);
/* Moves it; ERR_CONFLICT unless `session->version` is the newest. */
MUST_CHECK Err session_save(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Session *session);
/* planned -> open -> ended, planned -> cancelled | missed, ended -> open (reopened the same day). */
MUST_CHECK Err session_set_state(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SessionId id,
                                 Str state);
extern const Query *const session_queries[];
#endif
