/* The pages a day begins with: client's home, brief, caseload; sessions, goals, the log. */
#include "../fixture.h"

#define ANSWERS(call, status)      \
    do {                           \
        HttpReply reply_ = (call); \
        EXPECT(reply_, status);    \
    } while (0)

static Str session_path(House *h, const char *rest)
{
    return arena_printf(h->cx.arena, "/work/" STR_FMT "/sessions/" STR_FMT "%s",
                        STR_ARG(uuid_str(h->cx.arena, h->episode.u)),
                        STR_ARG(uuid_str(h->cx.arena, h->session.u)), rest);
}

static void test_home__everyone_lands_where_their_day_begins(void **state)
{
    House *h = *state;
    const struct { const Someone *who; const char *where; } rows[] = {
        { &h->daniel, "/caseload" }, { &h->sol, "/duty" }, { &h->ada, "/practice" } };
    for (size_t i = 0; i < 3; i++) {
        HttpReply r = house_get(h, rows[i].who, S("/home"));
        EXPECT(r, 303);
        assert_true(str_eq(house_reply_header(&r, S("Location")), str_from_c(rows[i].where)));
        ANSWERS(house_get(h, rows[i].who, str_from_c(rows[i].where)), 200);
    }
    HttpReply maya = house_get(h, &h->maya, S("/home"));
    assert_true(str_eq(house_reply_header(&maya, S("Location")), house_work(h, "/home")));
}

static void test_home__the_client_sees_the_next_session_and_the_check_in(void **state)
{
    House *h = *state;
    HttpReply r = house_get(h, &h->maya, house_work(h, "/home"));
    EXPECT(r, 200);
    HOLDS(r, "Maya");
    HOLDS(r, "Start the check-in");
    HOLDS(r, "<b>You and Daniel</b>");
    HOLDS(r, "Room 2");
    HOLDS_NOT(r, "Noor");
}

static void test_caseload__shows_own_people_only(void **state)
{
    House *h = *state;
    HttpReply r = house_get(h, &h->daniel, S("/caseload"));
    EXPECT(r, 200);
    HOLDS(r, "Maya L.");
    HOLDS_NOT(r, "Noor");
    ANSWERS(house_get(h, &h->maya, S("/caseload")), 403);
    ANSWERS(house_get(h, &h->ada, S("/caseload")), 403);
}

static const Query leave = { "test_leave", "bbbi", "",
    "UPDATE member SET state = 'left', to_at = ?4 WHERE practice_id = ?1 AND episode_id = ?2"
    " AND person_id = ?3" };

static Err job_leave(Ctx *cx, Tx *tx, void *arg)
{
    House *h = arg;
    return db_exec_one(cx, tx, &leave, BID(h->practice), BID(h->episode), BID(h->daniel.id),
                       BI(cx->now_ms));
}

/* Who left may read what was there until then, so it can be found; and the client sees the look. */
static void test_caseload__work_that_one_left_is_found_and_the_look_is_logged(void **state)
{
    House *h = *state;
    HOUSE_OK(h, db_write(&h->cx, h->app->db, job_leave, h));
    h->app->clock_skew_ms = 60 * 1000;
    HttpReply list = house_get(h, &h->daniel, S("/caseload"));
    EXPECT(list, 200);
    HOLDS(list, "Maya Lindqvist");
    HOLDS(list, "You were there until");
    HttpReply log = house_get(h, &h->maya, house_work(h, "/log"));
    HOLDS(log, "looked at the list of people they work with");
    HOLDS_NOT(house_get(h, &h->iris, S("/caseload")), "Lindqvist");
    h->app->clock_skew_ms = 0;
}

static void test_caseload__work_that_has_ended_is_found_and_asks_for_nothing(void **state)
{
    House *h = *state;
    HttpReply before = house_get(h, &h->daniel, S("/caseload"));
    HOLDS_NOT(before, "Work that has ended");
    ANSWERS(house_post(h, &h->daniel, house_work(h, "/end"), S("version=1")), 303);
    HttpReply after = house_get(h, &h->daniel, S("/caseload"));
    EXPECT(after, 200);
    HOLDS(after, "Work that has ended");
    HOLDS(after, "Maya Lindqvist");
    HttpReply other = house_get(h, &h->iris, S("/caseload"));
    HOLDS_NOT(other, "Lindqvist");
    HttpReply brief = house_get(h, &h->daniel, house_work(h, ""));
    EXPECT(brief, 200);
    HOLDS(brief, "What you worked towards");
    HOLDS_NOT(brief, "Plan one");
    HOLDS_NOT(brief, "Offer a goal");
    HOLDS_NOT(brief, "Add a topic");
    HOLDS_NOT(brief, "The work has ended");
}

