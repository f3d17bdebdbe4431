#include "practice.h"
#include "vault.h"

static const Query first = { "practice_first", "", "bbsii",
    "SELECT practice_id, settings_sealed, time_zone, demo, version FROM practice"
    " ORDER BY created_at, practice_id LIMIT 1" };
static const Query load = { "practice_load", "b", "bbsii",
    "SELECT practice_id, settings_sealed, time_zone, demo, version FROM practice"
    " WHERE practice_id = ?1" };
static const Query create = { "practice_create", "bbsiii", "",
    "INSERT INTO practice (practice_id, settings_sealed, time_zone, demo, version, created_at,"
    " updated_at) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6)" };
static const Query save = { "practice_save", "bsibi", "",
    "UPDATE practice SET settings_sealed = ?1, time_zone = ?2, updated_at = ?3,"
    " version = version + 1 WHERE practice_id = ?4 AND version = ?5" };
const Query *const practice_queries[] = { &first, &load, &create, &save, NULL };

static SealAt settings_at(PracticeId id, int64_t version)
{
    return (SealAt){ "practice", "settings", id.u, version };
}

static Err practice_open(Ctx *cx, Tx *tx, Arena *arena, Rows *row, Practice *ret_practice)
{
    Str json;
    Ctx own = { .arena = arena, .now_ms = cx->now_ms };
    Practice p = { .id = ROW_ID(Practice, row, 0), .time_zone = arena_str(arena, row_str(row, 2)),
                   .demo = row_int(row, 3) != 0, .version = row_int(row, 4) };
    TRY(vault_unseal(cx, tx, p.id, p.id.u, settings_at(p.id, p.version), row_str(row, 1), &json));
    if (practice_settings_parse(&own, json, &p).kind != ERR_NONE)
        return fail(cx, ERR_STORE, "the practice's settings cannot be read");
    TRY(zone_open(cx, arena, p.time_zone, &p.zone));
    *ret_practice = p;
    return OK;
}

Err practice_first(Ctx *cx, Tx *tx, Arena *arena, Practice *ret_practice)
{
    Rows row;
    TRY(db_row_n(cx, tx, &first, NULL, 0, &row));
    return practice_open(cx, tx, arena, &row, ret_practice);
}

Err practice_load(Ctx *cx, Tx *tx, const Grant *g, Practice *ret_practice)
{
    TRY(grant_content(cx, g, C_PRACTICE));
    return practice_for_rule(cx, tx, g, ret_practice);
}

Err practice_for_rule(Ctx *cx, Tx *tx, const Grant *g, Practice *ret_practice)
{
    Rows row;
    PracticeId own = grant_practice(g);
    TRY(db_row(cx, tx, &load, &row, BID(own)));
    return practice_open(cx, tx, cx->arena, &row, ret_practice);
}

static Err seal_settings(Ctx *cx, Tx *tx, const Practice *p, int64_t version, Str *ret_sealed)
{
    return vault_seal(cx, tx, p->id, p->id.u, settings_at(p->id, version),
                      practice_settings_json(cx->arena, p), ret_sealed);
}

Err practice_create(Ctx *cx, Tx *tx, const Grant *g, const Practice *p)
{
    Str sealed;
    TRY(grant_content(cx, g, C_PRACTICE));
    TRY(vault_create_practice(cx, tx, p->id));
    TRY(seal_settings(cx, tx, p, 1, &sealed));
    return db_exec(cx, tx, &create, BID(p->id), BB(sealed), BS(p->time_zone), BI(p->demo),
                   BI(cx->now_ms), BI(cx->now_ms));
}

Err practice_save(Ctx *cx, Tx *tx, const Grant *g, const Practice *p)
{
    Str sealed;
    TRY(grant_content(cx, g, C_PRACTICE));
    if (!uuid_eq(p->id.u, grant_practice(g).u))
        return fail(cx, ERR_DENIED, "these are the settings of another practice");
    TRY(seal_settings(cx, tx, p, p->version + 1, &sealed));
    return db_exec_one(cx, tx, &save, BB(sealed), BS(p->time_zone), BI(cx->now_ms), BID(p->id),
                       BI(p->version));
}
