#include "pdf.h"
#include "time.h"

#ifndef TANDEM_PDF

bool pdf_possible(void) { return false; }

Err pdf_open(Ctx *cx, Out *out, Str title, Str foot, Pdf **ret_pdf)
{
    (void)out; (void)title; (void)foot; (void)ret_pdf;
    return fail(cx, ERR_MISSING, "this house cannot make such a document");
}

void pdf_put(Pdf *pdf, PdfStyle style, int indent, Str text)
{
    (void)pdf; (void)style; (void)indent; (void)text;
}

Err pdf_close(Ctx *cx, Pdf *pdf)
{
    (void)pdf;
    return fail(cx, ERR_MISSING, "this house cannot make such a document");
}

#else
/* glib's own name for alloca, which does not compile here (2026-11; until pango needs no glib). */
#define __G_ALLOCA_H__
#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>

/* A4 in points. */
enum { WIDTH = 595, HEIGHT = 842, EDGE = 62, BOTTOM = HEIGHT - 70, INDENT = 16 };

static const struct { const char *font, *tag; double before; } styles[PDF_STYLES] = {
    [PDF_TITLE] = { "Source Sans 3, Noto Sans, DejaVu Sans, sans-serif bold 20", "H1", 0 },
    [PDF_CHAPTER] = { "Source Sans 3, Noto Sans, DejaVu Sans, sans-serif bold 15", "H2", 22 },
    [PDF_HEADING] = { "Source Sans 3, Noto Sans, DejaVu Sans, sans-serif bold 11", "H3", 12 },
    [PDF_TEXT] = { "Source Sans 3, Noto Sans, DejaVu Sans, sans-serif 11", "P", 3 },
    [PDF_SMALL] = { "Source Sans 3, Noto Sans, DejaVu Sans, sans-serif 9", "P", 2 },
};

struct Pdf {
    Out *out;
    cairo_surface_t *surface;
    cairo_t *cr;
    PangoFontMap *fonts;
    PangoContext *context;
    Str foot;
    double y;
    int page;
};

bool pdf_possible(void) { return true; }

/* What fontconfig keeps for the whole program it reaches by hidden pointers: given back at the
 * end, so that a search for lost memory finds what was lost and nothing else. */
__attribute__((destructor)) static void forget_fonts(void)
{
    FcFini();
}

static cairo_status_t write_bytes(void *closure, const unsigned char *data, unsigned length)
{
    Out *out = closure;
    out_raw(out, (Str){ (const char *)data, length });
    return out->bad ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

/* A font map of its own: the shared one belongs to a thread and outlives every request. */
Err pdf_open(Ctx *cx, Out *out, Str title, Str foot, Pdf **ret_pdf)
{
    Pdf *pdf = ARENA_NEW(cx->arena, Pdf);
    if (!pdf) return fail(cx, ERR_LIMIT, "request too large");
    *pdf = (Pdf){ .out = out, .foot = foot, .y = EDGE, .page = 1 };
    pdf->surface = cairo_pdf_surface_create_for_stream(write_bytes, out, WIDTH, HEIGHT);
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, arena_c(cx->arena, title));
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATOR, "Tandem");
    Str day = date_iso(cx->arena, date_from_days(cx->now_ms / (24 * 3600 * INT64_C(1000))));
    day = arena_join(cx->arena, day, S("T00:00:00Z"));     /* by default it tells the second */
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATE_DATE, arena_c(cx->arena, day));
    pdf->cr = cairo_create(pdf->surface);
    pdf->fonts = pango_cairo_font_map_new();
    pdf->context = pango_font_map_create_context(pdf->fonts);
    *ret_pdf = pdf;
    return OK;
}

static PangoLayout *layout_of(Pdf *pdf, PdfStyle style, double width, Str text)
{
    PangoLayout *layout = pango_layout_new(pdf->context);
    PangoFontDescription *font = pango_font_description_from_string(styles[style].font);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_spacing(layout, 2 * PANGO_SCALE);
    pango_layout_set_text(layout, text.ptr, (int)text.len);
    return layout;
}

static void end_page(Pdf *pdf)
{
    Str foot = arena_printf(pdf->out->arena, STR_FMT "  %d", STR_ARG(pdf->foot), pdf->page);
    PangoLayout *layout = layout_of(pdf, PDF_SMALL, WIDTH - 2 * EDGE, foot);
    cairo_move_to(pdf->cr, EDGE, BOTTOM + 24);
    pango_cairo_show_layout(pdf->cr, layout);
    g_object_unref(layout);
    cairo_show_page(pdf->cr);
    pdf->page++;
    pdf->y = EDGE;
}

/* Line by line, because a paragraph may be longer than a page. */
static void show_lines(Pdf *pdf, PangoLayout *layout, const char *tag, double left)
{
    PangoLayoutIter *line = pango_layout_get_iter(layout);
    cairo_tag_begin(pdf->cr, tag, NULL);
    do {
        PangoRectangle box;
        pango_layout_iter_get_line_extents(line, NULL, &box);
        double height = (double)box.height / PANGO_SCALE + 2;
        double above = (double)(pango_layout_iter_get_baseline(line) - box.y) / PANGO_SCALE;
        if (pdf->y + height > BOTTOM) {
            cairo_tag_end(pdf->cr, tag);
            end_page(pdf);
            cairo_tag_begin(pdf->cr, tag, NULL);
        }
        cairo_move_to(pdf->cr, left + (double)box.x / PANGO_SCALE, pdf->y + above);
        pango_cairo_show_layout_line(pdf->cr, pango_layout_iter_get_line_readonly(line));
        pdf->y += height;
    } while (pango_layout_iter_next_line(line));
    cairo_tag_end(pdf->cr, tag);
    pango_layout_iter_free(line);
}

static void add_bookmark(Pdf *pdf, Str text)
{
    const char *place = arena_c(pdf->out->arena, arena_printf(pdf->out->arena,
        "page=%d pos=[%d %d]", pdf->page, EDGE, (int)pdf->y));
    cairo_pdf_surface_add_outline(pdf->surface, CAIRO_PDF_OUTLINE_ROOT,
                                  arena_c(pdf->out->arena, text), place, 0);
}

void pdf_put(Pdf *pdf, PdfStyle style, int indent, Str text)
{
    enum { KEEP = 60 };
    if (text.len == 0 || text.len > INT32_MAX) return;
    double left = EDGE + indent * INDENT;
    /* A heading alone at the foot of a page leads nowhere. */
    if (style < PDF_TEXT && pdf->y + styles[style].before > BOTTOM - KEEP) end_page(pdf);
    if (pdf->y > EDGE) pdf->y += styles[style].before;
    if (style == PDF_CHAPTER) add_bookmark(pdf, text);
    PangoLayout *layout = layout_of(pdf, style, WIDTH - EDGE - left, text);
    show_lines(pdf, layout, styles[style].tag, left);
    g_object_unref(layout);
}

Err pdf_close(Ctx *cx, Pdf *pdf)
{
    end_page(pdf);
    cairo_destroy(pdf->cr);
    cairo_surface_finish(pdf->surface);
    cairo_status_t status = cairo_surface_status(pdf->surface);
    cairo_surface_destroy(pdf->surface);
    g_object_unref(pdf->context);
    g_object_unref(pdf->fonts);
    if (pdf->out->bad) return fail(cx, ERR_LIMIT, "this document became too large");
    if (status != CAIRO_STATUS_SUCCESS) return fail(cx, ERR_BUG, "the document could not be made");
    return OK;
}
#endif
