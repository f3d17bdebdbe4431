/* three.h - yes, no, and "cannot tell".  What is missing is never read as "no". */
#ifndef MEASURE_THREE_H
#define MEASURE_THREE_H
#include "../base/base.h"

#define THREES(X) X(NO, "no") X(YES, "yes") X(UNKNOWN, "unknown")
#define X(name, word) THREE_##name,
typedef enum Three { THREES(X) THREE_COUNT } Three;
#undef X

static inline Three three_of(bool holds)
{
    return holds ? THREE_YES : THREE_NO;
}

/* No when either is known to be no, whatever the other is. */
static inline Three three_and(Three a, Three b)
{
    if (a == THREE_NO || b == THREE_NO) return THREE_NO;
    return a == THREE_YES && b == THREE_YES ? THREE_YES : THREE_UNKNOWN;
}

static inline Three three_not(Three a)
{
    return a == THREE_UNKNOWN ? a : three_of(a == THREE_NO);
}

static inline Str three_word(Three a)
{
#define X(name, word) { "" word, sizeof(word) - 1 },
    static const Str words[] = { THREES(X) };
#undef X
    return words[a];
}
#endif
