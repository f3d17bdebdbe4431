#include "brought.h"
#include "supervision.h"
#include "vault.h"

enum { BROUGHT_MAX = 200 };
static const EpisodeId no_work;
static const PersonId nobody;

#define COLS "SELECT b.brought_id, b.author_id, b.episode_id, b.supervisor_id, b.state," \
             " b.question_sealed, b.fear_sealed, b.beside_sealed, b.reply_sealed," \
             " b.reply_version, b.version, b.created_at, b.brought_at, b.replied_at, b.back_at"
#define TYPES "bbbbsbbbbiiiiii"
#define OWN " FROM brought b WHERE b.practice_id = ?1 AND b.author_id = ?2 AND b.episode_id = ?3"
static const Query list = { "brought_list", "bbb", TYPES,
    COLS OWN " ORDER BY b.created_at DESC, b.brought_id DESC LIMIT 200" };
static const Query one = { "brought_by_id", "bbbb", TYPES, COLS OWN " AND b.brought_id = ?4" };
/* Of a work only while its author is in that pair; the client is named by the first. */
#define IS_SHOWN " b.practice_id = ?1 AND b.supervisor_id = ?2 AND b.state IN ('brought', 'talked')" \
                 " AND (b.episode_id = ?3 OR EXISTS (SELECT 1 FROM supervision s" \
                 " WHERE s.practice_id = b.practice_id AND s.episode_id = b.episode_id" \
                 " AND s.therapist_id = b.author_id AND s.supervisor_id = ?2" \
                 " AND" SUPERVISION_HOLDS("s") "))"
static const Query shown = { "brought_shown", "bbb", TYPES "bibbi",
    COLS ", a.profile_sealed, a.version, p.person_id, p.profile_sealed, COALESCE(p.version, 0)"
    " FROM brought b JOIN person a ON a.practice_id = b.practice_id AND a.person_id = b.author_id"
    " LEFT JOIN person p ON p.practice_id = b.practice_id AND p.person_id = (SELECT c.person_id"
    " FROM member c WHERE c.practice_id = b.practice_id AND c.episode_id = b.episode_id"
    " AND c.part = 'client' ORDER BY c.from_at, c.person_id LIMIT 1)"
    " WHERE" IS_SHOWN " ORDER BY b.brought_at DESC, b.brought_id DESC LIMIT 200" };
static const Query shown_one = { "brought_shown_one", "bbbb", "bi",
    "SELECT b.author_id, b.reply_version FROM brought b WHERE" IS_SHOWN " AND b.brought_id = ?4" };
static const Query insert = { "brought_add", "bbbbbbbbbi", "",
    "INSERT INTO brought (practice_id, brought_id, author_id, episode_id, supervisor_id, state,"
    " question_sealed, fear_sealed, beside_sealed, reply_sealed, reply_version, version,"
    " created_at, updated_at, brought_at, back_at, replied_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, 'mine', ?6, ?7, ?8, ?9, 0, 1, ?10, ?10, 0, 0, 0)" };
static const Query set_words = { "brought_set_words", "bbbiibb", "",
    "UPDATE brought SET question_sealed = ?1, fear_sealed = ?2, beside_sealed = ?3,"
    " version = ?4, updated_at = ?5 WHERE practice_id = ?6 AND brought_id = ?7" };
static const Query set_state = { "brought_set_state", "sbiiibb", "",
    "UPDATE brought SET state = ?1, supervisor_id = ?2, brought_at = ?3, back_at = ?4,"
    " updated_at = ?5 WHERE practice_id = ?6 AND brought_id = ?7" };
static const Query set_reply = { "brought_set_reply", "biibb", "",
    "UPDATE brought SET reply_sealed = ?1, reply_version = ?2, replied_at = ?3"
    " WHERE practice_id = ?4 AND brought_id = ?5" };

static const Query may = { "brought_may", "bbb", "i",
    "SELECT COUNT(*) FROM person p WHERE p.practice_id = ?1 AND p.person_id = ?2 AND p.person_id <> ?3"
    " AND p.state = 'active' AND (p.capacities & 2) <> 0" };
const Query *const brought_queries[] = { &list, &one, &shown, &shown_one, &insert, &set_words,
    &set_state, &set_reply, &may, NULL };

/* --- reading ------------------------------------------------------------------------------ */

/* A place of one item's; the reply has its own count of versions. */
static Err open_text(Ctx *cx, Tx *tx, const Grant *g, const Brought *b, const char *column,
                     int64_t version, Str sealed, Str *ret_text)
{
    SealAt at = { "brought", column, b->id.u, version };
    return vault_unseal(cx, tx, grant_practice(g), b->author.u, at, sealed, ret_text);
}

