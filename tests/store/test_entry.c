/* test_entry.c - entries in the store: words sealed and kept, nobody's lost, no stranger's read. */
#include "fixture.h"

#include "store/entry.h"

/* One act on one entry, as the arguments and results of the jobs below. */
typedef struct Act {
    EpisodeId e;
    EntryNew fresh;
    EntryId id;
    int64_t version;
    Str text;
    EntryState state;
    EntryAnswer answer;
    EntryPick pick;
    SessionId session;
    Entries list;
    Entry entry;
    EntryAudience audience;
    PersonId readers[2];
    size_t reader_count;
} Act;

static Err do_add(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return entry_add(cx, tx, g, a->e, &a->fresh, &a->id);
}

static Err do_word(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return entry_word(cx, tx, g, a->e, a->id, a->version, a->text);
}

static Err do_state(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return entry_set_state(cx, tx, g, a->e, a->id, a->state);
}

static Err do_answer(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return entry_answer(cx, tx, g, a->e, a->id, a->version, a->answer, a->text);
}

static Err do_pick(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return entry_pick(cx, tx, g, a->e, a->id, a->pick, a->version, a->text);
}

static Err do_minutes(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return entry_set_minutes(cx, tx, g, a->e, a->id, a->version);
}

static Err do_list(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return entry_list_session(cx, tx, g, a->e, a->session, &a->list);
}

static Err do_goals(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return entry_list_goals(cx, tx, g, a->e, &a->list);
}

static Err do_load(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return entry_load(cx, tx, g, a->e, a->id, &a->entry);
}

static Err do_share(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return entry_share(cx, tx, g, a->e, a->id, a->audience, a->readers, a->reader_count);
}

static Err do_readers(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return entry_readers(cx, tx, g, a->e, a->id, a->readers, 2, &a->reader_count);
}

static Err do_due(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Act *a = arg;
    return entry_set_due(cx, tx, g, a->e, a->id, a->version);
}

static Err act(House *h, const Someone *who, HouseJob *job, Act *a)
{
    a->e = h->episode;
    return house_as(h, who, ACTION_ENTRY_WRITE, h->episode, job, a);
}

static void expect_kind(House *h, Err err, ErrKind kind, int line)
{
    if (err.kind != kind) print_error("line %d: %s\n", line, h->cx.err_text);
    assert_int_equal(err.kind, kind);
    err_clear(&h->cx);
}
#define GOOD(call) expect_kind(h, (call), ERR_NONE, __LINE__)
#define FAILS(kind, call) expect_kind(h, (call), (kind), __LINE__)

static Act added(House *h, const Someone *who, EntryKind kind, PersonId owner, Str text)
{
    Act a = { .fresh = { .session = h->session, .kind = kind, .owner = owner, .text = text } };
    GOOD(act(h, who, do_add, &a));
    return a;
}

static Entry loaded(House *h, const Someone *who, EntryId id)
{
    Act a = { .id = id };
    GOOD(act(h, who, do_load, &a));
    return a.entry;
}

static Entries listed(House *h, const Someone *who)
{
    Act a = { .session = h->session };
    GOOD(act(h, who, do_list, &a));
    return a.list;
}

static void assert_same(Str got, Str want)
{
    if (str_eq(got, want)) return;
    print_error("got [" STR_FMT "], not [" STR_FMT "]\n", STR_ARG(got), STR_ARG(want));
    assert_true(false);
}

/* --- adding and reading --------------------------------------------------------------------- */

static void test_entry__both_read_what_either_put_there(void **state)
{
    House *h = *state;
    added(h, &h->maya, ENTRY_AGENDA, h->maya.id, S("the phone call"));
    added(h, &h->daniel, ENTRY_AGENDA, h->daniel.id, S("Sunday evening"));
    added(h, &h->maya, ENTRY_SENTENCE, h->maya.id, S("sorry comes first"));
    Entries by_maya = listed(h, &h->maya);
    Entries by_daniel = listed(h, &h->daniel);
    assert_int_equal(by_maya.count, 3);
    assert_int_equal(by_daniel.count, 3);
    assert_same(entry_text(&by_maya.list[1]), S("Sunday evening"));
    assert_same(entry_text(&by_daniel.list[2]), S("sorry comes first"));
    assert_int_equal(by_daniel.list[0].said_count, 0);
    assert_int_equal(by_daniel.list[2].said_count, 1);      /* writing it was her yes */
    assert_int_equal(by_daniel.list[2].said[0].answer, ENTRY_ANSWER_YES);
}

