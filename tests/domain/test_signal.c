/* test_signal.c - what is worth raising, and whose words move a conversation on. */
#include "measure/measure_test.h"

#include "domain/signal.h"

static RaisedBefore nothing_before(void)
{
    return (RaisedBefore){ .found = false };
}

static RaisedBefore raised_at(double value, bool worse)
{
    return (RaisedBefore){ .found = true, .worse = worse, .value = value };
}

static const MeasureScale *phq(World *w)
{
    return measure_main_scale(measure_find(w->set, S("phq-9")));
}

/* --- closed sets --------------------------------------------------------------------- */

static void test_signal__every_word_reads_back(void **state)
{
    (void)state;
    for (int i = 1; i < SIGNAL_KIND_COUNT; i++) {
        assert_int_equal(signal_kind_parse(signal_kind_word((SignalKind)i)), i);
        assert_true(signal_title((SignalKind)i, true).len > 0);
        assert_true(signal_title((SignalKind)i, false).len > 0);
    }
    for (int i = 1; i < SIGNAL_STATE_COUNT; i++) {
        assert_int_equal(signal_state_parse(signal_state_word((SignalState)i)), i);
        assert_true(signal_state_say(PAGE_REPAIR, (SignalState)i).len > 0);
    }
    for (int i = 1; i < STEP_COUNT; i++)
        assert_int_equal(signal_step_parse(signal_step_word((SignalStep)i)), i);
    assert_int_equal(signal_kind_parse(S("")), SIGNAL_NO_KIND);
    assert_int_equal(signal_state_parse(S("shut")), SIGNAL_NO_STATE);
    assert_int_equal(signal_step_parse(S("shout")), STEP_NONE);
}

static void test_signal__the_two_of_them_open_a_repair_the_direction_a_review(void **state)
{
    (void)state;
    assert_int_equal(signal_kind_page(SIGNAL_ALLIANCE_DROP), PAGE_REPAIR);
    assert_int_equal(signal_kind_page(SIGNAL_FELT_OFF), PAGE_REPAIR);
    assert_int_equal(signal_kind_page(SIGNAL_WARM_BUT_AIMLESS), PAGE_REPAIR);
    assert_int_equal(signal_kind_page(SIGNAL_RELIABLE_CHANGE), PAGE_REVIEW);
    assert_int_equal(signal_kind_page(SIGNAL_CUT_OFF), PAGE_REVIEW);
    assert_int_equal(signal_kind_page(SIGNAL_NOT_ON_TRACK), PAGE_REVIEW);
    assert_int_equal(signal_first_state(SIGNAL_FELT_OFF), SIGNAL_RAISED);
    assert_int_equal(signal_first_state(SIGNAL_CUT_OFF), SIGNAL_OPEN);
}

/* --- every act, in every state ----------------------------------------------------------- */

/* A conversation as far as the rules know it. */
typedef struct Talk { SignalState state; SignalWords words; } Talk;

/* 12 steps, then 8 states to step to, close, not yet. */
enum { ACTS = STEP_COUNT + SIGNAL_STATE_COUNT + 2, TALKS_MAX = 200000 };

static bool act(SignalPage page, SignalSide side, int which, Talk *t)
{
    if (which < STEP_COUNT) {
        SignalStep step = (SignalStep)which;
        if (!signal_step_fits(page, step) || t->state == SIGNAL_CLOSED) return false;
        t->words.by[side] |= step_bit(step);
        if (step == STEP_AGREE || step == STEP_PLAN) t->words.last_offer = side;
        t->state = signal_after_turn(page, t->state, t->words, side, step);
        return true;
    }
    which -= STEP_COUNT;
    if (which < SIGNAL_STATE_COUNT) {
        if (!signal_may_step(page, t->state, t->words, side, (SignalState)which)) return false;
        t->state = (SignalState)which;
        return true;
    }
    if (which == SIGNAL_STATE_COUNT) {
        if (!signal_may_close(page, t->state, side)) return false;
        t->state = SIGNAL_CLOSED;
        return true;
    }
    if (!signal_may_unmend(page, t->state, side, &t->state)) return false;
    t->words = (SignalWords){ { 0, 0 }, SIDE_CLIENT };
    return true;
}

