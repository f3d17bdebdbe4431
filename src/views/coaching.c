#include "coaching.h"

Str coaching_key(Out *o, const char *form, Str id)
{
    return arena_printf(o->arena, "%s" STR_FMT, form, STR_ARG(id));
}
