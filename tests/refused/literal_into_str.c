/* S() is for literals: the length of anything else would be that of the pointer.
 * expect: expected */
#include "base/str.h"

Str name(const char *given);
Str name(const char *given)
{
#ifdef REFUSED
    return S(given);
#else
    return str_from_c(given);
#endif
}