static void test_entry__goals_stand_apart_from_sessions(void **state)
{
    House *h = *state;
    Act goal = { .fresh = { .kind = ENTRY_GOAL, .owner = h->maya.id, .text = S("say no once") } };
    GOOD(act(h, &h->maya, do_add, &goal));
    added(h, &h->maya, ENTRY_AGENDA, h->maya.id, S("topic"));
    Act goals = { .e = h->episode };
    GOOD(act(h, &h->daniel, do_goals, &goals));
    assert_int_equal(goals.list.count, 1);
    assert_int_equal(goals.list.list[0].kind, ENTRY_GOAL);
    assert_int_equal(goals.list.list[0].state, ENTRY_ACTIVE);
    assert_int_equal(listed(h, &h->maya).count, 1);
}

static void test_entry__another_work_is_out_of_reach(void **state)
{
    House *h = *state;
    Act mine = added(h, &h->maya, ENTRY_VOICE, h->maya.id, S("secret"));
    Act theirs = { .e = h->episode, .id = mine.id, .session = h->session };
    FAILS(ERR_MISSING, house_as(h, &h->noor, ACTION_ENTRY_WRITE, h->episode, do_load, &theirs));
    theirs.e = h->other_episode;
    FAILS(ERR_MISSING,
          house_as(h, &h->noor, ACTION_ENTRY_WRITE, h->other_episode, do_load, &theirs));
    GOOD(house_as(h, &h->noor, ACTION_ENTRY_WRITE, h->other_episode, do_list, &theirs));
    assert_int_equal(theirs.list.count, 0);
}

static void test_entry__a_grant_for_something_else_is_refused(void **state)
{
    House *h = *state;
    Act a = { .e = h->episode, .fresh = { .session = h->session, .kind = ENTRY_VOICE,
                                          .owner = h->maya.id, .text = S("x") } };
    FAILS(ERR_BUG, house_as(h, &h->maya, ACTION_SESSION_READ, h->episode, do_add, &a));
    FAILS(ERR_BUG, house_as(h, &h->maya, ACTION_SESSION_STATE, h->episode, do_list, &a));
    a.e = h->other_episode;
    FAILS(ERR_BUG, house_as(h, &h->maya, ACTION_ENTRY_WRITE, h->episode, do_add, &a));
}

/* --- words -------------------------------------------------------------------------------- */

static void test_entry__stale_words_stand_beside_the_newer(void **state)
{
    House *h = *state;
    Act a = added(h, &h->maya, ENTRY_SENTENCE, h->maya.id, S("one"));
    a.version = 1;
    a.text = S("his");
    GOOD(act(h, &h->daniel, do_word, &a));
    a.text = S("hers");
    GOOD(act(h, &h->maya, do_word, &a));
    Entry e = loaded(h, &h->daniel, a.id);
    assert_int_equal(e.version, 3);
    assert_int_equal(e.split, 2);
    assert_same(entry_wording_at(&e, 2)->text, S("his"));
    assert_same(entry_wording_at(&e, 3)->text, S("hers"));
    assert_int_equal(entry_wording_at(&e, 3)->base, 1);
}

static void test_entry__both_yes_to_the_same_wording_settles(void **state)
{
    House *h = *state;
    Act a = added(h, &h->maya, ENTRY_SENTENCE, h->maya.id, S("one"));
    Episode work = { .member_count = 2, .member = {
        { .person = h->maya.id, .part = PART_CLIENT, .state = MEMBER_ACTIVE },
        { .person = h->daniel.id, .part = PART_THERAPIST, .state = MEMBER_ACTIVE } } };
    Entry e = loaded(h, &h->maya, a.id);
    assert_false(entry_is_settled(&e, &work));
    a.version = 1;
    a.answer = ENTRY_ANSWER_YES;
    GOOD(act(h, &h->daniel, do_answer, &a));
    GOOD(act(h, &h->daniel, do_answer, &a));            /* a double tap is one answer */
    e = loaded(h, &h->maya, a.id);
    assert_int_equal(e.said_count, 2);
    assert_true(entry_is_settled(&e, &work));
    a.answer = ENTRY_ANSWER_NOT_NOW;
    a.text = S("I want to sleep on it");
    GOOD(act(h, &h->daniel, do_answer, &a));
    e = loaded(h, &h->maya, a.id);
    assert_false(entry_is_settled(&e, &work));
    assert_same(entry_said_by(&e, h->daniel.id, 1)->words, S("I want to sleep on it"));
}

