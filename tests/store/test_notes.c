/* Looks as notes: durable before they are acknowledged, rows before anybody reads the log, once
 * each whatever happens in between. */
#include "store_test.h"
#include "store/audit.h"
#include "store/notes.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>


/* The disk, as the program sees it: counted, and refusing when told to. */
static atomic_int flushes;
static atomic_bool disk_refuses;

int fdatasync(int fd)
{
    if (atomic_load(&disk_refuses)) {
        errno = EIO;
        return -1;
    }
    atomic_fetch_add(&flushes, 1);
    return (int)syscall(SYS_fdatasync, fd);
}

#define AUDIT_TABLE "CREATE TABLE IF NOT EXISTS audit (seq BIGINT PRIMARY KEY, at BIGINT NOT NULL," \
    " practice_id BYTEA NOT NULL, actor_id BYTEA NOT NULL, episode_id BYTEA NOT NULL," \
    " subject_id BYTEA NOT NULL, object_id BYTEA NOT NULL, action TEXT NOT NULL, scope TEXT NOT NULL," \
    " purpose TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, login_id BYTEA NOT NULL," \
    " prev_hash BYTEA NOT NULL, hash BYTEA NOT NULL);"

static const Query by_action = { "test_by_action", "s", "i",
    "SELECT COUNT(*) FROM audit WHERE action = ?1" };

typedef struct House {
    Fixture f;
    char folder[64], path[96], notes[112];
} House;

static void house_open(House *h)
{
    fixture_open(&h->f, h->path, AUDIT_TABLE, NULL);
    GOOD(&h->f.cx, db_keep_notes(&h->f.cx, h->f.db, &audit_notes));
}

static void house_make(House *h)
{
    folder_make(h->folder);
    snprintf(h->path, sizeof h->path, "%s/db", h->folder);
    snprintf(h->notes, sizeof h->notes, "%s/db-notes", h->folder);
    house_open(h);
}

static void house_remove(House *h)
{
    fixture_close(&h->f);
    folder_remove(h->folder);
}

/* --- one look ------------------------------------------------------------------------- */

typedef struct Look { pthread_mutex_t lock; pthread_cond_t over; bool done; Err result; } Look;

static void look_done(Err result, void *arg)
{
    Look *look = arg;
    pthread_mutex_lock(&look->lock);
    look->result = result;
    look->done = true;
    pthread_cond_signal(&look->over);
    pthread_mutex_unlock(&look->lock);
}

static Err look_at(House *h, Uuid about, Uuid by, Str action)
{
    Ctx cx = ctx_open(1 << 20);
    AuditRow row = { .episode = { about }, .actor = { by }, .action = action, .scope = S("episode"),
                     .purpose = S("care"), .outcome = S("done"), .reason = S("member") };
    Look look = { .lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER };
    audit_note(&cx, h->f.db, &row, look_done, &look);
    pthread_mutex_lock(&look.lock);
    while (!look.done) pthread_cond_wait(&look.over, &look.lock);
    pthread_mutex_unlock(&look.lock);
    arena_close(cx.arena);
    return look.result;
}

static void look_well(House *h, Str action)
{
    GOOD(&h->f.cx, look_at(h, (Uuid){ { 1 } }, (Uuid){ { 2 } }, action));
}

typedef struct Counting { Str action; int64_t count; } Counting;

static Err job_count(Ctx *cx, Tx *tx, void *arg)
{
    Counting *c = arg;
    Rows row;
    TRY(db_row(cx, tx, &by_action, &row, BS(c->action)));
    c->count = row_int(&row, 0);
    return OK;
}

static int64_t rows_of(House *h, Str action)
{
    Counting c = { action, 0 };
    GOOD(&h->f.cx, db_read(&h->f.cx, h->f.db, job_count, &c));
    return c.count;
}

static int64_t settled_rows_of(House *h, Str action)
{
    GOOD(&h->f.cx, db_settle(&h->f.cx, h->f.db));
    return rows_of(h, action);
}

typedef struct Verifying { Out report; bool ok; } Verifying;

