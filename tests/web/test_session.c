/* test_session.c - the session page as two browsers without scripts use it. */
#include "fixture.h"

static Str at(House *h, const char *rest)
{
    Str session = uuid_str(h->cx.arena, h->session.u);
    return house_work(h, arena_printf(h->cx.arena, "/sessions/" STR_FMT "%s", STR_ARG(session),
                                      rest).ptr);
}

static HttpReply page(House *h, const Someone *who)
{
    HttpReply r = house_get(h, who, at(h, ""));
    EXPECT(r, 200);
    return r;
}

static void begin(House *h)
{
    HttpReply r = house_post(h, &h->daniel, at(h, "/state"), S("state=open"));
    EXPECT(r, 303);
}

/* The id behind "#e-" of where an answer leads. */
static Str entry_of(const HttpReply *r)
{
    Str to = house_reply_header(r, S("Location"));
    size_t mark = str_find(to, '#', 0);
    assert_true(mark < to.len);
    return str_slice(to, mark + 3, to.len);
}

static Str added(House *h, const Someone *who, const char *fields)
{
    HttpReply r = house_post(h, who, at(h, "/entries"), str_from_c(fields));
    EXPECT(r, 303);
    return entry_of(&r);
}

static HttpReply act(House *h, const Someone *who, Str entry, const char *what, const char *fields)
{
    Str path = arena_printf(h->cx.arena, "/entries/" STR_FMT "/%s", STR_ARG(entry), what);
    return house_post(h, who, at(h, path.ptr), str_from_c(fields));
}
#define DO(who, entry, what, fields) \
    do { HttpReply r_ = act(h, (who), (entry), what, fields); EXPECT(r_, 303); } while (0)

/* --- shape -------------------------------------------------------------------------------- */

static void test_session__planned_page_takes_topics_from_both(void **state)
{
    House *h = *state;
    added(h, &h->maya, "kind=agenda&text=The+phone+call&minutes=15");
    added(h, &h->daniel, "kind=agenda&text=Sunday+evening");
    HttpReply r = page(h, &h->maya);
    HOLDS(r, "Session 1, Maya and Daniel");
    HOLDS(r, "The phone call");
    HOLDS(r, "15 minutes");
    HOLDS(r, "Sunday evening");
    HOLDS(r, "Begin the session");
    HOLDS_NOT(r, "name=\"kind\" value=\"voice\"");
    r = house_post(h, &h->maya, at(h, "/entries"), S("kind=voice&text=too+early"));
    EXPECT(r, 422);
    HOLDS(r, "This part of the session is not open.");
    HOLDS(r, "too early");
}

static void test_session__who_sees_stands_before_each_field(void **state)
{
    House *h = *state;
    begin(h);
    HttpReply r = page(h, &h->maya);
    HOLDS(r, "<b>Maya and Daniel</b> see and write this page. Nobody else.");
    size_t fields = 0, sees = 0;
    for (size_t i = 0; i < r.body.len; i++) {
        Str rest = str_slice(r.body, i, r.body.len);
        fields += str_starts(rest, S("name=\"text\"")) || str_starts(rest, S("<details id=\"lists\""));
        sees += str_starts(rest, S("<b>You and Daniel</b>"));
    }
    assert_true(fields >= 6);
    assert_int_equal(fields, sees);
}

static void test_session__others_do_not_find_it(void **state)
{
    House *h = *state;
    added(h, &h->maya, "kind=agenda&text=canary");
    HttpReply r = house_get(h, &h->noor, at(h, ""));
    EXPECT(r, 404);
    r = house_get(h, &h->iris, at(h, "/take-home"));
    EXPECT(r, 404);
    r = house_get(h, &h->ada, at(h, "/live"));
    EXPECT(r, 404);
    HOLDS_NOT(r, "canary");
    r = house_get(h, NULL, at(h, ""));
    EXPECT(r, 303);
}

/* --- agenda -------------------------------------------------------------------------------- */

static void test_session__topics_move_and_come_back(void **state)
{
    House *h = *state;
    begin(h);
    Str one = added(h, &h->maya, "kind=agenda&text=one");
    Str two = added(h, &h->daniel, "kind=agenda&text=two");
    DO(&h->daniel, one, "state", "state=current");
    HttpReply r = page(h, &h->maya);
    HOLDS(r, "Talking now");
    DO(&h->maya, two, "state", "state=current");
    r = page(h, &h->daniel);
    HOLDS(r, "Talked about");
    DO(&h->maya, one, "state", "state=parked");
    r = page(h, &h->daniel);
    HOLDS(r, "Parked for later");
    DO(&h->maya, one, "state", "state=withdrawn");
    r = page(h, &h->daniel);
    HOLDS_NOT(r, ">one<");
    r = page(h, &h->maya);
    HOLDS(r, "Put it back");
    r = act(h, &h->daniel, one, "state", "state=current");
    EXPECT(r, 422);
    HOLDS(r, "This changed a moment ago.");
    DO(&h->maya, one, "state", "state=waiting");
    r = page(h, &h->daniel);
    HOLDS(r, "dir=\"auto\">one<");
}

