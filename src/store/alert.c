#include "alert.h"
#include "vault.h"

enum { EVENTS_MAX = 500, WAITING_MAX = 200 };

#define ALERT_COLS "alert_id, episode_id, person_id, response_id, item, value, state, raised_at," \
                   " seen_by, seen_at, duty_told_at, lead_told_at, closed_at, version"
#define ALERT_TYPES "bbbbsisibiiiii"
#define ALERT_OF " FROM alert WHERE practice_id = ?1 AND episode_id = ?2"
static const Query by_id = { "alert_by_id", "bbb", ALERT_TYPES,
    "SELECT " ALERT_COLS ALERT_OF " AND alert_id = ?3" };
static const Query of_answer = { "alert_of_answer", "bbbs", ALERT_TYPES,
    "SELECT " ALERT_COLS ALERT_OF " AND response_id = ?3 AND item = ?4"
    " ORDER BY raised_at DESC, alert_id DESC LIMIT 1" };
static const Query waiting = { "alert_waiting", "bb", ALERT_TYPES,
    "SELECT " ALERT_COLS ALERT_OF " AND state <> 'closed' ORDER BY raised_at, alert_id LIMIT 200" };
static const Query own = { "alert_own", "bbb", ALERT_TYPES,
    "SELECT " ALERT_COLS ALERT_OF " AND person_id = ?3 ORDER BY raised_at, alert_id LIMIT 200" };
static const Query raise_one = { "alert_raise", "bbbbbsiibi", "",
    "INSERT INTO alert (practice_id, episode_id, alert_id, person_id, response_id, item, value,"
    " state, raised_at, seen_by, seen_at, duty_told_at, lead_told_at, closed_at, version)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'new', ?8, ?9, 0, ?10, 0, 0, 1)" };
static const Query step = { "alert_step", "sbiibbbi", "",
    "UPDATE alert SET state = ?1, seen_by = ?2, seen_at = ?3, closed_at = ?4,"
    " version = version + 1"
    " WHERE practice_id = ?5 AND episode_id = ?6 AND alert_id = ?7 AND version = ?8" };
static const Query told = { "alert_told", "iibbb", "",
    "UPDATE alert SET duty_told_at = ?1, lead_told_at = ?2, version = version + 1"
    " WHERE practice_id = ?3 AND episode_id = ?4 AND alert_id = ?5 AND state = 'new'" };
static const Query event_add = { "alert_event_add", "bbbbsbibi", "",
    "INSERT INTO alert_event (practice_id, episode_id, alert_id, event_id, kind, by_id, value,"
    " words_sealed, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)" };
static const Query events = { "alert_events", "bbb", "bsibibbi",
    "SELECT v.event_id, v.kind, v.value, v.words_sealed, v.at, v.by_id, p.profile_sealed, p.version"
    " FROM alert_event v LEFT JOIN person p ON p.practice_id = v.practice_id"
    " AND p.person_id = v.by_id WHERE v.practice_id = ?1 AND v.episode_id = ?2"
    " AND v.alert_id = ?3 ORDER BY v.at, v.event_id LIMIT 500" };
#define THERAPISTS_OF(table) \
    "(SELECT COUNT(*) FROM member t JOIN person tp ON tp.practice_id = t.practice_id" \
    " AND tp.person_id = t.person_id WHERE t.practice_id = " table ".practice_id" \
    " AND t.episode_id = " table ".episode_id AND t.part IN ('therapist', 'co_therapist')" \
    " AND t.state = 'active' AND tp.state = 'active')"
static const Query reach = { "alert_reach", "bb", "i",
    "SELECT " THERAPISTS_OF("e") " FROM episode e WHERE e.practice_id = ?1 AND e.episode_id = ?2" };
