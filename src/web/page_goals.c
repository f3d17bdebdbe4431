/* page_goals.c - goals and tasks, and how each one sees the same thing. */
#include "joint.h"
#include "views.h"

static const EntryId NOTHING;

/* The newest words about a goal in this slot; "" when nobody wrote any. */
static Str about(const Joint *j, const Entry *goal, Str slot)
{
    Str text = S("");
    size_t at = 0;
    for (const Entry *e; (e = joint_next(j, ENTRY_ABOUT, goal->id, &at));)
        if (str_eq(e->slot, slot)) text = entry_text(e);
    return text;
}

static Err fill_goal(const Joint *j, const Entry *e, JointGoal *g)
{
    *g = (JointGoal){ .card = joint_card(j, e), .why = about(j, e, S("why")),
                      .notice = about(j, e, S("notice")), .reached = e->level };
    for (int i = 0; i < 5; i++) {
        g->level[i] = about(j, e, arena_printf(j->cx->arena, "level%d", i + 1));
        g->has_levels = g->has_levels || g->level[i].len;
    }
    return joint_cards(j, ENTRY_TASK, e->id, &g->tasks);
}

static Err fill_goals(const Joint *j, bool open, const JointGoal **ret_list, size_t *ret_count)
{
    size_t count = 0, at = 0;
    JointGoal *list = ARENA_ARRAY(j->cx->arena, JointGoal, j->all.count);
    if (!list && j->all.count) return fail(j->cx, ERR_LIMIT, "request too large");
    for (const Entry *e; (e = joint_next(j, ENTRY_GOAL, NOTHING, &at));)
        if ((e->state == ENTRY_ACTIVE) == open) TRY(fill_goal(j, e, &list[count++]));
    *ret_list = list;
    *ret_count = count;
    return OK;
}

Err page_goals(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    GoalsPage p = { .goal_count = 0 };
    TRY(joint_open(cx, rq, S("Goals and tasks"), TAB_STORY,
                   (EntryKinds){ { ENTRY_GOAL, ENTRY_TASK, ENTRY_ABOUT, ENTRY_CHECK } }, &j));
    p.form = j.form;
    p.names = episode_names(cx->arena, &j.work);
    TRY(fill_goals(&j, true, &p.goals, &p.goal_count));
    TRY(fill_goals(&j, false, &p.closed, &p.closed_count));
    TRY(joint_cards(&j, ENTRY_TASK, NOTHING, &p.tasks));
    view_goals(&reply->body, &p);
    return OK;
}

static Err fill_topic(const Joint *j, const Entry *e, JointTopic *t)
{
    JointCards views;
    size_t at = 0;
    *t = (JointTopic){ .card = joint_card(j, e) };
    for (const Entry *v; (v = joint_next(j, ENTRY_VIEW, e->id, &at));)
        t->has_mine = t->has_mine || uuid_eq(v->author.u, j->rq->actor.person.u);
    TRY(joint_cards(j, ENTRY_VIEW, e->id, &views));
    t->views = views.list;
    t->view_count = views.count;
    return joint_cards(j, ENTRY_SHARED, e->id, &t->shared);
}

Err page_topics(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    size_t at = 0;
    TRY(joint_open(cx, rq, S("How each of us sees it"), TAB_STORY,
                   (EntryKinds){ { ENTRY_TOPIC, ENTRY_VIEW, ENTRY_SHARED, ENTRY_CHECK } }, &j));
    j.frame.width = FRAME_WIDE;
    JointTopic *topics = ARENA_ARRAY(cx->arena, JointTopic, j.all.count);
    if (!topics && j.all.count) return fail(cx, ERR_LIMIT, "request too large");
    TopicsPage p = { .form = j.form, .names = episode_names(cx->arena, &j.work), .topics = topics };
    for (const Entry *e; (e = joint_next(&j, ENTRY_TOPIC, NOTHING, &at));)
        TRY(fill_topic(&j, e, &topics[p.topic_count++]));
    view_topics(&reply->body, &p);
    return OK;
}
