/* page_ending.c - how the work ends: the ending people agree on, and what each looks back on. */
#include "cards.h"
#include "joint.h"
#include "../domain/parting.h"
#include "../views/ending.h"
#include "views.h"

static const EntryId NOTHING;

static PartingAnswer answer_of(const Joint *j, const Entry *e, Parting parting)
{
    Arena *a = j->cx->arena;
    bool own = uuid_eq(e->author.u, j->rq->actor.person.u);
    Str id = uuid_str(a, e->id.u);
    PartingAnswer s = { .id = arena_join(a, S("e-"), id), .who = card_who(j->rq, &j->work, e->author),
        .voice = card_voice(&j->work, e->author), .said = parting_say(parting, e->level),
        .text = entry_text(e), .private_ = e->audience == ENTRY_READ_BY_AUTHOR,
        .when = time_say_day_year(a, j->rq->practice->zone, e->created_ms) };
    if (own && entry_may_become(e, e->author, ENTRY_WITHDRAWN))
        s.act = arena_printf(a, "/work/" STR_FMT "/joint/" STR_FMT,
                             STR_ARG(req_path(j->rq, "episode")), STR_ARG(id));
    return s;
}

static Err fill_ask(const Joint *j, Parting parting, PartingAsk *ask)
{
    size_t at = 0;
    PartingAnswer *list = ARENA_ARRAY(j->cx->arena, PartingAnswer, j->all.count);
    if (!list && j->all.count) return fail(j->cx, ERR_LIMIT, "request too large");
    *ask = (PartingAsk){ .slot = parting_name(parting), .question = parting_ask(parting),
                         .choice_count = parting_choices(parting), .answer = list };
    for (int i = 0; i < ask->choice_count; i++) ask->choice[i] = parting_say(parting, i + 1);
    for (const Entry *e; (e = joint_next(j, ENTRY_PARTING, NOTHING, &at));)
        if (str_eq(e->slot, ask->slot)) list[ask->answer_count++] = answer_of(j, e, parting);
    return OK;
}

static void fill_end(const Joint *j, EndingPage *p)
{
    Ctx *cx = j->cx;
    p->ended = j->work.state == EPISODE_ENDED;
    p->may_record = grant_may(j->rq->grant, ACTION_EPISODE_END);
    p->record_end = card_work_url(cx, j->rq, "/end");
    p->version = j->work.version;
    if (grant_may(j->rq->grant, ACTION_TAKE_RECORD)) p->take = card_work_url(cx, j->rq, "/record");
    if (p->ended)
        p->ended_said = arena_printf(cx->arena, "Our work ended on " STR_FMT ".",
            STR_ARG(time_say_day_year(cx->arena, j->rq->practice->zone, j->work.ended_ms)));
}

Err page_ending(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    TRY(joint_open(cx, rq, S("How we end"), TAB_STORY,
                   (EntryKinds){ { ENTRY_ENDING, ENTRY_PARTING } }, &j));
    PartingAsk *ask = ARENA_ARRAY(cx->arena, PartingAsk, PARTING_COUNT);
    if (!ask) return fail(cx, ERR_LIMIT, "request too large");
    EndingPage p = { .form = j.form, .names = episode_names(cx->arena, &j.work), .ask = ask,
                     .ask_count = PARTING_COUNT };
    for (int i = 0; i < PARTING_COUNT; i++) TRY(fill_ask(&j, (Parting)i, &ask[i]));
    TRY(joint_cards(&j, ENTRY_ENDING, NOTHING, &p.offers));
    fill_end(&j, &p);
    view_ending(&reply->body, &p);
    return OK;
}
