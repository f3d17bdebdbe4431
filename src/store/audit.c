#include "audit.h"

#include "../base/file.h"
#include "notes.h"

enum {
    ROW_BYTES_MAX = 8192,      /* one row in its hashed form */
    CHUNK_ROWS = 500, CHUNK_ARENA = 4 << 20,
    FINDINGS_MAX = 20,
    HEAD_FILE_MAX = 512
};

static const Query last = { "audit_last", "", "iib",
    "SELECT seq, at, hash FROM audit ORDER BY seq DESC LIMIT 1" };
static const Query add = { "audit_add", "iibbbbbsssssbbb", "",
    "INSERT INTO audit (seq, at, practice_id, actor_id, episode_id, subject_id, object_id,"
    " action, scope, purpose, outcome, reason, login_id, prev_hash, hash)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)" };
static const Query chunk = { "audit_chunk", "ii", "iibbbbbsssssbbb",
    "SELECT seq, at, practice_id, actor_id, episode_id, subject_id, object_id,"
    " action, scope, purpose, outcome, reason, login_id, prev_hash, hash"
    " FROM audit WHERE seq > ?1 ORDER BY seq LIMIT ?2" };

static const Query hash_of = { "audit_hash", "i", "b", "SELECT hash FROM audit WHERE seq = ?1" };

const Query *const audit_queries[] = { &last, &add, &chunk, &hash_of, NULL };

/* --- one row's hash ------------------------------------------------------- */
static void put_number(Out *o, int64_t number)
{
    char bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (char)(uint8_t)((uint64_t)number >> (56 - 8 * i));
    out_raw(o, (Str){ bytes, sizeof(bytes) });
}

static void put_text(Out *o, Str text)
{
    put_number(o, (int64_t)text.len);
    out_raw(o, text);
}

/* at || six ids || five texts, each text after its length. */
static void put_row(Out *o, const AuditRow *row, int64_t at_ms)
{
    put_number(o, at_ms);
    out_raw(o, uuid_bytes(&row->practice.u));
    out_raw(o, uuid_bytes(&row->actor.u));
    out_raw(o, uuid_bytes(&row->episode.u));
    out_raw(o, uuid_bytes(&row->subject.u));
    out_raw(o, uuid_bytes(&row->object));
    out_raw(o, uuid_bytes(&row->login.u));
    put_text(o, row->action);
    put_text(o, row->scope);
    put_text(o, row->purpose);
    put_text(o, row->outcome);
    put_text(o, row->reason);
}

/* prev || seq || the row. */
static Hash row_hash(Out *o, const AuditRow *row, int64_t seq, int64_t at_ms, const Hash *prev)
{
    o->len = 0;
    out_raw(o, hash_bytes(prev));
    put_number(o, seq);
    put_row(o, row, at_ms);
    return hash_plain(out_str(o));
}

static Err read_hash(const Rows *row, int col, Hash *ret_hash)
{
    Str bytes = row_str(row, col);
    if (bytes.len != sizeof(ret_hash->byte)) {
        return fail(row->cx, ERR_STORE, "a row of the access log holds no hash");
    }
    memcpy(ret_hash->byte, bytes.ptr, sizeof(ret_hash->byte));
    return OK;
}

/* --- adding ----------------------------------------------------------------- */
Err audit_head(Ctx *cx, Tx *tx, AuditHead *ret_head)
{
    Rows row;
    bool found = false;
    AuditHead head = { 0 };
    TRY(db_rows_n(cx, tx, &last, NULL, 0, &row));
    TRY(db_next(&row, &found));
    if (found) {
        head.seq = row_int(&row, 0);
        head.at_ms = row_int(&row, 1);
        TRY(read_hash(&row, 2, &head.hash));
    }
    *ret_head = head;
    return OK;
}

static Err append_at(Ctx *cx, Tx *tx, const AuditRow *row, int64_t at_ms)
{
    AuditHead head;
    TRY(audit_head(cx, tx, &head));
    Out bytes = out_open(cx->arena, ROW_BYTES_MAX);
    int64_t seq = head.seq + 1;
    Hash hash = row_hash(&bytes, row, seq, at_ms, &head.hash);
    if (bytes.bad) return fail(cx, ERR_LIMIT, "request too large");
    return db_exec_apart(cx, tx, &add, BI(seq), BI(at_ms), BID(row->practice), BID(row->actor),
                   BID(row->episode), BID(row->subject), bind_bytes(uuid_bytes(&row->object)),
                   BS(row->action), BS(row->scope), BS(row->purpose), BS(row->outcome),
                   BS(row->reason), BID(row->login), BB(hash_bytes(&head.hash)),
                   BB(hash_bytes(&hash)));
}

