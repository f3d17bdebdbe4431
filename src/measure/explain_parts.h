/* explain_parts.h - the small pieces every explanation is made of.  For explain*.c alone. */
#ifndef MEASURE_EXPLAIN_PARTS_H
#define MEASURE_EXPLAIN_PARTS_H
#include "explain.h"

/* "1 / phq-9 1.0.0": a change of method or of definition is visible.  An empty source says
 * that the rule is our own. */
Explanation explain_start(Arena *arena, const char *method, int version, const Definition *d,
                          Str source);
/* One more than EXPLAIN_FACTS_MAX is left out. */
void explain_input(Explanation *e, Str name, Str value);
void explain_threshold(Explanation *e, Str name, Str value);

/* At most `decimals` digits and no idle zeros: "6", "2.45". */
Str explain_number(Arena *arena, double value, int decimals);
Str explain_points(Arena *arena, double value);          /* two digits */
Str explain_count(Arena *arena, size_t n);
/* A score in a sentence: the scale's own digits, but never a rounded-away difference. */
Str explain_said(Arena *arena, const MeasureScale *scale, double score);
#endif
