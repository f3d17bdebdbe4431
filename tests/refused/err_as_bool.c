/* An Err is no truth value: "if (save())" reads as the opposite of what it does.
 * expect: scalar */
#include "base/err.h"

MUST_CHECK Err save(Ctx *cx);
bool saved(Ctx *cx);
bool saved(Ctx *cx)
{
#ifdef REFUSED
    if (save(cx)) return true;
    return false;
#else
    return save(cx).kind == ERR_NONE;
#endif
}
