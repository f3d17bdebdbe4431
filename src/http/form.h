/* form.h - application/x-www-form-urlencoded, from a body or a query, strictly.
 *
 * Field names are our own: [a-z0-9_]{1,40}.  Values are UTF-8 without NUL; CRLF
 * and a lone CR become LF.  The same name twice, more than FORM_FIELDS_MAX fields, a
 * value over FORM_VALUE_MAX or a bad escape is ERR_INVALID.
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H
#include "../base/base.h"

enum { FORM_FIELDS_MAX = 160, FORM_VALUE_MAX = 64 * 1024 };
typedef struct Form { Str name[FORM_FIELDS_MAX], value[FORM_FIELDS_MAX]; size_t count; } Form;

MUST_CHECK Err form_parse(Ctx *cx, Str encoded, Form *ret_form);
/* NULL when the field is not there. */
const Str *form_get(const Form *form, Str name);
#endif
