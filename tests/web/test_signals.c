/* test_signals.c - each rule of what is noticed, as shipped and as chosen, through forms that
 * people send. */
#include "signal_forms.h"

#include "cli/command.h"
#include "jobs/jobs.h"
#include "store/norm.h"
#include "store/rules.h"

typedef struct Chosen { House *h; const char *choices; int64_t seen; } Chosen;

static Err choose_job(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Chosen *c = arg;
    RuleChoices choices = rules_read(str_from_c(c->choices));
    return rules_save_work(cx, tx, g, c->h->episode, c->seen, &choices);
}

/* Daniel chooses for the work with Maya; `seen` versions were there before. */
static void choose(House *h, const char *choices, int64_t seen)
{
    Chosen c = { h, choices, seen };
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_RULES_WRITE, h->episode, choose_job, &c));
}

static Signals all_noticed(House *h)
{
    Listed l = { .e = h->episode, .closed_too = true };
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_SIGNAL_READ, h->episode, list_job, &l));
    return l.list;
}

static size_t ever_noticed(House *h, SignalKind kind)
{
    size_t count = 0;
    Signals all = all_noticed(h);
    for (size_t i = 0; i < all.count; i++) count += all.list[i].kind == kind;
    return count;
}

static void phq_weeks(House *h, const int *totals, int count)
{
    for (int i = 0; i < count; i++)
        check_in_sent(h, session_at(h, 20 - i), "phq-9", totals[i]);
}

static void ratings(House *h, const double *total, int count)
{
    for (int i = 0; i < count; i++)
        rating_sent(h, &h->maya, session_at(h, 20 - i), total[i], total[i], total[i], 0, -1);
}

/* --- direction -------------------------------------------------------------------------- */

static void test_rule__change_switched_off_raises_none(void **state)
{
    House *h = *state;
    choose(h, "change=off cut_off=off", 0);
    phq_weeks(h, (const int[]){ 20, 8 }, 2);
    assert_int_equal(all_noticed(h).count, 0);
}

static void test_rule__a_change_of_rules_rewrites_nothing(void **state)
{
    House *h = *state;
    phq_weeks(h, (const int[]){ 20, 12 }, 2);
    Signals before = all_noticed(h);
    assert_int_equal(before.count, 1);
    choose(h, "change=off change_size=half", 0);
    Signals after = all_noticed(h);
    assert_int_equal(after.count, 1);
    assert_true(str_eq(before.list[0].why.sentence, after.list[0].why.sentence));
    assert_true(str_eq(how_computed(h, after.list[0].id).thresholds[2].value, S("as shipped")));
}

static void test_rule__half_of_the_first_score_claims_nothing_of_the_questionnaire(void **state)
{
    House *h = *state;
    choose(h, "change_size=half", 0);
    phq_weeks(h, (const int[]){ 20, 13 }, 2);         /* seven points: not half */
    assert_int_equal(ever_noticed(h, SIGNAL_RELIABLE_CHANGE), 0);
    check_in_sent(h, session_at(h, 5), "phq-9", 10);
    Signals all = all_noticed(h);
    assert_int_equal(ever_noticed(h, SIGNAL_RELIABLE_CHANGE), 1);
    assert_true(str_eq(how_computed(h, all.list[0].id).method, S("change.percent")));
    assert_false(str_contains(all.list[0].why.sentence, S("usual wobble")));
    assert_true(str_contains(all.list[0].why.sentence, S("the rules that were chosen")));
}

static void test_rule__nothing_moved_speaks_from_the_session_that_was_chosen(void **state)
{
    House *h = *state;
    choose(h, "no_change=8", 0);
    phq_weeks(h, (const int[]){ 16, 16, 16, 16, 16, 16 }, 6);
    assert_int_equal(ever_noticed(h, SIGNAL_NO_CHANGE_YET), 0);
    choose(h, "no_change=4", 1);
    check_in_sent(h, session_at(h, 2), "phq-9", 16);
    assert_int_equal(ever_noticed(h, SIGNAL_NO_CHANGE_YET), 1);
}

/* --- expected course ----------------------------------------------------------------------- */

/* An invented norm: starts near the first score and falls; made for this test alone. */
#define NORM "{\"model\":\"invented for a test\",\"beta\":[16,-4],\"D\":[[4,0],[0,1]]," \
             "\"sigma2\":4,\"setting\":\"nowhere\",\"n_id\":400,\"n_obs\":4000,\"sessions\":[0,20]}"

static Err norm_job(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    return norm_save(cx, tx, g, S("phq-9"), S("total"), str_from_c(arg), NULL);
}

