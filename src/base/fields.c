#include "fields.h"

void field_errors_add(FieldErrors *errors, Str field, Str message)
{
    if (errors->count == FIELD_ERRORS_MAX || field_errors_has(errors, field)) return;
    errors->list[errors->count++] = (FieldError){ field, message };
}

Str field_errors_find(const FieldErrors *errors, Str field)
{
    for (size_t i = 0; i < errors->count; i++) {
        if (str_eq(errors->list[i].field, field)) return errors->list[i].message;
    }
    return S("");
}

bool field_errors_has(const FieldErrors *errors, Str field)
{
    return field_errors_find(errors, field).len > 0;
}
