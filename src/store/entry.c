#include "entry.h"
#include "role.h"
#include "vault.h"

enum { LIST_MAX = 500, WORDINGS_MAX = 1000, ROWS_MAX = 20000, GROW = 64 };

/* Entry and reader.  Who left reads what was there until then; what was taken back, what was
 * never shown and the drafts before it was shown stay its author's alone. */
#define FROM_READER " FROM entry e JOIN member m ON m.practice_id = e.practice_id" \
                    " AND m.episode_id = e.episode_id AND m.person_id = ?4"
#define WHERE_EPISODE " WHERE e.practice_id = ?1 AND e.episode_id = ?2"
/* Three words compared, not IN of three: SQLite would build a table of them for each run, as
 * it would for an order with a LIMIT.  So the reading stops at ROWS_MAX instead. */
#define READS " AND (m.part = 'client' OR m.part = 'therapist' OR m.part = 'co_therapist')"
#define SHOWN(x) "(" x ".author_id = m.person_id OR (" x ".audience = 'members'" \
                 " AND (m.to_at = 0 OR " x ".shown_at <= m.to_at))" \
                 " OR (" x ".audience = 'chosen' AND EXISTS (SELECT 1 FROM entry_reader r" \
                 " WHERE r.practice_id = " x ".practice_id AND r.episode_id = " x ".episode_id" \
                 " AND r.entry_id = " x ".entry_id AND r.person_id = m.person_id AND r.to_at = 0)))"
/* A word beside something, or a question about it, is there for whoever reads that. */
#define IS_SHOWN " AND (" SHOWN("e") " OR (e.audience = 'with_parent' AND EXISTS (SELECT 1" \
                 " FROM entry p WHERE p.practice_id = e.practice_id" \
                 " AND p.episode_id = e.episode_id AND p.entry_id = e.parent_id" \
                 " AND (p.state <> 'withdrawn' OR p.author_id = m.person_id) AND " SHOWN("p") ")))"
#define AUDIENCE IS_SHOWN " AND m.state IN ('active', 'left')" \
                 READS " AND (m.to_at = 0 OR e.created_at <= m.to_at)" \
                 " AND (e.state <> 'withdrawn' OR e.author_id = m.person_id)"
#define OF_SESSION " AND e.session_id = ?3" AUDIENCE
#define OF_ENTRY " AND e.entry_id = ?3" AUDIENCE
#define OF_KINDS " AND e.session_id = ?3 AND e.kind IN (?5, ?6, ?7, ?8)" AUDIENCE
#define OF_PLACES " AND e.session_id IN (?3, ?5, ?6)" \
                  " AND (e.session_id <> ?3 OR e.kind = 'goal' OR e.kind = 'check'" \
                  " OR e.kind = 'preference' OR e.kind = 'task' OR e.kind = 'pace')" AUDIENCE
#define OF_STEPS " AND e.session_id <> ?3 AND e.kind = 'step'" AUDIENCE
#define IN_ORDER " ORDER BY e.position, e.entry_id"

/* Each wording with its entry beside it: one walk instead of two. */
#define ENTRY_COLS "SELECT e.entry_id, e.session_id, e.kind, e.mark, e.author_id, e.owner_id," \
                   " e.state, e.minutes, e.position, e.split, e.version, e.created_at, e.updated_at," \
                   " e.audience, COALESCE(e.parent_id, e.entry_id)," \
                   " COALESCE(e.target_id, e.entry_id), e.level, e.due_at, e.open_from, e.shown_at," \
                   " w.version, w.base, w.author_id, w.text_sealed, w.at"
#define ENTRY_TYPES "bbssbbsiiiiiisbbiiiiiibbi"
enum { COL_WORDING = 20 };
#define JOIN_WORDING " LEFT JOIN entry_wording w ON w.practice_id = e.practice_id" \
                     " AND w.episode_id = e.episode_id AND w.entry_id = e.entry_id" \
                     " AND (m.to_at = 0 OR w.at <= m.to_at)" \
                     " AND (w.version >= e.open_from OR e.author_id = m.person_id)" \
                     " AND (e.state <> 'unsaid' OR e.author_id = m.person_id)"
#define ENTRIES ENTRY_COLS FROM_READER JOIN_WORDING WHERE_EPISODE
static const Query session_entries = { "entry_session", "bbbb", ENTRY_TYPES,
    ENTRIES OF_SESSION IN_ORDER ", w.version" };
static const Query places_entries = { "entry_places", "bbbbbb", ENTRY_TYPES,
    ENTRIES OF_PLACES IN_ORDER ", w.version" };
static const Query kinds_entries = { "entry_kinds", "bbbbssss", ENTRY_TYPES,
    ENTRIES OF_KINDS IN_ORDER ", w.version" };
/* Of every session, and of none. */
#define OF_SHOWN " AND e.session_id >= ?3 AND e.kind IN (?5, ?6, ?7, ?8)" \
                 " AND e.audience = 'members'" AUDIENCE
static const Query shown_entries = { "entry_shown", "bbbbssss", ENTRY_TYPES,
    ENTRIES OF_SHOWN IN_ORDER ", w.version" };
