#include "fixture.h"
#include "store/alert.h"
#include "store/entry.h"
#include "store/response.h"

/* Sends the client's begin and gives the form's address without its query. */
static Str begin(House *h)
{
    HttpReply reply = house_post(h, &h->maya, house_work(h, "/check-in"), S(""));
    EXPECT(reply, 303);
    return house_reply_header(&reply, S("Location"));
}

static Str at(House *h, Str form, const char *rest)
{
    return arena_printf(h->cx.arena, STR_FMT "%s", STR_ARG(form), rest);
}

static HttpReply answer(House *h, Str form, int number, const char *fields)
{
    Str address = arena_printf(h->cx.arena, STR_FMT "/q/%d", STR_ARG(form), number);
    return house_post(h, &h->maya, address, str_from_c(fields));
}

static Str location(const HttpReply *reply)
{
    return house_reply_header(reply, S("Location"));
}

enum { LIFE = 4, RISK_AT = 13, ALL = 20 };

static void test_check_in__says_who_reads_it_before_the_first_question(void **state)
{
    House *h = *state;
    HttpReply page = house_get(h, &h->maya, begin(h));
    EXPECT(page, 200);
    HOLDS(page, "20 short questions");
    HOLDS(page, "You and Daniel");
    HOLDS(page, "not watched live");
    HOLDS(page, "at once, sent or not");
    HOLDS(page, "within 15 minutes");
}

static void test_check_in__shows_one_question_and_chooses_nothing(void **state)
{
    House *h = *state;
    HttpReply page = house_get(h, &h->maya, at(h, begin(h), "?q=2"));
    EXPECT(page, 200);
    HOLDS(page, "Question 2 of 20");
    HOLDS(page, "How close have you felt to the people who matter to you?");
    HOLDS(page, "since you last met Daniel.");
    HOLDS(page, "Far apart");
    HOLDS_NOT(page, " checked");
}

static void test_check_in__begun_twice_is_one_form(void **state)
{
    House *h = *state;
    Str first = begin(h);
    assert_true(str_eq(first, begin(h)));
}

static void test_check_in__keeps_each_answer_and_resumes_at_the_next(void **state)
{
    House *h = *state;
    Str form = begin(h);
    HttpReply next = answer(h, form, 1, "value=6&note=a+good+week");
    EXPECT(next, 303);
    assert_true(str_ends(location(&next), S("?q=2")));
    EXPECT(answer(h, form, 2, "skip=1"), 303);
    HttpReply resumed = house_get(h, &h->maya, form);
    HOLDS(resumed, "Question 3 of 20");
    HttpReply back = house_get(h, &h->maya, at(h, form, "?q=1"));
    HOLDS(back, "value=\"6\" checked");
    HOLDS(back, "a good week");
    HttpReply skipped = house_get(h, &h->maya, at(h, form, "?q=2"));
    HOLDS_NOT(skipped, " checked");
}

static void test_check_in__without_a_choice_keeps_the_words_and_says_what_to_do(void **state)
{
    House *h = *state;
    Str form = begin(h);
    HttpReply page = answer(h, form, 1, "note=not+sure");
    EXPECT(page, 422);
    HOLDS(page, "Choose a number, or skip this question.");
    HOLDS(page, "not sure");
    page = answer(h, form, 5, "note=hm");
    EXPECT(page, 422);
    HOLDS(page, "Choose one of the answers, or skip this question.");
    HOLDS(house_get(h, &h->maya, form), "20 short questions");   /* nothing was stored */
}

static void test_check_in__takes_only_what_the_question_offers(void **state)
{
    House *h = *state;
    Str form = begin(h);
    EXPECT(answer(h, form, 1, "value=11"), 422);
    EXPECT(answer(h, form, 1, "value=-1"), 422);
    EXPECT(answer(h, form, 1, "value=3.5"), 422);
    EXPECT(answer(h, form, 5, "value=4"), 422);                  /* PHQ-9 goes to 3 */
    EXPECT(answer(h, form, 5, "value=3"), 303);
    /* a question that is not asked leads back to where one was */
    HttpReply odd = answer(h, form, 1, "value=1&item=phq-9%2Fphq10");
    EXPECT(odd, 303);
    assert_true(str_eq(location(&odd), form));
}

