#include "wire.h"

#include <dlfcn.h>
#include <errno.h>
#include <gnutls/gnutls.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FD_MAX = 65536, CHUNK = 16384, HEAD_STEP = 2048, PULL_AGAIN = -1, PULL_BROKEN = -2 };

/* recv() is told a number and nothing else, so who owns which number is process-wide. */
static _Atomic(Wire *) wires[FD_MAX];

/* --- bytes that wait ------------------------------------------------------ */

static bool bytes_put(Bytes *b, const void *from, size_t len)
{
    if (b->len + len > b->cap) {
        size_t cap = (b->len + len) * 2;
        char *ptr = realloc(b->ptr, cap);
        if (!ptr) return false;
        b->ptr = ptr;
        b->cap = cap;
    }
    memcpy(b->ptr + b->len, from, len);
    b->len += len;
    return true;
}

void bytes_free(Bytes *b)
{
    free(b->ptr);
    *b = (Bytes){ 0 };
}

size_t bytes_take(Bytes *b, char *buf, size_t len)
{
    if (len > b->len - b->at) len = b->len - b->at;
    if (len == 0) return 0;
    memcpy(buf, b->ptr + b->at, len);
    b->at += len;
    if (b->at == b->len) bytes_free(b);     /* idle connections cost nothing */
    return len;
}

/* --- what the bytes mean -------------------------------------------------- */

static void set_phase(Wire *w, WirePhase phase)
{
    atomic_store(&w->since_ms, time_mono_ms());
    atomic_store(&w->phase, (int)phase);
}

void wire_busy(Wire *w)
{
    set_phase(w, WIRE_BUSY);
}

/* A pipelined request that is half here has begun: its time runs from now. */
void wire_idle(Wire *w)
{
    bool begun = w->in.len > 0 || w->out.len > 0 || w->accepted > w->handled;
    set_phase(w, begun ? WIRE_READING : WIRE_IDLE);
}

/* The head is not whole yet, but may already be hopeless: too long, or with a first line of
 * another protocol (HTTP/0.9 has no empty line to wait for).  Refused now, not at the
 * deadline. */
static HeadProblem check_unfinished(Wire *w)
{
    Str text = { w->in.ptr, w->in.len };
    size_t lf = str_find(text, '\n', 0);
    if (lf == text.len) return lf > HTTP_LINE_MAX + 2 ? HEAD_LINE_LENGTH : HEAD_FINE;
    if (text.len > HTTP_LINE_MAX + 2 + HTTP_HEADER_BYTES_MAX) return HEAD_HEADER_LENGTH;
    if (w->first_line_read) return HEAD_FINE;
    w->first_line_read = true;
    Head head;
    return head_read_line(str_slice(text, 0, lf - 1), &head);
}

/* Looks at the bytes of `in` not yet looked at.  *ret_end is the length of the head
 * once its empty line is there, else 0. */
static HeadProblem scan_head(Wire *w, size_t *ret_end)
{
    const char *p = w->in.ptr;
    size_t i = w->scanned;
    *ret_end = 0;
    if (i == 0 && (p[0] < 'A' || p[0] > 'Z')) return HEAD_FIRST_BYTE;
    for (; i < w->in.len; i++) {
        if (p[i] == 0) return HEAD_CONTROL;
        if (i > 0 && p[i - 1] == '\r' && p[i] != '\n') return HEAD_BARE_CR;
        if (p[i] != '\n') continue;
        if (p[i - 1] != '\r') return HEAD_BARE_LF;
        if (p[i - 2] == '\n') {
            *ret_end = i + 1;
            return HEAD_FINE;
        }
    }
    w->scanned = i;
    return check_unfinished(w);
}

