/* test_complete.c - a skeleton gets its words on a page: every fault at its field, nothing typed
 * is lost, looked at before it is installed, then asked of a client, scored and drawn. */
#include "fixture.h"

#include "measure/completion.h"
#include "store/definition.h"
#include "domain/response.h"
#include "store/session.h"

static Str page_of(House *h, const char *id)
{
    return arena_printf(h->cx.arena, "/practice/measures/complete?id=%s", id);
}

/* Every field of WSAS filled in: five questions 0 to 8, answers named by their number. */
static Str wsas(House *h, const char *step, const char *version)
{
    Arena *a = h->cx.arena;
    Str form = arena_printf(a, "id=wsas&step=%s&version=%s&title=Our+scale&language=en&by=Jo+Park"
                            "&on=2026-11-22&licence=letter+12&until=&lead=Lately&notice=%%C2%%A9+Owner",
                            step, version);
    for (int i = 1; i <= 5; i++)
        form = arena_printf(a, STR_FMT "&text%d=Words+of+question+%d&own%d=", STR_ARG(form), i, i, i);
    for (int k = 1; k <= 9; k++)
        form = arena_printf(a, STR_FMT "&label1_%d=answer+%d", STR_ARG(form), k, k - 1);
    return form;
}

static HttpReply complete(House *h, Str form)
{
    return house_post(h, &h->ada, S("/practice/measures/complete"), form);
}

static void test_complete__asks_for_every_word_that_is_open(void **state)
{
    House *h = *state;
    HttpReply page = house_get(h, &h->ada, page_of(h, "wsas"));
    EXPECT(page, 200);
    HOLDS(page, "name=\"text5\"");
    HOLDS_NOT(page, "name=\"text6\"");
    HOLDS(page, "name=\"label1_9\"");
    HOLDS(page, "value=\"1.1.0\"");
    EXPECT(house_get(h, &h->ada, page_of(h, "phq-9")), 404);
    EXPECT(house_get(h, &h->daniel, page_of(h, "wsas")), 403);
    EXPECT(house_post(h, &h->daniel, S("/practice/measures/complete"), wsas(h, "look", "1.1.0")), 403);
}

static void test_complete__says_every_fault_at_its_field_and_keeps_what_was_typed(void **state)
{
    House *h = *state;
    HttpReply page = complete(h, S("id=wsas&step=install&title=Kept+title&text2=Kept+words&on=soon"
                                   "&own3=one%0Atwo&version=1.1.0&language=en"));
    EXPECT(page, 422);
    HOLDS(page, "id=\"text1-error\"");
    HOLDS_NOT(page, "id=\"text2-error\"");
    HOLDS(page, "value=\"Kept words\"");
    HOLDS(page, "value=\"Kept title\"");
    HOLDS(page, "Question 3 has 9 answers");
    HOLDS(page, "id=\"own3-error\"");
    HOLDS(page, "id=\"label1_9-error\"");
    HOLDS(page, "id=\"by-error\"");
    HOLDS(page, "id=\"licence-error\"");
    HOLDS(page, "Write a day as 2027-03-31.");
    HOLDS(page, "aria-describedby=\"text5-error\"");
    assert_null(measure_find(h->app->measures, S("wsas")));
}

/* RCADS-47 is the longest: 47 questions and 4 answers, nothing filled in, all of it said. */
static void test_complete__the_longest_form_says_all_of_it(void **state)
{
    House *h = *state;
    HttpReply page = complete(h, S("id=rcads-47&step=look"));
    EXPECT(page, 422);
    HOLDS(page, "id=\"text1-error\"");
    HOLDS(page, "id=\"text47-error\"");
    HOLDS(page, "id=\"label1_4-error\"");
    HOLDS(page, "id=\"until\"");
}

