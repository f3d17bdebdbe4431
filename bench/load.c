/* load.c - the crowd: keep-alive connections on one epoll thread.
 *
 *   load rate PORT CONNECTIONS SECONDS FILE    goes round and round the requests of FILE
 *   load once PORT CONNECTIONS SECONDS FILE    sends each once; SECONDS at most
 *   load live PORT CONNECTIONS ROUNDS FILE     the GETs open event streams, in turn, one on every
 *                                              connection; the POSTs are sent in turn by one
 *                                              writer; how long until each listener hears of it
 *
 * A line of FILE: METHOD PATH COOKIE BODY ("-" = none), spaces between.  Each connection has an
 * address of its own (X-Forwarded-For), as behind a proxy.  Prints one line of figures.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNS_MAX = 20000, REQUESTS_MAX = 200000, READ_MAX = 1 << 18, TAIL = 64, SAMPLES_MAX = 4000000 };

typedef struct Request { char *method, *path, *cookie, *body; } Request;

typedef struct Conn {
    int fd;
    char *out;                    /* the request under way */
    size_t out_len, out_sent;
    char head[4096];              /* of the reply, until its length is known */
    size_t head_len;
    long body_left;               /* -1 = head not complete */
    int status;
    int64_t sent_us;
    bool busy, streaming, heard;
} Conn;

typedef struct Load {
    struct sockaddr_in to;
    int poll_fd;
    Request *requests;
    size_t request_count, next;
    bool once;
    Conn *conns;
    int conn_count;
    int64_t end_us;
    int64_t *took;
    size_t took_count;
    long good, bad, bytes;
    int under_way;
    int heard;
} Load;

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void die(const char *what)
{
    perror(what);
    exit(1);
}

/* --- requests ------------------------------------------------------------------------- */

static char *word(char **rest)
{
    char *start = *rest;
    char *space = strchr(start, ' ');
    if (space) *space = '\0';
    *rest = space ? space + 1 : start + strlen(start);
    return start;
}

static void read_requests(Load *l, const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    if (!file) die(path);
    while (l->request_count < REQUESTS_MAX && (len = getline(&line, &room, file)) > 0) {
        if (line[len - 1] == '\n') line[len - 1] = '\0';
        char *rest = strdup(line);
        Request *r = &l->requests[l->request_count++];
        r->method = word(&rest);
        r->path = word(&rest);
        r->cookie = word(&rest);
        r->body = rest;
    }
    free(line);
    fclose(file);
}

static void compose(Conn *c, const Request *r, int number)
{
    bool body = strcmp(r->body, "-") != 0;
    char more[120] = "";
    if (body)
        snprintf(more, sizeof more, "Content-Type: application/x-www-form-urlencoded\r\n"
                 "Content-Length: %zu\r\n", strlen(r->body));
    size_t room = strlen(r->path) + strlen(r->cookie) + strlen(r->body) + 400;
    c->out = realloc(c->out, room);
    if (!c->out) die("memory");
    c->out_len = (size_t)snprintf(c->out, room,
        "%s %s HTTP/1.1\r\nHost: bench.test\r\nCookie: %s\r\nSec-Fetch-Site: same-origin\r\n"
        "X-Forwarded-Proto: https\r\nX-Forwarded-For: 10.%d.%d.%d\r\n%s\r\n%s", r->method, r->path,
        r->cookie, number >> 16 & 255, number >> 8 & 255, number & 255, more, body ? r->body : "");
    c->out_sent = 0;
}

/* --- one connection --------------------------------------------------------------------- */

static void watch(const Load *l, Conn *c, uint32_t events, int how)
{
    struct epoll_event e = { .events = events, .data.ptr = c };
    if (epoll_ctl(l->poll_fd, how, c->fd, &e) != 0) die("epoll");
}

