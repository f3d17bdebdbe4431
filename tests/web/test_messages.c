/* Conversations: whom they are with, what others read of them, who opened them, and when people read. */
#include "../fixture.h"

static Str begin(House *h, const Someone *who, const Someone *to, const char *text)
{
    Str form = arena_printf(h->cx.arena, "about=The+new+time&with1=" STR_FMT "&text=%s",
                            STR_ARG(uuid_str(h->cx.arena, to->id.u)), text);
    HttpReply r = house_post(h, who, house_work(h, "/messages"), form);
    EXPECT(r, 303);
    Str where = house_reply_header(&r, S("Location"));
    assert_true(str_contains(where, S("/messages/")));
    return arena_str(h->cx.arena, where);
}

static void answer(House *h, const Someone *who, Str thread, const char *text)
{
    EXPECT(house_post(h, who, thread, str_from_c(text)), 303);
}

/* The id of the last message on a page, for its author. */
static Str last_act(House *h, const Someone *who, Str thread)
{
    HttpReply r = house_get(h, who, thread);
    Str found = S("");
    for (size_t i = 0; i + 7 < r.body.len; i++)
        if (str_starts(str_slice(r.body, i, r.body.len), S("id=\"e-"))) found = str_slice(r.body, i + 6, i + 42);
    assert_true(found.len > 0);
    return house_work(h, arena_c(h->cx.arena, arena_printf(h->cx.arena, "/joint/" STR_FMT, STR_ARG(found))));
}

static void later(House *h, int minutes)
{
    h->app->clock_skew_ms += (int64_t)minutes * 60 * 1000;
}

static Err job_join(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    House *h = arg;
    return episode_add_member(cx, tx, g, h->episode, h->iris.id, PART_CO_THERAPIST, S("active"), cx->now_ms);
}

static void iris_joins(House *h)
{
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_EPISODE_CREATE, (EpisodeId){ { { 0 } } }, job_join, h));
}

static void test_messages__an_empty_page_says_that_nobody_watches_and_who_reads_when(void **state)
{
    House *h = *state;
    HttpReply r = house_get(h, &h->maya, house_work(h, "/messages"));
    EXPECT(r, 200);
    HOLDS(r, "Nobody watches messages");
    HOLDS(r, "href=\"#help\"");
    HOLDS(r, "Daniel has not said when they read messages");
    HOLDS(r, "You and Daniel");
    HOLDS(r, "No messages yet");
    EXPECT(house_get(h, &h->noor, house_work(h, "/messages")), 404);
    EXPECT(house_get(h, &h->sol, house_work(h, "/messages")), 404);
}

static void test_messages__one_is_written_and_answered_and_home_says_from_whom_without_a_number(void **state)
{
    House *h = *state;
    Str thread = begin(h, &h->daniel, &h->maya, "Would+Thursday+suit+you");
    HttpReply home = house_get(h, &h->maya, house_work(h, "/home"));
    HOLDS(home, "A message from Daniel");
    HOLDS_NOT(home, "Thursday suit");
    HOLDS(house_get(h, &h->maya, house_work(h, "/messages")), "Something new");
    HttpReply hers = house_get(h, &h->maya, thread);
    HOLDS(hers, "Would Thursday suit you");
    HOLDS(hers, "The new time");
    HOLDS(hers, "You and Daniel");
    answer(h, &h->maya, thread, "text=Yes%2C+at+ten");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/home")), "A message from");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/messages")), "Something new");
    HOLDS(house_get(h, &h->daniel, house_work(h, "")), "A message from Maya");
    HOLDS(house_get(h, &h->daniel, thread), "Yes, at ten");
}

static void test_messages__what_is_not_finished_comes_back_with_what_was_typed(void **state)
{
    House *h = *state;
    HttpReply r = house_post(h, &h->maya, house_work(h, "/messages"), S("about=Bus&text=I+am+late"));
    EXPECT(r, 422);
    HOLDS(r, "I am late");
    HOLDS(r, "choose who reads it");
    HOLDS(house_get(h, &h->maya, house_work(h, "/messages")), "No messages yet");
    Str thread = begin(h, &h->maya, &h->daniel, "One");
    r = house_post(h, &h->maya, thread, S("text="));
    EXPECT(r, 422);
    HOLDS(r, "Write a few words first");
    /* nobody outside the work, and not oneself */
    Str form = arena_printf(h->cx.arena, "text=x&with1=" STR_FMT, STR_ARG(uuid_str(h->cx.arena, h->noor.id.u)));
    EXPECT(house_post(h, &h->maya, house_work(h, "/messages"), form), 422);
}

