/* page_caseload.c - where to look in five minutes. */
#include "cards.h"
#include "../store/alert.h"
#include "../store/caseload.h"
#include "../views/caseload.h"
#include "views.h"

enum { QUIET_DAYS = 21 };
#define DROP_SHOWN 1.0            /* points of 5: worth a word in the table */

static Url work_url(Ctx *cx, EpisodeId e, const char *what)
{
    return url_printf(cx->arena, "/work/" STR_FMT "%s", STR_ARG(uuid_str(cx->arena, e.u)), what);
}

static const CaseRow *row_of(const Caseload *c, EpisodeId e)
{
    for (size_t i = 0; i < c->count; i++)
        if (uuid_eq(c->list[i].episode.u, e.u)) return &c->list[i];
    return NULL;
}

static Str number_said(Ctx *cx, double value)
{
    Out o = out_open(cx->arena, 32);
    out_fixed(&o, value, 1);
    return out_str(&o);
}

/* --- read first ------------------------------------------------------------------- */

static Err fill_alerts(Ctx *cx, Req *rq, const WaitingAlerts *waiting, CaseloadPage *p)
{
    CaseAlert *list = ARENA_ARRAY(cx->arena, CaseAlert, waiting->count);
    if (!list && waiting->count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < waiting->count; i++) {
        const WaitingAlert *w = &waiting->list[i];
        Str when = time_say_when(cx->arena, rq->practice->zone, w->raised_ms, cx->now_ms);
        Str opened = w->seen_by.len
            ? arena_printf(cx->arena, STR_FMT " has opened it; a conversation is not recorded yet.",
                           STR_ARG(w->seen_by))
            : S("No one has opened it yet.");
        list[i] = (CaseAlert){ .who = w->client,
            .text = arena_printf(cx->arena, "A safety answer came in " STR_FMT ". " STR_FMT,
                                 STR_ARG(when), STR_ARG(opened)),
            .url = url_printf(cx->arena, "/work/" STR_FMT "/alerts/" STR_FMT,
                              STR_ARG(uuid_str(cx->arena, w->episode.u)),
                              STR_ARG(uuid_str(cx->arena, w->id.u))),
            .duty = w->duty_told_ms ? S("The person on duty has been told.") : S("") };
    }
    p->alerts = list;
    p->alert_count = waiting->count;
    return OK;
}

/* --- next and today ------------------------------------------------------------------ */

static Str in_how_long(Ctx *cx, const Req *rq, const CaseRow *r)
{
    int64_t minutes = (r->next_ms - cx->now_ms) / 60000;
    if (r->next_open) return S("Open now");
    if (minutes < 0) return S("Was to begin");
    if (minutes < 90) return arena_printf(cx->arena, "Next, in %lld minutes", (long long)minutes);
    Str when = time_say_when(cx->arena, rq->practice->zone, r->next_ms, cx->now_ms);
    return arena_printf(cx->arena, "Next, " STR_FMT, STR_ARG(when));
}

static void fill_next(Ctx *cx, const Req *rq, const Caseload *c, CaseloadPage *p)
{
    if (c->count == 0 || c->list[0].next_ms == 0) return;
    const CaseRow *r = &c->list[0];
    Str session = uuid_str(cx->arena, r->next.u);
    p->has_next = true;
    p->next_when = in_how_long(cx, rq, r);
    p->next_name = r->profile.name;
    p->next_said = arena_printf(cx->arena, STR_FMT ", session %lld",
        STR_ARG(time_say_clock(cx->arena, rq->practice->zone, r->next_ms)), (long long)r->next_number);
    p->next_url = url_printf(cx->arena, "/work/" STR_FMT "/sessions/" STR_FMT,
                             STR_ARG(uuid_str(cx->arena, r->episode.u)), STR_ARG(session));
    p->next_brief = work_url(cx, r->episode, "");
    if (r->life_count > 0) p->next_life = number_said(cx, r->life[r->life_count - 1].value);
    if (r->life_count > 1)
        p->next_life = arena_printf(cx->arena, STR_FMT ", after " STR_FMT, STR_ARG(p->next_life),
            STR_ARG(number_said(cx, r->life[r->life_count - 2].value)));
    if (r->alliance_count > 0)
        p->next_alliance = arena_printf(cx->arena, STR_FMT " of 5 last time",
                                        STR_ARG(number_said(cx, r->alliance)));
}

