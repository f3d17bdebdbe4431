/* caseload.h - the therapist's first page: what needs them now, then everyone. */
#ifndef VIEWS_CASELOAD_H
#define VIEWS_CASELOAD_H
#include "chart.h"
#include "frame.h"

typedef struct CaseAlert { Str who, text; Url url; Str duty; } CaseAlert;
typedef struct CaseSignal {
    Str number, who, tag, text, button;
    bool care;
    Url url;
} CaseSignal;
typedef struct CaseLine {
    Str name, sessions;           /* "Jordan P.", "Session 9" */
    Url url;
    Chart chart;                  /* .series_count 0 = nothing yet */
    Str latest, latest_said, alliance, alliance_said;
    Str look;                     /* "Between you", "Quiet"; empty = nothing waiting */
    TagKind look_kind;
    Str own;                      /* "Your own form is waiting"; empty = it is not */
    Str next;
} CaseLine;
typedef struct CaseDay { Str time, name; Url url; } CaseDay;

typedef struct CaseEnded { Str name, when; Url url; bool left; } CaseEnded;

typedef struct CaseloadPage {
    Str day;                      /* "Tuesday 24 November" */
    const CaseAlert *alerts;
    size_t alert_count;
    bool has_next;
    Str next_when, next_name, next_said;  /* "Next, in 6 minutes", "Maya Lindqvist", "10:30, session 7" */
    Url next_url, next_brief;
    Str next_life, next_alliance;
    const CaseSignal *signals;
    size_t signal_count;
    const CaseLine *lines;
    size_t line_count;
    const CaseDay *today;
    size_t today_count;
    const CaseEnded *ended;
    size_t ended_count;
} CaseloadPage;
#endif
