/* own_check.h - the therapist's own check, sealed under the therapist's own key.
 *
 * Every function needs OWN and hands out the actor's own alone. */
#ifndef STORE_OWN_CHECK_H
#define STORE_OWN_CHECK_H
#include "../access/grant.h"
#include "../domain/own_check.h"
#include "db.h"

typedef struct OwnChecks { OwnCheck *list; size_t count; } OwnChecks;
/* The actor's in this work, oldest first; the newest 200. */
MUST_CHECK Err own_check_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, OwnChecks *ret_list);
/* The actor's in all their work, oldest first; the newest 200.  Needs a list grant. */
MUST_CHECK Err own_check_list_mine(Ctx *cx, Tx *tx, const Grant *g, OwnChecks *ret_list);
/* `fresh`: version, answers and total; the rest is filled here. */
MUST_CHECK Err own_check_add(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const OwnCheck *fresh);
/* Support was offered and left alone: noted on the actor's newest check of this work. */
MUST_CHECK Err own_check_leave(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e);

extern const Query *const own_check_queries[];
#endif
