/* completion.h - a skeleton and the words that a licensed clinic gives it, put together as the
 * text of a definition.
 *
 * What is scored, and how, stays as the skeleton has it; only words are added, and who answers
 * for them.  Pure.
 */
#ifndef MEASURE_COMPLETION_H
#define MEASURE_COMPLETION_H
#include "definition.h"

enum { COMPLETION_ITEMS_MAX = 52, COMPLETION_SETS_MAX = 6, COMPLETION_LABELS_MAX = 12 };

/* How many words the answers of an item want: one for each answer of a choice, two for the ends
 * of a line, none for yes and no. */
size_t completion_labels(const MeasureItem *item);
/* "3" or "2.5": the value an answer of a choice stands for; "lowest" and "highest" of a line. */
Str completion_label_say(Arena *arena, const MeasureItem *item, size_t label);
/* The label an item has now; empty in a skeleton. */
Str completion_label(const MeasureItem *item, size_t label);

/* Items with the same answers, so that these need to be written once: ret_set[i] of each item,
 * 0 .. result - 1 in the order of first appearance; COMPLETION_SETS_MAX for items without labels. */
size_t completion_sets(const Definition *d, size_t *ret_set);
/* Can these limits hold it?  Also false for one that has no scale: nothing could be scored. */
bool completion_possible(const Definition *d);

typedef struct CompletionItem {
    Str text;
    const Str *label;         /* completion_labels() of them, the lowest first */
} CompletionItem;

typedef struct Completion {
    Str version, title;
    Str lead;                 /* the line above the questions; may be empty */
    Str notice;               /* the owner's, shown to whoever answers; may be empty */
    Str language;
    Str attested_by, attested_at;      /* a name; 2026-11-22 */
    Str reference, expires;   /* of the licence; `expires` may be empty */
    const CompletionItem *item;        /* one for each of the skeleton */
    size_t item_count;
} Completion;

/* `skeleton` is the text of a definition that measure_definition_parse() reads.  What comes out
 * is for the same reader, which says whether it is good.  ERR_INVALID: not JSON, or another
 * number of items. */
MUST_CHECK Err measure_complete(Ctx *cx, Arena *arena, Str skeleton, const Completion *with,
                                Str *ret_json);
#endif
