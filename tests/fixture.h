/* fixture.h - a small house for tests that send requests: one practice in memory, two
 * therapists with one client each, a supervisor, an administrator, all signed in.
 *
 * house_get and house_post go through dispatch() like a browser's request: cookie, Host,
 * Origin, CSRF token and a fresh form key are added.  Replies live until house_close.
 */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* cmocka's; in this house it makes an Err */

#include "cli/open.h"
#include "gate/request.h"
#include "store/episode.h"
#include "store/login.h"
#include "store/person.h"
#include "store/practice.h"
#include "store/session.h"

enum { HOUSE_REQUESTS_MAX = 512, HOUSE_ARENA = 16 << 20 };
#define HOUSE_PASSWORD "harbour lantern seventeen"

typedef struct Someone {
    PersonId id;
    LoginId login;
    Str token;                /* the cookie's value */
    Str name, email;
    uint32_t capacities;
} Someone;

typedef struct House {
    Ctx cx;
    App *app;
    PracticeId practice;
    Someone daniel, iris;     /* therapists */
    Someone maya, noor;       /* clients: Maya with Daniel, Noor with Iris */
    Someone sol;              /* supervisor */
    Someone ada;              /* administrator */
    EpisodeId episode, other_episode;     /* Maya's work, Noor's work */
    SessionId session, other_session;     /* one planned for now in each, 50 minutes */
    Arena *arena[HOUSE_REQUESTS_MAX];     /* one a request */
    size_t request_count;
    Str password;             /* hash of HOUSE_PASSWORD */
} House;

static inline void house_check(Ctx *cx, Err err, const char *file, int line)
{
    if (err.kind == ERR_NONE) return;
    print_error("%s: %s\n", err_kind_name(err.kind), cx->err_text);
    _fail(file, line);
}
#define HOUSE_OK(h, call) house_check(&(h)->cx, (call), __FILE__, __LINE__)

static inline Actor house_actor(const House *h, const Someone *who)
{
    return (Actor){ .practice = h->practice, .person = who->id, .login = who->login,
                    .capacities = who->capacities };
}

/* --- filling it ---------------------------------------------------------------------- */

static inline Err house_add_person(Ctx *cx, Tx *tx, House *h, const Grant *g, Str name, Str email,
                                   uint32_t capacities, Someone *who)
{
    Person p = { .id = ID_NEW(Person, cx->now_ms), .capacities = capacities, .state = S("active"),
                 .profile = { .name = name, .email = email, .language = S("en") } };
    *who = (Someone){ .id = p.id, .name = name, .email = email, .capacities = capacities };
    TRY(person_create(cx, tx, g, &p));
    TRY(person_set_password(cx, tx, g, p.id, h->password));
    return login_create(cx, tx, g, h->practice, p.id, &who->login, &who->token);
}

static inline Err house_add_people(Ctx *cx, Tx *tx, House *h, const Grant *g)
{
    TRY(house_add_person(cx, tx, h, g, S("Daniel Reid"), S("daniel@house.example"), CAP_THERAPIST,
                         &h->daniel));
    TRY(house_add_person(cx, tx, h, g, S("Iris Okafor"), S("iris@house.example"), CAP_THERAPIST,
                         &h->iris));
    TRY(house_add_person(cx, tx, h, g, S("Maya Lindqvist"), S("maya@house.example"), CAP_CLIENT,
                         &h->maya));
    TRY(house_add_person(cx, tx, h, g, S("Noor Haddad"), S("noor@house.example"), CAP_CLIENT,
                         &h->noor));
    TRY(house_add_person(cx, tx, h, g, S("Sol Brandt"), S("sol@house.example"), CAP_SUPERVISOR,
                         &h->sol));
    return house_add_person(cx, tx, h, g, S("Ada Winter"), S("ada@house.example"),
                            CAP_ADMINISTRATOR, &h->ada);
}