static void test_entry__answer_to_words_that_never_were_is_invalid(void **state)
{
    House *h = *state;
    Act a = added(h, &h->maya, ENTRY_SENTENCE, h->maya.id, S("one"));
    a.version = 2;
    a.answer = ENTRY_ANSWER_YES;
    FAILS(ERR_INVALID, act(h, &h->daniel, do_answer, &a));
    a.answer = ENTRY_ANSWER_WENT;
    FAILS(ERR_DENIED, act(h, &h->daniel, do_answer, &a));
}

static void test_entry__picking_ends_the_split_and_keeps_every_word(void **state)
{
    House *h = *state;
    Act a = added(h, &h->maya, ENTRY_SENTENCE, h->maya.id, S("one"));
    a.version = 1;
    a.text = S("his");
    GOOD(act(h, &h->daniel, do_word, &a));
    a.text = S("hers");
    GOOD(act(h, &h->maya, do_word, &a));
    a.version = 3;
    a.pick = ENTRY_PICK_BOTH;
    GOOD(act(h, &h->daniel, do_pick, &a));
    Entry e = loaded(h, &h->maya, a.id);
    assert_true(entry_is_split(&e));
    assert_int_equal(entry_said_by(&e, h->daniel.id, 3)->answer, ENTRY_ANSWER_KEEP_BOTH);
    a.pick = ENTRY_PICK_THEIRS;
    GOOD(act(h, &h->maya, do_pick, &a));
    e = loaded(h, &h->maya, a.id);
    assert_false(entry_is_split(&e));
    assert_int_equal(e.wording_count, 4);
    assert_same(entry_text(&e), S("his"));
    a.pick = ENTRY_PICK_MINE;
    GOOD(act(h, &h->daniel, do_pick, &a));              /* nothing left to pick: no harm */
    assert_int_equal(loaded(h, &h->maya, a.id).version, 4);
}

/* --- states -------------------------------------------------------------------------------- */

static void test_entry__one_topic_at_a_time(void **state)
{
    House *h = *state;
    Act one = added(h, &h->maya, ENTRY_AGENDA, h->maya.id, S("one"));
    Act two = added(h, &h->daniel, ENTRY_AGENDA, h->daniel.id, S("two"));
    one.state = two.state = ENTRY_CURRENT;
    GOOD(act(h, &h->daniel, do_state, &one));
    GOOD(act(h, &h->maya, do_state, &two));
    GOOD(act(h, &h->daniel, do_state, &two));           /* both tapped: fine */
    assert_int_equal(loaded(h, &h->maya, one.id).state, ENTRY_TALKED);
    assert_int_equal(loaded(h, &h->maya, two.id).state, ENTRY_CURRENT);
    two.version = 15;
    GOOD(act(h, &h->maya, do_minutes, &two));
    assert_int_equal(loaded(h, &h->maya, two.id).minutes, 15);
}

static void test_entry__taken_back_is_its_authors_alone(void **state)
{
    House *h = *state;
    Act a = added(h, &h->maya, ENTRY_AGENDA, h->maya.id, S("no, not today"));
    a.state = ENTRY_WITHDRAWN;
    FAILS(ERR_DENIED, act(h, &h->daniel, do_state, &a));
    GOOD(act(h, &h->maya, do_state, &a));
    assert_int_equal(listed(h, &h->daniel).count, 0);
    assert_int_equal(listed(h, &h->maya).count, 1);
    FAILS(ERR_MISSING, act(h, &h->daniel, do_load, &a));
    a.state = ENTRY_WAITING;
    GOOD(act(h, &h->maya, do_state, &a));
    assert_int_equal(listed(h, &h->daniel).count, 1);
}