static bool same_talk(const Talk *a, const Talk *b)
{
    return a->state == b->state && a->words.by[0] == b->words.by[0]
        && a->words.by[1] == b->words.by[1] && a->words.last_offer == b->words.last_offer;
}

typedef struct Walk { Talk *list; size_t count; } Walk;

static void visit(Walk *w, const Talk *t)
{
    for (size_t i = 0; i < w->count; i++)
        if (same_talk(&w->list[i], t)) return;
    assert_true(w->count < TALKS_MAX);
    w->list[w->count++] = *t;
}

/* Everything the therapist alone can bring about from `from`. */
static void walk_alone(Walk *w, SignalPage page, Talk from)
{
    w->count = 0;
    visit(w, &from);
    for (size_t i = 0; i < w->count; i++) {
        for (int which = 1; which < ACTS; which++) {
            Talk next = w->list[i];
            if (act(page, SIDE_THERAPIST, which, &next)) visit(w, &next);
        }
    }
}

/* All that a client may have written before, in every state: from none of them does any
 * sequence of the therapist's acts, of any length, close a repair or say that the client
 * was heard. */
static void test_repair__no_acts_of_the_therapist_alone_close_it(void **state)
{
    (void)state;
    static const SignalStep client_wrote[] = { STEP_NOTICED, STEP_NEEDED, STEP_HEARD, STEP_AGREE,
                                               STEP_RERATE };
    Walk w = { test_calloc(TALKS_MAX, sizeof(Talk)), 0 };
    for (uint32_t set = 0; set < 32; set++) {
        Talk from = { SIGNAL_RAISED, { { 0, 0 }, SIDE_CLIENT } };
        for (uint32_t i = 0; i < 5; i++)
            if (set & (1u << i)) from.words.by[SIDE_CLIENT] |= step_bit(client_wrote[i]);
        for (int s = SIGNAL_RAISED; s <= SIGNAL_RERATED; s++) {
            from.state = (SignalState)s;
            walk_alone(&w, PAGE_REPAIR, from);
            for (size_t i = 0; i < w.count; i++) {
                assert_int_not_equal(w.list[i].state, SIGNAL_CLOSED);
                bool client_agreed = from.words.by[SIDE_CLIENT] & step_bit(STEP_AGREE);
                if (from.state == SIGNAL_RAISED && !client_agreed)
                    assert_int_equal(w.list[i].state, SIGNAL_RAISED);
                if (from.state != SIGNAL_RERATED)
                    assert_int_not_equal(w.list[i].state, SIGNAL_RERATED);
            }
        }
    }
    test_free(w.list);
}

static void test_repair__the_therapist_cannot_open_it_again_either(void **state)
{
    (void)state;
    Walk w = { test_calloc(TALKS_MAX, sizeof(Talk)), 0 };
    walk_alone(&w, PAGE_REPAIR, (Talk){ SIGNAL_CLOSED, { { 0, 0 }, SIDE_CLIENT } });
    assert_int_equal(w.count, 1);
    test_free(w.list);
}

static void test_repair__the_client_closes_it_in_any_state(void **state)
{
    (void)state;
    for (int s = SIGNAL_RAISED; s <= SIGNAL_RERATED; s++)
        assert_true(signal_may_close(PAGE_REPAIR, (SignalState)s, SIDE_CLIENT));
    assert_false(signal_may_close(PAGE_REPAIR, SIGNAL_CLOSED, SIDE_CLIENT));
}

static void test_review__either_closes_it(void **state)
{
    (void)state;
    assert_true(signal_may_close(PAGE_REVIEW, SIGNAL_OPEN, SIDE_THERAPIST));
    assert_true(signal_may_close(PAGE_REVIEW, SIGNAL_TRYING, SIDE_CLIENT));
}

