/* definition.h - what a questionnaire asks, and how its answers become scores.
 *
 * A definition is a FHIR R4 Questionnaire with one extension block (docs/measures.md)
 * and is immutable once used: a change is a new version, old answers keep theirs.
 * Pure: no clock, no file; memory only from the arena that is given.
 */
#ifndef MEASURE_DEFINITION_H
#define MEASURE_DEFINITION_H
#include "../base/base.h"

#define MEASURE_SCORING_URL "https://tandem.example/fhir/StructureDefinition/measure-scoring"

/* Closed sets: the second column is the word in the file. */
#define ITEM_KINDS(X)                                                     \
    X(CHOICE, "choice")    /* one of `options` */                         \
    X(LINE, "integer")     /* a whole number from low to high, two ends named */ \
    X(YESNO, "boolean")    /* never scored; 0 or 1 */                     \
    X(TEXT, "text")        /* never scored; not an Answer */              \
    X(DATE, "date")        /* never scored; not an Answer: a day, as words */
#define MEASURE_RATERS(X) \
    X(CLIENT, "client") X(THERAPIST, "therapist") X(PARTNER, "partner") X(OBSERVER, "observer")
#define MEASURE_TARGETS(X) \
    X(SELF, "self") X(ALLIANCE, "alliance") X(GOAL, "goal") X(PARTNER, "partner") X(GROUP, "group")
#define MEASURE_MOMENTS(X) \
    X(BEFORE_SESSION, "before-session") X(AFTER_SESSION, "after-session") X(ANY, "any") \
    X(INTAKE, "intake")    /* at the beginning: it may have no scale */
#define SCALE_METHODS(X) X(SUM, "sum") X(MEAN, "mean")
#define SCALE_DIRECTIONS(X) \
    X(LOWER_IS_BETTER, "lower-is-better") X(HIGHER_IS_BETTER, "higher-is-better")
#define THRESHOLD_RULES(X) X(AT_LEAST, "at-least") X(MORE_THAN, "more-than")
#define PRORATIONS(X)                                                             \
    X(MEAN, "mean")        /* the mean of the given answers stands in */         \
    X(CEILING, "ceiling")  /* the same, and the sum is rounded up to a whole one */
#define NORM_GROUPS(X) X(CLINICAL, "clinical") X(FUNCTIONAL, "functional")
#define FLAG_KINDS(X) X(RISK, "risk") X(FELT_OFF, "felt-off")

#define X(name, word) ITEM_##name,
typedef enum ItemKind { ITEM_KINDS(X) ITEM_KIND_COUNT } ItemKind;
#undef X
#define X(name, word) RATER_##name,
typedef enum MeasureRater { MEASURE_RATERS(X) RATER_COUNT } MeasureRater;
#undef X
#define X(name, word) TARGET_##name,
typedef enum MeasureTarget { MEASURE_TARGETS(X) TARGET_COUNT } MeasureTarget;
#undef X
#define X(name, word) MOMENT_##name,
typedef enum MeasureMoment { MEASURE_MOMENTS(X) MOMENT_COUNT } MeasureMoment;
#undef X
#define X(name, word) SCALE_##name,
typedef enum ScaleMethod { SCALE_METHODS(X) SCALE_METHOD_COUNT } ScaleMethod;
#undef X
#define X(name, word) SCALE_##name,
typedef enum ScaleDirection { SCALE_DIRECTIONS(X) SCALE_DIRECTION_COUNT } ScaleDirection;
#undef X
#define X(name, word) RULE_##name,
typedef enum ThresholdRule { THRESHOLD_RULES(X) RULE_COUNT } ThresholdRule;
#undef X
#define X(name, word) PRORATE_##name,
typedef enum Proration { PRORATIONS(X) PRORATION_COUNT } Proration;
#undef X
#define X(name, word) NORM_##name,
typedef enum NormGroup { NORM_GROUPS(X) NORM_GROUP_COUNT } NormGroup;
#undef X
#define X(name, word) FLAG_##name,
typedef enum FlagKind { FLAG_KINDS(X) FLAG_KIND_COUNT } FlagKind;
#undef X