static const Query steps_entries = { "entry_steps", "bbbb", ENTRY_TYPES,
    ENTRIES OF_STEPS " ORDER BY e.created_at, e.entry_id, w.version" };
static const Query one_entry = { "entry_by_id", "bbbb", ENTRY_TYPES,
    ENTRIES OF_ENTRY IN_ORDER ", w.version" };
/* Ids rise with time: the newest come first, so that what a limit leaves out is the oldest. */
#define NEWEST " ORDER BY e.entry_id DESC"
static const Query all_entries = { "entry_all", "bbbbi", ENTRY_TYPES,
    ENTRIES AUDIENCE " AND e.episode_id = ?3" NEWEST ", w.version LIMIT ?5" };

static const Query under_entries = { "entry_under", "bbbb", ENTRY_TYPES,
    ENTRIES " AND e.parent_id = ?3" AUDIENCE IN_ORDER ", w.version LIMIT 5000" };

#define SAID_COLS "SELECT a.entry_id, a.person_id, a.version, a.number, a.answer," \
                  " a.words_sealed, a.at"
#define JOIN_SAID " JOIN entry_answer a ON a.practice_id = e.practice_id" \
                  " AND a.episode_id = e.episode_id AND a.entry_id = e.entry_id" \
                  " AND (m.to_at = 0 OR a.at <= m.to_at)"
static const Query session_said = { "entry_session_answers", "bbbb", "bbiisbi",
    SAID_COLS FROM_READER JOIN_SAID WHERE_EPISODE OF_SESSION
    IN_ORDER ", a.version, a.at, a.number" };
static const Query kinds_said = { "entry_kinds_answers", "bbbbssss", "bbiisbi",
    SAID_COLS FROM_READER JOIN_SAID WHERE_EPISODE OF_KINDS
    IN_ORDER ", a.version, a.at, a.number" };
static const Query shown_said = { "entry_shown_answers", "bbbbssss", "bbiisbi",
    SAID_COLS FROM_READER JOIN_SAID WHERE_EPISODE OF_SHOWN
    IN_ORDER ", a.version, a.at, a.number" };
static const Query places_said = { "entry_places_answers", "bbbbbb", "bbiisbi",
    SAID_COLS FROM_READER JOIN_SAID WHERE_EPISODE OF_PLACES
    IN_ORDER ", a.version, a.at, a.number" };
static const Query all_said = { "entry_all_answers", "bbbbi", "bbiisbi",
    SAID_COLS FROM_READER JOIN_SAID WHERE_EPISODE AUDIENCE " AND e.episode_id = ?3" NEWEST
    ", a.version, a.at, a.number LIMIT ?5" };
static const Query steps_said = { "entry_steps_answers", "bbbb", "bbiisbi",
    SAID_COLS FROM_READER JOIN_SAID WHERE_EPISODE OF_STEPS
    " ORDER BY e.created_at, e.entry_id, a.version, a.at, a.number" };
static const Query one_said = { "entry_answers", "bbbb", "bbiisbi",
    SAID_COLS FROM_READER JOIN_SAID WHERE_EPISODE OF_ENTRY
    IN_ORDER ", a.version, a.at, a.number" };

static const Query top = { "entry_top", "bbb", "ii",
    "SELECT COALESCE(MAX(position), 0), COUNT(*) FROM entry"
    " WHERE practice_id = ?1 AND episode_id = ?2 AND session_id = ?3" };
/* What others keep to themselves, or show to some, is not counted either, nor what stands under it. */
static const Query top_of_kind = { "entry_top_of_kind", "bbbsb", "ii",
    "SELECT COALESCE(MAX(e.position), 0), COALESCE(SUM(CASE WHEN e.author_id = ?5"
    " OR e.audience = 'members' OR (e.audience = 'with_parent' AND EXISTS (SELECT 1 FROM entry p"
    " WHERE p.practice_id = e.practice_id AND p.episode_id = e.episode_id"
    " AND p.entry_id = e.parent_id AND p.audience = 'members')) THEN 1 ELSE 0 END), 0) FROM entry e"
    " WHERE e.practice_id = ?1 AND e.episode_id = ?2 AND e.session_id = ?3 AND e.kind = ?4" };
/* What stands under one thing is counted for itself: a conversation may be long, and there may be many. */
static const Query top_under = { "entry_top_under", "bbb", "ii",
    "SELECT COALESCE(MAX(position), 0), COUNT(*) FROM entry"
    " WHERE practice_id = ?1 AND episode_id = ?2 AND parent_id = ?3" };
static const Query insert = { "entry_add", "bbbbssbbssiiiibbii", "",
    "INSERT INTO entry (practice_id, episode_id, entry_id, session_id, kind, mark, author_id,"
    " owner_id, audience, state, minutes, position, split, version, created_at, updated_at,"
    " parent_id, target_id, level, due_at, open_from)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, 1, ?13, ?14, ?15, ?16, ?17,"
    " ?18, 1)" };
static const Query insert_wording = { "entry_wording_add", "bbbiibbi", "",
    "INSERT INTO entry_wording (practice_id, episode_id, entry_id, version, base, author_id,"
    " text_sealed, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)" };
