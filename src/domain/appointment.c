#include "appointment.h"

static bool is_therapist(const Member *m)
{
    return m->part == PART_THERAPIST || m->part == PART_CO_THERAPIST;
}

static const Member *active(const Episode *work, PersonId person)
{
    const Member *m = episode_member(work, person);
    bool counts = m && m->state == MEMBER_ACTIVE && (m->part == PART_CLIENT || is_therapist(m));
    return counts ? m : NULL;
}

bool appointment_may_pick(const Episode *work, PersonId offered, PersonId picks)
{
    const Member *one = active(work, offered), *other = active(work, picks);
    if (!one || !other || one == other) return false;
    return is_therapist(one) || is_therapist(other);
}
