/* The whole space of facts, every action: small enough to try all of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#undef fail
#include "domain/policy.h"

typedef void Each(Action action, const Facts *f, Decision d);

static void each_object(Facts f, Each *each)
{
    for (int flags = 0; flags < 16; flags++) {
        f.object_named = flags & 1;
        f.object_found = flags & 2;
        f.object_owner = flags & 4;
        f.owner_only = flags & 8;
        for (int a = 0; a < ACTION_COUNT; a++) each((Action)a, &f, policy_decide((Action)a, &f));
    }
}

static void each_footing(Facts f, Each *each)
{
    for (int part = PART_NONE; part <= PART_SUPERVISOR; part++)
        for (int m = MEMBER_NONE; m <= MEMBER_LEFT; m++)
            for (int more = 0; more < 4; more++) {
                f.part = (Part)part;
                f.member = (MemberState)m;
                f.alert_waits = more & 1;
                f.released = more & 2;
                each_object(f, each);
            }
}

static void each_world(Each *each)
{
    for (uint32_t cap = 0; cap < 32; cap++)
        for (int signed_in = 0; signed_in < 2; signed_in++)
            for (int e = EPISODE_NONE; e <= EPISODE_ENDED; e++)
                each_footing((Facts){ .capacities = cap, .signed_in = signed_in,
                                      .episode = (EpisodeState)e }, each);
}

static bool permitted(Decision d) { return d.effect == EFFECT_PERMIT; }
static bool of_episode(Action a) { return action_row(a)->scope == SCOPE_EPISODE; }

static void only_public_signed_out(Action a, const Facts *f, Decision d)
{
    if (!f->signed_in && permitted(d)) assert_true(action_row(a)->who & REL_ANYONE);
}

static void test_policy__nobody_signed_in_gets_only_what_is_public(void **state)
{
    (void)state;
    each_world(only_public_signed_out);
}

static bool has_footing(const Facts *f)
{
    bool member = (f->member == MEMBER_ACTIVE || f->member == MEMBER_LEFT)
               && (f->part == PART_CLIENT || f->part == PART_THERAPIST || f->part == PART_CO_THERAPIST);
    bool duty = f->alert_waits && (f->capacities & CAP_SUPERVISOR);
    return f->signed_in && f->episode != EPISODE_NONE && (member || duty);
}

static bool is_shown(Action a, const Facts *f)
{
    return a == ACTION_SHARED_READ && f->released && f->member == MEMBER_NONE
        && f->signed_in && f->episode != EPISODE_NONE;
}

static void strangers_see_nothing(Action a, const Facts *f, Decision d)
{
    if (is_shown(a, f)) return;
    if (of_episode(a) && f->signed_in && !has_footing(f)) assert_int_equal(d.effect, EFFECT_HIDE);
}

static void test_policy__work_does_not_exist_for_whoever_is_not_in_it(void **state)
{
    (void)state;
    each_world(strangers_see_nothing);
}

static void invited_have_no_rights(Action a, const Facts *f, Decision d)
{
    bool duty = f->alert_waits && (f->capacities & CAP_SUPERVISOR);
    if (of_episode(a) && f->member == MEMBER_INVITED && !duty) assert_false(permitted(d));
}

static void test_policy__an_invitation_carries_no_rights(void **state)
{
    (void)state;
    each_world(invited_have_no_rights);
}

static void ended_is_read_only(Action a, const Facts *f, Decision d)
{
    bool safety = a == ACTION_ALERT_WRITE || a == ACTION_SAFETY_WRITE
               || a == ACTION_SHARING_WRITE;       /* whom it is shown to stays the client's */
    bool takes_back = a == ACTION_PAPER_WITHDRAW && f->part == PART_CLIENT;   /* what they signed */
    if (of_episode(a) && f->episode == EPISODE_ENDED && action_row(a)->writes && !safety && !takes_back)
        assert_false(permitted(d));
}

static void test_policy__ended_work_is_read_not_written(void **state)
{
    (void)state;
    each_world(ended_is_read_only);
}

static void only_clients_close_repairs(Action a, const Facts *f, Decision d)
{
    if (a == ACTION_REPAIR_CLOSE && permitted(d)) {
        assert_int_equal(f->part, PART_CLIENT);
        assert_int_equal(f->member, MEMBER_ACTIVE);
    }
}

static void test_policy__only_the_client_says_that_it_is_repaired(void **state)
{
    (void)state;
    each_world(only_clients_close_repairs);
}

