/* rules.h - the choices of domain/rules.h, kept: every version, with who chose and when.
 *
 * Every function needs RULE.  Nothing here is ever changed or deleted: saving adds a version.
 */
#ifndef STORE_RULES_H
#define STORE_RULES_H
#include "../access/grant.h"
#include "../domain/rules.h"
#include "db.h"

enum { RULES_VERSIONS_MAX = 100 };

typedef struct RulesVersion {
    int64_t version;
    PersonId by;
    int64_t at_ms;
    RuleChoices choices;
} RulesVersion;
/* Newest first, at most RULES_VERSIONS_MAX; empty: as shipped, or as the practice. */
typedef struct RulesVersions { RulesVersion *list; size_t count; } RulesVersions;

/* What counts in this work now. */
MUST_CHECK Err rules_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Rules *ret_rules);
/* The same for the clock (jobs/), which nobody sent and which shows nothing: no Grant. */
MUST_CHECK Err rules_by_clock(Ctx *cx, Tx *tx, PracticeId practice, EpisodeId e, Rules *ret_rules);
/* Of the practice: with a grant for the practice, or for a work that follows it. */
MUST_CHECK Err rules_of_practice(Ctx *cx, Tx *tx, const Grant *g, RulesVersions *ret_versions);
MUST_CHECK Err rules_of_work(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e,
                             RulesVersions *ret_versions);
/* The newest choices; those of domain/rules.h when nobody has chosen yet. */
RuleChoices rules_practice_now(const RulesVersions *versions);
RuleChoices rules_work_now(const RulesVersions *versions);

/* From now on.  `seen` is the version that was looked at, 0 = none: ERR_CONFLICT when somebody
 * chose since.  The same choices again add nothing. */
MUST_CHECK Err rules_save_practice(Ctx *cx, Tx *tx, const Grant *g, int64_t seen,
                                   const RuleChoices *choices);
MUST_CHECK Err rules_save_work(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, int64_t seen,
                               const RuleChoices *choices);
extern const Query *const rules_queries[];
#endif
