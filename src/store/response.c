#include "response.h"
#include "episode.h"
#include "vault.h"

enum { ANSWERS_MAX = 600, EARLIER_MAX = 50, SCORES_MAX = 5000 };

#define RESPONSE_COLS "r.response_id, r.person_id, r.session_id, r.form, r.state," \
                      " r.saw_partner_at, r.opened_at, r.sent_at, r.version, r.measures"
#define RESPONSE_OF " FROM response r WHERE r.practice_id = ?1 AND r.episode_id = ?2"
static const Query own = { "response_own", "bbbb", "bbbssiiiis",
    "SELECT " RESPONSE_COLS RESPONSE_OF " AND r.response_id = ?3 AND r.person_id = ?4" };
static const Query of_person = { "response_of_person", "bbbsbb", "bbbssiiiis",
    "SELECT " RESPONSE_COLS RESPONSE_OF " AND r.person_id = ?3 AND r.form = ?4"
    " AND r.session_id = ?5 AND (r.person_id = ?6 OR (r.state = 'sent' AND"
    WHILE_THERE("r.sent_at", "?6") "))"
    " ORDER BY r.opened_at DESC, r.response_id DESC" };
static const Query open_of_person = { "response_open_of_person", "bbbsb", "bbbssiiiis",
    "SELECT " RESPONSE_COLS RESPONSE_OF " AND r.person_id = ?3 AND r.form = ?4"
    " AND r.state = 'open' AND r.person_id = ?5"
    " ORDER BY r.opened_at DESC, r.response_id DESC" };
static const Query sent_list = { "response_sent_list", "bbsbi", "bbbssiiiis",
    "SELECT " RESPONSE_COLS RESPONSE_OF " AND r.form = ?3 AND r.state = 'sent'"
    " AND (r.person_id = ?4 OR NOT EXISTS (SELECT 1 FROM member m"
    "  WHERE m.practice_id = ?1 AND m.episode_id = ?2 AND m.person_id = ?4 AND m.part = 'client'))"
    " AND" WHILE_THERE("r.sent_at", "?4")
    " ORDER BY r.sent_at DESC, r.response_id DESC LIMIT ?5" };
static const Query begin = { "response_begin", "bbbbbsiiis", "",
    "INSERT INTO response (practice_id, episode_id, response_id, person_id, session_id, form,"
    " state, saw_partner_at, opened_at, sent_at, version, created_at, updated_at, measures)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'open', 0, ?7, 0, 1, ?8, ?9, ?10)" };
static const Query send = { "response_send", "iibbbbi", "",
    "UPDATE response SET state = 'sent', sent_at = ?1, updated_at = ?2, version = version + 1"
    " WHERE practice_id = ?3 AND episode_id = ?4 AND response_id = ?5 AND person_id = ?6"
    " AND version = ?7 AND state = 'open'" };
static const Query saw_partner = { "response_saw_partner", "iibbbb", "",
    "UPDATE response SET saw_partner_at = ?1, updated_at = ?2"
    " WHERE practice_id = ?3 AND episode_id = ?4 AND response_id = ?5 AND person_id = ?6"
    " AND saw_partner_at = 0 AND state = 'sent'" };
/* With what response_shown() asks: the rater's part, the work's state, the reader's own. */
static const Query with_facts = { "response_with_facts", "bbbb", "bbbssiiiisssi",
    "SELECT " RESPONSE_COLS ", COALESCE(m.part, ''), e.state,"
    " (SELECT COUNT(*) FROM response o WHERE o.practice_id = r.practice_id"
    "  AND o.episode_id = r.episode_id AND o.session_id = r.session_id AND o.form = 'alliance'"
    "  AND o.person_id = ?4 AND o.state = 'sent')"
    " FROM response r JOIN episode e ON e.practice_id = r.practice_id"
    " AND e.episode_id = r.episode_id LEFT JOIN member m ON m.practice_id = r.practice_id"
    " AND m.episode_id = r.episode_id AND m.person_id = r.person_id"
    " WHERE r.practice_id = ?1 AND r.episode_id = ?2 AND r.response_id = ?3 AND"
    WHILE_THERE("r.sent_at", "?4") };