static const Query unopened = { "alert_unopened", "b", "bbiiii",
    "SELECT a.alert_id, a.episode_id, a.raised_at, a.duty_told_at, a.lead_told_at, "
    THERAPISTS_OF("a") " FROM alert a WHERE a.practice_id = ?1 AND a.state = 'new'"
    " AND (a.duty_told_at = 0 OR a.lead_told_at = 0) ORDER BY a.raised_at LIMIT 200" };
#define WAITING_COLS \
    "SELECT a.alert_id, a.episode_id, a.state, a.raised_at, a.seen_at, a.duty_told_at," \
    " a.lead_told_at, a.person_id, c.profile_sealed, c.version, a.seen_by, s.profile_sealed," \
    " s.version, t.person_id, t.profile_sealed, t.version, " THERAPISTS_OF("a") \
    " FROM alert a JOIN person c ON c.practice_id = a.practice_id AND c.person_id = a.person_id" \
    " LEFT JOIN person s ON s.practice_id = a.practice_id AND s.person_id = a.seen_by" \
    " LEFT JOIN person t ON t.practice_id = a.practice_id AND t.person_id = (SELECT x.person_id" \
    "  FROM member x WHERE x.practice_id = a.practice_id AND x.episode_id = a.episode_id" \
    "  AND x.part IN ('therapist', 'co_therapist') AND x.state = 'active'" \
    "  ORDER BY x.part DESC, x.from_at LIMIT 1)" \
    " WHERE a.practice_id = ?1 AND a.state <> 'closed'"
#define WAITING_TYPES "bbsiiiibbibbibbii"
static const Query of_practice = { "alert_of_practice", "b", WAITING_TYPES,
    WAITING_COLS " ORDER BY a.raised_at, a.alert_id LIMIT 200" };
static const Query of_mine = { "alert_of_mine", "bb", WAITING_TYPES,
    WAITING_COLS " AND EXISTS (SELECT 1 FROM member me WHERE me.practice_id = a.practice_id"
    " AND me.episode_id = a.episode_id AND me.person_id = ?2 AND me.state = 'active'"
    " AND me.part IN ('therapist', 'co_therapist'))"
    " ORDER BY a.raised_at, a.alert_id LIMIT 200" };
const Query *const alert_queries[] = { &by_id, &of_answer, &waiting, &raise_one, &step, &told,
                                       &event_add, &events, &reach, &unopened, &of_practice,
                                       &of_mine, &own, NULL };

static const PersonId nobody = { { { 0 } } };

static Alert read_alert(const Rows *row)
{
    Alert a = { .id = ROW_ID(Alert, row, 0), .episode = ROW_ID(Episode, row, 1),
                .person = ROW_ID(Person, row, 2), .response = ROW_ID(Response, row, 3),
                .item = row_str(row, 4), .value = row_int(row, 5), .state = ALERT_NEW,
                .raised_ms = row_int(row, 7), .seen_by = ROW_ID(Person, row, 8),
                .seen_ms = row_int(row, 9), .duty_told_ms = row_int(row, 10),
                .lead_told_ms = row_int(row, 11), .closed_ms = row_int(row, 12),
                .version = row_int(row, 13) };
    (void)alert_state_parse(row_str(row, 6), &a.state);   /* unknown reads as not opened */
    return a;
}

/* --- events ---------------------------------------------------------------------- */

static SealAt words_at(Uuid event)
{
    return (SealAt){ "alert_event", "words", event, 1 };
}

typedef struct NewEvent { AlertEventKind kind; PersonId by; int64_t value; Str words; } NewEvent;

static Err add_event(Ctx *cx, Tx *tx, PracticeId practice, EpisodeId e, AlertId id,
                     const NewEvent *event)
{
    Uuid event_id = uuid_new(cx->now_ms);
    Str sealed = S("");
    if (event->words.len)
        TRY(vault_seal(cx, tx, practice, e.u, words_at(event_id), event->words, &sealed));
    return db_exec(cx, tx, &event_add, BID(practice), BID(e), BID(id),
                   bind_bytes(uuid_bytes(&event_id)), BS(alert_event_word(event->kind)),
                   BID(event->by), BI(event->value), BB(sealed), BI(cx->now_ms));
}

