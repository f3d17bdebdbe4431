#include "wording.h"

static const Query languages = { "wording_own_all", "b", "ss",
    "SELECT w.language, w.wordings FROM wording_own w WHERE w.practice_id = ?1"
    " AND w.version = (SELECT MAX(n.version) FROM wording_own n WHERE n.practice_id = ?1"
    " AND n.language = w.language) ORDER BY w.language LIMIT 20" };
static const Query newest = { "wording_own_version", "bs", "i",
    "SELECT COALESCE(MAX(version), 0) FROM wording_own WHERE practice_id = ?1 AND language = ?2" };
static const Query add = { "wording_own_add", "bsibsi", "",
    "INSERT INTO wording_own (practice_id, language, version, by_id, wordings, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)" };
static const Query keep = { "wording_keep", "bbssi", "",
    "INSERT INTO wording_kept (practice_id, person_id, language, wording, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING" };
static const Query kept = { "wording_kept", "bbs", "s",
    "SELECT wording FROM wording_kept WHERE practice_id = ?1 AND person_id = ?2 AND language = ?3"
    " ORDER BY wording LIMIT 400" };
const Query *const wording_queries[] = { &languages, &newest, &add, &keep, &kept, NULL };

Err wording_lens(Ctx *cx, Tx *tx, Arena *arena, PracticeId practice, const Lens *builtin, Lens *ret_lens)
{
    Rows row;
    bool more = false;
    Ctx lasting = { .arena = arena, .now_ms = cx->now_ms };
    Lens all = { ARENA_ARRAY(arena, LensPattern, LENS_PATTERNS_MAX), builtin->count };
    if (!all.list) return fail(cx, ERR_LIMIT, "out of memory");
    if (builtin->count) memcpy(all.list, builtin->list, builtin->count * sizeof *all.list);
    TRY(db_rows(cx, tx, &languages, &row, BID(practice)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) break;
        if (lens_read(&lasting, row_str(&row, 1), true, &all).kind != ERR_NONE)
            return fail(cx, ERR_STORE, "the practice's own wordings cannot be read");
    }
    *ret_lens = all;
    return OK;
}

Err wording_version(Ctx *cx, Tx *tx, const Grant *g, Str language, int64_t *ret_version)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_PRACTICE));
    TRY(db_row(cx, tx, &newest, &row, BID(practice), BS(language)));
    *ret_version = row_int(&row, 0);
    return OK;
}

Err wording_save(Ctx *cx, Tx *tx, const Grant *g, Str language, int64_t seen, const Lens *lens)
{
    int64_t now;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(wording_version(cx, tx, g, language, &now));
    if (now != seen) return fail(cx, ERR_CONFLICT, "somebody else changed the wordings meanwhile");
    Out text = out_open(cx->arena, WORDINGS_BYTES_MAX);
    lens_write_own(&text, lens, language);
    if (text.bad) return fail(cx, ERR_LIMIT, "too many wordings of one's own");
    return db_exec(cx, tx, &add, BID(practice), BS(language), BI(now + 1), BID(self),
                   BS(out_str(&text)), BI(cx->now_ms));
}

Err wording_keep(Ctx *cx, Tx *tx, const Grant *g, Str language, Str id)
{
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_list(cx, g, C_PROFILE));
    return db_exec(cx, tx, &keep, BID(practice), BID(self), BS(language), BS(id), BI(cx->now_ms));
}

Err wording_kept(Ctx *cx, Tx *tx, const Grant *g, Str language, Str **ret_ids, size_t *ret_count)
{
    Rows row;
    bool more = false;
    size_t count = 0;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    Str *list = ARENA_ARRAY(cx->arena, Str, LENS_PATTERNS_MAX);
    TRY(grant_content(cx, g, C_PROFILE));
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &kept, &row, BID(practice), BID(self), BS(language)));
    while (count < LENS_PATTERNS_MAX) {
        TRY(db_next(&row, &more));
        if (!more) break;
        list[count++] = arena_str(cx->arena, row_str(&row, 0));
    }
    *ret_ids = list;
    *ret_count = count;
    return OK;
}