static Err fill_today(Ctx *cx, const Req *rq, const Caseload *c, CaseloadPage *p)
{
    const Zone *zone = rq->practice->zone;
    CaseDay *list = ARENA_ARRAY(cx->arena, CaseDay, c->count);
    if (!list && c->count) return fail(cx, ERR_LIMIT, "request too large");
    p->day = time_say_day(cx->arena, zone, cx->now_ms);
    for (size_t i = 0; i < c->count; i++) {
        const CaseRow *r = &c->list[i];
        if (r->next_ms == 0 || zone_days_between(zone, cx->now_ms, r->next_ms) != 0) continue;
        list[p->today_count++] = (CaseDay){ time_say_clock(cx->arena, zone, r->next_ms),
            profile_short(cx->arena, &r->profile), work_url(cx, r->episode, "") };
    }
    p->today = list;
    return OK;
}

/* --- worth a look ----------------------------------------------------------------------- */

static bool is_quiet(const CaseRow *r, int64_t now_ms)
{
    int64_t last = r->last_check_in_ms ? r->last_check_in_ms : r->started_ms;
    return !r->invited && r->held >= 2 && now_ms - last > (int64_t)QUIET_DAYS * 24 * 3600 * 1000;
}

static void add_signal(Ctx *cx, CaseloadPage *p, CaseSignal *list, CaseSignal s)
{
    s.number = arena_printf(cx->arena, "%zu", p->signal_count + 1);
    list[p->signal_count++] = s;
}

static void add_noticed(Ctx *cx, const Caseload *c, const Signals *open, SignalNeed need,
                        CaseloadPage *p, CaseSignal *list)
{
    for (size_t i = 0; i < open->count; i++) {
        const Signal *s = &open->list[i];
        const CaseRow *r = row_of(c, s->episode);
        if (signal_need(s) != need || !r) continue;
        bool repair = s->page == PAGE_REPAIR;
        add_signal(cx, p, list, (CaseSignal){
            .who = profile_short(cx->arena, &r->profile), .care = repair,
            .tag = signal_need_say(need), .text = card_they_read(cx, &r->profile, s),
            .button = repair ? S("Prepare to ask about it") : S("Look at it together"),
            .url = url_printf(cx->arena, "/work/" STR_FMT "/signals/" STR_FMT,
                              STR_ARG(uuid_str(cx->arena, s->episode.u)),
                              STR_ARG(uuid_str(cx->arena, s->id.u))) });
    }
}

static Err fill_signals(Ctx *cx, Req *rq, const Caseload *c, const Signals *open, CaseloadPage *p)
{
    CaseSignal *list = ARENA_ARRAY(cx->arena, CaseSignal, open->count + c->count);
    if (!list && open->count + c->count) return fail(cx, ERR_LIMIT, "request too large");
    for (SignalNeed need = NEED_FELT_OFF; need <= NEED_GOOD_NEWS; need++)
        add_noticed(cx, c, open, need, p, list);
    for (size_t i = 0; i < c->count; i++) {
        const CaseRow *r = &c->list[i];
        if (!is_quiet(r, cx->now_ms)) continue;
        Str since = r->last_check_in_ms
            ? arena_printf(cx->arena, "No check-in since " STR_FMT ".",
                STR_ARG(time_say_day_year(cx->arena, rq->practice->zone, r->last_check_in_ms)))
            : S("No check-in yet.");
        add_signal(cx, p, list, (CaseSignal){ .who = profile_short(cx->arena, &r->profile),
            .tag = S("Quiet"), .text = since, .button = S("Prepare"),
            .url = work_url(cx, r->episode, "") });
    }
    p->signals = list;
    return OK;
}

/* --- everyone ------------------------------------------------------------------------------- */

typedef struct Noticed { Signals open; WaitingAlerts waiting; } Noticed;

static bool read_first(const CaseRow *r, const WaitingAlerts *waiting)
{
    for (size_t i = 0; i < waiting->count; i++)
        if (uuid_eq(waiting->list[i].episode.u, r->episode.u)) return true;
    return false;
}

/* What stands first for this person; of several the most pressing. */
static SignalNeed need_of(const CaseRow *r, const Noticed *noticed, int64_t now_ms)
{
    const Signals *open = &noticed->open;
    SignalNeed most = is_quiet(r, now_ms) ? NEED_QUIET : NEED_NOTHING;
    if (read_first(r, &noticed->waiting)) return NEED_SAFETY;
    for (size_t i = 0; i < open->count; i++) {
        if (!uuid_eq(open->list[i].episode.u, r->episode.u)) continue;
        SignalNeed need = signal_need(&open->list[i]);
        if (need < most) most = need;
    }
    return most;
}

static void look_at(const CaseRow *r, SignalNeed need, CaseLine *line)
{
    if (r->own_waits) line->own = S("Your own form is waiting");
    line->look = signal_need_say(need);
    line->look_kind = need == NEED_SAFETY ? TAG_URGENT
                    : need == NEED_FELT_OFF || need == NEED_REPAIR ? TAG_CARE : TAG_PLAIN;
    if (r->invited && need == NEED_NOTHING) line->look = S("Invited");
}