static inline Err house_add_work(Ctx *cx, Tx *tx, House *h, const Someone *therapist,
                                 const Someone *client, EpisodeId *id, SessionId *session)
{
    const Grant *g;
    Actor actor = house_actor(h, therapist);
    *id = ID_NEW(Episode, cx->now_ms);
    TRY(gate_enter(cx, tx, &actor, ACTION_EPISODE_CREATE, (EpisodeId){ { { 0 } } }, &g));
    TRY(episode_create(cx, tx, g, *id, S("individual"), cx->now_ms));
    TRY(episode_add_member(cx, tx, g, *id, therapist->id, PART_THERAPIST, S("active"), cx->now_ms));
    TRY(episode_add_member(cx, tx, g, *id, client->id, PART_CLIENT, S("active"), cx->now_ms));
    return session_plan(cx, tx, g, *id, cx->now_ms, 50, S("Room 2"), session);
}

static inline Err house_job_fill(Ctx *cx, Tx *tx, void *arg)
{
    House *h = arg;
    const Grant *g;
    h->practice = ID_NEW(Practice, cx->now_ms);
    Practice p = { .id = h->practice, .name = S("Northside Practice"),
                   .time_zone = S("Europe/London"),
                   .crisis = { { S("If you might not be safe"), S("112"), S("day and night") } },
                   .crisis_count = 1, .watched = S("Messages here are read on weekdays."),
                   .leave_address = S("https://www.example.org/"), .duty_name = S("Sol Brandt"),
                   .duty_number = S("+44 20 555 0199"), .duty_after_min = 15,
                   .lead_after_min = 60 };
    Actor admin = { .practice = h->practice, .person = ID_NEW(Person, cx->now_ms),
                    .capacities = CAP_ADMINISTRATOR };
    TRY(gate_enter(cx, tx, &admin, ACTION_PRACTICE_WRITE, (EpisodeId){ { { 0 } } }, &g));
    TRY(practice_create(cx, tx, g, &p));
    TRY(house_add_people(cx, tx, h, g));
    TRY(house_add_work(cx, tx, h, &h->daniel, &h->maya, &h->episode, &h->session));
    return house_add_work(cx, tx, h, &h->iris, &h->noor, &h->other_episode, &h->other_session);
}

static inline void house_open(House *h)
{
    OpenOptions in_memory = { .in_memory = true, .without_practice = true };
    *h = (House){ .cx = { .arena = arena_open(HOUSE_ARENA), .now_ms = time_now_ms() } };
    assert_non_null(h->cx.arena);
    HOUSE_OK(h, crypto_start(&h->cx));
    password_cheap_for_tests();
    HOUSE_OK(h, password_hash(&h->cx, S(HOUSE_PASSWORD), &h->password));
    HOUSE_OK(h, app_open(&h->cx, "", &in_memory, &h->app));
    HOUSE_OK(h, db_write(&h->cx, h->app->db, house_job_fill, h));
    HOUSE_OK(h, app_reload_practice(&h->cx, h->app));
}

static inline void house_close(House *h)
{
    app_close(h->app);
    for (size_t i = 0; i < h->request_count; i++) arena_close(h->arena[i]);
    arena_close(h->cx.arena);
}

/* cmocka's setup and teardown: *state is the House. */
static inline int house_setup(void **state)
{
    House *h = test_calloc(1, sizeof *h);
    house_open(h);
    *state = h;
    return 0;
}

static inline int house_teardown(void **state)
{
    house_close(*state);
    test_free(*state);
    return 0;
}
#define house_test(fn) cmocka_unit_test_setup_teardown(fn, house_setup, house_teardown)

/* One job with a Grant of this person for this action, written and waited for. */
typedef Err HouseJob(Ctx *cx, Tx *tx, const Grant *g, void *arg);
typedef struct HouseRun {
    const House *h;
    const Someone *who;
    Action action;
    EpisodeId episode;
    HouseJob *job;
    void *arg;
} HouseRun;

static inline Err house_job_run(Ctx *cx, Tx *tx, void *arg)
{
    const Grant *g;
    HouseRun *run = arg;
    Actor actor = house_actor(run->h, run->who);
    TRY(gate_enter(cx, tx, &actor, run->action, run->episode, &g));
    return run->job(cx, tx, g, run->arg);
}

static inline Err house_as(House *h, const Someone *who, Action action, EpisodeId episode,
                           HouseJob *job, void *arg)
{
    HouseRun run = { h, who, action, episode, job, arg };
    h->cx.now_ms = app_now_ms(h->app);
    return db_write(&h->cx, h->app->db, house_job_run, &run);
}