static void test_check_in__sends_what_there_is_and_says_it_in_a_sentence(void **state)
{
    House *h = *state;
    Str form = begin(h);
    EXPECT(answer(h, form, 1, "value=6"), 303);
    EXPECT(answer(h, form, 2, "value=7"), 303);
    EXPECT(answer(h, form, 3, "skip=1"), 303);
    HttpReply review = house_get(h, &h->maya, at(h, form, "?q=21"));
    HOLDS(review, "Ready to send");
    HOLDS(review, "You answered 2 of 20 questions. That is enough to talk.");
    HOLDS(review, "Go on with question 4");
    HttpReply sent = house_post(h, &h->maya, at(h, form, "/send"), S(""));
    EXPECT(sent, 303);
    HttpReply done = house_get(h, &h->maya, location(&sent));
    HOLDS(done, "Thank you, Maya.");
    HOLDS(done, "You answered 2 of 20 questions. That is enough to talk.");
    HOLDS_NOT(done, "Support now");
    /* a second tap on Send, and an answer after it, change nothing */
    HttpReply again = house_post(h, &h->maya, at(h, form, "/send"), S(""));
    EXPECT(again, 303);
    HttpReply late = answer(h, form, 1, "value=0");
    EXPECT(late, 303);
    assert_true(str_ends(location(&late), S("/done")));
}

static Str answers_page(House *h, Str form)
{
    Str id = str_slice(form, form.len - 36, form.len);
    return arena_printf(h->cx.arena, STR_FMT "/answers/" STR_FMT, STR_ARG(house_work(h, "")),
                        STR_ARG(id));
}

static void test_answers__are_the_clients_alone_until_they_are_sent(void **state)
{
    House *h = *state;
    Str form = begin(h);
    EXPECT(answer(h, form, 1, "value=6&note=canary+words"), 303);
    EXPECT(house_get(h, &h->daniel, answers_page(h, form)), 404);
    EXPECT(house_get(h, &h->daniel, form), 404);
    EXPECT(house_post(h, &h->maya, at(h, form, "/send"), S("")), 303);
    HttpReply read = house_get(h, &h->daniel, answers_page(h, form));
    EXPECT(read, 200);
    HOLDS(read, "Maya’s check-in");
    HOLDS(read, "6 (0 is worn thin, 10 is at ease)");
    HOLDS(read, "canary words");
    EXPECT(house_get(h, &h->maya, answers_page(h, form)), 200);
    EXPECT(house_get(h, &h->iris, answers_page(h, form)), 404);
    EXPECT(house_get(h, &h->noor, answers_page(h, form)), 404);
    EXPECT(house_get(h, &h->sol, answers_page(h, form)), 404);
    EXPECT(house_get(h, &h->ada, answers_page(h, form)), 404);
}

static Err job_add_goal(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    EntryId id;
    (void)arg;
    EntryNew fresh = { .kind = ENTRY_GOAL, .text = S("Sleep through the night") };
    return entry_add(cx, tx, g, grant_episode(g), &fresh, &id);
}

static void test_check_in__asks_about_each_goal_in_its_own_words(void **state)
{
    House *h = *state;
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_JOINT_WRITE, h->episode, job_add_goal, NULL));
    Str form = begin(h);
    HttpReply page = house_get(h, &h->maya, at(h, form, "?q=21"));
    HOLDS(page, "Question 21 of 21");
    HOLDS(page, "Sleep through the night");
    EXPECT(answer(h, form, 21, "value=4"), 303);
    EXPECT(house_post(h, &h->maya, at(h, form, "/send"), S("")), 303);
    HttpReply read = house_get(h, &h->daniel, answers_page(h, form));
    HOLDS(read, "Sleep through the night");
    HOLDS(read, "4 (0 is not started, 10 is there)");
}

typedef struct Found { StoredScores scores; EarlierAnswers earlier; Str measure, scale, key; PersonId person; } Found;

static Err job_scores(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Found *f = arg;
    return score_list(cx, tx, g, grant_episode(g), f->measure, f->scale, &f->scores);
}

static void answer_all(House *h, Str form, int from, int to, const char *fields)
{
    for (int i = from; i <= to; i++) EXPECT(answer(h, form, i, fields), 303);
}

