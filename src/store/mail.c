#include "mail.h"
#include "../base/smtp.h"
#include "../domain/reach.h"
#include "vault.h"

enum { HOUR_MS = 60 * 60 * 1000, RESET_APART_MS = 2 * 60 * 1000, KEEP_DAYS = 30, LATE_MS = 15 * 60 * 1000 };
static const int64_t DAY_MS = (int64_t)24 * HOUR_MS;

static const Query insert = { "mail_add", "bbbsbibiii", "",
    "INSERT INTO mail (practice_id, mail_id, person_id, kind, about_id, about_at, secret_sealed, state,"
    " due_at, tries, problem, created_at, updated_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'waiting', ?8, 0, '', ?9, ?10)" };
static const Query waits = { "mail_waits", "bbs", "i",
    "SELECT COUNT(*) FROM mail WHERE practice_id = ?1 AND person_id = ?2 AND kind = ?3 AND state = 'waiting'" };
static const Query lately = { "mail_lately", "bbi", "i",
    "SELECT COUNT(*) FROM mail WHERE practice_id = ?1 AND person_id = ?2 AND kind = 'reset' AND created_at > ?3" };
static const Query take_place = { "mail_take_place", "bibb", "",
    "UPDATE mail SET state = 'dropped', secret_sealed = ?1, updated_at = ?2"
    " WHERE practice_id = ?3 AND person_id = ?4 AND kind = 'reset' AND state = 'waiting'" };
static const Query counts = { "mail_counts", "bi", "iii",
    "SELECT COALESCE(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0),"
    " COALESCE(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0),"
    " COALESCE(SUM(CASE WHEN state = 'sent' AND updated_at > ?2 THEN 1 ELSE 0 END), 0)"
    " FROM mail WHERE practice_id = ?1" };
static const Query problems = { "mail_problems", "b", "bssii",
    "SELECT person_id, problem, state, updated_at, tries FROM mail WHERE practice_id = ?1"
    " AND problem <> '' AND state IN ('waiting', 'failed') ORDER BY updated_at DESC, mail_id LIMIT 50" };
static const Query try_failed = { "mail_try_failed", "iib", "",
    "UPDATE mail SET state = 'waiting', tries = 0, due_at = ?1, updated_at = ?2"
    " WHERE practice_id = ?3 AND state = 'failed'" };
/* Planned sessions of the next days whose clients were not reminded of this very time. */
static const Query upcoming = { "mail_upcoming", "bii", "bbiibiis",
    "SELECT m.person_id, s.session_id, s.starts_at, s.updated_at, p.profile_sealed, p.version, p.capacities, m.part"
    " FROM session s JOIN episode e ON e.practice_id = s.practice_id AND e.episode_id = s.episode_id"
    " JOIN member m ON m.practice_id = s.practice_id AND m.episode_id = s.episode_id AND m.state = 'active'"
    " AND m.part IN ('client', 'therapist', 'co_therapist')"
    " JOIN person p ON p.practice_id = m.practice_id AND p.person_id = m.person_id AND p.state = 'active'"
    " WHERE s.practice_id = ?1 AND s.state = 'planned' AND e.state = 'open'"
    " AND s.starts_at > ?2 AND s.starts_at < ?3"
    " AND NOT EXISTS (SELECT 1 FROM mail d WHERE d.practice_id = s.practice_id AND d.person_id = m.person_id"
    "  AND d.kind = 'reminder' AND d.about_id = s.session_id AND d.about_at = s.starts_at)"
    " ORDER BY s.starts_at, s.session_id LIMIT 2000" };
static const Query due = { "mail_due", "bi", "bbsbiii",
    "SELECT mail_id, person_id, kind, about_id, about_at, tries, created_at FROM mail"
    " WHERE practice_id = ?1 AND state = 'waiting' AND due_at <= ?2 ORDER BY due_at, mail_id LIMIT 50" };
static const Query person = { "mail_person", "bb", "bis",
    "SELECT profile_sealed, version, state FROM person WHERE practice_id = ?1 AND person_id = ?2" };
static const Query secret_of = { "mail_secret", "bb", "b",
    "SELECT secret_sealed FROM mail WHERE practice_id = ?1 AND mail_id = ?2" };
