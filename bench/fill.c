/* fill.c - a practice made in bulk, by the store's own functions.  Everyone's words are the
 * same; keys, forms, scores and signals are real. */
#include "house.h"
#include "domain/entry.h"
#include "store/entry.h"
#include "store/login.h"
#include "store/person.h"
#include "store/practice.h"
#include "store/session.h"
#include "web/form.h"
#include <pthread.h>

enum { PER_THERAPIST = 60, DAY_MS = 24 * 60 * 60 * 1000, AGENDA = 3 };

typedef struct Fill {
    App *app;
    Arena *lasting;
    Practice practice;
    int meetings, open;
    Actor therapist;
    Str phc;
    int number;                   /* of the client being added */
    int64_t now_ms;
} Fill;

typedef struct Client {
    Fill *f;
    Actor actor;
    EpisodeId work;
    SessionId next;
    Out line;                     /* what is printed of them */
} Client;

static const EpisodeId nothing;

static Err enter(Ctx *cx, Tx *tx, const Actor *actor, Action action, EpisodeId e, const Grant **ret)
{
    return gate_enter(cx, tx, actor, action, e, ret);
}

static Err add_person(Ctx *cx, Tx *tx, Fill *f, const Grant *g, Str name, uint32_t capacities,
                      Actor *ret_actor, Str *ret_token)
{
    Person p = { .id = ID_NEW(Person, cx->now_ms), .capacities = capacities, .state = S("active"),
                 .profile = { .name = name, .language = S("en"),
                              .email = arena_printf(cx->arena, "p%d-%u@bench.example", f->number,
                                                    (unsigned)capacities) } };
    LoginId login;
    TRY(person_create(cx, tx, g, &p));
    TRY(person_set_password(cx, tx, g, p.id, f->phc));
    TRY(login_create(cx, tx, g, f->practice.id, p.id, &login, ret_token));
    *ret_actor = (Actor){ .practice = f->practice.id, .person = p.id, .login = login,
                          .capacities = capacities };
    return OK;
}

static Actor machine_of(const Fill *f)
{
    return (Actor){ .practice = f->practice.id, .capacities = CAP_ADMINISTRATOR, .machine = true };
}

/* --- one form ------------------------------------------------------------------------ */

static Err ask(Ctx *cx, Tx *tx, Fill *f, const Grant *g, EpisodeId e, Questions *ret)
{
    Entries goals;
    AskedGoal asked[8];
    size_t count = 0;
    TRY(entry_list_goals(cx, tx, g, e, &goals));
    for (size_t i = 0; i < goals.count && count < 8; i++)
        asked[count++] = (AskedGoal){ goals.list[i].id, entry_text(&goals.list[i]) };
    return questions_check_in(cx, f->app->measures, asked, count, RISK_ASKED, ret);
}

/* Most are well and stay so; every sixth stays in the middle, which is noticed. */
static int64_t value_of(const Client *c, size_t question, int salt)
{
    bool noticed = c->f->number % 6 == 0;
    return ((int64_t)question + salt) % (noticed ? 4 : 2);
}

static Err answer_all(Ctx *cx, Tx *tx, Client *c, const Grant *g, SessionId session, int salt,
                      Response *ret_response, Questions *ret_questions)
{
    TRY(response_begin(cx, tx, g, c->work, session, FORM_CHECK_IN,
                       c->f->app->measures, ret_response));
    TRY(ask(cx, tx, c->f, g, c->work, ret_questions));
    for (size_t i = 0; i < ret_questions->count; i++) {
        const Question *q = &ret_questions->list[i];
        bool risk = question_risk(q) != NULL;
        GivenAnswer given = { .key = q->key, .status = STATUS_ANSWERED,
                              .value = risk ? 0 : value_of(c, i, salt) };
        TRY(answer_save(cx, tx, g, c->work, ret_response, &given, NULL));
    }
    return OK;
}

static Err send_form(Ctx *cx, Tx *tx, Client *c, const Grant *g, const Response *response,
                     const Questions *questions)
{
    Req rq = { .app = c->f->app, .tx = tx, .grant = g, .practice = &c->f->practice,
               .actor = c->actor, .path_count = 1, .path_name = { S("episode") },
               .path_value = { uuid_str(cx->arena, c->work.u) } };
    GivenAnswers answers;
    TRY(answers_load(cx, tx, g, c->work, response, &answers));
    return form_send(cx, &rq, response, questions, &answers);
}

static Err add_check_in(Ctx *cx, Tx *tx, Client *c, SessionId session, int salt, bool send)
{
    const Grant *g;
    Response response;
    Questions questions;
    TRY(enter(cx, tx, &c->actor, ACTION_CHECK_IN_WRITE, c->work, &g));
    TRY(answer_all(cx, tx, c, g, session, salt, &response, &questions));
    if (send) return send_form(cx, tx, c, g, &response, &questions);
    out_raw(&c->line, S(" "));
    out_raw(&c->line, uuid_str(cx->arena, response.id.u));
    return OK;
}

