/* process_note.h - a therapist's own working notes, on pages that nobody else can open. */
#ifndef VIEWS_PROCESS_NOTE_H
#define VIEWS_PROCESS_NOTE_H
#include "frame.h"

typedef struct NoteLine {
    Url url;
    Str begins, when;             /* "3 Nov" */
    Str destroyed;                /* "Destroyed on 5 Nov."; then there is nothing to open */
    bool split;
} NoteLine;

typedef struct NotesPage {
    Url back, add;                /* the person's page; where a new one is sent */
    Str about;                    /* "Maya" */
    const NoteLine *notes;
    size_t count;
    Str typed;                    /* what was not saved */
    Str idem, keep;
    bool may_write;
} NotesPage;

typedef struct NoteWords { Str text, when; bool stands; } NoteWords;
typedef struct NotePage {
    Url back, words, destroy;
    Str about, begins, when;
    Str text;                     /* what the field begins with */
    const NoteWords *before;      /* wordings other than the newest, newest first */
    size_t before_count;
    bool split;                   /* two texts stand side by side */
    int64_t version;
    Str idem, keep;
    bool may_write;
} NotePage;
#endif
