#include "caseload.h"
#include "vault.h"

enum { CASES_MAX = 500, LOOK_BACK_DAYS = 200, LATE_MS = 6 * 60 * 60 * 1000 };
/* CROSS JOIN: one's own work first, then what belongs to it.  Left to itself SQLite walks over
 * every session of the practice and asks of each whose it is. */
#define MY " FROM member m CROSS JOIN episode e"
#define MINE " WHERE m.practice_id = ?1 AND m.person_id = ?2 AND m.state = 'active'" \
             " AND m.part IN ('therapist', 'co_therapist')" \
             " AND e.practice_id = m.practice_id AND e.episode_id = m.episode_id" \
             " AND e.state = 'open'"
#define OF_WORK(t) " AND " t ".practice_id = m.practice_id AND " t ".episode_id = m.episode_id"
#define CLIENT " CROSS JOIN member c CROSS JOIN person p"
#define OF_CLIENT OF_WORK("c") " AND c.part = 'client'" \
                  " AND p.practice_id = c.practice_id AND p.person_id = c.person_id"
#define OWN_SENT(session) "EXISTS (SELECT 1 FROM response r WHERE r.practice_id = m.practice_id" \
                          " AND r.episode_id = m.episode_id AND r.session_id = " session \
                          " AND r.person_id = ?2 AND r.form = 'alliance' AND r.state = 'sent')"
#define ENDED(what) "(SELECT " what " FROM session s WHERE s.practice_id = m.practice_id" \
                    " AND s.episode_id = m.episode_id AND s.state = 'ended'"

/* With how many sessions were held, and whether one's own form for the last of them was sent. */
static const Query people = { "caseload_people", "bb", "bbsibiii",
    "SELECT e.episode_id, c.person_id, c.state, e.started_at, p.profile_sealed, p.version,"
    " " ENDED("COUNT(*)") "), CASE WHEN " OWN_SENT(ENDED("s.session_id")
    " ORDER BY s.starts_at DESC LIMIT 1)") " THEN 1 ELSE 0 END"
    MY CLIENT MINE OF_CLIENT " ORDER BY e.episode_id" };
static const Query sessions = { "caseload_sessions", "bbi", "bbiiis",
    "SELECT e.episode_id, s.session_id, s.number, s.starts_at, s.minutes, s.state" MY
    " CROSS JOIN session s" MINE OF_WORK("s")
    " AND s.state IN ('open', 'planned') AND (s.state = 'open' OR s.starts_at > ?3)"
    " ORDER BY e.episode_id, CASE WHEN s.state = 'open' THEN 0 ELSE 1 END, s.starts_at" };
static const Query life = { "caseload_life", "bbi", "bid",
    "SELECT e.episode_id, s.at, s.raw" MY " CROSS JOIN score s" MINE OF_WORK("s")
    " AND s.measure = 'tandem-life' AND s.scale = 'total' AND s.at > ?3"
    " ORDER BY e.episode_id, s.at" };
/* The client's rating of a session counts once the therapist has sent their own for it. */
static const Query alliance = { "caseload_alliance", "bbi", "bd",
    "SELECT e.episode_id, s.raw" MY " CROSS JOIN score s" MINE OF_WORK("s")
    " AND s.measure = 'tandem-alliance-client' AND s.scale = 'total' AND s.at > ?3"
    " AND " OWN_SENT("s.session_id") " ORDER BY e.episode_id, s.at" };
/* Ended, or left by the actor, who may go on reading what was there: the client's log goes on
 * showing looks at the list. */
static const Query ended = { "caseload_ended", "bb", "bbibii",
    "SELECT e.episode_id, c.person_id,"
    " CASE WHEN m.state = 'left' THEN m.to_at ELSE e.ended_at END AS over_at,"
    " p.profile_sealed, p.version, CASE WHEN m.state = 'left' THEN 1 ELSE 0 END" MY CLIENT
    " WHERE m.practice_id = ?1 AND m.person_id = ?2 AND m.part IN ('therapist', 'co_therapist')"
    OF_WORK("e") " AND (m.state = 'left' OR (m.state = 'active' AND e.state = 'ended'))" OF_CLIENT
    " ORDER BY over_at DESC, e.episode_id" };
const Query *const caseload_queries[] = { &people, &sessions, &life, &alliance, &ended, NULL };

/* Rows come by episode, as the list is: one walk finds them all. */
static CaseRow *find(Caseload *c, size_t *at, EpisodeId e)
{
    while (*at < c->count && uuid_cmp(c->list[*at].episode.u, e.u) < 0) (*at)++;
    bool here = *at < c->count && uuid_eq(c->list[*at].episode.u, e.u);
    return here ? &c->list[*at] : NULL;
}

