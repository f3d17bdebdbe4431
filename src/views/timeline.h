/* timeline.h - the whole work through time, as the page shows it. */
#ifndef VIEWS_TIMELINE_H
#define VIEWS_TIMELINE_H
#include "frame.h"
#include "strip.h"

typedef struct TimelineLine {
    Str when, title;
    Str who;                  /* "" = nobody in particular */
    Voice voice;
    Str words;                /* of people; "" = none here */
    Str sees;                 /* "Only you read this."; "" = everyone in the work */
    Url place;
} TimelineLine;

typedef struct TimelineGroup {
    Str title;                /* "November 2026" */
    const TimelineLine *line;
    size_t count;
} TimelineGroup;

typedef struct TimelinePage {
    Url back;
    Str names;
    const NavItem *kinds;
    size_t kind_count;
    Str said;                 /* the picture in a sentence; "" = there is nothing */
    Strip strip;
    const TimelineGroup *group;
    size_t group_count;
    Url newer, older;         /* empty = none */
    bool cut;                 /* the oldest were left out */
} TimelinePage;
#endif
