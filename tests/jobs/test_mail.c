/* Mail through a relay of the test's own: what goes out, when, what it does not say, and what
 * happens when the relay does not want it. */
#include "../fixture.h"
#include "sink.h"
#include "base/smtp.h"
#include "jobs/jobs.h"
#include "store/entry.h"
#include "store/mail.h"

typedef struct Post { House h; Sink sink; } Post;

static const int64_t MINUTE = 60 * 1000, HOUR = (int64_t)60 * 60 * 1000, DAY = (int64_t)24 * 60 * 60 * 1000;

static Str version_of(House *h, const Someone *who, const char *page)
{
    const Str mark = S("name=\"version\" value=\"");
    HttpReply r = house_get(h, who, str_from_c(page));
    size_t at = 0;
    while (at < r.body.len && !str_starts(str_slice(r.body, at, r.body.len), mark)) at++;
    return arena_str(h->cx.arena, str_slice(r.body, at + mark.len, str_find(r.body, '"', at + mark.len)));
}

static HttpReply set_up(Post *p, const char *more)
{
    House *h = &p->h;
    return house_post(h, &h->ada, S("/practice/mail"),
        arena_printf(h->cx.arena, "host=127.0.0.1&port=%d&security=none&from=post%%40house.example&name=Post%s&version=" STR_FMT,
                     p->sink.port, more, STR_ARG(version_of(h, &h->ada, "/practice/mail"))));
}

/* Monday 23 November 2026, 10:00 in London: a time at which mail may come. */
static int64_t monday(House *h)
{
    return zone_instant(app_practice(h->app)->zone, (Date){ 2026, 11, 23 }, (Clock){ .hour = 10 });
}

static Err job_sign_in(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    House *h = arg;
    Someone *all[] = { &h->daniel, &h->maya, &h->ada };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        TRY(login_create(cx, tx, g, h->practice, all[i]->id, &all[i]->login, &all[i]->token));
    return OK;
}

/* Everyone signs in afresh there: so long without a click is signed out. */
static void go_to(House *h, int64_t at_ms)
{
    h->app->clock_skew_ms = at_ms - time_now_ms();
    HOUSE_OK(h, house_as(h, &h->ada, ACTION_PRACTICE_WRITE, (EpisodeId){ { { 0 } } }, job_sign_in, h));
}

static int setup(void **state)
{
    Post *p = test_calloc(1, sizeof *p);
    house_open(&p->h);
    p->h.app->config.public_url = S("https://northgate.example");
    sink_open(&p->sink);
    go_to(&p->h, monday(&p->h));
    EXPECT(set_up(p, ""), 303);
    HOUSE_OK(&p->h, app_reload_practice(&p->h.cx, p->h.app));
    *state = p;
    return 0;
}

static int teardown(void **state)
{
    Post *p = *state;
    sink_close(&p->sink);
    house_close(&p->h);
    test_free(p);
    return 0;
}
#define post_test(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

static void round_at(Post *p, int64_t at_ms)
{
    go_to(&p->h, at_ms);
    jobs_mail_once(p->h.app);
}

typedef struct PlanArg { EpisodeId e; int64_t starts_ms; SessionId id; } PlanArg;

static Err job_plan(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    PlanArg *plan = arg;
    return session_plan(cx, tx, g, plan->e, plan->starts_ms, 50, S("Room 4, the Lantern House"), &plan->id);
}

static SessionId plan_at(Post *p, int64_t starts_ms)
{
    PlanArg plan = { .e = p->h.episode, .starts_ms = starts_ms };
    HOUSE_OK(&p->h, house_as(&p->h, &p->h.daniel, ACTION_SESSION_PLAN, p->h.episode, job_plan, &plan));
    return plan.id;
}

static Str write_to_maya(Post *p)
{
    House *h = &p->h;
    Str form = arena_printf(h->cx.arena, "about=zebra&with1=" STR_FMT "&text=walrus+words",
                            STR_ARG(uuid_str(h->cx.arena, h->maya.id.u)));
    HttpReply r = house_post(h, &h->daniel, house_work(h, "/messages"), form);
    EXPECT(r, 303);
    return arena_str(h->cx.arena, house_reply_header(&r, S("Location")));
}

static void say_reach(Post *p, const Someone *who, const char *form)
{
    House *h = &p->h;
    Str fields = arena_printf(h->cx.arena, "version=" STR_FMT "&%s", STR_ARG(version_of(h, who, "/me/reach")), form);
    EXPECT(house_post(h, who, S("/me/reach"), fields), 303);
}