static Err job_verify(Ctx *cx, Tx *tx, void *arg)
{
    Verifying *v = arg;
    return audit_verify(cx, tx, NULL, &v->report, &v->ok);
}

static void check_chain(House *h)
{
    Verifying v = { .report = out_open(h->f.cx.arena, 10000) };
    GOOD(&h->f.cx, db_read(&h->f.cx, h->f.db, job_verify, &v));
    assert_true(v.ok);
}

/* --- tests ------------------------------------------------------------------------------- */

static void test_notes__a_look_costs_no_commit_and_is_a_row_when_asked_for(void **state)
{
    (void)state;
    House h;
    house_make(&h);
    int64_t commits = db_stats(h.f.db).commits;
    for (int i = 0; i < 10; i++) look_well(&h, S("LOOK"));
    assert_int_equal(db_stats(h.f.db).commits, commits);
    assert_int_equal(db_stats(h.f.db).notes, 10);
    assert_int_equal(settled_rows_of(&h, S("LOOK")), 10);
    assert_int_equal(db_stats(h.f.db).commits, commits + 1);
    check_chain(&h);
    house_remove(&h);
}

static Err job_append(Ctx *cx, Tx *tx, void *arg)
{
    Counting *before = arg;
    AuditRow row = { .action = S("CHANGE"), .scope = S("self"), .purpose = S("care"),
                     .outcome = S("done"), .reason = S("self") };
    TRY(job_count(cx, tx, before));
    return audit_append(cx, tx, &row);
}

static void test_notes__whoever_writes_finds_them_as_rows_before_their_own(void **state)
{
    (void)state;
    House h;
    house_make(&h);
    look_well(&h, S("LOOK"));
    Counting seen = { S("LOOK"), 0 };
    GOOD(&h.f.cx, db_write(&h.f.cx, h.f.db, job_append, &seen));
    assert_int_equal(seen.count, 1);
    look_well(&h, S("LOOK"));
    assert_int_equal(settled_rows_of(&h, S("LOOK")), 2);
    check_chain(&h);
    house_remove(&h);
}

static void test_notes__more_than_the_file_holds_become_rows_on_the_way(void **state)
{
    (void)state;
    House h;
    house_make(&h);
    for (int i = 0; i < NOTES_MAX + 50; i++) look_well(&h, S("LOOK"));
    assert_true(rows_of(&h, S("LOOK")) >= NOTES_MAX);
    assert_int_equal(settled_rows_of(&h, S("LOOK")), NOTES_MAX + 50);
    check_chain(&h);
    house_remove(&h);
}

static void test_notes__who_waits_is_known_by_whom_and_about_what(void **state)
{
    (void)state;
    House h;
    const Uuid any = { { 0 } }, work = { { 1 } }, other = { { 9 } }, reader = { { 2 } };
    house_make(&h);
    assert_false(db_notes_wait(h.f.db, any, any));
    look_well(&h, S("LOOK"));
    assert_true(db_notes_wait(h.f.db, any, any));
    assert_true(db_notes_wait(h.f.db, work, other));
    assert_false(db_notes_wait(h.f.db, work, reader));
    assert_false(db_notes_wait(h.f.db, other, any));
    GOOD(&h.f.cx, db_settle(&h.f.cx, h.f.db));
    assert_false(db_notes_wait(h.f.db, any, any));
    house_remove(&h);
}

static void test_notes__they_become_rows_by_themselves_after_a_second(void **state)
{
    (void)state;
    House h;
    house_make(&h);
    look_well(&h, S("LOOK"));
    for (int i = 0; i < 100 && rows_of(&h, S("LOOK")) == 0; i++) usleep(50 * 1000);
    assert_int_equal(rows_of(&h, S("LOOK")), 1);
    house_remove(&h);
}

static void test_notes__every_look_is_flushed_before_it_is_acknowledged(void **state)
{
    (void)state;
    House h;
    house_make(&h);
    for (int i = 0; i < 5; i++) {
        int before = atomic_load(&flushes);
        look_well(&h, S("LOOK"));
        assert_true(atomic_load(&flushes) > before);
    }
    house_remove(&h);
}

