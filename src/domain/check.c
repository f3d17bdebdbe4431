#include "check.h"

Str check_state_say(CheckState state)
{
    static const char *const said[] = {
#define X(name, words) words,
        CHECK_STATES(X)
#undef X
    };
    return str_from_c(said[state]);
}

static CheckState of_answer(EntryAnswer answer)
{
    switch (answer) {
    case ENTRY_ANSWER_YES: return CHECK_RIGHT;
    case ENTRY_ANSWER_PARTLY: return CHECK_PARTLY;
    case ENTRY_ANSWER_NO: return CHECK_NOT_RIGHT;
    case ENTRY_ANSWER_NOT_NOW:
    case ENTRY_ANSWER_KEEP_BOTH:
    case ENTRY_ANSWER_WENT:
    case ENTRY_ANSWER_NONE: break;
    }
    return CHECK_UNCHECKED;
}

static bool counts(const Entry *check, PersonId whose, PersonId member)
{
    if (uuid_eq(member.u, check->author.u)) return false;
    return uuid_eq(whose.u, check->author.u) || uuid_eq(whose.u, member.u);
}

CheckState check_state(const Entry *check, PersonId whose)
{
    CheckState state = CHECK_UNCHECKED;
    for (size_t i = 0; i < check->said_count; i++) {
        const EntrySaid *s = &check->said[i];
        if (s->version != check->version || !counts(check, whose, s->person)) continue;
        if (entry_said_by(check, s->person, s->version) != s) continue;    /* they said more since */
        CheckState next = of_answer(s->answer);
        if (next > state) state = next;
    }
    return state;
}

bool check_waits_for(const Entry *check, PersonId whose, PersonId member)
{
    if (check->state == ENTRY_WITHDRAWN || !counts(check, whose, member)) return false;
    return !entry_said_by(check, member, check->version);
}
