/* page_link.c - invitations and new passwords, both by single-use link.
 * Opening a link changes nothing (mail scanners open links); sending its form uses it up.
 */
#include "pages.h"
#include "../store/episode.h"
#include "../store/link.h"
#include "../store/login.h"
#include "../store/mail.h"
#include "views.h"

typedef struct LinkLook {
    LinkKind kind;
    Str token;
    PracticeId home;
    Link link;
    Person person, from;
    bool has_from;
    const Grant *grant;           /* of the link's practice */
    Str phc;
} LinkLook;

static Err look(Ctx *cx, Tx *tx, void *arg)
{
    LinkLook *l = arg;
    const Grant *any;
    Actor nobody = { .practice = l->home };
    const EpisodeId none = { { { 0 } } };
    TRY(gate_enter(cx, tx, &nobody, ACTION_LINK_USE, none, &any));
    TRY(link_find(cx, tx, any, l->kind, l->token, &l->link));
    nobody.practice = l->link.practice;
    TRY(gate_enter(cx, tx, &nobody, ACTION_LINK_USE, none, &l->grant));
    TRY(link_person(cx, tx, l->grant, &l->link, l->link.person, &l->person));
    l->has_from = !uuid_is_zero(l->link.made_by.u);
    if (l->has_from)
        TRY(link_person(cx, tx, l->grant, &l->link, l->link.made_by, &l->from));
    return OK;
}

static LinkLook look_for(const Req *rq, LinkKind kind)
{
    return (LinkLook){ .kind = kind, .token = req_path(rq, "token"), .home = rq->practice->id };
}

/* The link is over: say so kindly, with a way on. */
static Err show_over(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    TRY(frame_plain(cx, rq, S("This link has been used or is over"), &frame));
    reply->status = 404;
    view_link_over(&reply->body, &frame);
    return OK;
}

/* --- invitation --------------------------------------------------------------------- */

static Err show_invite(Ctx *cx, Req *rq, Reply *reply, const LinkLook *l, const Profile *typed)
{
    Frame frame;
    TRY(frame_plain(cx, rq, S("Welcome"), &frame));
    Url action = url_printf(cx->arena, "/invite/" STR_FMT, STR_ARG(l->token));
    Str from = l->has_from ? l->from.profile.name : S("");
    bool to_work = !uuid_is_zero(l->link.episode.u);
    view_invite(&reply->body, &frame, &rq->errors, action, from, typed, to_work);
    return OK;
}

Err page_invite(Ctx *cx, Req *rq, Reply *reply)
{
    LinkLook l = look_for(rq, LINK_INVITE);
    Err err = look(cx, rq->tx, &l);
    if (err.kind == ERR_MISSING) return show_over(cx, rq, reply);
    TRY(err);
    return show_invite(cx, rq, reply, &l, &l.person.profile);
}

static Profile typed_profile(const Req *rq, const Profile *before)
{
    Profile p = *before;
    p.name = req_text(rq, "name");
    p.called = req_text(rq, "called");
    p.pronouns = req_text(rq, "pronouns");
    p.language = req_text(rq, "language");
    return p;
}

/* Hashing takes a while: only for a link that holds and a password that may be. */
static Err hash_for_link(Ctx *cx, Req *rq, LinkKind kind)
{
    LinkLook *l = ARENA_NEW(cx->arena, LinkLook);
    if (!l) return fail(cx, ERR_LIMIT, "request too large");
    *l = look_for(rq, kind);
    rq->slow = l;
    Err err = db_read(cx, rq->app->db, look, l);
    if (err.kind == ERR_MISSING) {
        err_clear(cx);
        return OK;
    }
    TRY(err);
    const Str context[] = { l->person.profile.name, l->person.profile.email, rq->practice->name,
                            S("tandem") };
    Str problem = password_problem(cx->arena, req_text(rq, "password"), context, 4);
    if (problem.len) req_error(rq, "password", problem);
    return rq->errors.count ? OK : password_hash(cx, req_text(rq, "password"), &l->phc);
}

Err page_invite_hash(Ctx *cx, Req *rq, Reply *reply)
{
    (void)reply;
    return hash_for_link(cx, rq, LINK_INVITE);
}

Err page_reset_hash(Ctx *cx, Req *rq, Reply *reply)
{
    (void)reply;
    return hash_for_link(cx, rq, LINK_RESET);
}

static Err sign_in_now(Ctx *cx, Req *rq, Reply *reply, const LinkLook *l)
{
    LoginId login;
    Str token;
    TRY(login_create(cx, rq->tx, l->grant, l->link.practice, l->link.person, &login, &token));
    reply_cookie(cx, rq, reply, token);
    reply_language(cx, rq, reply, l->person.profile.language);
    return reply_go(reply, url_local(S("/home")));
}

/* What is written here is undone unless the answer is a success: the link still holds then. */
static Err take_account(Ctx *cx, Req *rq, const LinkLook *l, Str phc)
{
    TRY(link_use(cx, rq->tx, l->grant, &l->link));
    TRY(person_save(cx, rq->tx, l->grant, &l->person));
    TRY(person_set_password(cx, rq->tx, l->grant, l->person.id, phc));
    if (uuid_is_zero(l->link.episode.u)) return OK;
    return episode_confirm_member(cx, rq->tx, l->grant, l->link.episode, l->person.id);
}

