/* log.h - the access log as a page: sentences, grouped when the same happened in a row. */
#ifndef VIEWS_LOG_H
#define VIEWS_LOG_H
#include "../base/base.h"

typedef struct LogLine {
    Str who;                      /* "You", "Daniel Osei", "The practice's office" */
    Str what;                     /* "opened the session page" */
    Str when;
    Str times;                    /* "4 times, last"; empty for once */
    Str why;                      /* "because they are your therapist" */
    bool refused;
} LogLine;

typedef struct LogPage {
    const LogLine *lines;
    size_t count;
    bool more, filtered;
    Url older, all, others_url;
    Str names;
} LogPage;
#endif
