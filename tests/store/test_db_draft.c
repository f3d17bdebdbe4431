/* test_db_draft.c - a change worked out before its turn is done only if what it rests on stands. */
#include "store/store_test.h"

#include <semaphore.h>

static const char tables[] =
    "CREATE TABLE note (practice_id BYTEA NOT NULL, episode_id BYTEA NOT NULL, n BIGINT NOT NULL,"
    " PRIMARY KEY (practice_id, episode_id, n));"
    "CREATE TABLE rule (practice_id BYTEA NOT NULL, episode_id BYTEA NOT NULL, n BIGINT NOT NULL,"
    " PRIMARY KEY (practice_id, n));";

static const Query note_add = { "note_add", "bbi", "",
    "INSERT INTO note (practice_id, episode_id, n) VALUES (?1, ?2, ?3)" };
static const Query note_all = { "note_all", "i", "",
    "UPDATE note SET n = n + ?1" };
static const Query note_up = { "note_up", "bbi", "",
    "UPDATE note SET n = n + 1 WHERE practice_id = ?1 AND episode_id = ?2 AND n = ?3" };
static const Query note_count = { "note_count", "", "ii", "SELECT count(*), COALESCE(SUM(n), 0) FROM note" };
static const Query rule_add = { "rule_add", "bbi", "",
    "INSERT INTO rule (practice_id, episode_id, n) VALUES (?1, ?2, ?3)" };
static const Query rule_count = { "rule_count", "", "i", "SELECT count(*) FROM rule" };

static const Uuid practice = { { 1 } };
static const Uuid mine = { { 0, 1, 2, 3, 4, 5, 6, 7, 1, 9 } };
static const Uuid theirs = { { 0, 1, 2, 3, 4, 5, 6, 7, 2, 9 } };

static int setup(void **state)
{
    Fixture *f = test_calloc(1, sizeof *f);
    f->cx = ctx_open(8 << 20);
    DbConfig config = { .skip_queries = true, .work_column = "episode_id" };
    GOOD(&f->cx, db_open(&f->cx, &config, &f->db));
    ScriptArg script = { str_from_c(tables) };
    GOOD(&f->cx, db_write(&f->cx, f->db, job_script, &script));
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture_close(*state);
    test_free(*state);
    return 0;
}

/* --- drafting ---------------------------------------------------------------- */
static Err add_note(Ctx *cx, Tx *tx, Uuid work, int64_t n)
{
    Uuid gone = practice;              /* on the stack: a draft keeps copies */
    return db_exec(cx, tx, &note_add, BB(uuid_bytes(&gone)), BB(uuid_bytes(&work)), BI(n));
}

static Err job_note(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    TRY(db_row_n(cx, tx, &note_count, NULL, 0, &row));
    TRY(add_note(cx, tx, mine, row_int(&row, 0) + 100));
    return add_note(cx, tx, mine, *(int64_t *)arg);
}

static Draft *drafted(Fixture *f)
{
    Draft *draft = NULL;
    int64_t n = 7;
    GOOD(&f->cx, db_draft(&f->cx, f->db, mine, job_note, &n, &draft));
    assert_true(draft_fits(draft));
    return draft;
}

typedef struct Turn { const Draft *draft; bool done; } Turn;

static Err job_turn(Ctx *cx, Tx *tx, void *arg)
{
    Turn *turn = arg;
    tx_about(tx, mine);
    return db_draft_do(cx, tx, turn->draft, &turn->done);
}

static bool done(Fixture *f, const Draft *draft)
{
    Turn turn = { .draft = draft };
    GOOD(&f->cx, db_write(&f->cx, f->db, job_turn, &turn));
    return turn.done;
}

static Err job_count(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    TRY(db_row_n(cx, tx, &note_count, NULL, 0, &row));
    *(int64_t *)arg = row_int(&row, 0);
    return OK;
}

static int64_t notes(Fixture *f)
{
    int64_t count = -1;
    GOOD(&f->cx, db_read(&f->cx, f->db, job_count, &count));
    return count;
}