typedef struct MeasureOption {
    double value;             /* ordinalValue: what is stored and scored */
    Str text;
    Str code_system, code;    /* FHIR coding of the answer */
} MeasureOption;

typedef struct MeasureItem {
    Str id;                   /* linkId; key of the stored answer */
    Str text;                 /* as asked; "{goal}" when dynamic; may be empty in tiers 2 and 3 */
    ItemKind kind;
    double low, high;         /* allowed values; options are in ascending order of value */
    Str low_text, high_text;  /* names of the two ends of a line; "" for other kinds */
    const MeasureOption *options;
    size_t option_count;
    Str loinc;                /* "" when there is none */
} MeasureItem;

typedef struct ScaleItem {
    size_t index;             /* into Definition.items */
    bool reverse;             /* counted as low + high - value */
} ScaleItem;

typedef struct ScaleBand {    /* for staff and export; never shown to clients */
    double from;              /* inclusive; ends where the next band begins */
    Str label, source;
} ScaleBand;

/* A number with the rule that applies it and where it comes from. */
typedef struct Threshold {
    bool known;               /* false: there is none, and none may be made up */
    double value;             /* in points of the score */
    ThresholdRule rule;
    Str method;               /* "nhs_tt", "jt", ... ; "" where only one is possible */
    Str source;
} Threshold;

/* One line of a table that turns raw sums into T or other standard scores. */
typedef struct LookupRow { double raw, score; } LookupRow;

/* Figures of a published group, for those who compute with them; pages do not. */
typedef struct ScaleNorm {
    bool known;
    double mean, sd;
    double reliability;       /* NAN: not given */
    Str source;
} ScaleNorm;

typedef struct MeasureScale {
    Str id, title;
    Str say;                  /* subject of a sentence for the client: "Your PHQ-9" */
    ScaleMethod method;
    ScaleDirection direction;
    double multiply;          /* score = sum or mean, times this (1 unless the file says so) */
    double low, high;         /* range of the score */
    int decimals;             /* digits after the point that people read */
    const ScaleItem *items;
    size_t item_count;
    size_t missing_allowed;   /* more missing than this: no score */
    Proration proration;
    const LookupRow *lookup;  /* every possible raw sum, rising by one; NULL: score = raw * multiply */
    size_t lookup_count;
    const ScaleBand *bands;   /* ascending */
    size_t band_count;
    Threshold cutoff;         /* a case: worse than it, and at it too under at-least */
    Threshold reliable;       /* fixed published value; never recomputed from a clinic's own data */
    Threshold sigma_floor;    /* least standard deviation that a chart may use */
    Threshold drop;           /* smallest fall that alliance_drop() raises */
    ScaleNorm norm[NORM_GROUP_COUNT];
} MeasureScale;

/* An answer that is relayed as it was given, apart from every score. */
typedef struct MeasureFlag {
    Str id;
    FlagKind kind;
    size_t item;              /* into Definition.items */
    Threshold when;
} MeasureFlag;

typedef struct MeasureLicence {
    int tier;                 /* 1 core, 2 pack, 3 skeleton: docs/measures.md */
    Str text;                 /* SPDX id or a sentence */
    Str holder, notice, source;
    bool notice_visible;      /* the form must show `notice` to the person who answers */
    bool may_modify;
    const Str *languages;     /* a translation has a licence of its own */
    size_t language_count;
    Str attested_by;
    Date attested_at;
    Str reference;            /* of a clinic's own licence; "" when there is none */
    Date expires;             /* year 0: without an end */
} MeasureLicence;

