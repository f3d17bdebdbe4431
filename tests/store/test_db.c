/* test_db.c - statements, cursors and transactions of store/db.h. */
#include "store/store_test.h"

static const char tables[] =
    "CREATE TABLE item (id BIGINT PRIMARY KEY, name TEXT NOT NULL, body BYTEA,"
    " size DOUBLE PRECISION, CHECK (id < 1000000));"
    "CREATE TABLE part (id BIGINT PRIMARY KEY, item_id BIGINT NOT NULL REFERENCES item (id));"
    "CREATE TABLE late (id BIGINT PRIMARY KEY, item_id BIGINT NOT NULL REFERENCES item (id)"
    " DEFERRABLE INITIALLY DEFERRED);";

static const Query item_add = { "item_add", "isbd", "",
    "INSERT INTO item (id, name, body, size) VALUES (?1, ?2, ?3, ?4)" };
static const Query item_get = { "item_get", "i", "isbd",
    "SELECT id, name, body, size FROM item WHERE id = ?1" };
static const Query item_all = { "item_all", "", "i", "SELECT id FROM item ORDER BY id" };
static const Query item_count = { "item_count", "", "i", "SELECT count(*) FROM item" };
static const Query item_rename = { "item_rename", "is", "",
    "UPDATE item SET name = ?2 WHERE id = ?1" };
static const Query item_bodies = { "item_bodies", "", "b", "SELECT body FROM item ORDER BY id" };
static const Query part_add = { "part_add", "ii", "",
    "INSERT INTO part (id, item_id) VALUES (?1, ?2)" };
static const Query late_add = { "late_add", "ii", "",
    "INSERT INTO late (id, item_id) VALUES (?1, ?2)" };

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

