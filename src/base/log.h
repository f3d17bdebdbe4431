/* log.h - the operator's log: one JSON object a line on standard error.
 *
 * Never personal data: values are numbers, ids, kinds and our own words.  Every
 * text value is stripped of control bytes and cut at 200 bytes; a line has at
 * most 4 kB and is written by one write().
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H
#include "str.h"

typedef enum LogLevel { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR } LogLevel;

typedef struct LogField {
    const char *key;
    Str text;                 /* used when text.ptr is set */
    int64_t number;
} LogField;

#define LOG_TEXT(k, s) ((LogField){ .key = (k), .text = (s) })
#define LOG_NUM(k, n) ((LogField){ .key = (k), .number = (int64_t)(n) })

void log_set_level(LogLevel lowest);          /* once, before threads start */
void log_write(LogLevel level, const char *event, const LogField *fields, size_t count);
#define LOG(level, event, ...)                                              \
    log_write((level), (event), (const LogField[]){ __VA_ARGS__ },          \
              sizeof((const LogField[]){ __VA_ARGS__ }) / sizeof(LogField))
#define LOG0(level, event) log_write((level), (event), NULL, 0)
/* At most `per_second` lines of this kind each second; the rest are counted and
 * the count is written with the next line.  Thread-safe. */
typedef struct LogLimit { int64_t window_ms; int64_t lines, dropped; } LogLimit;
void log_limited(LogLimit *limit, int per_second, LogLevel level, const char *event,
                 const LogField *fields, size_t count);
#endif
