#include "pace.h"
#include "offer.h"

static const struct { const char *slot, *ask, *low, *high; } readinesses[READINESS_COUNT] = {
#define X(name, slot, ask, low, high) [READINESS_##name] = { slot, ask, low, high },
    READINESSES(X)
#undef X
};
static const struct { const char *said, *changes; } paces[] = {
    [PACE_NONE] = { "", "" },
#define X(name, said, changes) [PACE_##name] = { said, changes },
    PACES(X)
#undef X
    [PACE_OWN] = { "", "" },
};

Str readiness_slot(Readiness r) { return str_from_c(readinesses[r].slot); }
Str readiness_ask(Readiness r) { return str_from_c(readinesses[r].ask); }
Str readiness_low(Readiness r) { return str_from_c(readinesses[r].low); }
Str readiness_high(Readiness r) { return str_from_c(readinesses[r].high); }
Str pace_say(Pace pace) { return str_from_c(paces[pace].said); }
Str pace_changes(Pace pace) { return str_from_c(paces[pace].changes); }

int64_t readiness_level(int64_t number) { return number < 0 || number > 10 ? 0 : number + 1; }
int64_t readiness_number(int64_t level) { return level < 1 || level > 11 ? -1 : level - 1; }

const Entry *readiness_of(const Entry *list, size_t count, PersonId person, Readiness r)
{
    const Entry *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const Entry *e = &list[i];
        bool fits = e->kind == ENTRY_READINESS && e->state == ENTRY_SAID
                 && uuid_eq(e->author.u, person.u) && str_eq(e->slot, readiness_slot(r));
        if (fits) found = e;
    }
    return found;
}

static Str first_line(Str text)
{
    Str line;
    return str_cut(&text, '\n', &line) ? str_trim(line) : S("");
}

Pace pace_of(Str text)
{
    Str line = first_line(text);
    if (str_eq(line, pace_say(PACE_STEPS))) return PACE_STEPS;
    if (str_eq(line, pace_say(PACE_EXPLORE))) return PACE_EXPLORE;
    return line.len ? PACE_OWN : PACE_NONE;
}

Str pace_words(Str text)
{
    Str line;
    Pace pace = pace_of(text);
    if (pace == PACE_OWN || pace == PACE_NONE) return text;
    return str_cut(&text, '\n', &line) ? text : S("");
}

const Entry *pace_entry(const Entry *list, size_t count)
{
    const Entry *found = NULL;
    for (size_t i = 0; i < count; i++)
        if (list[i].kind == ENTRY_PACE && list[i].state != ENTRY_WITHDRAWN) found = &list[i];
    return found;
}

Pace pace_in_force(const Entry *list, size_t count, const Episode *work)
{
    const Entry *e = pace_entry(list, count);
    if (!e || e->state != ENTRY_ACTIVE) return PACE_NONE;
    const EntryWording *w = entry_wording_at(e, offer_of(e, work).in_force);
    return w ? pace_of(w->text) : PACE_NONE;
}
