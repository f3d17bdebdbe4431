/* boundary.h - the words of the log about boundaries.
 *
 * A crossing steps over the usual line for a reason, and can be talked about; a violation harms
 * or uses somebody, and no agreement makes it right.  Which one it was is said by whoever
 * writes it, and "not sure" is an answer.  Pure.
 */
#ifndef DOMAIN_BOUNDARY_H
#define DOMAIN_BOUNDARY_H
#include "entry.h"

/* name, slot, said as */
#define BOUNDARIES(X)                                                                     \
    X(CONTACT, "contact", "Contact between sessions, other than agreed")                  \
    X(TIME, "time", "Time or place: longer, later, somewhere else")                       \
    X(GIFT, "gift", "A gift, money or a favour")                                          \
    X(TOUCH, "touch", "Touch")                                                            \
    X(TOLD, "told", "The therapist or coach told something about themselves")             \
    X(DUAL, "dual", "Meeting in another part of life")                                    \
    X(ONLINE, "online", "Looking each other up, or contact, online")                      \
    X(OTHER, "other", "Something else")
typedef enum Boundary {
#define X(name, ...) BOUNDARY_##name,
    BOUNDARIES(X)
#undef X
    BOUNDARY_COUNT
} Boundary;
Boundary boundary_parse(Str slot);        /* BOUNDARY_COUNT for anything else */
Str boundary_slot(Boundary b);
Str boundary_say(Boundary b);

/* What it was, as its author sees it: the entry's level. */
typedef enum BoundaryWeight { WEIGHT_NONE, WEIGHT_CROSSING, WEIGHT_UNSURE, WEIGHT_VIOLATION,
                              WEIGHT_COUNT } BoundaryWeight;
Str boundary_weight_say(int64_t weight);  /* empty for anything else */
/* Does it lead to where somebody outside can be told? */
bool boundary_leads_out(int64_t weight);

/* "Talked about with the client": the level of a REMARK in these slots. */
enum { TALKED_YES = 1, TALKED_NOT_YET };
Str boundary_talked_say(Str slot, int64_t level);   /* empty for anything else */
#endif
