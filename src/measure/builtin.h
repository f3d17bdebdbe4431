/* builtin.h - the definitions that come with the program (measures/<id>.json). */
#ifndef MEASURE_BUILTIN_H
#define MEASURE_BUILTIN_H
#include "definition.h"

/* Parse every embedded definition, once at start; the set lives in `arena` and is
 * read-only from then on, by any thread (under 2 MiB).  ERR_BUG names the file that does not parse:
 * the tests read them all, so this is never a user's mistake. */
MUST_CHECK Err measure_builtin(Ctx *cx, Arena *arena, MeasureSet **ret_set);
/* The same and the skeletons (measures/skeletons/): instruments whose words belong to others.
 * They are not in force: a clinic completes one, and installs that. */
MUST_CHECK Err measure_catalogue(Ctx *cx, Arena *arena, MeasureSet **ret_set);
/* The file of one of the catalogue; empty when there is none. */
Str measure_builtin_json(Str id);
#endif