/* No name of anybody, no place, no word that tells what kind of house this is. */
static void assert_tells_nothing(Post *p)
{
    static const char *const never[] = { "Maya", "maya lindqvist", "Lindqvist", "Daniel", "Reid", "Northside", "Practice",
        "zebra", "walrus", "Lantern", "Room", "therap", "session", "client", "patient", "counsel", "treat", "clinic",
        "psych", "health", "Tandem", "tandem", "sesi", "paciente", "terap" };
    Arena *a = p->h.cx.arena;
    Str words = sink_words(&p->sink, a), said = sink_said(&p->sink, a);
    assert_true(words.len > 20);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        if (str_contains(words, str_from_c(never[i])) || str_contains(said, str_from_c(never[i])))
            print_error("found [%s] in: " STR_FMT "\n" STR_FMT "\n", never[i], STR_ARG(said), STR_ARG(words));
        assert_false(str_contains(words, str_from_c(never[i])));
        assert_false(str_contains(said, str_from_c(never[i])));
    }
}

static void test_mail__a_reminder_comes_once_a_day_before_and_tells_nothing(void **state)
{
    Post *p = *state;
    Arena *a = p->h.cx.arena;
    int64_t now = monday(&p->h), starts = now + 3 * DAY;
    plan_at(p, starts);
    round_at(p, starts - DAY - MINUTE);
    assert_int_equal(p->sink.taken, 0);
    round_at(p, starts - DAY + MINUTE);
    assert_int_equal(p->sink.taken, 1);
    Str words = sink_words(&p->sink, a), said = sink_said(&p->sink, a);
    assert_true(str_contains(words, S("You have an appointment on Thursday 26 November at 10:00 (Europe/London).")));
    assert_true(str_contains(words, S("https://northgate.example/mail/stop/")));
    assert_true(str_contains(said, S("RCPT TO:<maya@house.example>")));
    assert_true(str_contains(said, S("From: \"Post\" <post@house.example>\r\n")));
    assert_true(str_contains(said, S("Subject: A reminder\r\n")));
    sink_forget(&p->sink);
    round_at(p, starts - DAY + 20 * MINUTE);
    round_at(p, starts - HOUR);
    assert_int_equal(p->sink.taken, 1);
}

static void test_mail__nothing_in_it_says_who_or_what(void **state)
{
    Post *p = *state;
    int64_t starts = monday(&p->h) + 3 * DAY;
    plan_at(p, starts);
    HOUSE_OK(&p->h, db_settle(&p->h.cx, p->h.app->db));
    round_at(p, starts - DAY + MINUTE);
    /* the address itself is the person's own */
    for (size_t i = 0; i + 18 < p->sink.len; i++)
        if (memcmp(p->sink.text + i, "maya@house.example", 18) == 0) memcpy(p->sink.text + i, "anna@house.example", 18);
    assert_tells_nothing(p);
}

static void test_mail__a_reminder_speaks_the_readers_language_in_their_time(void **state)
{
    Post *p = *state;
    House *h = &p->h;
    Str version = version_of(h, &h->maya, "/me");
    EXPECT(house_post(h, &h->maya, S("/me"), arena_printf(h->cx.arena, "name=Maya+Lindqvist&language=es&version=" STR_FMT,
                                                          STR_ARG(version))), 303);
    say_reach(p, &h->maya, "zone=America%2FNew_York&mail_on=1&lead=48");
    int64_t starts = monday(h) + 3 * DAY + 5 * HOUR;      /* 15:00 in London, 10:00 in New York */
    plan_at(p, starts);
    round_at(p, starts - 2 * DAY + MINUTE);
    assert_int_equal(p->sink.taken, 1);
    Str words = sink_words(&p->sink, h->cx.arena);
    assert_true(str_contains(words, S("Tienes una cita el ")));
    assert_true(str_contains(words, S("10:00 (America/New_York).")));
    assert_true(str_contains(sink_said(&p->sink, h->cx.arena), S("Subject: Un recordatorio")));
}

