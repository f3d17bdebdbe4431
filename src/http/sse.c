#include <poll.h>
#include <sys/socket.h>

#include "inner.h"

enum {
    RING = 64, BUCKETS = 4096, EVENT_NAME_MAX = 40, EVENT_DATA_MAX = 512, EVENT_TEXT_MAX = 1200,
    COMMENT_MS = 14000,             /* with a tick a second: never more than 15 s of silence */
    TOPIC_IDLE_MS = 300000, NUMBERS_PER_MS = 1000, RETRY_MS = 2000, CHUNK = 1280,
};

typedef struct Topic Topic;
typedef struct Listener Listener;

struct Listener {
    SseHub *hub;
    Topic *topic;
    Listener *prev, *next;          /* of the topic */
    Uuid who, login;
    struct MHD_Connection *mhd;
    int fd;
    int64_t sent;                   /* newest event given to the library */
    int64_t spoke_ms;
    bool greeted, resync, comment;
    bool asleep;                    /* its connection is suspended */
    bool ended;
};

typedef struct Event { int64_t number; char *text; size_t len; } Event;

struct Topic {
    Uuid id;
    Topic *next;                    /* of the bucket */
    Event ring[RING];
    size_t count, newest;           /* newest: index of the last one written */
    int64_t forgotten;              /* events up to this number may be gone */
    int64_t touched_ms;
    Listener *listeners;
};

/* Numbers begin at the wall clock, so they rise across restarts and a browser that comes
 * back after one is told to resync, never that it missed nothing. */
struct SseHub {
    pthread_mutex_t lock;
    Topic *bucket[BUCKETS];
    int64_t last;                   /* number of the newest event of all topics */
    size_t listeners;
    bool closed;
};

SseHub *sse_open(void)
{
    SseHub *hub = calloc(1, sizeof *hub);
    if (!hub) return NULL;
    pthread_mutex_init(&hub->lock, NULL);
    hub->last = time_now_ms() * NUMBERS_PER_MS;
    return hub;
}

static void topic_free(Topic *topic)
{
    for (size_t i = 0; i < RING; i++) free(topic->ring[i].text);
    free(topic);
}

void sse_close(SseHub *hub)
{
    if (!hub) return;
    for (size_t i = 0; i < BUCKETS; i++) {
        for (Topic *topic = hub->bucket[i], *next; topic; topic = next) {
            next = topic->next;
            topic_free(topic);
        }
    }
    pthread_mutex_destroy(&hub->lock);
    free(hub);
}

/* --- topics (all below here: the hub's lock is held) ------------------------- */

static Topic **topic_place(SseHub *hub, Uuid id)
{
    /* The end of a UUIDv7 is random. */
    Topic **place = &hub->bucket[(id.byte[14] << 8 | id.byte[15]) % BUCKETS];
    while (*place && !uuid_eq((*place)->id, id)) place = &(*place)->next;
    return place;
}

static Topic *topic_get(SseHub *hub, Uuid id)
{
    Topic **place = topic_place(hub, id);
    if (!*place) {
        *place = calloc(1, sizeof **place);
        if (!*place) return NULL;
        (*place)->id = id;
        (*place)->forgotten = hub->last;
    }
    (*place)->touched_ms = time_mono_ms();
    return *place;
}

static void wake(Listener *l)
{
    if (!l->asleep) return;
    l->asleep = false;
    MHD_resume_connection(l->mhd);
}

static void end(Listener *l)
{
    l->ended = true;
    wake(l);
}

/* The event it needs next is gone: its socket has been full for a whole ring. */
static void drop_if_behind(Listener *l)
{
    if (l->ended || l->sent >= l->topic->forgotten) return;
    l->ended = true;
    shutdown(l->fd, SHUT_RDWR);
}

/* --- publishing ---------------------------------------------------------------- */

typedef struct Text { char buf[EVENT_TEXT_MAX]; size_t len; } Text;

