/* shown.h - what somebody is shown by release, as sections of a page. */
#ifndef WEB_SHOWN_H
#define WEB_SHOWN_H
#include "../store/release.h"
#include "../views/sharing.h"
#include "pages.h"

/* One section for each part of which something may be read, also when there is nothing yet. */
MUST_CHECK Err shown_parts_fill(Ctx *cx, Req *rq, const Showing *s, ShownParts *ret_parts);
/* How much of a part there is in it. */
size_t shown_count(const Showing *s, ReleasePart part);
#endif
