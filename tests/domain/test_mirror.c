/* The examples of docs/mirror.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#undef fail
#include "domain/mirror.h"

static const PersonId maya = { { { 1 } } }, daniel = { { { 2 } } };
static const SessionId first = { { { 11 } } }, second = { { { 12 } } }, planned = { { { 13 } } };

static Episode work_of(void)
{
    Episode e = { .member_count = 2 };
    e.member[0] = (Member){ .person = maya, .part = PART_CLIENT, .state = MEMBER_ACTIVE };
    e.member[1] = (Member){ .person = daniel, .part = PART_THERAPIST, .state = MEMBER_ACTIVE };
    return e;
}

static MirrorHead head(uint8_t id, SessionId session, EntryKind kind, PersonId author, PersonId worded)
{
    return (MirrorHead){ .id = { { { id } } }, .session = session, .kind = kind, .state = ENTRY_SAID,
                         .author = author, .worded_by = worded };
}

static void shares(MirrorShare s, int64_t part, int64_t whole)
{
    assert_int_equal(s.part, part);
    assert_int_equal(s.whole, whole);
}

static void test_mirror__sessions_are_counted_as_the_page_says(void **state)
{
    (void)state;
    const Episode work = work_of();
    const Session sessions[] = { { .id = first, .number = 1, .state = S("ended") },
        { .id = second, .number = 2, .state = S("ended") }, { .id = planned, .number = 3, .state = S("planned") } };
    MirrorHead heads[] = { head(1, first, ENTRY_AGENDA, maya, maya), head(2, first, ENTRY_AGENDA, daniel, daniel),
        head(3, second, ENTRY_AGENDA, maya, maya), head(4, planned, ENTRY_AGENDA, maya, maya),
        head(5, first, ENTRY_TAKEAWAY, daniel, maya),      /* offered by him, in her words */
        head(6, second, ENTRY_TAKEAWAY, daniel, daniel), head(7, second, ENTRY_VOICE, maya, maya),
        head(8, second, ENTRY_MARKER, daniel, daniel) };
    const MirrorFacts facts = { .work = &work, .session = sessions, .session_count = 3, .head = heads, .head_count = 8 };
    Mirror m;
    mirror_of(&facts, &m);
    shares(m.agenda, 2, 3);
    shares(m.takeaways, 1, 2);
    shares(m.said, 1, 2);
    assert_int_equal(m.session_count, 2);
    assert_int_equal(mirror_percent(m.agenda), 67);
    assert_int_equal(mirror_percent((MirrorShare){ 0, 0 }), -1);
}

static void test_mirror__what_not_everyone_sees_is_not_counted(void **state)
{
    (void)state;
    const Episode work = work_of();
    EntryWording words = { .version = 1, .author = maya };
    EntrySaid yes = { .person = daniel, .version = 1, .number = 1, .answer = ENTRY_ANSWER_YES };
    EntrySaid own = { .person = maya, .version = 1, .number = 1, .answer = ENTRY_ANSWER_YES };
    EntrySaid both[] = { own, yes };
    const Entry goal = { .id = { { { 1 } } }, .kind = ENTRY_GOAL, .state = ENTRY_ACTIVE, .author = maya,
        .audience = ENTRY_READ_BY_MEMBERS, .version = 1, .wording = &words, .wording_count = 1, .said = both, .said_count = 2 };
    Entry hidden = goal, open = goal, who = { .id = { { { 4 } } }, .kind = ENTRY_PREFERENCE, .state = ENTRY_SAID,
                                              .slot = S("identity"), .author = maya, .updated_ms = 9 };
    hidden.id.u.byte[0] = 2;
    open.id.u.byte[0] = 3;
    open.said_count = 1;
    const Entry entries[] = { goal, hidden, open, who };
    const MirrorHead heads[] = { head(1, (SessionId){ { { 0 } } }, ENTRY_GOAL, maya, maya),
        head(3, (SessionId){ { { 0 } } }, ENTRY_GOAL, maya, maya), head(4, (SessionId){ { { 0 } } }, ENTRY_PREFERENCE, maya, maya),
        head(5, (SessionId){ { { 0 } } }, ENTRY_VIEW, daniel, daniel) };
    const MirrorFacts facts = { .work = &work, .head = heads, .head_count = 4, .entry = entries, .entry_count = 4 };
    Mirror m;
    mirror_of(&facts, &m);
    shares(m.goals, 1, 2);
    shares(m.identity, 1, 2);
    shares(m.shared, 0, 1);
    assert_int_equal(m.identity_ms, 9);
}

static void test_mirror__the_middle_one_of_the_times_to_first_words(void **state)
{
    (void)state;
    const Episode work = work_of();
    const MirrorSignal noticed[] = { { 100, 150 }, { 100, 110 }, { 100, 0 }, { 100, 400 } };
    MirrorFacts facts = { .work = &work, .noticed = noticed, .noticed_count = 4 };
    Mirror m;
    mirror_of(&facts, &m);
    shares(m.signals, 3, 4);
    assert_true(m.has_first_words);
    assert_int_equal(m.first_words_ms, 50);
    facts.noticed_count = 2;
    mirror_of(&facts, &m);
    assert_int_equal(m.first_words_ms, 50);      /* of two, the longer */
    facts.noticed_count = 0;
    mirror_of(&facts, &m);
    assert_false(m.has_first_words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mirror__sessions_are_counted_as_the_page_says),
        cmocka_unit_test(test_mirror__what_not_everyone_sees_is_not_counted),
        cmocka_unit_test(test_mirror__the_middle_one_of_the_times_to_first_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