/* --- the way through ---------------------------------------------------------------------- */

static Talk turn(SignalPage page, Talk t, SignalSide side, SignalStep step)
{
    assert_true(act(page, side, (int)step, &t));
    return t;
}

static void test_repair__goes_from_raised_to_rerated_by_the_words_of_both(void **state)
{
    (void)state;
    Talk t = { SIGNAL_RAISED, { { 0, 0 }, SIDE_CLIENT } };
    t = turn(PAGE_REPAIR, t, SIDE_CLIENT, STEP_NOTICED);
    t = turn(PAGE_REPAIR, t, SIDE_THERAPIST, STEP_HEARD);
    assert_int_equal(t.state, SIGNAL_RAISED);
    t = turn(PAGE_REPAIR, t, SIDE_CLIENT, STEP_HEARD);
    assert_int_equal(t.state, SIGNAL_HEARD);
    t = turn(PAGE_REPAIR, t, SIDE_THERAPIST, STEP_AGREE);
    assert_int_equal(t.state, SIGNAL_HEARD);            /* nothing is agreed by one */
    assert_false(signal_may_step(PAGE_REPAIR, t.state, t.words, SIDE_THERAPIST, SIGNAL_AGREED));
    assert_true(signal_may_step(PAGE_REPAIR, t.state, t.words, SIDE_CLIENT, SIGNAL_AGREED));
    t = turn(PAGE_REPAIR, t, SIDE_CLIENT, STEP_AGREE);
    assert_int_equal(t.state, SIGNAL_AGREED);
    t = turn(PAGE_REPAIR, t, SIDE_THERAPIST, STEP_RERATE);
    assert_int_equal(t.state, SIGNAL_AGREED);
    t = turn(PAGE_REPAIR, t, SIDE_CLIENT, STEP_RERATE);
    assert_int_equal(t.state, SIGNAL_RERATED);
}

static void test_repair__not_yet_asks_for_new_words_of_both(void **state)
{
    (void)state;
    const SignalTurn turns[] = {
        { .side = SIDE_CLIENT, .step = STEP_AGREE }, { .side = SIDE_THERAPIST, .step = STEP_AGREE },
        { .side = SIDE_CLIENT, .step = STEP_NOT_YET },
        { .side = SIDE_THERAPIST, .step = STEP_AGREE },
    };
    SignalState to;
    assert_true(signal_may_unmend(PAGE_REPAIR, SIGNAL_RERATED, SIDE_CLIENT, &to));
    assert_int_equal(to, SIGNAL_HEARD);
    SignalWords words = signal_words(turns, 4);
    assert_int_equal(words.by[SIDE_CLIENT], 0);
    assert_int_equal(words.last_offer, SIDE_THERAPIST);
    assert_int_equal(signal_after_turn(PAGE_REPAIR, to, words, SIDE_THERAPIST, STEP_AGREE),
                     SIGNAL_HEARD);
    assert_false(signal_may_unmend(PAGE_REVIEW, SIGNAL_TRYING, SIDE_CLIENT, &to));
    assert_false(signal_may_unmend(PAGE_REPAIR, SIGNAL_RERATED, SIDE_THERAPIST, &to));
}

static void test_review__any_words_are_talking_and_a_plan_of_both_is_trying(void **state)
{
    (void)state;
    Talk t = { SIGNAL_OPEN, { { 0, 0 }, SIDE_CLIENT } };
    t = turn(PAGE_REVIEW, t, SIDE_THERAPIST, STEP_LATER);
    assert_int_equal(t.state, SIGNAL_OPEN);             /* later is an answer, and not yet talk */
    t = turn(PAGE_REVIEW, t, SIDE_THERAPIST, STEP_PLAN);
    assert_int_equal(t.state, SIGNAL_TALKING);
    assert_true(signal_may_step(PAGE_REVIEW, t.state, t.words, SIDE_CLIENT, SIGNAL_TRYING));
    t = turn(PAGE_REVIEW, t, SIDE_CLIENT, STEP_PLAN);
    assert_int_equal(t.state, SIGNAL_TRYING);
    t = turn(PAGE_REVIEW, t, SIDE_CLIENT, STEP_EVENTS);
    assert_int_equal(t.state, SIGNAL_TRYING);
}

