#include "log.h"
#include "../domain/person.h"
#include "vault.h"

/* Three parts, each by its own index: rows about the episode; caseloads and searches of its
 * therapists while they were in it, and of caseloads those after it, where it stands as left; lists of the practice in which its people or its alerts stood.  A
 * list row says that the list was opened, never who else was on it.  An actor is named who
 * works here (any capacity but a client's) or is in this work: who else is a client is not
 * for a client to read.  Whom one client of a work shows something is not for another to read:
 * neither that they did, nor that those looked. */
#define RELEASED_BY(row, whose, self) "EXISTS (SELECT 1 FROM release r WHERE r.practice_id = ?1" \
                                      " AND r.episode_id = ?2 AND r.grantee_id = " row ".actor_id" \
                                      " AND r.grantor_id " whose " " self ")"
#define CONCERNS(row, self) " AND (" row ".actor_id = " self " OR " row ".action" \
                            " NOT IN ('SHARING_READ', 'SHARING_WRITE', 'SHARED_READ')" \
                            " OR (" row ".action = 'SHARED_READ' AND (" RELEASED_BY(row, "=", self) \
                            " OR NOT " RELEASED_BY(row, "<>", self) ")))"
#define LOG_COLS "a.seq AS seq, a.at AS at, a.actor_id AS actor_id, a.action AS action," \
                 " a.purpose AS purpose, a.outcome AS outcome, a.reason AS reason, a.scope AS scope"
#define LOG_NAMES "seq, at, actor_id, action, purpose, outcome, reason, scope"
#define LOG_NEWEST " ORDER BY a.seq DESC LIMIT ?4)"
#define LOG_ABOUT " FROM audit a WHERE a.practice_id = ?1 AND a.episode_id = ?2 AND a.seq < ?3" \
                  CONCERNS("a", "?5")
#define LOG_LISTS " FROM member m JOIN audit a ON a.practice_id = m.practice_id" \
                  " AND a.actor_id = m.person_id AND a.scope = 'list'" \
                  " WHERE m.practice_id = ?1 AND m.episode_id = ?2 AND a.seq < ?3" \
                  " AND m.part IN ('therapist', 'co_therapist') AND a.outcome = 'done'" \
                  " AND a.action IN ('CASELOAD_READ', 'SEARCH_ALL')" \
                  " AND a.at >= m.from_at AND (m.to_at = 0 OR a.at < m.to_at" \
                  " OR (m.state = 'left' AND a.action = 'CASELOAD_READ'))"
#define LOG_OFFICE " FROM audit a WHERE a.practice_id = ?1 AND a.scope = 'practice' AND a.seq < ?3" \
                   " AND a.outcome = 'done' AND a.at >= (SELECT e.created_at FROM episode e" \
                   " WHERE e.practice_id = ?1 AND e.episode_id = ?2)" \
                   " AND (a.action <> 'DUTY_READ' OR EXISTS (SELECT 1 FROM alert x" \
                   " WHERE x.practice_id = ?1 AND x.episode_id = ?2 AND x.raised_at <= a.at" \
                   " AND (x.closed_at = 0 OR a.at < x.closed_at)))"
#define LOG_PERSON " LEFT JOIN person p ON p.practice_id = ?1 AND p.person_id = l.actor_id"
#define LOG_SHOWN "SELECT l.seq, l.at, l.actor_id, l.action, l.purpose, l.outcome, l.reason, l.scope," \
                " p.profile_sealed, COALESCE(p.version, 0), CASE WHEN (p.capacities & 23) <> 0" \
                " OR EXISTS (SELECT 1 FROM member k WHERE k.practice_id = ?1 AND k.episode_id = ?2" \
                " AND k.person_id = l.actor_id) THEN 1 ELSE 0 END"
#define LOG_OUT LOG_SHOWN " FROM ("
#define LOG_PART(rows, who, name) "SELECT " LOG_NAMES " FROM (SELECT " LOG_COLS rows who LOG_NEWEST " " name
#define LOG_PARTS(who) LOG_PART(LOG_ABOUT, who, "x") " UNION ALL " LOG_PART(LOG_LISTS, who, "y") \
                       " UNION ALL " LOG_PART(LOG_OFFICE, who, "z")
#define LOG_ALL(who) LOG_OUT LOG_PARTS(who) ") l" LOG_PERSON " ORDER BY l.seq DESC LIMIT ?4"
#define LOG_NTH(who) "SELECT l.seq FROM (" LOG_PARTS(who) ") l ORDER BY l.seq DESC LIMIT 1 OFFSET ?4 - 1"
static const Query list = { "log_list", "bbiib", "iibsssssbii", LOG_ALL("") };
static const Query list_of = { "log_list_of", "bbiibb", "iibsssssbii",
    LOG_ALL(" AND a.actor_id = ?6") };
/* Whoever has read here, one after the other by audit_by_reader, each with their newest row:
 * the newest row of somebody else must not cost a walk over one's own thousands. */
