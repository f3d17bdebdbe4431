/* record_json.c - the record as data.  docs/record.md is its description; a key is added,
 * never given another meaning, or "version" goes up. */
#include "record.h"

enum { VERSION = 1 };

static void put(JsonOut *j, const char *key, Str value)
{
    if (value.len == 0) return;
    json_key(j, str_from_c(key));
    json_put_str(j, value);
}

static void put_at(JsonOut *j, Arena *a, int64_t at_ms)
{
    if (at_ms) put(j, "at", time_iso_utc(a, at_ms));
}

static void put_line(JsonOut *j, Arena *a, const RecordLine *line)
{
    json_open_object(j);
    put(j, "kind", line->kind);
    put(j, "by", line->who);
    put_at(j, a, line->at_ms);
    put(j, "label", line->label);
    put(j, "text", line->text);
    json_close_object(j);
}

static void put_item(JsonOut *j, Arena *a, const RecordItem *item)
{
    json_open_object(j);
    put(j, "kind", item->kind);
    put(j, "id", item->id);
    put(j, "under", item->parent);
    put(j, "by", item->who);
    put_at(j, a, item->at_ms);
    put(j, "title", item->title);
    put(j, "text", item->text);
    put(j, "state", item->state);
    put(j, "note", item->note);
    if (item->line_count) {
        json_key(j, S("lines"));
        json_open_array(j);
        for (size_t i = 0; i < item->line_count; i++) put_line(j, a, &item->line[i]);
        json_close_array(j);
    }
    json_close_object(j);
}

static void put_section(JsonOut *j, Arena *a, const RecordSection *s)
{
    json_open_object(j);
    put(j, "id", s->id);
    put(j, "title", s->title);
    put(j, "about", s->about);
    json_key(j, S("items"));
    json_open_array(j);
    for (size_t i = 0; i < s->count; i++) put_item(j, a, &s->item[i]);
    json_close_array(j);
    json_close_object(j);
}

void record_json(Out *o, const Record *r)
{
    JsonOut j = { .out = o };
    json_open_object(&j);
    put(&j, "format", S("tandem-record"));
    json_key(&j, S("version"));
    json_put_int(&j, VERSION);
    put(&j, "made", time_iso_utc(o->arena, r->made_ms));
    put(&j, "practice", r->practice);
    put(&j, "names", r->names);
    put(&j, "for", r->owner);
    json_key(&j, S("sections"));
    json_open_array(&j);
    for (size_t i = 0; i < r->section_count; i++) put_section(&j, o->arena, &r->section[i]);
    json_close_array(&j);
    json_close_object(&j);
    out_raw(o, S("\n"));
}
