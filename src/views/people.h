/* people.h - an account as the administrator's list shows it: no clinical word. */
#ifndef VIEWS_PEOPLE_H
#define VIEWS_PEOPLE_H
#include "../base/base.h"

typedef struct PeopleRow {
    Str id, name, email, parts;   /* "therapist, supervisor" */
    Str state;                    /* "can sign in", "invited", "closed" */
    Str wish;                     /* "asked for a new password today at 10:12"; may be empty */
    bool self, disabled;
    Url state_url, link_url;
} PeopleRow;
#endif