static void norm_is(House *h, char *json)
{
    const EpisodeId none = { { { 0 } } };
    HOUSE_OK(h, house_as(h, &h->ada, ACTION_PRACTICE_WRITE, none, norm_job, json));
}

static void test_rule__not_on_track_needs_a_norm_and_two_scores_in_a_row(void **state)
{
    House *h = *state;
    char norm[] = NORM;
    norm_is(h, norm);
    phq_weeks(h, (const int[]){ 16, 15, 20 }, 3);
    assert_int_equal(ever_noticed(h, SIGNAL_NOT_ON_TRACK), 0);     /* one outside: not yet */
    check_in_sent(h, session_at(h, 10), "phq-9", 19);
    assert_int_equal(ever_noticed(h, SIGNAL_NOT_ON_TRACK), 1);
    check_in_sent(h, session_at(h, 9), "phq-9", 20);
    assert_int_equal(ever_noticed(h, SIGNAL_NOT_ON_TRACK), 1);     /* it lasts: no second */
    Signals all = all_noticed(h);
    assert_int_equal(all.list[0].page, PAGE_REVIEW);
    assert_true(str_eq(how_computed(h, all.list[0].id).method, S("course.band")));
    assert_true(str_contains(how_computed(h, all.list[0].id).source, S("invented for a test")));
    assert_int_equal(ever_noticed(h, SIGNAL_NO_CHANGE_YET), 0);
}

static void test_rule__without_a_norm_nobody_is_off_track(void **state)
{
    House *h = *state;
    char norm[] = NORM, none[] = "";
    norm_is(h, norm);
    norm_is(h, none);
    phq_weeks(h, (const int[]){ 16, 20, 20, 20, 20 }, 5);
    assert_int_equal(ever_noticed(h, SIGNAL_NOT_ON_TRACK), 0);
}

static Err bad_norm_job(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    (void)arg;
    return norm_save(cx, tx, g, S("phq-9"), S("total"), S("{\"beta\":[1]}"), NULL);
}

static void test_norm__what_is_no_norm_is_refused(void **state)
{
    House *h = *state;
    const EpisodeId none = { { { 0 } } };
    Err err = house_as(h, &h->ada, ACTION_PRACTICE_WRITE, none, bad_norm_job, NULL);
    assert_int_equal(err.kind, ERR_INVALID);
}

/* --- steps ------------------------------------------------------------------------------------ */

static void test_rule__a_sudden_step_is_a_note_that_waits_for_nobody(void **state)
{
    House *h = *state;
    phq_weeks(h, (const int[]){ 20, 19, 20, 9, 10, 9 }, 6);
    assert_int_equal(ever_noticed(h, SIGNAL_SUDDEN_STEP), 1);
    assert_int_equal(noticed_of(h, &h->maya, SIGNAL_SUDDEN_STEP), 0);      /* not in what is open */
    Signals all = all_noticed(h);
    for (size_t i = 0; i < all.count; i++) {
        if (all.list[i].kind != SIGNAL_SUDDEN_STEP) continue;
        assert_int_equal(all.list[i].state, SIGNAL_NOTED);
        assert_false(all.list[i].worse);
        assert_true(str_contains(all.list[i].why.sentence, S("from 20 to 9")));
    }
    check_in_sent(h, session_at(h, 5), "phq-9", 9);
    assert_int_equal(ever_noticed(h, SIGNAL_SUDDEN_STEP), 1);
}

static void test_rule__a_step_for_the_worse_is_found_and_can_be_switched_off(void **state)
{
    House *h = *state;
    choose(h, "gains=off", 0);
    phq_weeks(h, (const int[]){ 8, 7, 8, 18, 17, 18 }, 6);
    assert_int_equal(ever_noticed(h, SIGNAL_SUDDEN_STEP), 0);
    choose(h, "gains=on", 1);
    check_in_sent(h, session_at(h, 5), "phq-9", 18);      /* the third after the step; it is known */
    assert_int_equal(ever_noticed(h, SIGNAL_SUDDEN_STEP), 0);      /* an old step is not dug up */
}

/* --- between the two -------------------------------------------------------------------------- */

static void test_rule__slow_withdrawal_is_seen_by_the_running_sum_alone(void **state)
{
    House *h = *state;
    static const double slow[] = { 4.5, 4.5, 4.5, 4.5, 4.5, 4.5, 4, 4, 4, 4, 4, 4, 4 };
    choose(h, "chart=cusum", 0);
    ratings(h, slow, 13);
    assert_int_equal(ever_noticed(h, SIGNAL_ALLIANCE_DROP), 0);
    assert_int_equal(ever_noticed(h, SIGNAL_ALLIANCE_CHART), 1);   /* when it begins, not each time */
    assert_true(str_eq(how_computed(h, all_noticed(h).list[0].id).method, S("chart.cusum")));
}