static void test_notes__a_refused_flush_acknowledges_nothing_and_ends_the_file(void **state)
{
    (void)state;
    House h;
    house_make(&h);
    look_well(&h, S("EARLIER"));
    atomic_store(&disk_refuses, true);
    FAILS(&h.f.cx, ERR_STORE, look_at(&h, (Uuid){ { 1 } }, (Uuid){ { 2 } }, S("LOOK")));
    atomic_store(&disk_refuses, false);
    int64_t commits = db_stats(h.f.db).commits;
    look_well(&h, S("LATER"));                     /* a row at once */
    assert_int_equal(db_stats(h.f.db).commits, commits + 1);
    assert_int_equal(rows_of(&h, S("LATER")), 1);
    assert_int_equal(rows_of(&h, S("EARLIER")), 1);
    assert_int_equal(rows_of(&h, S("LOOK")), 0);
    check_chain(&h);
    house_remove(&h);
}

/* A child that looks and is killed: what it acknowledged comes through a pipe. */
static int64_t look_until_killed(House *h, int round)
{
    int out[2];
    char byte = 0;
    int64_t acknowledged = 0;
    assert_int_equal(pipe(out), 0);
    pid_t child = fork();
    if (child == 0) {
        close(out[0]);
        house_open(h);
        for (;;) {
            look_well(h, S("LOOK"));
            if (write(out[1], "x", 1) != 1) _exit(1);
        }
    }
    close(out[1]);
    while (acknowledged < 100 + round * 137 && read(out[0], &byte, 1) == 1) acknowledged++;
    kill(child, SIGKILL);
    while (read(out[0], &byte, 1) == 1) acknowledged++;
    close(out[0]);
    assert_int_equal(waitpid(child, NULL, 0), child);
    return acknowledged;
}

static void test_notes__a_killed_process_loses_none_and_doubles_none(void **state)
{
    (void)state;
    House h;
    int64_t acknowledged = 0;
    house_make(&h);
    fixture_close(&h.f);
    for (int round = 0; round < 6; round++) {
        acknowledged += look_until_killed(&h, round);
        house_open(&h);
        int64_t there = rows_of(&h, S("LOOK"));
        /* One look may be on the disk and not yet told. */
        assert_in_range(there, acknowledged, acknowledged + 1);
        acknowledged = there;
        check_chain(&h);
        fixture_close(&h.f);
    }
    folder_remove(h.folder);
}

/* --- the file, by itself --------------------------------------------------------------------- */

static char mark_a[NOTES_MARK] = "a", mark_b[NOTES_MARK] = "b";

static Notes *file_open(House *h)
{
    Notes *n = NULL;
    GOOD(&h->f.cx, notes_open(&h->f.cx, h->f.cx.arena, h->notes, &n));
    return n;
}

static void folder_only(House *h)
{
    folder_make(h->folder);
    snprintf(h->notes, sizeof h->notes, "%s/db-notes", h->folder);
    h->f.cx = ctx_open(16 << 20);
}

static void folder_done(House *h)
{
    arena_close(h->f.cx.arena);
    folder_remove(h->folder);
}

static void write_three(House *h)
{
    Notes *n = file_open(h);
    assert_int_equal(notes_count(n), 0);
    assert_false(notes_room(n));
    notes_begin(n, (Str){ mark_a, NOTES_MARK });
    assert_true(notes_add(n, S("one")));
    assert_true(notes_add(n, S("two")));
    assert_true(notes_add(n, S("three")));
    assert_true(notes_flush(n));
    notes_close(n);
}

static void test_notes__a_file_gives_back_what_was_flushed(void **state)
{
    (void)state;
    House h;
    folder_only(&h);
    write_three(&h);
    Notes *n = file_open(&h);
    assert_int_equal(notes_count(n), 3);
    assert_true(str_eq(notes_at(n, 2), S("three")));
    assert_true(str_eq(notes_mark(n), (Str){ mark_a, NOTES_MARK }));
    notes_close(n);
    folder_done(&h);
}