static Err row_brought(Ctx *cx, Tx *tx, const Grant *g, const Rows *row, Brought *ret_brought)
{
    Brought b = { .id = ROW_ID(Brought, row, 0), .author = ROW_ID(Person, row, 1),
        .episode = ROW_ID(Episode, row, 2), .supervisor = ROW_ID(Person, row, 3),
        .state = brought_state_parse(row_str(row, 4)), .version = row_int(row, 10),
        .created_ms = row_int(row, 11), .brought_ms = row_int(row, 12), .replied_ms = row_int(row, 13),
        .back_ms = row_int(row, 14) };
    TRY(open_text(cx, tx, g, &b, "question", b.version, row_str(row, 5), &b.question));
    TRY(open_text(cx, tx, g, &b, "fear", b.version, row_str(row, 6), &b.fear));
    TRY(open_text(cx, tx, g, &b, "beside", b.version, row_str(row, 7), &b.beside));
    TRY(open_text(cx, tx, g, &b, "reply", row_int(row, 9), row_str(row, 8), &b.reply));
    *ret_brought = b;
    return OK;
}

static Err list_own(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, BroughtList *ret_list)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    BroughtList all = { .list = ARENA_ARRAY(cx->arena, Brought, BROUGHT_MAX) };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &list, &row, BID(practice), BID(self), BID(e)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == BROUGHT_MAX) break;
        TRY(row_brought(cx, tx, g, &row, &all.list[all.count++]));
    }
    *ret_list = all;
    return OK;
}

Err brought_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, BroughtList *ret_list)
{
    TRY(grant_read(cx, g, C_OWN, e));
    return list_own(cx, tx, g, e, ret_list);
}

Err brought_list_mine(Ctx *cx, Tx *tx, const Grant *g, BroughtList *ret_list)
{
    TRY(grant_list(cx, g, C_OWN));
    return list_own(cx, tx, g, no_work, ret_list);
}

static Err open_profile(Ctx *cx, Tx *tx, const Grant *g, PersonId person, Str sealed, int64_t version,
                        Profile *ret_profile)
{
    Str json;
    SealAt at = { "person", "profile", person.u, version };
    TRY(vault_unseal(cx, tx, grant_practice(g), person.u, at, sealed, &json));
    return profile_parse(cx, json, ret_profile);
}

static Err row_shown(Ctx *cx, Tx *tx, const Grant *g, const Rows *row, Brought *ret_brought)
{
    enum { AT = sizeof TYPES - 1 };
    Brought b;
    Profile author, client;
    TRY(row_brought(cx, tx, g, row, &b));
    TRY(open_profile(cx, tx, g, b.author, row_str(row, AT), row_int(row, AT + 1), &author));
    b.who = author.name;
    if (!row_null(row, AT + 2)) {
        PersonId person = ROW_ID(Person, row, AT + 2);
        TRY(open_profile(cx, tx, g, person, row_str(row, AT + 3), row_int(row, AT + 4), &client));
        b.about = profile_called(&client);
    }
    *ret_brought = b;
    return OK;
}

Err brought_list_shown(Ctx *cx, Tx *tx, const Grant *g, BroughtList *ret_list)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    BroughtList all = { .list = ARENA_ARRAY(cx->arena, Brought, BROUGHT_MAX) };
    TRY(grant_list(cx, g, C_OWN | C_PROFILE));
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &shown, &row, BID(practice), BID(self), BID(no_work)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == BROUGHT_MAX) break;
        TRY(row_shown(cx, tx, g, &row, &all.list[all.count++]));
    }
    *ret_list = all;
    return OK;
}

/* --- writing ---------------------------------------------------------------------------------- */

static Err may_write(Ctx *cx, const Grant *g, EpisodeId e)
{
    return uuid_is_zero(e.u) ? grant_list(cx, g, C_OWN) : grant_write(cx, g, C_OWN, e);
}

typedef struct Sealed { Str question, fear, beside; } Sealed;

static Err seal_text(Ctx *cx, Tx *tx, const Grant *g, const Brought *b, const char *column, Str text,
                     Str *ret_sealed)
{
    SealAt at = { "brought", column, b->id.u, b->version };
    return vault_seal(cx, tx, grant_practice(g), grant_person(g).u, at, text, ret_sealed);
}

static Err seal_all(Ctx *cx, Tx *tx, const Grant *g, const Brought *b, Sealed *ret_sealed)
{
    Sealed s;
    TRY(seal_text(cx, tx, g, b, "question", b->question, &s.question));
    TRY(seal_text(cx, tx, g, b, "fear", b->fear, &s.fear));
    TRY(seal_text(cx, tx, g, b, "beside", b->beside, &s.beside));
    *ret_sealed = s;
    return OK;
}