static void conn_open(Load *l, Conn *c)
{
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&l->to, sizeof l->to) != 0) die("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (fcntl(c->fd, F_SETFL, O_NONBLOCK) != 0) die("fcntl");
    watch(l, c, EPOLLIN, EPOLL_CTL_ADD);
}

static void conn_write(const Load *l, Conn *c)
{
    while (c->out_sent < c->out_len) {
        ssize_t sent = write(c->fd, c->out + c->out_sent, c->out_len - c->out_sent);
        if (sent <= 0) {
            if (errno != EAGAIN) die("write");
            watch(l, c, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
            return;
        }
        c->out_sent += (size_t)sent;
    }
}

static void conn_send(Load *l, Conn *c, const Request *r)
{
    compose(c, r, (int)(c - l->conns) + 1);
    c->body_left = -1;
    c->head_len = 0;
    c->busy = true;
    c->sent_us = now_us();
    l->under_way++;
    conn_write(l, c);
}

static void conn_next(Load *l, Conn *c)
{
    if (l->next == l->request_count) {
        if (l->once) return;
        l->next = 0;
    }
    if (now_us() >= l->end_us) return;
    conn_send(l, c, &l->requests[l->next++]);
}

static void reply_whole(Load *l, Conn *c)
{
    c->busy = false;
    l->under_way--;
    if (c->status == 200 || c->status == 303) l->good++;
    else l->bad++;
    if (l->took_count < SAMPLES_MAX) l->took[l->took_count++] = now_us() - c->sent_us;
}

static void head_whole(Conn *c)
{
    char *length = strcasestr(c->head, "content-length:");
    c->status = (int)strtol(c->head + 9, NULL, 10);
    c->streaming = strcasestr(c->head, "text/event-stream") != NULL;
    c->body_left = length ? strtol(length + 15, NULL, 10) : 0;
}

/* Takes what belongs to the head; the rest counts against the body. */
static void take(Load *l, Conn *c, const char *piece, size_t len)
{
    if (c->body_left < 0) {
        size_t had = c->head_len;
        size_t part = len < sizeof c->head - 1 - had ? len : sizeof c->head - 1 - had;
        memcpy(c->head + had, piece, part);
        c->head[had + part] = '\0';
        c->head_len += part;
        char *end = strstr(c->head, "\r\n\r\n");
        if (!end) return;
        head_whole(c);
        len -= (size_t)(end + 4 - c->head) - had;
        if (c->streaming) reply_whole(l, c);
    }
    c->body_left -= (long)len;
    if (c->busy && c->body_left <= 0) reply_whole(l, c);
}

static void listen_take(Load *l, Conn *c, const char *piece, size_t len)
{
    if (c->heard || !memmem(piece, len, "event: changed", 14)) return;
    c->heard = true;
    l->heard++;
    if (l->took_count < SAMPLES_MAX) l->took[l->took_count++] = now_us() - c->sent_us;
}

static void conn_read(Load *l, Conn *c)
{
    static char piece[READ_MAX];
    ssize_t got = read(c->fd, piece, sizeof piece);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
        fprintf(stderr, "load: a connection was closed: %s\n", c->head_len ? c->head : "no reply");
        exit(1);
    }
    l->bytes += got;
    if (c->streaming) listen_take(l, c, piece, (size_t)got);
    else take(l, c, piece, (size_t)got);
}

/* --- all of them --------------------------------------------------------------------------- */

static void turn(Load *l, int wait_ms, bool go_on)
{
    struct epoll_event events[256];
    int count = epoll_wait(l->poll_fd, events, 256, wait_ms);
    for (int i = 0; i < count; i++) {
        Conn *c = events[i].data.ptr;
        if (events[i].events & EPOLLOUT) {
            watch(l, c, EPOLLIN, EPOLL_CTL_MOD);
            conn_write(l, c);
        }
        if (events[i].events & (EPOLLIN | EPOLLHUP)) conn_read(l, c);
        if (go_on && !c->busy && !c->streaming) conn_next(l, c);
    }
}

