/* facts.h - what the policy needs to know: ids and flags, no content.
 * The one read that needs no Grant.
 */
#ifndef STORE_FACTS_H
#define STORE_FACTS_H
#include "../access/actor.h"
#include "db.h"

typedef enum ObjectKind { OBJECT_NONE, OBJECT_SESSION, OBJECT_ENTRY, OBJECT_RESPONSE,
                          OBJECT_SIGNAL, OBJECT_ALERT, OBJECT_NOTE } ObjectKind;

/* Facts about `actor` and, unless zero, the episode and one thing in it. */
MUST_CHECK Err facts_load(Ctx *cx, Tx *tx, const Actor *actor, EpisodeId episode,
                          ObjectKind kind, Uuid object, Facts *ret_facts);
/* Who holds this cookie: ERR_MISSING when the login is unknown, ended or over.  The idle
 * limit depends on what the person is; *ret_seen_ms is when they were last here. */
MUST_CHECK Err facts_actor(Ctx *cx, Tx *tx, Hash token_hash, Actor *ret_actor,
                           int64_t *ret_seen_ms);
/* In a write: note that the login was used now. */
MUST_CHECK Err facts_seen(Ctx *cx, Tx *tx, const Actor *actor);
enum { LOGIN_IDLE_STAFF_MS = 15 * 60 * 1000, LOGIN_IDLE_CLIENT_MS = 30 * 60 * 1000,
       LOGIN_ABSOLUTE_MS = 12 * 60 * 60 * 1000 };
extern const Query *const facts_queries[];
#endif
