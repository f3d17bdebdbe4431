/* reach.h - what somebody says about when they read messages, where they are, and mail. */
#ifndef VIEWS_REACH_H
#define VIEWS_REACH_H
#include "frame.h"

typedef struct ReachChoice { Str name, say; int64_t value; bool chosen; } ReachChoice;

typedef struct ReachPage {
    const Frame *frame;
    const FieldErrors *errors;
    const ReachChoice *days;      /* seven, "d1" .. "d7" */
    const ReachChoice *answers;   /* the first is "I would rather not say" */
    size_t answer_count;
    const ReachChoice *leads;
    size_t lead_count;
    Str from, to;                 /* "09:00" */
    Str zone, zone_practice, calendar_word, email;
    bool mail_possible, mail_off;
    int64_t version;
    Str idem;
} ReachPage;
#endif
