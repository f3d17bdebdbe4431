#include "link.h"

static const Query make = { "link_make", "bbbsbbbii", "",
    "INSERT INTO link (practice_id, link_id, token_hash, kind, person_id, episode_id, made_by,"
    " created_at, expires_at, used_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0)" };
static const Query retire = { "link_retire", "ibbs", "",
    "UPDATE link SET used_at = ?1"
    " WHERE practice_id = ?2 AND person_id = ?3 AND kind = ?4 AND used_at = 0" };
static const Query find = { "link_find", "bsi", "bbbbbi",
    "SELECT practice_id, link_id, person_id, episode_id, made_by, expires_at FROM link"
    " WHERE token_hash = ?1 AND kind = ?2 AND used_at = 0 AND expires_at > ?3" };
static const Query use = { "link_use", "ibb", "",
    "UPDATE link SET used_at = ?1 WHERE practice_id = ?2 AND link_id = ?3 AND used_at = 0" };
static const Query wish = { "link_wish", "bbi", "i",
    "SELECT COALESCE(MAX(created_at), 0) FROM link WHERE practice_id = ?1 AND person_id = ?2"
    " AND kind = 'wish' AND used_at = 0 AND created_at > ?3" };
const Query *const link_queries[] = { &make, &retire, &find, &use, &wish, NULL };

static Str kind_name(LinkKind kind)
{
    static const char *const name[] = { "invite", "reset", "wish" };
    return str_from_c(name[kind]);
}

Err link_make(Ctx *cx, Tx *tx, const Grant *g, LinkKind kind, PersonId person, EpisodeId episode,
              LinkMade *ret_link)
{
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    LinkId id = ID_NEW(Link, cx->now_ms);
    TRY(grant_content(cx, g, C_LINK));
    int64_t lasts = kind == LINK_INVITE ? (int64_t)INVITE_DAYS * 24 * 3600 * 1000
                                        : (int64_t)RESET_MINUTES * 60 * 1000;
    LinkMade made = { token_new(cx->arena), cx->now_ms + lasts };
    Hash hash = hash_plain(made.token);
    TRY(db_exec(cx, tx, &retire, BI(cx->now_ms), BID(practice), BID(person), BS(kind_name(kind))));
    TRY(db_exec(cx, tx, &make, BID(practice), BID(id), BB(hash_bytes(&hash)), BS(kind_name(kind)),
                BID(person), BID(episode), BID(self), BI(cx->now_ms), BI(made.expires_ms)));
    *ret_link = made;
    return OK;
}

Err link_find(Ctx *cx, Tx *tx, const Grant *g, LinkKind kind, Str token, Link *ret_link)
{
    Rows row;
    TRY(grant_content(cx, g, C_LINK));
    Hash hash = hash_plain(token);
    TRY(db_row(cx, tx, &find, &row, BB(hash_bytes(&hash)), BS(kind_name(kind)), BI(cx->now_ms)));
    *ret_link = (Link){ .practice = ROW_ID(Practice, &row, 0), .id = ROW_ID(Link, &row, 1),
                        .kind = kind, .person = ROW_ID(Person, &row, 2),
                        .episode = ROW_ID(Episode, &row, 3), .made_by = ROW_ID(Person, &row, 4),
                        .expires_ms = row_int(&row, 5) };
    return OK;
}

Err link_use(Ctx *cx, Tx *tx, const Grant *g, const Link *link)
{
    int64_t changed = 0;
    TRY(grant_content(cx, g, C_LINK));
    const Bind binds[] = { BI(cx->now_ms), BID(link->practice), BID(link->id) };
    TRY(db_exec_n(cx, tx, &use, binds, 3, &changed));
    return changed == 1 ? OK : fail(cx, ERR_MISSING, "this link was used already");
}

Err link_person(Ctx *cx, Tx *tx, const Grant *g, const Link *link, PersonId person,
                Person *ret_person)
{
    bool named = uuid_eq(person.u, link->person.u) || uuid_eq(person.u, link->made_by.u);
    if (!named) return fail(cx, ERR_BUG, "the link does not name this person");
    return person_load(cx, tx, g, person, ret_person);
}

Err link_wish_ms(Ctx *cx, Tx *tx, const Grant *g, PersonId person, int64_t *ret_at_ms)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_ACCOUNT));
    TRY(db_row(cx, tx, &wish, &row, BID(practice), BID(person),
               BI(cx->now_ms - (int64_t)2 * 24 * 3600 * 1000)));
    *ret_at_ms = row_int(&row, 0);
    return OK;
}
