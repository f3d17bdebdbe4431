/* Looking for words in one's own work: what is found, what is logged, what is kept nowhere. */
#include "../fixture.h"
#include "store/audit.h"

static Str put(House *h, const Someone *who, const char *form)
{
    HttpReply r = house_post(h, who, house_work(h, "/joint"), str_from_c(form));
    EXPECT(r, 303);
    Str where = house_reply_header(&r, S("Location"));
    return arena_str(h->cx.arena, str_slice(where, where.len - 36, where.len));
}

static HttpReply look(House *h, const Someone *who, const char *form)
{
    return house_post(h, who, house_work(h, "/search"), str_from_c(form));
}

static void show_to_daniel(House *h, Str id)
{
    Arena *a = h->cx.arena;
    Str path = arena_printf(a, "/joint/" STR_FMT "/share", STR_ARG(id));
    EXPECT(house_post(h, &h->maya, house_work(h, arena_c(a, path)),
                      arena_printf(a, "audience=chosen&with1=" STR_FMT,
                                   STR_ARG(uuid_str(a, h->daniel.id.u)))), 303);
}

static void test_search__finds_words_without_case_and_accents_and_marks_them(void **state)
{
    House *h = *state;
    put(h, &h->maya, "kind=goal&text=Sleep+at+my+m%C3%BCtter%E2%80%99s+house+again");
    HttpReply r = look(h, &h->daniel, "words=MUTTER+sleep");
    EXPECT(r, 200);
    HOLDS(r, "<mark>Sleep</mark>");
    HOLDS(r, "<mark>mütter</mark>");
    HOLDS(r, "A goal");
    HOLDS(r, "Maya");
    HOLDS(r, "/goals#e-");
    HOLDS_NOT(look(h, &h->daniel, "words=mutter+awake"), "<mark>");
    HOLDS(look(h, &h->daniel, "words=%22house+again%22"), "<mark>house again</mark>");
    HOLDS(look(h, &h->daniel, "words=%22house+never%22"), "Nothing you can read has these words");
}

static void test_search__finds_earlier_words_answers_and_says_so(void **state)
{
    House *h = *state;
    Str goal = put(h, &h->maya, "kind=goal&text=zebra+one");
    Arena *a = h->cx.arena;
    Str at = arena_printf(a, "/joint/" STR_FMT, STR_ARG(goal));
    EXPECT(house_post(h, &h->maya, house_work(h, arena_c(a, arena_join(a, at, S("/words")))),
                      S("base=1&text=giraffe+two")), 303);
    EXPECT(house_post(h, &h->daniel, house_work(h, arena_c(a, arena_join(a, at, S("/answer")))),
                      S("answer=not_now&version=2&words=after+the+antelope")), 303);
    HOLDS(look(h, &h->maya, "words=zebra"), "other words came since");
    HOLDS_NOT(look(h, &h->maya, "words=giraffe"), "other words came since");
    HttpReply r = look(h, &h->maya, "words=antelope");
    HOLDS(r, "<mark>antelope</mark>");
    HOLDS(r, "Daniel");
}

static void test_search__finds_nothing_of_what_is_not_for_the_reader(void **state)
{
    House *h = *state;
    put(h, &h->maya, "kind=passage&text=a+pangolin+of+mine");
    put(h, &h->maya, "kind=question&text=the+pangolin+question&mine=1");
    HttpReply none = look(h, &h->daniel, "words=pangolin");
    HttpReply nothing = look(h, &h->daniel, "words=nightjar");
    HOLDS_NOT(none, "<mark>");
    assert_int_equal(none.body.len, nothing.body.len);       /* looks like nothing at all */
    HOLDS(look(h, &h->maya, "words=pangolin"), "<mark>pangolin</mark>");
    HOLDS_NOT(house_post(h, &h->daniel, S("/search"), S("words=pangolin")), "<mark>");
    HOLDS_NOT(house_post(h, &h->iris, S("/search"), S("words=pangolin")), "<mark>");
    EXPECT(look(h, &h->iris, "words=pangolin"), 404);
    EXPECT(look(h, &h->sol, "words=pangolin"), 404);
    EXPECT(look(h, NULL, "words=pangolin"), 403);
}

