/* page_learned.c - what somebody learned: theirs alone, until they show it. */
#include "asked.h"
#include "cards.h"
#include "joint.h"
#include "../views/own.h"
#include "views.h"

static const EntryId NOTHING;

static bool is_mine(const Joint *j, const Entry *e)
{
    return uuid_eq(e->author.u, j->rq->actor.person.u);
}

static const Entry *goal_of(const Joint *j, const Entry *e)
{
    for (size_t i = 0; i < j->all.count; i++)
        if (j->all.list[i].kind == ENTRY_GOAL && uuid_eq(j->all.list[i].id.u, e->parent.u))
            return &j->all.list[i];
    return NULL;
}

static LearnedItem item_of(const Joint *j, const Entry *e, Str others)
{
    Arena *a = j->cx->arena;
    Str day = time_say_short(a, j->rq->practice->zone, e->created_ms);
    const Entry *goal = goal_of(j, e);
    LearnedItem m = { .card = joint_card(j, e), .others = others, .goal = goal ? entry_text(goal) : S(""),
        .from = arena_printf(a, "On " STR_FMT, STR_ARG(day)) };
    m.card.text = entry_text(e);
    if (e->level)
        m.from = arena_printf(a, "From session %lld, on " STR_FMT, (long long)e->level, STR_ARG(day));
    if (e->audience != ENTRY_READ_BY_AUTHOR) m.readers = others;
    return m;
}

static Err fill_items(const Joint *j, LearnedPage *p)
{
    LearnedItem *mine = ARENA_ARRAY(j->cx->arena, LearnedItem, j->all.count);
    LearnedWords *shown = ARENA_ARRAY(j->cx->arena, LearnedWords, j->all.count);
    if ((!mine || !shown) && j->all.count) return fail(j->cx, ERR_LIMIT, "request too large");
    for (size_t i = j->all.count; i-- > 0;) {
        const Entry *e = &j->all.list[i];
        if (e->kind != ENTRY_LEARNED || e->state == ENTRY_WITHDRAWN) continue;
        JointWords w = joint_words(j, e->author, entry_text(e), e->updated_ms);
        if (is_mine(j, e)) mine[p->mine_count++] = item_of(j, e, p->others);
        else shown[p->shown_count++] = (LearnedWords){ w.who, w.text, w.when, w.voice };
    }
    p->mine = mine;
    p->shown = shown;
    return OK;
}

static Err fill_goals(const Joint *j, LearnedPage *p)
{
    size_t at = 0;
    LearnedGoal *list = ARENA_ARRAY(j->cx->arena, LearnedGoal, j->all.count);
    if (!list && j->all.count) return fail(j->cx, ERR_LIMIT, "request too large");
    for (const Entry *e; (e = joint_next(j, ENTRY_GOAL, NOTHING, &at));)
        if (e->state == ENTRY_ACTIVE)
            list[p->goal_count++] = (LearnedGoal){ uuid_str(j->cx->arena, e->id.u), entry_text(e) };
    p->goals = list;
    return OK;
}

Err page_learned(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    int64_t choice = 0;
    LearnedPage *p = ARENA_NEW(cx->arena, LearnedPage);
    if (!p) return fail(cx, ERR_LIMIT, "request too large");
    TRY(joint_open(cx, rq, S("What I learned"), TAB_STORY,
                   (EntryKinds){ { ENTRY_LEARNED, ENTRY_GOAL } }, &j));
    TRY(asked_choice(cx, rq, rq->actor.person, PREFERENCE_LEARNED, PREFERENCE_FOR_SELF, &choice));
    p->form = j.form;
    p->others = episode_others(cx->arena, &j.work, rq->actor.person);
    p->folded = choice == LEARNED_NOT;
    p->preferences = card_work_url(cx, rq, "/preferences");
    TRY(fill_items(&j, p));
    TRY(fill_goals(&j, p));
    view_learned(&reply->body, p);
    return OK;
}
