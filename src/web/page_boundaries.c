/* page_boundaries.c - the log about boundaries, and the way to somebody outside the two. */
#include "../domain/boundary.h"
#include "../store/episode.h"
#include "../views/coaching.h"
#include "cards.h"
#include "joint.h"
#include "views.h"

static const EntryId NOTHING;

/* --- showing ---------------------------------------------------------------------------- */

static Err fill_remarks(const Joint *j, const Entry *e, BoundaryItem *b)
{
    size_t at = 0;
    JointCard *reasons = ARENA_ARRAY(j->cx->arena, JointCard, j->all.count);
    JointCard *comments = ARENA_ARRAY(j->cx->arena, JointCard, j->all.count);
    if (!reasons || !comments) return fail(j->cx, ERR_LIMIT, "request too large");
    b->reasons.list = reasons;
    b->comments.list = comments;
    for (const Entry *r; (r = joint_next(j, ENTRY_REMARK, e->id, &at));) {
        Str talked = boundary_talked_say(r->slot, r->level);
        if (str_eq(r->slot, S("reason"))) reasons[b->reasons.count++] = joint_card(j, r);
        else if (str_eq(r->slot, S("comment"))) comments[b->comments.count++] = joint_card(j, r);
        else b->talked[str_eq(r->slot, S("client")) ? 0 : 1] = talked;
    }
    return OK;
}

static Err fill_items(const Joint *j, BoundariesPage *p)
{
    size_t at = 0;
    BoundaryItem *list = ARENA_ARRAY(j->cx->arena, BoundaryItem, j->all.count);
    if (!list && j->all.count) return fail(j->cx, ERR_LIMIT, "request too large");
    for (const Entry *e; (e = joint_next(j, ENTRY_CROSSING, NOTHING, &at));) {
        BoundaryItem *b = &list[p->item_count++];
        Boundary about = boundary_parse(e->slot);
        *b = (BoundaryItem){ .card = joint_card(j, e), .who = card_who(j->rq, &j->work, e->author),
            .about = about == BOUNDARY_COUNT ? S("") : boundary_say(about),
            .weight = boundary_weight_say(e->level), .leads_out = boundary_leads_out(e->level),
            .when = time_say_day_year(j->cx->arena, j->rq->practice->zone, e->created_ms),
            .private_ = e->audience == ENTRY_READ_BY_AUTHOR,
            .mine = uuid_eq(e->author.u, j->rq->actor.person.u) };
        TRY(fill_remarks(j, e, b));
    }
    p->items = list;
    return OK;
}

static Err fill_choices(Ctx *cx, BoundariesPage *p)
{
    static const char *const numbers[] = { "", "1", "2", "3" };
    BoundaryChoice *kinds = ARENA_ARRAY(cx->arena, BoundaryChoice, BOUNDARY_COUNT);
    BoundaryChoice *weights = ARENA_ARRAY(cx->arena, BoundaryChoice, WEIGHT_COUNT);
    if (!kinds || !weights) return fail(cx, ERR_LIMIT, "request too large");
    for (int b = 0; b < BOUNDARY_COUNT; b++)
        kinds[b] = (BoundaryChoice){ boundary_slot((Boundary)b), boundary_say((Boundary)b) };
    for (int w = 1; w < WEIGHT_COUNT; w++)
        weights[w - 1] = (BoundaryChoice){ str_from_c(numbers[w]), boundary_weight_say(w) };
    p->kinds = kinds;
    p->kind_count = BOUNDARY_COUNT;
    p->weights = weights;
    p->weight_count = WEIGHT_COUNT - 1;
    return OK;
}