static const Query of_alert = { "response_of_alert", "bbb", "bbbssiiiis",
    "SELECT " RESPONSE_COLS " FROM alert a JOIN response r ON r.practice_id = a.practice_id"
    " AND r.episode_id = a.episode_id AND r.response_id = a.response_id"
    " WHERE a.practice_id = ?1 AND a.episode_id = ?2 AND a.alert_id = ?3" };
static const Query ratings = { "response_ratings", "bbbb", "bbssii",
    "SELECT r.response_id, r.person_id, r.state, COALESCE(m.part, ''), r.saw_partner_at,"
    " CASE WHEN r.person_id = ?4 THEN 1 ELSE 0 END"
    " FROM response r LEFT JOIN member m ON m.practice_id = r.practice_id"
    " AND m.episode_id = r.episode_id AND m.person_id = r.person_id"
    " WHERE r.practice_id = ?1 AND r.episode_id = ?2 AND r.session_id = ?3 AND r.form = 'alliance'"
    " AND (r.person_id = ?4 OR (r.state = 'sent' AND" WHILE_THERE("r.sent_at", "?4") "))"
    " ORDER BY r.opened_at, r.response_id" };

#define ANSWER_OF " WHERE practice_id = ?1 AND episode_id = ?2 AND response_id = ?3"
static const Query answer_one = { "answer_one", "bbbs", "sibii",
    "SELECT status, value, note_sealed, answered_at, version FROM answer" ANSWER_OF
    " AND item = ?4" };
/* ?4 = 1: the writer reads.  What felt off reaches anyone else only with a yes. */
static const Query answer_all = { "answer_all", "bbbi", "ssibii",
    "SELECT item, status, value, note_sealed, answered_at, version FROM answer" ANSWER_OF
    " AND (?4 = 1 OR (item <> '" KEY_FELT_OFF "' AND item <> '" KEY_SHOW "')"
    "  OR EXISTS (SELECT 1 FROM answer s WHERE s.practice_id = ?1 AND s.episode_id = ?2"
    "   AND s.response_id = ?3 AND s.item = '" KEY_SHOW "' AND s.status = 'answered'"
    "   AND s.value = 1))"
    " ORDER BY answered_at, item" };
static const Query answer_add = { "answer_add", "bbbssibi", "",
    "INSERT INTO answer (practice_id, episode_id, response_id, item, status, value, note_sealed,"
    " answered_at, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)" };
static const Query answer_keep = { "answer_keep", "bbbs", "",
    "INSERT INTO answer_history (practice_id, episode_id, response_id, item, version, status,"
    " value, note_sealed, answered_at) SELECT practice_id, episode_id, response_id, item, version,"
    " status, value, note_sealed, answered_at FROM answer" ANSWER_OF " AND item = ?4" };
static const Query answer_change = { "answer_change", "sibibbbsi", "",
    "UPDATE answer SET status = ?1, value = ?2, note_sealed = ?3, answered_at = ?4,"
    " version = version + 1 WHERE practice_id = ?5 AND episode_id = ?6 AND response_id = ?7"
    " AND item = ?8 AND version = ?9" };
static const Query earlier = { "answer_earlier", "bbbsi", "bsiii",
    "SELECT a.response_id, a.status, a.value, a.answered_at AS given_at, 0"
    " FROM answer a JOIN response r ON r.practice_id = a.practice_id"
    " AND r.episode_id = a.episode_id AND r.response_id = a.response_id"
    " WHERE a.practice_id = ?1 AND a.episode_id = ?2 AND r.person_id = ?3 AND a.item = ?4"
    " UNION ALL SELECT h.response_id, h.status, h.value, h.answered_at AS given_at, 1"
    " FROM answer_history h JOIN response r ON r.practice_id = h.practice_id"
    " AND r.episode_id = h.episode_id AND r.response_id = h.response_id"
    " WHERE h.practice_id = ?1 AND h.episode_id = ?2 AND r.person_id = ?3 AND h.item = ?4"
    " ORDER BY given_at DESC LIMIT ?5" };

