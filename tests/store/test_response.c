#include "fixture.h"
#include "store/alert.h"
#include "store/response.h"

static const SessionId no_session = { { { 0 } } };

/* One thing done with a grant of the check-in; results come back here. */
typedef struct Doing {
    const House *h;
    Response response;
    GivenAnswer given;
    Answer before;
    GivenAnswers answers;
    EarlierAnswers earlier;
    Responses list;
    bool found;
} Doing;

static Err job_begin(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Doing *d = arg;
    return response_begin(cx, tx, g, d->h->episode, d->h->session, FORM_CHECK_IN,
                          d->h->app->measures, &d->response);
}

static Err job_save(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Doing *d = arg;
    return answer_save(cx, tx, g, d->h->episode, &d->response, &d->given, &d->before);
}

static Err job_send(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Doing *d = arg;
    return response_send(cx, tx, g, d->h->episode, &d->response);
}

static Err job_answers(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Doing *d = arg;
    return answers_load(cx, tx, g, d->h->episode, &d->response, &d->answers);
}

static Err job_earlier(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Doing *d = arg;
    return answers_earlier(cx, tx, g, d->h->episode, d->h->maya.id, S("tandem-life/self"),
                           &d->earlier);
}

static Err as(House *h, const Someone *who, Action action, HouseJob *job, Doing *d)
{
    return house_as(h, who, action, h->episode, job, d);
}
#define WRITE(h, job, d) HOUSE_OK((h), as((h), &(h)->maya, ACTION_CHECK_IN_WRITE, (job), (d)))

static void save(House *h, Doing *d, const char *key, AnswerStatus status, int64_t value, const char *note)
{
    d->given = (GivenAnswer){ .key = str_from_c(key), .status = status, .value = value,
                              .note = str_from_c(note) };
    WRITE(h, job_save, d);
}

static Doing begun(House *h)
{
    Doing d = { .h = h };
    WRITE(h, job_begin, &d);
    return d;
}

static Err job_count(Ctx *cx, Tx *tx, void *arg)
{
    static const Query count = { "test_count", "", "i", "SELECT COUNT(*) FROM answer_history" };
    Rows row;
    int64_t *n = arg;
    TRY(db_row_n(cx, tx, &count, NULL, 0, &row));
    *n = row_int(&row, 0);
    return OK;
}

static int64_t history(House *h)
{
    int64_t n = -1;
    HOUSE_OK(h, db_read(&h->cx, h->app->db, job_count, &n));
    return n;
}

static void test_answer_save__keeps_what_was_given_before(void **state)
{
    House *h = *state;
    Doing d = begun(h);
    save(h, &d, "tandem-life/self", STATUS_ANSWERED, 6, "first words");
    assert_int_equal(d.before.state, ANSWER_MISSING);
    save(h, &d, "tandem-life/self", STATUS_ANSWERED, 6, "first words");    /* the same: nothing new */
    assert_int_equal(history(h), 0);
    save(h, &d, "tandem-life/self", STATUS_ANSWERED, 2, "");
    assert_int_equal(d.before.state, ANSWER_GIVEN);
    assert_true(d.before.value > 5.9);
    save(h, &d, "tandem-life/self", STATUS_SKIPPED, 0, "third words");
    assert_int_equal(history(h), 2);
    WRITE(h, job_answers, &d);
    assert_int_equal(d.answers.count, 1);
    assert_int_equal(d.answers.list[0].status, STATUS_SKIPPED);
    assert_int_equal(d.answers.list[0].version, 3);
    assert_true(str_eq(d.answers.list[0].note, S("third words")));
}

static void test_answer_save__is_refused_once_the_form_is_sent(void **state)
{
    House *h = *state;
    Doing d = begun(h);
    save(h, &d, "tandem-life/self", STATUS_ANSWERED, 6, "");
    WRITE(h, job_send, &d);
    d.given = (GivenAnswer){ .key = S("tandem-life/self"), .status = STATUS_ANSWERED, .value = 1 };
    assert_int_equal(as(h, &h->maya, ACTION_CHECK_IN_WRITE, job_save, &d).kind, ERR_CONFLICT);
    err_clear(&h->cx);
    assert_int_equal(as(h, &h->maya, ACTION_CHECK_IN_WRITE, job_send, &d).kind, ERR_CONFLICT);
    err_clear(&h->cx);
}

static void test_answer_save__needs_a_grant_that_covers_it(void **state)
{
    House *h = *state;
    Doing d = begun(h);
    d.given = (GivenAnswer){ .key = S("tandem-life/self"), .status = STATUS_ANSWERED, .value = 1 };
    assert_int_equal(as(h, &h->maya, ACTION_CHECK_IN_READ, job_save, &d).kind, ERR_BUG);
    err_clear(&h->cx);
    assert_int_equal(house_as(h, &h->noor, ACTION_CHECK_IN_WRITE, h->other_episode, job_save, &d).kind,
                     ERR_BUG);
    err_clear(&h->cx);
}

