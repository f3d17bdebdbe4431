#include "messages.h"

Str message_with(Out *o, size_t nth)
{
    return arena_printf(o->arena, "with%zu", nth + 1);
}

Url message_act(const MessageLine *m)
{
    return url_local(m->act);
}
