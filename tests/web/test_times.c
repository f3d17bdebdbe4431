/* Offered times: who picks, what that plans, two who pick at once; calling off in words. */
#include "../fixture.h"
#include "store/appointment.h"
#include "store/entry.h"

/* What follows the nth `mark` on a page, up to the next quote. */
static Str after(const HttpReply *r, const char *mark, size_t nth)
{
    Str m = str_from_c(mark);
    for (size_t i = 0; i + m.len < r->body.len; i++)
        if (str_starts(str_slice(r->body, i, r->body.len), m) && nth-- == 0)
            return str_slice(r->body, i + m.len, str_find(r->body, '"', i + m.len));
    return S("");
}

static void offer(House *h, const Someone *who, const char *form)
{
    EXPECT(house_post(h, who, house_work(h, "/times"), str_from_c(form)), 303);
}

/* The first offer on this reader's page: where a time is picked or all are declined. */
static Str act_of(House *h, const Someone *who, const char *what)
{
    HttpReply r = house_get(h, who, house_work(h, "/sessions"));
    Str id = after(&r, "id=\"e-", 0);
    assert_int_equal(id.len, 36);
    return house_work(h, arena_c(h->cx.arena, arena_printf(h->cx.arena, "/times/" STR_FMT "%s", STR_ARG(id), what)));
}

static Str nth_time(House *h, const Someone *who, size_t nth)
{
    HttpReply r = house_get(h, who, house_work(h, "/sessions"));
    Str id = after(&r, "name=\"time\" value=\"", nth);
    assert_int_equal(id.len, 36);
    return arena_printf(h->cx.arena, "time=" STR_FMT, STR_ARG(id));
}

static Str off_of(House *h)
{
    return house_work(h, arena_c(h->cx.arena, arena_printf(h->cx.arena, "/sessions/" STR_FMT "/off",
                                                           STR_ARG(uuid_str(h->cx.arena, h->session.u)))));
}

static void test_times__a_client_picks_what_the_therapist_offered_and_it_is_planned(void **state)
{
    House *h = *state;
    offer(h, &h->daniel, "when1=2031-01-09T15%3A00&when2=2031-01-10T09%3A30&length=45&where=Room+7&text=Either+is+fine");
    HOLDS(house_get(h, &h->maya, house_work(h, "/home")), "Daniel offers times");
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "")), "offers times");
    HttpReply hers = house_get(h, &h->maya, house_work(h, "/sessions"));
    HOLDS(hers, "Either is fine");
    HOLDS(hers, "For one more session. 45 minutes, Room 7");
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "/sessions")), "Pick this time");
    EXPECT(house_post(h, &h->maya, act_of(h, &h->maya, "/pick"), nth_time(h, &h->maya, 1)), 303);
    HttpReply now = house_get(h, &h->daniel, house_work(h, "/sessions"));
    HOLDS(now, "Friday 10 January at 09:30, Room 7");
    HOLDS_NOT(now, "Thursday 9 January");
    HOLDS_NOT(now, "Nobody has picked one yet");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/home")), "offers times");
    HOLDS(house_get(h, &h->maya, house_work(h, "/log")), "offered times for a session");
}

static void test_times__a_client_offers_and_the_therapist_picks(void **state)
{
    House *h = *state;
    offer(h, &h->maya, "when1=2031-01-09T15%3A00");
    HOLDS(house_get(h, &h->daniel, house_work(h, "")), "Maya offers times");
    EXPECT(house_post(h, &h->daniel, act_of(h, &h->daniel, "/pick"), nth_time(h, &h->daniel, 0)), 303);
    HOLDS(house_get(h, &h->maya, house_work(h, "/sessions")), "Thursday 9 January at 15:00");
}

