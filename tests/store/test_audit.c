/* test_audit.c - the access log is complete, ordered, and shows what was done to it.
 *
 * Tampering is done as a thief of the file would: with the database closed, through a
 * connection of the test's own that no authorizer watches. */
#include "store/store_test.h"

#include "store/audit.h"

#include <sqlite3.h>

static const char tables[] =
    "CREATE TABLE vault_check (id BIGINT PRIMARY KEY, sealed BYTEA NOT NULL);"
    "CREATE TABLE vault_key (practice_id BYTEA NOT NULL, owner_id BYTEA NOT NULL,"
    " key_id BYTEA NOT NULL, wrapped BYTEA NOT NULL, created_at BIGINT NOT NULL,"
    " PRIMARY KEY (practice_id, owner_id));"
    "CREATE TABLE audit (seq BIGINT PRIMARY KEY, at BIGINT NOT NULL, practice_id BYTEA NOT NULL,"
    " actor_id BYTEA NOT NULL, episode_id BYTEA NOT NULL, subject_id BYTEA NOT NULL,"
    " object_id BYTEA NOT NULL, action TEXT NOT NULL, scope TEXT NOT NULL, purpose TEXT NOT NULL,"
    " outcome TEXT NOT NULL, reason TEXT NOT NULL, login_id BYTEA NOT NULL,"
    " prev_hash BYTEA NOT NULL, hash BYTEA NOT NULL);";

enum { ROWS = 12 };

typedef struct Logged {
    char folder[64], path[96], head[96];
    Secret *master;
    Vault *vault;
    Fixture f;
    int64_t count;             /* rows for job_log */
} Logged;

static Err job_log(Ctx *cx, Tx *tx, void *arg)
{
    const Logged *l = arg;
    for (int64_t i = 0; i < l->count; i++) {
        AuditRow row = { .actor = ID_NEW(Person, 1), .action = S("goal.read"), .scope = S("episode"),
                         .purpose = S("treatment"), .outcome = S("done"), .reason = S("member") };
        TRY(audit_append(cx, tx, &row));
    }
    return OK;
}

static void log_rows(Logged *l, int64_t count)
{
    l->count = count;
    GOOD(&l->f.cx, db_write(&l->f.cx, l->f.db, job_log, l));
}

static int setup(void **state)
{
    Logged *l = test_calloc(1, sizeof(*l));
    Ctx cx = ctx_open(1 << 20);
    folder_make(l->folder);
    snprintf(l->path, sizeof(l->path), "%s/db", l->folder);
    snprintf(l->head, sizeof(l->head), "%s/audit.head", l->folder);
    l->master = secret_new();
    GOOD(&cx, vault_new(&cx, l->master, &l->vault));
    arena_close(cx.arena);
    fixture_open(&l->f, l->path, tables, l->vault);
    log_rows(l, ROWS);
    *state = l;
    return 0;
}

static int teardown(void **state)
{
    Logged *l = *state;
    fixture_close(&l->f);
    vault_close(l->vault);
    secret_free(l->master);
    folder_remove(l->folder);
    test_free(l);
    return 0;
}

static void tamper(Logged *l, const char *sql)
{
    sqlite3 *thief = NULL;
    fixture_close(&l->f);
    assert_int_equal(sqlite3_open(l->path, &thief), SQLITE_OK);
    assert_int_equal(sqlite3_exec(thief, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(thief), SQLITE_OK);
    fixture_open(&l->f, l->path, "", l->vault);
}

typedef struct VerifyJob { const AuditHead *sealed; Out report; bool ok; } VerifyJob;

static Err job_verify(Ctx *cx, Tx *tx, void *arg)
{
    VerifyJob *job = arg;
    return audit_verify(cx, tx, job->sealed, &job->report, &job->ok);
}

/* The report's first line, "" when all is well. */
static Str verify(Logged *l, const AuditHead *sealed)
{
    VerifyJob job = { .sealed = sealed, .report = out_open(l->f.cx.arena, 1 << 16) };
    GOOD(&l->f.cx, db_read(&l->f.cx, l->f.db, job_verify, &job));
    Str rest = out_str(&job.report), line = S("");
    assert_int_equal(job.ok, rest.len == 0);
    str_cut(&rest, '\n', &line);
    return line;
}

static void finds(Logged *l, const AuditHead *sealed, const char *want)
{
    Str line = verify(l, sealed);
    if (!str_eq(line, str_from_c(want))) print_message("found: " STR_FMT "\n", STR_ARG(line));
    assert_true(str_eq(line, str_from_c(want)));
}

static void test_audit__untouched_log_holds(void **state)
{
    Logged *l = *state;
    finds(l, NULL, "");
    log_rows(l, 1200);         /* more than two chunks */
    finds(l, NULL, "");
}

static void test_audit__every_edited_column_names_its_row(void **state)
{
    static const char *const edits[] = {
        "at = at + 1", "practice_id = randomblob(16)", "actor_id = randomblob(16)",
        "episode_id = randomblob(16)", "subject_id = randomblob(16)",
        "object_id = randomblob(16)", "login_id = randomblob(16)", "action = 'goal.read '",
        "scope = 'list'", "purpose = ''", "outcome = 'refused'", "reason = 'x'",
        "hash = randomblob(32)", "actor_id = x'00'", "hash = x''",
        "scope = 'episodet', purpose = 'reatment'",
    };
    Logged *l = *state;
    for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
        char sql[256];
        tamper(l, "CREATE TABLE kept AS SELECT * FROM audit");
        snprintf(sql, sizeof(sql), "UPDATE audit SET %s WHERE seq = 5", edits[i]);
        tamper(l, sql);
        finds(l, NULL, "row 5: it was changed");
        tamper(l, "DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; DROP TABLE kept");
        finds(l, NULL, "");
    }
    tamper(l, "UPDATE audit SET prev_hash = randomblob(32) WHERE seq = 5");
    finds(l, NULL, "row 5: it does not follow the row before it");
}

