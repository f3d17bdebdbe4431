/* page_session.c - the page two people hold a session on; its state; its live stream. */
#include "session_view.h"
#include "../store/response.h"
#include "asked.h"
#include "views.h"

enum { MINUTE_MS = 60 * 1000, BEGIN_EARLY_MS = 12 * 60 * MINUTE_MS };

/* --- what stands where ---------------------------------------------------------------------- */

static bool is_back(const SessionItem *i) { return i->e->state == ENTRY_WITHDRAWN; }
static bool is_kind(const SessionItem *i, EntryKind kind)
{
    return i->e->kind == kind && !is_back(i);
}
static bool is_topic(const SessionItem *i) { return is_kind(i, ENTRY_AGENDA); }
static bool is_sentence(const SessionItem *i) { return is_kind(i, ENTRY_SENTENCE); }
static bool is_marker(const SessionItem *i) { return is_kind(i, ENTRY_MARKER); }
static bool is_takeaway(const SessionItem *i) { return is_kind(i, ENTRY_TAKEAWAY); }
static bool is_step(const SessionItem *i) { return is_kind(i, ENTRY_STEP); }
static bool is_taken_step(const SessionItem *i)
{
    return is_step(i) && (i->e->state == ENTRY_ACCEPTED || i->e->state == ENTRY_DONE);
}

/* Each member's voices stand under each other, the members side by side. */
static Err fill_voices(Ctx *cx, const SessionParts *p, const SessionItems *all, SessionView *v)
{
    SessionGroup *groups = ARENA_ARRAY(cx->arena, SessionGroup, MEMBERS_MAX);
    if (!groups) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t m = 0; m < p->work.member_count; m++) {
        const Member *member = &p->work.member[m];
        SessionItem *list = ARENA_ARRAY(cx->arena, SessionItem, all->count + 1);
        size_t count = 0;
        if (!list) return fail(cx, ERR_LIMIT, "request too large");
        for (size_t i = 0; i < all->count; i++) {
            const SessionItem *item = &all->list[i];
            if (is_kind(item, ENTRY_VOICE) && uuid_eq(item->e->author.u, member->person.u))
                list[count++] = *item;
        }
        if (count == 0) continue;
        groups[v->voice_count++] = (SessionGroup){ .who = profile_called(&member->profile),
            .side = session_voice(&p->work, member->person), .items = { list, count } };
    }
    v->voices = groups;
    return OK;
}

static Err fill_entries(Ctx *cx, const Req *rq, const SessionParts *p, SessionView *v)
{
    SessionItems all;
    TRY(session_items(cx, rq, p, &all));
    TRY(session_select(cx, &all, is_topic, &v->agenda));
    TRY(session_select(cx, &all, is_sentence, &v->sentences));
    TRY(session_select(cx, &all, is_marker, &v->markers));
    TRY(session_select(cx, &all, is_takeaway, &v->takeaways));
    TRY(session_select(cx, &all, is_step, &v->steps));
    TRY(session_select(cx, &all, is_back, &v->back));
    return fill_voices(cx, p, &all, v);
}

/* --- what may be done, who is here, how long it lasts --------------------------------------- */

static void fill_rights(Ctx *cx, const Req *rq, const SessionParts *p, SessionView *v)
{
    const Session *s = &p->session;
    bool writes = grant_may(rq->grant, ACTION_ENTRY_WRITE);
    bool states = grant_may(rq->grant, ACTION_SESSION_STATE);
    bool near = cx->now_ms > s->starts_ms - BEGIN_EARLY_MS;
    bool today = zone_days_between(rq->practice->zone, s->ended_ms, cx->now_ms) == 0;
    v->may_write = writes;
    v->adds_agenda = writes && entry_may_add(ENTRY_AGENDA, s->state);
    v->adds_middle = writes && str_eq(s->state, S("open"));
    v->adds_end = writes && entry_may_add(ENTRY_TAKEAWAY, s->state);
    v->may_open = states && near && str_eq(s->state, S("planned"));
    v->may_end = states && str_eq(s->state, S("open"));
    v->may_reopen = states && today && str_eq(s->state, S("ended"));
}

