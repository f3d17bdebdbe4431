/* test_signal.c - what is raised after a form, who may know of it, and what is kept. */
#include "signal_forms.h"

/* --- direction -------------------------------------------------------------------------- */

static void test_raise__a_first_form_raises_nothing(void **state)
{
    House *h = *state;
    check_in_sent(h, h->session, "phq-9", 20);
    assert_int_equal(noticed(h, &h->maya).count, 0);
}

static void test_raise__better_and_worse_are_both_news_and_only_once(void **state)
{
    House *h = *state;
    static const int phq[] = { 17, 16, 12, 11, 10, 10 };
    for (int i = 0; i < 6; i++) check_in_sent(h, session_at(h, 9 - i), "phq-9", phq[i]);
    Signals all = noticed(h, &h->maya);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.list[0].kind, SIGNAL_RELIABLE_CHANGE);
    assert_int_equal(all.list[0].page, PAGE_REVIEW);
    assert_int_equal(all.list[0].state, SIGNAL_OPEN);
    assert_false(all.list[0].worse);
    assert_true(str_contains(all.list[0].why.sentence, S("from 17 to 11")));
    assert_true(str_contains(all.list[0].why.sentence, S("What has helped?")));
    assert_true(str_eq(all.list[0].about, S("phq-9/total")));
    Explanation why = how_computed(h, all.list[0].id);
    assert_true(str_eq(why.sentence, all.list[0].why.sentence));
    assert_true(str_eq(why.method, S("change.fixed")));
    assert_int_equal(why.threshold_count, 3);
    assert_true(str_eq(why.thresholds[2].value, S("as shipped")));
    check_in_sent(h, session_at(h, 2), "phq-9", 17);
    all = noticed(h, &h->daniel);
    assert_int_equal(all.count, 2);
    assert_true(all.list[0].worse);                /* six points from where it was raised */
}

static void test_raise__crossing_the_line_without_a_reliable_change(void **state)
{
    House *h = *state;
    static const int phq[] = { 11, 9, 10, 9, 11 };
    for (int i = 0; i < 5; i++) check_in_sent(h, session_at(h, 9 - i), "phq-9", phq[i]);
    assert_int_equal(noticed_of(h, &h->maya, SIGNAL_CUT_OFF), 1);
    assert_int_equal(noticed_of(h, &h->maya, SIGNAL_RELIABLE_CHANGE), 0);
}

static void test_raise__a_change_that_crosses_the_line_is_raised_once(void **state)
{
    House *h = *state;
    check_in_sent(h, session_at(h, 3), "gad-7", 12);
    check_in_sent(h, session_at(h, 2), "gad-7", 6);
    Signals all = noticed(h, &h->maya);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.list[0].kind, SIGNAL_RELIABLE_CHANGE);
    assert_true(str_contains(all.list[0].why.sentence, S("crossed the line")));
}

static void test_raise__two_measures_of_one_check_in_each_have_their_own(void **state)
{
    House *h = *state;
    check_in_sent(h, session_at(h, 3), "gad-7", 12);
    check_in_sent(h, session_at(h, 2), "phq-9", 17);
    check_in_sent(h, session_at(h, 1), "gad-7", 5);
    check_in_sent(h, session_at(h, 1), "phq-9", 8);
    assert_int_equal(noticed_of(h, &h->maya, SIGNAL_RELIABLE_CHANGE), 2);
}

static void test_raise__no_change_by_the_sixth_session_is_asked_about_once(void **state)
{
    House *h = *state;
    for (int i = 0; i < 8; i++) check_in_sent(h, session_at(h, 9 - i), "phq-9", 16);
    Signals all = noticed(h, &h->maya);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.list[0].kind, SIGNAL_NO_CHANGE_YET);
    assert_true(str_contains(all.list[0].why.sentence, S("Not yet the change we hoped for")));
}

typedef struct Again { EpisodeId e; SignalNew fresh; } Again;

static Err raise_again(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Again *a = arg;
    return signal_raise(cx, tx, g, a->e, &a->fresh);
}

static void test_raise__the_same_again_changes_nothing(void **state)
{
    House *h = *state;
    ResponseId form = check_in_sent(h, h->session, "phq-9", 10);
    Explanation why = { .sentence = S("a test") };
    Again a = { h->episode, { SIGNAL_CUT_OFF, true, S("phq-9/total"), form, 10, &why } };
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_CHECK_IN_WRITE, h->episode, raise_again, &a));
    assert_int_equal(noticed(h, &h->maya).count, 1);
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_CHECK_IN_WRITE, h->episode, raise_again, &a));
    assert_int_equal(noticed(h, &h->maya).count, 1);
}

