#include "release.h"
#include "person.h"
#include "vault.h"

enum { LIST_MAX = 200 };

#define COLS "release_id, grantor_id, grantee_id, grantee, parts, from_at, to_at, ended_at," \
             " form_version, words_sealed, form_sealed"
#define TYPES "bbbssiiiibb"
static const Query own = { "release_own", "bbb", TYPES,
    "SELECT " COLS " FROM release WHERE practice_id = ?1 AND episode_id = ?2 AND grantor_id = ?3"
    " ORDER BY created_at DESC, release_id DESC LIMIT 200" };
static const Query own_one = { "release_own_one", "bbbb", TYPES,
    "SELECT " COLS " FROM release WHERE practice_id = ?1 AND episode_id = ?2 AND grantor_id = ?3"
    " AND release_id = ?4" };
/* What is over is left out here already; the engine asks again (release_in_force). */
#define IN_FORCE " AND ended_at = 0 AND (to_at = 0 OR to_at > ?4)"
static const Query to_one = { "release_to_one", "bbbi", TYPES,
    "SELECT " COLS " FROM release WHERE practice_id = ?1 AND episode_id = ?2 AND grantee_id = ?3"
    IN_FORCE " ORDER BY release_id LIMIT 33" };
static const Query to_me = { "release_to_me", "bbi", "b",
    "SELECT DISTINCT episode_id FROM release WHERE practice_id = ?1 AND grantee_id = ?2"
    " AND ended_at = 0 AND (to_at = 0 OR to_at > ?3) ORDER BY episode_id LIMIT 200" };
static const Query add = { "release_add", "bbbbbssiiibbi", "",
    "INSERT INTO release (practice_id, episode_id, release_id, grantor_id, grantee_id, grantee,"
    " parts, from_at, to_at, ended_at, form_version, words_sealed, form_sealed, created_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10, ?11, ?12, ?13)" };
static const Query end = { "release_end", "ibbbb", "",
    "UPDATE release SET ended_at = ?1 WHERE practice_id = ?2 AND episode_id = ?3"
    " AND release_id = ?4 AND grantor_id = ?5 AND ended_at = 0" };
static const Query members = { "release_members", "bb", "bssii",
    "SELECT person_id, part, state, from_at, to_at FROM member"
    " WHERE practice_id = ?1 AND episode_id = ?2 ORDER BY person_id" };
static const Query episode_now = { "release_episode", "bb", "s",
    "SELECT state FROM episode WHERE practice_id = ?1 AND episode_id = ?2" };
static const Query sessions = { "release_sessions", "bb", "biiis",
    "SELECT session_id, number, starts_at, minutes, state FROM session"
    " WHERE practice_id = ?1 AND episode_id = ?2 AND state IN ('planned', 'open', 'ended')"
    " ORDER BY starts_at DESC LIMIT 500" };
static const Query set_capacities = { "release_capacities", "iibb", "",
    "UPDATE person SET capacities = ?1, updated_at = ?2 WHERE practice_id = ?3 AND person_id = ?4" };
const Query *const release_queries[] = { &own, &own_one, &to_one, &to_me, &add, &end, &members,
                                         &episode_now, &sessions, &set_capacities, NULL };

/* --- reading and giving ------------------------------------------------------------------------ */

static SealAt words_at(ReleaseId id)
{
    return (SealAt){ "release", "words", id.u, 1 };
}

static SealAt form_at(ReleaseId id)
{
    return (SealAt){ "release", "form", id.u, 1 };
}

typedef struct Where { Ctx *cx; Tx *tx; PracticeId practice; EpisodeId e; } Where;

static Err read_given(const Where *w, const Rows *row, Given *ret_given)
{
    Str words;
    Given r = { .id = ROW_ID(Release, row, 0), .grantor = ROW_ID(Person, row, 1),
                .grantee = ROW_ID(Person, row, 2), .to = release_to_parse(row_str(row, 3)),
                .parts = release_parts_parse(row_str(row, 4)), .from_ms = row_int(row, 5),
                .to_ms = row_int(row, 6), .ended_ms = row_int(row, 7),
                .form_version = row_int(row, 8) };
    TRY(vault_unseal(w->cx, w->tx, w->practice, w->e.u, words_at(r.id), row_str(row, 9), &words));
    TRY(release_words_parse(w->cx, words, &r.words));
    TRY(vault_unseal(w->cx, w->tx, w->practice, w->e.u, form_at(r.id), row_str(row, 10), &r.form));
    *ret_given = r;
    return OK;
}

