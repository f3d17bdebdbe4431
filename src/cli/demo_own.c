/* demo_own.c - what Daniel keeps for himself in the work with Maya, what he shows, and what he
 * brings to Helen. */
#include "demo_play.h"
#include "../store/brought.h"
#include "../store/entry.h"
#include "../store/own_check.h"
#include "../store/process_note.h"
#include "../store/supervision.h"

static const EpisodeId no_episode;

static Err enter(Ctx *cx, Tx *tx, const Demo *d, int who, Action action, EpisodeId e, const Grant **ret_grant)
{
    Actor actor = { .practice = d->practice.id, .person = d->staff[who].id, .capacities = d->staff[who].capacities };
    return gate_enter(cx, tx, &actor, action, e, ret_grant);
}

/* Six weeks: tired, mind elsewhere, frustrated, warm. */
Err demo_own_check(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    static const int64_t weeks[DEMO_OWN_WEEKS][4] = { { 2, 1, 1, 5 }, { 3, 2, 2, 4 }, { 3, 2, 3, 4 },
                                                      { 4, 2, 4, 3 }, { 4, 3, 3, 4 }, { 3, 2, 2, 4 } };
    const Grant *g;
    OwnCheck c = { .version = S("1.0.0"), .answer_count = 4 };
    const int64_t *line = weeks[event->n];
    for (size_t i = 0; i < c.answer_count; i++) c.answer[i] = line[i];
    c.total = ((6 - line[0]) + (6 - line[1]) + (6 - line[2]) + line[3]) * 25;
    TRY(enter(cx, tx, d, event->work->story->therapist, ACTION_OWN_WRITE, event->work->id, &g));
    return own_check_add(cx, tx, g, event->work->id, &c);
}

/* A note for himself, something he learned and shows, and who supervises him here. */
Err demo_own_words(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    NoteId note;
    EntryId learned;
    const Grant *g;
    const DemoWork *w = event->work;
    const EntryNew fresh = { .kind = ENTRY_LEARNED, .owner = d->staff[w->story->therapist].id,
        .text = S("That a full pause is also an answer. I used to fill it; now I wait, and she begins.") };
    TRY(enter(cx, tx, d, w->story->therapist, ACTION_NOTE_WRITE, w->id, &g));
    TRY(process_note_add(cx, tx, g, w->id, S("I hurried again when she went quiet, and it was my quiet I could not "
        "stand. I want to help before she has asked. Whose sister am I being?"), &note));
    TRY(enter(cx, tx, d, w->story->therapist, ACTION_JOINT_WRITE, w->id, &g));
    TRY(entry_add(cx, tx, g, w->id, &fresh, &learned));
    TRY(entry_share(cx, tx, g, w->id, learned, ENTRY_READ_BY_MEMBERS, NULL, 0));
    TRY(enter(cx, tx, d, w->story->therapist, ACTION_SUPERVISOR_NAME, w->id, &g));
    return supervision_name(cx, tx, g, w->id, d->staff[DEMO_HELEN].id);
}

static Err newest(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, BroughtId *ret_id)
{
    BroughtList all;
    TRY(brought_list(cx, tx, g, e, &all));
    if (all.count == 0) return fail(cx, ERR_BUG, "nothing was put on the list");
    *ret_id = all.list[0].id;
    return OK;
}

Err demo_own_brings(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    BroughtId id;
    const Grant *g;
    const DemoWork *w = event->work;
    const Brought b = {
        .question = S("When she goes quiet I start to help. How do I find out whose need that is, without making it hers?"),
        .fear = S("Whether I am kinder to her than is good for her."),
        .beside = S("I learned: that a full pause is also an answer.") };
    const Brought kept = { .question = S("What would I do differently if I were not afraid that she stops coming?") };
    TRY(enter(cx, tx, d, w->story->therapist, ACTION_BRING_WRITE, w->id, &g));
    TRY(brought_add(cx, tx, g, w->id, &b));
    TRY(newest(cx, tx, g, w->id, &id));
    TRY(brought_set_state(cx, tx, g, w->id, id, BROUGHT_BROUGHT, d->staff[DEMO_HELEN].id));
    return brought_add(cx, tx, g, w->id, &kept);
}

Err demo_own_reply(Ctx *cx, Tx *tx, Demo *d, const DemoEvent *event)
{
    (void)event;
    const Grant *g;
    BroughtList all;
    TRY(enter(cx, tx, d, DEMO_HELEN, ACTION_BROUGHT_WRITE, no_episode, &g));
    TRY(brought_list_shown(cx, tx, g, &all));
    if (all.count == 0) return fail(cx, ERR_BUG, "nothing was brought");
    return brought_reply(cx, tx, g, all.list[0].id, S("Next time, count to ten before you help, and notice what "
        "happens in you at seven. Bring me the seven, not her silence. And: kind and useful are not enemies."));
}
