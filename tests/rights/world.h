/* world.h - two practices in one database, in which every text is marked (canary.h).
 *
 * Each practice has an administrator, a supervisor, therapists, and clients at different
 * points: two who share a therapist, one with another therapist, one whose work has ended,
 * one invited and not confirmed, members who left, an account that was closed.  Everything
 * is said through the pages, as people would, over thirty days.
 */
#ifndef TESTS_RIGHTS_WORLD_H
#define TESTS_RIGHTS_WORLD_H
#include "fixture.h"
#include "rights/canary.h"
#include "store/audit.h"
#include "store/definition.h"

typedef enum WhoIs {
    ADA,                      /* administrator */
    SOL,                      /* supervisor */
    DANIEL, IRIS,             /* therapists */
    MAYA, NOOR,               /* clients of Daniel */
    OTTO,                     /* client of Iris */
    EDA,                      /* client of Daniel; the work has ended */
    IVO,                      /* invited by Iris, not confirmed */
    LENA,                     /* co-therapist of Maya's work, left it */
    CLEO,                     /* client of Noor's work, left it */
    VERA,                     /* therapist; supervisor's part in Noor's work: no rights yet */
    DORA,                     /* co-therapist of Maya's work; account closed */
    NILS,                     /* therapist and administrator, without any work */
    RHEA,                     /* not in any work: Maya lets her read when they meet, and the numbers */
    PEOPLE, NOBODY = PEOPLE, STALE, PRINCIPALS } WhoIs;
typedef enum WorkIs { OF_MAYA, OF_NOOR, OF_OTTO, OF_EDA, OF_IVO, WORKS } WorkIs;
enum { PRACTICES = 2, SESSIONS = 5, MARKS = 4096, THINGS = 1024, DAY_MS = 24 * 60 * 60 * 1000 };

/* What is marked; oracle.h says who may read it. */
#define MARK_KINDS(X)                                                                     \
    X(PUBLIC, "name, crisis line or notice of the practice")                              \
    X(ON_CALL, "name or number of who is on call")                                        \
    X(LICENCE, "who attested to a questionnaire's licence, or how mail is set up")        \
    X(OFFERED, "word of a text the practice offers to sign")                              \
    X(NAME, "name, way of being addressed or pronoun") X(EMAIL, "mail address")           \
    X(ABOUT, "phone number or what they want known") X(PLACE, "place of a session")       \
    X(ENTRY, "word of an entry or of an answer to it")                                    \
    X(OWN, "word of an entry its author keeps to themselves")                             \
    X(TAKEN_BACK, "word of an entry that was taken back")                                 \
    X(BETWEEN, "word a client shows their therapist alone, and what stands beside it")    \
    X(WORKING, "word of a therapist's own working note, also one that was destroyed")     \
    X(BROUGHT, "word of a question that was brought to supervision, or of the reply")     \
    X(RELEASE, "word of a permission a client gave")                                      \
    X(NOTE, "note in a check-in")                                                         \
    X(RISK_NOTE, "note in the measure with the safety question")                          \
    X(RATING_NOTE, "note beside something felt off")                                      \
    X(TURN, "word in a conversation a signal opened")                                     \
    X(ALERT_CLIENT, "client's word on a safety answer")                                   \
    X(ALERT_STAFF, "word of staff on a safety answer")
typedef enum MarkKind {
#define X(name, words) MARK_##name,
    MARK_KINDS(X)
#undef X
} MarkKind;
static const char *const mark_words[] = {
#define X(name, words) words,
    MARK_KINDS(X)
#undef X
};

typedef struct Mark {
    MarkKind kind;
    int practice, work, who;  /* work -1: none; who: the author, or the person it is about */
    int64_t at_ms;
    Uuid thing;               /* the response, signal, alert it belongs to */
    Str text;
} Mark;

typedef enum ThingKind { A_SESSION, AN_ENTRY, A_RESPONSE, A_SIGNAL, AN_ALERT, A_WORKING_NOTE,
                         A_RELEASE } ThingKind;
typedef struct Thing {
    ThingKind kind;
    int practice, work;
    Uuid id, session, author; /* session: of an entry, response; zero = none */
    Str state;
    int64_t at_ms;            /* when it came to be */
} Thing;

typedef struct World {
    House h;                  /* its own six people are not used */
    PracticeId practice[PRACTICES];
    Someone who[PRACTICES][PRINCIPALS];
    EpisodeId work[PRACTICES][WORKS];
    SessionId session[PRACTICES][WORKS][SESSIONS];
    Str step[PRACTICES][WORKS]; /* an entry of the first session, worded again later */
    Str late[PRACTICES][WORKS]; /* a passage that is shown to everyone only after people left */
    size_t late_mark[PRACTICES][WORKS];
    Str template_id[PRACTICES]; /* of a text to sign */
    Str invite[PRACTICES];    /* token of Ivo's invitation */
    Mark mark[MARKS];
    size_t mark_count;
    Thing thing[THINGS];
    size_t thing_count;
} World;

/* What a story is told with. */
typedef struct Tale { World *w; int p; WorkIs work; } Tale;

static const struct { const char *key; uint32_t capacities; } world_people[PEOPLE] = {
    [ADA] = { "ada", CAP_ADMINISTRATOR }, [SOL] = { "sol", CAP_SUPERVISOR },
    [DANIEL] = { "daniel", CAP_THERAPIST }, [IRIS] = { "iris", CAP_THERAPIST },
    [MAYA] = { "maya", CAP_CLIENT }, [NOOR] = { "noor", CAP_CLIENT },
    [OTTO] = { "otto", CAP_CLIENT }, [EDA] = { "eda", CAP_CLIENT }, [IVO] = { "ivo", CAP_CLIENT },
    [LENA] = { "lena", CAP_THERAPIST }, [CLEO] = { "cleo", CAP_CLIENT },
    [VERA] = { "vera", CAP_THERAPIST }, [DORA] = { "dora", CAP_THERAPIST },
    [NILS] = { "nils", CAP_THERAPIST | CAP_ADMINISTRATOR }, [RHEA] = { "rhea", CAP_OUTSIDE },
};
static const struct { WhoIs therapist, client; } world_works[WORKS] = {
    [OF_MAYA] = { DANIEL, MAYA }, [OF_NOOR] = { DANIEL, NOOR }, [OF_OTTO] = { IRIS, OTTO },
    [OF_EDA] = { DANIEL, EDA }, [OF_IVO] = { IRIS, IVO },
};
static const char *const world_who[PRINCIPALS] = {
    [NOBODY] = "nobody signed in", [STALE] = "a cookie that is over",
};

static inline const char *world_name(WhoIs who)
{
    return who < PEOPLE ? world_people[who].key : world_who[who];
}

/* --- marks ------------------------------------------------------------------------------ */

static inline Str world_mark_of(World *w, Mark mark, Uuid thing)
{
    assert_true(w->mark_count < MARKS);
    mark.thing = thing;
    mark.at_ms = app_now_ms(w->h.app);
    mark.text = canary_make(w->h.cx.arena, (unsigned)w->mark_count, (unsigned)mark.kind);
    w->mark[w->mark_count++] = mark;
    return mark.text;
}

