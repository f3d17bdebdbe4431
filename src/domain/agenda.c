#include "agenda.h"

AgendaTopic agenda_line(Str line)
{
    Str rest = line, number;
    int64_t minutes;
    if (str_cut(&rest, ' ', &number) && str_to_i64(number, &minutes) && minutes >= 1
        && minutes <= ENTRY_MINUTES_MAX && str_trim(rest).len > 0)
        return (AgendaTopic){ str_trim(rest), minutes };
    return (AgendaTopic){ line, 0 };
}

const PromptGroup *agenda_list(const Prompts *lists, Str title)
{
    for (size_t i = 0; i < lists->count; i++)
        if (str_eq(lists->group[i].title, title)) return &lists->group[i];
    return NULL;
}

static bool is_topic(const Entry *e)
{
    return e->kind == ENTRY_AGENDA && e->state != ENTRY_WITHDRAWN;
}

int64_t agenda_minutes(const Entry *list, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        if (is_topic(&list[i]) && list[i].state != ENTRY_PARKED) sum += list[i].minutes;
    return sum;
}

bool agenda_has(const Entry *list, size_t count, Str text)
{
    for (size_t i = 0; i < count; i++)
        if (is_topic(&list[i]) && str_eq(entry_text(&list[i]), text)) return true;
    return false;
}