static void text_put(Text *t, const char *from, size_t len)
{
    if (len > sizeof t->buf - t->len) len = sizeof t->buf - t->len;
    memcpy(t->buf + t->len, from, len);
    t->len += len;
}

/* One line of the stream; a line end inside would begin a field of the sender's choice. */
static void text_line(Text *t, const char *field, Str value)
{
    text_put(t, field, strlen(field));
    for (size_t i = 0; i < value.len; i++) {
        bool ends_line = value.ptr[i] == '\n' || value.ptr[i] == '\r' || value.ptr[i] == 0;
        text_put(t, ends_line ? " " : value.ptr + i, 1);
    }
    text_put(t, "\n", 1);
}

static void text_event(Text *t, int64_t number, Str name, Str data)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%lld", (long long)number);
    text_line(t, "id: ", (Str){ digits, (size_t)len });
    text_line(t, "event: ", str_slice(name, 0, EVENT_NAME_MAX));
    text_line(t, "data: ", str_slice(data, 0, EVENT_DATA_MAX));
    text_put(t, "\n", 1);
}

static bool ring_add(Topic *topic, int64_t number, const Text *text)
{
    char *copy = malloc(text->len);
    if (!copy) return false;
    memcpy(copy, text->buf, text->len);
    topic->newest = topic->count == 0 ? 0 : (topic->newest + 1) % RING;
    Event *e = &topic->ring[topic->newest];
    if (topic->count == RING) topic->forgotten = e->number;
    else topic->count++;
    free(e->text);
    *e = (Event){ number, copy, text->len };
    return true;
}

int64_t sse_publish(SseHub *hub, Uuid topic_id, Str event, Str data)
{
    Text text = { .len = 0 };
    pthread_mutex_lock(&hub->lock);
    int64_t number = ++hub->last;
    Topic *topic = topic_get(hub, topic_id);
    text_event(&text, number, event, data);
    /* Without memory nobody hears of it; listeners must then ask for everything. */
    if (topic && !ring_add(topic, number, &text)) topic->forgotten = number;
    for (Listener *l = topic ? topic->listeners : NULL; l; l = l->next) {
        drop_if_behind(l);
        wake(l);
    }
    pthread_mutex_unlock(&hub->lock);
    return number;
}

int64_t sse_now(SseHub *hub)
{
    pthread_mutex_lock(&hub->lock);
    int64_t number = hub->last;
    pthread_mutex_unlock(&hub->lock);
    return number;
}

/* --- one listener ---------------------------------------------------------------- */

static void greet(Listener *l, Text *t)
{
    char retry[40];
    int len = snprintf(retry, sizeof retry, "retry: %d\n\n", RETRY_MS);
    text_put(t, retry, (size_t)len);
    if (l->resync) text_event(t, l->sent, S("resync"), S("resync"));
    l->greeted = true;
}

/* Copies whole events newer than l->sent while they fit. */
static size_t take_events(Listener *l, char *buf, size_t room)
{
    const Topic *topic = l->topic;
    size_t done = 0;
    for (size_t back = topic->count; back > 0; back--) {
        const Event *e = &topic->ring[(topic->newest + RING + 1 - back) % RING];
        if (e->number <= l->sent) continue;
        if (e->len > room - done) return done;
        memcpy(buf + done, e->text, e->len);
        done += e->len;
        l->sent = e->number;
    }
    return done;
}

static size_t take_text(Listener *l, char *buf, size_t room)
{
    Text text = { .len = 0 };
    if (!l->greeted) greet(l, &text);
    else if (l->comment) text_put(&text, ":\n\n", 3);
    l->comment = false;
    if (text.len > room) return 0;
    memcpy(buf, text.buf, text.len);
    return text.len + take_events(l, buf + text.len, room - text.len);
}

/* The library asks for more, on the I/O thread.  Nothing to say: sleep until somebody
 * publishes; both sides decide under the lock, so no wake-up is lost. */
