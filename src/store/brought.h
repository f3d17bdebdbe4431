/* brought.h - what a therapist brings to supervision.
 *
 * Needs OWN.  The author reads their own; a supervisor what was brought to them and not taken
 * back: of a piece of work only while they are the author's named supervisor in it.  Sealed under the author's
 * own key, the reply too. */
#ifndef STORE_BROUGHT_H
#define STORE_BROUGHT_H
#include "../access/grant.h"
#include "../domain/brought.h"
#include "../domain/person.h"
#include "db.h"

typedef struct BroughtList { Brought *list; size_t count; } BroughtList;
/* The actor's own of this work, newest first; at most 200. */
MUST_CHECK Err brought_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, BroughtList *ret_list);
/* The actor's own of no one work.  Needs a list grant. */
MUST_CHECK Err brought_list_mine(Ctx *cx, Tx *tx, const Grant *g, BroughtList *ret_list);
/* What was brought to the actor, newest first, with `who` and `about`.  Needs a list grant and PROFILE. */
MUST_CHECK Err brought_list_shown(Ctx *cx, Tx *tx, const Grant *g, BroughtList *ret_list);

/* `fresh`: question, fear, beside.  `e` zero: of no one work, and the grant is for a list. */
MUST_CHECK Err brought_add(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Brought *fresh);
/* The author's words, while nobody else reads them.  ERR_CONFLICT unless `words->version` is the
 * newest; ERR_DENIED while they are brought. */
MUST_CHECK Err brought_word(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Brought *words);
/* ERR_DENIED when it may not become that.  To bring it, `supervisor` must be the named one of the
 * work and its clients must have been told (supervision.h), or, of no one work, anybody of the
 * practice who supervises: else ERR_INVALID. */
MUST_CHECK Err brought_set_state(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, BroughtId id,
                                 BroughtState to, PersonId supervisor);
/* The supervisor's words to one that was brought to them; ERR_MISSING otherwise. */
MUST_CHECK Err brought_reply(Ctx *cx, Tx *tx, const Grant *g, BroughtId id, Str text);

extern const Query *const brought_queries[];
#endif
