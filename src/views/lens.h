/* lens.h - a line of the wording lens: the words, why, and what one could say instead. */
#ifndef VIEWS_LENS_H
#define VIEWS_LENS_H
#include "base/base.h"

typedef struct LensLine {
    Str words, why, instead;
    Str id, language, back;   /* which it is, and the page to come back to */
    Url keep;
} LensLine;
#endif