static void test_entry__writing_into_an_offer_accepts_it(void **state)
{
    House *h = *state;
    Act a = added(h, &h->daniel, ENTRY_TAKEAWAY, h->maya.id, S("a pause is allowed"));
    assert_int_equal(loaded(h, &h->maya, a.id).state, ENTRY_OFFERED);
    a.version = 1;
    a.text = S("I may pause");
    GOOD(act(h, &h->maya, do_word, &a));
    Entry e = loaded(h, &h->daniel, a.id);
    assert_int_equal(e.state, ENTRY_ACCEPTED);
    assert_same(entry_text(&e), S("I may pause"));
    FAILS(ERR_DENIED, act(h, &h->daniel, do_word, &a));     /* now it is hers */
}

/* --- who left ------------------------------------------------------------------------------- */

static const Query leave = { "test_leave", "ibbb", "",
    "UPDATE member SET state = 'left', to_at = ?1"
    " WHERE practice_id = ?2 AND episode_id = ?3 AND person_id = ?4" };

static Err job_leave(Ctx *cx, Tx *tx, void *arg)
{
    House *h = arg;
    return db_exec_one(cx, tx, &leave, BI(cx->now_ms), BID(h->practice), BID(h->episode),
                       BID(h->daniel.id));
}

static void test_entry__who_left_reads_only_what_was_there(void **state)
{
    House *h = *state;
    Act before = added(h, &h->maya, ENTRY_SENTENCE, h->maya.id, S("before"));
    HOUSE_OK(h, db_write(&h->cx, h->app->db, job_leave, h));
    h->app->clock_skew_ms = 60 * 1000;
    before.version = 1;
    before.text = S("after");
    GOOD(act(h, &h->maya, do_word, &before));
    added(h, &h->maya, ENTRY_VOICE, h->maya.id, S("also after"));
    Act a = { .e = h->episode, .session = h->session };
    GOOD(house_as(h, &h->daniel, ACTION_SESSION_READ, h->episode, do_list, &a));
    assert_int_equal(a.list.count, 1);
    assert_same(entry_text(&a.list.list[0]), S("before"));
}

/* --- sealing -------------------------------------------------------------------------------- */

static const Query sealed_words = { "test_words", "", "b",
    "SELECT text_sealed FROM entry_wording" };
static const Query swap_words = { "test_swap", "bi", "",
    "UPDATE entry_wording SET text_sealed = (SELECT text_sealed FROM entry_wording"
    " WHERE version = ?2) WHERE entry_id = ?1 AND version <> 1 + ?2" };

static Err job_words(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    TRY(db_row_n(cx, tx, &sealed_words, NULL, 0, &row));
    *(Str *)arg = row_str(&row, 0);
    return OK;
}

static Err job_swap(Ctx *cx, Tx *tx, void *arg)
{
    Act *a = arg;
    return db_exec(cx, tx, &swap_words, BID(a->id), BI(1));
}

static void test_entry__words_are_sealed_in_their_place(void **state)
{
    House *h = *state;
    Str stored;
    Act a = added(h, &h->maya, ENTRY_SENTENCE, h->maya.id, S("canary in a sentence"));
    HOUSE_OK(h, db_read(&h->cx, h->app->db, job_words, &stored));
    assert_false(str_contains(stored, S("canary")));
    a.version = 1;
    a.text = S("newer");
    GOOD(act(h, &h->daniel, do_word, &a));
    a.version = 2;
    a.text = S("newest");
    GOOD(act(h, &h->maya, do_word, &a));
    HOUSE_OK(h, db_write(&h->cx, h->app->db, job_swap, &a));
    FAILS(ERR_STORE, act(h, &h->maya, do_load, &a));        /* an older text put back is refused */
}

/* --- who reads it ---------------------------------------------------------------------------- */

static Act private_goal(House *h)
{
    Act a = { .fresh = { .kind = ENTRY_GOAL, .owner = h->maya.id, .text = S("a first try"),
                         .audience = ENTRY_READ_BY_AUTHOR } };
    GOOD(act(h, &h->maya, do_add, &a));
    a.version = 1;
    a.text = S("what I mean");
    GOOD(act(h, &h->maya, do_word, &a));
    return a;
}

static size_t goals_seen(House *h, const Someone *who)
{
    Act a = { .version = 0 };
    GOOD(act(h, who, do_goals, &a));
    return a.list.count;
}