/* Offered until it is sent. */
static Err fill_rate(Ctx *cx, Req *rq, const SessionParts *p, SessionView *v)
{
    RatingState rating;
    const Session *s = &p->session;
    bool held = str_eq(s->state, S("open")) || str_eq(s->state, S("ended"));
    if (!held || !grant_may(rq->grant, ACTION_RATING_WRITE)) return OK;
    TRY(rating_state(cx, rq->tx, rq->grant, p->work.id, s->id, &rating));
    if (!rating.own_sent) v->rate = url_printf(cx->arena, STR_FMT "/rate", STR_ARG(v->base));
    return OK;
}

static Str minutes_left(Ctx *cx, int64_t ends_ms)
{
    int64_t left = (ends_ms - cx->now_ms + MINUTE_MS - 1) / MINUTE_MS;
    if (left < 1) return S("the time is over");
    return say_count(cx->arena, left, "{1} minute left", "{1} minutes left");
}

static void fill_time(Ctx *cx, const Req *rq, const Session *s, SessionView *v)
{
    const Zone *zone = rq->practice->zone;
    v->now_ms = cx->now_ms;
    v->when = arena_printf(cx->arena, STR_FMT ", %lld minutes",
                           STR_ARG(time_say_day_clock(cx->arena, zone, s->starts_ms)),
                           (long long)s->minutes);
    if (str_eq(s->state, S("open"))) {
        v->ends_ms = session_ends_ms(s);
        v->until = time_say_clock(cx->arena, zone, v->ends_ms);
        v->left = minutes_left(cx, v->ends_ms);
    } else if (str_eq(s->state, S("ended"))) {
        v->state = arena_printf(cx->arena, "Ended " STR_FMT ".",
                                STR_ARG(time_say_when(cx->arena, zone, s->ended_ms, cx->now_ms)));
    } else if (str_eq(s->state, S("cancelled"))) {
        v->state = S("This session was cancelled.");
    } else if (str_eq(s->state, S("missed"))) {
        v->state = S("This session did not take place.");
    }
}

/* The one who asks is here; of the others, whoever has the page open. */
static Err fill_here(Ctx *cx, const Req *rq, const SessionParts *p, SessionView *v)
{
    SessionHere *here = ARENA_ARRAY(cx->arena, SessionHere, MEMBERS_MAX);
    if (!here) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < p->work.member_count; i++) {
        const Member *m = &p->work.member[i];
        bool self = uuid_eq(m->person.u, rq->actor.person.u);
        bool open = rq->app->hub && sse_present(rq->app->hub, p->session.id.u, m->person.u);
        if (m->state == MEMBER_LEFT || (!self && !open)) continue;
        here[v->here_count++] = (SessionHere){
            .text = arena_printf(cx->arena, STR_FMT ", here", STR_ARG(profile_called(&m->profile))),
            .side = session_voice(&p->work, m->person) };
    }
    v->here = here;
    return OK;
}

/* What the topics come to, as long as there is something to plan. */
static Str planned(Ctx *cx, const SessionParts *p)
{
    int64_t all = agenda_minutes(p->entries.list, p->entries.count);
    if (all == 0 || !entry_may_add(ENTRY_AGENDA, p->session.state)) return S("");
    long long minutes = all, length = p->session.minutes;
    if (minutes > length)
        return arena_printf(cx->arena, "These come to %lld minutes, and you have %lld.", minutes, length);
    return arena_printf(cx->arena, "These come to %lld of your %lld minutes.", minutes, length);
}

/* --- from last time ------------------------------------------------------------------------- */

