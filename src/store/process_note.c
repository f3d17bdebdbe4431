#include "process_note.h"
#include "vault.h"

enum { NOTES_MAX = 500, WORDINGS_MAX = 1000 };

/* The author stands in every WHERE. */
#define OWN " WHERE n.practice_id = ?1 AND n.episode_id = ?2 AND n.author_id = ?3"
#define NOTE_COLS "SELECT n.note_id, n.version, n.split, n.created_at, n.updated_at," \
                  " n.destroyed_at, w.version, w.base, w.text_sealed, w.at FROM process_note n"
#define JOIN_WORDING " LEFT JOIN process_note_wording w ON w.practice_id = n.practice_id" \
                     " AND w.episode_id = n.episode_id AND w.note_id = n.note_id" \
                     " AND n.destroyed_at = 0"
#define NOTE_TYPES "biiiiiiibi"
static const Query list = { "process_note_list", "bbb", NOTE_TYPES,
    NOTE_COLS JOIN_WORDING " AND w.version = n.version" OWN
    " ORDER BY n.created_at DESC, n.note_id DESC LIMIT 500" };
static const Query one = { "process_note_by_id", "bbbb", NOTE_TYPES,
    NOTE_COLS JOIN_WORDING OWN " AND n.note_id = ?4 AND n.destroyed_at = 0"
    " ORDER BY w.version LIMIT 1000" };
static const Query count = { "process_note_count", "bbb", "i",
    "SELECT COUNT(*) FROM process_note n" OWN };
static const Query insert = { "process_note_insert", "bbbbi", "",
    "INSERT INTO process_note (practice_id, episode_id, note_id, author_id, version, split,"
    " created_at, updated_at, destroyed_at) VALUES (?1, ?2, ?3, ?4, 1, 0, ?5, ?5, 0)" };
static const Query insert_wording = { "process_note_wording_add", "bbbiibi", "",
    "INSERT INTO process_note_wording (practice_id, episode_id, note_id, version, base,"
    " text_sealed, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)" };
static const Query set_words = { "process_note_set_words", "iiibbb", "",
    "UPDATE process_note SET version = ?1, split = ?2, updated_at = ?3"
    " WHERE practice_id = ?4 AND episode_id = ?5 AND note_id = ?6" };
static const Query set_destroyed = { "process_note_set_destroyed", "ibbb", "",
    "UPDATE process_note SET destroyed_at = ?1, updated_at = ?1"
    " WHERE practice_id = ?2 AND episode_id = ?3 AND note_id = ?4 AND destroyed_at = 0" };
const Query *const process_note_queries[] = { &list, &one, &count, &insert, &insert_wording,
                                              &set_words, &set_destroyed, NULL };

static SealAt wording_at(NoteId id, int64_t version)
{
    return (SealAt){ "process_note_wording", "text", id.u, version };
}

/* --- reading ------------------------------------------------------------------------------ */

static ProcessNote row_note(const Rows *row)
{
    return (ProcessNote){ .id = ROW_ID(Note, row, 0), .version = row_int(row, 1),
        .split = row_int(row, 2), .created_ms = row_int(row, 3), .updated_ms = row_int(row, 4),
        .destroyed_ms = row_int(row, 5) };
}

/* The key of a note is found by the note's own id. */
static Err row_wording(Ctx *cx, Tx *tx, const Grant *g, const Rows *row, NoteId id,
                       ProcessWording *ret_wording)
{
    ProcessWording w = { .version = row_int(row, 6), .base = row_int(row, 7),
                         .at_ms = row_int(row, 9) };
    TRY(vault_unseal(cx, tx, grant_practice(g), id.u, wording_at(id, w.version), row_str(row, 8),
                     &w.text));
    *ret_wording = w;
    return OK;
}

