/* test_progress.c - "How it goes" and the conversations signals open, through requests. */
#include "signal_forms.h"

static Str progress(House *h)
{
    return house_work(h, "/progress");
}

static Str talk(House *h, SignalId id, const char *rest)
{
    return arena_printf(h->cx.arena, STR_FMT "/signals/" STR_FMT "%s",
                        STR_ARG(house_work(h, "")), STR_ARG(uuid_str(h->cx.arena, id.u)), rest);
}

/* Five weeks: better numbers, a fall between them after the fourth session. */
static SignalId weeks_go_by(House *h)
{
    static const int phq[] = { 17, 15, 13, 11, 8 };
    static const double bond[] = { 5, 5, 5, 2, 3 };
    for (int i = 0; i < 5; i++) {
        SessionId session = session_at(h, 6 - i);
        check_in_sent(h, session, "phq-9", phq[i]);
        rating_sent(h, &h->maya, session, bond[i], 4, 4, 0, -1);
        rating_sent(h, &h->daniel, session, 4, 4.5, 4, 0, -1);
    }
    at_week(h, 0);
    Signals all = noticed(h, &h->maya);
    for (size_t i = 0; i < all.count; i++)
        if (all.list[i].page == PAGE_REPAIR) return all.list[i].id;
    assert_true(false);
    return all.list[0].id;
}

/* --- the page ----------------------------------------------------------------------------- */

static void test_progress__empty_says_that_empty_is_fine(void **state)
{
    House *h = *state;
    HttpReply page = house_get(h, &h->maya, progress(h));
    EXPECT(page, 200);
    HOLDS(page, "No numbers yet");
    HOLDS(page, "Empty is fine");
    HOLDS_NOT(page, "<svg class=\"chart\"");
    EXPECT(house_get(h, &h->daniel, progress(h)), 200);
}

static void test_progress__is_a_sentence_a_picture_and_a_table(void **state)
{
    House *h = *state;
    weeks_go_by(h);
    HttpReply page = house_get(h, &h->maya, progress(h));
    EXPECT(page, 200);
    HOLDS(page, "Your PHQ-9 went from 17 to 8.");
    HOLDS(page, "<svg class=\"chart\"");
    HOLDS(page, "line at 10");
    HOLDS(page, "<table");
    HOLDS(page, "How this was computed");
    HOLDS(page, "change.fixed, version 1 / phq-9 1.0.0");
    HOLDS(page, "NHS Talking Therapies");
    HOLDS(page, "Something may have come between you");
    HOLDS(page, "not validated: a starting point for talk, not a grade");
    HOLDS(page, "You and Daniel");
    HOLDS_NOT(page, "moderate");                   /* bands are for staff and export */
}

typedef struct Rated { House *h; EntryId goal; int64_t value; Str words; } Rated;

static Err add_goal(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Rated *r = arg;
    EntryNew fresh = { .kind = ENTRY_GOAL, .owner = r->h->maya.id, .text = r->words };
    return entry_add(cx, tx, g, r->h->episode, &fresh, &r->goal);
}

static Err rate_goal(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Rated *r = arg;
    Response form;
    const SessionId none = { { { 0 } } };
    GivenAnswer given = { .key = answer_key_goal(cx->arena, r->goal), .status = STATUS_ANSWERED,
                          .value = r->value };
    TRY(response_begin(cx, tx, g, r->h->episode, none, FORM_CHECK_IN,
                       r->h->app->measures, &form));
    TRY(answer_save(cx, tx, g, r->h->episode, &form, &given, NULL));
    return response_send(cx, tx, g, r->h->episode, &form);
}

static void test_progress__each_goal_has_its_own_line(void **state)
{
    House *h = *state;
    Rated say = { .h = h, .words = S("Say <no> once a week.") };
    Rated walk = { .h = h, .words = S("Walk.") };
    at_week(h, 3);
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_JOINT_WRITE, h->episode, add_goal, &say));
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_JOINT_WRITE, h->episode, add_goal, &walk));
    for (int i = 0; i < 2; i++) {
        at_week(h, 2 - i);
        say.value = 2 + 4 * i;
        HOUSE_OK(h, house_as(h, &h->maya, ACTION_CHECK_IN_WRITE, h->episode, rate_goal, &say));
    }
    at_week(h, 0);
    HttpReply page = house_get(h, &h->daniel, progress(h));
    EXPECT(page, 200);
    HOLDS(page, "Say &lt;no&gt; once a week.");
    HOLDS(page, "Your goals feel 4 points nearer");
    HOLDS(page, "From 2.0 to 6.0 in 2 check-ins.");
    HOLDS_NOT(page, "Walk.");                      /* not rated yet: nothing to draw */
}

static void test_progress__both_read_the_same_numbers(void **state)
{
    House *h = *state;
    weeks_go_by(h);
    HttpReply hers = house_get(h, &h->maya, progress(h));
    HttpReply his = house_get(h, &h->daniel, progress(h));
    EXPECT(his, 200);
    HOLDS(his, "Your PHQ-9 went from 17 to 8.");
    HOLDS(his, "It speaks to Maya");
    HOLDS_NOT(hers, "It speaks to");
    for (size_t at = 0; (at = str_find(his.body, '<', at)) < his.body.len; at++) {
        Str rest = str_slice(his.body, at, his.body.len);
        if (!str_starts(rest, S("<polyline"))) continue;
        Str line = str_slice(rest, 0, str_find(rest, '>', 0));
        assert_true(str_contains(hers.body, line));
    }
}

