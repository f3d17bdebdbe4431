#include "err.h"

#include <stdarg.h>

static const struct { int http; int exit; const char *log; } kinds[] = {
    [ERR_NONE] = { 200, 0, "info" },
#define X(name, http, exit, log) [ERR_##name] = { http, exit, log },
    ERR_KINDS(X)
#undef X
};

/* The X-macro gives names in capitals; people and JSON read the lower-case ones. */
#define LOWER_INVALID "invalid"
#define LOWER_DENIED "denied"
#define LOWER_MISSING "missing"
#define LOWER_CONFLICT "conflict"
#define LOWER_LIMIT "limit"
#define LOWER_BUSY "busy"
#define LOWER_STORE "store"
#define LOWER_BUG "bug"
static const char *const names[] = {
    [ERR_NONE] = "none",
#define X(name, http, exit, log) [ERR_##name] = LOWER_##name,
    ERR_KINDS(X)
#undef X
};

/* An unknown number can only come from our own mistake. */
static ErrKind known(ErrKind kind)
{
    return kind < ERR_KIND_COUNT ? kind : ERR_BUG;
}

/* A cut in the middle of a character would make the page or log line ill-formed. */
static void drop_broken_end(char *text)
{
    size_t len = strlen(text);
    Str s = { text, len };
    for (size_t back = 1; back <= 3 && back <= len; back++) {
        unsigned char c = (unsigned char)text[len - back];
        if ((c & 0xC0) == 0x80) continue;
        if (str_utf8_at(s, len - back) != back) text[len - back] = '\0';
        return;
    }
}

Err fail_at(Ctx *cx, ErrKind kind, const char *where, const char *format, ...)
{
    if (kind == ERR_NONE) kind = ERR_BUG;
    Err err = { known(kind) };
    if (!cx || cx->err_where) return err; /* the first failure keeps its words */
    cx->err_where = where;
    va_list args;
    va_start(args, format);
    int len = vsnprintf(cx->err_text, sizeof cx->err_text, format, args);
    va_end(args);
    if (len < 0) cx->err_text[0] = '\0';
    if (len >= (int)sizeof cx->err_text) drop_broken_end(cx->err_text);
    return err;
}

void err_clear(Ctx *cx)
{
    cx->err_text[0] = '\0';
    cx->err_where = NULL;
}

const char *err_kind_name(ErrKind kind)
{
    return names[known(kind)];
}

int err_http_status(ErrKind kind)
{
    return kinds[known(kind)].http;
}

int err_exit_code(ErrKind kind)
{
    return kinds[known(kind)].exit;
}

const char *err_log_level(ErrKind kind)
{
    return kinds[known(kind)].log;
}
