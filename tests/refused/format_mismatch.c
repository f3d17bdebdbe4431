/* Formats are checked, also those of our own functions.
 * expect: -W(error=)?format */
#include "base/err.h"

MUST_CHECK Err count_it(Ctx *cx, int count);
Err count_it(Ctx *cx, int count)
{
#ifdef REFUSED
    return fail(cx, ERR_LIMIT, "%s are too many", count);
#else
    return fail(cx, ERR_LIMIT, "%d are too many", count);
#endif
}