static void test_rule__a_chart_waits_for_its_points(void **state)
{
    House *h = *state;
    static const double even[] = { 4.5, 4.5, 4.5, 4.5, 4.5, 4.5, 2 };
    choose(h, "drop=off chart_points=8", 0);
    ratings(h, even, 7);
    assert_int_equal(all_noticed(h).count, 0);
    choose(h, "drop=off", 1);
    rating_sent(h, &h->maya, session_at(h, 1), 2, 2, 2, 0, -1);
    assert_int_equal(ever_noticed(h, SIGNAL_ALLIANCE_CHART), 1);
}

static void test_rule__a_low_rating_against_six_even_ones_is_charted(void **state)
{
    House *h = *state;
    static const double even[] = { 4.5, 4.5, 4.5, 4.5, 4.5, 4.5, 3 };
    choose(h, "drop=off", 0);
    ratings(h, even, 7);
    assert_int_equal(ever_noticed(h, SIGNAL_ALLIANCE_CHART), 1);
    assert_true(str_eq(how_computed(h, all_noticed(h).list[0].id).method, S("chart.xmr")));
}

static void test_rule__a_wider_floor_asks_for_a_larger_fall(void **state)
{
    House *h = *state;
    choose(h, "floor=2", 0);
    ratings(h, (const double[]){ 4.5, 4.5, 3 }, 3);       /* 1.5 points; three sigma are two */
    assert_int_equal(all_noticed(h).count, 0);
}

static void test_rule__research_rules_speak_only_when_chosen(void **state)
{
    House *h = *state;
    choose(h, "drop=off chart=off rupture=stevens_type", 0);
    ratings(h, (const double[]){ 4.5, 4.5, 4.5, 3.5 }, 4);
    Signals all = all_noticed(h);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.list[0].kind, SIGNAL_RUPTURE);
    assert_int_equal(all.list[0].page, PAGE_REPAIR);
    assert_false(all.list[0].why.validated);
    rating_sent(h, &h->maya, session_at(h, 2), 3, 3, 3, 0, -1);
    assert_int_equal(all_noticed(h).count, 1);             /* one about a fall is open */
}

typedef struct Went { House *h; SessionId id; const char *state; } Went;

static Err went_job(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Went *w = arg;
    return session_set_state(cx, tx, g, w->h->episode, w->id, str_from_c(w->state));
}

static SessionId went(House *h, int weeks_ago, const char *first, const char *then)
{
    Went w = { h, session_at(h, weeks_ago), first };
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_SESSION_STATE, h->episode, went_job, &w));
    w.state = then;
    if (then) HOUSE_OK(h, house_as(h, &h->daniel, ACTION_SESSION_STATE, h->episode, went_job, &w));
    return w.id;
}

static void test_rule__losing_touch_needs_all_three_and_blames_nobody(void **state)
{
    House *h = *state;
    rating_sent(h, &h->maya, went(h, 8, "open", "ended"), 5, 5, 5, 0, -1);
    rating_sent(h, &h->maya, went(h, 7, "open", "ended"), 5, 5, 5, 0, -1);
    went(h, 6, "open", "ended");                                   /* its form is left open */
    rating_sent(h, &h->maya, went(h, 5, "open", "ended"), 3, 3, 3, 0, -1);
    assert_int_equal(ever_noticed(h, SIGNAL_DRIFT), 0);            /* every session took place */
    went(h, 4, "missed", NULL);
    rating_sent(h, &h->maya, went(h, 3, "open", "ended"), 2, 2, 2, 0, -1);
    assert_int_equal(ever_noticed(h, SIGNAL_DRIFT), 1);
    Signals all = all_noticed(h);
    for (size_t i = 0; i < all.count; i++)
        if (all.list[i].kind == SIGNAL_DRIFT)
            assert_true(str_contains(all.list[i].why.sentence, S("That happens")));
}

static size_t by_clock(House *h, int weeks_ago)
{
    size_t raised = 0;
    at_week(h, weeks_ago);
    h->cx.now_ms = app_now_ms(h->app);
    HOUSE_OK(h, jobs_drift(&h->cx, h->app, &raised));
    return raised;
}

