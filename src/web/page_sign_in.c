/* page_sign_in.c - coming in and going out.  Says nothing about which accounts exist. */
#include "pages.h"
#include "../gate/throttle.h"
#include "../store/audit.h"
#include "../store/episode.h"
#include "../store/login.h"
#include "../store/person.h"
#include "views.h"

typedef struct SignIn {
    Str email;
    PersonSecret secret;
    bool right;
    int64_t wait_ms;
} SignIn;

static Err show(Ctx *cx, Req *rq, Reply *reply, Str problem)
{
    Frame frame;
    TRY(frame_plain(cx, rq, S("Sign in"), &frame));
    if (problem.len) {
        req_error(rq, "email", problem);
        reply->status = 422;
    }
    view_sign_in(&reply->body, &frame, &rq->errors, req_text(rq, "email"), req_text(rq, "next"));
    return OK;
}

Err page_sign_in(Ctx *cx, Req *rq, Reply *reply)
{
    rq->errors.count = 0;
    return show(cx, rq, reply, S(""));
}

static Err job_secret(Ctx *cx, Tx *tx, void *arg)
{
    SignIn *s = arg;
    const Grant *g;
    Actor nobody = { .practice = s->secret.practice };
    TRY(gate_enter(cx, tx, &nobody, ACTION_SIGN_IN, (EpisodeId){ { { 0 } } }, &g));
    Err err = person_secret(cx, tx, g, s->email, &s->secret);
    if (err.kind != ERR_MISSING) return err;
    err_clear(cx);
    s->secret = (PersonSecret){ .state = S("") };
    return OK;
}

/* Before the transaction: the password is tried, or the same work done for nobody. */
Err page_sign_in_check(Ctx *cx, Req *rq, Reply *reply)
{
    (void)reply;
    SignIn *s = ARENA_NEW(cx->arena, SignIn);
    if (!s) return fail(cx, ERR_LIMIT, "request too large");
    rq->slow = s;
    s->email = email_normal(cx->arena, req_text(rq, "email"));
    s->secret.practice = rq->practice->id;
    s->wait_ms = throttle_wait_ms(rq->app->throttle, s->email, rq->http->peer, time_mono_ms());
    if (s->wait_ms > 0) return OK;
    TRY(db_read(cx, rq->app->db, job_secret, s));
    bool active = str_eq(s->secret.state, S("active"));
    bool match = password_verify(active ? s->secret.password : S(""), req_text(rq, "password"));
    s->right = match && active;
    if (s->right) throttle_passed(rq->app->throttle, s->email, rq->http->peer);
    else throttle_failed(rq->app->throttle, s->email, rq->http->peer, time_mono_ms());
    return OK;
}

static Err log_sign_in(Ctx *cx, Tx *tx, const SignIn *s, LoginId login)
{
    AuditRow row = { .practice = s->secret.practice, .actor = s->secret.id, .login = login,
                     .subject = s->secret.id, .action = S("SIGN_IN"), .scope = S("self"),
                     .purpose = S("PATRQT"), .outcome = S("done"), .reason = S("password") };
    return audit_append(cx, tx, &row);
}

Err page_sign_in_do(Ctx *cx, Req *rq, Reply *reply)
{
    const SignIn *s = rq->slow;
    LoginId login;
    Str token;
    rq->errors.count = 0;
    if (s->wait_ms > 0)
        return show(cx, rq, reply, arena_printf(cx->arena,
            "There were several tries. Wait %lld seconds, then try again.",
            (long long)(s->wait_ms / 1000 + 1)));
    if (!s->right)
        return show(cx, rq, reply, S("That address and password do not go together. "
                                     "Check both, or ask for a new password."));
    TRY(login_create(cx, rq->tx, rq->grant, s->secret.practice, s->secret.id, &login, &token));
    TRY(log_sign_in(cx, rq->tx, s, login));
    reply_cookie(cx, rq, reply, token);
    Str next = req_text(rq, "next");
    return reply_go(reply, url_local(next.len ? next : S("/home")));
}

Err page_sign_out(Ctx *cx, Req *rq, Reply *reply)
{
    TRY(login_end(cx, rq->tx, rq->grant, rq->actor.practice, rq->actor.login));
    reply->end_login = rq->actor.login.u;
    reply_cookie(cx, rq, reply, S(""));
    reply_header(reply, S("Clear-Site-Data"), S("\"cache\", \"storage\""));
    return reply_go(reply, url_local(S("/sign-in")));
}

/* Where does this person's day begin? */
Err page_home_find(Ctx *cx, Req *rq, Reply *reply)
{
    MyEpisodes mine;
    Frame frame;
    Person self;
    TRY(person_self(cx, rq->tx, rq->grant, &self));
    reply_language(cx, rq, reply, self.profile.language);
    if (grant_may(rq->grant, ACTION_CASELOAD_READ)) return reply_go(reply, url_local(S("/caseload")));
    if (grant_may(rq->grant, ACTION_DUTY_READ)) return reply_go(reply, url_local(S("/duty")));
    if (grant_may(rq->grant, ACTION_PRACTICE_READ)) return reply_go(reply, url_local(S("/practice")));
    TRY(episode_mine(cx, rq->tx, rq->grant, &mine));
    if (mine.count == 0 && grant_may(rq->grant, ACTION_SHARED_LIST))
        return reply_go(reply, url_local(S("/shared")));
    if (mine.count == 1)
        return reply_go(reply, url_printf(cx->arena, "/work/" STR_FMT "/home",
                                          STR_ARG(uuid_str(cx->arena, mine.list[0].id.u))));
    TRY(frame_fill(cx, rq, S("Your work"), FRAME_READ, TAB_HOME, &frame));
    for (size_t i = 0; i < mine.count; i++)
        mine.list[i].since = time_say_day_year(cx->arena, rq->practice->zone, mine.list[i].started_ms);
    view_my_work(&reply->body, &frame, &mine);
    return OK;
}