static void test_draft__writes_nothing_before_its_turn_and_all_of_it_then(void **state)
{
    Fixture *f = *state;
    const Draft *draft = drafted(f);
    assert_int_equal(notes(f), 0);
    assert_true(done(f, draft));
    assert_int_equal(notes(f), 2);
}

/* --- what makes it out of date -------------------------------------------------- */
typedef enum Way { MINE, THEIRS, UNSAID, ALL_ROWS, NOT_KEYED, APART } Way;

static Err job_change(Ctx *cx, Tx *tx, void *arg)
{
    Way way = *(Way *)arg;
    Bind binds[3] = { BB(uuid_bytes(&practice)), BB(uuid_bytes(&theirs)), BI(1) };
    if (way != UNSAID) tx_about(tx, way == MINE ? mine : theirs);
    switch (way) {
    case MINE: return add_note(cx, tx, mine, 1);
    case UNSAID:
    case THEIRS: return add_note(cx, tx, theirs, 1);
    case ALL_ROWS: return db_exec(cx, tx, &note_all, BI(0));
    case NOT_KEYED: return db_exec_n(cx, tx, &rule_add, binds, 3, NULL);
    case APART: return db_exec_apart_n(cx, tx, &rule_add, binds, 3);
    }
    return OK;
}

static bool done_after(Fixture *f, Way way)
{
    const Draft *draft = drafted(f);
    GOOD(&f->cx, db_write(&f->cx, f->db, job_change, &way));
    int64_t before = notes(f);
    bool was_done = done(f, draft);
    assert_int_equal(notes(f), was_done ? before + 2 : before);
    return was_done;
}

static void test_draft__a_change_of_the_same_work_comes_first(void **state)
{
    assert_false(done_after(*state, MINE));
}

static void test_draft__a_change_of_other_work_is_no_matter(void **state)
{
    assert_true(done_after(*state, THEIRS));
}

static void test_draft__a_job_that_does_not_say_its_work_counts_for_all(void **state)
{
    assert_false(done_after(*state, UNSAID));
}

static void test_draft__a_statement_that_names_no_work_counts_for_all(void **state)
{
    assert_false(done_after(*state, ALL_ROWS));
}

/* The work's id stands in it, but not in its key: whose row it is, it does not say. */
static void test_draft__a_table_not_keyed_by_work_counts_for_all(void **state)
{
    assert_false(done_after(*state, NOT_KEYED));
}

static void test_draft__rows_that_nothing_rests_on_are_no_matter(void **state)
{
    assert_true(done_after(*state, APART));
}

static void test_draft__a_script_counts_for_all(void **state)
{
    Fixture *f = *state;
    const Draft *draft = drafted(f);
    ScriptArg script = { S("DELETE FROM rule;") };
    GOOD(&f->cx, db_write(&f->cx, f->db, job_script, &script));
    assert_false(done(f, draft));
}

/* --- a change under way while it is drafted ----------------------------------------- */
typedef struct Held { Way way; sem_t changed, go; Err result; sem_t over; } Held;

static Err job_held(Ctx *cx, Tx *tx, void *arg)
{
    Held *h = arg;
    TRY(job_change(cx, tx, &h->way));
    sem_post(&h->changed);
    sem_wait(&h->go);
    return OK;
}

static void held_over(Err result, void *arg)
{
    Held *h = arg;
    h->result = result;
    sem_post(&h->over);
}

/* Not committed when the draft reads, and before it in the queue. */
static void test_draft__a_change_not_yet_committed_comes_first(void **state)
{
    Fixture *f = *state;
    Held h = { .way = MINE };
    Ctx other = ctx_open(1 << 20);
    sem_init(&h.changed, 0, 0);
    sem_init(&h.go, 0, 0);
    sem_init(&h.over, 0, 0);
    db_submit(&other, f->db, job_held, &h, held_over, &h);
    sem_wait(&h.changed);
    const Draft *draft = drafted(f);
    sem_post(&h.go);
    sem_wait(&h.over);
    assert_int_equal(h.result.kind, ERR_NONE);
    assert_false(done(f, draft));
    assert_int_equal(notes(f), 1);
    arena_close(other.arena);
}

