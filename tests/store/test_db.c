/* test_db.c - statements, cursors, transactions, groups, rights and faults of store/db.h. */
#include "store/store_test.h"

#include <pthread.h>
#include <unistd.h>

static const char tables[] =
    "CREATE TABLE item (id BIGINT PRIMARY KEY, name TEXT NOT NULL, body BYTEA, size DOUBLE PRECISION);"
    "CREATE TABLE audit_x (id BIGINT PRIMARY KEY);"
    "INSERT INTO audit_x (id) VALUES (1);";

static const Query item_add = { "item_add", "isbd", "",
    "INSERT INTO item (id, name, body, size) VALUES (?1, ?2, ?3, ?4)" };
static const Query item_get = { "item_get", "i", "isbd",
    "SELECT id, name, body, size FROM item WHERE id = ?1" };
static const Query item_all = { "item_all", "", "i", "SELECT id FROM item ORDER BY id" };
static const Query item_count = { "item_count", "", "i", "SELECT count(*) FROM item" };
static const Query item_rename = { "item_rename", "is", "",
    "UPDATE item SET name = ?2 WHERE id = ?1" };

static int setup(void **state)
{
    Fixture *f = test_calloc(1, sizeof(*f));
    fixture_open(f, NULL, tables, NULL);
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

static Err add(Ctx *cx, Tx *tx, int64_t id)
{
    return db_exec(cx, tx, &item_add, BI(id), BS(S("name")), BB(S("\0\1body")), BD(1.5));
}

static Err job_add(Ctx *cx, Tx *tx, void *arg)
{
    return add(cx, tx, *(int64_t *)arg);
}

static Err job_count(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    TRY(db_row_n(cx, tx, &item_count, NULL, 0, &row));
    *(int64_t *)arg = row_int(&row, 0);
    return OK;
}

static int64_t count_items(Fixture *f)
{
    int64_t count = -1;
    GOOD(&f->cx, db_read(&f->cx, f->db, job_count, &count));
    return count;
}

static Err job_round_trip(Ctx *cx, Tx *tx, void *arg)
{
    (void)arg;
    Rows row;
    TRY(db_row(cx, tx, &item_get, &row, BI(7)));
    assert_int_equal(row_int(&row, 0), 7);
    assert_true(str_eq(row_str(&row, 1), S("name")));
    assert_true(str_eq(row_str(&row, 2), S("\0\1body")));
    assert_true(row_double(&row, 3) == 1.5);
    assert_false(row_null(&row, 3));
    return OK;
}

static void test_db__values_come_back_as_stored(void **state)
{
    Fixture *f = *state;
    int64_t id = 7;
    GOOD(&f->cx, db_write(&f->cx, f->db, job_add, &id));
    GOOD(&f->cx, db_read(&f->cx, f->db, job_round_trip, NULL));
    assert_int_equal(count_items(f), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_db__values_come_back_as_stored, setup, teardown),
    };
    (void)item_all; (void)item_rename;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
