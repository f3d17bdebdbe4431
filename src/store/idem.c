#include "idem.h"

enum { KEEP_DAYS = 30 };
static const Query find = { "idem_find", "bbs", "bs",
    "SELECT request, location FROM idem"
    " WHERE practice_id = ?1 AND person_id = ?2 AND idem_key = ?3" };
static const Query keep = { "idem_keep", "bbsbsi", "",
    "INSERT INTO idem (practice_id, person_id, idem_key, request, location, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)" };
static const Query purge = { "idem_purge", "i", "", "DELETE FROM idem WHERE at < ?1" };
const Query *const idem_queries[] = { &find, &keep, &purge, NULL };

Err idem_find(Ctx *cx, Tx *tx, const Actor *actor, Str key, Hash request, bool *ret_found,
              Str *ret_location)
{
    Rows row;
    bool more = false;
    TRY(db_rows(cx, tx, &find, &row, BID(actor->practice), BID(actor->person), BS(key)));
    TRY(db_next(&row, &more));
    *ret_found = more;
    if (!more) return OK;
    if (!str_eq(row_str(&row, 0), hash_bytes(&request)))
        return fail(cx, ERR_INVALID, "this form was sent before with other words");
    *ret_location = row_str(&row, 1);
    return OK;
}

Err idem_keep(Ctx *cx, Tx *tx, const Actor *actor, Str key, Hash request, Str location)
{
    return db_exec_apart(cx, tx, &keep, BID(actor->practice), BID(actor->person), BS(key),
                   BB(hash_bytes(&request)), BS(location), BI(cx->now_ms));
}

Err idem_purge(Ctx *cx, Tx *tx)
{
    return db_exec(cx, tx, &purge, BI(cx->now_ms - (int64_t)KEEP_DAYS * 24 * 60 * 60 * 1000));
}
