/* record_pdf.c - the record as a document of pages. */
#include "record.h"
#include "../base/pdf.h"

static void put_line(Pdf *pdf, Arena *a, const Record *r, const RecordLine *line, int indent)
{
    Str by = record_by(a, r, line->who, line->at_ms);
    Str head = line->label.len && by.len
        ? arena_printf(a, STR_FMT " · " STR_FMT, STR_ARG(line->label), STR_ARG(by))
        : line->label.len ? line->label : by;
    pdf_put(pdf, PDF_SMALL, indent, head);
    pdf_put(pdf, PDF_TEXT, indent, line->text);
}

static void put_item(Pdf *pdf, Arena *a, const Record *r, const RecordItem *item)
{
    pdf_put(pdf, PDF_HEADING, item->depth, item->title);
    pdf_put(pdf, PDF_SMALL, item->depth, record_by(a, r, item->who, item->at_ms));
    pdf_put(pdf, PDF_TEXT, item->depth, item->text);
    pdf_put(pdf, PDF_SMALL, item->depth, item->state);
    pdf_put(pdf, PDF_SMALL, item->depth, item->note);
    for (size_t i = 0; i < item->line_count; i++)
        put_line(pdf, a, r, &item->line[i], item->depth + 1);
}

static void put_section(Pdf *pdf, Arena *a, const Record *r, const RecordSection *s)
{
    pdf_put(pdf, PDF_CHAPTER, 0, s->title);
    pdf_put(pdf, PDF_TEXT, 0, s->count ? s->about : S("Nothing is written here."));
    for (size_t i = 0; i < s->count; i++) put_item(pdf, a, r, &s->item[i]);
}

Err record_pdf(Ctx *cx, const Record *r, Out *o)
{
    Pdf *pdf;
    Str made = time_say_day_year(cx->arena, r->zone, r->made_ms);
    Str title = arena_printf(cx->arena, STR_FMT ": our record", STR_ARG(r->names));
    TRY(pdf_open(cx, o, title, title, &pdf));
    pdf_put(pdf, PDF_TITLE, 0, r->names);
    pdf_put(pdf, PDF_TEXT, 0, arena_printf(cx->arena, "The record of our work, as " STR_FMT
        " may read it. Taken from " STR_FMT " on " STR_FMT ". Whoever finds this reads it: keep it"
        " where only you can.", STR_ARG(r->owner), STR_ARG(r->practice), STR_ARG(made)));
    for (size_t i = 0; i < r->section_count; i++) put_section(pdf, cx->arena, r, &r->section[i]);
    return pdf_close(cx, pdf);
}
