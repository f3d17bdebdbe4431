/* idem.h - forms sent twice are stored once: the first answer is given again. */
#ifndef STORE_IDEM_H
#define STORE_IDEM_H
#include "../access/actor.h"
#include "db.h"

/* Was this form (its key) sent before by this person?  *ret_location is where the first
 * one led.  ERR_INVALID when the key came with another request. */
MUST_CHECK Err idem_find(Ctx *cx, Tx *tx, const Actor *actor, Str key, Hash request,
                         bool *ret_found, Str *ret_location);
MUST_CHECK Err idem_keep(Ctx *cx, Tx *tx, const Actor *actor, Str key, Hash request, Str location);
/* Keys older than 30 days go. */
MUST_CHECK Err idem_purge(Ctx *cx, Tx *tx);
extern const Query *const idem_queries[];
#endif