/* --- between the two ---------------------------------------------------------------------- */

static void test_repair__a_fall_opens_one_and_a_second_fall_no_other(void **state)
{
    House *h = *state;
    static const double bond[] = { 4.5, 4.5, 4.5, 2.5, 2.5 };
    for (int i = 0; i < 5; i++) {
        SessionId session = session_at(h, 9 - i);
        rating_sent(h, &h->maya, session, bond[i], 4, 4, 0, -1);
        rating_sent(h, &h->daniel, session, 4, 4, 4, 0, -1);
    }
    Signals all = noticed(h, &h->daniel);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.list[0].kind, SIGNAL_ALLIANCE_DROP);
    assert_int_equal(all.list[0].page, PAGE_REPAIR);
    assert_int_equal(all.list[0].state, SIGNAL_RAISED);
    assert_true(str_eq(all.list[0].about, S("tandem-alliance-client/bond")));
}

static void test_repair__the_therapist_knows_of_it_after_their_own_rating(void **state)
{
    House *h = *state;
    SessionId before = session_at(h, 3), dip = session_at(h, 2);
    rating_sent(h, &h->maya, before, 5, 5, 5, 0, -1);
    rating_sent(h, &h->maya, dip, 2, 5, 5, -1, -1);
    assert_int_equal(noticed(h, &h->maya).count, 1);
    assert_int_equal(noticed(h, &h->daniel).count, 0);
    Listed mine = { .caseload = true };
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_CASELOAD_READ, (EpisodeId){ { { 0 } } }, list_job,
                         &mine));
    assert_int_equal(mine.list.count, 0);
    rating_sent(h, &h->daniel, dip, 4, 4, 4, 0, -1);
    assert_int_equal(noticed(h, &h->daniel).count, 1);
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_CASELOAD_READ, (EpisodeId){ { { 0 } } }, list_job,
                         &mine));
    assert_int_equal(mine.list.count, 1);
    assert_true(uuid_eq(mine.list.list[0].episode.u, h->episode.u));
    HOUSE_OK(h, house_as(h, &h->iris, ACTION_CASELOAD_READ, (EpisodeId){ { { 0 } } }, list_job,
                         &mine));
    assert_int_equal(mine.list.count, 0);
}

static void test_felt_off__is_raised_only_with_a_yes_to_showing_it(void **state)
{
    House *h = *state;
    rating_sent(h, &h->maya, session_at(h, 4), 5, 5, 5, 2, 0);
    rating_sent(h, &h->maya, session_at(h, 3), 5, 5, 5, 2, -1);
    assert_int_equal(noticed(h, &h->maya).count, 0);
    rating_sent(h, &h->maya, session_at(h, 2), 5, 5, 5, 1, 1);
    assert_int_equal(noticed_of(h, &h->maya, SIGNAL_FELT_OFF), 1);
}

static void test_felt_off__outranks_the_fall_of_the_same_session(void **state)
{
    House *h = *state;
    rating_sent(h, &h->maya, session_at(h, 3), 5, 5, 5, 0, -1);
    rating_sent(h, &h->maya, session_at(h, 2), 2, 2, 2, 2, 1);
    Signals all = noticed(h, &h->maya);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.list[0].kind, SIGNAL_FELT_OFF);
}

static void test_felt_off__the_therapist_may_say_it_too(void **state)
{
    House *h = *state;
    SessionId session = session_at(h, 2);
    rating_sent(h, &h->daniel, session, 4, 4, 4, 1, -1);
    assert_int_equal(noticed(h, &h->daniel).count, 1);
    assert_int_equal(noticed(h, &h->maya).count, 0);       /* hers is not sent */
    rating_sent(h, &h->maya, session, 4, 4, 4, 0, -1);
    Signals all = noticed(h, &h->maya);
    assert_int_equal(all.count, 1);
    assert_true(str_contains(all.list[0].why.sentence, S("from where your therapist sat")));
}

static void test_warm__two_sessions_without_agreement_open_one_repair(void **state)
{
    House *h = *state;
    for (int i = 0; i < 4; i++) rating_sent(h, &h->maya, session_at(h, 9 - i), 5, 2, 2, 0, -1);
    Signals all = noticed(h, &h->maya);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.list[0].kind, SIGNAL_WARM_BUT_AIMLESS);
}

