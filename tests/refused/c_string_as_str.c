/* Text is Str; a bare pointer has no length and no owner.
 * expect: incompatible type|invalid initializer|initializing 'Str' */
#include "base/str.h"

size_t length(const char *c_text);
size_t length(const char *c_text)
{
#ifdef REFUSED
    Str text = c_text;
#else
    Str text = str_from_c(c_text);
#endif
    return text.len;
}