static void test_mail__moved_or_called_off_the_old_time_is_not_mailed(void **state)
{
    Post *p = *state;
    House *h = &p->h;
    int64_t starts = monday(h) + 3 * DAY;
    SessionId id = plan_at(p, starts);
    p->sink.way = SINK_IS_BUSY;
    round_at(p, starts - DAY + MINUTE);                   /* due, and the relay could not */
    p->sink.way = SINK_TAKES;
    Str move = arena_printf(h->cx.arena, "/sessions/" STR_FMT "/plan", STR_ARG(uuid_str(h->cx.arena, id.u)));
    EXPECT(house_post(h, &h->daniel, house_work(h, arena_c(h->cx.arena, move)), S("version=1&when=2026-11-30T10%3A00")), 303);
    round_at(p, starts - DAY + 2 * HOUR);
    assert_int_equal(p->sink.taken, 0);
    round_at(p, starts + 3 * DAY + MINUTE);               /* Sunday: a day before the new time */
    assert_int_equal(p->sink.taken, 1);
    assert_true(str_contains(sink_words(&p->sink, h->cx.arena), S("Monday 30 November at 10:00")));
}

static void test_mail__who_was_told_of_the_time_later_is_not_reminded_of_what_they_just_heard(void **state)
{
    Post *p = *state;
    plan_at(p, monday(&p->h) + 5 * HOUR);
    round_at(p, monday(&p->h) + MINUTE);
    round_at(p, monday(&p->h) + 4 * HOUR);
    assert_int_equal(p->sink.taken, 0);
}

static void test_mail__staff_are_reminded_only_when_they_ask_for_it(void **state)
{
    Post *p = *state;
    int64_t starts = monday(&p->h) + 3 * DAY;
    say_reach(p, &p->h.maya, "lead=-1&mail_on=1");
    plan_at(p, starts);
    round_at(p, starts - DAY + MINUTE);
    assert_int_equal(p->sink.taken, 0);
    say_reach(p, &p->h.daniel, "lead=2&mail_on=1");
    round_at(p, starts - 2 * HOUR + MINUTE);
    assert_int_equal(p->sink.taken, 1);
    assert_true(str_contains(sink_said(&p->sink, p->h.cx.arena), S("RCPT TO:<daniel@house.example>")));
}

static void test_mail__that_something_waits_is_said_once_and_not_to_who_has_read_it(void **state)
{
    Post *p = *state;
    House *h = &p->h;
    int64_t now = monday(h);
    Str thread = write_to_maya(p);
    write_to_maya(p);
    round_at(p, now + MINUTE);
    assert_int_equal(p->sink.taken, 0);                   /* a little later: perhaps it is read now */
    round_at(p, now + 6 * MINUTE);
    assert_int_equal(p->sink.taken, 1);
    assert_true(str_contains(sink_words(&p->sink, h->cx.arena), S("Something new waits for you.")));
    for (size_t i = 0; i + 18 < p->sink.len; i++)
        if (memcmp(p->sink.text + i, "maya@house.example", 18) == 0) memcpy(p->sink.text + i, "anna@house.example", 18);
    assert_tells_nothing(p);
    write_to_maya(p);                                     /* and again the same day, not yet opened */
    round_at(p, now + HOUR);
    assert_int_equal(p->sink.taken, 1);
    go_to(h, now + 2 * HOUR);
    HttpReply list = house_get(h, &h->maya, house_work(h, "/messages"));
    EXPECT(list, 200);
    EXPECT(house_get(h, &h->maya, thread), 200);
    HOUSE_OK(h, db_settle(&h->cx, h->app->db));
    round_at(p, now + DAY + HOUR);
    assert_int_equal(p->sink.taken, 2);                   /* two conversations are still unread */
}

static void test_mail__read_in_time_nothing_is_sent(void **state)
{
    Post *p = *state;
    House *h = &p->h;
    Str thread = write_to_maya(p);
    go_to(h, monday(h) + 2 * MINUTE);
    EXPECT(house_get(h, &h->maya, thread), 200);
    HOUSE_OK(h, db_settle(&h->cx, h->app->db));
    round_at(p, monday(h) + 10 * MINUTE);
    assert_int_equal(p->sink.taken, 0);
    assert_int_equal(p->sink.asked, 0);
}

static void test_mail__a_notice_waits_for_the_hours_its_reader_reads(void **state)
{
    Post *p = *state;
    say_reach(p, &p->h.maya, "d3=1&from=14%3A00&to=15%3A00&mail_on=1&lead=24");
    write_to_maya(p);
    round_at(p, monday(&p->h) + HOUR);
    assert_int_equal(p->sink.taken, 0);
    round_at(p, monday(&p->h) + 2 * DAY + 4 * HOUR + MINUTE);     /* Wednesday, 14:01 */
    assert_int_equal(p->sink.taken, 1);
}

