/* dispatch.h - the one way in: request -> route -> facts -> decision -> grant -> page ->
 * access log -> reply.
 *
 * A page is a function of (context, request, reply) and runs inside a transaction: a
 * read-only one for GET, a write one otherwise.  Nothing it did stays unless it returned
 * OK with a status below 400 and an unmarked arena.  The access-log row of what it showed
 * or changed is durable before the first byte leaves.
 */
#ifndef GATE_DISPATCH_H
#define GATE_DISPATCH_H
#include "../access/grant.h"
#include "../base/fields.h"
#include "../http/form.h"
#include "app.h"

/* --- what a route declares ------------------------------------------------ */
typedef enum FieldKind {
    FIELD_LINE,               /* one line of text, trimmed; max code points */
    FIELD_TEXT,               /* several lines, ends trimmed; max code points */
    FIELD_INT,                /* min..max */
    FIELD_ID,                 /* a UUID */
    FIELD_SECRET,             /* as typed, nothing trimmed */
    FIELD_CHECK,              /* present = true; value does not matter */
} FieldKind;

typedef struct Field {
    const char *name;         /* NULL ends the list */
    FieldKind kind;
    bool required;            /* a missing or empty one is a field error */
    int64_t min, max;         /* FIELD_INT: range; text: max code points */
    const char *say;          /* message when missing or out of range; NULL = a general one */
} Field;

typedef Err PageFn(Ctx *cx, Req *rq, Reply *reply);

enum {
    ROUTE_EVENTS = 1,         /* answers with an event stream */
    ROUTE_NO_LOG = 2,         /* nothing of anyone is shown: no access-log row (sign-in form, assets) */
    ROUTE_TOKEN = 4,          /* the path holds a secret: no log of the path, never compressed */
    ROUTE_BODY_LARGE = 8,     /* reserved */
    ROUTE_QUIET = 16,         /* does not count as activity */
    ROUTE_LOG = 32,           /* shows the access log: looks that are still notes become rows first */
    ROUTE_LOG_OTHERS = 64,    /* the same for looks of others at this piece of work */
    ROUTE_ASKS = 256,         /* a POST that only reads: what is asked for has no place in an address */
    ROUTE_DRAFT = 128,        /* a POST worked out before its turn: reads first, writes last */
};

typedef struct Route {
    const char *method, *path;        /* "/work/:episode/sessions/:session" */
    Action action;
    const Field *fields;              /* NULL = none; for GET they are the query's */
    PageFn *page;
    uint32_t flags;
    PageFn *slow;                     /* runs before the transaction, on a worker, without tx;
                                         its findings go to rq->slow */
} Route;
/* A route without an action does not compile; PUBLIC must be spelt. */
#define ROUTE(verb, place, right, form, handler, ...)                                  \
    { .method = #verb, .path = place, .action = ACTION_##right, .fields = form,        \
      .page = handler, __VA_ARGS__ }

extern const Route routes[];          /* web/routes.c */
extern const size_t route_count;

/* --- what a page gets -------------------------------------------------------- */
enum { PATH_PARAMS_MAX = 4 };

struct Req {
    App *app;
    Tx *tx;                           /* NULL in a slow step */
    const Route *route;
    const HttpRequest *http;
    const Grant *grant;
    const Practice *practice;
    Actor actor;                      /* person zero when nobody is signed in */
    Facts facts;
    Str path_name[PATH_PARAMS_MAX], path_value[PATH_PARAMS_MAX];
    size_t path_count;
    Form form;                        /* declared fields only */
    FieldErrors errors;               /* of the declared fields; the page may add */
    Str csrf;                         /* masked token for this page's forms */
    Str idem;                         /* fresh key for this page's forms */
    Str idem_sent;                    /* the one this request brought */
    void *slow;                       /* what the slow step found */
};

/* Something a page showed beyond what its address names: a row of the access log of its own. */
typedef struct ReplyShown { Action action; EpisodeId episode; Uuid object; } ReplyShown;

struct Reply {
    int status;                       /* 200 unless the page says otherwise */
    Out body;
    Str content_type;                 /* "" = text/html; charset=utf-8 */
    Url location;                     /* set: 303 */
    HttpHeader header[4];             /* added to the always-headers */
    size_t header_count;
    bool cacheable;                   /* static: the page set its own Cache-Control */
    bool immutable_body;
    Str raw_body;                     /* instead of body, when set */
    const ReplyShown *shown;          /* of a page that reads */
    size_t shown_count;
    /* after the commit: */
    Uuid publish_topic;               /* tell listeners that something changed there */
    Uuid end_login;                   /* end this login's streams */
    Uuid forget_key;                  /* whose key was destroyed: drop the opened copy */
    bool practice_changed;            /* read the settings again */
};

Str req_path(const Req *rq, const char *name);           /* empty when absent */
#define REQ_ID(Name, rq, name) ((Name##Id){ req_path_uuid((rq), (name)) })
Uuid req_path_uuid(const Req *rq, const char *name);     /* zero when absent */
EpisodeId req_episode(const Req *rq);
bool req_has(const Req *rq, const char *name);
Str req_text(const Req *rq, const char *name);           /* empty when absent */
int64_t req_int(const Req *rq, const char *name, int64_t otherwise);
Uuid req_uuid(const Req *rq, const char *name);
void req_error(Req *rq, const char *name, Str message);
/* Send the browser elsewhere after success (303). */
Err reply_go(Reply *reply, Url to);
void reply_header(Reply *reply, Str name, Str value);
/* Sets or clears the sign-in cookie. */
void reply_cookie(Ctx *cx, const Req *rq, Reply *reply, Str token);
/* This browser is answered in this language from now on, this page included; an unknown code
 * changes nothing. */
void reply_language(Ctx *cx, const Req *rq, Reply *reply, Str code);

/* --- running one request -------------------------------------------------------- */
typedef struct DispatchStream DispatchStream;
typedef void DispatchSend(void *arg, HttpRequest *http, const HttpReply *reply,
                          const DispatchStream *stream);
/* Set when the reply is an event stream. */
struct DispatchStream { Uuid topic, who, login; int64_t last_event; };
/* Answers by calling `send` exactly once, now or later, on any thread. */
void dispatch(App *app, HttpRequest *http, DispatchSend *send, void *arg);
/* The HttpHandler of the server. */
void dispatch_http(void *app, HttpRequest *http);
/* In-process, waiting for the answer: the http tests.  The reply lives in http->arena. */
HttpReply dispatch_wait(App *app, HttpRequest *http);

/* Rows of the golden rights table: method, path, action, who, conditions, content. */
void dispatch_print_routes(Out *o);
/* Rows that cannot work (unknown parameter name, GET that writes, fields declared twice):
 * one line each; false when there are any.  Checked at start. */
bool dispatch_check_routes(Out *problems);

/* Jobs and commands come in by the same door: facts, decision, audit row, grant. */
MUST_CHECK Err gate_enter(Ctx *cx, Tx *tx, const Actor *actor, Action action, EpisodeId episode,
                          const Grant **ret_grant);
#endif