/* --- one piece of work ------------------------------------------------------------------ */

static Err add_words(Ctx *cx, Tx *tx, Client *c, SessionId session, EntryKind kind, int count)
{
    const Grant *g;
    TRY(enter(cx, tx, &c->actor, kind == ENTRY_GOAL ? ACTION_JOINT_WRITE : ACTION_ENTRY_WRITE,
              c->work, &g));
    for (int i = 0; i < count; i++) {
        EntryId id;
        EntryNew fresh = { .session = session, .kind = kind, .owner = c->actor.person,
                           .text = arena_printf(cx->arena, "Something worth a few minutes of talk, "
                                                "as people put it in their own words, %d", i) };
        if (kind == ENTRY_GOAL) fresh.owner = (PersonId){ { { 0 } } };
        TRY(entry_add(cx, tx, g, c->work, &fresh, &id));
    }
    return OK;
}

static Err plan(Ctx *cx, Tx *tx, Client *c, int64_t starts_ms, SessionId *ret_id)
{
    const Grant *g;
    TRY(enter(cx, tx, &c->f->therapist, ACTION_SESSION_PLAN, c->work, &g));
    return session_plan(cx, tx, g, c->work, starts_ms, 50, S("Room 2"), ret_id);
}

static Err hold(Ctx *cx, Tx *tx, Client *c, SessionId id, Str state)
{
    const Grant *g;
    TRY(enter(cx, tx, &c->f->therapist, ACTION_SESSION_STATE, c->work, &g));
    return session_set_state(cx, tx, g, c->work, id, state);
}

static Err add_meetings(Ctx *cx, Tx *tx, Client *c)
{
    const Fill *f = c->f;
    for (int i = 0; i < f->meetings; i++) {
        SessionId id;
        cx->now_ms = f->now_ms - (int64_t)(f->meetings - i) * 7 * DAY_MS;
        TRY(plan(cx, tx, c, cx->now_ms, &id));
        TRY(add_check_in(cx, tx, c, id, i == 0 && f->number % 10 == 0, true));
        TRY(add_words(cx, tx, c, id, ENTRY_AGENDA, AGENDA));
        TRY(hold(cx, tx, c, id, S("open")));
        TRY(hold(cx, tx, c, id, S("ended")));
    }
    cx->now_ms = f->now_ms;
    return plan(cx, tx, c, f->now_ms + DAY_MS, &c->next);
}

static Err add_open(Ctx *cx, Tx *tx, Client *c)
{
    for (int i = 0; i < c->f->open; i++) {
        SessionId id;
        TRY(plan(cx, tx, c, c->f->now_ms + (int64_t)(i + 2) * DAY_MS, &id));
        TRY(add_check_in(cx, tx, c, id, 0, false));
    }
    return OK;
}

static Err add_work(Ctx *cx, Tx *tx, Client *c)
{
    const Grant *g;
    c->work = ID_NEW(Episode, cx->now_ms);
    int64_t since = c->f->now_ms - (int64_t)(c->f->meetings + 1) * 7 * DAY_MS;
    TRY(enter(cx, tx, &c->f->therapist, ACTION_EPISODE_CREATE, nothing, &g));
    TRY(episode_create(cx, tx, g, c->work, S("individual"), since));
    TRY(episode_add_member(cx, tx, g, c->work, c->f->therapist.person, PART_THERAPIST, S("active"), since));
    return episode_add_member(cx, tx, g, c->work, c->actor.person, PART_CLIENT, S("active"), since);
}

static Err job_client(Ctx *cx, Tx *tx, void *arg)
{
    Client *c = arg;
    const Grant *g;
    Str token;
    Actor machine = machine_of(c->f);
    Str name = arena_printf(cx->arena, "Client Number %d", c->f->number);
    TRY(enter(cx, tx, &machine, ACTION_PRACTICE_WRITE, nothing, &g));
    TRY(add_person(cx, tx, c->f, g, name, CAP_CLIENT, &c->actor, &token));
    TRY(add_work(cx, tx, c));
    TRY(add_words(cx, tx, c, (SessionId){ { { 0 } } }, ENTRY_GOAL, 2));
    TRY(add_meetings(cx, tx, c));
    out_raw(&c->line, arena_printf(cx->arena, "client " STR_FMT " " STR_FMT " " STR_FMT " " STR_FMT,
        STR_ARG(token), STR_ARG(csrf_token(cx->arena, c->f->app, c->actor.login)),
        STR_ARG(uuid_str(cx->arena, c->work.u)), STR_ARG(uuid_str(cx->arena, c->next.u))));
    return add_open(cx, tx, c);
}

/* --- the practice ------------------------------------------------------------------------- */