#define SCORE_COLS "s.response_id, s.person_id, s.session_id, s.measure, s.measure_version," \
                   " s.scale, s.raw, s.n_missing, s.prorated, s.source, s.at"
static const Query score_add = { "score_add", "bbbsssdiibbi", "",
    "INSERT INTO score (practice_id, episode_id, response_id, measure, measure_version, scale,"
    " raw, n_missing, prorated, person_id, session_id, source, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'app', ?12)" };
/* One's own scores, most of the rows, need no look at anything else. */
static const Query scores = { "score_list", "bbssbi", "bbbsssdiisi",
    "SELECT " SCORE_COLS " FROM score s WHERE s.practice_id = ?1 AND s.episode_id = ?2 AND s.measure = ?3 AND s.scale = ?4"
    " AND (s.person_id = ?5 OR ((?6 = 0 OR NOT EXISTS (SELECT 1 FROM member m"
    "   WHERE m.practice_id = ?1 AND m.episode_id = ?2 AND m.person_id = s.person_id"
    "   AND m.part = 'client'))"
    "  AND (EXISTS (SELECT 1 FROM response r WHERE r.practice_id = ?1 AND r.episode_id = ?2"
    "    AND r.response_id = s.response_id AND r.form <> 'alliance')"
    "   OR EXISTS (SELECT 1 FROM episode e WHERE e.practice_id = ?1 AND e.episode_id = ?2"
    "    AND e.state = 'ended')"
    "   OR EXISTS (SELECT 1 FROM response o WHERE o.practice_id = ?1 AND o.episode_id = ?2"
    "    AND o.session_id = s.session_id AND o.form = 'alliance' AND o.person_id = ?5"
    "    AND o.state = 'sent'))))"
    " AND" WHILE_THERE("s.at", "?5") " ORDER BY s.at, s.response_id" };
static const Query scores_of = { "score_of_response", "bbb", "bbbsssdiisi",
    "SELECT " SCORE_COLS " FROM score s WHERE s.practice_id = ?1 AND s.episode_id = ?2"
    " AND s.response_id = ?3 ORDER BY s.measure, s.scale" };
static const Query scores_own = { "score_own", "bbb", "bbbsssdiisi",
    "SELECT " SCORE_COLS " FROM score s WHERE s.practice_id = ?1 AND s.episode_id = ?2"
    " AND s.person_id = ?3 ORDER BY s.at, s.response_id LIMIT 5000" };
static const Query scores_shown = { "score_shown", "bbb", "bbbsssdiisi",
    "SELECT " SCORE_COLS " FROM score s JOIN response r ON r.practice_id = s.practice_id"
    " AND r.episode_id = s.episode_id AND r.response_id = s.response_id"
    " AND r.form IN ('check-in', 'import') AND r.state = 'sent'"
    " WHERE s.practice_id = ?1 AND s.episode_id = ?2 AND s.person_id = ?3"
    " ORDER BY s.measure, s.scale, s.at, s.response_id LIMIT 5000" };
static const Query scores_of_clients = { "score_of_clients", "bbssi", "bids",
    "SELECT s.person_id, n.number, s.raw, s.measure_version FROM score s"
    " JOIN session n ON n.practice_id = s.practice_id AND n.episode_id = s.episode_id"
    " AND n.session_id = s.session_id"
    " JOIN response r ON r.practice_id = s.practice_id AND r.episode_id = s.episode_id"
    " AND r.response_id = s.response_id"
    " JOIN member m ON m.practice_id = s.practice_id AND m.episode_id = s.episode_id"
    " AND m.person_id = s.person_id"
    " WHERE s.practice_id = ?1 AND s.episode_id = ?2 AND s.measure = ?3 AND s.scale = ?4"
    " AND m.part = 'client' AND m.state = 'active' AND r.form = 'alliance' AND r.state = 'sent'"
    " AND n.number <= ?5 ORDER BY n.number, s.person_id LIMIT 5000" };