static void add_item(Fixture *f, int64_t id)
{
    GOOD(&f->cx, db_write(&f->cx, f->db, job_add, &id));
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

/* --- values ----------------------------------------------------------------- */
static Err job_round_trip(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    TRY(db_row(cx, tx, &item_get, &row, BI(*(int64_t *)arg)));
    assert_int_equal(row_int(&row, 0), *(int64_t *)arg);
    assert_true(str_eq(row_str(&row, 1), S("name")));
    assert_true(str_eq(row_str(&row, 2), S("\0\1body")));
    assert_true(row_double(&row, 3) == 1.5);
    assert_false(row_null(&row, 3));
    return OK;
}

static void test_db__values_come_back_as_stored(void **state)
{
    Fixture *f = *state;
    int64_t id = -7;
    add_item(f, id);
    GOOD(&f->cx, db_read(&f->cx, f->db, job_round_trip, &id));
    assert_int_equal(count_items(f), 1);
}

static Err job_empty(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    (void)arg;
    TRY(db_exec(cx, tx, &item_add, BI(1), BS(((Str){ NULL, 0 })), BB(((Str){ NULL, 0 })), BD(0)));
    TRY(db_exec(cx, tx, &item_add, BI(2), BS(S("")), bind_null('b'), bind_null('d')));
    TRY(db_row(cx, tx, &item_get, &row, BI(1)));
    assert_false(row_null(&row, 1));
    assert_false(row_null(&row, 2));
    assert_int_equal(row_str(&row, 1).len, 0);
    TRY(db_row(cx, tx, &item_get, &row, BI(2)));
    assert_true(row_null(&row, 2));
    assert_true(uuid_is_zero(row_uuid(&row, 2)));
    assert_true(row_double(&row, 3) == 0);
    return OK;
}

static void test_db__empty_is_not_null(void **state)
{
    Fixture *f = *state;
    GOOD(&f->cx, db_write(&f->cx, f->db, job_empty, NULL));
}

static Err job_ids(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    Uuid id = uuid_new(5);
    (void)arg;
    TRY(db_exec(cx, tx, &item_add, BI(1), BS(S("")), bind_bytes(uuid_bytes(&id)), BD(0)));
    TRY(db_row(cx, tx, &item_get, &row, BI(1)));
    assert_true(uuid_eq(row_uuid(&row, 2), id));
    TRY(db_exec(cx, tx, &item_add, BI(2), BS(S("")), BB(S("too short")), BD(0)));
    TRY(db_row(cx, tx, &item_get, &row, BI(2)));
    assert_true(uuid_is_zero(row_uuid(&row, 2)));
    return OK;
}

static void test_db__bytes_that_are_no_id_stop_the_job(void **state)
{
    Fixture *f = *state;
    FAILS(&f->cx, ERR_STORE, db_write(&f->cx, f->db, job_ids, NULL));
    assert_int_equal(count_items(f), 0);
}

typedef struct BindCase { ErrKind want; size_t count; Bind binds[5]; } BindCase;

static Err job_bind(Ctx *cx, Tx *tx, void *arg)
{
    const BindCase *c = arg;
    return db_exec_n(cx, tx, &item_add, c->binds, c->count, NULL);
}

static void test_db__values_must_be_what_was_declared(void **state)
{
    static const double zero = 0;
    BindCase cases[] = {
        { ERR_NONE, 4, { BI(1), BS(S("a")), BB(S("b")), BD(1) } },
        { ERR_BUG, 3, { BI(2), BS(S("a")), BB(S("b")) } },
        { ERR_BUG, 5, { BI(2), BS(S("a")), BB(S("b")), BD(1), BI(1) } },
        { ERR_BUG, 4, { BS(S("2")), BS(S("a")), BB(S("b")), BD(1) } },
        { ERR_BUG, 4, { BI(2), BB(S("a")), BB(S("b")), BD(1) } },
        { ERR_BUG, 4, { BI(2), BS(S("a")), BS(S("b")), BD(1) } },
        { ERR_BUG, 4, { BI(2), BS(S("a")), BB(S("b")), BI(1) } },
        { ERR_BUG, 4, { BI(2), BS(S("a")), bind_null('s'), BD(1) } },
        { ERR_BUG, 4, { BI(2), BS(S("a")), BB(S("b")), BD(0 / zero) } },
        { ERR_INVALID, 4, { BI(2), BS(S("\xff")), BB(S("b")), BD(1) } },
        { ERR_INVALID, 4, { BI(2), BS(S("a\0b")), BB(S("b")), BD(1) } },
        { ERR_CONFLICT, 4, { BI(2), bind_null('s'), BB(S("b")), BD(1) } },
        { ERR_CONFLICT, 4, { BI(1), BS(S("a")), BB(S("b")), BD(1) } },
        { ERR_CONFLICT, 4, { BI(1000000), BS(S("a")), BB(S("b")), BD(1) } },
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        FAILS(&f->cx, cases[i].want, db_write(&f->cx, f->db, job_bind, &cases[i]));
    }
    assert_int_equal(count_items(f), 1);
}

static const Query body_of_text = { "body_of_text", "", "",
    "INSERT INTO item (id, name, body) VALUES (9, 'x', 'text in a column of bytes')" };

static Err job_body_of_text(Ctx *cx, Tx *tx, void *arg)
{
    Rows rows;
    bool more = false;
    (void)arg;
    TRY(db_exec_n(cx, tx, &body_of_text, NULL, 0, NULL));
    TRY(db_rows_n(cx, tx, &item_bodies, NULL, 0, &rows));
    return db_next(&rows, &more);
}

static void test_db__stored_value_of_another_type_is_refused(void **state)
{
    Fixture *f = *state;
    FAILS(&f->cx, ERR_STORE, db_write(&f->cx, f->db, job_body_of_text, NULL));
}

/* --- queries against the real engine ------------------------------------------- */
static void test_db__query_that_does_not_fit_is_named_at_open(void **state)
{
    static const Query cases[] = {
        { "few_values", "i", "", "UPDATE item SET name = ?2 WHERE id = ?1" },
        { "many_values", "isi", "", "UPDATE item SET name = ?2 WHERE id = ?1" },
        { "few_columns", "", "i", "SELECT id, name FROM item" },
        { "many_columns", "", "iis", "SELECT id, name FROM item" },
        { "text_is_not_integer", "", "i", "SELECT name FROM item" },
        { "bytes_are_not_text", "", "s", "SELECT body FROM item" },
        { "no_such_letter", "", "x", "SELECT count(*) FROM item" },
        { "no_such_value", "u", "", "DELETE FROM item WHERE id = ?1" },
        { "no_such_table", "", "i", "SELECT id FROM nothing" },
        { "quoted_name_is_no_text", "", "i", "SELECT id FROM item WHERE name = \"nothing\"" },
        { "two_statements", "", "", "DELETE FROM item; DELETE FROM item" },
        { "no_statement", "", "", " -- nothing" },
        { "replaces", "", "", "REPLACE INTO item (id, name) VALUES (1, 'x')" },
        { "or_replaces", "", "", "INSERT OR\n REPLACE INTO item (id, name) VALUES (1, 'x')" },
        { "defines", "", "", "CREATE TABLE other (id BIGINT)" },
        { "drops", "", "", "DROP TABLE item" },
        { "pragma", "", "i", "PRAGMA synchronous" },
        { "attaches", "", "", "ATTACH ':memory:' AS other" },
        { "extends", "", "s", "SELECT load_extension('x')" },
        { "schema", "", "", "UPDATE sqlite_master SET sql = ''" },
    };
    Fixture *f = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const Query *const list[] = { &cases[i], NULL };
        Err err = db_prepare_queries(&f->cx, f->db, list);
        bool named = strstr(f->cx.err_text, cases[i].name) != NULL;
        if (!named) print_message("%s: %s\n", cases[i].name, f->cx.err_text);
        assert_true(named);
        FAILS(&f->cx, ERR_BUG, err);
    }
}

