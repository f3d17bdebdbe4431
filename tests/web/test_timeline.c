/* The whole work through time: what is told, to whom, and what is not. */
#include "../fixture.h"
#include "store/entry.h"

static HttpReply look(House *h, const Someone *who, const char *query)
{
    Str rest = arena_printf(h->cx.arena, "/timeline%s", query);
    HttpReply r = house_get(h, who, house_work(h, arena_c(h->cx.arena, rest)));
    EXPECT(r, 200);
    return r;
}

static Str put(House *h, const Someone *who, const char *form)
{
    HttpReply r = house_post(h, who, house_work(h, "/joint"), str_from_c(form));
    EXPECT(r, 303);
    Str to = house_reply_header(&r, S("Location"));
    return arena_str(h->cx.arena, str_slice(to, to.len - 36, to.len));
}

static void act(House *h, const Someone *who, Str id, const char *what, Str form)
{
    Str rest = arena_printf(h->cx.arena, "/joint/" STR_FMT "/%s", STR_ARG(id), what);
    EXPECT(house_post(h, who, house_work(h, arena_c(h->cx.arena, rest)), form), 303);
}

static void share(House *h, Str id, const Someone *with)
{
    act(h, &h->maya, id, "share", arena_printf(h->cx.arena, "audience=chosen&with1=" STR_FMT,
                                               STR_ARG(uuid_str(h->cx.arena, with->id.u))));
}

static void test_timeline__tells_what_was_offered_agreed_and_reached_with_the_way_there(void **state)
{
    House *h = *state;
    Str goal = put(h, &h->maya, "kind=goal&text=Sleep+through");
    HttpReply r = look(h, &h->daniel, "");
    HOLDS(r, "A goal was offered");
    HOLDS(r, "Sleep through");
    HOLDS(r, ">Maya</span>");
    HOLDS_NOT(r, "A goal was agreed");
    HOLDS(r, "role=\"img\"");
    HOLDS(r, "Our work began");
    HOLDS(r, "Session 1 is planned");
    assert_true(str_contains(r.body, arena_printf(h->cx.arena, "/goals#e-" STR_FMT, STR_ARG(goal))));
    act(h, &h->daniel, goal, "answer", S("answer=yes&version=1"));
    HOLDS(look(h, &h->maya, ""), "A goal was agreed");
    act(h, &h->maya, goal, "state", S("state=done"));
    HOLDS(look(h, &h->daniel, "?kind=goals"), "A goal was reached");
    act(h, &h->maya, put(h, &h->maya, "kind=goal&text=Taken+back+soon"), "state", S("state=withdrawn"));
    HOLDS_NOT(look(h, &h->daniel, ""), "Taken back soon");
    HOLDS_NOT(look(h, &h->maya, ""), "Taken back soon");
}

static void test_timeline__what_one_keeps_to_oneself_is_there_for_that_one_alone(void **state)
{
    House *h = *state;
    Str passage = put(h, &h->maya, "kind=passage&text=The+winter+I+stopped");
    HttpReply own = look(h, &h->maya, "?kind=story");
    HOLDS(own, "A passage of the story was begun");
    HOLDS(own, "Only you see this.");
    HOLDS_NOT(look(h, &h->daniel, ""), "passage");
    share(h, passage, &h->daniel);
    HttpReply his = look(h, &h->daniel, "?kind=story");
    HOLDS(his, "A passage of the story was shown");
    HOLDS_NOT(his, "The winter");               /* its author sees who opened it */
    assert_true(str_contains(his.body, arena_printf(h->cx.arena, "/story/" STR_FMT, STR_ARG(passage))));
    HOLDS(look(h, &h->maya, "?kind=story"), "Only you and whom you chose see this.");
    act(h, &h->maya, passage, "share", S("audience=author"));
    HOLDS_NOT(look(h, &h->daniel, ""), "passage");
}

#define SIX "b1=5&b2=4&g1=4&g2=5&t1=3&t2=3"

static Err job_hold(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    const House *h = arg;
    TRY(session_set_state(cx, tx, g, h->episode, h->session, S("open")));
    return session_set_state(cx, tx, g, h->episode, h->session, S("ended"));
}

/* Sends the form after the session; gives its address. */
static Str rate(House *h, const Someone *who)
{
    Str id = uuid_str(h->cx.arena, h->session.u);
    HttpReply r = house_post(h, who, arena_printf(h->cx.arena, STR_FMT "/sessions/" STR_FMT "/rate",
                             STR_ARG(house_work(h, "")), STR_ARG(id)), S(""));
    EXPECT(r, 303);
    Str form = arena_str(h->cx.arena, house_reply_header(&r, S("Location")));
    EXPECT(house_post(h, who, form, S(SIX)), 303);
    return form;
}