static void test_brief__prepares_one_person(void **state)
{
    House *h = *state;
    ANSWERS(house_post(h, &h->maya, session_path(h, "/entries"),
                       S("kind=agenda&text=The+call+with+my+sister&back=home")), 303);
    HttpReply r = house_get(h, &h->daniel, house_work(h, ""));
    EXPECT(r, 200);
    HOLDS(r, "Maya Lindqvist");
    HOLDS(r, "The call with my sister");
    ANSWERS(house_get(h, &h->maya, house_work(h, "")), 403);
    ANSWERS(house_get(h, &h->iris, house_work(h, "")), 404);
}

static void test_agenda__added_at_home_comes_back_home(void **state)
{
    House *h = *state;
    HttpReply r = house_post(h, &h->maya, session_path(h, "/entries"),
                             S("kind=agenda&text=The+call&back=home"));
    EXPECT(r, 303);
    assert_true(str_contains(house_reply_header(&r, S("Location")), S("/home")));
}

static void test_goals__count_when_both_said_yes_to_the_same_words(void **state)
{
    House *h = *state;
    Str form = S("kind=goal&back=home&text=Say+what+I+need");
    HttpReply put = house_post(h, &h->maya, house_work(h, "/joint"), form);
    EXPECT(put, 303);
    assert_true(str_ends(house_reply_header(&put, S("Location")), S("/home#goals")));
    HttpReply before = house_get(h, &h->daniel, house_work(h, ""));
    HOLDS(before, "Waiting for your view");
    HOLDS(before, "Yes, these words");
    size_t from = 0;
    Str mark = S("/joint/");
    while (!str_eq(str_slice(before.body, from, from + mark.len), mark)) from++;
    Str goal = str_slice(before.body, from + mark.len, from + mark.len + 36);
    Str answer = arena_printf(h->cx.arena, "/joint/" STR_FMT "/answer", STR_ARG(goal));
    HttpReply said = house_post(h, &h->daniel, house_work(h, arena_c(h->cx.arena, answer)),
                                S("answer=yes&version=1&back=brief"));
    EXPECT(said, 303);
    assert_true(str_ends(house_reply_header(&said, S("Location")), S("#goals")));
    HttpReply after = house_get(h, &h->maya, house_work(h, "/home"));
    HOLDS(after, "Everyone said yes on");
    HOLDS_NOT(after, "Waiting for your view");
}

static void test_goals__an_empty_one_says_so_and_changes_nothing(void **state)
{
    House *h = *state;
    HttpReply r = house_post(h, &h->maya, house_work(h, "/joint"), S("kind=goal&back=home&text=+++"));
    EXPECT(r, 422);
    HOLDS(r, "Write a few words first.");
    HOLDS(house_get(h, &h->maya, house_work(h, "/home")), "No goals yet");
}

static void test_sessions__planned_by_the_therapist_seen_by_both(void **state)
{
    House *h = *state;
    ANSWERS(house_post(h, &h->daniel, house_work(h, "/sessions"),
                       S("when=2031-05-06T10%3A30&minutes=50&place=Room+9")), 303);
    HttpReply r = house_get(h, &h->maya, house_work(h, "/sessions"));
    EXPECT(r, 200);
    HOLDS(r, "Room 9");
    HOLDS(r, "Tuesday 6 May at 10:30");
    ANSWERS(house_post(h, &h->maya, house_work(h, "/sessions"), S("when=2031-05-07T10%3A30")), 403);
    HttpReply bad = house_post(h, &h->daniel, house_work(h, "/sessions"),
                               S("when=tomorrow&place=Room+10"));
    EXPECT(bad, 422);
    HOLDS(bad, "Room 10");
    HOLDS(bad, "Choose a day and a time");
}

