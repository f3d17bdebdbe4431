/* One appointment as a calendar file: its lines, its folding, and what it does not say. */
#include "base/base_test.h"
#include "domain/calendar.h"

static Str write_it(Ctx *cx, const CalendarEvent *e)
{
    Out o = out_open(cx->arena, 8192);
    calendar_write(&o, e);
    assert_false(o.bad);
    return out_str(&o);
}

static CalendarEvent event(void)
{
    return (CalendarEvent){ .id = { { 1, 2, 3 } }, .version = 4, .starts_ms = 1764066600000, .minutes = 50,
                            .changed_ms = 1763000000000 };
}

static void test_calendar__an_appointment_is_neutral_and_in_utc(void **state)
{
    Ctx *cx = *state;
    CalendarEvent e = event();
    assert_text(write_it(cx, &e), S("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//appointment//EN\r\nMETHOD:PUBLISH\r\n"
        "BEGIN:VEVENT\r\nUID:01020300-0000-0000-0000-000000000000\r\nSEQUENCE:4\r\nDTSTAMP:20251113T021320Z\r\n"
        "DTSTART:20251125T103000Z\r\nDTEND:20251125T112000Z\r\nSUMMARY:Appointment\r\nSTATUS:CONFIRMED\r\n"
        "CLASS:PRIVATE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"));
    e.called_off = true;
    Str off = write_it(cx, &e);
    assert_true(str_contains(off, S("METHOD:CANCEL\r\n")) && str_contains(off, S("STATUS:CANCELLED\r\n")));
}

static void test_calendar__words_cannot_break_out_of_their_line(void **state)
{
    Ctx *cx = *state;
    CalendarEvent e = event();
    e.word = S("Dr; a, b\\c\r\nATTENDEE:mailto:x");
    Str said = write_it(cx, &e);
    assert_true(str_contains(said, S("\r\nSUMMARY:Dr\\; a\\, b\\\\cATTENDEE:mailto:x\r\n")));
}

static void test_calendar__long_lines_are_folded_between_characters(void **state)
{
    Ctx *cx = *state;
    CalendarEvent e = event();
    for (size_t shift = 0; shift < 4; shift++) {
        Out word = out_open(cx->arena, 1000);
        out_raw(&word, str_slice(S("abc"), 0, shift));
        for (int i = 0; i < 60; i++) out_raw(&word, S("–é"));
        e.word = out_str(&word);
        Str line, rest = write_it(cx, &e), unfolded = S("");
        while (str_cut(&rest, '\n', &line) && line.len) {
            assert_true(line.len > 0 && line.ptr[line.len - 1] == '\r' && line.len <= 76);
            line.len--;
            assert_true(str_is_utf8(line));
            if (line.ptr[0] == ' ') unfolded = arena_join(cx->arena, unfolded, str_slice(line, 1, line.len));
            else if (str_starts(line, S("SUMMARY:"))) unfolded = line;
        }
        assert_text(unfolded, arena_join(cx->arena, S("SUMMARY:"), e.word));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_CTX(test_calendar__an_appointment_is_neutral_and_in_utc),
        IN_CTX(test_calendar__words_cannot_break_out_of_their_line),
        IN_CTX(test_calendar__long_lines_are_folded_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
