/* record.h - everything a client may read of their work, told in order, for three writers:
 * a page for a browser, a document, and data (docs/record.md).
 *
 * Whoever fills it has let the store decide what is readable; a writer leaves nothing out.
 */
#ifndef VIEWS_RECORD_H
#define VIEWS_RECORD_H
#include "frame.h"

/* What was said within an item: a wording, an answer, a turn, a number. */
typedef struct RecordLine {
    Str kind;                     /* closed word: "wording", "answer", "question" ... */
    Str who, label, text;         /* any may be empty */
    int64_t at_ms;                /* 0 = no moment of its own */
} RecordLine;

typedef struct RecordItem {
    Str kind, title;              /* "goal", "A goal" */
    Str id, parent;               /* as in the record; empty = none */
    Str who, state, note, text;   /* note: who else reads it, when it is due */
    int64_t at_ms;
    int depth;                    /* 0; what stands under another: 1 more than that */
    RecordLine *line;
    size_t line_count;
} RecordItem;

typedef struct RecordSection {
    Str id, title, about;
    RecordItem *item;
    size_t count;
} RecordSection;

enum { RECORD_SECTIONS_MAX = 16 };
typedef struct Record {
    Str names, owner, practice;   /* "Maya and Daniel"; whose it is */
    int64_t made_ms;
    const Zone *zone;
    RecordSection section[RECORD_SECTIONS_MAX];
    size_t section_count;
} Record;

/* "Maya, 3 November 2026"; either part may be missing. */
Str record_by(Arena *a, const Record *r, Str who, int64_t at_ms);
/* One file that needs no other, for reading and printing. */
void record_html(Out *o, const Record *r);

/* The page from which it is taken. */
typedef struct RecordCount { Str title, said; } RecordCount;
typedef struct RecordPage {
    const RecordCount *count;
    size_t count_count;
    Url html, pdf, json;          /* pdf empty: this house cannot make one */
    Url back;
} RecordPage;
#endif