/* Our own words for the library; the number is how the handler knows the request again. */
static HeadProblem announce(Wire *w, const Head *head, Str text)
{
    char line[256];
    int len = snprintf(line, sizeof line,
                       "%.*s /%llu HTTP/1.%d\r\nHost: h\r\n%sContent-Length: %zu\r\n%s\r\n",
                       STR_ARG(head->method), (unsigned long long)(w->accepted + 1), head->minor,
                       head->keep_alive ? (head->minor == 0 ? "Connection: Keep-Alive\r\n" : "")
                                        : "Connection: close\r\n",
                       head->length, head->expects_continue ? "Expect: 100-continue\r\n" : "");
    uint32_t size = (uint32_t)text.len;
    if (!bytes_put(&w->heads, &size, sizeof size) || !bytes_put(&w->heads, text.ptr, text.len) ||
        !bytes_put(&w->out, line, (size_t)len)) return HEAD_NO_MEMORY;
    w->accepted++;
    w->body_left = head->length;
    return HEAD_FINE;
}

/* Returns how many of the bytes belong to this head. */
static size_t feed_head(Wire *w, const char *bytes, size_t len)
{
    size_t before = w->in.len, end;
    if (before == 0 && atomic_load(&w->phase) != WIRE_BUSY) set_phase(w, WIRE_READING);
    if (len > HEAD_STEP) len = HEAD_STEP;
    if (!bytes_put(&w->in, bytes, len)) {
        w->problem = HEAD_NO_MEMORY;
        return len;
    }
    w->problem = scan_head(w, &end);
    if (w->problem != HEAD_FINE || end == 0) return len;
    Head head;
    Str text = { w->in.ptr, end };
    w->problem = head_read(text, &head);
    if (w->problem == HEAD_FINE) w->problem = announce(w, &head, text);
    bytes_free(&w->in);
    w->scanned = 0;
    w->first_line_read = false;
    return end - before;
}

void wire_feed(Wire *w, const char *bytes, size_t len)
{
    while (len > 0 && w->problem == HEAD_FINE) {
        size_t used;
        if (w->body_left > 0) {
            used = len < w->body_left ? len : w->body_left;
            w->body_left -= used;
            if (!bytes_put(&w->out, bytes, used)) w->problem = HEAD_NO_MEMORY;
        } else {
            used = feed_head(w, bytes, len);
        }
        bytes += used;
        len -= used;
    }
}

bool wire_take_head(Wire *w, uint64_t number, Arena *a, Str *ret_text)
{
    uint32_t size;
    if (number != w->handled + 1 || number > w->accepted) return false;
    if (bytes_take(&w->heads, (char *)&size, sizeof size) != sizeof size) return false;
    char *text = arena_alloc(a, (size_t)size + 1);
    if (!text || bytes_take(&w->heads, text, size) != size) return false;
    w->handled = number;
    *ret_text = (Str){ text, size };
    return true;
}

/* --- between socket and library ------------------------------------------- */

static ssize_t real_recv(int fd, void *buf, size_t len, int flags)
{
    return (ssize_t)syscall(SYS_recvfrom, fd, buf, len, flags, NULL, NULL);
}

typedef ssize_t TlsRecv(gnutls_session_t session, void *data, size_t size);

static TlsRecv *real_tls_recv(void)
{
    static _Atomic(TlsRecv *) found;        /* the same answer for everybody */
    TlsRecv *f = atomic_load(&found);
    if (f) return f;
    f = (TlsRecv *)dlsym(RTLD_NEXT, "gnutls_record_recv");
    atomic_store(&found, f);
    return f;
}

