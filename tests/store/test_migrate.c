/* test_migrate.c - forward only, once each, all or nothing. */
#include "store/store_test.h"

#include "store/migrate.h"

#define SCRIPT(file, sql) { (file), (const unsigned char *)(sql), sizeof(sql) - 1, "", "" }

static const EmbeddedFile good[] = {
    SCRIPT("0001_start.sql", "CREATE TABLE one (id BIGINT PRIMARY KEY); -- first\n"
                             "INSERT INTO one (id) VALUES (1);\n"),
    SCRIPT("0002_more.sql", "CREATE TABLE two (id BIGINT PRIMARY KEY);"),
    SCRIPT("0003_data.sql", "INSERT INTO two (id) SELECT id FROM one;"),
};

static const Query count_two = { "count_two", "", "i", "SELECT count(*) FROM two" };

static int setup(void **state)
{
    Fixture *f = test_calloc(1, sizeof(*f));
    fixture_open(f, NULL, "", NULL);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    Fixture *f = *state;
    db_fault_at(-1, 0);
    fixture_close(f);
    test_free(f);
    return 0;
}

static Err job_count(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    TRY(db_row_n(cx, tx, &count_two, NULL, 0, &row));
    *(int64_t *)arg = row_int(&row, 0);
    return OK;
}

static int64_t rows_of_two(Fixture *f)
{
    int64_t count = -1;
    GOOD(&f->cx, db_read(&f->cx, f->db, job_count, &count));
    return count;
}

static void test_migrate__applies_each_script_once(void **state)
{
    Fixture *f = *state;
    MigrateState now;
    GOOD(&f->cx, migrate_state(&f->cx, f->db, good, 3, &now));
    assert_int_equal(now.pending, 3);
    GOOD(&f->cx, migrate_run(&f->cx, f->db, good, 2, &now));
    assert_int_equal(now.applied, 2);
    assert_int_equal(rows_of_two(f), 0);
    GOOD(&f->cx, migrate_run(&f->cx, f->db, good, 3, &now));
    GOOD(&f->cx, migrate_run(&f->cx, f->db, good, 3, &now));
    assert_int_equal(now.applied, 3);
    assert_int_equal(now.pending, 0);
    assert_int_equal(rows_of_two(f), 1);
}

static void test_migrate__changed_script_is_refused(void **state)
{
    Fixture *f = *state;
    MigrateState now;
    EmbeddedFile changed[3] = { good[0], good[1], good[2] };
    changed[1] = (EmbeddedFile)SCRIPT("0002_more.sql", "CREATE TABLE two (id TEXT PRIMARY KEY);");
    GOOD(&f->cx, migrate_run(&f->cx, f->db, good, 2, &now));
    Err err = migrate_run(&f->cx, f->db, changed, 3, &now);
    assert_string_equal(f->cx.err_text, "migration 0002 was changed after it was applied");
    FAILS(&f->cx, ERR_STORE, err);
    assert_int_equal(rows_of_two(f), 0);
}

static void test_migrate__newer_database_is_refused(void **state)
{
    Fixture *f = *state;
    MigrateState now;
    GOOD(&f->cx, migrate_run(&f->cx, f->db, good, 3, &now));
    FAILS(&f->cx, ERR_CONFLICT, migrate_run(&f->cx, f->db, good, 2, &now));
}

static void test_migrate__misnamed_scripts_are_refused(void **state)
{
    Fixture *f = *state;
    MigrateState now;
    const EmbeddedFile gap[] = { good[0], good[2] };
    const EmbeddedFile order[] = { good[1], good[0] };
    const EmbeddedFile name[] = { SCRIPT("1_start.sql", "SELECT 1;") };
    FAILS(&f->cx, ERR_BUG, migrate_run(&f->cx, f->db, gap, 2, &now));
    FAILS(&f->cx, ERR_BUG, migrate_run(&f->cx, f->db, order, 2, &now));
    FAILS(&f->cx, ERR_BUG, migrate_run(&f->cx, f->db, name, 1, &now));
}

static void test_migrate__failing_script_leaves_nothing(void **state)
{
    Fixture *f = *state;
    MigrateState now;
    const EmbeddedFile broken[] = { good[0], good[1],
        SCRIPT("0003_data.sql", "INSERT INTO two (id) VALUES (7); INSERT INTO nowhere VALUES (1);") };
    FAILS(&f->cx, ERR_BUG, migrate_run(&f->cx, f->db, broken, 3, &now));
    assert_int_equal(rows_of_two(f), 0);
    GOOD(&f->cx, migrate_run(&f->cx, f->db, good, 3, &now));
    assert_int_equal(rows_of_two(f), 1);
}

static void test_migrate__script_cannot_end_its_transaction(void **state)
{
    static const EmbeddedFile bad[][1] = {
        { SCRIPT("0001_start.sql", "CREATE TABLE one (id BIGINT); COMMIT;") },
        { SCRIPT("0001_start.sql", "CREATE TABLE one (id BIGINT); RELEASE job;") },
        { SCRIPT("0001_start.sql", "PRAGMA synchronous=OFF;") },
        { SCRIPT("0001_start.sql", "ATTACH ':memory:' AS other;") },
        { SCRIPT("0001_start.sql", "VACUUM;") },
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        MigrateState now;
        FAILS(&f->cx, ERR_BUG, migrate_run(&f->cx, f->db, bad[i], 1, &now));
        GOOD(&f->cx, migrate_state(&f->cx, f->db, good, 3, &now));
        assert_int_equal(now.applied, 0);
    }
}

static void test_migrate__every_statement_failing_in_turn_can_be_repeated(void **state)
{
    Fixture *f = *state;
    MigrateState now;
    long n = 1;
    for (;; n++) {
        db_fault_at(n, 13);
        Err err = migrate_run(&f->cx, f->db, good, 3, &now);
        bool hit = db_fault_hit();
        db_fault_at(-1, 0);
        if (!hit) {
            GOOD(&f->cx, err);
            break;
        }
        FAILS(&f->cx, ERR_STORE, err);
        ctx_again(&f->cx);
    }
    assert_true(n > 15);
    assert_int_equal(now.applied, 3);
    assert_int_equal(rows_of_two(f), 1);
}

static void test_migrate__scripts_of_this_program_apply(void **state)
{
    Fixture *f = *state;
    MigrateState now;
    GOOD(&f->cx, migrate_all(&f->cx, f->db, &now));
    assert_true(now.applied > 0);
    assert_int_equal(now.pending, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_migrate__applies_each_script_once),
        T(test_migrate__changed_script_is_refused),
        T(test_migrate__newer_database_is_refused),
        T(test_migrate__misnamed_scripts_are_refused),
        T(test_migrate__failing_script_leaves_nothing),
        T(test_migrate__script_cannot_end_its_transaction),
        T(test_migrate__every_statement_failing_in_turn_can_be_repeated),
        T(test_migrate__scripts_of_this_program_apply),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