static Err read_all(const Where *w, Rows *row, size_t most, Givens *ret_list)
{
    bool more = false;
    Givens all = { ARENA_ARRAY(w->cx->arena, Given, most), 0 };
    if (!all.list) return fail(w->cx, ERR_LIMIT, "request too large");
    for (;;) {
        TRY(db_next(row, &more));
        if (!more) break;
        if (all.count == most) return fail(w->cx, ERR_LIMIT, "there are too many permissions");
        TRY(read_given(w, row, &all.list[all.count++]));
    }
    *ret_list = all;
    return OK;
}

static Err in_force_for(const Where *w, PersonId who, Givens *ret_list)
{
    Rows row;
    TRY(db_rows(w->cx, w->tx, &to_one, &row, BID(w->practice), BID(w->e), BID(who),
                BI(w->cx->now_ms)));
    return read_all(w, &row, RELEASES_MAX, ret_list);
}

Err release_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Givens *ret_list)
{
    Rows row;
    const Where w = { cx, tx, grant_practice(g), e };
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_RELEASE, e));
    TRY(db_rows(cx, tx, &own, &row, BID(w.practice), BID(e), BID(self)));
    return read_all(&w, &row, LIST_MAX, ret_list);
}

Err release_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ReleaseId id, Given *ret_given)
{
    Rows row;
    const Where w = { cx, tx, grant_practice(g), e };
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_RELEASE, e));
    TRY(db_row(cx, tx, &own_one, &row, BID(w.practice), BID(e), BID(self), BID(id)));
    return read_given(&w, &row, ret_given);
}

Err release_give(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Given *r)
{
    Givens before;
    Str words, form;
    const Where w = { cx, tx, grant_practice(g), e };
    PersonId self = grant_person(g);
    TRY(grant_write(cx, g, C_RELEASE, e));
    TRY(in_force_for(&w, r->grantee, &before));
    if (before.count == RELEASES_MAX) return fail(cx, ERR_LIMIT, "stop an earlier permission first");
    TRY(vault_seal(cx, tx, w.practice, e.u, words_at(r->id), release_words_json(cx->arena, &r->words), &words));
    TRY(vault_seal(cx, tx, w.practice, e.u, form_at(r->id), r->form, &form));
    return db_exec(cx, tx, &add, BID(w.practice), BID(e), BID(r->id), BID(self), BID(r->grantee),
                   BS(release_to_name(r->to)), BS(release_parts_store(cx->arena, r->parts)),
                   BI(r->from_ms), BI(r->to_ms), BI(r->form_version), BB(words), BB(form),
                   BI(cx->now_ms));
}

Err release_end(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ReleaseId id)
{
    Given given;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_write(cx, g, C_RELEASE, e));
    TRY(release_load(cx, tx, g, e, id, &given));
    return db_exec(cx, tx, &end, BI(cx->now_ms), BID(practice), BID(e), BID(id), BID(self));
}

Err release_find_person(Ctx *cx, Tx *tx, const Grant *g, const Person *fresh, PersonId *ret_person,
                        bool *ret_new)
{
    const uint32_t works = CAP_THERAPIST | CAP_SUPERVISOR | CAP_OUTSIDE;
    PersonSecret found;
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_RELEASE | C_ACCOUNT));
    Err err = person_secret(cx, tx, g, fresh->profile.email, &found);
    *ret_new = err.kind == ERR_MISSING;
    if (*ret_new) {
        err_clear(cx);
        *ret_person = fresh->id;
        return person_create(cx, tx, g, fresh);
    }
    TRY(err);
    bool fits = uuid_eq(found.practice.u, practice.u) && (found.capacities & works)
             && !str_eq(found.state, S("disabled")) && !uuid_eq(found.id.u, grant_person(g).u);
    if (!fits) return fail(cx, ERR_CONFLICT, "this address cannot be used here");
    *ret_person = found.id;
    *ret_new = str_eq(found.state, S("invited"));
    return db_exec(cx, tx, &set_capacities, BI(found.capacities | CAP_OUTSIDE), BI(cx->now_ms),
                   BID(practice), BID(found.id));
}

/* --- the question ---------------------------------------------------------------------------------- */

