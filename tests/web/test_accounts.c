/* Signing in, links, account, practice: through the door, as a browser would. */
#include "../fixture.h"
#include "store/link.h"

#define ANSWERS(call, status)      \
    do {                           \
        HttpReply reply_ = (call); \
        EXPECT(reply_, status);    \
    } while (0)

static HttpReply sign_in(House *h, Str email, Str password)
{
    Str body = arena_printf(h->cx.arena, "email=" STR_FMT "&password=" STR_FMT, STR_ARG(email),
                            STR_ARG(password));
    return house_post_raw(h, NULL, S("/sign-in"), body);
}

static const Str right = { HOUSE_PASSWORD, sizeof HOUSE_PASSWORD - 1 };

static Str encoded(House *h, Str text)
{
    Str spaced = arena_str(h->cx.arena, text);
    for (size_t i = 0; i < spaced.len; i++)
        if (spaced.ptr[i] == ' ') ((char *)(uintptr_t)spaced.ptr)[i] = '+';
    return spaced;
}

static void test_sign_in__right_words_open_the_day(void **state)
{
    House *h = *state;
    HttpReply r = sign_in(h, S("maya%40house.example"), encoded(h, right));
    EXPECT(r, 303);
    Str cookie = house_reply_header(&r, S("Set-Cookie"));
    assert_true(str_contains(cookie, S("HttpOnly; SameSite=Lax")));
    assert_true(str_contains(cookie, S("Path=/")));
}

static void test_sign_in__an_address_in_capitals_is_the_same_person(void **state)
{
    House *h = *state;
    ANSWERS(sign_in(h, S("+MAYA%40House.Example+"), encoded(h, right)), 303);
}

static void test_sign_in__unknown_and_wrong_look_alike(void **state)
{
    House *h = *state;
    HttpReply wrong = sign_in(h, S("maya%40house.example"), S("not+the+words"));
    HttpReply unknown = sign_in(h, S("mara%40house.example"), S("not+the+words"));
    EXPECT(wrong, 422);
    EXPECT(unknown, 422);
    assert_int_equal(wrong.body.len, unknown.body.len);
    HOLDS(wrong, "do not go together");
    HOLDS(unknown, "do not go together");
    HOLDS_NOT(wrong, "not the words");
}

static void test_sign_in__many_wrong_tries_must_wait_known_or_not(void **state)
{
    House *h = *state;
    const Str emails[] = { S("maya%40house.example"), S("nobody%40house.example") };
    for (size_t e = 0; e < 2; e++) {
        for (int i = 0; i < 5; i++) ANSWERS(sign_in(h, emails[e], S("wrong+words")), 422);
        HttpReply r = sign_in(h, emails[e], encoded(h, right));
        EXPECT(r, 422);
        HOLDS(r, "Wait");
    }
}

static void test_sign_in__a_stranger_elsewhere_locks_nobody_out(void **state)
{
    House *h = *state;
    for (int i = 0; i < 5; i++) ANSWERS(sign_in(h, S("maya%40house.example"), S("wrong+words")), 422);
    HttpRequest rq = house_request(h, NULL, S("POST"), S("/sign-in"));
    house_header(&rq, S("Origin"), S("http://house.test"));
    house_header(&rq, S("Content-Type"), S("application/x-www-form-urlencoded"));
    rq.peer = S("198.51.100.7");
    rq.body = arena_printf(rq.arena, "email=maya%%40house.example&password=" STR_FMT,
                           STR_ARG(encoded(h, right)));
    ANSWERS(dispatch_wait(h->app, &rq), 303);
}

static void test_sign_in__next_leads_nowhere_else(void **state)
{
    House *h = *state;
    const char *bad[] = { "https%3A%2F%2Felsewhere.example", "%2F%2Felsewhere.example",
                          "%2F%5Celsewhere.example", "javascript%3Aalert(1)" };
    for (size_t i = 0; i < 4; i++) {
        Str body = arena_printf(h->cx.arena, "email=maya%%40house.example&password=" STR_FMT
                                "&next=%s", STR_ARG(encoded(h, right)), bad[i]);
        HttpReply r = house_post_raw(h, NULL, S("/sign-in"), body);
        EXPECT(r, 303);
        assert_true(str_eq(house_reply_header(&r, S("Location")), S("/")));
    }
}

static void test_sign_out__the_cookie_is_dead_at_once(void **state)
{
    House *h = *state;
    ANSWERS(house_get(h, &h->maya, S("/me")), 200);
    ANSWERS(house_post(h, &h->maya, S("/sign-out"), S("")), 303);
    ANSWERS(house_get(h, &h->maya, S("/me")), 303);
}