Err alert_add(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, AlertId id, AlertEventKind kind,
              int64_t value, Str words)
{
    NewEvent event = { kind, grant_person(g), value, words };
    TRY(grant_write(cx, g, C_ALERT, e));
    return add_event(cx, tx, grant_practice(g), e, id, &event);
}

/* The name in a profile; empty when nobody stands there. */
static Err name_of(Ctx *cx, Tx *tx, const Grant *g, const Rows *row, int person, Str *ret_name)
{
    Str json;
    Profile profile;
    *ret_name = S("");
    if (row_null(row, person + 1)) return OK;
    Uuid id = row_uuid(row, person);
    SealAt at = { "person", "profile", id, row_int(row, person + 2) };
    TRY(vault_unseal(cx, tx, grant_practice(g), id, at, row_str(row, person + 1), &json));
    TRY(profile_parse(cx, json, &profile));
    *ret_name = profile.name;
    return OK;
}

static Err read_event(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Rows *row,
                      AlertEvent *ret_event)
{
    AlertEvent event = { .kind = EVENT_RAISED, .value = row_int(row, 2), .at_ms = row_int(row, 4),
                         .by = ROW_ID(Person, row, 5) };
    if (!alert_event_parse(row_str(row, 1), &event.kind))
        return fail(cx, ERR_STORE, "an event of an unknown kind");
    TRY(vault_unseal(cx, tx, grant_practice(g), e.u, words_at(row_uuid(row, 0)), row_str(row, 3),
                     &event.words));
    TRY(name_of(cx, tx, g, row, 5, &event.by_name));
    *ret_event = event;
    return OK;
}

Err alert_events(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, AlertId id, AlertEvents *ret_events)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    TRY(grant_read(cx, g, C_ALERT | C_PROFILE, e));
    AlertEvents all = { .list = ARENA_ARRAY(cx->arena, AlertEvent, EVENTS_MAX) };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &events, &row, BID(practice), BID(e), BID(id)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == EVENTS_MAX) break;
        TRY(read_event(cx, tx, g, e, &row, &all.list[all.count]));
        all.count++;
    }
    *ret_events = all;
    return OK;
}

/* --- raising ------------------------------------------------------------------------ */

static TherapistReach reach_of(int64_t therapists)
{
    return therapists > 0 ? THERAPIST_THERE : THERAPIST_AWAY;
}

static Err load_reach(Ctx *cx, Tx *tx, PracticeId practice, EpisodeId e, TherapistReach *ret_reach)
{
    Rows row;
    TRY(db_row(cx, tx, &reach, &row, BID(practice), BID(e)));
    *ret_reach = reach_of(row_int(&row, 0));
    return OK;
}

Err alert_reach(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, TherapistReach *ret_reach)
{
    TRY(grant_read(cx, g, C_ALERT, e));
    return load_reach(cx, tx, grant_practice(g), e, ret_reach);
}

static Err raise_for(Ctx *cx, Tx *tx, const Alert *a, PracticeId practice)
{
    TherapistReach therapist = THERAPIST_AWAY;
    TRY(load_reach(cx, tx, practice, a->episode, &therapist));
    int64_t duty = therapist == THERAPIST_AWAY ? cx->now_ms : 0;
    TRY(db_exec(cx, tx, &raise_one, BID(practice), BID(a->episode), BID(a->id), BID(a->person),
                BID(a->response), BS(a->item), BI(a->value), BI(cx->now_ms), BID(nobody), BI(duty)));
    NewEvent raised = { EVENT_RAISED, a->person, a->value, S("") };
    TRY(add_event(cx, tx, practice, a->episode, a->id, &raised));
    NewEvent told_duty = { EVENT_TOLD_DUTY, nobody, 0, S("") };
    return duty ? add_event(cx, tx, practice, a->episode, a->id, &told_duty) : OK;
}