static inline Str world_mark(World *w, MarkKind kind, int practice, int work, int who)
{
    return world_mark_of(w, (Mark){ .kind = kind, .practice = practice, .work = work, .who = who },
                         (Uuid){ { 0 } });
}

static inline Str tale_mark(const Tale *t, MarkKind kind, WhoIs who)
{
    return world_mark(t->w, kind, t->p, (int)t->work, (int)who);
}

/* --- time and signing in --------------------------------------------------------------------- */

static inline Actor world_actor(const World *w, int p, WhoIs who)
{
    const Someone *s = &w->who[p][who];
    return (Actor){ .practice = w->practice[p], .person = s->id, .login = s->login,
                    .capacities = s->capacities };
}

static inline Err world_job_sign_in(Ctx *cx, Tx *tx, void *arg)
{
    World *w = arg;
    for (int p = 0; p < PRACTICES; p++) {
        const Grant *g;
        Actor admin = world_actor(w, p, ADA);
        TRY(gate_enter(cx, tx, &admin, ACTION_PRACTICE_WRITE, (EpisodeId){ { { 0 } } }, &g));
        for (int i = 0; i < PEOPLE; i++) {
            Someone *s = &w->who[p][i];
            TRY(login_create(cx, tx, g, w->practice[p], s->id, &s->login, &s->token));
        }
        Someone *stale = &w->who[p][STALE];
        TRY(login_create(cx, tx, g, w->practice[p], w->who[p][MAYA].id, &stale->login,
                         &stale->token));
        TRY(login_end(cx, tx, g, w->practice[p], stale->login));
    }
    return OK;
}

/* Everyone signs in afresh, `days` ago. */
static inline void world_day(World *w, int days)
{
    w->h.app->clock_skew_ms = -(int64_t)days * DAY_MS;
    w->h.cx.now_ms = app_now_ms(w->h.app);
    HOUSE_OK(&w->h, db_write(&w->h.cx, w->h.app->db, world_job_sign_in, w));
}

/* Replies are kept until here. */
static inline void world_forget(World *w)
{
    for (size_t i = 0; i < w->h.request_count; i++) arena_close(w->h.arena[i]);
    w->h.request_count = 0;
}

static inline const Someone *world_as(const World *w, int p, WhoIs who)
{
    return who == NOBODY ? NULL : &w->who[p][who];
}

/* --- practice and people --------------------------------------------------------------------- */

static inline Practice world_settings(World *w, int p)
{
#define HERE(kind) world_mark(w, kind, p, -1, -1)
    return (Practice){ .id = w->practice[p], .name = HERE(MARK_PUBLIC),
        .time_zone = S("Europe/London"),
        .crisis = { { HERE(MARK_PUBLIC), S("112"), HERE(MARK_PUBLIC) },
                    { HERE(MARK_PUBLIC), HERE(MARK_PUBLIC), HERE(MARK_PUBLIC) } },
        .crisis_count = 2, .watched = HERE(MARK_PUBLIC),
        .leave_address = arena_join(w->h.cx.arena, S("https://www.example.org/"), HERE(MARK_PUBLIC)),
        .duty_name = HERE(MARK_ON_CALL), .duty_number = HERE(MARK_ON_CALL),
        .duty_after_min = 15, .lead_after_min = 60, .report_name = HERE(MARK_ON_CALL),
        .report_reach = HERE(MARK_ON_CALL), .body_name = HERE(MARK_ON_CALL),
        .body_reach = HERE(MARK_ON_CALL), .role_pause_days = 90, .mail_host = S("127.0.0.1"), .mail_port = 1,
        .mail_security = S("none"), .mail_from = S("post@house.example"), .mail_user = HERE(MARK_LICENCE),
        .mail_password = HERE(MARK_LICENCE), .mail_name = HERE(MARK_LICENCE) };
#undef HERE
}

static inline Err world_add_person(Ctx *cx, Tx *tx, World *w, const Grant *g, int p, int i)
{
    Someone *who = &w->who[p][i];
    Str first = world_mark(w, MARK_NAME, p, -1, i), last = world_mark(w, MARK_NAME, p, -1, i);
    Profile profile = {
        .name = arena_printf(cx->arena, STR_FMT " " STR_FMT, STR_ARG(first), STR_ARG(last)),
        .called = world_mark(w, MARK_NAME, p, -1, i),
        .pronouns = world_mark(w, MARK_NAME, p, -1, i), .language = S("en"),
        .email = arena_join(cx->arena, world_mark(w, MARK_EMAIL, p, -1, i), S("@house.example")),
        .phone = world_mark(w, MARK_ABOUT, p, -1, i),
        .identity = world_mark(w, MARK_ABOUT, p, -1, i) };
    Person person = { .id = ID_NEW(Person, cx->now_ms), .state = S("active"),
                      .capacities = world_people[i].capacities, .profile = profile };
    *who = (Someone){ .id = person.id, .name = profile.name, .email = profile.email,
                      .capacities = person.capacities };
    TRY(person_create(cx, tx, g, &person));
    return person_set_password(cx, tx, g, person.id, w->h.password);
}

static inline Err world_add_work(Ctx *cx, Tx *tx, World *w, int p, int i)
{
    const Grant *g;
    Actor actor = world_actor(w, p, world_works[i].therapist);
    EpisodeId e = ID_NEW(Episode, cx->now_ms);
    w->work[p][i] = e;
    TRY(gate_enter(cx, tx, &actor, ACTION_EPISODE_CREATE, (EpisodeId){ { { 0 } } }, &g));
    TRY(episode_create(cx, tx, g, e, S("individual"), cx->now_ms));
    TRY(episode_add_member(cx, tx, g, e, actor.person, PART_THERAPIST, S("active"), cx->now_ms));
    TRY(episode_add_member(cx, tx, g, e, w->who[p][world_works[i].client].id, PART_CLIENT,
                           i == OF_IVO ? S("invited") : S("active"), cx->now_ms));
    const struct { int work; WhoIs who; Part part; } more[] = {
        { OF_MAYA, LENA, PART_CO_THERAPIST }, { OF_MAYA, DORA, PART_CO_THERAPIST },
        { OF_NOOR, CLEO, PART_CLIENT }, { OF_NOOR, VERA, PART_SUPERVISOR } };
    for (size_t k = 0; k < sizeof more / sizeof *more; k++)
        if (more[k].work == i)
            TRY(episode_add_member(cx, tx, g, e, w->who[p][more[k].who].id, more[k].part,
                                   S("active"), cx->now_ms));
    return OK;
}

/* A questionnaire of the practice's own, which nobody is asked. */
static inline Err world_add_definition(Ctx *cx, Tx *tx, World *w, const Grant *g, int p)
{
    static const char *const from[] = { "\"version\": \"1.0.0\"", "Tandem project" };
    Str name = world_mark(w, MARK_LICENCE, p, -1, -1);
    const Str to[] = { S("\"version\": \"1.0.0-house\""), name };
    Str json = measure_builtin_json(S("gad-7"));
    for (size_t i = 0; i < 2; i++) {
        const char *text = arena_c(cx->arena, json), *at = strstr(text, from[i]);
        Str before = { text, (size_t)(at - text) }, rest = str_from_c(at + strlen(from[i]));
        json = arena_join(cx->arena, arena_join(cx->arena, before, to[i]), rest);
    }
    Definition *d;
    const Attestation attested = { name, world_mark(w, MARK_LICENCE, p, -1, -1), S("2030-03-31") };
    TRY(definition_install(cx, tx, g, w->h.app->builtin, json, &attested, NULL, &d));
    return definition_choose(cx, tx, g, w->h.app->builtin, S("gad-7"), S("1.0.0"));
}