static void test_audit__value_of_another_type_is_found(void **state)
{
    Logged *l = *state;
    tamper(l, "UPDATE audit SET action = x'676f616c' WHERE seq = 3");
    finds(l, NULL, "row 3: it cannot be read, and what follows was not checked");
}

static void test_audit__removed_row_is_missed(void **state)
{
    Logged *l = *state;
    tamper(l, "DELETE FROM audit WHERE seq = 4");
    finds(l, NULL, "row 4: it is missing");
    tamper(l, "UPDATE audit SET seq = seq - 1 WHERE seq > 4");   /* and the gap closed */
    finds(l, NULL, "row 4: it does not follow the row before it");
}

static void test_audit__first_row_removed_is_missed(void **state)
{
    Logged *l = *state;
    tamper(l, "DELETE FROM audit WHERE seq = 1");
    finds(l, NULL, "row 1: it is missing");
}

static void test_audit__reordered_rows_are_found(void **state)
{
    Logged *l = *state;
    tamper(l, "UPDATE audit SET seq = 0 WHERE seq = 6; UPDATE audit SET seq = 6 WHERE seq = 7;"
              "UPDATE audit SET seq = 7 WHERE seq = 0");
    finds(l, NULL, "row 6: it does not follow the row before it");
}

static void test_audit__inserted_rows_are_found(void **state)
{
    Logged *l = *state;
    tamper(l, "UPDATE audit SET seq = seq + 100 WHERE seq > 5; UPDATE audit SET seq = seq - 99"
              " WHERE seq > 100; INSERT INTO audit SELECT 6, at, practice_id, actor_id,"
              " episode_id, subject_id, object_id, action, scope, purpose, outcome, reason,"
              " login_id, prev_hash, hash FROM audit WHERE seq = 5");
    finds(l, NULL, "row 6: it does not follow the row before it");
    tamper(l, "UPDATE audit SET seq = -3 WHERE seq = 6");
    finds(l, NULL, "row -3: it was put in");
}

static AuditHead saved_head(Logged *l)
{
    AuditHead head;
    GOOD(&l->f.cx, audit_head_save(&l->f.cx, l->f.db, l->vault, l->head));
    GOOD(&l->f.cx, audit_head_load(&l->f.cx, l->vault, l->head, &head));
    return head;
}

static void test_audit__cut_tail_is_found_by_the_head_alone(void **state)
{
    Logged *l = *state;
    AuditHead head = saved_head(l);
    assert_int_equal(head.seq, ROWS);
    finds(l, &head, "");
    log_rows(l, 3);
    finds(l, &head, "");               /* rows after the head are no finding */
    tamper(l, "DELETE FROM audit WHERE seq > 10");
    finds(l, NULL, "");                /* the chain itself cannot see it */
    finds(l, &head, "row 11: it is missing: the end was cut");
    log_rows(l, 5);                    /* nor does growing again hide it */
    finds(l, &head, "row 12: it is not the row that the head file names: the log was rewritten");
}

static void test_audit__head_never_goes_back(void **state)
{
    Logged *l = *state;
    saved_head(l);
    GOOD(&l->f.cx, audit_head_save(&l->f.cx, l->f.db, l->vault, l->head));
    tamper(l, "DELETE FROM audit WHERE seq > 10");
    FAILS(&l->f.cx, ERR_CONFLICT, audit_head_save(&l->f.cx, l->f.db, l->vault, l->head));
}

