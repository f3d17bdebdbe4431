#include "lens.h"
#include "../base/json.h"

/* --- one pattern ------------------------------------------------------------------------- */

static bool id_fits(Str id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
    }
    return id.len > 0 && id.len <= LENS_ID_MAX;
}

Str lens_id_of(Arena *a, Str phrases)
{
    Str line, rest = phrases;
    if (!str_cut(&rest, '\n', &line)) return S("");
    Phrase p = phrase_read(a, line);
    Out o = out_open(a, LENS_ID_MAX);
    for (size_t i = 0; i < p.count; i++) {
        if (out_str(&o).len + p.word[i].len + 1 > LENS_ID_MAX) break;
        if (i) out_raw(&o, S("-"));
        out_raw(&o, p.word[i]);
    }
    return out_str(&o);
}

/* Its lines as phrases; NULL when there are too many or one says nothing. */
static const Phrase *read_lines(Arena *a, Str lines, size_t *ret_count)
{
    Str line, rest = lines;
    Phrase *list = ARENA_ARRAY(a, Phrase, LENS_PHRASES_MAX);
    *ret_count = 0;
    while (list && str_cut(&rest, '\n', &line)) {
        if (str_trim(line).len == 0) continue;
        Phrase p = phrase_read(a, line);
        if (p.count == 0 || *ret_count == LENS_PHRASES_MAX || line.len > LENS_LINE_MAX) return NULL;
        list[(*ret_count)++] = p;
    }
    return list;
}

static const Str *read_instead(Arena *a, Str lines, size_t *ret_count)
{
    Str line, rest = lines;
    Str *list = ARENA_ARRAY(a, Str, LENS_INSTEAD_MAX);
    *ret_count = 0;
    while (list && str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        if (line.len == 0) continue;
        if (*ret_count == LENS_INSTEAD_MAX || line.len > LENS_LINE_MAX) return NULL;
        list[(*ret_count)++] = arena_str(a, line);
    }
    return list;
}

static Str first_line(Arena *a, Str lines)
{
    Str line, rest = lines;
    while (str_cut(&rest, '\n', &line))
        if (str_trim(line).len) return arena_str(a, str_trim(line));
    return S("");
}

static Str wrong_at(const char **ret_field, const char *field, Str say)
{
    *ret_field = field;
    return say;
}

Str lens_from_typed(Arena *a, const LensTyped *t, LensPattern *ret_pattern, const char **ret_field)
{
    LensPattern p = { .id = arena_str(a, t->id), .language = arena_str(a, t->language),
        .why = arena_str(a, str_trim(t->why)), .shown = first_line(a, t->phrases),
        .phrases = arena_str(a, str_trim(t->phrases)), .unlessed = arena_str(a, str_trim(t->unless)) };
    if (!id_fits(t->id)) return wrong_at(ret_field, "phrases", S("Write at least one word in letters."));
    p.phrase = read_lines(a, t->phrases, &p.phrase_count);
    if (!p.phrase || p.phrase_count == 0)
        return wrong_at(ret_field, "phrases", S("Write 1 to 16 words or phrases, one a line."));
    p.unless = read_lines(a, t->unless, &p.unless_count);
    if (!p.unless) return wrong_at(ret_field, "unless", S("Write at most 16 phrases, one a line."));
    if (p.why.len == 0 || p.why.len > 2 * LENS_LINE_MAX)
        return wrong_at(ret_field, "why", S("Say in a sentence or two why another word may be better."));
    p.instead = read_instead(a, t->instead, &p.instead_count);
    if (!p.instead || p.instead_count == 0)
        return wrong_at(ret_field, "instead", S("Write 1 to 4 ways to say it instead, one a line."));
    *ret_pattern = p;
    return S("");
}

/* --- files ----------------------------------------------------------------------------------- */

static Str as_lines(Arena *a, const Json *array)
{
    Str all = S("");
    for (size_t i = 0; i < json_count(array); i++) {
        Str one = json_str(json_at(array, i));
        all = all.len ? arena_printf(a, STR_FMT "\n" STR_FMT, STR_ARG(all), STR_ARG(one)) : one;
    }
    return arena_str(a, all);
}