static inline Err world_job_begin(Ctx *cx, Tx *tx, void *arg)
{
    World *w = arg;
    for (int p = 0; p < PRACTICES; p++) {
        const Grant *g;
        w->practice[p] = ID_NEW(Practice, cx->now_ms + p);
        Practice settings = world_settings(w, p);
        Actor admin = { .practice = w->practice[p], .person = ID_NEW(Person, cx->now_ms),
                        .capacities = CAP_ADMINISTRATOR };
        TRY(gate_enter(cx, tx, &admin, ACTION_PRACTICE_WRITE, (EpisodeId){ { { 0 } } }, &g));
        TRY(practice_create(cx, tx, g, &settings));
        TRY(world_add_definition(cx, tx, w, g, p));
        for (int i = 0; i < PEOPLE; i++) TRY(world_add_person(cx, tx, w, g, p, i));
        for (int i = 0; i < WORKS; i++) TRY(world_add_work(cx, tx, w, p, i));
    }
    return OK;
}

/* --- what people do on the pages ---------------------------------------------------------------- */

static inline Str tale_at(const Tale *t, const char *rest)
{
    Arena *a = t->w->h.cx.arena;
    return arena_printf(a, "/work/" STR_FMT "%s", STR_ARG(uuid_str(a, t->w->work[t->p][t->work].u)),
                        rest);
}

/* Sends the form and gives where it led. */
static inline Str tale_post(const Tale *t, WhoIs who, Str address, Str fields)
{
    HttpReply reply = house_post(&t->w->h, &t->w->who[t->p][who], address, fields);
    house_expect(&reply, 303, world_name(who), (int)t->work);
    return arena_str(t->w->h.cx.arena, house_reply_header(&reply, S("Location")));
}

static inline Str tale_session(const Tale *t, int n, const char *rest)
{
    Arena *a = t->w->h.cx.arena;
    Str id = uuid_str(a, t->w->session[t->p][t->work][n].u);
    return arena_printf(a, STR_FMT STR_FMT "%s", STR_ARG(tale_at(t, "/sessions/")), STR_ARG(id), rest);
}

static inline Str tale_entry(const Tale *t, int n, Str entry, const char *rest)
{
    return arena_printf(t->w->h.cx.arena, STR_FMT "/entries/" STR_FMT "%s",
                        STR_ARG(tale_session(t, n, "")), STR_ARG(entry), rest);
}

static inline Str join(const Tale *t, const char *before, Str after)
{
    return arena_join(t->w->h.cx.arena, str_from_c(before), after);
}

/* Gives the id of the new entry. */
static inline Str tale_add(const Tale *t, int n, WhoIs who, const char *fields, MarkKind kind)
{
    Str to = tale_post(t, who, tale_session(t, n, "/entries"), join(t, fields, tale_mark(t, kind, who)));
    return str_slice(to, to.len - 36, to.len);
}

/* A withdrawn item, and one that two people worded at the same time. */
static inline void tale_agenda(const Tale *t, int n, WhoIs client, WhoIs therapist)
{
    tale_add(t, n, client, "kind=agenda&minutes=10&text=", MARK_ENTRY);
    Str split = tale_add(t, n, therapist, "kind=agenda&text=", MARK_ENTRY);
    Str words = tale_entry(t, n, split, "/words");
    tale_post(t, client, words, join(t, "base=1&text=", tale_mark(t, MARK_ENTRY, client)));
    tale_post(t, therapist, words, join(t, "base=1&text=", tale_mark(t, MARK_ENTRY, therapist)));
    WhoIs both[] = { client, therapist };
    for (size_t i = 0; i < 2; i++) {
        Str gone = tale_add(t, n, both[i], "kind=agenda&text=", MARK_TAKEN_BACK);
        tale_post(t, both[i], tale_entry(t, n, gone, "/state"), S("state=withdrawn"));
    }
}

static inline void tale_middle(const Tale *t, int n, WhoIs client, WhoIs therapist)
{
    tale_add(t, n, client, "kind=voice&text=", MARK_ENTRY);
    tale_add(t, n, therapist, "kind=voice&text=", MARK_ENTRY);
    tale_add(t, n, therapist, "kind=marker&mark=insight&text=", MARK_ENTRY);
    Str sentence = tale_add(t, n, client, "kind=sentence&text=", MARK_ENTRY);
    tale_post(t, therapist, tale_entry(t, n, sentence, "/answer"),
              join(t, "version=1&answer=not_now&words=", tale_mark(t, MARK_ENTRY, therapist)));
    tale_add(t, n, client, "kind=takeaway&text=", MARK_ENTRY);
    tale_add(t, n, therapist, "kind=takeaway&text=", MARK_ENTRY);
    Str step = tale_add(t, n, client, "kind=step&whom=me&text=", MARK_ENTRY);
    tale_add(t, n, therapist, "kind=step&whom=them&text=", MARK_ENTRY);
    if (n == 0) t->w->step[t->p][t->work] = step;
    tale_post(t, client, tale_entry(t, n, step, "/answer"),
              join(t, "version=1&answer=went&words=", tale_mark(t, MARK_ENTRY, client)));
}

static inline Err tale_job_plan(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    const Tale *t = arg;
    EpisodeId e = t->w->work[t->p][t->work];
    for (int n = 0; n < SESSIONS; n++) {
        SessionId *id = &t->w->session[t->p][t->work][n];
        if (!uuid_is_zero(id->u)) continue;
        return session_plan(cx, tx, g, e, cx->now_ms + 60 * 1000, 50,
                            tale_mark(t, MARK_PLACE, world_works[t->work].therapist), id);
    }
    return fail(cx, ERR_BUG, "no room for another session");
}

/* Plans the work's next session; gives which it is. */
static inline int tale_plan(const Tale *t)
{
    Tale copy = *t;
    int n = 0;
    t->w->h.practice = t->w->practice[t->p];
    HOUSE_OK(&t->w->h, house_as(&t->w->h, &t->w->who[t->p][world_works[t->work].therapist],
                                ACTION_SESSION_PLAN, t->w->work[t->p][t->work], tale_job_plan, &copy));
    while (n < SESSIONS && !uuid_is_zero(t->w->session[t->p][t->work][n].u)) n++;
    return n - 1;
}

static inline void tale_open(const Tale *t, int n, const char *state)
{
    tale_post(t, world_works[t->work].therapist, tale_session(t, n, "/state"), join(t, "state=", str_from_c(state)));
}

/* --- check-in, form after the session, signals, alerts ---------------------------------------------- */

static inline Uuid id_at_end(Str address)
{
    Uuid id;
    size_t query = str_find(address, '?', 0);
    assert_true(uuid_parse(str_slice(address, query - 36, query), &id));
    return id;
}

static inline Str tale_note(const Tale *t, MarkKind kind, WhoIs who, Uuid response)
{
    return world_mark_of(t->w, (Mark){ .kind = kind, .practice = t->p, .work = (int)t->work,
                                       .who = (int)who }, response);
}

