#include "login.h"
#include "facts.h"

static const Query create = { "login_create", "bbbbiii", "",
    "INSERT INTO login (practice_id, login_id, token_hash, person_id, created_at, seen_at,"
    " expires_at, ended_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)" };
static const Query end = { "login_end", "ibb", "",
    "UPDATE login SET ended_at = ?1 WHERE practice_id = ?2 AND login_id = ?3 AND ended_at = 0" };
static const Query end_all = { "login_end_all", "ibbb", "",
    "UPDATE login SET ended_at = ?1 WHERE practice_id = ?2 AND person_id = ?3 AND login_id <> ?4"
    " AND ended_at = 0" };
static const Query list = { "login_list", "bbi", "bii",
    "SELECT login_id, created_at, seen_at FROM login WHERE practice_id = ?1 AND person_id = ?2"
    " AND ended_at = 0 AND expires_at > ?3 ORDER BY seen_at DESC LIMIT 50" };
const Query *const login_queries[] = { &create, &end, &end_all, &list, NULL };

Err login_create(Ctx *cx, Tx *tx, const Grant *g, PracticeId practice, PersonId person,
                 LoginId *ret_id, Str *ret_token)
{
    TRY(grant_content(cx, g, C_ACCOUNT));
    LoginId id = ID_NEW(Login, cx->now_ms);
    Str token = token_new(cx->arena);
    Hash hash = hash_plain(token);
    TRY(db_exec(cx, tx, &create, BID(practice), BID(id), BB(hash_bytes(&hash)), BID(person),
                BI(cx->now_ms), BI(cx->now_ms), BI(cx->now_ms + LOGIN_ABSOLUTE_MS)));
    *ret_id = id;
    *ret_token = token;
    return OK;
}

Err login_end(Ctx *cx, Tx *tx, const Grant *g, PracticeId practice, LoginId login)
{
    TRY(grant_content(cx, g, C_ACCOUNT));
    return db_exec(cx, tx, &end, BI(cx->now_ms), BID(practice), BID(login));
}

Err login_end_all(Ctx *cx, Tx *tx, const Grant *g, PracticeId practice, PersonId person, LoginId but)
{
    TRY(grant_content(cx, g, C_ACCOUNT));
    return db_exec(cx, tx, &end_all, BI(cx->now_ms), BID(practice), BID(person), BID(but));
}

Err login_list(Ctx *cx, Tx *tx, const Grant *g, Logins *ret_list)
{
    enum { SHOWN_MAX = 50 };
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_content(cx, g, C_ACCOUNT));
    Logins all = { .list = ARENA_ARRAY(cx->arena, LoginSeen, SHOWN_MAX) };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &list, &row, BID(practice), BID(self), BI(cx->now_ms)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == SHOWN_MAX) break;
        LoginId id = ROW_ID(Login, &row, 0);
        all.list[all.count++] = (LoginSeen){ id, row_int(&row, 1), row_int(&row, 2),
                                             uuid_eq(id.u, grant_login(g).u) };
    }
    *ret_list = all;
    return OK;
}