static void test_complete__is_looked_at_before_anything_is_installed(void **state)
{
    House *h = *state;
    HttpReply page = complete(h, wsas(h, "look", "1.1.0"));
    EXPECT(page, 200);
    HOLDS(page, "This is how it will be asked");
    HOLDS(page, "8 answer 8");
    HOLDS(page, "the sum of 5 questions, 0 to 40, lower is better");
    HOLDS(page, "value=\"Words of question 5\"");
    assert_null(measure_find(h->app->measures, S("wsas")));
}

static Str check_in_with(House *h, const char *q)
{
    HttpReply begun = house_post(h, &h->maya, house_work(h, "/check-in"), S(""));
    EXPECT(begun, 303);
    Str form = house_reply_header(&begun, S("Location"));
    return arena_printf(h->cx.arena, STR_FMT "%s", (int)str_find(form, '?', 0), form.ptr, q);
}

static void test_complete__a_client_is_asked_it_and_the_score_is_drawn(void **state)
{
    House *h = *state;
    EXPECT(complete(h, wsas(h, "install", "1.1.0")), 303);
    HttpReply list = house_get(h, &h->ada, S("/practice/measures"));
    HOLDS(list, "Our scale");
    HOLDS(list, "by Jo Park; letter 12");
    HOLDS(house_get(h, &h->maya, check_in_with(h, "?q=21")), "Words of question 1");
    for (int q = 21; q <= 25; q++)
        EXPECT(house_post(h, &h->maya,
                          check_in_with(h, arena_printf(h->cx.arena, "/q/%d", q).ptr), S("value=4")),
               303);
    EXPECT(house_post(h, &h->maya, check_in_with(h, "/send"), S("")), 303);
    HttpReply chart = house_get(h, &h->maya, house_work(h, "/progress"));
    HOLDS(chart, "id=\"wsas\"");
    HOLDS(chart, "20");
}

/* Four lines of 100 mm, asked after the session. */
static Str srs(void)
{
    return str_from_c("id=srs&step=install&version=1.1.0&title=Our+four+lines&language=en&by=Jo+Park"
                      "&on=2026-11-22&licence=letter+12&until=&lead=Looking+back&notice=%C2%A9+Owner"
                      "&text1=Line+one&text2=Line+two&text3=Line+three&text4=Line+four"
                      "&own1=&own2=&own3=&own4=&label1_1=not+at+all&label1_2=entirely");
}

static Err job_hold(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    const House *h = arg;
    TRY(session_set_state(cx, tx, g, h->episode, h->session, S("open")));
    return session_set_state(cx, tx, g, h->episode, h->session, S("ended"));
}

static Str rating_of(House *h, const Someone *who)
{
    HttpReply begun = house_post(h, who, arena_printf(h->cx.arena, STR_FMT "/sessions/" STR_FMT "/rate",
                                 STR_ARG(house_work(h, "")), STR_ARG(uuid_str(h->cx.arena, h->session.u))), S(""));
    EXPECT(begun, 303);
    return house_reply_header(&begun, S("Location"));
}

static void test_complete__one_of_the_alliance_is_asked_after_the_session(void **state)
{
    House *h = *state;
    EXPECT(complete(h, srs()), 303);
    assert_true(response_form_asks(h->app->measures, measure_find(h->app->measures, S("srs"))));
    HOLDS(house_get(h, &h->ada, S("/practice/measures?find=srs")), "after every session");
    HOLDS_NOT(house_get(h, &h->maya, check_in_with(h, "?q=21")), "Line one");
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_SESSION_STATE, h->episode, job_hold, h));
    Str form = rating_of(h, &h->maya);
    HttpReply page = house_get(h, &h->maya, form);
    HOLDS(page, "I could speak openly today.");
    HOLDS(page, "Our four lines");
    HOLDS(page, "Looking back");
    HOLDS(page, "© Owner");
    HOLDS(page, "name=\"m11\"");
    HOLDS_NOT(page, "name=\"m12\"");
    HOLDS_NOT(house_get(h, &h->daniel, rating_of(h, &h->daniel)), "Line one");   /* it is the client's */
    HttpReply wrong = house_post(h, &h->maya, form, S("b1=5&m8=101&m9=70"));
    EXPECT(wrong, 422);
    HOLDS(wrong, "id=\"m8-error\"");
    HOLDS(wrong, "value=\"70\"");
    EXPECT(house_post(h, &h->maya, form, S("b1=5&m8=90&m9=80&m10=70&m11=60")), 303);
    HttpReply read = house_get(h, &h->maya, arena_printf(h->cx.arena, STR_FMT "/answers/" STR_FMT,
        STR_ARG(house_work(h, "")), STR_ARG(str_slice(form, form.len - 36, form.len))));
    HOLDS(read, "Line four");
    HOLDS(read, "30");                                              /* of 40, from 300 mm */
}