static const Query insert_said = { "entry_answer_add", "bbbbiisbi", "",
    "INSERT INTO entry_answer (practice_id, episode_id, entry_id, person_id, version, number,"
    " answer, words_sealed, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)" };
static const Query set_words = { "entry_set_words", "iiibbbi", "",
    "UPDATE entry SET version = ?1, split = ?2, updated_at = ?3"
    " WHERE practice_id = ?4 AND episode_id = ?5 AND entry_id = ?6 AND version = ?7" };
static const Query set_state = { "entry_set_state", "sibbb", "",
    "UPDATE entry SET state = ?1, updated_at = ?2"
    " WHERE practice_id = ?3 AND episode_id = ?4 AND entry_id = ?5" };
static const Query set_minutes = { "entry_set_minutes", "iibbb", "",
    "UPDATE entry SET minutes = ?1, updated_at = ?2"
    " WHERE practice_id = ?3 AND episode_id = ?4 AND entry_id = ?5" };
static const Query set_audience = { "entry_set_audience", "siiibbb", "",
    "UPDATE entry SET audience = ?1, open_from = ?2, shown_at = ?3, updated_at = ?4"
    " WHERE practice_id = ?5 AND episode_id = ?6 AND entry_id = ?7" };
static const Query end_readers = { "entry_readers_end", "ibbb", "",
    "UPDATE entry_reader SET to_at = ?1"
    " WHERE practice_id = ?2 AND episode_id = ?3 AND entry_id = ?4 AND to_at = 0" };
static const Query add_reader = { "entry_reader_add", "bbbbi", "",
    "INSERT INTO entry_reader (practice_id, episode_id, entry_id, person_id, from_at, to_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, 0)" };
static const Query readers_of = { "entry_readers", "bbb", "b",
    "SELECT person_id FROM entry_reader WHERE practice_id = ?1 AND episode_id = ?2"
    " AND entry_id = ?3 AND to_at = 0 ORDER BY person_id" };
static const Query own_readers = { "entry_own_readers", "bbb", "bbii",
    "SELECT r.entry_id, r.person_id, r.from_at, r.from_at FROM entry_reader r JOIN entry e"
    " ON e.practice_id = r.practice_id AND e.episode_id = r.episode_id AND e.entry_id = r.entry_id"
    " WHERE r.practice_id = ?1 AND r.episode_id = ?2 AND e.author_id = ?3 AND r.to_at = 0"
    " ORDER BY r.entry_id, r.person_id LIMIT 4000" };
static const Query readings = { "entry_readings", "bbb", "bbii",
    "SELECT a.object_id, a.actor_id, MIN(a.at), MAX(a.at) FROM audit a JOIN entry e"
    " ON e.practice_id = a.practice_id AND e.episode_id = a.episode_id AND e.entry_id = a.object_id"
    " WHERE a.practice_id = ?1 AND a.episode_id = ?2 AND a.action = 'STORY_READ'"
    " AND a.outcome = 'done' AND e.author_id = ?3 AND a.actor_id <> ?3"
    " GROUP BY a.object_id, a.actor_id ORDER BY a.object_id, MAX(a.at) DESC LIMIT 4000" };
static const Query set_due = { "entry_set_due", "iibbb", "",
    "UPDATE entry SET due_at = ?1, updated_at = ?2"
    " WHERE practice_id = ?3 AND episode_id = ?4 AND entry_id = ?5" };
static const Query set_level = { "entry_set_level", "iibbb", "",
    "UPDATE entry SET level = ?1, updated_at = ?2"
    " WHERE practice_id = ?3 AND episode_id = ?4 AND entry_id = ?5" };
static const Query move_on = { "entry_move_on", "sibbbb", "",
    "UPDATE entry SET state = ?1, updated_at = ?2 WHERE practice_id = ?3 AND episode_id = ?4"
    " AND session_id = ?5 AND kind = 'agenda' AND state = 'current' AND entry_id <> ?6" };
/* No word is opened for it: who put it there, and who wrote the words that stand. */
static const Query heads = { "entry_heads", "bbb", "bbssbbi",
    "SELECT e.entry_id, e.session_id, e.kind, e.state, e.author_id, COALESCE(w.author_id, e.author_id),"
    " e.created_at FROM entry e JOIN member m ON m.practice_id = e.practice_id"
    " AND m.episode_id = e.episode_id AND m.person_id = ?3"
    " LEFT JOIN entry_wording w ON w.practice_id = e.practice_id AND w.episode_id = e.episode_id"
    " AND w.entry_id = e.entry_id AND w.version = e.version"
    WHERE_EPISODE AUDIENCE
    " AND e.state <> 'withdrawn' AND (e.audience = 'members' OR (e.audience = 'with_parent'"
    " AND EXISTS (SELECT 1 FROM entry q WHERE q.practice_id = e.practice_id"
    " AND q.episode_id = e.episode_id AND q.entry_id = e.parent_id AND q.audience = 'members'"
    " AND q.state <> 'withdrawn'))) ORDER BY e.created_at, e.entry_id LIMIT 20000" };