/* A second login of the same person. */
static Someone elsewhere(House *h, const Someone *who)
{
    Someone other = *who;
    HttpReply r = sign_in(h, encoded(h, who->email), encoded(h, right));
    Str cookie = house_reply_header(&r, S("Set-Cookie"));
    size_t from = str_find(cookie, '=', 0) + 1;
    other.token = arena_str(h->cx.arena, str_slice(cookie, from, str_find(cookie, ';', 0)));
    return other;
}

static void test_sign_out__everywhere_means_everywhere(void **state)
{
    House *h = *state;
    Someone phone = elsewhere(h, &h->maya);
    ANSWERS(house_get(h, &phone, S("/me")), 200);
    ANSWERS(house_post(h, &h->maya, S("/me/sign-out-everywhere"), S("")), 303);
    ANSWERS(house_get(h, &phone, S("/me")), 303);
    ANSWERS(house_get(h, &h->maya, S("/me")), 303);
}

static void test_account__a_new_password_needs_the_old_one_and_ends_other_logins(void **state)
{
    House *h = *state;
    Someone phone = elsewhere(h, &h->maya);
    HttpReply wrong = house_post(h, &h->maya, S("/me/password"),
                                 S("current=nonsense+words&password=quiet+river+stone+42"));
    EXPECT(wrong, 422);
    HOLDS(wrong, "This is not your password now");
    HttpReply weak = house_post(h, &h->maya, S("/me/password"),
        arena_printf(h->cx.arena, "current=" STR_FMT "&password=password1", STR_ARG(encoded(h, right))));
    EXPECT(weak, 422);
    ANSWERS(house_post(h, &h->maya, S("/me/password"), arena_printf(h->cx.arena,
        "current=" STR_FMT "&password=quiet+river+stone+42", STR_ARG(encoded(h, right)))), 303);
    ANSWERS(house_get(h, &phone, S("/me")), 303);
    ANSWERS(house_get(h, &h->maya, S("/me")), 200);
    ANSWERS(sign_in(h, S("maya%40house.example"), S("quiet+river+stone+42")), 303);
}

static void test_account__two_windows_do_not_overwrite_each_other(void **state)
{
    House *h = *state;
    ANSWERS(house_post(h, &h->maya, S("/me"), S("name=Maya+One&version=1")), 303);
    HttpReply late = house_post(h, &h->maya, S("/me"), S("name=Maya+Two&version=1"));
    EXPECT(late, 409);
    HOLDS(late, "Maya Two");
    HttpReply now = house_get(h, &h->maya, S("/me"));
    HOLDS(now, "Maya One");
}

/* --- links -------------------------------------------------------------------------- */

static Str link_in(House *h, const HttpReply *r, const char *kind)
{
    Str mark = arena_printf(h->cx.arena, "/%s/", kind);
    for (size_t i = 0; i + mark.len + 43 <= r->body.len; i++)
        if (str_eq(str_slice(r->body, i, i + mark.len), mark))
            return arena_str(h->cx.arena, str_slice(r->body, i, i + mark.len + 43));
    return S("");
}

static Str invite_someone(House *h)
{
    HttpReply r = house_post(h, &h->daniel, S("/episodes"),
                             S("name=Ren+Aoki&email=ren%40house.example"));
    EXPECT(r, 200);
    return link_in(h, &r, "invite");
}

#define REN "name=Ren+Aoki&called=Ren&pronouns=they&language=en&password=quiet+river+stone+42"

static void test_invite__the_whole_way_in(void **state)
{
    House *h = *state;
    Str link = invite_someone(h);
    HttpReply look = house_get(h, NULL, link);
    EXPECT(look, 200);
    HOLDS(look, "Daniel Reid");
    HttpReply in = house_post_raw(h, NULL, link, S(REN));
    EXPECT(in, 303);
    assert_true(house_reply_header(&in, S("Set-Cookie")).len > 0);
    ANSWERS(sign_in(h, S("ren%40house.example"), S("quiet+river+stone+42")), 303);
}

static void test_invite__looking_does_not_use_it_taking_does(void **state)
{
    House *h = *state;
    Str link = invite_someone(h);
    for (int i = 0; i < 3; i++) ANSWERS(house_get(h, NULL, link), 200);
    ANSWERS(house_post_raw(h, NULL, link, S(REN)), 303);
    ANSWERS(house_get(h, NULL, link), 404);
    ANSWERS(house_post_raw(h, NULL, link, S(REN)), 404);
}