/* --- requests --------------------------------------------------------------------------- */

static inline void house_header(HttpRequest *rq, Str name, Str value)
{
    rq->header[rq->header_count++] = (HttpHeader){ name, value };
}

/* who NULL = signed out.  A '?' in `address` begins the query. */
static inline HttpRequest house_request(House *h, const Someone *who, Str method, Str address)
{
    assert_true(h->request_count < HOUSE_REQUESTS_MAX);
    Arena *arena = arena_open(HOUSE_ARENA);
    assert_non_null(arena);
    h->arena[h->request_count++] = arena;
    size_t mark = str_find(address, '?', 0);
    HttpRequest rq = { .arena = arena, .method = method, .host = S("house.test"),
                       .path = arena_str(arena, str_slice(address, 0, mark)),
                       .query = arena_str(arena, str_slice(address, mark + 1, address.len)),
                       .peer = S("192.0.2.1"), .began_ms = time_mono_ms() };
    house_header(&rq, S("Host"), rq.host);
    if (who)
        house_header(&rq, S("Cookie"), arena_printf(arena, STR_FMT "=" STR_FMT,
                     STR_ARG(cookie_name(h->app)), STR_ARG(who->token)));
    return rq;
}

static inline HttpReply house_get(House *h, const Someone *who, Str address)
{
    HttpRequest rq = house_request(h, who, S("GET"), address);
    return dispatch_wait(h->app, &rq);
}

static inline HttpReply house_post_raw(House *h, const Someone *who, Str address, Str body)
{
    HttpRequest rq = house_request(h, who, S("POST"), address);
    house_header(&rq, S("Origin"), S("http://house.test"));
    house_header(&rq, S("Content-Type"), S("application/x-www-form-urlencoded"));
    rq.body = arena_str(rq.arena, body);
    return dispatch_wait(h->app, &rq);
}

/* `fields` are url-encoded ("text=one+two&mark=insight"); csrf and a fresh idem are added. */
static inline HttpReply house_post(House *h, const Someone *who, Str address, Str fields)
{
    Arena *a = h->cx.arena;
    Str csrf = who ? csrf_token(a, h->app, who->login) : S("");
    Str idem = uuid_str(a, uuid_new(time_now_ms()));
    Str body = arena_printf(a, STR_FMT "%scsrf=" STR_FMT "&idem=" STR_FMT, STR_ARG(fields),
                            fields.len ? "&" : "", STR_ARG(csrf), STR_ARG(idem));
    return house_post_raw(h, who, address, body);
}

static inline Str house_reply_header(const HttpReply *reply, Str name)
{
    for (size_t i = 0; i < reply->header_count; i++)
        if (str_eq(reply->header[i].name, name)) return reply->header[i].value;
    return S("");
}

static inline void house_expect(const HttpReply *reply, int status, const char *file, int line)
{
    if (reply->status == status) return;
    print_error("status %d, not %d: " STR_FMT "\n", reply->status, status,
                STR_ARG(str_slice(reply->body, 0, 2000)));
    _fail(file, line);
}
#define EXPECT(reply, status) house_expect((const HttpReply[]){ reply }, (status), __FILE__, __LINE__)

static inline void house_holds(const HttpReply *reply, Str text, bool want, const char *file,
                               int line)
{
    if (str_contains(reply->body, text) == want) return;
    print_error("%s [" STR_FMT "] in: " STR_FMT "\n", want ? "not found" : "found", STR_ARG(text),
                STR_ARG(reply->body));
    _fail(file, line);
}
#define HOLDS(reply, text) house_holds((const HttpReply[]){ reply }, S(text), true, __FILE__, __LINE__)
#define HOLDS_NOT(reply, text) house_holds((const HttpReply[]){ reply }, S(text), false, __FILE__, __LINE__)

/* "/work/<Maya's>" + rest */
static inline Str house_work(House *h, const char *rest)
{
    return arena_printf(h->cx.arena, "/work/" STR_FMT "%s",
                        STR_ARG(uuid_str(h->cx.arena, h->episode.u)), rest);
}
#endif
