/* A failure cannot be overlooked.
 * expect: unused-result */
#include "base/json.h"

MUST_CHECK Err read_it(Ctx *cx, Str text);
Err read_it(Ctx *cx, Str text)
{
    JsonDoc *doc = NULL;
#ifdef REFUSED
    json_parse(cx, text, &doc);
#else
    TRY(json_parse(cx, text, &doc));
#endif
    json_close(doc);
    return OK;
}
