/* test_offer.c - what answers to wordings come to: agreed is never more than what was said. */
#include "base/base_test.h"

#include "domain/offer.h"

enum { MAYA = 1, DANIEL = 2, NOOR = 3, ROSA = 4, PEOPLE = 5, ACTS_MAX = 60 };

static PersonId person(int n)
{
    return (PersonId){ { { (uint8_t)n } } };
}

/* A goal, who is in the work, and everything that was said so far. */
typedef struct Told {
    Entry e;
    EntryWording wording[ACTS_MAX];
    EntrySaid said[ACTS_MAX];
    Episode work;
    int64_t now;
} Told;

static void join(Told *t, int who, Part part)
{
    t->work.member[t->work.member_count++] =
        (Member){ .person = person(who), .part = part, .state = MEMBER_ACTIVE };
}

static void answer(Told *t, int by, int64_t version, EntryAnswer answer)
{
    const EntrySaid *last = entry_said_by(&t->e, person(by), version);
    assert_true(t->e.said_count < ACTS_MAX);
    t->said[t->e.said_count++] = (EntrySaid){ .person = person(by), .version = version,
        .number = last ? last->number + 1 : 1, .answer = answer, .at_ms = ++t->now };
}

static void offer(Told *t, int by)
{
    int64_t version = ++t->e.version;
    assert_true(t->e.wording_count < ACTS_MAX);
    t->wording[t->e.wording_count++] = (EntryWording){ .version = version, .base = version - 1,
        .author = person(by), .text = S("words"), .at_ms = ++t->now };
    answer(t, by, version, ENTRY_ANSWER_YES);
}

static void begin(Told *t, int author)
{
    *t = (Told){ .e = { .kind = ENTRY_GOAL, .state = ENTRY_ACTIVE, .author = person(author) } };
    t->e.wording = t->wording;
    t->e.said = t->said;
    join(t, MAYA, PART_CLIENT);
    join(t, DANIEL, PART_THERAPIST);
    offer(t, author);
}

static Offer look(const Told *t)
{
    return offer_of(&t->e, &t->work);
}

static void test_offer__fresh_words_are_offered(void **state)
{
    (void)state;
    Told t;
    begin(&t, MAYA);
    assert_int_equal(look(&t).state, OFFER_OFFERED);
    assert_int_equal(look(&t).on_table, 1);
    assert_int_equal(look(&t).asked, 1);
}

static void test_offer__a_new_offer_leaves_the_agreed_words_in_force(void **state)
{
    (void)state;
    Told t;
    begin(&t, MAYA);
    answer(&t, DANIEL, 1, ENTRY_ANSWER_YES);
    int64_t agreed = t.now;
    assert_int_equal(look(&t).state, OFFER_AGREED);
    assert_int_equal(look(&t).agreed_ms, agreed);
    offer(&t, DANIEL);
    answer(&t, MAYA, 2, ENTRY_ANSWER_NOT_NOW);
    assert_int_equal(look(&t).state, OFFER_AGREED);
    assert_int_equal(look(&t).in_force, 1);
    assert_int_equal(look(&t).on_table, 2);
    answer(&t, MAYA, 2, ENTRY_ANSWER_YES);
    assert_int_equal(look(&t).in_force, 2);
    assert_int_equal(look(&t).on_table, 0);
}

static void test_offer__replaced_words_do_not_come_back_by_themselves(void **state)
{
    (void)state;
    Told t;
    begin(&t, MAYA);
    answer(&t, DANIEL, 1, ENTRY_ANSWER_YES);
    offer(&t, MAYA);
    answer(&t, DANIEL, 2, ENTRY_ANSWER_YES);
    answer(&t, MAYA, 2, ENTRY_ANSWER_NO);
    assert_int_equal(look(&t).in_force, 0);
    assert_int_equal(look(&t).state, OFFER_NOT_SETTLED);
    answer(&t, MAYA, 1, ENTRY_ANSWER_YES);
    assert_int_equal(look(&t).in_force, 0);
}

static void test_offer__who_joins_later_is_asked(void **state)
{
    (void)state;
    Told t;
    begin(&t, MAYA);
    answer(&t, DANIEL, 1, ENTRY_ANSWER_YES);
    join(&t, NOOR, PART_CLIENT);
    assert_int_equal(look(&t).state, OFFER_NOT_SETTLED);
    assert_int_equal(look(&t).asked, 1);
    answer(&t, NOOR, 1, ENTRY_ANSWER_YES);
    assert_int_equal(look(&t).state, OFFER_AGREED);
    assert_int_equal(look(&t).agreed_ms, t.now);
}

static void test_offer__who_left_is_not_asked_and_a_supervisor_never(void **state)
{
    (void)state;
    Told t;
    begin(&t, MAYA);
    join(&t, NOOR, PART_CLIENT);
    join(&t, ROSA, PART_SUPERVISOR);
    answer(&t, DANIEL, 1, ENTRY_ANSWER_YES);
    answer(&t, ROSA, 1, ENTRY_ANSWER_YES);
    assert_int_equal(look(&t).in_force, 0);
    t.work.member[2].state = MEMBER_LEFT;
    assert_int_equal(look(&t).in_force, 1);
}

