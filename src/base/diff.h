/* diff.h - what changed between two texts, word by word.  Pure. */
#ifndef BASE_DIFF_H
#define BASE_DIFF_H
#include "arena.h"
#include "str.h"

typedef enum DiffKind { DIFF_SAME, DIFF_GONE, DIFF_NEW } DiffKind;
/* Runs of words with the space after them; SAME and NEW joined give the new text, SAME and
 * GONE the old one. */
typedef struct DiffPiece { DiffKind kind; Str text; } DiffPiece;
typedef struct Diff { DiffPiece *list; size_t count; } Diff;

/* Texts of more than 2,000 words together come as all gone, all new.  False: out of memory. */
bool diff_words(Arena *a, Str before, Str after, Diff *ret_diff);
#endif
