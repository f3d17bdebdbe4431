/* page_record.c - the whole record, taken home by the client: to read, to print, as data. */
#include "cards.h"
#include "record.h"
#include "../base/pdf.h"
#include "views.h"

/* A record of many years holds more than a page: it is made in memory of its own. */
enum { SCRATCH_MAX = 96 << 20, FILE_MAX = 6 << 20 };

typedef Err WriteFn(Ctx *cx, const Record *r, Out *o);

static Err gather_and_write(Ctx *big, Req *rq, WriteFn *write, Str *ret_file)
{
    Record *record;
    Out out = out_open(big->arena, FILE_MAX);
    TRY(record_gather(big, rq, &record));
    TRY(write(big, record, &out));
    if (out.bad || arena_failed(big->arena)) return fail(big, ERR_LIMIT, "this record is too large");
    *ret_file = out_str(&out);
    return OK;
}

static Err as_file(Ctx *cx, Req *rq, Reply *reply, WriteFn *write, const char *type, const char *name)
{
    Ctx big = *cx;
    Str file = S("");
    big.arena = arena_open(SCRATCH_MAX);
    if (!big.arena) return fail(cx, ERR_BUSY, "there is no memory for this now");
    Err err = gather_and_write(&big, rq, write, &file);
    if (err.kind == ERR_NONE) reply->raw_body = arena_str(cx->arena, file);
    arena_close(big.arena);
    if (err.kind != ERR_NONE) return fail(cx, err.kind, "%s", big.err_text);
    reply->content_type = str_from_c(type);
    reply_header(reply, S("Content-Disposition"),
                 arena_printf(cx->arena, "attachment; filename=\"%s\"", name));
    return OK;
}

static Err write_html(Ctx *cx, const Record *r, Out *o)
{
    (void)cx;
    record_html(o, r);
    return OK;
}

static Err write_json(Ctx *cx, const Record *r, Out *o)
{
    (void)cx;
    record_json(o, r);
    return OK;
}

Err page_record_html(Ctx *cx, Req *rq, Reply *reply)
{
    return as_file(cx, rq, reply, write_html, "text/html; charset=utf-8", "our-record.html");
}

Err page_record_json(Ctx *cx, Req *rq, Reply *reply)
{
    return as_file(cx, rq, reply, write_json, "application/json", "our-record.json");
}

Err page_record_pdf(Ctx *cx, Req *rq, Reply *reply)
{
    return as_file(cx, rq, reply, record_pdf, "application/pdf", "our-record.pdf");
}

/* --- the page it is taken from --------------------------------------------------------------- */

/* What stands under another is counted with it. */
static size_t count_of(const RecordSection *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->count; i++) count += s->item[i].depth == 0;
    return count;
}

static Err count_sections(Ctx *cx, const Record *r, RecordPage *p)
{
    RecordCount *list = ARENA_ARRAY(cx->arena, RecordCount, r->section_count);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < r->section_count; i++)
        list[i] = (RecordCount){ arena_str(cx->arena, r->section[i].title),
            r->section[i].count == 0 ? S("nothing yet")
            : arena_printf(cx->arena, "%zu", count_of(&r->section[i])) };
    p->count = list;
    p->count_count = r->section_count;
    return OK;
}

static Err count_inside(Ctx *cx, Req *rq, RecordPage *p)
{
    Record *record;
    Ctx big = *cx;
    big.arena = arena_open(SCRATCH_MAX);
    if (!big.arena) return fail(cx, ERR_BUSY, "there is no memory for this now");
    Err err = record_gather(&big, rq, &record);
    if (err.kind == ERR_NONE) err = count_sections(cx, record, p);
    arena_close(big.arena);
    return err.kind == ERR_NONE ? OK : fail(cx, err.kind, "%s", big.err_text);
}

Err page_record(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    RecordPage p = { .html = card_work_url(cx, rq, "/record.html"),
                     .json = card_work_url(cx, rq, "/record.json"),
                     .back = card_work_url(cx, rq, "/ending") };
    if (pdf_possible()) p.pdf = card_work_url(cx, rq, "/record.pdf");
    TRY(frame_fill(cx, rq, S("Take your record home"), FRAME_READ, TAB_NONE, &frame));
    TRY(count_inside(cx, rq, &p));
    view_record_page(&reply->body, &frame, &p);
    return OK;
}
