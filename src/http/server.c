#include "server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "inner.h"

enum {
    ARENA_MAX = 8 << 20, POOL_BYTES = 16 << 10, BACKLOG = 1024, RESERVED_FDS = 64,
    BODY_FIRST = 4096, LOG_PER_SECOND = 10, TICK_MIN_MS = 20, TICK_MAX_MS = 250,
    STREAM_TICK_MS = 1000, PEM_MAX = 256 << 10,
};

#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

/* --- an exchange: one request and its reply --------------------------------- */

static void exchange_free(Exchange *ex)
{
    if (ex->response) MHD_destroy_response(ex->response);
    arena_close(ex->rq.arena);
    free(ex);
}

static Exchange *exchange_open(Conn *conn, struct MHD_Connection *mhd, uint64_t number)
{
    Exchange *ex = calloc(1, sizeof *ex);
    if (!ex) return NULL;
    ex->conn = conn;
    ex->mhd = mhd;
    ex->rq.conn = ex;
    ex->rq.arena = arena_open(ARENA_MAX);
    Str text;
    if (ex->rq.arena && wire_take_head(&conn->wire, number, ex->rq.arena, &text) &&
        request_fill(ex, text)) return ex;
    exchange_free(ex);
    return NULL;
}

/* The body grows as it arrives: an announced length alone costs nothing. */
static bool take_body(Exchange *ex, const char *data, size_t len)
{
    if (len > ex->length - ex->body_len) return false;
    if (ex->body_len + len > ex->body_cap) {
        size_t cap = ex->body_cap ? ex->body_cap * 2 : BODY_FIRST;
        while (cap < ex->body_len + len) cap *= 2;
        if (cap > ex->length) cap = ex->length;
        char *bigger = arena_alloc(ex->rq.arena, cap);
        if (!bigger) return false;
        if (ex->body_len > 0) memcpy(bigger, ex->body, ex->body_len);
        ex->body = bigger;
        ex->body_cap = cap;
    }
    memcpy(ex->body + ex->body_len, data, len);
    ex->body_len += len;
    return true;
}

bool exchange_claim(Exchange *ex)
{
    if (!atomic_exchange(&ex->claimed, true)) return true;
    if (atomic_fetch_add(&ex->left, 1) == 1) exchange_free(ex);
    return false;
}

/* The response must stand before the state says so; after that, if the connection slept,
 * the Exchange may be gone at once. */
void exchange_answer(Exchange *ex, struct MHD_Response *response, unsigned status)
{
    struct MHD_Connection *mhd = ex->mhd;
    ex->response = response;
    ex->status = status;
    if (atomic_exchange(&ex->state, EX_ANSWERED) == EX_WAITING) MHD_resume_connection(mhd);
}

static enum MHD_Result send_response(Exchange *ex)
{
    if (!ex->response) return MHD_NO;
    enum MHD_Result sent = MHD_queue_response(ex->mhd, ex->status, ex->response);
    MHD_destroy_response(ex->response);
    ex->response = NULL;
    return sent;
}

/* Calls the app once; then either its answer is there or the connection sleeps. */
static enum MHD_Result dispatch(HttpServer *server, Exchange *ex)
{
    ex->dispatched = true;
    ex->rq.body = (Str){ ex->body ? ex->body : "", ex->body_len };
    atomic_fetch_add(&server->requests, 1);
    wire_busy(&ex->conn->wire);
    server->config.handler(server->config.app, &ex->rq);
    if (atomic_load(&ex->state) == EX_ANSWERED) return send_response(ex);
    MHD_suspend_connection(ex->mhd);
    int expected = EX_RUNNING;
    if (!atomic_compare_exchange_strong(&ex->state, &expected, EX_WAITING)) {
        MHD_resume_connection(ex->mhd);     /* answered in between; we are called again */
    }
    return MHD_YES;
}

static Conn *conn_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static enum MHD_Result begin(HttpServer *server, struct MHD_Connection *mhd, const char *url,
                             void **ret_exchange)
{
    Conn *conn = conn_of(mhd);
    int64_t number = 0;
    bool numbered = url[0] == '/' && str_to_i64(str_from_c(url + 1), &number);
    Exchange *ex = conn && numbered ? exchange_open(conn, mhd, (uint64_t)number) : NULL;
    if (!ex) {
        LOG0(LOG_ERROR, "request_without_accepted_head");
        return MHD_NO;
    }
    pthread_mutex_lock(&server->lock);
    conn->exchange = ex;
    pthread_mutex_unlock(&server->lock);
    atomic_fetch_add(&server->in_flight, 1);
    *ret_exchange = ex;
    return MHD_YES;
}

