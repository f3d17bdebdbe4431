/* oracle.h - who may read and do what, said a second time.
 *
 * Written from the words of the policy (docs/policy.md, docs/safety.md, what the pages tell
 * people about who sees what), not from domain/policy.c: no code is shared, and the facts are
 * asked of the tables here.  Where the two differ, one of them is wrong.
 */
#ifndef TESTS_RIGHTS_ORACLE_H
#define TESTS_RIGHTS_ORACLE_H
#include "rights/world.h"

/* How somebody stands to a piece of work. */
typedef enum Place { OUTSIDE, WAITING_ROOM, INSIDE, GONE } Place; /* WAITING_ROOM: invited */
typedef struct Footing {
    Place place;
    bool client;              /* a client's part; otherwise a therapist's */
    bool over;                /* the work has ended */
    bool waits;               /* a safety answer of this work is not closed */
    int64_t until_ms;         /* GONE: when */
} Footing;

static const Query oracle_footing = { "test_footing", "bbb", "sssii",
    "SELECT COALESCE(m.part, ''), COALESCE(m.state, ''), e.state, COALESCE(m.to_at, 0),"
    " (SELECT COUNT(*) FROM alert a WHERE a.practice_id = e.practice_id"
    "  AND a.episode_id = e.episode_id AND a.state <> 'closed')"
    " FROM episode e LEFT JOIN member m ON m.practice_id = e.practice_id"
    " AND m.episode_id = e.episode_id AND m.person_id = ?3"
    " WHERE e.practice_id = ?1 AND e.episode_id = ?2" };

typedef struct OracleAsk {
    const World *w;
    int practice, work;
    WhoIs who;
    Uuid thing;
    Footing footing;
    int64_t sent, shown, own_sent, alerts;
} OracleAsk;

static inline Err oracle_job_footing(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    OracleAsk *ask = arg;
    const World *w = ask->w;
    Footing *f = &ask->footing;
    TRY(db_row(cx, tx, &oracle_footing, &row, BID(w->practice[ask->practice]),
               BID(w->work[ask->practice][ask->work]), BID(w->who[ask->practice][ask->who].id)));
    Str part = row_str(&row, 0), state = row_str(&row, 1);
    *f = (Footing){ .client = str_eq(part, S("client")), .over = str_eq(row_str(&row, 2), S("ended")),
                    .until_ms = row_int(&row, 3), .waits = row_int(&row, 4) > 0 };
    bool counts = f->client || str_eq(part, S("therapist")) || str_eq(part, S("co_therapist"));
    if (!counts) return OK;
    if (str_eq(state, S("invited"))) f->place = WAITING_ROOM;
    if (str_eq(state, S("active"))) f->place = INSIDE;
    if (str_eq(state, S("left"))) f->place = GONE;
    return OK;
}

/* An account that was closed is nobody's. */
static inline bool oracle_signed_in(WhoIs who)
{
    return who < PEOPLE && who != DORA;
}

static inline Footing oracle_stand(World *w, int p, WhoIs who, int practice, int work)
{
    OracleAsk ask = { .w = w, .practice = practice, .work = work, .who = who };
    if (!oracle_signed_in(who) || p != practice || work < 0) return (Footing){ .place = OUTSIDE };
    HOUSE_OK(&w->h, db_read(&w->h.cx, w->h.app->db, oracle_job_footing, &ask));
    return ask.footing;
}

/* On duty: has the supervisor's part, while a safety answer of this work waits. */
static inline bool oracle_duty(WhoIs who, const Footing *f)
{
    return who == SOL && f->waits;
}

/* Inside, or there when it came to be. */
static inline bool oracle_was_there(const Footing *f, int64_t at_ms)
{
    return f->place == INSIDE || (f->place == GONE && at_ms <= f->until_ms);
}

/* A safety answer stays with the therapist when the work ends, not when they left. */
static inline bool oracle_treats(const Footing *f)
{
    return f->place == INSIDE && !f->client;
}

/* --- forms ------------------------------------------------------------------------------- */

