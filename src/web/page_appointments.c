/* page_appointments.c - times one offers and another picks; calling a session off in words. */
#include "appointments.h"
#include "cards.h"
#include "../domain/appointment.h"
#include "../store/appointment.h"
#include "../store/episode.h"
#include "views.h"

enum { OFFERS_SHOWN = 12, OFF_SHOWN = 4, DAYS_DECLINED = 14, DAY_MS = 24 * 60 * 60 * 1000 };
static const char *const when_field[APPOINTMENT_TIMES_MAX] = { "when1", "when2", "when3" };

/* The list of sessions, while offers are filled in. */
typedef struct Desk {
    Ctx *cx;
    Req *rq;
    const Episode *work;
    const Sessions *sessions;
    const Zone *zone;             /* of the reader */
} Desk;

static bool is_self(const Desk *d, PersonId person)
{
    return uuid_eq(person.u, d->rq->actor.person.u);
}

static Str when_said(const Desk *d, int64_t at_ms)
{
    return time_say_day_clock(d->cx->arena, d->rq->practice->zone, at_ms);
}

/* --- offers ----------------------------------------------------------------------------------- */

static Str about_said(const Desk *d, int64_t number)
{
    for (size_t i = 0; i < d->sessions->count; i++) {
        const Session *s = &d->sessions->list[i];
        if (s->number == number)
            return arena_printf(d->cx->arena, "Instead of session %lld, " STR_FMT, (long long)number,
                                STR_ARG(when_said(d, s->starts_ms)));
    }
    return S("For one more session");
}

static Err fill_times(const Desk *d, const Entry *offer, TimesCard *card)
{
    Ctx *cx = d->cx;
    Entries all;
    TRY(entry_list_under(cx, d->rq->tx, d->rq->grant, d->work->id, offer->id, &all));
    TimeOffered *list = ARENA_ARRAY(cx->arena, TimeOffered, APPOINTMENT_TIMES_MAX);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count && card->time_count < APPOINTMENT_TIMES_MAX; i++) {
        const Entry *e = &all.list[i];
        if (e->kind != ENTRY_TIME || e->due_ms <= cx->now_ms) continue;
        Str place = entry_text(e);
        card->length = say_count(cx->arena, e->minutes, "{1} minute", "{1} minutes");
        if (place.len) card->length = arena_printf(cx->arena, STR_FMT ", " STR_FMT, STR_ARG(card->length), STR_ARG(place));
        list[card->time_count] = (TimeOffered){ .id = uuid_str(cx->arena, e->id.u), .when = when_said(d, e->due_ms),
            .there = sessions_there(cx, d->rq, d->zone, e->due_ms), .first = card->time_count == 0 };
        card->time_count++;
    }
    card->time = list;
    return OK;
}

static Url times_url(const Desk *d, Str id, const char *what)
{
    return url_printf(d->cx->arena, "/work/" STR_FMT "/times/" STR_FMT "%s",
                      STR_ARG(req_path(d->rq, "episode")), STR_ARG(id), what);
}

static void fill_answer(const Desk *d, const Entry *offer, TimesCard *card)
{
    card->declined = offer->state == ENTRY_DECLINED;
    for (size_t i = 0; i < offer->said_count; i++) {
        const EntrySaid *s = &offer->said[i];
        card->by = arena_printf(d->cx->arena, STR_FMT ", " STR_FMT, STR_ARG(card_who(d->rq, d->work, s->person)),
                                STR_ARG(time_say_when(d->cx->arena, d->zone, s->at_ms, d->cx->now_ms)));
        card->by_words = s->words;
        card->by_voice = card_voice(d->work, s->person);
    }
}