static Err show(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    TRY(joint_open(cx, rq, S("Boundaries"), TAB_STORY,
                   (EntryKinds){ { ENTRY_CROSSING, ENTRY_REMARK } }, &j));
    BoundariesPage p = { .form = j.form, .names = episode_names(cx->arena, &j.work),
        .add = card_work_url(cx, rq, "/boundaries"), .report = card_work_url(cx, rq, "/report"),
        .client = grant_is_client_view(rq->grant), .typed = req_text(rq, "text"),
        .typed_reason = req_text(rq, "reason"), .typed_slot = req_text(rq, "slot"),
        .typed_level = req_int(rq, "level", 0) };
    TRY(fill_items(&j, &p));
    TRY(fill_choices(cx, &p));
    if (rq->errors.count) reply->status = 422;
    view_boundaries(&reply->body, &p);
    return OK;
}

Err page_boundaries(Ctx *cx, Req *rq, Reply *reply)
{
    return show(cx, rq, reply);
}

/* --- writing ------------------------------------------------------------------------------ */

static Err add_remark(Ctx *cx, Req *rq, EntryId parent, const char *slot, Str text, int64_t level)
{
    EntryId id;
    if (text.len == 0 && level == 0) return OK;
    EntryNew fresh = { .kind = ENTRY_REMARK, .slot = str_from_c(slot), .parent = parent, .level = level,
                       .text = text, .owner = rq->actor.person };
    return entry_add(cx, rq->tx, rq->grant, req_episode(rq), &fresh, &id);
}

/* Said of staff alone; in words as well, for the history. */
static Err add_talked(Ctx *cx, Req *rq, EntryId parent, const char *slot)
{
    int64_t level = grant_is_client_view(rq->grant) ? 0 : req_int(rq, slot, 0);
    return add_remark(cx, rq, parent, slot, boundary_talked_say(str_from_c(slot), level), level);
}

/* Only a client keeps it to themselves: what others note about the work with somebody, that
 * somebody reads. */
Err page_boundary_add(Ctx *cx, Req *rq, Reply *reply)
{
    EntryId id;
    bool mine = req_has(rq, "mine") && grant_is_client_view(rq->grant);
    EntryNew fresh = { .kind = ENTRY_CROSSING, .slot = req_text(rq, "slot"), .text = req_text(rq, "text"),
        .level = req_int(rq, "level", 0), .owner = rq->actor.person,
        .audience = mine ? ENTRY_READ_BY_AUTHOR : ENTRY_READ_BY_MEMBERS };
    if (boundary_parse(fresh.slot) == BOUNDARY_COUNT) return fail(cx, ERR_INVALID, "not one of the choices");
    if (fresh.text.len == 0) req_error(rq, "text", S("Write a few words about what happened."));
    if (fresh.level == 0) req_error(rq, "level", S("Choose what it was. “Not sure” is an answer."));
    if (rq->errors.count) return show(cx, rq, reply);
    TRY(entry_add(cx, rq->tx, rq->grant, req_episode(rq), &fresh, &id));
    TRY(add_remark(cx, rq, id, "reason", req_text(rq, "reason"), 0));
    TRY(add_talked(cx, rq, id, "client"));
    TRY(add_talked(cx, rq, id, "supervisor"));
    if (boundary_leads_out(fresh.level)) return reply_go(reply, card_work_url(cx, rq, "/report"));
    return reply_go(reply, url_printf(cx->arena, "/work/" STR_FMT "/boundaries#e-" STR_FMT,
        STR_ARG(req_path(rq, "episode")), STR_ARG(uuid_str(cx->arena, id.u))));
}

/* --- somebody outside the two -------------------------------------------------------------- */

Err page_report(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    const Practice *own = rq->practice;
    TRY(frame_fill(cx, rq, S("Where you can turn"), FRAME_READ, TAB_STORY, &frame));
    ReportPage p = { .frame = &frame, .practice = own->name, .name = own->report_name,
        .reach = own->report_reach, .body = own->body_name, .body_reach = own->body_reach,
        .boundaries = card_work_url(cx, rq, "/boundaries"), .help = url_local(S("/help")) };
    view_report(&reply->body, &p);
    return OK;
}
