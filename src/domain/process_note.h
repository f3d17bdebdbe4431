/* process_note.h - a therapist's own working notes: what they are, and what saving one does.
 *
 * Apart from the record by law and by storage (docs/own.md).  Wordings are numbered from 1 and
 * never changed.  One author on two devices: neither text is lost, both stand until the author
 * saves one text for both.  Pure: no I/O, no clock. */
#ifndef DOMAIN_PROCESS_NOTE_H
#define DOMAIN_PROCESS_NOTE_H
#include "../base/base.h"

enum { PROCESS_NOTE_TEXT_MAX = 8000, PROCESS_NOTE_BEGINS_MAX = 90 };

typedef struct ProcessWording {
    int64_t version, base;    /* base: the wording its author was looking at; 0 = none */
    Str text;
    int64_t at_ms;
} ProcessWording;

typedef struct ProcessNote {
    NoteId id;
    int64_t version, split;   /* split: wordings split..version stand side by side; 0 = none */
    int64_t created_ms, updated_ms;
    int64_t destroyed_ms;     /* its key is gone, nothing of it can be read; 0 = not */
    ProcessWording *wording;  /* oldest first; a list loads those that stand */
    size_t wording_count;
} ProcessNote;

/* The newest words; empty when destroyed. */
Str process_note_text(const ProcessNote *n);
/* Is this wording the newest, or one of those beside it? */
bool process_note_stands(const ProcessNote *n, int64_t version);
/* Its first words, cut at a word; memory from `a`. */
Str process_note_begins(Arena *a, const ProcessNote *n);

typedef struct ProcessChange {
    bool add;                 /* false: these words stand there already */
    int64_t version, split;   /* of the note afterwards */
} ProcessChange;
/* Its author sends `text` having seen wording `base`.  A text saved on top of the newest wording
 * ends a split; one begun on an older wording stands beside what was saved meanwhile. */
ProcessChange process_note_plan(const ProcessNote *n, int64_t base, Str text);
#endif
