/* wire.h - our eyes on the bytes before libmicrohttpd has them.
 *
 * A Wire stands between a connection's socket and the library.  It collects a request's
 * head until it is whole, has head.h judge it, keeps it for the handler, and gives the
 * library a short head of our own making instead ("POST /7 HTTP/1.1", a length, whether to
 * keep the connection): so the library reads nothing that a stranger wrote but bodies, and
 * the two can never disagree about where a request ends.  A refused head is answered
 * here and the connection ends.
 *
 * How it gets there: this file defines recv() and gnutls_record_recv() for the whole
 * process; descriptors that no Wire is registered for pass straight through.  A server
 * whose Wires are not in the path refuses to start (wire_in_path), and a request the Wire
 * did not number is never handled.
 *
 * One I/O thread uses a Wire; `phase` and `since_ms` may be read by others.
 */
#ifndef HTTP_WIRE_H
#define HTTP_WIRE_H
#include <stdatomic.h>
#include <sys/types.h>
#include "head.h"

typedef enum WirePhase {
    WIRE_NEW,                       /* accepted, nothing received yet */
    WIRE_READING,                   /* a request has begun and is not complete */
    WIRE_BUSY,                      /* it is being handled or answered */
    WIRE_IDLE,                      /* answered, waiting for the next */
} WirePhase;

/* Bytes that wait: taken at the front, put at the back. */
typedef struct Bytes { char *ptr; size_t at, len, cap; } Bytes;

typedef struct Wire Wire;
struct Wire {
    int fd;
    void *tls;                      /* gnutls_session_t; NULL = plain */
    /* Answer the refusal; called once, on the I/O thread. */
    void (*refuse)(Wire *w, HeadProblem problem);

    _Atomic int phase;
    _Atomic int64_t since_ms;       /* when the phase began, monotonic */

    Bytes in;                       /* a head that is not complete */
    Bytes out;                      /* for the library */
    Bytes heads;                    /* accepted heads: length, text */
    size_t scanned;                 /* of `in` */
    bool first_line_read;           /* of `in`, and found good */
    size_t body_left;
    uint64_t accepted;              /* heads so far */
    uint64_t handled;               /* of them, taken by the handler */
    HeadProblem problem;
    bool ended;                     /* the peer's end of stream, or an error */
    long error;
    bool refused, woken;
};

/* From now on reads of w->fd go through `w`.  False when the descriptor is too large. */
bool wire_register(Wire *w);
void wire_forget(Wire *w);          /* before the descriptor is closed; frees its memory */
/* The text of head `number`, which must be the next one, copied into `a`. */
bool wire_take_head(Wire *w, uint64_t number, Arena *a, Str *ret_text);
void wire_busy(Wire *w);
void wire_idle(Wire *w);            /* the reply is out */
/* Send as the connection's own last words. */
void wire_send(Wire *w, Str text);
/* Do this process's libraries read through us? */
bool wire_in_path(void);

/* The pure part, for tests and fuzzing: bytes arrive, approved bytes wait in w->out. */
void wire_feed(Wire *w, const char *bytes, size_t len);
size_t bytes_take(Bytes *b, char *buf, size_t len);
void bytes_free(Bytes *b);
#endif