static void test_times__nobody_plans_by_picking_their_own_or_another_offers_time(void **state)
{
    House *h = *state;
    offer(h, &h->maya, "when1=2031-01-09T15%3A00");
    Str pick = act_of(h, &h->maya, "/pick"), time = nth_time(h, &h->daniel, 0);
    EXPECT(house_post(h, &h->maya, pick, time), 403);
    EXPECT(house_post(h, &h->noor, pick, time), 404);
    EXPECT(house_post(h, &h->iris, pick, time), 404);
    EXPECT(house_post(h, &h->sol, pick, time), 404);
    offer(h, &h->daniel, "when1=2031-02-09T15%3A00");
    Str his = nth_time(h, &h->maya, 0);
    EXPECT(house_post(h, &h->maya, pick, his), 404);                 /* of another offer */
    EXPECT(house_post(h, &h->daniel, pick, S("time=")), 422);
    HttpReply r = house_get(h, &h->maya, house_work(h, "/sessions"));
    HOLDS_NOT(r, "Session 2");
    /* nor by settling the offer as if it were any entry */
    Str id = str_slice(pick, pick.len - 41, pick.len - 5);
    Str joint = house_work(h, arena_c(h->cx.arena, arena_printf(h->cx.arena, "/joint/" STR_FMT "/state", STR_ARG(id))));
    EXPECT(house_post(h, &h->daniel, joint, S("state=done")), 403);
}

typedef struct Pick { EntryId times, time; } Pick;
static Err job_pick(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    const Pick *p = arg;
    SessionId id;
    return appointment_pick(cx, tx, g, grant_episode(g), p->times, p->time, &id);
}

/* A work of two clients: the store keeps them from filling the therapist's day between them. */
static Err job_join(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    House *h = arg;
    return episode_add_member(cx, tx, g, h->episode, h->noor.id, PART_CLIENT, S("active"), cx->now_ms);
}

static void test_times__two_clients_alone_plan_nothing_and_the_store_says_so(void **state)
{
    House *h = *state;
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_EPISODE_CREATE, (EpisodeId){ { { 0 } } }, job_join, h));
    offer(h, &h->maya, "when1=2031-01-09T15%3A00");
    HOLDS_NOT(house_get(h, &h->noor, house_work(h, "/sessions")), "Pick this time");
    Str pick = act_of(h, &h->noor, "/pick"), time = nth_time(h, &h->daniel, 0);
    EXPECT(house_post(h, &h->noor, pick, time), 403);
    Pick p;
    assert_true(uuid_parse(str_slice(pick, pick.len - 41, pick.len - 5), &p.times.u));
    assert_true(uuid_parse(str_slice(time, 5, time.len), &p.time.u));
    Err err = house_as(h, &h->noor, ACTION_APPOINTMENT_PICK, h->episode, job_pick, &p);
    assert_int_equal(err.kind, ERR_DENIED);
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_APPOINTMENT_PICK, h->episode, job_pick, &p));
    err = house_as(h, &h->daniel, ACTION_APPOINTMENT_PICK, h->episode, job_pick, &p);
    assert_int_equal(err.kind, ERR_CONFLICT);
    HttpReply r = house_get(h, &h->maya, house_work(h, "/sessions"));
    HOLDS(r, "Session 2");
    HOLDS_NOT(r, "Session 3");
}

static void test_times__of_two_who_pick_at_once_one_wins_and_the_other_is_told_kindly(void **state)
{
    House *h = *state;
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_EPISODE_CREATE, (EpisodeId){ { { 0 } } }, job_join, h));
    offer(h, &h->daniel, "when1=2031-01-09T15%3A00&when2=2031-01-10T15%3A00");
    Str pick = act_of(h, &h->maya, "/pick");
    Str one = nth_time(h, &h->maya, 0), other = nth_time(h, &h->noor, 1);
    EXPECT(house_post(h, &h->maya, pick, one), 303);
    HttpReply late = house_post(h, &h->noor, pick, other);
    EXPECT(late, 422);
    HOLDS(late, "Somebody picked a time a moment ago");
    HOLDS(late, "Thursday 9 January at 15:00");
    HOLDS_NOT(late, "Friday 10 January");
    HOLDS_NOT(late, "Session 3");
}