const Query *const response_queries[] = {
    &scores_of_clients,
    &own, &of_person, &open_of_person, &sent_list, &begin, &send, &saw_partner, &with_facts,
    &of_alert, &ratings, &answer_one, &answer_all, &answer_add, &answer_keep, &answer_change,
    &earlier, &score_add, &scores, &scores_of, &scores_own, &scores_shown, NULL };

/* --- forms ------------------------------------------------------------------------ */

static Response read_response(const Rows *row)
{
    Response r = { .id = ROW_ID(Response, row, 0), .person = ROW_ID(Person, row, 1),
                   .session = ROW_ID(Session, row, 2), .form = FORM_IMPORT,
                   .sent = str_eq(row_str(row, 4), S("sent")), .saw_partner_ms = row_int(row, 5),
                   .opened_ms = row_int(row, 6), .sent_ms = row_int(row, 7),
                   .version = row_int(row, 8), .measures = row_str(row, 9) };
    (void)form_parse_word(row_str(row, 3), &r.form);
    return r;
}

static Err first_response(Rows *row, bool *ret_found, Response *ret_response)
{
    bool more = false;
    TRY(db_next(row, &more));
    if (more) *ret_response = read_response(row);
    *ret_found = more;
    return OK;
}

Err response_own(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId id,
                 Response *ret_response)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_RESPONSE, e));
    TRY(db_row(cx, tx, &own, &row, BID(practice), BID(e), BID(id), BID(self)));
    *ret_response = read_response(&row);
    return OK;
}

Err response_for(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId person, ResponseForm form,
                 SessionId session, bool *ret_found, Response *ret_response)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_RESPONSE, e));
    TRY(db_rows(cx, tx, &of_person, &row, BID(practice), BID(e), BID(person), BS(form_word(form)),
                BID(session), BID(self)));
    return first_response(&row, ret_found, ret_response);
}

Err response_open_for(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId person,
                      ResponseForm form, bool *ret_found, Response *ret_response)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_RESPONSE, e));
    TRY(db_rows(cx, tx, &open_of_person, &row, BID(practice), BID(e), BID(person),
                BS(form_word(form)), BID(self)));
    return first_response(&row, ret_found, ret_response);
}

Err response_begin(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SessionId session,
                   ResponseForm form, const MeasureSet *set, Response *ret_response)
{
    bool found = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_write(cx, g, C_RESPONSE, e));
    TRY(response_for(cx, tx, g, e, self, form, session, &found, ret_response));
    bool over = found && ret_response->sent && uuid_is_zero(session.u);
    if (found && !over) return OK;         /* without a session, a sent form is followed by another */
    ResponseId id = ID_NEW(Response, cx->now_ms);
    TRY(db_exec(cx, tx, &begin, BID(practice), BID(e), BID(id), BID(self), BID(session),
                BS(form_word(form)), BI(cx->now_ms), BI(cx->now_ms), BI(cx->now_ms),
                BS(response_asks(cx->arena, set, form))));
    return response_own(cx, tx, g, e, id, ret_response);
}

Err response_send(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Response *r)
{
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_write(cx, g, C_RESPONSE, e));
    return db_exec_one(cx, tx, &send, BI(cx->now_ms), BI(cx->now_ms), BID(practice), BID(e),
                       BID(r->id), BID(self), BI(r->version));
}

