/* test_entry.c - the rules of what two people put on the table together. */
#include "base/base_test.h"

#include "domain/entry.h"

enum { MAYA = 1, DANIEL = 2, ROSA = 3 };

static PersonId person(int n)
{
    return (PersonId){ { { (uint8_t)n } } };
}

static Episode work_of_two(void)
{
    return (Episode){ .member_count = 2, .member = {
        { .person = person(DANIEL), .part = PART_THERAPIST, .state = MEMBER_ACTIVE },
        { .person = person(MAYA), .part = PART_CLIENT, .state = MEMBER_ACTIVE } } };
}

/* --- a small store in memory ----------------------------------------------------------- */

enum { TABLE_MAX = 200 };
typedef struct Table {
    Entry e;
    EntryWording wording[TABLE_MAX];
    EntrySaid said[TABLE_MAX];
} Table;

static void say(Table *t, int by, int64_t version, EntryAnswer answer)
{
    const EntrySaid *last = entry_said_by(&t->e, person(by), version);
    assert_true(t->e.said_count < TABLE_MAX);
    t->said[t->e.said_count++] = (EntrySaid){ .person = person(by), .version = version,
        .number = last ? last->number + 1 : 1, .answer = answer };
}

static void table_open(Table *t, EntryKind kind, int author, int owner, Str text)
{
    *t = (Table){ .e = { .kind = kind, .author = person(author), .owner = person(owner),
                         .version = 1 } };
    t->e.state = entry_first_state(kind, t->e.author, t->e.owner);
    t->e.wording = t->wording;
    t->e.said = t->said;
    t->wording[0] = (EntryWording){ .version = 1, .author = person(author), .text = text };
    t->e.wording_count = 1;
    if (entry_words_are_yes(kind)) say(t, author, 1, ENTRY_ANSWER_YES);
}

static void apply(Table *t, int by, EntryChange c)
{
    assert_true(t->e.wording_count < TABLE_MAX);
    if (c.add) t->wording[t->e.wording_count++] = c.wording;
    t->e.version = c.version;
    t->e.split = c.split;
    if (c.yes) say(t, by, c.yes, ENTRY_ANSWER_YES);
}

static void word(Table *t, int by, int64_t base, Str text)
{
    apply(t, by, entry_plan_word(&t->e, person(by), base, text));
}

static bool pick(Table *t, int by, EntryPick choice, int64_t seen, Str text)
{
    EntryChange c;
    if (!entry_plan_pick(&t->e, person(by), choice, seen, text, &c)) return false;
    apply(t, by, c);
    return true;
}

static bool settled(const Table *t)
{
    Episode work = work_of_two();
    return entry_is_settled(&t->e, &work);
}

/* --- settling ------------------------------------------------------------------------------- */

static void test_entry__settled_needs_both_to_say_yes(void **state)
{
    (void)state;
    Table t;
    table_open(&t, ENTRY_SENTENCE, MAYA, MAYA, S("Sorry comes first."));
    assert_false(settled(&t));                      /* writing it was her own yes alone */
    say(&t, DANIEL, 1, ENTRY_ANSWER_NOT_NOW);
    assert_false(settled(&t));
    say(&t, DANIEL, 1, ENTRY_ANSWER_YES);
    assert_true(settled(&t));
    say(&t, MAYA, 1, ENTRY_ANSWER_NO);
    assert_false(settled(&t));                      /* the newest answer counts */
}

static void test_entry__new_words_need_a_new_yes(void **state)
{
    (void)state;
    Table t;
    table_open(&t, ENTRY_SENTENCE, MAYA, MAYA, S("one"));
    say(&t, DANIEL, 1, ENTRY_ANSWER_YES);
    assert_true(settled(&t));
    word(&t, MAYA, 1, S("two"));
    assert_false(settled(&t));
    say(&t, DANIEL, 1, ENTRY_ANSWER_YES);           /* from a page that was open before */
    assert_false(settled(&t));
    say(&t, DANIEL, 2, ENTRY_ANSWER_YES);
    assert_true(settled(&t));
}