static const Query stands = { "mail_stands", "bbbi", "i",
    "SELECT COUNT(*) FROM session s JOIN episode e ON e.practice_id = s.practice_id"
    " AND e.episode_id = s.episode_id AND e.state = 'open'"
    " JOIN member m ON m.practice_id = s.practice_id AND m.episode_id = s.episode_id"
    " AND m.person_id = ?2 AND m.state = 'active'"
    " WHERE s.practice_id = ?1 AND s.session_id = ?3 AND s.starts_at = ?4 AND s.state = 'planned'" };
/* A message by somebody else in a conversation they read, since they last opened it. */
#define LOOKED "(SELECT MAX(a.at) FROM audit a WHERE a.practice_id = t.practice_id AND a.episode_id = t.episode_id" \
    " AND a.object_id = t.entry_id AND a.actor_id = ?2 AND a.action = 'MESSAGE_READ' AND a.outcome = 'done')"
static const Query unread = { "mail_unread", "bb", "i",
    "SELECT COUNT(*) FROM member m JOIN entry t ON t.practice_id = m.practice_id AND t.episode_id = m.episode_id"
    " AND t.kind = 'thread' JOIN entry n ON n.practice_id = t.practice_id AND n.episode_id = t.episode_id"
    " AND n.parent_id = t.entry_id AND n.kind = 'message' AND n.state = 'said' AND n.author_id <> ?2"
    " WHERE m.practice_id = ?1 AND m.person_id = ?2 AND m.state = 'active'"
    " AND (t.author_id = ?2 OR EXISTS (SELECT 1 FROM entry_reader r WHERE r.practice_id = t.practice_id"
    "  AND r.episode_id = t.episode_id AND r.entry_id = t.entry_id AND r.person_id = ?2 AND r.to_at = 0))"
    " AND n.created_at > COALESCE(" LOOKED ", 0)" };
/* When the last notice of the kind went out, and when they last opened messages. */
static const Query last_notice = { "mail_last_notice", "bbs", "ii",
    "SELECT COALESCE((SELECT MAX(d.updated_at) FROM mail d WHERE d.practice_id = ?1 AND d.person_id = ?2"
    "  AND d.kind = ?3 AND d.state = 'sent'), 0),"
    " COALESCE((SELECT MAX(a.at) FROM audit a WHERE a.practice_id = ?1 AND a.actor_id = ?2"
    "  AND a.action = 'MESSAGE_READ'), 0)" };
static const Query set = { "mail_set", "siisibb", "",
    "UPDATE mail SET state = ?1, due_at = ?2, tries = ?3, problem = ?4, updated_at = ?5"
    " WHERE practice_id = ?6 AND mail_id = ?7" };
static const Query forget = { "mail_forget_secret", "bbb", "",
    "UPDATE mail SET secret_sealed = ?1 WHERE practice_id = ?2 AND mail_id = ?3" };
static const Query purge = { "mail_purge", "bi", "",
    "DELETE FROM mail WHERE practice_id = ?1 AND state <> 'waiting' AND updated_at < ?2" };
const Query *const mail_queries[] = { &insert, &waits, &lately, &take_place, &counts, &problems, &try_failed, &upcoming, &due,
    &person, &secret_of, &stands, &unread, &last_notice, &set, &forget, &purge, NULL };

static SealAt secret_at(Uuid mail) { return (SealAt){ "mail", "secret", mail, 1 }; }

bool mail_is_on(const Practice *p)
{
    return smtp_possible() && p->mail_host.len && p->mail_from.len;
}

/* --- causes ---------------------------------------------------------------------------------- */

typedef struct MailRow { PracticeId practice; MailNew mail; int64_t about_ms; Str sealed; } MailRow;

/* No right and no rule rests on these rows: nobody's draft is out of date by them. */
static Err put(Ctx *cx, Tx *tx, const MailRow *row, Uuid id)
{
    const MailNew *m = &row->mail;
    return db_exec_apart(cx, tx, &insert, BID(row->practice), BB(uuid_bytes(&id)), BID(m->person),
                         BS(mail_kind_name(m->kind)), BB(uuid_bytes(&m->about)), BI(row->about_ms),
                         BB(row->sealed), BI(cx->now_ms + m->delay_ms), BI(cx->now_ms), BI(cx->now_ms));
}

