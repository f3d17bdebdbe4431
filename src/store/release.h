/* release.h - what clients let people outside the work see, kept; and what that is now.
 *
 * A client reads and ends their own releases only: another client of the same work never
 * learns of them.  What somebody is shown is read anew each time, thing by thing
 * (domain/release.h): a release that ended a moment ago opens nothing.
 */
#ifndef STORE_RELEASE_H
#define STORE_RELEASE_H
#include "../access/grant.h"
#include "../domain/release.h"
#include "entry.h"
#include "response.h"
#include "session.h"

typedef struct Givens { Given *list; size_t count; } Givens;

/* One's own, newest first, at most 200.  Needs RELEASE. */
MUST_CHECK Err release_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Givens *ret_list);
/* ERR_MISSING unless it is one's own. */
MUST_CHECK Err release_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ReleaseId id,
                            Given *ret_given);
/* From now on.  The grantor is who asks; `id` is fresh.  ERR_LIMIT when this person has
 * RELEASES_MAX of them in force in this work. */
MUST_CHECK Err release_give(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Given *given);
/* OK also when it has ended before.  ERR_MISSING unless it is one's own. */
MUST_CHECK Err release_end(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ReleaseId id);
/* Whom something can be shown to by address: a person of the practice who works in it or is
 * shown things already, else a new one, invited.  ERR_CONFLICT for any other account: by whom
 * the address is used is not said.  Needs RELEASE and ACCOUNT. */
MUST_CHECK Err release_find_person(Ctx *cx, Tx *tx, const Grant *g, const Person *fresh,
                                   PersonId *ret_person, bool *ret_new);

/* --- being shown something ---------------------------------------------------------------- */
typedef struct ShownBy { EpisodeId work; Str from; uint32_t parts; int64_t until_ms; } ShownBy;
typedef struct ShownByList { ShownBy *list; size_t count; } ShownByList;
/* Who shows the actor something now; what has ended is not there.  Needs SHARED. */
MUST_CHECK Err release_shown_to_me(Ctx *cx, Tx *tx, const Grant *g, ShownByList *ret_list);
/* For the policy, without a Grant: may this person read anything of it by release, now? */
MUST_CHECK Err release_any(Ctx *cx, Tx *tx, PracticeId practice, EpisodeId e, PersonId who,
                           bool *ret_any);

typedef struct Showing {
    uint32_t parts;               /* those of which something may be read */
    Str from;                     /* how the client is called to them */
    Givens given;                 /* the releases in force it rests on */
    Entries entries;              /* each is released; what state they are in is offer_of()'s */
    StoredScores scores;
    Session *session;
    size_t session_count;
    Episode work;                 /* members and their parts, without any profile */
} Showing;
/* What `who` reads by release: the actor themselves, or, for the client's own look as somebody
 * else, that person by the actor's own releases alone.  With `draft` as if it were given.
 * Needs SHARED.  ERR_MISSING when there is nothing. */
MUST_CHECK Err release_shown(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId who,
                             const Given *draft, Showing *ret_shown);
extern const Query *const release_queries[];
#endif