static void test_db__fitting_queries_are_accepted(void **state)
{
    static const Query replaced = { "replaced", "", "s",
        "SELECT replace(name, 'a', 'b') AS replaced_name FROM item" };
    static const Query summed = { "summed", "", "d", "SELECT sum(id) FROM item" };
    const Query *const list[] = { &item_add, &item_get, &item_all, &item_count, &item_rename,
                                  &replaced, &summed, NULL };
    Fixture *f = *state;
    GOOD(&f->cx, db_prepare_queries(&f->cx, f->db, list));
}

/* --- changes -------------------------------------------------------------------- */
static Err job_changes(Ctx *cx, Tx *tx, void *arg)
{
    int64_t changed = -1;
    Rows row;
    (void)arg;
    TRY(add(cx, tx, 1));
    TRY(db_exec_one(cx, tx, &item_rename, BI(1), BS(S("new"))));
    Bind none[] = { BI(5), BS(S("new")) };
    TRY(db_exec_n(cx, tx, &item_rename, none, 2, &changed));
    assert_int_equal(changed, 0);
    FAILS(cx, ERR_CONFLICT, db_exec_one(cx, tx, &item_rename, BI(5), BS(S("new"))));
    FAILS(cx, ERR_MISSING, db_row(cx, tx, &item_get, &row, BI(5)));
    FAILS(cx, ERR_CONFLICT, add(cx, tx, 1));
    FAILS(cx, ERR_CONFLICT, db_exec(cx, tx, &part_add, BI(1), BI(5)));
    FAILS(cx, ERR_BUG, db_exec(cx, tx, &item_get, BI(1)));
    FAILS(cx, ERR_BUG, db_rows(cx, tx, &item_rename, &row, BI(1), BS(S("x"))));
    return OK;
}

static void test_db__changes_are_counted_and_failures_told(void **state)
{
    Fixture *f = *state;
    GOOD(&f->cx, db_write(&f->cx, f->db, job_changes, NULL));
    assert_int_equal(count_items(f), 1);
}