Err response_saw_partner(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Response *r)
{
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_write(cx, g, C_RESPONSE, e));
    return db_exec(cx, tx, &saw_partner, BI(cx->now_ms), BI(cx->now_ms), BID(practice), BID(e),
                   BID(r->id), BID(self));
}

static Err load_shown(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId id,
                      ShownFacts *ret_facts, Response *ret_response)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_RESPONSE, e));
    TRY(db_row(cx, tx, &with_facts, &row, BID(practice), BID(e), BID(id), BID(self)));
    *ret_response = read_response(&row);
    *ret_facts = (ShownFacts){
        .own = uuid_eq(ret_response->person.u, self.u), .sent = ret_response->sent,
        .form = ret_response->form, .rater_is_client = part_parse(row_str(&row, 10)) == PART_CLIENT,
        .reader_is_client = grant_is_client_view(g), .own_sent = row_int(&row, 12) > 0,
        .work_ended = episode_state_parse(row_str(&row, 11)) == EPISODE_ENDED };
    return OK;
}

Err response_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId id, Shown *ret_shown,
                  Response *ret_response)
{
    ShownFacts facts;
    Response r;
    TRY(load_shown(cx, tx, g, e, id, &facts, &r));
    Shown shown = response_shown(&facts);
    if (shown == SHOWN_NO) return fail(cx, ERR_MISSING, "there is nothing here");
    *ret_shown = shown;
    *ret_response = r;
    return OK;
}

Err response_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseForm form, int64_t limit,
                  Responses *ret_list)
{
    enum { LIST_MAX = 500 };
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    int64_t room = limit < LIST_MAX ? limit : LIST_MAX;
    TRY(grant_read(cx, g, C_RESPONSE, e));
    Responses all = { .list = ARENA_ARRAY(cx->arena, Response, (size_t)room + 1) };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &sent_list, &row, BID(practice), BID(e), BS(form_word(form)), BID(self),
                BI(room)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || (int64_t)all.count == room) break;
        all.list[all.count++] = read_response(&row);
    }
    *ret_list = all;
    return OK;
}

Err rating_state(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SessionId session,
                 RatingState *ret_state)
{
    Rows row;
    bool more = false;
    RatingState s = { .client_sent = false };
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    bool client_view = grant_is_client_view(g);
    TRY(grant_read(cx, g, C_RESPONSE, e));
    TRY(db_rows(cx, tx, &ratings, &row, BID(practice), BID(e), BID(session), BID(self)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) break;
        bool sent = str_eq(row_str(&row, 2), S("sent"));
        bool by_client = part_parse(row_str(&row, 3)) == PART_CLIENT;
        if (sent && by_client) s.client_sent = true;
        if (sent && !by_client) s.therapist_sent = true;
        if (row_int(&row, 5)) {
            s.own_found = true;
            s.own_sent = sent;
            s.own = ROW_ID(Response, &row, 0);
            s.saw_partner = row_int(&row, 4) > 0;
        } else if (sent && by_client != client_view) {
            s.partner_found = true;
            s.partner = ROW_ID(Response, &row, 0);
        }
    }
    *ret_state = s;
    return OK;
}

/* --- answers ----------------------------------------------------------------------- */

/* A note opens only beside the question it was written to: the row is form and item. */
static SealAt note_at(Ctx *cx, ResponseId response, Str key, int64_t version)
{
    Hash hash = hash_plain(arena_join(cx->arena, uuid_str(cx->arena, response.u), key));
    SealAt at = { "answer", "note", { { 0 } }, version };
    memcpy(at.row.byte, hash.byte, sizeof at.row.byte);
    return at;
}

static Err seal_note(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId response,
                     const GivenAnswer *given, int64_t version, Str *ret_sealed)
{
    if (given->note.len == 0) {
        *ret_sealed = S("");
        return OK;
    }
    return vault_seal(cx, tx, grant_practice(g), e.u, note_at(cx, response, given->key, version),
                      given->note, ret_sealed);
}

