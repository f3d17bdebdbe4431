#include "log.h"

#include "arena.h"
#include "out.h"
#include "time.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096, TEXT_MAX_BYTES = 200, ESCAPED_MAX = TEXT_MAX_BYTES * 6 + 2 };

static LogLevel lowest_level = LOG_INFO;

/* The line under construction.  No arena: a log line must come out when memory is gone. */
typedef struct Line { char text[LINE_MAX_BYTES]; size_t len; } Line;

static void line_add(Line *line, Str s)
{
    size_t room = sizeof line->text - line->len;
    if (s.len > room) return; /* whole pieces only */
    if (s.len > 0) memcpy(line->text + line->len, s.ptr, s.len);
    line->len += s.len;
}

/* A JSON string.  Control bytes go, what is not UTF-8 becomes '?'. */
static size_t quote(char *buf, Str s)
{
    size_t len = 0;
    buf[len++] = '"';
    for (size_t at = 0; at < s.len && at < TEXT_MAX_BYTES;) {
        unsigned char c = (unsigned char)s.ptr[at];
        size_t size = str_utf8_at(s, at);
        if (at + size > TEXT_MAX_BYTES) break;
        if (size > 1) {
            memcpy(buf + len, s.ptr + at, size);
            len += size;
        } else if (size == 0) {
            buf[len++] = '?';
        } else if (c >= 0x20 && c != 0x7F) {
            if (c == '"' || c == '\\') buf[len++] = '\\';
            buf[len++] = (char)c;
        }
        at += size > 0 ? size : 1;
    }
    buf[len++] = '"';
    return len;
}

static void line_quoted(Line *line, Str s)
{
    char buf[ESCAPED_MAX];
    line_add(line, (Str){ buf, quote(buf, s) });
}

static void line_start(Line *line, LogLevel level, const char *event)
{
    static const char *const names[] = { "debug", "info", "warn", "error" };
    int64_t now_ms = time_now_ms();
    int64_t day = now_ms / 86400000;
    int64_t ms = now_ms % 86400000;
    Date d = date_from_days(day);
    char head[128];
    int len = snprintf(head, sizeof head,
                       "{\"at\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\",\"level\":\"%s\",\"event\":",
                       d.year, d.month, d.day, (int)(ms / 3600000), (int)(ms / 60000 % 60),
                       (int)(ms / 1000 % 60), (int)(ms % 1000), names[level]);
    line_add(line, (Str){ head, (size_t)len });
    line_quoted(line, str_from_c(event));
}

/* One field, or nothing of it when the line is full ("}\n" must still fit). */
static void line_field(Line *line, const LogField *field)
{
    char buf[2 * ESCAPED_MAX + 2];
    size_t len = 0;
    buf[len++] = ',';
    len += quote(buf + len, str_from_c(field->key));
    buf[len++] = ':';
    if (field->text.ptr) len += quote(buf + len, field->text);
    else len += (size_t)snprintf(buf + len, 32, "%lld", (long long)field->number);
    if (len + 2 <= sizeof line->text - line->len) line_add(line, (Str){ buf, len });
}

static void write_all(const char *text, size_t len)
{
    ssize_t n = 0;
    do n = write(STDERR_FILENO, text, len);
    while (n < 0 && errno == EINTR);
    /* Nowhere to report it: a log that cannot be written must not stop the work. */
}

void log_set_level(LogLevel lowest)
{
    lowest_level = lowest;
}

static void write_line(LogLevel level, const char *event, const LogField *fields, size_t count,
                       int64_t dropped)
{
    Line line = { .len = 0 };
    line_start(&line, level, event);
    if (dropped > 0) line_field(&line, &LOG_NUM("dropped", dropped));
    for (size_t i = 0; i < count; i++) line_field(&line, &fields[i]);
    line_add(&line, S("}\n"));
    write_all(line.text, line.len);
}

void log_write(LogLevel level, const char *event, const LogField *fields, size_t count)
{
    if (level < lowest_level || level > LOG_ERROR) return;
    write_line(level, event, fields, count, 0);
}

void log_limited(LogLimit *limit, int per_second, LogLevel level, const char *event,
                 const LogField *fields, size_t count)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    if (level < lowest_level || level > LOG_ERROR) return;
    int64_t now_ms = time_mono_ms();
    pthread_mutex_lock(&lock);
    if (limit->window_ms == 0 || now_ms - limit->window_ms >= 1000) {
        limit->window_ms = now_ms;
        limit->lines = 0;
    }
    bool write_it = limit->lines < per_second;
    int64_t dropped = limit->dropped;
    if (write_it) {
        limit->lines++;
        limit->dropped = 0;
    } else {
        limit->dropped++;
    }
    pthread_mutex_unlock(&lock);
    if (write_it) write_line(level, event, fields, count, dropped);
}