static void test_timeline__the_others_form_is_told_once_the_reader_may_read_it(void **state)
{
    House *h = *state;
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_SESSION_STATE, h->episode, job_hold, h));
    rate(h, &h->maya);
    HOLDS(look(h, &h->maya, "?kind=forms"), "A form after a session was sent");
    HOLDS(look(h, &h->daniel, "?kind=forms"), "Nothing of this yet.");
    Str own = rate(h, &h->daniel);
    HOLDS_NOT(look(h, &h->daniel, "?kind=forms"), ">Maya</span>");
    HOLDS_NOT(look(h, &h->maya, "?kind=forms"), ">Daniel</span>");
    Str compare = arena_printf(h->cx.arena, STR_FMT "/compare", STR_ARG(own));
    EXPECT(house_post(h, &h->daniel, compare, S("")), 303);
    HOLDS(look(h, &h->daniel, "?kind=forms"), ">Maya</span>");
    HOLDS_NOT(look(h, &h->maya, "?kind=forms"), ">Daniel</span>");
}

static void test_timeline__shows_one_kind_and_takes_an_unknown_one_for_all(void **state)
{
    House *h = *state;
    put(h, &h->maya, "kind=goal&text=Sleep+through");
    EXPECT(house_post(h, &h->maya, house_work(h, "/messages"),
                      arena_join(h->cx.arena, S("about=Later&text=A+word+by+mail&with1="),
                                 uuid_str(h->cx.arena, h->daniel.id.u))), 303);
    HttpReply goals = look(h, &h->maya, "?kind=goals");
    HOLDS(goals, "Sleep through");
    HOLDS_NOT(goals, "Our work began");
    HOLDS_NOT(look(h, &h->maya, "?kind=talks"), "Sleep through");
    HttpReply all = look(h, &h->maya, "?kind=nothing-known");
    HOLDS(all, "Sleep through");
    HOLDS(all, "Our work began");
    HOLDS_NOT(all, "A word by mail");
    HOLDS(look(h, &h->maya, "?page=0"), "Our work began");        /* as the first */
    HOLDS(look(h, &h->maya, "?page=1000"), "Newer months");
}

static void test_timeline__turns_over_after_six_months_that_hold_something(void **state)
{
    House *h = *state;
    for (int month = 1; month <= 8; month++) {
        Str form = arena_printf(h->cx.arena, "when=2031-0%d-20T10%%3A30&minutes=50", month);
        EXPECT(house_post(h, &h->daniel, house_work(h, "/sessions"), form), 303);
    }
    HttpReply first = look(h, &h->maya, "?kind=sessions");
    HOLDS(first, "<h2>August 2031</h2>");
    HOLDS(first, "<h2>March 2031</h2>");
    HOLDS_NOT(first, "<h2>February 2031</h2>");
    HOLDS(first, "Earlier months");
    HOLDS_NOT(first, "Newer months");
    HttpReply second = look(h, &h->maya, "?kind=sessions&page=2");
    HOLDS(second, "<h2>February 2031</h2>");
    HOLDS(second, "Newer months");
    HOLDS_NOT(second, "Earlier months");
}

static Err job_join(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    House *h = arg;
    return episode_add_member(cx, tx, g, h->episode, h->iris.id, PART_CO_THERAPIST, S("active"), cx->now_ms);
}

static void test_timeline__tells_who_came_and_is_not_there_for_anyone_else(void **state)
{
    House *h = *state;
    const Someone *others[] = { &h->noor, &h->iris, &h->sol, &h->ada };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        EXPECT(house_get(h, others[i], house_work(h, "/timeline")), 404);
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_EPISODE_CREATE, (EpisodeId){ { { 0 } } }, job_join, h));
    HOLDS(look(h, &h->maya, "?kind=people"), ">Iris</span>");
    HOLDS(look(h, &h->iris, "?kind=people"), "Came into our work");
    HOLDS(house_get(h, &h->maya, house_work(h, "/log")), "looked at our work through time");
    HOLDS(house_get(h, &h->maya, house_work(h, "/goals")), "/timeline\"");
    HOLDS(house_get(h, &h->daniel, house_work(h, "")), "/timeline\"");
}

#define CASE(name) cmocka_unit_test_setup_teardown(test_timeline__##name, house_setup, house_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(tells_what_was_offered_agreed_and_reached_with_the_way_there),
        CASE(what_one_keeps_to_oneself_is_there_for_that_one_alone),
        CASE(the_others_form_is_told_once_the_reader_may_read_it),
        CASE(shows_one_kind_and_takes_an_unknown_one_for_all),
        CASE(turns_over_after_six_months_that_hold_something),
        CASE(tells_who_came_and_is_not_there_for_anyone_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