/* Steps of the last session that ended, for as long as this one is not over. */
static Err fill_before(Ctx *cx, Req *rq, const SessionParts *p, SessionView *v)
{
    bool found = false;
    SessionItems all;
    EpisodeId e = p->work.id;
    SessionParts last = { .work = p->work };
    if (!str_eq(p->session.state, S("planned")) && !str_eq(p->session.state, S("open"))) return OK;
    TRY(session_last(cx, rq->tx, rq->grant, e, &found, &last.session));
    if (!found || last.session.number >= p->session.number) return OK;
    TRY(entry_list_session(cx, rq->tx, rq->grant, e, last.session.id, &last.entries));
    TRY(session_items(cx, rq, &last, &all));
    v->before_page = url_printf(cx->arena, STR_FMT "#end",
                                STR_ARG(session_base(cx->arena, e, last.session.id)));
    return session_select(cx, &all, is_taken_step, &v->before);
}

/* Who opens matters until the session is over; the pace as long as steps can be added. */
static Err fill_asked(Ctx *cx, Req *rq, const SessionParts *p, SessionView *v)
{
    AskedSession asked;
    bool begins = str_eq(p->session.state, S("planned")) || str_eq(p->session.state, S("open"));
    Str work = uuid_str(cx->arena, p->work.id.u);
    v->preferences = url_printf(cx->arena, "/work/" STR_FMT "/preferences", STR_ARG(work));
    v->pace = url_printf(cx->arena, "/work/" STR_FMT "/pace", STR_ARG(work));
    TRY(asked_session(cx, rq, &p->work, p->session.number, &asked));
    v->asked = asked.lines;
    v->asked_count = begins ? asked.line_count : 0;
    v->exploring = asked.pace == PACE_EXPLORE;
    return OK;
}

/* --- the frame ------------------------------------------------------------------------------ */

static void fill_tabs(const Session *s, Out *o, Frame *f)
{
    bool open = str_eq(s->state, S("open"));
    bool ended = str_eq(s->state, S("ended"));
    for (size_t i = 0; i < FRAME_NAV_MAX; i++) f->nav[i] = (NavItem){ .label = S("") };
    f->nav_label = S("Parts of the session");
    f->nav[0] = (NavItem){ S("Beginning"), frame_anchor(o, S("beginning")), !open && !ended };
    f->nav[1] = (NavItem){ S("Middle"), frame_anchor(o, S("middle")), open };
    f->nav[2] = (NavItem){ S("End"), frame_anchor(o, S("end")), ended };
}

static Err fill_frame(Ctx *cx, Req *rq, const SessionParts *p, Out *o, Frame *f)
{
    Str title = arena_printf(cx->arena, "Session %lld", (long long)p->session.number);
    TRY(frame_fill(cx, rq, title, FRAME_WIDE, TAB_SESSIONS, f));
    fill_tabs(&p->session, o, f);
    frame_live(cx, f);
    return OK;
}

static void fill_people(Ctx *cx, const Req *rq, const SessionParts *p, SessionView *v)
{
    PersonId me = rq->actor.person;
    PersonId taker = entry_owner_for(ENTRY_TAKEAWAY, ENTRY_FOR_ME, me, &p->work);
    const Member *member = episode_member(&p->work, taker);
    v->names = episode_names(cx->arena, &p->work);
    v->others = episode_others(cx->arena, &p->work, me);
    v->sees = arena_printf(cx->arena, "You and " STR_FMT, STR_ARG(v->others));
    v->takeaways_mine = uuid_eq(taker.u, me.u);
    v->taker = member ? profile_called(&member->profile) : v->others;
    for (size_t i = 0; i < p->entries.count; i++) {
        const Entry *e = &p->entries.list[i];
        if (e->kind == ENTRY_TAKEAWAY && uuid_eq(e->author.u, taker.u)) v->taker_wrote = true;
    }
}