static const Query reader_after = { "log_reader_after", "bbbb", "bi",
    "SELECT a.actor_id, COALESCE((SELECT d.seq FROM audit d WHERE d.practice_id = ?1"
    " AND d.episode_id = ?2 AND d.actor_id = a.actor_id AND d.outcome = 'done'" CONCERNS("d", "?4")
    " ORDER BY d.seq DESC LIMIT 1), 0) FROM audit a WHERE a.practice_id = ?1"
    " AND a.episode_id = ?2 AND a.actor_id > ?3 ORDER BY a.actor_id LIMIT 1" };
static const Query one = { "log_one", "bbi", "iibsssssbii",
    LOG_SHOWN " FROM audit l" LOG_PERSON
    " WHERE l.practice_id = ?1 AND l.episode_id = ?2 AND l.seq = ?3" };
static const Query nth = { "log_nth", "bbiib", "i", LOG_NTH("") };
static const Query nth_of = { "log_nth_of", "bbiibb", "i", LOG_NTH(" AND a.actor_id = ?6") };
const Query *const log_queries[] = { &list, &list_of, &nth, &nth_of, &reader_after, &one, NULL };

static Err read_row(Ctx *cx, Tx *tx, const Grant *g, const Rows *row, LogRow *ret_row)
{
    Profile profile;
    Str json;
    LogRow r = { .seq = row_int(row, 0), .at_ms = row_int(row, 1), .actor = ROW_ID(Person, row, 2),
                 .action = row_str(row, 3), .purpose = row_str(row, 4), .outcome = row_str(row, 5),
                 .reason = row_str(row, 6), .scope = row_str(row, 7) };
    if (!row_null(row, 8) && row_int(row, 10) > 0) {
        SealAt at = { "person", "profile", r.actor.u, row_int(row, 9) };
        TRY(vault_unseal(cx, tx, grant_practice(g), r.actor.u, at, row_str(row, 8), &json));
        TRY(profile_parse(cx, json, &profile));
        r.actor_name = profile.name;
    }
    *ret_row = r;
    return OK;
}

Err log_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId who, int64_t before_seq,
             LogRows *ret_rows)
{
    Rows row;
    bool more = false;
    PersonId self = grant_person(g);
    PracticeId practice = grant_practice(g);
    int64_t before = before_seq > 0 ? before_seq : INT64_MAX;
    LogRows all = { .list = ARENA_ARRAY(cx->arena, LogRow, LOG_PAGE) };
    TRY(grant_read(cx, g, C_LOG, e));
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    if (uuid_is_zero(who.u))
        TRY(db_rows(cx, tx, &list, &row, BID(practice), BID(e), BI(before), BI(LOG_PAGE + 1),
                    BID(self)));
    else
        TRY(db_rows(cx, tx, &list_of, &row, BID(practice), BID(e), BI(before), BI(LOG_PAGE + 1),
                    BID(self), BID(who)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) break;
        all.more = all.count == LOG_PAGE;
        if (all.more) break;
        TRY(read_row(cx, tx, g, &row, &all.list[all.count++]));
    }
    *ret_rows = all;
    return OK;
}

Err log_nth(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId who, int64_t count, int64_t *ret_seq)
{
    Rows row;
    bool more = false;
    PersonId self = grant_person(g);
    PracticeId practice = grant_practice(g);
    *ret_seq = 0;
    TRY(grant_read(cx, g, C_LOG, e));
    if (count <= 0) return OK;
    if (uuid_is_zero(who.u))
        TRY(db_rows(cx, tx, &nth, &row, BID(practice), BID(e), BI(INT64_MAX), BI(count), BID(self)));
    else
        TRY(db_rows(cx, tx, &nth_of, &row, BID(practice), BID(e), BI(INT64_MAX), BI(count), BID(self),
                    BID(who)));
    TRY(db_next(&row, &more));
    *ret_seq = more ? row_int(&row, 0) : 1;          /* 1: there is nothing older */
    return OK;
}

/* 0 when nobody else was there. */
static Err newest_of_others(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, int64_t *ret_seq)
{
    enum { READERS_MAX = 1000 };
    Rows row;
    bool more = true;
    int64_t newest = 0;
    PersonId reader = { { { 0 } } };
    PersonId self = grant_person(g);
    PracticeId practice = grant_practice(g);
    for (size_t i = 0; i < READERS_MAX; i++) {
        TRY(db_rows(cx, tx, &reader_after, &row, BID(practice), BID(e), BID(reader), BID(self)));
        TRY(db_next(&row, &more));
        if (!more) break;
        reader = ROW_ID(Person, &row, 0);
        bool other = !uuid_eq(reader.u, self.u);
        if (other && row_int(&row, 1) > newest) newest = row_int(&row, 1);
    }
    *ret_seq = newest;
    return OK;
}

Err log_last_other(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, bool *ret_found, LogRow *ret_row)
{
    Rows row;
    int64_t seq;
    PracticeId practice = grant_practice(g);
    TRY(grant_read(cx, g, C_LOG, e));
    TRY(newest_of_others(cx, tx, g, e, &seq));
    *ret_found = seq > 0;
    if (seq == 0) return OK;
    TRY(db_row(cx, tx, &one, &row, BID(practice), BID(e), BI(seq)));
    return read_row(cx, tx, g, &row, ret_row);
}
