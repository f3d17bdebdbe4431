/* page_account.c - one's own name, way of being addressed, password, and where one is
 * signed in. */
#include "pages.h"
#include "../store/login.h"
#include "../store/person.h"
#include "views.h"

static Err show(Ctx *cx, Req *rq, Reply *reply, const Person *self)
{
    Frame frame;
    Logins logins;
    TRY(frame_fill(cx, rq, S("Your account"), FRAME_READ, TAB_ACCOUNT, &frame));
    TRY(login_list(cx, rq->tx, rq->grant, &logins));
    AccountLogin *shown = ARENA_ARRAY(cx->arena, AccountLogin, logins.count);
    if (!shown && logins.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < logins.count; i++)
        shown[i] = (AccountLogin){ time_say_when(cx->arena, rq->practice->zone,
                                                 logins.list[i].seen_ms, cx->now_ms),
                                   logins.list[i].current };
    if (rq->errors.count) reply->status = 422;
    view_account(&reply->body, &frame, &rq->errors, &self->profile, self->version, rq->idem, shown,
                 logins.count);
    return OK;
}

Err page_account(Ctx *cx, Req *rq, Reply *reply)
{
    Person self;
    TRY(person_self(cx, rq->tx, rq->grant, &self));
    return show(cx, rq, reply, &self);
}

Err page_account_save(Ctx *cx, Req *rq, Reply *reply)
{
    Person self;
    TRY(person_self(cx, rq->tx, rq->grant, &self));
    self.profile.name = req_text(rq, "name");
    self.profile.called = req_text(rq, "called");
    self.profile.pronouns = req_text(rq, "pronouns");
    self.profile.language = req_text(rq, "language");
    self.profile.phone = req_text(rq, "phone");
    self.profile.identity = req_text(rq, "identity");
    if (rq->errors.count) return show(cx, rq, reply, &self);
    self.version = req_int(rq, "version", 0);
    TRY(person_save(cx, rq->tx, rq->grant, &self));
    reply_language(cx, rq, reply, self.profile.language);
    return reply_go(reply, url_local(S("/me")));
}

Err page_sign_out_everywhere(Ctx *cx, Req *rq, Reply *reply)
{
    Logins logins;
    const LoginId none = { { { 0 } } };
    TRY(login_list(cx, rq->tx, rq->grant, &logins));
    TRY(login_end_all(cx, rq->tx, rq->grant, rq->actor.practice, rq->actor.person, none));
    for (size_t i = 0; rq->app->hub && i < logins.count; i++)
        sse_end_login(rq->app->hub, logins.list[i].id.u);
    reply_cookie(cx, rq, reply, S(""));
    reply_header(reply, S("Clear-Site-Data"), S("\"cache\", \"storage\""));
    return reply_go(reply, url_local(S("/sign-in")));
}

/* --- password --------------------------------------------------------------------------- */

typedef struct PasswordTry {
    Actor actor;
    Person self;
    PersonSecret secret;
    Str phc;
} PasswordTry;

static Err job_secret(Ctx *cx, Tx *tx, void *arg)
{
    PasswordTry *t = arg;
    const Grant *g;
    TRY(gate_enter(cx, tx, &t->actor, ACTION_ACCOUNT_READ, (EpisodeId){ { { 0 } } }, &g));
    TRY(person_self(cx, tx, g, &t->self));
    return person_secret(cx, tx, g, t->self.profile.email, &t->secret);
}

Err page_password_check(Ctx *cx, Req *rq, Reply *reply)
{
    (void)reply;
    PasswordTry *t = ARENA_NEW(cx->arena, PasswordTry);
    if (!t) return fail(cx, ERR_LIMIT, "request too large");
    rq->slow = t;
    t->actor = rq->actor;
    if (uuid_is_zero(t->actor.person.u)) return OK;
    TRY(db_read(cx, rq->app->db, job_secret, t));
    if (!password_verify(t->secret.password, req_text(rq, "current"))) {
        req_error(rq, "current", S("This is not your password now."));
        return OK;
    }
    const Str context[] = { t->self.profile.name, t->self.profile.email, rq->practice->name };
    Str problem = password_problem(cx->arena, req_text(rq, "password"), context, 3);
    if (problem.len) req_error(rq, "password", problem);
    return rq->errors.count ? OK : password_hash(cx, req_text(rq, "password"), &t->phc);
}

Err page_password_save(Ctx *cx, Req *rq, Reply *reply)
{
    Person self;
    const PasswordTry *t = rq->slow;
    TRY(person_self(cx, rq->tx, rq->grant, &self));
    if (rq->errors.count || t->phc.len == 0) return show(cx, rq, reply, &self);
    TRY(person_set_password(cx, rq->tx, rq->grant, self.id, t->phc));
    TRY(login_end_all(cx, rq->tx, rq->grant, rq->actor.practice, self.id, rq->actor.login));
    return reply_go(reply, url_local(S("/me")));
}
