/* page_role.c - as what people work together: offered, agreed, and one thing at a time. */
#include "../domain/offer.h"
#include "../store/episode.h"
#include "../store/role.h"
#include "../views/coaching.h"
#include "cards.h"
#include "joint.h"
#include "role_say.h"
#include "views.h"

static const EntryId NOTHING;

/* --- why not ---------------------------------------------------------------------------- */

Str role_say_refused(Ctx *cx, const Req *rq, Role want, const RoleVerdict *v)
{
    Arena *a = cx->arena;
    Str held = role_say(v->held), wanted = role_say(want);
    switch (v->ruling) {
    case ROLE_FITS: break;
    case ROLE_OTHER_HERE:
        return arena_printf(a, "In this work you agreed on “" STR_FMT "”. For “" STR_FMT "”, let this work end first.",
                            STR_ARG(held), STR_ARG(wanted));
    case ROLE_OTHER_NOW:
        return arena_printf(a, "In other work that goes on you are to each other: “" STR_FMT "”. Two people are one "
            "thing to each other at a time. For “" STR_FMT "”, that work ends first, and a pause follows.",
            STR_ARG(held), STR_ARG(wanted));
    case ROLE_OTHER_LATELY:
        return arena_printf(a, "Until a short time ago you were to each other: “" STR_FMT "”. You can agree on “"
            STR_FMT "” from " STR_FMT " on.", STR_ARG(held), STR_ARG(wanted),
            STR_ARG(time_say_day_year(a, rq->practice->zone, v->until_ms)));
    }
    return S("");
}

Err role_check(Ctx *cx, Req *rq, EpisodeId e, Role want, const char *field)
{
    RoleVerdict v;
    TRY(role_in_work(cx, rq->tx, rq->grant, e, want, &v));
    Str refused = role_say_refused(cx, rq, want, &v);
    if (refused.len) req_error(rq, field, refused);
    return OK;
}

/* --- showing ------------------------------------------------------------------------------ */

/* Once a role was agreed here, this work has no other. */
static bool was_agreed(const Joint *j)
{
    bool ever = false;
    for (size_t i = 0; i < j->all.count; i++)
        ever = ever || (j->all.list[i].kind == ENTRY_ROLE && offer_of(&j->all.list[i], &j->work).ever);
    return ever;
}

static Err fill_choices(const Joint *j, RolePage *p)
{
    RoleChoice *list = ARENA_ARRAY(j->cx->arena, RoleChoice, ROLE_COUNT);
    if (!list) return fail(j->cx, ERR_LIMIT, "request too large");
    for (int r = ROLE_NONE + 1; r < ROLE_COUNT; r++) {
        RoleVerdict v;
        Role role = (Role)r;
        TRY(role_in_work(j->cx, j->rq->tx, j->rq->grant, j->work.id, role, &v));
        list[p->choice_count++] = (RoleChoice){ role_slot(role), role_say(role), role_is(role),
            role_is_not(role), role_say_refused(j->cx, j->rq, role, &v),
            str_eq(req_text(j->rq, "role"), role_slot(role)) };
    }
    p->choice = list;
    return OK;
}

Err role_show(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    TRY(joint_open(cx, rq, S("As what we work together"), TAB_STORY, (EntryKinds){ { ENTRY_ROLE } }, &j));
    RolePage p = { .form = j.form, .names = episode_names(cx->arena, &j.work),
                   .may_offer = !was_agreed(&j), .offer = card_work_url(cx, rq, "/role"),
                   .typed = req_text(rq, "text"), .pause_days = rq->practice->role_pause_days };
    TRY(joint_cards(&j, ENTRY_ROLE, NOTHING, &p.cards));
    if (j.form.may_write && p.may_offer) TRY(fill_choices(&j, &p));
    if (rq->errors.count) reply->status = 422;
    view_role(&reply->body, &p);
    return OK;
}

Err page_role(Ctx *cx, Req *rq, Reply *reply)
{
    return role_show(cx, rq, reply);
}

/* --- offering ------------------------------------------------------------------------------- */

Err page_role_offer(Ctx *cx, Req *rq, Reply *reply)
{
    EntryId id;
    EpisodeId e = req_episode(rq);
    Role want = role_parse(req_text(rq, "role"));
    if (want == ROLE_NONE) req_error(rq, "role", S("Choose what it is that you do together."));
    else TRY(role_check(cx, rq, e, want, "role"));
    if (rq->errors.count) return role_show(cx, rq, reply);
    Str own = req_text(rq, "text");
    EntryNew fresh = { .kind = ENTRY_ROLE, .slot = role_slot(want), .owner = rq->actor.person,
                       .text = own.len ? own : role_is(want) };
    TRY(entry_add(cx, rq->tx, rq->grant, e, &fresh, &id));
    return reply_go(reply, url_printf(cx->arena, "/work/" STR_FMT "/role#e-" STR_FMT,
        STR_ARG(req_path(rq, "episode")), STR_ARG(uuid_str(cx->arena, id.u))));
}