/* Words typed into a form that is not on this page any more are shown to be copied. */
static bool form_is_gone(const SessionView *v, const SessionTyped *typed)
{
    static const char *const always[] = { "agenda", "voice", "sentence", "marker",
                                           "takeaway", "step" };
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
        bool adds = i == 0 ? v->adds_agenda : i < 4 ? v->adds_middle : v->adds_end;
        if (str_eq(typed->form, str_from_c(always[i]))) return !adds;
    }
    const SessionItems *parts[] = { &v->agenda, &v->sentences, &v->markers, &v->takeaways,
                                    &v->steps };
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++)
        for (size_t i = 0; i < parts[p]->count; i++)
            if (str_ends(typed->form, parts[p]->list[i].id)) return false;
    for (size_t g = 0; g < v->voice_count; g++)
        for (size_t i = 0; i < v->voices[g].items.count; i++)
            if (str_ends(typed->form, v->voices[g].items.list[i].id)) return false;
    return true;
}

static Err fill(Ctx *cx, Req *rq, Reply *reply, const SessionTyped *typed, Frame *frame,
                SessionView *ret_view)
{
    SessionParts *p = ARENA_NEW(cx->arena, SessionParts);
    if (!p) return fail(cx, ERR_LIMIT, "request too large");
    TRY(session_parts_load(cx, rq, p));
    TRY(fill_frame(cx, rq, p, &reply->body, frame));
    SessionView v = { .frame = frame, .errors = &rq->errors, .session = &p->session,
                      .idem = rq->idem };
    v.base = session_base(cx->arena, p->work.id, p->session.id);
    v.sessions = url_printf(cx->arena, "/work/" STR_FMT "/sessions",
                            STR_ARG(uuid_str(cx->arena, p->work.id.u)));
    v.questions = &rq->app->questions;
    v.lists = &rq->app->agendas;
    v.planned = planned(cx, p);
    fill_people(cx, rq, p, &v);
    fill_rights(cx, rq, p, &v);
    fill_time(cx, rq, &p->session, &v);
    TRY(fill_here(cx, rq, p, &v));
    TRY(fill_entries(cx, rq, p, &v));
    TRY(fill_before(cx, rq, p, &v));
    TRY(fill_asked(cx, rq, p, &v));
    /* Words to be corrected come first: that page is shown by whoever writes, without forms read. */
    if (!typed) TRY(fill_rate(cx, rq, p, &v));
    if (typed) v.typed = *typed;
    if (typed && typed->text.len && form_is_gone(&v, typed)) v.lost = typed->text;
    *ret_view = v;
    return OK;
}

Err session_show(Ctx *cx, Req *rq, Reply *reply, const SessionTyped *typed)
{
    Frame frame;
    SessionView view;
    TRY(fill(cx, rq, reply, typed, &frame, &view));
    if (rq->errors.count) reply->status = 422;
    view_session(&reply->body, &view);
    return OK;
}

Err page_session(Ctx *cx, Req *rq, Reply *reply)
{
    return session_show(cx, rq, reply, NULL);
}

/* The part that changes, for a page that is open already. */
Err page_session_live(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    SessionView view;
    TRY(fill(cx, rq, reply, NULL, &frame, &view));
    view_session_live(&reply->body, &view);
    return OK;
}

/* Says only that something changed; arriving is itself a change: who is here. */
Err page_session_events(Ctx *cx, Req *rq, Reply *reply)
{
    Session session;
    TRY(session_load(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Session, rq, "session"),
                     &session));
    reply->publish_topic = session.id.u;
    return OK;
}

Err page_session_state(Ctx *cx, Req *rq, Reply *reply)
{
    EpisodeId e = req_episode(rq);
    SessionId id = REQ_ID(Session, rq, "session");
    Str state = req_text(rq, "state");
    bool fits = str_eq(state, S("open")) || str_eq(state, S("ended"));
    if (!fits) return fail(cx, ERR_INVALID, "choose one of the buttons");
    TRY(session_set_state(cx, rq->tx, rq->grant, e, id, state));
    reply->publish_topic = id.u;
    Str anchor = str_eq(state, S("open")) ? S("middle") : S("end");
    return reply_go(reply, session_back(cx, rq, e, id, anchor));
}
