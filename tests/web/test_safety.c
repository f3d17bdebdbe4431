#include "fixture.h"
#include "jobs/jobs.h"
#include "store/alert.h"
#include <stdatomic.h>

enum { RISK_AT = 13, MINUTE = 60 * 1000 };

static Str begin(House *h)
{
    HttpReply reply = house_post(h, &h->maya, house_work(h, "/check-in"), S(""));
    EXPECT(reply, 303);
    return house_reply_header(&reply, S("Location"));
}

/* The question about being better off dead, answered; gives where the client is sent. */
static Str answer_risk(House *h, Str form, const char *fields)
{
    Str address = arena_printf(h->cx.arena, STR_FMT "/q/%d", STR_ARG(form), RISK_AT);
    HttpReply reply = house_post(h, &h->maya, address, str_from_c(fields));
    EXPECT(reply, 303);
    return house_reply_header(&reply, S("Location"));
}

typedef struct Waits { Alerts alerts; AlertEvents events; AlertId of; } Waits;

static Err job_waits(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Waits *w = arg;
    TRY(alert_waiting(cx, tx, g, grant_episode(g), &w->alerts));
    if (w->alerts.count == 0) return OK;
    w->of = w->alerts.list[0].id;
    return alert_events(cx, tx, g, grant_episode(g), w->of, &w->events);
}

static Waits waits(House *h)
{
    Waits w = { .of = { { { 0 } } } };
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_ALERT_READ, h->episode, job_waits, &w));
    return w;
}

static Str alert_address(House *h, AlertId id)
{
    return arena_printf(h->cx.arena, STR_FMT "/" STR_FMT, STR_ARG(house_work(h, "/alerts")),
                        STR_ARG(uuid_str(h->cx.arena, id.u)));
}

static void assert_event(const Waits *w, size_t i, AlertEventKind kind, int64_t value)
{
    assert_true(i < w->events.count);
    assert_int_equal(w->events.list[i].kind, kind);
    assert_int_equal(w->events.list[i].value, value);
}

static void pass_minutes(House *h, int minutes)
{
    h->app->clock_skew_ms += (int64_t)minutes * MINUTE;
}

static void escalate(House *h)
{
    h->cx.now_ms = app_now_ms(h->app);
    HOUSE_OK(h, db_write(&h->cx, h->app->db, jobs_escalate, h->app));
}

/* --- on answering --------------------------------------------------------------------- */

static void test_safety__an_answer_raises_at_once_and_shows_support(void **state)
{
    House *h = *state;
    Str form = begin(h);
    Str to = answer_risk(h, form, "value=1");
    assert_true(str_contains(to, S("/safety?from=")));
    HttpReply page = house_get(h, &h->maya, to);
    EXPECT(page, 200);
    HOLDS(page, "Thank you for saying so, Maya.");
    HOLDS(page, "I need help now");
    HOLDS(page, "tel:112");
    HOLDS(page, "Daniel is shown it");
    HOLDS(page, "Sol Brandt, who is on call");
    HOLDS(page, "Go on with the questions");
    Waits w = waits(h);                        /* the form was not sent */
    assert_int_equal(w.alerts.count, 1);
    assert_int_equal(w.alerts.list[0].value, 1);
    assert_event(&w, 0, EVENT_RAISED, 1);
}

/* One answer in a fresh house while the n-th statement fails.  False when none is left. */
static bool answer_while_failing(long n)
{
    enum { DISK_FULL = 13 };
    House h;
    house_open(&h);
    Str form = begin(&h);
    Str address = arena_printf(h.cx.arena, STR_FMT "/q/%d", STR_ARG(form), RISK_AT);
    db_fault_at(n, DISK_FULL);
    HttpReply reply = house_post(&h, &h.maya, address, S("value=1"));
    bool hit = db_fault_hit();
    db_fault_at(-1, 0);
    bool said_saved = reply.status == 303;
    assert_int_equal(waits(&h).alerts.count, said_saved);
    HttpReply page = house_get(&h, &h.maya, form);
    house_holds(&page, S("20 short questions"), !said_saved, __FILE__, __LINE__);
    EXPECT(house_post(&h, &h.maya, address, S("value=1")), 303);      /* trying again is enough */
    assert_int_equal(waits(&h).alerts.count, 1);
    house_close(&h);
    return hit;
}

/* Whatever fails, there is never an answer without its alert, nor a client who was told that
 * it is saved when it is not. */
static void test_safety__a_failing_disk_leaves_both_or_neither(void **state)
{
    (void)state;
    enum { STATEMENTS_MAX = 120 };
    long n = 1;
    while (n < STATEMENTS_MAX && answer_while_failing(n)) n++;
    assert_in_range(n, 20, STATEMENTS_MAX - 1);
}