static Err is_enough(Ctx *cx, Tx *tx, PracticeId practice, const MailNew *fresh, bool *ret_enough)
{
    Rows row;
    *ret_enough = false;
    if (fresh->kind == MAIL_RESET)
        return db_exec_apart(cx, tx, &take_place, BB(S("")), BI(cx->now_ms), BID(practice), BID(fresh->person));
    if (fresh->kind != MAIL_MESSAGE && fresh->kind != MAIL_DOCUMENT) return OK;
    TRY(db_row(cx, tx, &waits, &row, BID(practice), BID(fresh->person), BS(mail_kind_name(fresh->kind))));
    *ret_enough = row_int(&row, 0) > 0;
    return OK;
}

Err mail_reset_lately(Ctx *cx, Tx *tx, const Grant *g, PersonId whose, bool *ret_lately)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_MAIL));
    TRY(db_row(cx, tx, &lately, &row, BID(practice), BID(whose), BI(cx->now_ms - RESET_APART_MS)));
    *ret_lately = row_int(&row, 0) > 0;
    return OK;
}

Err mail_add(Ctx *cx, Tx *tx, const Grant *g, const Practice *practice, const MailNew *fresh)
{
    bool enough = false;
    MailRow row = { .practice = grant_practice(g), .mail = *fresh, .sealed = S("") };
    Uuid id = uuid_new(cx->now_ms);
    TRY(grant_content(cx, g, C_MAIL));
    if (!mail_is_on(practice) || !uuid_eq(practice->id.u, row.practice.u)) return OK;
    TRY(is_enough(cx, tx, row.practice, fresh, &enough));
    if (enough) return OK;
    if (fresh->secret.len)
        TRY(vault_seal(cx, tx, row.practice, fresh->person.u, secret_at(id), fresh->secret, &row.sealed));
    return put(cx, tx, &row, id);
}

/* --- for the administrator ---------------------------------------------------------------------- */

Err mail_state(Ctx *cx, Tx *tx, const Grant *g, MailState *ret_state)
{
    enum { PROBLEMS_MAX = 50 };
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_MAIL));
    TRY(db_row(cx, tx, &counts, &row, BID(practice), BI(cx->now_ms - KEEP_DAYS * DAY_MS)));
    MailState s = { row_int(&row, 0), row_int(&row, 1), row_int(&row, 2),
                    ARENA_ARRAY(cx->arena, MailProblem, PROBLEMS_MAX), 0 };
    if (!s.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &problems, &row, BID(practice)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || s.count == PROBLEMS_MAX) break;
        s.list[s.count++] = (MailProblem){ ROW_ID(Person, &row, 0), row_str(&row, 1), row_str(&row, 2),
                                           row_int(&row, 3), row_int(&row, 4) };
    }
    *ret_state = s;
    return OK;
}

Err mail_try_failed(Ctx *cx, Tx *tx, const Grant *g)
{
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_MAIL));
    return db_exec_apart(cx, tx, &try_failed, BI(cx->now_ms), BI(cx->now_ms), BID(practice));
}

/* --- stopping it ----------------------------------------------------------------------------------- */

enum { ID = 16, WHO = 2 * ID, PROOF = 16 };

static Str proof_of(Arena *a, const Vault *vault, Str who)
{
    Hash hash = vault_lookup_hash(vault, S("mail-stop"), who);
    return hex_encode(a, str_slice(hash_bytes(&hash), 0, PROOF));
}

Str mail_stop_token(Arena *a, const Vault *vault, PracticeId practice, PersonId whose)
{
    Str who = hex_encode(a, arena_join(a, uuid_bytes(&practice.u), uuid_bytes(&whose.u)));
    return arena_join(a, who, proof_of(a, vault, who));
}