/* Of the form ?3, and the reader ?4. */
static const Query oracle_form = { "test_form", "bbbb", "iiii",
    "SELECT CASE WHEN r.state = 'sent' THEN 1 ELSE 0 END,"
    " (SELECT COUNT(*) FROM answer s WHERE s.practice_id = ?1 AND s.episode_id = ?2"
    "  AND s.response_id = ?3 AND s.item = 'tandem-alliance-client/x-show' AND s.value = 1"
    "  AND s.status = 'answered'),"
    " (SELECT COUNT(*) FROM response o WHERE o.practice_id = ?1 AND o.episode_id = ?2"
    "  AND o.person_id = ?4 AND o.session_id = r.session_id AND o.form = 'alliance'"
    "  AND o.state = 'sent'),"
    " (SELECT COUNT(*) FROM alert a WHERE a.practice_id = ?1 AND a.episode_id = ?2"
    "  AND a.response_id = ?3)"
    " FROM response r WHERE r.practice_id = ?1 AND r.episode_id = ?2 AND r.response_id = ?3" };
static const Query oracle_form_of_signal = { "test_form_of_signal", "bbb", "bb",
    "SELECT s.response_id, r.person_id FROM signal s JOIN response r"
    " ON r.practice_id = s.practice_id AND r.episode_id = s.episode_id"
    " AND r.response_id = s.response_id"
    " WHERE s.practice_id = ?1 AND s.episode_id = ?2 AND s.signal_id = ?3" };

static inline Err oracle_job_form(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    OracleAsk *ask = arg;
    const World *w = ask->w;
    TRY(db_row(cx, tx, &oracle_form, &row, BID(w->practice[ask->practice]),
               BID(w->work[ask->practice][ask->work]), bind_bytes(uuid_bytes(&ask->thing)),
               BID(w->who[ask->practice][ask->who].id)));
    ask->sent = row_int(&row, 0);
    ask->shown = row_int(&row, 1);
    ask->own_sent = row_int(&row, 2);
    ask->alerts = row_int(&row, 3);
    return OK;
}

static inline OracleAsk oracle_form_facts(World *w, int practice, int work, WhoIs who, Uuid form)
{
    OracleAsk ask = { .w = w, .practice = practice, .work = work, .who = who, .thing = form };
    HOUSE_OK(&w->h, db_read(&w->h.cx, w->h.app->db, oracle_job_form, &ask));
    return ask;
}

static inline Err oracle_job_signal(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    OracleAsk *ask = arg;
    const World *w = ask->w;
    TRY(db_row(cx, tx, &oracle_form_of_signal, &row, BID(w->practice[ask->practice]),
               BID(w->work[ask->practice][ask->work]), bind_bytes(uuid_bytes(&ask->thing))));
    ask->thing = row_uuid(&row, 0);
    ask->sent = uuid_eq(row_uuid(&row, 1), w->who[ask->practice][ask->who].id.u);
    return OK;
}

/* "Neither sees the other's before sending their own"; a signal made of it would tell. */
static inline bool oracle_signal(World *w, int practice, int work, WhoIs who, const Footing *f, Uuid signal_id)
{
    OracleAsk ask = { .w = w, .practice = practice, .work = work, .who = who, .thing = signal_id };
    HOUSE_OK(&w->h, db_read(&w->h.cx, w->h.app->db, oracle_job_signal, &ask));
    if (ask.sent || f->over) return true;
    return oracle_form_facts(w, practice, work, who, ask.thing).own_sent > 0;
}

/* A form is its writer's until it is sent; a client's answers are not another client's. */
static inline bool oracle_note(World *w, const Mark *m, WhoIs who, const Footing *f)
{
    if (!oracle_was_there(f, m->at_ms)) return false;
    if (m->who == (int)who) return true;
    return !f->client && oracle_form_facts(w, m->practice, m->work, who, m->thing).sent;
}

/* "At once, sent or not": the therapists, and whoever is on duty, read the other answers of
 * the measure that holds the safety question. */
static inline bool oracle_risk_note(World *w, const Mark *m, WhoIs who, const Footing *f)
{
    bool raised = oracle_form_facts(w, m->practice, m->work, who, m->thing).alerts > 0;
    return oracle_note(w, m, who, f) || (raised && (oracle_treats(f) || oracle_duty(who, f)));
}

/* What felt off reaches the other side with a yes, and after their own form. */
static inline bool oracle_rating_note(World *w, const Mark *m, WhoIs who, const Footing *f)
{
    if (!oracle_was_there(f, m->at_ms)) return false;
    if (m->who == (int)who) return true;
    OracleAsk form = oracle_form_facts(w, m->practice, m->work, who, m->thing);
    return !f->client && form.sent && form.shown && (form.own_sent || f->over);
}

/* --- names ------------------------------------------------------------------------------------ */

