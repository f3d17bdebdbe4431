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

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_lens__says_under_a_therapists_own_words_what_else_one_could_say),
        house_test(test_lens__says_nothing_of_what_clients_write),
        house_test(test_lens__gives_its_wordings_to_therapists_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
