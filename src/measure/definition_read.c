#include "definition_read.h"
#include <stdarg.h>
#include "definition_line.h"

void reader_problem(Reader *r, Str path, const char *format, ...)
{
    DefinitionProblems *all = r->problems;
    if (all->count == DEFINITION_PROBLEMS_MAX) {
        all->more = true;
        return;
    }
    char text[300];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t used = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    Str kept = arena_str(r->arena, (Str){ text, used });
    all->list[all->count++] = (DefinitionProblem){ path, definition_line(r->json, path), kept };
}

Err reader_verdict(const Reader *r)
{
    const DefinitionProblems *all = r->problems;
    if (arena_failed(r->arena)) return fail(r->cx, ERR_LIMIT, "text too large");
    if (all->count == 0) return OK;
    if (all->count == 1 && !all->more)
        return fail(r->cx, ERR_INVALID, "line %lld: " STR_FMT, (long long)all->list[0].line,
                    STR_ARG(all->list[0].text));
    return fail(r->cx, ERR_INVALID, "%zu%s problems; line %lld: " STR_FMT, all->count,
                all->more ? " or more" : "", (long long)all->list[0].line,
                STR_ARG(all->list[0].text));
}

Place place_get(Reader *r, Place p, const char *key)
{
    Str path = p.path.len ? arena_printf(r->arena, STR_FMT ".%s", STR_ARG(p.path), key)
                          : arena_printf(r->arena, "%s", key);
    return (Place){ json_get(p.value, key), path };
}

Place place_at(Reader *r, Place p, size_t i)
{
    return (Place){ json_at(p.value, i),
                    arena_printf(r->arena, STR_FMT "[%zu]", STR_ARG(p.path), i) };
}

static Str extension_url(const Json *extension)
{
    return json_str(json_get(extension, "url"));
}

Place block_find(Reader *r, Place block, const char *url, size_t n)
{
    Place list = place_get(r, block, "extension");
    for (size_t i = 0; i < json_count(list.value); i++)
        if (str_eq(extension_url(json_at(list.value, i)), str_from_c(url)) && n-- == 0)
            return place_at(r, list, i);
    return (Place){ NULL, block.path };
}

size_t block_count(Place block, const char *url)
{
    const Json *list = json_get(block.value, "extension");
    size_t found = 0;
    for (size_t i = 0; i < json_count(list); i++)
        found += str_eq(extension_url(json_at(list, i)), str_from_c(url));
    return found;
}

static const Json *block_value(Place block, const char *url)
{
    const Json *list = json_get(block.value, "extension");
    static const char *const kinds[] = { "valueCode",    "valueString",  "valueDate",
                                         "valueDecimal", "valueInteger", "valueBoolean" };
    for (size_t i = 0; i < json_count(list); i++) {
        const Json *one = json_at(list, i);
        if (!str_eq(extension_url(one), str_from_c(url))) continue;
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            if (json_get(one, kinds[k])) return json_get(one, kinds[k]);
    }
    return NULL;
}

Str block_text(Reader *r, Place block, const char *url)
{
    return arena_str(r->arena, json_str(block_value(block, url)));
}

double block_number(Place block, const char *url, double otherwise)
{
    return json_number(block_value(block, url), otherwise);
}

bool block_bool(Place block, const char *url, bool otherwise)
{
    return json_bool(block_value(block, url), otherwise);
}

int block_word(Reader *r, Place block, const char *url, const Str *words, int count, int otherwise)
{
    Place found = block_find(r, block, url, 0);
    if (!found.value) return otherwise; /* block_check() has noted it */
    Str word = json_str(block_value(block, url));
    for (int i = 0; i < count; i++)
        if (str_eq(word, words[i])) return i;
    reader_problem(r, found.path, "%s: unknown word '" STR_FMT "'", url,
                   STR_ARG(str_first_chars(word, 40)));
    return otherwise;
}

Str member_text(Reader *r, Place object, const char *key)
{
    Place p = place_get(r, object, key);
    Str text = json_str(p.value);
    if (text.len == 0) reader_problem(r, p.path, "%s: a text is needed", key);
    if (text.len > DEFINITION_TEXT_MAX)
        reader_problem(r, p.path, "%s: longer than %d bytes", key, DEFINITION_TEXT_MAX);
    return arena_str(r->arena, text);
}

static bool value_fits(const Json *v, const char *kind)
{
    if (str_eq(str_from_c(kind), S("valueBoolean"))) return json_type(v) == JSON_BOOL;
    if (str_eq(str_from_c(kind), S("valueDecimal"))) return json_type(v) == JSON_NUMBER;
    if (str_eq(str_from_c(kind), S("valueInteger"))) {
        double n = json_number(v, 0.5);
        return n >= -1e6 && n <= 1e6 && n == (double)(int64_t)n;
    }
    return json_type(v) == JSON_STRING && json_str(v).len > 0 &&
           json_str(v).len <= DEFINITION_TEXT_MAX;
}

static void extension_check(Reader *r, Place one, const Field *fields, size_t field_count)
{
    Str url = extension_url(one.value);
    for (size_t i = 0; i < field_count; i++) {
        if (!str_eq(url, str_from_c(fields[i].url))) continue;
        const char *key = fields[i].value ? fields[i].value : "extension";
        const Json *v = json_get(one.value, key);
        bool fits = fields[i].value ? value_fits(v, key) : json_type(v) == JSON_ARRAY;
        if (!fits) reader_problem(r, one.path, "%s: expects %s", fields[i].url, key);
        return;
    }
    reader_problem(r, one.path, "unknown part '" STR_FMT "'", STR_ARG(str_first_chars(url, 60)));
}

void block_check(Reader *r, Place block, const Field *fields, size_t field_count)
{
    Place list = place_get(r, block, "extension");
    if (json_count(list.value) > DEFINITION_LIST_MAX)
        reader_problem(r, list.path, "more than %d parts", DEFINITION_LIST_MAX);
    for (size_t i = 0; i < json_count(list.value) && i < DEFINITION_LIST_MAX; i++)
        extension_check(r, place_at(r, list, i), fields, field_count);
    for (size_t i = 0; i < field_count; i++) {
        size_t n = block_count(block, fields[i].url);
        bool needed = fields[i].count == FIELD_ONE || fields[i].count == FIELD_SOME;
        bool single = fields[i].count == FIELD_ONE || fields[i].count == FIELD_MAYBE;
        if (needed && n == 0) reader_problem(r, block.path, "%s is missing", fields[i].url);
        if (single && n > 1)
            reader_problem(r, block.path, "%s stands here %zu times", fields[i].url, n);
    }
}