/* The library calls this once for the head, for each piece of the body, at the end, and
 * again after a resume. */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **con_cls)
{
    HttpServer *server = cls;
    Exchange *ex = *con_cls;
    (void)method;
    (void)version;
    if (!ex) return begin(server, mhd, url, con_cls);
    if (*upload_size > 0) {
        if (!take_body(ex, upload, *upload_size)) return MHD_NO;
        *upload_size = 0;
        return MHD_YES;
    }
    if (ex->dispatched) return send_response(ex);
    if (ex->body_len != ex->length) return MHD_NO;
    return dispatch(server, ex);
}

static void on_completed(void *cls, struct MHD_Connection *mhd, void **con_cls,
                         enum MHD_RequestTerminationCode why)
{
    HttpServer *server = cls;
    Exchange *ex = *con_cls;
    (void)mhd;
    (void)why;
    if (!ex) return;
    *con_cls = NULL;
    pthread_mutex_lock(&server->lock);
    ex->conn->exchange = NULL;
    pthread_mutex_unlock(&server->lock);
    wire_idle(&ex->conn->wire);
    bool abandoned = atomic_load(&ex->state) == EX_ABANDONED;
    if (!abandoned || atomic_fetch_add(&ex->left, 1) == 1) exchange_free(ex);
    atomic_fetch_sub(&server->in_flight, 1);
}

void http_reply(HttpRequest *rq, const HttpReply *reply)
{
    Exchange *ex = rq->conn;
    if (!exchange_claim(ex)) return;
    unsigned status = 0;
    struct MHD_Response *r = reply_build(ex->conn->server, rq, reply, &status);
    exchange_answer(ex, r, status);
}

/* --- connections -------------------------------------------------------------- */

static void refuse(Wire *w, HeadProblem problem)
{
    HttpServer *server = ((Conn *)w)->server;
    char buf[8192];
    int status = head_problem_status(problem);
    Str words = str_from_c(head_problem_text(problem));
    atomic_fetch_add(&server->refused, 1);
    LogField fields[] = { LOG_NUM("status", status), LOG_TEXT("why", words) };
    log_limited(&server->refused_log, LOG_PER_SECOND, LOG_INFO, "request_refused", fields, 2);
    wire_send(w, reply_refusal(server, status, words.ptr, buf, sizeof buf));
}

static void note_peer(Conn *conn, const struct sockaddr *address)
{
    if (!address) return;
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)address;
        inet_ntop(AF_INET, &v4->sin_addr, conn->peer, sizeof conn->peer);
        conn->loopback = (ntohl(v4->sin_addr.s_addr) >> 24) == 127;
    } else if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const void *)address;
        inet_ntop(AF_INET6, &v6->sin6_addr, conn->peer, sizeof conn->peer);
        conn->loopback = IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
    }
}

static void conn_open(HttpServer *server, struct MHD_Connection *mhd, void **socket_context)
{
    int fd = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    Conn *conn = calloc(1, sizeof *conn);
    if (!conn) {
        shutdown(fd, SHUT_RDWR);            /* no Conn, no accepted head, no request */
        return;
    }
    conn->server = server;
    conn->wire.fd = fd;
    conn->wire.refuse = refuse;
    if (server->config.tls_cert_file) {
        conn->wire.tls =
            MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_GNUTLS_SESSION)->tls_session;
    }
    note_peer(conn, MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr);
    if (!wire_register(&conn->wire)) shutdown(fd, SHUT_RDWR);
    pthread_mutex_lock(&server->lock);
    conn->next = server->conns;
    if (conn->next) conn->next->prev = conn;
    server->conns = conn;
    pthread_mutex_unlock(&server->lock);
    atomic_fetch_add(&server->open_connections, 1);
    *socket_context = conn;
}

static void conn_close(HttpServer *server, Conn *conn)
{
    if (!conn) return;
    pthread_mutex_lock(&server->lock);
    if (conn->prev) conn->prev->next = conn->next;
    else server->conns = conn->next;
    if (conn->next) conn->next->prev = conn->prev;
    pthread_mutex_unlock(&server->lock);
    wire_forget(&conn->wire);
    free(conn);
    atomic_fetch_sub(&server->open_connections, 1);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
                          enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED) conn_open(cls, mhd, socket_context);
    else conn_close(cls, *socket_context);
}

