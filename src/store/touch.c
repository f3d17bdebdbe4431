#include "touch.h"

enum { DUE_MAX = 20000 };

/* From open work to its clients to their newest rating; nothing is read of work without one. */
static const Query due = { "touch_due", "biii", "bbb",
    "SELECT r.episode_id, r.person_id, r.response_id FROM episode e CROSS JOIN member m"
    " CROSS JOIN response r WHERE e.practice_id = ?1 AND e.state = 'open'"
    " AND m.practice_id = e.practice_id AND m.episode_id = e.episode_id AND m.part = 'client'"
    " AND m.state = 'active' AND r.practice_id = m.practice_id AND r.episode_id = m.episode_id"
    " AND r.person_id = m.person_id AND r.form = 'alliance' AND r.state = 'sent' AND r.sent_at >= ?2"
    " AND NOT EXISTS (SELECT 1 FROM response x WHERE x.practice_id = r.practice_id"
    "  AND x.episode_id = r.episode_id AND x.person_id = r.person_id AND x.form = 'alliance'"
    "  AND x.state = 'sent' AND x.sent_at > r.sent_at)"
    " AND EXISTS (SELECT 1 FROM session s WHERE s.practice_id = r.practice_id"
    "  AND s.episode_id = r.episode_id AND s.starts_at <= ?3 AND (s.state = 'missed'"
    "  OR (s.state = 'planned' AND s.starts_at < ?4)))"
    " AND NOT EXISTS (SELECT 1 FROM signal g JOIN response o ON o.practice_id = g.practice_id"
    "  AND o.episode_id = g.episode_id AND o.response_id = g.response_id"
    "  WHERE g.practice_id = r.practice_id AND g.episode_id = r.episode_id AND g.kind = 'drift'"
    "  AND o.person_id = r.person_id AND (g.state <> 'closed' OR g.response_id = r.response_id))" };
static const Query sessions = { "touch_sessions", "bbbi", "sii",
    "SELECT s.state, s.starts_at, EXISTS (SELECT 1 FROM response r WHERE r.practice_id = s.practice_id"
    " AND r.episode_id = s.episode_id AND r.session_id = s.session_id AND r.form = 'alliance'"
    " AND r.person_id = ?3 AND r.state = 'sent') FROM session s WHERE s.practice_id = ?1"
    " AND s.episode_id = ?2 AND s.state <> 'cancelled' AND s.starts_at <= ?4"
    " ORDER BY s.number DESC LIMIT 4" };
static const Query ratings = { "touch_ratings", "bbbss", "sd",
    "SELECT s.measure_version, s.raw FROM score s WHERE s.practice_id = ?1 AND s.episode_id = ?2"
    " AND s.person_id = ?3 AND s.measure = ?4 AND s.scale = ?5 ORDER BY s.at DESC, s.response_id DESC"
    " LIMIT 400" };
const Query *const touch_queries[] = { &due, &sessions, &ratings, NULL };

Err touch_due(Ctx *cx, Tx *tx, PracticeId practice, int64_t since_ms, TouchDues *ret_due)
{
    enum { GROW = 64 };
    Rows row;
    bool more = false;
    TouchDues all = { NULL, 0 };
    TRY(db_rows(cx, tx, &due, &row, BID(practice), BI(since_ms), BI(cx->now_ms),
                BI(cx->now_ms - TOUCH_LATE_MS)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == DUE_MAX) break;
        if (all.count % GROW == 0) {
            size_t had = all.count * sizeof *all.list;
            TouchDue *wider = arena_grow(cx->arena, all.list, had, had + GROW * sizeof *wider);
            if (!wider) return fail(cx, ERR_LIMIT, "too much work to look through");
            all.list = wider;
        }
        all.list[all.count++] = (TouchDue){ ROW_ID(Episode, &row, 0), ROW_ID(Person, &row, 1),
                                            ROW_ID(Response, &row, 2) };
    }
    *ret_due = all;
    return OK;
}

Err touch_facts(Ctx *cx, Tx *tx, PracticeId practice, const TouchDue *it, TouchFacts *ret_facts)
{
    Rows row;
    bool more = false;
    TouchFacts facts = { 0, 0 };
    TRY(db_rows(cx, tx, &sessions, &row, BID(practice), BID(it->episode), BID(it->person),
                BI(cx->now_ms)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) break;
        Str state = row_str(&row, 0);
        facts.not_held += touch_not_held(state, row_int(&row, 1), cx->now_ms);
        facts.left_open += str_eq(state, S("ended")) && row_int(&row, 2) == 0;
    }
    *ret_facts = facts;
    return OK;
}

/* Read newest first, so that a limit keeps the newest; then turned round. */
Err touch_ratings(Ctx *cx, Tx *tx, PracticeId practice, const TouchDue *it, Str measure, Str scale,
                  TouchRatings *ret_ratings)
{
    Rows row;
    bool more = false;
    TouchRatings *all = ret_ratings;
    *all = (TouchRatings){ .count = 0 };
    TRY(db_rows(cx, tx, &ratings, &row, BID(practice), BID(it->episode), BID(it->person), BS(measure),
                BS(scale)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all->count == TOUCH_RATINGS_MAX) break;
        Str version = arena_str(cx->arena, row_str(&row, 0));
        if (all->count == 0) all->version = version;
        if (!signal_versions_compare(version, all->version)) continue;
        all->value[all->count++] = row_double(&row, 1);
    }
    for (size_t i = 0; i < all->count / 2; i++) {
        double one = all->value[i];
        all->value[i] = all->value[all->count - 1 - i];
        all->value[all->count - 1 - i] = one;
    }
    return OK;
}