typedef struct Definition {
    Str id;                   /* "phq-9" */
    Str version, url, name, title, description;
    Str lead;                 /* the line above the questions */
    int recall_days;          /* 0: about now */
    Str coding;               /* how answers are numbered where versions differ: "1-5"; or "" */
    bool complete;            /* false: a skeleton, whose words are the clinic's to fill in; it
                                 can be scored, and cannot be answered */
    bool validated;           /* false: say so on form, chart and export */
    bool dynamic;             /* one answer per goal, all from items[0] */
    MeasureRater rater;
    MeasureTarget target;
    MeasureMoment moment;
    const MeasureItem *items;
    size_t item_count;
    const MeasureScale *scales;
    size_t scale_count;
    const MeasureFlag *flags;
    size_t flag_count;
    MeasureLicence licence;
    Str loinc;                /* of the panel; "" when there is none */
} Definition;

/* What is wrong with a definition, all of it at once. */
enum { DEFINITION_PROBLEMS_MAX = 64 };
typedef struct DefinitionProblem {
    Str path;                 /* "item[2].answerOption[0]" */
    int64_t line;             /* in the text, from 1; 0 = unknown */
    Str text;                 /* what is expected */
} DefinitionProblem;
typedef struct DefinitionProblems {
    DefinitionProblem list[DEFINITION_PROBLEMS_MAX];
    size_t count;             /* more than the maximum may exist: `more` */
    bool more;
} DefinitionProblems;

/* Read one definition.  Everything in *ret lives in `arena`, nothing in `json`.
 * ERR_INVALID when anything is wrong: `problems` (may be NULL) then lists it all, and
 * the error's text counts them and gives the first.  ERR_LIMIT when the arena is full;
 * the list then means nothing. */
MUST_CHECK Err measure_definition_parse(Ctx *cx, Arena *arena, Str json,
                                        DefinitionProblems *problems, Definition **ret);

/* Several definitions: first those in force, one of each id, then earlier versions and what is
 * not asked any more, so that old answers find the version that asked. */
typedef struct MeasureSet {
    const Definition *const *list;
    size_t count;
    size_t in_force;          /* list[0 .. in_force) may be asked */
    size_t chosen;            /* of these the last so many were chosen by the practice itself */
} MeasureSet;

/* The version in force, else the newest of the others; NULL: unknown. */
const Definition *measure_find(const MeasureSet *set, Str id);
const Definition *measure_asked(const MeasureSet *set, Str id);    /* in force; NULL: not asked */
const Definition *measure_find_version(const MeasureSet *set, Str id, Str version); /* NULL too */
const MeasureScale *measure_scale(const Definition *d, Str scale_id);    /* NULL: unknown */
/* The scale a chart shows first: "total", else the first one; NULL only of a skeleton that
 * has none. */
const MeasureScale *measure_main_scale(const Definition *d);
/* Position of an item by its linkId; item_count when unknown. */
size_t measure_item_index(const Definition *d, Str item_id);
/* Is its answer words (or a day), kept beside the answer and never counted? */
static inline bool item_is_words(const MeasureItem *item)
{
    return item->kind == ITEM_TEXT || item->kind == ITEM_DATE;
}
/* The option with this value; NULL when the item has none such. */
const MeasureOption *measure_option(const MeasureItem *item, double value);
/* The band a score lies in; NULL when the scale has none. */
const ScaleBand *measure_band(const MeasureScale *scale, double score);
/* Is this score on the clinical side of the cut-off?  False without a cut-off. */
bool measure_is_case(const MeasureScale *scale, double score);
/* +1 when a higher score is better, -1 when it is worse. */
double scale_sign(const MeasureScale *scale);

/* The words of the closed sets, as written in the files. */
Str item_kind_word(ItemKind kind);
Str measure_rater_word(MeasureRater rater);
Str measure_target_word(MeasureTarget target);
Str measure_moment_word(MeasureMoment moment);
Str flag_kind_word(FlagKind kind);
Str proration_word(Proration proration);
Str threshold_rule_word(ThresholdRule rule);
#endif
