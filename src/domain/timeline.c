#include "timeline.h"
#include <stdlib.h>

static const struct { const char *name, *said; } kinds[] = {
    [TIMELINE_ALL] = { "", "Everything" },
#define X(kind, name, said) [TIMELINE_##kind] = { name, said },
    TIMELINE_KINDS(X)
#undef X
};

TimelineKind timeline_kind_parse(Str s)
{
    for (int k = TIMELINE_ALL + 1; k < TIMELINE_KIND_COUNT; k++)
        if (str_eq(s, str_from_c(kinds[k].name))) return (TimelineKind)k;
    return TIMELINE_ALL;
}

Str timeline_kind_name(TimelineKind kind)
{
    return str_from_c(kinds[kind].name);
}

Str timeline_kind_say(TimelineKind kind)
{
    return str_from_c(kinds[kind].said);
}

size_t timeline_keep(Happening *list, size_t count, TimelineKind kind, int64_t until_ms)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if ((kind == TIMELINE_ALL || list[i].kind == kind) && list[i].at_ms <= until_ms)
            list[kept++] = list[i];
    return kept;
}

static int newest_first(const void *one, const void *other)
{
    const Happening *a = one, *b = other;
    if (a->at_ms != b->at_ms) return a->at_ms < b->at_ms ? 1 : -1;
    return (a->what < b->what) - (a->what > b->what);
}

void timeline_sort(Happening *list, size_t count)
{
    if (count) qsort(list, count, sizeof *list, newest_first);
}

size_t timeline_months(const Happening *list, size_t count, const Zone *zone,
                       TimelineMonth *ret_months)
{
    size_t months = 0;
    for (size_t i = 0; i < count; i++) {
        Date at = zone_moment(zone, list[i].at_ms).date;
        TimelineMonth *last = months ? &ret_months[months - 1] : NULL;
        if (last && last->year == at.year && last->month == at.month) last->count++;
        else ret_months[months++] = (TimelineMonth){ at.year, at.month, i, 1 };
    }
    return months;
}

int64_t timeline_span(const TimelineMonth *older, const TimelineMonth *newer)
{
    return ((int64_t)newer->year - older->year) * 12 + newer->month - older->month + 1;
}
