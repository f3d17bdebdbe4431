/* test_role.c - two people are one thing to each other at a time, whatever they have been. */
#include "base/base_test.h"

#include "domain/offer.h"
#include "domain/role.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
enum { PAUSE = 90, NOW_DAY = 1000 };

/* Said a second time, from the sentence: "the same two people cannot hold both at once; a change
 * needs the ended work, a pause and a new agreement". */
static bool stands_against(Role want, const RoleHeld *h, int64_t now_ms)
{
    Role held = h->role;
    if (held == ROLE_NONE && !h->here) held = ROLE_THERAPIST;
    if (held == ROLE_NONE || held == want) return false;
    if (h->here || !h->over) return true;
    return now_ms < h->ended_ms + PAUSE * DAY_MS;
}

static RoleHeld held_by(int n)
{
    static const int ended[] = { NOW_DAY - PAUSE - 1, NOW_DAY - PAUSE, NOW_DAY - PAUSE + 1, NOW_DAY };
    RoleHeld h = { .role = (Role)(n % ROLE_COUNT), .here = (n / ROLE_COUNT) % 2 };
    int when = n / ROLE_COUNT / 2;
    if (when == 0) return h;
    h.over = true;
    h.ended_ms = ended[when - 1] * DAY_MS;
    return h;
}

/* Every role wanted, beside every pair of things two people can have been to each other. */
static void test_role__nothing_else_than_one_role_at_a_time_ever_fits(void **state)
{
    (void)state;
    enum { WAYS = ROLE_COUNT * 2 * 5 };
    const int64_t now_ms = NOW_DAY * DAY_MS;
    int fits = 0, refused = 0;
    for (int want = 1; want < ROLE_COUNT; want++)
        for (int i = 0; i < WAYS; i++)
            for (int k = 0; k < WAYS; k++) {
                RoleHeld both[] = { held_by(i), held_by(k) };
                RoleVerdict v = role_judge((Role)want, both, 2, now_ms, PAUSE);
                bool against = stands_against((Role)want, &both[0], now_ms)
                            || stands_against((Role)want, &both[1], now_ms);
                assert_int_equal(v.ruling != ROLE_FITS, against);
                if (against) assert_true(v.held != ROLE_NONE && v.held != (Role)want);
                if (v.ruling == ROLE_OTHER_LATELY) {
                    assert_true(v.until_ms > now_ms);
                    assert_int_equal(role_judge((Role)want, both, 2, v.until_ms, PAUSE).ruling, ROLE_FITS);
                }
                fits += !against;
                refused += against;
            }
    assert_true(fits > 1000 && refused > 1000);
}

static void test_role__after_the_pause_and_not_a_moment_before(void **state)
{
    (void)state;
    RoleHeld was = { .role = ROLE_THERAPIST, .over = true, .ended_ms = 5 * DAY_MS };
    int64_t free_ms = (5 + PAUSE) * DAY_MS;
    RoleVerdict before = role_judge(ROLE_COACH, &was, 1, free_ms - 1, PAUSE);
    assert_int_equal(before.ruling, ROLE_OTHER_LATELY);
    assert_int_equal(before.until_ms, free_ms);
    assert_int_equal(role_judge(ROLE_COACH, &was, 1, free_ms, PAUSE).ruling, ROLE_FITS);
    assert_int_equal(role_judge(ROLE_THERAPIST, &was, 1, 6 * DAY_MS, PAUSE).ruling, ROLE_FITS);
}

static void test_role__work_that_never_said_what_it_is_counts_as_therapy(void **state)
{
    (void)state;
    RoleHeld open = { .role = ROLE_NONE };
    assert_int_equal(role_judge(ROLE_COACH, &open, 1, 0, PAUSE).ruling, ROLE_OTHER_NOW);
    assert_int_equal(role_judge(ROLE_THERAPIST, &open, 1, 0, PAUSE).ruling, ROLE_FITS);
    RoleHeld here = { .role = ROLE_NONE, .here = true };
    assert_int_equal(role_judge(ROLE_COACH, &here, 1, 0, PAUSE).ruling, ROLE_FITS);
}

static void test_role__a_yes_taken_back_does_not_undo_what_they_were(void **state)
{
    (void)state;
    const PersonId maya = { { { 1 } } }, daniel = { { { 2 } } };
    EntrySaid said[] = {
        { .person = maya, .version = 1, .number = 1, .answer = ENTRY_ANSWER_YES, .at_ms = 1 },
        { .person = daniel, .version = 1, .number = 1, .answer = ENTRY_ANSWER_YES, .at_ms = 2 },
        { .person = maya, .version = 1, .number = 2, .answer = ENTRY_ANSWER_NOT_NOW, .at_ms = 3 } };
    Entry e = { .kind = ENTRY_ROLE, .version = 1, .said = said };
    e.said_count = 1;
    assert_false(role_was_agreed(&e, maya, daniel));
    e.said_count = 3;
    assert_true(role_was_agreed(&e, maya, daniel));
    Episode work = { .member_count = 2, .member = {
        { .person = maya, .part = PART_CLIENT, .state = MEMBER_ACTIVE },
        { .person = daniel, .part = PART_THERAPIST, .state = MEMBER_ACTIVE } } };
    assert_int_equal(offer_of(&e, &work).in_force, 0);
    assert_true(offer_of(&e, &work).ever);
}

static void test_role__every_one_has_a_name_that_is_read_again(void **state)
{
    (void)state;
    for (int r = 1; r < ROLE_COUNT; r++) {
        assert_int_equal(role_parse(role_slot((Role)r)), r);
        assert_true(role_say((Role)r).len && role_is((Role)r).len && role_is_not((Role)r).len);
    }
    assert_int_equal(role_parse(S("friend")), ROLE_NONE);
    assert_int_equal(role_parse(S("")), ROLE_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_role__nothing_else_than_one_role_at_a_time_ever_fits),
        cmocka_unit_test(test_role__after_the_pause_and_not_a_moment_before),
        cmocka_unit_test(test_role__work_that_never_said_what_it_is_counts_as_therapy),
        cmocka_unit_test(test_role__a_yes_taken_back_does_not_undo_what_they_were),
        cmocka_unit_test(test_role__every_one_has_a_name_that_is_read_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
