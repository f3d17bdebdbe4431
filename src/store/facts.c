#include "facts.h"
#include "release.h"

static const Query by_token = { "login_by_token", "b", "bbbiii",
    "SELECT l.practice_id, l.login_id, l.person_id, p.capacities, l.seen_at, l.expires_at"
    " FROM login l JOIN person p ON p.practice_id = l.practice_id AND p.person_id = l.person_id"
    " WHERE l.token_hash = ?1 AND l.ended_at = 0 AND p.state = 'active'" };
static const Query seen = { "login_seen", "ibb", "",
    "UPDATE login SET seen_at = ?1 WHERE practice_id = ?2 AND login_id = ?3 AND ended_at = 0" };
static const Query footing = { "facts_footing", "bbb", "sssii",
    "SELECT e.state, COALESCE(m.part, ''), COALESCE(m.state, ''), COALESCE(m.to_at, 0),"
    " (SELECT COUNT(*) FROM alert a WHERE a.practice_id = e.practice_id"
    "  AND a.episode_id = e.episode_id AND a.state <> 'closed')"
    " FROM episode e LEFT JOIN member m ON m.practice_id = e.practice_id"
    " AND m.episode_id = e.episode_id AND m.person_id = ?3"
    " WHERE e.practice_id = ?1 AND e.episode_id = ?2" };
static const Query of_session = { "facts_session", "bbb", "bbsi",
    "SELECT author_id, author_id, state, created_at FROM session"
    " WHERE practice_id = ?1 AND episode_id = ?2 AND session_id = ?3" };
/* As store/entry.c says it of a list. */
#define SHOWN(x) "(" x ".audience = 'members' OR (" x ".audience = 'chosen' AND EXISTS" \
                 " (SELECT 1 FROM entry_reader r WHERE r.practice_id = " x ".practice_id" \
                 " AND r.episode_id = " x ".episode_id AND r.entry_id = " x ".entry_id" \
                 " AND r.person_id = ?4 AND r.to_at = 0)))"
static const Query of_entry = { "facts_entry", "bbbb", "bbsi",
    "SELECT e.author_id, e.owner_id, CASE WHEN (" SHOWN("e")
    " OR (e.audience = 'with_parent' AND EXISTS (SELECT 1 FROM entry p"
    " WHERE p.practice_id = e.practice_id AND p.episode_id = e.episode_id"
    " AND p.entry_id = e.parent_id AND (p.author_id = ?4"
    " OR (p.state <> 'withdrawn' AND " SHOWN("p") ")))))"
    " THEN 'shown' ELSE 'author' END, CASE WHEN e.author_id = ?4 OR e.shown_at < e.created_at"
    " THEN e.created_at ELSE e.shown_at END FROM entry e"
    " WHERE e.practice_id = ?1 AND e.episode_id = ?2 AND e.entry_id = ?3" };
static const Query of_response = { "facts_response", "bbb", "bbsi",
    "SELECT person_id, person_id, state, opened_at FROM response"
    " WHERE practice_id = ?1 AND episode_id = ?2 AND response_id = ?3" };
static const Query of_signal = { "facts_signal", "bbb", "bbsi",
    "SELECT signal_id, signal_id, state, raised_at FROM signal"
    " WHERE practice_id = ?1 AND episode_id = ?2 AND signal_id = ?3" };
static const Query of_alert = { "facts_alert", "bbb", "bbsi",
    "SELECT person_id, person_id, state, raised_at FROM alert"
    " WHERE practice_id = ?1 AND episode_id = ?2 AND alert_id = ?3" };
/* There for its author alone: for anyone else it is nowhere. */
static const Query of_note = { "facts_note", "bbb", "bbsi",
    "SELECT author_id, author_id, 'author', created_at FROM process_note"
    " WHERE practice_id = ?1 AND episode_id = ?2 AND note_id = ?3" };
const Query *const facts_queries[] = { &by_token, &seen, &footing, &of_session, &of_entry,
                                       &of_response, &of_signal, &of_alert, &of_note, NULL };

