/* page_brought.c - where questions arrive: a supervisor reads what was brought to them, and answers.
 * Each piece of work that a question names gets its own row of the access log. */
#include "../store/brought.h"
#include "../views/supervision.h"
#include "pages.h"
#include "views.h"

static Str said_on(Ctx *cx, const Req *rq, const char *what, int64_t at_ms)
{
    if (at_ms == 0) return S("");
    return arena_printf(cx->arena, "%s " STR_FMT ".", what,
                        STR_ARG(time_say_short(cx->arena, rq->practice->zone, at_ms)));
}

static BroughtItem item_of(Ctx *cx, const Req *rq, const Brought *b)
{
    return (BroughtItem){ .id = uuid_str(cx->arena, b->id.u), .version = b->version, .question = b->question,
        .fear = b->fear, .beside = b->beside, .reply = b->reply, .about = b->about, .from = b->who,
        .came = said_on(cx, rq, "Brought on", b->brought_ms), .replied = said_on(cx, rq, "On", b->replied_ms),
        .brought = b->state == BROUGHT_BROUGHT, .talked = b->state == BROUGHT_TALKED };
}

static Err fill(Ctx *cx, Req *rq, const BroughtList *all, BroughtPage *p)
{
    BroughtItem *open = ARENA_ARRAY(cx->arena, BroughtItem, all->count);
    BroughtItem *done = ARENA_ARRAY(cx->arena, BroughtItem, all->count);
    if ((!open || !done) && all->count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all->count; i++) {
        const Brought *b = &all->list[i];
        if (b->state == BROUGHT_TALKED) done[p->done_count++] = item_of(cx, rq, b);
        else open[p->open_count++] = item_of(cx, rq, b);
    }
    p->open = open;
    p->done = done;
    return OK;
}

static bool is_logged(const ReplyShown *shown, size_t count, EpisodeId e)
{
    for (size_t i = 0; i < count; i++)
        if (uuid_eq(shown[i].episode.u, e.u)) return true;
    return false;
}

static Err log_work(Ctx *cx, const BroughtList *all, Reply *reply)
{
    size_t count = 0;
    ReplyShown *shown = ARENA_ARRAY(cx->arena, ReplyShown, all->count);
    if (!shown && all->count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all->count; i++) {
        EpisodeId e = all->list[i].episode;
        if (uuid_is_zero(e.u) || is_logged(shown, count, e)) continue;
        shown[count++] = (ReplyShown){ ACTION_BROUGHT_READ, e, { { 0 } } };
    }
    reply->shown = shown;
    reply->shown_count = count;
    return OK;
}

static Err show(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    BroughtList all;
    BroughtPage p = { .frame = &frame, .errors = &rq->errors, .idem = rq->idem, .send = url_local(S("/brought")) };
    TRY(frame_fill(cx, rq, S("Questions brought to me"), FRAME_READ, TAB_BROUGHT, &frame));
    frame_drafts(cx, &frame);
    TRY(brought_list_shown(cx, rq->tx, rq->grant, &all));
    TRY(fill(cx, rq, &all, &p));
    TRY(log_work(cx, &all, reply));
    if (rq->errors.count) reply->status = 422;
    view_brought(&reply->body, &p);
    return OK;
}

Err page_brought(Ctx *cx, Req *rq, Reply *reply) { return show(cx, rq, reply); }

Err page_brought_reply(Ctx *cx, Req *rq, Reply *reply)
{
    BroughtId id = { req_uuid(rq, "brought") };
    if (req_text(rq, "text").len == 0) req_error(rq, "text", S("Write a few words first."));
    if (rq->errors.count) return show(cx, rq, reply);
    TRY(brought_reply(cx, rq->tx, rq->grant, id, req_text(rq, "text")));
    return reply_go(reply, url_local(S("/brought")));
}