static void test_times__none_suits_comes_back_with_the_words_and_other_times(void **state)
{
    House *h = *state;
    offer(h, &h->daniel, "when1=2031-01-09T15%3A00");
    Str decline = act_of(h, &h->maya, "/decline");
    EXPECT(house_post(h, &h->daniel, decline, S("text=mine")), 403);
    EXPECT(house_post(h, &h->noor, decline, S("text=x")), 404);
    EXPECT(house_post(h, &h->maya, decline, S("text=I+am+away+that+week")), 303);
    HttpReply his = house_get(h, &h->daniel, house_work(h, "/sessions"));
    HOLDS(his, "None of these suited. Maya, today");
    HOLDS(his, "I am away that week");
    HOLDS_NOT(his, "Take this offer back");
    HttpReply again = house_post(h, &h->maya, decline, S("text=again"));
    EXPECT(again, 422);
    HOLDS(again, "This offer was answered a moment ago");
    offer(h, &h->maya, "when1=2031-01-16T15%3A00");
    HOLDS(house_get(h, &h->daniel, house_work(h, "/sessions")), "Thursday 16 January at 15:00");
}

static void test_times__an_offer_taken_back_is_gone(void **state)
{
    House *h = *state;
    offer(h, &h->daniel, "when1=2031-01-09T15%3A00&text=perhaps");
    Str pick = act_of(h, &h->maya, "/pick"), time = nth_time(h, &h->maya, 0);
    HttpReply his = house_get(h, &h->daniel, house_work(h, "/sessions"));
    Str back = after(&his, "/joint/", 0);
    back = house_work(h, arena_c(h->cx.arena, arena_join(h->cx.arena, S("/joint/"), back)));
    EXPECT(house_post(h, &h->maya, back, S("state=withdrawn")), 403);
    EXPECT(house_post(h, &h->daniel, back, S("state=withdrawn")), 303);
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/sessions")), "perhaps");
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "/sessions")), "perhaps");
    EXPECT(house_post(h, &h->maya, pick, time), 404);
}

static void test_times__instead_of_a_session_moves_it(void **state)
{
    House *h = *state;
    offer(h, &h->maya, "when1=2031-01-09T15%3A00&number=1");
    HOLDS(house_get(h, &h->daniel, house_work(h, "/sessions")), "Instead of session 1, ");
    EXPECT(house_post(h, &h->daniel, act_of(h, &h->daniel, "/pick"), nth_time(h, &h->daniel, 0)), 303);
    HttpReply r = house_get(h, &h->maya, house_work(h, "/sessions"));
    HOLDS(r, "Thursday 9 January at 15:00, Room 2");
    HOLDS_NOT(r, "Session 2");
    EXPECT(house_post(h, &h->maya, house_work(h, "/times"), S("when1=2031-01-10T15%3A00&number=7")), 422);
    offer(h, &h->daniel, "when1=2031-01-11T15%3A00&number=1");
    Str pick = act_of(h, &h->maya, "/pick"), time = nth_time(h, &h->maya, 0);
    EXPECT(house_post(h, &h->daniel, off_of(h), S("")), 303);
    HttpReply late = house_post(h, &h->maya, pick, time);
    EXPECT(late, 422);
    HOLDS(late, "is not planned any more");
}

static void test_times__what_is_not_finished_comes_back_with_what_was_typed(void **state)
{
    House *h = *state;
    HttpReply r = house_post(h, &h->maya, house_work(h, "/times"), S("text=whenever&where=Room+9"));
    EXPECT(r, 422);
    HOLDS(r, "Offer one time at least");
    HOLDS(r, "whenever");
    HOLDS(r, "Room 9");
    EXPECT(house_post(h, &h->maya, house_work(h, "/times"), S("when1=soon")), 422);
    r = house_post(h, &h->maya, house_work(h, "/times"), S("when1=2021-01-09T15%3A00"));
    EXPECT(r, 422);
    HOLDS(r, "still to come");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/sessions")), "You offered times");
}