static void test_offer__one_person_alone_agrees_to_nothing(void **state)
{
    (void)state;
    Told t;
    begin(&t, MAYA);
    t.work.member_count = 1;
    assert_int_equal(look(&t).in_force, 0);
}

static void test_offer__what_was_let_go_is_set_aside(void **state)
{
    (void)state;
    Told t;
    begin(&t, MAYA);
    answer(&t, DANIEL, 1, ENTRY_ANSWER_YES);
    t.e.state = ENTRY_LET_GO;
    assert_int_equal(look(&t).state, OFFER_SET_ASIDE);
    t.e.state = ENTRY_DONE;
    assert_int_equal(look(&t).state, OFFER_ENDED);
}

/* --- thousands of histories against a telling of its own ------------------------------------ */

/* Kept up as things happen, not told from the history: the newest answers, and what is in
 * force. */
typedef struct Model {
    EntryAnswer newest[PEOPLE][ACTS_MAX];
    int64_t in_force, highest;
} Model;

static bool model_all_yes(const Model *m, int people, int64_t version)
{
    for (int who = MAYA; who <= people; who++)
        if (m->newest[who][version] != ENTRY_ANSWER_YES) return false;
    return true;
}

static void model_answer(Model *m, int people, int by, int64_t version, EntryAnswer answer)
{
    m->newest[by][version] = answer;
    if (version < m->highest) return;
    if (model_all_yes(m, people, version)) m->in_force = m->highest = version;
    else if (version == m->in_force) m->in_force = 0;
}

static uint32_t rolled = 20261122;
static int roll(int sides)
{
    rolled = rolled * 1664525u + 1013904223u;
    return (int)((rolled >> 8) % (uint32_t)sides);
}

static void random_act(Told *t, Model *m, int people)
{
    int by = MAYA + roll(people);
    if (roll(4) == 0) {
        offer(t, by);
        model_answer(m, people, by, t->e.version, ENTRY_ANSWER_YES);
    } else {
        static const EntryAnswer answers[] = { ENTRY_ANSWER_YES, ENTRY_ANSWER_YES, ENTRY_ANSWER_NO,
                                               ENTRY_ANSWER_NOT_NOW };
        int64_t version = 1 + roll((int)t->e.version);
        EntryAnswer said = answers[roll(4)];
        answer(t, by, version, said);
        model_answer(m, people, by, version, said);
    }
}

/* Whoever is asked now has, to these very words, said yes last. */
static void holds_promise(const Told *t)
{
    Offer o = look(t);
    if (!o.in_force) return;
    assert_non_null(entry_wording_at(&t->e, o.in_force));
    for (size_t i = 0; i < t->work.member_count; i++) {
        const Member *m = &t->work.member[i];
        if (!offer_concerns(m)) continue;
        const EntrySaid *s = entry_said_by(&t->e, m->person, o.in_force);
        assert_true(s && s->answer == ENTRY_ANSWER_YES);
        assert_true(s->at_ms <= t->now && o.agreed_ms <= t->now);
    }
}

static void test_offer__no_sequence_of_acts_agrees_for_anyone(void **state)
{
    (void)state;
    int agreed = 0, replaced = 0;
    for (int history = 0; history < 5000; history++) {
        Told t;
        Model m = { .in_force = 0 };
        int people = 2 + roll(2);
        begin(&t, MAYA);
        if (people == 3) join(&t, NOOR, PART_CLIENT);
        model_answer(&m, people, MAYA, 1, ENTRY_ANSWER_YES);
        for (int act = roll(25); act > 0; act--) {
            int64_t before = m.in_force;
            random_act(&t, &m, people);
            assert_int_equal(look(&t).in_force, m.in_force);
            replaced += before && m.in_force > before;
        }
        agreed += m.in_force != 0;
        holds_promise(&t);
        if (people == 2 && roll(2)) join(&t, NOOR, PART_CLIENT);
        else t.work.member[roll(2)].state = MEMBER_LEFT;
        holds_promise(&t);
    }
    assert_true(agreed > 200 && replaced > 200);    /* the histories do reach what is tested */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_offer__fresh_words_are_offered),
        cmocka_unit_test(test_offer__a_new_offer_leaves_the_agreed_words_in_force),
        cmocka_unit_test(test_offer__replaced_words_do_not_come_back_by_themselves),
        cmocka_unit_test(test_offer__who_joins_later_is_asked),
        cmocka_unit_test(test_offer__who_left_is_not_asked_and_a_supervisor_never),
        cmocka_unit_test(test_offer__one_person_alone_agrees_to_nothing),
        cmocka_unit_test(test_offer__what_was_let_go_is_set_aside),
        cmocka_unit_test(test_offer__no_sequence_of_acts_agrees_for_anyone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