Err alert_raise(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId response, Str item,
                int64_t value, AlertId *ret_id)
{
    Alert a = { .id = ID_NEW(Alert, cx->now_ms), .episode = e, .person = grant_person(g),
                .response = response, .item = item, .value = value };
    TRY(grant_write(cx, g, C_ALERT, e));
    TRY(raise_for(cx, tx, &a, grant_practice(g)));
    *ret_id = a.id;
    return OK;
}

Err alert_raise_imported(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId person,
                         ResponseId response, Str item, int64_t value)
{
    Alert a = { .id = ID_NEW(Alert, cx->now_ms), .episode = e, .person = person,
                .response = response, .item = item, .value = value };
    TRY(grant_content(cx, g, C_ALERT));
    if (grant_action(g) != ACTION_SCORES_IMPORT) return fail(cx, ERR_BUG, "the grant is for something else");
    return raise_for(cx, tx, &a, grant_practice(g));
}

/* --- reading ------------------------------------------------------------------------- */

Err alert_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, AlertId id, Alert *ret_alert)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_read(cx, g, C_ALERT, e));
    TRY(db_row(cx, tx, &by_id, &row, BID(practice), BID(e), BID(id)));
    *ret_alert = read_alert(&row);
    return OK;
}

Err alert_of_answer(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId response, Str item,
                    bool *ret_found, Alert *ret_alert)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    TRY(grant_read(cx, g, C_ALERT, e));
    TRY(db_rows(cx, tx, &of_answer, &row, BID(practice), BID(e), BID(response), BS(item)));
    TRY(db_next(&row, &more));
    if (more) *ret_alert = read_alert(&row);
    *ret_found = more;
    return OK;
}

static Err read_alerts(Ctx *cx, Rows *row, Alerts *ret_alerts)
{
    bool more = false;
    Alerts all = { .list = ARENA_ARRAY(cx->arena, Alert, WAITING_MAX) };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    for (;;) {
        TRY(db_next(row, &more));
        if (!more || all.count == WAITING_MAX) break;
        all.list[all.count] = read_alert(row);
        all.list[all.count].item = arena_str(cx->arena, all.list[all.count].item);
        all.count++;
    }
    *ret_alerts = all;
    return OK;
}

Err alert_waiting(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Alerts *ret_alerts)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_read(cx, g, C_ALERT, e));
    TRY(db_rows(cx, tx, &waiting, &row, BID(practice), BID(e)));
    return read_alerts(cx, &row, ret_alerts);
}

Err alert_list_own(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Alerts *ret_alerts)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_read(cx, g, C_ALERT, e));
    TRY(db_rows(cx, tx, &own, &row, BID(practice), BID(e), BID(self)));
    return read_alerts(cx, &row, ret_alerts);
}

static Err read_waiting(Ctx *cx, Tx *tx, const Grant *g, const Rows *row, WaitingAlert *ret)
{
    WaitingAlert w = { .id = ROW_ID(Alert, row, 0), .episode = ROW_ID(Episode, row, 1),
                       .state = ALERT_NEW, .raised_ms = row_int(row, 3), .seen_ms = row_int(row, 4),
                       .duty_told_ms = row_int(row, 5), .lead_told_ms = row_int(row, 6),
                       .reach = reach_of(row_int(row, 16)) };
    (void)alert_state_parse(row_str(row, 2), &w.state);
    TRY(name_of(cx, tx, g, row, 7, &w.client));
    TRY(name_of(cx, tx, g, row, 10, &w.seen_by));
    TRY(name_of(cx, tx, g, row, 13, &w.therapist));
    *ret = w;
    return OK;
}

