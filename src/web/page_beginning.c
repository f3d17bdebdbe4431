/* page_beginning.c - what belongs to the beginning of a work: the administrator chooses which
 * texts are there from the invitation on, and which first questions are asked. */
#include "../domain/intake.h"
#include "../store/practice.h"
#include "papers.h"
#include "views.h"

static Err fill_parts(Ctx *cx, Req *rq, const Practice *practice, BeginningPage *p)
{
    IntakeParts parts;
    TRY(intake_parts(cx, rq->app->measures, &parts));
    BeginningPart *list = ARENA_ARRAY(cx->arena, BeginningPart, BEGINNING_MAX);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < parts.count && i < BEGINNING_MAX; i++) {
        const Definition *d = parts.list[i];
        list[p->part_count++] = (BeginningPart){ .id = d->id, .title = d->title,
            .chosen = intake_asks(practice, d), .name = arena_printf(cx->arena, "s%zu", i + 1),
            .detail = arena_printf(cx->arena, "%zu question%s", d->item_count, d->item_count == 1 ? "" : "s") };
    }
    p->parts = list;
    return OK;
}

static Err fill_texts(Ctx *cx, Req *rq, BeginningPage *p)
{
    Templates all;
    TRY(template_list(cx, rq->tx, rq->grant, &all));
    BeginningPart *list = ARENA_ARRAY(cx->arena, BeginningPart, BEGINNING_MAX);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count && p->text_count < BEGINNING_MAX; i++) {
        const Template *t = &all.list[i];
        if (!t->offered) continue;
        list[p->text_count] = (BeginningPart){ .id = uuid_str(cx->arena, t->id.u),
            .title = paper_title(t->words), .chosen = t->at_intake, 
            .detail = paper_kind_beside(t->kind, paper_title(t->words)),
            .name = arena_printf(cx->arena, "t%zu", p->text_count + 1) };
        p->text_count++;
    }
    p->texts = list;
    return OK;
}

Err page_beginning(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Practice practice;
    BeginningPage p = { .idem = rq->idem };
    TRY(practice_load(cx, rq->tx, rq->grant, &practice));
    p.version = practice.version;
    TRY(frame_fill(cx, rq, S("What belongs to the beginning"), FRAME_READ, TAB_TEXTS, &frame));
    TRY(fill_parts(cx, rq, &practice, &p));
    TRY(fill_texts(cx, rq, &p));
    view_beginning(&reply->body, &frame, &p);
    return OK;
}

/* --- saving ------------------------------------------------------------------------------ */

/* The ids that were ticked and are there; "-" when none is. */
static Err ticked_parts(Ctx *cx, const Req *rq, Str *ret_ids)
{
    IntakeParts parts;
    Str ids = S("");
    TRY(intake_parts(cx, rq->app->measures, &parts));
    for (size_t i = 0; i < parts.count; i++)
        for (int n = 1; n <= BEGINNING_MAX; n++)
            if (str_eq(req_text(rq, arena_printf(cx->arena, "s%d", n).ptr), parts.list[i]->id))
                ids = arena_printf(cx->arena, STR_FMT "%s" STR_FMT, STR_ARG(ids), ids.len ? " " : "",
                                   STR_ARG(parts.list[i]->id));
    *ret_ids = ids.len ? ids : S("-");
    return OK;
}

static bool is_ticked(Ctx *cx, const Req *rq, TemplateId id)
{
    for (int n = 1; n <= BEGINNING_MAX; n++)
        if (uuid_eq(req_uuid(rq, arena_printf(cx->arena, "t%d", n).ptr), id.u)) return true;
    return false;
}

static Err save_texts(Ctx *cx, Req *rq)
{
    Templates all;
    TRY(template_list(cx, rq->tx, rq->grant, &all));
    for (size_t i = 0; i < all.count; i++) {
        const Template *t = &all.list[i];
        bool wanted = t->offered && is_ticked(cx, rq, t->id);
        if (wanted != t->at_intake) TRY(template_set(cx, rq->tx, rq->grant, t->id, t->offered, wanted));
    }
    return OK;
}

Err page_beginning_save(Ctx *cx, Req *rq, Reply *reply)
{
    Practice practice;
    TRY(practice_load(cx, rq->tx, rq->grant, &practice));
    practice.version = req_int(rq, "version", 0);
    TRY(ticked_parts(cx, rq, &practice.intake));
    TRY(practice_save(cx, rq->tx, rq->grant, &practice));
    TRY(save_texts(cx, rq));
    reply->practice_changed = true;
    return reply_go(reply, url_local(S("/practice/documents")));
}
