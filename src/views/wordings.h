/* wordings.h - the practice's page of what the wording lens looks for, and the form for one. */
#ifndef VIEWS_WORDINGS_H
#define VIEWS_WORDINGS_H
#include "frame.h"

typedef struct WordingRow {
    Str id, shown, why, instead;
    bool own, off;
    Url change;
} WordingRow;

typedef struct WordingLanguage {
    Str code, title;
    Url fresh;                /* the form for a new one */
    int64_t version;          /* of the practice's own part */
    const WordingRow *rows;
    size_t count;
} WordingLanguage;

typedef struct WordingsPage {
    const WordingLanguage *languages;
    size_t count;
    Url set;
} WordingsPage;

typedef struct WordingForm {
    Str heading, language, id;        /* id "" = a new one */
    Str phrases, unless, why, instead;
    int64_t version;
    Url action, back;
    Str idem;
} WordingForm;
#endif