static void test_entry__one_alone_never_settles(void **state)
{
    (void)state;
    Table t;
    Episode work = work_of_two();
    table_open(&t, ENTRY_SENTENCE, MAYA, MAYA, S("one"));
    work.member[0].state = MEMBER_LEFT;
    assert_false(entry_is_settled(&t.e, &work));
    work.member[0] = (Member){ .person = person(ROSA), .part = PART_SUPERVISOR,
                               .state = MEMBER_ACTIVE };
    say(&t, ROSA, 1, ENTRY_ANSWER_YES);
    assert_false(entry_is_settled(&t.e, &work));    /* a supervisor's yes is nobody's */
}

/* --- two people at once --------------------------------------------------------------------- */

static void test_entry__two_edits_at_once_both_stand(void **state)
{
    (void)state;
    Table t;
    table_open(&t, ENTRY_SENTENCE, MAYA, MAYA, S("one"));
    word(&t, DANIEL, 1, S("his"));
    assert_false(entry_is_split(&t.e));
    word(&t, MAYA, 1, S("hers"));                   /* she had not seen his */
    assert_true(entry_is_split(&t.e));
    assert_true(entry_stands(&t.e, 2) && entry_stands(&t.e, 3));
    assert_false(entry_stands(&t.e, 1));
    say(&t, DANIEL, 3, ENTRY_ANSWER_YES);
    assert_false(settled(&t));                      /* not while two stand side by side */
    word(&t, DANIEL, 2, S("his again"));
    assert_true(entry_stands(&t.e, 2) && entry_stands(&t.e, 3) && entry_stands(&t.e, 4));
}

static void test_entry__the_same_words_twice_are_one_wording(void **state)
{
    (void)state;
    Table t;
    table_open(&t, ENTRY_SENTENCE, MAYA, MAYA, S("one"));
    word(&t, DANIEL, 0, S("one"));
    assert_int_equal(t.e.version, 1);
    assert_true(settled(&t));                       /* he wrote the very words she wrote */
}

static void test_entry__words_left_as_they_were_are_a_yes_to_that_wording(void **state)
{
    (void)state;
    Table t;
    table_open(&t, ENTRY_SENTENCE, MAYA, MAYA, S("one"));
    word(&t, MAYA, 1, S("two"));
    word(&t, DANIEL, 1, S("one"));                  /* his page still showed the first */
    assert_int_equal(t.e.version, 2);
    assert_false(entry_is_split(&t.e));
    assert_false(settled(&t));
    word(&t, DANIEL, 2, S("two"));
    assert_true(settled(&t));
}

static void test_entry__pick_theirs_still_needs_their_yes_to_it(void **state)
{
    (void)state;
    Table t;
    table_open(&t, ENTRY_SENTENCE, MAYA, MAYA, S("one"));
    word(&t, DANIEL, 1, S("his"));
    word(&t, MAYA, 1, S("hers"));
    assert_true(pick(&t, MAYA, ENTRY_PICK_THEIRS, 3, S("")));
    assert_text(entry_text(&t.e), S("his"));
    assert_true(uuid_eq(entry_newest(&t.e)->author.u, person(DANIEL).u));   /* still his words */
    assert_false(entry_is_split(&t.e));
    assert_false(settled(&t));
    say(&t, DANIEL, t.e.version, ENTRY_ANSWER_YES);
    assert_true(settled(&t));
}

static void test_entry__pick_keeps_what_came_after(void **state)
{
    (void)state;
    Table t;
    table_open(&t, ENTRY_SENTENCE, MAYA, MAYA, S("one"));
    word(&t, DANIEL, 1, S("his"));
    word(&t, MAYA, 1, S("hers"));
    word(&t, DANIEL, 3, S("later"));                /* she has not seen this one */
    assert_true(pick(&t, MAYA, ENTRY_PICK_MINE, 3, S("")));
    assert_text(entry_text(&t.e), S("hers"));
    assert_true(entry_stands(&t.e, 4));
    assert_false(entry_stands(&t.e, 2));
}

static void test_entry__third_wording_ends_the_split(void **state)
{
    (void)state;
    Table t;
    table_open(&t, ENTRY_SENTENCE, MAYA, MAYA, S("one"));
    word(&t, DANIEL, 1, S("his"));
    word(&t, MAYA, 1, S("hers"));
    assert_false(pick(&t, MAYA, ENTRY_PICK_THIRD, 3, S("")));
    assert_true(pick(&t, MAYA, ENTRY_PICK_THIRD, 3, S("ours")));
    assert_false(entry_is_split(&t.e));
    assert_text(entry_text(&t.e), S("ours"));
    assert_int_equal(t.e.wording_count, 4);
}