static void test_mail__one_link_stops_it_all_without_signing_in_and_opening_it_does_not(void **state)
{
    Post *p = *state;
    House *h = &p->h;
    write_to_maya(p);
    round_at(p, monday(h) + 6 * MINUTE);
    Str words = sink_words(&p->sink, h->cx.arena), path = S("");
    for (size_t i = 0; i < words.len; i++)
        if (str_starts(str_slice(words, i, words.len), S("/mail/stop/")))
            path = str_slice(words, i, str_find(words, '\r', i));
    HttpReply seen = house_get(h, NULL, path);
    EXPECT(seen, 200);
    HOLDS(seen, "Stop all mail from here?");
    HOLDS_NOT(seen, "Maya");
    plan_at(p, monday(h) + 3 * DAY);
    round_at(p, monday(h) + 2 * DAY + MINUTE);
    assert_int_equal(p->sink.taken, 2);                   /* looking at the link stopped nothing */
    HttpReply done = house_post(h, NULL, path, S(""));
    EXPECT(done, 200);
    HOLDS(done, "No more mail");
    EXPECT(house_post(h, NULL, path, S("")), 200);
    plan_at(p, monday(h) + 6 * DAY);
    write_to_maya(p);
    round_at(p, monday(h) + 5 * DAY + MINUTE);
    assert_int_equal(p->sink.taken, 2);
    HOLDS_NOT(house_get(h, &h->maya, S("/me/reach")), "name=\"mail_on\" value=\"1\" checked");
    /* a token somebody made up, and one of another kind */
    Str other = arena_str(h->cx.arena, path);
    ((char *)(uintptr_t)other.ptr)[other.len - 1] = other.ptr[other.len - 1] == '0' ? '1' : '0';
    EXPECT(house_get(h, NULL, other), 404);
    EXPECT(house_post(h, NULL, S("/mail/stop/00"), S("")), 404);
}

static void test_mail__a_refusal_is_given_up_and_shown_without_what_it_was_about(void **state)
{
    Post *p = *state;
    House *h = &p->h;
    write_to_maya(p);
    p->sink.way = SINK_REFUSES;
    for (int i = 0; i < 8; i++) round_at(p, monday(h) + (6 + 10 * i) * MINUTE);
    assert_int_equal(p->sink.asked, MAIL_TRIES_FIRM);
    HttpReply r = house_get(h, &h->ada, S("/practice/mail"));
    HOLDS(r, "maya@house.example: the relay refused the message or its address");
    HOLDS(r, "Given up");
    HOLDS_NOT(r, "message waits");
    HOLDS_NOT(r, "zebra");
    p->sink.way = SINK_TAKES;
    EXPECT(house_post(h, &h->ada, S("/practice/mail/again"), S("")), 303);
    round_at(p, monday(h) + 2 * HOUR);
    assert_int_equal(p->sink.taken, 1);
    HOLDS_NOT(house_get(h, &h->ada, S("/practice/mail")), "refused");
}

static void test_mail__busy_or_broken_off_it_is_tried_again_later_and_nothing_is_lost(void **state)
{
    static const SinkWay bad[] = { SINK_IS_BUSY, SINK_DROPS, SINK_WANTS_SIGN_IN };
    Post *p = *state;
    int64_t now = monday(&p->h) + 6 * MINUTE;
    write_to_maya(p);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        p->sink.way = bad[i];
        round_at(p, now);
        round_at(p, now + 30 * 1000);                     /* not at once again */
        assert_int_equal(p->sink.asked, (int)i + 1);
        now += 20 * MINUTE;
    }
    assert_int_equal(p->sink.taken, 0);
    p->sink.way = SINK_TAKES;
    round_at(p, now);
    assert_int_equal(p->sink.taken, 1);
}

static Str message_id(Post *p)
{
    Str said = sink_said(&p->sink, p->h.cx.arena);
    for (size_t i = 0; i < said.len; i++)
        if (str_starts(str_slice(said, i, said.len), S("Message-ID: ")))
            return str_slice(said, i, str_find(said, '\r', i));
    return S("");
}

