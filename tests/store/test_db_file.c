/* test_db_file.c - the file: one process, flushed before acknowledged, kill -9, damage, copies. */
#include "store/store_test.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* --- every flush of this process passes here ---------------------------------- */
static atomic_int flushes, flushes_until_failure = -1;

static int flush(long call, int fd)
{
    atomic_fetch_add(&flushes, 1);
    if (atomic_load(&flushes_until_failure) >= 0 &&
        atomic_fetch_sub(&flushes_until_failure, 1) == 0) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(call, fd);
}

int fsync(int fd) { return flush(SYS_fsync, fd); }
int fdatasync(int fd) { return flush(SYS_fdatasync, fd); }

/* --- fixture --------------------------------------------------------------------- */
static const char tables[] =
    "CREATE TABLE item (id BIGINT PRIMARY KEY, body BYTEA NOT NULL);"
    "CREATE TABLE tally (id BIGINT PRIMARY KEY, items BIGINT NOT NULL);"
    "INSERT INTO tally (id, items) VALUES (1, 0);";

static const Query item_add = { "item_add", "ib", "",
    "INSERT INTO item (id, body) VALUES (?1, ?2)" };
static const Query item_has = { "item_has", "i", "i", "SELECT id FROM item WHERE id = ?1" };
static const Query tally_up = { "tally_up", "", "",
    "UPDATE tally SET items = items + 1 WHERE id = 1" };
static const Query counts = { "counts", "", "ii",
    "SELECT (SELECT count(*) FROM item), (SELECT items FROM tally WHERE id = 1)" };

typedef struct Filed { char folder[64], path[96]; Fixture f; bool open; } Filed;

static int setup(void **state)
{
    Filed *d = test_calloc(1, sizeof(*d));
    folder_make(d->folder);
    snprintf(d->path, sizeof(d->path), "%s/db", d->folder);
    fixture_open(&d->f, d->path, tables, NULL);
    d->open = true;
    *state = d;
    return 0;
}

static void shut(Filed *d)
{
    fixture_close(&d->f);
    d->open = false;
}

static void reopen(Filed *d)
{
    if (d->open) shut(d);
    fixture_open(&d->f, d->path, "", NULL);
    d->open = true;
}

static int teardown(void **state)
{
    Filed *d = *state;
    atomic_store(&flushes_until_failure, -1);
    db_fault_at(-1, 0);
    if (d->open) shut(d);
    folder_remove(d->folder);
    test_free(d);
    return 0;
}

static Err job_add(Ctx *cx, Tx *tx, void *arg)
{
    TRY(db_exec(cx, tx, &item_add, BI(*(int64_t *)arg), BB(S("body"))));
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

static int64_t count_items(Fixture *f)
{
    int64_t both[2] = { -1, -2 };
    GOOD(&f->cx, db_read(&f->cx, f->db, job_counts, both));
    assert_int_equal(both[0], both[1]);
    return both[0];
}

static Err open_at(Ctx *cx, const char *path, Db **ret_db)
{
    DbConfig config = { .path = path, .skip_queries = true };
    return db_open(cx, &config, ret_db);
}

static void refuses_to_open(const char *path, ErrKind kind)
{
    Ctx cx = ctx_open(1 << 20);
    Db *db = NULL;
    FAILS(&cx, kind, open_at(&cx, path, &db));
    assert_null(db);
    arena_close(cx.arena);
}

static off_t size_of(const char *path, const char *suffix)
{
    char name[128];
    struct stat info;
    snprintf(name, sizeof(name), "%s%s", path, suffix);
    return stat(name, &info) == 0 ? info.st_size : 0;
}

/* --- flushing ---------------------------------------------------------------------- */
static void test_db_file__every_acknowledged_change_was_flushed(void **state)
{
    Filed *d = *state;
    for (int64_t id = 1; id <= 20; id++) {
        int before = atomic_load(&flushes);
        GOOD(&d->f.cx, db_write(&d->f.cx, d->f.db, job_add, &id));
        assert_true(atomic_load(&flushes) > before);
    }
}

static void test_db_file__failed_flush_stops_all_acknowledging(void **state)
{
    Filed *d = *state;
    int64_t id = 1;
    GOOD(&d->f.cx, db_write(&d->f.cx, d->f.db, job_add, &id));
    atomic_store(&flushes_until_failure, 0);
    for (id = 2; id < 6; id++) {       /* only the first flush fails: the others are not tried */
        FAILS(&d->f.cx, ERR_STORE, db_write(&d->f.cx, d->f.db, job_add, &id));
    }
    assert_int_equal(count_items(&d->f), 1);   /* reading goes on */
    reopen(d);
    int64_t found = count_items(&d->f);        /* what failed may or may not be there */
    assert_true(found == 1 || found == 2);
    id = 9;
    GOOD(&d->f.cx, db_write(&d->f.cx, d->f.db, job_add, &id));
}

/* --- one process ----------------------------------------------------------------------- */
static int in_child(int (*run)(void *), void *arg)
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) _exit(run(arg));
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int child_open(void *arg)
{
    const Filed *d = arg;
    Ctx cx = { .arena = arena_open(1 << 20) };
    Db *db = NULL;
    Err err = open_at(&cx, d->path, &db);
    if (err.kind == ERR_NONE) db_close(db);
    bool said = strcmp(cx.err_text, "another tandem has this database open") == 0;
    return err.kind == ERR_BUSY && !said ? 99 : (int)err.kind;
}