static Err load_own(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, BroughtId id, Brought *ret_brought)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(db_rows(cx, tx, &one, &row, BID(practice), BID(self), BID(e), BID(id)));
    TRY(db_next(&row, &more));
    if (!more) return fail(cx, ERR_MISSING, "no such record");
    return row_brought(cx, tx, g, &row, ret_brought);
}

Err brought_add(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Brought *fresh)
{
    Sealed s;
    BroughtList all;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    Brought b = *fresh;
    b.id = ID_NEW(Brought, cx->now_ms);
    b.version = 1;
    TRY(may_write(cx, g, e));
    TRY(list_own(cx, tx, g, e, &all));
    if (all.count >= BROUGHT_MAX) return fail(cx, ERR_LIMIT, "this page is full");
    TRY(seal_all(cx, tx, g, &b, &s));
    return db_exec(cx, tx, &insert, BID(practice), BID(b.id), BID(self), BID(e), BID(nobody),
                   BB(s.question), BB(s.fear), BB(s.beside), BB(S("")), BI(cx->now_ms));
}

Err brought_word(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Brought *words)
{
    Sealed s;
    Brought b;
    PracticeId practice = grant_practice(g);
    TRY(may_write(cx, g, e));
    TRY(load_own(cx, tx, g, e, words->id, &b));
    if (!brought_may_word(b.state)) return fail(cx, ERR_DENIED, "it is brought: take it back first");
    if (b.version != words->version) return fail(cx, ERR_CONFLICT, "it was changed meanwhile");
    b.question = words->question;
    b.fear = words->fear;
    b.beside = words->beside;
    b.version++;
    TRY(seal_all(cx, tx, g, &b, &s));
    return db_exec_one(cx, tx, &set_words, BB(s.question), BB(s.fear), BB(s.beside), BI(b.version),
                       BI(cx->now_ms), BID(practice), BID(b.id));
}

/* Of a work: the named one, once every client has been told and none has said no. */
static Err check_named(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId supervisor)
{
    Supervisions all;
    PersonId self = grant_person(g);
    TRY(supervision_list(cx, tx, g, e, &all));
    for (size_t i = 0; i < all.count; i++) {
        const Supervision *s = &all.list[i];
        if (!uuid_eq(s->therapist.u, self.u) || !uuid_eq(s->supervisor.u, supervisor.u)) continue;
        if (s->refused_ms) return fail(cx, ERR_INVALID, "the client would rather not");
        return s->told ? OK : fail(cx, ERR_INVALID, "the client has not been told yet");
    }
    return fail(cx, ERR_INVALID, "say first who supervises");
}

static Err check_supervisor(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId supervisor)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(db_row(cx, tx, &may, &row, BID(practice), BID(supervisor), BID(self)));
    if (row_int(&row, 0) == 0) return fail(cx, ERR_INVALID, "say first who supervises");
    return uuid_is_zero(e.u) ? OK : check_named(cx, tx, g, e, supervisor);
}

Err brought_set_state(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, BroughtId id, BroughtState to,
                      PersonId supervisor)
{
    Brought b;
    PracticeId practice = grant_practice(g);
    TRY(may_write(cx, g, e));
    TRY(load_own(cx, tx, g, e, id, &b));
    if (b.state == to) return OK;
    if (!brought_may_become(b.state, to)) return fail(cx, ERR_DENIED, "it cannot become that");
    bool brings = to == BROUGHT_BROUGHT, takes = to == BROUGHT_MINE && brought_is_shown(b.state);
    if (brings) TRY(check_supervisor(cx, tx, g, e, supervisor));
    PersonId reads = brings ? supervisor : b.supervisor;
    if (to == BROUGHT_LAID) reads = nobody;
    return db_exec_one(cx, tx, &set_state, BS(brought_state_name(to)), BID(reads),
                       BI(brings ? cx->now_ms : b.brought_ms), BI(takes ? cx->now_ms : 0),
                       BI(cx->now_ms), BID(practice), BID(id));
}

Err brought_reply(Ctx *cx, Tx *tx, const Grant *g, BroughtId id, Str text)
{
    Str sealed;
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_list(cx, g, C_OWN | C_PROFILE));
    TRY(db_rows(cx, tx, &shown_one, &row, BID(practice), BID(self), BID(no_work), BID(id)));
    TRY(db_next(&row, &more));
    if (!more) return fail(cx, ERR_MISSING, "no such record");
    PersonId author = ROW_ID(Person, &row, 0);
    int64_t version = row_int(&row, 1) + 1;
    SealAt at = { "brought", "reply", id.u, version };
    TRY(vault_seal(cx, tx, practice, author.u, at, text, &sealed));
    return db_exec_one(cx, tx, &set_reply, BB(sealed), BI(version), BI(cx->now_ms), BID(practice),
                       BID(id));
}