static void administrators_see_no_work(Action a, const Facts *f, Decision d)
{
    if (of_episode(a) && permitted(d) && (f->capacities & CAP_ADMINISTRATOR)) {
        Facts without = *f;
        without.capacities &= ~(uint32_t)CAP_ADMINISTRATOR;
        assert_true(permitted(policy_decide(a, &without)));
    }
}

static void test_policy__being_administrator_opens_nothing_of_the_work(void **state)
{
    (void)state;
    each_world(administrators_see_no_work);
}

static void duty_is_narrow(Action a, const Facts *f, Decision d)
{
    bool member = f->member == MEMBER_ACTIVE || f->member == MEMBER_LEFT;
    bool outsider = !member || f->part == PART_NONE || f->part == PART_SUPERVISOR;
    if (of_episode(a) && permitted(d) && outsider && !is_shown(a, f))
        assert_true(a == ACTION_ALERT_READ || a == ACTION_ALERT_WRITE);
}

static void test_policy__duty_opens_the_safety_answer_and_nothing_else(void **state)
{
    (void)state;
    each_world(duty_is_narrow);
}

static void releases_are_narrow(Action a, const Facts *f, Decision d)
{
    Facts without = *f;
    without.released = false;
    bool opens = f->released && permitted(d) && !permitted(policy_decide(a, &without));
    assert_int_equal(opens, is_shown(a, f) && !f->object_named ? 1 : opens && a == ACTION_SHARED_READ);
    if (a == ACTION_SHARED_READ && permitted(d)) assert_true(f->released);
    if (a == ACTION_SHARING_WRITE && permitted(d)) assert_int_equal(f->part, PART_CLIENT);
}

static void test_policy__a_release_opens_what_is_shown_and_nothing_else(void **state)
{
    (void)state;
    each_world(releases_are_narrow);
}

static void unsent_is_private(Action a, const Facts *f, Decision d)
{
    if (of_episode(a) && f->object_named && f->object_found && f->owner_only && !f->object_owner)
        assert_false(permitted(d));
}

static void test_policy__an_unsent_form_is_its_writers_alone(void **state)
{
    (void)state;
    each_world(unsent_is_private);
}

static void missing_objects_hide(Action a, const Facts *f, Decision d)
{
    if (of_episode(a) && f->signed_in && f->object_named && !f->object_found)
        assert_int_equal(d.effect, EFFECT_HIDE);
}

static void test_policy__what_is_not_in_the_work_is_missing_not_forbidden(void **state)
{
    (void)state;
    each_world(missing_objects_hide);
}

static void refusals_hide_what_they_name(Action a, const Facts *f, Decision d)
{
    bool refused = d.effect == EFFECT_DENY && strcmp(d.reason, "not-yours-to-do") == 0;
    if (of_episode(a) && f->signed_in && f->object_named) assert_false(refused);
}

static void test_policy__whose_act_it_is_not_learns_nothing_of_the_thing(void **state)
{
    (void)state;
    each_world(refusals_hide_what_they_name);
}

static void reading_the_log(Action a, const Facts *f, Decision d)
{
    if (a == ACTION_LOG_READ && permitted(d)) assert_int_equal(f->part, PART_CLIENT);
}

static void test_policy__the_access_log_is_the_clients(void **state)
{
    (void)state;
    each_world(reading_the_log);
}

static void test_policy__an_unknown_action_is_refused(void **state)
{
    (void)state;
    Facts all = { .capacities = 15, .signed_in = true, .episode = EPISODE_OPEN,
                  .part = PART_CLIENT, .member = MEMBER_ACTIVE };
    assert_int_equal(policy_decide(ACTION_COUNT, &all).effect, EFFECT_HIDE);
    assert_int_equal(policy_decide((Action)9999, &all).effect, EFFECT_HIDE);
}

/* Every part of the table has its ground in the rules of consent: nothing the table permits is
 * refused by the engine, so that no page was lost when the engine came to be asked. */
static void has_a_rule(Action a, const Facts *f, Decision d)
{
    assert_string_not_equal(d.reason, "not-consented");
    if (of_episode(a) && permitted(d))
        assert_true(str_starts(policy_rule(a, policy_relations(f)), S("R")));
}

static void test_policy__what_the_table_permits_the_rules_of_consent_permit(void **state)
{
    (void)state;
    each_world(has_a_rule);
}