const Query *const entry_queries[] = { &heads, &shown_entries, &shown_said, &all_entries, &all_said, &session_entries, &places_entries, &kinds_entries,
    &one_entry, &steps_entries, &steps_said, &session_said, &places_said, &kinds_said, &one_said,
    &set_audience, &end_readers, &add_reader, &readers_of, &own_readers, &readings,
    &set_due, &set_level,
    &under_entries, &top, &top_of_kind, &top_under, &insert, &insert_wording, &insert_said,
    &set_words, &set_state, &set_minutes, &move_on, NULL };

/* --- reading ------------------------------------------------------------------------------ */

static SealAt wording_at(EntryId id, int64_t version)
{
    return (SealAt){ "entry_wording", "text", id.u, version };
}

/* An answer has no id of its own: the seal's row is made of entry and person, its version
 * of wording and number. */
static SealAt said_at(EntryId id, PersonId person, int64_t version, int64_t number)
{
    enum { NUMBERS_MAX = 1 << 20 };
    uint8_t both[32];
    memcpy(both, id.u.byte, 16);
    memcpy(both + 16, person.u.byte, 16);
    Hash hash = hash_plain((Str){ (const char *)both, sizeof both });
    SealAt at = { .table = "entry_answer", .column = "words",
                  .version = version * NUMBERS_MAX + number };
    memcpy(at.row.byte, hash.byte, 16);
    return at;
}

/* What both reads share: the same places, read in the same order. */
typedef struct Reading {
    Ctx *cx;
    Tx *tx;
    const Grant *g;
    EpisodeId e;
    Uuid of;                  /* the session or the entry */
    const Query *entries, *said;
    const EntryKinds *kinds;  /* NULL unless the queries ask for some kinds alone */
    const SessionId *more;    /* NULL unless they ask for two sessions besides */
    int64_t limit;            /* of rows; 0 unless they ask for one */
    const PersonId *as;       /* NULL: the actor reads; else a client, who shows it */
} Reading;

/* Room for one more in an array that grows in the arena, doubling. */
static void *room_for(Ctx *cx, void *list, size_t count, size_t size)
{
    if (count < GROW ? count != 0 : (count & (count - 1)) != 0) return list;
    void *wider = arena_array(cx->arena, count < GROW ? GROW : 2 * count, size);
    if (wider && count) memcpy(wider, list, count * size);
    return wider;
}

static Err open_rows(const Reading *r, const Query *q, Rows *ret_rows)
{
    PracticeId practice = grant_practice(r->g);
    PersonId self = r->as ? *r->as : grant_person(r->g);
    Bind of = bind_bytes(uuid_bytes(&r->of));
    if (r->limit)
        return db_rows(r->cx, r->tx, q, ret_rows, BID(practice), BID(r->e), of, BID(self), BI(r->limit));
    if (r->more)
        return db_rows(r->cx, r->tx, q, ret_rows, BID(practice), BID(r->e), of, BID(self),
                       BID(r->more[0]), BID(r->more[1]));
    if (!r->kinds)
        return db_rows(r->cx, r->tx, q, ret_rows, BID(practice), BID(r->e), of, BID(self));
    const EntryKind *k = r->kinds->kind;
    return db_rows(r->cx, r->tx, q, ret_rows, BID(practice), BID(r->e), of, BID(self),
                   BS(entry_kind_name(k[0])), BS(entry_kind_name(k[1])),
                   BS(entry_kind_name(k[2])), BS(entry_kind_name(k[3])));
}

/* A row from before there were parents gives its own id there. */
static EntryId row_other(const Rows *row, int col)
{
    EntryId other = ROW_ID(Entry, row, col);
    return uuid_eq(other.u, row_uuid(row, 0)) ? (EntryId){ { { 0 } } } : other;
}

static Entry row_entry(const Reading *r, const Rows *row)
{
    return (Entry){ .id = ROW_ID(Entry, row, 0), .session = ROW_ID(Session, row, 1),
        .kind = entry_kind_parse(row_str(row, 2)), .mark = entry_mark_parse(row_str(row, 3)),
        .author = ROW_ID(Person, row, 4), .owner = ROW_ID(Person, row, 5),
        .state = entry_state_parse(row_str(row, 6)), .minutes = row_int(row, 7),
        .position = row_int(row, 8), .split = row_int(row, 9), .version = row_int(row, 10),
        .created_ms = row_int(row, 11), .updated_ms = row_int(row, 12),
        .slot = arena_str(r->cx->arena, row_str(row, 3)),
        .audience = entry_audience_parse(row_str(row, 13)), .parent = row_other(row, 14),
        .target = row_other(row, 15), .level = row_int(row, 16), .due_ms = row_int(row, 17),
        .open_from = row_int(row, 18), .shown_ms = row_int(row, 19) };
}

