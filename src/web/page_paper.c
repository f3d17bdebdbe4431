/* page_paper.c - one text to read and sign: what people answer to it, a copy, and whether it
 * is still the text that was signed. */
#include "papers.h"
#include "../base/pdf.h"
#include "cards.h"
#include "views.h"

enum { PDF_MAX = 1 << 20 };

static Err load(Ctx *cx, Req *rq, Paper *ret_paper, Episode *ret_work)
{
    TRY(episode_load(cx, rq->tx, rq->grant, req_episode(rq), ret_work));
    return paper_load(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Entry, rq, "entry"), ret_paper);
}

/* --- the page -------------------------------------------------------------------------- */

static void fill_may(const Req *rq, const Paper *p, PaperPage *page)
{
    PersonId self = rq->actor.person;
    bool asked = p->entry.state == ENTRY_OPEN && grant_may(rq->grant, ACTION_PAPER_SIGN);
    page->may_sign = paper_may(&p->answers, self, PAPER_SIGNED, asked);
    page->may_no = paper_may(&p->answers, self, PAPER_DECLINED, asked);
    page->may_not_now = paper_may(&p->answers, self, PAPER_NOT_NOW, asked);
    page->may_withdraw = paper_may(&p->answers, self, PAPER_WITHDRAWN, asked)
                      && grant_may(rq->grant, ACTION_PAPER_WITHDRAW);
    page->laid_aside = p->entry.state == ENTRY_LET_GO;
    page->may_lay_aside = grant_may(rq->grant, ACTION_JOINT_WRITE)
        && (entry_may_become(&p->entry, self, ENTRY_LET_GO) || entry_may_become(&p->entry, self, ENTRY_OPEN));
}

static void fill_urls(Ctx *cx, const Req *rq, const Paper *p, PaperPage *page)
{
    EntryId id = p->entry.id;
    page->sign = paper_url(cx, rq, id, "/sign");
    page->answer = paper_url(cx, rq, id, "/answer");
    page->withdraw = paper_url(cx, rq, id, "/withdraw");
    page->copy = paper_url(cx, rq, id, "/copy");
    page->check = paper_url(cx, rq, id, "/check");
    page->text = paper_url(cx, rq, id, "/text");
    if (pdf_possible()) page->pdf = paper_url(cx, rq, id, "/copy.pdf");
    page->state = url_printf(cx->arena, "/work/" STR_FMT "/joint/" STR_FMT "/state",
                             STR_ARG(req_path(rq, "episode")), STR_ARG(uuid_str(cx->arena, id.u)));
}

static Str from_said(Ctx *cx, const Req *rq, const Episode *work, const Paper *p)
{
    Arena *a = cx->arena;
    Str kind = paper_kind_beside(p->kind, paper_title(p->words));
    Str who = uuid_eq(p->entry.author.u, rq->actor.person.u) ? S("you") : card_who(rq, work, p->entry.author);
    Str day = time_say_day_year(a, rq->practice->zone, p->entry.created_ms);
    long long version = (long long)p->version;
    if (kind.len == 0)
        return arena_printf(a, "Version %lld. Put here by " STR_FMT " on " STR_FMT ".", version,
                            STR_ARG(who), STR_ARG(day));
    return arena_printf(a, STR_FMT ", version %lld. Put here by " STR_FMT " on " STR_FMT ".", STR_ARG(kind),
                        version, STR_ARG(who), STR_ARG(day));
}

static Err fill_page(Ctx *cx, Req *rq, const Paper *p, const Episode *work, PaperPage *ret_page)
{
    Str text = paper_text(p->words);
    PaperBlocks blocks = paper_blocks(cx->arena, text);
    PaperPage page = { .errors = &rq->errors, .title = paper_title(p->words), .hash = p->hash,
        .from = from_said(cx, rq, work, p), .blocks = blocks.list, .block_count = blocks.count,
        .sees = arena_printf(cx->arena, "You and " STR_FMT,
                             STR_ARG(episode_others(cx->arena, work, rq->actor.person))),
        .waits = paper_waits(cx, rq, work, p), .intent = paper_intent(p->kind), .idem = rq->idem,
        .said_count = p->answers.count, .starting_point = paper_is_starting_point(text),
        .gaps = paper_has_gaps(text),
        .back = card_work_url(cx, rq, "/documents"), .name = req_text(rq, "name"),
        .drawn = req_text(rq, "drawn"), .words = req_text(rq, "words") };
    if (!paper_drawing_ok(page.drawn)) page.drawn = S("");
    fill_may(rq, p, &page);
    fill_urls(cx, rq, p, &page);
    TRY(paper_said(cx, rq, work, p, &page.said));
    *ret_page = page;
    return OK;
}

