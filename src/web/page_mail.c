/* page_mail.c - mail: how the administrator sets it up, what did not get through, and how
 * anybody stops theirs without signing in. */
#include "pages.h"
#include "../base/smtp.h"
#include "../store/mail.h"
#include "../store/person.h"
#include "../store/practice.h"
#include "../views/mail.h"
#include "views.h"

/* --- the administrator's ------------------------------------------------------------------- */

static Err fill_lines(Ctx *cx, Req *rq, MailPage *p)
{
    MailState state;
    TRY(mail_state(cx, rq->tx, rq->grant, &state));
    MailLine *lines = ARENA_ARRAY(cx->arena, MailLine, state.count);
    if (!lines && state.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < state.count; i++) {
        Person who;
        const MailProblem *m = &state.list[i];
        TRY(person_load(cx, rq->tx, rq->grant, m->person, &who));
        lines[i] = (MailLine){ .who = who.profile.name, .email = who.profile.email, .what = smtp_end_say(m->problem),
            .when = time_say_when(cx->arena, rq->practice->zone, m->at_ms, cx->now_ms),
            .over = str_eq(m->state, S("failed")) };
    }
    p->waiting = state.waiting;
    p->failed = state.failed;
    p->sent = state.sent;
    p->lines = lines;
    p->line_count = state.count;
    return OK;
}

static Err show(Ctx *cx, Req *rq, Reply *reply, const Practice *now)
{
    Frame frame;
    Person self;
    TRY(frame_fill(cx, rq, S("Mail"), FRAME_READ, TAB_SETTINGS, &frame));
    TRY(person_self(cx, rq->tx, rq->grant, &self));
    MailPage p = { .frame = &frame, .errors = &rq->errors, .idem = rq->idem, .version = now->version,
        .possible = smtp_possible(), .on = mail_is_on(now), .has_password = now->mail_password.len > 0,
        .host = now->mail_host, .security = now->mail_security, .user = now->mail_user,
        .port = arena_printf(cx->arena, "%lld", (long long)(now->mail_port ? now->mail_port : 587)),
        .from = now->mail_from, .name = now->mail_name, .own_email = self.profile.email,
        .public_url = rq->app->config.public_url };
    TRY(fill_lines(cx, rq, &p));
    if (rq->errors.count) reply->status = 422;
    view_mail(&reply->body, &p);
    return OK;
}

Err page_mail(Ctx *cx, Req *rq, Reply *reply)
{
    Practice now;
    TRY(practice_load(cx, rq->tx, rq->grant, &now));
    return show(cx, rq, reply, &now);
}

static bool is_host(Str host)
{
    for (size_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-'
                 || c == ':' || c == '[' || c == ']';
        if (!fine) return false;
    }
    return true;
}

static void check_relay(Req *rq, const Practice *p)
{
    if (p->mail_host.len == 0) return;
    if (!is_host(p->mail_host)) req_error(rq, "host", S("Write the server’s name, for example mail.example.org."));
    if (smtp_security_parse(p->mail_security) == SMTP_NOT_SAID) req_error(rq, "security", S("Choose one."));
    if (str_eq(p->mail_security, S("none")) && !smtp_host_is_here(p->mail_host))
        req_error(rq, "security", S("Without TLS mail goes only to a server on this machine."));
    if (p->mail_from.len == 0) req_error(rq, "from", S("Write the whole address, for example reminder@example.org."));
}

Err page_mail_save(Ctx *cx, Req *rq, Reply *reply)
{
    Practice p;
    TRY(practice_load(cx, rq->tx, rq->grant, &p));
    p.mail_host = req_text(rq, "host");
    p.mail_port = req_int(rq, "port", 587);
    p.mail_security = req_text(rq, "security");
    p.mail_user = req_text(rq, "user");
    if (req_text(rq, "secret").len) p.mail_password = req_text(rq, "secret");
    if (p.mail_user.len == 0) p.mail_password = S("");
    p.mail_from = email_normal(cx->arena, req_text(rq, "from"));
    p.mail_name = req_text(rq, "name");
    p.version = req_int(rq, "version", 0);
    check_relay(rq, &p);
    if (rq->errors.count) return show(cx, rq, reply, &p);
    TRY(practice_save(cx, rq->tx, rq->grant, &p));
    reply->practice_changed = true;
    return reply_go(reply, url_local(S("/practice/mail")));
}

Err page_mail_try(Ctx *cx, Req *rq, Reply *reply)
{
    const MailNew mail = { .kind = MAIL_TRY, .person = rq->actor.person };
    TRY(mail_add(cx, rq->tx, rq->grant, rq->practice, &mail));
    return reply_go(reply, url_local(S("/practice/mail")));
}

Err page_mail_again(Ctx *cx, Req *rq, Reply *reply)
{
    TRY(mail_try_failed(cx, rq->tx, rq->grant));
    return reply_go(reply, url_local(S("/practice/mail")));
}

/* --- stopping it --------------------------------------------------------------------------------- */

/* Opening the link changes nothing: mail scanners open links. */
static Err show_stop(Ctx *cx, Req *rq, Reply *reply, bool done)
{
    Frame frame;
    TRY(frame_plain(cx, rq, S("Mail"), &frame));
    Url action = url_printf(cx->arena, "/mail/stop/" STR_FMT, STR_ARG(req_path(rq, "token")));
    view_mail_stop(&reply->body, &frame, action, done);
    return OK;
}

static Err show_over(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    TRY(frame_plain(cx, rq, S("This link has been used or is over"), &frame));
    reply->status = 404;
    view_link_over(&reply->body, &frame);
    return OK;
}

Err page_mail_stop(Ctx *cx, Req *rq, Reply *reply)
{
    PracticeId practice;
    PersonId person;
    if (!mail_stop_read(tx_vault(rq->tx), req_path(rq, "token"), &practice, &person)) return show_over(cx, rq, reply);
    return show_stop(cx, rq, reply, false);
}

Err page_mail_stop_do(Ctx *cx, Req *rq, Reply *reply)
{
    Person who;
    Actor nobody = { 0 };
    PersonId person;
    const Grant *g;
    const EpisodeId none = { { { 0 } } };
    if (!mail_stop_read(tx_vault(rq->tx), req_path(rq, "token"), &nobody.practice, &person))
        return show_over(cx, rq, reply);
    TRY(gate_enter(cx, rq->tx, &nobody, ACTION_LINK_USE, none, &g));
    TRY(person_load(cx, rq->tx, g, person, &who));
    if (who.profile.mail_off) return show_stop(cx, rq, reply, true);
    who.profile.mail_off = 1;
    TRY(person_save(cx, rq->tx, g, &who));
    return show_stop(cx, rq, reply, true);
}
