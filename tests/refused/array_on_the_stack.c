/* Nobody chose a maximum for an array whose size comes from outside.
 * expect: variable.length|-Wvla|Wvla */
#include "base/arena.h"

char *room(Arena *a, size_t size);
char *room(Arena *a, size_t size)
{
#ifdef REFUSED
    char buffer[size];
    buffer[0] = 'x';
    return arena_array(a, 1, (size_t)buffer[0]);
#else
    return arena_array(a, size, 1);
#endif
}