Err process_note_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ProcessNotes *ret_list)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    ProcessNotes all = { .list = ARENA_ARRAY(cx->arena, ProcessNote, NOTES_MAX) };
    ProcessWording *words = ARENA_ARRAY(cx->arena, ProcessWording, NOTES_MAX);
    TRY(grant_read(cx, g, C_NOTE, e));
    if (!all.list || !words) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &list, &row, BID(practice), BID(e), BID(self)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == NOTES_MAX) break;
        ProcessNote *n = &all.list[all.count];
        *n = row_note(&row);
        n->wording = &words[all.count++];
        if (row_null(&row, 6)) continue;
        TRY(row_wording(cx, tx, g, &row, n->id, n->wording));
        n->wording_count = 1;
    }
    *ret_list = all;
    return OK;
}

Err process_note_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, NoteId id, ProcessNote *ret_note)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    ProcessNote n = { .version = 0 };
    ProcessWording *words = ARENA_ARRAY(cx->arena, ProcessWording, WORDINGS_MAX);
    TRY(grant_read(cx, g, C_NOTE, e));
    if (!words) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &one, &row, BID(practice), BID(e), BID(self), BID(id)));
    size_t found = 0;
    for (;; found++) {
        TRY(db_next(&row, &more));
        if (!more || found == WORDINGS_MAX) break;
        if (found == 0) n = row_note(&row);
        TRY(row_wording(cx, tx, g, &row, n.id, &words[found]));
    }
    if (found == 0) return fail(cx, ERR_MISSING, "no such record");
    n.wording = words;
    n.wording_count = found;
    *ret_note = n;
    return OK;
}

/* --- writing ---------------------------------------------------------------------------------- */

static Err add_wording(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, NoteId id, int64_t version,
                       int64_t base, Str text)
{
    Str sealed;
    PracticeId practice = grant_practice(g);
    TRY(vault_seal(cx, tx, practice, id.u, wording_at(id, version), text, &sealed));
    return db_exec(cx, tx, &insert_wording, BID(practice), BID(e), BID(id), BI(version), BI(base),
                   BB(sealed), BI(cx->now_ms));
}

Err process_note_add(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Str text, NoteId *ret_id)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    NoteId id = ID_NEW(Note, cx->now_ms);
    TRY(grant_write(cx, g, C_NOTE, e));
    TRY(db_row(cx, tx, &count, &row, BID(practice), BID(e), BID(self)));
    if (row_int(&row, 0) >= NOTES_MAX) return fail(cx, ERR_LIMIT, "this page is full");
    TRY(vault_create_owner(cx, tx, practice, id.u));
    TRY(db_exec(cx, tx, &insert, BID(practice), BID(e), BID(id), BID(self), BI(cx->now_ms)));
    TRY(add_wording(cx, tx, g, e, id, 1, 0, text));
    *ret_id = id;
    return OK;
}

Err process_note_word(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, NoteId id, int64_t base, Str text)
{
    ProcessNote n;
    PracticeId practice = grant_practice(g);
    TRY(grant_write(cx, g, C_NOTE, e));
    TRY(process_note_load(cx, tx, g, e, id, &n));
    if (n.version >= WORDINGS_MAX) return fail(cx, ERR_LIMIT, "this note has been reworded too often");
    ProcessChange c = process_note_plan(&n, base, text);
    if (!c.add) return OK;
    TRY(add_wording(cx, tx, g, e, id, c.version, base, text));
    return db_exec(cx, tx, &set_words, BI(c.version), BI(c.split), BI(cx->now_ms), BID(practice),
                   BID(e), BID(id));
}

Err process_note_destroy(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, NoteId id)
{
    ProcessNote n;
    PracticeId practice = grant_practice(g);
    TRY(grant_write(cx, g, C_NOTE, e));
    TRY(process_note_load(cx, tx, g, e, id, &n));
    TRY(vault_destroy_owner(cx, tx, practice, id.u));
    return db_exec_one(cx, tx, &set_destroyed, BI(cx->now_ms), BID(practice), BID(e), BID(id));
}
