/* localtime does not compile here; base/banned.h lists its kind.
 * expect: poisoned */
#include "base/str.h"

char *copy(char buf[static 8], const char *text);
char *copy(char buf[static 8], const char *text)
{
#ifdef REFUSED
    time_t t = 0; buf[0] = (char)localtime(&t)->tm_sec;
#else
    buf[0] = text[0];
#endif
    return buf;
}