static void test_search__in_all_ones_work_groups_by_work_and_asks_nobody_else(void **state)
{
    House *h = *state;
    put(h, &h->maya, "kind=goal&text=see+the+heron");
    Str other = arena_printf(h->cx.arena, "/work/" STR_FMT "/joint",
                             STR_ARG(uuid_str(h->cx.arena, h->other_episode.u)));
    EXPECT(house_post(h, &h->noor, other, S("kind=goal&text=paint+the+heron")), 303);
    HttpReply his = house_post(h, &h->daniel, S("/search"), S("words=heron"));
    HOLDS(his, "see the ");
    HOLDS_NOT(his, "paint the ");
    HOLDS(his, "Maya and Daniel");
    HttpReply hers = house_post(h, &h->noor, S("/search"), S("words=heron"));
    HOLDS(hers, "paint the ");
    HOLDS_NOT(hers, "see the ");
    HttpReply nobody = house_post(h, &h->ada, S("/search"), S("words=heron"));
    EXPECT(nobody, 200);
    HOLDS_NOT(nobody, "<mark>");
}

static const Query rows_of = { "test_search_rows", "bs", "i",
    "SELECT COUNT(*) FROM audit WHERE practice_id = ?1 AND action = ?2 AND outcome = 'done'" };
typedef struct Counted { const House *h; const char *action; int64_t rows; } Counted;

static Err job_count(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    Counted *c = arg;
    TRY(db_row(cx, tx, &rows_of, &row, BID(c->h->practice), BS(str_from_c(c->action))));
    c->rows = row_int(&row, 0);
    return OK;
}

static int64_t rows(House *h, const char *action)
{
    Counted c = { h, action, 0 };
    HOUSE_OK(h, db_settle(&h->cx, h->app->db));
    HOUSE_OK(h, db_read(&h->cx, h->app->db, job_count, &c));
    return c.rows;
}

static void test_search__that_shows_a_passage_leaves_the_trace_of_a_reading(void **state)
{
    House *h = *state;
    Str id = put(h, &h->maya, "kind=passage&text=when+the+kestrel+came");
    show_to_daniel(h, id);
    assert_int_equal(rows(h, "STORY_READ"), 0);
    HOLDS_NOT(look(h, &h->daniel, "words=albatross"), "<mark>");
    assert_int_equal(rows(h, "STORY_READ"), 0);
    HOLDS(look(h, &h->daniel, "words=kestrel"), "<mark>kestrel</mark>");
    assert_int_equal(rows(h, "STORY_READ"), 1);
    Str path = arena_printf(h->cx.arena, "/story/" STR_FMT, STR_ARG(id));
    HOLDS(house_get(h, &h->maya, house_work(h, arena_c(h->cx.arena, path))), "Daniel read this on");
    HOLDS(look(h, &h->maya, "words=kestrel"), "<mark>");
    assert_int_equal(rows(h, "STORY_READ"), 2);          /* her own look at the page, not her search */
}

static void test_search__is_a_line_for_the_client_whatever_it_found(void **state)
{
    House *h = *state;
    put(h, &h->maya, "kind=goal&text=see+the+heron");
    EXPECT(house_post(h, &h->daniel, S("/search"), S("words=heron")), 200);
    assert_int_equal(rows(h, "SEARCH_ALL"), 1);
    assert_int_equal(rows(h, "SEARCH_WORK"), 1);
    EXPECT(house_post(h, &h->daniel, S("/search"), S("words=nothing")), 200);
    assert_int_equal(rows(h, "SEARCH_ALL"), 2);
    assert_int_equal(rows(h, "SEARCH_WORK"), 1);
    HttpReply log = house_get(h, &h->maya, house_work(h, "/log"));
    HOLDS(log, "searched in all the work they are in");
    HOLDS(log, "searched in our work, or was shown something of it");
    HOLDS_NOT(log, "heron");
    EXPECT(house_post(h, &h->iris, S("/search"), S("words=heron")), 200);
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/log")), "Iris");
}

