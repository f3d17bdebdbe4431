#include "words.h"

/* --- letters -------------------------------------------------------------------------- */

/* What a letter is without case and accents: two places each, from U+00C0 and from U+1E00.
 * Made from the decompositions of Unicode; letters without one as people type them. */
static const char latin[] =
    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thss"
    "a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thy "
    "a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g "
    "g g g g h h h h i i i i i i i i i i ijijj j k k k l l l l l l l "
    "l l l n n n n n n n n n o o o o o o oeoer r r r r r s s s s s s "
    "s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s ";
static const char latin_more[] =
    "a a b b b b b b c c d d d d d d d d d d e e e e e e e e e e f f "
    "g g h h h h h h h h h h i i i i k k k k k k l l l l l l l l m m "
    "m m m m n n n n n n n n o o o o o o o o p p p p r r r r r r r r "
    "s s s s s s s s s s t t t t t t t t u u u u u u u u u u v v v v "
    "w w w w w w w w w w x x x x y y z z z z z z h t w y a s s s ssd "
    "a a a a a a a a a a a a a a a a a a a a a a a a e e e e e e e e "
    "e e e e e e e e i i i i o o o o o o o o o o o o o o o o o o o o "
    "o o o o u u u u u u u u u u u u u u y y y y y y y y llllv v y y ";
enum { LATIN = 0xc0, LATIN_END = 0x180, MORE = 0x1e00, MORE_END = 0x1f00,
       ACCENTS = 0x300, ACCENTS_END = 0x370, SOFT_HYPHEN = 0xad };

typedef enum Sort { BETWEEN, JOINS, LETTER, UNSEEN } Sort;   /* UNSEEN: part of a word, not compared */

static uint32_t code_at(Str s, size_t at, size_t len)
{
    static const uint8_t first[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint32_t code = (uint8_t)s.ptr[at] & first[len];
    for (size_t i = 1; i < len; i++) code = code << 6 | ((uint8_t)s.ptr[at + i] & 0x3f);
    return code;
}

static Sort sort_ascii(uint32_t code)
{
    bool letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
    if (letter || (code >= '0' && code <= '9')) return LETTER;
    return code == ' ' || code == '-' || code == '\'' || (code >= '\t' && code <= '\r') ? JOINS : BETWEEN;
}

static Sort sort_of(uint32_t code)
{
    if (code < 0x80) return sort_ascii(code);
    if (code == SOFT_HYPHEN || (code >= ACCENTS && code < ACCENTS_END)) return UNSEEN;
    if (code == 0xa0 || code == 0x2010 || code == 0x2011 || code == 0x2019) return JOINS;
    bool sign = code < LATIN || code == 0xd7 || code == 0xf7 || (code >= 0x2000 && code < 0x2070)
             || (code >= 0x3000 && code < 0x3040);
    return sign ? BETWEEN : LETTER;
}

/* Greek and Cyrillic capitals; whatever else has no case here stays as it is. */
static uint32_t lower_of(uint32_t code)
{
    if (code >= 0x391 && code <= 0x3a9) return code + 0x20;
    if (code >= 0x410 && code <= 0x42f) return code + 0x20;
    return code >= 0x400 && code <= 0x40f ? code + 0x50 : code;
}

/* At most four bytes; how many. */
static size_t fold(uint32_t code, char *ret_bytes)
{
    const char *two = NULL;
    if (code < 0x80) {
        ret_bytes[0] = (char)(code >= 'A' && code <= 'Z' ? code + 32 : code);
        return 1;
    }
    if (code >= LATIN && code < LATIN_END) two = &latin[(code - LATIN) * 2];
    if (code >= MORE && code < MORE_END) two = &latin_more[(code - MORE) * 2];
    if (two) {
        memcpy(ret_bytes, two, 2);
        return two[1] == ' ' ? 1 : 2;
    }
    static const uint8_t first[] = { 0, 0xc0, 0xe0, 0xf0 };
    code = lower_of(code);
    size_t more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    for (size_t i = more; i > 0; i--, code >>= 6) ret_bytes[i] = (char)(0x80 | (code & 0x3f));
    ret_bytes[0] = (char)(first[more] | code);
    return more + 1;
}

/* --- words ------------------------------------------------------------------------------- */

static Sort next_sort(Str text, size_t at, uint32_t *ret_code, size_t *ret_len)
{
    *ret_len = str_utf8_at(text, at);
    *ret_code = 0;
    if (*ret_len == 0) {
        *ret_len = 1;
        return BETWEEN;
    }
    *ret_code = code_at(text, at, *ret_len);
    return sort_of(*ret_code);
}

static void add_letter(Word *w, uint32_t code)
{
    char bytes[4];
    size_t len = fold(code, bytes);
    if (w->len + len > WORD_MAX) return;
    memcpy(w->folded + w->len, bytes, len);
    w->len += len;
}

bool words_next(Str text, size_t *at, Word *ret_word)
{
    uint32_t code;
    size_t len, i = *at;
    Word *w = ret_word;
    w->joined = true;
    w->len = 0;
    for (; i < text.len; i += len) {
        Sort sort = next_sort(text, i, &code, &len);
        if (sort == LETTER) break;
        if (sort == BETWEEN) w->joined = false;
    }
    w->from = i;
    for (; i < text.len; i += len) {
        Sort sort = next_sort(text, i, &code, &len);
        if (sort == LETTER) add_letter(w, code);
        else if (sort != UNSEEN) break;
    }
    w->to = *at = i;
    return w->to > w->from;
}

/* --- phrases ------------------------------------------------------------------------------- */

Phrase phrase_read(Arena *a, Str text)
{
    Word w;
    size_t at = 0;
    Phrase p = { .count = 0 };
    while (p.count < PHRASE_WORDS_MAX && words_next(text, &at, &w))
        p.word[p.count++] = arena_str(a, (Str){ w.folded, w.len });
    return p;
}

static bool is_word(const Phrase *p, size_t i, const Word *w)
{
    Str folded = { w->folded, w->len };
    return p->begins && i + 1 == p->count ? str_starts(folded, p->word[i]) : str_eq(folded, p->word[i]);
}

size_t phrase_at(const Phrase *p, Str text, const Word *first)
{
    Word w;
    size_t at = first->to;
    if (p->count == 0 || !is_word(p, 0, first)) return 0;
    if (p->count == 1) return first->to;
    for (size_t i = 1; i < p->count; i++)
        if (!words_next(text, &at, &w) || !w.joined || !is_word(p, i, &w)) return 0;
    return at;
}
