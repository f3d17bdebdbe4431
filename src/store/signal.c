#include "signal.h"
#include "episode.h"
#include "vault.h"

/* Reader ?3, who may be somebody's client here (?4 = 1).  Who left reads what was there
 * until then.  The other side's rating stays closed until one's own is sent, so that
 * neither colours the other: a signal made of it would tell. */
#define SIGNAL_COLS "SELECT s.signal_id, s.episode_id, s.kind, s.page, s.state, s.worse, s.about," \
                    " s.response_id, r.person_id, r.session_id, s.value, s.explain_sealed," \
                    " s.raised_at, s.seen_at, s.addressed_at, s.closed_at, s.version"
#define SIGNAL_TYPES "bbsssisbbbdbiiiii"
#define JOIN_FORM " JOIN response r ON r.practice_id = s.practice_id" \
                  " AND r.episode_id = s.episode_id AND r.response_id = s.response_id" \
                  " JOIN episode e ON e.practice_id = s.practice_id AND e.episode_id = s.episode_id"
#define OWN_SENT(self) "EXISTS (SELECT 1 FROM response o WHERE o.practice_id = s.practice_id" \
                       " AND o.episode_id = s.episode_id AND o.session_id = r.session_id" \
                       " AND o.form = 'alliance' AND o.person_id = " self " AND o.state = 'sent')"
#define RATER_IS_CLIENT "EXISTS (SELECT 1 FROM member c WHERE c.practice_id = s.practice_id" \
                        " AND c.episode_id = s.episode_id AND c.person_id = r.person_id" \
                        " AND c.part = 'client')"
#define FROM_READER " FROM signal s" JOIN_FORM \
                    " JOIN member m ON m.practice_id = s.practice_id" \
                    " AND m.episode_id = s.episode_id AND m.person_id = ?3" \
                    " WHERE s.practice_id = ?1 AND s.episode_id = ?2" \
                    " AND (m.to_at = 0 OR s.raised_at <= m.to_at)" \
                    " AND (?4 = 0 OR s.kind <> 'split')" \
                    " AND (r.person_id = ?3 OR ((?4 = 0 OR NOT " RATER_IS_CLIENT ")" \
                    " AND (r.form <> 'alliance' OR e.state = 'ended' OR " OWN_SENT("?3") ")))"
/* As signal_waiting says it, or SQLite could not use that index. */
#define OPEN_STATES " AND s.state <> 'closed' AND s.state <> 'noted'"
#define NEWEST " ORDER BY s.raised_at DESC, s.signal_id DESC LIMIT 200"

static const Query by_id = { "signal_by_id", "bbbib", SIGNAL_TYPES,
    SIGNAL_COLS FROM_READER " AND s.signal_id = ?5" };
static const Query list_open = { "signal_list_open", "bbbi", SIGNAL_TYPES,
    SIGNAL_COLS FROM_READER OPEN_STATES NEWEST };
static const Query list_all = { "signal_list_all", "bbbi", SIGNAL_TYPES,
    SIGNAL_COLS FROM_READER NEWEST };
/* CROSS JOIN: one's own work first, then its signals; never all signals of the practice. */
static const Query list_mine = { "signal_list_mine", "bb", SIGNAL_TYPES,
    SIGNAL_COLS " FROM member m CROSS JOIN episode e CROSS JOIN signal s CROSS JOIN response r"
    " WHERE e.practice_id = m.practice_id AND e.episode_id = m.episode_id"
    " AND s.practice_id = m.practice_id AND s.episode_id = m.episode_id"
    " AND r.practice_id = s.practice_id AND r.episode_id = s.episode_id"
    " AND r.response_id = s.response_id AND m.practice_id = ?1 AND m.person_id = ?2"
    " AND m.part IN ('therapist', 'co_therapist') AND m.state = 'active' AND e.state = 'open'"
    OPEN_STATES
    " AND (r.person_id = ?2 OR r.form <> 'alliance' OR " OWN_SENT("?2") ")" NEWEST };
static const Query raised = { "signal_raised", "bbb", "ssisd",
    "SELECT s.kind, s.about, s.worse, s.state, s.value FROM signal s"
    " JOIN response r ON r.practice_id = s.practice_id AND r.episode_id = s.episode_id"
    " AND r.response_id = s.response_id WHERE s.practice_id = ?1 AND s.episode_id = ?2 AND r.person_id = ?3"
    " ORDER BY s.raised_at DESC, s.signal_id DESC LIMIT 5000" };