static void test_invite__a_weak_password_keeps_what_was_typed_and_the_link(void **state)
{
    House *h = *state;
    Str link = invite_someone(h);
    HttpReply r = house_post_raw(h, NULL, link, S("name=Ren+of+Osaka&called=Renny&password=12345678"));
    EXPECT(r, 422);
    HOLDS(r, "Ren of Osaka");
    HOLDS(r, "Renny");
    HOLDS_NOT(r, "12345678");
    ANSWERS(house_post_raw(h, NULL, link, S(REN)), 303);
}

static void test_invite__over_after_seven_days(void **state)
{
    House *h = *state;
    Str link = invite_someone(h);
    h->app->clock_skew_ms = (int64_t)INVITE_DAYS * 24 * 3600 * 1000 + 1000;
    ANSWERS(house_get(h, NULL, link), 404);
    h->app->clock_skew_ms = 0;
}

/* Whoever invites learns nothing of who has an account: the same page, as long, with a link. */
static void test_invite__an_address_with_an_account_looks_like_any_other(void **state)
{
    House *h = *state;
    HttpReply taken = house_post(h, &h->daniel, S("/episodes"), S("name=Ren+Aoki&email=maya%40house.example"));
    HttpReply free = house_post(h, &h->daniel, S("/episodes"), S("name=Ren+Aoki&email=mara%40house.example"));
    EXPECT(taken, 200);
    EXPECT(free, 200);
    assert_int_equal(taken.body.len, free.body.len);
    HOLDS_NOT(taken, "Lindqvist");
    taken = house_post(h, &h->ada, S("/practice/people"),
                       S("name=Ren+Aoki&therapist=1&email=maya%40house.example"));
    EXPECT(taken, 200);
    HOLDS(taken, "/invite/");
}

static void test_invite__whoever_takes_the_link_is_told_of_their_account(void **state)
{
    House *h = *state;
    HttpReply made = house_post(h, &h->daniel, S("/episodes"), S("name=Ren+Aoki&email=maya%40house.example"));
    Str link = link_in(h, &made, "invite");
    ANSWERS(house_get(h, NULL, link), 200);
    for (int i = 0; i < 2; i++) {                       /* and the link still holds */
        HttpReply r = house_post_raw(h, NULL, link, S(REN));
        EXPECT(r, 422);
        HOLDS(r, "You have an account with this address already");
        assert_int_equal(house_reply_header(&r, S("Set-Cookie")).len, 0);
    }
    ANSWERS(sign_in(h, S("maya%40house.example"), S("quiet+river+stone+42")), 422);
    ANSWERS(sign_in(h, S("maya%40house.example"), encoded(h, right)), 303);
}

static void test_reset__made_by_the_practice_works_once_and_ends_logins(void **state)
{
    House *h = *state;
    Str path = arena_printf(h->cx.arena, "/practice/people/" STR_FMT "/link",
                            STR_ARG(uuid_str(h->cx.arena, h->maya.id.u)));
    HttpReply made = house_post(h, &h->ada, path, S(""));
    EXPECT(made, 200);
    Str link = link_in(h, &made, "reset");
    ANSWERS(house_get(h, NULL, link), 200);
    ANSWERS(house_post_raw(h, NULL, link, S("password=quiet+river+stone+42")), 303);
    ANSWERS(house_get(h, &h->maya, S("/me")), 303);
    ANSWERS(house_post_raw(h, NULL, link, S("password=quiet+river+stone+43")), 404);
    ANSWERS(sign_in(h, S("maya%40house.example"), S("quiet+river+stone+42")), 303);
}

static void test_forgotten__says_the_same_to_everyone_and_the_practice_sees_the_wish(void **state)
{
    House *h = *state;
    HttpReply known = house_post_raw(h, NULL, S("/forgotten"), S("email=maya%40house.example"));
    HttpReply unknown = house_post_raw(h, NULL, S("/forgotten"), S("email=mara%40house.example"));
    EXPECT(known, 200);
    assert_true(str_eq(known.body, unknown.body));
    HttpReply people = house_get(h, &h->ada, S("/practice"));
    HOLDS(people, "Asked for a new password");
}