static Err read_one(Ctx *cx, const Json *v, Str language, LensPattern *ret_pattern)
{
    Arena *a = cx->arena;
    const char *field = "";
    LensTyped t = { .id = json_str(json_get(v, "id")), .language = language,
        .phrases = as_lines(a, json_get(v, "words")), .unless = as_lines(a, json_get(v, "unless")),
        .why = json_str(json_get(v, "why")), .instead = as_lines(a, json_get(v, "instead")) };
    Str wrong = lens_from_typed(a, &t, ret_pattern, &field);
    if (wrong.len)
        return fail(cx, ERR_INVALID, "wording \"%s\": %s", arena_c(a, t.id), arena_c(a, wrong));
    return OK;
}

static LensPattern *find(const Lens *lens, Str language, Str id)
{
    for (size_t i = 0; i < lens->count; i++)
        if (str_eq(lens->list[i].id, id) && str_eq(lens->list[i].language, language))
            return &lens->list[i];
    return NULL;
}

const LensPattern *lens_find(const Lens *lens, Str language, Str id)
{
    return find(lens, language, id);
}

static Err put_one(Ctx *cx, Lens *lens, const LensPattern *p)
{
    LensPattern *same = find(lens, p->language, p->id);
    if (!same && lens->count == LENS_PATTERNS_MAX) return fail(cx, ERR_LIMIT, "too many wordings");
    if (!same) same = &lens->list[lens->count++];
    *same = *p;
    return OK;
}

static Err read_patterns(Ctx *cx, const Json *root, bool own, Lens *lens)
{
    Str language = json_str(json_get(root, "language"));
    const Json *all = json_get(root, "patterns"), *off = json_get(root, "off");
    if (language.len == 0 || language.len > 8) return fail(cx, ERR_INVALID, "no language");
    for (size_t i = 0; i < json_count(all); i++) {
        LensPattern p;
        TRY(read_one(cx, json_at(all, i), language, &p));
        p.own = own;
        TRY(put_one(cx, lens, &p));
    }
    for (size_t i = 0; i < json_count(off); i++) {
        LensPattern *p = find(lens, language, json_str(json_at(off, i)));
        if (p) p->off = true;
    }
    return OK;
}

Err lens_read(Ctx *cx, Str json, bool own, Lens *lens)
{
    JsonDoc *doc;
    Lens all = { ARENA_ARRAY(cx->arena, LensPattern, LENS_PATTERNS_MAX), lens->count };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    if (lens->count) memcpy(all.list, lens->list, lens->count * sizeof *all.list);
    TRY(json_parse(cx, json, &doc));
    Err err = read_patterns(cx, json_root(doc), own, &all);
    json_close(doc);
    TRY(err);
    *lens = all;
    return OK;
}

static void put_lines(JsonOut *j, Str key, Str lines)
{
    Str line, rest = lines;
    json_key(j, key);
    json_open_array(j);
    while (str_cut(&rest, '\n', &line))
        if (str_trim(line).len) json_put_str(j, str_trim(line));
    json_close_array(j);
}

static void put_strs(JsonOut *j, Str key, const Str *list, size_t count)
{
    json_key(j, key);
    json_open_array(j);
    for (size_t i = 0; i < count; i++) json_put_str(j, list[i]);
    json_close_array(j);
}

static void put_pattern(JsonOut *j, const LensPattern *p)
{
    json_open_object(j);
    json_key(j, S("id"));
    json_put_str(j, p->id);
    put_lines(j, S("words"), p->phrases);
    put_lines(j, S("unless"), p->unlessed);
    json_key(j, S("why"));
    json_put_str(j, p->why);
    put_strs(j, S("instead"), p->instead, p->instead_count);
    json_close_object(j);
}

