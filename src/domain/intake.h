/* intake.h - the first questions: which questionnaires they are made of.
 *
 * A part of the beginning is a questionnaire whose moment is "intake" (docs/measures.md).  Some
 * come with the program; a practice may install its own, and chooses which are asked.  Pure.
 */
#ifndef DOMAIN_INTAKE_H
#define DOMAIN_INTAKE_H
#include "../measure/definition.h"
#include "practice.h"

/* `set` and the parts that come with the program, these in force. */
MUST_CHECK Err intake_with(Ctx *cx, Arena *arena, const MeasureSet *set, MeasureSet **ret_set);
/* The parts that could be asked, in the order of their ids. */
typedef struct IntakeParts { const Definition **list; size_t count; } IntakeParts;
MUST_CHECK Err intake_parts(Ctx *cx, const MeasureSet *set, IntakeParts *ret_parts);
/* Does the practice ask this part? */
bool intake_asks(const Practice *p, const Definition *part);
/* The set for a new form: the parts that are asked are in force, and nothing else. */
MUST_CHECK Err intake_set(Ctx *cx, const MeasureSet *set, const Practice *p, MeasureSet *ret_set);
#endif
