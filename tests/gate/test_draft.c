/* A form worked out before its turn: what changes in between decides, and it counts once. */
#include "../fixture.h"
#include <semaphore.h>

/* --- a change that is under way while the form is worked out -------------------------- */

static const Query end_logins = { "test_end_logins", "bi", "",
    "UPDATE login SET ended_at = ?2 WHERE person_id = ?1" };
static const Query leave = { "test_leave", "bbbi", "",
    "UPDATE member SET state = 'left', to_at = ?4 WHERE practice_id = ?1 AND episode_id = ?2"
    " AND person_id = ?3" };
static const Query end_work = { "test_end_work", "bb", "",
    "UPDATE episode SET state = 'ended' WHERE practice_id = ?1 AND episode_id = ?2" };
static const Query nothing = { "test_nothing", "bb", "",
    "UPDATE episode SET state = state WHERE practice_id = ?1 AND episode_id = ?2" };

typedef enum Change { SIGNED_OUT, LEFT, ENDED, NOTHING, OTHER_WORK } Change;

typedef struct Meanwhile {
    House *h;
    Change change;
    Ctx cx;
    sem_t changed, go, over;
    Err result;
} Meanwhile;

static Err change_now(Ctx *cx, Tx *tx, const Meanwhile *m)
{
    const House *h = m->h;
    int64_t before_now = cx->now_ms - 1000;
    switch (m->change) {
    case SIGNED_OUT: return db_exec(cx, tx, &end_logins, BID(h->maya.id), BI(before_now));
    case LEFT: return db_exec(cx, tx, &leave, BID(h->practice), BID(h->episode), BID(h->maya.id),
                              BI(before_now));
    case ENDED: return db_exec(cx, tx, &end_work, BID(h->practice), BID(h->episode));
    case OTHER_WORK: return db_exec(cx, tx, &nothing, BID(h->practice), BID(h->other_episode));
    case NOTHING: break;
    }
    return OK;
}

static Err job_meanwhile(Ctx *cx, Tx *tx, void *arg)
{
    Meanwhile *m = arg;
    tx_about(tx, m->change == OTHER_WORK ? m->h->other_episode.u : m->h->episode.u);
    TRY(change_now(cx, tx, m));
    sem_post(&m->changed);
    sem_wait(&m->go);
    return OK;
}

static void meanwhile_over(Err result, void *arg)
{
    Meanwhile *m = arg;
    m->result = result;
    sem_post(&m->over);
}

static void meanwhile_begin(Meanwhile *m, House *h, Change change)
{
    *m = (Meanwhile){ .h = h, .change = change,
                      .cx = { .arena = arena_open(1 << 20), .now_ms = time_now_ms() } };
    sem_init(&m->changed, 0, 0);
    sem_init(&m->go, 0, 0);
    sem_init(&m->over, 0, 0);
    db_submit(&m->cx, h->app->db, job_meanwhile, m, meanwhile_over, m);
    sem_wait(&m->changed);
}

static void meanwhile_end(Meanwhile *m)
{
    sem_post(&m->go);
    sem_wait(&m->over);
    assert_int_equal(m->result.kind, ERR_NONE);
    arena_close(m->cx.arena);
}

/* --- forms under way ---------------------------------------------------------------------- */

typedef struct Sent { HttpRequest rq; HttpReply reply; sem_t answered; } Sent;

static void answered(void *arg, HttpRequest *rq, const HttpReply *reply,
                     const DispatchStream *stream)
{
    Sent *s = arg;
    (void)rq;
    (void)stream;
    s->reply = *reply;
    sem_post(&s->answered);
}

static Str begun(House *h)
{
    HttpReply r = house_post(h, &h->maya, house_work(h, "/check-in"), S(""));
    EXPECT(r, 303);
    Str form = arena_str(h->cx.arena, house_reply_header(&r, S("Location")));
    static const char *const lines[] = { "/q/1", "/q/2", "/q/3", "/q/4" };
    for (size_t i = 0; i < 4; i++)
        EXPECT(house_post(h, &h->maya, arena_join(h->cx.arena, form, str_from_c(lines[i])),
                          S("value=6")), 303);
    return form;
}

/* Worked out on this thread; its turn on the writer is still to come when this returns. */
static void send_off(House *h, Sent *s, Str form, Str key)
{
    Arena *a = h->cx.arena;
    s->rq = house_request(h, &h->maya, S("POST"), arena_join(a, form, S("/send")));
    house_header(&s->rq, S("Origin"), S("http://house.test"));
    house_header(&s->rq, S("Content-Type"), S("application/x-www-form-urlencoded"));
    Str csrf = csrf_token(a, h->app, h->maya.login);
    s->rq.body = arena_printf(a, "csrf=" STR_FMT "&idem=" STR_FMT, STR_ARG(csrf), STR_ARG(key));
    sem_init(&s->answered, 0, 0);
    dispatch(h->app, &s->rq, answered, s);
}

