#include "own_check.h"
#include "vault.h"

enum { CHECKS_MAX = 200 };

#define COLS "SELECT check_id, episode_id, answers_sealed, at, left_at FROM own_check"
static const Query of_work = { "own_check_list", "bbb", "bbbii",
    COLS " WHERE practice_id = ?1 AND episode_id = ?2 AND author_id = ?3"
    " ORDER BY at DESC, check_id DESC LIMIT 200" };
static const Query mine = { "own_check_mine", "bb", "bbbii",
    COLS " WHERE practice_id = ?1 AND author_id = ?2 ORDER BY at DESC, check_id DESC LIMIT 200" };
static const Query insert = { "own_check_add", "bbbbbi", "",
    "INSERT INTO own_check (practice_id, episode_id, check_id, author_id, answers_sealed, at,"
    " left_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)" };
static const Query leave = { "own_check_leave", "ibbb", "",
    "UPDATE own_check SET left_at = ?1 WHERE practice_id = ?2 AND episode_id = ?3"
    " AND author_id = ?4 AND left_at = 0 AND check_id = (SELECT n.check_id FROM own_check n"
    " WHERE n.practice_id = ?2 AND n.episode_id = ?3 AND n.author_id = ?4"
    " ORDER BY n.at DESC, n.check_id DESC LIMIT 1)" };
const Query *const own_check_queries[] = { &of_work, &mine, &insert, &leave, NULL };

static SealAt answers_at(OwnCheckId id)
{
    return (SealAt){ "own_check", "answers", id.u, 1 };
}

static Err row_check(Ctx *cx, Tx *tx, const Grant *g, const Rows *row, OwnCheck *ret_check)
{
    Str stored;
    OwnCheck c = { .id = ROW_ID(OwnCheck, row, 0), .episode = ROW_ID(Episode, row, 1),
                   .at_ms = row_int(row, 3), .left_ms = row_int(row, 4) };
    TRY(vault_unseal(cx, tx, grant_practice(g), grant_person(g).u, answers_at(c.id), row_str(row, 2),
                     &stored));
    if (!own_check_read(stored, &c)) return fail(cx, ERR_STORE, "a stored check cannot be read");
    *ret_check = c;
    return OK;
}

/* Newest first as they come, oldest first as they are shown. */
static Err read_rows(Ctx *cx, Tx *tx, const Grant *g, Rows *row, OwnChecks *ret_list)
{
    bool more = false;
    OwnCheck *list = ARENA_ARRAY(cx->arena, OwnCheck, CHECKS_MAX);
    size_t at = CHECKS_MAX;
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    while (at > 0) {
        TRY(db_next(row, &more));
        if (!more) break;
        TRY(row_check(cx, tx, g, row, &list[--at]));
    }
    *ret_list = (OwnChecks){ list + at, CHECKS_MAX - at };
    return OK;
}

Err own_check_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, OwnChecks *ret_list)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_OWN, e));
    TRY(db_rows(cx, tx, &of_work, &row, BID(practice), BID(e), BID(self)));
    return read_rows(cx, tx, g, &row, ret_list);
}

Err own_check_list_mine(Ctx *cx, Tx *tx, const Grant *g, OwnChecks *ret_list)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_list(cx, g, C_OWN));
    TRY(db_rows(cx, tx, &mine, &row, BID(practice), BID(self)));
    return read_rows(cx, tx, g, &row, ret_list);
}

Err own_check_add(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const OwnCheck *fresh)
{
    Str sealed;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    OwnCheckId id = ID_NEW(OwnCheck, cx->now_ms);
    TRY(grant_write(cx, g, C_OWN, e));
    TRY(vault_seal(cx, tx, practice, self.u, answers_at(id), own_check_write(cx->arena, fresh), &sealed));
    return db_exec(cx, tx, &insert, BID(practice), BID(e), BID(id), BID(self), BB(sealed),
                   BI(cx->now_ms));
}

Err own_check_leave(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e)
{
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_write(cx, g, C_OWN, e));
    return db_exec(cx, tx, &leave, BI(cx->now_ms), BID(practice), BID(e), BID(self));
}