bool mail_stop_read(const Vault *vault, Str token, PracticeId *ret_practice, PersonId *ret_person)
{
    uint8_t who[WHO], proof[PROOF];
    Str said = str_slice(token, 0, 2 * WHO);
    if (token.len != 2 * (WHO + PROOF) || !hex_decode(said, who, WHO)) return false;
    if (!hex_decode(str_slice(token, 2 * WHO, token.len), proof, PROOF)) return false;
    Hash hash = vault_lookup_hash(vault, S("mail-stop"), said);
    if (!str_eq_secret((Str){ (const char *)proof, PROOF }, str_slice(hash_bytes(&hash), 0, PROOF))) return false;
    memcpy(ret_practice->u.byte, who, ID);
    memcpy(ret_person->u.byte, who + ID, ID);
    return true;
}

/* --- reminders that have become due ----------------------------------------------------------------- */

static Err open_profile(Ctx *cx, Tx *tx, PracticeId practice, PersonId whose, int64_t version, Str sealed,
                        Profile *ret_profile)
{
    Str json;
    const SealAt at = { "person", "profile", whose.u, version };
    TRY(vault_unseal(cx, tx, practice, whose.u, at, sealed, &json));
    return profile_parse(cx, json, ret_profile);
}

static const Zone *zone_of(Ctx *cx, const Practice *practice, const Profile *p)
{
    const Zone *zone = practice->zone;
    if (p->zone.len && zone_open(cx, cx->arena, p->zone, &zone).kind != ERR_NONE) err_clear(cx);
    return zone;
}

/* Who was told of the time after the reminder would have come knows it. */
static bool is_due(Ctx *cx, const Practice *practice, const Profile *p, bool staff, int64_t starts_ms,
                   int64_t told_ms)
{
    Profile lead = *p;
    lead.lead_hours = reach_lead(p, staff);
    if (p->mail_off || lead.lead_hours == 0) return false;
    int64_t due_ms = reach_reminder_ms(&lead, zone_of(cx, practice, p), starts_ms);
    return due_ms <= cx->now_ms && told_ms <= due_ms;
}

Err mail_find_reminders(Ctx *cx, Tx *tx, const Practice *practice)
{
    Rows row;
    bool more = false;
    size_t count = 0;
    MailRow list[MAIL_AT_A_TIME];
    int64_t until = cx->now_ms + (REACH_LEAD_MAX + 24) * (int64_t)HOUR_MS;
    TRY(db_rows(cx, tx, &upcoming, &row, BID(practice->id), BI(cx->now_ms + LATE_MS), BI(until)));
    while (count < MAIL_AT_A_TIME) {
        Profile p;
        TRY(db_next(&row, &more));
        if (!more) break;
        PersonId whose = ROW_ID(Person, &row, 0);
        TRY(open_profile(cx, tx, practice->id, whose, row_int(&row, 5), row_str(&row, 4), &p));
        bool staff = !str_eq(row_str(&row, 7), S("client"));
        if (is_due(cx, practice, &p, staff, row_int(&row, 2), row_int(&row, 3)))
            list[count++] = (MailRow){ practice->id, { .kind = MAIL_REMINDER, .person = whose,
                .about = row_uuid(&row, 1) }, row_int(&row, 2), S("") };
    }
    for (size_t i = 0; i < count; i++) TRY(put(cx, tx, &list[i], uuid_new(cx->now_ms)));
    return OK;
}

/* --- sending ------------------------------------------------------------------------------------------ */

Err mail_due(Ctx *cx, Tx *tx, const Practice *practice, MailDue *list, size_t *ret_count)
{
    Rows row;
    bool more = false;
    size_t count = 0;
    TRY(db_rows(cx, tx, &due, &row, BID(practice->id), BI(cx->now_ms)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || count == MAIL_AT_A_TIME) break;
        list[count++] = (MailDue){ row_uuid(&row, 0), ROW_ID(Person, &row, 1), mail_kind_parse(row_str(&row, 2)),
                                   row_uuid(&row, 3), row_int(&row, 4), row_int(&row, 5), row_int(&row, 6) };
    }
    *ret_count = count;
    return OK;
}

static Err count_of(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t bind_count, int64_t *ret_count)
{
    Rows row;
    TRY(db_row_n(cx, tx, q, binds, bind_count, &row));
    *ret_count = row_int(&row, 0);
    return OK;
}