/* --- the ticker: deadlines and streams ----------------------------------------- */

static bool is_late(const HttpServer *server, const Conn *conn, int64_t now_ms)
{
    int64_t waited = now_ms - atomic_load(&conn->wire.since_ms);
    switch (atomic_load(&conn->wire.phase)) {
    case WIRE_NEW:
    case WIRE_READING: return waited >= server->config.request_deadline_ms;
    case WIRE_IDLE: return waited >= server->config.idle_ms;
    default: return false;
    }
}

/* The descriptor is open as long as its Conn is in the list, which needs the lock. */
static void cut_late(HttpServer *server, int64_t now_ms)
{
    pthread_mutex_lock(&server->lock);
    for (Conn *conn = server->conns; conn; conn = conn->next) {
        if (!is_late(server, conn, now_ms)) continue;
        if (atomic_load(&conn->wire.phase) != WIRE_IDLE) {
            atomic_fetch_add(&server->cut_by_deadline, 1);
        }
        shutdown(conn->wire.fd, SHUT_RDWR);
        atomic_store(&conn->wire.since_ms, now_ms);     /* once is enough */
    }
    pthread_mutex_unlock(&server->lock);
}

static int tick_ms(const HttpServer *server)
{
    int tick = server->config.request_deadline_ms / 10;
    return tick < TICK_MIN_MS ? TICK_MIN_MS : tick > TICK_MAX_MS ? TICK_MAX_MS : tick;
}

static void *tick(void *arg)
{
    HttpServer *server = arg;
    int64_t streams_ms = time_mono_ms();
    pthread_mutex_lock(&server->lock);
    while (!server->ticker_stop) {
        int64_t until = time_mono_ms() + tick_ms(server);
        struct timespec at = { until / 1000, until % 1000 * 1000000 };
        pthread_cond_timedwait(&server->wake_ticker, &server->lock, &at);
        pthread_mutex_unlock(&server->lock);
        int64_t now_ms = time_mono_ms();
        cut_late(server, now_ms);
        if (now_ms - streams_ms >= STREAM_TICK_MS) {
            streams_ms = now_ms;
            sse_tick(server->hub, now_ms);
        }
        pthread_mutex_lock(&server->lock);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

static bool ticker_start(HttpServer *server)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&server->wake_ticker, &attr);
    pthread_condattr_destroy(&attr);
    return pthread_create(&server->ticker, NULL, tick, server) == 0;
}

/* --- starting -------------------------------------------------------------------- */

__attribute__((format(printf, 2, 0)))
static void on_library_log(void *cls, const char *format, va_list args)
{
    HttpServer *server = cls;
    char text[200];
    vsnprintf(text, sizeof text, format, args);
    LogField field = LOG_TEXT("text", str_trim(str_from_c(text)));
    log_limited(&server->library_log, LOG_PER_SECOND, LOG_WARN, "http_library", &field, 1);
}

static Err open_listener(Ctx *cx, const HttpConfig *config, int *ret_fd, uint16_t *ret_port)
{
    char text[INET6_ADDRSTRLEN];
    Str name = config->listen_address;
    bool v6 = name.len > 2 && name.ptr[0] == '[' && name.ptr[name.len - 1] == ']';
    if (v6) name = str_slice(name, 1, name.len - 1);
    if (name.len >= sizeof text) return fail(cx, ERR_INVALID, "not an address to listen on");
    memcpy(text, name.ptr, name.len);
    text[name.len] = 0;
    union { struct sockaddr any; struct sockaddr_in v4; struct sockaddr_in6 v6; } at = { 0 };
    socklen_t size = v6 ? sizeof at.v6 : sizeof at.v4;
    at.any.sa_family = v6 ? AF_INET6 : AF_INET;
    if (inet_pton(at.any.sa_family, text, v6 ? (void *)&at.v6.sin6_addr
                                             : (void *)&at.v4.sin_addr) != 1) {
        return fail(cx, ERR_INVALID, "not an address to listen on");
    }
    *(v6 ? &at.v6.sin6_port : &at.v4.sin_port) = htons(config->port);
    int fd = socket(at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
    if (fd < 0) return fail(cx, ERR_STORE, "cannot make a socket");
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, &at.any, size) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, &at.any, &size) != 0) {
        int why = errno;
        close(fd);
        return fail(cx, ERR_CONFLICT, "cannot listen on port %u: %s", config->port,
                    why == EADDRINUSE ? "it is in use" : why == EACCES ? "not allowed"
                                                                       : "no such address");
    }
    *ret_port = ntohs(v6 ? at.v6.sin6_port : at.v4.sin_port);
    *ret_fd = fd;
    return OK;
}

