/* record.c - the whole record as one file of HTML.  It carries its own few styles, because it
 * is read far from here: on a disk, in a mail, on paper. */
#include "record.h"

static const char style[] =
    ":root{color-scheme:light dark}"
    "body{font:1.05rem/1.5 'Source Sans 3',system-ui,'Noto Sans',sans-serif;max-width:42rem;"
    "margin:2rem auto;padding:0 1rem;overflow-wrap:break-word}"
    "h1{font-size:1.75rem;line-height:1.2}h2{margin-block-start:2.5rem;border-block-end:1px solid}"
    "h3{font-size:1.05rem;margin-block:1.5rem .25rem}"
    ".by{font-size:.9rem;opacity:.8;margin:0}.words{white-space:pre-wrap;margin:.25rem 0}"
    "dl{margin:.5rem 0}dt{font-size:.9rem;opacity:.8}dd{margin:0 0 .5rem;white-space:pre-wrap}"
    ".d1,.d2,.d3{margin-inline-start:1.25rem;padding-inline-start:.75rem;border-inline-start:2px solid}"
    "@media print{body{font-size:11pt;margin:0;max-width:none}h2,h3{break-after:avoid}nav{display:none}}";

static void raw(Out *o, const char *markup)
{
    out_raw(o, str_from_c(markup));
}

/* A piece of somebody's text in an element; nothing when it is empty. */
static void piece(Out *o, const char *open, Str text, const char *close)
{
    if (text.len == 0) return;
    raw(o, open);
    out_say(o, text);
    raw(o, close);
}

Str record_by(Arena *a, const Record *r, Str who, int64_t at_ms)
{
    Str when = at_ms ? time_say_day_year(a, r->zone, at_ms) : S("");
    if (who.len == 0 || when.len == 0) return who.len ? who : when;
    return arena_printf(a, STR_FMT ", " STR_FMT, STR_ARG(who), STR_ARG(when));
}

static void put_line(Out *o, const Record *r, const RecordLine *line)
{
    Str by = record_by(o->arena, r, line->who, line->at_ms);
    raw(o, "<dt>");
    out_say(o, line->label);
    if (line->label.len && by.len) raw(o, " · ");
    out_text(o, by);
    raw(o, "</dt><dd dir=\"auto\">");
    out_say(o, line->text);
    raw(o, "</dd>\n");
}

static void put_item(Out *o, const Record *r, const RecordItem *item)
{
    static const char *const open[] = { "<article>", "<article class=\"d1\">",
                                        "<article class=\"d2\">", "<article class=\"d3\">" };
    raw(o, open[item->depth > 3 ? 3 : item->depth]);
    piece(o, "<h3>", item->title, "</h3>\n");
    piece(o, "<p class=\"by\">", record_by(o->arena, r, item->who, item->at_ms), "</p>\n");
    piece(o, "<p class=\"words\" dir=\"auto\">", item->text, "</p>\n");
    piece(o, "<p class=\"by\">", item->state, "</p>\n");
    piece(o, "<p class=\"by\">", item->note, "</p>\n");
    if (item->line_count) raw(o, "<dl>\n");
    for (size_t i = 0; i < item->line_count; i++) put_line(o, r, &item->line[i]);
    raw(o, item->line_count ? "</dl></article>\n" : "</article>\n");
}

static void put_contents(Out *o, const Record *r)
{
    raw(o, "<nav aria-label=\"");
    out_say_attr(o, S("What is in it"));
    raw(o, "\"><ul>\n");
    for (size_t i = 0; i < r->section_count; i++) {
        piece(o, "<li><a href=\"#", r->section[i].id, "\">");
        out_say(o, r->section[i].title);
        raw(o, "</a></li>\n");
    }
    raw(o, "</ul></nav>\n");
}

static void put_section(Out *o, const Record *r, const RecordSection *s)
{
    piece(o, "<section><h2 id=\"", s->id, "\">");
    out_say(o, s->title);
    raw(o, "</h2>\n");
    piece(o, "<p>", s->about, "</p>\n");
    if (s->count == 0) piece(o, "<p>", S("Nothing is written here."), "</p>\n");
    for (size_t i = 0; i < s->count; i++) put_item(o, r, &s->item[i]);
    raw(o, "</section>\n");
}

void record_html(Out *o, const Record *r)
{
    raw(o, "<!DOCTYPE html>\n<html lang=\"");
    out_text(o, words_code(arena_words(o->arena)));
    raw(o, "\" dir=\"");
    out_text(o, words_dir(arena_words(o->arena)));
    raw(o, "\"><head><meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    out_text(o, arena_printf(o->arena, STR_FMT ": our record", STR_ARG(r->names)));
    raw(o, "</title>\n<style>");
    raw(o, style);
    raw(o, "</style></head>\n<body><main>\n<h1>");
    out_text(o, r->names);
    raw(o, "</h1>\n");
    Str about = arena_printf(o->arena, "The record of our work, as " STR_FMT " may read it. Taken from " STR_FMT
        " on " STR_FMT ". Whoever finds this reads it: keep it where only you can.", STR_ARG(r->owner),
        STR_ARG(r->practice), STR_ARG(time_say_day_year(o->arena, r->zone, r->made_ms)));
    piece(o, "<p>", about, "</p>\n");
    put_contents(o, r);
    for (size_t i = 0; i < r->section_count; i++) put_section(o, r, &r->section[i]);
    raw(o, "</main></body></html>\n");
}