static void test_safety__not_at_all_and_a_skip_raise_nothing(void **state)
{
    House *h = *state;
    Str form = begin(h);
    assert_true(str_ends(answer_risk(h, form, "value=0"), S("?q=14")));
    assert_true(str_ends(answer_risk(h, form, "skip=1"), S("?q=14")));
    assert_int_equal(waits(h).alerts.count, 0);
}

static void test_safety__a_changed_answer_is_noted_and_never_takes_it_back(void **state)
{
    House *h = *state;
    Str form = begin(h);
    answer_risk(h, form, "value=2");
    answer_risk(h, form, "value=0");
    answer_risk(h, form, "skip=1");
    Waits w = waits(h);
    assert_int_equal(w.alerts.count, 1);
    assert_int_equal(w.events.count, 3);
    assert_event(&w, 1, EVENT_ANSWER_CHANGED, 0);
    assert_event(&w, 2, EVENT_ANSWER_CHANGED, ALERT_VALUE_SKIPPED);
}

static void test_safety__the_same_answer_again_adds_nothing(void **state)
{
    House *h = *state;
    Str form = begin(h);
    answer_risk(h, form, "value=2");
    Str to = answer_risk(h, form, "value=2&note=it+comes+at+night");
    assert_true(str_contains(to, S("/safety")));
    Waits w = waits(h);
    assert_int_equal(w.alerts.count, 1);
    assert_int_equal(w.events.count, 1);
}

static void test_safety__an_answer_changed_after_staff_opened_it_raises_again(void **state)
{
    House *h = *state;
    Str form = begin(h);
    answer_risk(h, form, "value=1");
    Waits w = waits(h);
    EXPECT(house_post(h, &h->daniel, alert_address(h, w.of), S("step=seen")), 303);
    answer_risk(h, form, "value=3");
    w = waits(h);
    assert_int_equal(w.alerts.count, 2);
    assert_event(&w, 2, EVENT_ANSWER_CHANGED, 3);
}

static Err job_hold_session(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    const House *h = arg;
    TRY(session_set_state(cx, tx, g, h->episode, h->session, S("open")));
    return session_set_state(cx, tx, g, h->episode, h->session, S("ended"));
}

static void test_safety__every_administration_raises_again(void **state)
{
    House *h = *state;
    Str form = begin(h);
    answer_risk(h, form, "value=1");
    EXPECT(house_post(h, &h->maya, arena_printf(h->cx.arena, STR_FMT "/send", STR_ARG(form)), S("")), 303);
    HttpReply done = house_get(h, &h->maya, arena_printf(h->cx.arena, STR_FMT "/done", STR_ARG(form)));
    HOLDS(done, "Support now, and who is told");
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_SESSION_STATE, h->episode, job_hold_session, h));
    Str next = begin(h);                       /* after it: another form */
    assert_false(str_eq(form, next));
    answer_risk(h, next, "value=1");
    assert_int_equal(waits(h).alerts.count, 2);
}

static void test_safety__without_anyone_on_call_the_question_is_not_asked(void **state)
{
    House *h = *state;
    const Practice *was = h->app->practice;
    Practice *alone = arena_alloc(h->cx.arena, sizeof *alone);
    *alone = *was;
    alone->duty_name = S("");
    atomic_store(&h->app->practice, alone);
    HttpReply page = house_get(h, &h->maya, begin(h));
    HOLDS(page, "11 short questions");
    HOLDS_NOT(page, "better off dead");
    HOLDS(house_get(h, &h->sol, S("/duty")), "Nobody is set as on call");
    atomic_store(&h->app->practice, was);
}

/* --- the client ------------------------------------------------------------------------- */

static void test_support__is_there_without_any_answer(void **state)
{
    House *h = *state;
    HttpReply page = house_get(h, &h->maya, house_work(h, "/safety"));
    EXPECT(page, 200);
    HOLDS(page, "I need help now");
    HOLDS(page, "Ask Daniel to contact me");
    EXPECT(house_post(h, &h->maya, house_work(h, "/safety"), S("contact=1")), 303);
    Waits w = waits(h);
    assert_int_equal(w.alerts.count, 1);
    assert_true(str_eq(w.alerts.list[0].item, S(ALERT_ITEM_CONTACT)));
    assert_event(&w, 1, EVENT_CLIENT_WANTS_CONTACT, 0);
    HttpReply staff = house_get(h, &h->daniel, alert_address(h, w.of));
    HOLDS(staff, "Maya asks to be contacted");
}