/* One notice a day at most, unless they have looked since the last. */
static Err wait_for_quiet(Ctx *cx, Tx *tx, const Practice *practice, const MailDue *mail, MailReady *r)
{
    Rows row;
    TRY(db_row(cx, tx, &last_notice, &row, BID(practice->id), BID(mail->person), BS(mail_kind_name(mail->kind))));
    int64_t sent = row_int(&row, 0), looked = row_int(&row, 1);
    int64_t from = sent > looked && sent + DAY_MS > cx->now_ms ? sent + DAY_MS : cx->now_ms;
    r->not_before_ms = reach_notice_ms(&r->profile, zone_of(cx, practice, &r->profile), from);
    return OK;
}

static Err still_to_say(Ctx *cx, Tx *tx, const Practice *practice, const MailDue *m, bool *ret_still)
{
    int64_t count = 1;
    if (m->kind == MAIL_REMINDER) {
        const Bind about[] = { BID(practice->id), BID(m->person), BB(uuid_bytes(&m->about)), BI(m->about_ms) };
        TRY(count_of(cx, tx, &stands, about, 4, &count));
        if (m->about_ms < cx->now_ms + LATE_MS) count = 0;
    }
    if (m->kind == MAIL_MESSAGE) {
        const Bind who[] = { BID(practice->id), BID(m->person) };
        TRY(count_of(cx, tx, &unread, who, 2, &count));
    }
    /* The link itself is good for twenty minutes. */
    if (m->kind == MAIL_RESET && cx->now_ms - m->created_ms > 20 * 60 * 1000) count = 0;
    *ret_still = count > 0;
    return OK;
}

static Err open_secret(Ctx *cx, Tx *tx, const Practice *practice, const MailDue *m, MailReady *r)
{
    Rows row;
    if (m->kind != MAIL_RESET) return OK;
    TRY(db_row(cx, tx, &secret_of, &row, BID(practice->id), BB(uuid_bytes(&m->id))));
    return vault_unseal(cx, tx, practice->id, m->person.u, secret_at(m->id), row_str(&row, 0), &r->secret);
}

Err mail_ready(Ctx *cx, Tx *tx, const Practice *practice, const MailDue *m, MailReady *ret_ready)
{
    Rows row;
    bool still = false;
    MailReady r = { .not_before_ms = cx->now_ms };
    TRY(db_row(cx, tx, &person, &row, BID(practice->id), BID(m->person)));
    TRY(open_profile(cx, tx, practice->id, m->person, row_int(&row, 1), row_str(&row, 0), &r.profile));
    bool active = str_eq(row_str(&row, 2), S("active"));
    bool asked_for = m->kind == MAIL_RESET || m->kind == MAIL_TRY;
    TRY(still_to_say(cx, tx, practice, m, &still));
    r.drop = !active || !still || (r.profile.mail_off && !asked_for);
    if (!r.drop && (m->kind == MAIL_MESSAGE || m->kind == MAIL_DOCUMENT))
        TRY(wait_for_quiet(cx, tx, practice, m, &r));
    TRY(open_secret(cx, tx, practice, m, &r));
    if (!asked_for) r.stop_token = mail_stop_token(cx->arena, tx_vault(tx), practice->id, m->person);
    *ret_ready = r;
    return OK;
}

Err mail_set(Ctx *cx, Tx *tx, const Practice *practice, const MailDue *m, Str state, int64_t due_ms,
             int64_t tries, Str problem)
{
    bool over = !str_eq(state, S("waiting"));
    if (over && m->kind == MAIL_RESET)
        TRY(db_exec_apart(cx, tx, &forget, BB(S("")), BID(practice->id), BB(uuid_bytes(&m->id))));
    return db_exec_apart(cx, tx, &set, BS(state), BI(due_ms), BI(tries), BS(problem), BI(cx->now_ms),
                         BID(practice->id), BB(uuid_bytes(&m->id)));
}

Err mail_purge(Ctx *cx, Tx *tx, const Practice *practice)
{
    return db_exec_apart(cx, tx, &purge, BID(practice->id), BI(cx->now_ms - KEEP_DAYS * DAY_MS));
}