static void test_session__unfinished_form_keeps_what_was_typed(void **state)
{
    House *h = *state;
    HttpReply r = house_post(h, &h->maya, at(h, "/entries"),
                             S("kind=agenda&text=my+words&minutes=lots"));
    EXPECT(r, 422);
    HOLDS(r, "There is something to finish");
    HOLDS(r, "Write minutes as a number from 1 to 240.");
    HOLDS(r, "value=\"my words\"");
    HOLDS(r, "value=\"lots\"");
    r = house_post(h, &h->maya, at(h, "/entries"), S("kind=agenda&text="));
    EXPECT(r, 422);
    HOLDS(r, "href=\"#agenda\"");
    r = page(h, &h->maya);
    HOLDS(r, "No topics yet. One is enough.");
}

static void test_session__the_same_form_twice_is_one_topic(void **state)
{
    House *h = *state;
    Str csrf = csrf_token(h->cx.arena, h->app, h->maya.login);
    Str body = arena_printf(h->cx.arena, "kind=agenda&text=double+tap&idem=k1&csrf=" STR_FMT,
                            STR_ARG(csrf));
    HttpReply first = house_post_raw(h, &h->maya, at(h, "/entries"), body);
    EXPECT(first, 303);
    HttpReply second = house_post_raw(h, &h->maya, at(h, "/entries"), body);
    EXPECT(second, 303);
    assert_true(str_eq(house_reply_header(&first, S("Location")),
                       house_reply_header(&second, S("Location"))));
    HttpReply r = page(h, &h->maya);
    size_t at_first = 0;
    while (!str_starts(str_slice(r.body, at_first, r.body.len), S("dir=\"auto\">double tap<")))
        at_first++;
    assert_false(str_contains(str_slice(r.body, at_first + 1, r.body.len),
                              S("dir=\"auto\">double tap<")));
}

/* --- the sentence --------------------------------------------------------------------------- */

static void test_session__a_sentence_settles_when_both_said_yes(void **state)
{
    House *h = *state;
    begin(h);
    Str id = added(h, &h->maya, "kind=sentence&text=Sorry+comes+first.");
    HttpReply r = page(h, &h->daniel);
    HOLDS(r, "Not settled yet");
    HOLDS(r, "Yes, I can say this too");
    DO(&h->daniel, id, "words", "base=1&text=Sorry+comes+first.");     /* unchanged: yes */
    r = page(h, &h->maya);
    HOLDS(r, "You both said yes");
    DO(&h->daniel, id, "answer", "answer=not_now&version=1&words=let+me+sleep+on+it");
    r = page(h, &h->maya);
    HOLDS(r, "Not settled yet");
    HOLDS(r, "let me sleep on it");
}

static void test_session__two_edits_at_once_show_both_with_names(void **state)
{
    House *h = *state;
    begin(h);
    Str id = added(h, &h->maya, "kind=sentence&text=one");
    DO(&h->daniel, id, "words", "base=1&text=words+of+Daniel");
    DO(&h->maya, id, "words", "base=1&text=words+of+Maya");
    HttpReply r = page(h, &h->maya);
    HOLDS(r, "“words of Daniel”");
    HOLDS(r, "“words of Maya”");
    HOLDS(r, "Both are kept.");
    HOLDS(r, "Take Daniel’s words");
    HOLDS(r, "Earlier versions (1)");
    DO(&h->daniel, id, "settle", "choice=third&version=3&text=our+words");
    r = page(h, &h->maya);
    HOLDS(r, "our words");
    HOLDS(r, "Earlier versions (3)");
    HOLDS_NOT(r, "Both are kept.");
    DO(&h->maya, id, "words", "base=4&text=our+words");
    r = page(h, &h->daniel);
    HOLDS(r, "You both said yes");
}

static void test_session__words_for_something_taken_back_are_shown_again(void **state)
{
    House *h = *state;
    Str id = added(h, &h->maya, "kind=agenda&text=mine");
    DO(&h->maya, id, "state", "state=withdrawn");
    HttpReply r = act(h, &h->daniel, id, "words", "base=1&text=long+thought+about");
    EXPECT(r, 422);
    HOLDS(r, "Your words are still here");
    HOLDS(r, "long thought about");
    HOLDS_NOT(r, ">mine<");
}