static Err fill_card(const Desk *d, const Entry *offer, TimesCard *ret_card)
{
    Arena *a = d->cx->arena;
    Str id = uuid_str(a, offer->id.u);
    bool open = offer->state == ENTRY_OPEN, own = is_self(d, offer->author);
    bool picks = appointment_may_pick(d->work, offer->author, d->rq->actor.person);
    TimesCard c = {
        .id = arena_join(a, S("e-"), id), .own = own, .words = entry_text(offer),
        .who = card_who(d->rq, d->work, offer->author), .voice = card_voice(d->work, offer->author),
        .what = about_said(d, offer->level),
        .may_pick = open && picks && grant_may(d->rq->grant, ACTION_APPOINTMENT_PICK),
        .may_answer = open && grant_may(d->rq->grant, ACTION_APPOINTMENT_OFFER),
        .pick = times_url(d, id, "/pick"), .decline = times_url(d, id, "/decline"),
        .take_back = url_printf(a, "/work/" STR_FMT "/joint/" STR_FMT "/state",
                                STR_ARG(req_path(d->rq, "episode")), STR_ARG(id)),
        .idem = arena_printf(a, STR_FMT "-" STR_FMT, STR_ARG(d->rq->idem), STR_ARG(str_slice(id, id.len - 12, id.len))) };
    fill_answer(d, offer, &c);
    TRY(fill_times(d, offer, &c));
    *ret_card = c;
    return OK;
}

/* An offer that stands, or one that was answered with "none of these" lately. */
static bool is_shown(const Ctx *cx, const Entry *e)
{
    bool lately = cx->now_ms - e->updated_ms < (int64_t)DAYS_DECLINED * DAY_MS;
    return e->kind == ENTRY_TIMES && (e->state == ENTRY_OPEN || (e->state == ENTRY_DECLINED && lately));
}

static Err fill_offers(const Desk *d, const Entries *all, SessionsPage *p)
{
    TimesCard *cards = ARENA_ARRAY(d->cx->arena, TimesCard, OFFERS_SHOWN);
    if (!cards) return fail(d->cx, ERR_LIMIT, "request too large");
    for (size_t i = all->count; i > 0 && p->times_count < OFFERS_SHOWN; i--) {
        TimesCard card;
        if (!is_shown(d->cx, &all->list[i - 1])) continue;
        TRY(fill_card(d, &all->list[i - 1], &card));
        if (card.time_count) cards[p->times_count++] = card;       /* past, there is nothing to choose */
    }
    p->times = cards;
    return OK;
}

/* --- called off --------------------------------------------------------------------------------- */

static Err fill_off(const Desk *d, const Entries *all, SessionRow *row)
{
    Arena *a = d->cx->arena;
    CalledOff *list = ARENA_ARRAY(a, CalledOff, OFF_SHOWN);
    if (!list) return fail(d->cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all->count && row->by_count < OFF_SHOWN; i++) {
        const Entry *e = &all->list[i];
        if (e->kind != ENTRY_CALLED_OFF || e->level != row->number) continue;
        list[row->by_count++] = (CalledOff){ .words = entry_text(e), .voice = card_voice(d->work, e->author),
            .said = arena_printf(a, STR_FMT " called it off " STR_FMT ".", STR_ARG(card_who(d->rq, d->work, e->author)),
                                 STR_ARG(time_say_when(a, d->zone, e->created_ms, d->cx->now_ms))) };
    }
    row->by = list;
    return OK;
}

/* --- the form to offer some ---------------------------------------------------------------------- */

static Err fill_form(const Desk *d, SessionsPage *p)
{
    Req *rq = d->rq;
    TimesFor *list = ARENA_ARRAY(d->cx->arena, TimesFor, d->sessions->count + 1);
    if (!list) return fail(d->cx, ERR_LIMIT, "request too large");
    list[p->offer_for_count++] = (TimesFor){ .number = 0, .said = S("One more session") };
    for (size_t i = 0; i < d->sessions->count; i++) {
        const Session *s = &d->sessions->list[i];
        if (!str_eq(s->state, S("planned"))) continue;
        list[p->offer_for_count++] = (TimesFor){ s->number, about_said(d, s->number),
                                                 req_int(rq, "number", 0) == s->number };
    }
    p->offer_for = list;
    for (size_t i = 0; i < APPOINTMENT_TIMES_MAX; i++) p->offer_when[i] = req_text(rq, when_field[i]);
    p->offer_where = req_text(rq, "where");
    p->offer_text = req_text(rq, "text");
    p->offer_length = req_int(rq, "length", APPOINTMENT_MINUTES_USUAL);
    if (sessions_there(d->cx, rq, d->zone, d->cx->now_ms).len) p->zone = rq->practice->time_zone;
    p->offer = card_work_url(d->cx, rq, "/times");
    return OK;
}

