/* test_rules.c - the closed set of rules: what is stored reads back, and what counts where. */
#include "measure/measure_test.h"

#include "domain/rules.h"

static void test_rules__every_choice_reads_back_as_it_was_stored(void **state)
{
    World *w = *state;
    for (int i = 0; i < RULE_ID_COUNT; i++) {
        const RuleRow *row = rule_row((RuleId)i);
        assert_true(row->option_count >= 2 && row->option_count <= RULE_OPTIONS_MAX);
        assert_true(str_from_c(row->title).len > 0 && str_from_c(row->hint).len > 0);
        for (size_t k = 0; k < row->option_count; k++) {
            RuleChoices c = rules_as_practice();
            c.option[i] = (int)k;
            RuleChoices back = rules_read(rules_say(w->arena, &c));
            assert_memory_equal(&back, &c, sizeof c);
            assert_true(rule_option_label((RuleId)i, (int)k).len > 0);
        }
    }
    RuleChoices shipped = rules_shipped();
    RuleChoices back = rules_read(rules_say(w->arena, &shipped));
    assert_memory_equal(&back, &shipped, sizeof back);
}

static void test_rules__words_there_are_not_are_read_as_not_chosen(void **state)
{
    (void)state;
    RuleChoices c = rules_read(S("change=maybe band=90 felt_off=off =on change"));
    assert_int_equal(c.option[RULE_CHANGE], RULE_AS_PRACTICE);
    assert_int_equal(c.option[RULE_BAND], 1);
    assert_int_equal(rule_option_parse(RULE_BAND, S("95")), RULE_NO_OPTION);
    assert_int_equal(rule_option_parse(RULE_BAND, S("")), RULE_AS_PRACTICE);
}

static void test_rules__a_work_differs_only_where_it_chose(void **state)
{
    World *w = *state;
    RuleChoices house = rules_read(S("change=off band=90")), own = rules_read(S("change=on"));
    Rules r = rules_in_force(&house, &own);
    assert_true(rules_on(&r, RULE_CHANGE));
    assert_near(rules_band_z(&r), COURSE_Z_90);
    assert_true(rules_on(&r, RULE_WARM));             /* as shipped */
    own = rules_as_practice();
    r = rules_in_force(&house, &own);
    assert_false(rules_on(&r, RULE_CHANGE));
    r.practice_version = 3;
    assert_true(str_eq(rules_version_say(w->arena, &r), S("the practice’s, version 3")));
    r.work_version = 1;
    assert_true(str_contains(rules_version_say(w->arena, &r), S("this work’s own, version 1")));
}

/* What is shipped is the careful end: no research rule, two in a row, and six points. */
static void test_rules__as_shipped_is_the_careful_end(void **state)
{
    (void)state;
    CourseRules no_change;
    RupturePreset preset;
    ChartKind chart;
    RuleChoices none = rules_as_practice();
    Rules r = rules_in_force(&none, &none);
    assert_false(rules_rupture(&r, &preset));
    assert_near(rules_value(&r, RULE_IN_A_ROW), 2);
    assert_near(rules_value(&r, RULE_CHART_POINTS), 6);
    assert_near(rules_value(&r, RULE_FLOOR), 1);
    assert_true(rules_chart(&r, &chart));
    assert_int_equal(chart, CHART_XMR);
    assert_true(rules_no_change(&r, &no_change));
    assert_near(no_change.by_session, 6);
    for (int i = 0; i < RULE_ID_COUNT; i++)
        assert_int_equal(r.option[i], 0);
}

/* No option of any rule asks for fewer points or a lower floor than the safe least. */
static void test_rules__no_choice_goes_below_the_least(void **state)
{
    (void)state;
    const RuleRow *points = rule_row(RULE_CHART_POINTS), *floor_ = rule_row(RULE_FLOOR);
    for (size_t i = 0; i < points->option_count; i++) assert_true(points->option[i].value >= 6);
    for (size_t i = 0; i < floor_->option_count; i++) assert_true(floor_->option[i].value >= 1);
}

static void test_rules__every_research_preset_can_be_chosen(void **state)
{
    (void)state;
    const RuleRow *row = rule_row(RULE_RUPTURE);
    for (size_t i = 1; i < row->option_count; i++) {
        RupturePreset meant, found;
        RuleChoices house = rules_as_practice();
        house.option[RULE_RUPTURE] = (int)i;
        Rules r = rules_in_force(&house, &house);
        assert_true(rupture_preset_parse(str_from_c(row->option[i].word), &meant));
        assert_true(rules_rupture(&r, &found));
        assert_int_equal(found, meant);
    }
}

static void test_rules__thresholds_of_a_scale_follow_the_choices(void **state)
{
    World *w = *state;
    RuleChoices none = rules_as_practice(), half = rules_read(S("change_size=half floor=2"));
    const MeasureScale *phq = measure_main_scale(measure_find(w->set, S("phq-9")));
    const MeasureScale *bond = measure_scale(measure_find(w->set, S("tandem-alliance-client")),
                                             S("bond"));
    Rules r = rules_in_force(&none, &none);
    assert_near(rules_scale(&r, phq, 18).reliable.value, phq->reliable.value);
    r = rules_in_force(&half, &none);
    assert_near(rules_scale(&r, phq, 18).reliable.value, 9);
    assert_near(rules_scale(&r, phq, 0).reliable.value, phq->reliable.value);
    RuleChoices jt = rules_read(S("change_size=jt95"));
    Rules by_jt = rules_in_force(&jt, &none);
    MeasureScale known = *phq;
    known.norm[NORM_CLINICAL] = (ScaleNorm){ .known = true, .sd = 7.5, .reliability = .8 };
    assert_near(rules_scale(&by_jt, &known, 18).reliable.value, 1.96 * 4.743416490252569);
    known.norm[NORM_CLINICAL].known = false;           /* nothing to compute it from: published */
    assert_near(rules_scale(&by_jt, &known, 18).reliable.value, phq->reliable.value);
    assert_near(rules_scale(&r, bond, 4).sigma_floor.value, 2 * bond->sigma_floor.value);
}

static void test_rules__what_was_changed_is_said_in_words(void **state)
{
    (void)state;
    RuleChange change[RULE_ID_COUNT];
    RuleChoices before = rules_shipped(), after = rules_shipped();
    assert_int_equal(rules_differ(&before, &after, change), 0);
    after.option[RULE_BAND] = 1;
    assert_int_equal(rules_differ(&before, &after, change), 1);
    assert_true(str_eq(change[0].before, S("Holds 80 of 100 people")));
    assert_true(str_eq(change[0].after, S("Holds 90 of 100 people")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules__every_choice_reads_back_as_it_was_stored),
        cmocka_unit_test(test_rules__words_there_are_not_are_read_as_not_chosen),
        cmocka_unit_test(test_rules__a_work_differs_only_where_it_chose),
        cmocka_unit_test(test_rules__as_shipped_is_the_careful_end),
        cmocka_unit_test(test_rules__no_choice_goes_below_the_least),
        cmocka_unit_test(test_rules__every_research_preset_can_be_chosen),
        cmocka_unit_test(test_rules__thresholds_of_a_scale_follow_the_choices),
        cmocka_unit_test(test_rules__what_was_changed_is_said_in_words),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
