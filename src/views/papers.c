#include "papers.h"

/* The end of an id is what tells ids of one moment apart. */
Str papers_key(Out *o, Str idem, const char *form, Str id)
{
    Str end = id.len > 12 ? str_slice(id, id.len - 12, id.len) : id;
    return arena_printf(o->arena, STR_FMT "-%s" STR_FMT, STR_ARG(idem), form, STR_ARG(end));
}
