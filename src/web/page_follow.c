/* page_follow.c - what people tried between sessions, and how it went in their words. */
#include "../domain/pace.h"
#include "../store/episode.h"
#include "../views/coaching.h"
#include "cards.h"
#include "joint.h"
#include "views.h"

static const EntryId NOTHING;

static Err fill_tasks(const Joint *j, EntryId goal, Str title, FollowGroup *g)
{
    size_t at = 0;
    FollowTask *list = ARENA_ARRAY(j->cx->arena, FollowTask, j->all.count);
    if (!list && j->all.count) return fail(j->cx, ERR_LIMIT, "request too large");
    *g = (FollowGroup){ .title = title, .tasks = list };
    for (const Entry *e; (e = joint_next(j, ENTRY_TASK, goal, &at));) {
        FollowTask *t = &list[g->task_count++];
        t->card = joint_card(j, e);
        TRY(joint_cards(j, ENTRY_REMARK, e->id, &t->remarks));
    }
    return OK;
}

/* Goals with tasks, then tasks of no goal. */
static Err fill_groups(const Joint *j, FollowPage *p)
{
    size_t at = 0;
    FollowGroup *list = ARENA_ARRAY(j->cx->arena, FollowGroup, j->all.count + 1);
    if (!list) return fail(j->cx, ERR_LIMIT, "request too large");
    for (const Entry *e; (e = joint_next(j, ENTRY_GOAL, NOTHING, &at));) {
        TRY(fill_tasks(j, e->id, joint_card(j, e).text, &list[p->group_count]));
        p->group_count += list[p->group_count].task_count > 0;
    }
    TRY(fill_tasks(j, NOTHING, S(""), &list[p->group_count]));
    p->group_count += list[p->group_count].task_count > 0;
    p->groups = list;
    return OK;
}

static Str whose_said(const Joint *j, PersonId owner)
{
    return uuid_is_zero(owner.u) ? S("All of you") : card_who(j->rq, &j->work, owner);
}

/* What was left or is still only offered is not something anybody tried. */
static bool was_taken(const Entry *e)
{
    return e->state == ENTRY_ACCEPTED || e->state == ENTRY_DONE;
}

static Err fill_steps(const Joint *j, FollowPage *p)
{
    Entries steps;
    Arena *a = j->cx->arena;
    TRY(entry_list_steps(j->cx, j->rq->tx, j->rq->grant, j->work.id, &steps));
    FollowStep *list = ARENA_ARRAY(a, FollowStep, steps.count);
    if (!list && steps.count) return fail(j->cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < steps.count; i++) {
        const Entry *e = &steps.list[i];
        if (!was_taken(e)) continue;
        FollowStep *s = &list[p->step_count++];
        *s = (FollowStep){ .card = joint_card(j, e), .whose = whose_said(j, e->owner),
            .from = arena_printf(a, "From the session on " STR_FMT,
                STR_ARG(time_say_day_year(a, j->rq->practice->zone, e->created_ms))),
            .session = url_printf(a, "/work/" STR_FMT "/sessions/" STR_FMT "#end",
                STR_ARG(req_path(j->rq, "episode")), STR_ARG(uuid_str(a, e->session.u))) };
        TRY(joint_cards(j, ENTRY_REMARK, e->id, &s->remarks));
    }
    p->steps = list;
    return OK;
}

Err page_follow(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    TRY(joint_open(cx, rq, S("How it went between sessions"), TAB_STORY,
                   (EntryKinds){ { ENTRY_GOAL, ENTRY_TASK, ENTRY_REMARK, ENTRY_PACE } }, &j));
    j.form.back = S("follow");
    FollowPage p = { .form = j.form, .names = episode_names(cx->arena, &j.work) };
    if (pace_in_force(j.all.list, j.all.count, &j.work) == PACE_EXPLORE)
        p.pace = S("You agreed to explore without tasks for now. What you tried before stays here to read.");
    TRY(fill_groups(&j, &p));
    TRY(fill_steps(&j, &p));
    view_follow(&reply->body, &p);
    return OK;
}
