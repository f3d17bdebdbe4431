/* What is brought to supervision: by the therapist's own act, to a named supervisor, told to the
 * client first, and nothing of the record with it. */
#include "../fixture.h"

static Str field(House *h, const char *name, PersonId id)
{
    return arena_printf(h->cx.arena, "%s=" STR_FMT, name, STR_ARG(uuid_str(h->cx.arena, id.u)));
}

static Str supervision(House *h, const char *rest)
{
    return house_work(h, arena_c(h->cx.arena, arena_join(h->cx.arena, S("/supervision"), str_from_c(rest))));
}

static void name_sol(House *h)
{
    EXPECT(house_post(h, &h->daniel, supervision(h, "/who"), field(h, "supervisor", h->sol.id)), 303);
}

static void house_later(House *h, int64_t ms) { h->app->clock_skew_ms += ms; }

static void tell(House *h)
{
    house_later(h, 1000);
    HOLDS(house_get(h, &h->maya, house_work(h, "/home")), "Sol Brandt supervises Daniel");
}

/* The id of the one thing on the page. */
static Str item_on(House *h, HttpReply page)
{
    const char *body = arena_c(h->cx.arena, page.body), *at = strstr(body, "name=\"brought\" value=\"");
    assert_non_null(at);
    return arena_printf(h->cx.arena, "%.36s", at + 22);
}

static Str ask(House *h, Str to, const char *form)
{
    EXPECT(house_post(h, &h->daniel, to, str_from_c(form)), 303);
    return item_on(h, house_get(h, &h->daniel, to));
}

static HttpReply move(House *h, Str at, Str item, const char *state)
{
    Arena *a = h->cx.arena;
    Str form = arena_printf(a, "brought=" STR_FMT "&state=%s&" STR_FMT, STR_ARG(item), state,
                            STR_ARG(field(h, "supervisor", h->sol.id)));
    return house_post(h, &h->daniel, arena_join(a, at, S("/state")), form);
}

static HttpReply reply_to(House *h, const Someone *who, Str item, const char *text)
{
    return house_post(h, who, S("/brought"), arena_printf(h->cx.arena, "brought=" STR_FMT "&text=%s", STR_ARG(item), text));
}

static void test_supervision__nothing_of_a_work_is_brought_before_the_client_was_told(void **state)
{
    House *h = *state;
    Str at = supervision(h, ""), item = ask(h, at, "question=do+I+rescue+her%3F&fear=that+I+bore+her");
    assert_int_equal(move(h, at, item, "brought").status, 422);      /* nobody is named */
    EXPECT(house_get(h, &h->maya, house_work(h, "/home")), 200);     /* before: it tells nothing */
    house_later(h, 1000);
    name_sol(h);
    HOLDS(house_get(h, &h->daniel, at), "has not opened such a page");
    assert_int_equal(move(h, at, item, "brought").status, 422);
    HOLDS_NOT(house_get(h, &h->sol, S("/brought")), "do I rescue her");
    tell(h);
    HOLDS(house_get(h, &h->maya, house_work(h, "/sharing")), "Sol Brandt");
    EXPECT(move(h, at, item, "brought"), 303);
    HttpReply hers = house_get(h, &h->sol, S("/brought"));
    HOLDS(hers, "do I rescue her");
    HOLDS(hers, "that I bore her");
    HOLDS(hers, "Maya");
}

static Str bring(House *h, const char *form)
{
    Str at = supervision(h, "");
    name_sol(h);
    tell(h);
    Str item = ask(h, at, form);
    EXPECT(move(h, at, item, "brought"), 303);
    return item;
}

static void test_supervision__the_client_reads_that_a_question_was_read_and_never_the_question(void **state)
{
    House *h = *state;
    bring(h, "question=do+I+rescue+her%3F");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/log")), "read a question about our work");
    EXPECT(house_get(h, &h->sol, S("/brought")), 200);
    HttpReply log = house_get(h, &h->maya, house_work(h, "/log"));
    HOLDS(log, "read a question about our work");
    HOLDS(log, "nothing of your record was shown");
    const char *pages[] = { "/home", "/sharing", "/log", "/record" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        HOLDS_NOT(house_get(h, &h->maya, house_work(h, pages[i])), "do I rescue her");
    const char *work[] = { "", "/home", "/supervision", "/own-check", "/notes", "/sessions", "/record" };
    for (size_t i = 0; i < sizeof work / sizeof *work; i++)
        EXPECT(house_get(h, &h->sol, house_work(h, work[i])), 404);
}

static void test_supervision__only_the_one_it_was_brought_to_reads_and_answers(void **state)
{
    House *h = *state;
    Str item = bring(h, "question=do+I+rescue+her%3F");
    const Someone *others[] = { &h->maya, &h->iris, &h->ada, &h->daniel };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        EXPECT(house_get(h, others[i], S("/brought")), 403);
        EXPECT(reply_to(h, others[i], item, "mine"), 403);
    }
    EXPECT(house_get(h, &h->iris, supervision(h, "")), 404);
    EXPECT(house_get(h, &h->maya, supervision(h, "")), 403);
    EXPECT(reply_to(h, &h->sol, item, ""), 422);
    EXPECT(reply_to(h, &h->sol, item, "what+would+rest+look+like"), 303);
    HOLDS(house_get(h, &h->daniel, supervision(h, "")), "what would rest look like");
    EXPECT(move(h, supervision(h, ""), item, "talked"), 303);
    HOLDS(house_get(h, &h->sol, S("/brought")), "Talked about");
}

