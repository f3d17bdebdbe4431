/* language.c - which languages there are.  Apart from words.c, so that a program without
 * translations (libtandem-measure) links without their tables.
 */
#include "words.h"

const Language *words_find(Str code)
{
    for (size_t i = 0; i < words_count; i++)
        if (str_eq(words_all[i]->code, code)) return words_all[i];
    return NULL;
}

/* Browsers write their languages in order of liking; "es-MX;q=0.9" asks for "es". */
const Language *words_accept(Str header)
{
    Str piece;
    while (str_cut(&header, ',', &piece)) {
        piece = str_trim(piece);
        size_t end = 0;
        while (end < piece.len && piece.ptr[end] >= 'a' && piece.ptr[end] <= 'z') end++;
        Str code = str_slice(piece, 0, end);
        if (str_eq(code, S("en"))) return NULL;
        const Language *found = words_find(code);
        if (found) return found;
    }
    return NULL;
}
