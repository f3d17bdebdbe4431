/* formulation.h - sentences about how things hang together, what a snapshot of them holds,
 * what changed between two, and where they lead back to where they began.
 *
 * A snapshot names entries and their wordings, never words: wordings are never changed, so
 * the names are enough, and what an author took back stays theirs alone.  Pure: no clock;
 * memory from the arena given.
 */
#ifndef DOMAIN_FORMULATION_H
#define DOMAIN_FORMULATION_H
#include "offer.h"

/* name, slot, heading, what helps to begin */
#define FORMULATION_HEADINGS(X)                                                           \
    X(HARD, "hard", "What is hard", "What takes from the days, in your own words?")       \
    X(MATTERS, "matters", "What matters", "What is worth the trouble?")                   \
    X(KEEPS, "keeps", "What keeps it going", "What happens that brings it round again?")  \
    X(HELPS, "helps", "What helps", "What has eased it, even a little?")                  \
    X(UNKNOWN, "unknown", "What we do not know yet", "What would you like to find out?")
typedef enum FormulationHeading {
#define X(name, slot, title, prompt) FORMULATION_##name,
    FORMULATION_HEADINGS(X)
#undef X
    FORMULATION_HEADING_COUNT
} FormulationHeading;
Str formulation_slot(FormulationHeading heading);
Str formulation_title(FormulationHeading heading);
Str formulation_prompt(FormulationHeading heading);

enum { FORMULATION_MAX = 1000, FORMULATION_BYTES_MAX = 64 * 1024 };
typedef struct FormulationItem { EntryId id; int64_t version; } FormulationItem;
typedef struct Formulation { FormulationItem *list; size_t count; } Formulation;

/* The wording that stands for an entry: the one agreed on, else the newest. */
int64_t formulation_version(const Entry *e, const Episode *work);
/* Is it a sentence or a link that is on the table and everyone may read? */
bool formulation_holds(const Entry *e);
/* What stands now.  False: out of memory, or more than FORMULATION_MAX. */
bool formulation_now(Arena *a, const Entry *list, size_t count, const Episode *work,
                     Formulation *ret_now);
/* One line each: "ENTRY VERSION".  Empty when it does not fit. */
Str formulation_text(Arena *a, const Formulation *f);
/* Lines that are none are passed over.  False: out of memory. */
bool formulation_parse(Arena *a, Str text, Formulation *ret_formulation);
/* The wording of this entry in it; 0 = it is not there. */
int64_t formulation_find(const Formulation *f, EntryId id);

typedef struct FormulationArrow { size_t from, to; } FormulationArrow;
/* The shortest way along the arrows from `start` back to it, as places, without the return:
 * 0 when there is none.  `ret_way` has room for twice `places`. */
size_t formulation_round(const FormulationArrow *arrow, size_t arrow_count, size_t places,
                         size_t start, size_t *ret_way);
#endif