/* Nobody sends a form after the rating that fell: time alone passes. */
static void test_rule__losing_touch_is_seen_by_the_clock_and_once(void **state)
{
    House *h = *state;
    rating_sent(h, &h->maya, went(h, 8, "open", "ended"), 5, 5, 5, 0, -1);
    rating_sent(h, &h->maya, went(h, 7, "open", "ended"), 5, 5, 5, 0, -1);
    went(h, 6, "open", "ended");                                   /* its form is left open */
    rating_sent(h, &h->maya, went(h, 5, "open", "ended"), 3, 3, 3, 0, -1);
    assert_int_equal(by_clock(h, 5), 0);
    session_at(h, 3);                                  /* planned, and nobody opened it */
    assert_int_equal(by_clock(h, 3), 0);               /* it may still be about to begin */
    assert_int_equal(by_clock(h, 2), 1);
    assert_int_equal(ever_noticed(h, SIGNAL_DRIFT), 1);
    assert_int_equal(by_clock(h, 2), 0);
    assert_int_equal(by_clock(h, 1), 0);
    assert_int_equal(ever_noticed(h, SIGNAL_DRIFT), 1);
    rating_sent(h, &h->daniel, all_noticed(h).list[0].session, 4, 4, 4, 0, -1);
    assert_int_equal(noticed_of(h, &h->daniel, SIGNAL_DRIFT), 1);
}

static void test_rule__the_clock_keeps_to_the_rules_that_were_chosen(void **state)
{
    House *h = *state;
    choose(h, "drift=off", 0);
    rating_sent(h, &h->maya, went(h, 8, "open", "ended"), 5, 5, 5, 0, -1);
    went(h, 6, "open", "ended");
    rating_sent(h, &h->maya, went(h, 5, "open", "ended"), 3, 3, 3, 0, -1);
    went(h, 3, "missed", NULL);
    assert_int_equal(by_clock(h, 2), 0);
    choose(h, "drift=on", 1);
    assert_int_equal(by_clock(h, 2), 1);
}

/* --- two clients of one work ---------------------------------------------------------------- */

static Err join_job(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    House *h = arg;
    return episode_add_member(cx, tx, g, h->episode, h->noor.id, PART_CLIENT, S("active"), cx->now_ms);
}

static void couple(House *h)
{
    const EpisodeId none = { { { 0 } } };
    at_week(h, 21);
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_EPISODE_CREATE, none, join_job, h));
}

static void rated_by(House *h, const Someone *who, SessionId session, double all)
{
    Sent s = { .h = h, .e = h->episode, .session = session, .form = FORM_ALLIANCE,
               .measure = "tandem-alliance-client", .felt_off = 0, .show = -1,
               .value = { all, all, all, all, all, all } };
    HOUSE_OK(h, house_as(h, who, ACTION_RATING_WRITE, h->episode, sent_job, &s));
}

static void test_rule__a_split_is_told_to_the_therapist_and_to_neither_partner(void **state)
{
    House *h = *state;
    couple(h);
    SessionId alike = session_at(h, 4), apart = session_at(h, 3);
    rated_by(h, &h->maya, alike, 4);
    rated_by(h, &h->noor, alike, 4);
    rated_by(h, &h->maya, apart, 5);
    rated_by(h, &h->noor, apart, 3);
    assert_int_equal(noticed_of(h, &h->daniel, SIGNAL_SPLIT), 0);  /* his own first */
    rating_sent(h, &h->daniel, alike, 4, 4, 4, 0, -1);
    rating_sent(h, &h->daniel, apart, 4, 4, 4, 0, -1);
    assert_int_equal(noticed_of(h, &h->daniel, SIGNAL_SPLIT), 1);
    assert_int_equal(noticed_of(h, &h->maya, SIGNAL_SPLIT), 0);
    assert_int_equal(noticed_of(h, &h->noor, SIGNAL_SPLIT), 0);
    Signals his = noticed(h, &h->daniel);
    for (size_t i = 0; i < his.count; i++) {
        if (his.list[i].kind != SIGNAL_SPLIT) continue;
        Str page = arena_printf(h->cx.arena, "/work/" STR_FMT "/signals/" STR_FMT,
                                STR_ARG(uuid_str(h->cx.arena, h->episode.u)),
                                STR_ARG(uuid_str(h->cx.arena, his.list[i].id.u)));
        at_week(h, 0);
        HttpReply read = house_get(h, &h->daniel, page);
        EXPECT(read, 200);
        HOLDS(read, "nobody who rated the session does");
        EXPECT(house_get(h, &h->maya, page), 404);
        EXPECT(house_get(h, &h->noor, page), 404);
    }
}

