#include "session_view.h"

static bool same(PersonId a, PersonId b)
{
    return uuid_eq(a.u, b.u);
}

Err session_parts_load(Ctx *cx, Req *rq, SessionParts *ret_parts)
{
    EpisodeId e = req_episode(rq);
    SessionId id = REQ_ID(Session, rq, "session");
    SessionParts parts;
    TRY(episode_load(cx, rq->tx, rq->grant, e, &parts.work));
    TRY(session_load(cx, rq->tx, rq->grant, e, id, &parts.session));
    TRY(entry_list_session(cx, rq->tx, rq->grant, e, id, &parts.entries));
    *ret_parts = parts;
    return OK;
}

Str session_base(Arena *a, EpisodeId e, SessionId s)
{
    return arena_printf(a, "/work/" STR_FMT "/sessions/" STR_FMT, STR_ARG(uuid_str(a, e.u)),
                        STR_ARG(uuid_str(a, s.u)));
}

Url session_back(Ctx *cx, const Req *rq, EpisodeId e, SessionId s, Str anchor)
{
    bool live = str_eq(http_header(rq->http, "HX-Request"), S("true"));
    return url_printf(cx->arena, STR_FMT "%s#" STR_FMT, STR_ARG(session_base(cx->arena, e, s)),
                      live ? "/live" : "", STR_ARG(anchor));
}

/* The room is theirs until the planned end; a session begun outside its time has its
 * minutes from then. */
int64_t session_ends_ms(const Session *s)
{
    enum { MINUTE_MS = 60 * 1000, EARLY_MS = 30 * MINUTE_MS };
    int64_t length = s->minutes * MINUTE_MS;
    int64_t planned = s->starts_ms + length;
    bool in_time = s->begun_ms >= s->starts_ms - EARLY_MS && s->begun_ms < planned;
    return in_time ? planned : s->begun_ms + length;
}

/* --- names ------------------------------------------------------------------------------- */

static Str name_of(const SessionParts *p, PersonId person)
{
    const Member *m = episode_member(&p->work, person);
    return m ? profile_called(&m->profile) : S("Someone");
}

static Str doer_of(const SessionParts *p, PersonId owner)
{
    return uuid_is_zero(owner.u) ? S("All of you") : name_of(p, owner);
}

static Str clock_of(Ctx *cx, const Req *rq, const SessionParts *p, int64_t at_ms)
{
    const Zone *zone = rq->practice->zone;
    bool same_day = zone_days_between(zone, p->session.starts_ms, at_ms) == 0;
    Str clock = time_say_clock(cx->arena, zone, at_ms);
    if (same_day) return clock;
    return arena_printf(cx->arena, STR_FMT ", " STR_FMT,
                        STR_ARG(time_say_short(cx->arena, zone, at_ms)), STR_ARG(clock));
}

/* --- one entry ------------------------------------------------------------------------------ */

static SessionWords words_of(Ctx *cx, const Req *rq, const SessionParts *p, const EntryWording *w)
{
    return (SessionWords){ .who = name_of(p, w->author), .text = w->text,
                           .when = clock_of(cx, rq, p, w->at_ms),
                           .side = session_voice(&p->work, w->author), .version = w->version,
                           .mine = same(w->author, rq->actor.person) };
}

static Err fill_words(Ctx *cx, const Req *rq, const SessionParts *p, SessionItem *item)
{
    const Entry *e = item->e;
    SessionWords *stand = ARENA_ARRAY(cx->arena, SessionWords, e->wording_count + 1);
    SessionWords *before = ARENA_ARRAY(cx->arena, SessionWords, e->wording_count + 1);
    if (!stand || !before) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < e->wording_count; i++) {
        const EntryWording *w = &e->wording[i];
        SessionWords words = words_of(cx, rq, p, w);
        if (entry_stands(e, w->version)) stand[item->stand_count++] = words;
        else before[item->before_count++] = words;
    }
    item->stand = stand;
    item->before = before;
    return OK;
}

static Str answer_said(EntryAnswer answer)
{
    switch (answer) {
    case ENTRY_ANSWER_YES: return S("said yes");
    case ENTRY_ANSWER_NO: return S("said no");
    case ENTRY_ANSWER_NOT_NOW: return S("said: not now");
    case ENTRY_ANSWER_KEEP_BOTH: return S("keeps both versions");
    case ENTRY_ANSWER_WENT:
    case ENTRY_ANSWER_PARTLY:
    case ENTRY_ANSWER_NONE: break;
    }
    return S("");
}

/* Sentences: each one's newest answer to the newest words.  Steps: every account of how it
 * went, in order. */
static bool is_shown(const Entry *e, const EntrySaid *s)
{
    if (s->answer == ENTRY_ANSWER_WENT) return s->words.len > 0;
    if (entry_is_split(e) && s->answer != ENTRY_ANSWER_KEEP_BOTH) return false;
    return s->version == e->version && entry_said_by(e, s->person, s->version) == s;
}

static Err fill_said(Ctx *cx, const Req *rq, const SessionParts *p, SessionItem *item)
{
    const Entry *e = item->e;
    SessionSaid *said = ARENA_ARRAY(cx->arena, SessionSaid, e->said_count + 1);
    if (!said) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < e->said_count; i++) {
        const EntrySaid *s = &e->said[i];
        if (!is_shown(e, s)) continue;
        said[item->said_count++] = (SessionSaid){ .who = name_of(p, s->person),
            .did = answer_said(s->answer), .words = s->words, .when = clock_of(cx, rq, p, s->at_ms),
            .side = session_voice(&p->work, s->person) };
    }
    item->said = said;
    return OK;
}