/* --- cursors -------------------------------------------------------------------- */
static Err job_cursors(Ctx *cx, Tx *tx, void *arg)
{
    Rows first, second, row;
    bool more = false;
    (void)arg;
    TRY(db_rows_n(cx, tx, &item_all, NULL, 0, &first));
    for (int64_t id = 1; id <= 3; id++) {
        TRY(db_next(&first, &more));
        assert_true(more);
        assert_int_equal(row_int(&first, 0), id);
        TRY(db_row(cx, tx, &item_get, &row, BI(id)));   /* another query in between */
        assert_int_equal(row_int(&row, 0), id);
    }
    TRY(db_next(&first, &more));
    assert_false(more);
    FAILS(cx, ERR_BUG, db_next(&first, &more));
    TRY(db_rows_n(cx, tx, &item_all, NULL, 0, &first));
    TRY(db_next(&first, &more));
    TRY(db_rows_n(cx, tx, &item_all, NULL, 0, &second));
    FAILS(cx, ERR_BUG, db_next(&first, &more));         /* closed by the second run */
    TRY(db_next(&second, &more));
    assert_int_equal(row_int(&second, 0), 1);
    return OK;
}

static void test_db__cursor_ends_at_its_end_and_at_the_next_run(void **state)
{
    Fixture *f = *state;
    for (int64_t id = 1; id <= 3; id++) add_item(f, id);
    GOOD(&f->cx, db_read(&f->cx, f->db, job_cursors, NULL));
    GOOD(&f->cx, db_write(&f->cx, f->db, job_cursors, NULL));
}

static Err job_outlived_binds(Ctx *cx, Tx *tx, void *arg)
{
    static const Query by_name = { "by_name", "s", "i", "SELECT id FROM item WHERE name >= ?1" };
    Rows rows;
    bool more = false;
    (void)arg;
    {
        char text[] = "aaaa";
        TRY(db_rows(cx, tx, &by_name, &rows, BS(str_from_c(text))));
        memset(text, 'z', 4);
    }
    TRY(db_next(&rows, &more));
    assert_true(more);
    return OK;
}

static void test_db__cursor_keeps_its_own_values(void **state)
{
    Fixture *f = *state;
    add_item(f, 1);
    GOOD(&f->cx, db_read(&f->cx, f->db, job_outlived_binds, NULL));
}

static Err job_stale_row(Ctx *cx, Tx *tx, void *arg)
{
    Rows first, second;
    (void)arg;
    TRY(add(cx, tx, 10));
    TRY(db_row(cx, tx, &item_get, &first, BI(1)));
    TRY(db_row(cx, tx, &item_get, &second, BI(2)));
    assert_int_equal(row_int(&first, 0), 0);            /* not the second one's value */
    return OK;
}

static Err job_wrong_letter(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    (void)arg;
    TRY(add(cx, tx, 10));
    TRY(db_row(cx, tx, &item_get, &row, BI(1)));
    assert_int_equal(row_int(&row, 1), 0);
    FAILS(cx, ERR_BUG, db_row(cx, tx, &item_get, &row, BI(1)));   /* nothing runs any more */
    return OK;
}

static Err job_wrong_column(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    (void)arg;
    TRY(db_row(cx, tx, &item_get, &row, BI(1)));
    assert_int_equal(row_str(&row, 4).len, 0);
    return OK;
}

static void test_db__misread_row_stops_the_whole_job(void **state)
{
    Fixture *f = *state;
    add_item(f, 1);
    add_item(f, 2);
    FAILS(&f->cx, ERR_BUG, db_write(&f->cx, f->db, job_stale_row, NULL));
    FAILS(&f->cx, ERR_BUG, db_write(&f->cx, f->db, job_wrong_letter, NULL));
    FAILS(&f->cx, ERR_BUG, db_read(&f->cx, f->db, job_wrong_column, NULL));
    assert_int_equal(count_items(f), 2);
}

/* --- transactions ------------------------------------------------------------------ */
static Err job_add_and_fail(Ctx *cx, Tx *tx, void *arg)
{
    TRY(job_add(cx, tx, arg));
    return fail(cx, ERR_INVALID, "undone on purpose");
}

