#include "role.h"
#include "practice.h"

enum { HELD_MAX = 200, SAID_MAX = 500 };

/* Work in which one of the two is a client and the other is not, with each role offered in it;
 * no role: one row all the same. */
#define TAKES_PART(m) m ".part IN ('client', 'therapist', 'co_therapist')"
static const Query shared = { "role_shared", "bbb", "bsiiisb",
    "SELECT e.episode_id, e.state, e.ended_at, s.to_at, o.to_at, COALESCE(r.mark, ''),"
    " COALESCE(r.entry_id, e.episode_id)"
    " FROM member s JOIN member o ON o.practice_id = s.practice_id AND o.episode_id = s.episode_id"
    " JOIN episode e ON e.practice_id = s.practice_id AND e.episode_id = s.episode_id"
    " LEFT JOIN entry r ON r.practice_id = e.practice_id AND r.episode_id = e.episode_id"
    " AND r.kind = 'role'"
    " WHERE s.practice_id = ?1 AND s.person_id = ?2 AND o.person_id = ?3"
    " AND " TAKES_PART("s") " AND " TAKES_PART("o")
    " AND (s.part = 'client') <> (o.part = 'client')"
    " ORDER BY e.episode_id, r.entry_id" };
static const Query answers = { "role_answers", "bbbbb", "biisi",
    "SELECT person_id, version, number, answer, at FROM entry_answer WHERE practice_id = ?1"
    " AND episode_id = ?2 AND entry_id = ?3 AND person_id IN (?4, ?5)"
    " ORDER BY at, version, number" };
static const Query others = { "role_others", "bbb", "b",
    "SELECT o.person_id FROM member o WHERE o.practice_id = ?1 AND o.episode_id = ?2"
    " AND o.person_id <> ?3 AND o.state <> 'left' AND " TAKES_PART("o") " ORDER BY o.person_id" };
const Query *const role_queries[] = { &shared, &answers, &others, NULL };

typedef struct Row { EpisodeId work; RoleHeld held; EntryId entry; } Row;
typedef struct Held { Row row[HELD_MAX]; size_t count; } Held;

static int64_t earliest(int64_t a, int64_t b)
{
    if (a == 0 || b == 0) return a ? a : b;
    return a < b ? a : b;
}

static Err read_shared(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId other, Held *h)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(db_rows(cx, tx, &shared, &row, BID(practice), BID(self), BID(other)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) return OK;
        if (h->count == HELD_MAX) return fail(cx, ERR_LIMIT, "there is too much shared work to look through");
        EpisodeId work = ROW_ID(Episode, &row, 0);
        bool ended = episode_state_parse(row_str(&row, 1)) == EPISODE_ENDED;
        int64_t left = earliest(row_int(&row, 3), row_int(&row, 4));
        RoleHeld held = { .role = role_parse(row_str(&row, 5)), .here = uuid_eq(work.u, e.u),
                          .over = ended || left, .ended_ms = earliest(ended ? row_int(&row, 2) : 0, left) };
        h->row[h->count++] = (Row){ work, held, ROW_ID(Entry, &row, 6) };
    }
}

static Err read_said(Ctx *cx, Tx *tx, const Grant *g, const Row *r, PersonId other, Entry *e)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    e->said = ARENA_ARRAY(cx->arena, EntrySaid, SAID_MAX);
    if (!e->said) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &answers, &row, BID(practice), BID(r->work), BID(r->entry), BID(self), BID(other)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) return OK;
        if (e->said_count == SAID_MAX) return fail(cx, ERR_LIMIT, "there are too many answers to look through");
        e->said[e->said_count++] = (EntrySaid){ .person = ROW_ID(Person, &row, 0),
            .version = row_int(&row, 1), .number = row_int(&row, 2),
            .answer = entry_answer_parse(row_str(&row, 3)), .at_ms = row_int(&row, 4) };
    }
}

/* What was offered and never agreed is no role. */
static Err keep_agreed(Ctx *cx, Tx *tx, const Grant *g, PersonId other, Row *r)
{
    Entry e = { .kind = ENTRY_ROLE };
    if (r->held.role == ROLE_NONE) return OK;
    TRY(read_said(cx, tx, g, r, other, &e));
    if (!role_was_agreed(&e, grant_person(g), other)) r->held.role = ROLE_NONE;
    return OK;
}

/* Work with an agreed role has no row that says "none". */
static bool said_elsewhere(const Held *h, const Row *r)
{
    for (size_t i = 0; i < h->count; i++)
        if (h->row[i].held.role != ROLE_NONE && uuid_eq(h->row[i].work.u, r->work.u)) return true;
    return false;
}

Err role_between(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId other, Role want,
                 RoleVerdict *ret_verdict)
{
    Practice rules;
    size_t count = 0;
    Held *h = ARENA_NEW(cx->arena, Held);
    RoleHeld *held = ARENA_ARRAY(cx->arena, RoleHeld, HELD_MAX);
    if (!h || !held) return fail(cx, ERR_LIMIT, "request too large");
    TRY(grant_content(cx, g, C_ENTRY | C_EPISODE));
    TRY(practice_for_rule(cx, tx, g, &rules));
    TRY(read_shared(cx, tx, g, e, other, h));
    for (size_t i = 0; i < h->count; i++) TRY(keep_agreed(cx, tx, g, other, &h->row[i]));
    for (size_t i = 0; i < h->count; i++)
        if (h->row[i].held.role != ROLE_NONE || !said_elsewhere(h, &h->row[i]))
            held[count++] = h->row[i].held;
    *ret_verdict = role_judge(want, held, count, cx->now_ms, rules.role_pause_days);
    return OK;
}

Err role_in_work(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Role want, RoleVerdict *ret_verdict)
{
    enum { OTHERS_MAX = 64 };
    Rows row;
    bool more = true;
    PersonId person[OTHERS_MAX];
    size_t count = 0;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    RoleVerdict worst = { .ruling = ROLE_FITS };
    TRY(db_rows(cx, tx, &others, &row, BID(practice), BID(e), BID(self)));
    while (count < OTHERS_MAX) {
        TRY(db_next(&row, &more));
        if (!more) break;
        person[count++] = ROW_ID(Person, &row, 0);
    }
    if (more) return fail(cx, ERR_LIMIT, "there are too many people to look through");
    for (size_t i = 0; i < count; i++) {
        RoleVerdict v;
        TRY(role_between(cx, tx, g, e, person[i], want, &v));
        if (v.ruling > worst.ruling || (v.ruling == worst.ruling && v.until_ms > worst.until_ms)) worst = v;
    }
    *ret_verdict = worst;
    return OK;
}
