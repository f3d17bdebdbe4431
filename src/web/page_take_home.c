/* page_take_home.c - one sheet of a session, to keep or to print. */
#include "session_view.h"
#include "views.h"

static bool is_talked(const SessionItem *i)
{
    return i->e->kind == ENTRY_AGENDA
        && (i->e->state == ENTRY_TALKED || i->e->state == ENTRY_CURRENT);
}

static bool is_taken(const SessionItem *i)
{
    return i->e->state == ENTRY_ACCEPTED || i->e->state == ENTRY_DONE;
}

static bool is_takeaway(const SessionItem *i)
{
    return i->e->kind == ENTRY_TAKEAWAY && is_taken(i);
}

static bool is_step(const SessionItem *i)
{
    return i->e->kind == ENTRY_STEP && is_taken(i);
}

static bool is_settled(const SessionItem *i)
{
    return i->e->kind == ENTRY_SENTENCE && i->e->state == ENTRY_OPEN && i->settled;
}
static bool is_named(const SessionItem *i)
{
    return i->e->kind == ENTRY_MARKER && i->e->state == ENTRY_SAID;
}

static Err fill_next(Ctx *cx, Req *rq, const SessionParts *p, TakeHomeView *v)
{
    Sessions all;
    TRY(session_list(cx, rq->tx, rq->grant, p->work.id, &all));
    for (size_t i = 0; i < all.count && v->next_when.len == 0; i++) {
        const Session *s = &all.list[i];
        if (s->number > p->session.number && str_eq(s->state, S("planned")))
            v->next_when = time_say_day_clock(cx->arena, rq->practice->zone, s->starts_ms);
    }
    return OK;
}

Err page_take_home(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    SessionItems all;
    SessionParts *p = ARENA_NEW(cx->arena, SessionParts);
    if (!p) return fail(cx, ERR_LIMIT, "request too large");
    TRY(session_parts_load(cx, rq, p));
    TRY(frame_fill(cx, rq, S("To take home"), FRAME_READ, TAB_SESSIONS, &frame));
    TRY(session_items(cx, rq, p, &all));
    const Zone *zone = rq->practice->zone;
    Str names = episode_names(cx->arena, &p->work);
    TakeHomeView v = { .frame = &frame, .sees = names,
        .title = arena_printf(cx->arena, "Session %lld, " STR_FMT, (long long)p->session.number,
                              STR_ARG(names)),
        .when = time_say_day(cx->arena, zone, p->session.starts_ms),
        .made = time_say_day_year(cx->arena, zone, cx->now_ms),
        .session = url_local(session_base(cx->arena, p->work.id, p->session.id)) };
    TRY(session_select(cx, &all, is_talked, &v.talked));
    TRY(session_select(cx, &all, is_takeaway, &v.takeaways));
    TRY(session_select(cx, &all, is_step, &v.steps));
    TRY(session_select(cx, &all, is_settled, &v.sentences));
    TRY(session_select(cx, &all, is_named, &v.markers));
    TRY(fill_next(cx, rq, p, &v));
    view_take_home(&reply->body, &v);
    return OK;
}
