/* The own check, what somebody learned, and the mirror. */
#include "../fixture.h"

static void check(House *h, const char *form)
{
    EXPECT(house_post(h, &h->daniel, house_work(h, "/own-check"), str_from_c(form)), 303);
}

static void test_own__a_check_is_its_therapists_alone(void **state)
{
    House *h = *state;
    check(h, "tired=5&bored=5&frustrated=5&warm=1");
    HttpReply page = house_get(h, &h->daniel, house_work(h, "/own-check"));
    HOLDS(page, "1.0 of 5");
    HOLDS(house_get(h, &h->daniel, S("/own-check")), "1.0 of 5");
    const Someone *others[] = { &h->maya, &h->iris, &h->sol, &h->ada };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        HttpReply r = house_get(h, others[i], house_work(h, "/own-check"));
        assert_true(r.status == 403 || r.status == 404);
    }
    HOLDS_NOT(house_get(h, &h->iris, S("/own-check")), "1.0 of 5");
    EXPECT(house_post(h, &h->daniel, house_work(h, "/own-check"), S("")), 422);
    HOLDS(house_get(h, &h->maya, house_work(h, "/log")), "a page about themselves");
}

static void test_own__three_heavy_ones_offer_support_once(void **state)
{
    House *h = *state;
    const char *heavy = "tired=5&bored=4&frustrated=5&warm=2";
    check(h, heavy);
    check(h, heavy);
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "/own-check")), "Three heavy ones");
    check(h, heavy);
    HOLDS(house_get(h, &h->daniel, house_work(h, "/own-check")), "Three heavy ones");
    EXPECT(house_post(h, &h->daniel, house_work(h, "/own-check/leave"), S("")), 303);
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "/own-check")), "Three heavy ones");
    check(h, heavy);
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "/own-check")), "Three heavy ones");
}

static Str learn(House *h, const char *text)
{
    Str form = arena_join(h->cx.arena, S("kind=learned&text="), str_from_c(text));
    HttpReply r = house_post(h, &h->daniel, house_work(h, "/joint"), form);
    EXPECT(r, 303);
    Str to = house_reply_header(&r, S("Location"));
    return arena_str(h->cx.arena, str_slice(to, to.len - 36, to.len));
}

static void share(House *h, Str id, const char *form)
{
    Str at = arena_printf(h->cx.arena, "/joint/" STR_FMT "/share", STR_ARG(id));
    EXPECT(house_post(h, &h->daniel, house_work(h, arena_c(h->cx.arena, at)), str_from_c(form)), 303);
}

static void prefer(House *h, const char *choice)
{
    Str form = arena_join(h->cx.arena, S("slot=learned&choice="), str_from_c(choice));
    EXPECT(house_post(h, &h->maya, house_work(h, "/preferences"), form), 303);
}

static void test_own__learned_is_private_until_shown_and_taken_back_for_the_future(void **state)
{
    House *h = *state;
    Str id = learn(h, "pauses+can+be+full");
    HOLDS(house_get(h, &h->daniel, house_work(h, "/learned")), "pauses can be full");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/learned")), "pauses can be full");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/home")), "Learned from you");
    share(h, id, "audience=members");
    HOLDS(house_get(h, &h->maya, house_work(h, "/learned")), "pauses can be full");
    share(h, id, "audience=author");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/learned")), "pauses can be full");
}

static void test_own__the_start_page_shows_it_as_the_client_asked(void **state)
{
    House *h = *state;
    share(h, learn(h, "pauses+can+be+full"), "audience=members");
    HttpReply unsaid = house_get(h, &h->maya, house_work(h, "/home"));
    HOLDS(unsaid, "Learned from you");
    HOLDS_NOT(unsaid, "pauses can be full");
    prefer(h, "1");
    HOLDS(house_get(h, &h->maya, house_work(h, "/home")), "pauses can be full");
    prefer(h, "3");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/home")), "Learned from you");
    HOLDS(house_get(h, &h->maya, house_work(h, "/learned")), "rather not be shown");
}

/* The part of the page that counts. */
static Str counted(const HttpReply *r)
{
    size_t at = 0;
    const Str title = S("Whose topics</h2>");
    while (at + title.len < r->body.len && !str_starts(str_slice(r->body, at, r->body.len), title)) at++;
    size_t to = at;
    while (to < r->body.len && !str_starts(str_slice(r->body, to, r->body.len), S("</main>"))
           && !str_starts(str_slice(r->body, to, r->body.len), S("Put one of these"))) to++;
    return str_slice(r->body, at, to > 200 ? to - 160 : to);
}

static void test_own__the_mirror_says_the_same_to_both_and_counts_nothing_private(void **state)
{
    House *h = *state;
    EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), S("kind=goal&text=rest")), 303);
    HttpReply before = house_get(h, &h->daniel, house_work(h, "/mirror"));
    HOLDS(before, "0 of 1 goals");
    EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), S("kind=passage&text=mine")), 303);
    EXPECT(house_post(h, &h->daniel, house_work(h, "/joint"), S("kind=question&mine=1&text=mine")), 303);
    learn(h, "mine");
    HttpReply his = house_get(h, &h->daniel, house_work(h, "/mirror"));
    HttpReply hers = house_get(h, &h->maya, house_work(h, "/mirror"));
    HOLDS(his, "Nothing was written between sessions yet");
    HOLDS(hers, "Nothing was written between sessions yet");
    assert_true(str_eq(counted(&before), counted(&his)));
    HOLDS(his, "#ag\"");                    /* the list of topics, on the page it stands on */
    HOLDS(hers, "/home#ag\"");
    HttpReply other = house_get(h, &h->ada, house_work(h, "/mirror"));
    assert_true(other.status == 403 || other.status == 404);
    EXPECT(house_get(h, &h->noor, house_work(h, "/mirror")), 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_own__a_check_is_its_therapists_alone),
        house_test(test_own__three_heavy_ones_offer_support_once),
        house_test(test_own__learned_is_private_until_shown_and_taken_back_for_the_future),
        house_test(test_own__the_start_page_shows_it_as_the_client_asked),
        house_test(test_own__the_mirror_says_the_same_to_both_and_counts_nothing_private),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
