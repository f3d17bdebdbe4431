/* definition_read.h - typed reading of JSON, and of nested FHIR extensions by a table of fields.
 * Private to the parsers of this layer: every fault is noted with its path, none stops it. */
#ifndef MEASURE_DEFINITION_READ_H
#define MEASURE_DEFINITION_READ_H
#include "definition.h"

enum { DEFINITION_TEXT_MAX = 2000, DEFINITION_LIST_MAX = 256 };

typedef struct Reader {
    Ctx *cx;
    Arena *arena;
    Str json;
    DefinitionProblems *problems;
    bool skeleton;            /* tiers 2 and 3: words may lack */
} Reader;

typedef enum FieldCount { FIELD_ONE, FIELD_MAYBE, FIELD_SOME, FIELD_MANY } FieldCount;

/* One extension that may stand in a block.  `value` NULL: a block with extensions of its own. */
typedef struct Field {
    const char *url;
    const char *value;
    FieldCount count;
} Field;

/* A JSON value and the way to it. */
typedef struct Place {
    const Json *value;
    Str path;
} Place;

void reader_problem(Reader *r, Str path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* OK, or ERR_INVALID with the first problem and how many there are; ERR_LIMIT when the arena is
 * full, and the list then means nothing. */
MUST_CHECK Err reader_verdict(const Reader *r);
Place place_get(Reader *r, Place p, const char *key);
Place place_at(Reader *r, Place p, size_t i);

/* Note every extension of `block` that the table does not name, has the wrong type of
 * value, stands there too often, or is absent. */
void block_check(Reader *r, Place block, const Field *fields, size_t field_count);
/* The n-th extension `url` of the block; .value NULL when there is none. */
Place block_find(Reader *r, Place block, const char *url, size_t n);
size_t block_count(Place block, const char *url);
Str block_text(Reader *r, Place block, const char *url);        /* copied; "" when absent */
double block_number(Place block, const char *url, double otherwise);
bool block_bool(Place block, const char *url, bool otherwise);
/* Index of the word in words[]; a problem and `otherwise` when it is none of them. */
int block_word(Reader *r, Place block, const char *url, const Str *words, int count, int otherwise);
/* A required string member, copied; a problem when absent, empty or too long. */
Str member_text(Reader *r, Place object, const char *key);
#endif
