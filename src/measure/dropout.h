/* dropout.h - has somebody left too early, and what would suggest that they might?
 *
 * "Dropout" is six things that give different rates: all are kept, none is the right one.
 * Before that, transparent flags: facts with their thresholds, never a sum.  A probability
 * exists only from a model fitted on enough closed episodes of the place itself.
 */
#ifndef MEASURE_DROPOUT_H
#define MEASURE_DROPOUT_H
#include "change.h"
#include "three.h"

#define DROPOUT_DEFINITIONS(X)                                                            \
    X(A, "unilateral")        /* the client ended it and the therapist did not agree */   \
    X(B, "missed-last")       /* the last session that was planned was not attended */    \
    X(C, "fewer-than-planned") /* fewer sessions than were agreed */                      \
    X(D, "below-median")      /* fewer sessions than the median of the place */           \
    X(E, "no-reliable-change") /* ended without reliable change for the better */         \
    X(F, "therapist-says")    /* the therapist's judgement */
#define X(name, word) DROPOUT_##name,
typedef enum DropoutDefinition { DROPOUT_DEFINITIONS(X) DROPOUT_DEFINITION_COUNT } DropoutDefinition;
#undef X
Str dropout_definition_word(DropoutDefinition definition);

/* How a work ended. */
typedef struct DropoutEnd {
    bool ended;               /* false: every answer is unknown */
    Three client_ended, therapist_agreed, attended_last, therapist_says;
    size_t sessions;          /* attended */
    size_t planned;           /* 0 = nothing was agreed */
    double median_sessions;   /* of closed episodes; NAN = not known */
    ChangeCategory change;    /* first score to last */
} DropoutEnd;

typedef struct DropoutAnswers { Three is[DROPOUT_DEFINITION_COUNT]; } DropoutAnswers;
DropoutAnswers dropout_answers(const DropoutEnd *end);

/* --- while it goes on: flags ---------------------------------------------------------- */
#define DROPOUT_FLAGS(X)                                                                  \
    X(MISSED, "missed", 1)           /* of the last 4 planned sessions */                 \
    X(CANCELLED, "cancelled", 2)     /* of the last 4 */                                  \
    X(SILENT, "silent", 21)          /* days since any contact */                         \
    X(UNANSWERED, "unanswered", 1)   /* forms that were asked for and not answered */     \
    X(ALLIANCE, "alliance-fall", 1)  /* alliance_drop() says so */                        \
    X(FELT_OFF, "felt-off", 1)       /* the direct answer, last session */                \
    X(NOT_ON_TRACK, "not-on-track", 1)
#define X(name, word, least) DROPOUT_FLAG_##name,
typedef enum DropoutFlag { DROPOUT_FLAGS(X) DROPOUT_FLAG_COUNT } DropoutFlag;
#undef X
Str dropout_flag_word(DropoutFlag flag);

/* One fact per flag: a count, days, or 1 and 0.  NAN = not known, which is no "no". */
typedef struct DropoutFacts { double fact[DROPOUT_FLAG_COUNT]; } DropoutFacts;

typedef struct DropoutFlags {
    struct {
        Three raised;
        double fact, least;   /* raised from `least` on (our decision, docs) */
    } flag[DROPOUT_FLAG_COUNT];
    size_t raised;            /* how many: a count, not a level of risk */
} DropoutFlags;
DropoutFlags dropout_flags(const DropoutFacts *facts);

/* --- a probability, from 200 closed episodes on ------------------------------------------ */
enum { DROPOUT_EPISODES_NEEDED = 200, DROPOUT_BINS = 10 };

/* Hazard of ending at the next session: logit h = intercept + log_session * ln(session) +
 * sum(weight * fact).  Fitted elsewhere; a missing fact has the weight of the flag's own
 * `missing` term, because not knowing is information. */
typedef struct DropoutModel {
    size_t closed_episodes;   /* behind the weights, from this place */
    double intercept, log_session;
    double weight[DROPOUT_FLAG_COUNT], missing[DROPOUT_FLAG_COUNT];
    Str source;
} DropoutModel;

/* ERR_CONFLICT: fewer than DROPOUT_EPISODES_NEEDED closed episodes.  ERR_INVALID: a session
 * below 1, or a weight or fact that is not usable. */
MUST_CHECK Err dropout_hazard(Ctx *cx, const DropoutModel *model, double session,
                              const DropoutFacts *facts, double *ret_probability);

/* Is the model honest?  Predictions in ten equal bins against what happened. */
typedef struct DropoutBin { size_t n; double predicted, observed; } DropoutBin;
typedef struct DropoutCalibration {
    DropoutBin bin[DROPOUT_BINS];         /* predicted and observed are means; 0 when n is 0 */
    size_t n;
    double brier;             /* mean squared error; NAN for none */
    double base_rate;         /* what happened, on the whole; NAN for none */
} DropoutCalibration;
/* ERR_INVALID: a prediction that is no probability. */
MUST_CHECK Err dropout_calibration(Ctx *cx, const double *predicted, const bool *happened,
                                   size_t count, DropoutCalibration *ret);
#endif