/* > 0 bytes, 0 = end of stream, PULL_AGAIN, PULL_BROKEN with w->error set. */
static ssize_t pull(Wire *w, char *buf, size_t len)
{
    if (w->tls) {
        ssize_t n = real_tls_recv()(w->tls, buf, len);
        if (n >= 0) return n;
        if (n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED) return PULL_AGAIN;
        w->error = n;
        return PULL_BROKEN;
    }
    ssize_t n;
    do n = real_recv(w->fd, buf, len, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (n < 0 && errno == EINTR);
    if (n >= 0) return n;
    if (errno == EAGAIN || errno == EWOULDBLOCK) return PULL_AGAIN;
    w->error = errno;
    return PULL_BROKEN;
}

/* The library watches edges: when it was given less than it asked for it waits for a new
 * one.  Ending the reading side makes that edge, and then it hears how this ended.  With
 * TLS it asks again by itself, and GnuTLS would end the whole session. */
static void wake(Wire *w)
{
    if (!w->woken && !w->tls) shutdown(w->fd, SHUT_RD);
    w->woken = true;
}

/* A peer that still sends would be reset before it reads our words; take what is here. */
static void drain(Wire *w)
{
    char buf[4096];
    for (int i = 0; i < 16 && !w->tls; i++) {
        if (pull(w, buf, sizeof buf) <= 0) break;
    }
    w->error = 0;
}

/* > 0 bytes, 0 = over, PULL_AGAIN, PULL_BROKEN. */
static ssize_t wire_read(Wire *w, char *buf, size_t len)
{
    size_t done = 0;
    for (;;) {
        done += bytes_take(&w->out, buf + done, len - done);
        if (done == len || w->ended || w->problem != HEAD_FINE) break;
        char fresh[CHUNK];
        ssize_t n = pull(w, fresh, sizeof fresh);
        if (n == PULL_AGAIN) return done > 0 ? (ssize_t)done : PULL_AGAIN;
        if (n > 0) wire_feed(w, fresh, (size_t)n);
        else w->ended = true;
        /* A short read emptied the socket: the next byte makes its own edge. */
        if (n > 0 && n < CHUNK && !w->tls && w->problem == HEAD_FINE) {
            done += bytes_take(&w->out, buf + done, len - done);
            return done > 0 ? (ssize_t)done : PULL_AGAIN;
        }
    }
    if (done > 0) {
        if (done < len) wake(w);
        return (ssize_t)done;
    }
    if (w->problem != HEAD_FINE && !w->refused) {
        w->refused = true;
        drain(w);
        w->refuse(w, w->problem);
    }
    return w->error ? PULL_BROKEN : 0;
}

void wire_send(Wire *w, Str text)
{
    ssize_t n = w->tls ? gnutls_record_send(w->tls, text.ptr, text.len)
                       : send(w->fd, text.ptr, text.len, MSG_NOSIGNAL | MSG_DONTWAIT);
    (void)n;                                /* the connection ends whether it was read or not */
}

bool wire_register(Wire *w)
{
    if (w->fd < 0 || w->fd >= FD_MAX) return false;
    set_phase(w, WIRE_NEW);
    atomic_store(&wires[w->fd], w);
    return true;
}

void wire_forget(Wire *w)
{
    if (w->fd >= 0 && w->fd < FD_MAX) atomic_store(&wires[w->fd], NULL);
    bytes_free(&w->in);
    bytes_free(&w->out);
    bytes_free(&w->heads);
}

static Wire *wire_of(int fd)
{
    return fd >= 0 && fd < FD_MAX ? atomic_load(&wires[fd]) : NULL;
}

ssize_t recv(int fd, void *buf, size_t len, int flags)
{
    Wire *w = wire_of(fd);
    if (!w || w->tls || (flags & MSG_PEEK)) return real_recv(fd, buf, len, flags);
    ssize_t n = wire_read(w, buf, len);
    if (n >= 0) return n;
    errno = n == PULL_AGAIN ? EAGAIN : (int)w->error;
    return -1;
}

ssize_t gnutls_record_recv(gnutls_session_t session, void *data, size_t data_size)
{
    Wire *w = wire_of(gnutls_transport_get_int(session));
    if (!w || w->tls != session) return real_tls_recv()(session, data, data_size);
    ssize_t n = wire_read(w, data, data_size);
    if (n >= 0) return n;
    return n == PULL_AGAIN ? GNUTLS_E_AGAIN : (ssize_t)w->error;
}

bool wire_in_path(void)
{
    return dlsym(RTLD_DEFAULT, "recv") == (void *)recv &&
           dlsym(RTLD_DEFAULT, "gnutls_record_recv") == (void *)gnutls_record_recv;
}
