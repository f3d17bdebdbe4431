#include "supervision.h"

Str supervision_key(Out *o, const char *what, size_t i)
{
    return arena_printf(o->arena, "%s-%zu", what, i);
}