Err appointments_fill(Ctx *cx, Req *rq, const Episode *work, const Sessions *sessions, const Zone *zone,
                      SessionsPage *p)
{
    Entries all;
    const Desk d = { cx, rq, work, sessions, zone };
    p->may_offer = grant_may(rq->grant, ACTION_APPOINTMENT_OFFER);
    p->may_call_off = grant_may(rq->grant, ACTION_APPOINTMENT_OFF);
    TRY(entry_list_kinds(cx, rq->tx, rq->grant, work->id,
                         (EntryKinds){ { ENTRY_TIMES, ENTRY_CALLED_OFF } }, &all));
    for (size_t i = 0; i < p->count; i++)
        if (p->rows[i].called_off) TRY(fill_off(&d, &all, &p->rows[i]));
    TRY(fill_offers(&d, &all, p));
    return fill_form(&d, p);
}

/* --- acts ---------------------------------------------------------------------------------------- */

static Err go_back(Ctx *cx, const Req *rq, Reply *reply)
{
    return reply_go(reply, card_work_url(cx, rq, "/sessions"));
}

/* The times typed, each once and in the future, read as the practice's clock shows them. */
static size_t typed_times(Ctx *cx, Req *rq, int64_t *times)
{
    size_t count = 0;
    for (size_t i = 0; i < APPOINTMENT_TIMES_MAX; i++) {
        Date date;
        Clock clock;
        bool again = false;
        Str text = req_text(rq, when_field[i]);
        if (text.len == 0) continue;
        if (!moment_parse(text, &date, &clock)) {
            req_error(rq, when_field[i], S("Choose a day and a time."));
            continue;
        }
        int64_t at_ms = zone_instant(rq->practice->zone, date, clock);
        if (at_ms <= cx->now_ms) req_error(rq, when_field[i], S("Choose a time that is still to come."));
        for (size_t k = 0; k < count; k++) again = again || times[k] == at_ms;
        if (!again) times[count++] = at_ms;
    }
    return count;
}

/* Times instead of a session are for one that stands in the calendar. */
static Err check_number(Ctx *cx, Req *rq)
{
    Session s;
    bool found = false;
    int64_t number = req_int(rq, "number", 0);
    if (number == 0) return OK;
    TRY(appointment_session(cx, rq->tx, rq->grant, req_episode(rq), number, &found, &s));
    if (!found || !str_eq(s.state, S("planned")))
        req_error(rq, "number", S("That session is not planned any more. Choose again what the times are for."));
    return OK;
}

Err page_times_offer(Ctx *cx, Req *rq, Reply *reply)
{
    EntryId offer, id;
    EpisodeId e = req_episode(rq);
    int64_t times[APPOINTMENT_TIMES_MAX];
    size_t count = typed_times(cx, rq, times);
    if (count == 0 && rq->errors.count == 0) req_error(rq, "when1", S("Offer one time at least."));
    TRY(check_number(cx, rq));
    if (rq->errors.count) return sessions_show(cx, rq, reply);
    EntryNew fresh = { .kind = ENTRY_TIMES, .owner = rq->actor.person, .text = req_text(rq, "text"),
                       .level = req_int(rq, "number", 0) };
    for (size_t i = 0; i < count; i++) fresh.due_ms = times[i] > fresh.due_ms ? times[i] : fresh.due_ms;
    TRY(entry_add(cx, rq->tx, rq->grant, e, &fresh, &offer));
    for (size_t i = 0; i < count; i++) {
        EntryNew time = { .kind = ENTRY_TIME, .parent = offer, .owner = rq->actor.person, .due_ms = times[i],
                          .minutes = req_int(rq, "length", APPOINTMENT_MINUTES_USUAL), .text = req_text(rq, "where") };
        TRY(entry_add(cx, rq->tx, rq->grant, e, &time, &id));
    }
    return go_back(cx, rq, reply);
}