enum { LIFE = 1, PHQ = 5, RISK = 13, GAD = 14 };

static inline void tale_answer(const Tale *t, WhoIs who, Str form, int number, int value,
                               MarkKind kind)
{
    Arena *a = t->w->h.cx.arena;
    Str mark = tale_note(t, kind, who, id_at_end(form));
    tale_post(t, who, arena_printf(a, STR_FMT "/q/%d", STR_ARG(form), number),
              arena_printf(a, "value=%d&note=" STR_FMT, value, STR_ARG(mark)));
}

/* Gives the form's address; `risk` is what is given to the safety question. */
static inline Str tale_check_in(const Tale *t, WhoIs who, int risk)
{
    Str form = tale_post(t, who, tale_at(t, "/check-in"), S(""));
    tale_answer(t, who, form, LIFE, 6, MARK_NOTE);
    tale_answer(t, who, form, LIFE, 7, MARK_NOTE);          /* changed: the first stays in the history */
    tale_answer(t, who, form, PHQ, 2, MARK_RISK_NOTE);
    tale_answer(t, who, form, RISK, risk, MARK_RISK_NOTE);
    tale_answer(t, who, form, GAD, 1, MARK_NOTE);
    return form;
}

static inline void tale_send(const Tale *t, WhoIs who, Str form)
{
    tale_post(t, who, arena_join(t->w->h.cx.arena, form, S("/send")), S(""));
}

/* The form after the session, begun; and sent.  A client says that something felt off. */
static inline Str tale_rate(const Tale *t, int n, WhoIs who)
{
    return tale_post(t, who, tale_session(t, n, "/rate"), S(""));
}

static inline void tale_rated(const Tale *t, Str form, WhoIs who, const char *show)
{
    Arena *a = t->w->h.cx.arena;
    Str fields = S("b1=5&b2=4&g1=4&g2=5&t1=3&t2=3");
    if (show) {
        Str note = tale_note(t, MARK_RATING_NOTE, who, id_at_end(form));
        fields = arena_printf(a, STR_FMT "&x=2&x_show=%s&x_note=" STR_FMT, STR_ARG(fields), show,
                              STR_ARG(note));
    }
    tale_post(t, who, form, fields);
}

static const Query world_alert_of = { "test_alert_of", "bb", "b",
    "SELECT alert_id FROM alert WHERE practice_id = ?1 AND episode_id = ?2"
    " ORDER BY raised_at DESC, alert_id DESC LIMIT 1" };
static const Query world_signal_of = { "test_signal_of", "bb", "b",
    "SELECT signal_id FROM signal WHERE practice_id = ?1 AND episode_id = ?2"
    " AND kind = 'felt_off' ORDER BY raised_at DESC, signal_id DESC LIMIT 1" };

typedef struct WorldFind { const Query *query; PracticeId practice; EpisodeId work; Uuid id; } WorldFind;

static inline Err world_job_find(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    WorldFind *f = arg;
    TRY(db_row(cx, tx, f->query, &row, BID(f->practice), BID(f->work)));
    f->id = row_uuid(&row, 0);
    return OK;
}

static inline Uuid tale_newest(const Tale *t, const Query *query)
{
    WorldFind f = { .query = query, .practice = t->w->practice[t->p], .work = t->w->work[t->p][t->work] };
    HOUSE_OK(&t->w->h, db_read(&t->w->h.cx, t->w->h.app->db, world_job_find, &f));
    return f.id;
}

static inline void tale_turn(const Tale *t, WhoIs who, const char *step)
{
    Arena *a = t->w->h.cx.arena;
    Uuid id = tale_newest(t, &world_signal_of);
    Str words = tale_note(t, MARK_TURN, who, id);
    tale_post(t, who, arena_printf(a, STR_FMT STR_FMT "/turn", STR_ARG(tale_at(t, "/signals/")),
                                   STR_ARG(uuid_str(a, id))),
              arena_printf(a, "step=%s&text=" STR_FMT, step, STR_ARG(words)));
}

static inline void tale_alert(const Tale *t, WhoIs who, const char *step, bool words)
{
    Arena *a = t->w->h.cx.arena;
    Uuid id = tale_newest(t, &world_alert_of);
    Str said = words ? tale_note(t, MARK_ALERT_STAFF, who, id) : S("");
    tale_post(t, who, arena_printf(a, STR_FMT STR_FMT, STR_ARG(tale_at(t, "/alerts/")),
                                   STR_ARG(uuid_str(a, id))),
              arena_printf(a, "step=%s&words=" STR_FMT, step, STR_ARG(said)));
}

static inline void tale_support(const Tale *t, WhoIs who)
{
    Uuid id = tale_newest(t, &world_alert_of);
    tale_post(t, who, tale_at(t, "/safety"), join(t, "note=", tale_note(t, MARK_ALERT_CLIENT, who, id)));
}

static inline void tale_goal(const Tale *t, WhoIs who)
{
    tale_post(t, who, tale_at(t, "/joint"), join(t, "kind=goal&text=", tale_mark(t, MARK_ENTRY, who)));
}

/* Puts something down and gives its id: the page goes to it afterwards. */
static inline Str tale_joint(const Tale *t, WhoIs who, const char *kind, const char *more, Str parent)
{
    Arena *a = t->w->h.cx.arena;
    Str text = tale_mark(t, MARK_ENTRY, who);
    Str at = tale_post(t, who, tale_at(t, "/joint"),
        arena_printf(a, "kind=%s&parent=" STR_FMT "%s&text=" STR_FMT, kind, STR_ARG(parent), more,
                     STR_ARG(text)));
    return str_slice(at, at.len - 36, at.len);
}

/* What its author alone may read. */
static inline Str tale_joint_own(const Tale *t, WhoIs who, const char *kind, const char *more, Str parent)
{
    Arena *a = t->w->h.cx.arena;
    Str text = tale_mark(t, MARK_OWN, who);
    Str at = tale_post(t, who, tale_at(t, "/joint"),
        arena_printf(a, "kind=%s&mine=1&parent=" STR_FMT "%s&text=" STR_FMT, kind, STR_ARG(parent), more,
                     STR_ARG(text)));
    return str_slice(at, at.len - 36, at.len);
}

static inline void tale_joint_act(const Tale *t, WhoIs who, Str id, const char *act, Str form)
{
    tale_post(t, who, arena_printf(t->w->h.cx.arena, STR_FMT STR_FMT "%s",
                                   STR_ARG(tale_at(t, "/joint/")), STR_ARG(id), act), form);
}

/* "kind=...&text=MARK" under `parent`; gives the id of what was put down, where it has a page. */
static inline Str tale_put(const Tale *t, WhoIs who, const char *kind, Str parent, MarkKind mark)
{
    Arena *a = t->w->h.cx.arena;
    Str text = tale_mark(t, mark, who);
    Str at = tale_post(t, who, tale_at(t, "/joint"),
        arena_printf(a, "kind=%s&parent=" STR_FMT "&text=" STR_FMT, kind, STR_ARG(parent),
                     STR_ARG(text)));
    return arena_str(a, str_slice(at, at.len - 36, at.len));
}

