/* err.h - errors as a closed set of kinds, and the request context.
 *
 * Only fail() makes an error.  Text is for people: short, factual, no names,
 * no SQL, no client data.  The first failure keeps its place and its words.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H
#include "arena.h"

/*    kind      http  exit  log   */
#define ERR_KINDS(X)              \
    X(INVALID,  422,  2, "info")  \
    X(DENIED,   403,  3, "warn")  \
    X(MISSING,  404,  4, "info")  \
    X(CONFLICT, 409,  5, "info")  \
    X(LIMIT,    413,  6, "warn")  \
    X(BUSY,     503,  7, "warn")  \
    X(STORE,    503,  8, "error") \
    X(BUG,      500,  9, "error")

typedef enum ErrKind {
    ERR_NONE = 0,
#define X(name, http, exit, log) ERR_##name,
    ERR_KINDS(X)
#undef X
    ERR_KIND_COUNT
} ErrKind;

typedef struct Err {
    ErrKind kind;
} Err;

#define OK ((Err){ ERR_NONE })
#define MUST_CHECK __attribute__((warn_unused_result))
#define TRY(call)                                        \
    do {                                                 \
        Err try_err_ = (call);                           \
        if (try_err_.kind != ERR_NONE) return try_err_;  \
    } while (0)

/* One request's context: memory, time and the first failure. */
typedef struct Ctx {
    Arena *arena;
    int64_t now_ms;           /* wall clock of this request, UTC milliseconds */
    char err_text[200];       /* for people; never holds client data */
    const char *err_where;    /* function that failed first; NULL = none */
} Ctx;

MUST_CHECK Err fail_at(Ctx *cx, ErrKind kind, const char *where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
#define fail(cx, kind, ...) fail_at((cx), (kind), __func__, __VA_ARGS__)
/* Forget a failure that was handled, so that a later one is reported. */
void err_clear(Ctx *cx);

const char *err_kind_name(ErrKind kind);      /* "invalid" ... ; "none" */
int err_http_status(ErrKind kind);
int err_exit_code(ErrKind kind);
const char *err_log_level(ErrKind kind);
#endif