/* Maya's rating of the last session was 1.5; Daniel has not sent his. */
static void test_progress__the_others_rating_waits_for_ones_own(void **state)
{
    House *h = *state;
    SessionId first = session_at(h, 3), last = session_at(h, 2);
    rating_sent(h, &h->maya, first, 4, 4, 4, 0, -1);
    rating_sent(h, &h->daniel, first, 4, 4, 4, 0, -1);
    rating_sent(h, &h->maya, last, 1.5, 4, 4, 2, 1);
    at_week(h, 0);
    HttpReply hers = house_get(h, &h->maya, progress(h));
    HOLDS(hers, ">1.5</text>");
    HOLDS(hers, "felt off");
    HttpReply his = house_get(h, &h->daniel, progress(h));
    EXPECT(his, 200);
    HOLDS_NOT(his, "1.5");
    HOLDS_NOT(his, "elt off");
    SignalId id = noticed(h, &h->maya).list[0].id;
    EXPECT(house_get(h, &h->daniel, talk(h, id, "")), 404);
    EXPECT(house_post(h, &h->daniel, talk(h, id, "/turn"), S("step=noticed&text=hm")), 404);
    HttpReply page = house_get(h, &h->maya, talk(h, id, ""));
    HOLDS(page, "sees it once their own form for that session is sent");
    rating_sent(h, &h->daniel, last, 4, 4, 4, 0, -1);
    his = house_get(h, &h->daniel, progress(h));
    HOLDS(his, ">1.5</text>");
    page = house_get(h, &h->daniel, talk(h, id, ""));
    EXPECT(page, 200);
    HOLDS(page, "You looked at the clock.");
}

static void test_progress__nobody_else_reads_it(void **state)
{
    House *h = *state;
    SignalId id = weeks_go_by(h);
    const Someone *others[] = { &h->iris, &h->noor, &h->sol, &h->ada };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        EXPECT(house_get(h, others[i], progress(h)), 404);
        EXPECT(house_get(h, others[i], talk(h, id, "")), 404);
        EXPECT(house_post(h, others[i], talk(h, id, "/repaired"), S("answer=mended")), 404);
    }
}

/* --- a repair ----------------------------------------------------------------------------- */

static void test_repair__both_write_and_the_client_mends_it(void **state)
{
    House *h = *state;
    SignalId id = weeks_go_by(h);
    HttpReply page = house_get(h, &h->maya, talk(h, id, ""));
    EXPECT(page, 200);
    HOLDS(page, "Something may have come between you");
    HOLDS(page, "Not settled yet");
    HOLDS(page, "Is it mended?");
    HOLDS(page, "From the form after session");
    EXPECT(house_post(h, &h->maya, talk(h, id, "/turn"),
                      S("step=noticed&text=It+went+%3Cfast%3E.")), 303);
    EXPECT(house_post(h, &h->daniel, talk(h, id, "/turn"),
                      S("step=agree&text=I+will+ask+first.")), 303);
    page = house_get(h, &h->maya, talk(h, id, ""));
    HOLDS(page, "It went &lt;fast&gt;.");
    HOLDS(page, "Yes, let us do that");
    EXPECT(house_post(h, &h->maya, talk(h, id, "/step"), S("state=agreed")), 303);
    page = house_get(h, &h->daniel, talk(h, id, ""));
    HOLDS(page, "You both said what you would change");
    HOLDS(page, "Only Maya can say that it is mended");
    HOLDS_NOT(page, "Yes, it is mended");
    EXPECT(house_post(h, &h->maya, talk(h, id, "/repaired"), S("answer=not_yet")), 303);
    page = house_get(h, &h->maya, talk(h, id, ""));
    HOLDS(page, "Heard, not settled yet");
    HOLDS(page, "said: not yet");
    EXPECT(house_post(h, &h->maya, talk(h, id, "/repaired"), S("answer=mended")), 303);
    page = house_get(h, &h->daniel, talk(h, id, ""));
    HOLDS(page, "Maya said that it is mended");
    HOLDS_NOT(page, "Put it here");
    page = house_get(h, &h->daniel, progress(h));
    HOLDS(page, "Mended");
}

static void test_repair__the_therapist_cannot_close_it(void **state)
{
    House *h = *state;
    SignalId id = weeks_go_by(h);
    EXPECT(house_post(h, &h->daniel, talk(h, id, "/repaired"), S("answer=mended")), 404);
    EXPECT(house_post(h, &h->daniel, talk(h, id, "/close"), S("")), 403);
    EXPECT(house_post(h, &h->daniel, talk(h, id, "/step"), S("state=closed")), 403);
    EXPECT(house_post(h, &h->daniel, talk(h, id, "/step"), S("state=heard")), 403);
    EXPECT(house_post(h, &h->maya, talk(h, id, "/close"), S("")), 403);
    HttpReply page = house_get(h, &h->maya, talk(h, id, ""));
    HOLDS(page, "Not settled yet");
}

