/* system does not compile here; base/banned.h lists its kind.
 * expect: poisoned */
#include "base/str.h"

char *copy(char buf[static 8], const char *text);
char *copy(char buf[static 8], const char *text)
{
#ifdef REFUSED
    buf[0] = (char)system(text);
#else
    buf[0] = text[0];
#endif
    return buf;
}
