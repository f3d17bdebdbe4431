/* practice.h - the practice's settings. */
#ifndef STORE_PRACTICE_H
#define STORE_PRACTICE_H
#include "../access/grant.h"
#include "../domain/practice.h"
#include "db.h"

/* The first practice of this database, without a Grant: names and crisis lines that
 * signed-out pages show.  ERR_MISSING before `tandem init`.  Lives in `arena`. */
MUST_CHECK Err practice_first(Ctx *cx, Tx *tx, Arena *arena, Practice *ret_practice);
/* The practice of the grant, which another practice of the same database is not. */
MUST_CHECK Err practice_load(Ctx *cx, Tx *tx, const Grant *g, Practice *ret_practice);
/* The same for a rule of the store itself, whatever the grant is for: nothing of it is handed on. */
MUST_CHECK Err practice_for_rule(Ctx *cx, Tx *tx, const Grant *g, Practice *ret_practice);
MUST_CHECK Err practice_create(Ctx *cx, Tx *tx, const Grant *g, const Practice *practice);
/* ERR_DENIED unless it is the practice of the grant. */
MUST_CHECK Err practice_save(Ctx *cx, Tx *tx, const Grant *g, const Practice *practice);
extern const Query *const practice_queries[];
#endif