Err page_invite_take(Ctx *cx, Req *rq, Reply *reply)
{
    LinkLook l = look_for(rq, LINK_INVITE);
    const LinkLook *hashed = rq->slow;
    Err err = look(cx, rq->tx, &l);
    if (err.kind == ERR_MISSING) return show_over(cx, rq, reply);
    TRY(err);
    l.person.profile = typed_profile(rq, &l.person.profile);
    bool fine = rq->errors.count == 0 && hashed->phc.len > 0;
    if (fine) err = take_account(cx, rq, &l, hashed->phc);
    if (err.kind == ERR_CONFLICT) {
        err_clear(cx);
        req_error(rq, "email", S("You have an account with this address already. Sign in with it, "
                                 "or ask for a link to another address."));
    } else {
        TRY(err);
    }
    if (fine && rq->errors.count == 0) return sign_in_now(cx, rq, reply, &l);
    reply->status = 422;
    return show_invite(cx, rq, reply, &l, &l.person.profile);
}

/* --- a new password ------------------------------------------------------------------------ */

Err page_forgotten(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    TRY(frame_plain(cx, rq, S("A new password"), &frame));
    rq->errors.count = 0;
    view_forgotten(&reply->body, &frame, &rq->errors, S(""));
    return OK;
}

/* Where mail goes out the link is sent to the person's own address, not more often than every two
 * minutes: each new one ends the one before. */
static Err mail_link(Ctx *cx, Req *rq, const Grant *g, PersonId person)
{
    LinkMade link;
    bool lately = false;
    if (!mail_is_on(rq->practice)) return OK;
    TRY(mail_reset_lately(cx, rq->tx, g, person, &lately));
    if (lately) return OK;
    TRY(link_make(cx, rq->tx, g, LINK_RESET, person, (EpisodeId){ { { 0 } } }, &link));
    Str address = arena_printf(cx->arena, STR_FMT "/reset/" STR_FMT, STR_ARG(rq->app->config.public_url),
                               STR_ARG(link.token));
    const MailNew mail = { .kind = MAIL_RESET, .person = person, .secret = address };
    return mail_add(cx, rq->tx, g, rq->practice, &mail);
}

/* The same page whoever asks.  The wish shows up at the practice, which can make a link as well. */
Err page_forgotten_send(Ctx *cx, Req *rq, Reply *reply)
{
    PersonSecret who;
    LinkMade unused;
    Frame frame;
    const Grant *g = rq->grant;
    Actor nobody = { 0 };
    const EpisodeId none = { { { 0 } } };
    Str email = email_normal(cx->arena, req_text(rq, "email"));
    Err err = person_secret(cx, rq->tx, g, email, &who);
    if (err.kind == ERR_NONE && str_eq(who.state, S("active"))) {
        nobody.practice = who.practice;
        TRY(gate_enter(cx, rq->tx, &nobody, ACTION_LINK_USE, none, &g));
        TRY(link_make(cx, rq->tx, g, LINK_WISH, who.id, none, &unused));
        TRY(mail_link(cx, rq, g, who.id));
    } else if (err.kind == ERR_MISSING) {
        err_clear(cx);
    } else {
        TRY(err);
    }
    TRY(frame_plain(cx, rq, S("A new password"), &frame));
    view_forgotten_sent(&reply->body, &frame, mail_is_on(rq->practice));
    return OK;
}

static Err show_reset(Ctx *cx, Req *rq, Reply *reply, const LinkLook *l)
{
    Frame frame;
    TRY(frame_plain(cx, rq, S("Choose a new password"), &frame));
    Url action = url_printf(cx->arena, "/reset/" STR_FMT, STR_ARG(l->token));
    view_reset(&reply->body, &frame, &rq->errors, action);
    return OK;
}

Err page_reset(Ctx *cx, Req *rq, Reply *reply)
{
    LinkLook l = look_for(rq, LINK_RESET);
    Err err = look(cx, rq->tx, &l);
    if (err.kind == ERR_MISSING) return show_over(cx, rq, reply);
    TRY(err);
    return show_reset(cx, rq, reply, &l);
}

Err page_reset_take(Ctx *cx, Req *rq, Reply *reply)
{
    LinkLook l = look_for(rq, LINK_RESET);
    const LinkLook *hashed = rq->slow;
    const LoginId none = { { { 0 } } };
    Err err = look(cx, rq->tx, &l);
    if (err.kind == ERR_MISSING) return show_over(cx, rq, reply);
    TRY(err);
    if (rq->errors.count || hashed->phc.len == 0) {
        reply->status = 422;
        return show_reset(cx, rq, reply, &l);
    }
    TRY(link_use(cx, rq->tx, l.grant, &l.link));
    TRY(person_set_password(cx, rq->tx, l.grant, l.person.id, hashed->phc));
    TRY(login_end_all(cx, rq->tx, l.grant, l.link.practice, l.person.id, none));
    return sign_in_now(cx, rq, reply, &l);
}
