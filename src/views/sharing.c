#include "sharing.h"

Url sharing_stop_url(Out *o, const SharingCard *c)
{
    return url_printf(o->arena, STR_FMT "/stop", STR_ARG(c->act));
}