Err alert_list_waiting(Ctx *cx, Tx *tx, const Grant *g, WaitingAlerts *ret_list)
{
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_list(cx, g, C_ALERT | C_PROFILE));
    WaitingAlerts all = { .list = ARENA_ARRAY(cx->arena, WaitingAlert, WAITING_MAX) };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    if (action_row(grant_action(g))->scope == SCOPE_PRACTICE)
        TRY(db_rows(cx, tx, &of_practice, &row, BID(practice)));
    else
        TRY(db_rows(cx, tx, &of_mine, &row, BID(practice), BID(self)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || all.count == WAITING_MAX) break;
        TRY(read_waiting(cx, tx, g, &row, &all.list[all.count++]));
    }
    *ret_list = all;
    return OK;
}

/* --- staff -------------------------------------------------------------------------------- */

static bool has_event(const AlertEvents *all, AlertEventKind kind)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->list[i].kind == kind) return true;
    return false;
}

Err alert_do(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, AlertId id, AlertStep what, Str words)
{
    Alert a;
    AlertEvents past;
    AlertState becomes = ALERT_NEW;
    PracticeId practice = grant_practice(g);
    TRY(grant_write(cx, g, C_ALERT, e));
    TRY(alert_load(cx, tx, g, e, id, &a));
    TRY(alert_events(cx, tx, g, e, id, &past));
    TRY(alert_step(cx, a.state, what, has_event(&past, EVENT_CONVERSATION), &becomes));
    PersonId seen_by = a.seen_ms ? a.seen_by : grant_person(g);
    int64_t seen_ms = a.seen_ms ? a.seen_ms : cx->now_ms;
    int64_t closed_ms = becomes == ALERT_CLOSED ? cx->now_ms : 0;
    TRY(db_exec_one(cx, tx, &step, BS(alert_state_word(becomes)), BID(seen_by), BI(seen_ms),
                    BI(closed_ms), BID(practice), BID(e), BID(id), BI(a.version)));
    NewEvent event = { alert_step_event(what), grant_person(g), 0, words };
    return add_event(cx, tx, practice, e, id, &event);
}

/* --- the clock ------------------------------------------------------------------------------- */

typedef struct Unopened { AlertId id; EpisodeId episode; int64_t raised, duty, lead, therapists; } Unopened;

static Err tell_more(Ctx *cx, Tx *tx, const Practice *p, const Unopened *u, bool *ret_told)
{
    AlertTimes times = alert_times(p, u->raised, reach_of(u->therapists));
    bool duty = u->duty == 0 && cx->now_ms >= times.duty_ms;
    bool lead = u->lead == 0 && cx->now_ms >= times.lead_ms;
    *ret_told = duty || lead;
    if (!*ret_told) return OK;
    TRY(db_exec(cx, tx, &told, BI(duty ? cx->now_ms : u->duty), BI(lead ? cx->now_ms : u->lead),
                BID(p->id), BID(u->episode), BID(u->id)));
    NewEvent told_duty = { EVENT_TOLD_DUTY, nobody, 0, S("") };
    NewEvent told_lead = { EVENT_TOLD_LEAD, nobody, 0, S("") };
    if (duty) TRY(add_event(cx, tx, p->id, u->episode, u->id, &told_duty));
    if (lead) TRY(add_event(cx, tx, p->id, u->episode, u->id, &told_lead));
    return OK;
}

Err alert_escalate(Ctx *cx, Tx *tx, const Practice *p, int64_t *ret_count)
{
    Rows row;
    bool more = false;
    size_t count = 0;
    int64_t done = 0;
    Unopened *list = ARENA_ARRAY(cx->arena, Unopened, WAITING_MAX);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &unopened, &row, BID(p->id)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || count == WAITING_MAX) break;
        list[count++] = (Unopened){ ROW_ID(Alert, &row, 0), ROW_ID(Episode, &row, 1),
                                    row_int(&row, 2), row_int(&row, 3), row_int(&row, 4),
                                    row_int(&row, 5) };
    }
    for (size_t i = 0; i < count; i++) {
        bool told_now = false;
        TRY(tell_more(cx, tx, p, &list[i], &told_now));
        done += told_now;
    }
    *ret_count = done;
    return OK;
}
