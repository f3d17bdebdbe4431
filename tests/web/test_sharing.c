/* Whom a client shows what of their record: two steps to give, one to stop, and nothing after. */
#include <pthread.h>
#include <stdatomic.h>

#include "../fixture.h"

#define IRIS_MAY "who=Dr+Iris+Okafor&what=GP&where=Harbour+Clinic&email=iris%40house.example&to=provider"

static Str goal(House *h, const char *text)
{
    Str form = arena_printf(h->cx.arena, "kind=goal&text=%s", text);
    HttpReply r = house_post(h, &h->maya, house_work(h, "/joint"), form);
    EXPECT(r, 303);
    Str where = house_reply_header(&r, S("Location"));
    return arena_str(h->cx.arena, str_slice(where, where.len - 36, where.len));
}

static void agree(House *h, Str id)
{
    Str at = arena_printf(h->cx.arena, "/joint/" STR_FMT "/answer", STR_ARG(id));
    EXPECT(house_post(h, &h->daniel, house_work(h, arena_c(h->cx.arena, at)), S("answer=yes&version=1")), 303);
}

static HttpReply share(House *h, const char *form)
{
    return house_post(h, &h->maya, house_work(h, "/sharing"), str_from_c(form));
}

static Str shared(House *h)
{
    return arena_printf(h->cx.arena, "/shared/" STR_FMT, STR_ARG(uuid_str(h->cx.arena, h->episode.u)));
}

/* The id in the first form that stops something. */
static Str release_id(House *h)
{
    HttpReply page = house_get(h, &h->maya, house_work(h, "/sharing"));
    const char *body = arena_c(h->cx.arena, page.body), *at = strstr(body, "/stop\"");
    assert_non_null(at);
    return arena_str(h->cx.arena, (Str){ at - 36, 36 });
}

static Str stop_at(House *h, Str id)
{
    return house_work(h, arena_c(h->cx.arena, arena_printf(h->cx.arena, "/sharing/" STR_FMT "/stop", STR_ARG(id))));
}

static void test_sharing__nothing_is_open_until_the_summary_was_signed(void **state)
{
    House *h = *state;
    agree(h, goal(h, "Say+no+once"));
    EXPECT(house_get(h, &h->iris, shared(h)), 404);
    HttpReply form = house_get(h, &h->maya, house_work(h, "/sharing/new"));
    HOLDS(form, "1 now.");
    HOLDS_NOT(form, "checked");
    HttpReply last = share(h, IRIS_MAY "&goals=1&until=months&why=So+you+know");
    EXPECT(last, 200);
    HOLDS(last, "will be able to read the goals we agreed, until");
    HOLDS(last, "Say no once");
    EXPECT(house_get(h, &h->iris, shared(h)), 404);
    EXPECT(share(h, IRIS_MAY "&goals=1&until=months&sign=1&signed="), 422);
    EXPECT(house_get(h, &h->iris, shared(h)), 404);
    HttpReply given = share(h, IRIS_MAY "&goals=1&until=months&why=So+you+know&sign=1&signed=Maya");
    HOLDS(given, "can look now");
    HttpReply page = house_get(h, &h->iris, shared(h));
    EXPECT(page, 200);
    HOLDS(page, "Say no once");
    HOLDS(page, "So you know");
    HOLDS(page, "Maya Lindqvist");
}

