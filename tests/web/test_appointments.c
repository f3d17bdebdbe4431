/* Appointments: a neutral calendar file of one's own, weeks in a row, and where one is. */
#include "../fixture.h"

static Str calendar_of(House *h, SessionId id)
{
    return house_work(h, arena_c(h->cx.arena, arena_printf(h->cx.arena, "/sessions/" STR_FMT "/appointment.ics",
                                                           STR_ARG(uuid_str(h->cx.arena, id.u)))));
}

static void test_appointments__the_calendar_file_names_nobody_and_is_for_members_alone(void **state)
{
    House *h = *state;
    HttpReply r = house_get(h, &h->maya, calendar_of(h, h->session));
    EXPECT(r, 200);
    assert_true(str_eq(r.content_type, S("text/calendar; charset=utf-8")));
    HOLDS(r, "SUMMARY:Appointment\r\n");
    HOLDS(r, "METHOD:PUBLISH\r\n");
    HOLDS_NOT(r, "Daniel");
    HOLDS_NOT(r, "Maya");
    HOLDS_NOT(r, "Room");
    HOLDS_NOT(r, "Northside");
    HOLDS_NOT(r, "andem");
    EXPECT(house_get(h, &h->noor, calendar_of(h, h->session)), 404);
    EXPECT(house_get(h, &h->maya, calendar_of(h, h->other_session)), 404);
    EXPECT(house_get(h, NULL, calendar_of(h, h->session)), 303);
    EXPECT(house_post(h, &h->maya, S("/me/reach"), S("word=Dentist&version=1")), 303);
    HOLDS(house_get(h, &h->maya, calendar_of(h, h->session)), "SUMMARY:Dentist\r\n");
    HOLDS(house_get(h, &h->daniel, calendar_of(h, h->session)), "SUMMARY:Appointment\r\n");
}

static void test_appointments__called_off_it_takes_itself_out_of_the_calendar(void **state)
{
    House *h = *state;
    Str off = house_work(h, arena_c(h->cx.arena, arena_printf(h->cx.arena, "/sessions/" STR_FMT "/off",
                                                               STR_ARG(uuid_str(h->cx.arena, h->session.u)))));
    HOLDS(house_get(h, &h->maya, calendar_of(h, h->session)), "SEQUENCE:1\r\n");
    EXPECT(house_post(h, &h->daniel, off, S("")), 303);
    HttpReply r = house_get(h, &h->maya, calendar_of(h, h->session));
    HOLDS(r, "METHOD:CANCEL\r\n");
    HOLDS(r, "SEQUENCE:2\r\n");
    HOLDS(house_get(h, &h->maya, house_work(h, "/sessions")), "Take it out of my calendar");
}

static void test_appointments__weeks_in_a_row_keep_their_hour_when_the_clocks_change(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->daniel, house_work(h, "/sessions"), S("when=2031-03-27T10%3A30&minutes=50&weeks=3")), 303);
    HttpReply r = house_get(h, &h->maya, house_work(h, "/sessions"));
    HOLDS(r, "Thursday 27 March at 10:30");
    HOLDS(r, "Thursday 3 April at 10:30");              /* summer time began on the 30th */
    HOLDS(r, "Thursday 10 April at 10:30");
    EXPECT(house_post(h, &h->daniel, house_work(h, "/sessions"), S("when=2031-03-27T10%3A30&weeks=99")), 422);
    EXPECT(house_post(h, &h->maya, house_work(h, "/sessions"), S("when=2031-03-27T10%3A30&weeks=2")), 403);
}

static void test_appointments__who_is_elsewhere_reads_their_own_time_as_well(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->daniel, house_work(h, "/sessions"), S("when=2031-01-09T15%3A00")), 303);
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/sessions")), "where you are");
    EXPECT(house_post(h, &h->maya, S("/me/reach"), S("zone=America%2FNew_York&version=1")), 303);
    HOLDS(house_get(h, &h->maya, house_work(h, "/sessions")), "Thursday 9 January at 10:00 where you are");
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "/sessions")), "where you are");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_appointments__the_calendar_file_names_nobody_and_is_for_members_alone),
        house_test(test_appointments__called_off_it_takes_itself_out_of_the_calendar),
        house_test(test_appointments__weeks_in_a_row_keep_their_hour_when_the_clocks_change),
        house_test(test_appointments__who_is_elsewhere_reads_their_own_time_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