void lens_write_own(Out *o, const Lens *lens, Str language)
{
    JsonOut j = { .out = o };
    json_open_object(&j);
    json_key(&j, S("language"));
    json_put_str(&j, language);
    json_key(&j, S("patterns"));
    json_open_array(&j);
    for (size_t i = 0; i < lens->count; i++)
        if (lens->list[i].own && str_eq(lens->list[i].language, language)) put_pattern(&j, &lens->list[i]);
    json_close_array(&j);
    json_key(&j, S("off"));
    json_open_array(&j);
    for (size_t i = 0; i < lens->count; i++)
        if (lens->list[i].off && str_eq(lens->list[i].language, language)) json_put_str(&j, lens->list[i].id);
    json_close_array(&j);
    json_close_object(&j);
}

/* --- looking ------------------------------------------------------------------------------------ */

static bool is_wanted(const LensPattern *p, const LensAsk *ask)
{
    if (p->off || !str_eq(p->language, ask->language)) return false;
    for (size_t i = 0; i < ask->kept_count; i++)
        if (str_eq(ask->kept[i], p->id)) return false;
    return true;
}

static size_t longest(const LensPattern *p, Str text, const Word *w)
{
    size_t end = 0;
    for (size_t i = 0; i < p->phrase_count; i++) {
        size_t to = phrase_at(&p->phrase[i], text, w);
        if (to > end) end = to;
    }
    return end;
}

/* Does a phrase that means something else begin at one of these words and reach as far? */
static bool is_meant_otherwise(const LensPattern *p, Str text, const Word *recent, size_t count,
                               size_t end)
{
    for (size_t i = 0; i < p->unless_count; i++)
        for (size_t k = 0; k < count; k++)
            if (phrase_at(&p->unless[i], text, &recent[k]) >= end) return true;
    return false;
}

static LensHit best_at(const Lens *lens, const LensAsk *ask, Str text, const Word *recent, size_t count)
{
    const Word *w = &recent[count - 1];
    LensHit best = { w->from, 0, NULL };
    for (size_t i = 0; i < lens->count; i++) {
        const LensPattern *p = &lens->list[i];
        size_t end = is_wanted(p, ask) ? longest(p, text, w) : 0;
        if (end <= best.to || is_meant_otherwise(p, text, recent, count, end)) continue;
        best = (LensHit){ w->from, end, p };
    }
    return best;
}

size_t lens_hits(const Lens *lens, const LensAsk *ask, Str text, LensHit hits[LENS_HITS_MAX])
{
    Word recent[LENS_BACK + 1];
    size_t at = 0, count = 0, have = 0;
    while (count < LENS_HITS_MAX) {
        if (have == LENS_BACK + 1) memmove(recent, recent + 1, LENS_BACK * sizeof *recent), have--;
        if (!words_next(text, &at, &recent[have])) break;
        LensHit hit = best_at(lens, ask, text, recent, ++have);
        if (!hit.pattern) continue;
        hits[count++] = hit;
        at = hit.to;
        have = 0;
    }
    return count;
}

static void put_phrases(JsonOut *j, const Phrase *list, size_t count)
{
    json_open_array(j);
    for (size_t i = 0; i < count; i++) {
        json_open_array(j);
        for (size_t k = 0; k < list[i].count; k++) json_put_str(j, list[i].word[k]);
        json_close_array(j);
    }
    json_close_array(j);
}

void lens_json(Out *o, const Lens *lens, const LensAsk *ask)
{
    JsonOut j = { .out = o };
    json_open_array(&j);
    for (size_t i = 0; i < lens->count; i++) {
        const LensPattern *p = &lens->list[i];
        if (!is_wanted(p, ask)) continue;
        json_open_object(&j);
        json_key(&j, S("id"));
        json_put_str(&j, p->id);
        json_key(&j, S("words"));
        put_phrases(&j, p->phrase, p->phrase_count);
        json_key(&j, S("unless"));
        put_phrases(&j, p->unless, p->unless_count);
        json_key(&j, S("why"));
        json_put_str(&j, p->why);
        put_strs(&j, S("instead"), p->instead, p->instead_count);
        json_close_object(&j);
    }
    json_close_array(&j);
}