static Err read_members(const Where *w, Episode *ret_work)
{
    Rows row;
    bool more = false;
    TRY(db_row(w->cx, w->tx, &episode_now, &row, BID(w->practice), BID(w->e)));
    *ret_work = (Episode){ .id = w->e, .state = episode_state_parse(row_str(&row, 0)) };
    TRY(db_rows(w->cx, w->tx, &members, &row, BID(w->practice), BID(w->e)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || ret_work->member_count == MEMBERS_MAX) break;
        ret_work->member[ret_work->member_count++] = (Member){
            .person = ROW_ID(Person, &row, 0), .part = part_parse(row_str(&row, 1)),
            .state = member_state_parse(row_str(&row, 2)), .from_ms = row_int(&row, 3),
            .to_ms = row_int(&row, 4) };
    }
    return OK;
}

/* Also clients who have left: the record is about them too. */
typedef struct Asked { ReleaseAsk ask; PersonId client[MEMBERS_MAX]; } Asked;

static void ask_of(const Episode *work, const Givens *given, PersonId who, int64_t now_ms, Asked *a)
{
    *a = (Asked){ .ask = { .who = who, .given = given->list, .given_count = given->count,
                           .now_ms = now_ms } };
    a->ask.client = a->client;
    for (size_t i = 0; i < work->member_count; i++)
        if (work->member[i].part == PART_CLIENT && work->member[i].state != MEMBER_INVITED)
            a->client[a->ask.client_count++] = work->member[i].person;
}

Err release_any(Ctx *cx, Tx *tx, PracticeId practice, EpisodeId e, PersonId who, bool *ret_any)
{
    Givens given;
    Episode work;
    Asked a;
    const Where w = { cx, tx, practice, e };
    *ret_any = false;
    TRY(in_force_for(&w, who, &given));
    if (given.count == 0) return OK;
    TRY(read_members(&w, &work));
    ask_of(&work, &given, who, cx->now_ms, &a);
    *ret_any = release_open_parts(&a.ask) != 0;
    return OK;
}

static Err shown_by(const Where *w, PersonId who, ShownByList *into)
{
    Givens given;
    Episode work;
    Asked a;
    TRY(in_force_for(w, who, &given));
    TRY(read_members(w, &work));
    ask_of(&work, &given, who, w->cx->now_ms, &a);
    uint32_t parts = release_open_parts(&a.ask);
    if (parts == 0) return OK;
    ShownBy by = { .work = w->e, .from = given.list[0].words.from, .parts = parts,
                   .until_ms = given.list[0].to_ms };
    for (size_t i = 1; i < given.count; i++)
        if (given.list[i].to_ms == 0 || (by.until_ms && given.list[i].to_ms > by.until_ms))
            by.until_ms = given.list[i].to_ms;
    into->list[into->count++] = by;
    return OK;
}

Err release_shown_to_me(Ctx *cx, Tx *tx, const Grant *g, ShownByList *ret_list)
{
    Rows row;
    bool more = false;
    EpisodeId work[LIST_MAX];
    size_t count = 0;
    PersonId self = grant_person(g);
    PracticeId practice = grant_practice(g);
    TRY(grant_list(cx, g, C_SHARED));
    *ret_list = (ShownByList){ ARENA_ARRAY(cx->arena, ShownBy, LIST_MAX), 0 };
    if (!ret_list->list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &to_me, &row, BID(practice), BID(self), BI(cx->now_ms)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || count == LIST_MAX) break;
        work[count++] = ROW_ID(Episode, &row, 0);
    }
    for (size_t i = 0; i < count; i++) {
        const Where w = { cx, tx, practice, work[i] };
        TRY(shown_by(&w, self, ret_list));
    }
    return OK;
}

/* --- what is shown ------------------------------------------------------------------------------------ */

/* Which part of the record an entry is, and whom it is about; false: it is in none. */
static bool item_of(const Entry *e, ReleaseItem *ret_item)
{
    ReleaseItem item = { .at_ms = e->created_ms };
    switch (e->kind) {
    case ENTRY_GOAL: item.part = RELEASE_GOALS; break;
    case ENTRY_TASK: item.part = RELEASE_TASKS; break;
    case ENTRY_PART: item.part = RELEASE_PICTURE; break;
    case ENTRY_SENTENCE:
    case ENTRY_SHARED: item.part = RELEASE_TAKEAWAYS; break;
    case ENTRY_TAKEAWAY:
        item.part = RELEASE_TAKEAWAYS;
        item.about = e->owner;
        break;
    default: return false;
    }
    *ret_item = item;
    return true;
}

