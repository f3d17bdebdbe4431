#include "episode.h"
#include "vault.h"

static const Query by_id = { "episode_by_id", "bb", "bssiii",
    "SELECT episode_id, kind, state, started_at, ended_at, version FROM episode"
    " WHERE practice_id = ?1 AND episode_id = ?2" };
static const Query members = { "episode_members", "bb", "bssiibi",
    "SELECT m.person_id, m.part, m.state, m.from_at, m.to_at, p.profile_sealed, p.version"
    " FROM member m JOIN person p ON p.practice_id = m.practice_id AND p.person_id = m.person_id"
    " WHERE m.practice_id = ?1 AND m.episode_id = ?2 ORDER BY m.part, m.from_at, m.person_id" };
static const Query mine = { "episode_mine", "bb", "bsssi",
    "SELECT e.episode_id, m.part, e.state, m.state, e.started_at FROM member m"
    " JOIN episode e ON e.practice_id = m.practice_id AND e.episode_id = m.episode_id"
    " WHERE m.practice_id = ?1 AND m.person_id = ?2 AND m.state <> 'invited'"
    " ORDER BY e.started_at DESC, e.episode_id" };
static const Query create = { "episode_create", "bbsibii", "",
    "INSERT INTO episode (practice_id, episode_id, kind, state, started_at, ended_at, created_by,"
    " version, created_at, updated_at) VALUES (?1, ?2, ?3, 'open', ?4, 0, ?5, 1, ?6, ?7)" };
static const Query add_member = { "member_add", "bbbssi", "",
    "INSERT INTO member (practice_id, episode_id, person_id, part, state, from_at, to_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)" };
static const Query confirm = { "member_confirm", "ibbb", "",
    "UPDATE member SET state = 'active', from_at = ?1"
    " WHERE practice_id = ?2 AND episode_id = ?3 AND person_id = ?4 AND state = 'invited'" };
static const Query end = { "episode_end", "iibbi", "",
    "UPDATE episode SET state = 'ended', ended_at = ?1, updated_at = ?2, version = version + 1"
    " WHERE practice_id = ?3 AND episode_id = ?4 AND version = ?5 AND state = 'open'" };
const Query *const episode_queries[] = { &by_id, &members, &mine, &create, &add_member, &confirm,
                                         &end, NULL };

static Err load_members(Ctx *cx, Tx *tx, const Grant *g, Episode *e)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    TRY(db_rows(cx, tx, &members, &row, BID(practice), BID(e->id)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || e->member_count == MEMBERS_MAX) return OK;
        Member *m = &e->member[e->member_count++];
        Str json;
        *m = (Member){ .person = ROW_ID(Person, &row, 0), .part = part_parse(row_str(&row, 1)),
                       .state = member_state_parse(row_str(&row, 2)),
                       .from_ms = row_int(&row, 3), .to_ms = row_int(&row, 4) };
        SealAt at = { "person", "profile", m->person.u, row_int(&row, 6) };
        TRY(vault_unseal(cx, tx, practice, m->person.u, at, row_str(&row, 5), &json));
        TRY(profile_parse(cx, json, &m->profile));
    }
}

Err episode_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id, Episode *ret_episode)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_read(cx, g, C_EPISODE | C_PROFILE, id));
    TRY(db_row(cx, tx, &by_id, &row, BID(practice), BID(id)));
    Episode e = { .id = ROW_ID(Episode, &row, 0), .kind = row_str(&row, 1),
                  .state = episode_state_parse(row_str(&row, 2)), .started_ms = row_int(&row, 3),
                  .ended_ms = row_int(&row, 4), .version = row_int(&row, 5) };
    TRY(load_members(cx, tx, g, &e));
    *ret_episode = e;
    return OK;
}

Err episode_mine(Ctx *cx, Tx *tx, const Grant *g, MyEpisodes *ret_list)
{
    enum { MINE_MAX = 1000 };
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_list(cx, g, C_EPISODE));
    MyEpisodes all = { .list = ARENA_ARRAY(cx->arena, MyEpisode, MINE_MAX) };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &mine, &row, BID(practice), BID(self)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == MINE_MAX) break;
        all.list[all.count++] = (MyEpisode){ ROW_ID(Episode, &row, 0),
            part_parse(row_str(&row, 1)), episode_state_parse(row_str(&row, 2)),
            member_state_parse(row_str(&row, 3)), row_int(&row, 4), S("") };
    }
    *ret_list = all;
    return OK;
}

Err episode_create(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id, Str kind, int64_t started_ms)
{
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_content(cx, g, C_EPISODE));
    TRY(vault_create_owner(cx, tx, practice, id.u));
    return db_exec(cx, tx, &create, BID(practice), BID(id), BS(kind), BI(started_ms), BID(self),
                   BI(cx->now_ms), BI(cx->now_ms));
}

Err episode_add_member(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id, PersonId person, Part part,
                       Str state, int64_t from_ms)
{
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_EPISODE));
    return db_exec(cx, tx, &add_member, BID(practice), BID(id), BID(person), BS(part_name(part)),
                   BS(state), BI(from_ms));
}

Err episode_confirm_member(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id, PersonId person)
{
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_EPISODE));
    return db_exec_one(cx, tx, &confirm, BI(cx->now_ms), BID(practice), BID(id), BID(person));
}

Err episode_end(Ctx *cx, Tx *tx, const Grant *g, EpisodeId id, int64_t version)
{
    PracticeId practice = grant_practice(g);
    TRY(grant_write(cx, g, C_EPISODE, id));
    return db_exec_one(cx, tx, &end, BI(cx->now_ms), BI(cx->now_ms), BID(practice), BID(id),
                       BI(version));
}