/* --- what cannot be drafted ------------------------------------------------------------ */
static Err job_read_own(Ctx *cx, Tx *tx, void *arg)
{
    int64_t count;
    TRY(add_note(cx, tx, mine, 1));
    (void)arg;
    return job_count(cx, tx, &count);
}

static Err job_read_other(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    (void)arg;
    TRY(add_note(cx, tx, mine, 1));
    return db_row_n(cx, tx, &rule_count, NULL, 0, &row);
}

static Err job_how_many(Ctx *cx, Tx *tx, void *arg)
{
    int64_t changed = 0;
    Bind by = BI(*(int64_t *)arg);
    return db_exec_n(cx, tx, &note_all, &by, 1, &changed);
}

static Err job_ignoring(Ctx *cx, Tx *tx, void *arg)
{
    (void)job_read_own(cx, tx, arg).kind;
    err_clear(cx);
    return OK;
}

static Err job_nested(Ctx *cx, Tx *tx, void *arg)
{
    return db_nested(cx, tx, job_note, arg);
}

static void unfit(Fixture *f, DbJob *job)
{
    int64_t n = 3;
    Draft *draft = NULL;
    FAILS(&f->cx, ERR_CONFLICT, db_draft(&f->cx, f->db, mine, job, &n, &draft));
    assert_false(draft_fits(draft));
    assert_false(done(f, draft));
    assert_int_equal(notes(f), 0);
}

static void test_draft__one_that_reads_what_it_wrote_does_not_fit(void **state)
{
    unfit(*state, job_read_own);
    unfit(*state, job_ignoring);       /* even when the job goes on as if nothing had been */
}

static void test_draft__one_that_counts_rows_or_nests_does_not_fit(void **state)
{
    unfit(*state, job_how_many);
    unfit(*state, job_nested);
}

static void test_draft__reading_another_table_after_writing_fits(void **state)
{
    Fixture *f = *state;
    Draft *draft = NULL;
    GOOD(&f->cx, db_draft(&f->cx, f->db, mine, job_read_other, NULL, &draft));
    assert_true(done(f, draft));
    assert_int_equal(notes(f), 1);
}

static Err job_up(Ctx *cx, Tx *tx, void *arg)
{
    TRY(add_note(cx, tx, mine, 50));
    return db_exec_one(cx, tx, &note_up, BB(uuid_bytes(&practice)), BB(uuid_bytes(&mine)),
                       BI(*(int64_t *)arg));
}

static void test_draft__one_row_wanted_and_none_there_undoes_all_of_it(void **state)
{
    Fixture *f = *state;
    int64_t nowhere = 99;
    Turn turn = { NULL, false };
    Draft *draft = NULL;
    GOOD(&f->cx, db_draft(&f->cx, f->db, mine, job_up, &nowhere, &draft));
    turn.draft = draft;
    FAILS(&f->cx, ERR_CONFLICT, db_write(&f->cx, f->db, job_turn, &turn));
    assert_int_equal(notes(f), 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_draft__writes_nothing_before_its_turn_and_all_of_it_then),
        T(test_draft__a_change_of_the_same_work_comes_first),
        T(test_draft__a_change_of_other_work_is_no_matter),
        T(test_draft__a_job_that_does_not_say_its_work_counts_for_all),
        T(test_draft__a_statement_that_names_no_work_counts_for_all),
        T(test_draft__a_table_not_keyed_by_work_counts_for_all),
        T(test_draft__rows_that_nothing_rests_on_are_no_matter),
        T(test_draft__a_script_counts_for_all),
        T(test_draft__a_change_not_yet_committed_comes_first),
        T(test_draft__one_that_reads_what_it_wrote_does_not_fit),
        T(test_draft__one_that_counts_rows_or_nests_does_not_fit),
        T(test_draft__reading_another_table_after_writing_fits),
        T(test_draft__one_row_wanted_and_none_there_undoes_all_of_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