static void test_mail__in_doubt_it_is_sent_twice_under_one_id(void **state)
{
    Post *p = *state;
    write_to_maya(p);
    p->sink.way = SINK_DROPS_AFTER;
    round_at(p, monday(&p->h) + 6 * MINUTE);
    Str first = message_id(p);
    sink_forget(&p->sink);
    p->sink.way = SINK_TAKES;
    round_at(p, monday(&p->h) + 30 * MINUTE);
    assert_int_equal(p->sink.taken, 2);
    assert_true(first.len > 40 && str_eq(first, message_id(p)));
}

/* Every statement of a round fails in turn, also the one that writes down what the relay took:
 * then it goes out twice.  None is lost. */
static void test_mail__whatever_fails_nothing_is_lost(void **state)
{
    Post *p = *state;
    int twice = 0;
    for (long n = 1; n < 30; n++) {
        int before = p->sink.taken;
        EXPECT(house_post(&p->h, &p->h.ada, S("/practice/mail/try"), S("")), 303);
        db_fault_at(n, 13);
        jobs_mail_once(p->h.app);
        db_fault_at(-1, 0);
        jobs_mail_once(p->h.app);
        jobs_mail_once(p->h.app);
        assert_true(p->sink.taken > before);
        twice += p->sink.taken - before - 1;
    }
    assert_true(twice > 0);
}

static void test_mail__a_link_for_a_new_password_goes_to_its_owner_and_nowhere_else(void **state)
{
    Post *p = *state;
    House *h = &p->h;
    HttpReply known = house_post(h, NULL, S("/forgotten"), S("email=maya%40house.example"));
    HttpReply unknown = house_post(h, NULL, S("/forgotten"), S("email=nobody%40house.example"));
    EXPECT(known, 200);
    assert_true(str_eq(known.body, unknown.body));
    EXPECT(house_post(h, NULL, S("/forgotten"), S("email=maya%40house.example")), 200);
    round_at(p, monday(h) + MINUTE);
    assert_int_equal(p->sink.taken, 1);                   /* twice in two minutes is once */
    Str words = sink_words(&p->sink, h->cx.arena), path = S("");
    for (size_t i = 0; i < words.len; i++)
        if (str_starts(str_slice(words, i, words.len), S("/reset/"))) path = str_slice(words, i, str_find(words, '\r', i));
    assert_true(path.len > 40);
    assert_false(str_contains(words, S("/mail/stop/")));
    HOLDS(house_get(h, NULL, path), "Choose a new password");
}

static void test_mail__off_nothing_is_kept_and_the_pages_say_so(void **state)
{
    Post *p = *state;
    House *h = &p->h;
    HOLDS(house_get(h, &h->maya, S("/me/reach")), "Mail goes to maya@house.example");
    Str version = version_of(h, &h->ada, "/practice/mail");
    EXPECT(house_post(h, &h->ada, S("/practice/mail"), arena_printf(h->cx.arena, "host=&security=none&version=" STR_FMT,
                                                                    STR_ARG(version))), 303);
    HOUSE_OK(h, app_reload_practice(&h->cx, h->app));
    HOLDS(house_get(h, &h->maya, S("/me/reach")), "No mail is sent from here");
    HOLDS(house_get(h, &h->ada, S("/practice/mail")), "Nothing is sent.");
    write_to_maya(p);
    round_at(p, monday(h) + HOUR);
    EXPECT(set_up(p, ""), 303);
    HOUSE_OK(h, app_reload_practice(&h->cx, h->app));
    round_at(p, monday(h) + 2 * HOUR);
    assert_int_equal(p->sink.asked, 0);                   /* turned on later, nothing old goes out */
}

