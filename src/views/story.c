#include "story.h"

Str story_with(Out *o, size_t nth)
{
    return arena_printf(o->arena, "with%zu", nth + 1);
}

Str story_box(Out *o, const StoryShare *s, size_t nth)
{
    return arena_printf(o->arena, STR_FMT "-with%zu", STR_ARG(s->id), nth + 1);
}

Url story_share_act(Out *o, const StoryShare *s)
{
    return url_printf(o->arena, STR_FMT "/share", STR_ARG(s->act));
}
