/* The wording lens on pages: for whoever writes about others, and never in the way. */
#include "../fixture.h"

static void test_lens__says_under_a_therapists_own_words_what_else_one_could_say(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->daniel, house_work(h, "/joint"), S("kind=goal&text=Be+less+resistant")), 303);
    HttpReply his = house_get(h, &h->daniel, house_work(h, "/goals"));
    HOLDS(his, "Be less resistant");                      /* it was taken all the same */
    HOLDS(his, "class=\"lens small\"");
    HOLDS(his, "hesitant about");
    HOLDS(his, "data-words=\"/wording\"");
    HttpReply hers = house_get(h, &h->maya, house_work(h, "/goals"));
    HOLDS_NOT(hers, "class=\"lens");
    HOLDS_NOT(hers, "lens.js");
}

static void test_lens__says_nothing_of_what_clients_write(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), S("kind=goal&text=I+am+so+lazy")), 303);
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/goals")), "class=\"lens");
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "/goals")), "class=\"lens");
}

static void test_lens__gives_its_wordings_to_therapists_alone(void **state)
{
    House *h = *state;
    HttpReply all = house_get(h, &h->daniel, S("/wording"));
    EXPECT(all, 200);
    HOLDS(all, "\"id\":\"resistant\"");
    HOLDS(all, "\"keep\":\"Keep it\"");
    assert_true(str_eq(all.content_type, S("application/json")));
    EXPECT(house_get(h, &h->maya, S("/wording")), 403);
    EXPECT(house_get(h, &h->ada, S("/wording")), 403);
}

#define OWN "&id=&phrases=broken+person%0Abroken+people&unless=&why=It+says+that+somebody+is+a+thing.&instead=hurt%0Atired&seen=0"

static void test_lens__a_practice_adds_changes_and_turns_off_a_wording_at_once(void **state)
{
    House *h = *state;
    HOLDS(house_get(h, &h->ada, S("/practice/wording")), "resistant");
    EXPECT(house_post(h, &h->ada, S("/practice/wording"), S("language=en" OWN)), 303);
    HOLDS(house_get(h, &h->daniel, S("/wording")), "broken-person");
    HttpReply list = house_get(h, &h->ada, S("/practice/wording"));
    HOLDS(list, "Your practice’s");
    HOLDS(list, "It says that somebody is a thing.");
    HOLDS(house_get(h, &h->ada, S("/practice/wording/one?language=en&id=broken-person")), "broken people");
    EXPECT(house_post(h, &h->ada, S("/practice/wording/set"), S("language=en&id=resistant&off=1&seen=0")), 409);
    EXPECT(house_post(h, &h->ada, S("/practice/wording/set"), S("language=en&id=resistant&off=1&seen=1")), 303);
    HOLDS_NOT(house_get(h, &h->daniel, S("/wording")), "\"id\":\"resistant\"");
    HOLDS(house_get(h, &h->ada, S("/practice/wording")), "Turned off");
    EXPECT(house_post(h, &h->ada, S("/practice/wording/set"), S("language=en&id=resistant&off=0&seen=2")), 303);
    HOLDS(house_get(h, &h->daniel, S("/wording")), "\"id\":\"resistant\"");
    HOLDS(house_get(h, &h->daniel, S("/wording")), "broken-person");
    EXPECT(house_post(h, &h->ada, S("/practice/wording"),
                      S("language=en&id=lazy&phrases=lazy&unless=&why=Changed+here.&instead=tired&seen=3")), 303);
    HOLDS(house_get(h, &h->daniel, S("/wording")), "Changed here.");
}

static void test_lens__keeps_what_was_typed_and_says_at_which_field_it_wants_more(void **state)
{
    House *h = *state;
    HttpReply r = house_post(h, &h->ada, S("/practice/wording"),
                             S("language=en&id=&phrases=broken+person&unless=&why=A+reason&instead=&seen=0"));
    EXPECT(r, 422);
    HOLDS(r, "id=\"instead-error\"");
    HOLDS(r, "broken person");
    HOLDS(r, "A reason");
    r = house_post(h, &h->ada, S("/practice/wording"),
                   S("language=en&id=&phrases=resistant&unless=&why=Again&instead=tired&seen=0"));
    EXPECT(r, 422);
    HOLDS(r, "There is a wording that begins like this already.");
    EXPECT(house_post(h, &h->ada, S("/practice/wording"), S("language=xx" OWN)), 404);
    EXPECT(house_get(h, &h->ada, S("/practice/wording/one?language=en&id=nothing-such")), 404);
    EXPECT(house_post(h, &h->ada, S("/practice/wording/set"), S("language=en&id=none&off=1&seen=0")), 404);
    EXPECT(house_get(h, &h->daniel, S("/practice/wording")), 403);
    EXPECT(house_post(h, &h->daniel, S("/practice/wording"), S("language=en" OWN)), 403);
}

static void test_lens__says_nothing_more_of_a_wording_that_somebody_keeps(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->daniel, house_work(h, "/joint"), S("kind=goal&text=Be+less+resistant")), 303);
    HOLDS(house_get(h, &h->daniel, house_work(h, "/goals")), "action=\"/wording/keep\"");
    HttpReply r = house_post(h, &h->daniel, S("/wording/keep"),
                             arena_join(h->cx.arena, S("language=en&id=resistant&back="), house_work(h, "/goals")));
    EXPECT(r, 303);
    assert_true(str_eq(house_reply_header(&r, S("Location")), house_work(h, "/goals")));
    EXPECT(house_post(h, &h->daniel, S("/wording/keep"), S("language=en&id=resistant")), 303);   /* twice */
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "/goals")), "class=\"lens small\"");
    HOLDS_NOT(house_get(h, &h->daniel, S("/wording")), "\"id\":\"resistant\"");
    HOLDS(house_get(h, &h->iris, S("/wording")), "\"id\":\"resistant\"");       /* one's own */
    EXPECT(house_post(h, &h->daniel, S("/wording/keep"), S("language=en&id=nothing-such")), 404);
    EXPECT(house_post(h, &h->maya, S("/wording/keep"), S("language=en&id=resistant")), 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_lens__says_under_a_therapists_own_words_what_else_one_could_say),
        house_test(test_lens__says_nothing_of_what_clients_write),
        house_test(test_lens__gives_its_wordings_to_therapists_alone),
        house_test(test_lens__a_practice_adds_changes_and_turns_off_a_wording_at_once),
        house_test(test_lens__keeps_what_was_typed_and_says_at_which_field_it_wants_more),
        house_test(test_lens__says_nothing_more_of_a_wording_that_somebody_keeps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
