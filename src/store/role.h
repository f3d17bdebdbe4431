/* role.h - what two people are to each other, over all the work they share (domain/role.h).
 *
 * Ids, slots and answers, never a word anybody wrote.  Asked about the one who acts and the
 * others of one piece of work: nobody learns of work they have no part in.
 */
#ifndef STORE_ROLE_H
#define STORE_ROLE_H
#include "../access/grant.h"
#include "../domain/role.h"
#include "db.h"

/* May the one who acts and `other` be this to each other in work `e` (zero: in work that is
 * about to begin)?  Needs ENTRY and EPISODE. */
MUST_CHECK Err role_between(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId other, Role want,
                            RoleVerdict *ret_verdict);
/* The same towards everyone in the work; the strongest reason against it. */
MUST_CHECK Err role_in_work(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Role want,
                            RoleVerdict *ret_verdict);
extern const Query *const role_queries[];
#endif