static int compare(const void *a, const void *b)
{
    const int64_t *one = a, *two = b;
    return (*one > *two) - (*one < *two);
}

static void print_figures(Load *l, int64_t took_us)
{
    qsort(l->took, l->took_count, sizeof *l->took, compare);
    size_t n = l->took_count;
    printf("rate %.1f good %ld bad %ld p50 %lld p99 %lld max %lld bytes %ld\n",
           (double)(l->good + l->bad) * 1e6 / (double)took_us, l->good, l->bad,
           n ? (long long)l->took[n / 2] : 0, n ? (long long)l->took[n * 99 / 100] : 0,
           n ? (long long)l->took[n - 1] : 0, l->bytes);
}

static void run_rate(Load *l, double seconds)
{
    int64_t began = now_us();
    l->end_us = began + (int64_t)(seconds * 1e6);
    for (int i = 0; i < l->conn_count; i++) {
        conn_open(l, &l->conns[i]);
        conn_next(l, &l->conns[i]);
    }
    while (l->under_way > 0) turn(l, 100, true);
    print_figures(l, now_us() - began);
}

static void settle(Load *l)
{
    while (l->under_way > 0) turn(l, 100, false);
}

/* One writer, many listeners; the writer is the last connection. */
static void run_live(Load *l, int rounds)
{
    Conn *writer = &l->conns[l->conn_count];
    size_t streams = 0;
    while (streams < l->request_count && l->requests[streams].method[0] == 'G') streams++;
    if (streams == 0) die("no stream to open");
    for (int i = 0; i < l->conn_count; i++) {
        conn_open(l, &l->conns[i]);
        conn_send(l, &l->conns[i], &l->requests[(size_t)i % streams]);
        /* Each who comes is told to those who are there; whoever falls 64 behind is dropped. */
        if (i % 16 == 15) settle(l);
    }
    settle(l);
    if (l->bad) fprintf(stderr, "load: %ld streams were refused\n", l->bad);
    printf("listening %ld\n", l->good);
    fflush(stdout);
    if (getchar() == EOF) return;                      /* whoever measures says go */
    conn_open(l, writer);
    l->took_count = 0;
    l->good = l->bad = 0;
    int64_t missed = 0, began = now_us();
    for (int round = 0; round < rounds && (size_t)round + streams < l->request_count; round++) {
        int64_t end = now_us() + 2000000;
        l->heard = 0;
        conn_send(l, writer, &l->requests[(size_t)round + streams]);
        for (int i = 0; i < l->conn_count; i++) {
            l->conns[i].heard = false;
            l->conns[i].sent_us = writer->sent_us;
        }
        while ((l->heard < l->conn_count || writer->busy) && now_us() < end) turn(l, 10, false);
        missed += l->conn_count - l->heard;
        usleep(50000);
    }
    printf("missed %lld ", (long long)missed);
    print_figures(l, now_us() - began);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "load: see bench/load.c\n");
        return 2;
    }
    static Load l;
    l.to = (struct sockaddr_in){ .sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)strtol(argv[2], NULL, 10)),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    l.conn_count = (int)strtol(argv[3], NULL, 10);
    l.once = strcmp(argv[1], "once") == 0;
    l.requests = calloc(REQUESTS_MAX, sizeof *l.requests);
    l.conns = calloc(CONNS_MAX + 1, sizeof *l.conns);
    l.took = calloc(SAMPLES_MAX, sizeof *l.took);
    l.poll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (!l.requests || !l.conns || !l.took || l.poll_fd < 0 || l.conn_count > CONNS_MAX) die("load");
    read_requests(&l, argv[5]);
    if (strcmp(argv[1], "live") == 0) run_live(&l, (int)strtol(argv[4], NULL, 10));
    else run_rate(&l, strtod(argv[4], NULL));
    return 0;
}
