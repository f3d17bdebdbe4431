/* Whose word decides whether something was understood. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail
#include "domain/check.h"

static const PersonId maya = { { { 1 } } }, daniel = { { { 2 } } }, lena = { { { 3 } } };

static Entry check_with(EntrySaid *said, size_t count, int64_t version)
{
    return (Entry){ .kind = ENTRY_CHECK, .state = ENTRY_SAID, .author = daniel, .version = version,
                    .said = said, .said_count = count };
}

static void test_check__only_the_one_whose_words_they_were_decides(void **state)
{
    (void)state;
    EntrySaid said[] = { { .person = lena, .version = 1, .number = 1, .answer = ENTRY_ANSWER_YES },
                         { .person = daniel, .version = 1, .number = 1, .answer = ENTRY_ANSWER_YES },
                         { .person = maya, .version = 1, .number = 1, .answer = ENTRY_ANSWER_PARTLY } };
    Entry others = check_with(said, 2, 1), all = check_with(said, 3, 1);
    assert_int_equal(check_state(&others, maya), CHECK_UNCHECKED);
    assert_int_equal(check_state(&all, maya), CHECK_PARTLY);
    assert_true(check_waits_for(&others, maya, maya));
    assert_false(check_waits_for(&others, maya, lena));
    assert_false(check_waits_for(&others, maya, daniel));
    assert_false(check_waits_for(&all, maya, maya));
}

static void test_check__the_newest_answer_to_the_newest_words_counts(void **state)
{
    (void)state;
    static const struct { EntryAnswer answer; CheckState state; } cases[] = {
        { ENTRY_ANSWER_YES, CHECK_RIGHT }, { ENTRY_ANSWER_PARTLY, CHECK_PARTLY },
        { ENTRY_ANSWER_NO, CHECK_NOT_RIGHT }, { ENTRY_ANSWER_NOT_NOW, CHECK_UNCHECKED } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        EntrySaid said[] = { { .person = maya, .version = 1, .number = 1, .answer = ENTRY_ANSWER_NO },
                             { .person = maya, .version = 1, .number = 2, .answer = cases[i].answer } };
        Entry now = check_with(said, 2, 1), next_try = check_with(said, 2, 2);
        assert_int_equal(check_state(&now, maya), cases[i].state);
        assert_int_equal(check_state(&next_try, maya), CHECK_UNCHECKED);
        assert_false(check_waits_for(&now, maya, maya));       /* also after "not now": no pressure */
        assert_true(check_waits_for(&next_try, maya, maya));
    }
}

static void test_check__about_ones_own_words_any_other_answers_and_the_least_sure_stands(void **state)
{
    (void)state;
    EntrySaid said[] = { { .person = maya, .version = 1, .number = 1, .answer = ENTRY_ANSWER_YES },
                         { .person = lena, .version = 1, .number = 1, .answer = ENTRY_ANSWER_NO } };
    Entry one = check_with(said, 1, 1), both = check_with(said, 2, 1);
    assert_int_equal(check_state(&one, daniel), CHECK_RIGHT);
    assert_int_equal(check_state(&both, daniel), CHECK_NOT_RIGHT);
    assert_true(check_waits_for(&one, daniel, lena));
    one.state = ENTRY_WITHDRAWN;
    assert_false(check_waits_for(&one, daniel, lena));
    assert_false(entry_may_answer(&both, daniel, ENTRY_ANSWER_YES));
    assert_true(entry_may_answer(&both, maya, ENTRY_ANSWER_PARTLY));
}

static void test_entry__ones_own_is_shown_and_taken_back_by_its_author_alone(void **state)
{
    (void)state;
    EntrySaid said[] = { { .person = daniel, .version = 1, .number = 1, .answer = ENTRY_ANSWER_YES } };
    Entry passage = { .kind = ENTRY_PASSAGE, .state = ENTRY_SAID, .author = maya, .version = 1,
                      .audience = ENTRY_READ_BY_MEMBERS, .said = said, .said_count = 1 };
    Entry goal = passage;
    goal.kind = ENTRY_GOAL;
    goal.state = ENTRY_ACTIVE;
    for (int to = 0; to <= ENTRY_READ_BY_WITH_PARENT; to++) {
        bool settable = to != ENTRY_READ_BY_NOBODY && to != ENTRY_READ_BY_WITH_PARENT;
        assert_int_equal(entry_may_share(&passage, maya, (EntryAudience)to), settable);
        assert_false(entry_may_share(&passage, daniel, (EntryAudience)to));
        assert_int_equal(entry_may_share(&goal, maya, (EntryAudience)to), to == ENTRY_READ_BY_MEMBERS);
    }
    passage.state = ENTRY_WITHDRAWN;
    assert_false(entry_may_share(&passage, maya, ENTRY_READ_BY_MEMBERS));
    assert_int_equal(entry_first_audience(ENTRY_PASSAGE), ENTRY_READ_BY_AUTHOR);
    assert_int_equal(entry_first_audience(ENTRY_CHAPTER), ENTRY_READ_BY_AUTHOR);
    assert_int_equal(entry_first_audience(ENTRY_BESIDE), ENTRY_READ_BY_WITH_PARENT);
    assert_int_equal(entry_first_audience(ENTRY_CHECK), ENTRY_READ_BY_WITH_PARENT);
    assert_int_equal(entry_first_audience(ENTRY_GOAL), ENTRY_READ_BY_MEMBERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check__only_the_one_whose_words_they_were_decides),
        cmocka_unit_test(test_check__the_newest_answer_to_the_newest_words_counts),
        cmocka_unit_test(test_check__about_ones_own_words_any_other_answers_and_the_least_sure_stands),
        cmocka_unit_test(test_entry__ones_own_is_shown_and_taken_back_by_its_author_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