static inline void tale_show(const Tale *t, WhoIs who, Str id, const char *audience, WhoIs reader)
{
    Arena *a = t->w->h.cx.arena;
    Str with = uuid_str(a, t->w->who[t->p][reader].id.u);
    tale_joint_act(t, who, id, "/share",
                   arena_printf(a, "audience=%s&with1=" STR_FMT, audience, STR_ARG(with)));
}

static inline void tale_story_shown(const Tale *t, WhoIs client, WhoIs therapist)
{
    Str shown = tale_put(t, client, "passage", S(""), MARK_OWN);
    tale_joint_act(t, client, shown, "/words", join(t, "base=1&text=", tale_mark(t, MARK_BETWEEN, client)));
    tale_show(t, client, shown, "chosen", therapist);
    tale_put(t, therapist, "beside", shown, MARK_BETWEEN);
    tale_put(t, therapist, "check", shown, MARK_BETWEEN);
    Str back = tale_put(t, client, "passage", S(""), MARK_OWN);
    tale_show(t, client, back, "chosen", therapist);
    tale_put(t, therapist, "beside", back, MARK_BETWEEN);
    tale_show(t, client, back, "author", therapist);
    tale_show(t, client, tale_put(t, client, "passage", S(""), MARK_ENTRY), "members", therapist);
}

/* Written for oneself, shown to one, to all, taken back; and one that is shown much later. */
static inline void tale_story(const Tale *t, WhoIs client, WhoIs therapist)
{
    Str chapter = tale_put(t, client, "chapter", S(""), MARK_OWN);
    tale_put(t, client, "passage", chapter, MARK_OWN);
    tale_put(t, therapist, "passage", S(""), MARK_OWN);
    tale_story_shown(t, client, therapist);
    Str late = tale_put(t, client, "passage", S(""), MARK_OWN);
    t->w->late[t->p][t->work] = late;
    t->w->late_mark[t->p][t->work] = t->w->mark_count - 1;
}

static inline void tale_story_late(const Tale *t)
{
    WhoIs client = world_works[t->work].client;
    Mark *m = &t->w->mark[t->w->late_mark[t->p][t->work]];
    tale_show(t, client, t->w->late[t->p][t->work], "members", client);
    m->kind = MARK_ENTRY;
    m->at_ms = app_now_ms(t->w->h.app);
}

static const Query world_message_of = { "test_message_of", "bb", "b",
    "SELECT entry_id FROM entry WHERE practice_id = ?1 AND episode_id = ?2 AND kind = 'message'"
    " ORDER BY created_at DESC, entry_id DESC LIMIT 1" };

/* A conversation with one of several, and a message that was taken back. */
static inline void tale_messages(const Tale *t, WhoIs client, WhoIs therapist)
{
    Arena *a = t->w->h.cx.arena;
    Str with = uuid_str(a, t->w->who[t->p][therapist].id.u);
    Str about = tale_mark(t, MARK_BETWEEN, client), text = tale_mark(t, MARK_BETWEEN, client);
    Str thread = tale_post(t, client, tale_at(t, "/messages"),
                           arena_printf(a, "with1=" STR_FMT "&about=" STR_FMT "&text=" STR_FMT, STR_ARG(with),
                                        STR_ARG(about), STR_ARG(text)));
    tale_post(t, therapist, thread, join(t, "text=", tale_mark(t, MARK_BETWEEN, therapist)));
    tale_post(t, therapist, thread, join(t, "text=", tale_mark(t, MARK_OWN, therapist)));
    tale_joint_act(t, therapist, uuid_str(a, tale_newest(t, &world_message_of)), "/state", S("state=unsaid"));
}

/* A goal with what belongs to it, and a topic that each sees their own way. */
static inline void tale_together(const Tale *t, WhoIs client, WhoIs therapist)
{
    Str goal = tale_joint(t, client, "goal", "", S(""));
    tale_joint(t, client, "about", "&slot=why", goal);
    tale_joint(t, therapist, "about", "&slot=level3", goal);
    tale_joint(t, therapist, "task", "&due=2031-05-06", goal);
    tale_joint(t, therapist, "check", "", goal);
    tale_joint_act(t, therapist, goal, "/answer",
                   join(t, "answer=not_now&version=1&words=", tale_mark(t, MARK_ENTRY, therapist)));
    Str topic = tale_joint(t, therapist, "topic", "", S(""));
    tale_joint(t, client, "view", "", topic);
    tale_joint(t, therapist, "view", "", topic);
    tale_joint(t, client, "shared", "", topic);
    tale_joint_act(t, therapist, topic, "/words",
                   join(t, "base=1&text=", tale_mark(t, MARK_ENTRY, therapist)));
}

/* A question that rests, a thought about it, and looking back; some of it kept to oneself. */
static inline void tale_ending(const Tale *t, WhoIs client, WhoIs therapist)
{
    Str question = tale_joint(t, client, "question", "&due=2031-05-06", S(""));
    tale_joint(t, therapist, "thought", "", question);
    Str own = tale_joint_own(t, therapist, "question", "", S(""));
    tale_joint_own(t, therapist, "thought", "", own);
    tale_joint_own(t, client, "parting", "&slot=hindered", S(""));
    tale_joint(t, therapist, "parting", "&slot=decided&level=3", S(""));
    tale_joint(t, client, "ending", "&due=2031-05-06", S(""));
}

/* Sentences, a link and a version of how it hangs together; what each wants, shown and kept. */
static inline void tale_picture(const Tale *t, WhoIs client, WhoIs therapist)
{
    Arena *a = t->w->h.cx.arena;
    Str hard = tale_joint(t, client, "part", "&slot=hard", S(""));
    Str heading = tale_joint(t, therapist, "heading", "", S(""));
    tale_joint(t, therapist, "part", "&slot=free", heading);
    Str keeps = tale_joint(t, therapist, "part", "&slot=keeps", S(""));
    tale_joint_act(t, therapist, hard, "/answer",
                   join(t, "answer=no&version=1&words=", tale_mark(t, MARK_ENTRY, therapist)));
    tale_joint_act(t, client, keeps, "/words",
                   join(t, "base=1&text=", tale_mark(t, MARK_ENTRY, client)));
    tale_joint(t, client, "link", arena_c(a, join(t, "&target=", keeps)), hard);
    tale_post(t, therapist, tale_at(t, "/picture/versions"), S(""));
    tale_post(t, client, tale_at(t, "/preferences"),
              join(t, "slot=lead&choice=1&text=", tale_mark(t, MARK_ENTRY, client)));
    tale_post(t, client, tale_at(t, "/preferences"),
              join(t, "slot=identity&mine=1&text=", tale_mark(t, MARK_TAKEN_BACK, client)));
    tale_post(t, therapist, tale_at(t, "/preferences"),
              join(t, "slot=reminder&mine=1&choice=1&text=", tale_mark(t, MARK_TAKEN_BACK, therapist)));
}

/* --- documents ------------------------------------------------------------------------------------------ */

