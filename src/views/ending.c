#include "ending.h"

Str parting_key(Out *o, const char *form, const PartingAsk *a)
{
    return arena_printf(o->arena, "%s-" STR_FMT, form, STR_ARG(a->slot));
}

Url parting_act(Out *o, const PartingAnswer *a)
{
    return url_printf(o->arena, STR_FMT "/state", STR_ARG(a->act));
}
