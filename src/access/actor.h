/* actor.h - who is asking.  Made by the gate from a login, or by a command. */
#ifndef ACCESS_ACTOR_H
#define ACCESS_ACTOR_H
#include "../domain/policy.h"

typedef struct Actor {
    PracticeId practice;
    PersonId person;          /* zero = nobody signed in */
    LoginId login;
    uint32_t capacities;      /* bits of Capacity */
    bool machine;             /* a command or job of the operator; person stays zero */
} Actor;

static inline bool actor_known(const Actor *a)
{
    return a->machine || !uuid_is_zero(a->person.u);
}
#endif
