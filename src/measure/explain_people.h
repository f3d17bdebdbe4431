/* explain_people.h - explanations of how people see and leave the work, as in explain.h. */
#ifndef MEASURE_EXPLAIN_PEOPLE_H
#define MEASURE_EXPLAIN_PEOPLE_H
#include "congruence.h"
#include "dropout.h"
#include "explain.h"
#include "system.h"

/* With fewer pairs than are needed only their number is said. */
Explanation explain_congruence(Arena *arena, const Definition *d, const MeasureScale *scale,
                               const Congruence *congruence);
/* Of everybody together; never shows one person's rating. */
Explanation explain_system(Arena *arena, const Definition *d, const MeasureScale *scale,
                           const SystemSession *session);
/* For the therapist: facts side by side, no sum and no probability. */
Explanation explain_leaving(Arena *arena, const Definition *d, const DropoutFlags *flags);
/* The same facts said to the client, without blame: for when missed, unanswered and a lower
 * rating come together. */
Explanation explain_drift(Arena *arena, const Definition *d, const DropoutFlags *flags);
Explanation explain_course_table(Arena *arena, const Definition *d, const MeasureScale *scale,
                                 const CourseTable *table, CoursePoint first, CoursePoint latest);
#endif