static AnswerStatus status_parse(Str word)
{
    return str_eq(word, S("answered")) ? STATUS_ANSWERED : STATUS_SKIPPED;
}

/* status, value, note, answered_at, version stand in the row from column `first`. */
static Err read_answer(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId response, Str key,
                       const Rows *row, int first, GivenAnswer *ret_given)
{
    GivenAnswer given = { .key = key, .status = status_parse(row_str(row, first)),
                          .value = row_int(row, first + 1), .answered_ms = row_int(row, first + 3),
                          .version = row_int(row, first + 4) };
    TRY(vault_unseal(cx, tx, grant_practice(g), e.u, note_at(cx, response, key, given.version),
                     row_str(row, first + 2), &given.note));
    *ret_given = given;
    return OK;
}

static Err find_answer(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId response, Str key,
                       bool *ret_found, GivenAnswer *ret_given)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    TRY(db_rows(cx, tx, &answer_one, &row, BID(practice), BID(e), BID(response), BS(key)));
    TRY(db_next(&row, &more));
    *ret_found = more;
    return more ? read_answer(cx, tx, g, e, response, key, &row, 0, ret_given) : OK;
}

static bool same_given(const GivenAnswer *a, const GivenAnswer *b)
{
    return a->status == b->status && str_eq(a->note, b->note)
        && (a->status == STATUS_SKIPPED || a->value == b->value);
}

static Err change_answer(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId id,
                         const GivenAnswer *given, int64_t version)
{
    Str note;
    PracticeId practice = grant_practice(g);
    TRY(seal_note(cx, tx, g, e, id, given, version + 1, &note));
    TRY(db_exec(cx, tx, &answer_keep, BID(practice), BID(e), BID(id), BS(given->key)));
    Str status = given->status == STATUS_ANSWERED ? S("answered") : S("skipped");
    return db_exec_one(cx, tx, &answer_change, BS(status), BI(given->value), BB(note),
                       BI(cx->now_ms), BID(practice), BID(e), BID(id), BS(given->key), BI(version));
}

static Err add_answer(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId id,
                      const GivenAnswer *given)
{
    Str note;
    PracticeId practice = grant_practice(g);
    TRY(seal_note(cx, tx, g, e, id, given, 1, &note));
    Str status = given->status == STATUS_ANSWERED ? S("answered") : S("skipped");
    return db_exec(cx, tx, &answer_add, BID(practice), BID(e), BID(id), BS(given->key), BS(status),
                   BI(given->value), BB(note), BI(cx->now_ms));
}

Err answer_save(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Response *r,
                const GivenAnswer *given, Answer *ret_before)
{
    Response now;
    GivenAnswer stood;
    bool found = false;
    TRY(grant_write(cx, g, C_RESPONSE, e));
    TRY(response_own(cx, tx, g, e, r->id, &now));
    if (now.sent) return fail(cx, ERR_CONFLICT, "these answers were sent already");
    TRY(find_answer(cx, tx, g, e, r->id, given->key, &found, &stood));
    Answer before = NO_ANSWER;
    if (found) before = stood.status == STATUS_ANSWERED ? ANSWER((double)stood.value)
                                                        : (Answer){ ANSWER_SKIPPED, 0 };
    if (!found) TRY(add_answer(cx, tx, g, e, r->id, given));
    else if (!same_given(&stood, given))
        TRY(change_answer(cx, tx, g, e, r->id, given, stood.version));
    if (ret_before) *ret_before = before;
    return OK;
}