static void test_entry__kept_to_oneself_is_not_there_for_others(void **state)
{
    House *h = *state;
    Act a = private_goal(h);
    assert_int_equal(goals_seen(h, &h->maya), 1);
    assert_int_equal(goals_seen(h, &h->daniel), 0);
    FAILS(ERR_MISSING, act(h, &h->daniel, do_load, &a));
    FAILS(ERR_MISSING, act(h, &h->daniel, do_word, &a));
    FAILS(ERR_MISSING, act(h, &h->daniel, do_answer, &a));
    a.audience = ENTRY_READ_BY_MEMBERS;
    FAILS(ERR_MISSING, act(h, &h->daniel, do_share, &a));
}

static void test_entry__drafts_from_before_it_was_shown_stay_hidden(void **state)
{
    House *h = *state;
    Act a = private_goal(h);
    a.audience = ENTRY_READ_BY_MEMBERS;
    GOOD(act(h, &h->maya, do_share, &a));
    Entry his = loaded(h, &h->daniel, a.id);
    assert_int_equal(his.wording_count, 1);
    assert_same(entry_text(&his), S("what I mean"));
    assert_int_equal(loaded(h, &h->maya, a.id).wording_count, 2);
    a.version = 2;
    a.text = S("and now");
    GOOD(act(h, &h->daniel, do_word, &a));
    assert_int_equal(loaded(h, &h->daniel, a.id).wording_count, 2);
    FAILS(ERR_DENIED, act(h, &h->daniel, do_share, &a));     /* whom it is shown to is hers to say */
    FAILS(ERR_DENIED, act(h, &h->daniel, do_readers, &a));
}

static void test_entry__shown_to_chosen_people_and_taken_back(void **state)
{
    House *h = *state;
    Act a = private_goal(h);
    a.audience = ENTRY_READ_BY_CHOSEN;
    GOOD(act(h, &h->maya, do_share, &a));                    /* to nobody yet */
    FAILS(ERR_MISSING, act(h, &h->daniel, do_load, &a));
    a.readers[0] = h->daniel.id;
    a.reader_count = 1;
    GOOD(act(h, &h->maya, do_share, &a));
    assert_same(entry_text((Entry[]){ loaded(h, &h->daniel, a.id) }), S("what I mean"));
    a.reader_count = 0;
    GOOD(act(h, &h->maya, do_readers, &a));
    assert_int_equal(a.reader_count, 1);
    a.reader_count = 0;
    GOOD(act(h, &h->maya, do_share, &a));
    FAILS(ERR_MISSING, act(h, &h->daniel, do_load, &a));
    assert_int_equal(goals_seen(h, &h->daniel), 0);
}

static void test_entry__stands_under_what_its_author_can_read(void **state)
{
    House *h = *state;
    Act a = private_goal(h);
    Act under = { .fresh = { .kind = ENTRY_GOAL, .parent = a.id, .text = S("under it"), .level = 3,
                             .due_ms = 1234 } };
    FAILS(ERR_MISSING, act(h, &h->daniel, do_add, &under));
    GOOD(act(h, &h->maya, do_add, &under));
    under.version = 99;
    GOOD(act(h, &h->maya, do_due, &under));
    Entry e = loaded(h, &h->maya, under.id);
    assert_true(uuid_eq(e.parent.u, a.id.u) && uuid_is_zero(e.target.u));
    assert_int_equal(e.level, 3);
    assert_int_equal(e.due_ms, 99);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        house_test(test_entry__both_read_what_either_put_there),
        house_test(test_entry__goals_stand_apart_from_sessions),
        house_test(test_entry__another_work_is_out_of_reach),
        house_test(test_entry__a_grant_for_something_else_is_refused),
        house_test(test_entry__stale_words_stand_beside_the_newer),
        house_test(test_entry__both_yes_to_the_same_wording_settles),
        house_test(test_entry__answer_to_words_that_never_were_is_invalid),
        house_test(test_entry__picking_ends_the_split_and_keeps_every_word),
        house_test(test_entry__one_topic_at_a_time),
        house_test(test_entry__taken_back_is_its_authors_alone),
        house_test(test_entry__writing_into_an_offer_accepts_it),
        house_test(test_entry__who_left_reads_only_what_was_there),
        house_test(test_entry__words_are_sealed_in_their_place),
        house_test(test_entry__kept_to_oneself_is_not_there_for_others),
        house_test(test_entry__drafts_from_before_it_was_shown_stay_hidden),
        house_test(test_entry__shown_to_chosen_people_and_taken_back),
        house_test(test_entry__stands_under_what_its_author_can_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
