/* check.h - "Did I understand you right?", and what came of asking.
 *
 * A check is what one member understood, in their words, about something somebody wrote.
 * The one whose words they were says yes, partly or no; the next try is a new wording, and
 * is unchecked again.  Pure.
 */
#ifndef DOMAIN_CHECK_H
#define DOMAIN_CHECK_H
#include "entry.h"

/* name, said as */
#define CHECK_STATES(X)                    \
    X(UNCHECKED, "Not checked yet")        \
    X(RIGHT, "Understood")                 \
    X(PARTLY, "Partly understood")         \
    X(NOT_RIGHT, "Not what was meant")
typedef enum CheckState {
#define X(name, said) CHECK_##name,
    CHECK_STATES(X)
#undef X
} CheckState;
Str check_state_say(CheckState state);

/* By the newest answer to the newest wording.  `whose`: who wrote what it is about; theirs
 * alone counts, unless it is the check's own author: then anyone else's, the least sure first. */
CheckState check_state(const Entry *check, PersonId whose);
/* Is this member asked, and has not answered the newest wording? */
bool check_waits_for(const Entry *check, PersonId whose, PersonId member);
#endif