static void test_sharing__shows_what_was_chosen_and_nothing_else(void **state)
{
    House *h = *state;
    agree(h, goal(h, "Sleep+through"));
    goal(h, "Not+agreed+yet");
    EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), S("kind=question&mine=1&text=For+me+alone")), 303);
    EXPECT(house_post(h, &h->maya, house_work(h, "/joint"), S("kind=passage&text=My+story")), 303);
    EXPECT(share(h, IRIS_MAY "&goals=1&until=open&sign=1&signed=Maya"), 200);
    HttpReply page = house_get(h, &h->iris, shared(h));
    HOLDS(page, "Sleep through");
    HOLDS_NOT(page, "Not agreed");
    HOLDS_NOT(page, "For me alone");
    HOLDS_NOT(page, "My story");
    HOLDS_NOT(page, "Session 1");
    HOLDS_NOT(page, "When we meet");
    static const char *const closed[] = { "", "/home", "/goals", "/progress", "/sessions", "/log", "/sharing",
                                          "/story", "/record.json" };
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        EXPECT(house_get(h, &h->iris, house_work(h, closed[i])), 404);
    EXPECT(share(h, IRIS_MAY "&dates=1&until=open&sign=1&signed=Maya"), 200);
    HOLDS(house_get(h, &h->iris, shared(h)), "Session 1, planned");
    HOLDS_NOT(house_get(h, &h->iris, shared(h)), "Room 2");
}

static void test_sharing__stopped_it_is_gone_with_the_next_request_and_twice_is_once(void **state)
{
    House *h = *state;
    agree(h, goal(h, "Walk+home"));
    EXPECT(share(h, IRIS_MAY "&goals=1&until=open&sign=1&signed=Maya"), 200);
    EXPECT(house_get(h, &h->iris, shared(h)), 200);
    HOLDS(house_get(h, &h->iris, S("/shared")), "Maya Lindqvist");
    Str id = release_id(h);
    EXPECT(house_post(h, &h->maya, stop_at(h, id), S("")), 303);
    EXPECT(house_get(h, &h->iris, shared(h)), 404);
    HOLDS_NOT(house_get(h, &h->iris, S("/shared")), "Maya");
    EXPECT(house_post(h, &h->maya, stop_at(h, id), S("")), 303);
    HttpReply page = house_get(h, &h->maya, house_work(h, "/sharing"));
    HOLDS(page, "You stopped it on");
    HOLDS_NOT(page, "/stop\"");
}

static void test_sharing__is_the_clients_own_business(void **state)
{
    House *h = *state;
    EXPECT(share(h, IRIS_MAY "&goals=1&until=open&sign=1&signed=Maya"), 200);
    Str id = release_id(h);
    const Someone *others[] = { &h->daniel, &h->iris, &h->noor, &h->sol, &h->ada };
    for (size_t i = 0; i < 5; i++) {
        HttpReply page = house_get(h, others[i], house_work(h, "/sharing"));
        assert_true(page.status == 403 || page.status == 404);
        HttpReply stopped = house_post(h, others[i], stop_at(h, id), S(""));
        assert_true(stopped.status == 403 || stopped.status == 404);
        HttpReply made = house_post(h, others[i], house_work(h, "/sharing"), S(IRIS_MAY "&goals=1&until=open&sign=1&signed=x"));
        assert_true(made.status == 403 || made.status == 404);
    }
    EXPECT(house_get(h, &h->noor, shared(h)), 404);
    EXPECT(house_get(h, &h->daniel, shared(h)), 403);     /* reads the work itself */
    EXPECT(house_get(h, &h->iris, shared(h)), 200);
}

static void test_sharing__whoever_looked_stands_in_the_log_and_on_the_card(void **state)
{
    House *h = *state;
    EXPECT(share(h, IRIS_MAY "&goals=1&until=open&sign=1&signed=Maya"), 200);
    HOLDS(house_get(h, &h->maya, house_work(h, "/sharing")), "Not yet.");
    EXPECT(house_get(h, &h->iris, shared(h)), 200);
    HttpReply log = house_get(h, &h->maya, house_work(h, "/log"));
    HOLDS(log, "opened what you show them");
    HOLDS(log, "because you let them");
    HOLDS(house_get(h, &h->maya, house_work(h, "/sharing")), "Today at");
}