static Err show(Ctx *cx, Req *rq, Reply *reply, const Paper *p, const Episode *work)
{
    Frame frame;
    PaperPage page;
    TRY(fill_page(cx, rq, p, work, &page));
    TRY(frame_fill(cx, rq, page.title, FRAME_READ, TAB_STORY, &frame));
    frame_signs(cx, &frame);
    page.frame = &frame;
    if (rq->errors.count) reply->status = 422;
    view_paper(&reply->body, &page);
    return OK;
}

Err page_paper(Ctx *cx, Req *rq, Reply *reply)
{
    Paper p;
    Episode work;
    TRY(load(cx, rq, &p, &work));
    return show(cx, rq, reply, &p, &work);
}

/* --- answering --------------------------------------------------------------------------- */

static Err keep(Ctx *cx, Req *rq, Reply *reply, const Paper *p, const PaperAnswer *said)
{
    TRY(paper_answer(cx, rq->tx, rq->grant, req_episode(rq), p, said));
    return reply_go(reply, paper_url(cx, rq, p->entry.id, ""));
}

/* The form names the text it showed: nothing else is signed. */
Err page_paper_sign(Ctx *cx, Req *rq, Reply *reply)
{
    Paper p;
    Episode work;
    PaperAnswer said = { .act = PAPER_SIGNED, .name = req_text(rq, "name"), .drawn = req_text(rq, "drawn") };
    TRY(load(cx, rq, &p, &work));
    if (!req_has(rq, "intent"))
        req_error(rq, "intent", S("Tick the sentence if you mean it, or answer “Not now”."));
    if (said.drawn.len && !paper_drawing_ok(said.drawn))
        req_error(rq, "name", S("The drawing could not be read. Your written name is enough."));
    if (rq->errors.count) return show(cx, rq, reply, &p, &work);
    if (!str_eq(req_text(rq, "shown"), p.hash))
        return fail(cx, ERR_CONFLICT, "the text is not the one that was shown");
    return keep(cx, rq, reply, &p, &said);
}

Err page_paper_answer(Ctx *cx, Req *rq, Reply *reply)
{
    Paper p;
    Episode work;
    PaperAnswer said = { .act = paper_act_parse(req_text(rq, "act")), .words = req_text(rq, "words") };
    TRY(load(cx, rq, &p, &work));
    if (rq->errors.count) return show(cx, rq, reply, &p, &work);
    if (said.act != PAPER_DECLINED && said.act != PAPER_NOT_NOW)
        return fail(cx, ERR_INVALID, "choose one of the buttons");
    return keep(cx, rq, reply, &p, &said);
}

Err page_paper_withdraw(Ctx *cx, Req *rq, Reply *reply)
{
    Paper p;
    Episode work;
    PaperAnswer said = { .act = PAPER_WITHDRAWN, .words = req_text(rq, "words") };
    TRY(load(cx, rq, &p, &work));
    if (rq->errors.count) return show(cx, rq, reply, &p, &work);
    return keep(cx, rq, reply, &p, &said);
}

/* --- a copy --------------------------------------------------------------------------------- */

/* On paper nobody is "you". */
static Err fill_copy(Ctx *cx, Req *rq, Paper *p, Episode *work, PaperPage *page)
{
    TRY(load(cx, rq, p, work));
    TRY(fill_page(cx, rq, p, work, page));
    PaperSaid *said = ARENA_ARRAY(cx->arena, PaperSaid, page->said_count);
    if (!said && page->said_count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < page->said_count; i++) {
        const Member *m = episode_member(work, p->answers.list[i].person);
        said[i] = page->said[i];
        if (m) said[i].who = m->profile.name;
    }
    page->said = said;
    page->back = paper_url(cx, rq, p->entry.id, "");
    return OK;
}

Err page_paper_copy(Ctx *cx, Req *rq, Reply *reply)
{
    Paper p;
    Episode work;
    Frame frame;
    PaperPage page;
    TRY(fill_copy(cx, rq, &p, &work, &page));
    TRY(frame_fill(cx, rq, page.title, FRAME_READ, TAB_STORY, &frame));
    page.frame = &frame;
    view_paper_copy(&reply->body, &page);
    return OK;
}

