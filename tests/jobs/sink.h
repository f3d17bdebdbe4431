/* sink.h - a mail relay that keeps what it is given, or behaves badly when told to. */
#ifndef TESTS_JOBS_SINK_H
#define TESTS_JOBS_SINK_H
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

typedef enum SinkWay {
    SINK_TAKES, SINK_REFUSES, SINK_IS_BUSY, SINK_DROPS,    /* breaks off in the middle of the message */
    SINK_DROPS_AFTER,         /* takes it and breaks off before saying so */
    SINK_WANTS_SIGN_IN,
} SinkWay;
enum { SINK_ROOM = 1 << 20, SINK_LINE = 4096 };

typedef struct Sink {
    int listening, port;
    _Atomic SinkWay way;
    _Atomic int taken, asked;         /* messages that came whole; connections */
    _Atomic bool stop;
    pthread_t thread;
    pthread_mutex_t lock;
    char text[SINK_ROOM];             /* everything that was said to it */
    size_t len;
} Sink;

static inline void sink_say(int fd, const char *line)
{
    (void)!write(fd, line, strlen(line));
}

static inline void sink_keep(Sink *s, const char *line, size_t len)
{
    pthread_mutex_lock(&s->lock);
    if (s->len + len < SINK_ROOM) {
        memcpy(s->text + s->len, line, len);
        s->len += len;
    }
    pthread_mutex_unlock(&s->lock);
}

/* One line with its end; 0 when the other side went away. */
static inline size_t sink_line(int fd, char *line)
{
    size_t len = 0;
    while (len < SINK_LINE && read(fd, line + len, 1) == 1)
        if (line[len++] == '\n') return len;
    return 0;
}

static inline bool sink_body(Sink *s, int fd, char *line)
{
    size_t len;
    int lines = 0;
    sink_say(fd, "354 go on\r\n");
    while ((len = sink_line(fd, line)) > 0) {
        if (s->way == SINK_DROPS && ++lines > 2) return false;
        if (len == 3 && line[0] == '.') return true;
        sink_keep(s, line, len);
    }
    return false;
}

static inline bool sink_data(Sink *s, int fd, char *line)
{
    if (!sink_body(s, fd, line)) return false;
    s->taken++;
    if (s->way == SINK_DROPS_AFTER) return false;
    sink_say(fd, "250 taken\r\n");
    return true;
}

static inline bool sink_answer(Sink *s, int fd, char *line, size_t len)
{
    Str said = { line, len };
    if (str_starts(said, S("QUIT"))) return false;
    if (str_starts(said, S("DATA"))) return sink_data(s, fd, line);
    if (str_starts(said, S("EHLO"))) sink_say(fd, "250-sink\r\n250 AUTH PLAIN\r\n");
    else if (str_starts(said, S("AUTH"))) sink_say(fd, "535 who are you\r\n");
    else if (s->way == SINK_WANTS_SIGN_IN && str_starts(said, S("MAIL"))) sink_say(fd, "530 sign in first\r\n");
    else if (s->way == SINK_REFUSES && str_starts(said, S("RCPT"))) sink_say(fd, "550 nobody here\r\n");
    else if (s->way == SINK_IS_BUSY && str_starts(said, S("RCPT"))) sink_say(fd, "451 later\r\n");
    else sink_say(fd, "250 fine\r\n");
    return true;
}

static inline void *sink_run(void *arg)
{
    Sink *s = arg;
    while (!s->stop) {
        char line[SINK_LINE];
        size_t len;
        int fd = accept(s->listening, NULL, NULL);
        if (fd < 0) break;
        s->asked++;
        if (!s->stop) sink_say(fd, "220 sink\r\n");
        while (!s->stop && (len = sink_line(fd, line)) > 0) {
            sink_keep(s, line, len);
            if (!sink_answer(s, fd, line, len)) break;
        }
        close(fd);
    }
    return NULL;
}

static inline void sink_open(Sink *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    memset(s, 0, sizeof *s);
    pthread_mutex_init(&s->lock, NULL);
    s->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(s->listening >= 0);
    assert_int_equal(bind(s->listening, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(s->listening, 8), 0);
    assert_int_equal(getsockname(s->listening, (struct sockaddr *)&at, &size), 0);
    s->port = ntohs(at.sin_port);
    assert_int_equal(pthread_create(&s->thread, NULL, sink_run, s), 0);
}

static inline void sink_close(Sink *s)
{
    s->stop = true;
    shutdown(s->listening, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listening);
    pthread_mutex_destroy(&s->lock);
}

static inline int sink_digit(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* The words of the last message: what stands after its empty line, decoded. */
static inline Str sink_words(Sink *s, Arena *a)
{
    pthread_mutex_lock(&s->lock);
    Str all = arena_str(a, (Str){ s->text, s->len });
    pthread_mutex_unlock(&s->lock);
    size_t from = 0;
    for (size_t i = 0; i + 4 <= all.len; i++)
        if (str_starts(str_slice(all, i, all.len), S("\r\n\r\n"))) from = i + 4;
    Out o = out_open(a, SINK_ROOM);
    unsigned bits = 0, have = 0;
    for (size_t i = from; i < all.len; i++) {
        int digit = sink_digit(all.ptr[i]);
        if (all.ptr[i] == '=' || (digit < 0 && all.ptr[i] != '\r' && all.ptr[i] != '\n')) break;
        if (digit < 0) continue;
        bits = bits << 6 | (unsigned)digit;
        have += 6;
        if (have < 8) continue;
        have -= 8;
        char byte = (char)(bits >> have & 0xff);
        out_raw(&o, (Str){ &byte, 1 });
    }
    return out_str(&o);
}

static inline Str sink_said(Sink *s, Arena *a)
{
    pthread_mutex_lock(&s->lock);
    Str all = arena_str(a, (Str){ s->text, s->len });
    pthread_mutex_unlock(&s->lock);
    return all;
}

static inline void sink_forget(Sink *s)
{
    pthread_mutex_lock(&s->lock);
    s->len = 0;
    pthread_mutex_unlock(&s->lock);
}
#endif
