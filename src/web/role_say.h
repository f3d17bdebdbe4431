/* role_say.h - the page of roles, and why one cannot be agreed, in words for the two. */
#ifndef WEB_ROLE_SAY_H
#define WEB_ROLE_SAY_H
#include "../domain/role.h"
#include "pages.h"

/* Empty when nothing stands against it. */
Str role_say_refused(Ctx *cx, const Req *rq, Role want, const RoleVerdict *v);
/* Asks the rule, and makes what stands against `want` an error of `field`. */
MUST_CHECK Err role_check(Ctx *cx, Req *rq, EpisodeId e, Role want, const char *field);
/* The page as it is now, with the errors of this request. */
MUST_CHECK Err role_show(Ctx *cx, Req *rq, Reply *reply);
#endif
