/* happenings.h - what happened in one piece of work, as its reader may know it.
 *
 * Made of the same store functions as the pages, with the Grant of that piece of work: what they do
 * not hand out did not happen here.  A passage is named without its words, because its author sees
 * who opened it.  Messages and safety answers are not told. */
#ifndef WEB_HAPPENINGS_H
#define WEB_HAPPENINGS_H
#include "../domain/timeline.h"
#include "../views/timeline.h"
#include "form.h"

typedef struct Happenings {
    Ctx *cx;
    Req *rq;
    Episode work;
    int64_t until_ms;         /* when the reader left; INT64_MAX = they have not */
    Happening *list;          /* `what` is the place in `line` */
    TimelineLine *line;       /* without `when` */
    size_t count, room;
    bool cut;                 /* the oldest of some kinds were left out */
} Happenings;
/* In no order; up to when the reader left. */
MUST_CHECK Err happenings_gather(Ctx *cx, Req *rq, Happenings *ret_all);
#endif
