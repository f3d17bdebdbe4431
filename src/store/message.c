#include "message.h"

#define MEMBER_READS(t, m) " AND (" t ".author_id = " m ".person_id OR (" t ".audience = 'chosen' AND EXISTS" \
    " (SELECT 1 FROM entry_reader r WHERE r.practice_id = " t ".practice_id AND r.episode_id = " t ".episode_id" \
    " AND r.entry_id = " t ".entry_id AND r.person_id = " m ".person_id AND r.to_at = 0)))" \
    " AND " m ".state IN ('active', 'left') AND " m ".part IN ('client', 'therapist', 'co_therapist')" \
    " AND (" m ".to_at = 0 OR " t ".created_at <= " m ".to_at)"
#define THREADS " FROM entry t JOIN member m ON m.practice_id = t.practice_id" \
    " AND m.episode_id = t.episode_id AND m.person_id = ?3" \
    " WHERE t.practice_id = ?1 AND t.episode_id = ?2 AND t.kind = 'thread'" MEMBER_READS("t", "m")
/* Its messages, while the asker was there. */
#define MESSAGES(x) " FROM entry " x " WHERE " x ".practice_id = t.practice_id AND " x ".episode_id = t.episode_id" \
    " AND " x ".parent_id = t.entry_id AND " x ".kind = 'message' AND (m.to_at = 0 OR " x ".created_at <= m.to_at)"
#define NEWEST(x) " ORDER BY " x ".position DESC, " x ".entry_id DESC LIMIT 1"
#define LAST_LOOK "COALESCE((SELECT MAX(a.at) FROM audit a WHERE a.practice_id = t.practice_id" \
    " AND a.episode_id = t.episode_id AND a.object_id = t.entry_id AND a.actor_id = m.person_id" \
    " AND a.action = 'MESSAGE_READ' AND a.outcome = 'done'), 0)"
static const Query threads = { "message_threads", "bbb", "bibbi",
    "SELECT t.entry_id, COALESCE((SELECT n.created_at" MESSAGES("n") NEWEST("n") "), t.created_at),"
    " COALESCE((SELECT n.author_id" MESSAGES("n") NEWEST("n") "), t.author_id),"
    " (SELECT n.author_id" MESSAGES("n") " AND n.author_id <> m.person_id AND n.state = 'said'" NEWEST("n") "),"
    " CASE WHEN COALESCE((SELECT MAX(n.created_at)" MESSAGES("n") " AND n.author_id <> m.person_id"
    "  AND n.state = 'said'), 0) > " LAST_LOOK " THEN 1 ELSE 0 END"
    THREADS " ORDER BY 2 DESC, t.entry_id DESC LIMIT 500" };
static const Query readers_of = { "message_readers", "bbbb", "b",
    "SELECT o.person_id FROM entry t JOIN member m ON m.practice_id = t.practice_id"
    " AND m.episode_id = t.episode_id AND m.person_id = ?3"
    " JOIN member o ON o.practice_id = t.practice_id AND o.episode_id = t.episode_id"
    " WHERE t.practice_id = ?1 AND t.episode_id = ?2 AND t.entry_id = ?4 AND t.kind = 'thread'"
    MEMBER_READS("t", "m") MEMBER_READS("t", "o") " AND o.to_at = 0 ORDER BY o.person_id" };
static const Query openings = { "message_openings", "bbbb", "bbi",
    "SELECT n.entry_id, a.actor_id, MIN(a.at) FROM entry n JOIN audit a"
    " ON a.practice_id = n.practice_id AND a.episode_id = n.episode_id AND a.object_id = n.parent_id"
    " AND a.at >= n.created_at AND a.actor_id <> n.author_id AND a.action = 'MESSAGE_READ' AND a.outcome = 'done'"
    " JOIN member m ON m.practice_id = n.practice_id AND m.episode_id = n.episode_id"
    " AND m.person_id = n.author_id AND m.part = 'client'"
    " WHERE n.practice_id = ?1 AND n.episode_id = ?2 AND n.author_id = ?3 AND n.parent_id = ?4"
    " AND n.kind = 'message' GROUP BY n.entry_id, a.actor_id ORDER BY n.entry_id, 3 LIMIT 2000" };
static const Query times = { "message_times", "bbb", "bbi",
    "SELECT n.parent_id, n.author_id, n.created_at FROM entry n JOIN entry t ON t.practice_id = n.practice_id"
    " AND t.episode_id = n.episode_id AND t.entry_id = n.parent_id JOIN member m"
    " ON m.practice_id = n.practice_id AND m.episode_id = n.episode_id AND m.person_id = ?3"
    " WHERE n.practice_id = ?1 AND n.episode_id = ?2 AND n.kind = 'message'"
    " AND (m.to_at = 0 OR n.created_at <= m.to_at)" MEMBER_READS("t", "m")
    " ORDER BY n.created_at DESC, n.entry_id DESC LIMIT 1000" };
const Query *const message_queries[] = { &threads, &readers_of, &openings, &times, NULL };

enum { THREADS_MAX = 500, OPENINGS_MAX = 2000, TIMES_MAX = 1000 };

Err message_threads(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ThreadLooks *ret_list)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_ENTRY, e));
    ThreadLooks all = { ARENA_ARRAY(cx->arena, ThreadLook, THREADS_MAX), 0 };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &threads, &row, BID(practice), BID(e), BID(self)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == THREADS_MAX) break;
        all.list[all.count++] = (ThreadLook){ ROW_ID(Entry, &row, 0), row_int(&row, 1),
            ROW_ID(Person, &row, 2), ROW_ID(Person, &row, 3), row_int(&row, 4) != 0 };
    }
    *ret_list = all;
    return OK;
}

Err message_readers(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId thread, PersonId *readers,
                    size_t max, size_t *ret_count)
{
    Rows row;
    bool more = false;
    size_t count = 0;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_ENTRY, e));
    TRY(db_rows(cx, tx, &readers_of, &row, BID(practice), BID(e), BID(self), BID(thread)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || count == max) break;
        readers[count++] = ROW_ID(Person, &row, 0);
    }
    *ret_count = count;
    return OK;
}

Err message_openings(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId thread,
                     MessageOpenings *ret_list)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_ENTRY, e));
    MessageOpenings all = { ARENA_ARRAY(cx->arena, MessageOpened, OPENINGS_MAX), 0 };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &openings, &row, BID(practice), BID(e), BID(self), BID(thread)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == OPENINGS_MAX) break;
        all.list[all.count++] = (MessageOpened){ ROW_ID(Entry, &row, 0), ROW_ID(Person, &row, 1),
                                                 row_int(&row, 2) };
    }
    *ret_list = all;
    return OK;
}

Err message_times(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, MessageTimes *ret_list)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_ENTRY, e));
    ReachSaid *list = ARENA_ARRAY(cx->arena, ReachSaid, TIMES_MAX);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    size_t at = TIMES_MAX;                /* filled from the end: the newest comes first */
    TRY(db_rows(cx, tx, &times, &row, BID(practice), BID(e), BID(self)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || at == 0) break;
        list[--at] = (ReachSaid){ row_uuid(&row, 0), ROW_ID(Person, &row, 1), row_int(&row, 2) };
    }
    *ret_list = (MessageTimes){ list + at, TIMES_MAX - at };
    return OK;
}