static void test_check_in__is_scored_when_it_is_sent(void **state)
{
    House *h = *state;
    Str form = begin(h);
    answer_all(h, form, 1, LIFE, "value=6");
    answer_all(h, form, LIFE + 1, RISK_AT - 1, "value=1");
    EXPECT(answer(h, form, RISK_AT, "value=0"), 303);
    answer_all(h, form, RISK_AT + 1, ALL, "value=2");
    EXPECT(house_post(h, &h->maya, at(h, form, "/send"), S("")), 303);
    Found f = { .measure = S("phq-9"), .scale = S("total") };
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_PROGRESS_READ, h->episode, job_scores, &f));
    assert_int_equal(f.scores.count, 1);
    assert_true(f.scores.list[0].score > 7.9 && f.scores.list[0].score < 8.1);
    assert_false(f.scores.list[0].prorated);
    f.measure = S("gad-7");
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_PROGRESS_READ, h->episode, job_scores, &f));
    assert_true(f.scores.list[0].score > 13.9 && f.scores.list[0].score < 14.1);
}

static void test_check_in__a_skipped_safety_item_leaves_no_score(void **state)
{
    House *h = *state;
    Str form = begin(h);
    answer_all(h, form, 1, RISK_AT - 1, "value=1");
    EXPECT(answer(h, form, RISK_AT, "skip=1"), 303);
    EXPECT(house_post(h, &h->maya, at(h, form, "/send"), S("")), 303);
    Found f = { .measure = S("phq-9"), .scale = S("total") };
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_PROGRESS_READ, h->episode, job_scores, &f));
    assert_int_equal(f.scores.count, 0);
}

static void test_check_in__the_same_tap_twice_is_one_answer(void **state)
{
    House *h = *state;
    Str form = begin(h);
    Str address = at(h, form, "/q/1");
    Str csrf = csrf_token(h->cx.arena, h->app, h->maya.login);
    Str body = arena_printf(h->cx.arena, "value=5&idem=same&csrf=" STR_FMT, STR_ARG(csrf));
    HttpReply one = house_post_raw(h, &h->maya, address, body);
    HttpReply two = house_post_raw(h, &h->maya, address, body);
    EXPECT(one, 303);
    EXPECT(two, 303);
    assert_true(str_eq(location(&one), location(&two)));
}

static void test_check_in__of_someone_else_is_not_there(void **state)
{
    House *h = *state;
    Str form = begin(h);
    EXPECT(house_get(h, &h->noor, form), 404);
    EXPECT(house_post(h, &h->noor, at(h, form, "/q/1"), S("value=1")), 404);
    EXPECT(house_post(h, &h->daniel, at(h, form, "/q/1"), S("value=1")), 404);
    EXPECT(house_post(h, &h->daniel, house_work(h, "/check-in"), S("")), 403);
}

/* The whole check-in, question by question, the way a phone does it. */
static void test_check_in__walked_to_the_end_leads_to_the_last_look(void **state)
{
    House *h = *state;
    Str form = begin(h);
    answer_all(h, form, 1, ALL - 1, "value=0");
    HttpReply last = answer(h, form, ALL, "value=0");
    assert_true(str_ends(location(&last), S("?q=21")));
    HttpReply changed = answer(h, form, 2, "value=1");           /* after a change: back there */
    assert_true(str_ends(location(&changed), S("?q=21")));
    HttpReply review = house_get(h, &h->maya, at(h, form, "?q=21"));
    HOLDS(review, "You answered all 20 questions.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_check_in__says_who_reads_it_before_the_first_question),
        house_test(test_check_in__shows_one_question_and_chooses_nothing),
        house_test(test_check_in__begun_twice_is_one_form),
        house_test(test_check_in__keeps_each_answer_and_resumes_at_the_next),
        house_test(test_check_in__without_a_choice_keeps_the_words_and_says_what_to_do),
        house_test(test_check_in__takes_only_what_the_question_offers),
        house_test(test_check_in__sends_what_there_is_and_says_it_in_a_sentence),
        house_test(test_answers__are_the_clients_alone_until_they_are_sent),
        house_test(test_check_in__asks_about_each_goal_in_its_own_words),
        house_test(test_check_in__is_scored_when_it_is_sent),
        house_test(test_check_in__a_skipped_safety_item_leaves_no_score),
        house_test(test_check_in__the_same_tap_twice_is_one_answer),
        house_test(test_check_in__of_someone_else_is_not_there),
        house_test(test_check_in__walked_to_the_end_leads_to_the_last_look),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