static Err load_answers(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId id, bool writer,
                        GivenAnswers *ret_answers)
{
    enum { GROW = 32 };
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    GivenAnswers all = { NULL, 0 };
    TRY(db_rows(cx, tx, &answer_all, &row, BID(practice), BID(e), BID(id), BI(writer)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == ANSWERS_MAX) break;
        if (all.count % GROW == 0) {
            size_t had = all.count * sizeof *all.list;
            GivenAnswer *wider = arena_grow(cx->arena, all.list, had, had + GROW * sizeof *wider);
            if (!wider) return fail(cx, ERR_LIMIT, "request too large");
            all.list = wider;
        }
        TRY(read_answer(cx, tx, g, e, id, row_str(&row, 0), &row, 1, &all.list[all.count++]));
    }
    *ret_answers = all;
    return OK;
}

Err answers_own(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId id,
                Response *ret_response, GivenAnswers *ret_answers)
{
    TRY(response_own(cx, tx, g, e, id, ret_response));
    return load_answers(cx, tx, g, e, id, true, ret_answers);
}

Err answers_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Response *r,
                 GivenAnswers *ret_answers)
{
    ShownFacts facts;
    Response now;
    TRY(load_shown(cx, tx, g, e, r->id, &facts, &now));
    if (response_shown(&facts) != SHOWN_YES) return fail(cx, ERR_DENIED, "these answers are not shown yet");
    return load_answers(cx, tx, g, e, r->id, facts.own, ret_answers);
}

Err answers_earlier(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId person, Str key,
                    EarlierAnswers *ret_answers)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    TRY(grant_read(cx, g, C_RESPONSE | C_ALERT, e));
    EarlierAnswers all = { .list = ARENA_ARRAY(cx->arena, EarlierAnswer, EARLIER_MAX) };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &earlier, &row, BID(practice), BID(e), BID(person), BS(key),
                BI(EARLIER_MAX)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == EARLIER_MAX) break;
        all.list[all.count++] = (EarlierAnswer){ ROW_ID(Response, &row, 0),
            status_parse(row_str(&row, 1)), row_int(&row, 2), row_int(&row, 3),
            row_int(&row, 4) != 0 };
    }
    *ret_answers = all;
    return OK;
}

Err response_of_alert(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, AlertId alert, bool *ret_found,
                      Response *ret_response, GivenAnswers *ret_answers)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_read(cx, g, C_RESPONSE | C_ALERT, e));
    TRY(db_rows(cx, tx, &of_alert, &row, BID(practice), BID(e), BID(alert)));
    TRY(first_response(&row, ret_found, ret_response));
    if (!*ret_found) return OK;
    return load_answers(cx, tx, g, e, ret_response->id, true, ret_answers);
}

/* --- scores ------------------------------------------------------------------------- */

Err score_save(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Response *r, const Scores *s)
{
    PracticeId practice = grant_practice(g);
    TRY(grant_write(cx, g, C_SCORE, e));
    for (size_t i = 0; i < s->scale_count; i++) {
        const ScaleScore *scale = &s->scales[i];
        if (!scale->scored) continue;
        TRY(db_exec(cx, tx, &score_add, BID(practice), BID(e), BID(r->id), BS(s->definition->id),
                    BS(s->definition->version), BS(scale->scale->id), BD(scale->score),
                    BI(scale->n_missing), BI(scale->prorated), BID(r->person), BID(r->session),
                    BI(cx->now_ms)));
    }
    return OK;
}

Err score_rows(Ctx *cx, const Response *r, const Scores *s, StoredScores *into)
{
    size_t had = into->count * sizeof *into->list;
    size_t more = s->scale_count * sizeof *into->list;
    StoredScore *list = arena_grow(cx->arena, into->list, had, had + more + 1);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    into->list = list;
    for (size_t i = 0; i < s->scale_count; i++) {
        const ScaleScore *scale = &s->scales[i];
        if (!scale->scored) continue;
        into->list[into->count++] = (StoredScore){
            .response = r->id, .person = r->person, .session = r->session,
            .measure = s->definition->id, .measure_version = s->definition->version,
            .scale = scale->scale->id, .score = scale->score, .prorated = scale->prorated,
            .missing = (int64_t)scale->n_missing, .at_ms = cx->now_ms };
    }
    return OK;
}

