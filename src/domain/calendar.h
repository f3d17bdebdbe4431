/* calendar.h - one appointment as a calendar file (RFC 5545), which says nothing of the work.
 *
 * Times are in UTC, so that no zone's rules need to be told.  Pure: no I/O, no clock.
 */
#ifndef DOMAIN_CALENDAR_H
#define DOMAIN_CALENDAR_H
#include "../base/base.h"

typedef struct CalendarEvent {
    Uuid id;                      /* the same for every version: moving it moves it there too */
    int64_t version;              /* rises with every change */
    int64_t starts_ms, minutes;
    int64_t changed_ms;
    Str word;                     /* what it is called there; empty = "Appointment" */
    bool called_off;              /* take it out again */
} CalendarEvent;
void calendar_write(Out *o, const CalendarEvent *event);
#endif
