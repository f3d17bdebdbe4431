/* page_texts.c - the administrator writes what people read and sign.  A version is never
 * changed: saving makes the next one. */
#include "../base/embedded.h"
#include "../store/person.h"
#include "papers.h"
#include "views.h"

static Url text_url(Ctx *cx, TemplateId id, const char *rest)
{
    return url_printf(cx->arena, "/practice/documents/" STR_FMT "%s", STR_ARG(uuid_str(cx->arena, id.u)), rest);
}

/* --- the list ---------------------------------------------------------------------------- */

static Err name_of(Ctx *cx, Req *rq, PersonId id, Str *ret_name)
{
    Person p;
    Err err = person_load(cx, rq->tx, rq->grant, id, &p);
    *ret_name = S("the machine");
    if (err.kind == ERR_MISSING) err_clear(cx);
    else TRY(err);
    if (err.kind == ERR_NONE) *ret_name = p.profile.name;
    return OK;
}

static Err line_of(Ctx *cx, Req *rq, const Template *t, TextLine *ret_line)
{
    Str who;
    Arena *a = cx->arena;
    TRY(name_of(cx, rq, t->author, &who));
    *ret_line = (TextLine){ .id = uuid_str(a, t->id.u), .title = paper_title(t->words),
        .kind = paper_kind_beside(t->kind, paper_title(t->words)), .offered = t->offered, .at_intake = t->at_intake,
        .starting_point = paper_is_starting_point(paper_text(t->words)),
        .gaps = paper_has_gaps(paper_text(t->words)),
        .edit = text_url(cx, t->id, ""), .set = text_url(cx, t->id, "/set"),
        .detail = arena_printf(a, "Version %lld, by " STR_FMT " on " STR_FMT, (long long)t->version,
            STR_ARG(who), STR_ARG(time_say_day_year(a, rq->practice->zone, t->at_ms))) };
    return OK;
}

static Err lines_of(Ctx *cx, Req *rq, const Templates *all, const TextLine **ret_lines)
{
    TextLine *lines = ARENA_ARRAY(cx->arena, TextLine, all->count);
    if (!lines && all->count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all->count; i++) TRY(line_of(cx, rq, &all->list[i], &lines[i]));
    *ret_lines = lines;
    return OK;
}

static Str start_words(size_t i)
{
    return (Str){ (const char *)embedded_papers[i].bytes, embedded_papers[i].len };
}

/* "agreement.txt": the kind of text it is. */
static Str start_name(size_t i)
{
    Str name = str_from_c(embedded_papers[i].name);
    return str_slice(name, 0, str_find(name, '.', 0));
}

Err page_texts(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Templates all;
    TextsPage p = { .fresh = url_local(S("/practice/documents/new")), .idem = rq->idem,
                    .intake = url_local(S("/practice/beginning")), .start_count = embedded_papers_count };
    TRY(frame_fill(cx, rq, S("Documents"), FRAME_READ, TAB_TEXTS, &frame));
    TRY(template_list(cx, rq->tx, rq->grant, &all));
    TRY(lines_of(cx, rq, &all, &p.lines));
    p.count = all.count;
    TextStart *starts = ARENA_ARRAY(cx->arena, TextStart, embedded_papers_count);
    if (!starts) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < embedded_papers_count; i++)
        starts[i] = (TextStart){ paper_title(start_words(i)),
            url_printf(cx->arena, "/practice/documents/new?from=" STR_FMT, STR_ARG(start_name(i))) };
    p.starts = starts;
    view_texts(&reply->body, &frame, &p);
    return OK;
}

/* --- one text ----------------------------------------------------------------------------- */

static const TextKind *kinds_of(Ctx *cx, PaperKind chosen)
{
    TextKind *list = ARENA_ARRAY(cx->arena, TextKind, PAPER_KIND_COUNT);
    for (int i = 0; list && i < PAPER_KIND_COUNT; i++)
        list[i] = (TextKind){ paper_kind_name((PaperKind)i), paper_kind_say((PaperKind)i), i == (int)chosen };
    return list;
}