static StoredScore read_score(const Rows *row)
{
    return (StoredScore){ .response = ROW_ID(Response, row, 0), .person = ROW_ID(Person, row, 1),
                          .session = ROW_ID(Session, row, 2), .measure = row_str(row, 3),
                          .measure_version = row_str(row, 4), .scale = row_str(row, 5),
                          .score = row_double(row, 6), .missing = row_int(row, 7),
                          .prorated = row_int(row, 8) != 0,
                          .imported = str_eq(row_str(row, 9), S("import")),
                          .at_ms = row_int(row, 10) };
}

static Err read_scores(Ctx *cx, Rows *row, StoredScores *ret_scores)
{
    enum { GROW = 64 };
    bool more = false;
    size_t room = 0;
    StoredScores all = { NULL, 0 };
    for (;;) {
        TRY(db_next(row, &more));
        if (!more || all.count == SCORES_MAX) break;
        if (all.count == room) {
            StoredScore *wider = arena_grow(cx->arena, all.list, room * sizeof *wider,
                                            (room + GROW) * sizeof *wider);
            if (!wider) return fail(cx, ERR_LIMIT, "request too large");
            all.list = wider;
            room += GROW;
        }
        all.list[all.count++] = read_score(row);
    }
    *ret_scores = all;
    return OK;
}

Err score_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Str measure, Str scale,
               StoredScores *ret_scores)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_SCORE, e));
    TRY(db_rows(cx, tx, &scores, &row, BID(practice), BID(e), BS(measure), BS(scale), BID(self),
                BI(grant_is_client_view(g))));
    return read_scores(cx, &row, ret_scores);
}

Err score_own(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, StoredScores *ret_scores)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_SCORE, e));
    TRY(db_rows(cx, tx, &scores_own, &row, BID(practice), BID(e), BID(self)));
    return read_scores(cx, &row, ret_scores);
}

Err score_shown(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId client,
                StoredScores *ret_scores)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_read(cx, g, C_SHARED, e));
    TRY(db_rows(cx, tx, &scores_shown, &row, BID(practice), BID(e), BID(client)));
    return read_scores(cx, &row, ret_scores);
}

Err score_of_clients(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Str measure, Str scale,
                     int64_t up_to_number, ClientRatings *ret_ratings)
{
    enum { GROW = 32 };
    Rows row;
    bool more = false;
    ClientRatings all = { NULL, 0 };
    PracticeId practice = grant_practice(g);
    TRY(grant_read(cx, g, C_SCORE, e));
    TRY(db_rows(cx, tx, &scores_of_clients, &row, BID(practice), BID(e), BS(measure), BS(scale),
                BI(up_to_number)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == SCORES_MAX) break;
        if (all.count % GROW == 0) {
            size_t had = all.count * sizeof *all.list;
            ClientRating *wider = arena_grow(cx->arena, all.list, had, had + GROW * sizeof *wider);
            if (!wider) return fail(cx, ERR_LIMIT, "request too large");
            all.list = wider;
        }
        all.list[all.count++] = (ClientRating){ ROW_ID(Person, &row, 0), row_int(&row, 1),
                                                row_double(&row, 2), row_str(&row, 3) };
    }
    *ret_ratings = all;
    return OK;
}

Err score_of_response(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Response *r,
                      StoredScores *ret_scores)
{
    Rows row;
    Response now;
    ShownFacts facts;
    PracticeId practice = grant_practice(g);
    TRY(grant_read(cx, g, C_SCORE, e));
    TRY(load_shown(cx, tx, g, e, r->id, &facts, &now));
    if (response_shown(&facts) != SHOWN_YES) return fail(cx, ERR_DENIED, "these answers are not shown yet");
    TRY(db_rows(cx, tx, &scores_of, &row, BID(practice), BID(e), BID(r->id)));
    return read_scores(cx, &row, ret_scores);
}
