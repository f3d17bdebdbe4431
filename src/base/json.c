#include "json.h"

/* jansson's enumerators have the names of ours; in this file alone they get others. */
#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_STRING JANSSON_STRING
#define JSON_INTEGER JANSSON_INTEGER
#define JSON_REAL JANSSON_REAL
#define JSON_TRUE JANSSON_TRUE
#define JSON_FALSE JANSSON_FALSE
#define JSON_NULL JANSSON_NULL
#define json_type jansson_type
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_INTEGER
#undef JSON_REAL
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL
#undef json_type

#include <math.h>

enum { JSON_TEXT_MAX = 1024 * 1024, JSON_DEPTH_MAX = 64, NUMBER_TEXT = 40 };

/* Our own tree in the arena: jansson's is let go at once, so a document that nobody closes
 * leaks nothing, and members are found by number without walking. */
struct Json {
    JsonType type;
    bool is_true;
    bool is_whole;            /* a number without fraction or exponent: `whole` holds it */
    int64_t whole;
    double number;
    Str text;
    size_t count;             /* of items; an object has as many keys */
    Json *item;
    Str *key;
};

struct JsonDoc { Json root; };

/* ---- reading ---- */

/* jansson would recurse 2048 levels; ours is checked first, on the text. */
static bool too_deep(Str text)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (quoted && c == '\\') i++;
        else if (c == '"') quoted = !quoted;
        else if (quoted) continue;
        else if ((c == '[' || c == '{') && ++depth > JSON_DEPTH_MAX) return true;
        else if ((c == ']' || c == '}') && depth > 0) depth--;
    }
    return false;
}

static bool copy_value(Arena *arena, json_t *from, Json *to);

static bool copy_array(Arena *arena, json_t *from, Json *to)
{
    to->type = JSON_ARRAY;
    to->count = json_array_size(from);
    to->item = ARENA_ARRAY(arena, Json, to->count);
    if (!to->item) return false;
    for (size_t i = 0; i < to->count; i++)
        if (!copy_value(arena, json_array_get(from, i), &to->item[i])) return false;
    return true;
}

static bool copy_object(Arena *arena, json_t *from, Json *to)
{
    to->type = JSON_OBJECT;
    to->count = json_object_size(from);
    to->item = ARENA_ARRAY(arena, Json, to->count);
    to->key = ARENA_ARRAY(arena, Str, to->count);
    if (!to->item || !to->key) return false;
    size_t i = 0;
    for (void *at = json_object_iter(from); at; at = json_object_iter_next(from, at), i++) {
        Str key = { json_object_iter_key(at), json_object_iter_key_len(at) };
        to->key[i] = arena_str(arena, key);
        if (!copy_value(arena, json_object_iter_value(at), &to->item[i])) return false;
    }
    return !arena_failed(arena);
}

/* Depth is bounded by JSON_DEPTH_MAX. */
static bool copy_value(Arena *arena, json_t *from, Json *to)
{
    switch (json_typeof(from)) {
    case JANSSON_OBJECT: return copy_object(arena, from, to);
    case JANSSON_ARRAY: return copy_array(arena, from, to);
    case JANSSON_STRING:
        to->type = JSON_STRING;
        to->text = arena_str(arena, (Str){ json_string_value(from), json_string_length(from) });
        return to->text.ptr != NULL;
    case JANSSON_INTEGER:
        to->type = JSON_NUMBER;
        to->is_whole = true;
        to->whole = json_integer_value(from);
        to->number = (double)to->whole;
        return true;
    case JANSSON_REAL:
        to->type = JSON_NUMBER;
        to->number = json_real_value(from);
        return true;
    case JANSSON_TRUE:
    case JANSSON_FALSE:
        to->type = JSON_BOOL;
        to->is_true = json_typeof(from) == JANSSON_TRUE;
        return true;
    case JANSSON_NULL: to->type = JSON_NULL; return true;
    }
    return false;
}

Err json_parse(Ctx *cx, Str text, JsonDoc **ret_doc)
{
    if (text.len > JSON_TEXT_MAX) return fail(cx, ERR_LIMIT, "JSON longer than 1 MiB");
    if (too_deep(text)) return fail(cx, ERR_INVALID, "JSON nested deeper than %d", JSON_DEPTH_MAX);
    /* To jansson a NUL is the end, whatever follows. */
    if (str_find(text, '\0', 0) < text.len)
        return fail(cx, ERR_INVALID, "not valid JSON: it holds a NUL byte");
    json_error_t error = { .line = 0 };
    json_t *root = json_loadb(text.ptr ? text.ptr : "", text.len,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!root && json_error_code(&error) == json_error_out_of_memory)
        return fail(cx, ERR_LIMIT, "out of memory");
    /* jansson's words may quote the text, which may be a client's: only the place is said. */
    if (!root)
        return fail(cx, ERR_INVALID, "not valid JSON at line %d, column %d", error.line,
                    error.column);
    JsonDoc *doc = ARENA_NEW(cx->arena, JsonDoc);
    bool copied = doc && copy_value(cx->arena, root, &doc->root);
    json_decref(root);
    if (!copied) return fail(cx, ERR_LIMIT, "request too large");
    *ret_doc = doc;
    return OK;
}

/* ---- our own writing, read again ---- */

/* Of the escapes only those of one letter; false = there are others. */
static bool unescape(Arena *a, Str raw, Str *ret_text)
{
    static const char letter[] = "\"\\/nrtbf", means[] = "\"\\/\n\r\t\b\f";
    size_t used = 0;
    char *text = arena_alloc(a, raw.len + 1);
    for (size_t i = 0; text && i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c == '\\') {
            const char *found = memchr(letter, raw.ptr[++i], sizeof letter - 1);
            if (!found) return false;
            c = means[found - letter];
        }
        text[used++] = c;
    }
    *ret_text = (Str){ text, used };
    return text != NULL;
}

