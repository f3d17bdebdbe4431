#include "consent_json.h"
#include <stdarg.h>

/* --- where ------------------------------------------------------------------------------------ */

static Str path_of(Arena *a, const At *at)
{
    if (!at->up) return at->key;
    Str up = path_of(a, at->up);
    if (at->key.len == 0) return arena_printf(a, STR_FMT "[%zu]", STR_ARG(up), at->index);
    Str key = str_first_chars(at->key, 60);
    return up.len ? arena_printf(a, STR_FMT "." STR_FMT, STR_ARG(up), STR_ARG(key)) : key;
}

/* A base world is read again under every scenario: what is wrong with it is said once. */
static bool said(const ConsentProblems *all, Str path, Str text)
{
    for (size_t i = 0; i < all->count; i++)
        if (str_eq(all->list[i].path, path) && str_eq(all->list[i].text, text)) return true;
    return false;
}

void load_problem(Load *l, const At *at, const char *format, ...)
{
    ConsentProblems *all = l->problems;
    char text[300];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t used = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    Str path = path_of(l->arena, at);
    if (said(all, path, (Str){ text, used })) return;
    if (all->count == CONSENT_PROBLEMS_MAX) {
        all->more = true;
        return;
    }
    all->list[all->count++] = (ConsentProblem){ path, arena_str(l->arena, (Str){ text, used }) };
}

At at_key(const At *up, Str key)
{
    const Json *found = NULL;
    for (size_t i = 0; i < json_members(up->v) && !found; i++) {
        const Json *value = NULL;
        if (str_eq(json_member(up->v, i, &value), key)) found = value;
    }
    return (At){ .up = up, .key = key, .v = found };
}

At at_index(const At *up, size_t i)
{
    return (At){ .up = up, .index = i, .v = json_at(up->v, i) };
}

Thing thing_one(At at)
{
    return (Thing){ { at }, 1 };
}

At thing_get(const Thing *t, const char *key)
{
    At found = at_key(&t->at[t->count - 1], str_from_c(key));
    for (size_t i = t->count - 1; !found.v && i-- > 0;) {
        At below = at_key(&t->at[i], str_from_c(key));
        if (below.v) found = below;
    }
    return found;
}

/* --- what ------------------------------------------------------------------------------------- */

static bool among(const char *words, Str name)
{
    Str rest = str_from_c(words);
    Str word;
    while (str_cut(&rest, ' ', &word))
        if (str_eq(word, name)) return true;
    return false;
}

void thing_check(Load *l, const Thing *t, const char *known)
{
    for (size_t i = 0; i < t->count; i++) {
        const At *at = &t->at[i];
        if (json_type(at->v) != JSON_OBJECT) load_problem(l, at, "an object { } is needed here");
        for (size_t m = 0; m < json_members(at->v); m++) {
            const Json *value = NULL;
            Str key = json_member(at->v, m, &value);
            At member = at_key(at, key);
            if (!among(known, key)) load_problem(l, &member, "no such member; known are: %s", known);
        }
    }
}

static bool absent(Load *l, const At *at, Need need)
{
    if (at->v) return false;
    if (need == NEEDED) load_problem(l, at, "is missing");
    return true;
}

Str thing_text(Load *l, const Thing *t, const char *key, Need need)
{
    At at = thing_get(t, key);
    if (absent(l, &at, need)) return S("");
    if (json_type(at.v) != JSON_STRING || json_str(at.v).len == 0)
        load_problem(l, &at, "a text is needed here");
    return json_str(at.v);
}

int64_t thing_whole(Load *l, const Thing *t, const char *key, Need need, int64_t otherwise)
{
    const int64_t most = INT64_C(1) << 52;
    At at = thing_get(t, key);
    if (absent(l, &at, need)) return otherwise;
    int64_t value = json_int(at.v, INT64_MAX);
    bool whole = json_type(at.v) == JSON_NUMBER && value >= -most && value <= most;
    if (!whole) load_problem(l, &at, "a whole number is needed here");
    return whole ? value : otherwise;
}

bool thing_flag(Load *l, const Thing *t, const char *key)
{
    At at = thing_get(t, key);
    if (!at.v) return false;
    if (json_type(at.v) != JSON_BOOL) load_problem(l, &at, "true or false is needed here");
    return json_bool(at.v, false);
}

int thing_word(Load *l, const Thing *t, const char *key, Need need, const char *const *words,
               int otherwise)
{
    At at = thing_get(t, key);
    if (absent(l, &at, need)) return otherwise;
    for (int i = 0; words[i]; i++)
        if (str_eq(json_str(at.v), str_from_c(words[i]))) return i;
    load_problem(l, &at, "\"" STR_FMT "\" is not one of its words",
                 STR_ARG(str_first_chars(json_str(at.v), 40)));
    return otherwise;
}

static uint32_t set_member(Load *l, const At *at, ParseWord *parse, Unknown unknown)
{
    Str word = json_str(at->v);
    unsigned place = parse(word), on_no_list = parse(S("?"));
    if (parse == parse_category && str_eq(word, S("*"))) return CATEGORIES_ALL;
    if (place != 0 && (place != on_no_list || unknown == UNKNOWN_IS_KEPT)) return BIT(place);
    load_problem(l, at, "\"" STR_FMT "\" is not one of its words",
                 STR_ARG(str_first_chars(word, 40)));
    return 0;
}

uint32_t thing_set(Load *l, const Thing *t, const char *key, Need need, ParseWord *parse,
                   Unknown unknown)
{
    At at = thing_get(t, key);
    uint32_t set = 0;
    if (absent(l, &at, need)) return 0;
    if (json_type(at.v) != JSON_ARRAY) load_problem(l, &at, "a list [ ] is needed here");
    for (size_t i = 0; i < json_count(at.v); i++) {
        At one = at_index(&at, i);
        set |= set_member(l, &one, parse, unknown);
    }
    return set;
}

unsigned parse_category(Str word) { return category_parse(word); }
unsigned parse_act(Str word) { return act_parse(word); }
unsigned parse_purpose(Str word) { return purpose_parse(word); }
unsigned parse_label(Str word) { return label_parse(word); }
unsigned parse_obligation(Str word) { return obligation_parse(word); }

void *growing_add(Load *l, Growing *g, size_t size)
{
    if (g->count == g->cap) {
        size_t cap = g->cap ? g->cap * 2 : 16;
        void *list = g->list ? arena_grow(l->arena, g->list, g->cap * size, cap * size)
                             : arena_array(l->arena, cap, size);
        if (!list) return NULL;
        g->list = list;
        g->cap = cap;
    }
    char *place = (char *)g->list + g->count++ * size;
    memset(place, 0, size);
    return place;
}