static void say_together(Ctx *cx, const CaseRow *r, CaseLine *line)
{
    line->alliance = r->alliance_count ? number_said(cx, r->alliance) : S("–");
    double drop = r->alliance_before - r->alliance;
    if (r->alliance_count == 0) line->alliance_said = S("none yet");
    else if (r->alliance_count == 1) line->alliance_said = S("one rating");
    else if (drop >= DROP_SHOWN)
        line->alliance_said = arena_printf(cx->arena, "lower by " STR_FMT, STR_ARG(number_said(cx, drop)));
    else line->alliance_said = S("steady");
}

static Err fill_line(Ctx *cx, const Req *rq, const CaseRow *r, SignalNeed need, CaseLine *line)
{
    ChartPoint *points = ARENA_ARRAY(cx->arena, ChartPoint, CASE_POINTS);
    if (!points) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < r->life_count; i++)
        points[i] = (ChartPoint){ .at_ms = r->life[i].at_ms, .value = r->life[i].value };
    *line = (CaseLine){ .name = profile_short(cx->arena, &r->profile),
        .sessions = say_count(cx->arena, r->held, "{1} session", "{1} sessions"),
        .url = work_url(cx, r->episode, ""),
        .chart = { .id = S("s"), .low = 0, .high = 10, .series_count = r->life_count ? 1 : 0,
                   .series = { { S(""), points, r->life_count } } } };
    line->latest = r->life_count ? number_said(cx, r->life[r->life_count - 1].value) : S("–");
    line->latest_said = r->life_count
        ? time_say_short(cx->arena, rq->practice->zone, r->last_check_in_ms) : S("none yet");
    line->next = r->next_ms ? time_say_short(cx->arena, rq->practice->zone, r->next_ms) : S("–");
    if (r->next_ms)
        line->next = arena_printf(cx->arena, STR_FMT " " STR_FMT, STR_ARG(line->next),
            STR_ARG(time_say_clock(cx->arena, rq->practice->zone, r->next_ms)));
    say_together(cx, r, line);
    look_at(r, need, line);
    return OK;
}

/* By need; among equals the rows keep their order, which is that of the next session. */
static Err fill_lines(Ctx *cx, const Req *rq, const Caseload *c, const Noticed *noticed,
                      CaseloadPage *p)
{
    CaseLine *lines = ARENA_ARRAY(cx->arena, CaseLine, c->count);
    SignalNeed *needs = ARENA_ARRAY(cx->arena, SignalNeed, c->count);
    if ((!lines || !needs) && c->count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < c->count; i++) needs[i] = need_of(&c->list[i], noticed, cx->now_ms);
    for (SignalNeed need = NEED_SAFETY; need < SIGNAL_NEED_COUNT; need++)
        for (size_t i = 0; i < c->count; i++)
            if (needs[i] == need) TRY(fill_line(cx, rq, &c->list[i], need, &lines[p->line_count++]));
    p->lines = lines;
    return OK;
}

static Err fill_ended(Ctx *cx, Req *rq, CaseloadPage *p)
{
    EndedList all;
    TRY(caseload_ended(cx, rq->tx, rq->grant, &all));
    CaseEnded *list = ARENA_ARRAY(cx->arena, CaseEnded, all.count);
    if (!list && all.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++)
        list[i] = (CaseEnded){ all.list[i].profile.name,
            time_say_day_year(cx->arena, rq->practice->zone, all.list[i].ended_ms),
            work_url(cx, all.list[i].episode, ""), all.list[i].left };
    p->ended = list;
    p->ended_count = all.count;
    return OK;
}

Err page_caseload(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Caseload c;
    Noticed noticed;
    CaseloadPage p = { 0 };
    TRY(frame_fill(cx, rq, S("Caseload"), FRAME_WIDE, TAB_CASELOAD, &frame));
    TRY(caseload_list(cx, rq->tx, rq->grant, &c));
    TRY(signal_list_mine(cx, rq->tx, rq->grant, &noticed.open));
    TRY(alert_list_waiting(cx, rq->tx, rq->grant, &noticed.waiting));
    TRY(fill_lines(cx, rq, &c, &noticed, &p));
    TRY(fill_alerts(cx, rq, &noticed.waiting, &p));
    fill_next(cx, rq, &c, &p);
    TRY(fill_today(cx, rq, &c, &p));
    TRY(fill_signals(cx, rq, &c, &noticed.open, &p));
    TRY(fill_ended(cx, rq, &p));
    view_caseload(&reply->body, &frame, &p);
    return OK;
}
