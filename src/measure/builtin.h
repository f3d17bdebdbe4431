/* builtin.h - the definitions that come with the program (measures/<id>.json). */
#ifndef MEASURE_BUILTIN_H
#define MEASURE_BUILTIN_H
#include "definition.h"

/* Parse every embedded definition, once at start; the set lives in `arena` and is
 * read-only from then on, by any thread (half a MiB).  ERR_BUG names the file that does not parse:
 * the tests read them all, so this is never a user's mistake. */
MUST_CHECK Err measure_builtin(Ctx *cx, Arena *arena, MeasureSet **ret_set);
#endif