/* An offer the reader may not see is not there; one that is settled is said to be. */
static Err load_open(Ctx *cx, Req *rq, Entry *ret_offer)
{
    TRY(entry_load(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Entry, rq, "entry"), ret_offer));
    if (ret_offer->kind != ENTRY_TIMES) return fail(cx, ERR_MISSING, "no such record");
    if (ret_offer->state == ENTRY_DONE)
        req_error(rq, "time", S("Somebody picked a time a moment ago. It stands in the list below."));
    else if (ret_offer->state != ENTRY_OPEN)
        req_error(rq, "time", S("This offer was answered a moment ago. The answer stands below."));
    return OK;
}

/* Said before the store refuses it: what changed while the page was open is nobody's mistake. */
static Err check_time(Ctx *cx, Req *rq, const Entry *offer)
{
    Entry time;
    Session s;
    bool found = true;
    TRY(entry_load(cx, rq->tx, rq->grant, req_episode(rq), (EntryId){ req_uuid(rq, "time") }, &time));
    if (time.due_ms <= cx->now_ms) req_error(rq, "time", S("That time has passed. Choose another, or offer some."));
    if (offer->level == 0) return OK;
    TRY(appointment_session(cx, rq->tx, rq->grant, req_episode(rq), offer->level, &found, &s));
    if (!found || !str_eq(s.state, S("planned")))
        req_error(rq, "time", S("The session these times were for is not planned any more."));
    return OK;
}

Err page_times_pick(Ctx *cx, Req *rq, Reply *reply)
{
    Entry offer;
    SessionId session;
    TRY(load_open(cx, rq, &offer));
    if (rq->errors.count == 0) TRY(check_time(cx, rq, &offer));
    if (rq->errors.count) return sessions_show(cx, rq, reply);
    TRY(appointment_pick(cx, rq->tx, rq->grant, req_episode(rq), offer.id, (EntryId){ req_uuid(rq, "time") }, &session));
    return go_back(cx, rq, reply);
}

Err page_times_decline(Ctx *cx, Req *rq, Reply *reply)
{
    Entry offer;
    TRY(load_open(cx, rq, &offer));
    if (rq->errors.count) return sessions_show(cx, rq, reply);
    TRY(appointment_decline(cx, rq->tx, rq->grant, req_episode(rq), offer.id, req_text(rq, "text")));
    return reply_go(reply, card_work_url(cx, rq, "/sessions#offer"));
}

Err page_session_off(Ctx *cx, Req *rq, Reply *reply)
{
    Session s;
    SessionId id = REQ_ID(Session, rq, "session");
    TRY(session_load(cx, rq->tx, rq->grant, req_episode(rq), id, &s));
    if (!str_eq(s.state, S("planned")) && !str_eq(s.state, S("cancelled"))) {
        req_error(rq, "text", S("This session has begun or is over. It cannot be called off any more."));
        return sessions_show(cx, rq, reply);
    }
    TRY(appointment_call_off(cx, rq->tx, rq->grant, req_episode(rq), id, req_text(rq, "text")));
    return go_back(cx, rq, reply);
}

/* --- for home and brief ---------------------------------------------------------------------------- */

Err appointment_sign(Ctx *cx, Req *rq, const Episode *work, Str *ret_said)
{
    Entries all;
    Str said = S("");
    TRY(entry_list_kinds(cx, rq->tx, rq->grant, work->id, (EntryKinds){ { ENTRY_TIMES } }, &all));
    for (size_t i = 0; i < all.count; i++) {
        const Entry *e = &all.list[i];
        if (e->state != ENTRY_OPEN || uuid_eq(e->author.u, rq->actor.person.u) || e->due_ms <= cx->now_ms) continue;
        said = arena_printf(cx->arena, STR_FMT " offers times", STR_ARG(card_who(rq, work, e->author)));
    }
    *ret_said = said;
    return OK;
}
