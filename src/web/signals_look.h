/* signals_look.h - what the files that look for signals share: one form that was just sent, the
 * rules in force, and one scale through time.  For signals_*.c alone.
 *
 * The form need not be stored yet: its scores and answers are here, and what is found is kept
 * in `noticed` until all has been read (a form is worked out before its turn to be written).
 */
#ifndef WEB_SIGNALS_LOOK_H
#define WEB_SIGNALS_LOOK_H
#include "../store/response.h"
#include "../store/rules.h"
#include "../store/session.h"
#include "../store/signal.h"
#include "signals_raise.h"

typedef struct Look {
    Tx *tx;
    const Grant *g;
    const MeasureSet *measures;
    EpisodeId e;
    Response r;               /* the form that was just sent */
    Rules rules;              /* in force now; a later change rewrites nothing */
    StoredScores scores;      /* of this form */
    const GivenAnswers *answers;
    StoredScores earlier;     /* of this person, all scales, oldest first */
    RaisedSignals raised;     /* from this person's forms, newest first */
    Noticed *noticed;
} Look;

/* One scale of one person, oldest first, up to this form; scores of versions that do not
 * compare with this form's are left out. */
typedef struct Series {
    StoredScore *list;
    double *value;
    size_t count;
} Series;

/* Empty when this form has no score on the scale. */
MUST_CHECK Err look_series(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale,
                           Series *ret_series);
/* "phq-9/total" */
Str look_about(Ctx *cx, const Definition *d, const MeasureScale *scale);
/* What was raised last of this kind about `about` ("" = anything), from this person's forms. */
MUST_CHECK Err look_before(Ctx *cx, const Look *l, SignalKind kind, Str about,
                           RaisedBefore *ret_before);
/* On this form; or on an earlier one of the same person.  The version of the rules joins the
 * thresholds of the explanation. */
MUST_CHECK Err look_raise(Ctx *cx, const Look *l, SignalKind kind, bool worse, Str about,
                          double value, const Explanation *why);
MUST_CHECK Err look_raise_on(Ctx *cx, const Look *l, ResponseId form, SignalKind kind, bool worse,
                             Str about, double value, const Explanation *why);

/* Where it is going (signals_outcome.c), between the two (signals_alliance.c). */
MUST_CHECK Err look_outcome(Ctx *cx, const Look *l, const Definition *d, const MeasureScale *scale);
MUST_CHECK Err look_alliance(Ctx *cx, const Look *l, const Definition *d);
/* Couples and families (signals_split.c): clients of one work who rated one session. */
MUST_CHECK Err look_split(Ctx *cx, const Look *l, const Definition *d);
/* Staying in touch (signals_touch.c): after a rating that fell. */
MUST_CHECK Err look_drift(Ctx *cx, const Look *l, const Definition *d);
#endif