Err audit_append(Ctx *cx, Tx *tx, const AuditRow *row)
{
    return append_at(cx, tx, row, cx->now_ms);
}

/* --- notes: rows of looks, on their way ------------------------------------------ */
void audit_note(Ctx *cx, Db *db, const AuditRow *row, DbDone *done, void *done_arg)
{
    Out bytes = out_open(cx->arena, NOTE_BYTES_MAX);
    put_row(&bytes, row, cx->now_ms);
    if (bytes.bad) {
        done(fail(cx, ERR_LIMIT, "request too large"), done_arg);
        return;
    }
    DbNote note = { .bytes = out_str(&bytes), .about = row->episode.u, .by = row->actor.u };
    db_note(cx, db, &note, done, done_arg);
}

/* The next `len` bytes; false when there are fewer. */
static bool cut_bytes(Str *rest, size_t len, Str *ret_part)
{
    if (rest->len < len) return false;
    *ret_part = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len, rest->len);
    return true;
}

static bool cut_number(Str *rest, int64_t *ret_number)
{
    Str part;
    uint64_t n = 0;
    if (!cut_bytes(rest, 8, &part)) return false;
    for (size_t i = 0; i < 8; i++) n = n << 8 | (uint8_t)part.ptr[i];
    *ret_number = (int64_t)n;
    return true;
}

static bool cut_text(Str *rest, Str *ret_text)
{
    int64_t len = 0;
    return cut_number(rest, &len) && len >= 0 && cut_bytes(rest, (size_t)len, ret_text);
}

static bool cut_row(Str rest, AuditRow *row, int64_t *at_ms)
{
    Uuid *const ids[] = { &row->practice.u, &row->actor.u, &row->episode.u, &row->subject.u,
                          &row->object, &row->login.u };
    Str *const texts[] = { &row->action, &row->scope, &row->purpose, &row->outcome, &row->reason };
    Str part;
    if (!cut_number(&rest, at_ms)) return false;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        if (!cut_bytes(&rest, sizeof(Uuid), &part)) return false;
        memcpy(ids[i]->byte, part.ptr, part.len);
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!cut_text(&rest, texts[i])) return false;
    return rest.len == 0;
}

static Err note_keep(Ctx *cx, Tx *tx, Str note)
{
    AuditRow row = { 0 };
    int64_t at_ms = 0;
    if (!cut_row(note, &row, &at_ms)) return fail(cx, ERR_STORE, "a note of the access log is damaged");
    return append_at(cx, tx, &row, at_ms);
}

/* The last row's number and hash. */
static Err note_mark(Ctx *cx, Tx *tx, Str *ret_mark)
{
    AuditHead head;
    Out mark = out_open(cx->arena, NOTES_MARK);
    TRY(audit_head(cx, tx, &head));
    put_number(&mark, head.seq);
    out_raw(&mark, hash_bytes(&head.hash));
    *ret_mark = out_str(&mark);
    return OK;
}

/* They are rows already when the log goes on behind their mark.  When it does not hold that
 * mark, it is another log, or an older copy of this one. */
static Err note_open(Ctx *cx, Tx *tx, Str mark, bool *ret_open)
{
    Str now, hash = S("");
    Rows row;
    int64_t seq = 0;
    bool found = false;
    TRY(note_mark(cx, tx, &now));
    *ret_open = str_eq(now, mark);
    if (*ret_open || !cut_number(&mark, &seq)) return OK;
    TRY(db_rows(cx, tx, &hash_of, &row, BI(seq)));
    TRY(db_next(&row, &found));
    if (found) hash = row_str(&row, 0);
    if (seq != 0 && !str_eq(hash, mark))
        return fail(cx, ERR_CONFLICT, "the file of notes beside the database belongs to another state "
                    "of it: keep it with the incident and move it aside");
    return OK;
}