/* --- voices, markers, takeaways, steps ------------------------------------------------------ */

static void test_session__each_voice_stands_under_its_name(void **state)
{
    House *h = *state;
    begin(h);
    added(h, &h->maya, "kind=voice&text=It+was+the+silence.");
    Str his = added(h, &h->daniel, "kind=voice&text=%3Cb%3Ebold%3C/b%3E");
    HttpReply r = page(h, &h->maya);
    HOLDS(r, "“It was the silence.”");
    HOLDS(r, "“&lt;b&gt;bold&lt;/b&gt;”");
    HOLDS(r, "data-say=\"Daniel wrote: &lt;b&gt;bold");
    r = act(h, &h->maya, his, "words", "base=1&text=not+hers");
    EXPECT(r, 422);
    HOLDS_NOT(r, "“not hers”");
}

static void test_session__markers_are_named_with_or_without_words(void **state)
{
    House *h = *state;
    begin(h);
    added(h, &h->daniel, "kind=marker&mark=strength&text=You+said+no.");
    added(h, &h->maya, "kind=marker&mark=insight&text=");
    HttpReply r = page(h, &h->maya);
    HOLDS(r, "<b>A strength that showed</b>");
    HOLDS(r, "“You said no.”");
    HOLDS(r, "<b>An insight</b>");
    r = house_post(h, &h->maya, at(h, "/entries"), S("kind=marker&mark=wrong&text=x"));
    EXPECT(r, 422);
    HOLDS(r, "Choose what kind of moment it was.");
}

static void test_session__an_offered_takeaway_is_taken_changed_or_left(void **state)
{
    House *h = *state;
    begin(h);
    HttpReply r = page(h, &h->daniel);
    HOLDS(r, "“May I share what I would put in my notes?”");
    Str id = added(h, &h->daniel, "kind=takeaway&text=A+pause+is+allowed");
    r = page(h, &h->maya);
    HOLDS(r, "Offered by Daniel");
    HOLDS(r, "Leave it");
    r = house_get(h, &h->maya, at(h, "/take-home"));
    HOLDS_NOT(r, "A pause is allowed");
    DO(&h->maya, id, "state", "state=declined");
    r = page(h, &h->daniel);
    HOLDS(r, "left for now");
    DO(&h->maya, id, "words", "base=1&text=I+may+pause");
    r = page(h, &h->daniel);
    HOLDS(r, "Offered by Daniel, taken by Maya");
    r = act(h, &h->daniel, id, "words", "base=2&text=no");
    EXPECT(r, 422);
    r = house_get(h, &h->maya, at(h, "/take-home"));
    HOLDS(r, "I may pause");
}

static void test_session__steps_say_who_and_how_it_went(void **state)
{
    House *h = *state;
    begin(h);
    HttpReply r = house_post(h, &h->maya, at(h, "/entries"), S("kind=step&text=walk"));
    EXPECT(r, 422);
    HOLDS(r, "Choose who does it.");
    Str mine = added(h, &h->maya, "kind=step&text=Let+one+silence+pass&whom=me");
    Str his = added(h, &h->maya, "kind=step&text=Find+the+article&whom=them");
    DO(&h->daniel, his, "state", "state=accepted");
    r = house_post(h, &h->maya, at(h, "/state"), S("state=ended"));
    EXPECT(r, 303);
    r = act(h, &h->maya, mine, "answer", "answer=went&version=1&words=");
    EXPECT(r, 422);
    DO(&h->maya, mine, "answer", "answer=went&version=1&words=It+was+long%2C+and+fine.");
    DO(&h->maya, mine, "state", "state=done");
    r = page(h, &h->daniel);
    HOLDS(r, "It was long, and fine.");
    HOLDS(r, "Done");
}

static Err do_end(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    House *h = arg;
    return episode_end(cx, tx, g, h->episode, 1);
}

static void test_session__work_that_has_ended_is_read_and_not_written(void **state)
{
    House *h = *state;
    added(h, &h->maya, "kind=agenda&text=still+readable");
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_EPISODE_END, h->episode, do_end, h));
    HttpReply r = page(h, &h->maya);
    HOLDS(r, "still readable");
    HOLDS_NOT(r, "name=\"text\"");
    HOLDS_NOT(r, "name=\"state\"");
    r = house_post(h, &h->maya, at(h, "/entries"), S("kind=agenda&text=too+late"));
    EXPECT(r, 404);
}

/* --- state, time, take-home ----------------------------------------------------------------- */

