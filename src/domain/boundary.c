#include "boundary.h"

static const struct { const char *slot, *said; } rows[BOUNDARY_COUNT] = {
#define X(name, slot, said) [BOUNDARY_##name] = { slot, said },
    BOUNDARIES(X)
#undef X
};
static const char *const weights[WEIGHT_COUNT] = { "",
    "A crossing: over the usual line, for a reason", "Not sure which it was",
    "A violation: it harmed or used somebody" };

Boundary boundary_parse(Str slot)
{
    int b = 0;
    while (b < BOUNDARY_COUNT && !str_eq(slot, str_from_c(rows[b].slot))) b++;
    return (Boundary)b;
}

Str boundary_slot(Boundary b) { return str_from_c(rows[b].slot); }
Str boundary_say(Boundary b) { return str_from_c(rows[b].said); }

Str boundary_weight_say(int64_t weight)
{
    return weight > WEIGHT_NONE && weight < WEIGHT_COUNT ? str_from_c(weights[weight]) : S("");
}

/* Somebody who is not sure is shown the way as well: nobody has to be sure first. */
bool boundary_leads_out(int64_t weight)
{
    return weight == WEIGHT_UNSURE || weight == WEIGHT_VIOLATION;
}

Str boundary_talked_say(Str slot, int64_t level)
{
    bool client = str_eq(slot, S("client"));
    if (!client && !str_eq(slot, S("supervisor"))) return S("");
    if (level == TALKED_YES)
        return client ? S("Talked about with the client") : S("Talked about with a supervisor");
    if (level == TALKED_NOT_YET)
        return client ? S("Not talked about with the client yet") : S("Not talked about with a supervisor yet");
    return S("");
}