/* A text the practice offers; its id is in the address of the page that changes it. */
static inline void world_offer_text(World *w, int p)
{
    Tale t = { w, p, OF_MAYA };
    Arena *a = w->h.cx.arena;
    Str form = arena_printf(a, "kind=consent&title=" STR_FMT "&text=" STR_FMT,
                            STR_ARG(world_mark(w, MARK_OFFERED, p, -1, -1)),
                            STR_ARG(world_mark(w, MARK_OFFERED, p, -1, -1)));
    tale_post(&t, ADA, S("/practice/documents"), form);
    HttpReply list = house_get(&w->h, &w->who[p][ADA], S("/practice/documents"));
    const Str before = S("/practice/documents/0");
    size_t at = 0;
    while (at < list.body.len && !str_starts(str_slice(list.body, at, list.body.len), before)) at++;
    assert_true(at < list.body.len);
    w->template_id[p] = arena_str(a, str_slice(list.body, at + before.len - 1, at + before.len + 35));
}

/* Put there, answered, signed and withdrawn. */
static inline void tale_documents(const Tale *t, WhoIs client, WhoIs therapist)
{
    Arena *a = t->w->h.cx.arena;
    Str paper = tale_post(t, therapist, tale_at(t, "/documents"),
                          join(t, "template=", t->w->template_id[t->p]));
    HttpReply page = house_get(&t->w->h, &t->w->who[t->p][client], paper);
    const Str key = S("name=\"shown\" value=\"");
    size_t at = 0;
    while (at < page.body.len && !str_starts(str_slice(page.body, at, page.body.len), key)) at++;
    assert_true(at < page.body.len);
    Str hash = arena_str(a, str_slice(page.body, at + key.len, at + key.len + 64));
    tale_post(t, client, arena_join(a, paper, S("/answer")),
              join(t, "act=not_now&words=", tale_mark(t, MARK_ENTRY, client)));
    Str name = tale_mark(t, MARK_ENTRY, client);
    tale_post(t, client, arena_join(a, paper, S("/sign")),
              arena_printf(a, "intent=1&shown=" STR_FMT "&name=" STR_FMT, STR_ARG(hash), STR_ARG(name)));
    tale_post(t, client, arena_join(a, paper, S("/withdraw")),
              join(t, "words=", tale_mark(t, MARK_ENTRY, client)));
}

/* What a therapist keeps for themselves: reworded, saved on two devices, destroyed. */
static inline void tale_working_notes(const Tale *t, WhoIs therapist)
{
    Arena *a = t->w->h.cx.arena;
    for (int n = 0; n < 2; n++) {
        Str at = arena_str(a, tale_post(t, therapist, tale_at(t, "/notes"),
                                        join(t, "text=", tale_mark(t, MARK_WORKING, therapist))));
        Str words = arena_join(a, at, S("/words"));
        tale_post(t, therapist, words, join(t, "base=1&text=", tale_mark(t, MARK_WORKING, therapist)));
        tale_post(t, therapist, words, join(t, "base=1&text=", tale_mark(t, MARK_WORKING, therapist)));
        if (n == 1) tale_post(t, therapist, arena_join(a, at, S("/destroy")), S("sure=1"));
    }
    tale_post(t, therapist, tale_at(t, "/own-check"), S("tired=4&bored=2&frustrated=5&warm=2"));
    tale_put(t, therapist, "learned", S(""), MARK_OWN);
}

/* How each sees the way ahead, a pace, a role, boundaries told to all and kept to oneself, and a
 * word beside a task. */
static inline void tale_coaching(const Tale *t, WhoIs client, WhoIs therapist)
{
    /* STR_ARG looks at its argument twice. */
    Str once1 = tale_mark(t, MARK_ENTRY, therapist);
    Str once2 = tale_mark(t, MARK_ENTRY, therapist);
    Str once3 = tale_mark(t, MARK_OWN, client);
    Str once4 = tale_mark(t, MARK_OWN, client);
    Arena *a = t->w->h.cx.arena;
    tale_post(t, client, tale_at(t, "/readiness"),
              join(t, "n_important=8&w_different=", tale_mark(t, MARK_ENTRY, client)));
    tale_post(t, therapist, tale_at(t, "/readiness"), join(t, "w_help=", tale_mark(t, MARK_ENTRY, therapist)));
    tale_post(t, therapist, tale_at(t, "/pace"),
              join(t, "choice=explore&text=", tale_mark(t, MARK_ENTRY, therapist)));
    tale_post(t, client, tale_at(t, "/role"), join(t, "role=therapist&text=", tale_mark(t, MARK_ENTRY, client)));
    Str form = arena_printf(a, "slot=time&level=1&client=2&text=" STR_FMT "&reason=" STR_FMT,
                            STR_ARG(once1),
                            STR_ARG(once2));
    tale_post(t, therapist, tale_at(t, "/boundaries"), form);
    Str own = arena_printf(a, "slot=told&level=3&mine=1&text=" STR_FMT "&reason=" STR_FMT,
                           STR_ARG(once3), STR_ARG(once4));
    tale_post(t, client, tale_at(t, "/boundaries"), own);
    Str task = tale_joint(t, client, "task", "", S(""));
    tale_joint(t, therapist, "remark", "&slot=comment", task);
}

/* The first questions: sent, or still its writer's own. */
static inline void tale_intake(const Tale *t, WhoIs client, bool send)
{
    Str form = tale_post(t, client, tale_at(t, "/intake"), S(""));
    Uuid id = { { 0 } };
    form = str_slice(form, 0, str_find(form, '?', 0));
    assert_true(uuid_parse(str_slice(form, form.len - 36, form.len), &id));
    Mark mark = { .kind = MARK_NOTE, .practice = t->p, .work = (int)t->work, .who = (int)client };
    tale_post(t, client, arena_join(t->w->h.cx.arena, form, S("/q/1")),
              join(t, "note=", world_mark_of(t->w, mark, id)));
    if (send) tale_post(t, client, arena_join(t->w->h.cx.arena, form, S("/send")), S(""));
}

/* --- the thirty days ---------------------------------------------------------------------------------- */

/* A session from its topics to both forms; the therapist's form stays open when `half`. */
static inline void tale_meeting(const Tale *t, bool half, const char *show)
{
    WhoIs client = world_works[t->work].client, therapist = world_works[t->work].therapist;
    int n = tale_plan(t);
    tale_agenda(t, n, client, therapist);
    tale_send(t, client, tale_check_in(t, client, 0));
    tale_open(t, n, "open");
    tale_middle(t, n, client, therapist);
    tale_open(t, n, "ended");
    tale_rated(t, tale_rate(t, n, client), client, show);
    Str own = tale_rate(t, n, therapist);
    if (!half) {
        tale_rated(t, own, therapist, NULL);
        tale_post(t, therapist, arena_join(t->w->h.cx.arena, own, S("/compare")), S(""));
    }
    bool shown = str_eq(str_from_c(show), S("1"));      /* kept for oneself, it opens nothing */
    if (shown) tale_turn(t, client, "noticed");
    if (shown && !half) tale_turn(t, therapist, "heard");
    world_forget(t->w);
}

/* The id of the newest thing on a page of supervision. */
static inline Str tale_brought(const Tale *t, WhoIs who, Str page)
{
    Arena *a = t->w->h.cx.arena;
    HttpReply reply = house_get(&t->w->h, &t->w->who[t->p][who], page);
    const char *at = strstr(arena_c(a, reply.body), "name=\"brought\" value=\"");
    assert_non_null(at);
    return arena_printf(a, "%.36s", at + 22);
}

