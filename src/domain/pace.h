/* pace.h - a short conversation before people choose how fast to go, and the pace they choose.
 *
 * Each one says for themselves what would be different, how much it matters and how sure they
 * are; nothing of it has to be answered.  A pace is an offer (offer.h): its first line says
 * which one it is, the rest is their own words, and any other first line is a pace in words of
 * their own.  Exploring is the equal of going step by step.  Pure: no clock, no memory.
 */
#ifndef DOMAIN_PACE_H
#define DOMAIN_PACE_H
#include "entry.h"

/* name, slot, the question, low and high end of its scale ("" = words alone) */
#define READINESSES(X)                                                                    \
    X(DIFFERENT, "different", "What would be different if it went well?", "", "")         \
    X(IMPORTANT, "important", "How important is that to you just now?",                   \
      "Not at all", "More than anything")                                                 \
    X(SURE, "sure", "How sure are you that it could come about?",                         \
      "Not at all sure", "Quite sure")                                                    \
    X(LOWER, "lower", "What makes these numbers not lower?", "", "")                      \
    X(WAY, "way", "What stands in the way?", "", "")                                      \
    X(HELP, "help", "What would help?", "", "")
typedef enum Readiness {
#define X(name, ...) READINESS_##name,
    READINESSES(X)
#undef X
    READINESS_COUNT
} Readiness;
Str readiness_slot(Readiness r);
Str readiness_ask(Readiness r);
Str readiness_low(Readiness r);           /* empty: it is answered in words alone */
Str readiness_high(Readiness r);
/* A number of 0 to 10 is kept as 1 to 11, so that 0 is "not said"; -1: not said. */
int64_t readiness_level(int64_t number);
int64_t readiness_number(int64_t level);
/* What this person says there now; NULL when they say nothing. */
const Entry *readiness_of(const Entry *list, size_t count, PersonId person, Readiness r);

/* name, stored and said as, what it changes */
#define PACES(X)                                                                          \
    X(STEPS, "Step by step, with tasks between sessions",                                 \
      "The end of a session asks what each does next, and the start page asks how it went.") \
    X(EXPLORE, "Exploring, with no tasks for now",                                        \
      "The end of a session asks for no next step, and nothing asks how it went.")
typedef enum Pace {
    PACE_NONE,                            /* none is in force */
#define X(name, ...) PACE_##name,
    PACES(X)
#undef X
    PACE_OWN,                             /* in words of their own: it changes no page */
} Pace;
Str pace_say(Pace pace);                  /* empty for PACE_NONE and PACE_OWN */
Str pace_changes(Pace pace);
/* PACE_OWN for any words that name neither. */
Pace pace_of(Str text);
/* The words beside the first line that names it. */
Str pace_words(Str text);
/* The one entry that holds the pace; NULL when nobody has offered any. */
const Entry *pace_entry(const Entry *list, size_t count);
/* What all concerned agree to now. */
Pace pace_in_force(const Entry *list, size_t count, const Episode *work);
#endif
