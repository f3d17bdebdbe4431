/* sprintf does not compile here; base/banned.h lists its kind.
 * expect: poisoned */
#include "base/str.h"

char *copy(char buf[static 8], const char *text);
char *copy(char buf[static 8], const char *text)
{
#ifdef REFUSED
    sprintf(buf, "%s", text);
#else
    snprintf(buf, 8, "%s", text);
#endif
    return buf;
}