static Err read_pem(Ctx *cx, Arena *arena, const char *file, const char **ret_text)
{
    char *buf = arena_alloc(arena, PEM_MAX);
    if (!buf) return fail(cx, ERR_LIMIT, "out of memory");
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail(cx, ERR_MISSING, "cannot read the TLS certificate or key file");
    ssize_t n = read(fd, buf, PEM_MAX - 1);
    close(fd);
    if (n <= 0 || n == PEM_MAX - 1) return fail(cx, ERR_INVALID, "TLS file is empty or too long");
    *ret_text = buf;
    return OK;
}

/* Leave descriptors for the database, the log and the health check. */
static unsigned connections_allowed(unsigned wanted)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
    rlim_t needed = (rlim_t)wanted + RESERVED_FDS;
    if (limit.rlim_cur < needed) {
        limit.rlim_cur = needed < limit.rlim_max ? needed : limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur >= needed) return wanted;
    return limit.rlim_cur > 2 * RESERVED_FDS ? (unsigned)limit.rlim_cur - RESERVED_FDS
                                             : (unsigned)limit.rlim_cur / 2;
}

static void fill_defaults(HttpConfig *c)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (c->threads == 0) c->threads = cores > 0 ? (unsigned)cores : 1;
    if (c->connections_max == 0) c->connections_max = 8192;
    if (c->per_address_max == 0) c->per_address_max = 64;
    if (c->behind_proxy) c->per_address_max = 0;
    if (c->request_deadline_ms <= 0) c->request_deadline_ms = 10000;
    if (c->idle_ms <= 0) c->idle_ms = 75000;
    c->connections_max = connections_allowed(c->connections_max);
    if (c->threads > c->connections_max) c->threads = c->connections_max;
}

/* The caller's header table may be on its stack; ours lives as long as the server. */
static void keep_always(HttpServer *server)
{
    HttpConfig *c = &server->config;
    HttpHeader *kept = ARENA_ARRAY(server->arena, HttpHeader, c->always_count);
    if (!kept) c->always_count = 0;
    for (size_t i = 0; i < c->always_count; i++) {
        kept[i].name = arena_str(server->arena, c->always[i].name);
        kept[i].value = arena_str(server->arena, c->always[i].value);
        server->always_text = arena_printf(server->arena, STR_FMT STR_FMT ": " STR_FMT "\r\n",
                                           STR_ARG(server->always_text), STR_ARG(kept[i].name),
                                           STR_ARG(kept[i].value));
    }
    c->always = kept;
}

static struct MHD_OptionItem option(enum MHD_OPTION which, intptr_t number, const char *text)
{
    return (struct MHD_OptionItem){ which, number, (void *)(uintptr_t)text };
}

static struct MHD_Daemon *start_library(HttpServer *server, int listen_fd, const char *cert,
                                        const char *key)
{
    const HttpConfig *c = &server->config;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
                     MHD_USE_ERROR_LOG | (cert ? MHD_USE_TLS : 0);
    unsigned stall_s = (unsigned)c->idle_ms / 1000 + 5;     /* a reader that takes nothing */
    struct MHD_OptionItem extra[5];
    size_t n = 0;
    if (c->threads > 1) extra[n++] = option(MHD_OPTION_THREAD_POOL_SIZE, c->threads, NULL);
    if (cert) {
        extra[n++] = option(MHD_OPTION_HTTPS_MEM_CERT, 0, cert);
        extra[n++] = option(MHD_OPTION_HTTPS_MEM_KEY, 0, key);
        extra[n++] = option(MHD_OPTION_HTTPS_PRIORITIES, 0, TLS_PRIORITIES);
    }
    extra[n] = option(MHD_OPTION_END, 0, NULL);
    return MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, server,
        MHD_OPTION_EXTERNAL_LOGGER, on_library_log, (void *)server,
        MHD_OPTION_LISTEN_SOCKET, listen_fd,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_CONNECTION_LIMIT, c->connections_max,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, c->per_address_max,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
        MHD_OPTION_CONNECTION_TIMEOUT, stall_s,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, (void *)server,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, (void *)server,
        MHD_OPTION_ARRAY, extra, MHD_OPTION_END);
}

static void server_free(HttpServer *server)
{
    squeeze_close(server->squeeze);
    sse_close(server->hub);
    pthread_mutex_destroy(&server->lock);
    arena_close(server->arena);
    free(server);
}