static void test_policy__each_relation_has_the_rule_that_is_its_own(void **state)
{
    (void)state;
    const struct { Action action; uint32_t relation; const char *rule; } cases[] = {
        { ACTION_PROGRESS_READ, REL_CLIENT, "R4-own" },
        { ACTION_PROGRESS_READ, REL_FORMER_CLIENT, "R4-own" },
        { ACTION_JOINT_WRITE, REL_CLIENT, "R4-own-coauthor" },
        { ACTION_PROGRESS_READ, REL_THERAPIST, "R7-treating" },
        { ACTION_PROGRESS_READ, REL_FORMER_THERAPIST, "R8-consent" },
        { ACTION_ALERT_WRITE, REL_THERAPIST_AT_END, "R8-consent" },
        { ACTION_ALERT_WRITE, REL_DUTY, "R8-consent" },
        { ACTION_SHARED_READ, REL_RECIPIENT, "R8-consent" },
        { ACTION_SHARING_WRITE, REL_FORMER_CLIENT, "R4-own" },
        /* The action names none of these relations. */
        { ACTION_PROGRESS_READ, REL_DUTY, "" },
        { ACTION_LOG_READ, REL_THERAPIST, "" },
        { ACTION_TAKE_RECORD, REL_THERAPIST, "" }, { ACTION_TAKE_RECORD, REL_FORMER_THERAPIST, "" },
        { ACTION_PROGRESS_READ, REL_ADMIN | REL_SELF | REL_ANYONE | REL_AUTHOR | REL_OWNER, "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(str_eq(policy_rule(cases[i].action, cases[i].relation), str_from_c(cases[i].rule)));
}

static void test_policy__the_everyday_rights_hold(void **state)
{
    (void)state;
    Facts maya = { .signed_in = true, .capacities = CAP_CLIENT, .episode = EPISODE_OPEN,
                   .part = PART_CLIENT, .member = MEMBER_ACTIVE };
    Facts daniel = { .signed_in = true, .capacities = CAP_THERAPIST, .episode = EPISODE_OPEN,
                     .part = PART_THERAPIST, .member = MEMBER_ACTIVE };
    assert_true(permitted(policy_decide(ACTION_CHECK_IN_WRITE, &maya)));
    assert_false(permitted(policy_decide(ACTION_CHECK_IN_WRITE, &daniel)));
    assert_true(permitted(policy_decide(ACTION_ENTRY_WRITE, &maya)));
    assert_true(permitted(policy_decide(ACTION_ENTRY_WRITE, &daniel)));
    assert_true(permitted(policy_decide(ACTION_LOG_READ, &maya)));
    assert_int_equal(policy_decide(ACTION_LOG_READ, &daniel).effect, EFFECT_DENY);
    assert_true(permitted(policy_decide(ACTION_CASELOAD_READ, &daniel)));
    assert_false(permitted(policy_decide(ACTION_CASELOAD_READ, &maya)));
}

static void test_policy__no_screen_shows_the_therapist_more_of_the_joint_record(void **state)
{
    (void)state;
    const uint32_t joint = C_SESSION | C_ENTRY | C_SCORE | C_SIGNAL;
    uint32_t client = 0, therapist = 0;
    for (int a = 0; a < ACTION_COUNT; a++) {
        if (!of_episode((Action)a)) continue;
        if (action_row((Action)a)->who & REL_CLIENT) client |= action_row((Action)a)->reads;
        if (action_row((Action)a)->who & REL_THERAPIST) therapist |= action_row((Action)a)->reads;
    }
    assert_int_equal(therapist & joint & ~client, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy__nobody_signed_in_gets_only_what_is_public),
        cmocka_unit_test(test_policy__work_does_not_exist_for_whoever_is_not_in_it),
        cmocka_unit_test(test_policy__an_invitation_carries_no_rights),
        cmocka_unit_test(test_policy__ended_work_is_read_not_written),
        cmocka_unit_test(test_policy__only_the_client_says_that_it_is_repaired),
        cmocka_unit_test(test_policy__being_administrator_opens_nothing_of_the_work),
        cmocka_unit_test(test_policy__duty_opens_the_safety_answer_and_nothing_else),
        cmocka_unit_test(test_policy__a_release_opens_what_is_shown_and_nothing_else),
        cmocka_unit_test(test_policy__an_unsent_form_is_its_writers_alone),
        cmocka_unit_test(test_policy__what_is_not_in_the_work_is_missing_not_forbidden),
        cmocka_unit_test(test_policy__whose_act_it_is_not_learns_nothing_of_the_thing),
        cmocka_unit_test(test_policy__the_access_log_is_the_clients),
        cmocka_unit_test(test_policy__an_unknown_action_is_refused),
        cmocka_unit_test(test_policy__what_the_table_permits_the_rules_of_consent_permit),
        cmocka_unit_test(test_policy__each_relation_has_the_rule_that_is_its_own),
        cmocka_unit_test(test_policy__the_everyday_rights_hold),
        cmocka_unit_test(test_policy__no_screen_shows_the_therapist_more_of_the_joint_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
