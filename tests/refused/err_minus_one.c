/* An error is made by fail(), with a kind and words; a number is none.
 * expect: incompatible (result )?type|returning 'int' from a function */
#include "base/err.h"

MUST_CHECK Err refuse_it(Ctx *cx);
Err refuse_it(Ctx *cx)
{
#ifdef REFUSED
    (void)cx;
    return -1;
#else
    return fail(cx, ERR_INVALID, "not like this");
#endif
}
