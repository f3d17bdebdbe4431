/* norm.h - the norms a practice has put in force for the expected course.
 *
 * A norm belongs to a practice and a scale; none ships.  Every function needs RULE.  Saving
 * adds a version, nothing is ever changed: a signal's explanation names the source it used.
 */
#ifndef STORE_NORM_H
#define STORE_NORM_H
#include "../access/grant.h"
#include "../measure/course.h"
#include "db.h"

enum { NORM_JSON_MAX = 64 << 10, NORMS_MAX = 200 };

typedef struct NormVersion {
    Str measure, scale;
    int64_t version;
    PersonId by;
    int64_t at_ms;
    bool in_force;            /* the newest of its scale, and not taken away */
    bool taken_away;          /* this version says: none */
    CourseNorm norm;          /* unless taken away */
} NormVersion;
typedef struct NormVersions { NormVersion *list; size_t count; } NormVersions;

/* The one in force for work; *ret_found false: no norm, no line. */
MUST_CHECK Err norm_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Str measure, Str scale,
                         bool *ret_found, CourseNorm *ret_norm);
/* All versions of the practice, by measure and scale, newest first.  Needs a practice's grant. */
MUST_CHECK Err norm_list(Ctx *cx, Tx *tx, const Grant *g, NormVersions *ret_list);
/* From now on; an empty text takes the norm away.  ERR_INVALID: `problems` (may be NULL) says
 * with path and line what does not hold. */
MUST_CHECK Err norm_save(Ctx *cx, Tx *tx, const Grant *g, Str measure, Str scale, Str json,
                         DefinitionProblems *problems);
extern const Query *const norm_queries[];
#endif