static inline bool oracle_is_staff(WhoIs who)
{
    return who < PEOPLE && !(world_people[who].capacities & CAP_CLIENT);
}

static inline bool oracle_runs_practice(WhoIs who)
{
    return who == ADA || who == NILS;
}

static inline bool oracle_in_work(World *w, int p, int work, WhoIs who)
{
    OracleAsk ask = { .w = w, .practice = p, .work = work, .who = who };
    HOUSE_OK(&w->h, db_read(&w->h.cx, w->h.app->db, oracle_job_footing, &ask));
    return ask.footing.place != OUTSIDE || (work == OF_NOOR && who == VERA);
}

/* A question that is brought names who asks it, and whom it is about. */
static inline bool oracle_brought(int who)
{
    return who == DANIEL || who == IRIS || who == MAYA || who == NOOR || who == OTTO || who == EDA;
}

/* Members of one work know each other's names; duty knows those of the work that waits; the
 * client reads in the log which of the practice's staff came. */
static inline bool oracle_name(World *w, int p, WhoIs who, const Mark *m)
{
    if (oracle_runs_practice(who)) return true;
    if (m->who == SOL && (world_people[who].capacities & CAP_THERAPIST)) return true;   /* to choose */
    if (who == SOL && oracle_brought(m->who)) return true;
    if (who == RHEA && m->who == MAYA) return true;      /* the permission names who gives it */
    for (int i = 0; i < WORKS; i++) {
        Footing f = oracle_stand(w, p, who, p, i);
        bool knows = f.place == INSIDE || f.place == GONE || oracle_duty(who, &f);
        if (knows && oracle_in_work(w, p, i, (WhoIs)m->who)) return true;
        if (f.place != OUTSIDE && f.client && oracle_is_staff((WhoIs)m->who)) return true;
    }
    return false;
}

/* What a client wants known is for those who treat them, or did.  Ways to reach the client
 * are for those, and for whoever is on duty while a safety answer waits. */
static inline bool oracle_about(World *w, int p, WhoIs who, const Mark *m)
{
    for (int i = 0; i < WORKS; i++) {
        Footing f = oracle_stand(w, p, who, p, i);
        bool treats = (f.place == INSIDE || f.place == GONE) && !f.client;
        if ((treats || oracle_duty(who, &f)) && world_works[i].client == (WhoIs)m->who) return true;
    }
    return false;
}

/* --- may this person read this mark now? --------------------------------------------------------- */

/* What a client shows their therapist: not the co-therapist, not another client. */
static inline bool oracle_between(int work, WhoIs who)
{
    return who == world_works[work].client || who == world_works[work].therapist;
}

static inline bool oracle_work_mark(World *w, WhoIs who, const Mark *m)
{
    Footing f = oracle_stand(w, m->practice, who, m->practice, m->work);
    bool own = m->who == (int)who && oracle_was_there(&f, m->at_ms);
    switch (m->kind) {
    case MARK_PLACE:
    case MARK_ENTRY: return oracle_was_there(&f, m->at_ms);
    case MARK_OWN:
    case MARK_WORKING:
    case MARK_TAKEN_BACK: return own;
    case MARK_BROUGHT: return own || who == SOL;       /* who is named, and told to the client */
    case MARK_BETWEEN: return oracle_was_there(&f, m->at_ms) && oracle_between(m->work, who);
    case MARK_RELEASE: return own || who == RHEA;     /* why, and from whom: she is let */
    case MARK_NOTE: return oracle_note(w, m, who, &f);
    case MARK_RISK_NOTE: return oracle_risk_note(w, m, who, &f);
    case MARK_RATING_NOTE: return oracle_rating_note(w, m, who, &f);
    case MARK_TURN: return oracle_was_there(&f, m->at_ms)
                        && oracle_signal(w, m->practice, m->work, who, &f, m->thing);
    case MARK_ALERT_CLIENT: return own || oracle_treats(&f) || oracle_duty(who, &f);
    case MARK_ALERT_STAFF: return oracle_treats(&f) || oracle_duty(who, &f);
    case MARK_PUBLIC:
    case MARK_ON_CALL:
    case MARK_LICENCE:
    case MARK_OFFERED:
    case MARK_NAME:
    case MARK_EMAIL:
    case MARK_ABOUT: break;
    }
    return false;
}