/* --- the conversation --------------------------------------------------------------------- */

typedef struct Act {
    EpisodeId e;
    SignalId id;
    SignalStep step;
    SignalState to;
    Str text;
    Signal it;
    SignalTurns turns;
} Act;

static Err do_turn(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return signal_add_turn(cx, tx, g, a->e, a->id, a->step, a->text);
}
static Err do_state(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return signal_set_state(cx, tx, g, a->e, a->id, a->to);
}
static Err do_close(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return signal_close(cx, tx, g, a->e, a->id);
}
static Err do_not_yet(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return signal_not_yet(cx, tx, g, a->e, a->id, a->text);
}
static Err do_seen(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return signal_set_seen(cx, tx, g, a->e, a->id);
}
static Err do_load(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return signal_load(cx, tx, g, a->e, a->id, &a->it, &a->turns);
}

/* A repair both know of. */
static Act repair_of(House *h)
{
    SessionId session = session_at(h, 2);
    rating_sent(h, &h->maya, session, 4, 4, 4, 2, 1);
    rating_sent(h, &h->daniel, session, 4, 4, 4, 0, -1);
    at_week(h, 0);
    return (Act){ .e = h->episode, .id = noticed(h, &h->maya).list[0].id };
}

static void turn(House *h, const Someone *who, Act *a, SignalStep step, const char *text)
{
    a->step = step;
    a->text = str_from_c(text);
    HOUSE_OK(h, house_as(h, who, ACTION_SIGNAL_WRITE, h->episode, do_turn, a));
    HOUSE_OK(h, house_as(h, who, ACTION_SIGNAL_READ, h->episode, do_load, a));
}

static void refused(House *h, const Someone *who, Action action, HouseJob *job, Act *a,
                    ErrKind kind)
{
    Err err = house_as(h, who, action, h->episode, job, a);
    assert_int_equal(err.kind, kind);
    err_clear(&h->cx);
}

static void test_repair__words_of_both_move_it_and_the_client_closes_it(void **state)
{
    House *h = *state;
    Act a = repair_of(h);
    turn(h, &h->daniel, &a, STEP_NOTICED, "I hurried you.");
    assert_int_equal(a.it.state, SIGNAL_RAISED);
    assert_true(a.it.addressed_ms > a.it.raised_ms);
    a.to = SIGNAL_HEARD;
    refused(h, &h->daniel, ACTION_SIGNAL_WRITE, do_state, &a, ERR_DENIED);
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_SIGNAL_WRITE, h->episode, do_state, &a));
    turn(h, &h->daniel, &a, STEP_AGREE, "I will keep the clock out of sight.");
    assert_int_equal(a.it.state, SIGNAL_HEARD);
    a.to = SIGNAL_AGREED;
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_SIGNAL_WRITE, h->episode, do_state, &a));
    turn(h, &h->maya, &a, STEP_RERATE, "Better.");
    assert_int_equal(a.it.state, SIGNAL_RERATED);
    assert_int_equal(a.turns.count, 3);
    assert_int_equal(a.turns.list[0].side, SIDE_THERAPIST);
    assert_true(str_eq(a.turns.list[2].text, S("Better.")));
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_REPAIR_CLOSE, h->episode, do_close, &a));
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_REPAIR_CLOSE, h->episode, do_close, &a));
    assert_int_equal(noticed(h, &h->maya).count, 0);
    a.step = STEP_NOTICED;
    refused(h, &h->maya, ACTION_SIGNAL_WRITE, do_turn, &a, ERR_CONFLICT);
}

static void test_repair__the_therapist_cannot_close_it_by_any_grant(void **state)
{
    House *h = *state;
    Act a = repair_of(h);
    refused(h, &h->daniel, ACTION_REPAIR_CLOSE, do_close, &a, ERR_DENIED);
    refused(h, &h->daniel, ACTION_REVIEW_CLOSE, do_close, &a, ERR_DENIED);
    refused(h, &h->maya, ACTION_REVIEW_CLOSE, do_close, &a, ERR_DENIED);
    refused(h, &h->daniel, ACTION_REVIEW_CLOSE, do_not_yet, &a, ERR_DENIED);
    assert_int_equal(noticed(h, &h->maya).count, 1);
}

