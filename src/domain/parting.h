/* parting.h - what each person says when the work comes to its end.
 *
 * Everyone answers for themselves: whether it was planned and who ended it may look different
 * from each chair, and both stay.  Answers are entries of kind PARTING, one slot each; three
 * of them are choices, the others words.  Nothing here has to be answered.  Pure.
 */
#ifndef DOMAIN_PARTING_H
#define DOMAIN_PARTING_H
#include "../measure/three.h"
#include "entry.h"

/* name, stored as, the question */
#define PARTINGS(X)                                                                       \
    X(PLANNED, "planned", "Was the ending planned?")                                      \
    X(DECIDED, "decided", "Who decided to end?")                                          \
    X(TALKED, "talked", "Did we talk about ending before it came?")                       \
    X(HELPED, "helped", "What helped?")                                                   \
    X(HINDERED, "hindered", "What got in the way, or was missing?")                       \
    X(KEEP, "keep", "What do you want to keep?")                                          \
    X(UNSAID, "unsaid", "Is there something still to say?")
typedef enum Parting {
#define X(name, stored, question) PARTING_##name,
    PARTINGS(X)
#undef X
    PARTING_COUNT
} Parting;
enum { PARTING_CHOICES_MAX = 4 };

bool parting_parse(Str slot, Parting *ret_parting);
Str parting_name(Parting parting);
Str parting_ask(Parting parting);
/* How many answers are offered; 0 = it is answered in words alone. */
int parting_choices(Parting parting);
/* "Yes, we planned it": choice 1..parting_choices; empty for any other. */
Str parting_say(Parting parting, int64_t choice);

/* Did the client end it?  By their own word, else by the therapist's; both, or
 * circumstances, are a no; nobody said: unknown. */
Three parting_client_ended(const Entry *list, size_t count, const Episode *work);
#endif