static Str waits_for(Ctx *cx, const Req *rq, const SessionParts *p)
{
    Str others = episode_others(cx->arena, &p->work, rq->actor.person);
    return others.len ? others : S("the other");
}

static void fill_agreement(Ctx *cx, const Req *rq, const SessionParts *p, SessionItem *item)
{
    EntryChange both;
    const Entry *e = item->e;
    PersonId me = rq->actor.person;
    const EntryWording *newest = entry_newest(e);
    const EntryWording *theirs = entry_pick_source(e, me, ENTRY_PICK_THEIRS);
    const EntrySaid *mine = entry_said_by(e, me, e->version);
    item->split = entry_is_split(e);
    item->settled = entry_is_settled(e, &p->work);
    item->said_yes = mine && mine->answer == ENTRY_ANSWER_YES;
    item->both_kept = item->split && mine && mine->answer == ENTRY_ANSWER_KEEP_BOTH;
    item->can_keep_both = item->may_word && !item->split
        && entry_plan_pick(e, me, ENTRY_PICK_BOTH, e->version, S(""), &both);
    item->has_mine = entry_pick_source(e, me, ENTRY_PICK_MINE) != NULL;
    item->theirs = theirs ? name_of(p, theirs->author) : S("");
    item->waits_for = waits_for(cx, rq, p);
    if (newest)
        item->changed = arena_printf(cx->arena,
            e->version > 1 ? STR_FMT " changed this at " STR_FMT "." : STR_FMT " wrote this at " STR_FMT ".",
            STR_ARG(name_of(p, newest->author)), STR_ARG(clock_of(cx, rq, p, newest->at_ms)));
}

static Str state_note(Ctx *cx, const SessionParts *p, const SessionItem *item)
{
    Arena *a = cx->arena;
    const Entry *e = item->e;
    switch (e->state) {
    case ENTRY_CURRENT:
        return str_eq(p->session.state, S("ended")) ? S("Talked about") : S("Talking now");
    case ENTRY_PARKED: return S("Parked for later");
    case ENTRY_TALKED: return S("Talked about");
    case ENTRY_OFFERED: return arena_printf(a, "Offered by " STR_FMT, STR_ARG(item->who));
    case ENTRY_DECLINED: return arena_printf(a, "Offered by " STR_FMT ", left for now",
                                             STR_ARG(item->who));
    case ENTRY_DONE: return S("Done");
    case ENTRY_ACCEPTED:
        if (same(e->author, e->owner)) return S("");
        return uuid_is_zero(e->owner.u) ? S("You said yes to this")
             : arena_printf(a, "Offered by " STR_FMT ", taken by " STR_FMT, STR_ARG(item->who),
                            STR_ARG(name_of(p, e->owner)));
    default: return str_eq(e->slot, S("question")) ? S("A question, picked from the list") : S("");
    }
}

static Str note_of(Ctx *cx, const SessionParts *p, const SessionItem *item)
{
    Str state = state_note(cx, p, item);
    if (item->e->minutes <= 0) return state;
    return arena_printf(cx->arena, STR_FMT "%s%lld %s", STR_ARG(state), state.len ? ", " : "",
                        (long long)item->e->minutes, item->e->minutes == 1 ? "minute" : "minutes");
}

/* Read out when it arrives: the other's newest words, never one's own. */
static Str say_of(Ctx *cx, const Req *rq, const SessionParts *p, const SessionItem *item)
{
    const EntryWording *newest = entry_newest(item->e);
    if (!newest || same(newest->author, rq->actor.person)) return S("");
    Str text = newest->text.len ? newest->text : entry_mark_say(item->e->mark);
    return arena_printf(cx->arena, STR_FMT " wrote: " STR_FMT, STR_ARG(name_of(p, newest->author)),
                        STR_ARG(text));
}

Err session_item(Ctx *cx, const Req *rq, const SessionParts *p, const Entry *e,
                 SessionItem *ret_item)
{
    PersonId me = rq->actor.person;
    SessionItem item = { .e = e, .id = uuid_str(cx->arena, e->id.u), .text = entry_text(e),
        .who = name_of(p, e->author), .side = session_voice(&p->work, e->author),
        .mine = same(e->author, me), .doer = doer_of(p, e->owner),
        .doer_side = session_voice(&p->work, e->owner), .may_word = entry_may_word(e, me),
        .may_answer = entry_may_answer(e, me, ENTRY_ANSWER_NOT_NOW),
        .may_tell = entry_may_answer(e, me, ENTRY_ANSWER_WENT) };
    for (int state = 1; state < ENTRY_STATE_COUNT; state++)
        item.may[state] = entry_may_become(e, me, (EntryState)state);
    TRY(fill_words(cx, rq, p, &item));
    TRY(fill_said(cx, rq, p, &item));
    fill_agreement(cx, rq, p, &item);
    item.note = note_of(cx, p, &item);
    item.say = say_of(cx, rq, p, &item);
    *ret_item = item;
    return OK;
}

Err session_items(Ctx *cx, const Req *rq, const SessionParts *p, SessionItems *ret_items)
{
    SessionItem *list = ARENA_ARRAY(cx->arena, SessionItem, p->entries.count + 1);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < p->entries.count; i++)
        TRY(session_item(cx, rq, p, &p->entries.list[i], &list[i]));
    *ret_items = (SessionItems){ list, p->entries.count };
    return OK;
}

Err session_select(Ctx *cx, const SessionItems *all, SessionKeep *keep, SessionItems *ret_items)
{
    size_t count = 0;
    SessionItem *list = ARENA_ARRAY(cx->arena, SessionItem, all->count + 1);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all->count; i++)
        if (keep(&all->list[i])) list[count++] = all->list[i];
    *ret_items = (SessionItems){ list, count };
    return OK;
}