static void test_repair__a_new_rating_after_an_agreement_is_the_rerating(void **state)
{
    House *h = *state;
    Act a = repair_of(h);
    turn(h, &h->maya, &a, STEP_AGREE, "Ask me first.");
    assert_int_equal(a.it.state, SIGNAL_HEARD);
    turn(h, &h->daniel, &a, STEP_AGREE, "I ask first.");
    assert_int_equal(a.it.state, SIGNAL_AGREED);
    rating_sent(h, &h->maya, session_at(h, 0), 4, 4, 4, 0, -1);
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_SIGNAL_READ, h->episode, do_load, &a));
    assert_int_equal(a.it.state, SIGNAL_RERATED);
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_REPAIR_CLOSE, h->episode, do_not_yet, &a));
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_SIGNAL_READ, h->episode, do_load, &a));
    assert_int_equal(a.it.state, SIGNAL_HEARD);
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_REPAIR_CLOSE, h->episode, do_close, &a));
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_REPAIR_CLOSE, h->episode, do_not_yet, &a));
    assert_int_equal(noticed(h, &h->maya).count, 1);        /* it came back */
}

static void test_signal__seen_counts_for_the_therapist_and_once(void **state)
{
    House *h = *state;
    Act a = repair_of(h);
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_SIGNAL_WRITE, h->episode, do_seen, &a));
    assert_int_equal(noticed(h, &h->maya).list[0].seen_ms, 0);
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_SIGNAL_WRITE, h->episode, do_seen, &a));
    int64_t seen = noticed(h, &h->maya).list[0].seen_ms;
    assert_true(seen > 0);
    h->app->clock_skew_ms = 5000;
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_SIGNAL_WRITE, h->episode, do_seen, &a));
    assert_int_equal(noticed(h, &h->maya).list[0].seen_ms, seen);
}

static void test_signal__wrong_words_for_the_page_are_refused(void **state)
{
    House *h = *state;
    Act a = repair_of(h);
    a.step = STEP_PLAN;
    a.text = S("more of it");
    refused(h, &h->maya, ACTION_SIGNAL_WRITE, do_turn, &a, ERR_INVALID);
    a.step = STEP_NOT_YET;
    refused(h, &h->maya, ACTION_SIGNAL_WRITE, do_turn, &a, ERR_INVALID);
    a.step = STEP_NOTICED;
    a.text = S("");
    refused(h, &h->maya, ACTION_SIGNAL_WRITE, do_turn, &a, ERR_INVALID);
    a.step = STEP_LATER;
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_SIGNAL_WRITE, h->episode, do_turn, &a));
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_SIGNAL_READ, h->episode, do_load, &a));
    assert_int_equal(a.it.addressed_ms, 0);
    assert_int_equal(a.turns.count, 1);
}

static void test_signal__another_work_does_not_know_of_it(void **state)
{
    House *h = *state;
    Act a = repair_of(h);
    a.e = h->other_episode;
    Err err = house_as(h, &h->iris, ACTION_SIGNAL_READ, h->other_episode, do_load, &a);
    assert_int_equal(err.kind, ERR_MISSING);
    err_clear(&h->cx);
    a.e = h->episode;
    err = house_as(h, &h->iris, ACTION_SIGNAL_READ, h->other_episode, do_load, &a);
    assert_int_equal(err.kind, ERR_BUG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_raise__a_first_form_raises_nothing),
        house_test(test_raise__better_and_worse_are_both_news_and_only_once),
        house_test(test_raise__crossing_the_line_without_a_reliable_change),
        house_test(test_raise__a_change_that_crosses_the_line_is_raised_once),
        house_test(test_raise__two_measures_of_one_check_in_each_have_their_own),
        house_test(test_raise__no_change_by_the_sixth_session_is_asked_about_once),
        house_test(test_raise__the_same_again_changes_nothing),
        house_test(test_repair__a_fall_opens_one_and_a_second_fall_no_other),
        house_test(test_repair__the_therapist_knows_of_it_after_their_own_rating),
        house_test(test_felt_off__is_raised_only_with_a_yes_to_showing_it),
        house_test(test_felt_off__outranks_the_fall_of_the_same_session),
        house_test(test_felt_off__the_therapist_may_say_it_too),
        house_test(test_warm__two_sessions_without_agreement_open_one_repair),
        house_test(test_repair__words_of_both_move_it_and_the_client_closes_it),
        house_test(test_repair__the_therapist_cannot_close_it_by_any_grant),
        house_test(test_repair__a_new_rating_after_an_agreement_is_the_rerating),
        house_test(test_signal__seen_counts_for_the_therapist_and_once),
        house_test(test_signal__wrong_words_for_the_page_are_refused),
        house_test(test_signal__another_work_does_not_know_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
