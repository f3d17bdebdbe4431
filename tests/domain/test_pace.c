/* test_pace.c - what was agreed about the pace, and the words of the log about boundaries. */
#include "base/base_test.h"

#include "domain/boundary.h"
#include "domain/pace.h"

static const PersonId maya = { { { 1 } } }, daniel = { { { 2 } } };

typedef struct Told { Entry e; EntryWording wording[4]; EntrySaid said[8]; Episode work; } Told;

static void say(Told *t, PersonId by, int64_t version, EntryAnswer answer)
{
    const EntrySaid *last = entry_said_by(&t->e, by, version);
    t->said[t->e.said_count] = (EntrySaid){ .person = by, .version = version, .answer = answer,
        .number = last ? last->number + 1 : 1, .at_ms = (int64_t)t->e.said_count + 1 };
    t->e.said_count++;
}

static void offer(Told *t, PersonId by, Str text)
{
    t->wording[t->e.wording_count++] = (EntryWording){ .version = ++t->e.version, .author = by, .text = text };
    say(t, by, t->e.version, ENTRY_ANSWER_YES);
}

static void begin(Told *t)
{
    *t = (Told){ .e = { .kind = ENTRY_PACE, .state = ENTRY_ACTIVE, .author = maya },
        .work = { .member_count = 2, .member = {
            { .person = maya, .part = PART_CLIENT, .state = MEMBER_ACTIVE },
            { .person = daniel, .part = PART_THERAPIST, .state = MEMBER_ACTIVE } } } };
    t->e.wording = t->wording;
    t->e.said = t->said;
}

static Pace look(const Told *t) { return pace_in_force(&t->e, 1, &t->work); }

static void test_pace__is_in_force_by_both_and_open_again_by_either(void **state)
{
    (void)state;
    const PersonId both[] = { maya, daniel };
    for (int i = 0; i < 2; i++) {
        Told t;
        begin(&t);
        offer(&t, maya, S("Exploring, with no tasks for now\nUntil the summer"));
        assert_int_equal(look(&t), PACE_NONE);
        say(&t, daniel, 1, ENTRY_ANSWER_YES);
        assert_int_equal(look(&t), PACE_EXPLORE);
        offer(&t, daniel, S("Step by step, with tasks between sessions"));
        assert_int_equal(look(&t), PACE_EXPLORE);          /* until the other says yes as well */
        say(&t, both[i], 1, ENTRY_ANSWER_NOT_NOW);
        assert_int_equal(look(&t), PACE_NONE);
        say(&t, maya, 2, ENTRY_ANSWER_YES);
        assert_int_equal(look(&t), PACE_STEPS);
    }
}

static void test_pace__set_aside_is_no_pace(void **state)
{
    (void)state;
    Told t;
    begin(&t);
    offer(&t, maya, pace_say(PACE_STEPS));
    say(&t, daniel, 1, ENTRY_ANSWER_YES);
    t.e.state = ENTRY_LET_GO;
    assert_int_equal(look(&t), PACE_NONE);
    assert_int_equal(pace_in_force(NULL, 0, &t.work), PACE_NONE);
}

static void test_pace__words_of_their_own_change_nothing_by_accident(void **state)
{
    (void)state;
    assert_int_equal(pace_of(S("Exploring, with no tasks for now\r\nand slowly")), PACE_EXPLORE);
    assert_int_equal(pace_of(S("exploring a little")), PACE_OWN);
    assert_int_equal(pace_of(S("Not: Exploring, with no tasks for now")), PACE_OWN);
    assert_int_equal(pace_of(S("")), PACE_NONE);
    assert_text(pace_words(S("Exploring, with no tasks for now\nand slowly")), S("and slowly"));
    assert_text(pace_words(S("As it comes")), S("As it comes"));
}

static void test_readiness__numbers_from_nothing_to_ten_come_back(void **state)
{
    (void)state;
    for (int64_t n = 0; n <= 10; n++) assert_int_equal(readiness_number(readiness_level(n)), n);
    assert_int_equal(readiness_level(-1), 0);
    assert_int_equal(readiness_level(11), 0);
    assert_int_equal(readiness_number(0), -1);
    assert_int_equal(readiness_number(12), -1);
    assert_true(readiness_level(10) <= ENTRY_LEVEL_MAX);
}

/* The table of kinds and the words of the page name the same places. */
static void test_boundary__every_place_of_the_kind_has_words(void **state)
{
    (void)state;
    Str slots = S(BOUNDARY_SLOTS), slot;
    int count = 0;
    while (str_cut(&slots, ' ', &slot)) {
        Boundary b = boundary_parse(slot);
        assert_int_equal(b, count++);
        assert_true(boundary_say(b).len);
    }
    assert_int_equal(count, BOUNDARY_COUNT);
    assert_int_equal(boundary_parse(S("nonsense")), BOUNDARY_COUNT);
}

static void test_boundary__whoever_is_not_sure_is_shown_the_way_as_well(void **state)
{
    (void)state;
    assert_false(boundary_leads_out(WEIGHT_CROSSING));
    assert_true(boundary_leads_out(WEIGHT_UNSURE));
    assert_true(boundary_leads_out(WEIGHT_VIOLATION));
    for (int64_t w = WEIGHT_NONE; w <= WEIGHT_COUNT; w++)
        assert_int_equal(boundary_weight_say(w).len > 0, w > WEIGHT_NONE && w < WEIGHT_COUNT);
    assert_text(boundary_talked_say(S("client"), TALKED_NOT_YET), S("Not talked about with the client yet"));
    assert_int_equal(boundary_talked_say(S("comment"), TALKED_YES).len, 0);
    assert_int_equal(boundary_talked_say(S("client"), 3).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pace__is_in_force_by_both_and_open_again_by_either),
        cmocka_unit_test(test_pace__set_aside_is_no_pace),
        cmocka_unit_test(test_pace__words_of_their_own_change_nothing_by_accident),
        cmocka_unit_test(test_readiness__numbers_from_nothing_to_ten_come_back),
        cmocka_unit_test(test_boundary__every_place_of_the_kind_has_words),
        cmocka_unit_test(test_boundary__whoever_is_not_sure_is_shown_the_way_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
