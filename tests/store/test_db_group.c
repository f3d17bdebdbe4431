/* test_db_group.c - one writer, commits in groups, acknowledged when they are durable. */
#include "store/store_test.h"

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>

static const char tables[] =
    "CREATE TABLE item (id BIGINT PRIMARY KEY, name TEXT NOT NULL);"
    "CREATE TABLE tally (id BIGINT PRIMARY KEY, items BIGINT NOT NULL);"
    "INSERT INTO tally (id, items) VALUES (1, 0);";

static const Query item_add = { "item_add", "is", "",
    "INSERT INTO item (id, name) VALUES (?1, ?2)" };
static const Query tally_up = { "tally_up", "", "",
    "UPDATE tally SET items = items + 1 WHERE id = 1" };
static const Query counts = { "counts", "", "ii",
    "SELECT (SELECT count(*) FROM item), (SELECT items FROM tally WHERE id = 1)" };

typedef struct Grouped { char folder[64], path[96]; Fixture f; } Grouped;

static int setup(void **state)
{
    Grouped *g = test_calloc(1, sizeof(*g));
    folder_make(g->folder);
    snprintf(g->path, sizeof(g->path), "%s/db", g->folder);
    fixture_open(&g->f, g->path, tables, NULL);
    *state = g;
    return 0;
}

static int teardown(void **state)
{
    Grouped *g = *state;
    db_fault_at(-1, 0);
    fixture_close(&g->f);
    folder_remove(g->folder);
    test_free(g);
    return 0;
}

static Err job_add(Ctx *cx, Tx *tx, void *arg)
{
    TRY(db_exec(cx, tx, &item_add, BI(*(int64_t *)arg), BS(S("name"))));
    return db_exec_one_n(cx, tx, &tally_up, NULL, 0);
}

static Err job_counts(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    int64_t *both = arg;
    TRY(db_row_n(cx, tx, &counts, NULL, 0, &row));
    both[0] = row_int(&row, 0);
    both[1] = row_int(&row, 1);
    return OK;
}

/* Items and tally change together or not at all. */
static int64_t count_items(Grouped *g)
{
    int64_t both[2] = { -1, -2 };
    GOOD(&g->f.cx, db_read(&g->f.cx, g->f.db, job_counts, both));
    assert_int_equal(both[0], both[1]);
    return both[0];
}

/* --- many submitters -------------------------------------------------------- */
enum { SUBMITTERS = 64, EACH = 8 };
typedef struct Submitter { Db *db; int64_t first; int failed; pthread_t thread; } Submitter;

static void *submit_each(void *arg)
{
    Submitter *s = arg;
    for (int64_t i = 0; i < EACH; i++) {
        Ctx cx = { .arena = arena_open(1 << 16), .now_ms = 1 };
        int64_t id = s->first + i;
        s->failed += db_write(&cx, s->db, job_add, &id).kind != ERR_NONE;
        arena_close(cx.arena);
    }
    return NULL;
}

static void test_db_group__concurrent_submitters_share_commits(void **state)
{
    Grouped *g = *state;
    Submitter all[SUBMITTERS];
    DbStats before = db_stats(g->f.db);
    for (int i = 0; i < SUBMITTERS; i++) {
        all[i] = (Submitter){ .db = g->f.db, .first = i * 100 };
        assert_int_equal(pthread_create(&all[i].thread, NULL, submit_each, &all[i]), 0);
    }
    for (int i = 0; i < SUBMITTERS; i++) {
        pthread_join(all[i].thread, NULL);
        assert_int_equal(all[i].failed, 0);
    }
    DbStats after = db_stats(g->f.db);
    assert_int_equal(after.jobs - before.jobs, SUBMITTERS * EACH);
    assert_true(after.largest_group > 1);
    assert_true(after.largest_group <= 64);
    assert_true(after.commits - before.commits < SUBMITTERS * EACH);
    fixture_close(&g->f);              /* and all of it is in the file */
    fixture_open(&g->f, g->path, "", NULL);
    assert_int_equal(count_items(g), SUBMITTERS * EACH);
}

