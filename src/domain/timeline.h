/* timeline.h - the whole of a work through time: which kinds of thing it tells, in which order,
 * and how they fall into months.
 *
 * Knows no words and no rights: what happened arrives already chosen for its reader.
 * Pure: no I/O, no clock. */
#ifndef DOMAIN_TIMELINE_H
#define DOMAIN_TIMELINE_H
#include "../base/base.h"

/* name, as in the address, as it is offered */
#define TIMELINE_KINDS(X)                                                                 \
    X(SESSIONS, "sessions", "Sessions")                                                   \
    X(FORMS, "forms", "Check-ins and forms")                                              \
    X(GOALS, "goals", "Goals and tasks")                                                  \
    X(AGREEMENTS, "agreements", "What we settled")                                        \
    X(STORY, "story", "Story")                                                            \
    X(TALKS, "talks", "Worth talking about")                                              \
    X(PAPERS, "documents", "Documents")                                                   \
    X(PEOPLE, "people", "Who was there")
typedef enum TimelineKind {
    TIMELINE_ALL,
#define X(name, ...) TIMELINE_##name,
    TIMELINE_KINDS(X)
#undef X
    TIMELINE_KIND_COUNT
} TimelineKind;
TimelineKind timeline_kind_parse(Str s);      /* TIMELINE_ALL for anything else */
Str timeline_kind_name(TimelineKind kind);    /* "" for all */
Str timeline_kind_say(TimelineKind kind);

typedef struct Happening {
    TimelineKind kind;
    int64_t at_ms;
    size_t what;              /* the caller's own number for it */
} Happening;

/* Leaves those of this kind and not after `until_ms`, in their order; returns how many. */
size_t timeline_keep(Happening *list, size_t count, TimelineKind kind, int64_t until_ms);
/* Newest first; of one moment the higher `what` first. */
void timeline_sort(Happening *list, size_t count);

/* A month that holds something: where it begins in the sorted list, and how much. */
typedef struct TimelineMonth { int32_t year, month; size_t from, count; } TimelineMonth;
/* Newest first; `ret_months` holds as many as there are happenings.  Returns how many. */
size_t timeline_months(const Happening *list, size_t count, const Zone *zone,
                       TimelineMonth *ret_months);
/* Months from the older one to the newer, both counted: 1 for the same. */
int64_t timeline_span(const TimelineMonth *older, const TimelineMonth *newer);
#endif
