#include "session.h"
#include "episode.h"
#include "vault.h"

enum { LATE_MS = 6 * 60 * 60 * 1000 };
#define SESSION_COLS "session_id, number, starts_at, minutes, place_sealed, state, begun_at," \
                     " ended_at, version"
#define SESSION_OF " FROM session WHERE practice_id = ?1 AND episode_id = ?2"
#define READER_THERE " AND" WHILE_THERE("session.created_at", "?3")
static const Query by_id = { "session_by_id", "bbbb", "biiibsiii",
    "SELECT " SESSION_COLS SESSION_OF READER_THERE " AND session_id = ?4" };
static const Query list = { "session_list", "bbb", "biiibsiii",
    "SELECT " SESSION_COLS SESSION_OF READER_THERE " ORDER BY number LIMIT 1000" };
static const Query next = { "session_next", "bbbi", "biiibsiii",
    "SELECT " SESSION_COLS SESSION_OF READER_THERE
    " AND (state = 'open' OR (state = 'planned' AND starts_at > ?4))"
    " ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, starts_at" };
static const Query last = { "session_last", "bbb", "biiibsiii",
    "SELECT " SESSION_COLS SESSION_OF READER_THERE " AND state = 'ended' ORDER BY starts_at DESC LIMIT 1" };
static const Query top = { "session_top", "bb", "i",
    "SELECT COALESCE(MAX(number), 0)" SESSION_OF };
static const Query plan = { "session_plan", "bbbiiibbii", "",
    "INSERT INTO session (practice_id, episode_id, session_id, number, starts_at, minutes,"
    " place_sealed, state, begun_at, ended_at, author_id, version, created_at, updated_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'planned', 0, 0, ?8, 1, ?9, ?10)" };
static const Query save = { "session_save", "iibibbbi", "",
    "UPDATE session SET starts_at = ?1, minutes = ?2, place_sealed = ?3, updated_at = ?4,"
    " version = version + 1"
    " WHERE practice_id = ?5 AND episode_id = ?6 AND session_id = ?7 AND version = ?8" };
static const Query set_state = { "session_set_state", "siiibbb", "",
    "UPDATE session SET state = ?1, begun_at = ?2, ended_at = ?3, updated_at = ?4"
    " WHERE practice_id = ?5 AND episode_id = ?6 AND session_id = ?7" };
const Query *const session_queries[] = { &by_id, &list, &next, &last, &top, &plan, &save,
                                         &set_state, NULL };

/* The place's version in the seal is the row's. */
static SealAt place_at(SessionId id, int64_t version)
{
    return (SealAt){ "session", "place", id.u, version };
}

static Err read_session(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Rows *row,
                        Session *ret_session)
{
    Session s = { .id = ROW_ID(Session, row, 0), .number = row_int(row, 1),
                  .starts_ms = row_int(row, 2), .minutes = row_int(row, 3),
                  .state = row_str(row, 5), .begun_ms = row_int(row, 6),
                  .ended_ms = row_int(row, 7), .version = row_int(row, 8) };
    TRY(vault_unseal(cx, tx, grant_practice(g), e.u, place_at(s.id, s.version), row_str(row, 4),
                     &s.place));
    *ret_session = s;
    return OK;
}

Err session_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SessionId id, Session *ret_session)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_SESSION, e));
    TRY(db_row(cx, tx, &by_id, &row, BID(practice), BID(e), BID(self), BID(id)));
    return read_session(cx, tx, g, e, &row, ret_session);
}

Err session_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Sessions *ret_list)
{
    enum { GROW = 64 };
    Rows row;
    bool more = false;
    size_t room = 0;
    Sessions all = { NULL, 0 };
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_SESSION, e));
    TRY(db_rows(cx, tx, &list, &row, BID(practice), BID(e), BID(self)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) break;
        if (all.count == room) {
            Session *wider = ARENA_ARRAY(cx->arena, Session, room + GROW);
            if (!wider) return fail(cx, ERR_LIMIT, "request too large");
            if (all.count) memcpy(wider, all.list, all.count * sizeof *wider);
            all.list = wider;
            room += GROW;
        }
        TRY(read_session(cx, tx, g, e, &row, &all.list[all.count++]));
    }
    *ret_list = all;
    return OK;
}

static Err first_of(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Rows *row, bool *ret_found,
                    Session *ret_session)
{
    bool more = false;
    TRY(db_next(row, &more));
    if (more) TRY(read_session(cx, tx, g, e, row, ret_session));
    *ret_found = more;
    return OK;
}

Err session_next(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, bool *ret_found, Session *ret_session)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_SESSION, e));
    TRY(db_rows(cx, tx, &next, &row, BID(practice), BID(e), BID(self), BI(cx->now_ms - LATE_MS)));
    return first_of(cx, tx, g, e, &row, ret_found, ret_session);
}

Err session_last(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, bool *ret_found, Session *ret_session)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_SESSION, e));
    TRY(db_rows(cx, tx, &last, &row, BID(practice), BID(e), BID(self)));
    return first_of(cx, tx, g, e, &row, ret_found, ret_session);
}

Err session_plan(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, int64_t starts_ms, int64_t minutes,
                 Str place, SessionId *ret_id)
{
    Rows row;
    Str sealed;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    SessionId id = ID_NEW(Session, cx->now_ms);
    TRY(grant_content(cx, g, C_SESSION));
    TRY(db_row(cx, tx, &top, &row, BID(practice), BID(e)));
    int64_t number = row_int(&row, 0) + 1;
    TRY(vault_seal(cx, tx, practice, e.u, place_at(id, 1), place, &sealed));
    TRY(db_exec(cx, tx, &plan, BID(practice), BID(e), BID(id), BI(number), BI(starts_ms),
                BI(minutes), BB(sealed), BID(self), BI(cx->now_ms), BI(cx->now_ms)));
    *ret_id = id;
    return OK;
}

Err session_save(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Session *s)
{
    Str sealed;
    PracticeId practice = grant_practice(g);
    TRY(grant_write(cx, g, C_SESSION, e));
    TRY(vault_seal(cx, tx, practice, e.u, place_at(s->id, s->version + 1), s->place, &sealed));
    return db_exec_one(cx, tx, &save, BI(s->starts_ms), BI(s->minutes), BB(sealed),
                       BI(cx->now_ms), BID(practice), BID(e), BID(s->id), BI(s->version));
}

static bool may_become(Str from, Str to)
{
    bool planned = str_eq(from, S("planned"));
    if (str_eq(to, S("open"))) return planned || str_eq(from, S("ended"));
    if (str_eq(to, S("ended"))) return str_eq(from, S("open"));
    return planned && (str_eq(to, S("cancelled")) || str_eq(to, S("missed")));
}

Err session_set_state(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SessionId id, Str state)
{
    Session s;
    PracticeId practice = grant_practice(g);
    TRY(grant_write(cx, g, C_SESSION, e));
    TRY(session_load(cx, tx, g, e, id, &s));
    if (str_eq(s.state, state)) return OK;            /* the other one was a moment faster */
    if (!may_become(s.state, state)) return fail(cx, ERR_CONFLICT, "the session is past that");
    int64_t begun = str_eq(state, S("open")) && s.begun_ms == 0 ? cx->now_ms : s.begun_ms;
    int64_t ended = str_eq(state, S("ended")) ? cx->now_ms : 0;
    return db_exec_one(cx, tx, &set_state, BS(state), BI(begun), BI(ended), BI(cx->now_ms),
                       BID(practice), BID(e), BID(id));
}
