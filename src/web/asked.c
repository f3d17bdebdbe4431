#include "asked.h"
#include "cards.h"

static Err load(Ctx *cx, Req *rq, Entries *ret_all)
{
    return entry_list_kinds(cx, rq->tx, rq->grant, req_episode(rq),
                            (EntryKinds){ { ENTRY_PREFERENCE, ENTRY_PACE } }, ret_all);
}

Err asked_choice(Ctx *cx, Req *rq, PersonId person, PreferenceSlot slot, PreferenceUse use,
                 int64_t *ret_choice)
{
    Entries all;
    TRY(load(cx, rq, &all));
    *ret_choice = preference_choice(all.list, all.count, person, slot, use);
    return OK;
}

/* Sessions of an odd number are the client's to open. */
static Str say_opener(Arena *a, Str who, bool self, int64_t choice, int64_t number)
{
    if (choice == LEAD_ME && self) return S("You like to open the session, and asked for it.");
    if (choice == LEAD_ME)
        return arena_printf(a, STR_FMT " likes to open the session, and asked for it.", STR_ARG(who));
    if (choice == LEAD_YOU && self)
        return S("You like it when the other opens the session, and asked for it.");
    if (choice == LEAD_YOU)
        return arena_printf(a, STR_FMT " likes it when the other opens the session, and asked for it.",
                            STR_ARG(who));
    if (choice != LEAD_TURNS) return S("");
    if (number % 2 == 0)
        return arena_printf(a, STR_FMT " asked to take turns. Today the other opens.", STR_ARG(who));
    if (self) return S("You asked to take turns. Today you open.");
    return arena_printf(a, STR_FMT " asked to take turns. Today " STR_FMT " opens.", STR_ARG(who), STR_ARG(who));
}

Err asked_session(Ctx *cx, Req *rq, const Episode *work, int64_t number, AskedSession *ret_asked)
{
    Entries all;
    size_t count = 0;
    Str *lines = ARENA_ARRAY(cx->arena, Str, MEMBERS_MAX);
    if (!lines) return fail(cx, ERR_LIMIT, "request too large");
    TRY(load(cx, rq, &all));
    for (size_t i = 0; i < work->member_count; i++) {
        const Member *m = &work->member[i];
        if (m->part != PART_CLIENT || m->state == MEMBER_LEFT) continue;
        int64_t choice = preference_choice(all.list, all.count, m->person, PREFERENCE_LEAD,
                                           PREFERENCE_FOR_ALL);
        bool self = uuid_eq(m->person.u, rq->actor.person.u);
        lines[count] = say_opener(cx->arena, card_who(rq, work, m->person), self, choice, number);
        if (lines[count].len) count++;
    }
    *ret_asked = (AskedSession){ lines, count, pace_in_force(all.list, all.count, work) };
    return OK;
}
