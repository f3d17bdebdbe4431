/* page_practice.c - the administrator: accounts and settings.  Names and times, never content. */
#include "pages.h"
#include "../store/link.h"
#include "../store/login.h"
#include "../store/practice.h"
#include "../views/people.h"
#include "views.h"

static Str parts_said(Arena *a, uint32_t capacities)
{
    static const struct { uint32_t bit; const char *name; } parts[] = {
        { CAP_THERAPIST, "therapist" }, { CAP_SUPERVISOR, "supervisor" },
        { CAP_ADMINISTRATOR, "administrator" }, { CAP_CLIENT, "client" },
    };
    Str said = S("");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!(capacities & parts[i].bit)) continue;
        said = said.len ? arena_printf(a, STR_FMT ", %s", STR_ARG(said), parts[i].name)
                        : str_from_c(parts[i].name);
    }
    return said;
}

static Str state_said(Str state)
{
    if (str_eq(state, S("active"))) return S("can sign in");
    if (str_eq(state, S("invited"))) return S("invited");
    return S("closed");
}

static Err row_of(Ctx *cx, Req *rq, const Person *p, PeopleRow *row)
{
    int64_t wish_ms = 0;
    Str id = uuid_str(cx->arena, p->id.u);
    TRY(link_wish_ms(cx, rq->tx, rq->grant, p->id, &wish_ms));
    *row = (PeopleRow){
        .id = id, .name = p->profile.name, .email = p->profile.email,
        .parts = parts_said(cx->arena, p->capacities), .state = state_said(p->state),
        .self = uuid_eq(p->id.u, rq->actor.person.u), .disabled = str_eq(p->state, S("disabled")),
        .state_url = url_printf(cx->arena, "/practice/people/" STR_FMT "/state", STR_ARG(id)),
        .link_url = url_printf(cx->arena, "/practice/people/" STR_FMT "/link", STR_ARG(id)),
    };
    if (wish_ms)
        row->wish = arena_printf(cx->arena, "Asked for a new password " STR_FMT,
            STR_ARG(time_say_when(cx->arena, rq->practice->zone, wish_ms, cx->now_ms)));
    return OK;
}

/* `made` is a link that was just made, shown this once. */
static Err show_people(Ctx *cx, Req *rq, Reply *reply, Str made)
{
    People people;
    Frame frame;
    TRY(frame_fill(cx, rq, S("People"), FRAME_WIDE, TAB_PEOPLE, &frame));
    TRY(person_list(cx, rq->tx, rq->grant, &people));
    PeopleRow *rows = ARENA_ARRAY(cx->arena, PeopleRow, people.count);
    if (!rows && people.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < people.count; i++) TRY(row_of(cx, rq, &people.list[i], &rows[i]));
    if (rq->errors.count) reply->status = 422;
    view_people(&reply->body, &frame, &rq->errors, rows, people.count, made, rq->idem,
                req_text(rq, "name"), req_text(rq, "email"));
    return OK;
}

Err page_people(Ctx *cx, Req *rq, Reply *reply)
{
    return show_people(cx, rq, reply, S(""));
}

static Str link_address(Arena *a, const Req *rq, const char *kind, Str token)
{
    return arena_printf(a, STR_FMT "/%s/" STR_FMT, STR_ARG(rq->app->config.public_url), kind,
                        STR_ARG(token));
}

static uint32_t typed_capacities(const Req *rq)
{
    return (req_has(rq, "therapist") ? CAP_THERAPIST : 0u)
         | (req_has(rq, "supervisor") ? CAP_SUPERVISOR : 0u)
         | (req_has(rq, "administrator") ? CAP_ADMINISTRATOR : 0u);
}

Err page_people_add(Ctx *cx, Req *rq, Reply *reply)
{
    LinkMade link;
    Person p = { .id = ID_NEW(Person, cx->now_ms), .state = S("invited"),
                 .capacities = typed_capacities(rq) };
    p.profile = (Profile){ .name = req_text(rq, "name"), .language = S("en"),
                           .email = email_normal(cx->arena, req_text(rq, "email")) };
    if (p.profile.email.len == 0)
        req_error(rq, "email", S("Write the whole address, for example daniel@example.org."));
    if (p.capacities == 0) req_error(rq, "therapist", S("Choose at least one part."));
    if (rq->errors.count) return show_people(cx, rq, reply, S(""));
    TRY(person_invite(cx, rq->tx, rq->grant, &p));
    TRY(link_make(cx, rq->tx, rq->grant, LINK_INVITE, p.id, (EpisodeId){ { { 0 } } }, &link));
    return show_people(cx, rq, reply, link_address(cx->arena, rq, "invite", link.token));
}

