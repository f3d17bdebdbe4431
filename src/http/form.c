#include "form.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static bool name_ok(Str name)
{
    if (name.len == 0 || name.len > 40) return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
    }
    return true;
}

/* Browsers send every line end as CRLF; the house keeps LF, and no CR at all. */
static size_t join_line_ends(char *buf, size_t len)
{
    size_t kept = 0;
    for (size_t i = 0; i < len; i++) {
        bool pair = buf[i] == '\r' && i + 1 < len && buf[i + 1] == '\n';
        if (!pair) buf[kept++] = buf[i] == '\r' ? '\n' : buf[i];
    }
    return kept;
}

static Err decode_value(Ctx *cx, Str raw, Str *ret_value)
{
    if (raw.len > 3 * (size_t)FORM_VALUE_MAX) return fail(cx, ERR_INVALID, "a field is too long");
    char *buf = arena_alloc(cx->arena, raw.len + 1);
    if (!buf) return fail(cx, ERR_LIMIT, "request too large");
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c == '%') {
            int high = i + 2 < raw.len ? hex_value(raw.ptr[i + 1]) : -1;
            int low = i + 2 < raw.len ? hex_value(raw.ptr[i + 2]) : -1;
            if (high < 0 || low < 0) return fail(cx, ERR_INVALID, "a field has a bad escape");
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        buf[len++] = c;
    }
    Str value = { buf, join_line_ends(buf, len) };
    if (value.len > FORM_VALUE_MAX) return fail(cx, ERR_INVALID, "a field is too long");
    if (!str_is_utf8(value)) return fail(cx, ERR_INVALID, "a field is not UTF-8 text");
    *ret_value = value;
    return OK;
}

Err form_parse(Ctx *cx, Str encoded, Form *ret_form)
{
    Form *form = ARENA_NEW(cx->arena, Form);
    if (!form) return fail(cx, ERR_LIMIT, "request too large");
    if (str_ends(encoded, S("&"))) return fail(cx, ERR_INVALID, "a field has no name");
    Str pair;
    while (encoded.len > 0 && str_cut(&encoded, '&', &pair)) {
        Str name = str_slice(pair, 0, str_find(pair, '=', 0));
        if (!name_ok(name)) return fail(cx, ERR_INVALID, "a field has a name we do not know");
        if (form_get(form, name)) return fail(cx, ERR_INVALID, "a field was sent twice");
        if (form->count == FORM_FIELDS_MAX) return fail(cx, ERR_INVALID, "too many fields");
        TRY(decode_value(cx, str_slice(pair, name.len + 1, pair.len),
                         &form->value[form->count]));
        form->name[form->count++] = name;
    }
    *ret_form = *form;
    return OK;
}

const Str *form_get(const Form *form, Str name)
{
    for (size_t i = 0; i < form->count; i++) {
        if (str_eq(form->name[i], name)) return &form->value[i];
    }
    return NULL;
}