static void test_support__words_reach_staff_and_an_empty_note_says_what_to_do(void **state)
{
    House *h = *state;
    Str form = begin(h);
    Str to = answer_risk(h, form, "value=1");
    HttpReply empty = house_post(h, &h->maya, house_work(h, "/safety"), S("note="));
    EXPECT(empty, 422);
    HOLDS(empty, "Write a few words, or ask to be contacted.");
    Str id = str_slice(form, form.len - 36, form.len);
    Str fields = arena_printf(h->cx.arena, "note=I+am+at+my+sister%%27s&from=" STR_FMT "&q=14", STR_ARG(id));
    HttpReply sent = house_post(h, &h->maya, house_work(h, "/safety"), fields);
    EXPECT(sent, 303);
    assert_true(str_eq(house_reply_header(&sent, S("Location")), to));
    HOLDS(house_get(h, &h->maya, to), "I am at my sister&#39;s");
    HOLDS(house_get(h, &h->daniel, alert_address(h, waits(h).of)), "I am at my sister&#39;s");
}

static void test_support__shows_no_score_and_no_level(void **state)
{
    House *h = *state;
    Str to = answer_risk(h, begin(h), "value=3");
    HttpReply page = house_get(h, &h->maya, to);
    static const char *const never[] = { "score", "risk", "PHQ", "severe", "high", "diagnos" };
    size_t from = 0;
    while (from < page.body.len && !str_starts(str_slice(page.body, from, page.body.len), S("<main"))) from++;
    Str main_part = str_slice(page.body, from, page.body.len);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        assert_false(str_contains(main_part, str_from_c(never[i])));
}

static void test_support__of_someone_else_is_out_of_reach(void **state)
{
    House *h = *state;
    EXPECT(house_get(h, &h->noor, house_work(h, "/safety")), 404);
    EXPECT(house_get(h, &h->daniel, house_work(h, "/safety")), 403);
    EXPECT(house_get(h, &h->sol, house_work(h, "/safety")), 404);
}

/* --- staff --------------------------------------------------------------------------------- */

static void test_alert__shows_the_answer_in_words_and_those_around_it(void **state)
{
    House *h = *state;
    Str form = begin(h);
    EXPECT(house_post(h, &h->maya, arena_printf(h->cx.arena, STR_FMT "/q/5", STR_ARG(form)),
                      S("value=3&note=nothing+is+fun")), 303);
    answer_risk(h, form, "value=1&note=only+at+night");
    HttpReply page = house_get(h, &h->daniel, alert_address(h, waits(h).of));
    EXPECT(page, 200);
    HOLDS(page, "Thoughts that you would be better off dead");
    HOLDS(page, "Several days");
    HOLDS(page, "only at night");
    HOLDS(page, "Little interest or pleasure in doing things");
    HOLDS(page, "nothing is fun");
    HOLDS(page, "Not sent yet: these may still change.");
    HOLDS(page, "maya@house.example");
    HOLDS(page, "Not opened yet");
    HOLDS_NOT(page, "high risk");
    HOLDS_NOT(page, "moderate");
}

static void test_alert__is_closed_only_after_a_conversation(void **state)
{
    House *h = *state;
    answer_risk(h, begin(h), "value=1");
    Str address = alert_address(h, waits(h).of);
    HttpReply page = house_post(h, &h->daniel, address, S("step=close&words=all+well"));
    EXPECT(page, 422);
    HOLDS(page, "Record the conversation first");
    EXPECT(house_post(h, &h->daniel, address, S("step=seen")), 303);
    EXPECT(house_post(h, &h->daniel, address, S("step=action&words=rang+Maya")), 303);
    EXPECT(house_post(h, &h->daniel, address, S("step=close&words=all+well")), 422);
    page = house_post(h, &h->daniel, address, S("step=conversation&words="));
    EXPECT(page, 422);
    HOLDS(page, "Write what happened, in a few words.");
    EXPECT(house_post(h, &h->daniel, address, S("step=conversation&words=talked+on+the+phone")), 303);
    EXPECT(house_post(h, &h->daniel, address, S("step=close&words=we+meet+on+Friday")), 303);
    page = house_get(h, &h->daniel, address);
    HOLDS(page, "Closed");
    HOLDS(page, "Daniel Reid talked with Maya");
    HOLDS(page, "we meet on Friday");
    EXPECT(house_post(h, &h->daniel, address, S("step=action&words=more")), 422);
    assert_int_equal(waits(h).alerts.count, 0);
    HttpReply client = house_get(h, &h->maya, house_work(h, "/safety"));
    HOLDS_NOT(client, "talked on the phone");
}

