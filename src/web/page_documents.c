/* page_documents.c - the documents of a work: what there is to sign, and the first questions. */
#include "../domain/intake.h"
#include "../store/response.h"
#include "cards.h"
#include "form.h"
#include "joint.h"
#include "papers.h"
#include "views.h"

/* --- the list ---------------------------------------------------------------------------- */

static Err fill_papers(Joint *j, DocumentsPage *p)
{
    Papers all;
    Ctx *cx = j->cx;
    TRY(paper_list(cx, j->rq->tx, j->rq->grant, req_episode(j->rq), &all));
    PaperLine *lines = ARENA_ARRAY(cx->arena, PaperLine, all.count);
    if (!lines && all.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++)
        paper_line(cx, j->rq, &j->work, &all.list[all.count - 1 - i], &lines[i]);
    p->papers = lines;
    p->paper_count = all.count;
    return OK;
}

static Err fill_choices(Ctx *cx, Req *rq, DocumentsPage *p)
{
    Templates all;
    p->may_send = grant_may(rq->grant, ACTION_PAPER_SEND);
    p->send = card_work_url(cx, rq, "/documents");
    if (!p->may_send) return OK;
    TRY(template_list(cx, rq->tx, rq->grant, &all));
    PaperChoice *choices = ARENA_ARRAY(cx->arena, PaperChoice, all.count);
    if (!choices && all.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++)
        if (all.list[i].offered)
            choices[p->choice_count++] = (PaperChoice){ uuid_str(cx->arena, all.list[i].id.u),
                                                        paper_title(all.list[i].words) };
    p->choices = choices;
    return OK;
}

/* --- the first questions ------------------------------------------------------------------- */

static Err fill_sent(Joint *j, DocumentsPage *p)
{
    Responses sent;
    Ctx *cx = j->cx;
    const Zone *zone = j->rq->practice->zone;
    TRY(response_list(cx, j->rq->tx, j->rq->grant, req_episode(j->rq), FORM_INTAKE, 50, &sent));
    PaperLine *lines = ARENA_ARRAY(cx->arena, PaperLine, sent.count);
    if (!lines && sent.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < sent.count; i++)
        lines[i] = (PaperLine){ .title = arena_printf(cx->arena, "Answers of " STR_FMT,
                STR_ARG(time_say_day_year(cx->arena, zone, sent.list[i].sent_ms))),
            .detail = arena_printf(cx->arena, "by " STR_FMT "%s",
                STR_ARG(uuid_eq(sent.list[i].person.u, j->rq->actor.person.u) ? S("you")
                        : card_who(j->rq, &j->work, sent.list[i].person)), i ? ", an earlier version" : ""),
            .url = work_url_id(cx->arena, req_episode(j->rq), "intake", sent.list[i].id.u, "") };
    p->intakes = lines;
    p->intake_count = sent.count;
    return OK;
}

static Err fill_intake(Joint *j, DocumentsPage *p)
{
    bool open = false;
    Response r;
    MeasureSet set;
    Req *rq = j->rq;
    TRY(fill_sent(j, p));
    TRY(intake_set(j->cx, rq->app->measures, rq->practice, &set));
    if (set.count == 0 && p->intake_count == 0) return OK;
    p->intake = p->intake_count ? S("What was said at the beginning. It can be changed at any time; what "
                                    "was said before stays.")
                                : S("Nobody has answered them, and nobody has to.");
    if (!grant_may(rq->grant, ACTION_INTAKE_WRITE) || set.count == 0) return OK;
    TRY(response_open_for(j->cx, rq->tx, rq->grant, req_episode(rq), rq->actor.person, FORM_INTAKE, &open, &r));
    p->intake_begin = card_work_url(j->cx, rq, "/intake");
    p->intake_begin_words = open ? S("Go on where you stopped") : p->intake_count ? S("Change what I said")
                                                                                   : S("Look at the questions");
    return OK;
}

static Err show(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    TRY(joint_open(cx, rq, S("Documents"), TAB_STORY, (EntryKinds){ { ENTRY_NO_KIND } }, &j));
    DocumentsPage p = { .form = j.form, .names = episode_names(cx->arena, &j.work) };
    TRY(fill_papers(&j, &p));
    TRY(fill_choices(cx, rq, &p));
    TRY(fill_intake(&j, &p));
    if (rq->errors.count) reply->status = 422;
    view_documents(&reply->body, &p);
    return OK;
}

Err page_documents(Ctx *cx, Req *rq, Reply *reply)
{
    return show(cx, rq, reply);
}

/* --- putting a text there --------------------------------------------------------------------- */

Err page_paper_send(Ctx *cx, Req *rq, Reply *reply)
{
    Template t;
    EntryId id;
    TRY(template_load(cx, rq->tx, rq->grant, (TemplateId){ req_uuid(rq, "template") }, &t));
    if (!t.offered) return fail(cx, ERR_MISSING, "this text is not offered any more");
    TRY(paper_put(cx, rq->tx, rq->grant, req_episode(rq), &t, &id));
    return reply_go(reply, paper_url(cx, rq, id, ""));
}
