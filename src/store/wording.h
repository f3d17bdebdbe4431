/* wording.h - what a practice changed of the wordings the lens looks for, and which of them
 * somebody wants to hear of no more. */
#ifndef STORE_WORDING_H
#define STORE_WORDING_H
#include "../access/grant.h"
#include "../domain/lens.h"
#include "db.h"

enum { WORDINGS_BYTES_MAX = 200000 };

/* What came along with the program and, in place of it or after it, the practice's own: for the
 * start of the program and for the page that changes them.  Holds nothing about anybody, so no
 * Grant.  Lives in `arena`. */
MUST_CHECK Err wording_lens(Ctx *cx, Tx *tx, Arena *arena, PracticeId practice, const Lens *builtin,
                            Lens *ret_lens);
/* The practice's newest version in this language; 0 = none yet.  Needs PRACTICE. */
MUST_CHECK Err wording_version(Ctx *cx, Tx *tx, const Grant *g, Str language, int64_t *ret_version);
/* A new version, having seen `seen`: ERR_CONFLICT when somebody was faster.  Needs PRACTICE. */
MUST_CHECK Err wording_save(Ctx *cx, Tx *tx, const Grant *g, Str language, int64_t seen, const Lens *lens);

/* The actor's own.  Needs PROFILE. */
MUST_CHECK Err wording_keep(Ctx *cx, Tx *tx, const Grant *g, Str language, Str id);
MUST_CHECK Err wording_kept(Ctx *cx, Tx *tx, const Grant *g, Str language, Str **ret_ids, size_t *ret_count);

extern const Query *const wording_queries[];
#endif
