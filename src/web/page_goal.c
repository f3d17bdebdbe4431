/* page_goal.c - goals: words from either side, agreed when both said yes to the same words. */
#include "pages.h"
#include "../store/entry.h"
#include "../store/episode.h"
#include "views.h"

static Url back(Ctx *cx, const Req *rq)
{
    Str id = req_path(rq, "episode");
    if (grant_is_client_view(rq->grant))
        return url_printf(cx->arena, "/work/" STR_FMT "/home#goals", STR_ARG(id));
    return url_printf(cx->arena, "/work/" STR_FMT "#goals", STR_ARG(id));
}

static Err go_back(Ctx *cx, Req *rq, Reply *reply)
{
    return reply_go(reply, back(cx, rq));
}

/* The form alone, with what was typed: the page it stood on shows more than this act may. */
static Err show_again(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    TRY(frame_fill(cx, rq, S("A goal"), FRAME_READ, TAB_HOME, &frame));
    reply->status = 422;
    view_goal_again(&reply->body, &frame, &rq->errors, url_local(rq->http->path),
                    req_text(rq, "text"), req_int(rq, "base", 0), back(cx, rq));
    return OK;
}

Err page_goal_add(Ctx *cx, Req *rq, Reply *reply)
{
    Episode work;
    EntryId id;
    if (rq->errors.count) return show_again(cx, rq, reply);
    TRY(episode_load(cx, rq->tx, rq->grant, req_episode(rq), &work));
    EntryNew fresh = { .kind = ENTRY_GOAL, .text = req_text(rq, "text"),
                       .owner = entry_owner_for(ENTRY_GOAL, ENTRY_FOR_US, rq->actor.person, &work) };
    TRY(entry_add(cx, rq->tx, rq->grant, req_episode(rq), &fresh, &id));
    return go_back(cx, rq, reply);
}

Err page_goal_word(Ctx *cx, Req *rq, Reply *reply)
{
    if (rq->errors.count) return show_again(cx, rq, reply);
    TRY(entry_word(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Entry, rq, "entry"),
                   req_int(rq, "base", 0), req_text(rq, "text")));
    return go_back(cx, rq, reply);
}

Err page_goal_answer(Ctx *cx, Req *rq, Reply *reply)
{
    EntryAnswer answer = entry_answer_parse(req_text(rq, "answer"));
    if (answer == ENTRY_ANSWER_NONE) return fail(cx, ERR_INVALID, "not one of the answers");
    TRY(entry_answer(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Entry, rq, "entry"),
                     req_int(rq, "version", 0), answer, req_text(rq, "words")));
    return go_back(cx, rq, reply);
}

Err page_goal_state(Ctx *cx, Req *rq, Reply *reply)
{
    EntryState state = entry_state_parse(req_text(rq, "state"));
    TRY(entry_set_state(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Entry, rq, "entry"), state));
    return go_back(cx, rq, reply);
}