static void test_messages__only_those_chosen_read_it_and_it_is_never_widened(void **state)
{
    House *h = *state;
    iris_joins(h);
    Str thread = begin(h, &h->maya, &h->daniel, "only+for+you");
    EXPECT(house_get(h, &h->daniel, thread), 200);
    EXPECT(house_get(h, &h->iris, thread), 404);
    EXPECT(house_post(h, &h->iris, thread, S("text=hello")), 404);
    HttpReply list = house_get(h, &h->iris, house_work(h, "/messages"));
    HOLDS_NOT(list, "The new time");
    HOLDS(list, "No messages yet");
    Str id = str_slice(thread, thread.len - 36, thread.len);
    Str share = house_work(h, arena_c(h->cx.arena, arena_printf(h->cx.arena, "/joint/" STR_FMT "/share", STR_ARG(id))));
    EXPECT(house_post(h, &h->maya, share, S("audience=members")), 403);
    Str more = arena_printf(h->cx.arena, "audience=chosen&with1=" STR_FMT, STR_ARG(uuid_str(h->cx.arena, h->iris.id.u)));
    EXPECT(house_post(h, &h->maya, share, more), 403);
    EXPECT(house_post(h, &h->daniel, share, more), 403);
    Str message = last_act(h, &h->maya, thread);
    EXPECT(house_post(h, &h->maya, arena_join(h->cx.arena, message, S("/share")), S("audience=members")), 403);
    EXPECT(house_get(h, &h->iris, thread), 404);
    EXPECT(house_get(h, &h->iris, message), 404);
}

static void test_messages__nobody_changes_the_words_and_taken_back_they_are_gone_for_the_others(void **state)
{
    House *h = *state;
    Str thread = begin(h, &h->maya, &h->daniel, "I+did+not+mean+it");
    Str message = last_act(h, &h->maya, thread);
    Arena *a = h->cx.arena;
    EXPECT(house_post(h, &h->maya, arena_join(a, message, S("/words")), S("base=1&text=other")), 403);
    EXPECT(house_post(h, &h->daniel, arena_join(a, message, S("/words")), S("base=1&text=other")), 403);
    EXPECT(house_post(h, &h->daniel, arena_join(a, message, S("/state")), S("state=unsaid")), 403);
    EXPECT(house_get(h, &h->daniel, thread), 200);
    EXPECT(house_post(h, &h->maya, arena_join(a, message, S("/state")), S("state=unsaid")), 303);
    HttpReply his = house_get(h, &h->daniel, thread);
    HOLDS_NOT(his, "mean it");
    HOLDS(his, "took this message back");
    HttpReply history = house_get(h, &h->daniel, message);
    EXPECT(history, 303);
    HOLDS_NOT(history, "mean it");
    HttpReply hers = house_get(h, &h->maya, thread);
    HOLDS(hers, "mean it");
    HOLDS(hers, "You took this back");
    EXPECT(house_post(h, &h->maya, arena_join(a, message, S("/state")), S("state=said")), 403);
}

static void test_messages__who_opened_it_is_told_to_the_client_and_to_nobody_else(void **state)
{
    House *h = *state;
    Str thread = begin(h, &h->maya, &h->daniel, "One+thing");
    HOLDS_NOT(house_get(h, &h->maya, thread), "opened this");
    EXPECT(house_get(h, &h->daniel, house_work(h, "/messages")), 200);
    HOLDS_NOT(house_get(h, &h->maya, thread), "opened this");        /* the list shows no words */
    later(h, 1);
    EXPECT(house_get(h, &h->daniel, thread), 200);
    HOLDS(house_get(h, &h->maya, thread), "Daniel opened this today at");
    answer(h, &h->daniel, thread, "text=Thank+you");
    EXPECT(house_get(h, &h->maya, thread), 200);
    HOLDS_NOT(house_get(h, &h->daniel, thread), "opened this");
    HOLDS(house_get(h, &h->maya, house_work(h, "/log")), "opened the messages, or one conversation");
}