static void test_session__time_left_and_the_way_to_the_form_after(void **state)
{
    House *h = *state;
    HttpReply r = page(h, &h->maya);
    HOLDS_NOT(r, "Before you part");
    begin(h);
    r = page(h, &h->maya);
    HOLDS(r, "50 minutes left");
    HOLDS(r, "Before you part");
    HOLDS(r, "/rate\"");
    h->app->clock_skew_ms = 10 * 60 * 1000;
    r = page(h, &h->maya);
    HOLDS(r, "40 minutes left");
    r = house_post(h, &h->maya, at(h, "/state"), S("state=ended"));
    EXPECT(r, 303);
    r = house_post(h, &h->daniel, at(h, "/state"), S("state=ended"));     /* both tapped: fine */
    EXPECT(r, 303);
    r = page(h, &h->daniel);
    HOLDS(r, "Ended today at");
    HOLDS_NOT(r, "minutes left");
    r = house_post(h, &h->daniel, at(h, "/state"), S("state=planned"));
    EXPECT(r, 422);
}

/* --- lists to pick from --------------------------------------------------------------------- */

static size_t times(Str text, const char *part)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += str_starts(str_slice(text, i, text.len), str_from_c(part));
    return count;
}

/* What shows a topic of one's own on the page, and only there. */
#define TOPIC_IN_USE "<span class=\"vh\">: How the time since last time was</span></button>"

static void test_session__a_list_becomes_topics_of_whoever_picked_it(void **state)
{
    House *h = *state;
    HttpReply r = page(h, &h->maya);
    HOLDS(r, "A list to begin with");
    HOLDS_NOT(r, "These come to");
    EXPECT(house_post(h, &h->maya, at(h, "/agenda"), S("list=Check-in%2C+goal%2C+next+step")), 303);
    r = page(h, &h->daniel);
    HOLDS(r, "These come to 50 of your 50 minutes.");
    assert_int_equal(times(r.body, TOPIC_IN_USE), 1);
    size_t first = 0, last = 0;
    for (size_t i = 0; i < r.body.len; i++) {
        Str rest = str_slice(r.body, i, r.body.len);
        if (!first && str_starts(rest, S("How the time since last time was"))) first = i;
        if (!last && str_starts(rest, S("How this hour was for you"))) last = i;
    }
    assert_true(first > 0 && first < last);
    /* The other one picks the same: nothing stands there twice. */
    EXPECT(house_post(h, &h->daniel, at(h, "/agenda"), S("list=Check-in%2C+goal%2C+next+step")), 303);
    HttpReply again = page(h, &h->daniel);
    HOLDS(again, "These come to 50 of your 50 minutes.");
    assert_int_equal(times(again.body, TOPIC_IN_USE), 1);
    EXPECT(house_post(h, &h->daniel, at(h, "/agenda"), S("list=Review")), 303);
    HOLDS(page(h, &h->maya), "These come to 100 minutes, and you have 50.");
}

static void test_session__what_a_list_brought_is_changed_and_taken_back_like_any_topic(void **state)
{
    House *h = *state;
    HttpReply put = house_post(h, &h->maya, at(h, "/agenda"), S("list=One+thing+at+a+time"));
    EXPECT(put, 303);
    Str topic = entry_of(&put);
    DO(&h->maya, topic, "words", "base=1&text=The+flat&minutes=20");
    HttpReply r = page(h, &h->daniel);
    HOLDS(r, "The flat");
    HOLDS(r, "These come to 65 minutes, and you have 50.");
    DO(&h->maya, topic, "state", "state=parked");
    HOLDS(page(h, &h->daniel), "These come to 45 of your 50 minutes.");
    HttpReply not_his = act(h, &h->daniel, topic, "state", "state=withdrawn");
    EXPECT(not_his, 422);
    DO(&h->maya, topic, "state", "state=withdrawn");
    HOLDS_NOT(page(h, &h->daniel), "The flat");
}

static void test_session__lists_are_refused_that_are_none_or_come_too_late(void **state)
{
    House *h = *state;
    HttpReply none = house_post(h, &h->maya, at(h, "/agenda"), S("list=My+own+list"));
    EXPECT(none, 422);
    HOLDS(none, "Choose one of the lists.");
    EXPECT(house_post(h, &h->maya, at(h, "/agenda"), S("")), 422);
    EXPECT(house_post(h, &h->noor, at(h, "/agenda"), S("list=Review")), 404);
    begin(h);
    EXPECT(house_post(h, &h->daniel, at(h, "/state"), S("state=ended")), 303);
    HttpReply late = house_post(h, &h->maya, at(h, "/agenda"), S("list=Review"));
    EXPECT(late, 422);
    HOLDS(late, "This part of the session is not open.");
    HOLDS_NOT(page(h, &h->maya), "A list to begin with");
}