static void test_supervision__what_is_taken_back_is_closed_again_and_can_be_reworded(void **state)
{
    House *h = *state;
    Arena *a = h->cx.arena;
    Str item = bring(h, "question=do+I+rescue+her%3F");
    Str words = arena_printf(a, "brought=" STR_FMT "&version=1&question=am+I+tired", STR_ARG(item));
    EXPECT(house_post(h, &h->daniel, supervision(h, "/words"), words), 403);
    EXPECT(move(h, supervision(h, ""), item, "mine"), 303);
    HOLDS_NOT(house_get(h, &h->sol, S("/brought")), "do I rescue her");
    EXPECT(reply_to(h, &h->sol, item, "late"), 404);
    HOLDS(house_get(h, &h->daniel, supervision(h, "")), "Taken back on");
    EXPECT(house_post(h, &h->daniel, supervision(h, "/words"), words), 303);
    EXPECT(house_post(h, &h->daniel, supervision(h, "/words"), words), 409);
    HOLDS(house_get(h, &h->daniel, supervision(h, "")), "am I tired");
}

static void test_supervision__a_client_who_says_no_closes_it_at_once(void **state)
{
    House *h = *state;
    Str item = bring(h, "question=do+I+rescue+her%3F"), no = field(h, "therapist", h->daniel.id);
    Str to = house_work(h, "/sharing/supervision");
    EXPECT(house_post(h, &h->daniel, to, arena_join(h->cx.arena, no, S("&fine=0"))), 403);
    EXPECT(house_post(h, &h->maya, to, arena_join(h->cx.arena, no, S("&fine=0"))), 303);
    HOLDS_NOT(house_get(h, &h->sol, S("/brought")), "do I rescue her");
    HOLDS(house_get(h, &h->daniel, supervision(h, "")), "would rather not");
    EXPECT(move(h, supervision(h, ""), item, "mine"), 303);
    assert_int_equal(move(h, supervision(h, ""), item, "brought").status, 422);
    EXPECT(house_post(h, &h->maya, to, arena_join(h->cx.arena, no, S("&fine=1"))), 303);
    EXPECT(move(h, supervision(h, ""), item, "brought"), 303);
}

static void test_supervision__ending_it_or_naming_another_closes_what_was_brought(void **state)
{
    House *h = *state;
    bring(h, "question=do+I+rescue+her%3F");
    EXPECT(house_post(h, &h->daniel, supervision(h, "/who"), field(h, "supervisor", h->iris.id)), 422);
    HOLDS(house_get(h, &h->sol, S("/brought")), "do I rescue her");
    EXPECT(house_post(h, &h->daniel, supervision(h, "/who"), S("")), 303);
    HOLDS_NOT(house_get(h, &h->sol, S("/brought")), "do I rescue her");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/home")), "Sol Brandt supervises");
}

static void test_supervision__a_question_of_no_one_work_goes_to_anybody_who_supervises(void **state)
{
    House *h = *state;
    Str at = S("/supervision"), item = ask(h, at, "question=how+do+you+rest");
    HOLDS_NOT(house_get(h, &h->iris, at), "how do you rest");
    EXPECT(move(h, at, item, "brought"), 303);
    HOLDS(house_get(h, &h->sol, S("/brought")), "how do you rest");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/log")), "read a question about our work");
    EXPECT(house_get(h, &h->maya, at), 403);
    EXPECT(house_post(h, &h->daniel, at, S("fear=only")), 422);
}

static void test_supervision__the_own_check_goes_along_only_by_an_act(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->daniel, house_work(h, "/own-check"), S("tired=5&bored=5&frustrated=5&warm=1")), 303);
    HOLDS(house_get(h, &h->daniel, house_work(h, "/own-check")), "Take this to supervision");
    HOLDS(house_get(h, &h->daniel, supervision(h, "?beside=check")), "value=\"check\" selected");
    bring(h, "question=plain");
    HOLDS_NOT(house_get(h, &h->sol, S("/brought")), "My own check");
    Str item = ask(h, supervision(h, ""), "question=tired&beside=check");
    EXPECT(move(h, supervision(h, ""), item, "brought"), 303);
    HOLDS(house_get(h, &h->sol, S("/brought")), "My own check: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_supervision__nothing_of_a_work_is_brought_before_the_client_was_told),
        house_test(test_supervision__the_client_reads_that_a_question_was_read_and_never_the_question),
        house_test(test_supervision__only_the_one_it_was_brought_to_reads_and_answers),
        house_test(test_supervision__what_is_taken_back_is_closed_again_and_can_be_reworded),
        house_test(test_supervision__a_client_who_says_no_closes_it_at_once),
        house_test(test_supervision__ending_it_or_naming_another_closes_what_was_brought),
        house_test(test_supervision__a_question_of_no_one_work_goes_to_anybody_who_supervises),
        house_test(test_supervision__the_own_check_goes_along_only_by_an_act),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
