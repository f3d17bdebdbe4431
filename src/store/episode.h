/* episode.h - a piece of therapy ("our work") and who is in it. */
#ifndef STORE_EPISODE_H
#define STORE_EPISODE_H
#include "../access/grant.h"
#include "../domain/episode.h"
#include "db.h"

/* SQL: what came at `at` came while the reader `self` (a parameter) was in the work ?2 of the
 * practice ?1.  Who left reads what was there until then; for anyone else it is true.  It
 * names no row of the statement, so it is found once for all of them. */
#define WHILE_THERE(at, self) \
    " " at " <= COALESCE((SELECT gone.to_at FROM member gone WHERE gone.practice_id = ?1" \
    " AND gone.episode_id = ?2 AND gone.person_id = " self \
    " AND gone.to_at <> 0), 9223372036854775807)"

/* The episode of the grant with its members and their profiles.  Needs EPISODE, PROFILE. */
MUST_CHECK Err episode_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id, Episode *ret_episode);

/* Episodes the actor is or was a member of (an invitation is not yet one), newest first.  Needs EPISODE (list scope). */
MUST_CHECK Err episode_mine(Ctx *cx, Tx *tx, const Grant *g, MyEpisodes *ret_list);

/* Begins an episode with a key of its own, and its first members. */
MUST_CHECK Err episode_create(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id, Str kind,
                              int64_t started_ms);
MUST_CHECK Err episode_add_member(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id, PersonId person,
                                  Part part, Str state, int64_t from_ms);
/* An invited member takes up the invitation. */
MUST_CHECK Err episode_confirm_member(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id,
                                      PersonId person);
MUST_CHECK Err episode_end(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id, int64_t version);

extern const Query *const episode_queries[];
#endif