static void test_mail__the_relay_is_checked_and_its_password_is_never_shown(void **state)
{
    Post *p = *state;
    House *h = &p->h;
    static const char *const bad[] = { "host=mail.example.org&security=none&from=a%40b.example",
        "host=mail%2Fx&security=tls&from=a%40b.example", "host=mail.example.org&security=tls&from=nothing",
        "host=mail.example.org&security=perhaps&from=a%40b.example", "host=m&security=tls&from=a%40b.example&port=70000" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Str version = version_of(h, &h->ada, "/practice/mail");
        EXPECT(house_post(h, &h->ada, S("/practice/mail"), arena_printf(h->cx.arena, "%s&version=" STR_FMT, bad[i],
                                                                        STR_ARG(version))), 422);
    }
    EXPECT(set_up(p, "&user=post&secret=quince+jelly"), 303);
    HttpReply r = house_get(h, &h->ada, S("/practice/mail"));
    HOLDS_NOT(r, "quince");
    HOLDS(r, "empty to keep the one there is");
    HOLDS_NOT(house_get(h, &h->ada, S("/practice/settings")), "quince");
    EXPECT(house_get(h, &h->daniel, S("/practice/mail")), 403);
    /* signing in fails at this relay: nothing gets through, and it is told */
    HOUSE_OK(h, app_reload_practice(&h->cx, h->app));
    EXPECT(house_post(h, &h->ada, S("/practice/mail/try"), S("")), 303);
    round_at(p, monday(h) + MINUTE);
    assert_int_equal(p->sink.taken, 0);
    HOLDS(house_get(h, &h->ada, S("/practice/mail")), "the relay did not accept user and password");
}

static void test_mail__without_tls_nothing_leaves_this_machine(void **state)
{
    Post *p = *state;
    Arena *a = p->h.cx.arena;
    SmtpRelay relay = { .host = S("192.0.2.7"), .port = p->sink.port, .security = SMTP_NONE };
    assert_int_equal(smtp_send(a, &relay, S("a@b.example"), S("c@d.example"), S("x\r\n")), SMTP_END_OFF);
    relay = (SmtpRelay){ .host = S("127.0.0.1"), .port = p->sink.port, .security = SMTP_STARTTLS };
    assert_int_equal(smtp_send(a, &relay, S("a@b.example"), S("c@d.example"), S("x\r\n")), SMTP_END_NO_TLS);
    assert_false(str_contains(sink_said(&p->sink, a), S("MAIL FROM")));
    relay = (SmtpRelay){ .host = S("127.0.0.1"), .port = 1, .security = SMTP_NONE };
    assert_int_equal(smtp_send(a, &relay, S("a@b.example"), S("c@d.example"), S("x\r\n")), SMTP_END_NO_ANSWER);
}

static void test_mail__the_sender_goes_round_by_itself_and_stops_at_once(void **state)
{
    Post *p = *state;
    MailSender *sender;
    write_to_maya(p);
    go_to(&p->h, monday(&p->h) + 6 * MINUTE);
    HOUSE_OK(&p->h, jobs_mail_start(&p->h.cx, p->h.app, &sender));
    for (int i = 0; i < 500 && p->sink.taken == 0; i++) usleep(10 * 1000);
    int64_t before = time_mono_ms();
    jobs_mail_stop(sender);
    assert_true(time_mono_ms() - before < 3000);
    assert_int_equal(p->sink.taken, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        post_test(test_mail__a_reminder_comes_once_a_day_before_and_tells_nothing),
        post_test(test_mail__nothing_in_it_says_who_or_what),
        post_test(test_mail__a_reminder_speaks_the_readers_language_in_their_time),
        post_test(test_mail__moved_or_called_off_the_old_time_is_not_mailed),
        post_test(test_mail__who_was_told_of_the_time_later_is_not_reminded_of_what_they_just_heard),
        post_test(test_mail__staff_are_reminded_only_when_they_ask_for_it),
        post_test(test_mail__that_something_waits_is_said_once_and_not_to_who_has_read_it),
        post_test(test_mail__read_in_time_nothing_is_sent),
        post_test(test_mail__a_notice_waits_for_the_hours_its_reader_reads),
        post_test(test_mail__one_link_stops_it_all_without_signing_in_and_opening_it_does_not),
        post_test(test_mail__a_refusal_is_given_up_and_shown_without_what_it_was_about),
        post_test(test_mail__busy_or_broken_off_it_is_tried_again_later_and_nothing_is_lost),
        post_test(test_mail__in_doubt_it_is_sent_twice_under_one_id),
        post_test(test_mail__whatever_fails_nothing_is_lost),
        post_test(test_mail__a_link_for_a_new_password_goes_to_its_owner_and_nowhere_else),
        post_test(test_mail__off_nothing_is_kept_and_the_pages_say_so),
        post_test(test_mail__the_relay_is_checked_and_its_password_is_never_shown),
        post_test(test_mail__without_tls_nothing_leaves_this_machine),
        post_test(test_mail__the_sender_goes_round_by_itself_and_stops_at_once),
    };
    smtp_start();
    if (!smtp_possible()) {
        print_message("built without libcurl\n");
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