static void test_links__a_hostile_host_does_not_change_them(void **state)
{
    House *h = *state;
    HttpRequest rq = house_request(h, &h->daniel, S("POST"), S("/episodes"));
    rq.host = S("evil.example");
    house_header(&rq, S("Sec-Fetch-Site"), S("same-origin"));
    house_header(&rq, S("Content-Type"), S("application/x-www-form-urlencoded"));
    rq.body = arena_printf(rq.arena, "name=Ren&email=ren%%40house.example&csrf=" STR_FMT,
                           STR_ARG(csrf_token(rq.arena, h->app, h->daniel.login)));
    HttpReply r = dispatch_wait(h->app, &rq);
    EXPECT(r, 200);
    HOLDS_NOT(r, "evil.example");
}

/* --- practice ------------------------------------------------------------------------- */

static void test_practice__a_closed_account_is_out_at_the_next_request(void **state)
{
    House *h = *state;
    Str path = arena_printf(h->cx.arena, "/practice/people/" STR_FMT "/state",
                            STR_ARG(uuid_str(h->cx.arena, h->daniel.id.u)));
    ANSWERS(house_get(h, &h->daniel, S("/me")), 200);
    ANSWERS(house_post(h, &h->ada, path, S("open=0")), 303);
    ANSWERS(house_get(h, &h->daniel, S("/me")), 303);
    ANSWERS(sign_in(h, S("daniel%40house.example"), encoded(h, right)), 422);
}

static void test_practice__nobody_closes_their_own_account(void **state)
{
    House *h = *state;
    Str path = arena_printf(h->cx.arena, "/practice/people/" STR_FMT "/state",
                            STR_ARG(uuid_str(h->cx.arena, h->ada.id.u)));
    ANSWERS(house_post(h, &h->ada, path, S("open=0")), 422);
    ANSWERS(house_get(h, &h->ada, S("/practice")), 200);
}

static void test_practice__settings_reach_every_page(void **state)
{
    House *h = *state;
    HttpReply r = house_post(h, &h->ada, S("/practice/settings"),
        S("name=Harbour+House&zone=Europe%2FLondon&duty_after=10&lead_after=30&version=1"
          "&crisis1_name=Night+line&crisis1_number=020+555+010&crisis1_hint=day+and+night"
          "&leave=https%3A%2F%2Fexample.org%2F"));
    EXPECT(r, 303);
    HttpReply out = house_get(h, NULL, S("/sign-in"));
    HOLDS(out, "Harbour House");
    HOLDS(out, "020 555 010");
}

static void test_practice__a_bad_setting_keeps_what_was_typed(void **state)
{
    House *h = *state;
    HttpReply r = house_post(h, &h->ada, S("/practice/settings"),
        S("name=Harbour+House&zone=Mars%2FOlympus&duty_after=10&lead_after=30&version=1"));
    EXPECT(r, 422);
    HOLDS(r, "Mars/Olympus");
    HOLDS(r, "Write a zone like Europe/London");
    HOLDS(r, "Name at least one line");
}

static void test_help__is_open_to_everyone(void **state)
{
    House *h = *state;
    HttpReply r = house_get(h, NULL, S("/help"));
    EXPECT(r, 200);
    HOLDS(r, "tel:112");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_sign_in__right_words_open_the_day),
        house_test(test_sign_in__an_address_in_capitals_is_the_same_person),
        house_test(test_sign_in__unknown_and_wrong_look_alike),
        house_test(test_sign_in__many_wrong_tries_must_wait_known_or_not),
        house_test(test_sign_in__a_stranger_elsewhere_locks_nobody_out),
        house_test(test_sign_in__next_leads_nowhere_else),
        house_test(test_sign_out__the_cookie_is_dead_at_once),
        house_test(test_sign_out__everywhere_means_everywhere),
        house_test(test_account__a_new_password_needs_the_old_one_and_ends_other_logins),
        house_test(test_account__two_windows_do_not_overwrite_each_other),
        house_test(test_invite__the_whole_way_in),
        house_test(test_invite__looking_does_not_use_it_taking_does),
        house_test(test_invite__a_weak_password_keeps_what_was_typed_and_the_link),
        house_test(test_invite__over_after_seven_days),
        house_test(test_invite__an_address_with_an_account_looks_like_any_other),
        house_test(test_invite__whoever_takes_the_link_is_told_of_their_account),
        house_test(test_reset__made_by_the_practice_works_once_and_ends_logins),
        house_test(test_forgotten__says_the_same_to_everyone_and_the_practice_sees_the_wish),
        house_test(test_links__a_hostile_host_does_not_change_them),
        house_test(test_practice__a_closed_account_is_out_at_the_next_request),
        house_test(test_practice__nobody_closes_their_own_account),
        house_test(test_practice__settings_reach_every_page),
        house_test(test_practice__a_bad_setting_keeps_what_was_typed),
        house_test(test_help__is_open_to_everyone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