/* --- one group on purpose ---------------------------------------------------- */
enum { GROUP = 5 };
typedef struct Shared Shared;
typedef struct Part { Shared *group; Ctx cx; int64_t id; Err result; bool done; } Part;
struct Shared { Grouped *g; sem_t go, finished; Part parts[GROUP]; Err (*odd)(Ctx *, Tx *, Part *); };

static Err job_gate(Ctx *cx, Tx *tx, void *arg)
{
    Shared *s = arg;
    (void)cx;
    (void)tx;
    while (sem_wait(&s->go) != 0) continue;
    return OK;
}

/* The third one misbehaves. */
static Err job_part(Ctx *cx, Tx *tx, void *arg)
{
    Part *part = arg;
    TRY(job_add(cx, tx, &part->id));
    if (part->id == 2 && part->group->odd) return part->group->odd(cx, tx, part);
    return OK;
}

static void part_done(Err result, void *arg)
{
    Part *part = arg;
    part->result = result;
    part->done = true;
    sem_post(&part->group->finished);
}

static void gate_done(Err result, void *arg)
{
    (void)result;
    (void)arg;
}

static void group_run(Shared *s, Grouped *g)
{
    Ctx gate = ctx_open(1 << 16);
    s->g = g;
    sem_init(&s->go, 0, 0);
    sem_init(&s->finished, 0, 0);
    db_submit(&gate, g->f.db, job_gate, s, gate_done, NULL);
    for (int i = 0; i < GROUP; i++) {
        s->parts[i] = (Part){ .group = s, .cx = ctx_open(1 << 16), .id = i };
        db_submit(&s->parts[i].cx, g->f.db, job_part, &s->parts[i], part_done, &s->parts[i]);
    }
    sem_post(&s->go);
    for (int i = 0; i < GROUP; i++) while (sem_wait(&s->finished) != 0) continue;
    arena_close(gate.arena);
}

static void group_free(Shared *s)
{
    for (int i = 0; i < GROUP; i++) arena_close(s->parts[i].cx.arena);
    sem_destroy(&s->go);
    sem_destroy(&s->finished);
}

static Err odd_fails(Ctx *cx, Tx *tx, Part *part)
{
    (void)tx;
    (void)part;
    return fail(cx, ERR_INVALID, "undone on purpose");
}

static Err odd_conflicts(Ctx *cx, Tx *tx, Part *part)
{
    return job_add(cx, tx, &part->id);
}

static void test_db_group__failing_job_undoes_only_itself(void **state)
{
    Grouped *g = *state;
    Shared s = { .odd = odd_fails };
    group_run(&s, g);
    for (int i = 0; i < GROUP; i++) {
        FAILS(&s.parts[i].cx, i == 2 ? ERR_INVALID : ERR_NONE, s.parts[i].result);
    }
    group_free(&s);
    assert_int_equal(count_items(g), GROUP - 1);
    s = (Shared){ .odd = odd_conflicts };
    group_run(&s, g);                  /* now every id but 2 is there already */
    for (int i = 0; i < GROUP; i++) assert_int_equal(s.parts[i].result.kind, ERR_CONFLICT);
    group_free(&s);
    assert_true(db_stats(g->f.db).largest_group >= GROUP);
}

/* A statement that makes the engine roll everything back: the others of its group must
 * not be acknowledged, and what the job does afterwards must not commit on its own. */
static Err odd_loses_all(Ctx *cx, Tx *tx, Part *part)
{
    static const Query rollback = { "rollback", "", "", "ROLLBACK" };
    (void)part;
    int64_t more = 77;
    TRY(db_exec_n(cx, tx, &rollback, NULL, 0, NULL));
    FAILS(cx, ERR_STORE, job_add(cx, tx, &more));
    return OK;
}

static void test_db_group__lost_transaction_acknowledges_nobody(void **state)
{
    Grouped *g = *state;
    Shared s = { .odd = odd_loses_all };
    group_run(&s, g);
    /* The ones after it ran in the next group, or failed with it. */
    for (int i = 0; i <= 2; i++) assert_true(s.parts[i].result.kind != ERR_NONE);
    int64_t kept = 0;
    for (int i = 3; i < GROUP; i++) kept += s.parts[i].result.kind == ERR_NONE;
    assert_int_equal(count_items(g), kept);
    group_free(&s);
}