static void test_sharing__somebody_new_gets_a_link_and_finds_it(void **state)
{
    House *h = *state;
    agree(h, goal(h, "Breathe"));
    HttpReply given = share(h, "who=Dr+Alan+Reid&what=GP&where=&email=Reid%40clinic.example&to=provider&goals=1"
                               "&until=once&why=&sign=1&signed=Maya");
    EXPECT(given, 200);
    const char *body = arena_c(h->cx.arena, given.body), *at = strstr(body, "/invite/");
    assert_non_null(at);
    Str link = arena_str(h->cx.arena, str_slice(str_from_c(at), 0, str_find(str_from_c(at), '"', 0)));
    HttpReply taken = house_post(h, NULL, link, S("name=Alan+Reid&password=quiet+river+under+stones+41"));
    EXPECT(taken, 303);
    Str cookie = house_reply_header(&taken, S("Set-Cookie"));
    size_t from = str_find(cookie, '=', 0) + 1;
    const Someone reid = { .token = str_slice(cookie, from, str_find(cookie, ';', from)) };
    HttpReply home = house_get(h, &reid, S("/home"));
    EXPECT(home, 303);
    assert_true(str_eq(house_reply_header(&home, S("Location")), S("/shared")));
    HttpReply list = house_get(h, &reid, S("/shared"));
    HOLDS(list, "Maya Lindqvist");
    HOLDS_NOT(list, "Noor");
    HOLDS(house_get(h, &reid, shared(h)), "Breathe");
    EXPECT(house_get(h, &reid, S("/caseload")), 403);
}

static void test_sharing__a_form_that_is_not_finished_says_so_and_keeps_what_was_typed(void **state)
{
    House *h = *state;
    HttpReply page = share(h, "who=Dr+Who&why=because+of+sleep&numbers=1");
    EXPECT(page, 422);
    HOLDS(page, "Write what they are for you.");
    HOLDS(page, "Write the whole address");
    HOLDS(page, "Choose until when.");
    HOLDS(page, "value=\"Dr Who\"");
    HOLDS(page, "because of sleep");
    EXPECT(share(h, IRIS_MAY "&goals=1&until=day&day=2020-01-01&sign=1&signed=Maya"), 422);
    EXPECT(share(h, IRIS_MAY "&until=open&sign=1&signed=Maya"), 422);
    /* Another client's address, and one's own, are simply not to be used. */
    EXPECT(share(h, "who=N&what=x&email=noor%40house.example&to=person&goals=1&until=open&sign=1&signed=Maya"), 422);
    EXPECT(share(h, "who=N&what=x&email=maya%40house.example&to=person&goals=1&until=open&sign=1&signed=Maya"), 422);
    EXPECT(house_get(h, &h->noor, shared(h)), 404);
}

static void test_sharing__ends_by_itself(void **state)
{
    House *h = *state;
    EXPECT(share(h, IRIS_MAY "&goals=1&until=once&sign=1&signed=Maya"), 200);
    EXPECT(house_get(h, &h->iris, shared(h)), 200);
    Str id = release_id(h);
    HttpReply one = house_get(h, &h->maya, house_work(h, arena_c(h->cx.arena,
                              arena_printf(h->cx.arena, "/sharing/" STR_FMT, STR_ARG(id)))));
    HOLDS(one, "Nothing about my care depends on whether I sign this.");
    HOLDS(one, "SHA-256");
    HOLDS(house_get(h, &h->maya, house_work(h, "/sharing")), "This ends soon.");
}

/* --- two clients in one work --------------------------------------------------------------- */

static const Query join_query = { "t_join", "bbbi", "",
    "INSERT INTO member (practice_id, episode_id, person_id, part, state, from_at, to_at)"
    " VALUES (?1, ?2, ?3, 'client', 'active', ?4, 0)" };

static Err job_join(Ctx *cx, Tx *tx, void *arg)
{
    House *h = arg;
    return db_exec(cx, tx, &join_query, BID(h->practice), BID(h->episode), BID(h->noor.id), BI(cx->now_ms));
}