static ssize_t on_read(void *cls, uint64_t position, char *buf, size_t room)
{
    Listener *l = cls;
    ssize_t result = MHD_CONTENT_READER_END_OF_STREAM;
    (void)position;
    pthread_mutex_lock(&l->hub->lock);
    if (!l->ended) {
        size_t len = take_text(l, buf, room);
        result = (ssize_t)len;
        if (len > 0) {
            l->spoke_ms = time_mono_ms();
        } else {
            l->asleep = true;
            MHD_suspend_connection(l->mhd);
        }
    }
    pthread_mutex_unlock(&l->hub->lock);
    return result;
}

static void on_gone(void *cls)
{
    Listener *l = cls;
    pthread_mutex_lock(&l->hub->lock);
    if (l->prev) l->prev->next = l->next;
    else l->topic->listeners = l->next;
    if (l->next) l->next->prev = l->prev;
    l->hub->listeners--;
    pthread_mutex_unlock(&l->hub->lock);
    free(l);
}

/* Where this listener begins.  A number from before our memory, or from the future (a
 * clock that went back), cannot be continued. */
static void begin_after(Listener *l, int64_t last_event)
{
    l->sent = l->hub->last;
    if (last_event == 0) return;
    l->resync = last_event < l->topic->forgotten || last_event > l->hub->last;
    if (!l->resync) l->sent = last_event;
}

static Listener *listen_to(SseHub *hub, const Exchange *ex, Uuid topic, Uuid who, Uuid login,
                           int64_t last_event)
{
    Listener *l = calloc(1, sizeof *l);
    if (!l) return NULL;
    *l = (Listener){ .hub = hub, .who = who, .login = login, .mhd = ex->mhd,
                     .fd = ex->conn->wire.fd, .spoke_ms = time_mono_ms() };
    pthread_mutex_lock(&hub->lock);
    l->topic = topic_get(hub, topic);
    if (l->topic) {
        begin_after(l, last_event);
        l->ended = hub->closed;
        l->next = l->topic->listeners;
        if (l->next) l->next->prev = l;
        l->topic->listeners = l;
        hub->listeners++;
    }
    pthread_mutex_unlock(&hub->lock);
    if (l->topic) return l;
    free(l);
    return NULL;
}

static struct MHD_Response *stream_response(const HttpServer *server, Listener *l)
{
    struct MHD_Response *r =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, CHUNK, on_read, l, on_gone);
    if (!r) {
        on_gone(l);
        return NULL;
    }
    reply_add_always(server, r);
    MHD_add_response_header(r, "Content-Type", "text/event-stream; charset=utf-8");
    MHD_add_response_header(r, "Cache-Control", "no-store");
    MHD_add_response_header(r, "X-Accel-Buffering", "no");
    return r;
}

void http_reply_events(HttpRequest *rq, SseHub *hub, Uuid topic, Uuid who, Uuid login,
                       int64_t last_event)
{
    Exchange *ex = rq->conn;
    if (!exchange_claim(ex)) return;
    Listener *l = listen_to(hub, ex, topic, who, login, last_event);
    struct MHD_Response *r = l ? stream_response(ex->conn->server, l) : NULL;
    unsigned status = 200;
    if (!r) {
        HttpReply busy = { .status = 503, .content_type = S("text/plain; charset=utf-8"),
                           .body = S("Too many listeners.\n") };
        r = reply_build(ex->conn->server, rq, &busy, &status);
    }
    /* A stream lasts for hours; its request's memory need not. */
    arena_close(rq->arena);
    rq->arena = NULL;
    exchange_answer(ex, r, status);
}

/* --- ending, presence, time -------------------------------------------------------- */

typedef bool Wanted(const Listener *l, const void *arg);

static void end_wanted(SseHub *hub, Wanted *wanted, const void *arg)
{
    pthread_mutex_lock(&hub->lock);
    for (size_t i = 0; i < BUCKETS; i++) {
        for (Topic *topic = hub->bucket[i]; topic; topic = topic->next) {
            for (Listener *l = topic->listeners; l; l = l->next) {
                if (wanted(l, arg)) end(l);
            }
        }
    }
    pthread_mutex_unlock(&hub->lock);
}

