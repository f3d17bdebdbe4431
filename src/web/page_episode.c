/* page_episode.c - beginning a piece of work, inviting its client, ending it. */
#include "pages.h"
#include "role_say.h"
#include "../store/audit.h"
#include "../store/entry.h"
#include "../store/episode.h"
#include "../store/link.h"
#include "../store/role.h"
#include "../store/session.h"
#include "papers.h"
#include "views.h"

static Err show_new(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    TRY(frame_fill(cx, rq, S("Begin with someone"), FRAME_READ, TAB_CASELOAD, &frame));
    if (rq->errors.count) reply->status = 422;
    view_episode_new(&reply->body, &frame, &rq->errors, rq->idem, req_text(rq, "name"),
                     req_text(rq, "email"), req_text(rq, "when"), req_text(rq, "place"), role_parse(req_text(rq, "role")), req_has(rq, "again"));
    return OK;
}

Err page_episode_new(Ctx *cx, Req *rq, Reply *reply)
{
    return show_new(cx, rq, reply);
}

typedef struct Fresh {
    EpisodeId episode;
    Person client;
    bool known;                   /* somebody we work or worked with: the account is there already */
    Role wanted;
    int64_t starts_ms;            /* 0 = no first session planned yet */
    LinkMade link;
} Fresh;

static void read_fresh(Ctx *cx, Req *rq, Fresh *f)
{
    Date date;
    Clock clock;
    Str when = req_text(rq, "when");
    f->episode = ID_NEW(Episode, cx->now_ms);
    f->client = (Person){ .id = ID_NEW(Person, cx->now_ms), .capacities = CAP_CLIENT,
                          .state = S("invited") };
    f->client.profile = (Profile){ .name = req_text(rq, "name"), .language = S("en"),
                                   .email = email_normal(cx->arena, req_text(rq, "email")) };
    if (req_text(rq, "email").len && f->client.profile.email.len == 0)
        req_error(rq, "email", S("Write the whole address, for example maya@example.org."));
    if (when.len == 0) return;
    if (moment_parse(when, &date, &clock)) f->starts_ms = zone_instant(rq->practice->zone, date, clock);
    else req_error(rq, "when", S("Choose a day and a time, or leave it empty."));
}

/* With somebody known the role counts from the first moment: an offer that could never be
 * agreed is not made. */
static Err read_known(Ctx *cx, Req *rq, Fresh *f)
{
    RoleVerdict v;
    PersonId person;
    const EpisodeId none = { { { 0 } } };
    f->wanted = role_parse(req_text(rq, "role"));
    if (!req_has(rq, "again") || f->client.profile.email.len == 0) return OK;
    TRY(person_worked_with(cx, rq->tx, rq->grant, f->client.profile.email, &f->known, &person));
    if (!f->known) req_error(rq, "email", S("Nobody you work or worked with signs in with this address."));
    if (!f->known) return OK;
    f->client.id = person;
    Role want = f->wanted == ROLE_NONE ? ROLE_THERAPIST : f->wanted;
    TRY(role_between(cx, rq->tx, rq->grant, none, person, want, &v));
    Str refused = role_say_refused(cx, rq, want, &v);
    if (refused.len) req_error(rq, "role", refused);
    return OK;
}

/* The first offer in it; what is agreed, the other says as well. */
static Err offer_role(Ctx *cx, Req *rq, const Fresh *f)
{
    EntryId id;
    const Grant *g;
    if (f->wanted == ROLE_NONE) return OK;
    EntryNew fresh = { .kind = ENTRY_ROLE, .slot = role_slot(f->wanted), .text = role_is(f->wanted),
                       .owner = rq->actor.person };
    TRY(gate_enter(cx, rq->tx, &rq->actor, ACTION_JOINT_WRITE, f->episode, &g));
    return entry_add(cx, rq->tx, g, f->episode, &fresh, &id);
}