static void test_signal__a_page_takes_its_own_words_only(void **state)
{
    (void)state;
    assert_true(signal_step_fits(PAGE_REPAIR, STEP_NOTICED));
    assert_false(signal_step_fits(PAGE_REPAIR, STEP_PLAN));
    assert_false(signal_step_fits(PAGE_REVIEW, STEP_RERATE));
    assert_true(signal_step_fits(PAGE_REVIEW, STEP_LATER));
    assert_false(signal_step_fits(PAGE_REPAIR, STEP_NOT_YET));
    assert_false(signal_step_fits(PAGE_REPAIR, STEP_NONE));
}

/* --- time to first words ------------------------------------------------------------------ */

static void test_signal__says_how_long_it_waited(void **state)
{
    World *w = *state;
    const int64_t hour = 3600000;
    assert_text(signal_addressed_say(w->arena, 0, hour / 2, 0),
                "First words after less than an hour");
    assert_text(signal_addressed_say(w->arena, hour, 2 * hour, 0), "First words after 1 hour");
    assert_text(signal_addressed_say(w->arena, 0, 50 * hour, 0), "First words after 2 days");
    assert_text(signal_addressed_say(w->arena, 0, 0, 47 * hour), "No words yet, for 47 hours");
}

/* --- what is news ------------------------------------------------------------------------- */

static void test_news__a_change_of_six_is_raised_once_in_its_direction(void **state)
{
    Change c;
    RaisedBefore before = nothing_before();
    assert_false(signal_change_news(phq(*state), 17, 12, &before, &c));
    assert_true(signal_change_news(phq(*state), 17, 11, &before, &c));
    assert_int_equal(c.category, CHANGE_IMPROVED);
    before = raised_at(11, false);
    assert_false(signal_change_news(phq(*state), 17, 11, &before, &c));
    assert_false(signal_change_news(phq(*state), 17, 8, &before, &c));
    assert_true(signal_change_news(phq(*state), 17, 23, &before, &c));
    assert_int_equal(c.category, CHANGE_DETERIORATED);
}

/* It came back for a while: no worse than at the start, and yet six points from the best. */
static void test_news__a_loss_of_what_was_gained_is_raised(void **state)
{
    Change c;
    RaisedBefore before = raised_at(9, false);
    assert_false(signal_change_news(phq(*state), 17, 14, &before, &c));
    assert_true(signal_change_news(phq(*state), 17, 15, &before, &c));
    assert_within(c.pre, 9, 0);
    assert_within(c.post, 15, 0);
}

static void test_news__the_line_is_raised_when_crossed_and_not_for_wobble(void **state)
{
    RaisedBefore before = nothing_before();
    assert_false(signal_cutoff_news(phq(*state), 12, 10, &before));   /* at it is still a case */
    assert_true(signal_cutoff_news(phq(*state), 12, 9, &before));
    assert_true(signal_cutoff_news(phq(*state), 9, 10, &before));
    before = raised_at(9, false);
    assert_false(signal_cutoff_news(phq(*state), 12, 8, &before));
    assert_false(signal_cutoff_news(phq(*state), 12, 11, &before));
    assert_true(signal_cutoff_news(phq(*state), 12, 15, &before));
}

static void test_news__without_published_values_there_is_none(void **state)
{
    World *w = *state;
    Change c;
    RaisedBefore before = nothing_before();
    const MeasureScale *life = measure_main_scale(measure_find(w->set, S("tandem-life")));
    assert_false(signal_change_news(life, 0, 10, &before, &c));
    assert_false(signal_cutoff_news(life, 0, 10, &before));
}