static void test_entry__keep_both_puts_two_voices_side_by_side(void **state)
{
    (void)state;
    Table t;
    table_open(&t, ENTRY_SENTENCE, MAYA, MAYA, S("hers"));
    assert_false(pick(&t, DANIEL, ENTRY_PICK_BOTH, 1, S("")));    /* there is only one */
    word(&t, DANIEL, 1, S("his"));
    assert_true(pick(&t, MAYA, ENTRY_PICK_BOTH, 2, S("")));
    assert_true(entry_stands(&t.e, 1) && entry_stands(&t.e, 2));
    assert_false(settled(&t));
    assert_false(pick(&t, MAYA, ENTRY_PICK_NONE, 2, S("")));
}

static void test_entry__one_person_on_two_devices_loses_nothing(void **state)
{
    (void)state;
    Table t;
    table_open(&t, ENTRY_VOICE, MAYA, MAYA, S("one"));
    word(&t, MAYA, 1, S("phone"));
    word(&t, MAYA, 1, S("desk"));
    assert_true(entry_is_split(&t.e));
    assert_text(entry_pick_source(&t.e, person(MAYA), ENTRY_PICK_MINE)->text, S("desk"));
    assert_text(entry_pick_source(&t.e, person(MAYA), ENTRY_PICK_THEIRS)->text, S("phone"));
}

/* --- whatever two people do ----------------------------------------------------------------- */

/* A small generator of our own: the same acts on every machine. */
static uint32_t roll(uint64_t *seed, uint32_t sides)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % sides;
}

static Str some_words(uint64_t *seed)
{
    static const Str words[] = { { "a", 1 }, { "b", 1 }, { "c", 1 }, { "d", 1 } };
    return words[roll(seed, 4)];
}

/* Has this person, by an act of their own, said yes to exactly these words? */
typedef struct Yes { bool said[4]; } Yes;

static void one_act(Table *t, uint64_t *seed, Yes *yes)
{
    int by = roll(seed, 2) ? MAYA : DANIEL;
    int64_t seen = 1 + roll(seed, (uint32_t)t->e.version);
    Str text = some_words(seed);
    EntryChange c;
    switch (roll(seed, 4)) {
    case 0: {
        EntryAnswer answer = (EntryAnswer)(ENTRY_ANSWER_YES + (int)roll(seed, 4));
        say(t, by, seen, answer);
        if (answer == ENTRY_ANSWER_YES)
            yes[by].said[entry_wording_at(&t->e, seen)->text.ptr[0] - 'a'] = true;
        return;
    }
    case 1: {
        EntryPick choice = (EntryPick)(ENTRY_PICK_MINE + (int)roll(seed, 4));
        if (!entry_plan_pick(&t->e, person(by), choice, seen, text, &c)) return;
        break;
    }
    default: c = entry_plan_word(&t->e, person(by), seen, text);
    }
    apply(t, by, c);
    if (c.yes) yes[by].said[entry_wording_at(&t->e, c.yes)->text.ptr[0] - 'a'] = true;
}

static void check_nothing_lost(const Table *t)
{
    assert_int_equal((int64_t)t->e.wording_count, t->e.version);
    for (size_t i = 0; i < t->e.wording_count; i++)
        assert_int_equal(t->wording[i].version, (int64_t)i + 1);
    assert_true(t->e.split >= 0 && t->e.split < t->e.version);
}

static void check_settled_means_yes(const Table *t, const Yes *yes)
{
    if (!settled(t)) return;
    int words = entry_text(&t->e).ptr[0] - 'a';
    for (int who = MAYA; who <= DANIEL; who++) {
        const EntrySaid *s = entry_said_by(&t->e, person(who), t->e.version);
        assert_true(s && s->answer == ENTRY_ANSWER_YES);
        assert_true(yes[who].said[words]);
    }
}

