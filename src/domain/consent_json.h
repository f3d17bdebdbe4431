/* consent_json.h - typed reading of a world whose parts lie over each other in layers.
 * Private to consent_file.c and consent_world.c: every fault is noted, none stops it. */
#ifndef DOMAIN_CONSENT_JSON_H
#define DOMAIN_CONSENT_JSON_H
#include "consent_file.h"

enum { LAYERS_MAX = 3 };      /* the base world, a scenario's changes, a step's changes */

typedef struct Load {
    Arena *arena;
    ConsentProblems *problems;
} Load;

/* A value and the way to it; the way is written out when something is wrong with it. */
typedef struct At {
    const struct At *up;
    Str key;                  /* empty for an element of a list */
    size_t index;
    const Json *v;            /* NULL: absent */
} At;

/* One thing, as up to three layers say it; the last that names a member decides. */
typedef struct Thing {
    At at[LAYERS_MAX];
    size_t count;
} Thing;

void load_problem(Load *l, const At *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
At at_key(const At *up, Str key);
At at_index(const At *up, size_t i);
At thing_get(const Thing *t, const char *key);
Thing thing_one(At at);

/* Note what is no object, and members that are not among `known` (space between). */
void thing_check(Load *l, const Thing *t, const char *known);
typedef enum Need { MAYBE, NEEDED } Need;
Str thing_text(Load *l, const Thing *t, const char *key, Need need);
int64_t thing_whole(Load *l, const Thing *t, const char *key, Need need, int64_t otherwise);
bool thing_flag(Load *l, const Thing *t, const char *key);
/* One of `words` (NULL at the end): its place; `otherwise` when absent or wrong. */
int thing_word(Load *l, const Thing *t, const char *key, Need need, const char *const *words,
               int otherwise);
/* A list of words as a set.  `parse` gives 0 for "" and COUNT for what is on no list. */
typedef unsigned ParseWord(Str word);
typedef enum Unknown { UNKNOWN_IS_PROBLEM, UNKNOWN_IS_KEPT } Unknown;
uint32_t thing_set(Load *l, const Thing *t, const char *key, Need need, ParseWord *parse,
                   Unknown unknown);
ParseWord parse_category, parse_act, parse_purpose, parse_label, parse_obligation;

/* Room for one more element of a list in the arena; NULL when the arena is full. */
typedef struct Growing { void *list; size_t count, cap; } Growing;
void *growing_add(Load *l, Growing *g, size_t size);

/* --- consent_world.c --- */
MUST_CHECK Err consent_world_read(Ctx *cx, Load *l, const At *layer, size_t layers,
                                  ConsentBook *ret_book);
#endif