/* --- who first ---------------------------------------------------------------------------- */

static SignalNeed need(SignalKind kind, SignalState state, bool worse)
{
    Signal it = { .kind = kind, .page = signal_kind_page(kind), .state = state, .worse = worse };
    return signal_need(&it);
}

static void test_need__said_directly_comes_before_every_number(void **state)
{
    (void)state;
    for (int kind = 1; kind < SIGNAL_KIND_COUNT; kind++) {
        SignalState first = signal_first_state((SignalKind)kind);
        assert_true(need((SignalKind)kind, first, true) >= NEED_FELT_OFF);
        if (kind != SIGNAL_FELT_OFF)
            assert_true(need((SignalKind)kind, first, true) > need(SIGNAL_FELT_OFF, SIGNAL_RAISED, true));
        assert_int_equal(need((SignalKind)kind, SIGNAL_CLOSED, true), NEED_NOTHING);
    }
    assert_true(need(SIGNAL_RUPTURE, SIGNAL_AGREED, true) < need(SIGNAL_CUT_OFF, SIGNAL_OPEN, true));
    assert_true(need(SIGNAL_CUT_OFF, SIGNAL_OPEN, true) < need(SIGNAL_CUT_OFF, SIGNAL_OPEN, false));
    assert_true(NEED_SAFETY < NEED_FELT_OFF && NEED_GOOD_NEWS < NEED_QUIET);
    assert_int_equal(need(SIGNAL_SUDDEN_STEP, SIGNAL_NOTED, true), NEED_NOTHING);
    assert_true(str_eq(signal_need_say(NEED_SAFETY), S("Read first")));
}

static void test_versions__compare_within_their_first_number(void **state)
{
    (void)state;
    assert_true(signal_versions_compare(S("1.0.0"), S("1.2.0")));
    assert_false(signal_versions_compare(S("1.0.0"), S("2.0.0")));
    assert_false(signal_versions_compare(S("1.0.0"), S("10.0.0")));
}

static void test_course__points_rise_even_where_sessions_do_not(void **state)
{
    (void)state;
    CoursePoint p[5];
    const double value[] = { 20, 19, 18, 17, 16 };
    signal_course_points(value, (const int64_t[]){ 3, 4, 4, 0, 9 }, 5, p);
    assert_near(p[0].session, 0);
    assert_near(p[1].session, 1);
    assert_near(p[2].session, 2);              /* the same session again */
    assert_near(p[3].session, 3);              /* none */
    assert_near(p[4].session, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signal__every_word_reads_back),
        cmocka_unit_test(test_need__said_directly_comes_before_every_number),
        cmocka_unit_test(test_versions__compare_within_their_first_number),
        cmocka_unit_test(test_course__points_rise_even_where_sessions_do_not),
        cmocka_unit_test(test_signal__the_two_of_them_open_a_repair_the_direction_a_review),
        cmocka_unit_test(test_repair__no_acts_of_the_therapist_alone_close_it),
        cmocka_unit_test(test_repair__the_therapist_cannot_open_it_again_either),
        cmocka_unit_test(test_repair__the_client_closes_it_in_any_state),
        cmocka_unit_test(test_review__either_closes_it),
        cmocka_unit_test(test_repair__goes_from_raised_to_rerated_by_the_words_of_both),
        cmocka_unit_test(test_repair__not_yet_asks_for_new_words_of_both),
        cmocka_unit_test(test_review__any_words_are_talking_and_a_plan_of_both_is_trying),
        cmocka_unit_test(test_signal__a_page_takes_its_own_words_only),
        cmocka_unit_test(test_signal__says_how_long_it_waited),
        cmocka_unit_test(test_news__a_change_of_six_is_raised_once_in_its_direction),
        cmocka_unit_test(test_news__a_loss_of_what_was_gained_is_raised),
        cmocka_unit_test(test_news__the_line_is_raised_when_crossed_and_not_for_wobble),
        cmocka_unit_test(test_news__without_published_values_there_is_none),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
