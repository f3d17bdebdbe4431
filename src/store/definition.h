/* definition.h - the questionnaires a practice has installed: kept for ever, one version of
 * each in force.
 *
 * A version is immutable: the same id and version with other content is ERR_CONFLICT, whether
 * it came with the program or was installed.  Installing puts it in force; earlier versions
 * stay readable, so that old answers are shown and scored by the version that asked.
 * The text and who attested to it are sealed; id, version and state stand in clear.
 */
#ifndef STORE_DEFINITION_H
#define STORE_DEFINITION_H
#include "../access/grant.h"
#include "../measure/builtin.h"
#include "db.h"

enum { DEFINITION_JSON_MAX = 512 << 10, DEFINITIONS_MAX = 500 };

/* What the person who installs says about the licence; needed for tiers 2 and 3. */
typedef struct Attestation {
    Str by;                   /* name of whoever answers for it */
    Str licence;              /* reference: contract, order number, letter, address of the terms */
    Str until;                /* 2027-03-31, or "" = without an end */
} Attestation;

typedef struct InstalledDefinition {
    const Definition *definition;
    Str json;                 /* as it was installed; "" for one that came with the program */
    Attestation attested;
    int64_t installed_at_ms;  /* 0: came with the program */
    bool in_force;            /* new forms ask this version */
} InstalledDefinition;

typedef struct InstalledDefinitions {
    const InstalledDefinition *list;   /* by id, then newest first */
    size_t count;
} InstalledDefinitions;

/* May this text be installed?  ERR_INVALID with every problem, as measure_definition_parse()
 * gives them; a skeleton whose texts are not filled in is one, and so is a missing attestation
 * for tier 2 or 3.  Pure: also for `tandem measure check` and a page's preview. */
MUST_CHECK Err definition_check(Ctx *cx, Arena *arena, Str json, const Attestation *attested,
                                DefinitionProblems *problems, Definition **ret_definition);

/* Checks and keeps it, and puts it in force.  The same text again: OK, it is in force again.
 * `builtin` is what came with the program.  Needs a grant for PRACTICE_WRITE.  Afterwards call
 * app->reload_practice() (a page: reply.practice_changed) so that everybody sees it. */
MUST_CHECK Err definition_install(Ctx *cx, Tx *tx, const Grant *g, const MeasureSet *builtin,
                                  Str json, const Attestation *attested,
                                  DefinitionProblems *problems, Definition **ret_definition);
/* Puts a version that is there in force, or ("" as version) none of this measure: it is asked
 * no more, and stays readable.  One that came with the program can be named as well.
 * ERR_MISSING: no such version.  Needs a grant for PRACTICE_WRITE. */
MUST_CHECK Err definition_choose(Ctx *cx, Tx *tx, const Grant *g, const MeasureSet *builtin, Str id,
                                 Str version);

/* Everything there is, with what came with the program.  Needs a grant for PRACTICE_READ. */
MUST_CHECK Err definition_list(Ctx *cx, Tx *tx, const Grant *g, const MeasureSet *builtin,
                               InstalledDefinitions *ret_list);

/* The set the program works with: every version; in it measure_find() gives the one in force,
 * measure_find_version() (measure/definition.h) any.  Without a Grant: at start and after an
 * installation.  Lives in `arena`. */
MUST_CHECK Err definition_load(Ctx *cx, Tx *tx, Arena *arena, PracticeId practice,
                               const MeasureSet *builtin, MeasureSet **ret_set);
extern const Query *const definition_queries[];
#endif
