#include "episode.h"

const Member *episode_part(const Episode *e, Part part)
{
    const Member *found = NULL;
    for (size_t i = 0; i < e->member_count; i++) {
        const Member *m = &e->member[i];
        if (m->part != part) continue;
        if (m->state != MEMBER_LEFT) return m;
        if (!found) found = m;
    }
    return found;
}

const Member *episode_member(const Episode *e, PersonId person)
{
    for (size_t i = 0; i < e->member_count; i++)
        if (uuid_eq(e->member[i].person.u, person.u)) return &e->member[i];
    return NULL;
}

static Str join_names(Arena *a, const Str *name, size_t count)
{
    Str said = S("");
    for (size_t i = 0; i < count; i++) {
        Str glue = i == 0 ? S("") : i + 1 == count ? S(" and ") : S(", ");
        said = arena_printf(a, STR_FMT STR_FMT STR_FMT, STR_ARG(said), STR_ARG(glue),
                            STR_ARG(name[i]));
    }
    return said;
}

static Str names_but(Arena *a, const Episode *e, PersonId but)
{
    static const Part order[] = { PART_CLIENT, PART_THERAPIST, PART_CO_THERAPIST };
    Str name[MEMBERS_MAX];
    size_t count = 0;
    for (size_t p = 0; p < sizeof order / sizeof *order; p++) {
        for (size_t i = 0; i < e->member_count; i++) {
            const Member *m = &e->member[i];
            if (m->part != order[p] || m->state == MEMBER_LEFT) continue;
            if (!uuid_eq(m->person.u, but.u)) name[count++] = profile_called(&m->profile);
        }
    }
    return join_names(a, name, count);
}

Str episode_names(Arena *a, const Episode *e)
{
    return names_but(a, e, (PersonId){ { { 0 } } });
}

Str episode_others(Arena *a, const Episode *e, PersonId but)
{
    return names_but(a, e, but);
}