static void test_answers__of_an_open_form_are_its_writers_alone(void **state)
{
    House *h = *state;
    Doing d = begun(h);
    save(h, &d, "tandem-life/self", STATUS_ANSWERED, 6, "mine");
    assert_int_equal(as(h, &h->daniel, ACTION_ANSWERS_READ, job_answers, &d).kind, ERR_DENIED);
    err_clear(&h->cx);
    WRITE(h, job_send, &d);
    HOUSE_OK(h, as(h, &h->daniel, ACTION_ANSWERS_READ, job_answers, &d));
    assert_true(str_eq(d.answers.list[0].note, S("mine")));
}

static Err job_swap(Ctx *cx, Tx *tx, void *arg)
{
    (void)arg;
    return db_script(cx, tx, S("UPDATE answer SET note_sealed = (SELECT note_sealed FROM answer"
                               " WHERE item = 'tandem-life/close') WHERE item = 'tandem-life/self';"));
}

static void test_answers__a_note_moved_to_another_question_does_not_open(void **state)
{
    House *h = *state;
    Doing d = begun(h);
    save(h, &d, "tandem-life/self", STATUS_ANSWERED, 6, "one");
    save(h, &d, "tandem-life/close", STATUS_ANSWERED, 6, "two");
    HOUSE_OK(h, db_write(&h->cx, h->app->db, job_swap, NULL));
    assert_int_equal(as(h, &h->maya, ACTION_CHECK_IN_WRITE, job_answers, &d).kind, ERR_STORE);
    err_clear(&h->cx);
}

static void test_earlier__gives_what_stands_and_what_was_changed(void **state)
{
    House *h = *state;
    Doing d = begun(h);
    save(h, &d, "tandem-life/self", STATUS_ANSWERED, 6, "");
    h->app->clock_skew_ms += 1000;
    save(h, &d, "tandem-life/self", STATUS_ANSWERED, 3, "");
    HOUSE_OK(h, as(h, &h->daniel, ACTION_ALERT_READ, job_earlier, &d));
    assert_int_equal(d.earlier.count, 2);
    assert_int_equal(d.earlier.list[0].value, 3);
    assert_false(d.earlier.list[0].changed);
    assert_int_equal(d.earlier.list[1].value, 6);
    assert_true(d.earlier.list[1].changed);
}

static Err job_open_for(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Doing *d = arg;
    return response_open_for(cx, tx, g, d->h->episode, d->h->maya.id, FORM_CHECK_IN, &d->found,
                             &d->response);
}

static void test_open_form__is_found_by_its_writer_and_by_nobody_else(void **state)
{
    House *h = *state;
    Doing d = { .h = h };
    HOUSE_OK(h, as(h, &h->maya, ACTION_CLIENT_HOME_READ, job_open_for, &d));
    assert_false(d.found);
    ResponseId id = begun(h).response.id;
    HOUSE_OK(h, as(h, &h->maya, ACTION_CLIENT_HOME_READ, job_open_for, &d));
    assert_true(d.found);
    assert_true(uuid_eq(d.response.id.u, id.u));
    HOUSE_OK(h, as(h, &h->daniel, ACTION_BRIEF_READ, job_open_for, &d));
    assert_false(d.found);
    WRITE(h, job_send, &d);
    HOUSE_OK(h, as(h, &h->maya, ACTION_CLIENT_HOME_READ, job_open_for, &d));
    assert_false(d.found);
}

static Err job_begin_without_session(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Doing *d = arg;
    return response_begin(cx, tx, g, d->h->episode, no_session, FORM_CHECK_IN,
                          d->h->app->measures, &d->response);
}

static void test_begin__without_a_session_a_sent_form_is_followed_by_another(void **state)
{
    House *h = *state;
    Doing d = { .h = h };
    WRITE(h, job_begin_without_session, &d);
    ResponseId first = d.response.id;
    WRITE(h, job_begin_without_session, &d);
    assert_true(uuid_eq(first.u, d.response.id.u));
    WRITE(h, job_send, &d);
    WRITE(h, job_begin_without_session, &d);
    assert_false(uuid_eq(first.u, d.response.id.u));
}

static Err job_list(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Doing *d = arg;
    return response_list(cx, tx, g, d->h->episode, FORM_CHECK_IN, 10, &d->list);
}

static void test_list__holds_sent_forms_only(void **state)
{
    House *h = *state;
    Doing d = begun(h);
    HOUSE_OK(h, as(h, &h->daniel, ACTION_PROGRESS_READ, job_list, &d));
    assert_int_equal(d.list.count, 0);
    WRITE(h, job_send, &d);
    HOUSE_OK(h, as(h, &h->daniel, ACTION_PROGRESS_READ, job_list, &d));
    assert_int_equal(d.list.count, 1);
}

/* --- alerts -------------------------------------------------------------------------- */

typedef struct Raising { const House *h; AlertId id; Alerts waiting; AlertEvents events; } Raising;

