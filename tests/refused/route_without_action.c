/* Every route names the right it needs; there is no default.
 * expect: requires at least|too few arguments|given|ACTION_NULL */
#include "gate/dispatch.h"

MUST_CHECK Err page_test(Ctx *cx, Req *rq, Reply *reply);
extern const Route refused_routes[];
const Route refused_routes[] = {
#ifdef REFUSED
    ROUTE(GET, "/account", NULL, page_test),
#else
    ROUTE(GET, "/account", PUBLIC, NULL, page_test),
#endif
};