static void test_sharing__of_two_clients_both_have_to_say_so(void **state)
{
    House *h = *state;
    HOUSE_OK(h, db_write(&h->cx, h->app->db, job_join, h));
    Str id = goal(h, "Eat+together");
    agree(h, id);
    Str answer = arena_printf(h->cx.arena, "/joint/" STR_FMT "/answer", STR_ARG(id));
    EXPECT(house_post(h, &h->noor, house_work(h, arena_c(h->cx.arena, answer)), S("answer=yes&version=1")), 303);
    EXPECT(share(h, IRIS_MAY "&goals=1&until=open&sign=1&signed=Maya"), 200);
    EXPECT(house_get(h, &h->iris, shared(h)), 404);       /* it is also Noor's */
    HttpReply hers = house_get(h, &h->noor, house_work(h, "/sharing"));
    HOLDS_NOT(hers, "Iris");                              /* whom Maya shows something is Maya's */
    EXPECT(house_post(h, &h->noor, stop_at(h, release_id(h)), S("")), 404);
    EXPECT(house_post(h, &h->noor, house_work(h, "/sharing"), S(IRIS_MAY "&goals=1&until=open&sign=1&signed=Noor")), 200);
    HOLDS(house_get(h, &h->iris, shared(h)), "Eat together");
    EXPECT(house_post(h, &h->maya, stop_at(h, release_id(h)), S("")), 303);
    EXPECT(house_get(h, &h->iris, shared(h)), 404);
}

/* --- stopping while others read ------------------------------------------------------------- */

enum { LOOKERS = 64, LOOKS = 12 };
typedef struct Race { House *h; Str path; _Atomic bool stopped; _Atomic int late, early; } Race;

static void *read_on(void *arg)
{
    Race *race = arg;
    for (int i = 0; i < LOOKS; i++) {
        Arena *arena = arena_open(HOUSE_ARENA);
        HttpRequest rq = { .arena = arena, .method = S("GET"), .host = S("house.test"), .path = race->path,
                           .peer = S("192.0.2.1"), .began_ms = time_mono_ms() };
        house_header(&rq, S("Host"), rq.host);
        house_header(&rq, S("Cookie"), arena_printf(arena, STR_FMT "=" STR_FMT, STR_ARG(cookie_name(race->h->app)),
                                                    STR_ARG(race->h->iris.token)));
        bool after = race->stopped;
        HttpReply reply = dispatch_wait(race->h->app, &rq);
        bool shown = str_contains(reply.body, S("Kept between us"));
        if (shown) atomic_fetch_add(after ? &race->late : &race->early, 1);
        arena_close(arena);
    }
    return NULL;
}

static void test_sharing__no_request_after_the_stop_was_acknowledged_shows_anything(void **state)
{
    House *h = *state;
    pthread_t reader[LOOKERS];
    agree(h, goal(h, "Kept+between+us"));
    EXPECT(share(h, IRIS_MAY "&goals=1&until=open&sign=1&signed=Maya"), 200);
    Str id = release_id(h);
    Race race = { .h = h, .path = shared(h) };
    for (int i = 0; i < LOOKERS; i++) assert_int_equal(pthread_create(&reader[i], NULL, read_on, &race), 0);
    while (race.early < LOOKERS) time_now_ms();
    EXPECT(house_post(h, &h->maya, stop_at(h, id), S("")), 303);
    race.stopped = true;
    for (int i = 0; i < LOOKERS; i++) pthread_join(reader[i], NULL);
    assert_int_equal(race.late, 0);
    EXPECT(house_get(h, &h->iris, race.path), 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_sharing__nothing_is_open_until_the_summary_was_signed),
        house_test(test_sharing__shows_what_was_chosen_and_nothing_else),
        house_test(test_sharing__stopped_it_is_gone_with_the_next_request_and_twice_is_once),
        house_test(test_sharing__is_the_clients_own_business),
        house_test(test_sharing__whoever_looked_stands_in_the_log_and_on_the_card),
        house_test(test_sharing__somebody_new_gets_a_link_and_finds_it),
        house_test(test_sharing__a_form_that_is_not_finished_says_so_and_keeps_what_was_typed),
        house_test(test_sharing__ends_by_itself),
        house_test(test_sharing__of_two_clients_both_have_to_say_so),
        house_test(test_sharing__no_request_after_the_stop_was_acknowledged_shows_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