static Err row_wording(const Reading *r, const Rows *row, const Entry *e, EntryWording *ret_wording)
{
    enum { AT = COL_WORDING };
    EntryWording w = { .version = row_int(row, AT), .base = row_int(row, AT + 1),
                       .author = ROW_ID(Person, row, AT + 2), .at_ms = row_int(row, AT + 4) };
    TRY(vault_unseal(r->cx, r->tx, grant_practice(r->g), r->e.u, wording_at(e->id, w.version),
                     row_str(row, AT + 3), &w.text));
    *ret_wording = w;
    return OK;
}

typedef struct Growing { Entries all; EntryWording *words; size_t word_count; } Growing;

static Err take_wording(const Reading *r, const Rows *row, Growing *g)
{
    Entry *e = &g->all.list[g->all.count - 1];
    if (row_null(row, COL_WORDING)) return OK;
    g->words = room_for(r->cx, g->words, g->word_count, sizeof *g->words);
    if (!g->words) return fail(r->cx, ERR_LIMIT, "request too large");
    TRY(row_wording(r, row, e, &g->words[g->word_count]));
    g->word_count++;
    e->wording_count++;
    return OK;
}

/* One row: a wording of the newest entry, or the first of the next one. */
static Err take_row(const Reading *r, const Rows *row, Growing *g)
{
    Entries *all = &g->all;
    if (all->count == 0 || !uuid_eq(all->list[all->count - 1].id.u, row_uuid(row, 0))) {
        all->list = room_for(r->cx, all->list, all->count, sizeof *all->list);
        if (!all->list) return fail(r->cx, ERR_LIMIT, "request too large");
        all->list[all->count++] = row_entry(r, row);
    }
    return take_wording(r, row, g);
}

static Err read_entries(const Reading *r, Entries *ret_list)
{
    Rows row;
    bool more = false;
    size_t from = 0;
    Growing g = { { NULL, 0 }, NULL, 0 };
    TRY(open_rows(r, r->entries, &row));
    for (size_t i = 0; i < ROWS_MAX; i++) {
        TRY(db_next(&row, &more));
        if (!more) break;
        TRY(take_row(r, &row, &g));
    }
    for (size_t i = 0; i < g.all.count && g.words; from += g.all.list[i++].wording_count)
        g.all.list[i].wording = g.words + from;
    *ret_list = g.all;
    return OK;
}

/* Rows come in the order of the entries: the entry a row belongs to is this one or a later. */
static Entry *entry_of(Entries *all, size_t *at, EntryId id)
{
    while (*at < all->count && !uuid_eq(all->list[*at].id.u, id.u)) (*at)++;
    return *at < all->count ? &all->list[*at] : NULL;
}

static Err read_said(const Reading *r, Entries *all)
{
    Rows row;
    bool more = false;
    EntrySaid *list = NULL;
    size_t count = 0, at = 0;
    if (all->count == 0) return OK;
    TRY(open_rows(r, r->said, &row));
    while (count < ROWS_MAX) {
        TRY(db_next(&row, &more));
        if (!more) break;
        EntryId id = ROW_ID(Entry, &row, 0);
        Entry *e = entry_of(all, &at, id);
        if (!e) break;
        list = room_for(r->cx, list, count, sizeof *list);
        if (!list) return fail(r->cx, ERR_LIMIT, "request too large");
        EntrySaid s = { .person = ROW_ID(Person, &row, 1), .version = row_int(&row, 2),
                        .number = row_int(&row, 3), .answer = entry_answer_parse(row_str(&row, 4)),
                        .at_ms = row_int(&row, 6) };
        TRY(vault_unseal(r->cx, r->tx, grant_practice(r->g), r->e.u,
                         said_at(id, s.person, s.version, s.number), row_str(&row, 5), &s.words));
        list[count++] = s;
        e->said_count++;
    }
    for (size_t i = 0, from = 0; i < all->count; from += all->list[i++].said_count)
        if (list) all->list[i].said = list + from;
    return OK;
}

static Err read_all(const Reading *r, Entries *ret_list)
{
    Entries all;
    TRY(grant_read(r->cx, r->g, r->as ? C_SHARED : C_ENTRY, r->e));
    TRY(read_entries(r, &all));
    if (r->said) TRY(read_said(r, &all));
    *ret_list = all;
    return OK;
}

Err entry_list_session(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SessionId session,
                       Entries *ret_list)
{
    Reading r = { cx, tx, g, e, session.u, &session_entries, &session_said, NULL, NULL, 0, NULL };
    return read_all(&r, ret_list);
}

Err entry_list_places(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const SessionId session[2],
                      Entries *ret_list)
{
    Reading r = { cx, tx, g, e, { { 0 } }, &places_entries, &places_said, NULL, session, 0, NULL };
    return read_all(&r, ret_list);
}

Err entry_list_kinds(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryKinds kinds,
                     Entries *ret_list)
{
    Reading r = { cx, tx, g, e, { { 0 } }, &kinds_entries, &kinds_said, &kinds, NULL, 0, NULL };
    return read_all(&r, ret_list);
}

Err entry_list_shown(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId client,
                     EntryKinds kinds, Entries *ret_list)
{
    const Reading r = { .cx = cx, .tx = tx, .g = g, .e = e, .entries = &shown_entries,
                        .said = &shown_said, .kinds = &kinds, .as = &client };
    return read_all(&r, ret_list);
}