static Err add_entries(const Where *w, const Grant *g, const Asked *a, Showing *s)
{
    static const EntryKinds kinds[] = { { { ENTRY_GOAL, ENTRY_TASK, ENTRY_PART } },
                                        { { ENTRY_SENTENCE, ENTRY_SHARED, ENTRY_TAKEAWAY } } };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        Entries some;
        TRY(entry_list_shown(w->cx, w->tx, g, w->e, s->given.list[0].grantor, kinds[k], &some));
        Entry *all = ARENA_ARRAY(w->cx->arena, Entry, s->entries.count + some.count + 1);
        if (!all) return fail(w->cx, ERR_LIMIT, "request too large");
        if (s->entries.count) memcpy(all, s->entries.list, s->entries.count * sizeof *all);
        s->entries.list = all;
        for (size_t i = 0; i < some.count; i++) {
            ReleaseItem item;
            if (item_of(&some.list[i], &item) && release_opens(&a->ask, &item))
                all[s->entries.count++] = some.list[i];
        }
    }
    return OK;
}

static Err add_scores(const Where *w, const Grant *g, const Asked *a, Showing *s)
{
    for (size_t i = 0; i < a->ask.client_count; i++) {
        StoredScores some;
        const ReleaseItem item = { RELEASE_NUMBERS, a->ask.client[i], w->cx->now_ms };
        if (!release_opens(&a->ask, &item)) continue;
        TRY(score_shown(w->cx, w->tx, g, w->e, a->ask.client[i], &some));
        StoredScore *all = ARENA_ARRAY(w->cx->arena, StoredScore, s->scores.count + some.count + 1);
        if (!all) return fail(w->cx, ERR_LIMIT, "request too large");
        if (s->scores.count) memcpy(all, s->scores.list, s->scores.count * sizeof *all);
        s->scores.list = all;
        for (size_t k = 0; k < some.count; k++) all[s->scores.count++] = some.list[k];
    }
    return OK;
}

static Err add_sessions(const Where *w, const Asked *a, Showing *s)
{
    enum { SESSIONS_MAX = 500 };
    Rows row;
    bool more = false;
    const ReleaseItem item = { .part = RELEASE_DATES, .at_ms = w->cx->now_ms };
    if (!release_opens(&a->ask, &item)) return OK;
    s->session = ARENA_ARRAY(w->cx->arena, Session, SESSIONS_MAX);
    if (!s->session) return fail(w->cx, ERR_LIMIT, "request too large");
    TRY(db_rows(w->cx, w->tx, &sessions, &row, BID(w->practice), BID(w->e)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || s->session_count == SESSIONS_MAX) break;
        s->session[s->session_count++] = (Session){
            .id = ROW_ID(Session, &row, 0), .number = row_int(&row, 1), .starts_ms = row_int(&row, 2),
            .minutes = row_int(&row, 3), .state = row_str(&row, 4) };
    }
    return OK;
}

/* By all releases to the actor themselves; for a client who looks as somebody else by their
 * own alone, or by the draft alone. */
static Err given_to(const Where *w, const Grant *g, PersonId who, const Given *draft, Givens *ret_given)
{
    Givens all = { (Given *)(uintptr_t)draft, 1 };
    PersonId self = grant_person(g);
    if (!draft) TRY(in_force_for(w, who, &all));
    *ret_given = (Givens){ ARENA_ARRAY(w->cx->arena, Given, all.count + 1), 0 };
    if (!ret_given->list) return fail(w->cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++)
        if (uuid_eq(self.u, who.u) || uuid_eq(all.list[i].grantor.u, self.u))
            ret_given->list[ret_given->count++] = all.list[i];
    return ret_given->count ? OK : fail(w->cx, ERR_MISSING, "nothing is shown");
}

Err release_shown(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId who, const Given *draft,
                  Showing *ret_shown)
{
    Asked a;
    Showing s = { .parts = 0 };
    const Where w = { cx, tx, grant_practice(g), e };
    TRY(grant_read(cx, g, C_SHARED, e));
    if (!uuid_eq(who.u, grant_person(g).u)) TRY(grant_read(cx, g, C_RELEASE, e));
    TRY(given_to(&w, g, who, draft, &s.given));
    TRY(read_members(&w, &s.work));
    ask_of(&s.work, &s.given, who, cx->now_ms, &a);
    s.parts = release_open_parts(&a.ask);
    if (s.parts == 0 && !draft) return fail(cx, ERR_MISSING, "nothing is shown");
    s.from = s.given.list[0].words.from;
    TRY(add_entries(&w, g, &a, &s));
    TRY(add_scores(&w, g, &a, &s));
    TRY(add_sessions(&w, &a, &s));
    *ret_shown = s;
    return OK;
}