const DbNotes audit_notes = { note_mark, note_open, note_keep };

/* --- verifying ---------------------------------------------------------------- */
typedef struct Verify {
    Tx *tx;
    const AuditHead *sealed;
    Out *report;
    int64_t after;             /* the last one read, wherever it belongs */
    int64_t seq;               /* of the row before */
    Hash hash;
    int findings;
} Verify;

static void found(Verify *v, int64_t seq, Str what)
{
    if (++v->findings > FINDINGS_MAX) return;
    out_raw(v->report, S("row "));
    out_int(v->report, seq);
    out_raw(v->report, S(": "));
    out_raw(v->report, what);
    out_raw(v->report, S("\n"));
}

static bool hash_eq(const Hash *a, const Hash *b)
{
    return str_eq(hash_bytes(a), hash_bytes(b));
}

/* Fields of a row as it stands, which somebody may have tampered with. */
static bool field_is(const Rows *r, int col, void *bytes, size_t len)
{
    Str stored = row_str(r, col);
    if (stored.len != len) return false;
    memcpy(bytes, stored.ptr, len);
    return true;
}

static bool row_read(const Rows *r, AuditRow *row, Hash *prev, Hash *hash)
{
    row->action = row_str(r, 7);
    row->scope = row_str(r, 8);
    row->purpose = row_str(r, 9);
    row->outcome = row_str(r, 10);
    row->reason = row_str(r, 11);
    /* The hashes first: a broken id must not hide that the row follows the one before. */
    return field_is(r, 13, prev, sizeof(*prev)) && field_is(r, 14, hash, sizeof(*hash)) &&
           field_is(r, 2, &row->practice, 16) && field_is(r, 3, &row->actor, 16) &&
           field_is(r, 4, &row->episode, 16) && field_is(r, 5, &row->subject, 16) &&
           field_is(r, 6, &row->object, 16) && field_is(r, 12, &row->login, 16);
}

static void check_row(Verify *v, const Rows *r, Out *bytes)
{
    AuditRow row = { 0 };
    Hash prev = { 0 }, stored = { 0 };
    int64_t seq = row_int(r, 0);
    v->after = seq;
    if (seq < 1) {
        found(v, seq, S("it was put in"));
        return;
    }
    bool whole = row_read(r, &row, &prev, &stored);
    Hash hash = row_hash(bytes, &row, seq, row_int(r, 1), &prev);
    if (seq != v->seq + 1) found(v, v->seq + 1, S("it is missing"));
    else if (!hash_eq(&prev, &v->hash)) found(v, seq, S("it does not follow the row before it"));
    if (!whole || bytes->bad || !hash_eq(&hash, &stored)) found(v, seq, S("it was changed"));
    if (v->sealed && seq == v->sealed->seq && !hash_eq(&stored, &v->sealed->hash)) {
        found(v, seq, S("it is not the row that the head file names: the log was rewritten"));
    }
    bytes->bad = false;
    v->seq = seq;
    v->hash = stored;
}

/* Up to CHUNK_ROWS rows after v->after; *ret_more false at the log's end. */
static Err check_chunk(Ctx *cx, Verify *v, bool *ret_more)
{
    Rows rows;
    int64_t count = 0;
    Out bytes = out_open(cx->arena, ROW_BYTES_MAX);
    TRY(db_rows(cx, v->tx, &chunk, &rows, BI(v->after), BI(CHUNK_ROWS)));
    for (;;) {
        bool more = false;
        TRY(db_next(&rows, &more));
        if (!more) break;
        check_row(v, &rows, &bytes);
        if (arena_failed(cx->arena)) return fail(cx, ERR_STORE, "it is too large");
        count++;
    }
    *ret_more = count == CHUNK_ROWS;
    return OK;
}

/* A log of any length is read in the memory of one chunk. */
static Err check_all(Ctx *cx, Verify *v)
{
    for (bool more = true; more;) {
        Ctx part = { .arena = arena_open(CHUNK_ARENA), .now_ms = cx->now_ms };
        if (!part.arena) return fail(cx, ERR_LIMIT, "out of memory");
        Err checked = check_chunk(&part, v, &more);
        arena_close(part.arena);
        if (checked.kind == ERR_STORE) {
            found(v, v->seq + 1, S("it cannot be read, and what follows was not checked"));
            return OK;
        }
        if (checked.kind != ERR_NONE) return fail(cx, checked.kind, "%s", part.err_text);
    }
    return OK;
}

