/* head.h - a request head taken apart, once, by the only parser that reads it.
 *
 * Pure.  The slices point into the text given.  libmicrohttpd never sees this text:
 * see wire.h and docs/decisions/0001-strict-gate.md.
 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H
#include "server.h"

/* Everything we refuse before a handler hears of it: name, status, words for the log. */
#define HEAD_PROBLEMS(X)                                          \
    X(NO_END,         400, "head does not end")                   \
    X(BARE_LF,        400, "line feed without carriage return")   \
    X(BARE_CR,        400, "carriage return without line feed")   \
    X(CONTROL,        400, "control byte")                        \
    X(FIRST_BYTE,     400, "does not begin with a method")        \
    X(REQUEST_LINE,   400, "request line")                        \
    X(METHOD,         405, "method")                              \
    X(TARGET,         400, "target")                              \
    X(VERSION,        400, "version")                             \
    X(LINE_LENGTH,    414, "request line too long")               \
    X(HEADER_LENGTH,  431, "headers too long")                    \
    X(HEADER_COUNT,   431, "too many headers")                    \
    X(FOLDED,         400, "folded header")                       \
    X(HEADER_NAME,    400, "header name")                         \
    X(NO_COLON,       400, "header without colon")                \
    X(TWICE,          400, "header stands twice")                 \
    X(HOST,           400, "host")                                \
    X(LENGTH,         400, "content length")                      \
    X(CODING,         400, "transfer encoding")                   \
    X(EXPECT,         400, "expectation")                         \
    X(BODY_ON_GET,    400, "body on GET or HEAD")                 \
    X(NO_LENGTH,      411, "no content length")                   \
    X(BODY_LENGTH,    413, "body too long")                       \
    X(NO_MEMORY,      503, "no memory")

typedef enum HeadProblem {
    HEAD_FINE = 0,
#define X(name, status, text) HEAD_##name,
    HEAD_PROBLEMS(X)
#undef X
} HeadProblem;

typedef struct Head {
    Str method;
    Str path, query;                /* both still encoded */
    Str host;
    int minor;                      /* HTTP/1.minor */
    size_t length;                  /* of the body; 0 when there is none */
    bool keep_alive;                /* what the client wants, defaults applied */
    bool expects_continue;
    HttpHeader header[HTTP_HEADERS_MAX];
    size_t header_count;
} Head;

/* Head up to and including the empty line.  *ret_head is filled only when fine. */
HeadProblem head_read(Str text, Head *ret_head);
/* Only the request line, without its line end; for refusing as soon as it is there. */
HeadProblem head_read_line(Str line, Head *head);
int head_problem_status(HeadProblem problem);
const char *head_problem_text(HeadProblem problem);    /* NULL when fine */
/* Does the comma-separated list hold `token`, whatever its case? */
bool head_list_has(Str list, const char *token);
bool head_name_is(Str name, const char *wanted);
#endif
