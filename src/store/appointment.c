#include "appointment.h"
#include "entry.h"
#include "episode.h"
#include "session.h"

/* Of two who pick at one moment the second changes no row. */
static const Query settle = { "appointment_settle", "ibbb", "",
    "UPDATE entry SET state = 'done', updated_at = ?1 WHERE practice_id = ?2 AND episode_id = ?3"
    " AND entry_id = ?4 AND kind = 'times' AND state = 'open'" };
const Query *const appointment_queries[] = { &settle, NULL };

static Err load_offer(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, Entry *ret_offer)
{
    TRY(entry_load(cx, tx, g, e, id, ret_offer));
    return ret_offer->kind == ENTRY_TIMES ? OK : fail(cx, ERR_MISSING, "no such record");
}

Err appointment_session(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, int64_t number, bool *ret_found,
                        Session *ret_session)
{
    Sessions all;
    size_t i = 0;
    TRY(session_list(cx, tx, g, e, &all));
    while (i < all.count && all.list[i].number != number) i++;
    if (i < all.count) *ret_session = all.list[i];
    *ret_found = i < all.count;
    return OK;
}

static Err move(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Entry *offer, const Entry *time,
                SessionId *ret_session)
{
    Session s;
    bool found;
    TRY(appointment_session(cx, tx, g, e, offer->level, &found, &s));
    if (!found || !str_eq(s.state, S("planned")))
        return fail(cx, ERR_CONFLICT, "that session is not planned any more");
    s.starts_ms = time->due_ms;
    s.minutes = time->minutes;
    if (entry_text(time).len) s.place = entry_text(time);
    *ret_session = s.id;
    return session_save(cx, tx, g, e, &s);
}

static Err may_pick(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Entry *offer, const Entry *time)
{
    Episode work;
    if (time->kind != ENTRY_TIME || !uuid_eq(time->parent.u, offer->id.u))
        return fail(cx, ERR_MISSING, "no such record");
    if (offer->state != ENTRY_OPEN) return fail(cx, ERR_CONFLICT, "this was settled a moment ago");
    if (time->due_ms <= cx->now_ms) return fail(cx, ERR_CONFLICT, "that time has passed");
    TRY(episode_load(cx, tx, g, e, &work));
    return appointment_may_pick(&work, offer->author, grant_person(g))
        ? OK : fail(cx, ERR_DENIED, "this offer is not yours to choose from");
}

Err appointment_pick(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId times, EntryId time,
                     SessionId *ret_session)
{
    Entry offer, one;
    PracticeId practice = grant_practice(g);
    TRY(grant_write(cx, g, C_ENTRY | C_SESSION, e));
    TRY(load_offer(cx, tx, g, e, times, &offer));
    TRY(entry_load(cx, tx, g, e, time, &one));
    TRY(may_pick(cx, tx, g, e, &offer, &one));
    TRY(db_exec_one(cx, tx, &settle, BI(cx->now_ms), BID(practice), BID(e), BID(offer.id)));
    if (offer.level) return move(cx, tx, g, e, &offer, &one, ret_session);
    return session_plan(cx, tx, g, e, one.due_ms, one.minutes, entry_text(&one), ret_session);
}

Err appointment_decline(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId times, Str words)
{
    Entry offer;
    TRY(grant_write(cx, g, C_ENTRY, e));
    TRY(load_offer(cx, tx, g, e, times, &offer));
    if (!entry_may_become(&offer, grant_person(g), ENTRY_DECLINED))
        return fail(cx, ERR_DENIED, "this offer is not yours to answer");
    TRY(entry_answer(cx, tx, g, e, offer.id, offer.version, ENTRY_ANSWER_NO, words));
    return entry_set_state(cx, tx, g, e, offer.id, ENTRY_DECLINED);
}

Err appointment_call_off(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SessionId session, Str words)
{
    EntryId id;
    Session s;
    TRY(grant_write(cx, g, C_ENTRY | C_SESSION, e));
    TRY(session_load(cx, tx, g, e, session, &s));
    TRY(session_set_state(cx, tx, g, e, session, S("cancelled")));
    EntryNew said = { .kind = ENTRY_CALLED_OFF, .owner = grant_person(g), .text = words,
                      .level = s.number };
    return entry_add(cx, tx, g, e, &said, &id);
}
