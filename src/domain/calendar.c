#include "calendar.h"

enum { LINE = 75, MINUTE_MS = 60 * 1000 };

/* A line of at most 75 bytes, the rest on lines that begin with a space; no character is cut in two. */
static void put_line(Out *o, Str line)
{
    size_t room = LINE;
    while (line.len > room) {
        size_t cut = room;
        while (cut > 0 && ((unsigned char)line.ptr[cut] & 0xc0) == 0x80) cut--;
        out_raw(o, str_slice(line, 0, cut));
        out_raw(o, S("\r\n "));
        line = str_slice(line, cut, line.len);
        room = LINE - 1;
    }
    out_raw(o, line);
    out_raw(o, S("\r\n"));
}

static Str utc(Arena *a, int64_t at_ms)
{
    Moment m = zone_moment(zone_utc(), at_ms);
    return arena_printf(a, "%04d%02d%02dT%02d%02d%02dZ", m.date.year, m.date.month, m.date.day, m.clock.hour,
                        m.clock.minute, m.clock.second);
}

/* Control bytes have no place in a text; four others are written with a backslash. */
static Str escaped(Arena *a, Str text)
{
    Out o = out_open(a, text.len * 2 + 16);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if ((unsigned char)c < ' ' || c == 127) continue;
        if (c == '\\' || c == ';' || c == ',') out_raw(&o, S("\\"));
        out_raw(&o, (Str){ &text.ptr[i], 1 });
    }
    return out_str(&o);
}

void calendar_write(Out *o, const CalendarEvent *e)
{
    Arena *a = o->arena;
    int64_t ends_ms = e->starts_ms + e->minutes * MINUTE_MS;
    put_line(o, S("BEGIN:VCALENDAR"));
    put_line(o, S("VERSION:2.0"));
    put_line(o, S("PRODID:-//appointment//EN"));
    put_line(o, e->called_off ? S("METHOD:CANCEL") : S("METHOD:PUBLISH"));
    put_line(o, S("BEGIN:VEVENT"));
    put_line(o, arena_join(a, S("UID:"), uuid_str(a, e->id)));
    put_line(o, arena_printf(a, "SEQUENCE:%lld", (long long)e->version));
    put_line(o, arena_join(a, S("DTSTAMP:"), utc(a, e->changed_ms)));
    put_line(o, arena_join(a, S("DTSTART:"), utc(a, e->starts_ms)));
    put_line(o, arena_join(a, S("DTEND:"), utc(a, ends_ms)));
    put_line(o, arena_join(a, S("SUMMARY:"), e->word.len ? escaped(a, e->word) : S("Appointment")));
    put_line(o, e->called_off ? S("STATUS:CANCELLED") : S("STATUS:CONFIRMED"));
    put_line(o, S("CLASS:PRIVATE"));
    put_line(o, S("END:VEVENT"));
    put_line(o, S("END:VCALENDAR"));
}
