/* cmd_person.c - accounts from the command line: list, add, close, open; invitations. */
#include "command.h"
#include "../store/link.h"
#include "../store/login.h"

Actor command_actor(const App *app)
{
    return (Actor){ .practice = app_practice(app)->id, .capacities = CAP_ADMINISTRATOR,
                    .machine = true };
}

typedef struct Entering {
    Actor actor;
    Action action;
    CommandJob *job;
    void *arg;
} Entering;

static Err enter(Ctx *cx, Tx *tx, void *arg)
{
    Entering *e = arg;
    const Grant *g;
    TRY(gate_enter(cx, tx, &e->actor, e->action, (EpisodeId){ { { 0 } } }, &g));
    TRY(e->job(cx, tx, g, e->arg));
    /* Text that did not fit is empty: nothing written from it may stay. */
    return arena_failed(cx->arena) ? fail(cx, ERR_LIMIT, "too large to be worked on at once") : OK;
}

Err command_write(Ctx *cx, App *app, Action action, CommandJob *job, void *arg)
{
    Entering e = { command_actor(app), action, job, arg };
    return db_write(cx, app->db, enter, &e);
}

typedef struct PersonWork {
    App *app;
    Str verb, email;
    Person person;
    LinkMade link;
    LinkKind link_kind;
    Out *out;
} PersonWork;

static const EpisodeId no_episode;

static Err job_list(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    PersonWork *w = arg;
    People people;
    TRY(person_list(cx, tx, g, &people));
    for (size_t i = 0; i < people.count; i++) {
        const Person *p = &people.list[i];
        out_raw(w->out, arena_printf(cx->arena, "%-10.*s %-40.*s " STR_FMT "\n", STR_ARG(p->state),
                                     STR_ARG(p->profile.email), STR_ARG(p->profile.name)));
    }
    return OK;
}

static Err job_add(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    PersonWork *w = arg;
    TRY(person_create(cx, tx, g, &w->person));
    return link_make(cx, tx, g, LINK_INVITE, w->person.id, no_episode, &w->link);
}

static Err job_state(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    PersonWork *w = arg;
    PersonSecret who;
    const LoginId none = { { { 0 } } };
    bool close = str_eq(w->verb, S("disable"));
    TRY(person_secret(cx, tx, g, w->email, &who));
    TRY(person_set_state(cx, tx, g, who.id, close ? S("disabled") : S("active")));
    return close ? login_end_all(cx, tx, g, who.practice, who.id, none) : OK;
}

static Err job_invite(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    PersonWork *w = arg;
    PersonSecret who;
    TRY(person_secret(cx, tx, g, w->email, &who));
    if (str_eq(who.state, S("disabled")))
        return fail(cx, ERR_DENIED, "this account is closed: `tandem person enable` opens it");
    w->link_kind = str_eq(who.state, S("invited")) ? LINK_INVITE : LINK_RESET;
    return link_make(cx, tx, g, w->link_kind, who.id, no_episode, &w->link);
}

static void say_link(PersonWork *w)
{
    const char *kind = w->link_kind == LINK_INVITE ? "invite" : "reset";
    out_raw(w->out, arena_printf(w->out->arena, STR_FMT "/%s/" STR_FMT "\nThis link works once, for %s.\n",
                                 STR_ARG(w->app->config.public_url), kind, STR_ARG(w->link.token),
                                 w->link_kind == LINK_INVITE ? "7 days" : "20 minutes"));
}

static uint32_t capacities_said(Str said)
{
    static const struct { const char *name; uint32_t bit; } parts[] = {
        { "therapist", CAP_THERAPIST }, { "supervisor", CAP_SUPERVISOR },
        { "administrator", CAP_ADMINISTRATOR } };
    uint32_t bits = 0;
    Str one;
    while (str_cut(&said, ',', &one))
        for (size_t i = 0; i < 3; i++)
            if (str_eq(str_trim(one), str_from_c(parts[i].name))) bits |= parts[i].bit;
    return bits;
}

static Err add(Ctx *cx, const Command *c, PersonWork *w)
{
    w->person = (Person){ .id = ID_NEW(Person, cx->now_ms), .state = S("invited"),
                          .capacities = capacities_said(command_option(c, "as")) };
    w->person.profile = (Profile){ .name = command_option(c, "name"), .language = S("en"),
        .email = email_normal(cx->arena, command_option(c, "email")) };
    if (w->person.profile.name.len == 0 || w->person.profile.email.len == 0 || !w->person.capacities)
        return fail(cx, ERR_INVALID, "person add wants --name, --email and "
                    "--as therapist|supervisor|administrator");
    Err err = command_write(cx, w->app, ACTION_PRACTICE_WRITE, job_add, w);
    if (err.kind == ERR_CONFLICT) {
        err_clear(cx);
        return fail(cx, ERR_CONFLICT, "there is an account with this address already");
    }
    TRY(err);
    say_link(w);
    return OK;
}

Err cmd_person(Ctx *cx, App *app, const Command *c, Out *out)
{
    PersonWork *w = ARENA_NEW(cx->arena, PersonWork);
    if (!w) return fail(cx, ERR_LIMIT, "out of memory");
    w->app = app;
    w->out = out;
    w->verb = c->word_count ? c->word[0] : S("list");
    if (str_eq(w->verb, S("list")) && c->word_count <= 1)
        return command_write(cx, app, ACTION_PRACTICE_WRITE, job_list, w);
    if (str_eq(w->verb, S("add")) && c->word_count == 1) return add(cx, c, w);
    bool state = str_eq(w->verb, S("disable")) || str_eq(w->verb, S("enable"));
    if (!state || c->word_count != 2)
        return fail(cx, ERR_INVALID, "person list | add | disable ADDRESS | enable ADDRESS");
    w->email = email_normal(cx->arena, c->word[1]);
    TRY(command_write(cx, app, ACTION_PRACTICE_WRITE, job_state, w));
    out_raw(out, str_eq(w->verb, S("disable")) ? S("Closed. What they wrote stays.\n")
                                               : S("Open again.\n"));
    return OK;
}

Err cmd_invite(Ctx *cx, App *app, const Command *c, Out *out)
{
    PersonWork *w = ARENA_NEW(cx->arena, PersonWork);
    if (!w) return fail(cx, ERR_LIMIT, "out of memory");
    if (c->word_count != 1) return fail(cx, ERR_INVALID, "invite ADDRESS");
    w->app = app;
    w->out = out;
    w->email = email_normal(cx->arena, c->word[0]);
    TRY(command_write(cx, app, ACTION_PRACTICE_WRITE, job_invite, w));
    say_link(w);
    return OK;
}
