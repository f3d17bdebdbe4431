/* page_documents.c - the documents of a work: what there is to sign, and files. */
#include "cards.h"
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

static Err show(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    TRY(joint_open(cx, rq, S("Documents"), TAB_STORY, (EntryKinds){ { ENTRY_FILE } }, &j));
    DocumentsPage p = { .form = j.form, .names = episode_names(cx->arena, &j.work) };
    TRY(fill_papers(&j, &p));
    TRY(fill_choices(cx, rq, &p));
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
