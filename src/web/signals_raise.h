/* signals_raise.h - after a form was sent: what is worth talking about?
 *
 * Holds the new scores against the earlier ones by the rules of measure/ and domain/signal.h
 * and raises what is news, in the transaction that sent the form.  Both directions count.
 */
#ifndef WEB_SIGNALS_RAISE_H
#define WEB_SIGNALS_RAISE_H
#include "../gate/dispatch.h"

/* Called by the check-in and by the form after the session once their scores are saved. */
MUST_CHECK Err signals_after_response(Ctx *cx, Req *rq, ResponseId response);
/* The same without a request, for commands: needs RESPONSE, SCORE, SESSION and to write
 * SIGNAL; the grant's actor is who sent the form. */
MUST_CHECK Err signals_raise(Ctx *cx, Tx *tx, const Grant *g, const MeasureSet *measures,
                             EpisodeId e, ResponseId response);
#endif
