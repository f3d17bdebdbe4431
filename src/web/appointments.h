/* appointments.h - offered times and sessions called off, for the page that lists sessions. */
#ifndef WEB_APPOINTMENTS_H
#define WEB_APPOINTMENTS_H
#include "../domain/episode.h"
#include "../domain/session.h"
#include "../views/sessions.h"
#include "pages.h"

/* page_sessions.c: the list, with what was typed and what is missing; 422 then. */
MUST_CHECK Err sessions_show(Ctx *cx, Req *rq, Reply *reply);
/* "Tuesday 24 November at 05:30 where you are"; empty when their clock shows the same. */
Str sessions_there(Ctx *cx, const Req *rq, const Zone *zone, int64_t at_ms);

/* page_appointments.c: fills the offers, the form for one, and who called what off.  The rows of
 * `page` stand there, newest first, as `all` backwards. */
MUST_CHECK Err appointments_fill(Ctx *cx, Req *rq, const Episode *work, const Sessions *all,
                                 const Zone *zone, SessionsPage *page);
/* "Daniel offers times" while an offer waits for the reader; empty otherwise. */
MUST_CHECK Err appointment_sign(Ctx *cx, Req *rq, const Episode *work, Str *ret_said);
#endif
