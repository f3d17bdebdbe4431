/* search.h - what was found, as the page shows it. */
#ifndef VIEWS_SEARCH_H
#define VIEWS_SEARCH_H
#include "domain/search.h"
#include "views/frame.h"

typedef struct SearchHit {
    Str kind, who, when;
    Voice voice;
    SearchExcerpt excerpt;
    Url place;
    bool past;                /* other words came since */
} SearchHit;

/* What of one piece of work was found. */
typedef struct SearchGroup {
    Str title;
    Url home, only;           /* only: where to look in this work alone; empty = that is here */
    const SearchHit *hit;
    size_t count;
} SearchGroup;

typedef struct SearchPage {
    Url action;
    bool of_work;             /* one piece of work, not all */
    bool asked;               /* something was looked for */
    Str words;                /* what */
    Url back;                 /* the work; empty = none */
    const SearchGroup *group;
    size_t group_count;
    int64_t number, from, to; /* of this page, of its first and its last */
    bool more;
    Str cut;                  /* what was not looked through; empty = all was */
} SearchPage;
#endif
