/* grant.h - proof that a decision was taken.
 *
 * Only grant.c knows what is inside and only the gate asks it to make one; every store
 * function that touches people's data demands one and checks that it covers what it does.
 */
#ifndef ACCESS_GRANT_H
#define ACCESS_GRANT_H
#include "actor.h"

typedef struct Grant Grant;

typedef struct GrantAsk {
    Actor actor;
    Action action;
    EpisodeId episode;        /* zero unless the action's scope is an episode */
    Facts facts;
    int64_t now_ms;
} GrantAsk;

/* Decide and hand out proof.  *ret_decision is always set.  ERR_MISSING when out of
 * reach, ERR_DENIED when refused; then *ret_grant is untouched. */
MUST_CHECK Err grant_decide(Ctx *cx, const GrantAsk *ask, Decision *ret_decision,
                            const Grant **ret_grant);
/* Would this other action be permitted to the same actor on the same thing?  For buttons. */
bool grant_may(const Grant *g, Action action);

/* What the store checks before it reads or writes; ERR_BUG otherwise. */
MUST_CHECK Err grant_read(Ctx *cx, const Grant *g, uint32_t content, EpisodeId episode);
MUST_CHECK Err grant_write(Ctx *cx, const Grant *g, uint32_t content, EpisodeId episode);
/* For lists over the actor's own episodes: scope list or practice. */
MUST_CHECK Err grant_list(Ctx *cx, const Grant *g, uint32_t content);
/* For things of the practice or of the actor alone (account, settings, links). */
MUST_CHECK Err grant_content(Ctx *cx, const Grant *g, uint32_t content);

PracticeId grant_practice(const Grant *g);
PersonId grant_person(const Grant *g);        /* the actor */
EpisodeId grant_episode(const Grant *g);
LoginId grant_login(const Grant *g);
Action grant_action(const Grant *g);
/* Does the actor act as the client of this episode?  For the words on screen only. */
bool grant_is_client_view(const Grant *g);
#endif