static void test_db_file__second_process_is_refused(void **state)
{
    Filed *d = *state;
    assert_int_equal(in_child(child_open, d), ERR_BUSY);
    refuses_to_open(d->path, ERR_BUSY);        /* nor twice in one */
    shut(d);
    assert_int_equal(in_child(child_open, d), ERR_NONE);
    reopen(d);
}

/* --- kill -9 ------------------------------------------------------------------------------ */
enum { WRITERS = 4, ROUNDS = 12, ACKS_A_ROUND = 60 };
typedef struct Hammer { Db *db; int pipe; int64_t next; bool early; pthread_t thread; } Hammer;

static void tell(int pipe, int64_t id)
{
    if (write(pipe, &id, sizeof(id)) != (ssize_t)sizeof(id)) _exit(1);
}

static Err job_hammer(Ctx *cx, Tx *tx, void *arg)
{
    Hammer *h = arg;
    TRY(job_add(cx, tx, &h->next));
    if (!h->early) return OK;
    tell(h->pipe, h->next);            /* the control: acknowledged before the commit */
    for (;;) pause();
}

static void *hammer_main(void *arg)
{
    Hammer *h = arg;
    for (;; h->next++) {
        Ctx cx = { .arena = arena_open(1 << 16) };
        if (db_write(&cx, h->db, job_hammer, h).kind != ERR_NONE) _exit(1);
        tell(h->pipe, h->next);
        arena_close(cx.arena);
    }
    return NULL;
}

static void child_hammer(const char *path, int pipe, int64_t first, bool early)
{
    Hammer all[WRITERS];
    Ctx cx = { .arena = arena_open(1 << 20) };
    Db *db = NULL;
    if (open_at(&cx, path, &db).kind != ERR_NONE) _exit(1);
    for (int i = 0; i < WRITERS; i++) {
        all[i] = (Hammer){ .db = db, .pipe = pipe, .next = first + i * 1000000, .early = early };
        if (pthread_create(&all[i].thread, NULL, hammer_main, &all[i]) != 0) _exit(1);
    }
    pthread_join(all[0].thread, NULL);
}

static Err job_has(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    return db_row(cx, tx, &item_has, &row, BI(*(int64_t *)arg));
}

/* Kill a hammering child after `acks` acknowledgements; how many of them are gone? */
static int lost_after_kill(Filed *d, int64_t first, int acks, bool early)
{
    int ends[2], lost = 0;
    int64_t id, *acked = test_calloc(1 << 16, sizeof(id));
    size_t count = 0;
    if (d->open) shut(d);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        child_hammer(d->path, ends[1], first, early);
        _exit(1);
    }
    close(ends[1]);
    while (count < (1 << 16) && read(ends[0], &id, sizeof(id)) == (ssize_t)sizeof(id)) {
        acked[count++] = id;
        if ((int)count == acks) kill(child, SIGKILL);
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(ends[0]);
    assert_true((int)count >= acks);
    reopen(d);
    for (size_t i = 0; i < count; i++) {
        lost += db_read(&d->f.cx, d->f.db, job_has, &acked[i]).kind != ERR_NONE;
        err_clear(&d->f.cx);
    }
    test_free(acked);
    count_items(&d->f);
    return lost;
}