static void test_times__an_hour_that_the_clocks_skip_is_said_as_it_will_be(void **state)
{
    House *h = *state;
    offer(h, &h->daniel, "when1=2031-03-30T01%3A30&when2=2031-04-03T10%3A30&when3=2031-10-26T01%3A30");
    HttpReply r = house_get(h, &h->maya, house_work(h, "/sessions"));
    HOLDS(r, "Sunday 30 March at 02:30");
    HOLDS(r, "Thursday 3 April at 10:30");
    HOLDS(r, "Sunday 26 October at 01:30");
    EXPECT(house_post(h, &h->maya, S("/me/reach"), S("zone=America%2FNew_York&version=1")), 303);
    r = house_get(h, &h->maya, house_work(h, "/sessions"));
    HOLDS(r, "Thursday 3 April at 10:30 (Thursday 3 April at 05:30 where you are)");
    HOLDS(r, "Times are those of Europe/London");
    EXPECT(house_post(h, &h->maya, act_of(h, &h->maya, "/pick"), nth_time(h, &h->maya, 0)), 303);
    HOLDS(house_get(h, &h->daniel, house_work(h, "/sessions")), "Sunday 30 March at 02:30");
}

static void test_times__a_time_that_has_passed_cannot_be_picked(void **state)
{
    House *h = *state;
    offer(h, &h->daniel, "when1=2031-01-09T15%3A00&when2=2031-01-10T15%3A00");
    Str pick = act_of(h, &h->maya, "/pick"), time = nth_time(h, &h->maya, 0);
    int64_t then_ms = zone_instant(zone_utc(), (Date){ 2031, 1, 9 }, (Clock){ 16, 0, 0 });
    h->app->clock_skew_ms += then_ms - app_now_ms(h->app);
    Pick p;
    assert_true(uuid_parse(str_slice(pick, pick.len - 41, pick.len - 5), &p.times.u));
    assert_true(uuid_parse(str_slice(time, 5, time.len), &p.time.u));
    Err err = house_as(h, &h->maya, ACTION_APPOINTMENT_PICK, h->episode, job_pick, &p);
    assert_int_equal(err.kind, ERR_CONFLICT);
}

static void test_times__either_calls_a_session_off_and_the_other_reads_who_and_why(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->noor, off_of(h), S("text=x")), 404);
    EXPECT(house_post(h, &h->maya, off_of(h), S("text=I+have+a+fever")), 303);
    HttpReply his = house_get(h, &h->daniel, house_work(h, "/sessions"));
    HOLDS(his, "Called off");
    HOLDS(his, "Maya called it off today at");
    HOLDS(his, "I have a fever");
    /* who did so a moment later keeps their words as well */
    EXPECT(house_post(h, &h->daniel, off_of(h), S("text=The+train+stands")), 303);
    HttpReply hers = house_get(h, &h->maya, house_work(h, "/sessions"));
    HOLDS(hers, "You called it off");
    HOLDS(hers, "The train stands");
    HOLDS(hers, "Take it out of my calendar");
}

static Err job_begin(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    House *h = arg;
    return session_set_state(cx, tx, g, h->episode, h->session, S("open"));
}

static void test_times__what_has_begun_is_not_called_off(void **state)
{
    House *h = *state;
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_SESSION_STATE, h->episode, job_begin, h));
    HttpReply r = house_post(h, &h->maya, off_of(h), S("text=too+late"));
    EXPECT(r, 422);
    HOLDS(r, "has begun or is over");
    HOLDS(house_get(h, &h->maya, house_work(h, "/sessions")), "Open now");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_times__a_client_picks_what_the_therapist_offered_and_it_is_planned),
        house_test(test_times__a_client_offers_and_the_therapist_picks),
        house_test(test_times__nobody_plans_by_picking_their_own_or_another_offers_time),
        house_test(test_times__two_clients_alone_plan_nothing_and_the_store_says_so),
        house_test(test_times__of_two_who_pick_at_once_one_wins_and_the_other_is_told_kindly),
        house_test(test_times__none_suits_comes_back_with_the_words_and_other_times),
        house_test(test_times__an_offer_taken_back_is_gone),
        house_test(test_times__instead_of_a_session_moves_it),
        house_test(test_times__what_is_not_finished_comes_back_with_what_was_typed),
        house_test(test_times__an_hour_that_the_clocks_skip_is_said_as_it_will_be),
        house_test(test_times__a_time_that_has_passed_cannot_be_picked),
        house_test(test_times__either_calls_a_session_off_and_the_other_reads_who_and_why),
        house_test(test_times__what_has_begun_is_not_called_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
