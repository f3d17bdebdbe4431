/* lens.h - words about people that blame or label, why, and what one could say instead.
 *
 * Patterns come with the program (lens/<language>.json) and from the practice, in the same
 * form.  The lens suggests; it forbids nothing and changes nothing.  assets/lens.js finds the
 * same in the browser.  Pure: no I/O, no clock; nothing of the text it looks at is kept. */
#ifndef DOMAIN_LENS_H
#define DOMAIN_LENS_H
#include "words.h"

enum { LENS_PATTERNS_MAX = 400, LENS_PHRASES_MAX = 16, LENS_INSTEAD_MAX = 4, LENS_HITS_MAX = 20,
       LENS_ID_MAX = 40, LENS_LINE_MAX = 300, LENS_BACK = 3 };

typedef struct LensPattern {
    Str id;                   /* "resistant": letters, digits, hyphens; one meaning in one language */
    Str language;             /* "en" */
    Str why;                  /* one or two sentences */
    Str shown;                /* the first of its phrases, as it was written */
    Str phrases, unlessed;    /* as written, one a line: for the form that changes them */
    const Str *instead;
    size_t instead_count;
    const Phrase *phrase;
    size_t phrase_count;
    const Phrase *unless;     /* within one of these it is meant otherwise: "resistance training" */
    size_t unless_count;
    bool own;                 /* the practice's */
    bool off;                 /* the practice does not want it */
} LensPattern;
typedef struct Lens { LensPattern *list; size_t count; } Lens;

/* The patterns of one file after those in *lens: one with the same id takes its place.
 * ERR_INVALID says which pattern cannot be read; *lens is then as it was. */
MUST_CHECK Err lens_read(Ctx *cx, Str json, bool own, Lens *lens);
/* One pattern from what a form sent (phrases, suggestions: one a line).  Says what is wrong with
 * which field ("phrases", "why", "instead", "id"); empty = fine. */
typedef struct LensTyped { Str id, language, phrases, unless, why, instead; } LensTyped;
Str lens_from_typed(Arena *a, const LensTyped *typed, LensPattern *ret_pattern, const char **ret_field);
/* An id made of the first phrase: "attention-seeking". */
Str lens_id_of(Arena *a, Str phrases);
/* The practice's own part (its patterns, and those it turned off), as lens_read reads it. */
void lens_write_own(Out *o, const Lens *lens, Str language);

const LensPattern *lens_find(const Lens *lens, Str language, Str id);   /* NULL when none */

typedef struct LensHit { size_t from, to; const LensPattern *pattern; } LensHit;
/* In the order of the text, none within another; of several that begin together the longest.
 * `kept`: ids this writer wants to hear of no more. */
typedef struct LensAsk { Str language; const Str *kept; size_t kept_count; } LensAsk;
size_t lens_hits(const Lens *lens, const LensAsk *ask, Str text, LensHit hits[LENS_HITS_MAX]);

/* For the browser: what lens_hits would look for, folded. */
void lens_json(Out *o, const Lens *lens, const LensAsk *ask);
#endif
