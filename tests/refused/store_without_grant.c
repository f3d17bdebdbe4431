/* The store gives nothing to a caller without a Grant.
 * expect: too few arguments */
#include "store/session.h"

MUST_CHECK Err load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Sessions *ret_list);
Err load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Sessions *ret_list)
{
#ifdef REFUSED
    (void)g;
    return session_list(cx, tx, e, ret_list);
#else
    return session_list(cx, tx, g, e, ret_list);
#endif
}