static void test_db_file__kill_loses_nothing_that_was_acknowledged(void **state)
{
    Filed *d = *state;
    for (int round = 0; round < ROUNDS; round++) {
        int acks = ACKS_A_ROUND + round * 7;
        assert_int_equal(lost_after_kill(d, (round + 1) * 10000000, acks, false), 0);
    }
    Out report = out_open(d->f.cx.arena, 4096);
    GOOD(&d->f.cx, db_check(&d->f.cx, d->f.db, &report));
    assert_int_equal(out_str(&report).len, 0);
}

/* The rig itself must be able to see a loss. */
static void test_db_file__acknowledging_before_the_commit_would_lose(void **state)
{
    assert_int_equal(lost_after_kill(*state, 10, 1, true), 1);
}

/* --- what is not opened ---------------------------------------------------------------- */
static void overwrite(const char *path, off_t at, const char *bytes, size_t len)
{
    int fd = open(path, O_RDWR);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, len, at), (ssize_t)len);
    close(fd);
}

static void test_db_file__names_with_another_meaning_are_refused(void **state)
{
    (void)state;
    refuses_to_open("", ERR_INVALID);
    refuses_to_open(":memory:", ERR_INVALID);
    refuses_to_open("file:x?vfs=memdb", ERR_INVALID);
    refuses_to_open("/nowhere/at/all/db", ERR_STORE);
}

static void test_db_file__file_open_to_others_is_refused(void **state)
{
    Filed *d = *state;
    shut(d);
    struct stat info;
    assert_int_equal(stat(d->path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(chmod(d->path, 0640), 0);
    refuses_to_open(d->path, ERR_DENIED);
}

static void test_db_file__log_and_index_are_for_us_alone(void **state)
{
    Filed *d = *state;
    static const char *const suffixes[] = { "-wal", "-shm", ".lock" };
    for (size_t i = 0; i < 3; i++) {
        char name[128];
        struct stat info;
        snprintf(name, sizeof(name), "%s%s", d->path, suffixes[i]);
        assert_int_equal(stat(name, &info), 0);
        assert_int_equal(info.st_mode & 0777, 0600);
    }
}

static void test_db_file__damaged_header_is_refused(void **state)
{
    Filed *d = *state;
    shut(d);
    overwrite(d->path, 0, "nonsense", 8);
    refuses_to_open(d->path, ERR_STORE);
}

static void test_db_file__file_of_another_program_is_refused(void **state)
{
    Filed *d = *state;
    sqlite3 *other = NULL;
    char path[128];
    snprintf(path, sizeof(path), "%s/other", d->folder);
    assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "CREATE TABLE bookmarks (id)", NULL, NULL, NULL), 0);
    sqlite3_close(other);
    assert_int_equal(chmod(path, 0600), 0);
    refuses_to_open(path, ERR_STORE);
}

static void test_db_file__without_its_log_it_is_not_opened(void **state)
{
    Filed *d = *state;
    char wal[128];
    snprintf(wal, sizeof(wal), "%s-wal", d->path);
    shut(d);
    unlink(wal);
    assert_int_equal(mkdir(wal, 0700), 0);
    refuses_to_open(d->path, ERR_STORE);
    assert_int_equal(rmdir(wal), 0);
    reopen(d);
}

static void test_db_file__check_tells_of_a_damaged_page(void **state)
{
    Filed *d = *state;
    char junk[512];
    memset(junk, 0x5a, sizeof(junk));
    for (int64_t id = 1; id <= 400; id++) {
        GOOD(&d->f.cx, db_write(&d->f.cx, d->f.db, job_add, &id));
    }
    shut(d);
    overwrite(d->path, 3 * 4096, junk, sizeof(junk));
    reopen(d);
    Out report = out_open(d->f.cx.arena, 1 << 16);
    GOOD(&d->f.cx, db_check(&d->f.cx, d->f.db, &report));
    assert_true(out_str(&report).len > 0);
}

/* --- the log's size ------------------------------------------------------------------------ */
static Err job_add_large(Ctx *cx, Tx *tx, void *arg)
{
    int64_t *id = arg;
    Str body = { ARENA_ARRAY(cx->arena, char, 1 << 20), 1 << 20 };
    if (!body.ptr) return fail(cx, ERR_LIMIT, "request too large");
    return db_exec(cx, tx, &item_add, BI(*id), BB(body));
}

static void add_large(Fixture *f, int64_t id)
{
    Ctx cx = ctx_open(2 << 20);
    GOOD(&cx, db_write(&cx, f->db, job_add_large, &id));
    arena_close(cx.arena);
}

