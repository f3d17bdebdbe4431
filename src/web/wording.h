/* wording.h - what the wording lens says to whoever writes about others. */
#ifndef WEB_WORDING_H
#define WEB_WORDING_H
#include "../domain/lens.h"
#include "../views/lens.h"
#include "pages.h"

enum { WORDING_LINES_MAX = 3 };
/* In the reader's language, or English where there are no wordings in it. */
LensAsk wording_ask(Ctx *cx, const Req *rq);
/* For a text the reader wrote: nothing for a client, who writes about themselves. */
const LensLine *wording_lines(Ctx *cx, const Req *rq, Str text, size_t *ret_count);
/* "“hesitant about …”, “said no to …”" */
Str wording_instead(Arena *a, const LensPattern *p);
#endif