static void test_complete__a_new_version_of_it_leaves_a_form_that_was_begun(void **state)
{
    House *h = *state;
    EXPECT(complete(h, srs()), 303);
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_SESSION_STATE, h->episode, job_hold, h));
    Str form = rating_of(h, &h->maya);
    EXPECT(house_post(h, &h->ada, S("/practice/measures/choose"), S("id=srs&version=")), 303);
    HOLDS(house_get(h, &h->maya, form), "Line one");
    EXPECT(house_post(h, &h->maya, form, S("m8=9")), 303);
}

static void test_complete__a_new_version_starts_from_the_words_before(void **state)
{
    House *h = *state;
    EXPECT(complete(h, wsas(h, "install", "1.1.0")), 303);
    HttpReply page = house_get(h, &h->ada, page_of(h, "wsas"));
    HOLDS(page, "value=\"Words of question 5\"");
    HOLDS(page, "value=\"answer 8\"");
    HOLDS(page, "value=\"1.2.0\"");
    HttpReply again = complete(h, wsas(h, "look", "1.1.0"));
    EXPECT(again, 422);
    HOLDS(again, "never changed");
    HttpReply spaced = complete(h, wsas(h, "look", "1+of+ours"));
    EXPECT(spaced, 422);
    HOLDS(spaced, "id=\"version-error\"");
    EXPECT(complete(h, wsas(h, "install", "1.0.0")), 422);       /* the skeleton's own */
}

static void test_measures__skeletons_are_folded_and_found_by_name(void **state)
{
    House *h = *state;
    HttpReply page = house_get(h, &h->ada, S("/practice/measures?find=rcads"));
    EXPECT(page, 200);
    HOLDS(page, "RCADS-47");
    HOLDS_NOT(page, "WAI-SR");
    HOLDS(page, "<details open>");
    HOLDS(house_get(h, &h->ada, S("/practice/measures")), "WAI-SR");
}

static void test_measures__a_free_one_is_asked_when_the_practice_says_so(void **state)
{
    House *h = *state;
    HOLDS_NOT(house_get(h, &h->maya, check_in_with(h, "?q=21")), "military");
    EXPECT(house_post(h, &h->ada, S("/practice/measures/choose"), S("id=k6&version=1.0.0")), 303);
    HttpReply list = house_get(h, &h->ada, S("/practice/measures"));
    EXPECT(list, 200);
    assert_true(h->app->measures->chosen == 1);
    EXPECT(house_post(h, &h->ada, S("/practice/measures/choose"), S("id=k6&version=")), 303);
    assert_true(h->app->measures->chosen == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_complete__asks_for_every_word_that_is_open),
        house_test(test_complete__says_every_fault_at_its_field_and_keeps_what_was_typed),
        house_test(test_complete__the_longest_form_says_all_of_it),
        house_test(test_complete__is_looked_at_before_anything_is_installed),
        house_test(test_complete__a_client_is_asked_it_and_the_score_is_drawn),
        house_test(test_complete__one_of_the_alliance_is_asked_after_the_session),
        house_test(test_complete__a_new_version_of_it_leaves_a_form_that_was_begun),
        house_test(test_complete__a_new_version_starts_from_the_words_before),
        house_test(test_measures__skeletons_are_folded_and_found_by_name),
        house_test(test_measures__a_free_one_is_asked_when_the_practice_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