static void test_db__failed_job_leaves_nothing(void **state)
{
    Fixture *f = *state;
    int64_t id = 1;
    FAILS(&f->cx, ERR_INVALID, db_write(&f->cx, f->db, job_add_and_fail, &id));
    assert_int_equal(count_items(f), 0);
}

static Err job_nested(Ctx *cx, Tx *tx, void *arg)
{
    Rows rows;
    bool more = false;
    (void)arg;
    int64_t outer = 1, undone = 2, kept = 3;
    TRY(job_add(cx, tx, &outer));
    TRY(db_rows_n(cx, tx, &item_all, NULL, 0, &rows));
    TRY(db_next(&rows, &more));
    FAILS(cx, ERR_INVALID, db_nested(cx, tx, job_add_and_fail, &undone));
    TRY(db_next(&rows, &more));                         /* the cursor outside goes on */
    FAILS(cx, ERR_CONFLICT, db_nested(cx, tx, job_add, &outer));
    return db_nested(cx, tx, job_add, &kept);
}

static void test_db__failed_nested_job_undoes_only_itself(void **state)
{
    Fixture *f = *state;
    GOOD(&f->cx, db_write(&f->cx, f->db, job_nested, NULL));
    assert_int_equal(count_items(f), 2);
}

static Err job_nested_misread(Ctx *cx, Tx *tx, void *arg)
{
    FAILS(cx, ERR_BUG, db_nested(cx, tx, job_wrong_letter, NULL));
    return job_add(cx, tx, arg);
}

static void test_db__misread_in_a_nested_job_stops_that_one(void **state)
{
    Fixture *f = *state;
    int64_t id = 2;
    add_item(f, 1);
    GOOD(&f->cx, db_write(&f->cx, f->db, job_nested_misread, &id));
    assert_int_equal(count_items(f), 2);
}

static void test_db__reader_cannot_write(void **state)
{
    Fixture *f = *state;
    int64_t id = 1;
    ScriptArg script = { S("DELETE FROM item") };
    FAILS(&f->cx, ERR_BUG, db_read(&f->cx, f->db, job_add, &id));
    FAILS(&f->cx, ERR_BUG, db_read(&f->cx, f->db, job_script, &script));
    FAILS(&f->cx, ERR_BUG, db_read(&f->cx, f->db, job_nested, NULL));
    assert_int_equal(count_items(f), 0);
}

/* Past our own checks: a writing statement that claims to return rows. */
static Err job_smuggled_write(Ctx *cx, Tx *tx, void *arg)
{
    static const Query smuggled = { "smuggled", "", "i",
        "INSERT INTO item (id, name) VALUES (1, 'x') RETURNING id" };
    Rows rows;
    bool more = false;
    (void)arg;
    TRY(db_rows_n(cx, tx, &smuggled, NULL, 0, &rows));
    return db_next(&rows, &more);
}

static void test_db__reader_cannot_write_even_by_returning(void **state)
{
    Fixture *f = *state;
    FAILS(&f->cx, ERR_BUG, db_read(&f->cx, f->db, job_smuggled_write, NULL));
    assert_int_equal(count_items(f), 0);
    GOOD(&f->cx, db_write(&f->cx, f->db, job_smuggled_write, NULL));
    assert_int_equal(count_items(f), 1);
}

static Err job_read_write_read(Ctx *cx, Tx *tx, void *arg)
{
    Fixture *f = arg;
    int64_t before = -1, after = -1, id = 1;
    TRY(job_count(cx, tx, &before));
    TRY(db_write(cx, f->db, job_add, &id));
    TRY(job_count(cx, tx, &after));
    assert_int_equal(before, after);                    /* one moment for the whole page */
    assert_int_equal(count_items(f), 1);                /* another reader sees it at once */
    return OK;
}

static void test_db__read_transaction_sees_one_moment(void **state)
{
    Fixture *f = *state;
    GOOD(&f->cx, db_read(&f->cx, f->db, job_read_write_read, f));
}