Err entry_list_under(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId parent, Entries *ret_list)
{
    Reading r = { cx, tx, g, e, parent.u, &under_entries, NULL, NULL, NULL, 0, NULL };
    return read_all(&r, ret_list);
}

Err entry_list_all(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Entries *ret_list, bool *ret_cut)
{
    size_t rows = 0;
    Entries all;
    Reading r = { cx, tx, g, e, e.u, &all_entries, &all_said, NULL, NULL, ENTRY_ALL_ROWS, NULL };
    TRY(read_all(&r, &all));
    for (size_t i = 0; i < all.count; i++) rows += all.list[i].wording_count;
    _Static_assert((int)ENTRY_ALL_ROWS <= (int)ROWS_MAX, "the reading would stop before the limit");
    *ret_cut = rows >= ENTRY_ALL_ROWS;
    if (*ret_cut) all.count--;            /* of the last one newer words may be missing */
    *ret_list = all;
    return OK;
}

Err entry_list_goals(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Entries *ret_list)
{
    return entry_list_kinds(cx, tx, g, e, (EntryKinds){ { ENTRY_GOAL } }, ret_list);
}

Err entry_list_steps(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Entries *ret_list)
{
    Reading r = { cx, tx, g, e, { { 0 } }, &steps_entries, &steps_said, NULL, NULL, 0, NULL };
    return read_all(&r, ret_list);
}

Err entry_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, Entry *ret_entry)
{
    Entries found;
    Reading r = { cx, tx, g, e, id.u, &one_entry, &one_said, NULL, NULL, 0, NULL };
    TRY(read_all(&r, &found));
    if (found.count == 0) return fail(cx, ERR_MISSING, "no such record");
    *ret_entry = found.list[0];
    return OK;
}

/* --- writing ---------------------------------------------------------------------------------- */

static Err add_wording(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id,
                       const EntryWording *w)
{
    Str sealed;
    PracticeId practice = grant_practice(g);
    TRY(vault_seal(cx, tx, practice, e.u, wording_at(id, w->version), w->text, &sealed));
    return db_exec(cx, tx, &insert_wording, BID(practice), BID(e), BID(id), BI(w->version),
                   BI(w->base), BID(w->author), BB(sealed), BI(cx->now_ms));
}

static Err add_said(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, int64_t version,
                    int64_t number, EntryAnswer answer, Str words)
{
    Str sealed;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(vault_seal(cx, tx, practice, e.u, said_at(id, self, version, number), words, &sealed));
    return db_exec(cx, tx, &insert_said, BID(practice), BID(e), BID(id), BID(self), BI(version),
                   BI(number), BS(entry_answer_name(answer)), BB(sealed), BI(cx->now_ms));
}

/* Where a new entry goes; a page shows so many of a session, or of one kind. */
static Err next_position(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const EntryNew *fresh,
                         int64_t *ret_position)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    if (fresh->kind == ENTRY_MESSAGE || fresh->kind == ENTRY_TIME)
        TRY(db_row(cx, tx, &top_under, &row, BID(practice), BID(e), BID(fresh->parent)));
    else if (uuid_is_zero(fresh->session.u))
        TRY(db_row(cx, tx, &top_of_kind, &row, BID(practice), BID(e), BID(fresh->session),
                   BS(entry_kind_name(fresh->kind)), BID(self)));
    else
        TRY(db_row(cx, tx, &top, &row, BID(practice), BID(e), BID(fresh->session)));
    if (row_int(&row, 1) >= LIST_MAX) return fail(cx, ERR_LIMIT, "this page is full");
    *ret_position = row_int(&row, 0) + 1;
    return OK;
}

static Str stored_mark(const EntryNew *fresh)
{
    return fresh->mark != MARK_NONE ? entry_mark_name(fresh->mark) : fresh->slot;
}

/* What begins as somebody's own, or goes with what it is about, no form makes wider. */
static EntryAudience first_audience(const EntryNew *fresh)
{
    EntryAudience first = entry_first_audience(fresh->kind);
    if (fresh->audience == ENTRY_READ_BY_AUTHOR) return fresh->audience;
    return first == ENTRY_READ_BY_MEMBERS && fresh->audience ? fresh->audience : first;
}

static Err insert_entry(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const EntryNew *fresh,
                        EntryId id)
{
    int64_t position = 0;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    EntryState state = entry_first_state(fresh->kind, self, fresh->owner);
    EntryAudience audience = first_audience(fresh);
    TRY(next_position(cx, tx, g, e, fresh, &position));
    return db_exec(cx, tx, &insert, BID(practice), BID(e), BID(id), BID(fresh->session),
                   BS(entry_kind_name(fresh->kind)), BS(stored_mark(fresh)), BID(self),
                   BID(fresh->owner), BS(entry_audience_name(audience)),
                   BS(entry_state_name(state)), BI(fresh->minutes), BI(position),
                   BI(cx->now_ms), BI(cx->now_ms), BID(fresh->parent), BID(fresh->target),
                   BI(fresh->level), BI(fresh->due_ms));
}

