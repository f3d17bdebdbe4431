/* Questions that rest, and how the work ends. */
#include "../fixture.h"

static Str put(House *h, const Someone *who, const char *form)
{
    HttpReply r = house_post(h, who, house_work(h, "/joint"), str_from_c(form));
    EXPECT(r, 303);
    Str where = house_reply_header(&r, S("Location"));
    return arena_str(h->cx.arena, str_slice(where, where.len - 36, where.len));
}

static Str at(House *h, Str id, const char *act)
{
    Str rest = arena_printf(h->cx.arena, "/joint/" STR_FMT "%s", STR_ARG(id), act);
    return house_work(h, arena_c(h->cx.arena, rest));
}

static void test_questions__one_rests_until_its_day_and_then_is_open_again(void **state)
{
    House *h = *state;
    Str id = put(h, &h->maya, "kind=question&due=2031-05-06&text=Do+I+want+to+move");
    HttpReply resting = house_get(h, &h->daniel, house_work(h, "/questions"));
    HOLDS(resting, "Resting (1)");
    HOLDS(resting, "Rests until Tuesday 6 May");
    HOLDS(resting, "No open questions");
    EXPECT(house_post(h, &h->maya, at(h, id, "/due"), S("due=")), 303);
    HttpReply open = house_get(h, &h->daniel, house_work(h, "/questions"));
    HOLDS_NOT(open, "Resting (");
    HOLDS(open, "Do I want to move");
    EXPECT(house_post(h, &h->maya, at(h, id, "/due"), S("due=2020-01-01")), 303);
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "/questions")), "Resting (");
}

static void test_questions__only_who_asks_lets_it_rest(void **state)
{
    House *h = *state;
    Str id = put(h, &h->maya, "kind=question&text=Do+I+want+to+move");
    EXPECT(house_post(h, &h->daniel, at(h, id, "/due"), S("due=2031-05-06")), 403);
    HttpReply typed = house_post(h, &h->maya, at(h, id, "/due"), S("due=soon"));
    EXPECT(typed, 422);
    HOLDS(typed, "Write the day like 2026-12-03");
    EXPECT(house_post(h, &h->noor, at(h, id, "/due"), S("due=2031-05-06")), 404);
}

static void test_questions__what_is_kept_to_oneself_is_not_there_for_others(void **state)
{
    House *h = *state;
    Arena *a = h->cx.arena;
    Str id = put(h, &h->maya, "kind=question&mine=1&text=Am+I+angry");
    put(h, &h->maya, arena_c(a, arena_printf(a, "kind=thought&parent=" STR_FMT "&text=Perhaps+I+am", STR_ARG(id))));
    HttpReply own = house_get(h, &h->maya, house_work(h, "/questions"));
    HOLDS(own, "Am I angry");
    HOLDS(own, "Perhaps I am");
    HOLDS(own, "Only you read this.");
    HttpReply his = house_get(h, &h->daniel, house_work(h, "/questions"));
    HOLDS_NOT(his, "Am I angry");
    HOLDS_NOT(his, "Perhaps I am");
    EXPECT(house_get(h, &h->daniel, at(h, id, "")), 404);
    Str under = arena_printf(a, "kind=thought&parent=" STR_FMT "&text=x", STR_ARG(id));
    EXPECT(house_post(h, &h->daniel, house_work(h, "/joint"), under), 404);
}

static void test_questions__laid_down_it_can_be_taken_up_again(void **state)
{
    House *h = *state;
    Str id = put(h, &h->daniel, "kind=question&text=What+would+rest+look+like");
    EXPECT(house_post(h, &h->maya, at(h, id, "/state"), S("state=talked")), 303);
    HOLDS(house_get(h, &h->maya, house_work(h, "/questions")), "Laid down (1)");
    EXPECT(house_post(h, &h->maya, at(h, id, "/state"), S("state=open")), 303);
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/questions")), "Laid down (");
}

static void test_ending__is_an_offer_that_both_answer(void **state)
{
    House *h = *state;
    Str id = put(h, &h->maya, "kind=ending&due=2031-05-06&text=Two+more+meetings");
    HttpReply offered = house_get(h, &h->daniel, house_work(h, "/ending"));
    HOLDS(offered, "Two more meetings");
    HOLDS(offered, "Last day: Tuesday 6 May");
    HOLDS(offered, "Waiting for your view");
    EXPECT(house_post(h, &h->daniel, at(h, id, "/answer"), S("answer=yes&version=1")), 303);
    HOLDS(house_get(h, &h->maya, house_work(h, "/ending")), "Agreed");
}

static void test_ending__each_answers_for_themselves_and_may_keep_it(void **state)
{
    House *h = *state;
    put(h, &h->maya, "kind=parting&slot=decided&level=1&text=");
    put(h, &h->daniel, "kind=parting&slot=decided&level=3&text=As+I+saw+it");
    put(h, &h->maya, "kind=parting&slot=hindered&mine=1&text=The+long+way+here");
    HttpReply his = house_get(h, &h->daniel, house_work(h, "/ending"));
    HOLDS(his, "Maya:</b> The client");
    HOLDS(his, "You:</b> Both together");
    HOLDS(his, "As I saw it");
    HOLDS_NOT(his, "The long way here");
    HttpReply hers = house_get(h, &h->maya, house_work(h, "/ending"));
    HOLDS(hers, "The long way here");
    HOLDS(hers, "Only you read this.");
    EXPECT(house_get(h, &h->noor, house_work(h, "/ending")), 404);
}

static void test_ending__an_answer_that_is_not_offered_is_refused(void **state)
{
    House *h = *state;
    static const char *const forms[] = { "kind=parting&slot=talked&level=4&text=x", "kind=parting&slot=helped&level=1&text=x",
                                         "kind=parting&slot=nonsense&text=x", "kind=goal&level=3&text=x" };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), str_from_c(forms[i])), 422);
    HttpReply empty = house_post(h, &h->maya, house_work(h, "/joint"), S("kind=parting&slot=planned&level=&text="));
    EXPECT(empty, 422);
    HOLDS(empty, "Write a few words first.");
    HOLDS(empty, "value=\"planned\"");
}

static void test_ending__after_the_end_all_is_read_and_nothing_written(void **state)
{
    House *h = *state;
    put(h, &h->maya, "kind=parting&slot=helped&text=Being+heard");
    HOLDS(house_get(h, &h->maya, house_work(h, "/ending")), "Our work has ended</button>");
    EXPECT(house_post(h, &h->maya, house_work(h, "/end"), S("version=1")), 303);
    HttpReply after = house_get(h, &h->maya, house_work(h, "/ending"));
    HOLDS(after, "Being heard");
    HOLDS(after, "Our work ended on");
    HOLDS_NOT(after, "<textarea");
    EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), S("kind=parting&slot=keep&text=x")), 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_questions__one_rests_until_its_day_and_then_is_open_again),
        house_test(test_questions__only_who_asks_lets_it_rest),
        house_test(test_questions__what_is_kept_to_oneself_is_not_there_for_others),
        house_test(test_questions__laid_down_it_can_be_taken_up_again),
        house_test(test_ending__is_an_offer_that_both_answer),
        house_test(test_ending__each_answers_for_themselves_and_may_keep_it),
        house_test(test_ending__an_answer_that_is_not_offered_is_refused),
        house_test(test_ending__after_the_end_all_is_read_and_nothing_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