static Err end_everywhere(Ctx *cx, Req *rq, PersonId person)
{
    const LoginId none = { { { 0 } } };
    return login_end_all(cx, rq->tx, rq->grant, rq->actor.practice, person, none);
}

/* An account is closed, never deleted: what others wrote with this person stays readable. */
Err page_people_state(Ctx *cx, Req *rq, Reply *reply)
{
    PersonId person = REQ_ID(Person, rq, "person");
    bool close = req_int(rq, "open", 0) == 0;
    if (uuid_eq(person.u, rq->actor.person.u)) {
        req_error(rq, "open", S("You cannot close your own account. Ask another administrator."));
        return show_people(cx, rq, reply, S(""));
    }
    TRY(person_set_state(cx, rq->tx, rq->grant, person, close ? S("disabled") : S("active")));
    if (close) TRY(end_everywhere(cx, rq, person));
    return reply_go(reply, url_local(S("/practice")));
}

Err page_people_link(Ctx *cx, Req *rq, Reply *reply)
{
    Person p;
    LinkMade link;
    PersonId person = REQ_ID(Person, rq, "person");
    TRY(person_load(cx, rq->tx, rq->grant, person, &p));
    if (str_eq(p.state, S("disabled"))) return fail(cx, ERR_DENIED, "the account is closed");
    bool first = str_eq(p.state, S("invited"));
    TRY(link_make(cx, rq->tx, rq->grant, first ? LINK_INVITE : LINK_RESET, person,
                  (EpisodeId){ { { 0 } } }, &link));
    return show_people(cx, rq, reply,
                       link_address(cx->arena, rq, first ? "invite" : "reset", link.token));
}

/* --- settings ------------------------------------------------------------------------- */

static Err show_settings(Ctx *cx, Req *rq, Reply *reply, const Practice *p)
{
    Frame frame;
    TRY(frame_fill(cx, rq, S("Settings"), FRAME_READ, TAB_SETTINGS, &frame));
    if (rq->errors.count) reply->status = 422;
    view_settings(&reply->body, &frame, &rq->errors, p, rq->idem);
    return OK;
}

Err page_settings(Ctx *cx, Req *rq, Reply *reply)
{
    Practice p;
    TRY(practice_load(cx, rq->tx, rq->grant, &p));
    return show_settings(cx, rq, reply, &p);
}

static void typed_crisis(Ctx *cx, const Req *rq, Practice *p)
{
    p->crisis_count = 0;
    for (int i = 1; i <= PRACTICE_CRISIS_MAX; i++) {
        const char *name = arena_printf(cx->arena, "crisis%d_name", i).ptr;
        const char *number = arena_printf(cx->arena, "crisis%d_number", i).ptr;
        const char *hint = arena_printf(cx->arena, "crisis%d_hint", i).ptr;
        PracticeCrisis line = { req_text(rq, name), req_text(rq, number), req_text(rq, hint) };
        if (line.name.len && line.number.len) p->crisis[p->crisis_count++] = line;
    }
}

Err page_settings_save(Ctx *cx, Req *rq, Reply *reply)
{
    Practice p;
    TRY(practice_load(cx, rq->tx, rq->grant, &p));
    p.name = req_text(rq, "name");
    p.time_zone = req_text(rq, "zone");
    p.watched = req_text(rq, "watched");
    p.leave_address = req_text(rq, "leave");
    p.duty_name = req_text(rq, "duty_name");
    p.duty_number = req_text(rq, "duty_number");
    p.report_name = req_text(rq, "report_name");
    p.report_reach = req_text(rq, "report_reach");
    p.body_name = req_text(rq, "body_name");
    p.body_reach = req_text(rq, "body_reach");
    p.role_pause_days = req_int(rq, "role_pause", p.role_pause_days);
    p.duty_after_min = req_int(rq, "duty_after", 15);
    p.lead_after_min = req_int(rq, "lead_after", 60);
    p.version = req_int(rq, "version", 0);
    typed_crisis(cx, rq, &p);
    const Zone *zone;
    if (zone_open(cx, cx->arena, p.time_zone, &zone).kind != ERR_NONE) {
        err_clear(cx);
        req_error(rq, "zone", S("Write a zone like Europe/London."));
    }
    if (p.crisis_count == 0)
        req_error(rq, "crisis1_name", S("Name at least one line people can call."));
    if (rq->errors.count) return show_settings(cx, rq, reply, &p);
    TRY(practice_save(cx, rq->tx, rq->grant, &p));
    reply->practice_changed = true;
    return reply_go(reply, url_local(S("/practice/settings")));
}
