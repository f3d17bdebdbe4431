/* strtok does not compile here; base/banned.h lists its kind.
 * expect: poisoned */
#include "base/str.h"

char *copy(char buf[static 8], const char *text);
char *copy(char buf[static 8], const char *text)
{
#ifdef REFUSED
    buf = strtok(buf, text);
#else
    buf = strchr(buf, text[0]);
#endif
    return buf;
}