static void test_rule__a_split_can_be_switched_off_and_needs_two(void **state)
{
    House *h = *state;
    couple(h);
    choose(h, "split=off", 0);
    SessionId s = session_at(h, 3);
    rated_by(h, &h->maya, s, 5);
    rated_by(h, &h->noor, s, 2);
    rating_sent(h, &h->daniel, s, 4, 4, 4, 0, -1);
    assert_int_equal(noticed_of(h, &h->daniel, SIGNAL_SPLIT), 0);
    choose(h, "split=on", 1);
    SessionId alone = session_at(h, 2);
    rated_by(h, &h->noor, alone, 1);
    rating_sent(h, &h->daniel, alone, 4, 4, 4, 0, -1);
    assert_int_equal(noticed_of(h, &h->daniel, SIGNAL_SPLIT), 0);
}

static void test_rule__no_rule_switches_off_what_is_said_directly(void **state)
{
    House *h = *state;
    choose(h, "drop=off chart=off warm=off drift=off change=off", 0);
    rating_sent(h, &h->maya, session_at(h, 2), 5, 5, 5, 2, 1);
    assert_int_equal(noticed_of(h, &h->maya, SIGNAL_FELT_OFF), 1);
}

static void test_rule__one_form_opens_one_conversation(void **state)
{
    House *h = *state;
    rating_sent(h, &h->maya, session_at(h, 4), 5, 5, 5, 0, -1);
    rating_sent(h, &h->maya, session_at(h, 3), 5, 2, 2, 0, -1);        /* a fall, and warm begins */
    rating_sent(h, &h->maya, session_at(h, 2), 5, 2, 2, 2, 1);         /* and said directly */
    assert_int_equal(ever_noticed(h, SIGNAL_ALLIANCE_DROP), 1);
    assert_int_equal(ever_noticed(h, SIGNAL_FELT_OFF), 1);
    assert_int_equal(ever_noticed(h, SIGNAL_WARM_BUT_AIMLESS), 0);
}

/* --- what is brought in ---------------------------------------------------------------- */

static void brought_in(House *h, Str file)
{
    Out out = out_open(h->cx.arena, 64 << 10);
    Command c = { .option_name = { S("commit") }, .option_value = { S("1") }, .option_count = 1,
                  .input = file };
    h->cx.now_ms = app_now_ms(h->app);
    HOUSE_OK(h, cmd_import(&h->cx, h->app, &c, &out));
    assert_true(str_contains(out_str(&out), S("Brought in 3 rows")));
}

static void test_import__raises_no_change_and_counts_for_the_next_form(void **state)
{
    House *h = *state;
    brought_in(h, S("person,measure,date,total\nmaya@house.example,gad-7,2021-03-09,20\n"
                    "maya@house.example,gad-7,2021-03-16,3\nmaya@house.example,gad-7,2021-03-23,19\n"));
    assert_int_equal(all_noticed(h).count, 0);
    check_in_sent(h, session_at(h, 1), "gad-7", 6);           /* 20 at first, 6 now */
    assert_int_equal(ever_noticed(h, SIGNAL_RELIABLE_CHANGE), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_rule__change_switched_off_raises_none),
        house_test(test_rule__a_change_of_rules_rewrites_nothing),
        house_test(test_rule__half_of_the_first_score_claims_nothing_of_the_questionnaire),
        house_test(test_rule__nothing_moved_speaks_from_the_session_that_was_chosen),
        house_test(test_rule__not_on_track_needs_a_norm_and_two_scores_in_a_row),
        house_test(test_rule__without_a_norm_nobody_is_off_track),
        house_test(test_norm__what_is_no_norm_is_refused),
        house_test(test_rule__a_sudden_step_is_a_note_that_waits_for_nobody),
        house_test(test_rule__a_step_for_the_worse_is_found_and_can_be_switched_off),
        house_test(test_rule__slow_withdrawal_is_seen_by_the_running_sum_alone),
        house_test(test_rule__a_chart_waits_for_its_points),
        house_test(test_rule__a_low_rating_against_six_even_ones_is_charted),
        house_test(test_rule__a_wider_floor_asks_for_a_larger_fall),
        house_test(test_rule__research_rules_speak_only_when_chosen),
        house_test(test_rule__losing_touch_needs_all_three_and_blames_nobody),
        house_test(test_rule__losing_touch_is_seen_by_the_clock_and_once),
        house_test(test_rule__the_clock_keeps_to_the_rules_that_were_chosen),
        house_test(test_rule__a_split_is_told_to_the_therapist_and_to_neither_partner),
        house_test(test_rule__a_split_can_be_switched_off_and_needs_two),
        house_test(test_rule__no_rule_switches_off_what_is_said_directly),
        house_test(test_rule__one_form_opens_one_conversation),
        house_test(test_import__raises_no_change_and_counts_for_the_next_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