static inline Str tale_question(const Tale *t, WhoIs therapist, MarkKind kind)
{
    Arena *a = t->w->h.cx.arena;
    Str question = tale_mark(t, kind, therapist), fear = tale_mark(t, kind, therapist);
    tale_post(t, therapist, tale_at(t, "/supervision"),
              arena_printf(a, "question=" STR_FMT "&fear=" STR_FMT, STR_ARG(question), STR_ARG(fear)));
    return tale_brought(t, therapist, tale_at(t, "/supervision"));
}

/* Sol is named, the client opens a page that says so; one question is brought, the newer one kept. */
static inline void tale_supervision(const Tale *t, WhoIs client, WhoIs therapist)
{
    Arena *a = t->w->h.cx.arena;
    Str sol = uuid_str(a, t->w->who[t->p][SOL].id.u);
    tale_post(t, therapist, tale_at(t, "/supervision/who"), join(t, "supervisor=", sol));
    t->w->h.app->clock_skew_ms += 1000;
    EXPECT(house_get(&t->w->h, &t->w->who[t->p][client], tale_at(t, "/home")), 200);
    if (t->work == OF_NOOR)
        EXPECT(house_get(&t->w->h, &t->w->who[t->p][CLEO], tale_at(t, "/home")), 200);
    Str id = tale_question(t, therapist, MARK_BROUGHT);
    tale_post(t, therapist, tale_at(t, "/supervision/state"),
              arena_printf(a, "brought=" STR_FMT "&state=brought&supervisor=" STR_FMT, STR_ARG(id), STR_ARG(sol)));
    tale_post(t, SOL, S("/brought"), arena_printf(a, "brought=" STR_FMT "&text=" STR_FMT, STR_ARG(id),
                                                  STR_ARG(tale_mark(t, MARK_BROUGHT, therapist))));
    tale_question(t, therapist, MARK_WORKING);      /* kept back */
}

static const WorkIs world_held[] = { OF_MAYA, OF_NOOR, OF_OTTO, OF_EDA };

/* A link for a new password waits to be mailed. */
static inline void world_forgotten(World *w)
{
    Str form = arena_join(w->h.cx.arena, S("email="), w->who[0][OTTO].email);
    HttpReply reply = house_post(&w->h, NULL, S("/forgotten"), form);
    house_expect(&reply, 200, "forgotten", 0);
}

static inline void world_first_days(World *w)
{
    for (int p = 0; p < PRACTICES; p++) world_offer_text(w, p);
    for (int p = 0; p < PRACTICES; p++)
        for (size_t i = 0; i < sizeof world_held / sizeof *world_held; i++) {
            Tale t = { w, p, world_held[i] };
            tale_goal(&t, world_works[t.work].client);
            tale_goal(&t, world_works[t.work].therapist);
            tale_together(&t, world_works[t.work].client, world_works[t.work].therapist);
            tale_ending(&t, world_works[t.work].client, world_works[t.work].therapist);
            tale_picture(&t, world_works[t.work].client, world_works[t.work].therapist);
            tale_messages(&t, world_works[t.work].client, world_works[t.work].therapist);
            tale_story(&t, world_works[t.work].client, world_works[t.work].therapist);
            tale_documents(&t, world_works[t.work].client, world_works[t.work].therapist);
            tale_working_notes(&t, world_works[t.work].therapist);
            tale_supervision(&t, world_works[t.work].client, world_works[t.work].therapist);
            tale_coaching(&t, world_works[t.work].client, world_works[t.work].therapist);
            tale_intake(&t, world_works[t.work].client, t.work != OF_OTTO);
            tale_meeting(&t, t.work == OF_EDA, t.work == OF_NOOR ? "0" : "1");
        }
    world_forgotten(w);
}

static const Query world_leave = { "test_leave", "ibbb", "",
    "UPDATE member SET state = 'left', to_at = ?1 WHERE practice_id = ?2 AND episode_id = ?3"
    " AND person_id = ?4" };

static inline Err world_job_leave(Ctx *cx, Tx *tx, void *arg)
{
    World *w = arg;
    for (int p = 0; p < PRACTICES; p++) {
        TRY(db_exec(cx, tx, &world_leave, BI(cx->now_ms), BID(w->practice[p]),
                    BID(w->work[p][OF_MAYA]), BID(w->who[p][LENA].id)));
        TRY(db_exec(cx, tx, &world_leave, BI(cx->now_ms), BID(w->practice[p]),
                    BID(w->work[p][OF_NOOR]), BID(w->who[p][CLEO].id)));
    }
    return OK;
}

static inline void world_partings(World *w)
{
    HOUSE_OK(&w->h, db_write(&w->h.cx, w->h.app->db, world_job_leave, w));
    for (int p = 0; p < PRACTICES; p++) {
        Tale eda = { w, p, OF_EDA };
        tale_post(&eda, DANIEL, tale_at(&eda, "/end"), S("version=1"));
        Arena *a = w->h.cx.arena;
        tale_post(&eda, ADA, arena_printf(a, "/practice/people/" STR_FMT "/state",
                  STR_ARG(uuid_str(a, w->who[p][DORA].id.u))), S("open=0"));
    }
}

/* To what was there before people left: other words, another answer, one turn more. */
static inline void tale_return(const Tale *t)
{
    WhoIs client = world_works[t->work].client;
    Str step = t->w->step[t->p][t->work];
    tale_post(t, client, tale_entry(t, 0, step, "/words"),
              join(t, "base=1&text=", tale_mark(t, MARK_ENTRY, client)));
    tale_post(t, client, tale_entry(t, 0, step, "/answer"),
              join(t, "version=2&answer=went&words=", tale_mark(t, MARK_ENTRY, client)));
    if (t->work != OF_NOOR) tale_turn(t, client, "needed");
}

/* Somebody else's words in the work that people have left; one side has rated, the other not. */
static inline void world_later_days(World *w)
{
    for (int p = 0; p < PRACTICES; p++)
        for (WorkIs i = OF_MAYA; i <= OF_OTTO; i++) {
            Tale t = { w, p, i };
            tale_return(&t);
            tale_story_late(&t);
            tale_meeting(&t, i != OF_OTTO, "1");
            tale_goal(&t, world_works[i].client);
        }
}

static inline void world_keep_invite(World *w, int p)
{
    Tale ivo = { w, p, OF_IVO };
    HttpReply reply = house_post(&w->h, &w->who[p][IRIS], tale_at(&ivo, "/invite"), S(""));
    EXPECT(reply, 200);
    size_t at = 0;
    while (at < reply.body.len && !str_starts(str_slice(reply.body, at, reply.body.len), S("/invite/"))) at++;
    w->invite[p] = arena_str(w->h.cx.arena, str_slice(reply.body, at + 8, at + 8 + 43));
    assert_int_equal(w->invite[p].len, 43);
}

