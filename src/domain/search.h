/* search.h - is what somebody looks for in this text, and where?
 *
 * Every word that was asked for must be there, in any order; its beginning is enough ("sleep"
 * finds "sleeping").  Words in quotes must stand together as they are.  Pure: no I/O, no clock;
 * what is asked for is nowhere kept. */
#ifndef DOMAIN_SEARCH_H
#define DOMAIN_SEARCH_H
#include "words.h"

enum { SEARCH_PHRASES_MAX = 8, SEARCH_TEXT_MAX = 120, SEARCH_PIECES_MAX = 17 };

typedef struct Search { Phrase phrase[SEARCH_PHRASES_MAX]; size_t count; } Search;
/* What goes beyond the limits is left out; nothing to look for: count 0. */
Search search_read(Arena *a, Str asked);
bool search_finds(const Search *s, Str text);

typedef struct SearchPiece { Str text; bool hit; } SearchPiece;
typedef struct SearchExcerpt {
    SearchPiece piece[SEARCH_PIECES_MAX];
    size_t count;
    bool cut_before, cut_after;           /* there is more of the text on this side */
} SearchExcerpt;
/* About `chars` letters around the first place, whole words, every place marked.  For a text
 * without one: its beginning. */
SearchExcerpt search_excerpt(const Search *s, Str text, size_t chars);
#endif
