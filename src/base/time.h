/* time.h - clock, time zones, dates; and how people read them.
 *
 * Instants are UTC milliseconds in int64_t, named *_ms.  A Date has no zone.
 * Nothing here uses the C library's global time zone.
 */
#ifndef BASE_TIME_H
#define BASE_TIME_H
#include "err.h"

typedef struct Date { int32_t year, month, day; } Date;              /* month 1-12, day 1-31 */
typedef struct Clock { int32_t hour, minute, second; } Clock;
typedef struct Moment { Date date; Clock clock; int32_t offset_s; } Moment; /* local reading */

typedef struct Zone Zone;                     /* one time zone's rules, read-only */

int64_t time_now_ms(void);                    /* wall clock, UTC */
int64_t time_mono_ms(void);                   /* never jumps; for deadlines and rate limits */

bool date_valid(Date d);
int64_t date_days(Date d);                    /* days since 1970-01-01 */
Date date_from_days(int64_t days);
int date_weekday(Date d);                     /* 1 Monday .. 7 Sunday */
bool date_parse(Str iso, Date *ret_date);     /* "2026-11-22" only */
Str date_iso(Arena *a, Date d);

/* Rules of an IANA zone ("Europe/London"), from the system's zoneinfo.  ERR_INVALID
 * for an unknown name.  Lives in `arena`. */
MUST_CHECK Err zone_open(Ctx *cx, Arena *arena, Str name, const Zone **ret_zone);
const Zone *zone_utc(void);
Moment zone_moment(const Zone *z, int64_t at_ms);
/* Local reading to instant.  A time that does not exist moves forward by the gap; of
 * two that exist the earlier is taken. */
int64_t zone_instant(const Zone *z, Date d, Clock c);
/* "2026-11-22T10:30" as an <input type=datetime-local> sends it. */
bool moment_parse(Str text, Date *ret_date, Clock *ret_clock);

Str time_iso_utc(Arena *a, int64_t at_ms);               /* 2026-11-22T10:30:05Z */
/* For people, in English: */
Str time_say_day(Arena *a, const Zone *z, int64_t at_ms);        /* Tuesday 24 November */
Str time_say_day_year(Arena *a, const Zone *z, int64_t at_ms);   /* 24 November 2026 */
Str time_say_month(Arena *a, const Zone *z, int64_t at_ms);      /* November 2026 */
Str time_say_short(Arena *a, const Zone *z, int64_t at_ms);      /* 24 Nov */
Str time_say_clock(Arena *a, const Zone *z, int64_t at_ms);      /* 10:30 */
Str time_say_day_clock(Arena *a, const Zone *z, int64_t at_ms);  /* Tuesday 24 November at 10:30 */
/* "today at 08:12", "yesterday at 17:40", "on Tuesday 17 November at 09:12" */
Str time_say_when(Arena *a, const Zone *z, int64_t at_ms, int64_t now_ms);
/* Whole local days from a to b; negative when b is earlier. */
int64_t zone_days_between(const Zone *z, int64_t a_ms, int64_t b_ms);
#endif