static bool any(const Listener *l, const void *arg)
{
    (void)l;
    (void)arg;
    return true;
}

static bool has_login(const Listener *l, const void *login)
{
    return uuid_eq(l->login, *(const Uuid *)login);
}

void sse_end_login(SseHub *hub, Uuid login)
{
    end_wanted(hub, has_login, &login);
}

void sse_end_all(SseHub *hub)
{
    pthread_mutex_lock(&hub->lock);
    hub->closed = true;
    pthread_mutex_unlock(&hub->lock);
    end_wanted(hub, any, NULL);
}

void sse_end_person(SseHub *hub, Uuid topic_id, Uuid who)
{
    pthread_mutex_lock(&hub->lock);
    Topic *topic = *topic_place(hub, topic_id);
    for (Listener *l = topic ? topic->listeners : NULL; l; l = l->next) {
        if (uuid_eq(l->who, who)) end(l);
    }
    pthread_mutex_unlock(&hub->lock);
}

bool sse_present(SseHub *hub, Uuid topic_id, Uuid who)
{
    pthread_mutex_lock(&hub->lock);
    Topic *topic = *topic_place(hub, topic_id);
    Listener *l = topic ? topic->listeners : NULL;
    while (l && (l->ended || !uuid_eq(l->who, who))) l = l->next;
    pthread_mutex_unlock(&hub->lock);
    return l != NULL;
}

size_t sse_listeners(SseHub *hub)
{
    pthread_mutex_lock(&hub->lock);
    size_t count = hub->listeners;
    pthread_mutex_unlock(&hub->lock);
    return count;
}

/* A sleeping connection is not watched by the library; ask the system who hung up.  The
 * descriptors stay open while their listeners are in the hub. */
static void end_hung_up(Listener **asleep, size_t count)
{
    struct pollfd *fds = calloc(count, sizeof *fds);
    if (!fds) return;
    for (size_t i = 0; i < count; i++) fds[i] = (struct pollfd){ asleep[i]->fd, POLLRDHUP, 0 };
    if (poll(fds, (nfds_t)count, 0) > 0) {
        for (size_t i = 0; i < count; i++) {
            if (fds[i].revents) end(asleep[i]);
        }
    }
    free(fds);
}

static size_t list_asleep(SseHub *hub, Listener **list)
{
    size_t count = 0;
    for (size_t i = 0; i < BUCKETS; i++) {
        for (Topic *topic = hub->bucket[i]; topic; topic = topic->next) {
            for (Listener *l = topic->listeners; l; l = l->next) {
                if (l->asleep) list[count++] = l;
            }
        }
    }
    return count;
}

static void forget_idle(SseHub *hub, int64_t now_ms)
{
    for (size_t i = 0; i < BUCKETS; i++) {
        for (Topic **place = &hub->bucket[i]; *place;) {
            Topic *topic = *place;
            if (topic->listeners || now_ms - topic->touched_ms < TOPIC_IDLE_MS) {
                place = &topic->next;
                continue;
            }
            *place = topic->next;
            topic_free(topic);
        }
    }
}

void sse_tick(SseHub *hub, int64_t now_ms)
{
    pthread_mutex_lock(&hub->lock);
    forget_idle(hub, now_ms);
    Listener **asleep = hub->listeners ? calloc(hub->listeners, sizeof(Listener *)) : NULL;
    size_t count = asleep ? list_asleep(hub, asleep) : 0;
    if (count > 0) end_hung_up(asleep, count);
    for (size_t i = 0; i < count; i++) {
        if (!asleep[i]->asleep || now_ms - asleep[i]->spoke_ms < COMMENT_MS) continue;
        asleep[i]->comment = true;
        wake(asleep[i]);
    }
    free(asleep);
    pthread_mutex_unlock(&hub->lock);
}