static void test_entry__no_sequence_of_acts_settles_without_both_yes(void **state)
{
    (void)state;
    int times_settled = 0, times_split = 0;
    for (uint64_t run = 1; run <= 4000; run++) {
        Table t;
        uint64_t seed = run * 0x9e3779b97f4a7c15u;
        Yes yes[3] = { 0 };
        table_open(&t, ENTRY_SENTENCE, MAYA, MAYA, S("a"));
        yes[MAYA].said[0] = true;
        for (int act = 0; act < 40; act++) {
            one_act(&t, &seed, yes);
            check_nothing_lost(&t);
            check_settled_means_yes(&t, yes);
            times_settled += settled(&t);
            times_split += entry_is_split(&t.e);
        }
    }
    assert_true(times_settled > 1000 && times_split > 1000);    /* the acts reach both */
}

/* --- who may do what ------------------------------------------------------------------------ */

static void test_entry__agenda_moves_by_either_and_back_by_its_author(void **state)
{
    (void)state;
    Table t;
    table_open(&t, ENTRY_AGENDA, MAYA, MAYA, S("my sister"));
    assert_int_equal(t.e.state, ENTRY_WAITING);
    assert_true(entry_may_become(&t.e, person(DANIEL), ENTRY_CURRENT));
    assert_true(entry_may_become(&t.e, person(DANIEL), ENTRY_PARKED));
    assert_false(entry_may_become(&t.e, person(DANIEL), ENTRY_WITHDRAWN));
    assert_false(entry_may_become(&t.e, person(MAYA), ENTRY_ACCEPTED));
    assert_true(entry_may_become(&t.e, person(MAYA), ENTRY_WITHDRAWN));
    t.e.state = ENTRY_WITHDRAWN;
    assert_false(entry_may_become(&t.e, person(DANIEL), ENTRY_CURRENT));
    assert_false(entry_may_word(&t.e, person(MAYA)));
    assert_true(entry_may_become(&t.e, person(MAYA), ENTRY_WAITING));
}

static void test_entry__taking_back_never_takes_anothers_words(void **state)
{
    (void)state;
    Table t;
    table_open(&t, ENTRY_AGENDA, MAYA, MAYA, S("my sister"));
    word(&t, DANIEL, 1, S("the phone call with your sister"));
    assert_false(entry_may_become(&t.e, person(MAYA), ENTRY_WITHDRAWN));
}

static void test_entry__takeaways_are_the_clients(void **state)
{
    (void)state;
    Table t;
    Episode work = work_of_two();
    PersonId of_maya = entry_owner_for(ENTRY_TAKEAWAY, ENTRY_FOR_ME, person(MAYA), &work);
    PersonId of_daniel = entry_owner_for(ENTRY_TAKEAWAY, ENTRY_FOR_ME, person(DANIEL), &work);
    assert_true(uuid_eq(of_maya.u, person(MAYA).u));
    assert_true(uuid_eq(of_daniel.u, person(MAYA).u));
    table_open(&t, ENTRY_TAKEAWAY, DANIEL, MAYA, S("a pause is allowed"));
    assert_int_equal(t.e.state, ENTRY_OFFERED);
    assert_false(entry_may_become(&t.e, person(DANIEL), ENTRY_ACCEPTED));
    assert_true(entry_may_become(&t.e, person(MAYA), ENTRY_ACCEPTED));
    assert_true(entry_may_become(&t.e, person(MAYA), ENTRY_DECLINED));
    assert_true(entry_may_word(&t.e, person(MAYA)));
    assert_true(entry_may_become(&t.e, person(DANIEL), ENTRY_WITHDRAWN));
    t.e.state = ENTRY_ACCEPTED;                     /* now it is hers */
    assert_false(entry_may_word(&t.e, person(DANIEL)));
    assert_false(entry_may_become(&t.e, person(DANIEL), ENTRY_WITHDRAWN));
}

static void test_entry__a_step_is_offered_to_the_one_who_does_it(void **state)
{
    (void)state;
    Table t;
    Episode work = work_of_two();
    PersonId them = entry_owner_for(ENTRY_STEP, ENTRY_FOR_THEM, person(MAYA), &work);
    assert_true(uuid_eq(them.u, person(DANIEL).u));
    assert_true(uuid_is_zero(entry_owner_for(ENTRY_STEP, ENTRY_FOR_US, person(MAYA), &work).u));
    table_open(&t, ENTRY_STEP, MAYA, 0, S("walk together"));
    assert_int_equal(t.e.state, ENTRY_OFFERED);
    assert_false(entry_may_become(&t.e, person(MAYA), ENTRY_ACCEPTED));
    assert_true(entry_may_become(&t.e, person(DANIEL), ENTRY_ACCEPTED));
    assert_false(entry_may_answer(&t.e, person(MAYA), ENTRY_ANSWER_WENT));
    t.e.state = ENTRY_ACCEPTED;
    assert_true(entry_may_answer(&t.e, person(MAYA), ENTRY_ANSWER_WENT));
    assert_true(entry_may_become(&t.e, person(MAYA), ENTRY_DONE));
}