static const Query insert = { "signal_raise", "bbbsssisbdbib", "",
    "INSERT INTO signal (practice_id, episode_id, signal_id, kind, page, state, worse, about,"
    " response_id, value, explain_sealed, raised_at, seen_at, addressed_at, closed_at, closed_by,"
    " version) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, 0, 0, ?13, 1)"
    " ON CONFLICT (practice_id, episode_id, kind, response_id, about) DO NOTHING" };
static const Query save = { "signal_save", "siibbbbi", "",
    "UPDATE signal SET state = ?1, addressed_at = ?2, closed_at = ?3, closed_by = ?4,"
    " version = version + 1"
    " WHERE practice_id = ?5 AND episode_id = ?6 AND signal_id = ?7 AND version = ?8" };
static const Query seen = { "signal_seen", "ibbb", "",
    "UPDATE signal SET seen_at = ?1"
    " WHERE practice_id = ?2 AND episode_id = ?3 AND signal_id = ?4 AND seen_at = 0" };
static const Query rated_again = { "signal_rated_again", "bbb", "",
    "UPDATE signal SET state = 'rerated', version = version + 1"
    " WHERE practice_id = ?1 AND episode_id = ?2 AND page = 'repair' AND state = 'agreed'"
    " AND response_id <> ?3" };
static const Query turns = { "signal_turns", "bbbb", "bbssbi",
    "SELECT t.turn_id, t.author_id, COALESCE(c.part, ''), t.step, t.text_sealed, t.at"
    " FROM signal_turn t JOIN member m ON m.practice_id = t.practice_id"
    " AND m.episode_id = t.episode_id AND m.person_id = ?4"
    " LEFT JOIN member c ON c.practice_id = t.practice_id AND c.episode_id = t.episode_id"
    " AND c.person_id = t.author_id"
    " WHERE t.practice_id = ?1 AND t.episode_id = ?2 AND t.signal_id = ?3"
    " AND (m.to_at = 0 OR t.at <= m.to_at) ORDER BY t.at, t.turn_id LIMIT 500" };
static const Query add_turn = { "signal_turn_add", "bbbbbsbi", "",
    "INSERT INTO signal_turn (practice_id, episode_id, signal_id, turn_id, author_id, step,"
    " text_sealed, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)" };
static const Query goals = { "goal_ratings", "bbbi", "sbii",
    "SELECT a.item, r.person_id, a.value, r.sent_at FROM response r JOIN answer a"
    " ON a.practice_id = r.practice_id AND a.episode_id = r.episode_id"
    " AND a.response_id = r.response_id"
    " WHERE r.practice_id = ?1 AND r.episode_id = ?2 AND r.form = 'check-in' AND r.state = 'sent'"
    " AND a.status = 'answered' AND substr(a.item, 1, 5) = 'goal/'"
    " AND (?4 = 0 OR r.person_id = ?3) AND" WHILE_THERE("r.sent_at", "?3")
    " ORDER BY r.sent_at, a.item LIMIT 5000" };
#define SENT_BY(parts) "EXISTS (SELECT 1 FROM response o JOIN member w" \
                       " ON w.practice_id = o.practice_id AND w.episode_id = o.episode_id" \
                       " AND w.person_id = o.person_id AND w.part IN (" parts ")" \
                       " WHERE o.practice_id = s.practice_id AND o.episode_id = s.episode_id" \
                       " AND o.session_id = r.session_id AND o.form = 'alliance'" \
                       " AND o.state = 'sent')"
static const Query times = { "signal_times", "bbb", "ii",
    "SELECT s.raised_at, CASE WHEN m.to_at = 0 OR s.addressed_at <= m.to_at THEN s.addressed_at"
    " ELSE 0 END FROM signal s" JOIN_FORM
    " JOIN member m ON m.practice_id = s.practice_id AND m.episode_id = s.episode_id"
    " AND m.person_id = ?3 WHERE s.practice_id = ?1 AND s.episode_id = ?2 AND s.worse = 1"
    " AND s.state <> 'noted' AND (m.to_at = 0 OR s.raised_at <= m.to_at)"
    " AND (SELECT COUNT(*) FROM member n WHERE n.practice_id = s.practice_id"
    " AND n.episode_id = s.episode_id AND n.part = 'client') = 1"
    " AND (r.form <> 'alliance' OR r.person_id = ?3 OR " OWN_SENT("?3") ")"
    " AND (r.form <> 'alliance' OR (" SENT_BY("'client'") " AND "
    SENT_BY("'therapist', 'co_therapist'") ")) ORDER BY s.raised_at, s.signal_id LIMIT 200" };