static void test_messages__the_part_that_changes_comes_alone_and_events_say_nothing(void **state)
{
    House *h = *state;
    Str thread = begin(h, &h->daniel, &h->maya, "Look+here");
    HttpReply live = house_get(h, &h->maya, arena_join(h->cx.arena, thread, S("/live")));
    EXPECT(live, 200);
    HOLDS(live, "Look here");
    HOLDS(live, "id=\"live\"");
    HOLDS_NOT(live, "<html");
    HttpReply events = house_get(h, &h->maya, arena_join(h->cx.arena, thread, S("/events")));
    EXPECT(events, 200);
    HOLDS_NOT(events, "Look here");
    EXPECT(house_get(h, &h->noor, arena_join(h->cx.arena, thread, S("/events"))), 404);
}

static void say_hours(House *h, const Someone *who, const char *form, int status)
{
    HttpReply page = house_get(h, who, S("/me/reach"));
    size_t at = 0;
    const Str mark = S("name=\"version\" value=\"");
    while (at < page.body.len && !str_starts(str_slice(page.body, at, page.body.len), mark)) at++;
    size_t end = str_find(page.body, '"', at + mark.len);
    Str fields = arena_printf(h->cx.arena, "version=" STR_FMT "&%s",
                              STR_ARG(str_slice(page.body, at + mark.len, end)), form);
    EXPECT(house_post(h, who, S("/me/reach"), fields), status);
}

static void test_messages__hours_and_what_people_say_stand_beside_until_five_answers_are_counted(void **state)
{
    House *h = *state;
    say_hours(h, &h->daniel, "d1=1&d2=1&d3=1&d4=1&d5=1&from=09%3A00&to=17%3A00&answers=2", 303);
    HttpReply r = house_get(h, &h->maya, house_work(h, "/messages"));
    HOLDS(r, "Daniel reads messages Monday to Friday, 09:00 to 17:00. They say they usually answer within a day.");
    h->app->clock_skew_ms = -(int64_t)10 * 24 * 60 * 60 * 1000;
    Str thread = begin(h, &h->maya, &h->daniel, "1");
    for (int i = 0; i < 5; i++) {
        later(h, 150);
        answer(h, &h->daniel, thread, "text=answer");
        if (i < 4) answer(h, &h->maya, thread, "text=another+question");
        if (i == 3) HOLDS(house_get(h, &h->maya, thread), "usually answer within a day");
    }
    HttpReply counted = house_get(h, &h->maya, thread);
    HOLDS(counted, "Half of the 5 answers here came within 3 hours. That is how it was, not a promise.");
    HOLDS_NOT(counted, "usually answer within a day");
}

static void test_messages__what_one_says_about_oneself_is_checked(void **state)
{
    House *h = *state;
    say_hours(h, &h->maya, "d1=1&from=17%3A00&to=09%3A00", 422);
    say_hours(h, &h->maya, "zone=Nowhere", 422);
    say_hours(h, &h->maya, "zone=America%2FNew_York&word=Dentist", 303);
    HttpReply r = house_get(h, &h->maya, S("/me/reach"));
    HOLDS(r, "America/New_York");
    HOLDS(r, "Dentist");
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "")), "Dentist");
}

static void test_messages__when_the_work_has_ended_they_are_read_and_not_written(void **state)
{
    House *h = *state;
    Str thread = begin(h, &h->daniel, &h->maya, "Goodbye+then");
    EXPECT(house_post(h, &h->daniel, house_work(h, "/end"), S("version=1")), 303);
    HttpReply r = house_get(h, &h->maya, thread);
    HOLDS(r, "Goodbye then");
    HOLDS_NOT(r, "Write back");
    EXPECT(house_post(h, &h->maya, thread, S("text=x")), 404);
    HOLDS(house_get(h, &h->maya, house_work(h, "/record.json")), "Goodbye then");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_messages__an_empty_page_says_that_nobody_watches_and_who_reads_when),
        house_test(test_messages__one_is_written_and_answered_and_home_says_from_whom_without_a_number),
        house_test(test_messages__what_is_not_finished_comes_back_with_what_was_typed),
        house_test(test_messages__only_those_chosen_read_it_and_it_is_never_widened),
        house_test(test_messages__nobody_changes_the_words_and_taken_back_they_are_gone_for_the_others),
        house_test(test_messages__who_opened_it_is_told_to_the_client_and_to_nobody_else),
        house_test(test_messages__the_part_that_changes_comes_alone_and_events_say_nothing),
        house_test(test_messages__hours_and_what_people_say_stand_beside_until_five_answers_are_counted),
        house_test(test_messages__what_one_says_about_oneself_is_checked),
        house_test(test_messages__when_the_work_has_ended_they_are_read_and_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
