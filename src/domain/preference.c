#include "preference.h"

typedef struct SlotRow {
    const char *slot, *about, *choice[PREFERENCE_CHOICES_MAX], *changes;
} SlotRow;
static const SlotRow rows[PREFERENCE_COUNT] = {
#define X(name, slot, about, one, two, three, changes) \
    [PREFERENCE_##name] = { slot, about, { one, two, three }, changes },
    PREFERENCES(X)
#undef X
};

PreferenceSlot preference_parse(Str slot)
{
    for (int i = 0; i < PREFERENCE_COUNT; i++)
        if (str_eq(slot, str_from_c(rows[i].slot))) return (PreferenceSlot)i;
    return PREFERENCE_COUNT;
}

Str preference_slot(PreferenceSlot slot) { return str_from_c(rows[slot].slot); }
Str preference_about(PreferenceSlot slot) { return str_from_c(rows[slot].about); }
Str preference_changes(PreferenceSlot slot) { return str_from_c(rows[slot].changes); }

Str preference_choice_say(PreferenceSlot slot, int64_t choice)
{
    if (choice < 1 || choice > PREFERENCE_CHOICES_MAX) return S("");
    return str_from_c(rows[slot].choice[choice - 1]);
}

const Entry *preference_of(const Entry *list, size_t count, PersonId person, PreferenceSlot slot)
{
    const Entry *found = NULL;
    for (size_t i = 0; i < count; i++) {
        const Entry *e = &list[i];
        bool fits = e->kind == ENTRY_PREFERENCE && e->state == ENTRY_SAID
                 && uuid_eq(e->author.u, person.u) && str_eq(e->slot, preference_slot(slot));
        if (fits) found = e;
    }
    return found;
}

Str preference_words(const Entry *e)
{
    Str line, text = entry_text(e);
    PreferenceSlot slot = preference_parse(e->slot);
    if (slot == PREFERENCE_COUNT || e->level == 0) return text;
    return str_cut(&text, '\n', &line) ? text : S("");
}

int64_t preference_choice(const Entry *list, size_t count, PersonId person, PreferenceSlot slot,
                          PreferenceUse use)
{
    const Entry *e = preference_of(list, count, person, slot);
    if (!e || (use == PREFERENCE_FOR_ALL && e->audience != ENTRY_READ_BY_MEMBERS)) return 0;
    return e->level;
}