static Err show(Ctx *cx, Req *rq, Reply *reply, TextPage *p)
{
    Frame frame;
    p->back = url_local(S("/practice/documents"));
    p->idem = rq->idem;
    p->starting_point = paper_is_starting_point(p->text);
    TRY(frame_fill(cx, rq, p->heading, FRAME_READ, TAB_TEXTS, &frame));
    frame_drafts(cx, &frame);
    if (rq->errors.count) reply->status = 422;
    view_text_edit(&reply->body, &frame, &rq->errors, p);
    return OK;
}

static Err show_new(Ctx *cx, Req *rq, Reply *reply, PaperKind kind, Str title, Str text)
{
    TextPage p = { .heading = S("Write a text"), .title = title, .text = text,
        .lead = S("It is offered to therapists as soon as it is saved."),
        .action = url_local(S("/practice/documents")), .kinds = kinds_of(cx, kind),
        .kind_count = PAPER_KIND_COUNT };
    return show(cx, rq, reply, &p);
}

Err page_text_new(Ctx *cx, Req *rq, Reply *reply)
{
    PaperKind kind = PAPER_OTHER;
    for (size_t i = 0; i < embedded_papers_count; i++) {
        if (!str_eq(start_name(i), req_text(rq, "from"))) continue;
        (void)paper_kind_parse(start_name(i), &kind);
        return show_new(cx, rq, reply, kind, paper_title(start_words(i)), paper_text(start_words(i)));
    }
    return show_new(cx, rq, reply, kind, S(""), S(""));
}

Err page_text_add(Ctx *cx, Req *rq, Reply *reply)
{
    TemplateId id;
    PaperKind kind = PAPER_OTHER;
    if (!paper_kind_parse(req_text(rq, "kind"), &kind)) return fail(cx, ERR_INVALID, "no such kind of text");
    if (rq->errors.count)
        return show_new(cx, rq, reply, kind, req_text(rq, "title"), req_text(rq, "text"));
    TRY(template_add(cx, rq->tx, rq->grant, kind,
                     paper_words(cx->arena, req_text(rq, "title"), req_text(rq, "text")), &id));
    return reply_go(reply, url_local(S("/practice/documents")));
}

static Err show_one(Ctx *cx, Req *rq, Reply *reply, const Template *t, Str title, Str text)
{
    Templates all;
    TextPage p = { .heading = paper_title(t->words), .title = title, .text = text, .version = t->version,
        .lead = S("Saving makes a new version. Works that have an earlier one keep it; put the new "
                  "one there if it should be signed anew."),
        .action = text_url(cx, t->id, "") };
    TRY(template_versions(cx, rq->tx, rq->grant, t->id, &all));
    TRY(lines_of(cx, rq, &all, &p.earlier));
    p.earlier_count = all.count;
    return show(cx, rq, reply, &p);
}

static Err load(Ctx *cx, Req *rq, Template *ret)
{
    return template_load(cx, rq->tx, rq->grant, (TemplateId){ req_path_uuid(rq, "template") }, ret);
}

Err page_text(Ctx *cx, Req *rq, Reply *reply)
{
    Template t;
    TRY(load(cx, rq, &t));
    return show_one(cx, rq, reply, &t, paper_title(t.words), paper_text(t.words));
}

Err page_text_save(Ctx *cx, Req *rq, Reply *reply)
{
    Template t;
    TRY(load(cx, rq, &t));
    if (rq->errors.count)
        return show_one(cx, rq, reply, &t, req_text(rq, "title"), req_text(rq, "text"));
    if (req_int(rq, "seen", 0) != t.version) {
        req_error(rq, "text", S("Somebody saved a newer version meanwhile. Yours is kept here: look at "
                                "both, and save again."));
        return show_one(cx, rq, reply, &t, req_text(rq, "title"), req_text(rq, "text"));
    }
    TRY(template_word(cx, rq->tx, rq->grant, t.id, t.version,
                      paper_words(cx->arena, req_text(rq, "title"), req_text(rq, "text"))));
    return reply_go(reply, url_local(S("/practice/documents")));
}

Err page_text_set(Ctx *cx, Req *rq, Reply *reply)
{
    Template t;
    TRY(load(cx, rq, &t));
    TRY(template_set(cx, rq->tx, rq->grant, t.id, req_int(rq, "offered", 1) != 0, t.at_intake));
    return reply_go(reply, url_local(S("/practice/documents")));
}
