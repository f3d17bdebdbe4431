/* preferences.h - how each one wants the work to be, who reads it, and what it changes. */
#ifndef VIEWS_PREFERENCES_H
#define VIEWS_PREFERENCES_H
#include "joint.h"

/* One thing a person can say, with the form for it. */
typedef struct PreferenceRow {
    Str slot, about, changes;
    Str said, words;          /* the choice in words, their own words; empty = not said */
    Str choice[3];            /* what can be chosen; "" = words alone */
    int64_t chosen;           /* 0 = nothing */
    bool has, mine;           /* mine: they keep it to themselves */
    bool open;                /* the form has to be finished */
    Str review;               /* "2027-03-01" */
    Str review_said;          /* "Look at it again by 1 March 2027"; may be empty */
    bool due;                 /* that day has come */
    Str act, id;              /* "/work/E/joint/ID"; "" when not said */
    Url history;
    bool has_history;
} PreferenceRow;

/* What another told us. */
typedef struct PreferenceGroup {
    Str who;
    Voice voice;
    const PreferenceRow *rows;
    size_t row_count;
} PreferenceGroup;

typedef struct PreferencesPage {
    JointForm form;
    Str others;
    Url action;
    const PreferenceRow *rows;      /* one's own, all there are */
    size_t row_count;
    const PreferenceGroup *groups;  /* of the others who said something */
    size_t group_count;
} PreferencesPage;
#endif