static HttpServer *server_new(const HttpConfig *config)
{
    HttpServer *server = calloc(1, sizeof *server);
    if (!server) return NULL;
    pthread_mutex_init(&server->lock, NULL);
    server->config = *config;
    fill_defaults(&server->config);
    server->arena = arena_open(1 << 20);
    server->squeeze = squeeze_open();
    server->hub = sse_open();
    if (server->arena) keep_always(server);
    if (server->arena && !arena_failed(server->arena) && server->squeeze && server->hub) {
        return server;
    }
    server_free(server);
    return NULL;
}

static Err start_all(Ctx *cx, HttpServer *server)
{
    const HttpConfig *c = &server->config;
    const char *cert = NULL, *key = NULL;
    int fd = -1;
    if (!c->tls_cert_file != !c->tls_key_file) {
        return fail(cx, ERR_INVALID, "TLS needs both a certificate and a key file");
    }
    if (c->tls_cert_file) TRY(read_pem(cx, server->arena, c->tls_cert_file, &cert));
    if (c->tls_cert_file) TRY(read_pem(cx, server->arena, c->tls_key_file, &key));
    TRY(open_listener(cx, c, &fd, &server->port));
    server->daemon = start_library(server, fd, cert, key);
    if (!server->daemon) {
        close(fd);
        return fail(cx, ERR_STORE, "the HTTP library did not start");
    }
    if (ticker_start(server)) return OK;
    MHD_stop_daemon(server->daemon);
    return fail(cx, ERR_LIMIT, "cannot start a thread");
}

Err http_start(Ctx *cx, const HttpConfig *config, HttpServer **ret_server)
{
    if (!wire_in_path()) return fail(cx, ERR_BUG, "the request gate is not in the path");
    HttpServer *server = server_new(config);
    if (!server) return fail(cx, ERR_LIMIT, "out of memory");
    Err err = start_all(cx, server);
    if (err.kind != ERR_NONE) {
        server_free(server);
        return err;
    }
    *ret_server = server;
    return OK;
}

uint16_t http_port(const HttpServer *server)
{
    return server->port;
}

SseHub *http_hub(HttpServer *server)
{
    return server->hub;
}

HttpStats http_stats(const HttpServer *server)
{
    return (HttpStats){
        .requests = atomic_load(&server->requests),
        .refused = atomic_load(&server->refused),
        .open_connections = atomic_load(&server->open_connections),
        .cut_by_deadline = atomic_load(&server->cut_by_deadline),
    };
}

/* --- stopping --------------------------------------------------------------------- */

static void wait_in_flight(HttpServer *server, int64_t until_ms)
{
    while (atomic_load(&server->in_flight) > 0 && time_mono_ms() < until_ms) usleep(2000);
}

/* The library may not stop while connections sleep.  What the app has not answered by now
 * is ended without an answer, and a late http_reply() only frees it.  True while the app
 * is still at work on one. */
static bool abandon_rest(HttpServer *server)
{
    bool busy = false;
    pthread_mutex_lock(&server->lock);
    for (Conn *conn = server->conns; conn; conn = conn->next) {
        Exchange *ex = conn->exchange;
        if (!ex || !ex->dispatched || atomic_load(&ex->state) >= EX_ANSWERED) continue;
        busy = true;
        if (atomic_load(&ex->state) != EX_WAITING || atomic_exchange(&ex->claimed, true)) continue;
        atomic_store(&ex->state, EX_ABANDONED);
        shutdown(conn->wire.fd, SHUT_RDWR);
        MHD_resume_connection(ex->mhd);
    }
    pthread_mutex_unlock(&server->lock);
    return busy;
}

void http_stop(HttpServer *server, int grace_ms)
{
    if (!server) return;
    atomic_store(&server->stopping, true);
    int listen_fd = MHD_quiesce_daemon(server->daemon);
    if (listen_fd >= 0) close(listen_fd);
    sse_end_all(server->hub);
    wait_in_flight(server, time_mono_ms() + grace_ms);
    while (abandon_rest(server)) usleep(2000);
    pthread_mutex_lock(&server->lock);
    server->ticker_stop = true;
    pthread_cond_signal(&server->wake_ticker);
    pthread_mutex_unlock(&server->lock);
    pthread_join(server->ticker, NULL);
    pthread_cond_destroy(&server->wake_ticker);
    MHD_stop_daemon(server->daemon);
    server_free(server);
}