/* The first line of the client's access log: the route names no episode yet. */
static Err log_beginning(Ctx *cx, Req *rq, const Fresh *f)
{
    AuditRow row = { .practice = rq->actor.practice, .actor = rq->actor.person,
                     .login = rq->actor.login, .episode = f->episode, .subject = f->client.id,
                     .action = S("EPISODE_CREATE"), .scope = S("episode"), .purpose = S("TREAT"),
                     .outcome = S("done"), .reason = S("own-list") };
    return audit_append(cx, rq->tx, &row);
}

static Err make_work(Ctx *cx, Req *rq, Fresh *f)
{
    SessionId first;
    TRY(episode_create(cx, rq->tx, rq->grant, f->episode, S("individual"), cx->now_ms));
    TRY(episode_add_member(cx, rq->tx, rq->grant, f->episode, rq->actor.person, PART_THERAPIST,
                           S("active"), cx->now_ms));
    TRY(episode_add_member(cx, rq->tx, rq->grant, f->episode, f->client.id, PART_CLIENT,
                           f->known ? S("active") : S("invited"), cx->now_ms));
    if (f->starts_ms)
        TRY(session_plan(cx, rq->tx, rq->grant, f->episode, f->starts_ms, 50,
                         req_text(rq, "place"), &first));
    TRY(log_beginning(cx, rq, f));
    TRY(papers_at_beginning(cx, rq, f->episode));
    TRY(offer_role(cx, rq, f));
    if (f->known) return OK;
    return link_make(cx, rq->tx, rq->grant, LINK_INVITE, f->client.id, f->episode, &f->link);
}

static Err show_invited(Ctx *cx, Req *rq, Reply *reply, EpisodeId e, Str name, Str token, bool reset)
{
    Frame frame;
    TRY(frame_fill(cx, rq, S("The link for them"), FRAME_READ, TAB_CASELOAD, &frame));
    Str link = arena_printf(cx->arena, STR_FMT "/%s/" STR_FMT, STR_ARG(rq->app->config.public_url),
                            reset ? "reset" : "invite", STR_ARG(token));
    Url work = url_printf(cx->arena, "/work/" STR_FMT, STR_ARG(uuid_str(cx->arena, e.u)));
    view_invited(&reply->body, &frame, name, link, work, reset);
    return OK;
}

Err page_episode_create(Ctx *cx, Req *rq, Reply *reply)
{
    Fresh f = { 0 };
    read_fresh(cx, rq, &f);
    TRY(read_known(cx, rq, &f));
    if (rq->errors.count) return show_new(cx, rq, reply);
    if (f.known) {
        TRY(make_work(cx, rq, &f));
        return reply_go(reply, url_printf(cx->arena, "/work/" STR_FMT, STR_ARG(uuid_str(cx->arena, f.episode.u))));
    }
    TRY(person_invite(cx, rq->tx, rq->grant, &f.client));
    TRY(make_work(cx, rq, &f));
    return show_invited(cx, rq, reply, f.episode, f.client.profile.name, f.link.token, false);
}

/* A client whose link was lost, or who forgot the password: the therapist hands over a new one. */
Err page_invite_again(Ctx *cx, Req *rq, Reply *reply)
{
    Episode work;
    LinkMade link;
    EpisodeId e = req_episode(rq);
    TRY(episode_load(cx, rq->tx, rq->grant, e, &work));
    const Member *client = episode_part(&work, PART_CLIENT);
    if (!client) return fail(cx, ERR_MISSING, "there is no client in this work");
    bool reset = client->state == MEMBER_ACTIVE;
    const EpisodeId none = { { { 0 } } };
    TRY(link_make(cx, rq->tx, rq->grant, reset ? LINK_RESET : LINK_INVITE, client->person,
                  reset ? none : e, &link));
    return show_invited(cx, rq, reply, e, client->profile.name, link.token, reset);
}

Err page_episode_end(Ctx *cx, Req *rq, Reply *reply)
{
    TRY(episode_end(cx, rq->tx, rq->grant, req_episode(rq), req_int(rq, "version", 0)));
    return reply_go(reply, url_local(S("/home")));
}
