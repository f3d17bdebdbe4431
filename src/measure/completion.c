#include "completion.h"

enum { COMPLETED_MAX = 512 << 10 };
#define CONTROL_URL "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
#define CONTROL_SYSTEM "http://hl7.org/fhir/questionnaire-item-control"
#define NO_WORDS " No words of the instrument are in this file."

/* --- which words are wanted --------------------------------------------------------------- */

size_t completion_labels(const MeasureItem *item)
{
    if (item->kind == ITEM_LINE) return 2;
    return item->kind == ITEM_CHOICE ? item->option_count : 0;
}

Str completion_label_say(Arena *arena, const MeasureItem *item, size_t label)
{
    if (item->kind == ITEM_LINE) return label == 0 ? S("lowest") : S("highest");
    return arena_printf(arena, "%g", item->options[label].value);
}

Str completion_label(const MeasureItem *item, size_t label)
{
    if (item->kind == ITEM_LINE) return label == 0 ? item->low_text : item->high_text;
    return item->options[label].text;
}

static bool same_answers(const MeasureItem *a, const MeasureItem *b)
{
    if (a->kind != b->kind || a->option_count != b->option_count) return false;
    if (a->low != b->low || a->high != b->high) return false;
    for (size_t i = 0; i < a->option_count; i++)
        if (a->options[i].value != b->options[i].value) return false;
    return true;
}

size_t completion_sets(const Definition *d, size_t *ret_set)
{
    size_t count = 0;
    for (size_t i = 0; i < d->item_count; i++) {
        size_t like = 0;
        while (like < i && !same_answers(&d->items[like], &d->items[i])) like++;
        if (completion_labels(&d->items[i]) == 0) ret_set[i] = COMPLETION_SETS_MAX;
        else ret_set[i] = like < i ? ret_set[like] : count++;
    }
    return count;
}

bool completion_possible(const Definition *d)
{
    size_t set[COMPLETION_ITEMS_MAX];
    if (d->scale_count == 0 || d->item_count > COMPLETION_ITEMS_MAX) return false;
    for (size_t i = 0; i < d->item_count; i++)
        if (completion_labels(&d->items[i]) > COMPLETION_LABELS_MAX) return false;
    return completion_sets(d, set) <= COMPLETION_SETS_MAX;
}

/* --- writing ------------------------------------------------------------------------------ */

static bool is(Str word, const char *want)
{
    return str_eq(word, str_from_c(want));
}

static void pair(JsonOut *j, const char *key, Str value)
{
    json_key(j, str_from_c(key));
    json_put_str(j, value);
}

static void copy(JsonOut *j, const Json *v);

static void copy_inside(JsonOut *j, const Json *v)
{
    const Json *member = NULL;
    if (json_type(v) == JSON_ARRAY) {
        json_open_array(j);
        for (size_t i = 0; i < json_count(v); i++) copy(j, json_at(v, i));
        json_close_array(j);
        return;
    }
    json_open_object(j);
    for (size_t i = 0; i < json_members(v); i++) {
        json_key(j, json_member(v, i, &member));
        copy(j, member);
    }
    json_close_object(j);
}

/* As deep as the reader lets text be (json.h). */
static void copy(JsonOut *j, const Json *v)
{
    switch (json_type(v)) {
    case JSON_BOOL: json_put_bool(j, json_bool(v, false)); break;
    case JSON_NUMBER: json_put_double(j, json_number(v, 0)); break;
    case JSON_STRING: json_put_str(j, json_str(v)); break;
    case JSON_ARRAY:
    case JSON_OBJECT: copy_inside(j, v); break;
    case JSON_ABSENT:
    case JSON_NULL: json_put_null(j); break;
    }
}

/* An extension with one value; an empty one is not written. */
static void part(JsonOut *j, const char *url, const char *kind, Str value)
{
    if (value.len == 0) return;
    json_open_object(j);
    pair(j, "url", str_from_c(url));
    pair(j, kind, value);
    json_close_object(j);
}

static Str url_of(const Json *extension)
{
    return json_str(json_get(extension, "url"));
}

/* Tier, terms, holder and source stay; the rest is what the clinic says. */
static void put_licence(JsonOut *j, const Json *licence, const Completion *with)
{
    static const char *const kept[] = { "tier", "text", "holder", "mayModify", "source" };
    const Json *list = json_get(licence, "extension");
    json_open_object(j);
    pair(j, "url", S("licence"));
    json_key(j, S("extension"));
    json_open_array(j);
    for (size_t i = 0; i < json_count(list); i++)
        for (size_t k = 0; k < sizeof kept / sizeof *kept; k++)
            if (is(url_of(json_at(list, i)), kept[k])) copy(j, json_at(list, i));
    part(j, "notice", "valueString", with->notice);
    json_open_object(j);
    pair(j, "url", S("noticeVisible"));
    json_key(j, S("valueBoolean"));
    json_put_bool(j, with->notice.len > 0);
    json_close_object(j);
    part(j, "language", "valueCode", with->language);
    part(j, "attestedBy", "valueString", with->attested_by);
    part(j, "attestedAt", "valueDate", with->attested_at);
    part(j, "reference", "valueString", with->reference);
    part(j, "expires", "valueDate", with->expires);
    json_close_array(j);
    json_close_object(j);
}

static void put_scoring(JsonOut *j, const Json *scoring, const Completion *with)
{
    const Json *list = json_get(scoring, "extension");
    json_open_object(j);
    pair(j, "url", S(MEASURE_SCORING_URL));
    json_key(j, S("extension"));
    json_open_array(j);
    for (size_t i = 0; i < json_count(list); i++) {
        const Json *one = json_at(list, i);
        if (is(url_of(one), "licence")) put_licence(j, one, with);
        else if (!is(url_of(one), "lead")) copy(j, one);
    }
    part(j, "lead", "valueString", with->lead);
    json_close_array(j);
    json_close_object(j);
}