/* The first practice is the house's own: what concerns crises is on every page of it. */
static inline bool oracle_may_read(World *w, int p, WhoIs who, const Mark *m)
{
    if (m->kind == MARK_PUBLIC || m->kind == MARK_ON_CALL)
        return m->practice == 0 || (p == m->practice && oracle_signed_in(who));
    if (!oracle_signed_in(who) || p != m->practice) return false;
    if (m->kind == MARK_OFFERED) return true;      /* it is about nobody */
    if (m->kind == MARK_LICENCE) return oracle_runs_practice(who);
    if (m->work >= 0) return oracle_work_mark(w, who, m);
    if (m->who == (int)who) return true;
    if (m->kind == MARK_NAME) return oracle_name(w, p, who, m);
    if (m->kind == MARK_EMAIL && oracle_runs_practice(who)) return true;
    return oracle_about(w, p, who, m);
}

/* --- is this thing there at all, for this person? -------------------------------------------------- */

/* No part in it now or ever, and no duty: it does not exist for them. */
static inline bool oracle_out_of_reach(World *w, int p, WhoIs who, int practice, int work)
{
    Footing f = oracle_stand(w, p, who, practice, work);
    return f.place != INSIDE && f.place != GONE && !oracle_duty(who, &f);
}

static inline bool oracle_is(const World *w, int practice, WhoIs who, Uuid person)
{
    return who < PEOPLE && uuid_eq(w->who[practice][who].id.u, person);
}

/* For someone in the work: a form of somebody else that is not sent, what came after they
 * left.  (What was taken back had been on the table: that it was there is no secret.) */
static inline bool oracle_hidden(World *w, WhoIs who, const Thing *t)
{
    Footing f = oracle_stand(w, t->practice, who, t->practice, t->work);
    bool own = oracle_is(w, t->practice, who, t->author);
    bool of_client = oracle_is(w, t->practice, world_works[t->work].client, t->author)
                  || oracle_is(w, t->practice, CLEO, t->author);
    if (t->kind == A_RELEASE) return f.place != OUTSIDE && !own;
    if (f.place == OUTSIDE) return false;
    if (f.place == GONE && t->at_ms > f.until_ms) return true;
    if (t->kind == A_WORKING_NOTE) return !own;
    if (t->kind == AN_ENTRY && str_eq(t->state, S("author"))) return !own;
    if (t->kind == AN_ENTRY && (str_eq(t->state, S("chosen")) || str_eq(t->state, S("between"))))
        return !own && !oracle_between(t->work, who);
    if (t->kind == A_RESPONSE && !own) return !str_eq(t->state, S("sent")) || (f.client && of_client);
    if (t->kind == A_SIGNAL) return !oracle_signal(w, t->practice, t->work, who, &f, t->id);
    return false;
}

/* --- may this person send this form? ------------------------------------------------------------------ */

enum { DO_ANYONE = 1, DO_SELF = 2, DO_ADMIN = 4, DO_THERAPIST = 8, DO_CLIENT_HERE = 16,
       DO_THERAPIST_HERE = 32, DO_DUTY = 64,
       DO_CLIENT_AFTER = 128,    /* also once the work has ended */
       DO_CLIENT_ALWAYS = 256,   /* also then, and when they left */
       DO_SUPERVISOR = 512,
       DO_BOTH_HERE = DO_CLIENT_HERE | DO_THERAPIST_HERE };

