/* signals_raise.h - after a form was sent: what is worth talking about?
 *
 * Holds the new scores against the earlier ones by the rules of measure/ and domain/signal.h
 * and raises what is news, in the transaction that sent the form.  Both directions count.
 */
#ifndef WEB_SIGNALS_RAISE_H
#define WEB_SIGNALS_RAISE_H
#include "../gate/dispatch.h"
#include "../store/response.h"
#include "../store/signal.h"

enum { NOTICED_MAX = 64 };


/* What was found, not yet stored: finding reads, storing writes. */
typedef struct Noticed { SignalNew list[NOTICED_MAX]; size_t count; } Noticed;

/* For a form that is about to be sent: `scores` are the rows it will have, `answers` what it
 * says.  Then store what was found, in the same transaction. */
MUST_CHECK Err signals_find(Ctx *cx, Req *rq, const Response *response, const StoredScores *scores,
                            const GivenAnswers *answers, Noticed *ret_noticed);
MUST_CHECK Err signals_store(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Noticed *noticed);
/* Both, for a form that was sent and scored; without a request: needs RESPONSE, SCORE, SESSION and to write
 * SIGNAL; the grant's actor is who sent the form. */
MUST_CHECK Err signals_raise(Ctx *cx, Tx *tx, const Grant *g, const MeasureSet *measures,
                             EpisodeId e, ResponseId response);
#endif