Err audit_verify(Ctx *cx, Tx *tx, const AuditHead *sealed, Out *report, bool *ret_ok)
{
    Verify v = { .tx = tx, .sealed = sealed, .report = report, .after = INT64_MIN };
    TRY(check_all(cx, &v));
    if (sealed && sealed->seq > v.seq) found(&v, v.seq + 1, S("it is missing: the end was cut"));
    if (v.findings > FINDINGS_MAX) {
        out_int(report, v.findings - FINDINGS_MAX);
        out_raw(report, S(" more findings\n"));
    }
    *ret_ok = v.findings == 0;
    return OK;
}

/* --- the head's file ------------------------------------------------------------ */
/* tandem-audit-head 1\n<seq> <at> <hash>\n<keyed hash of the lines before>\n */
#define HEAD_TITLE "tandem-audit-head 1\n"

static Str head_mac(Ctx *cx, const Vault *vault, Str body)
{
    Hash mac = vault_lookup_hash(vault, S("audit head"), body);
    return hex_encode(cx->arena, hash_bytes(&mac));
}

static bool head_parse(Str body, AuditHead *ret_head)
{
    Str seq, at;
    AuditHead head;
    if (!str_starts(body, S(HEAD_TITLE)) || !str_ends(body, S("\n"))) return false;
    Str line = str_slice(body, sizeof(HEAD_TITLE) - 1, body.len - 1);
    if (!str_cut(&line, ' ', &seq) || !str_to_i64(seq, &head.seq)) return false;
    if (!str_cut(&line, ' ', &at) || !str_to_i64(at, &head.at_ms)) return false;
    if (!hex_decode(line, head.hash.byte, sizeof(head.hash.byte))) return false;
    *ret_head = head;
    return true;
}

Err audit_head_load(Ctx *cx, const Vault *vault, const char *path, AuditHead *ret_head)
{
    Str text;
    TRY(file_read(cx, path, HEAD_FILE_MAX, &text));
    size_t mac_len = 2 * sizeof(Hash) + 1;
    Str body = str_slice(text, 0, text.len > mac_len ? text.len - mac_len : 0);
    Str mac = str_slice(text, body.len, text.len);
    Str want = arena_join(cx->arena, head_mac(cx, vault, body), S("\n"));
    if (!str_eq_secret(mac, want) || !head_parse(body, ret_head)) {
        return fail(cx, ERR_STORE, "the head of the log was changed, or sealed with another key");
    }
    return OK;
}

static Err job_head(Ctx *cx, Tx *tx, void *arg)
{
    return audit_head(cx, tx, arg);
}

/* What stands in the file now; zeros when there is none. */
static Err head_before(Ctx *cx, const Vault *vault, const char *path, AuditHead *ret_head)
{
    AuditHead before = { 0 };
    Err loaded = audit_head_load(cx, vault, path, &before);
    if (loaded.kind == ERR_MISSING) err_clear(cx);
    else TRY(loaded);
    *ret_head = before;
    return OK;
}

Err audit_head_save(Ctx *cx, Db *db, const Vault *vault, const char *path)
{
    AuditHead before, head;
    TRY(head_before(cx, vault, path, &before));
    TRY(db_settle(cx, db));
    TRY(db_read(cx, db, job_head, &head));
    if (head.seq < before.seq) {
        return fail(cx, ERR_CONFLICT, "the access log is shorter than its head file says");
    }
    if (head.seq == before.seq) return OK;
    Str hash = hex_encode(cx->arena, hash_bytes(&head.hash));
    Str body = arena_printf(cx->arena, HEAD_TITLE "%lld %lld " STR_FMT "\n", (long long)head.seq,
                            (long long)head.at_ms, STR_ARG(hash));
    /* A full arena would give a shorter text: file_replace refuses to write then. */
    Str text = arena_printf(cx->arena, STR_FMT STR_FMT "\n", STR_ARG(body),
                            STR_ARG(head_mac(cx, vault, body)));
    return file_replace(cx, path, text);
}