static Err job_pin(Ctx *cx, Tx *tx, void *arg)
{
    Filed *d = arg;
    int64_t both[2];
    TRY(job_counts(cx, tx, both));
    for (int64_t id = 100; id < 170; id++) add_large(&d->f, id);
    return OK;
}

static void test_db_file__log_shrinks_after_a_long_reader(void **state)
{
    Filed *d = *state;
    GOOD(&d->f.cx, db_read(&d->f.cx, d->f.db, job_pin, d));
    assert_true(size_of(d->path, "-wal") > 64 << 20);
    for (int64_t id = 200; id < 206; id++) add_large(&d->f, id);
    assert_true(size_of(d->path, "-wal") <= 17 << 20);
    shut(d);
    assert_int_equal(size_of(d->path, "-wal"), 0);
    reopen(d);
}

/* --- copies --------------------------------------------------------------------------------- */
typedef struct Busy { Filed *d; atomic_bool stop; int64_t added; pthread_t thread; } Busy;

static void *busy_main(void *arg)
{
    Busy *b = arg;
    for (int64_t id = 1; !atomic_load(&b->stop); id++) {
        Ctx cx = { .arena = arena_open(1 << 16) };
        b->added += db_write(&cx, b->d->f.db, job_add, &id).kind == ERR_NONE;
        arena_close(cx.arena);
    }
    return NULL;
}

static int64_t items_in_copy(const char *path)
{
    Fixture copy;
    fixture_open(&copy, path, "", NULL);
    Out report = out_open(copy.cx.arena, 4096);
    GOOD(&copy.cx, db_check(&copy.cx, copy.db, &report));
    assert_int_equal(out_str(&report).len, 0);
    int64_t count = count_items(&copy);
    fixture_close(&copy);
    return count;
}

static void test_db_file__copy_while_writing_is_consistent(void **state)
{
    Filed *d = *state;
    Busy busy = { .d = d };
    char path[128];
    int64_t last = 0;
    assert_int_equal(pthread_create(&busy.thread, NULL, busy_main, &busy), 0);
    for (int i = 0; i < 5; i++) {
        usleep(20000);
        snprintf(path, sizeof(path), "%s/copy%d", d->folder, i);
        GOOD(&d->f.cx, db_backup(&d->f.cx, d->f.db, path));
        int64_t count = items_in_copy(path);
        assert_true(count >= last);
        last = count;
    }
    atomic_store(&busy.stop, true);
    pthread_join(busy.thread, NULL);
    assert_true(last > 0);
    assert_true(busy.added >= last);
    assert_int_equal(count_items(&d->f), busy.added);
}

static void test_db_file__copy_overwrites_nothing_and_leaves_no_half(void **state)
{
    Filed *d = *state;
    Ctx *cx = &d->f.cx;
    char path[128];
    snprintf(path, sizeof(path), "%s/copy", d->folder);
    db_fault_at(1, SQLITE_FULL);
    FAILS(cx, ERR_STORE, db_backup(cx, d->f.db, path));
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(size_of(path, ".partial"), 0);
    GOOD(cx, db_backup(cx, d->f.db, path));
    FAILS(cx, ERR_CONFLICT, db_backup(cx, d->f.db, path));
    FAILS(cx, ERR_STORE, db_backup(cx, d->f.db, "/nowhere/at/all/copy"));
    assert_int_equal(items_in_copy(path), 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_db_file__every_acknowledged_change_was_flushed),
        T(test_db_file__failed_flush_stops_all_acknowledging),
        T(test_db_file__second_process_is_refused),
        T(test_db_file__kill_loses_nothing_that_was_acknowledged),
        T(test_db_file__acknowledging_before_the_commit_would_lose),
        T(test_db_file__names_with_another_meaning_are_refused),
        T(test_db_file__file_open_to_others_is_refused),
        T(test_db_file__log_and_index_are_for_us_alone),
        T(test_db_file__damaged_header_is_refused),
        T(test_db_file__file_of_another_program_is_refused),
        T(test_db_file__without_its_log_it_is_not_opened),
        T(test_db_file__check_tells_of_a_damaged_page),
        T(test_db_file__log_shrinks_after_a_long_reader),
        T(test_db_file__copy_while_writing_is_consistent),
        T(test_db_file__copy_overwrites_nothing_and_leaves_no_half),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