static Err read_people(Ctx *cx, Tx *tx, const Grant *g, Caseload *c)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(db_rows(cx, tx, &people, &row, BID(practice), BID(self)));
    for (;;) {
        Str json;
        TRY(db_next(&row, &more));
        if (!more || c->count == CASES_MAX) return OK;
        CaseRow *r = &c->list[c->count++];
        r->episode = ROW_ID(Episode, &row, 0);
        r->client = ROW_ID(Person, &row, 1);
        r->invited = !str_eq(row_str(&row, 2), S("active"));
        r->started_ms = row_int(&row, 3);
        r->held = row_int(&row, 6);
        r->own_waits = r->held > 0 && row_int(&row, 7) == 0;
        SealAt at = { "person", "profile", r->client.u, row_int(&row, 5) };
        TRY(vault_unseal(cx, tx, practice, r->client.u, at, row_str(&row, 4), &json));
        TRY(profile_parse(cx, json, &r->profile));
    }
}

static Err read_sessions(Ctx *cx, Tx *tx, const Grant *g, Caseload *c)
{
    Rows row;
    bool more = false;
    size_t at = 0;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(db_rows(cx, tx, &sessions, &row, BID(practice), BID(self), BI(cx->now_ms - LATE_MS)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) break;
        CaseRow *r = find(c, &at, ROW_ID(Episode, &row, 0));
        if (!r || r->next_ms) continue;
        r->next = ROW_ID(Session, &row, 1);
        r->next_number = row_int(&row, 2);
        r->next_ms = row_int(&row, 3);
        r->next_minutes = row_int(&row, 4);
        r->next_open = str_eq(row_str(&row, 5), S("open"));
    }
    return OK;
}

static void add_life(CaseRow *r, int64_t at_ms, double value)
{
    if (r->life_count == CASE_POINTS) {
        memmove(&r->life[0], &r->life[1], (CASE_POINTS - 1) * sizeof r->life[0]);
        r->life_count--;
    }
    r->life[r->life_count++] = (CasePoint){ at_ms, value };
    r->last_check_in_ms = at_ms;
}

/* `alliance_before` holds the sum of the earlier ones while rows come in. */
static void add_alliance(CaseRow *r, double value)
{
    if (r->alliance_count > 0) r->alliance_before += r->alliance;
    r->alliance = value;
    r->alliance_count++;
}

static Err read_scores(Ctx *cx, Tx *tx, const Grant *g, Caseload *c)
{
    Rows row;
    bool more = false;
    size_t at = 0;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    int64_t since = cx->now_ms - (int64_t)LOOK_BACK_DAYS * 24 * 3600 * 1000;
    TRY(db_rows(cx, tx, &life, &row, BID(practice), BID(self), BI(since)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) break;
        CaseRow *r = find(c, &at, ROW_ID(Episode, &row, 0));
        if (r) add_life(r, row_int(&row, 1), row_double(&row, 2));
    }
    at = 0;
    TRY(db_rows(cx, tx, &alliance, &row, BID(practice), BID(self), BI(since)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) break;
        CaseRow *r = find(c, &at, ROW_ID(Episode, &row, 0));
        if (r) add_alliance(r, row_double(&row, 1));
    }
    for (size_t i = 0; i < c->count; i++)
        if (c->list[i].alliance_count > 1)
            c->list[i].alliance_before /= (double)(c->list[i].alliance_count - 1);
    return OK;
}

static int by_next(const void *a, const void *b)
{
    const CaseRow *x = a;
    const CaseRow *y = b;
    int64_t nx = x->next_ms ? x->next_ms : INT64_MAX;
    int64_t ny = y->next_ms ? y->next_ms : INT64_MAX;
    if (nx != ny) return nx < ny ? -1 : 1;
    return str_cmp(x->profile.name, y->profile.name);
}

Err caseload_list(Ctx *cx, Tx *tx, const Grant *g, Caseload *ret_caseload)
{
    TRY(grant_list(cx, g, C_EPISODE | C_PROFILE | C_SESSION | C_RESPONSE | C_SCORE));
    Caseload c = { .list = ARENA_ARRAY(cx->arena, CaseRow, CASES_MAX) };
    if (!c.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(read_people(cx, tx, g, &c));
    TRY(read_sessions(cx, tx, g, &c));
    TRY(read_scores(cx, tx, g, &c));
    qsort(c.list, c.count, sizeof *c.list, by_next);
    *ret_caseload = c;
    return OK;
}

Err caseload_ended(Ctx *cx, Tx *tx, const Grant *g, EndedList *ret_list)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_list(cx, g, C_EPISODE | C_PROFILE));
    EndedList all = { .list = ARENA_ARRAY(cx->arena, EndedWork, CASES_MAX) };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &ended, &row, BID(practice), BID(self)));
    for (;;) {
        Str json;
        TRY(db_next(&row, &more));
        if (!more || all.count == CASES_MAX) break;
        EndedWork *w = &all.list[all.count++];
        PersonId client = ROW_ID(Person, &row, 1);
        SealAt at = { "person", "profile", client.u, row_int(&row, 4) };
        w->episode = ROW_ID(Episode, &row, 0);
        w->ended_ms = row_int(&row, 2);
        w->left = row_int(&row, 5) != 0;
        TRY(vault_unseal(cx, tx, practice, client.u, at, row_str(&row, 3), &json));
        TRY(profile_parse(cx, json, &w->profile));
    }
    *ret_list = all;
    return OK;
}
