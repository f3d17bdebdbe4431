#include "reach.h"

enum { MINUTE_MS = 60 * 1000, HOUR_MS = 60 * MINUTE_MS, WEEK = 7, DAY_FROM = 8 * 60, DAY_TO = 20 * 60 };
static const int64_t DAY_LONG_MS = (int64_t)24 * HOUR_MS;

static const char *const answer_words[] = { "",
#define X(name, say) say,
    REACH_ANSWERS(X)
#undef X
};
static const char *const day_names[WEEK] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
                                             "Saturday", "Sunday" };

Str reach_answer_say(int64_t answer)
{
    return answer > 0 && answer < REACH_ANSWER_COUNT ? str_from_c(answer_words[answer]) : S("");
}

/* --- the hours somebody said ------------------------------------------------------------- */

static bool has_hours(const Profile *p)
{
    return p->read_days > 0 && p->read_from < p->read_to;
}

static bool has_day(int64_t days, int day)
{
    return (days >> day & 1) != 0;
}

/* Days in a row are said as a span: "Monday to Friday", "Tuesday and Saturday". */
static Str days_say(Arena *a, int64_t days)
{
    Str said = S("");
    for (int day = 0; day < WEEK; day++) {
        int last = day;
        if (!has_day(days, day)) continue;
        while (last + 1 < WEEK && has_day(days, last + 1)) last++;
        Str piece = last > day + 1 ? arena_printf(a, "%s to %s", day_names[day], day_names[last])
                                   : str_from_c(day_names[day]);
        said = said.len ? arena_printf(a, STR_FMT ", " STR_FMT, STR_ARG(said), STR_ARG(piece)) : piece;
        if (last > day + 1) day = last;
    }
    return said;
}

Str reach_hours_say(Arena *a, const Profile *p)
{
    if (!has_hours(p)) return S("");
    return arena_printf(a, STR_FMT ", %02d:%02d to %02d:%02d", STR_ARG(days_say(a, p->read_days)),
                        (int)(p->read_from / 60), (int)(p->read_from % 60),
                        (int)(p->read_to / 60), (int)(p->read_to % 60));
}

typedef struct Window { int64_t days, from, to; } Window;

static Window window_of(const Profile *p)
{
    if (has_hours(p)) return (Window){ p->read_days, p->read_from, p->read_to };
    return (Window){ (1 << WEEK) - 1, DAY_FROM, DAY_TO };
}

static int64_t minutes_of(Clock c)
{
    return (int64_t)c.hour * 60 + c.minute;
}

static bool is_in(const Window *w, const Zone *zone, int64_t at_ms)
{
    Moment m = zone_moment(zone, at_ms);
    int64_t now = minutes_of(m.clock);
    return has_day(w->days, date_weekday(m.date) - 1) && now >= w->from && now < w->to;
}

bool reach_reads_at(const Profile *p, const Zone *zone, int64_t at_ms)
{
    Window w = window_of(p);
    return !has_hours(p) || is_in(&w, zone, at_ms);
}

static int64_t on_day(const Zone *zone, int64_t day, int64_t minutes)
{
    Clock clock = { .hour = (int32_t)(minutes / 60), .minute = (int32_t)(minutes % 60) };
    return zone_instant(zone, date_from_days(day), clock);
}

int64_t reach_notice_ms(const Profile *p, const Zone *zone, int64_t at_ms)
{
    Window w = window_of(p);
    if (is_in(&w, zone, at_ms)) return at_ms;
    int64_t today = date_days(zone_moment(zone, at_ms).date);
    for (int64_t day = today; day <= today + WEEK; day++) {
        int64_t opens = on_day(zone, day, w.from);
        if (opens >= at_ms && has_day(w.days, date_weekday(date_from_days(day)) - 1)) return opens;
    }
    return at_ms;
}

int64_t reach_lead(const Profile *p, bool staff)
{
    if (p->lead_hours > 0) return p->lead_hours;
    return p->lead_hours < 0 || staff ? 0 : REACH_LEAD_USUAL;
}

/* Of a night the evening before: the day ends at eight. */
int64_t reach_reminder_ms(const Profile *p, const Zone *zone, int64_t starts_ms)
{
    int64_t hours = p->lead_hours > 0 ? p->lead_hours : REACH_LEAD_USUAL;
    int64_t due = starts_ms - hours * HOUR_MS;
    Moment m = zone_moment(zone, due);
    int64_t minutes = minutes_of(m.clock), day = date_days(m.date);
    if (minutes >= DAY_TO) return on_day(zone, day, DAY_TO);
    return minutes < DAY_FROM ? on_day(zone, day - 1, DAY_TO) : due;
}

/* --- counted, not promised --------------------------------------------------------------- */

static int by_size(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

/* Since when something waits for this person's answer in this conversation, before `at`; 0 = nothing does. */
static int64_t waits_since(const ReachSaid *said, size_t at, PersonId person)
{
    int64_t since = 0;
    for (size_t i = at; i-- > 0;) {
        if (!uuid_eq(said[i].thread, said[at].thread)) continue;
        if (uuid_eq(said[i].author.u, person.u)) break;
        since = said[i].at_ms;
    }
    return since;
}

size_t reach_replies(Arena *a, const ReachSaid *said, size_t count, PersonId person,
                     int64_t *ret_median_ms)
{
    size_t replies = 0;
    int64_t *took = ARENA_ARRAY(a, int64_t, count);
    *ret_median_ms = 0;
    for (size_t i = 0; took && i < count; i++) {
        if (!uuid_eq(said[i].author.u, person.u)) continue;
        int64_t since = waits_since(said, i, person);
        if (since) took[replies++] = said[i].at_ms - since;
    }
    if (replies < REACH_REPLIES_MIN) return replies;
    qsort(took, replies, sizeof *took, by_size);
    /* Of an even number the later of the middle two: rather too long than too short. */
    *ret_median_ms = took[replies / 2];
    return replies;
}

Str reach_span_say(Arena *a, int64_t ms)
{
    int64_t hours = (ms + HOUR_MS - 1) / HOUR_MS, days = (ms + DAY_LONG_MS - 1) / DAY_LONG_MS;
    if (hours <= 1) return S("an hour");
    if (hours < 24) return arena_printf(a, "%lld hours", (long long)hours);
    return days == 1 ? S("a day") : arena_printf(a, "%lld days", (long long)days);
}
