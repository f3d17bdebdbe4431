#include "rules.h"

static const Query versions_of = { "rules_versions", "bb", "ibsi",
    "SELECT version, by_id, choices, at FROM signal_rule WHERE practice_id = ?1"
    " AND episode_id = ?2 ORDER BY version DESC LIMIT 100" };
static const Query add = { "rules_add", "bbibsi", "",
    "INSERT INTO signal_rule (practice_id, episode_id, version, by_id, choices, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)" };
const Query *const rules_queries[] = { &versions_of, &add, NULL };

static const EpisodeId of_practice;           /* zero: the practice's own rows */

static Err read_versions(Ctx *cx, Tx *tx, PracticeId practice, EpisodeId e, size_t most,
                         RulesVersions *ret_versions)
{
    Rows row;
    bool more = false;
    RulesVersions all = { ARENA_ARRAY(cx->arena, RulesVersion, most), 0 };
    if (!all.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &versions_of, &row, BID(practice), BID(e)));
    while (all.count < most) {
        TRY(db_next(&row, &more));
        if (!more) break;
        all.list[all.count++] = (RulesVersion){ row_int(&row, 0), ROW_ID(Person, &row, 1),
                                                row_int(&row, 3), rules_read(row_str(&row, 2)) };
    }
    *ret_versions = all;
    return OK;
}

RuleChoices rules_practice_now(const RulesVersions *versions)
{
    return versions->count ? versions->list[0].choices : rules_shipped();
}

RuleChoices rules_work_now(const RulesVersions *versions)
{
    return versions->count ? versions->list[0].choices : rules_as_practice();
}

Err rules_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Rules *ret_rules)
{
    TRY(grant_read(cx, g, C_RULE, e));
    return rules_by_clock(cx, tx, grant_practice(g), e, ret_rules);
}

Err rules_by_clock(Ctx *cx, Tx *tx, PracticeId practice_id, EpisodeId e, Rules *ret_rules)
{
    RulesVersions house, own;
    TRY(read_versions(cx, tx, practice_id, of_practice, 1, &house));
    TRY(read_versions(cx, tx, practice_id, e, 1, &own));
    RuleChoices practice = rules_practice_now(&house), work = rules_work_now(&own);
    Rules rules = rules_in_force(&practice, &work);
    rules.practice_version = house.count ? house.list[0].version : 0;
    rules.work_version = own.count ? own.list[0].version : 0;
    *ret_rules = rules;
    return OK;
}

Err rules_of_practice(Ctx *cx, Tx *tx, const Grant *g, RulesVersions *ret_versions)
{
    TRY(grant_content(cx, g, C_RULE));
    return read_versions(cx, tx, grant_practice(g), of_practice, RULES_VERSIONS_MAX, ret_versions);
}

Err rules_of_work(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, RulesVersions *ret_versions)
{
    TRY(grant_read(cx, g, C_RULE, e));
    return read_versions(cx, tx, grant_practice(g), e, RULES_VERSIONS_MAX, ret_versions);
}

static Err add_version(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, int64_t seen,
                       const RuleChoices *choices)
{
    RulesVersions now;
    RuleChange change[RULE_ID_COUNT];
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    bool house = uuid_is_zero(e.u);
    TRY(read_versions(cx, tx, grant_practice(g), e, 1, &now));
    int64_t newest = now.count ? now.list[0].version : 0;
    if (newest != seen) return fail(cx, ERR_CONFLICT, "somebody else changed this meanwhile");
    RuleChoices before = house ? rules_practice_now(&now) : rules_work_now(&now);
    if (rules_differ(&before, choices, change) == 0) return OK;
    return db_exec(cx, tx, &add, BID(practice), BID(e), BI(newest + 1), BID(self),
                   BS(rules_say(cx->arena, choices)), BI(cx->now_ms));
}

Err rules_save_practice(Ctx *cx, Tx *tx, const Grant *g, int64_t seen, const RuleChoices *choices)
{
    TRY(grant_list(cx, g, C_RULE));
    return add_version(cx, tx, g, of_practice, seen, choices);
}

Err rules_save_work(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, int64_t seen,
                    const RuleChoices *choices)
{
    TRY(grant_write(cx, g, C_RULE, e));
    return add_version(cx, tx, g, e, seen, choices);
}