static void put_extensions(JsonOut *j, const Json *list, const Completion *with)
{
    json_open_array(j);
    for (size_t i = 0; i < json_count(list); i++) {
        const Json *one = json_at(list, i);
        if (is(url_of(one), MEASURE_SCORING_URL)) put_scoring(j, one, with);
        else copy(j, one);
    }
    json_close_array(j);
}

/* --- items -------------------------------------------------------------------------------- */

static void put_coding(JsonOut *j, const Json *coding, Str label)
{
    const Json *member = NULL;
    json_open_object(j);
    for (size_t i = 0; i < json_members(coding); i++) {
        Str key = json_member(coding, i, &member);
        if (is(key, "display")) continue;
        json_key(j, key);
        copy(j, member);
    }
    pair(j, "display", label);
    json_close_object(j);
}

static void put_option(JsonOut *j, const Json *option, Str label)
{
    const Json *member = NULL;
    json_open_object(j);
    for (size_t i = 0; i < json_members(option); i++) {
        Str key = json_member(option, i, &member);
        json_key(j, key);
        if (is(key, "valueCoding")) put_coding(j, member, label);
        else copy(j, member);
    }
    json_close_object(j);
}

static void put_options(JsonOut *j, const Json *options, const CompletionItem *with)
{
    json_open_array(j);
    for (size_t i = 0; i < json_count(options); i++)
        put_option(j, json_at(options, i), with->label[i]);
    json_close_array(j);
}

/* A display item whose control says which end of the line it names. */
static void put_end(Arena *arena, JsonOut *j, Str item, const char *which, Str label)
{
    json_open_object(j);
    json_key(j, S("extension"));
    json_open_array(j);
    json_open_object(j);
    pair(j, "url", S(CONTROL_URL));
    json_key(j, S("valueCodeableConcept"));
    json_open_object(j);
    json_key(j, S("coding"));
    json_open_array(j);
    json_open_object(j);
    pair(j, "system", S(CONTROL_SYSTEM));
    pair(j, "code", str_from_c(which));
    json_close_object(j);
    json_close_array(j);
    json_close_object(j);
    json_close_object(j);
    json_close_array(j);
    pair(j, "linkId", arena_printf(arena, STR_FMT "-%s", STR_ARG(item), which));
    pair(j, "text", label);
    pair(j, "type", S("display"));
    json_close_object(j);
}

static void put_ends(Arena *arena, JsonOut *j, Str item, const CompletionItem *with)
{
    json_key(j, S("item"));
    json_open_array(j);
    put_end(arena, j, item, "lower", with->label[0]);
    put_end(arena, j, item, "upper", with->label[1]);
    json_close_array(j);
}

static void put_item(Arena *arena, JsonOut *j, const Json *item, const CompletionItem *with)
{
    const Json *member = NULL;
    json_open_object(j);
    for (size_t i = 0; i < json_members(item); i++) {
        Str key = json_member(item, i, &member);
        if (is(key, "text") || is(key, "item")) continue;
        json_key(j, key);
        if (is(key, "answerOption")) put_options(j, member, with);
        else copy(j, member);
        if (is(key, "linkId")) pair(j, "text", with->text);
    }
    if (is(json_str(json_get(item, "type")), "integer"))
        put_ends(arena, j, json_str(json_get(item, "linkId")), with);
    json_close_object(j);
}

static void put_items(Arena *arena, JsonOut *j, const Json *items, const Completion *with)
{
    json_open_array(j);
    for (size_t i = 0; i < json_count(items); i++)
        put_item(arena, j, json_at(items, i), &with->item[i]);
    json_close_array(j);
}

/* --- all of it ---------------------------------------------------------------------------- */

/* The skeleton says that it has no words; this one has. */
static Str described(Str description)
{
    if (!str_ends(description, S(NO_WORDS))) return description;
    return str_slice(description, 0, description.len - S(NO_WORDS).len);
}

static void put_member(Arena *arena, JsonOut *j, Str key, const Json *v, const Completion *with)
{
    json_key(j, key);
    if (is(key, "version")) json_put_str(j, with->version);
    else if (is(key, "title")) json_put_str(j, with->title);
    else if (is(key, "status")) json_put_str(j, S("active"));
    else if (is(key, "description")) json_put_str(j, described(json_str(v)));
    else if (is(key, "extension")) put_extensions(j, v, with);
    else if (is(key, "item")) put_items(arena, j, v, with);
    else copy(j, v);
}

Err measure_complete(Ctx *cx, Arena *arena, Str skeleton, const Completion *with, Str *ret_json)
{
    JsonDoc *doc = NULL;
    const Json *member = NULL;
    Out o = out_open(arena, COMPLETED_MAX);
    JsonOut j = { .out = &o };
    TRY(json_parse(cx, skeleton, &doc));
    const Json *root = json_root(doc);
    bool fits = json_count(json_get(root, "item")) == with->item_count;
    if (fits) json_open_object(&j);
    for (size_t i = 0; fits && i < json_members(root); i++) {
        Str key = json_member(root, i, &member);
        put_member(arena, &j, key, member, with);
    }
    if (fits) json_close_object(&j);
    json_close(doc);
    if (!fits) return fail(cx, ERR_INVALID, "the skeleton has another number of questions");
    if (o.bad) return fail(cx, ERR_LIMIT, "a definition is at most 512 kB");
    *ret_json = out_str(&o);
    return OK;
}
