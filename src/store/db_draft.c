/* db_draft.c - a change worked out before its turn: kept statements, and the marks that tell
 * whether what they rest on still stands.
 *
 * Marks are numbers of group commits: `touched` by work, `touched_all` for statements that do
 * not say which work they change.  Only the writer's thread looks at them. */
#include "db_engine.h"

enum { KEPT_MAX = 200 };

typedef struct Kept {
    const Query *query;
    Bind *binds;
    size_t count;
    bool one;                  /* exactly one row must change */
    bool apart;
} Kept;

struct Draft {
    Uuid about;
    uint64_t seen;             /* the newest group commit that its reads saw for certain */
    bool unfit;
    uint64_t written;          /* tables, as bits of draft_table() */
    size_t count;
    Kept kept[KEPT_MAX];
};

/* --- marks ---------------------------------------------------------------------- */
static uint64_t *mark_of(Db *db, Uuid about)
{
    uint64_t random;
    memcpy(&random, about.byte + 8, sizeof(random));      /* of a UUIDv7 */
    return &db->touched[(random * UINT64_C(0x9e3779b97f4a7c15) >> 32) % DB_MARKS];
}

static bool binds_name(const Bind *binds, size_t count, Uuid id)
{
    for (size_t i = 0; i < count; i++) {
        if (binds[i].type == 'b' && str_eq(binds[i].s, uuid_bytes(&id))) return true;
    }
    return false;
}

/* A statement that does not name the work it changes counts as a change of every work. */
void db_mark(Tx *tx, bool keyed, const Bind *binds, size_t count)
{
    uint64_t now = atomic_load(&tx->db->groups) + 1;
    if (tx->apart) return;
    bool named = keyed && !uuid_is_zero(tx->about) && binds_name(binds, count, tx->about);
    if (named) *mark_of(tx->db, tx->about) = now;
    else tx->db->touched_all = now;
}

void tx_about(Tx *tx, Uuid about)
{
    tx->about = about;
}

static bool still_stands(Db *db, const Draft *draft)
{
    return db->touched_all <= draft->seen && *mark_of(db, draft->about) <= draft->seen;
}

/* --- working it out --------------------------------------------------------------- */
uint64_t draft_table(const char *name, size_t len)
{
    uint64_t hash = UINT64_C(1469598103934665603);
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ (uint64_t)(uint8_t)(name[i] | 32)) * UINT64_C(1099511628211);
    }
    return UINT64_C(1) << (hash >> 58);
}

static bool is_name(Str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] != '_' && (word.ptr[i] < 'a' || word.ptr[i] > 'z')) return false;
    }
    return word.len > 0;
}

/* The table that a statement changes: the word after INTO, UPDATE or FROM; empty when it is
 * not written as all of ours are. */
Str db_changed_table(const char *sql)
{
    static const char *const starts[] = { "INSERT INTO ", "UPDATE ", "DELETE FROM " };
    Str text = str_from_c(sql), word = S("");
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        Str start = str_from_c(starts[i]);
        if (!str_starts(text, start)) continue;
        text = str_slice(text, start.len, text.len);
        return str_cut(&text, ' ', &word) && is_name(word) ? word : S("");
    }
    return word;
}

static bool keep_binds(Ctx *cx, Kept *kept, const Bind *binds, size_t count)
{
    kept->binds = ARENA_ARRAY(cx->arena, Bind, count + 1);
    if (!kept->binds) return false;
    kept->count = count;
    for (size_t i = 0; i < count; i++) {
        kept->binds[i] = binds[i];
        bool text = !binds[i].null && (binds[i].type == 's' || binds[i].type == 'b');
        if (text) kept->binds[i].s = arena_str(cx->arena, binds[i].s);
    }
    return !arena_failed(cx->arena);
}

Err draft_keep(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t count, bool one)
{
    Draft *d = tx->draft;
    TRY(db_binds_fit(cx, q, binds, count));
    Str table = db_changed_table(q->sql);
    if (d->count == KEPT_MAX || table.len == 0) return draft_unfit(cx, tx);
    Kept *kept = &d->kept[d->count];
    *kept = (Kept){ .query = q, .one = one, .apart = tx->apart };
    if (!keep_binds(cx, kept, binds, count)) return fail(cx, ERR_LIMIT, "request too large");
    d->count++;
    d->written |= draft_table(table.ptr, table.len);
    return OK;
}

Err draft_unfit(Ctx *cx, Tx *tx)
{
    tx->draft->unfit = true;
    tx->broken = fail(cx, ERR_CONFLICT, "this cannot be worked out beforehand");
    return tx->broken;
}

Err draft_read(Ctx *cx, Tx *tx, uint64_t tables)
{
    return tables & tx->draft->written ? draft_unfit(cx, tx) : OK;
}

Err db_draft(Ctx *cx, Db *db, Uuid about, DbJob *job, void *arg, Draft **ret_draft)
{
    Draft *draft = ARENA_NEW(cx->arena, Draft);
    if (!draft) return fail(cx, ERR_LIMIT, "request too large");
    draft->about = about;
    *ret_draft = draft;
    /* Before the read begins: a commit in between is then taken for one it did not see. */
    draft->seen = atomic_load(&db->groups);
    Err result = db_read_as(cx, db, draft, job, arg);
    if (result.kind != ERR_NONE) draft->unfit = true;
    return result;
}

bool draft_fits(const Draft *draft)
{
    return !draft->unfit;
}

/* --- its turn ------------------------------------------------------------------------ */
static Err do_one(Ctx *cx, Tx *tx, const Kept *kept)
{
    bool apart = tx->apart;
    tx->apart = kept->apart;
    Err result = kept->one ? db_exec_one_n(cx, tx, kept->query, kept->binds, kept->count)
                           : db_exec_n(cx, tx, kept->query, kept->binds, kept->count, NULL);
    tx->apart = apart;
    return result;
}

Err db_draft_do(Ctx *cx, Tx *tx, const Draft *draft, bool *ret_done)
{
    if (!tx->can_write || tx->draft) return fail(cx, ERR_BUG, "a draft is done by a write job");
    *ret_done = !draft->unfit && still_stands(tx->db, draft);
    if (!*ret_done) return OK;
    for (size_t i = 0; i < draft->count; i++) TRY(do_one(cx, tx, &draft->kept[i]));
    return OK;
}

Err db_exec_apart_n(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t count)
{
    tx->apart = true;
    Err result = db_exec_n(cx, tx, q, binds, count, NULL);
    tx->apart = false;
    return result;
}
