/* score.h - answers to scores, with the rules for what is missing.
 *
 * Scored by the definition's version that asked; a prorated score says so.
 * A skipped flag item is never read as 0 and never prorated: a scale that counts a
 * skipped risk item has no score at all (`raw` and `n_missing` still say what there is).
 */
#ifndef MEASURE_SCORE_H
#define MEASURE_SCORE_H
#include "definition.h"

typedef enum AnswerState { ANSWER_MISSING, ANSWER_SKIPPED, ANSWER_GIVEN } AnswerState;

typedef struct Answer {
    AnswerState state;        /* all zero = missing: never asked, or never reached */
    double value;             /* the option's value; counts only when given */
} Answer;

#define ANSWER(v) ((Answer){ ANSWER_GIVEN, (v) })
#define NO_ANSWER ((Answer){ ANSWER_MISSING, 0 })

typedef struct ScaleScore {
    const MeasureScale *scale;
    bool scored;              /* false: too much is missing; `score` is 0 and means nothing */
    bool prorated;            /* missing answers were replaced by the mean of the given ones */
    bool risk_missing;        /* no score because a risk item was not answered */
    size_t n_items, n_missing;
    double raw;               /* sum (or mean) of the answers given, reversed where due */
    double score;             /* prorated where allowed, then multiplied */
} ScaleScore;

typedef enum FlagState { FLAG_CLEAR, FLAG_RAISED, FLAG_NOT_ANSWERED } FlagState;

typedef struct FlagResult {
    const MeasureFlag *flag;
    FlagState state;
    double value;             /* the answer itself, when there is one */
} FlagResult;

typedef struct Scores {
    const Definition *definition;
    const ScaleScore *scales; /* in the order of definition->scales */
    size_t scale_count;
    const FlagResult *flags;  /* in the order of definition->flags */
    size_t flag_count;
} Scores;

/* Is this value one that the item allows?  False for inf, nan, and for text items. */
bool measure_value_allowed(const MeasureItem *item, double value);

/* One flag, on one answer: for alerts at the moment of answering, before anything is
 * submitted.  `answer` belongs to definition->items[flag->item]. */
FlagResult measure_flag(const MeasureFlag *flag, Answer answer);

/* answers[i] belongs to definition->items[i]; a dynamic definition takes any number,
 * one per goal.  ERR_INVALID for a wrong count or a value the item does not allow: it
 * names the item, and nothing is scored.  ERR_LIMIT when the arena is full. */
MUST_CHECK Err measure_score(Ctx *cx, Arena *arena, const Definition *definition,
                             const Answer *answers, size_t count, Scores *ret_scores);

const ScaleScore *scores_scale(const Scores *scores, Str scale_id);   /* NULL: unknown */
/* The raised flag of this kind, else the unanswered one, else the clear one; NULL: none. */
const FlagResult *scores_flag(const Scores *scores, FlagKind kind);
/* A score as people read it, with the scale's digits: "16", "5.2"; "" when not scored. */
Str score_text(Arena *arena, const MeasureScale *scale, double score);
#endif