static void test_entry__voices_are_worded_by_their_author_alone(void **state)
{
    (void)state;
    Table t;
    table_open(&t, ENTRY_VOICE, MAYA, MAYA, S("the silence"));
    assert_true(entry_may_word(&t.e, person(MAYA)));
    assert_false(entry_may_word(&t.e, person(DANIEL)));
    assert_false(entry_may_answer(&t.e, person(DANIEL), ENTRY_ANSWER_YES));
    table_open(&t, ENTRY_MARKER, DANIEL, DANIEL, S("you said no"));
    assert_false(entry_may_word(&t.e, person(MAYA)));
}

static void test_entry__topics_before_words_after(void **state)
{
    (void)state;
    assert_true(entry_may_add(ENTRY_AGENDA, S("planned")));
    assert_false(entry_may_add(ENTRY_VOICE, S("planned")));
    assert_true(entry_may_add(ENTRY_VOICE, S("open")));
    assert_true(entry_may_add(ENTRY_TAKEAWAY, S("ended")));
    assert_false(entry_may_add(ENTRY_AGENDA, S("ended")));
    assert_false(entry_may_add(ENTRY_AGENDA, S("cancelled")));
    assert_false(entry_may_add(ENTRY_GOAL, S("open")));
    assert_false(entry_may_add(ENTRY_NO_KIND, S("open")));
}

static void test_entry__names_are_read_back(void **state)
{
    (void)state;
    for (int m = MARK_INSIGHT; m < MARK_COUNT; m++) {
        assert_int_equal(entry_mark_parse(entry_mark_name((EntryMark)m)), m);
        assert_true(entry_mark_say((EntryMark)m).len > 0);
    }
    assert_int_equal(entry_kind_parse(S("goal")), ENTRY_GOAL);
    assert_int_equal(entry_state_parse(S("let_go")), ENTRY_LET_GO);
    assert_int_equal(entry_answer_parse(S("keep_both")), ENTRY_ANSWER_KEEP_BOTH);
    assert_int_equal(entry_pick_parse(S("")), ENTRY_PICK_NONE);
    assert_int_equal(entry_for_parse(S("us")), ENTRY_FOR_US);
    assert_text(entry_mark_name(MARK_NONE), S(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entry__settled_needs_both_to_say_yes),
        cmocka_unit_test(test_entry__new_words_need_a_new_yes),
        cmocka_unit_test(test_entry__one_alone_never_settles),
        cmocka_unit_test(test_entry__two_edits_at_once_both_stand),
        cmocka_unit_test(test_entry__the_same_words_twice_are_one_wording),
        cmocka_unit_test(test_entry__words_left_as_they_were_are_a_yes_to_that_wording),
        cmocka_unit_test(test_entry__pick_theirs_still_needs_their_yes_to_it),
        cmocka_unit_test(test_entry__pick_keeps_what_came_after),
        cmocka_unit_test(test_entry__third_wording_ends_the_split),
        cmocka_unit_test(test_entry__keep_both_puts_two_voices_side_by_side),
        cmocka_unit_test(test_entry__one_person_on_two_devices_loses_nothing),
        cmocka_unit_test(test_entry__no_sequence_of_acts_settles_without_both_yes),
        cmocka_unit_test(test_entry__agenda_moves_by_either_and_back_by_its_author),
        cmocka_unit_test(test_entry__taking_back_never_takes_anothers_words),
        cmocka_unit_test(test_entry__takeaways_are_the_clients),
        cmocka_unit_test(test_entry__a_step_is_offered_to_the_one_who_does_it),
        cmocka_unit_test(test_entry__voices_are_worded_by_their_author_alone),
        cmocka_unit_test(test_entry__topics_before_words_after),
        cmocka_unit_test(test_entry__names_are_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
