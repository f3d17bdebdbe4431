#include "role.h"
#include "offer.h"

static const struct { const char *slot, *said, *is, *is_not; } rows[ROLE_COUNT] = {
    [ROLE_NONE] = { "", "", "", "" },
#define X(name, slot, said, is, is_not) [ROLE_##name] = { slot, said, is, is_not },
    ROLES(X)
#undef X
};

Role role_parse(Str slot)
{
    for (int r = 1; r < ROLE_COUNT; r++)
        if (str_eq(slot, str_from_c(rows[r].slot))) return (Role)r;
    return ROLE_NONE;
}

Str role_slot(Role role) { return str_from_c(rows[role].slot); }
Str role_say(Role role) { return str_from_c(rows[role].said); }
Str role_is(Role role) { return str_from_c(rows[role].is); }
Str role_is_not(Role role) { return str_from_c(rows[role].is_not); }

static RoleVerdict judge_one(Role want, const RoleHeld *h, int64_t now_ms, int64_t pause_ms)
{
    RoleVerdict v = { .ruling = ROLE_FITS, .held = h->role };
    if (h->role == ROLE_NONE && h->here) return v;         /* their first agreement in it */
    if (h->role == ROLE_NONE) v.held = ROLE_THERAPIST;
    if (v.held == want) return v;
    if (h->here) v.ruling = ROLE_OTHER_HERE;
    else if (!h->over) v.ruling = ROLE_OTHER_NOW;
    else if (now_ms - h->ended_ms < pause_ms) v.ruling = ROLE_OTHER_LATELY;
    if (v.ruling == ROLE_OTHER_LATELY) v.until_ms = h->ended_ms + pause_ms;
    return v;
}

RoleVerdict role_judge(Role want, const RoleHeld *held, size_t count, int64_t now_ms,
                       int64_t pause_days)
{
    enum { DAY_MS = 24 * 60 * 60 * 1000 };
    RoleVerdict worst = { .ruling = ROLE_FITS };
    for (size_t i = 0; i < count; i++) {
        RoleVerdict v = judge_one(want, &held[i], now_ms, pause_days * DAY_MS);
        bool worse = v.ruling > worst.ruling
                  || (v.ruling == worst.ruling && v.until_ms > worst.until_ms);
        if (v.ruling != ROLE_FITS && worse) worst = v;
    }
    return worst;
}

bool role_was_agreed(const Entry *e, PersonId client, PersonId other)
{
    Episode two = { .member_count = 2, .member = {
        { .person = client, .part = PART_CLIENT, .state = MEMBER_ACTIVE },
        { .person = other, .part = PART_THERAPIST, .state = MEMBER_ACTIVE } } };
    return offer_of(e, &two).ever;
}

Role role_in_force(const Entry *list, size_t count, const Episode *work)
{
    Role role = ROLE_NONE;
    for (size_t i = 0; i < count; i++) {
        const Entry *e = &list[i];
        if (e->kind == ENTRY_ROLE && e->state == ENTRY_ACTIVE && offer_of(e, work).in_force)
            role = role_parse(e->slot);
    }
    return role;
}
