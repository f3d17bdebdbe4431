/* What happens to a request between the door and the page. */
#include "../fixture.h"
#include "store/facts.h"

#define ANSWERS(call, status)      \
    do {                           \
        HttpReply reply_ = (call); \
        EXPECT(reply_, status);    \
    } while (0)

static Str work(House *h, const char *rest) { return house_work(h, rest); }

/* --- the audit rows of one action --------------------------------------------------- */

static const Query count_rows = { "test_count_audit", "ss", "i",
    "SELECT COUNT(*) FROM audit WHERE action = ?1 AND outcome = ?2" };
typedef struct Counted { Str action, outcome; int64_t count; } Counted;

static Err job_count(Ctx *cx, Tx *tx, void *arg)
{
    Counted *c = arg;
    Rows row;
    TRY(db_row(cx, tx, &count_rows, &row, BS(c->action), BS(c->outcome)));
    c->count = row_int(&row, 0);
    return OK;
}

static int64_t logged(House *h, Str action, Str outcome)
{
    Counted c = { action, outcome, 0 };
    HOUSE_OK(h, db_settle(&h->cx, h->app->db));
    HOUSE_OK(h, db_read(&h->cx, h->app->db, job_count, &c));
    return c.count;
}

static void test_dispatch__every_read_leaves_a_row_before_the_reply(void **state)
{
    House *h = *state;
    int64_t before = logged(h, S("SESSION_LIST"), S("done"));
    HttpReply r = house_get(h, &h->daniel, work(h, "/sessions"));
    EXPECT(r, 200);
    assert_int_equal(logged(h, S("SESSION_LIST"), S("done")), before + 1);
}

static void test_dispatch__a_refused_read_is_logged_and_shows_nothing(void **state)
{
    House *h = *state;
    HttpReply r = house_get(h, &h->iris, work(h, "/sessions"));
    EXPECT(r, 404);
    HOLDS_NOT(r, "Maya");
    assert_int_equal(logged(h, S("SESSION_LIST"), S("refused")), 1);
}

/* The body without the address that was asked for and the token of its form: the switch of
 * languages comes back to that address. */
static Str without(Arena *a, Str body, Str address)
{
    const Str token = S("name=\"csrf\" value=\"");
    Out out = out_open(a, body.len + 1);
    for (size_t i = 0; i < body.len;) {
        Str rest = str_slice(body, i, body.len);
        bool here = str_starts(rest, address);
        if (!here) out_raw(&out, str_slice(body, i, i + 1));
        i += here ? address.len : 1;
        if (str_starts(rest, token)) i = str_find(body, '"', i + token.len - 1);
    }
    return out_str(&out);
}

static void test_dispatch__work_of_others_and_work_that_is_not_look_alike(void **state)
{
    House *h = *state;
    const Str hers = work(h, "/sessions"), nowhere = S("/work/01890a5d-ac96-774b-bcce-b302099a8057/sessions");
    HttpReply theirs = house_get(h, &h->iris, hers), none = house_get(h, &h->iris, nowhere);
    assert_int_equal(theirs.status, none.status);
    assert_true(str_eq(without(h->cx.arena, theirs.body, hers), without(h->cx.arena, none.body, nowhere)));
    assert_int_equal(theirs.header_count, none.header_count);
}

static void test_dispatch__signed_out_a_page_asks_to_sign_in_and_comes_back(void **state)
{
    House *h = *state;
    HttpReply r = house_get(h, NULL, S("/me"));
    EXPECT(r, 303);
    assert_true(str_starts(house_reply_header(&r, S("Location")), S("/sign-in?next=")));
}

static void test_dispatch__a_form_sent_after_signing_out_keeps_its_words(void **state)
{
    House *h = *state;
    HttpReply r = house_post(h, NULL, work(h, "/joint"), S("kind=goal&text=Sleep+through+the+night"));
    EXPECT(r, 403);
    HOLDS(r, "Sleep through the night");
    HOLDS(r, "signed out");
}

static const Query count_goals = { "test_count_goals", "", "i",
    "SELECT COUNT(*) FROM entry WHERE kind = 'goal'" };

static Err job_goals(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    TRY(db_row_n(cx, tx, &count_goals, NULL, 0, &row));
    *(int64_t *)arg = row_int(&row, 0);
    return OK;
}

static int64_t goals(House *h)
{
    int64_t count = -1;
    HOUSE_OK(h, db_read(&h->cx, h->app->db, job_goals, &count));
    return count;
}

static Str with_token(House *h, const Someone *who, Str fields)
{
    Str token = csrf_token(h->cx.arena, h->app, who->login);
    return arena_printf(h->cx.arena, STR_FMT "&csrf=" STR_FMT, STR_ARG(fields), STR_ARG(token));
}