static void test_search__keeps_its_words_out_of_addresses_and_caches(void **state)
{
    House *h = *state;
    HttpReply form = house_get(h, &h->daniel, S("/search"));
    EXPECT(form, 200);
    HOLDS(form, "method=\"post\"");
    HttpReply asked = house_get(h, &h->daniel, S("/search?words=heron"));
    EXPECT(asked, 200);
    HOLDS_NOT(asked, "heron");                             /* not declared: not delivered */
    HttpReply r = house_post(h, &h->daniel, S("/search"), S("words=heron"));
    assert_true(str_eq(house_reply_header(&r, S("Cache-Control")), S("no-store")));
    assert_false(r.may_compress);
    assert_int_equal(house_reply_header(&r, S("Location")).len, 0);
    HOLDS(r, "value=\"heron\"");
}

static void test_search__asks_for_a_word_and_no_more_than_fit(void **state)
{
    House *h = *state;
    const char *const empty[] = { "words=", "words=+%22%22+.", "" };
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++) {
        HttpReply r = look(h, &h->maya, empty[i]);
        EXPECT(r, 422);
        HOLDS(r, "Write a word to look for.");
    }
    Str form = S("words=");
    for (int i = 0; i < 130; i++) form = arena_join(h->cx.arena, form, S("a"));
    EXPECT(house_post(h, &h->maya, house_work(h, "/search"), form), 422);
    EXPECT(house_post_raw(h, &h->maya, house_work(h, "/search"), S("words=a")), 403);
}

static void test_search__shows_twenty_places_at_a_time(void **state)
{
    House *h = *state;
    Arena *a = h->cx.arena;
    for (int i = 0; i < 23; i++)
        put(h, &h->maya, arena_c(a, arena_printf(a, "kind=goal&text=wren+number+%d", i)));
    HttpReply one = look(h, &h->maya, "words=wren");
    HOLDS(one, "Places 1 to 20; there are more");
    HOLDS(one, "number 22");
    HOLDS_NOT(one, "number 2<");
    HttpReply two = look(h, &h->maya, "words=wren&page=2");
    HOLDS(two, "Places 21 to 23");
    HOLDS(two, "number 0");
    HOLDS_NOT(two, "Show more places");
    HOLDS(look(h, &h->maya, "words=wren&page=3"), "Nothing more was found");
}

static void test_search__stands_in_the_bar_for_those_who_work_here(void **state)
{
    House *h = *state;
    HOLDS(house_get(h, &h->daniel, S("/caseload")), "action=\"/search\"");
    HOLDS_NOT(house_get(h, &h->ada, S("/practice")), "action=\"/search\"");
    HttpReply hers = house_get(h, &h->maya, house_work(h, "/goals"));
    HOLDS_NOT(hers, "action=\"/search\"");
    HOLDS(hers, "/search\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_search__finds_words_without_case_and_accents_and_marks_them),
        house_test(test_search__finds_earlier_words_answers_and_says_so),
        house_test(test_search__finds_nothing_of_what_is_not_for_the_reader),
        house_test(test_search__in_all_ones_work_groups_by_work_and_asks_nobody_else),
        house_test(test_search__that_shows_a_passage_leaves_the_trace_of_a_reading),
        house_test(test_search__is_a_line_for_the_client_whatever_it_found),
        house_test(test_search__keeps_its_words_out_of_addresses_and_caches),
        house_test(test_search__asks_for_a_word_and_no_more_than_fit),
        house_test(test_search__shows_twenty_places_at_a_time),
        house_test(test_search__stands_in_the_bar_for_those_who_work_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
