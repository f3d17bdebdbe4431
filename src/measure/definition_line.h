/* definition_line.h - where in a JSON text does a path point?  For error messages. */
#ifndef MEASURE_DEFINITION_LINE_H
#define MEASURE_DEFINITION_LINE_H
#include "../base/str.h"

/* Line (from 1) of the value at a path such as "item[2].answerOption[0].valueCoding".
 * The nearest parent's line when the last steps are absent; the first line for "".
 * Never reads outside `json`, whatever it holds. */
int64_t definition_line(Str json, Str path);
#endif