static void test_repair__empty_words_come_back_with_what_to_do(void **state)
{
    House *h = *state;
    SignalId id = weeks_go_by(h);
    HttpReply page = house_post(h, &h->maya, talk(h, id, "/turn"), S("step=needed&text=++"));
    EXPECT(page, 422);
    HOLDS(page, "Write a few words, or leave it for later.");
    HOLDS(page, "id=\"text-error\"");
    EXPECT(house_post(h, &h->maya, talk(h, id, "/turn"), S("step=later")), 303);
    page = house_get(h, &h->daniel, talk(h, id, ""));
    HOLDS(page, "said: later is fine");
    EXPECT(house_post(h, &h->maya, talk(h, id, "/turn"), S("step=plan&text=x")), 422);
    EXPECT(house_post(h, &h->maya, talk(h, id, "/repaired"), S("answer=maybe")), 422);
}

static void test_repair__seen_is_the_therapists_to_say(void **state)
{
    House *h = *state;
    SignalId id = weeks_go_by(h);
    HttpReply page = house_get(h, &h->daniel, talk(h, id, ""));
    HOLDS(page, "Seen, we will talk about it");
    page = house_get(h, &h->maya, talk(h, id, ""));
    HOLDS_NOT(page, "Seen, we will talk about it");
    EXPECT(house_post(h, &h->daniel, talk(h, id, "/step"), S("state=seen")), 303);
    page = house_get(h, &h->daniel, talk(h, id, ""));
    HOLDS_NOT(page, "Seen, we will talk about it");
}

/* --- a review ----------------------------------------------------------------------------- */

static void test_review__good_news_asks_what_helped_and_either_closes_it(void **state)
{
    House *h = *state;
    weeks_go_by(h);
    Signals all = noticed(h, &h->daniel);
    SignalId id = { { { 0 } } };
    for (size_t i = 0; i < all.count; i++)
        if (all.list[i].kind == SIGNAL_RELIABLE_CHANGE) id = all.list[i].id;
    HttpReply page = house_get(h, &h->daniel, talk(h, id, ""));
    EXPECT(page, 200);
    HOLDS(page, "A change for the better");
    HOLDS(page, "Write what helped");
    HOLDS(page, "Reliable from");
    HOLDS_NOT(page, "mended");
    EXPECT(house_post(h, &h->daniel, talk(h, id, "/turn"),
                      S("step=plan&text=Keep+walking.")), 303);
    page = house_get(h, &h->maya, talk(h, id, ""));
    HOLDS(page, "You are talking about it");
    EXPECT(house_post(h, &h->maya, talk(h, id, "/step"), S("state=trying")), 303);
    EXPECT(house_post(h, &h->maya, talk(h, id, "/repaired"), S("answer=mended")), 403);
    EXPECT(house_post(h, &h->daniel, talk(h, id, "/close"), S("")), 303);
    page = house_get(h, &h->maya, talk(h, id, ""));
    HOLDS(page, "This is closed. What you wrote stays here.");
}

static void both_rated(House *h, int weeks_ago, double client, double therapist)
{
    SessionId session = session_at(h, weeks_ago);
    rating_sent(h, &h->maya, session, client, client, client, -1, -1);
    rating_sent(h, &h->daniel, session, therapist, therapist, therapist, -1, -1);
}

static void test_progress__two_views_stand_side_by_side_from_six_sessions(void **state)
{
    static const double client[] = { 3, 4, 3, 4, 5, 4 };
    House *h = *state;
    for (int i = 0; i < 5; i++) both_rated(h, 7 - i, client[i], client[i] - 1);
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/progress")), "<h3>Two views</h3>");
    both_rated(h, 2, client[5], client[5] - 1);
    SessionId alone = session_at(h, 1);                       /* one side only: no pair */
    rating_sent(h, &h->maya, alone, 1, 1, 1, -1, -1);
    HttpReply page = house_get(h, &h->maya, house_work(h, "/progress"));
    HOLDS(page, "<h3>Two views</h3>");
    HOLDS(page, "over 6 sessions your therapist rated it on average 1 lower than you did. "
                "When your rating moved, theirs moved along.");
    HOLDS(page, "without seeing each other");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_progress__two_views_stand_side_by_side_from_six_sessions),
        house_test(test_progress__empty_says_that_empty_is_fine),
        house_test(test_progress__is_a_sentence_a_picture_and_a_table),
        house_test(test_progress__each_goal_has_its_own_line),
        house_test(test_progress__both_read_the_same_numbers),
        house_test(test_progress__the_others_rating_waits_for_ones_own),
        house_test(test_progress__nobody_else_reads_it),
        house_test(test_repair__both_write_and_the_client_mends_it),
        house_test(test_repair__the_therapist_cannot_close_it),
        house_test(test_repair__empty_words_come_back_with_what_to_do),
        house_test(test_repair__seen_is_the_therapists_to_say),
        house_test(test_review__good_news_asks_what_helped_and_either_closes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