/* --- acknowledged means durable ------------------------------------------------ */
static void copy_file(const char *from, const char *to)
{
    char buf[4096];
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(in >= 0 && out >= 0);
    for (ssize_t n; (n = read(in, buf, sizeof(buf))) > 0;) {
        assert_int_equal(write(out, buf, (size_t)n), n);
    }
    close(in);
    close(out);
}

/* The files as a power cut would leave them now, and what a restart finds in them. */
static int items_after_a_cut(const Grouped *g)
{
    char to[128], from[160], to_wal[160];
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    snprintf(to, sizeof(to), "%s/copy", g->folder);
    snprintf(from, sizeof(from), "%s-wal", g->path);
    snprintf(to_wal, sizeof(to_wal), "%s-wal", to);
    copy_file(g->path, to);
    copy_file(from, to_wal);
    assert_int_equal(sqlite3_open(to, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM item", -1, &stmt, NULL), 0);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int count = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return count;
}

typedef struct Cut { Grouped *g; int before, after; sem_t done; } Cut;

static Err job_cut_before(Ctx *cx, Tx *tx, void *arg)
{
    Cut *cut = arg;
    int64_t id = 1;
    TRY(job_add(cx, tx, &id));
    cut->before = items_after_a_cut(cut->g);
    return OK;
}

static void done_cut_after(Err result, void *arg)
{
    Cut *cut = arg;
    if (result.kind == ERR_NONE) cut->after = items_after_a_cut(cut->g);
    sem_post(&cut->done);
}

static void test_db_group__done_is_called_after_the_commit(void **state)
{
    Cut cut = { .g = *state, .before = -1, .after = -1 };
    sem_init(&cut.done, 0, 0);
    db_submit(&cut.g->f.cx, cut.g->f.db, job_cut_before, &cut, done_cut_after, &cut);
    while (sem_wait(&cut.done) != 0) continue;
    sem_destroy(&cut.done);
    assert_int_equal(cut.before, 0);   /* the control: earlier there is nothing */
    assert_int_equal(cut.after, 1);
}

static void test_db_group__close_finishes_what_was_submitted(void **state)
{
    Grouped *g = *state;
    Shared s = { .g = g };
    Ctx gate = ctx_open(1 << 16);
    sem_init(&s.go, 0, 1);
    sem_init(&s.finished, 0, 0);
    db_submit(&gate, g->f.db, job_gate, &s, gate_done, NULL);
    for (int i = 0; i < GROUP; i++) {
        s.parts[i] = (Part){ .group = &s, .cx = ctx_open(1 << 16), .id = i };
        db_submit(&s.parts[i].cx, g->f.db, job_part, &s.parts[i], part_done, &s.parts[i]);
    }
    fixture_close(&g->f);
    for (int i = 0; i < GROUP; i++) assert_true(s.parts[i].done);
    group_free(&s);
    arena_close(gate.arena);
    fixture_open(&g->f, g->path, "", NULL);
    assert_int_equal(count_items(g), GROUP);
}

/* --- faults ---------------------------------------------------------------------- */
static Err job_nested_add(Ctx *cx, Tx *tx, void *arg)
{
    int64_t id = *(int64_t *)arg + 100, both[2];
    TRY(job_add(cx, tx, arg));
    TRY(job_counts(cx, tx, both));
    return db_nested(cx, tx, job_add, &id);
}

static void fault_each(Grouped *g, int code, ErrKind kind)
{
    int64_t stored = count_items(g), id = 1000 * code;
    for (long n = 1; n < 100; n++) {
        db_fault_at(n, code);
        Err err = db_write(&g->f.cx, g->f.db, job_nested_add, &id);
        bool hit = db_fault_hit();
        db_fault_at(-1, 0);
        if (!hit) {
            GOOD(&g->f.cx, err);
            assert_true(n > 8);
            assert_int_equal(count_items(g), stored + 2);
            return;
        }
        FAILS(&g->f.cx, kind, err);
        assert_int_equal(count_items(g), stored);
    }
    assert_true(false);
}

static void test_db_group__every_statement_failing_in_turn_leaves_nothing(void **state)
{
    Grouped *g = *state;
    fault_each(g, SQLITE_FULL, ERR_STORE);
    fault_each(g, SQLITE_IOERR, ERR_STORE);
    fault_each(g, SQLITE_BUSY, ERR_BUSY);
    fault_each(g, SQLITE_CORRUPT, ERR_STORE);
    fault_each(g, SQLITE_NOMEM, ERR_STORE);
}

static void test_db_group__every_read_failing_in_turn_is_told(void **state)
{
    Grouped *g = *state;
    for (long n = 1;; n++) {
        int64_t both[2];
        db_fault_at(n, SQLITE_IOERR);
        Err err = db_read(&g->f.cx, g->f.db, job_counts, both);
        bool hit = db_fault_hit();
        db_fault_at(-1, 0);
        if (!hit) break;
        if (n < 3) FAILS(&g->f.cx, ERR_STORE, err);
        else GOOD(&g->f.cx, err);      /* only the end of the transaction: all was read */
        assert_int_equal(count_items(g), 0);
        assert_true(n < 10);
    }
}

static void test_db_group__failed_commit_acknowledges_nobody(void **state)
{
    Grouped *g = *state;
    /* Control: how many statements the same group runs when nothing fails. */
    for (long n = 1; n < 60; n++) {
        Shared s = { 0 };
        int64_t stored = count_items(g), acknowledged = 0;
        db_fault_at(n, SQLITE_FULL);
        group_run(&s, g);
        bool hit = db_fault_hit();
        db_fault_at(-1, 0);
        for (int i = 0; i < GROUP; i++) acknowledged += s.parts[i].result.kind == ERR_NONE;
        group_free(&s);
        if (!hit) break;
        assert_int_equal(count_items(g), stored + acknowledged);
        teardown(state);
        setup(state);
        g = *state;
    }
}

static void test_db_group__full_disk_is_said_in_words(void **state)
{
    Grouped *g = *state;
    int64_t id = 1;
    db_fault_at(3, SQLITE_FULL);
    Err err = db_write(&g->f.cx, g->f.db, job_add, &id);
    assert_string_equal(g->f.cx.err_text, "the disk is full: nothing was saved");
    FAILS(&g->f.cx, ERR_STORE, err);
}

/* --- readers ----------------------------------------------------------------------- */
enum { CROWD = 50 };
typedef struct Reader { Db *db; pthread_barrier_t *met; ErrKind kind; pthread_t thread; } Reader;

static Err job_slow_read(Ctx *cx, Tx *tx, void *arg)
{
    int64_t both[2];
    (void)arg;
    TRY(job_counts(cx, tx, both));
    usleep(20000);
    return both[0] == both[1] ? OK : fail(cx, ERR_BUG, "half a change was seen");
}

static void *read_slowly(void *arg)
{
    Reader *r = arg;
    Ctx cx = { .arena = arena_open(1 << 16), .now_ms = 1 };
    r->kind = db_read(&cx, r->db, job_slow_read, NULL).kind;
    arena_close(cx.arena);
    return NULL;
}

static void test_db_group__more_readers_than_connections_wait_their_turn(void **state)
{
    Grouped *g = *state;
    Reader readers[CROWD];
    for (int i = 0; i < CROWD; i++) {
        readers[i] = (Reader){ .db = g->f.db };
        assert_int_equal(pthread_create(&readers[i].thread, NULL, read_slowly, &readers[i]), 0);
    }
    for (int64_t id = 0; id < 20; id++) {
        GOOD(&g->f.cx, db_write(&g->f.cx, g->f.db, job_add, &id));
    }
    for (int i = 0; i < CROWD; i++) {
        pthread_join(readers[i].thread, NULL);
        assert_int_equal(readers[i].kind, ERR_NONE);
    }
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_db_group__concurrent_submitters_share_commits),
        T(test_db_group__failing_job_undoes_only_itself),
        T(test_db_group__lost_transaction_acknowledges_nobody),
        T(test_db_group__done_is_called_after_the_commit),
        T(test_db_group__close_finishes_what_was_submitted),
        T(test_db_group__every_statement_failing_in_turn_leaves_nothing),
        T(test_db_group__every_read_failing_in_turn_is_told),
        T(test_db_group__failed_commit_acknowledges_nobody),
        T(test_db_group__full_disk_is_said_in_words),
        T(test_db_group__more_readers_than_connections_wait_their_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
