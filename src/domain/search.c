#include "search.h"

/* --- what is asked for ------------------------------------------------------------------ */

static void add_phrase(Search *s, Phrase p)
{
    if (p.count && s->count < SEARCH_PHRASES_MAX) s->phrase[s->count++] = p;
}

static void add_words(Arena *a, Search *s, Str text)
{
    Word w;
    size_t at = 0;
    while (words_next(text, &at, &w)) {
        Phrase one = { .count = 1, .begins = true };
        one.word[0] = arena_str(a, (Str){ w.folded, w.len });
        add_phrase(s, one);
    }
}

Search search_read(Arena *a, Str asked)
{
    Str piece, rest = str_first_chars(asked, SEARCH_TEXT_MAX);
    Search s = { .count = 0 };
    bool quoted = false;
    for (; str_cut(&rest, '"', &piece); quoted = !quoted) {
        if (quoted) add_phrase(&s, phrase_read(a, piece));
        else add_words(a, &s, piece);
    }
    return s;
}

/* --- finding it ---------------------------------------------------------------------------- */

/* The byte behind the longest phrase that stands here; 0 = none. */
static size_t hit_at(const Search *s, Str text, const Word *w, unsigned *found)
{
    size_t end = 0;
    for (size_t i = 0; i < s->count; i++) {
        size_t to = phrase_at(&s->phrase[i], text, w);
        if (to) *found |= 1u << i;
        if (to > end) end = to;
    }
    return end;
}

bool search_finds(const Search *s, Str text)
{
    Word w;
    size_t at = 0;
    unsigned found = 0, all = (1u << s->count) - 1;
    if (s->count == 0) return false;
    while (found != all && words_next(text, &at, &w)) (void)hit_at(s, text, &w, &found);
    return found == all;
}

/* --- what is shown of it ---------------------------------------------------------------------- */

static size_t first_hit(const Search *s, Str text)
{
    Word w;
    size_t at = 0;
    unsigned found = 0;
    while (words_next(text, &at, &w))
        if (hit_at(s, text, &w, &found)) return w.from;
    return 0;
}

/* Where the first word at or after `at` begins. */
static size_t word_after(Str text, size_t at)
{
    Word w;
    while (at > 0 && at < text.len && ((uint8_t)text.ptr[at] & 0xc0) == 0x80) at--;
    while (at > 0 && at < text.len && text.ptr[at - 1] != ' ' && text.ptr[at - 1] != '\n') at++;
    return words_next(text, &at, &w) ? w.from : text.len;
}

static void add_piece(SearchExcerpt *e, Str text, bool hit)
{
    if (text.len && e->count < SEARCH_PIECES_MAX) e->piece[e->count++] = (SearchPiece){ text, hit };
}

static void mark(const Search *s, Str text, SearchExcerpt *e)
{
    Word w;
    size_t at = 0, shown = 0;
    unsigned found = 0;
    while (e->count + 2 < SEARCH_PIECES_MAX && words_next(text, &at, &w)) {
        size_t to = hit_at(s, text, &w, &found);
        if (!to) continue;
        add_piece(e, str_slice(text, shown, w.from), false);
        add_piece(e, str_slice(text, w.from, to), true);
        shown = at = to;
    }
    add_piece(e, str_slice(text, shown, text.len), false);
}

/* As much of it as `chars` letters hold, ending between words when it is cut. */
static size_t end_of(Str text, size_t from, size_t least, size_t chars)
{
    Str part = str_first_chars(str_slice(text, from, text.len), chars);
    size_t to = from + part.len;
    if (to >= text.len) return text.len;
    while (to > least && text.ptr[to] != ' ' && text.ptr[to] != '\n') to--;
    return to > least ? to : from + part.len;
}

SearchExcerpt search_excerpt(const Search *s, Str text, size_t chars)
{
    SearchExcerpt e = { .count = 0 };
    size_t hit = first_hit(s, text), from = 0;
    if (hit > chars / 3) from = word_after(text, hit - chars / 3);
    if (from > hit) from = hit;
    size_t to = end_of(text, from, hit, chars);
    e.cut_before = from > 0;
    e.cut_after = to < text.len;
    mark(s, str_slice(text, from, to), &e);
    return e;
}