static void test_notes__an_earlier_round_is_not_read_behind_a_later_one(void **state)
{
    (void)state;
    House h;
    folder_only(&h);
    write_three(&h);
    Notes *n = file_open(&h);
    notes_begin(n, (Str){ mark_b, NOTES_MARK });
    assert_true(notes_add(n, S("new")));           /* as long as "one": the next record is whole */
    assert_true(notes_flush(n));
    notes_close(n);
    n = file_open(&h);
    assert_int_equal(notes_count(n), 1);
    assert_true(str_eq(notes_at(n, 0), S("new")));
    notes_close(n);
    folder_done(&h);
}

static void test_notes__a_changed_byte_ends_the_reading_before_it(void **state)
{
    (void)state;
    House h;
    folder_only(&h);
    write_three(&h);
    int fd = open(h.notes, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, "!", 1, 8 + NOTES_MARK + 3 + 32 + 8 + NOTES_MARK), 1);   /* of "two" */
    close(fd);
    Notes *n = file_open(&h);
    assert_int_equal(notes_count(n), 1);
    notes_close(n);
    folder_done(&h);
}

static void test_notes__of_another_state_of_the_log_are_set_aside(void **state)
{
    (void)state;
    House h;
    struct stat info;
    char aside[128];
    folder_only(&h);
    arena_close(h.f.cx.arena);
    snprintf(h.path, sizeof h.path, "%s/db", h.folder);
    house_open(&h);
    fixture_close(&h.f);
    h.f.cx = ctx_open(16 << 20);
    Notes *n = file_open(&h);
    char later[NOTES_MARK] = { 0 };
    later[7] = 9;                                  /* after row 9, which this log does not have */
    notes_begin(n, (Str){ later, NOTES_MARK });
    assert_true(notes_add(n, S("a look")));
    assert_true(notes_flush(n));
    notes_close(n);
    arena_close(h.f.cx.arena);
    house_open(&h);
    snprintf(aside, sizeof aside, "%s.aside", h.notes);
    assert_int_equal(stat(aside, &info), 0);
    look_well(&h, S("LOOK"));
    assert_int_equal(settled_rows_of(&h, S("LOOK")), 1);
    house_remove(&h);
}

static void test_notes__too_long_a_note_is_refused(void **state)
{
    (void)state;
    House h;
    char text[NOTE_BYTES_MAX + 1] = "x";
    folder_only(&h);
    Notes *n = file_open(&h);
    notes_begin(n, (Str){ mark_a, NOTES_MARK });
    assert_false(notes_add(n, (Str){ text, sizeof text }));
    assert_true(notes_add(n, (Str){ text, NOTE_BYTES_MAX }));
    notes_close(n);
    folder_done(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notes__a_look_costs_no_commit_and_is_a_row_when_asked_for),
        cmocka_unit_test(test_notes__whoever_writes_finds_them_as_rows_before_their_own),
        cmocka_unit_test(test_notes__more_than_the_file_holds_become_rows_on_the_way),
        cmocka_unit_test(test_notes__who_waits_is_known_by_whom_and_about_what),
        cmocka_unit_test(test_notes__they_become_rows_by_themselves_after_a_second),
        cmocka_unit_test(test_notes__every_look_is_flushed_before_it_is_acknowledged),
        cmocka_unit_test(test_notes__a_refused_flush_acknowledges_nothing_and_ends_the_file),
        cmocka_unit_test(test_notes__a_killed_process_loses_none_and_doubles_none),
        cmocka_unit_test(test_notes__a_file_gives_back_what_was_flushed),
        cmocka_unit_test(test_notes__an_earlier_round_is_not_read_behind_a_later_one),
        cmocka_unit_test(test_notes__a_changed_byte_ends_the_reading_before_it),
        cmocka_unit_test(test_notes__of_another_state_of_the_log_are_set_aside),
        cmocka_unit_test(test_notes__too_long_a_note_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