/* Two permissions for Rhea; one of them is stopped again. */
static inline void tale_release(const Tale *t, const char *parts, bool stop)
{
    Arena *a = t->w->h.cx.arena;
    Str mark[5];
    for (int i = 0; i < 5; i++) mark[i] = tale_mark(t, MARK_RELEASE, MAYA);
    Str form = arena_printf(a, "who=" STR_FMT "&what=" STR_FMT "&where=" STR_FMT "&why=" STR_FMT
        "&email=" STR_FMT "&to=provider&until=open&sign=1&signed=" STR_FMT "&%s=1", STR_ARG(mark[0]),
        STR_ARG(mark[1]), STR_ARG(mark[2]), STR_ARG(mark[3]), STR_ARG(t->w->who[t->p][RHEA].email),
        STR_ARG(mark[4]), parts);
    HttpReply given = house_post(&t->w->h, &t->w->who[t->p][MAYA], tale_at(t, "/sharing"), form);
    EXPECT(given, 200);
    if (!stop) return;
    HttpReply page = house_get(&t->w->h, &t->w->who[t->p][MAYA], tale_at(t, "/sharing"));
    const char *body = arena_c(a, page.body), *at = strstr(body, "/stop\"");
    assert_non_null(at);
    tale_post(t, MAYA, arena_printf(a, STR_FMT "/sharing/%.36s/stop", STR_ARG(tale_at(t, "")), at - 36), S(""));
}

/* What waits now: an unsent form with a safety answer, one that was worked on and closed. */
static inline void world_today(World *w)
{
    for (int p = 0; p < PRACTICES; p++) {
        Tale maya = { w, p, OF_MAYA }, noor = { w, p, OF_NOOR }, ivo = { w, p, OF_IVO };
        tale_plan(&maya);
        tale_release(&maya, "goals", true);
        tale_release(&maya, "numbers", false);
        tale_release(&maya, "dates", false);
        tale_plan(&noor);
        tale_check_in(&maya, MAYA, 2);
        tale_support(&maya, MAYA);
        tale_alert(&maya, DANIEL, "seen", false);
        tale_alert(&maya, DANIEL, "action", true);
        tale_check_in(&noor, NOOR, 1);
        tale_support(&noor, NOOR);
        tale_alert(&noor, DANIEL, "conversation", true);
        tale_alert(&noor, DANIEL, "close", true);
        int n = tale_plan(&ivo);
        tale_add(&ivo, n, IRIS, "kind=agenda&text=", MARK_ENTRY);
        tale_goal(&ivo, IRIS);
        world_keep_invite(w, p);
        world_forget(w);
    }
}

/* --- what there is now ---------------------------------------------------------------------------------- */

static const Query world_things[] = {
    [A_SESSION] = { "test_sessions", "", "bbbbbsi",
        "SELECT practice_id, episode_id, session_id, session_id, author_id, state, created_at FROM session" },
    [AN_ENTRY] = { "test_entries", "", "bbbbbsi",
        "SELECT e.practice_id, e.episode_id, e.entry_id, e.session_id, e.author_id,"
        " CASE WHEN e.audience = 'members' OR p.audience = 'members' THEN e.state"
        " WHEN e.audience = 'with_parent' AND p.audience = 'author' AND p.author_id = e.author_id"
        " THEN 'author' WHEN e.audience = 'with_parent' THEN 'between' ELSE e.audience END,"
        " CASE WHEN e.shown_at > e.created_at THEN e.shown_at ELSE e.created_at END"
        " FROM entry e LEFT JOIN entry p ON p.practice_id = e.practice_id"
        " AND p.episode_id = e.episode_id AND p.entry_id = e.parent_id"
        " AND e.audience = 'with_parent'" },
    [A_RESPONSE] = { "test_responses", "", "bbbbbsi",
        "SELECT practice_id, episode_id, response_id, session_id, person_id, state, opened_at FROM response" },
    [A_SIGNAL] = { "test_signals", "", "bbbbbsi",
        "SELECT practice_id, episode_id, signal_id, response_id, signal_id, state, raised_at FROM signal" },
    [AN_ALERT] = { "test_alerts", "", "bbbbbsi",
        "SELECT practice_id, episode_id, alert_id, response_id, person_id, state, raised_at FROM alert" },
    [A_WORKING_NOTE] = { "test_working_notes", "", "bbbbbsi",
        "SELECT practice_id, episode_id, note_id, note_id, author_id, 'author', created_at"
        " FROM process_note WHERE destroyed_at = 0" },
    [A_RELEASE] = { "test_releases", "", "bbbbbsi",
        "SELECT practice_id, episode_id, release_id, release_id, grantor_id, grantee, created_at FROM release" },
};

static inline int world_work_of(const World *w, int p, Uuid episode)
{
    for (int i = 0; i < WORKS; i++)
        if (uuid_eq(w->work[p][i].u, episode)) return i;
    return -1;
}

static inline Err world_job_things(Ctx *cx, Tx *tx, void *arg)
{
    World *w = arg;
    w->thing_count = 0;
    for (int k = A_SESSION; k <= A_RELEASE; k++) {
        Rows row;
        bool more = false;
        TRY(db_rows_n(cx, tx, &world_things[k], NULL, 0, &row));
        for (;;) {
            TRY(db_next(&row, &more));
            if (!more) break;
            int p = uuid_eq(row_uuid(&row, 0), w->practice[0].u) ? 0 : 1;
            int work = world_work_of(w, p, row_uuid(&row, 1));
            if (work < 0) continue;
            assert_true(w->thing_count < THINGS);
            w->thing[w->thing_count++] = (Thing){ .kind = (ThingKind)k, .practice = p, .work = work,
                .id = row_uuid(&row, 2), .session = row_uuid(&row, 3),
                .author = row_uuid(&row, 4), .state = row_str(&row, 5), .at_ms = row_int(&row, 6) };
        }
    }
    return OK;
}

static inline void world_look(World *w)
{
    HOUSE_OK(&w->h, db_read(&w->h.cx, w->h.app->db, world_job_things, w));
}

/* --- open and close ---------------------------------------------------------------------------------------- */

static inline void world_fill(World *w)
{
    House *h = &w->h;
    h->app->clock_skew_ms = -30LL * DAY_MS;
    h->cx.now_ms = app_now_ms(h->app);
    HOUSE_OK(h, db_write(&h->cx, h->app->db, world_job_begin, w));
    HOUSE_OK(h, app_reload_practice(&h->cx, h->app));
    world_day(w, 20);
    world_first_days(w);
    world_day(w, 10);
    world_partings(w);
    world_day(w, 5);
    world_later_days(w);
    world_day(w, 0);
    world_today(w);
    world_day(w, 0);
    world_look(w);
}

/* `data_dir` NULL: in memory. */
static inline World *world_open_loud(const char *data_dir, LogLevel lowest)
{
    World *w = test_calloc(1, sizeof *w);
    House *h = &w->h;
    log_set_level(lowest);
    OpenOptions options = { .in_memory = !data_dir, .create = data_dir != NULL, .without_practice = true };
    h->cx = (Ctx){ .arena = arena_open(512 << 20), .now_ms = time_now_ms() };
    assert_non_null(h->cx.arena);
    HOUSE_OK(h, crypto_start(&h->cx));
    password_cheap_for_tests();
    HOUSE_OK(h, password_hash(&h->cx, S(HOUSE_PASSWORD), &h->password));
    HOUSE_OK(h, app_open(&h->cx, data_dir ? data_dir : "", &options, &h->app));
    world_fill(w);
    return w;
}

static inline World *world_open(const char *data_dir)
{
    return world_open_loud(data_dir, LOG_ERROR);
}

static inline void world_close(World *w)
{
    house_close(&w->h);
    test_free(w);
}
#endif
