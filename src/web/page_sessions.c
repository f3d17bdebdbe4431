/* page_sessions.c - meetings of one piece of work: the list, planning, moving. */
#include "appointments.h"
#include "../store/episode.h"
#include "../domain/calendar.h"
#include "../store/person.h"
#include "../store/session.h"
#include "../views/sessions.h"
#include "views.h"

static Str state_said(Arena *a, const Session *s, int64_t now_ms)
{
    if (str_eq(s->state, S("open"))) return S("Open now");
    if (str_eq(s->state, S("ended"))) return S("Held");
    if (str_eq(s->state, S("cancelled"))) return S("Called off");
    if (str_eq(s->state, S("missed"))) return S("Did not take place");
    (void)a;
    return s->starts_ms < now_ms ? S("Planned, time has passed") : S("Planned");
}

/* The same moment where the reader is, when their clock shows another. */
Str sessions_there(Ctx *cx, const Req *rq, const Zone *zone, int64_t at_ms)
{
    bool same = zone_moment(zone, at_ms).offset_s == zone_moment(rq->practice->zone, at_ms).offset_s;
    if (same) return S("");
    return arena_printf(cx->arena, "%.*s where you are", STR_ARG(time_say_day_clock(cx->arena, zone, at_ms)));
}

static SessionRow row_of(Ctx *cx, const Req *rq, const Zone *zone, Str episode, const Session *s)
{
    Arena *a = cx->arena;
    bool planned = str_eq(s->state, S("planned")), called_off = str_eq(s->state, S("cancelled"));
    Str id = uuid_str(a, s->id.u);
    return (SessionRow){
        .number = s->number,
        .when = time_say_day_clock(a, rq->practice->zone, s->starts_ms),
        .place = s->place, .state = state_said(a, s, cx->now_ms),
        .held = str_eq(s->state, S("ended")),
        .open = str_eq(s->state, S("open")),
        .planned = str_eq(s->state, S("planned")),
        .url = url_printf(a, "/work/" STR_FMT "/sessions/" STR_FMT, STR_ARG(episode), STR_ARG(id)),
        .take_home = url_printf(a, "/work/" STR_FMT "/sessions/" STR_FMT "/take-home",
                                STR_ARG(episode), STR_ARG(id)),
        .move = url_printf(a, "/work/" STR_FMT "/sessions/" STR_FMT "/plan", STR_ARG(episode),
                           STR_ARG(id)),
        .off = url_printf(a, "/work/" STR_FMT "/sessions/" STR_FMT "/off", STR_ARG(episode), STR_ARG(id)),
        .version = s->version, .called_off = called_off,
        .there = planned ? sessions_there(cx, rq, zone, s->starts_ms) : S(""),
        .calendar = url_printf(a, "/work/" STR_FMT "/sessions/" STR_FMT "/appointment.ics", STR_ARG(episode),
                               STR_ARG(id)),
    };
}

Err sessions_show(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Episode work;
    Sessions all;
    EpisodeId e = req_episode(rq);
    Str episode = uuid_str(cx->arena, e.u);
    TRY(frame_fill(cx, rq, S("Sessions"), FRAME_READ, TAB_SESSIONS, &frame));
    TRY(episode_load(cx, rq->tx, rq->grant, e, &work));
    TRY(session_list(cx, rq->tx, rq->grant, e, &all));
    const Member *self = episode_member(&work, rq->actor.person);
    const Zone *zone = self ? profile_zone(cx, rq, &self->profile) : rq->practice->zone;
    SessionRow *rows = ARENA_ARRAY(cx->arena, SessionRow, all.count);
    if (!rows && all.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++)
        rows[all.count - 1 - i] = row_of(cx, rq, zone, episode, &all.list[i]);   /* newest first */
    if (rq->errors.count) reply->status = 422;
    SessionsPage page = {
        .names = episode_names(cx->arena, &work), .rows = rows, .count = all.count,
        .may_plan = grant_may(rq->grant, ACTION_SESSION_PLAN), .idem = rq->idem,
        .plan = url_printf(cx->arena, "/work/" STR_FMT "/sessions", STR_ARG(episode)),
        .typed_when = req_text(rq, "when"), .typed_place = req_text(rq, "place"),
        .typed_minutes = req_int(rq, "minutes", 50),
    };
    TRY(appointments_fill(cx, rq, &work, &all, zone, &page));
    view_sessions(&reply->body, &frame, &rq->errors, &page);
    return OK;
}

Err page_sessions(Ctx *cx, Req *rq, Reply *reply)
{
    return sessions_show(cx, rq, reply);
}

static bool typed_start(Req *rq, int64_t *ret_starts_ms)
{
    Date date;
    Clock clock;
    if (!moment_parse(req_text(rq, "when"), &date, &clock)) {
        req_error(rq, "when", S("Choose a day and a time."));
        return false;
    }
    *ret_starts_ms = zone_instant(rq->practice->zone, date, clock);
    return rq->errors.count == 0;
}

static Url back(Ctx *cx, const Req *rq)
{
    return url_printf(cx->arena, "/work/" STR_FMT "/sessions", STR_ARG(req_path(rq, "episode")));
}

Err page_session_plan(Ctx *cx, Req *rq, Reply *reply)
{
    int64_t starts_ms;
    SessionId id;
    if (!typed_start(rq, &starts_ms)) return sessions_show(cx, rq, reply);
    /* The same hour of the day each week, also when the clocks change between. */
    Moment first = zone_moment(rq->practice->zone, starts_ms);
    for (int64_t week = 0; week < req_int(rq, "weeks", 1); week++) {
        Date day = date_from_days(date_days(first.date) + 7 * week);
        TRY(session_plan(cx, rq->tx, rq->grant, req_episode(rq), zone_instant(rq->practice->zone, day, first.clock),
                         req_int(rq, "minutes", 50), req_text(rq, "place"), &id));
    }
    return reply_go(reply, back(cx, rq));
}

/* One appointment for one's own calendar: a word one chose, and nothing else. */
Err page_session_calendar(Ctx *cx, Req *rq, Reply *reply)
{
    Session s;
    Person self;
    TRY(session_load(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Session, rq, "session"), &s));
    TRY(person_self(cx, rq->tx, rq->grant, &self));
    bool off = str_eq(s.state, S("cancelled"));
    const CalendarEvent event = { .id = s.id.u, .version = s.version + (off ? 1 : 0), .starts_ms = s.starts_ms,
        .minutes = s.minutes, .changed_ms = cx->now_ms, .word = self.profile.calendar_word, .called_off = off };
    calendar_write(&reply->body, &event);
    reply->content_type = S("text/calendar; charset=utf-8");
    reply_header(reply, S("Content-Disposition"), S("attachment; filename=\"appointment.ics\""));
    return OK;
}

Err page_session_move(Ctx *cx, Req *rq, Reply *reply)
{
    Session s;
    int64_t starts_ms;
    SessionId id = REQ_ID(Session, rq, "session");
    if (!typed_start(rq, &starts_ms)) return sessions_show(cx, rq, reply);
    TRY(session_load(cx, rq->tx, rq->grant, req_episode(rq), id, &s));
    s.starts_ms = starts_ms;
    s.minutes = req_int(rq, "minutes", s.minutes);
    s.place = req_text(rq, "place");
    s.version = req_int(rq, "version", 0);
    TRY(session_save(cx, rq->tx, rq->grant, req_episode(rq), &s));
    return reply_go(reply, back(cx, rq));
}