/* The rest of a work's addresses: its client and its therapists, while it is open. */
static const struct { const char *path; unsigned who; } oracle_forms[] = {
    { "/sign-in", DO_ANYONE }, { "/language", DO_ANYONE }, { "/invite/:token", DO_ANYONE }, { "/reset/:token", DO_ANYONE },
    { "/mail/stop/:token", DO_ANYONE },
    { "/forgotten", DO_ANYONE },
    { "/me", DO_SELF }, { "/me/password", DO_SELF }, { "/me/reach", DO_SELF }, { "/me/sign-out-everywhere", DO_SELF },
    { "/sign-out", DO_SELF }, { "/search", DO_SELF },
    { "/practice/people", DO_ADMIN }, { "/practice/people/:person/state", DO_ADMIN },
    { "/practice/people/:person/link", DO_ADMIN }, { "/practice/settings", DO_ADMIN },
    { "/practice/mail", DO_ADMIN }, { "/practice/mail/try", DO_ADMIN }, { "/practice/mail/again", DO_ADMIN },
    { "/practice/measures", DO_ADMIN }, { "/practice/measures/choose", DO_ADMIN },
    { "/practice/measures/norm", DO_ADMIN }, { "/practice/measures/complete", DO_ADMIN },
    { "/practice/documents", DO_ADMIN }, { "/practice/documents/:template", DO_ADMIN },
    { "/practice/documents/:template/set", DO_ADMIN },
    { "/work/:episode/documents", DO_THERAPIST_HERE },
    { "/work/:episode/documents/:entry/withdraw", DO_BOTH_HERE | DO_CLIENT_AFTER },
    { "/practice/wording", DO_ADMIN }, { "/practice/wording/set", DO_ADMIN }, { "/wording/keep", DO_THERAPIST },
    { "/practice/rules", DO_ADMIN }, { "/work/:episode/rules", DO_THERAPIST_HERE },
    { "/episodes", DO_THERAPIST },
    { "/work/:episode/invite", DO_THERAPIST_HERE },
    { "/work/:episode/sessions", DO_THERAPIST_HERE },
    { "/work/:episode/sessions/:session/plan", DO_THERAPIST_HERE },
    { "/work/:episode/check-in", DO_CLIENT_HERE },
    { "/work/:episode/check-in/:response/q/:number", DO_CLIENT_HERE },
    { "/work/:episode/check-in/:response/send", DO_CLIENT_HERE },
    { "/work/:episode/intake", DO_CLIENT_HERE }, { "/practice/beginning", DO_ADMIN },
    { "/work/:episode/intake/:response/q/:number", DO_CLIENT_HERE },
    { "/work/:episode/intake/:response/send", DO_CLIENT_HERE },
    { "/work/:episode/signals/:signal/repaired", DO_CLIENT_HERE },
    { "/work/:episode/safety", DO_CLIENT_HERE },
    { "/work/:episode/own-check", DO_THERAPIST_HERE }, { "/work/:episode/own-check/leave", DO_THERAPIST_HERE },
    { "/work/:episode/notes", DO_THERAPIST_HERE }, { "/work/:episode/notes/:note/words", DO_THERAPIST_HERE },
    { "/work/:episode/notes/:note/destroy", DO_THERAPIST_HERE },
    { "/supervision", DO_THERAPIST }, { "/supervision/words", DO_THERAPIST }, { "/supervision/state", DO_THERAPIST },
    { "/work/:episode/supervision", DO_THERAPIST_HERE }, { "/work/:episode/supervision/words", DO_THERAPIST_HERE },
    { "/work/:episode/supervision/state", DO_THERAPIST_HERE }, { "/work/:episode/supervision/who", DO_THERAPIST_HERE },
    { "/brought", DO_SUPERVISOR }, { "/work/:episode/sharing/supervision", DO_CLIENT_ALWAYS },
    { "/work/:episode/sharing", DO_CLIENT_ALWAYS },
    { "/work/:episode/sharing/:release/stop", DO_CLIENT_ALWAYS },
    { "/work/:episode/alerts/:alert", DO_THERAPIST_HERE | DO_DUTY },
};

static inline unsigned oracle_form_rule(const char *path)
{
    for (size_t i = 0; i < sizeof oracle_forms / sizeof *oracle_forms; i++)
        if (strcmp(oracle_forms[i].path, path) == 0) return oracle_forms[i].who;
    return strstr(path, ":episode") ? DO_BOTH_HERE : 0;
}

/* `practice`, `work`: the work in the address; work -1 when there is none. */
static inline bool oracle_may_send(World *w, int p, WhoIs who, const char *path, int practice, int work)
{
    unsigned rule = oracle_form_rule(path);
    if (rule & DO_ANYONE) return true;
    if (!oracle_signed_in(who)) return false;
    if (rule & DO_SELF) return true;
    if (rule & DO_ADMIN) return oracle_runs_practice(who);
    if (rule & DO_THERAPIST) return (world_people[who].capacities & CAP_THERAPIST) != 0;
    if (rule & DO_SUPERVISOR) return who == SOL;
    Footing f = oracle_stand(w, p, who, practice, work);
    if ((rule & DO_DUTY) && p == practice && oracle_duty(who, &f)) return true;
    if ((rule & DO_DUTY) && oracle_treats(&f)) return true;
    if ((rule & DO_CLIENT_AFTER) && f.place == INSIDE && f.over) return f.client;
    if ((rule & DO_CLIENT_ALWAYS) && f.client && (f.place == INSIDE || f.place == GONE)) return true;
    if (f.place != INSIDE || f.over) return false;
    return rule & (f.client ? DO_CLIENT_HERE : DO_THERAPIST_HERE);
}
#endif
