/* rules.h - the rules by which something is noticed, as one page shows them: of a practice, or
 * of one piece of work.  Who may not change them reads the same in words. */
#ifndef VIEWS_RULES_H
#define VIEWS_RULES_H
#include "base/base.h"

typedef struct RuleOptionShown { Str word, label; bool chosen; } RuleOptionShown;
typedef struct RuleShown {
    Str id, hint_id, title, hint;
    const RuleOptionShown *option;
    size_t option_count;
    Str chosen;               /* the label in words */
} RuleShown;
typedef struct RuleGroupShown {
    Str id, title;
    const RuleShown *rule;
    size_t rule_count;
} RuleGroupShown;

typedef struct RuleChangeShown { Str title, before, after; } RuleChangeShown;
typedef struct RulesPast {    /* one time that somebody chose */
    Str when, who;
    const RuleChangeShown *change;
    size_t change_count;
} RulesPast;

typedef struct RulesPage {
    Str title, lead;
    Url action;               /* where the form goes */
    bool may_write;
    int64_t version;
    const RuleGroupShown *group;
    size_t group_count;
    const RulesPast *past;    /* newest first */
    size_t past_count;
    Str idem;
    Url back;                 /* empty: none */
    Str back_label;
} RulesPage;
#endif