const Query *const signal_queries[] = { &times, &by_id, &list_open, &list_all, &list_mine, &raised, &insert,
                                        &save, &seen, &rated_again, &turns, &add_turn,
                                        &goals, NULL };

/* --- how it was computed, as text ------------------------------------------------------ */

#define WHY_TEXTS(X) X(sentence) X(method) X(version) X(computed) X(source)

static void put_facts(JsonOut *j, Str name, const ExplainFact *facts, size_t count)
{
    json_key(j, name);
    json_open_array(j);
    for (size_t i = 0; i < count; i++) {
        json_open_array(j);
        json_put_str(j, facts[i].name);
        json_put_str(j, facts[i].value);
        json_close_array(j);
    }
    json_close_array(j);
}

static Str why_json(Arena *a, const Explanation *why)
{
    Out out = out_open(a, 16 * 1024);
    JsonOut j = { .out = &out };
    json_open_object(&j);
#define X(f) json_key(&j, S(#f)); json_put_str(&j, why->f);
    WHY_TEXTS(X)
#undef X
    json_key(&j, S("validated"));
    json_put_bool(&j, why->validated);
    put_facts(&j, S("inputs"), why->inputs, why->input_count);
    put_facts(&j, S("thresholds"), why->thresholds, why->threshold_count);
    json_close_object(&j);
    return out_str(&out);
}

static size_t read_facts(Arena *a, const Json *list, ExplainFact *facts)
{
    size_t count = json_count(list);
    if (count > EXPLAIN_FACTS_MAX) count = EXPLAIN_FACTS_MAX;
    for (size_t i = 0; i < count; i++) {
        const Json *pair = json_at(list, i);
        facts[i] = (ExplainFact){ arena_str(a, json_str(json_at(pair, 0))),
                                  arena_str(a, json_str(json_at(pair, 1))) };
    }
    return count;
}

static Err why_parse(Ctx *cx, Str json, Explanation *ret_why)
{
    JsonDoc *doc;
    TRY(json_parse(cx, json, &doc));
    const Json *root = json_root(doc);
    Explanation why = {
#define X(f) .f = arena_str(cx->arena, json_str(json_get(root, #f))),
        WHY_TEXTS(X)
#undef X
        .validated = json_bool(json_get(root, "validated"), false) };
    why.input_count = read_facts(cx->arena, json_get(root, "inputs"), why.inputs);
    why.threshold_count = read_facts(cx->arena, json_get(root, "thresholds"), why.thresholds);
    json_close(doc);
    *ret_why = why;
    return OK;
}

/* A list shows its sentence alone, which is written first. */
static Err why_sentence(Ctx *cx, Str json, Explanation *ret_why)
{
    static const char *const first = "sentence";
    *ret_why = (Explanation){ .validated = false };
    return json_texts(cx->arena, json, &first, 1, &ret_why->sentence) ? OK
         : why_parse(cx, json, ret_why);
}

static SealAt why_at(SignalId id)
{
    return (SealAt){ "signal", "explain", id.u, 1 };    /* never changed once raised */
}

static SealAt turn_at(Uuid id)
{
    return (SealAt){ "signal_turn", "text", id, 1 };
}

/* --- reading ------------------------------------------------------------------------------ */

typedef Err ReadWhy(Ctx *cx, Str json, Explanation *ret_why);

static Err read_one(Ctx *cx, Tx *tx, const Grant *g, const Rows *row, ReadWhy *read_why,
                    Signal *ret_it)
{
    Str json;
    Signal it = { .id = ROW_ID(Signal, row, 0), .episode = ROW_ID(Episode, row, 1),
                  .kind = signal_kind_parse(row_str(row, 2)),
                  .page = signal_page_parse(row_str(row, 3)),
                  .state = signal_state_parse(row_str(row, 4)), .worse = row_int(row, 5) != 0,
                  .about = row_str(row, 6), .response = ROW_ID(Response, row, 7),
                  .rater = ROW_ID(Person, row, 8), .session = ROW_ID(Session, row, 9),
                  .value = row_double(row, 10), .raised_ms = row_int(row, 12),
                  .seen_ms = row_int(row, 13), .addressed_ms = row_int(row, 14),
                  .closed_ms = row_int(row, 15), .version = row_int(row, 16) };
    TRY(vault_unseal(cx, tx, grant_practice(g), it.episode.u, why_at(it.id), row_str(row, 11),
                     &json));
    TRY(read_why(cx, json, &it.why));
    *ret_it = it;
    return OK;
}

