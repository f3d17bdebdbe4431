/* strip.h - how much there was in each month, as small bars side by side: SVG drawn by the server.
 *
 * 340 wide before it is scaled to its column.  The page says the sentence first.  All text is
 * escaped. */
#ifndef VIEWS_STRIP_H
#define VIEWS_STRIP_H
#include "base/base.h"

enum { STRIP_MONTHS_MAX = 120 };

typedef struct Strip {
    Str id, title, summary;
    int64_t month[STRIP_MONTHS_MAX];      /* oldest first; months without anything are 0 */
    size_t count;
    int32_t first_month;                  /* 1-12: a line stands before each January */
    Str first, last;                      /* "March 2026", under the ends; `last` may be empty */
} Strip;

/* Empty without months. */
Html strip_draw(Arena *arena, const Strip *strip);
#endif
