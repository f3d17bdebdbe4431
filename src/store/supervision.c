#include "supervision.h"
#include "vault.h"

enum { PAIRS_MAX = 16, SUPERVISORS_MAX = 100 };

/* Named to every client who has not left, who has since opened a page that says so. */
#define UNTOLD "SELECT COUNT(*) FROM member c WHERE c.practice_id = s.practice_id" \
               " AND c.episode_id = s.episode_id AND c.part = 'client' AND c.state <> 'left'" \
               " AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.practice_id = s.practice_id" \
               " AND a.episode_id = s.episode_id AND a.actor_id = c.person_id AND a.at > s.from_at" \
               " AND a.action IN ('CLIENT_HOME_READ', 'SHARING_READ') AND a.outcome = 'done')"
static const Query list = { "supervision_list", "bb", "bbiiibii",
    "SELECT s.therapist_id, s.supervisor_id, s.from_at, s.to_at, s.refused_at, p.profile_sealed,"
    " p.version, (" UNTOLD ") FROM supervision s JOIN person p ON p.practice_id = s.practice_id"
    " AND p.person_id = s.supervisor_id WHERE s.practice_id = ?1 AND s.episode_id = ?2"
    " AND s.to_at = 0 ORDER BY s.from_at, s.therapist_id LIMIT 16" };
static const Query insert = { "supervision_name", "bbbbi", "",
    "INSERT INTO supervision (practice_id, episode_id, therapist_id, supervisor_id, from_at, to_at,"
    " refused_at) VALUES (?1, ?2, ?3, ?4, ?5, 0, 0)" };
static const Query named = { "supervision_is_named", "bbbb", "i",
    "SELECT COUNT(*) FROM supervision WHERE practice_id = ?1 AND episode_id = ?2"
    " AND therapist_id = ?3 AND supervisor_id = ?4 AND to_at = 0" };
static const Query end = { "supervision_end", "ibbb", "",
    "UPDATE supervision SET to_at = ?1 WHERE practice_id = ?2 AND episode_id = ?3"
    " AND therapist_id = ?4 AND to_at = 0" };
static const Query answer = { "supervision_answer", "ibbb", "",
    "UPDATE supervision SET refused_at = ?1 WHERE practice_id = ?2 AND episode_id = ?3"
    " AND therapist_id = ?4 AND to_at = 0" };

/* 2 is CAP_SUPERVISOR. */
#define SUPERVISES " p.practice_id = ?1 AND p.state = 'active' AND (p.capacities & 2) <> 0" \
                   " AND p.person_id <> ?2 AND NOT EXISTS (SELECT 1 FROM member m" \
                   " WHERE m.practice_id = p.practice_id AND m.episode_id = ?3" \
                   " AND m.person_id = p.person_id AND m.part <> 'supervisor')"
static const Query who = { "supervisors_list", "bbb", "bbi",
    "SELECT p.person_id, p.profile_sealed, p.version FROM person p WHERE" SUPERVISES
    " ORDER BY p.person_id LIMIT 100" };
static const Query may = { "supervisor_may", "bbbb", "i",
    "SELECT COUNT(*) FROM person p WHERE" SUPERVISES " AND p.person_id = ?4" };
const Query *const supervision_queries[] = { &list, &insert, &named, &end, &answer, &who, &may, NULL };

static Err open_profile(Ctx *cx, Tx *tx, const Grant *g, PersonId person, Str sealed, int64_t version,
                        Profile *ret_profile)
{
    Str json;
    SealAt at = { "person", "profile", person.u, version };
    TRY(vault_unseal(cx, tx, grant_practice(g), person.u, at, sealed, &json));
    return profile_parse(cx, json, ret_profile);
}

Err supervision_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Supervisions *ret_list)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    Supervisions all = { .list = ARENA_ARRAY(cx->arena, Supervision, PAIRS_MAX) };
    TRY(grant_read(cx, g, C_EPISODE | C_PROFILE, e));
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &list, &row, BID(practice), BID(e)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == PAIRS_MAX) break;
        Supervision *s = &all.list[all.count++];
        *s = (Supervision){ .therapist = ROW_ID(Person, &row, 0), .supervisor = ROW_ID(Person, &row, 1),
            .from_ms = row_int(&row, 2), .to_ms = row_int(&row, 3), .refused_ms = row_int(&row, 4),
            .told = row_int(&row, 7) == 0 };
        TRY(open_profile(cx, tx, g, s->supervisor, row_str(&row, 5), row_int(&row, 6), &s->profile));
    }
    *ret_list = all;
    return OK;
}

static Err any(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, bool *ret_any)
{
    Rows row;
    TRY(db_row_n(cx, tx, q, binds, 4, &row));
    *ret_any = row_int(&row, 0) > 0;
    return OK;
}

Err supervision_name(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId supervisor)
{
    bool fits = false, stands = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    const Bind of_person[] = { BID(practice), BID(self), BID(e), BID(supervisor) };
    const Bind of_pair[] = { BID(practice), BID(e), BID(self), BID(supervisor) };
    TRY(grant_write(cx, g, C_EPISODE, e));
    TRY(any(cx, tx, &may, of_person, &fits));
    if (!fits) return fail(cx, ERR_INVALID, "this person cannot be named");
    TRY(any(cx, tx, &named, of_pair, &stands));
    if (stands) return OK;
    TRY(supervision_end(cx, tx, g, e));
    return db_exec(cx, tx, &insert, BID(practice), BID(e), BID(self), BID(supervisor), BI(cx->now_ms));
}

Err supervision_end(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e)
{
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_write(cx, g, C_EPISODE, e));
    return db_exec(cx, tx, &end, BI(cx->now_ms), BID(practice), BID(e), BID(self));
}

Err supervision_answer(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId therapist,
                       SupervisionWord word)
{
    PracticeId practice = grant_practice(g);
    TRY(grant_write(cx, g, C_RELEASE, e));
    return db_exec(cx, tx, &answer, BI(word == SUPERVISION_RATHER_NOT ? cx->now_ms : 0), BID(practice),
                   BID(e), BID(therapist));
}

Err supervisors_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Supervisors *ret_list)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    Supervisors all = { .list = ARENA_ARRAY(cx->arena, Supervisor, SUPERVISORS_MAX) };
    TRY(grant_content(cx, g, C_PROFILE));
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &who, &row, BID(practice), BID(self), BID(e)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == SUPERVISORS_MAX) break;
        Supervisor *s = &all.list[all.count++];
        s->person = ROW_ID(Person, &row, 0);
        TRY(open_profile(cx, tx, g, s->person, row_str(&row, 1), row_int(&row, 2), &s->profile));
    }
    *ret_list = all;
    return OK;
}
