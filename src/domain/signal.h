/* signal.h - what the numbers or a person noticed, and the conversation it opens.
 *
 * A signal is a reason to talk, never a verdict.  Those about the two of them open a repair,
 * those about the direction a review.  Words move it on: nobody is heard because somebody
 * else says so, nothing is agreed by one, and only the client says that it is mended.
 * Pure: no I/O, no clock.
 */
#ifndef DOMAIN_SIGNAL_H
#define DOMAIN_SIGNAL_H
#include "../measure/dropout.h"
#include "../measure/explain.h"
#include "episode.h"

/* name, stored as, the page it opens */
#define SIGNAL_KINDS(X)                                                                    \
    X(RELIABLE_CHANGE, "reliable_change", REVIEW)                                          \
    X(CUT_OFF, "cut_off", REVIEW)                                                          \
    X(NOT_ON_TRACK, "not_on_track", REVIEW)                                                \
    X(ALLIANCE_DROP, "alliance_drop", REPAIR)                                              \
    X(FELT_OFF, "felt_off", REPAIR)                                                        \
    X(WARM_BUT_AIMLESS, "warm_but_aimless", REPAIR)                                        \
    X(ALLIANCE_CHART, "alliance_chart", REPAIR)                                            \
    X(RUPTURE, "rupture", REPAIR)                                                          \
    X(NO_CHANGE_YET, "no_change_yet", REVIEW)                                              \
    X(SUDDEN_STEP, "sudden_step", REVIEW)  /* a note: nothing waits */                     \
    X(DRIFT, "drift", REVIEW)                                                              \
    X(SPLIT, "split", REVIEW)  /* clients of one work saw a session differently: therapists alone \
                                  know, because it would tell each the other's rating */
typedef enum SignalPage { PAGE_NONE, PAGE_REPAIR, PAGE_REVIEW } SignalPage;
typedef enum SignalKind {
    SIGNAL_NO_KIND,
#define X(name, stored, page) SIGNAL_##name,
    SIGNAL_KINDS(X)
#undef X
    SIGNAL_KIND_COUNT
} SignalKind;

/* repair: raised heard agreed rerated closed; review: open talking trying closed, a note first
 * "noted": it waits for nobody, and words about it make it a review like others. */
#define SIGNAL_STATES(X)                                                                   \
    X(RAISED, "raised", REPAIR) X(HEARD, "heard", REPAIR) X(AGREED, "agreed", REPAIR)      \
    X(RERATED, "rerated", REPAIR)                                                          \
    X(OPEN, "open", REVIEW) X(TALKING, "talking", REVIEW) X(TRYING, "trying", REVIEW)      \
    X(NOTED, "noted", REVIEW)                                                              \
    X(CLOSED, "closed", NONE)
typedef enum SignalState {
    SIGNAL_NO_STATE,
#define X(name, stored, page) SIGNAL_##name,
    SIGNAL_STATES(X)
#undef X
    SIGNAL_STATE_COUNT
} SignalState;

/* What somebody writes; name, stored as, the page it belongs to (NONE: both). */
#define SIGNAL_STEPS(X)                                                                    \
    X(NOTICED, "noticed", REPAIR) X(NEEDED, "needed", REPAIR) X(HEARD, "heard", REPAIR)    \
    X(AGREE, "agree", REPAIR) X(RERATE, "rerate", REPAIR) X(NOT_YET, "not_yet", REPAIR)    \
    X(ALLIANCE, "alliance", REVIEW) X(MOTIVATION, "motivation", REVIEW)                    \
    X(SUPPORT, "support", REVIEW) X(EVENTS, "events", REVIEW) X(PLAN, "plan", REVIEW)      \
    X(LATER, "later", NONE)
typedef enum SignalStep {
    STEP_NONE,
#define X(name, stored, page) STEP_##name,
    SIGNAL_STEPS(X)
#undef X
    STEP_COUNT
} SignalStep;

SignalKind signal_kind_parse(Str word);       /* SIGNAL_NO_KIND for anything else */
SignalState signal_state_parse(Str word);
SignalStep signal_step_parse(Str word);
SignalPage signal_page_parse(Str word);
Str signal_kind_word(SignalKind kind);
Str signal_state_word(SignalState state);
Str signal_step_word(SignalStep step);
Str signal_page_word(SignalPage page);
SignalPage signal_kind_page(SignalKind kind);
SignalState signal_first_state(SignalKind kind);
/* Does it wait for somebody?  Neither what is closed nor a note does. */
bool signal_waits(SignalState state);
/* May anyone write this on such a page?  "not yet" has its own way: signal_may_unmend. */
bool signal_step_fits(SignalPage page, SignalStep step);

/* --- the conversation ------------------------------------------------------------- */
typedef enum SignalSide { SIDE_CLIENT, SIDE_THERAPIST, SIDE_COUNT } SignalSide;

typedef struct SignalTurn {
    Uuid id;
    PersonId author;
    SignalSide side;
    SignalStep step;
    Str text;
    int64_t at_ms;
} SignalTurn;

/* What each side has written since the client last said "not yet". */
typedef struct SignalWords { uint32_t by[SIDE_COUNT]; SignalSide last_offer; } SignalWords;
SignalWords signal_words(const SignalTurn *turns, size_t count);
static inline uint32_t step_bit(SignalStep step) { return 1u << step; }