static Err read_list(Ctx *cx, Tx *tx, const Grant *g, Rows *row, Signals *ret_list)
{
    enum { GROW = 16 };
    bool more = false;
    size_t room = 0;
    Signals all = { NULL, 0 };
    for (;;) {
        TRY(db_next(row, &more));
        if (!more || all.count == SIGNALS_MAX) break;
        if (all.count == room) {
            Signal *wider = arena_grow(cx->arena, all.list, room * sizeof *wider,
                                       (room + GROW) * sizeof *wider);
            if (!wider) return fail(cx, ERR_LIMIT, "request too large");
            all.list = wider;
            room += GROW;
        }
        TRY(read_one(cx, tx, g, row, why_sentence, &all.list[all.count++]));
    }
    *ret_list = all;
    return OK;
}

static Err list_of_episode(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Query *q,
                           Signals *ret_list)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_SIGNAL, e));
    TRY(db_rows(cx, tx, q, &row, BID(practice), BID(e), BID(self), BI(grant_is_client_view(g))));
    return read_list(cx, tx, g, &row, ret_list);
}

Err signal_list_open(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Signals *ret_list)
{
    return list_of_episode(cx, tx, g, e, &list_open, ret_list);
}

Err signal_list_all(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Signals *ret_list)
{
    return list_of_episode(cx, tx, g, e, &list_all, ret_list);
}

Err signal_list_mine(Ctx *cx, Tx *tx, const Grant *g, Signals *ret_list)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_list(cx, g, C_SIGNAL));
    TRY(db_rows(cx, tx, &list_mine, &row, BID(practice), BID(self)));
    return read_list(cx, tx, g, &row, ret_list);
}

static Err read_turns(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id,
                      SignalTurns *ret_turns)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    SignalTurns all = { .list = ARENA_ARRAY(cx->arena, SignalTurn, TURNS_MAX) };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &turns, &row, BID(practice), BID(e), BID(id), BID(self)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == TURNS_MAX) break;
        SignalTurn *t = &all.list[all.count++];
        bool client = part_parse(row_str(&row, 2)) == PART_CLIENT;
        *t = (SignalTurn){ .id = row_uuid(&row, 0), .author = ROW_ID(Person, &row, 1),
                           .side = client ? SIDE_CLIENT : SIDE_THERAPIST,
                           .step = signal_step_parse(row_str(&row, 3)),
                           .at_ms = row_int(&row, 5) };
        TRY(vault_unseal(cx, tx, practice, e.u, turn_at(t->id), row_str(&row, 4), &t->text));
    }
    *ret_turns = all;
    return OK;
}

Err signal_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id, Signal *ret_it,
                SignalTurns *ret_turns)
{
    Rows row;
    Signal it;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_SIGNAL, e));
    TRY(db_row(cx, tx, &by_id, &row, BID(practice), BID(e), BID(self),
               BI(grant_is_client_view(g)), BID(id)));
    TRY(read_one(cx, tx, g, &row, why_parse, &it));
    TRY(read_turns(cx, tx, g, e, id, ret_turns));
    *ret_it = it;
    return OK;
}

/* --- raising ------------------------------------------------------------------------------ */

static RaisedSignal read_raised(const Rows *row)
{
    bool closed = signal_state_parse(row_str(row, 3)) == SIGNAL_CLOSED;
    return (RaisedSignal){ signal_kind_parse(row_str(row, 0)), row_str(row, 1),
                           { .found = true, .worse = row_int(row, 2) != 0, .closed = closed,
                             .value = row_double(row, 4) } };
}