/* What stands under another is under one its author can read. */
static Err check_other(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId other)
{
    Entry entry;
    return uuid_is_zero(other.u) ? OK : entry_load(cx, tx, g, e, other, &entry);
}

/* Nobody becomes two things to the same person, by whichever way their yes comes. */
static Err check_role(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryKind kind, Str slot)
{
    RoleVerdict v;
    if (kind != ENTRY_ROLE) return OK;
    TRY(role_in_work(cx, tx, g, e, role_parse(slot), &v));
    return v.ruling == ROLE_FITS ? OK : fail(cx, ERR_DENIED, "they are something else to each other");
}

Err entry_add(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const EntryNew *fresh, EntryId *ret_id)
{
    EntryId id = ID_NEW(Entry, cx->now_ms);
    EntryWording first = { .version = 1, .author = grant_person(g), .text = fresh->text };
    TRY(grant_write(cx, g, C_ENTRY, e));
    TRY(check_other(cx, tx, g, e, fresh->parent));
    TRY(check_other(cx, tx, g, e, fresh->target));
    TRY(check_role(cx, tx, g, e, fresh->kind, fresh->slot));
    TRY(insert_entry(cx, tx, g, e, fresh, id));
    TRY(add_wording(cx, tx, g, e, id, &first));
    if (entry_words_are_yes(fresh->kind))
        TRY(add_said(cx, tx, g, e, id, 1, 1, ENTRY_ANSWER_YES, S("")));
    *ret_id = id;
    return OK;
}

static Err say(Ctx *cx, Tx *tx, const Grant *g, const Entry *entry, EpisodeId e, int64_t version,
               EntryAnswer answer, Str words)
{
    const EntrySaid *last = entry_said_by(entry, grant_person(g), version);
    if (last && last->answer == answer && str_eq(last->words, words)) return OK;
    if (answer == ENTRY_ANSWER_YES) TRY(check_role(cx, tx, g, e, entry->kind, entry->slot));
    return add_said(cx, tx, g, e, entry->id, version, last ? last->number + 1 : 1, answer, words);
}

static Err apply(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Entry *entry,
                 const EntryChange *c)
{
    PracticeId practice = grant_practice(g);
    if (entry->wording_count >= WORDINGS_MAX) return fail(cx, ERR_LIMIT, "this page is full");
    if (c->add) TRY(add_wording(cx, tx, g, e, entry->id, &c->wording));
    TRY(db_exec_one(cx, tx, &set_words, BI(c->version), BI(c->split), BI(cx->now_ms),
                    BID(practice), BID(e), BID(entry->id), BI(entry->version)));
    if (c->yes && entry_words_are_yes(entry->kind))
        TRY(say(cx, tx, g, entry, e, c->yes, ENTRY_ANSWER_YES, S("")));
    return OK;
}

static Err put_state(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, EntryState state)
{
    PracticeId practice = grant_practice(g);
    return db_exec_one(cx, tx, &set_state, BS(entry_state_name(state)), BI(cx->now_ms),
                       BID(practice), BID(e), BID(id));
}

static Err load_to_write(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, Entry *ret_entry)
{
    TRY(grant_write(cx, g, C_ENTRY, e));
    return entry_load(cx, tx, g, e, id, ret_entry);
}

static Err refuse(Ctx *cx)
{
    return fail(cx, ERR_DENIED, "this is not yours to change");
}

Err entry_word(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, int64_t base, Str text)
{
    Entry entry;
    PersonId self = grant_person(g);
    TRY(load_to_write(cx, tx, g, e, id, &entry));
    if (!entry_may_word(&entry, self)) return refuse(cx);
    EntryChange change = entry_plan_word(&entry, self, base, text);
    TRY(apply(cx, tx, g, e, &entry, &change));
    if (entry.state == ENTRY_DONE || !entry_may_become(&entry, self, ENTRY_ACCEPTED)) return OK;
    return put_state(cx, tx, g, e, id, ENTRY_ACCEPTED);
}

Err entry_set_state(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, EntryState state)
{
    Entry entry;
    PracticeId practice = grant_practice(g);
    TRY(load_to_write(cx, tx, g, e, id, &entry));
    if (entry.state == state) return OK;
    if (!entry_may_become(&entry, grant_person(g), state)) return refuse(cx);
    if (state == ENTRY_CURRENT)
        TRY(db_exec(cx, tx, &move_on, BS(entry_state_name(entry_after_current())), BI(cx->now_ms),
                    BID(practice), BID(e), BID(entry.session), BID(id)));
    return put_state(cx, tx, g, e, id, state);
}

static Err put_readers(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id,
                       const PersonId *readers, size_t reader_count)
{
    PracticeId practice = grant_practice(g);
    TRY(db_exec(cx, tx, &end_readers, BI(cx->now_ms), BID(practice), BID(e), BID(id)));
    for (size_t i = 0; i < reader_count; i++)
        TRY(db_exec(cx, tx, &add_reader, BID(practice), BID(e), BID(id), BID(readers[i]),
                    BI(cx->now_ms)));
    return OK;
}