static void test_dispatch__the_same_form_twice_is_stored_once(void **state)
{
    House *h = *state;
    Str body = with_token(h, &h->maya, S("kind=goal&text=One+goal&idem=aabbccddeeff00112233445566778899"));
    HttpReply first = house_post_raw(h, &h->maya, work(h, "/joint"), body);
    HttpReply second = house_post_raw(h, &h->maya, work(h, "/joint"), body);
    EXPECT(first, 303);
    EXPECT(second, 303);
    assert_true(str_eq(house_reply_header(&first, S("Location")),
                       house_reply_header(&second, S("Location"))));
    assert_int_equal(goals(h), 1);
}

static void test_dispatch__sent_again_from_a_page_loaded_again_is_the_same_form(void **state)
{
    House *h = *state;
    Str fields = S("kind=goal&text=One+goal&idem=aabbccddeeff00112233445566778899");
    ANSWERS(house_post_raw(h, &h->maya, work(h, "/joint"), with_token(h, &h->maya, fields)), 303);
    ANSWERS(house_post_raw(h, &h->maya, work(h, "/joint"), with_token(h, &h->maya, fields)), 303);
    assert_int_equal(goals(h), 1);
}

static void test_dispatch__the_same_key_with_other_words_is_refused(void **state)
{
    House *h = *state;
    Str key = S("idem=aabbccddeeff00112233445566778899");
    Str one = arena_printf(h->cx.arena, "kind=goal&text=One&" STR_FMT, STR_ARG(key));
    Str two = arena_printf(h->cx.arena, "kind=goal&text=Two&" STR_FMT, STR_ARG(key));
    ANSWERS(house_post_raw(h, &h->maya, work(h, "/joint"), with_token(h, &h->maya, one)), 303);
    ANSWERS(house_post_raw(h, &h->maya, work(h, "/joint"), with_token(h, &h->maya, two)), 422);
    assert_int_equal(goals(h), 1);
}

static void test_dispatch__keys_of_two_people_do_not_meet(void **state)
{
    House *h = *state;
    Str fields = S("kind=goal&text=A+goal&idem=aabbccddeeff00112233445566778899");
    ANSWERS(house_post_raw(h, &h->maya, work(h, "/joint"), with_token(h, &h->maya, fields)), 303);
    ANSWERS(house_post_raw(h, &h->daniel, work(h, "/joint"), with_token(h, &h->daniel, fields)), 303);
    assert_int_equal(goals(h), 2);
}

static void test_dispatch__a_form_without_its_token_changes_nothing(void **state)
{
    House *h = *state;
    ANSWERS(house_post_raw(h, &h->maya, work(h, "/joint"), S("kind=goal&text=X")), 403);
    Str others = with_token(h, &h->daniel, S("kind=goal&text=X"));
    ANSWERS(house_post_raw(h, &h->maya, work(h, "/joint"), others), 403);
    assert_int_equal(goals(h), 0);
}

static HttpReply post_from(House *h, Str name, Str value)
{
    HttpRequest rq = house_request(h, &h->maya, S("POST"), work(h, "/joint"));
    if (name.len) house_header(&rq, name, value);
    house_header(&rq, S("Content-Type"), S("application/x-www-form-urlencoded"));
    rq.body = with_token(h, &h->maya, S("kind=goal&text=X"));
    return dispatch_wait(h->app, &rq);
}

static void test_dispatch__a_form_from_another_site_changes_nothing(void **state)
{
    House *h = *state;
    ANSWERS(post_from(h, S("Origin"), S("https://elsewhere.example")), 403);
    ANSWERS(post_from(h, S("Origin"), S("https://house.test")), 403);
    ANSWERS(post_from(h, S("Origin"), S("http://house.test.elsewhere.example")), 403);
    ANSWERS(post_from(h, S("Origin"), S("null")), 403);
    ANSWERS(post_from(h, S("Sec-Fetch-Site"), S("cross-site")), 403);
    ANSWERS(post_from(h, S("Sec-Fetch-Site"), S("same-site")), 403);
    ANSWERS(post_from(h, S(""), S("")), 403);
    assert_int_equal(goals(h), 0);
    ANSWERS(post_from(h, S("Sec-Fetch-Site"), S("same-origin")), 303);
    assert_int_equal(goals(h), 1);
}

static void test_dispatch__another_kind_of_body_is_refused(void **state)
{
    House *h = *state;
    HttpRequest rq = house_request(h, &h->maya, S("POST"), work(h, "/joint"));
    house_header(&rq, S("Origin"), S("http://house.test"));
    house_header(&rq, S("Content-Type"), S("text/plain"));
    rq.body = with_token(h, &h->maya, S("kind=goal&text=X"));
    HttpReply r = dispatch_wait(h->app, &rq);
    EXPECT(r, 422);
    assert_int_equal(goals(h), 0);
}

static void test_dispatch__a_page_by_the_wrong_method_is_refused(void **state)
{
    House *h = *state;
    ANSWERS(house_get(h, &h->maya, work(h, "/end")), 404);
    ANSWERS(house_post(h, &h->maya, work(h, "/log"), S("")), 404);
}