Err signal_raised(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, RaisedSignals *ret_list)
{
    enum { GROW = 16 };
    Rows row;
    bool more = false;
    RaisedSignals all = { NULL, 0 };
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_SIGNAL, e));
    TRY(db_rows(cx, tx, &raised, &row, BID(practice), BID(e), BID(self)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == SIGNALS_RAISED_MAX) break;
        if (all.count % GROW == 0) {
            size_t had = all.count * sizeof *all.list;
            RaisedSignal *wider = arena_grow(cx->arena, all.list, had, had + GROW * sizeof *wider);
            if (!wider) return fail(cx, ERR_LIMIT, "request too large");
            all.list = wider;
        }
        all.list[all.count++] = read_raised(&row);
    }
    *ret_list = all;
    return OK;
}

Err signal_raise(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const SignalNew *fresh)
{
    TRY(grant_write(cx, g, C_SIGNAL, e));
    return signal_by_clock(cx, tx, grant_practice(g), e, fresh);
}

Err signal_by_clock(Ctx *cx, Tx *tx, PracticeId practice, EpisodeId e, const SignalNew *fresh)
{
    Str sealed;
    const PersonId nobody = { { { 0 } } };
    SignalId id = ID_NEW(Signal, cx->now_ms);
    SignalPage page = signal_kind_page(fresh->kind);
    Str kind = signal_kind_word(fresh->kind);
    TRY(vault_seal(cx, tx, practice, e.u, why_at(id), why_json(cx->arena, fresh->why), &sealed));
    return db_exec(cx, tx, &insert, BID(practice), BID(e), BID(id), BS(kind),
                   BS(signal_page_word(page)), BS(signal_state_word(signal_first_state(fresh->kind))),
                   BI(fresh->worse), BS(fresh->about), BID(fresh->response), BD(fresh->value),
                   BB(sealed), BI(cx->now_ms), BID(nobody));
}

/* --- the conversation --------------------------------------------------------------------- */

static SignalSide actor_side(const Grant *g)
{
    return grant_is_client_view(g) ? SIDE_CLIENT : SIDE_THERAPIST;
}

static Err save_state(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Signal *it,
                      SignalState to, bool addressed)
{
    bool closes = to == SIGNAL_CLOSED;
    PracticeId practice = grant_practice(g);
    PersonId closed_by = closes ? grant_person(g) : (PersonId){ { { 0 } } };
    int64_t first_words = it->addressed_ms == 0 && addressed ? cx->now_ms : it->addressed_ms;
    return db_exec_one(cx, tx, &save, BS(signal_state_word(to)), BI(first_words),
                       BI(closes ? cx->now_ms : 0), BID(closed_by), BID(practice), BID(e),
                       BID(it->id), BI(it->version));
}

static Err put_turn(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id, SignalStep step,
                    Str text)
{
    Str sealed;
    Uuid turn = uuid_new(cx->now_ms);
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(vault_seal(cx, tx, practice, e.u, turn_at(turn), text, &sealed));
    return db_exec(cx, tx, &add_turn, BID(practice), BID(e), BID(id),
                   bind_bytes(uuid_bytes(&turn)), BID(self), BS(signal_step_word(step)),
                   BB(sealed), BI(cx->now_ms));
}

static Err load_open(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id, Signal *ret_it,
                     SignalTurns *ret_turns)
{
    TRY(grant_write(cx, g, C_SIGNAL, e));
    TRY(signal_load(cx, tx, g, e, id, ret_it, ret_turns));
    if (ret_it->state == SIGNAL_CLOSED)
        return fail(cx, ERR_CONFLICT, "this conversation is closed");
    return OK;
}

Err signal_add_turn(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id, SignalStep step,
                    Str text)
{
    Signal it;
    SignalTurns all;
    SignalSide side = actor_side(g);
    TRY(load_open(cx, tx, g, e, id, &it, &all));
    if (!signal_step_fits(it.page, step))
        return fail(cx, ERR_INVALID, "this page does not ask that");
    if (text.len == 0 && step != STEP_LATER) return fail(cx, ERR_INVALID, "there are no words");
    if (all.count >= TURNS_MAX) return fail(cx, ERR_LIMIT, "this page is full");
    TRY(put_turn(cx, tx, g, e, id, step, text));
    SignalWords words = signal_words(all.list, all.count);
    words.by[side] |= step_bit(step);
    SignalState to = signal_after_turn(it.page, it.state, words, side, step);
    return save_state(cx, tx, g, e, &it, to, step != STEP_LATER);
}

