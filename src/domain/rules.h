/* rules.h - which signals are raised, and from which size on: a closed set of choices.
 *
 * A practice chooses; a piece of work may differ in some of them.  Nothing here switches off
 * what a person says directly: "something felt off" and safety answers have no setting, and no
 * choice goes below what docs/signals.md gives as the least (six points, the questionnaire's
 * own floor).  A change of the rules counts from the next form on; what was raised stays.
 * Pure: no I/O, no clock.
 */
#ifndef DOMAIN_RULES_H
#define DOMAIN_RULES_H
#include "../measure/chart.h"
#include "../measure/course.h"
#include "../measure/rupture.h"

/* name, stored as.  Titles, explanations and options: rules.c, one row each. */
#define RULES(X)                                                                           \
    X(CHANGE, change)              /* reliable change, in both directions */               \
    X(CHANGE_SIZE, change_size)    /* what counts as one */                                \
    X(CUT_OFF, cut_off)            /* crossing the questionnaire's line */                 \
    X(TRACK, track)                /* outside the expected course; needs a norm */         \
    X(BAND, band)                  /* how many of 100 people the course holds */           \
    X(IN_A_ROW, in_a_row)          /* scores outside it before it counts */                \
    X(NO_CHANGE, no_change)        /* without a norm: nothing moved by which session */    \
    X(GAINS, gains)                /* sudden gains and losses, as a note */                \
    X(DROP, drop)                  /* the rating fell against its average */               \
    X(CHART, chart)                /* control chart of the rating */                       \
    X(CHART_POINTS, chart_points)  /* earlier ratings it needs */                          \
    X(FLOOR, floor)                /* least spread, times the questionnaire's own */       \
    X(RUPTURE, rupture)            /* falls and returns, by a published rule */            \
    X(WARM, warm)                  /* bond high, goals and tasks low */                    \
    X(SPLIT, split)                /* couples, families: two saw a session differently */  \
    X(DRIFT, drift)                /* missed, less together, unanswered: all three */
typedef enum RuleId {
#define X(name, stored) RULE_##name,
    RULES(X)
#undef X
    RULE_ID_COUNT
} RuleId;

typedef enum RuleGroup { RULES_DIRECTION, RULES_BETWEEN, RULES_TOUCH, RULE_GROUP_COUNT } RuleGroup;
Str rule_group_title(RuleGroup group);

enum { RULE_OPTIONS_MAX = 5 };
typedef struct RuleOption {
    const char *word, *label; /* as stored; as people read it */
    double value;             /* what the choice means in numbers: see the accessors below */
} RuleOption;
typedef struct RuleRow {
    const char *word;         /* as stored, and the name of its field */
    RuleGroup group;
    const char *title, *hint;
    RuleOption option[RULE_OPTIONS_MAX];      /* the first one is as shipped */
    size_t option_count;
} RuleRow;
const RuleRow *rule_row(RuleId id);           /* never NULL for a valid id */

/* What was chosen: positions of options, or RULE_AS_PRACTICE in a piece of work. */
enum { RULE_AS_PRACTICE = -1 };
typedef struct RuleChoices { int option[RULE_ID_COUNT]; } RuleChoices;
RuleChoices rules_shipped(void);              /* the first option of each */
RuleChoices rules_as_practice(void);          /* of a work that differs in nothing */
/* The option of that word; RULE_AS_PRACTICE for "", -2 for a word there is not. */
enum { RULE_NO_OPTION = -2 };
int rule_option_parse(RuleId id, Str word);

/* "change=off band=90": only what is chosen; words that this program does not know (any more)
 * are read as not chosen. */
Str rules_say(Arena *a, const RuleChoices *choices);
RuleChoices rules_read(Str text);

/* What counts in a piece of work: its own choices on top of the practice's. */
typedef struct Rules {
    int option[RULE_ID_COUNT];
    int64_t practice_version, work_version;   /* 0 = as shipped; nothing of its own */
} Rules;
Rules rules_in_force(const RuleChoices *practice, const RuleChoices *work);

bool rules_on(const Rules *rules, RuleId id); /* of those that are on or off */
double rules_value(const Rules *rules, RuleId id);
/* False: no such signal is raised. */
bool rules_chart(const Rules *rules, ChartKind *ret_kind);
bool rules_rupture(const Rules *rules, RupturePreset *ret_preset);
double rules_band_z(const Rules *rules);      /* normal deviate of the band's edge */
/* False: the rule without a norm is off. */
bool rules_no_change(const Rules *rules, CourseRules *ret_rules);
/* The scale with the thresholds these rules ask for; `first` is the person's first score.
 * What the definition cannot give (no SD and reliability) stays as published. */
MeasureScale rules_scale(const Rules *rules, const MeasureScale *scale, double first);
/* "the practice's, version 3; this work's, version 1": for the explanation of a signal. */
Str rules_version_say(Arena *a, const Rules *rules);

/* One line a difference: "Expected course, width: 80 of 100 people, now 90 of 100 people". */
typedef struct RuleChange { Str title, before, after; } RuleChange;
size_t rules_differ(const RuleChoices *before, const RuleChoices *after,
                    RuleChange ret_list[RULE_ID_COUNT]);
Str rule_option_label(RuleId id, int option); /* "as the practice" for RULE_AS_PRACTICE */
#endif