static int sent_status(Sent *s)
{
    sem_wait(&s->answered);
    return s->reply.status;
}

static const Query kept = { "test_kept", "b", "iiii",
    "SELECT (SELECT COUNT(*) FROM response WHERE state = 'sent'), (SELECT COUNT(*) FROM score),"
    " (SELECT COUNT(*) FROM audit WHERE action = 'CHECK_IN_WRITE' AND actor_id = ?1"
    "  AND outcome = 'done'),"
    " (SELECT COUNT(*) FROM audit WHERE action = 'CHECK_IN_WRITE' AND outcome = 'refused')" };
typedef struct Kept { const House *h; int64_t sent, scores, done, refused; } Kept;

static Err job_kept(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    Kept *k = arg;
    TRY(db_row(cx, tx, &kept, &row, BID(k->h->maya.id)));
    k->sent = row_int(&row, 0);
    k->scores = row_int(&row, 1);
    k->done = row_int(&row, 2);
    k->refused = row_int(&row, 3);
    return OK;
}

static Kept kept_now(House *h)
{
    Kept k = { .h = h };
    HOUSE_OK(h, db_read(&h->cx, h->app->db, job_kept, &k));
    return k;
}

static Kept sent_while(House *h, Change change, int *ret_status)
{
    Meanwhile m;
    Sent s;
    Str form = begun(h);
    meanwhile_begin(&m, h, change);
    send_off(h, &s, form, S("0123456789abcdef"));
    meanwhile_end(&m);
    *ret_status = sent_status(&s);
    return kept_now(h);
}

static void test_draft__a_form_is_sent_when_nothing_changed(void **state)
{
    int status;
    Kept k = sent_while(*state, NOTHING, &status);
    assert_int_equal(status, 303);
    assert_int_equal(k.sent, 1);
    assert_true(k.scores > 0);
    assert_int_equal(k.refused, 0);
}

static void test_draft__a_change_in_other_work_is_no_matter(void **state)
{
    int status;
    Kept k = sent_while(*state, OTHER_WORK, &status);
    assert_int_equal(status, 303);
    assert_int_equal(k.sent, 1);
}

static void test_draft__who_was_signed_out_meanwhile_sends_nothing(void **state)
{
    int status;
    Kept k = sent_while(*state, SIGNED_OUT, &status);
    assert_true(status >= 400);
    assert_int_equal(k.sent, 0);
    assert_int_equal(k.scores, 0);
}

static void test_draft__who_left_the_work_meanwhile_sends_nothing_and_it_is_logged(void **state)
{
    int status;
    Kept k = sent_while(*state, LEFT, &status);
    assert_true(status == 403 || status == 404);
    assert_int_equal(k.sent, 0);
    assert_int_equal(k.scores, 0);
    assert_int_equal(k.refused, 1);
}

static void test_draft__in_work_that_ended_meanwhile_nothing_is_sent(void **state)
{
    int status;
    Kept k = sent_while(*state, ENDED, &status);
    assert_true(status == 403 || status == 404);
    assert_int_equal(k.sent, 0);
    assert_int_equal(k.refused, 1);
}

/* Both are worked out before either has its turn. */
static void sent_twice(House *h, Str first_key, Str second_key)
{
    Meanwhile m;
    Sent first, second;
    Str form = begun(h);
    Kept before = kept_now(h);
    meanwhile_begin(&m, h, NOTHING);
    send_off(h, &first, form, first_key);
    send_off(h, &second, form, second_key);
    meanwhile_end(&m);
    assert_int_equal(sent_status(&first), 303);
    assert_int_equal(sent_status(&second), 303);
    assert_true(str_eq(house_reply_header(&first.reply, S("Location")),
                       house_reply_header(&second.reply, S("Location"))));
    Kept after = kept_now(h);
    assert_int_equal(after.sent, 1);
    assert_int_equal(after.done - before.done, 2);
}

static void test_draft__the_same_form_twice_at_once_counts_once(void **state)
{
    sent_twice(*state, S("0123456789abcdef"), S("0123456789abcdef"));
}

static void test_draft__two_tabs_at_once_send_one_form(void **state)
{
    sent_twice(*state, S("0123456789abcdef"), S("fedcba9876543210"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_draft__a_form_is_sent_when_nothing_changed),
        house_test(test_draft__a_change_in_other_work_is_no_matter),
        house_test(test_draft__who_was_signed_out_meanwhile_sends_nothing),
        house_test(test_draft__who_left_the_work_meanwhile_sends_nothing_and_it_is_logged),
        house_test(test_draft__in_work_that_ended_meanwhile_nothing_is_sent),
        house_test(test_draft__the_same_form_twice_at_once_counts_once),
        house_test(test_draft__two_tabs_at_once_send_one_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
