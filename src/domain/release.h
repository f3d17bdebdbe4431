/* release.h - what a client lets somebody see who is not in the work: who, what, why, until.
 *
 * A release is a permission in the sense of consent.h; whether it holds for one thing, now, is
 * always asked of that engine and never remembered.  Pure: no clock, memory from the arena given.
 */
#ifndef DOMAIN_RELEASE_H
#define DOMAIN_RELEASE_H
#include "consent.h"
#include "episode.h"

/* name, stored as, category of the record, said in a sentence, what is in it */
#define RELEASE_PARTS(X)                                                                      \
    X(GOALS, "goals", GOAL, "the goals we agreed",                                            \
      "In the words everyone settled on, and whether they are reached. Not what is still open.") \
    X(TASKS, "tasks", TASK, "what we agreed to try",                                          \
      "The tasks everyone said yes to. Not how they went.")                                   \
    X(NUMBERS, "numbers", MEASURE, "the numbers of check-ins",                                \
      "Dates and scores of each questionnaire. Not the single answers, not your words.")      \
    X(PICTURE, "picture", FORMULATION, "how it hangs together",                               \
      "The sentences everyone sees so. Not those somebody doubts.")                           \
    X(TAKEAWAYS, "takeaways", PROGRESS_NOTE, "what you took from sessions",                   \
      "Your own takeaways, and sentences everyone said yes to.")                              \
    X(DATES, "dates", APPOINTMENT, "when we meet", "Days and times. Not the place.")
typedef enum ReleasePart {
#define X(name, ...) RELEASE_##name,
    RELEASE_PARTS(X)
#undef X
    RELEASE_PART_COUNT
} ReleasePart;
#define RELEASE_BIT(part) (1u << (part))
Str release_part_name(ReleasePart part);      /* "goals": as stored and sent */
Str release_part_say(ReleasePart part);       /* "the goals we agreed" */
Str release_part_hint(ReleasePart part);
Category release_part_category(ReleasePart part);
/* "goals numbers", and back: words that are none are passed over. */
Str release_parts_store(Arena *a, uint32_t parts);
uint32_t release_parts_parse(Str words);
/* "the goals we agreed and when we meet" */
Str release_parts_say(Arena *a, uint32_t parts);

typedef enum ReleaseTo { RELEASE_TO_PROVIDER, RELEASE_TO_PERSON } ReleaseTo;
Str release_to_name(ReleaseTo to);            /* "provider", "person" */
ReleaseTo release_to_parse(Str s);            /* a person, unless it says provider */

/* In the client's words, as they stood when it was signed. */
typedef struct ReleaseWords {
    Str from;                 /* how they are called to the one who looks: "Maya Lindqvist" */
    Str who;                  /* "Dr Alan Reid" */
    Str what;                 /* what they are to the client: "GP" */
    Str where;                /* "Harbour Clinic"; may be empty */
    Str why;
    Str signed_as;            /* what the client typed as their signature */
} ReleaseWords;
Str release_words_json(Arena *a, const ReleaseWords *words);
MUST_CHECK Err release_words_parse(Ctx *cx, Str json, ReleaseWords *ret_words);

typedef struct Given {        /* one release, as stored */
    ReleaseId id;
    PersonId grantor, grantee;
    ReleaseTo to;
    uint32_t parts;
    int64_t from_ms, to_ms, ended_ms;   /* to 0 = until it is ended; ended 0 = not ended */
    int64_t form_version;
    ReleaseWords words;
    Str form;                 /* what was signed, word for word */
} Given;

enum { RELEASE_FORM_VERSION = 1, RELEASES_MAX = 32, RELEASE_ENDS_SOON_DAYS = 14 };
bool release_in_force(const Given *r, int64_t now_ms);
/* The form a client signs, in sentences, one a line.  `until`: "24 February 2027", or empty. */
Str release_form(Arena *a, const Given *r, Str practice, Str signed_on, Str until);

/* --- what it opens -------------------------------------------------------------------- */
/* A thing of the record: about one client alone, or (zero) about all of them together. */
typedef struct ReleaseItem { ReleasePart part; PersonId about; int64_t at_ms; } ReleaseItem;
/* Everything a question is made of. */
typedef struct ReleaseAsk {
    PersonId who;             /* is not in the work */
    const PersonId *client;   /* of the work, all who are in it; at most MEMBERS_MAX */
    size_t client_count;
    const Given *given;       /* those of this work, at most RELEASES_MAX */
    size_t given_count;
    int64_t now_ms;
} ReleaseAsk;
/* May they read it?  What is about several clients needs the permission of each. */
bool release_opens(const ReleaseAsk *ask, const ReleaseItem *item);
/* The parts of which they may read something now, as bits. */
uint32_t release_open_parts(const ReleaseAsk *ask);
#endif
