/* page_questions.c - questions that are left open, and rest until a chosen day. */
#include "cards.h"
#include "joint.h"
#include "../views/ending.h"
#include "views.h"

static const EntryId NOTHING;
typedef enum Where { OPEN_NOW, RESTING, LAID_DOWN } Where;

static Where where_of(const Joint *j, const Entry *e)
{
    if (e->state != ENTRY_OPEN) return LAID_DOWN;
    bool rests = e->due_ms && zone_days_between(j->rq->practice->zone, j->cx->now_ms, e->due_ms) > 0;
    return rests ? RESTING : OPEN_NOW;
}

/* "Asked by Daniel on 3 Nov. Rests until ..." */
static Str asked_by(const Joint *j, const Entry *e, Str rest)
{
    bool alone = e->audience == ENTRY_READ_BY_AUTHOR && rest.len == 0;
    return arena_printf(j->cx->arena, "Asked by " STR_FMT " on " STR_FMT ". " STR_FMT "%s",
        STR_ARG(uuid_eq(e->author.u, j->rq->actor.person.u) ? S("you")
                                                            : card_who(j->rq, &j->work, e->author)),
        STR_ARG(time_say_short(j->cx->arena, j->rq->practice->zone, e->created_ms)), STR_ARG(rest),
        alone ? "Only you read this." : "");
}

static Err fill(const Joint *j, Where where, JointQuestions *ret_list)
{
    size_t count = 0, at = 0;
    Arena *a = j->cx->arena;
    JointQuestion *list = ARENA_ARRAY(a, JointQuestion, j->all.count);
    if (!list && j->all.count) return fail(j->cx, ERR_LIMIT, "request too large");
    for (const Entry *e; (e = joint_next(j, ENTRY_QUESTION, NOTHING, &at));) {
        if (where_of(j, e) != where) continue;
        JointQuestion *q = &list[count++];
        *q = (JointQuestion){ .card = joint_card(j, e),
                              .mine = uuid_eq(e->author.u, j->rq->actor.person.u) };
        q->card.note = asked_by(j, e, where == RESTING ? q->card.note : S(""));
        if (where == RESTING) q->until = date_iso(a, zone_moment(j->rq->practice->zone, e->due_ms).date);
        TRY(joint_cards(j, ENTRY_THOUGHT, e->id, &q->thoughts));
    }
    *ret_list = (JointQuestions){ list, count };
    return OK;
}

Err page_questions(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    QuestionsPage p;
    TRY(joint_open(cx, rq, S("Questions we leave open"), TAB_STORY,
                   (EntryKinds){ { ENTRY_QUESTION, ENTRY_THOUGHT } }, &j));
    p = (QuestionsPage){ .form = j.form, .names = episode_names(cx->arena, &j.work) };
    TRY(fill(&j, OPEN_NOW, &p.open));
    TRY(fill(&j, RESTING, &p.resting));
    TRY(fill(&j, LAID_DOWN, &p.laid_down));
    view_questions(&reply->body, &p);
    return OK;
}