static Err job_practice(Ctx *cx, Tx *tx, void *arg)
{
    Fill *f = arg;
    const Grant *g;
    Actor machine = machine_of(f);
    TRY(enter(cx, tx, &machine, ACTION_PRACTICE_WRITE, nothing, &g));
    return practice_create(cx, tx, g, &f->practice);
}

static Err job_therapist(Ctx *cx, Tx *tx, void *arg)
{
    Fill *f = arg;
    const Grant *g;
    Str token;
    Actor machine = machine_of(f);
    TRY(enter(cx, tx, &machine, ACTION_PRACTICE_WRITE, nothing, &g));
    TRY(add_person(cx, tx, f, g, S("Therapist"), CAP_THERAPIST, &f->therapist, &token));
    printf("therapist " STR_FMT " " STR_FMT "\n", STR_ARG(token),
           STR_ARG(csrf_token(cx->arena, f->app, f->therapist.login)));
    return OK;
}

/* So many at once that they share a commit: the disk is asked once for all of them. */
enum { AT_ONCE = PER_THERAPIST };

typedef struct Batch {
    Fill f[AT_ONCE];              /* of each its own: the number differs */
    Ctx cx[AT_ONCE];
    Client c[AT_ONCE];
    int count, left;
    Err first;
    pthread_mutex_t lock;
    pthread_cond_t over;
} Batch;

static void client_done(Err result, void *arg)
{
    Batch *b = arg;
    pthread_mutex_lock(&b->lock);
    if (b->first.kind == ERR_NONE) b->first = result;
    if (--b->left == 0) pthread_cond_signal(&b->over);
    pthread_mutex_unlock(&b->lock);
}

static void batch_submit(Batch *b, const Fill *f)
{
    b->left = b->count;
    for (int i = 0; i < b->count; i++) {
        b->f[i] = *f;
        b->f[i].number = f->number + i;
        b->cx[i] = (Ctx){ .arena = arena_open(64 << 20), .now_ms = f->now_ms };
        b->c[i] = (Client){ .f = &b->f[i], .line = out_open(b->cx[i].arena, 1 << 20) };
    }
    for (int i = 0; i < b->count; i++)
        db_submit(&b->cx[i], f->app->db, job_client, &b->c[i], client_done, b);
}

static Err add_clients(Ctx *cx, Fill *f, int count)
{
    Batch b = { .count = count, .lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER };
    batch_submit(&b, f);
    pthread_mutex_lock(&b.lock);
    while (b.left > 0) pthread_cond_wait(&b.over, &b.lock);
    pthread_mutex_unlock(&b.lock);
    for (int i = 0; i < count; i++) {
        Str line = out_str(&b.c[i].line);
        if (b.first.kind == ERR_NONE) printf(STR_FMT "\n", STR_ARG(line));
        else if (b.cx[i].err_text[0]) fprintf(stderr, "client %d: %s\n", f->number + i, b.cx[i].err_text);
        arena_close(b.cx[i].arena);
    }
    f->number += count;
    return b.first.kind == ERR_NONE ? OK : fail(cx, b.first.kind, "a client could not be added");
}

/* So many clients more, with a therapist for every PER_THERAPIST. */
static Err fill_up(Ctx *cx, Fill *f, int clients)
{
    while (f->number < clients) {
        int left = clients - f->number;
        TRY(db_write(cx, f->app->db, job_therapist, f));
        TRY(add_clients(cx, f, left < PER_THERAPIST ? left : PER_THERAPIST));
    }
    return OK;
}

static Err fill(Ctx *cx, Fill *f, int clients, int more)
{
    f->practice = (Practice){ .id = ID_NEW(Practice, cx->now_ms), .name = S("Bench"),
        .time_zone = S("Europe/London"), .crisis_count = 1, .duty_after_min = 15,
        .lead_after_min = 60, .duty_name = S("Sol"), .duty_number = S("112"),
        .crisis = { { S("Not safe"), S("112"), S("day and night") } },
        .leave_address = S("https://www.example.org/"), .watched = S("Read on weekdays.") };
    TRY(zone_open(cx, f->app->arena, f->practice.time_zone, &f->practice.zone));
    password_cheap_for_tests();
    TRY(password_hash(cx, S("not used by anyone"), &f->phc));
    TRY(db_write(cx, f->app->db, job_practice, f));
    TRY(fill_up(cx, f, clients));
    f->meetings = 1;
    TRY(fill_up(cx, f, clients + more));
    return OK;
}

int bench_fill(Ctx *cx, const char *dir, const FillSize *size)
{
    OpenOptions options = { .create = true, .without_practice = true };
    Fill f = { .meetings = size->meetings, .open = size->open, .now_ms = cx->now_ms };
    Err err = app_open(cx, dir, &options, &f.app);
    if (err.kind == ERR_NONE) err = fill(cx, &f, size->clients, size->more);
    app_close(f.app);
    return bench_failed(cx, err);
}