static const Query *object_query(ObjectKind kind)
{
    switch (kind) {
    case OBJECT_SESSION: return &of_session;
    case OBJECT_ENTRY: return &of_entry;
    case OBJECT_RESPONSE: return &of_response;
    case OBJECT_SIGNAL: return &of_signal;
    case OBJECT_ALERT: return &of_alert;
    case OBJECT_NOTE: return &of_note;
    case OBJECT_NONE: break;
    }
    return NULL;
}

/* What came after the actor left the work is not there for them; nor is what its author
 * keeps to themselves or shows to others. */
static Err load_object(Ctx *cx, Tx *tx, const Actor *actor, EpisodeId episode, ObjectKind kind,
                       Uuid object, int64_t left_ms, Facts *f)
{
    Rows row;
    bool more = false;
    f->object_named = true;
    Bind id = bind_bytes(uuid_bytes(&object));
    if (kind == OBJECT_ENTRY)
        TRY(db_rows(cx, tx, &of_entry, &row, BID(actor->practice), BID(episode), id,
                    BID(actor->person)));
    else
        TRY(db_rows(cx, tx, object_query(kind), &row, BID(actor->practice), BID(episode), id));
    TRY(db_next(&row, &more));
    if (!more || (left_ms && row_int(&row, 3) > left_ms)) return OK;
    f->object_author = uuid_eq(row_uuid(&row, 0), actor->person.u);
    bool of_author = kind == OBJECT_NOTE || (kind == OBJECT_ENTRY && str_eq(row_str(&row, 2), S("author")));
    if (of_author && !f->object_author) return OK;
    f->object_found = true;
    f->object_owner = uuid_eq(row_uuid(&row, 1), actor->person.u);
    f->owner_only = kind == OBJECT_RESPONSE && !str_eq(row_str(&row, 2), S("sent"));
    return OK;
}

Err facts_load(Ctx *cx, Tx *tx, const Actor *actor, EpisodeId episode, ObjectKind kind, Uuid object,
               Facts *ret_facts)
{
    Facts f = { .capacities = actor->capacities, .signed_in = actor_known(actor) };
    if (f.signed_in && !uuid_is_zero(episode.u)) {
        Rows row;
        bool more = false;
        TRY(db_rows(cx, tx, &footing, &row, BID(actor->practice), BID(episode),
                    BID(actor->person)));
        TRY(db_next(&row, &more));
        int64_t left_ms = 0;
        if (more) {
            f.episode = episode_state_parse(row_str(&row, 0));
            f.part = part_parse(row_str(&row, 1));
            f.member = member_state_parse(row_str(&row, 2));
            left_ms = row_int(&row, 3);
            f.alert_waits = row_int(&row, 4) > 0;
        }
        if (more && f.member == MEMBER_NONE)
            TRY(release_any(cx, tx, actor->practice, episode, actor->person, &f.released));
        if (more && kind != OBJECT_NONE)
            TRY(load_object(cx, tx, actor, episode, kind, object, left_ms, &f));
    }
    *ret_facts = f;
    return OK;
}

static int64_t idle_limit(uint32_t capacities)
{
    const uint32_t staff = CAP_THERAPIST | CAP_SUPERVISOR | CAP_ADMINISTRATOR;
    return capacities & staff ? LOGIN_IDLE_STAFF_MS : LOGIN_IDLE_CLIENT_MS;
}

Err facts_actor(Ctx *cx, Tx *tx, Hash token_hash, Actor *ret_actor, int64_t *ret_seen_ms)
{
    Rows row;
    TRY(db_row(cx, tx, &by_token, &row, bind_bytes(hash_bytes(&token_hash))));
    Actor a = { .practice = ROW_ID(Practice, &row, 0), .login = ROW_ID(Login, &row, 1),
                .person = ROW_ID(Person, &row, 2), .capacities = (uint32_t)row_int(&row, 3) };
    int64_t seen_at = row_int(&row, 4);
    bool over = cx->now_ms >= row_int(&row, 5)
             || cx->now_ms - seen_at >= idle_limit(a.capacities);
    if (over) return fail(cx, ERR_MISSING, "signed out after a time without activity");
    *ret_actor = a;
    *ret_seen_ms = seen_at;
    return OK;
}

Err facts_seen(Ctx *cx, Tx *tx, const Actor *actor)
{
    return db_exec_apart(cx, tx, &seen, BI(cx->now_ms), BID(actor->practice), BID(actor->login));
}