/* One text from its opening quote on; moves *at behind the closing one. */
static bool text_take(Arena *a, Str from, size_t *at, Str *ret_text)
{
    bool escapes = false;
    size_t end = *at + 1;
    if (*at >= from.len || from.ptr[*at] != '"') return false;
    while (end < from.len && from.ptr[end] != '"') {
        bool escape = from.ptr[end] == '\\';
        escapes |= escape;
        end += escape ? 2 : 1;
    }
    if (end >= from.len) return false;
    Str raw = str_slice(from, *at + 1, end);
    *at = end + 1;
    if (escapes) return unescape(a, raw, ret_text);
    *ret_text = arena_str(a, raw);
    return ret_text->ptr != NULL;
}

bool json_texts(Arena *a, Str text, const char *const *keys, size_t count, Str *ret_texts)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        Str key = str_from_c(keys[i]);
        Str head = str_slice(text, at, at + key.len + 4);
        bool named = head.len == key.len + 4 && head.ptr[0] == (i ? ',' : '{') && head.ptr[1] == '"'
                  && memcmp(head.ptr + 2, key.ptr, key.len) == 0
                  && memcmp(head.ptr + 2 + key.len, "\":", 2) == 0;
        at += head.len;
        if (!named || !text_take(a, text, &at, &ret_texts[i])) return false;
    }
    return true;
}

/* The arena owns it all; the call marks where the caller is done. */
void json_close(JsonDoc *doc)
{
    if (doc) doc->root = (Json){ .type = JSON_ABSENT };
}

const Json *json_root(const JsonDoc *doc)
{
    return doc ? &doc->root : NULL;
}

JsonType json_type(const Json *v)
{
    return v ? v->type : JSON_ABSENT;
}

static bool is(const Json *v, JsonType type)
{
    return v && v->type == type;
}

const Json *json_get(const Json *object, const char *key)
{
    Str wanted = str_from_c(key);
    for (size_t i = 0; i < json_members(object); i++)
        if (str_eq(object->key[i], wanted)) return &object->item[i];
    return NULL;
}

size_t json_count(const Json *array)
{
    return is(array, JSON_ARRAY) ? array->count : 0;
}

const Json *json_at(const Json *array, size_t i)
{
    return i < json_count(array) ? &array->item[i] : NULL;
}

Str json_str(const Json *v)
{
    return is(v, JSON_STRING) ? v->text : (Str){ 0 };
}

double json_number(const Json *v, double otherwise)
{
    return is(v, JSON_NUMBER) ? v->number : otherwise;
}

/* "3.0" and "3e0" are whole too; 2^53 is where doubles stop to tell neighbours apart. */
int64_t json_int(const Json *v, int64_t otherwise)
{
    if (!is(v, JSON_NUMBER)) return otherwise;
    if (v->is_whole) return v->whole;
    bool whole = fabs(v->number) <= 0x1p53 && floor(v->number) >= v->number;
    return whole ? (int64_t)v->number : otherwise;
}

bool json_bool(const Json *v, bool otherwise)
{
    return is(v, JSON_BOOL) ? v->is_true : otherwise;
}

size_t json_members(const Json *object)
{
    return is(object, JSON_OBJECT) ? object->count : 0;
}

Str json_member(const Json *object, size_t i, const Json **ret_value)
{
    if (i >= json_members(object)) return (Str){ 0 };
    *ret_value = &object->item[i];
    return object->key[i];
}

/* ---- writing ---- */

static void put(JsonOut *j, Str text)
{
    if (j->need_comma) out_raw(j->out, S(","));
    out_raw(j->out, text);
    j->need_comma = true;
}

static void put_open(JsonOut *j, Str bracket)
{
    put(j, bracket);
    j->need_comma = false;
}

static void put_close(JsonOut *j, Str bracket)
{
    out_raw(j->out, bracket);
    j->need_comma = true;
}

void json_open_object(JsonOut *j)
{
    put_open(j, S("{"));
}

void json_close_object(JsonOut *j)
{
    put_close(j, S("}"));
}

void json_open_array(JsonOut *j)
{
    put_open(j, S("["));
}

void json_close_array(JsonOut *j)
{
    put_close(j, S("]"));
}

void json_key(JsonOut *j, Str key)
{
    json_put_str(j, key);
    out_raw(j->out, S(":"));
    j->need_comma = false;
}

void json_put_str(JsonOut *j, Str s)
{
    put(j, (Str){ 0 });
    out_json(j->out, s);
}

void json_put_int(JsonOut *j, int64_t n)
{
    put(j, (Str){ 0 });
    out_int(j->out, n);
}

/* 15 digits read back the same for most numbers, 17 for all.  JSON has no inf and no nan. */
void json_put_double(JsonOut *j, double d)
{
    char text[NUMBER_TEXT];
    if (!isfinite(d)) {
        json_put_null(j);
        return;
    }
    int len = 0;
    for (int digits = 15; digits <= 17; digits++) {
        double back = 0;
        len = snprintf(text, sizeof text, "%.*g", digits, d);
        if (str_to_double((Str){ text, (size_t)len }, &back) && memcmp(&back, &d, sizeof d) == 0)
            break;
    }
    put(j, (Str){ text, (size_t)len });
}

void json_put_bool(JsonOut *j, bool b)
{
    put(j, b ? S("true") : S("false"));
}

void json_put_null(JsonOut *j)
{
    put(j, S("null"));
}
