/* A Grant cannot be made by hand: outside access/grant.c nobody knows what is in it.
 * expect: incomplete type|storage size */
#include "access/grant.h"

PersonId who(const Grant *given);
PersonId who(const Grant *given)
{
#ifdef REFUSED
    Grant forged = { 0 };
    given = &forged;
#endif
    return grant_person(given);
}
