#include "grant.h"

struct Grant {
    Actor actor;
    Action action;
    EpisodeId episode;
    Facts facts;
};

Err grant_decide(Ctx *cx, const GrantAsk *ask, Decision *ret_decision, const Grant **ret_grant)
{
    Decision d = policy_decide(ask->action, &ask->facts);
    *ret_decision = d;
    if (d.effect == EFFECT_HIDE) return fail(cx, ERR_MISSING, "there is nothing here");
    if (d.effect == EFFECT_DENY) return fail(cx, ERR_DENIED, "this is not yours to do");
    Grant *g = ARENA_NEW(cx->arena, Grant);
    if (!g) return fail(cx, ERR_LIMIT, "request too large");
    *g = (Grant){ ask->actor, ask->action, ask->episode, ask->facts };
    *ret_grant = g;
    return OK;
}

bool grant_may(const Grant *g, Action action)
{
    Facts facts = g->facts;
    facts.object_named = false;          /* asked about the work, not about one thing in it */
    return policy_decide(action, &facts).effect == EFFECT_PERMIT;
}

static Err covers(Ctx *cx, const Grant *g, uint32_t have, uint32_t need)
{
    if (!g) return fail(cx, ERR_BUG, "no grant");
    if ((have & need) != need) return fail(cx, ERR_BUG, "the grant does not cover this");
    return OK;
}

static Err same_episode(Ctx *cx, const Grant *g, EpisodeId episode)
{
    bool fits = action_row(g->action)->scope == SCOPE_EPISODE && uuid_eq(g->episode.u, episode.u);
    if (!fits) return fail(cx, ERR_BUG, "the grant is for something else");
    return OK;
}

Err grant_read(Ctx *cx, const Grant *g, uint32_t content, EpisodeId episode)
{
    if (!g) return fail(cx, ERR_BUG, "no grant");
    TRY(covers(cx, g, action_row(g->action)->reads | action_row(g->action)->writes, content));
    return same_episode(cx, g, episode);
}

Err grant_write(Ctx *cx, const Grant *g, uint32_t content, EpisodeId episode)
{
    if (!g) return fail(cx, ERR_BUG, "no grant");
    TRY(covers(cx, g, action_row(g->action)->writes, content));
    return same_episode(cx, g, episode);
}

Err grant_list(Ctx *cx, const Grant *g, uint32_t content)
{
    if (!g) return fail(cx, ERR_BUG, "no grant");
    Scope scope = action_row(g->action)->scope;
    if (scope != SCOPE_LIST && scope != SCOPE_PRACTICE && scope != SCOPE_SELF)
        return fail(cx, ERR_BUG, "the grant is not for a list");
    return covers(cx, g, action_row(g->action)->reads | action_row(g->action)->writes, content);
}

Err grant_content(Ctx *cx, const Grant *g, uint32_t content)
{
    if (!g) return fail(cx, ERR_BUG, "no grant");
    return covers(cx, g, action_row(g->action)->reads | action_row(g->action)->writes, content);
}

PracticeId grant_practice(const Grant *g) { return g->actor.practice; }
PersonId grant_person(const Grant *g) { return g->actor.person; }
EpisodeId grant_episode(const Grant *g) { return g->episode; }
LoginId grant_login(const Grant *g) { return g->actor.login; }
Action grant_action(const Grant *g) { return g->action; }

bool grant_is_client_view(const Grant *g)
{
    return (policy_relations(&g->facts) & (REL_CLIENT | REL_FORMER_CLIENT)) != 0;
}