Err entry_share(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, EntryAudience audience,
                const PersonId *readers, size_t reader_count)
{
    Entry entry;
    PracticeId practice = grant_practice(g);
    TRY(load_to_write(cx, tx, g, e, id, &entry));
    if (!entry_may_share(&entry, grant_person(g), audience)) return refuse(cx);
    if (audience != ENTRY_READ_BY_CHOSEN) reader_count = 0;
    if (audience == ENTRY_READ_BY_MEMBERS && entry.audience == audience) return OK;
    TRY(put_readers(cx, tx, g, e, id, readers, reader_count));
    int64_t from = audience == ENTRY_READ_BY_AUTHOR ? entry.open_from : entry.version;
    return db_exec_one(cx, tx, &set_audience, BS(entry_audience_name(audience)), BI(from),
                       BI(cx->now_ms), BI(cx->now_ms), BID(practice), BID(e), BID(id));
}

Err entry_readers(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, PersonId *readers,
                  size_t reader_max, size_t *ret_count)
{
    Rows row;
    bool more = false;
    Entry entry;
    PracticeId practice = grant_practice(g);
    *ret_count = 0;
    TRY(entry_load(cx, tx, g, e, id, &entry));
    if (!uuid_eq(entry.author.u, grant_person(g).u)) return refuse(cx);
    TRY(db_rows(cx, tx, &readers_of, &row, BID(practice), BID(e), BID(id)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || *ret_count == reader_max) return OK;
        readers[(*ret_count)++] = ROW_ID(Person, &row, 0);
    }
}

static Err read_readings(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Query *q,
                         EntryReadings *ret_list)
{
    Rows row;
    bool more = false;
    EntryReadings all = { NULL, 0 };
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_ENTRY, e));
    TRY(db_rows(cx, tx, q, &row, BID(practice), BID(e), BID(self)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) break;
        all.list = room_for(cx, all.list, all.count, sizeof *all.list);
        if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
        all.list[all.count++] = (EntryReading){ ROW_ID(Entry, &row, 0), ROW_ID(Person, &row, 1),
                                                row_int(&row, 2), row_int(&row, 3) };
    }
    *ret_list = all;
    return OK;
}

Err entry_own_readers(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryReadings *ret_list)
{
    return read_readings(cx, tx, g, e, &own_readers, ret_list);
}

Err entry_readings(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryReadings *ret_list)
{
    return read_readings(cx, tx, g, e, &readings, ret_list);
}

static Err set_number(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, const Query *q,
                      int64_t value)
{
    Entry entry;
    PracticeId practice = grant_practice(g);
    TRY(load_to_write(cx, tx, g, e, id, &entry));
    if (!entry_may_word(&entry, grant_person(g))) return refuse(cx);
    return db_exec_one(cx, tx, q, BI(value), BI(cx->now_ms), BID(practice), BID(e), BID(id));
}

Err entry_set_due(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, int64_t due_ms)
{
    return set_number(cx, tx, g, e, id, &set_due, due_ms);
}

Err entry_set_minutes(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, int64_t minutes)
{
    return set_number(cx, tx, g, e, id, &set_minutes, minutes);
}

Err entry_set_level(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, int64_t level)
{
    return set_number(cx, tx, g, e, id, &set_level, level);
}

Err entry_answer(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, int64_t version,
                 EntryAnswer answer, Str words)
{
    Entry entry;
    TRY(load_to_write(cx, tx, g, e, id, &entry));
    if (!entry_may_answer(&entry, grant_person(g), answer)) return refuse(cx);
    if (!entry_wording_at(&entry, version)) return fail(cx, ERR_INVALID, "no such wording");
    return say(cx, tx, g, &entry, e, version, answer, words);
}

Err entry_pick(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, EntryPick pick,
               int64_t seen, Str text)
{
    Entry entry;
    EntryChange change;
    PersonId self = grant_person(g);
    TRY(load_to_write(cx, tx, g, e, id, &entry));
    if (!entry_may_word(&entry, self)) return refuse(cx);
    if (!entry_plan_pick(&entry, self, pick, seen, text, &change)) return OK;
    TRY(apply(cx, tx, g, e, &entry, &change));
    if (pick != ENTRY_PICK_BOTH) return OK;
    return say(cx, tx, g, &entry, e, change.version, ENTRY_ANSWER_KEEP_BOTH, S(""));
}

Err entry_heads(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryHeads *ret_list)
{
    Rows row;
    bool more = false;
    EntryHeads all = { NULL, 0 };
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_ENTRY, e));
    TRY(db_rows(cx, tx, &heads, &row, BID(practice), BID(e), BID(self)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) break;
        all.list = room_for(cx, all.list, all.count, sizeof *all.list);
        if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
        all.list[all.count++] = (MirrorHead){ .id = ROW_ID(Entry, &row, 0),
            .session = ROW_ID(Session, &row, 1), .kind = entry_kind_parse(row_str(&row, 2)),
            .state = entry_state_parse(row_str(&row, 3)), .author = ROW_ID(Person, &row, 4),
            .worded_by = ROW_ID(Person, &row, 5), .at_ms = row_int(&row, 6) };
    }
    *ret_list = all;
    return OK;
}
