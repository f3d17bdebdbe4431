#include "diff.h"

enum { WORDS_MAX = 2000 };

typedef struct Words { Str *list; size_t count; } Words;

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* A word and the space after it. */
static bool split(Arena *a, Str text, Words *ret_words)
{
    Words w = { ARENA_ARRAY(a, Str, text.len + 1), 0 };
    for (size_t at = 0; w.list && at < text.len;) {
        size_t end = at;
        while (end < text.len && !is_space(text.ptr[end])) end++;
        while (end < text.len && is_space(text.ptr[end])) end++;
        w.list[w.count++] = str_slice(text, at, end);
        at = end;
    }
    *ret_words = w;
    return w.list != NULL;
}

static bool same_word(Str a, Str b)
{
    return str_eq(str_trim(a), str_trim(b));
}

/* length[i][j]: longest common run of the words from i of `x` and from j of `y`. */
static uint16_t *common_lengths(Arena *a, const Words *x, const Words *y)
{
    size_t wide = y->count + 1;
    uint16_t *length = ARENA_ARRAY(a, uint16_t, (x->count + 1) * wide);
    for (size_t i = x->count; length && i-- > 0;) {
        for (size_t j = y->count; j-- > 0;) {
            uint16_t down = length[(i + 1) * wide + j], right = length[i * wide + j + 1];
            uint16_t next = (uint16_t)(length[(i + 1) * wide + j + 1] + 1);
            length[i * wide + j] = same_word(x->list[i], y->list[j]) ? next : down > right ? down : right;
        }
    }
    return length;
}

/* Pieces of one kind that follow each other in the same text become one. */
static void add(Diff *d, DiffKind kind, Str text)
{
    DiffPiece *last = d->count ? &d->list[d->count - 1] : NULL;
    if (text.len == 0) return;
    if (last && last->kind == kind && last->text.ptr + last->text.len == text.ptr)
        last->text.len += text.len;
    else
        d->list[d->count++] = (DiffPiece){ kind, text };
}

static void walk(Diff *d, const Words *x, const Words *y, const uint16_t *length)
{
    size_t i = 0, j = 0, wide = y->count + 1;
    while (i < x->count || j < y->count) {
        bool both = i < x->count && j < y->count;
        if (both && same_word(x->list[i], y->list[j])) {
            add(d, DIFF_SAME, y->list[j]);
            i++, j++;
        } else if (j >= y->count || (both && length[(i + 1) * wide + j] >= length[i * wide + j + 1])) {
            add(d, DIFF_GONE, x->list[i++]);
        } else {
            add(d, DIFF_NEW, y->list[j++]);
        }
    }
}

bool diff_words(Arena *a, Str before, Str after, Diff *ret_diff)
{
    Words x, y;
    if (!split(a, before, &x) || !split(a, after, &y)) return false;
    Diff d = { ARENA_ARRAY(a, DiffPiece, x.count + y.count + 2), 0 };
    if (!d.list) return false;
    if (x.count + y.count > WORDS_MAX) {
        add(&d, DIFF_GONE, before);
        add(&d, DIFF_NEW, after);
    } else {
        const uint16_t *length = common_lengths(a, &x, &y);
        if (!length) return false;
        walk(&d, &x, &y, length);
    }
    *ret_diff = d;
    return true;
}