/* Ending the work must not leave a safety answer without its therapist. */
static void test_alert__stays_with_its_therapist_when_the_work_ends(void **state)
{
    House *h = *state;
    answer_risk(h, begin(h), "value=1");
    Str address = alert_address(h, waits(h).of);
    EXPECT(house_post(h, &h->daniel, house_work(h, "/end"), S("version=1")), 303);
    EXPECT(house_get(h, &h->daniel, address), 200);
    EXPECT(house_post(h, &h->daniel, address, S("step=seen")), 303);
    EXPECT(house_post(h, &h->daniel, address, S("step=conversation&words=talked+on+the+phone")), 303);
    EXPECT(house_post(h, &h->daniel, address, S("step=close&words=well+cared+for")), 303);
    EXPECT(house_get(h, &h->daniel, address), 200);
    EXPECT(house_get(h, &h->iris, address), 404);
}

static void test_alert__an_unknown_step_changes_nothing(void **state)
{
    House *h = *state;
    answer_risk(h, begin(h), "value=1");
    EXPECT(house_post(h, &h->daniel, alert_address(h, waits(h).of), S("step=delete")), 422);
    assert_int_equal(waits(h).events.count, 1);
}

static void test_alert__the_client_reads_that_it_was_opened(void **state)
{
    House *h = *state;
    answer_risk(h, begin(h), "value=1");
    EXPECT(house_post(h, &h->daniel, alert_address(h, waits(h).of), S("step=seen")), 303);
    HttpReply page = house_get(h, &h->maya, house_work(h, "/safety"));
    HOLDS(page, "Daniel has opened it");
    HOLDS(page, "Someone has opened it and has it in hand.");
}

static void test_alert__is_out_of_reach_for_everyone_else(void **state)
{
    House *h = *state;
    answer_risk(h, begin(h), "value=1");
    Str address = alert_address(h, waits(h).of);
    EXPECT(house_get(h, &h->maya, address), 404);
    EXPECT(house_get(h, &h->iris, address), 404);
    EXPECT(house_get(h, &h->noor, address), 404);
    EXPECT(house_get(h, &h->ada, address), 404);
    Str other = arena_printf(h->cx.arena, "/work/" STR_FMT "/alerts/" STR_FMT,
                             STR_ARG(uuid_str(h->cx.arena, h->other_episode.u)),
                             STR_ARG(uuid_str(h->cx.arena, waits(h).of.u)));
    EXPECT(house_get(h, &h->iris, other), 404);
}

static void test_alert__stays_on_every_staff_page_of_the_work_until_it_is_closed(void **state)
{
    House *h = *state;
    answer_risk(h, begin(h), "value=1");
    Str address = alert_address(h, waits(h).of);
    static const char *const pages[] = { "", "/sessions", "/progress" };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        HOLDS(house_get(h, &h->daniel, house_work(h, pages[i])), "An answer about safety waits");
    HOLDS_NOT(house_get(h, &h->maya, house_work(h, "/sessions")), "An answer about safety waits");
    HttpReply on = house_get(h, &h->daniel, house_work(h, "/alerts"));
    assert_true(str_eq(house_reply_header(&on, S("Location")), address));
    EXPECT(house_post(h, &h->daniel, address, S("step=conversation&words=talked")), 303);
    EXPECT(house_post(h, &h->daniel, address, S("step=close&words=fine")), 303);
    HOLDS_NOT(house_get(h, &h->daniel, house_work(h, "")), "An answer about safety waits");
}

/* --- duty ------------------------------------------------------------------------------------ */

static void test_duty__lists_names_and_times_without_answers(void **state)
{
    House *h = *state;
    answer_risk(h, begin(h), "value=1&note=canary");
    HttpReply page = house_get(h, &h->sol, S("/duty"));
    EXPECT(page, 200);
    HOLDS(page, "Maya Lindqvist");
    HOLDS(page, "Works with Daniel Reid.");
    HOLDS(page, "Unopened, it comes to the person on call at");
    HOLDS_NOT(page, "canary");
    HOLDS_NOT(page, "Several days");
    EXPECT(house_get(h, &h->daniel, S("/duty")), 403);
    EXPECT(house_get(h, &h->maya, S("/duty")), 403);
}