/* Where it stands after `side` wrote `step`; `words` hold it already. */
SignalState signal_after_turn(SignalPage page, SignalState state, SignalWords words,
                              SignalSide side, SignalStep step);
/* A side says it is so, without words: the client that they feel heard (HEARD), either that
 * they go along with what the other offered (AGREED, TRYING), either that it was talked
 * about (TALKING).  Never CLOSED. */
bool signal_may_step(SignalPage page, SignalState state, SignalWords words, SignalSide side,
                     SignalState to);
/* Whoever may: a repair is closed by the client alone, a review by either. */
bool signal_may_close(SignalPage page, SignalState state, SignalSide side);
/* The client says "not yet": an open repair goes back to being heard, a closed one opens again. */
bool signal_may_unmend(SignalPage page, SignalState state, SignalSide side,
                       SignalState *ret_state);

/* --- one of them ---------------------------------------------------------------------- */
typedef struct Signal {
    SignalId id;
    EpisodeId episode;
    SignalKind kind;
    SignalPage page;
    SignalState state;
    bool worse;               /* false: good news */
    Str about;                /* "phq-9/total", "tandem-alliance-client/bond" */
    ResponseId response;      /* the form it comes from */
    PersonId rater;           /* who filled it in */
    SessionId session;        /* before or after which session; zero = none */
    double value;             /* the number or answer it was raised on */
    Explanation why;          /* why.sentence: what was noticed, said to the client */
    int64_t raised_ms, seen_ms, addressed_ms, closed_ms;    /* 0 = not yet */
    int64_t version;
} Signal;
typedef struct Signals { Signal *list; size_t count; } Signals;

/* A few words for lists: "Something felt off", "Better than at the start". */
Str signal_title(SignalKind kind, bool worse);
/* "Not settled yet", "You both said what you would change". */
Str signal_state_say(SignalPage page, SignalState state);
/* "First words after 2 days", "Waiting for first words for 3 hours"; counted in hours up to
 * two days, then in days. */
Str signal_addressed_say(Arena *a, int64_t raised_ms, int64_t addressed_ms, int64_t now_ms);

/* --- what to raise: one form held against what came before ------------------------------ */
/* What was raised last about the same numbers. */
typedef struct RaisedBefore {
    bool found, worse, closed;
    double value;
} RaisedBefore;

/* A first and a latest score, and whether that is news.  A reliable change is raised when
 * its direction differs from the one raised last, or when the score has since moved reliably
 * the other way; *ret_change is then the change to explain. */
bool signal_change_news(const MeasureScale *scale, double first, double latest,
                        const RaisedBefore *before, Change *ret_change);
/* The latest score is on the other side of the line than the one raised last (or else the
 * first one); not again while within the usual wobble of the one raised last. */
bool signal_cutoff_news(const MeasureScale *scale, double first, double latest,
                        const RaisedBefore *before);
/* May the two be losing touch?  A rating that fell, a session that was not held and a form left
 * open, all three: counts of the last TOUCH_SESSIONS that were to begin by now. */
enum { TOUCH_SESSIONS = 4, TOUCH_LATE_MS = 6 * 60 * 60 * 1000 };
typedef struct TouchFacts { size_t not_held, left_open; } TouchFacts;
/* Planned sessions that nobody opened are forgotten ones after TOUCH_LATE_MS. */
bool touch_not_held(Str session_state, int64_t starts_ms, int64_t now_ms);
bool signal_drifts(const MeasureScale *total, const double *value, size_t count,
                   const TouchFacts *facts, DropoutFlags *ret_flags);

/* --- who first ----------------------------------------------------------------------------- */
/* The order of a therapist's list: what needs a conversation most stands first; among equals
 * the next session does.  Words stand beside it, never a colour or a count alone. */
#define SIGNAL_NEEDS(X)                                                                    \
    X(SAFETY, "Read first")        /* a safety answer waits */                             \
    X(FELT_OFF, "Something felt off")  /* said directly, not mended */                     \
    X(REPAIR, "Between you")       /* any other repair that is open */                     \
    X(SIGNAL, "Direction")         /* a review that is open, towards worse */              \
    X(GOOD_NEWS, "Good news")      /* one towards better */                                \
    X(QUIET, "Quiet")              /* nothing heard for a while */                         \
    X(NOTHING, "")
typedef enum SignalNeed {
#define X(name, say) NEED_##name,
    SIGNAL_NEEDS(X)
#undef X
    SIGNAL_NEED_COUNT
} SignalNeed;
SignalNeed signal_need(const Signal *it);     /* NEED_NOTHING when it waits for nobody */
Str signal_need_say(SignalNeed need);

/* Do scores of these two versions of one definition compare?  Versions of the same first number
 * do: "1.0.0" and "1.2.0"; a new first number is another way of scoring. */
bool signal_versions_compare(Str one, Str other);
/* Scores as points of a course: sessions counted from the first score's.  `number` of a score's
 * session, 0 = none; where the numbers do not rise, one more than the point before. */
void signal_course_points(const double *value, const int64_t *number, size_t count,
                          CoursePoint *ret_points);
#endif
