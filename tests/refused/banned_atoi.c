/* atoi does not compile here; base/banned.h lists its kind.
 * expect: poisoned */
#include "base/str.h"

char *copy(char buf[static 8], const char *text);
char *copy(char buf[static 8], const char *text)
{
#ifdef REFUSED
    buf[0] = (char)atoi(text);
#else
    buf[0] = (char)strtol(text, NULL, 10);
#endif
    return buf;
}
