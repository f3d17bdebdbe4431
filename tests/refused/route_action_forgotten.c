/* Not even when the number of arguments happens to fit.
 * expect: ACTION_NULL */
#include "gate/dispatch.h"

MUST_CHECK Err page_test(Ctx *cx, Req *rq, Reply *reply);
extern const Route refused_routes[];
const Route refused_routes[] = {
#ifdef REFUSED
    ROUTE(GET, "/account", NULL, page_test, ROUTE_QUIET),
#else
    ROUTE(GET, "/account", PUBLIC, NULL, page_test, ROUTE_QUIET),
#endif
};