static void test_dispatch__what_no_field_declares_does_not_arrive(void **state)
{
    House *h = *state;
    HttpReply r = house_post(h, &h->maya, S("/me"),
        S("name=Maya+L&version=1&capacities=15&state=active&practice_id=1"));
    EXPECT(r, 303);
    HttpReply people = house_get(h, &h->maya, S("/practice"));
    EXPECT(people, 403);
}

static void test_dispatch__the_same_field_twice_is_refused(void **state)
{
    House *h = *state;
    ANSWERS(house_post(h, &h->maya, work(h, "/joint"), S("kind=goal&text=A&text=B")), 422);
    assert_int_equal(goals(h), 0);
}

static void test_dispatch__nothing_signed_in_may_be_kept_by_a_cache(void **state)
{
    House *h = *state;
    HttpReply r = house_get(h, &h->maya, S("/me"));
    EXPECT(r, 200);
    assert_true(str_eq(house_reply_header(&r, S("Cache-Control")), S("no-store")));
}

static void test_dispatch__idle_limits_hold_to_the_second(void **state)
{
    House *h = *state;
    const struct { const Someone *who; int64_t limit_ms; } rows[] = {
        { &h->daniel, LOGIN_IDLE_STAFF_MS }, { &h->maya, LOGIN_IDLE_CLIENT_MS } };
    for (size_t i = 0; i < 2; i++) {
        int64_t end_ms = h->cx.now_ms + rows[i].limit_ms;     /* they signed in when it was filled */
        h->app->clock_skew_ms = end_ms + 1000 - time_now_ms();
        ANSWERS(house_get(h, rows[i].who, S("/alive")), 303);
        h->app->clock_skew_ms = end_ms - 1000 - time_now_ms();
        ANSWERS(house_get(h, rows[i].who, S("/alive")), 204);
        h->app->clock_skew_ms = 0;
    }
}

static void test_dispatch__a_busy_day_ends_after_twelve_hours(void **state)
{
    House *h = *state;
    for (int64_t at = 0; at < LOGIN_ABSOLUTE_MS; at += 10 * 60 * 1000) {
        h->app->clock_skew_ms = at;
        ANSWERS(house_get(h, &h->maya, S("/alive")), 204);
    }
    h->app->clock_skew_ms = LOGIN_ABSOLUTE_MS + 1000;
    ANSWERS(house_get(h, &h->maya, S("/alive")), 303);
    h->app->clock_skew_ms = 0;
}

static void test_dispatch__a_failing_statement_never_half_writes(void **state)
{
    House *h = *state;
    bool succeeded = false;
    for (long n = 1; n < 60 && !succeeded; n++) {
        int64_t before = goals(h);
        db_fault_at(n, 13);
        HttpReply r = house_post(h, &h->maya, work(h, "/joint"), S("kind=goal&text=A+goal"));
        bool hit = db_fault_hit();
        db_fault_at(-1, 0);
        assert_int_equal(goals(h), before + (r.status == 303));
        if (hit) assert_int_not_equal(r.status, 500);
        succeeded = !hit && r.status == 303;
    }
    assert_true(succeeded);
}

static void test_dispatch__the_routes_are_sound(void **state)
{
    House *h = *state;
    Out problems = out_open(h->cx.arena, 65536);
    bool fine = dispatch_check_routes(&problems);
    if (!fine) print_error(STR_FMT, STR_ARG(out_str(&problems)));
    assert_true(fine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_dispatch__every_read_leaves_a_row_before_the_reply),
        house_test(test_dispatch__a_refused_read_is_logged_and_shows_nothing),
        house_test(test_dispatch__work_of_others_and_work_that_is_not_look_alike),
        house_test(test_dispatch__signed_out_a_page_asks_to_sign_in_and_comes_back),
        house_test(test_dispatch__a_form_sent_after_signing_out_keeps_its_words),
        house_test(test_dispatch__the_same_form_twice_is_stored_once),
        house_test(test_dispatch__sent_again_from_a_page_loaded_again_is_the_same_form),
        house_test(test_dispatch__the_same_key_with_other_words_is_refused),
        house_test(test_dispatch__keys_of_two_people_do_not_meet),
        house_test(test_dispatch__a_form_without_its_token_changes_nothing),
        house_test(test_dispatch__a_form_from_another_site_changes_nothing),
        house_test(test_dispatch__another_kind_of_body_is_refused),
        house_test(test_dispatch__a_page_by_the_wrong_method_is_refused),
        house_test(test_dispatch__what_no_field_declares_does_not_arrive),
        house_test(test_dispatch__the_same_field_twice_is_refused),
        house_test(test_dispatch__nothing_signed_in_may_be_kept_by_a_cache),
        house_test(test_dispatch__idle_limits_hold_to_the_second),
        house_test(test_dispatch__a_busy_day_ends_after_twelve_hours),
        house_test(test_dispatch__a_failing_statement_never_half_writes),
        house_test(test_dispatch__the_routes_are_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