Err signal_set_state(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id, SignalState to)
{
    Signal it;
    SignalTurns all;
    TRY(load_open(cx, tx, g, e, id, &it, &all));
    if (it.state == to) return OK;
    SignalWords words = signal_words(all.list, all.count);
    if (!signal_may_step(it.page, it.state, words, actor_side(g), to))
        return fail(cx, ERR_DENIED, "that is not yours to say");
    return save_state(cx, tx, g, e, &it, to, true);
}

Err signal_set_seen(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id)
{
    Signal it;
    SignalTurns all;
    PracticeId practice = grant_practice(g);
    TRY(load_open(cx, tx, g, e, id, &it, &all));
    if (actor_side(g) == SIDE_CLIENT) return OK;
    return db_exec(cx, tx, &seen, BI(cx->now_ms), BID(practice), BID(e), BID(id));
}

Err signal_close(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id)
{
    Signal it;
    SignalTurns all;
    TRY(grant_write(cx, g, C_SIGNAL, e));
    TRY(signal_load(cx, tx, g, e, id, &it, &all));
    Action needs = it.page == PAGE_REPAIR ? ACTION_REPAIR_CLOSE : ACTION_REVIEW_CLOSE;
    if (grant_action(g) != needs) return fail(cx, ERR_DENIED, "that is not yours to say");
    if (it.state == SIGNAL_CLOSED) return OK;
    if (!signal_may_close(it.page, it.state, actor_side(g)))
        return fail(cx, ERR_DENIED, "that is not yours to say");
    return save_state(cx, tx, g, e, &it, SIGNAL_CLOSED, true);
}

Err signal_not_yet(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalId id, Str text)
{
    Signal it;
    SignalTurns all;
    SignalState to;
    TRY(grant_write(cx, g, C_SIGNAL, e));
    TRY(signal_load(cx, tx, g, e, id, &it, &all));
    bool may = grant_action(g) == ACTION_REPAIR_CLOSE
            && signal_may_unmend(it.page, it.state, actor_side(g), &to);
    if (!may) return fail(cx, ERR_DENIED, "that is not yours to say");
    if (all.count >= TURNS_MAX) return fail(cx, ERR_LIMIT, "this page is full");
    TRY(put_turn(cx, tx, g, e, id, STEP_NOT_YET, text));
    return save_state(cx, tx, g, e, &it, to, true);
}

Err signal_rated_again(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId response)
{
    PracticeId practice = grant_practice(g);
    TRY(grant_write(cx, g, C_SIGNAL, e));
    if (actor_side(g) != SIDE_CLIENT) return OK;
    return db_exec(cx, tx, &rated_again, BID(practice), BID(e), BID(response));
}

/* --- goals -------------------------------------------------------------------------------- */

Err goal_ratings(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, GoalRatings *ret_list)
{
    enum { GROW = 64, RATINGS_MAX = 5000 };
    Rows row;
    bool more = false;
    size_t room = 0;
    GoalRatings all = { NULL, 0 };
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_RESPONSE, e));
    TRY(db_rows(cx, tx, &goals, &row, BID(practice), BID(e), BID(self),
                BI(grant_is_client_view(g))));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == RATINGS_MAX) break;
        if (all.count == room) {
            GoalRating *wider = arena_grow(cx->arena, all.list, room * sizeof *wider,
                                           (room + GROW) * sizeof *wider);
            if (!wider) return fail(cx, ERR_LIMIT, "request too large");
            all.list = wider;
            room += GROW;
        }
        Str key = row_str(&row, 0);
        GoalRating rating = { .person = ROW_ID(Person, &row, 1), .value = row_int(&row, 2),
                              .at_ms = row_int(&row, 3) };
        if (!uuid_parse(str_slice(key, S("goal/").len, key.len), &rating.goal.u)) continue;
        all.list[all.count++] = rating;
    }
    *ret_list = all;
    return OK;
}

Err signal_times(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SignalTimes *ret_list)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    SignalTimes all = { .list = ARENA_ARRAY(cx->arena, MirrorSignal, SIGNALS_MAX) };
    TRY(grant_read(cx, g, C_SIGNAL, e));
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &times, &row, BID(practice), BID(e), BID(self)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == SIGNALS_MAX) break;
        all.list[all.count++] = (MirrorSignal){ row_int(&row, 0), row_int(&row, 1) };
    }
    *ret_list = all;
    return OK;
}