static Err job_raise(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Raising *r = arg;
    const ResponseId none = { { { 0 } } };
    TRY(alert_raise(cx, tx, g, r->h->episode, none, S("phq-9/phq9"), 2, &r->id));
    return alert_add(cx, tx, g, r->h->episode, r->id, EVENT_CLIENT_NOTE, 0, S("canary of alert"));
}

static Err job_events(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Raising *r = arg;
    TRY(alert_events(cx, tx, g, r->h->episode, r->id, &r->events));
    return alert_waiting(cx, tx, g, r->h->episode, &r->waiting);
}

static Err job_steal(Ctx *cx, Tx *tx, void *arg)
{
    static const Query words = { "test_words", "", "b",
        "SELECT words_sealed FROM alert_event WHERE kind = 'client_note'" };
    Rows row;
    Str *stolen = arg;
    TRY(db_row_n(cx, tx, &words, NULL, 0, &row));
    *stolen = row_str(&row, 0);
    return OK;
}

static void test_alert__words_are_sealed_and_named(void **state)
{
    House *h = *state;
    Str stolen = S("");
    Raising r = { .h = h };
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_CHECK_IN_WRITE, h->episode, job_raise, &r));
    HOUSE_OK(h, db_read(&h->cx, h->app->db, job_steal, &stolen));
    assert_true(stolen.len > 0);
    assert_false(str_contains(stolen, S("canary")));
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_ALERT_READ, h->episode, job_events, &r));
    assert_int_equal(r.events.count, 2);
    assert_true(str_eq(r.events.list[1].words, S("canary of alert")));
    assert_true(str_eq(r.events.list[1].by_name, S("Maya Lindqvist")));
    assert_int_equal(r.waiting.count, 1);
}

static Err job_waiting_list(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    return alert_list_waiting(cx, tx, g, arg);
}

static void test_alert__lists_of_a_therapist_hold_their_own_work_alone(void **state)
{
    House *h = *state;
    const EpisodeId none = { { { 0 } } };
    WaitingAlerts list;
    Raising r = { .h = h };
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_CHECK_IN_WRITE, h->episode, job_raise, &r));
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_CASELOAD_READ, none, job_waiting_list, &list));
    assert_int_equal(list.count, 1);
    assert_true(str_eq(list.list[0].client, S("Maya Lindqvist")));
    assert_true(str_eq(list.list[0].therapist, S("Daniel Reid")));
    HOUSE_OK(h, house_as(h, &h->iris, ACTION_CASELOAD_READ, none, job_waiting_list, &list));
    assert_int_equal(list.count, 0);
    HOUSE_OK(h, house_as(h, &h->sol, ACTION_DUTY_READ, none, job_waiting_list, &list));
    assert_int_equal(list.count, 1);
}

static Err job_rating(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Doing *d = arg;
    return response_begin(cx, tx, g, d->h->episode, d->h->session, FORM_ALLIANCE,
                          d->h->app->measures, &d->response);
}

static Err job_saw(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Doing *d = arg;
    return response_saw_partner(cx, tx, g, d->h->episode, &d->response);
}

/* So no pair of ratings was coloured: a look at the other's is noted after one's own was sent,
 * or not at all. */
static void test_response_saw_partner__is_never_before_the_own_form_was_sent(void **state)
{
    House *h = *state;
    Doing d = { .h = h };
    HOUSE_OK(h, as(h, &h->daniel, ACTION_RATING_WRITE, job_rating, &d));
    HOUSE_OK(h, as(h, &h->daniel, ACTION_RATING_WRITE, job_saw, &d));
    HOUSE_OK(h, as(h, &h->daniel, ACTION_RATING_WRITE, job_rating, &d));
    assert_int_equal(d.response.saw_partner_ms, 0);
    HOUSE_OK(h, as(h, &h->daniel, ACTION_RATING_WRITE, job_send, &d));
    HOUSE_OK(h, as(h, &h->daniel, ACTION_RATING_WRITE, job_saw, &d));
    HOUSE_OK(h, as(h, &h->daniel, ACTION_RATING_WRITE, job_rating, &d));
    assert_true(d.response.sent_ms > 0 && d.response.saw_partner_ms >= d.response.sent_ms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_response_saw_partner__is_never_before_the_own_form_was_sent),
        house_test(test_answer_save__keeps_what_was_given_before),
        house_test(test_answer_save__is_refused_once_the_form_is_sent),
        house_test(test_answer_save__needs_a_grant_that_covers_it),
        house_test(test_answers__of_an_open_form_are_its_writers_alone),
        house_test(test_answers__a_note_moved_to_another_question_does_not_open),
        house_test(test_earlier__gives_what_stands_and_what_was_changed),
        house_test(test_open_form__is_found_by_its_writer_and_by_nobody_else),
        house_test(test_begin__without_a_session_a_sent_form_is_followed_by_another),
        house_test(test_list__holds_sent_forms_only),
        house_test(test_alert__words_are_sealed_and_named),
        house_test(test_alert__lists_of_a_therapist_hold_their_own_work_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
