/* server.h - HTTP/1.1 over libmicrohttpd, behind our own strict gate.
 *
 * Knows HTTP, not therapy.  One handler gets every well-formed request, with its
 * whole body, on an I/O thread it must not block: it answers at once or later, from
 * any thread, exactly once.  Whatever is ambiguous is answered 400 and closed before
 * the handler hears of it.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H
#include "../base/base.h"

enum {
    HTTP_HEADERS_MAX = 64,          /* request headers */
    HTTP_LINE_MAX = 8192,           /* request line */
    HTTP_HEADER_BYTES_MAX = 16384,  /* all of them */
    HTTP_BODY_MAX = 1 << 20,
    HTTP_REPLY_HEADERS_MAX = 12,
};

typedef struct HttpHeader { Str name, value; } HttpHeader;

typedef struct HttpRequest {
    Arena *arena;                   /* lives until the reply is sent */
    Str method;                     /* GET HEAD POST; nothing else arrives */
    Str path;                       /* decoded exactly once; begins with '/' */
    Str query;                      /* after '?', still encoded; may be empty */
    Str host;
    Str body;
    Str peer;                       /* address text; behind a proxy the client's */
    bool secure;                    /* TLS here or at the trusted proxy */
    HttpHeader header[HTTP_HEADERS_MAX];
    size_t header_count;
    int64_t began_ms;               /* monotonic */
    void *conn;                     /* the server's own */
} HttpRequest;

/* Empty when absent.  The name is compared without case.  A header that may stand only
 * once has been refused by the gate if it stood twice. */
Str http_header(const HttpRequest *rq, const char *name);
/* A cookie by exact name; empty when absent or named twice. */
Str http_cookie(const HttpRequest *rq, Str name);

typedef struct HttpReply {
    int status;
    Str content_type;               /* with charset for text */
    Str body;                       /* copied before http_reply returns */
    HttpHeader header[HTTP_REPLY_HEADERS_MAX];
    size_t header_count;
    bool may_compress;              /* never for pages that mix secrets with reflected input */
    bool immutable_body;            /* body outlives the server (embedded asset): not copied */
} HttpReply;

typedef void HttpHandler(void *app, HttpRequest *rq);

/* Answer.  From the handler or any other thread, exactly once per request.  After it
 * returns the request and its arena are gone. */
void http_reply(HttpRequest *rq, const HttpReply *reply);

/* --- server-sent events ------------------------------------------------ */
typedef struct SseHub SseHub;

/* Answer with an event stream on `topic`, for `who`.  Events carry no content, only
 * that something changed: the page asks for it again through the front door.
 * `last_event` is the Last-Event-ID the browser sent, 0 = none: missed events come at
 * once; when they are too old one event named "resync" comes instead. */
void http_reply_events(HttpRequest *rq, SseHub *hub, Uuid topic, Uuid who, Uuid login,
                       int64_t last_event);
/* The number of the newest event: a page that opens its stream with this as `last_event`
 * misses nothing between being rendered and listening. */
int64_t sse_now(SseHub *hub);
/* Tell every listener of `topic`; returns the event's number.  Thread-safe, never blocks
 * on a listener; a listener that does not keep up is dropped. */
int64_t sse_publish(SseHub *hub, Uuid topic, Str event, Str data);
/* End every stream opened with this login, or by this person (sign-out, access ended). */
void sse_end_login(SseHub *hub, Uuid login);
void sse_end_person(SseHub *hub, Uuid topic, Uuid who);
/* Is `who` listening to `topic` now? */
bool sse_present(SseHub *hub, Uuid topic, Uuid who);
size_t sse_listeners(SseHub *hub);

/* --- running ------------------------------------------------------------ */
typedef struct HttpConfig {
    Str listen_address;             /* "127.0.0.1" or "[::1]" */
    uint16_t port;                  /* 0 = any free one, see http_port */
    unsigned threads;               /* 0 = number of cores */
    unsigned connections_max;       /* 0 = 8192 */
    unsigned per_address_max;       /* 0 = 64; not applied behind a proxy */
    int request_deadline_ms;        /* whole request, headers and body; 0 = 10000 */
    int idle_ms;                    /* keep-alive; 0 = 75000 */
    bool behind_proxy;              /* believe X-Forwarded-For/-Proto of a loopback peer */
    const char *tls_cert_file, *tls_key_file; /* NULL = plain */
    HttpHandler *handler;
    void *app;
    /* Headers on every reply, errors included. */
    const HttpHeader *always;
    size_t always_count;
} HttpConfig;

typedef struct HttpServer HttpServer;
MUST_CHECK Err http_start(Ctx *cx, const HttpConfig *config, HttpServer **ret_server);
uint16_t http_port(const HttpServer *server);
SseHub *http_hub(HttpServer *server);
/* Take no more, finish what is in flight (at most `grace_ms`), end streams, stop. */
void http_stop(HttpServer *server, int grace_ms);
typedef struct HttpStats { int64_t requests, refused, open_connections, cut_by_deadline; } HttpStats;
HttpStats http_stats(const HttpServer *server);
#endif
