/* role.h - as what two people work together, and why they cannot be two things at once.
 *
 * A role is an offer (offer.h); it counts when everyone said yes.  The same two people hold one
 * role: another one needs the work ended, a pause, and a new agreement in new work.  Where none
 * was ever agreed, the work counts as therapy, so that leaving it unsaid opens no way round.
 * Pure: time and facts are arguments.
 */
#ifndef DOMAIN_ROLE_H
#define DOMAIN_ROLE_H
#include "entry.h"

/* name, slot, said as, what it is, what it is not */
#define ROLES(X)                                                                          \
    X(THERAPIST, "therapist", "Therapy",                                                  \
      "Helps with what hurts or holds back, at the pace that is needed.",                 \
      "Does not set the aim of your life, and is not a friend or a business partner.")    \
    X(COACH, "coach", "Coaching",                                                         \
      "Works with you towards something you want to reach, and looks forward.",           \
      "Does not treat distress or illness, and says so when that is what is needed.")     \
    X(SUPERVISOR, "supervisor", "Supervision",                                            \
      "Looks together at how somebody does their work with others.",                      \
      "Is no therapy of the person who is supervised.")                                   \
    X(CONSULTANT, "consultant", "Consultation",                                           \
      "Gives a view on a question that you bring, once or a few times.",                  \
      "Does not take over the work.")
typedef enum Role {
    ROLE_NONE,
#define X(name, ...) ROLE_##name,
    ROLES(X)
#undef X
    ROLE_COUNT
} Role;
Role role_parse(Str slot);                /* ROLE_NONE for anything else */
Str role_slot(Role role);
Str role_say(Role role);                  /* "Therapy"; empty for ROLE_NONE */
Str role_is(Role role);
Str role_is_not(Role role);

enum { ROLE_PAUSE_DAYS = 90, ROLE_PAUSE_DAYS_MAX = 3650 };

/* What two people are, or were, to each other in one piece of work. */
typedef struct RoleHeld {
    Role role;                            /* which both of them once agreed to; ROLE_NONE: none */
    bool here;                            /* in the work that is asked about */
    bool over;                            /* that work has ended, or one of them left it */
    int64_t ended_ms;                     /* when `over` */
} RoleHeld;

typedef enum RoleRuling {
    ROLE_FITS,
    ROLE_OTHER_LATELY,                    /* they were something else until too short a time ago */
    ROLE_OTHER_NOW,                       /* they are something else in other work that goes on */
    ROLE_OTHER_HERE,                      /* they have been something else in this very work */
} RoleRuling;
typedef struct RoleVerdict {
    RoleRuling ruling;
    Role held;                            /* what stands against it */
    int64_t until_ms;                     /* ROLE_OTHER_LATELY: from when on it can be agreed */
} RoleVerdict;

/* May these two agree on `want`?  The strongest reason against it, when there are several. */
RoleVerdict role_judge(Role want, const RoleHeld *held, size_t count, int64_t now_ms,
                       int64_t pause_days);
/* Has a role been in force between these two by this entry?  Its answers are all it needs. */
bool role_was_agreed(const Entry *e, PersonId client, PersonId other);
/* The role everyone in the work agrees to now; ROLE_NONE. */
Role role_in_force(const Entry *list, size_t count, const Episode *work);
#endif
