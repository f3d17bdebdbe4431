#include "parting.h"

static const struct { const char *slot, *question; } rows[] = {
#define X(name, stored, question) [PARTING_##name] = { stored, question },
    PARTINGS(X)
#undef X
};
static const char *const choices[PARTING_COUNT][PARTING_CHOICES_MAX] = {
    [PARTING_PLANNED] = { "Yes, it was planned", "Partly", "No, it came otherwise" },
    [PARTING_DECIDED] = { "The client", "The therapist", "Both together",
                          "Life decided: a move, money, illness" },
    [PARTING_TALKED] = { "Yes, enough", "A little", "No" },
};
enum { BY_CLIENT = 1 };

bool parting_parse(Str slot, Parting *ret_parting)
{
    for (int i = 0; i < PARTING_COUNT; i++) {
        if (!str_eq(slot, str_from_c(rows[i].slot))) continue;
        *ret_parting = (Parting)i;
        return true;
    }
    return false;
}

Str parting_name(Parting parting) { return str_from_c(rows[parting].slot); }
Str parting_ask(Parting parting) { return str_from_c(rows[parting].question); }

int parting_choices(Parting parting)
{
    int count = 0;
    while (count < PARTING_CHOICES_MAX && choices[parting][count]) count++;
    return count;
}

Str parting_say(Parting parting, int64_t choice)
{
    if (choice < 1 || choice > parting_choices(parting)) return S("");
    return str_from_c(choices[parting][choice - 1]);
}

/* The newest answer to "who decided" by somebody with this part; 0 = none. */
static int64_t decided_by(const Entry *list, size_t count, const Episode *work, bool client)
{
    int64_t choice = 0;
    for (size_t i = 0; i < count; i++) {
        const Member *m = episode_member(work, list[i].author);
        bool fits = list[i].kind == ENTRY_PARTING && list[i].state == ENTRY_SAID && m
                 && str_eq(list[i].slot, parting_name(PARTING_DECIDED));
        if (fits && (m->part == PART_CLIENT) == client && list[i].level) choice = list[i].level;
    }
    return choice;
}

Three parting_client_ended(const Entry *list, size_t count, const Episode *work)
{
    int64_t choice = decided_by(list, count, work, true);
    if (!choice) choice = decided_by(list, count, work, false);
    if (!choice) return THREE_UNKNOWN;
    return choice == BY_CLIENT ? THREE_YES : THREE_NO;
}
