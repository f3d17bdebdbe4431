/* inner.h - what the files of http/ share about a running server; nobody else includes it.
 *
 * A Conn lives as long as its socket, an Exchange from a request's head to the last
 * byte of its reply.  An Exchange is answered by exactly one of: the app, http_stop().
 */
#ifndef HTTP_INNER_H
#define HTTP_INNER_H
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include "wire.h"

typedef struct Conn Conn;
struct Conn {
    Wire wire;                      /* first: a Wire's owner is its Conn */
    HttpServer *server;
    Conn *prev, *next;
    char peer[INET6_ADDRSTRLEN];
    bool loopback;
    struct Exchange *exchange;      /* under the server's lock */
};

/* RUNNING -> ANSWERED when the app is quick; RUNNING -> WAITING -> ANSWERED when it
 * answers later; WAITING -> ABANDONED when http_stop() would not wait any more. */
typedef enum ExchangeState { EX_RUNNING, EX_WAITING, EX_ANSWERED, EX_ABANDONED } ExchangeState;

typedef struct Exchange {
    HttpRequest rq;                 /* first: rq.conn points here */
    Conn *conn;
    struct MHD_Connection *mhd;
    _Atomic int state;
    _Atomic bool claimed;           /* somebody is answering: the app, or http_stop() */
    _Atomic int left;               /* parties that are done with an abandoned one */
    _Atomic bool dispatched;
    size_t length;                  /* of the body, as announced */
    char *body;
    size_t body_len, body_cap;
    struct MHD_Response *response;
    unsigned status;
} Exchange;

typedef struct Squeeze Squeeze;     /* compressors and compressed assets; reply.c */

struct HttpServer {
    HttpConfig config;
    Arena *arena;                   /* copies of the configuration's texts */
    Str always_text;                /* the same headers as lines, for refusals */
    struct MHD_Daemon *daemon;
    uint16_t port;
    SseHub *hub;
    Squeeze *squeeze;
    pthread_mutex_t lock;
    pthread_cond_t wake_ticker;
    pthread_t ticker;
    bool ticker_stop;
    Conn *conns;
    _Atomic bool stopping;
    _Atomic int64_t requests, refused, open_connections, cut_by_deadline, in_flight;
    LogLimit library_log, refused_log;
};

/* request.c: fill rq from its accepted head.  False when memory is gone. */
bool request_fill(Exchange *ex, Str text);

/* reply.c */
Squeeze *squeeze_open(void);
void squeeze_close(Squeeze *s);
struct MHD_Response *reply_build(HttpServer *server, const HttpRequest *rq,
                                 const HttpReply *reply, unsigned *ret_status);
/* The always-headers, and what a reply or a stream needs besides.  False when one is refused. */
bool reply_add_always(const HttpServer *server, struct MHD_Response *response);
bool reply_add_header(struct MHD_Response *response, Str name, Str value);
/* The whole text of a refusal, status line to body, into buf. */
Str reply_refusal(const HttpServer *server, int status, const char *words, char *buf, size_t size);

/* server.c: false when http_stop() was first; the Exchange is gone then. */
bool exchange_claim(Exchange *ex);
/* Hand a response over and wake the connection.  The Exchange is gone after. */
void exchange_answer(Exchange *ex, struct MHD_Response *response, unsigned status);

/* sse.c */
SseHub *sse_open(void);
void sse_close(SseHub *hub);
void sse_tick(SseHub *hub, int64_t now_ms);     /* about once a second */
void sse_end_all(SseHub *hub);
#endif
