/* own_check.h - the therapist's own check: how somebody is in one piece of work, over time.
 *
 * Theirs alone.  Nobody counts it, compares it or is told.  The four lines and how they score
 * are measures/tandem-therapist-check.json.  Pure: no I/O, no clock. */
#ifndef DOMAIN_OWN_CHECK_H
#define DOMAIN_OWN_CHECK_H
#include "../base/base.h"

enum { OWN_CHECK_LINES_MAX = 8, OWN_CHECK_LEFT_OUT = 0,
       OWN_CHECK_HEAVY = 250,     /* a mean of at most 2.5 on the scale from 1 to 5, in hundredths */
       OWN_CHECK_RUN = 3 };       /* so many in a row */

typedef struct OwnCheck {
    OwnCheckId id;
    EpisodeId episode;
    Str version;              /* of the form that asked */
    int64_t answer[OWN_CHECK_LINES_MAX];      /* 1..5, OWN_CHECK_LEFT_OUT */
    size_t answer_count;
    int64_t total;            /* hundredths, higher is lighter; 0 = too much was left out */
    int64_t at_ms;
    int64_t left_ms;          /* when support was offered here and left alone; 0 = not */
} OwnCheck;

/* As stored, before sealing: "2.0.0 250 2 3 1 4"; and back (false: not such a text). */
Str own_check_write(Arena *a, const OwnCheck *c);
bool own_check_read(Str stored, OwnCheck *ret_check);

bool own_check_is_heavy(const OwnCheck *c);
/* Is support offered now?  After OWN_CHECK_RUN heavy ones in a row in the same piece of work;
 * left alone once, it stays away until one was lighter again and the next run is full.
 * One work's, oldest first. */
bool own_check_offers(const OwnCheck *list, size_t count);
/* "Over 5 checks since 3 Nov, the mean of your lines went from 3.8 to 2.5 of 5."; empty with none.
 * `since`: the day of the first that has a mean. */
Str own_check_said(Arena *a, const OwnCheck *list, size_t count, Str since);
/* "2.5" */
Str own_check_number(Arena *a, int64_t total);
#endif