static void test_duty__takes_an_answer_up_and_loses_it_when_it_is_closed(void **state)
{
    House *h = *state;
    answer_risk(h, begin(h), "value=1");
    Str address = alert_address(h, waits(h).of);
    EXPECT(house_get(h, &h->sol, address), 200);
    EXPECT(house_post(h, &h->sol, address, S("step=conversation&words=talked")), 303);
    HttpReply closed = house_post(h, &h->sol, address, S("step=close&words=fine"));
    EXPECT(closed, 303);
    assert_true(str_eq(house_reply_header(&closed, S("Location")), S("/duty")));
    EXPECT(house_get(h, &h->sol, address), 404);
    HOLDS(house_get(h, &h->sol, S("/duty")), "Nobody is waiting.");
}

static void test_duty__an_unopened_answer_goes_on_by_the_clock(void **state)
{
    House *h = *state;
    answer_risk(h, begin(h), "value=1");
    escalate(h);
    assert_int_equal(waits(h).events.count, 1);
    pass_minutes(h, 14);
    HOLDS(house_get(h, &h->sol, S("/duty")), "Unopened, it comes to the person on call at");
    pass_minutes(h, 1);                        /* fifteen */
    HOLDS(house_get(h, &h->sol, S("/duty")), "With you");
    HOLDS(house_get(h, &h->maya, house_work(h, "/safety")), "Daniel has not opened it yet");
    escalate(h);
    escalate(h);
    Waits w = waits(h);
    assert_int_equal(w.events.count, 2);
    assert_event(&w, 1, EVENT_TOLD_DUTY, 0);
    pass_minutes(h, 45);                       /* sixty */
    escalate(h);
    w = waits(h);
    assert_event(&w, 2, EVENT_TOLD_LEAD, 0);
}

static void test_duty__what_someone_has_opened_goes_no_further(void **state)
{
    House *h = *state;
    answer_risk(h, begin(h), "value=1");
    EXPECT(house_post(h, &h->daniel, alert_address(h, waits(h).of), S("step=seen")), 303);
    pass_minutes(h, 29);
    escalate(h);
    Waits w = waits(h);
    assert_int_equal(w.alerts.list[0].duty_told_ms, 0);
    assert_int_equal(w.events.count, 2);
}

static Err job_close_account(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    const House *h = arg;
    return person_set_state(cx, tx, g, h->daniel.id, S("disabled"));
}

static void test_duty__is_told_at_once_when_no_therapist_can_sign_in(void **state)
{
    House *h = *state;
    const EpisodeId none = { { { 0 } } };
    HOUSE_OK(h, house_as(h, &h->ada, ACTION_PRACTICE_WRITE, none, job_close_account, h));
    Str to = answer_risk(h, begin(h), "value=1");
    HttpReply page = house_get(h, &h->maya, to);
    HOLDS(page, "Sol Brandt, who is on call, is shown it");
    HOLDS(house_get(h, &h->sol, S("/duty")), "With you");
    Waits w = { .of = { { { 0 } } } };
    HOUSE_OK(h, house_as(h, &h->sol, ACTION_ALERT_READ, h->episode, job_waits, &w));
    assert_event(&w, 1, EVENT_TOLD_DUTY, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_safety__an_answer_raises_at_once_and_shows_support),
        cmocka_unit_test(test_safety__a_failing_disk_leaves_both_or_neither),
        house_test(test_safety__not_at_all_and_a_skip_raise_nothing),
        house_test(test_safety__a_changed_answer_is_noted_and_never_takes_it_back),
        house_test(test_safety__the_same_answer_again_adds_nothing),
        house_test(test_safety__an_answer_changed_after_staff_opened_it_raises_again),
        house_test(test_safety__every_administration_raises_again),
        house_test(test_safety__without_anyone_on_call_the_question_is_not_asked),
        house_test(test_support__is_there_without_any_answer),
        house_test(test_support__words_reach_staff_and_an_empty_note_says_what_to_do),
        house_test(test_support__shows_no_score_and_no_level),
        house_test(test_support__of_someone_else_is_out_of_reach),
        house_test(test_alert__shows_the_answer_in_words_and_those_around_it),
        house_test(test_alert__is_closed_only_after_a_conversation),
        house_test(test_alert__stays_with_its_therapist_when_the_work_ends),
        house_test(test_alert__an_unknown_step_changes_nothing),
        house_test(test_alert__the_client_reads_that_it_was_opened),
        house_test(test_alert__is_out_of_reach_for_everyone_else),
        house_test(test_alert__stays_on_every_staff_page_of_the_work_until_it_is_closed),
        house_test(test_duty__lists_names_and_times_without_answers),
        house_test(test_duty__takes_an_answer_up_and_loses_it_when_it_is_closed),
        house_test(test_duty__an_unopened_answer_goes_on_by_the_clock),
        house_test(test_duty__what_someone_has_opened_goes_no_further),
        house_test(test_duty__is_told_at_once_when_no_therapist_can_sign_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