static void put_said(Pdf *pdf, Arena *a, const PaperSaid *s)
{
    pdf_put(pdf, PDF_HEADING, 0, arena_printf(a, STR_FMT " " STR_FMT ", " STR_FMT, STR_ARG(s->who),
                                              STR_ARG(s->said), STR_ARG(s->when)));
    if (s->name.len) pdf_put(pdf, PDF_TEXT, 0, arena_printf(a, "Signed: " STR_FMT, STR_ARG(s->name)));
    if (s->drawn.len) pdf_put(pdf, PDF_SMALL, 0, S("Drawn as well; the drawing stands on the page in Tandem."));
    if (s->intent.len) pdf_put(pdf, PDF_SMALL, 0, arena_printf(a, "By signing: “" STR_FMT "”", STR_ARG(s->intent)));
    pdf_put(pdf, PDF_TEXT, 1, s->words);
    pdf_put(pdf, PDF_SMALL, 0, arena_printf(a, "Fingerprint of the text that was answered (SHA-256): " STR_FMT, STR_ARG(s->hash)));
}

static void put_blocks(Pdf *pdf, Arena *a, const PaperPage *page)
{
    for (size_t i = 0; i < page->block_count; i++) {
        const PaperBlock *b = &page->blocks[i];
        bool point = b->piece == PIECE_POINT;
        pdf_put(pdf, b->piece == PIECE_HEADING ? PDF_HEADING : PDF_TEXT, point ? 1 : 0,
                point ? arena_join(a, S("– "), b->text) : b->text);
    }
}

Err page_paper_pdf(Ctx *cx, Req *rq, Reply *reply)
{
    Pdf *pdf;
    Paper p;
    Episode work;
    PaperPage page;
    Out out = out_open(cx->arena, PDF_MAX);
    TRY(fill_copy(cx, rq, &p, &work, &page));
    TRY(pdf_open(cx, &out, page.title, page.title, &pdf));
    pdf_put(pdf, PDF_TITLE, 0, page.title);
    pdf_put(pdf, PDF_SMALL, 0, arena_printf(cx->arena, STR_FMT " " STR_FMT, STR_ARG(rq->practice->name),
                                            STR_ARG(page.from)));
    put_blocks(pdf, cx->arena, &page);
    pdf_put(pdf, PDF_CHAPTER, 0, S("Signatures and answers"));
    if (page.said_count == 0) pdf_put(pdf, PDF_TEXT, 0, S("Nobody has answered yet."));
    for (size_t i = 0; i < page.said_count; i++) put_said(pdf, cx->arena, &page.said[i]);
    TRY(pdf_close(cx, pdf));
    reply->raw_body = out_str(&out);
    reply->content_type = S("application/pdf");
    reply_header(reply, S("Content-Disposition"), S("attachment; filename=\"document.pdf\""));
    return OK;
}

/* The very bytes the number was computed from. */
Err page_paper_text(Ctx *cx, Req *rq, Reply *reply)
{
    Paper p;
    Episode work;
    TRY(load(cx, rq, &p, &work));
    reply->raw_body = p.words;
    reply->content_type = S("text/plain; charset=utf-8");
    reply_header(reply, S("Content-Disposition"), S("attachment; filename=\"document.txt\""));
    return OK;
}

/* --- was anything changed? -------------------------------------------------------------------- */

static Err fill_check(Ctx *cx, Req *rq, PaperCheckPage *page)
{
    Paper p;
    Episode work;
    TRY(load(cx, rq, &p, &work));
    page->opens = page->all_hold = true;
    page->title = paper_title(p.words);
    page->hash = p.hash;
    page->said_count = p.answers.count;
    TRY(paper_said(cx, rq, &work, &p, &page->said));
    for (size_t i = 0; i < page->said_count; i++) page->all_hold = page->all_hold && page->said[i].holds;
    return OK;
}

/* A text that does not open any more is what this page is for. */
Err page_paper_check(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    EntryId id = REQ_ID(Entry, rq, "entry");
    PaperCheckPage page = { .frame = &frame, .back = paper_url(cx, rq, id, ""),
                            .text = paper_url(cx, rq, id, "/text") };
    Err err = fill_check(cx, rq, &page);
    if (err.kind != ERR_STORE) TRY(err);
    else err_clear(cx);
    if (!page.opens) page.back = card_work_url(cx, rq, "/documents");
    TRY(frame_fill(cx, rq, S("Was anything changed?"), FRAME_READ, TAB_STORY, &frame));
    view_paper_check(&reply->body, &page);
    return OK;
}
