#include "time.h"
#include "words.h"

#include <fcntl.h>
#include <unistd.h>

enum { MS_PER_S = 1000, S_PER_DAY = 86400 };

/* Change of the clock by the rule at the end of a zone file: local seconds into a year. */
typedef enum ChangeKind { CHANGE_JULIAN, CHANGE_DAY, CHANGE_WEEK } ChangeKind;
typedef struct Change {
    ChangeKind kind;
    int32_t day;              /* JULIAN: 1-365 without leap day; DAY: 0-365; WEEK: 0 Sunday - 6 */
    int32_t week, month;      /* WEEK only; week 5 is the last */
    int32_t time_s;           /* may be negative or beyond a day */
} Change;

typedef struct ZoneRule {
    bool given;               /* false: the last offset of the table holds for ever */
    bool has_summer;
    int32_t offset_s, summer_offset_s;
    Change to_summer, to_standard;
} ZoneRule;

struct Zone {
    size_t count;             /* changes in the table */
    const int64_t *at_s;      /* when; rising */
    const int32_t *offset_s;  /* and the offset from then on */
    int32_t first_offset_s;   /* before all of them */
    ZoneRule rule;            /* after all of them */
};

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now = { 0 };
    clock_gettime(clock, &now); /* cannot fail for these two clocks */
    return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / 1000000;
}

int64_t time_now_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

