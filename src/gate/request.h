/* request.h - the gate's own steps before and after a page: routes matched, fields read,
 * tokens checked.  For dispatch.c and its tests.
 */
#ifndef GATE_REQUEST_H
#define GATE_REQUEST_H
#include "dispatch.h"

/* The route of this method and path; fills the path parameters.  NULL when there is none. */
const Route *route_find(const HttpRequest *http, Req *rq);
/* Reads the declared fields out of what was sent; the rest is dropped.  Problems of one
 * field become rq->errors; ERR_INVALID only when the body as a whole cannot be read. */
MUST_CHECK Err fields_read(Ctx *cx, const Route *route, Str encoded, Req *rq);

/* An unsafe request must come from our own pages. */
bool origin_is_ours(const HttpRequest *http);
/* A token for one page, masked afresh each time; and its check. */
Str csrf_token(Arena *a, const App *app, LoginId login);
bool csrf_matches(const App *app, LoginId login, Str token);

Str cookie_name(const App *app);
#endif
