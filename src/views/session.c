#include "session.h"

Url session_at(Out *o, const SessionView *v, const char *rest)
{
    return url_printf(o->arena, STR_FMT "%s", STR_ARG(v->base), rest);
}

Url session_act(Out *o, const SessionView *v, const SessionItem *item, const char *act)
{
    return url_printf(o->arena, STR_FMT "/entries/" STR_FMT "/%s", STR_ARG(v->base),
                      STR_ARG(item->id), act);
}

/* The end of an id is what tells ids of one moment apart. */
Str session_idem(Out *o, const SessionView *v, const char *form, Str id)
{
    enum { TAIL = 12 };
    Str tail = str_slice(id, id.len > TAIL ? id.len - TAIL : 0, id.len);
    return arena_printf(o->arena, STR_FMT "-%.6s-" STR_FMT, STR_ARG(v->idem), form, STR_ARG(tail));
}

Str session_key(Out *o, const char *form, Str id)
{
    return arena_printf(o->arena, "%s-" STR_FMT, form, STR_ARG(id));
}

bool session_is_typed(const SessionView *v, Str form)
{
    return v->typed.form.len > 0 && str_eq(v->typed.form, form);
}

Str session_typed(const SessionView *v, Str form, Str otherwise)
{
    return session_is_typed(v, form) ? v->typed.text : otherwise;
}

static size_t others_before(const Episode *work, const Member *member)
{
    size_t count = 0;
    for (const Member *m = work->member; m < member; m++)
        count += m->part == member->part;
    return count;
}

Voice session_voice(const Episode *work, PersonId person)
{
    const Member *m = episode_member(work, person);
    if (!m) return VOICE_FOURTH;
    bool first = others_before(work, m) == 0;
    if (m->part == PART_CLIENT) return first ? VOICE_CLIENT : VOICE_THIRD;
    if (m->part == PART_THERAPIST) return first ? VOICE_THERAPIST : VOICE_FOURTH;
    return VOICE_FOURTH;
}
