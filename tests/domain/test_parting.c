/* test_parting.c - what each says when the work ends. */
#include "base/base_test.h"

#include "domain/parting.h"

static PersonId person(int n)
{
    return (PersonId){ { { (uint8_t)n } } };
}

static const Episode work = { .member_count = 2, .member = {
    { .person = { { { 1 } } }, .part = PART_CLIENT, .state = MEMBER_ACTIVE },
    { .person = { { { 2 } } }, .part = PART_THERAPIST, .state = MEMBER_ACTIVE } } };

static Entry decided(int who, int64_t choice)
{
    return (Entry){ .kind = ENTRY_PARTING, .state = ENTRY_SAID, .slot = S("decided"),
                    .author = person(who), .level = choice };
}

static void test_parting__every_question_has_a_place_among_the_entries(void **state)
{
    (void)state;
    for (int i = 0; i < PARTING_COUNT; i++) {
        Parting back;
        Str slot = parting_name((Parting)i);
        assert_true(parting_parse(slot, &back) && (int)back == i);
        assert_true(entry_may_stand(ENTRY_PARTING, ENTRY_NO_KIND, slot));
        assert_int_equal(entry_level_max(ENTRY_PARTING, slot), parting_choices((Parting)i));
        for (int k = 1; k <= parting_choices((Parting)i); k++) assert_true(parting_say((Parting)i, k).len > 0);
        assert_int_equal(parting_say((Parting)i, 0).len, 0);
        assert_int_equal(parting_say((Parting)i, parting_choices((Parting)i) + 1).len, 0);
    }
    Parting none;
    assert_false(parting_parse(S("why"), &none));
}

static void test_parting__who_ended_is_the_clients_word_before_the_therapists(void **state)
{
    (void)state;
    assert_int_equal(parting_client_ended(NULL, 0, &work), THREE_UNKNOWN);
    Entry his = decided(2, 1), hers = decided(1, 3), both[] = { hers, his };
    assert_int_equal(parting_client_ended(&his, 1, &work), THREE_YES);
    assert_int_equal(parting_client_ended(both, 2, &work), THREE_NO);
    both[0].state = ENTRY_WITHDRAWN;
    assert_int_equal(parting_client_ended(both, 2, &work), THREE_YES);
    Entry wordless = decided(1, 0);
    assert_int_equal(parting_client_ended(&wordless, 1, &work), THREE_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parting__every_question_has_a_place_among_the_entries),
        cmocka_unit_test(test_parting__who_ended_is_the_clients_word_before_the_therapists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
