/* measure_definition.h - the questionnaires a command can name: those inside the program and
 * those of a practice, by id, and any file. */
#ifndef CLI_MEASURE_DEFINITION_H
#define CLI_MEASURE_DEFINITION_H
#include "../measure/builtin.h"
#include "command.h"

/* "phq-9", or the way to a file (with a '/' or ending in ".json"; "-" = standard input).  An id
 * is the program's own, or under --data the version in force in the practice there.  Faults of a file are listed in `out` with path and line, and the error is ERR_CONFLICT.
 * ERR_MISSING: no such id or file. */
MUST_CHECK Err definition_named(Ctx *cx, Out *out, const Command *command, Str name,
                                const Definition **ret_definition, Str *ret_json);
/* One line a problem: "tandem: FILE line 12: item[3].type: ...". */
void definition_complain(Out *out, Str file, const DefinitionProblems *problems);
#endif