static Err job_uncommitted(Ctx *cx, Tx *tx, void *arg)
{
    Fixture *f = arg;
    int64_t mine = -1, theirs = -1;
    Ctx other = ctx_open(1 << 16);
    TRY(add(cx, tx, 1));
    TRY(job_count(cx, tx, &mine));
    GOOD(&other, db_read(&other, f->db, job_count, &theirs));
    arena_close(other.arena);
    assert_int_equal(mine, 1);
    assert_int_equal(theirs, 0);
    return OK;
}

static void test_db__reader_sees_only_what_was_committed(void **state)
{
    Fixture *f = *state;
    GOOD(&f->cx, db_write(&f->cx, f->db, job_uncommitted, f));
    assert_int_equal(count_items(f), 1);
}

static Err job_write_in_write(Ctx *cx, Tx *tx, void *arg)
{
    int64_t id = 1;
    Fixture *f = arg;
    (void)tx;
    return db_write(cx, f->db, job_add, &id);
}

static void test_db__writer_does_not_wait_for_itself(void **state)
{
    Fixture *f = *state;
    FAILS(&f->cx, ERR_BUG, db_write(&f->cx, f->db, job_write_in_write, f));
}

static Err job_add_and_fill_arena(Ctx *cx, Tx *tx, void *arg)
{
    TRY(job_add(cx, tx, arg));
    while (!arena_failed(cx->arena)) arena_alloc(cx->arena, 4096);
    return OK;
}

static void test_db__full_arena_commits_nothing(void **state)
{
    Fixture *f = *state;
    int64_t id = 1;
    Ctx cx = ctx_open(1 << 16);
    FAILS(&cx, ERR_LIMIT, db_write(&cx, f->db, job_add_and_fill_arena, &id));
    FAILS(&cx, ERR_LIMIT, db_write(&cx, f->db, job_add, &id));
    arena_close(cx.arena);
    assert_int_equal(count_items(f), 0);
}

static Err job_late(Ctx *cx, Tx *tx, void *arg)
{
    TRY(db_exec(cx, tx, &late_add, BI(1), BI(*(int64_t *)arg)));
    return OK;
}

static void test_db__unmet_deferred_constraint_fails_its_job(void **state)
{
    Fixture *f = *state;
    int64_t id = 1;
    FAILS(&f->cx, ERR_CONFLICT, db_write(&f->cx, f->db, job_late, &id));
    add_item(f, id);
    GOOD(&f->cx, db_write(&f->cx, f->db, job_late, &id));
}

static void test_db__check_of_a_sound_file_finds_nothing(void **state)
{
    Fixture *f = *state;
    Out report = out_open(f->cx.arena, 4096);
    add_item(f, 1);
    GOOD(&f->cx, db_check(&f->cx, f->db, &report));
    assert_int_equal(out_str(&report).len, 0);
    assert_true(str_starts(db_engine(), S("SQLite 3.")));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_db__values_come_back_as_stored),
        T(test_db__empty_is_not_null),
        T(test_db__bytes_that_are_no_id_stop_the_job),
        T(test_db__values_must_be_what_was_declared),
        T(test_db__stored_value_of_another_type_is_refused),
        T(test_db__query_that_does_not_fit_is_named_at_open),
        T(test_db__fitting_queries_are_accepted),
        T(test_db__changes_are_counted_and_failures_told),
        T(test_db__cursor_ends_at_its_end_and_at_the_next_run),
        T(test_db__cursor_keeps_its_own_values),
        T(test_db__misread_row_stops_the_whole_job),
        T(test_db__failed_job_leaves_nothing),
        T(test_db__failed_nested_job_undoes_only_itself),
        T(test_db__misread_in_a_nested_job_stops_that_one),
        T(test_db__reader_cannot_write),
        T(test_db__reader_cannot_write_even_by_returning),
        T(test_db__read_transaction_sees_one_moment),
        T(test_db__reader_sees_only_what_was_committed),
        T(test_db__writer_does_not_wait_for_itself),
        T(test_db__full_arena_commits_nothing),
        T(test_db__unmet_deferred_constraint_fails_its_job),
        T(test_db__check_of_a_sound_file_finds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