static void head_file(Logged *l, char *buf, size_t size, size_t *len, const char *mode)
{
    FILE *file = fopen(l->head, mode);
    assert_non_null(file);
    if (mode[0] == 'r') *len = fread(buf, 1, size, file);
    else assert_int_equal(fwrite(buf, 1, *len, file), *len);
    assert_int_equal(fclose(file), 0);
}

static void test_audit__every_changed_byte_of_the_head_is_refused(void **state)
{
    Logged *l = *state;
    char buf[512];
    size_t len = 0;
    AuditHead head;
    Ctx *cx = &l->f.cx;
    FAILS(cx, ERR_MISSING, audit_head_load(cx, l->vault, l->head, &head));
    saved_head(l);
    head_file(l, buf, sizeof(buf), &len, "r");
    for (size_t i = 0; i < len; i++) {
        buf[i] ^= 1;
        head_file(l, buf, sizeof(buf), &len, "w");
        FAILS(cx, ERR_STORE, audit_head_load(cx, l->vault, l->head, &head));
        buf[i] ^= 1;
    }
    len--;
    head_file(l, buf, sizeof(buf), &len, "w");
    FAILS(cx, ERR_STORE, audit_head_load(cx, l->vault, l->head, &head));
    FAILS(cx, ERR_STORE, audit_head_save(cx, l->f.db, l->vault, l->head));
}

static void test_audit__head_of_another_key_is_refused(void **state)
{
    Logged *l = *state;
    Vault *other;
    AuditHead head;
    Secret *key = secret_new();
    saved_head(l);
    GOOD(&l->f.cx, vault_new(&l->f.cx, key, &other));
    FAILS(&l->f.cx, ERR_STORE, audit_head_load(&l->f.cx, other, l->head, &head));
    vault_close(other);
    secret_free(key);
}

static Err job_log_and_fail(Ctx *cx, Tx *tx, void *arg)
{
    TRY(job_log(cx, tx, arg));
    return fail(cx, ERR_CONFLICT, "undone on purpose");
}

static void test_audit__undone_job_leaves_no_row_and_no_gap(void **state)
{
    Logged *l = *state;
    FAILS(&l->f.cx, ERR_CONFLICT, db_write(&l->f.cx, l->f.db, job_log_and_fail, l));
    log_rows(l, 1);
    assert_int_equal(saved_head(l).seq, ROWS + 1);
    finds(l, NULL, "");
}

static const Query edit = { "audit_edit", "", "", "UPDATE audit SET reason = ''" };
static const Query clear = { "audit_clear", "", "", "DELETE FROM audit" };
static const Query overwrite = { "audit_overwrite", "", "",
    "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 1" };
static const Query upsert = { "audit_upsert", "", "",
    "INSERT INTO audit SELECT * FROM audit WHERE seq = 1"
    " ON CONFLICT (seq) DO UPDATE SET reason = ''" };

static Err job_exec(Ctx *cx, Tx *tx, void *arg)
{
    return db_exec_n(cx, tx, arg, NULL, 0, NULL);
}

static void test_audit__engine_refuses_to_change_rows(void **state)
{
    Logged *l = *state;
    const Query *const all[] = { &edit, &clear, &overwrite, &upsert };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        Query q = *all[i];
        FAILS(&l->f.cx, ERR_BUG, db_write(&l->f.cx, l->f.db, job_exec, &q));
    }
    ScriptArg scripts[] = { { S("DELETE FROM audit") }, { S("DROP TABLE audit") },
                            { S("ALTER TABLE audit RENAME TO old") },
                            { S("INSERT OR REPLACE INTO audit SELECT * FROM audit") } };
    for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++) {
        FAILS(&l->f.cx, ERR_BUG, db_write(&l->f.cx, l->f.db, job_script, &scripts[i]));
    }
    finds(l, NULL, "");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    Ctx cx = ctx_open(1 << 16);
    GOOD(&cx, crypto_start(&cx));
    arena_close(cx.arena);
    const struct CMUnitTest tests[] = {
        T(test_audit__untouched_log_holds),
        T(test_audit__every_edited_column_names_its_row),
        T(test_audit__value_of_another_type_is_found),
        T(test_audit__removed_row_is_missed),
        T(test_audit__first_row_removed_is_missed),
        T(test_audit__reordered_rows_are_found),
        T(test_audit__inserted_rows_are_found),
        T(test_audit__cut_tail_is_found_by_the_head_alone),
        T(test_audit__head_never_goes_back),
        T(test_audit__every_changed_byte_of_the_head_is_refused),
        T(test_audit__head_of_another_key_is_refused),
        T(test_audit__undone_job_leaves_no_row_and_no_gap),
        T(test_audit__engine_refuses_to_change_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
