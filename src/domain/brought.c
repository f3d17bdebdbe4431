#include "brought.h"

static const char *const names[] = { "",
#define X(name, stored) stored,
    BROUGHT_STATES(X)
#undef X
};

BroughtState brought_state_parse(Str s)
{
    for (size_t i = 1; i < sizeof names / sizeof *names; i++)
        if (str_eq(s, str_from_c(names[i]))) return (BroughtState)i;
    return BROUGHT_NO_STATE;
}

Str brought_state_name(BroughtState state) { return str_from_c(names[state]); }

bool brought_is_shown(BroughtState state)
{
    return state == BROUGHT_BROUGHT || state == BROUGHT_TALKED;
}

bool brought_may_word(BroughtState state)
{
    return state == BROUGHT_MINE;
}

bool brought_may_become(BroughtState from, BroughtState to)
{
    static const struct { BroughtState from, to; } moves[] = {
        { BROUGHT_MINE, BROUGHT_BROUGHT }, { BROUGHT_MINE, BROUGHT_LAID },
        { BROUGHT_LAID, BROUGHT_MINE }, { BROUGHT_BROUGHT, BROUGHT_MINE },
        { BROUGHT_BROUGHT, BROUGHT_TALKED }, { BROUGHT_TALKED, BROUGHT_MINE } };
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (moves[i].from == from && moves[i].to == to) return true;
    return false;
}