static void test_session__a_question_picked_is_a_voice_of_whoever_asked_it(void **state)
{
    House *h = *state;
    HOLDS_NOT(page(h, &h->daniel), "A question to pick from");
    begin(h);
    HttpReply r = page(h, &h->daniel);
    HOLDS(r, "A question to pick from");
    HOLDS(r, "<optgroup label=\"Looking forward\">");
    HOLDS(r, "<option>What do you want more of?</option>");
    HOLDS_NOT(r, "A question, picked from the list");
    Str asked = added(h, &h->daniel, "kind=voice&mark=question&text=What+do+you+want+more+of%3F");
    r = page(h, &h->maya);
    HOLDS(r, "A question, picked from the list");
    HOLDS(r, " wrote: What do you want more of?");
    EXPECT(act(h, &h->maya, asked, "words", "base=1&text=Hers"), 422);
    DO(&h->daniel, asked, "state", "state=withdrawn");
    HOLDS_NOT(page(h, &h->maya), "A question, picked from the list");
    EXPECT(house_post(h, &h->maya, at(h, "/entries"), S("kind=voice&mark=question&text=")), 422);
}

static void test_session__the_live_part_is_the_same_without_the_frame(void **state)
{
    House *h = *state;
    added(h, &h->maya, "kind=agenda&text=on+both+screens");
    HttpReply r = house_get(h, &h->daniel, at(h, "/live"));
    EXPECT(r, 200);
    assert_true(str_starts(r.body, S("<div id=\"live\"")));
    HOLDS(r, "on both screens");
    HOLDS_NOT(r, "<html");
    r = house_get(h, &h->daniel, at(h, "/events"));
    EXPECT(r, 200);
    HOLDS_NOT(r, "on both screens");
}

static void test_session__take_home_holds_what_was_said_yes_to(void **state)
{
    House *h = *state;
    begin(h);
    Str topic = added(h, &h->maya, "kind=agenda&text=The+phone+call");
    added(h, &h->daniel, "kind=agenda&text=Never+reached");
    DO(&h->maya, topic, "state", "state=talked");
    Str yes = added(h, &h->maya, "kind=sentence&text=We+both+say+this");
    DO(&h->daniel, yes, "answer", "answer=yes&version=1&words=");
    added(h, &h->maya, "kind=sentence&text=Only+hers");
    added(h, &h->maya, "kind=takeaway&text=One+silence");
    added(h, &h->maya, "kind=step&text=Write+to+her&whom=me");
    HttpReply r = house_get(h, &h->maya, at(h, "/take-home"));
    EXPECT(r, 200);
    HOLDS(r, "The phone call");
    HOLDS_NOT(r, "Never reached");
    HOLDS(r, "“We both say this”");
    HOLDS_NOT(r, "Only hers");
    HOLDS(r, "One silence");
    HOLDS(r, "Write to her");
    HOLDS(r, "Not planned yet.");
    HOLDS(r, "112");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_session__planned_page_takes_topics_from_both),
        house_test(test_session__who_sees_stands_before_each_field),
        house_test(test_session__others_do_not_find_it),
        house_test(test_session__topics_move_and_come_back),
        house_test(test_session__unfinished_form_keeps_what_was_typed),
        house_test(test_session__the_same_form_twice_is_one_topic),
        house_test(test_session__a_sentence_settles_when_both_said_yes),
        house_test(test_session__two_edits_at_once_show_both_with_names),
        house_test(test_session__words_for_something_taken_back_are_shown_again),
        house_test(test_session__each_voice_stands_under_its_name),
        house_test(test_session__markers_are_named_with_or_without_words),
        house_test(test_session__an_offered_takeaway_is_taken_changed_or_left),
        house_test(test_session__steps_say_who_and_how_it_went),
        house_test(test_session__work_that_has_ended_is_read_and_not_written),
        house_test(test_session__time_left_and_the_way_to_the_form_after),
        house_test(test_session__a_list_becomes_topics_of_whoever_picked_it),
        house_test(test_session__what_a_list_brought_is_changed_and_taken_back_like_any_topic),
        house_test(test_session__lists_are_refused_that_are_none_or_come_too_late),
        house_test(test_session__a_question_picked_is_a_voice_of_whoever_asked_it),
        house_test(test_session__the_live_part_is_the_same_without_the_frame),
        house_test(test_session__take_home_holds_what_was_said_yes_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