int64_t time_mono_ms(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

/* ---- dates: the proleptic Gregorian calendar, counted in eras of 400 years ---- */

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t quotient = a / b;
    return quotient - (a % b < 0 ? 1 : 0);
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int32_t month_days(int64_t year, int32_t month)
{
    static const int8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool date_valid(Date d)
{
    return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
           d.day <= month_days(d.year, d.month);
}

/* Years begin in March here, so that the leap day is the last day of a year. */
int64_t date_days(Date d)
{
    int64_t year = (int64_t)d.year - (d.month <= 2);
    int64_t era = floor_div(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t month = d.month > 2 ? d.month - 3 : d.month + 9;
    int64_t day_of_year = (153 * month + 2) / 5 + d.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

Date date_from_days(int64_t days)
{
    days += 719468;
    int64_t era = floor_div(days, 146097);
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153;
    int32_t civil_month = (int32_t)(month < 10 ? month + 3 : month - 9);
    return (Date){ .year = (int32_t)(year_of_era + era * 400 + (civil_month <= 2)),
                   .month = civil_month,
                   .day = (int32_t)(day_of_year - (153 * month + 2) / 5 + 1) };
}

int date_weekday(Date d)
{
    int64_t since_monday = (date_days(d) + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(since_monday < 0 ? since_monday + 8 : since_monday + 1);
}

/* Exactly `digits` decimal digits at the front of *rest, taken off. */
static bool take_number(Str *rest, size_t digits, int32_t *ret_number)
{
    int64_t number = 0;
    Str text = str_slice(*rest, 0, digits);
    if (text.len != digits || str_starts(text, S("-")) || !str_to_i64(text, &number)) return false;
    *rest = str_slice(*rest, digits, rest->len);
    *ret_number = (int32_t)number;
    return true;
}

static bool take_byte(Str *rest, char byte)
{
    if (rest->len == 0 || rest->ptr[0] != byte) return false;
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

bool date_parse(Str iso, Date *ret_date)
{
    Date d = { 0 };
    bool read = take_number(&iso, 4, &d.year) && take_byte(&iso, '-') &&
                take_number(&iso, 2, &d.month) && take_byte(&iso, '-') &&
                take_number(&iso, 2, &d.day);
    if (!read || iso.len > 0 || !date_valid(d)) return false;
    *ret_date = d;
    return true;
}

Str date_iso(Arena *a, Date d)
{
    return arena_printf(a, "%04d-%02d-%02d", d.year, d.month, d.day);
}

bool moment_parse(Str text, Date *ret_date, Clock *ret_clock)
{
    Date d = { 0 };
    Clock c = { 0 };
    Str rest = str_slice(text, 10, text.len);
    bool read = date_parse(str_slice(text, 0, 10), &d) && take_byte(&rest, 'T') &&
                take_number(&rest, 2, &c.hour) && take_byte(&rest, ':') &&
                take_number(&rest, 2, &c.minute);
    /* Browsers send seconds when the field was filled with some. */
    if (read && rest.len > 0) read = take_byte(&rest, ':') && take_number(&rest, 2, &c.second);
    if (!read || rest.len > 0 || c.hour > 23 || c.minute > 59 || c.second > 59) return false;
    *ret_date = d;
    *ret_clock = c;
    return true;
}

/* ---- the rule at the end of a zone file, as POSIX writes it: "GMT0BST,M3.5.0/1,M10.5.0" ---- */

/* 1 to 3 digits. */
static bool take_digits(Str *rest, int32_t *ret_number)
{
    size_t count = 0;
    while (count < 3 && count < rest->len && rest->ptr[count] >= '0' && rest->ptr[count] <= '9')
        count++;
    return count > 0 && take_number(rest, count, ret_number);
}

static bool take_zone_name(Str *rest)
{
    bool quoted = take_byte(rest, '<');
    size_t len = 0;
    while (len < rest->len) {
        char c = rest->ptr[len];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool more = quoted && (c == '+' || c == '-' || (c >= '0' && c <= '9'));
        if (!letter && !more) break;
        len++;
    }
    *rest = str_slice(*rest, len, rest->len);
    return len > 0 && (!quoted || take_byte(rest, '>'));
}

/* [+-]h[:mm[:ss]] in seconds */
static bool take_hms(Str *rest, int32_t *ret_s)
{
    bool minus = take_byte(rest, '-');
    if (!minus) take_byte(rest, '+');
    int32_t hours = 0;
    int32_t minutes = 0;
    int32_t seconds = 0;
    if (!take_digits(rest, &hours) || hours > 167) return false;
    if (take_byte(rest, ':')) {
        if (!take_number(rest, 2, &minutes) || minutes > 59) return false;
        if (take_byte(rest, ':') && (!take_number(rest, 2, &seconds) || seconds > 59)) return false;
    }
    int32_t total = hours * 3600 + minutes * 60 + seconds;
    *ret_s = minus ? -total : total;
    return true;
}

static bool in_range(int32_t n, int32_t low, int32_t high)
{
    return n >= low && n <= high;
}

static bool take_change_day(Str *rest, Change *change)
{
    if (take_byte(rest, 'M')) {
        change->kind = CHANGE_WEEK;
        return take_digits(rest, &change->month) && take_byte(rest, '.') &&
               take_digits(rest, &change->week) && take_byte(rest, '.') &&
               take_digits(rest, &change->day) && in_range(change->month, 1, 12) &&
               in_range(change->week, 1, 5) && in_range(change->day, 0, 6);
    }
    bool julian = take_byte(rest, 'J');
    change->kind = julian ? CHANGE_JULIAN : CHANGE_DAY;
    return take_digits(rest, &change->day) && in_range(change->day, julian ? 1 : 0, 365);
}

static bool take_change(Str *rest, Change *change)
{
    change->time_s = 2 * 3600;
    return take_byte(rest, ',') && take_change_day(rest, change) &&
           (!take_byte(rest, '/') || take_hms(rest, &change->time_s));
}

/* POSIX counts hours west of Greenwich; we count seconds east of it. */
static bool rule_parse(Str text, ZoneRule *ret_rule)
{
    ZoneRule rule = { .given = true };
    int32_t west_s = 0;
    if (!take_zone_name(&text) || !take_hms(&text, &west_s)) return false;
    rule.offset_s = -west_s;
    if (text.len > 0) {
        rule.has_summer = true;
        if (!take_zone_name(&text)) return false;
        west_s -= 3600;
        if (text.len > 0 && text.ptr[0] != ',' && !take_hms(&text, &west_s)) return false;
        rule.summer_offset_s = -west_s;
        if (!take_change(&text, &rule.to_summer) || !take_change(&text, &rule.to_standard))
            return false;
    }
    if (text.len > 0) return false;
    *ret_rule = rule;
    return true;
}

/* Days since 1970 on which a change of this year falls. */
static int64_t change_day(const Change *change, int32_t year)
{
    int64_t new_year = date_days((Date){ year, 1, 1 });
    if (change->kind == CHANGE_DAY) return new_year + change->day;
    if (change->kind == CHANGE_JULIAN)
        return new_year + change->day - 1 + (is_leap(year) && change->day >= 60);
    int64_t first = date_days((Date){ year, change->month, 1 });
    int32_t weekday = date_weekday((Date){ year, change->month, 1 }) % 7; /* 0 Sunday */
    int64_t day = first + (change->day - weekday + 7) % 7 + 7 * (change->week - 1);
    if (day >= first + month_days(year, change->month)) day -= 7; /* the fifth = the last */
    return day;
}

static int32_t rule_offset(const ZoneRule *rule, int64_t at_s)
{
    if (!rule->has_summer) return rule->offset_s;
    int32_t year = date_from_days(floor_div(at_s + rule->offset_s, S_PER_DAY)).year;
    int64_t summer = change_day(&rule->to_summer, year) * S_PER_DAY + rule->to_summer.time_s -
                     rule->offset_s;
    int64_t standard = change_day(&rule->to_standard, year) * S_PER_DAY +
                       rule->to_standard.time_s - rule->summer_offset_s;
    bool is_summer = summer < standard ? at_s >= summer && at_s < standard
                                       : at_s >= summer || at_s < standard;
    return is_summer ? rule->summer_offset_s : rule->offset_s;
}

/* ---- zone files: TZif, RFC 9636 ---- */

enum {
    ZONE_FILE_MAX = 64 * 1024,
    ZONE_NAME_MAX = 64,
    TZIF_HEADER = 44,
    TZIF_TYPE = 6,
    OFFSET_MAX_S = 26 * 3600
};

typedef struct TzifHeader { char version; size_t utc, wall, leaps, times, types, letters; } TzifHeader;

static uint64_t big_endian(const char *bytes, size_t count)
{
    uint64_t n = 0;
    for (size_t i = 0; i < count; i++) n = n << 8 | (unsigned char)bytes[i];
    return n;
}

static bool tzif_header(Str file, TzifHeader *header)
{
    if (file.len < TZIF_HEADER || !str_starts(file, S("TZif"))) return false;
    const char *counts = file.ptr + 20;
    *header = (TzifHeader){
        .version = file.ptr[4],
        .utc = big_endian(counts, 4), .wall = big_endian(counts + 4, 4),
        .leaps = big_endian(counts + 8, 4), .times = big_endian(counts + 12, 4),
        .types = big_endian(counts + 16, 4), .letters = big_endian(counts + 20, 4),
    };
    return header->types > 0;
}

/* Each count fits 32 bits, so that the sum cannot overflow. */
static size_t tzif_body(const TzifHeader *h, size_t time_size)
{
    return h->times * (time_size + 1) + h->types * TZIF_TYPE + h->letters +
           h->leaps * (time_size + 4) + h->wall + h->utc;
}

static bool tzif_offset(const char *types, size_t type, int32_t *ret_offset_s)
{
    *ret_offset_s = (int32_t)(uint32_t)big_endian(types + type * TZIF_TYPE, 4);
    return *ret_offset_s > -OFFSET_MAX_S && *ret_offset_s < OFFSET_MAX_S;
}

static bool tzif_table(Arena *arena, const char *body, const TzifHeader *h, Zone *zone)
{
    const char *which = body + h->times * 8;
    const char *types = which + h->times;
    int64_t *at_s = ARENA_ARRAY(arena, int64_t, h->times);
    int32_t *offset_s = ARENA_ARRAY(arena, int32_t, h->times);
    if (!at_s || !offset_s || !tzif_offset(types, 0, &zone->first_offset_s)) return false;
    for (size_t i = 0; i < h->times; i++) {
        size_t type = (unsigned char)which[i];
        at_s[i] = (int64_t)big_endian(body + i * 8, 8);
        if (type >= h->types || !tzif_offset(types, type, &offset_s[i])) return false;
        if (i > 0 && at_s[i] <= at_s[i - 1]) return false;
    }
    zone->count = h->times;
    zone->at_s = at_s;
    zone->offset_s = offset_s;
    return true;
}

/* Version 2 and later: a first part with 32-bit times to skip, the same with 64 bits, and the
 * rule for later years between two line feeds. */
static bool tzif_parse(Arena *arena, Str file, Zone *zone)
{
    TzifHeader header;
    if (!tzif_header(file, &header) || header.version < '2') return false;
    file = str_slice(file, TZIF_HEADER + tzif_body(&header, 4), file.len);
    if (!tzif_header(file, &header)) return false;
    size_t size = TZIF_HEADER + tzif_body(&header, 8);
    if (file.len < size || !tzif_table(arena, file.ptr + TZIF_HEADER, &header, zone)) return false;
    Str footer = str_slice(file, size, file.len);
    if (!take_byte(&footer, '\n')) return false;
    size_t end = str_find(footer, '\n', 0);
    if (end == footer.len) return false;
    return end == 0 || rule_parse(str_slice(footer, 0, end), &zone->rule);
}

/* Names are ours to check: they become a path. */
static bool zone_name_good(Str name)
{
    if (name.len == 0 || name.len > ZONE_NAME_MAX || name.ptr[0] == '/') return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '_' || c == '-' || c == '+' || c == '/';
        if (!good) return false; /* no dot at all: "..", ".tab" and hidden files stay out */
    }
    return true;
}

static Str zone_read(Arena *arena, const char *path)
{
    char *bytes = arena_grow(arena, NULL, 0, ZONE_FILE_MAX); /* not zeroed */
    int file = open(path, O_RDONLY | O_CLOEXEC);
    size_t len = 0;
    while (bytes && file >= 0 && len < ZONE_FILE_MAX) {
        ssize_t got = read(file, bytes + len, ZONE_FILE_MAX - len);
        if (got <= 0) break; /* a directory reads as an error, an early end fails to parse */
        len += (size_t)got;
    }
    if (file >= 0) close(file);
    return (Str){ bytes, len };
}

Err zone_open(Ctx *cx, Arena *arena, Str name, const Zone **ret_zone)
{
    if (str_eq(name, S("UTC")) || str_eq(name, S("Etc/UTC"))) {
        *ret_zone = zone_utc();
        return OK;
    }
    if (!zone_name_good(name)) return fail(cx, ERR_INVALID, "not the name of a time zone");
    char path[ZONE_NAME_MAX + 32];
    snprintf(path, sizeof path, "/usr/share/zoneinfo/" STR_FMT, STR_ARG(name));
    /* The file's bytes go at the end of this function, the zone stays. */
    Arena *scratch = arena_open(ZONE_FILE_MAX + 1024);
    Zone *zone = ARENA_NEW(arena, Zone);
    Str file = zone_read(scratch, path);
    bool parsed = zone && tzif_parse(arena, file, zone);
    bool memory = scratch && !arena_failed(scratch) && !arena_failed(arena);
    arena_close(scratch);
    if (!memory) return fail(cx, ERR_LIMIT, "out of memory");
    if (!parsed) return fail(cx, ERR_INVALID, "unknown time zone");
    *ret_zone = zone;
    return OK;
}

const Zone *zone_utc(void)
{
    static const Zone utc = { .count = 0 };
    return &utc;
}

/* Number of changes at or before this second. */
static size_t zone_index(const Zone *z, int64_t at_s)
{
    size_t low = 0;
    size_t high = z->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (z->at_s[middle] <= at_s) low = middle + 1;
        else high = middle;
    }
    return low;
}

static int32_t zone_offset(const Zone *z, int64_t at_s)
{
    size_t index = zone_index(z, at_s);
    if (index == z->count && z->rule.given) return rule_offset(&z->rule, at_s);
    return index == 0 ? z->first_offset_s : z->offset_s[index - 1];
}

Moment zone_moment(const Zone *z, int64_t at_ms)
{
    int64_t at_s = floor_div(at_ms, MS_PER_S);
    int32_t offset_s = zone_offset(z, at_s);
    int64_t day = floor_div(at_s + offset_s, S_PER_DAY);
    int32_t second = (int32_t)(at_s + offset_s - day * S_PER_DAY);
    return (Moment){ .date = date_from_days(day),
                     .clock = { second / 3600, second / 60 % 60, second % 60 },
                     .offset_s = offset_s };
}

/* A change of the clock near this reading has one offset a day before and another a day after.
 * Where both fit, the one before gives the earlier instant; where neither fits, it gives the
 * reading moved forward by the gap. */
int64_t zone_instant(const Zone *z, Date d, Clock c)
{
    int64_t local_s = date_days(d) * S_PER_DAY + c.hour * 3600 + c.minute * 60 + c.second;
    int32_t before_s = zone_offset(z, local_s - OFFSET_MAX_S);
    int32_t after_s = zone_offset(z, local_s + OFFSET_MAX_S);
    bool only_after = zone_offset(z, local_s - before_s) != before_s &&
                      zone_offset(z, local_s - after_s) == after_s;
    return (local_s - (only_after ? after_s : before_s)) * MS_PER_S;
}

int64_t zone_days_between(const Zone *z, int64_t a_ms, int64_t b_ms)
{
    return date_days(zone_moment(z, b_ms).date) - date_days(zone_moment(z, a_ms).date);
}

/* ---- for people ---- */

/* Language and patterns are messages: their order and the little words between them are the
 * reader's language's. */
static const char *const months[] = { "January", "February", "March", "April",
                                      "May", "June", "July", "August",
                                      "September", "October", "November", "December" };
static const char *const months_short[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
static const char *const weekdays[] = { "Monday", "Tuesday", "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday" };

Str time_iso_utc(Arena *a, int64_t at_ms)
{
    Moment m = zone_moment(zone_utc(), at_ms);
    return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", m.date.year, m.date.month, m.date.day,
                        m.clock.hour, m.clock.minute, m.clock.second);
}

static void piece_say(Out *out, Str piece, const Moment *m)
{
    const Language *w = arena_words(out->arena);
    const Date d = m->date;
    if (str_eq(piece, S("weekday"))) out_raw(out, words_value(w, str_from_c(weekdays[date_weekday(d) - 1])));
    else if (str_eq(piece, S("month"))) out_raw(out, words_value(w, str_from_c(months[d.month - 1])));
    else if (str_eq(piece, S("mon"))) out_raw(out, words_value(w, str_from_c(months_short[d.month - 1])));
    else if (str_eq(piece, S("day"))) out_int(out, d.day);
    else if (str_eq(piece, S("year"))) out_int(out, d.year);
    else {
        if (m->clock.hour < 10) out_raw(out, S("0"));
        out_int(out, m->clock.hour);
        out_raw(out, m->clock.minute < 10 ? S(":0") : S(":"));
        out_int(out, m->clock.minute);
    }
}

static Str moment_say(Arena *a, Str pattern, const Moment *m)
{
    Out out = out_open(a, 400);
    Str rest = words_value(arena_words(a), pattern), piece;
    while (rest.len > 0) {
        size_t open = str_find(rest, '{', 0);
        out_raw(&out, str_slice(rest, 0, open));
        rest = str_slice(rest, open + 1, rest.len);
        if (rest.len > 0 && str_cut(&rest, '}', &piece)) piece_say(&out, piece, m);
    }
    return arena_str(a, out_str(&out));
}

Str time_say_day(Arena *a, const Zone *z, int64_t at_ms)
{
    Moment m = zone_moment(z, at_ms);
    return moment_say(a, S("{weekday} {day} {month}"), &m);
}

Str time_say_day_year(Arena *a, const Zone *z, int64_t at_ms)
{
    Moment m = zone_moment(z, at_ms);
    return moment_say(a, S("{day} {month} {year}"), &m);
}

Str time_say_month(Arena *a, const Zone *z, int64_t at_ms)
{
    Moment m = zone_moment(z, at_ms);
    return moment_say(a, S("{month} {year}"), &m);
}

Str time_say_short(Arena *a, const Zone *z, int64_t at_ms)
{
    Moment m = zone_moment(z, at_ms);
    return moment_say(a, S("{day} {mon}"), &m);
}

Str time_say_clock(Arena *a, const Zone *z, int64_t at_ms)
{
    Moment m = zone_moment(z, at_ms);
    return moment_say(a, S("{clock}"), &m);
}

Str time_say_day_clock(Arena *a, const Zone *z, int64_t at_ms)
{
    Moment m = zone_moment(z, at_ms);
    return moment_say(a, S("{weekday} {day} {month} at {clock}"), &m);
}

Str time_say_when(Arena *a, const Zone *z, int64_t at_ms, int64_t now_ms)
{
    static const Str near[] = { S("yesterday at {clock}"), S("today at {clock}"), S("tomorrow at {clock}") };
    Moment m = zone_moment(z, at_ms);
    int64_t days = zone_days_between(z, now_ms, at_ms);
    if (days >= -1 && days <= 1) return moment_say(a, near[days + 1], &m);
    if (m.date.year == zone_moment(z, now_ms).date.year)
        return moment_say(a, S("on {weekday} {day} {month} at {clock}"), &m);
    return moment_say(a, S("on {day} {month} {year} at {clock}"), &m);
}
