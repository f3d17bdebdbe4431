/* system.h - couples and families: several people rate the same session.
 *
 * One rating per rater, target and session.  Ratings of the group itself (within) are kept
 * apart from ratings of the work with the therapist: never averaged together.  Who may see
 * whose rating is not decided here: nobody sees another's without that person's consent, and
 * then `split` and pairs give too much away as well.
 */
#ifndef MEASURE_SYSTEM_H
#define MEASURE_SYSTEM_H
#include "../base/base.h"

#define SYSTEM_TARGETS(X)                                              \
    X(SELF, "self-therapist")       /* I and the therapist */          \
    X(PARTNER, "partner-therapist") /* my partner and the therapist */ \
    X(GROUP, "group-therapist")     /* all of us and the therapist */  \
    X(WITHIN, "within-system")      /* we among ourselves */
#define X(name, word) SYSTEM_##name,
typedef enum SystemTarget { SYSTEM_TARGETS(X) SYSTEM_TARGET_COUNT } SystemTarget;
#undef X
Str system_target_word(SystemTarget target);

enum { SYSTEM_RATERS_MAX = 12, SYSTEM_PAIRS_MAX = 66, SYSTEM_EARLIER_NEEDED = 2 };

typedef struct SystemRating {
    size_t rater;             /* 0 .. SYSTEM_RATERS_MAX - 1 */
    SystemTarget target;
    double session;
    double score;
} SystemRating;

typedef struct SystemPair {
    size_t first, second;     /* raters, first < second */
    double difference;        /* score of first - score of second */
    bool far;                 /* |difference| > needed */
} SystemPair;

/* One session and one target. */
typedef struct SystemSession {
    size_t n;                 /* who rated; the rest holds from 2 on, the mean from 1 */
    double mean;              /* NAN when nobody did */
    double split;             /* highest - lowest; NAN with fewer than two */
    double needed;            /* 1.96 sqrt(2) S_E: two scores that far apart are not one */
    SystemPair pairs[SYSTEM_PAIRS_MAX];
    size_t pair_count;
    bool far;                 /* any pair is */
    bool opposite;            /* somebody rose by sigma or more above the mean of their own
                                 earlier sessions while another fell as far below theirs */
    size_t risen, fallen;     /* one of each; only when `opposite` */
} SystemSession;

/* `error` is the scale's S_E, `sigma` the usual spread within a person; both above 0.  Earlier
 * sessions count once there are SYSTEM_EARLIER_NEEDED of them.  Order does not matter.
 * ERR_INVALID: a rater or score out of range, or two ratings of one rater, target and session. */
MUST_CHECK Err system_session(Ctx *cx, const SystemRating *ratings, size_t count,
                              SystemTarget target, double session, double error, double sigma,
                              SystemSession *ret);
#endif