static void test_log__says_in_sentences_who_looked(void **state)
{
    House *h = *state;
    ANSWERS(house_get(h, &h->daniel, house_work(h, "")), 200);
    ANSWERS(house_get(h, &h->daniel, S("/caseload")), 200);
    ANSWERS(house_get(h, &h->iris, house_work(h, "")), 404);
    HttpReply r = house_get(h, &h->maya, house_work(h, "/log"));
    EXPECT(r, 200);
    HOLDS(r, "<b>Daniel Reid</b> read the page that prepares a session");
    HOLDS(r, "<b>Daniel Reid</b> looked at the list of people they work with");
    HOLDS(r, "because they work with you");
    HOLDS(r, "<b>Iris Okafor</b> tried and was refused");
    ANSWERS(house_get(h, &h->daniel, house_work(h, "/log")), 403);
}

static void test_log__covers_the_office_and_hides_the_others(void **state)
{
    House *h = *state;
    ANSWERS(house_get(h, &h->ada, S("/practice")), 200);
    ANSWERS(house_get(h, &h->sol, S("/duty")), 200);
    HttpReply fresh = house_post(h, &h->daniel, S("/episodes"),
                                 S("name=Ren+Aoki&email=ren%40house.example"));
    EXPECT(fresh, 200);
    HttpReply r = house_get(h, &h->maya, house_work(h, "/log"));
    HOLDS(r, "<b>Ada Winter</b> had the list of accounts open");
    HOLDS_NOT(r, "Sol Brandt");              /* no answer of Maya's waited */
    HOLDS_NOT(r, "began our work");          /* that was somebody else's */
}

static void test_log__pages_without_losing_or_repeating_a_line(void **state)
{
    House *h = *state;
    for (int i = 0; i < 30; i++) {
        ANSWERS(house_get(h, &h->daniel, house_work(h, "")), 200);
        ANSWERS(house_get(h, &h->daniel, house_work(h, "/sessions")), 200);
    }
    HttpReply first = house_get(h, &h->maya, house_work(h, "/log"));
    HOLDS(first, "Show older lines");
}

static void test_work__ended_stays_readable_and_is_closed_to_writing(void **state)
{
    House *h = *state;
    ANSWERS(house_post(h, &h->daniel, house_work(h, "/end"), S("version=1")), 303);
    ANSWERS(house_get(h, &h->maya, house_work(h, "/home")), 200);
    ANSWERS(house_get(h, &h->daniel, house_work(h, "")), 200);
    ANSWERS(house_get(h, &h->maya, house_work(h, "/log")), 200);
    ANSWERS(house_post(h, &h->maya, house_work(h, "/joint"), S("kind=goal&text=New")), 403);
}

static void test_log__older_lines_are_reached_without_a_number_of_the_whole_log(void **state)
{
    House *h = *state;
    HttpReply page = house_get(h, &h->maya, house_work(h, "/log"));
    HOLDS_NOT(page, "Show older lines");
    for (int i = 0; i < 26; i++) {
        EXPECT(house_get(h, &h->maya, house_work(h, "/home")), 200);
        EXPECT(house_get(h, &h->daniel, house_work(h, "/goals")), 200);
    }
    page = house_get(h, &h->maya, house_work(h, "/log"));
    HOLDS(page, "/log?after=50\"");
    HttpReply older = house_get(h, &h->maya, house_work(h, "/log?after=50"));
    HOLDS(older, "opened the home page");
    HOLDS_NOT(older, "Show older lines");
    HOLDS(house_get(h, &h->maya, house_work(h, "/log?after=5000")), "Nothing yet");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_home__everyone_lands_where_their_day_begins),
        house_test(test_home__the_client_sees_the_next_session_and_the_check_in),
        house_test(test_caseload__shows_own_people_only),
        house_test(test_caseload__work_that_one_left_is_found_and_the_look_is_logged),
        house_test(test_caseload__work_that_has_ended_is_found_and_asks_for_nothing),
        house_test(test_brief__prepares_one_person),
        house_test(test_agenda__added_at_home_comes_back_home),
        house_test(test_goals__count_when_both_said_yes_to_the_same_words),
        house_test(test_goals__an_empty_one_says_so_and_changes_nothing),
        house_test(test_sessions__planned_by_the_therapist_seen_by_both),
        house_test(test_log__says_in_sentences_who_looked),
        house_test(test_log__covers_the_office_and_hides_the_others),
        house_test(test_log__pages_without_losing_or_repeating_a_line),
        house_test(test_work__ended_stays_readable_and_is_closed_to_writing),
        house_test(test_log__older_lines_are_reached_without_a_number_of_the_whole_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
