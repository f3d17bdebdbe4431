/* fields.h - what a person still has to finish in a form, as data.
 *
 * An input's id is its field name; its message has the id NAME-error.  Knows
 * nothing of HTML.  Text is borrowed: it must live as long as the list.
 */
#ifndef BASE_FIELDS_H
#define BASE_FIELDS_H
#include "str.h"

enum { FIELD_ERRORS_MAX = 128 };   /* the longest form: a questionnaire being completed */

typedef struct FieldError {
    Str field;
    Str message;              /* says what to do: "Choose a number, or skip this question." */
} FieldError;

typedef struct FieldErrors {
    FieldError list[FIELD_ERRORS_MAX];
    size_t count;             /* 0 = nothing left to finish; start from = { 0 } */
} FieldErrors;

/* Add a message.  A field keeps its first one; a list that is full keeps what it has. */
void field_errors_add(FieldErrors *errors, Str field, Str message);
/* Empty when the field has no message. */
Str field_errors_find(const FieldErrors *errors, Str field);
bool field_errors_has(const FieldErrors *errors, Str field);
#endif
