/* db_sqlite.c - SQLite behind db.h.
 *
 * Write-ahead log with synchronous=FULL, asserted at every opening: an acknowledged
 * change survives kill -9 and a power cut.  Debian 12's SQLite 3.40.1 can damage a file
 * when two connections write or checkpoint at once (fixed in 3.51.3); here one connection
 * of one process does both, and the readers are opened read-only. */
#include "db_engine.h"

#include "../base/file.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    STMT_SLOTS = 1024,                 /* kept statements per connection: a power of two */
    STMT_MAX = STMT_SLOTS / 4 * 3,
    CONN_ARENA_MAX = 1 << 20,
    CHECKPOINT_PAGES = 1000,
    WAL_PAGES_MAX = 16384,             /* 64 MiB of 4 KiB pages */
    WAL_KEPT_BYTES = 16 << 20,         /* the log's file is cut back to this after a restart */
    RESTART_WAIT_MS = 100,
    LENGTH_MAX = 32 << 20,             /* one value or row */
    APPLICATION_ID = 0x54414e44        /* "TAND" at byte 68 of the file */
};

typedef enum ConnKind { CONN_WRITER, CONN_READER, CONN_CHECK } ConnKind;
/* What the authorizer lets through. */
typedef enum Rights { RIGHTS_SETTING_UP, RIGHTS_WRITE, RIGHTS_READ, RIGHTS_SCRIPT } Rights;

typedef struct Stmt {
    const Query *query;
    const char *sql;                   /* a Query on a stack may come back with other words */
    sqlite3_stmt *handle;
    size_t params, cols;
    uint64_t reads;                    /* tables, for drafts */
    bool changes;
    bool keyed;                        /* changes a table whose key has config.work_column */
    uint64_t run;                      /* of the open cursor; 0 = closed */
    struct Stmt *next_open;
} Stmt;

struct Conn {
    Arena *arena;
    sqlite3 *handle;
    ConnKind kind;
    Rights rights;
    const char *work_column;
    uint64_t reading;                  /* tables of the statement being prepared */
    Stmt **slots;                      /* of the hash; they point into `stmts` */
    Stmt *stmts;                       /* all room at once: memory that runs out later marks */
    size_t stmt_count;                 /* a request's arena, never the connection's */
    Stmt *open;                        /* cursors not yet closed */
    uint64_t runs;
    int dead;                          /* code that every further BEGIN fails with */
    int wal_pages, checkpointed_pages;
};

typedef struct Engine {
    int lock_fd;
    const char *path;
    const char *private_dir;           /* tests: removed at close */
} Engine;

Str db_engine(void)
{
    return S("SQLite " SQLITE_VERSION);
}

/* --- result codes --------------------------------------------------------- */
typedef struct Trouble { int code; ErrKind kind; const char *text; } Trouble;

static const Trouble troubles[] = {
    { SQLITE_CONSTRAINT_FOREIGNKEY, ERR_CONFLICT, "it refers to something that is not there" },
    { SQLITE_CONSTRAINT, ERR_CONFLICT, "it is already there, or was changed meanwhile" },
    { SQLITE_BUSY, ERR_BUSY, "the database is busy; please try again" },
    { SQLITE_LOCKED, ERR_BUSY, "the database is busy; please try again" },
    { SQLITE_INTERRUPT, ERR_BUSY, "this took too long and was stopped" },
    { SQLITE_FULL, ERR_STORE, "the disk is full: nothing was saved" },
    { SQLITE_IOERR, ERR_STORE, "the disk reported an error: nothing was saved" },
    { SQLITE_CORRUPT, ERR_STORE, "the database file is damaged: nothing was saved" },
    { SQLITE_NOTADB, ERR_STORE, "the file is not a database, or is damaged" },
    { SQLITE_READONLY, ERR_STORE, "the database file cannot be written" },
    { SQLITE_PERM, ERR_STORE, "the database file may not be used by this account" },
    { SQLITE_CANTOPEN, ERR_STORE, "the database file cannot be opened" },
    { SQLITE_NOLFS, ERR_STORE, "the file system cannot hold so large a database" },
    { SQLITE_NOMEM, ERR_STORE, "out of memory: nothing was saved" },
    { SQLITE_PROTOCOL, ERR_BUSY, "the database is busy; please try again" },
    { SQLITE_ABORT, ERR_STORE, "the change was undone with others: please try again" },
    { SQLITE_TOOBIG, ERR_LIMIT, "too large to be stored" },
    { SQLITE_AUTH, ERR_BUG, "this statement is not permitted here" },
};

static const Trouble *trouble_find(int code)
{
    for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
        if (troubles[i].code == code || troubles[i].code == (code & 0xff)) return &troubles[i];
    }
    return NULL;
}

Err conn_fail(Ctx *cx, int code, const char *what)
{
    const Trouble *trouble = trouble_find(code);
    ErrKind kind = trouble ? trouble->kind : ERR_BUG;
    if (kind == ERR_STORE || kind == ERR_BUG) {
        LOG(LOG_ERROR, "store.failed", LOG_NUM("code", code),
            LOG_TEXT("statement", str_from_c(what)));
    }
    if (!trouble) return fail(cx, ERR_BUG, "statement %s failed with code %d", what, code);
    if (kind == ERR_BUG) return fail(cx, ERR_BUG, "%s: %s", what, trouble->text);
    return fail(cx, kind, "%s", trouble->text);
}

int conn_code_lost(void)
{
    return SQLITE_ABORT;
}

/* --- what statements may do ------------------------------------------------- */
static bool is_audit(const char *table)
{
    return table && sqlite3_strnicmp(table, "audit", 5) == 0;
}

static bool is_read(int action, const char *function)
{
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
    case SQLITE_TRANSACTION:
        return true;
    case SQLITE_FUNCTION:
        return function && sqlite3_stricmp(function, "load_extension") != 0;
    default:
        return false;
    }
}

static bool is_change(int action, const char *table)
{
    switch (action) {
    case SQLITE_INSERT:
        return true;
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        return !is_audit(table);       /* what was logged stays */
    default:
        return false;
    }
}

static bool is_definition(int action, const char *name, const char *table)
{
    switch (action) {
    case SQLITE_CREATE_TABLE:
    case SQLITE_CREATE_INDEX:
    case SQLITE_CREATE_VIEW:
    case SQLITE_CREATE_TRIGGER:
    case SQLITE_DROP_INDEX:
    case SQLITE_DROP_VIEW:
    case SQLITE_REINDEX:
    case SQLITE_ANALYZE:
        return true;
    case SQLITE_ALTER_TABLE:           /* table is the second argument here */
        return !is_audit(table);
    case SQLITE_DROP_TABLE:
    case SQLITE_DROP_TRIGGER:
        return !is_audit(name) && !is_audit(table);
    default:
        return false;
    }
}

static int authorize(void *arg, int action, const char *first, const char *second,
                     const char *schema, const char *trigger)
{
    Conn *conn = arg;
    (void)schema;
    (void)trigger;
    bool allowed = false;
    if (action == SQLITE_READ && first) conn->reading |= draft_table(first, strlen(first));
    switch (conn->rights) {
    case RIGHTS_SETTING_UP:
        allowed = true;
        break;
    case RIGHTS_READ:
        allowed = is_read(action, second);
        break;
    case RIGHTS_WRITE:
        allowed = is_read(action, second) || action == SQLITE_SAVEPOINT ||
                  is_change(action, first);
        break;
    case RIGHTS_SCRIPT:
        allowed = (action != SQLITE_TRANSACTION && is_read(action, second)) ||
                  is_change(action, first) || is_definition(action, first, second);
        break;
    }
    return allowed ? SQLITE_OK : SQLITE_DENY;
}

static bool is_name_byte(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* REPLACE deletes rows without asking the authorizer (and PostgreSQL has no such thing):
 * the word is refused unless it is the function. */
static bool has_replace(const char *sql)
{
    for (const char *at = sql; *at; at++) {
        if (sqlite3_strnicmp(at, "replace", 7) != 0 || is_name_byte(at[7])) continue;
        if (at > sql && is_name_byte(at[-1])) continue;
        const char *after = at + 7;
        while (*after == ' ' || *after == '\n' || *after == '\t') after++;
        if (*after != '(') return true;
    }
    return false;
}

/* --- kept statements --------------------------------------------------------- */
static void stmt_close(Conn *conn, Stmt *stmt)
{
    if (stmt->run == 0) return;
    Stmt **link = &conn->open;
    while (*link && *link != stmt) link = &(*link)->next_open;
    if (*link) *link = stmt->next_open;
    stmt->run = 0;
    sqlite3_reset(stmt->handle);
    sqlite3_clear_bindings(stmt->handle);
}

uint64_t conn_cursors_mark(const Conn *conn)
{
    return conn->runs;
}

/* The newest stand first. */
void conn_cursors_close(Conn *conn, uint64_t mark)
{
    while (conn->open && conn->open->run > mark) stmt_close(conn, conn->open);
}

static bool is_keyed(Conn *conn, const Query *q)
{
    char name[64];
    int in_key = 0;
    Str table = db_changed_table(q->sql);
    if (!conn->work_column || q->cols[0] || table.len == 0 || table.len >= sizeof(name)) return false;
    memcpy(name, table.ptr, table.len);
    name[table.len] = '\0';
    int code = sqlite3_table_column_metadata(conn->handle, NULL, name, conn->work_column, NULL,
                                             NULL, NULL, &in_key, NULL);
    return code == SQLITE_OK && in_key;
}

static Err stmt_prepare(Ctx *cx, Conn *conn, const Query *q, Stmt *stmt)
{
    const char *rest = "";
    conn->reading = 0;
    if (has_replace(q->sql)) return fail(cx, ERR_BUG, "query %s uses REPLACE", q->name);
    int code = sqlite3_prepare_v3(conn->handle, q->sql, -1, SQLITE_PREPARE_PERSISTENT,
                                  &stmt->handle, &rest);
    if (code == SQLITE_ERROR) {
        return fail(cx, ERR_BUG, "query %s: %s", q->name, sqlite3_errmsg(conn->handle));
    }
    if (code != SQLITE_OK) return conn_fail(cx, code, q->name);
    if (!stmt->handle || str_trim(str_from_c(rest)).len > 0) {
        return fail(cx, ERR_BUG, "query %s is not exactly one statement", q->name);
    }
    stmt->query = q;
    stmt->sql = q->sql;
    stmt->params = strlen(q->params);
    stmt->cols = strlen(q->cols);
    stmt->reads = conn->reading;
    stmt->changes = !sqlite3_stmt_readonly(stmt->handle);
    stmt->keyed = conn->kind == CONN_WRITER && stmt->changes && is_keyed(conn, q);
    int params = sqlite3_bind_parameter_count(stmt->handle);
    int cols = sqlite3_column_count(stmt->handle);
    if ((size_t)params != stmt->params) {
        return fail(cx, ERR_BUG, "query %s declares %zu values, the statement has %d", q->name,
                    stmt->params, params);
    }
    if ((size_t)cols != stmt->cols) {
        return fail(cx, ERR_BUG, "query %s declares %zu columns, the statement has %d", q->name,
                    stmt->cols, cols);
    }
    return OK;
}

static void stmt_drop(Conn *conn, Stmt *stmt)
{
    stmt_close(conn, stmt);
    sqlite3_finalize(stmt->handle);
    stmt->handle = NULL;
}

static Stmt **stmt_slot(Conn *conn, const Query *q)
{
    uint64_t hash = (uint64_t)(uintptr_t)q * UINT64_C(0x9e3779b97f4a7c15);
    size_t slot = (size_t)(hash >> 54);
    static_assert(STMT_SLOTS == 1 << (64 - 54), "the hash fills the table");
    while (conn->slots[slot] && conn->slots[slot]->query != q) slot = (slot + 1) % STMT_SLOTS;
    return &conn->slots[slot];
}

static Err stmt_get(Ctx *cx, Conn *conn, const Query *q, Stmt **ret_stmt)
{
    Stmt **slot = stmt_slot(conn, q);
    Stmt *stmt = *slot;
    if (stmt && stmt->handle && stmt->sql == q->sql) {
        *ret_stmt = stmt;
        return OK;
    }
    if (!stmt) {
        if (conn->stmt_count == STMT_MAX) return fail(cx, ERR_BUG, "too many queries");
        stmt = &conn->stmts[conn->stmt_count++];
        stmt->query = q;
        *slot = stmt;
    }
    stmt_drop(conn, stmt);
    Err prepared = stmt_prepare(cx, conn, q, stmt);
    if (prepared.kind != ERR_NONE) {
        stmt_drop(conn, stmt);
        return prepared;
    }
    *ret_stmt = stmt;
    return OK;
}

/* Declared type of a plain column against the letter; expressions have none. */
static bool col_fits(const char *declared, char letter)
{
    if (!declared) return true;
    switch (letter) {
    case 'i': return sqlite3_stricmp(declared, "BIGINT") == 0;
    case 'd': return sqlite3_stricmp(declared, "DOUBLE PRECISION") == 0;
    case 's': return sqlite3_stricmp(declared, "TEXT") == 0;
    case 'b': return sqlite3_stricmp(declared, "BYTEA") == 0;
    default: return false;
    }
}

Err conn_check_query(Ctx *cx, Conn *conn, const Query *q)
{
    Stmt *stmt;
    TRY(stmt_get(cx, conn, q, &stmt));
    for (size_t i = 0; i < stmt->cols; i++) {
        const char *declared = sqlite3_column_decltype(stmt->handle, (int)i);
        if (!strchr("idsb", q->cols[i]) || !col_fits(declared, q->cols[i])) {
            return fail(cx, ERR_BUG, "query %s: column %zu is %s, not %c", q->name, i + 1,
                        declared ? declared : "not declared", q->cols[i]);
        }
    }
    for (size_t i = 0; i < stmt->params; i++) {
        if (!strchr("idsb", q->params[i])) {
            return fail(cx, ERR_BUG, "query %s: value %zu has no known type", q->name, i + 1);
        }
    }
    return OK;
}

/* --- running statements -------------------------------------------------------- */
static int bind_one(sqlite3_stmt *handle, int at, const Bind *bind, sqlite3_destructor_type kept)
{
    /* An empty Str may have no pointer, and SQLite takes that for NULL. */
    const char *ptr = bind->s.ptr ? bind->s.ptr : "";
    if (bind->null) return sqlite3_bind_null(handle, at);
    switch (bind->type) {
    case 'i': return sqlite3_bind_int64(handle, at, bind->i);
    case 'd': return sqlite3_bind_double(handle, at, bind->d);
    case 's': return sqlite3_bind_text64(handle, at, ptr, bind->s.len, kept, SQLITE_UTF8);
    default: return sqlite3_bind_blob64(handle, at, ptr, bind->s.len, kept);
    }
}

/* Everything before the first step; the statement is ready to run when this is OK. */
static Err stmt_ready(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t count,
                      sqlite3_destructor_type kept, Stmt **ret_stmt)
{
    if (tx->broken.kind != ERR_NONE) return tx->broken;
    /* After the engine rolled back by itself, more work would commit on its own. */
    if (!conn_in_tx(tx->conn)) return conn_fail(cx, SQLITE_ABORT, q->name);
    Stmt *stmt;
    TRY(stmt_get(cx, tx->conn, q, &stmt));
    TRY(db_binds_fit(cx, q, binds, count));
    stmt_close(tx->conn, stmt);
    int code = 0;
    for (size_t i = 0; i < count && code == 0; i++) {
        code = bind_one(stmt->handle, (int)i + 1, &binds[i], kept);
    }
    if (code != 0 || db_fault_now(&code)) {
        sqlite3_clear_bindings(stmt->handle);
        return conn_fail(cx, code, q->name);
    }
    *ret_stmt = stmt;
    return OK;
}

Err db_exec_n(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t count,
              int64_t *ret_changed)
{
    if (!tx->can_write) return fail(cx, ERR_BUG, "query %s: this transaction reads", q->name);
    if (q->cols[0]) return fail(cx, ERR_BUG, "query %s returns rows", q->name);
    if (tx->draft) return ret_changed ? draft_unfit(cx, tx) : draft_keep(cx, tx, q, binds, count, false);
    Stmt *stmt;
    TRY(stmt_ready(cx, tx, q, binds, count, SQLITE_STATIC, &stmt));
    db_mark(tx, stmt->keyed, binds, count);
    int code = sqlite3_step(stmt->handle);
    int64_t changed = sqlite3_changes64(tx->conn->handle);
    sqlite3_reset(stmt->handle);
    sqlite3_clear_bindings(stmt->handle);
    if (code != SQLITE_DONE) return conn_fail(cx, code, q->name);
    if (ret_changed) *ret_changed = changed;
    return OK;
}

Err db_rows_n(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t count, Rows *ret_rows)
{
    if (!q->cols[0]) return fail(cx, ERR_BUG, "query %s returns no rows", q->name);
    Stmt *stmt;
    /* The cursor may outlive the caller's variables: the engine keeps copies. */
    TRY(stmt_ready(cx, tx, q, binds, count, SQLITE_TRANSIENT, &stmt));
    if (tx->draft) TRY(draft_read(cx, tx, stmt->reads));
    if (stmt->changes) db_mark(tx, false, NULL, 0);
    stmt->run = ++tx->conn->runs;
    stmt->next_open = tx->conn->open;
    tx->conn->open = stmt;
    *ret_rows = (Rows){ .cx = cx, .tx = tx, .q = q, .stmt = stmt, .run = stmt->run };
    return OK;
}

static bool value_fits(int stored, char letter)
{
    switch (stored) {
    case SQLITE_NULL: return true;
    case SQLITE_INTEGER: return letter == 'i' || letter == 'd';
    case SQLITE_FLOAT: return letter == 'd';
    case SQLITE_TEXT: return letter == 's';
    default: return letter == 'b';
    }
}

Err db_next(Rows *rows, bool *ret_more)
{
    Stmt *stmt = rows->stmt;
    Conn *conn = rows->tx->conn;
    if (rows->tx->broken.kind != ERR_NONE) return rows->tx->broken;
    if (stmt->run != rows->run) {
        return fail(rows->cx, ERR_BUG, "query %s: its rows were closed", rows->q->name);
    }
    int code = sqlite3_step(stmt->handle);
    if (code != SQLITE_ROW) {
        stmt_close(conn, stmt);
        if (code != SQLITE_DONE) return conn_fail(rows->cx, code, rows->q->name);
        *ret_more = false;
        return OK;
    }
    for (size_t i = 0; i < stmt->cols; i++) {
        if (!value_fits(sqlite3_column_type(stmt->handle, (int)i), rows->q->cols[i])) {
            stmt_close(conn, stmt);
            return fail(rows->cx, ERR_STORE, "query %s: column %zu holds another type than %c",
                        rows->q->name, i + 1, rows->q->cols[i]);
        }
    }
    *ret_more = true;
    return OK;
}

/* The statement when column `col` of the current row may be read as one of `letters`.
 * Otherwise the transaction is broken: it can no longer commit or answer. */
static sqlite3_stmt *row_cell(const Rows *r, int col, const char *letters)
{
    Stmt *stmt = r->stmt;
    if (stmt->run != r->run) {
        r->tx->broken = fail(r->cx, ERR_BUG, "query %s: its row is gone", r->q->name);
        return NULL;
    }
    if (col < 0 || (size_t)col >= stmt->cols || !strchr(letters, r->q->cols[col])) {
        r->tx->broken = fail(r->cx, ERR_BUG, "query %s: column %d is not of type %s", r->q->name,
                             col + 1, letters);
        return NULL;
    }
    return stmt->handle;
}

int64_t row_int(const Rows *r, int col)
{
    sqlite3_stmt *handle = row_cell(r, col, "i");
    return handle ? sqlite3_column_int64(handle, col) : 0;
}

double row_double(const Rows *r, int col)
{
    sqlite3_stmt *handle = row_cell(r, col, "d");
    return handle ? sqlite3_column_double(handle, col) : 0;
}

static Str row_borrow(const Rows *r, int col, const char *letters)
{
    sqlite3_stmt *handle = row_cell(r, col, letters);
    if (!handle) return S("");
    const void *ptr = sqlite3_column_blob(handle, col);
    int len = sqlite3_column_bytes(handle, col);
    return ptr ? (Str){ ptr, (size_t)len } : S("");
}

Str row_str(const Rows *r, int col)
{
    return arena_str(r->cx->arena, row_borrow(r, col, "sb"));
}

Uuid row_uuid(const Rows *r, int col)
{
    Uuid id = { 0 };
    Str bytes = row_borrow(r, col, "b");
    if (bytes.len == sizeof(id.byte)) {
        memcpy(id.byte, bytes.ptr, sizeof(id.byte));
    } else if (bytes.len != 0) {
        r->tx->broken = fail(r->cx, ERR_STORE, "query %s: column %d holds no id", r->q->name,
                             col + 1);
    }
    return id;
}

bool row_null(const Rows *r, int col)
{
    sqlite3_stmt *handle = row_cell(r, col, "idsb");
    return !handle || sqlite3_column_type(handle, col) == SQLITE_NULL;
}

/* --- transactions ------------------------------------------------------------------ */
static const Query verbs[] = {
    [TX_BEGIN_READ] = { "begin", "", "", "BEGIN" },
    [TX_BEGIN_WRITE] = { "begin immediate", "", "", "BEGIN IMMEDIATE" },
    [TX_COMMIT] = { "commit", "", "", "COMMIT" },
    [TX_SAVEPOINT] = { "savepoint", "", "", "SAVEPOINT job" },
    [TX_RELEASE] = { "release", "", "", "RELEASE job" },
    [TX_ROLLBACK_TO] = { "rollback to", "", "", "ROLLBACK TO job" },
};

static int run_kept(Conn *conn, const Query *q)
{
    Stmt **slot = stmt_slot(conn, q);
    if (!*slot) return SQLITE_MISUSE;
    int code = sqlite3_step((*slot)->handle);
    sqlite3_reset((*slot)->handle);
    return code == SQLITE_DONE ? 0 : code;
}

int conn_verb(Conn *conn, TxVerb verb)
{
    if (conn->dead != 0) return conn->dead;
    int code = 0;
    if (!db_fault_now(&code)) code = run_kept(conn, &verbs[verb]);
    /* What the disk refused to flush may be lost from the cache as well, so trying again
     * proves nothing: stop acknowledging until a restart has gone through recovery. */
    if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) {
        LOG(LOG_ERROR, "store.flush_failed", LOG_NUM("code", code));
        conn->dead = code;
    }
    return code;
}

bool conn_in_tx(const Conn *conn)
{
    return sqlite3_get_autocommit(conn->handle) == 0;
}

void conn_abandon(Conn *conn)
{
    conn_cursors_close(conn, 0);
    if (!conn_in_tx(conn)) return;
    int code = sqlite3_exec(conn->handle, "ROLLBACK", NULL, NULL, NULL);
    if (conn_in_tx(conn)) conn->dead = code != 0 ? code : SQLITE_ABORT;
}

bool conn_constraints_met(Conn *conn)
{
    int unmet = 0, highest = 0;
    sqlite3_db_status(conn->handle, SQLITE_DBSTATUS_DEFERRED_FKS, &unmet, &highest, 0);
    return unmet == 0;
}

static int on_commit(void *arg, sqlite3 *handle, const char *schema, int pages)
{
    Conn *conn = arg;
    (void)handle;
    (void)schema;
    conn->wal_pages = pages;
    return SQLITE_OK;
}

/* Checkpoints come after the acknowledgements, so nobody waits for them. */
void conn_rest(Conn *conn)
{
    if (conn->wal_pages < conn->checkpointed_pages) conn->checkpointed_pages = 0;
    if (conn->wal_pages - conn->checkpointed_pages < CHECKPOINT_PAGES) return;
    int mode = SQLITE_CHECKPOINT_PASSIVE;
    if (conn->wal_pages >= WAL_PAGES_MAX) {
        mode = SQLITE_CHECKPOINT_RESTART;
        sqlite3_busy_timeout(conn->handle, RESTART_WAIT_MS);
    }
    int code = sqlite3_wal_checkpoint_v2(conn->handle, NULL, mode, NULL, NULL);
    sqlite3_busy_timeout(conn->handle, DB_WAIT_MS);
    if (code != SQLITE_OK && code != SQLITE_BUSY) {
        LOG(LOG_ERROR, "store.checkpoint_failed", LOG_NUM("code", code));
    }
    conn->checkpointed_pages = conn->wal_pages;
}

/* --- scripts ----------------------------------------------------------------------- */
static Err script_step(Ctx *cx, Conn *conn, sqlite3_stmt *handle)
{
    int code = 0;
    if (!db_fault_now(&code)) {
        do code = sqlite3_step(handle);
        while (code == SQLITE_ROW);
    }
    sqlite3_finalize(handle);
    if (code == SQLITE_DONE) return OK;
    if ((code & 0xff) == SQLITE_ERROR) {
        return fail(cx, ERR_BUG, "script: %s", sqlite3_errmsg(conn->handle));
    }
    return conn_fail(cx, code, "script");
}

static Err script_run(Ctx *cx, Conn *conn, const char *sql)
{
    while (*sql) {
        sqlite3_stmt *handle = NULL;
        int code = sqlite3_prepare_v2(conn->handle, sql, -1, &handle, &sql);
        if (code == SQLITE_ERROR) {
            return fail(cx, ERR_BUG, "script: %s", sqlite3_errmsg(conn->handle));
        }
        if (code != SQLITE_OK) return conn_fail(cx, code, "script");
        if (handle) TRY(script_step(cx, conn, handle));
    }
    return OK;
}

Err db_script(Ctx *cx, Tx *tx, Str sql)
{
    if (!tx->can_write) return fail(cx, ERR_BUG, "a script cannot run in a transaction that reads");
    if (!conn_in_tx(tx->conn)) return conn_fail(cx, SQLITE_ABORT, "script");
    if (tx->draft) return draft_unfit(cx, tx);
    db_mark(tx, false, NULL, 0);
    const char *text = arena_c(cx->arena, sql);
    if (arena_failed(cx->arena)) return fail(cx, ERR_LIMIT, "script too large");
    if (strlen(text) != sql.len || has_replace(text)) {
        return fail(cx, ERR_BUG, "a script holds NUL or REPLACE");
    }
    tx->conn->rights = RIGHTS_SCRIPT;
    Err result = script_run(cx, tx->conn, text);
    tx->conn->rights = RIGHTS_WRITE;
    return result;
}

/* --- opening a connection ------------------------------------------------------------- */
typedef struct Setting { const char *name, *set, *get, *want; } Setting;

/* Set, then read back: a build or a file that refuses one of them is not started with. */
static const Setting common_settings[] = {
    { "synchronous", "PRAGMA synchronous=FULL", "PRAGMA synchronous", "2" },
    { "foreign_keys", "PRAGMA foreign_keys=ON", "PRAGMA foreign_keys", "1" },
    { "trusted_schema", "PRAGMA trusted_schema=OFF", "PRAGMA trusted_schema", "0" },
    { "cell_size_check", "PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1" },
    { "temp_store", "PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2" },
    { "mmap_size", "PRAGMA mmap_size=0", "PRAGMA mmap_size", "0" },
    { "wal_autocheckpoint", "PRAGMA wal_autocheckpoint=0", "PRAGMA wal_autocheckpoint", "0" },
    { NULL, NULL, NULL, NULL },
};
static const Setting writer_settings[] = {
    { "journal_mode", "PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal" },
    { "secure_delete", "PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1" },
    { "locking_mode", "PRAGMA locking_mode=NORMAL", "PRAGMA locking_mode", "normal" },
    { NULL, NULL, NULL, NULL },
};
static const Setting reader_settings[] = {
    { "journal_mode", NULL, "PRAGMA journal_mode", "wal" },
    { "query_only", "PRAGMA query_only=ON", "PRAGMA query_only", "1" },
    { NULL, NULL, NULL, NULL },
};

static int keep_first(void *arg, int cols, char **values, char **names)
{
    char *first = arg;
    (void)names;
    if (cols > 0 && values[0] && !first[0]) snprintf(first, 64, "%s", values[0]);
    return 0;
}

/* First column of the first row, as text; "" when there is none. */
static Err ask(Ctx *cx, Conn *conn, const char *sql, char answer[64])
{
    answer[0] = '\0';
    int code = sqlite3_exec(conn->handle, sql, keep_first, answer, NULL);
    return code == SQLITE_OK ? OK : conn_fail(cx, code, "setting");
}

static Err settings_apply(Ctx *cx, Conn *conn, const Setting *settings)
{
    char answer[64];
    for (const Setting *s = settings; s->name; s++) {
        if (s->set) TRY(ask(cx, conn, s->set, answer));
        TRY(ask(cx, conn, s->get, answer));
        if (strcmp(answer, s->want) != 0) {
            return fail(cx, ERR_STORE, "the database refuses %s: it is %s, not %s", s->name,
                        answer, s->want);
        }
    }
    return OK;
}

static Err switches_apply(Ctx *cx, Conn *conn)
{
    static const struct { int op, on; } switches[] = {
        { SQLITE_DBCONFIG_DEFENSIVE, 1 },
        { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
        { SQLITE_DBCONFIG_DQS_DML, 0 },
        { SQLITE_DBCONFIG_DQS_DDL, 0 },
        { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
        { SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
        { SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0 },
        { SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1 },   /* the writer does it by its own hand */
    };
    for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
        int now = -1;
        int code = sqlite3_db_config(conn->handle, switches[i].op, switches[i].on, &now);
        if (code != SQLITE_OK || now != switches[i].on) {
            return fail(cx, ERR_STORE, "the database refuses switch %d", switches[i].op);
        }
    }
    return OK;
}

static void limits_apply(Conn *conn)
{
    static const struct { int id, value; } limits[] = {
        { SQLITE_LIMIT_LENGTH, LENGTH_MAX },
        { SQLITE_LIMIT_SQL_LENGTH, 1 << 20 },
        { SQLITE_LIMIT_COLUMN, 200 },
        { SQLITE_LIMIT_EXPR_DEPTH, 200 },
        { SQLITE_LIMIT_COMPOUND_SELECT, 50 },
        { SQLITE_LIMIT_FUNCTION_ARG, 32 },
        { SQLITE_LIMIT_ATTACHED, 0 },
        { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000 },
        { SQLITE_LIMIT_VARIABLE_NUMBER, 200 },
        { SQLITE_LIMIT_TRIGGER_DEPTH, 8 },
        { SQLITE_LIMIT_WORKER_THREADS, 0 },
    };
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        sqlite3_limit(conn->handle, limits[i].id, limits[i].value);
    }
}

static Err verbs_prepare(Ctx *cx, Conn *conn)
{
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        Stmt *stmt;
        bool writes = i != TX_BEGIN_READ && i != TX_COMMIT;
        if (writes && conn->kind != CONN_WRITER) continue;
        TRY(stmt_get(cx, conn, &verbs[i], &stmt));
    }
    return OK;
}

static Err cache_apply(Ctx *cx, Conn *conn, int kib)
{
    char sql[64], answer[64];
    snprintf(sql, sizeof(sql), "PRAGMA cache_size=-%d", kib > 0 ? kib : 65536);
    return ask(cx, conn, sql, answer);
}

static Err conn_set_up(Ctx *cx, Conn *conn, const Db *db)
{
    sqlite3_extended_result_codes(conn->handle, 1);
    sqlite3_busy_timeout(conn->handle, DB_WAIT_MS);
    limits_apply(conn);
    TRY(switches_apply(cx, conn));
    TRY(settings_apply(cx, conn, common_settings));
    TRY(settings_apply(cx, conn,
                       conn->kind == CONN_WRITER ? writer_settings : reader_settings));
    TRY(cache_apply(cx, conn, db->config.readers_cache_kib));
    if (conn->kind == CONN_CHECK) return OK;
    sqlite3_set_authorizer(conn->handle, authorize, conn);
    conn->rights = conn->kind == CONN_WRITER ? RIGHTS_WRITE : RIGHTS_READ;
    return verbs_prepare(cx, conn);
}

void conn_close(Conn *conn)
{
    if (!conn) return;
    if (conn->handle) conn_abandon(conn);
    for (size_t i = 0; i < STMT_SLOTS; i++) {
        if (conn->slots[i]) sqlite3_finalize(conn->slots[i]->handle);
    }
    int code = sqlite3_close(conn->handle);
    if (code != SQLITE_OK) LOG(LOG_ERROR, "store.close_failed", LOG_NUM("code", code));
    arena_close(conn->arena);
}

static Err conn_new(Ctx *cx, ConnKind kind, Conn **ret_conn)
{
    Arena *arena = arena_open(CONN_ARENA_MAX);
    Conn *conn = arena ? ARENA_NEW(arena, Conn) : NULL;
    Stmt **slots = conn ? ARENA_ARRAY(arena, Stmt *, STMT_SLOTS) : NULL;
    Stmt *stmts = slots ? ARENA_ARRAY(arena, Stmt, STMT_MAX) : NULL;
    if (!stmts) {
        arena_close(arena);
        return fail(cx, ERR_LIMIT, "out of memory");
    }
    conn->arena = arena;
    conn->kind = kind;
    conn->slots = slots;
    conn->stmts = stmts;
    *ret_conn = conn;
    return OK;
}

static Err conn_open(Ctx *cx, const Db *db, ConnKind kind, Conn **ret_conn)
{
    const Engine *engine = db->engine;
    Conn *conn = NULL;
    TRY(conn_new(cx, kind, &conn));
    conn->work_column = db->config.work_column;
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                (kind == CONN_WRITER ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
    int code = sqlite3_open_v2(engine->path, &conn->handle, flags, "unix");
    Err opened = code == SQLITE_OK ? conn_set_up(cx, conn, db) : conn_fail(cx, code, "open");
    if (opened.kind != ERR_NONE) {
        conn_close(conn);
        return opened;
    }
    *ret_conn = conn;
    return OK;
}

Err conn_open_reader(Ctx *cx, Db *db, Conn **ret_conn)
{
    return conn_open(cx, db, CONN_READER, ret_conn);
}

/* --- opening the file ------------------------------------------------------------------ */
static pthread_once_t library_once = PTHREAD_ONCE_INIT;

/* Memory statistics would take one lock of the whole process for every allocation. */
static void library_start(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_initialize();
}

/* Several readers must see a private database, with the real journal: a directory of its
 * own in memory does that, SQLite's own in-memory databases do not. */
static Err private_path(Ctx *cx, Db *db, Engine *engine)
{
    char shared[] = "/dev/shm/tandem-XXXXXX", temporary[] = "/tmp/tandem-XXXXXX";
    const char *made = mkdtemp(shared);
    if (!made) made = mkdtemp(temporary);
    if (!made) return fail(cx, ERR_STORE, "no directory for a private database");
    engine->private_dir = arena_c(db->arena, str_from_c(made));
    engine->path = arena_c(db->arena, arena_printf(db->arena, "%s/db", made));
    return OK;
}

static Err file_path(Ctx *cx, Db *db, Engine *engine)
{
    const char *path = db->config.path;
    if (!path) return private_path(cx, db, engine);
    /* Names with a meaning of their own to SQLite. */
    if (!path[0] || path[0] == ':' || strncmp(path, "file:", 5) == 0) {
        return fail(cx, ERR_INVALID, "this is not a name for a database file");
    }
    engine->path = arena_c(db->arena, str_from_c(path));
    return OK;
}

const char *engine_beside(Db *db, const char *suffix)
{
    const Engine *engine = db->engine;
    return arena_c(db->arena, arena_printf(db->arena, "%s%s", engine->path, suffix));
}

static Err file_lock(Ctx *cx, Db *db, Engine *engine)
{
    const char *name = engine_beside(db, ".lock");
    engine->lock_fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (engine->lock_fd < 0) return fail(cx, ERR_STORE, "the database's folder cannot be written");
    if (flock(engine->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        return fail(cx, ERR_BUSY, "another tandem has this database open");
    }
    /* Made here, so that the file and all that SQLite puts beside it is for us alone. */
    int fd = open(engine->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return fail(cx, ERR_STORE, "the database file cannot be opened");
    struct stat info;
    bool open_to_others = fstat(fd, &info) == 0 && (info.st_mode & 077) != 0;
    close(fd);
    if (open_to_others) {
        return fail(cx, ERR_DENIED, "the database file is open to other accounts: chmod 600 it");
    }
    return OK;
}

/* Ours, or empty: another program's database is not touched. */
static Err file_is_ours(Ctx *cx, Conn *conn)
{
    char answer[64], sql[64];
    TRY(ask(cx, conn, "PRAGMA application_id", answer));
    int64_t id = 0, tables = 0;
    str_to_i64(str_from_c(answer), &id);
    TRY(ask(cx, conn, "SELECT count(*) FROM sqlite_master", answer));
    str_to_i64(str_from_c(answer), &tables);
    if (id == APPLICATION_ID) return OK;
    if (id != 0 || tables != 0) return fail(cx, ERR_STORE, "this is not a Tandem database");
    snprintf(sql, sizeof(sql), "PRAGMA application_id=%d", APPLICATION_ID);
    return ask(cx, conn, sql, answer);
}

static Err writer_open(Ctx *cx, Db *db)
{
    char answer[64], sql[64];
    TRY(conn_open(cx, db, CONN_WRITER, &db->writer));
    Conn *conn = db->writer;
    conn->rights = RIGHTS_SETTING_UP;
    TRY(file_is_ours(cx, conn));
    snprintf(sql, sizeof(sql), "PRAGMA journal_size_limit=%d", WAL_KEPT_BYTES);
    TRY(ask(cx, conn, sql, answer));
    conn->rights = RIGHTS_WRITE;
    sqlite3_wal_hook(conn->handle, on_commit, conn);
    return OK;
}

Err engine_open(Ctx *cx, Db *db)
{
    pthread_once(&library_once, library_start);
    Engine *engine = ARENA_NEW(db->arena, Engine);
    if (!engine) return fail(cx, ERR_LIMIT, "out of memory");
    engine->lock_fd = -1;
    db->engine = engine;
    TRY(file_path(cx, db, engine));
    TRY(file_lock(cx, db, engine));
    if (arena_failed(db->arena)) return fail(cx, ERR_LIMIT, "the path is too long");
    return writer_open(cx, db);
}

static void private_remove(Db *db)
{
    static const char *const suffixes[] = { "", "-wal", "-shm", "-journal", "-notes", ".lock" };
    const Engine *engine = db->engine;
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        unlink(engine_beside(db, suffixes[i]));
    }
    rmdir(engine->private_dir);
}

void engine_close(Db *db)
{
    Engine *engine = db->engine;
    if (!engine) return;
    if (db->writer && db->writer->dead == 0) {
        int code = sqlite3_wal_checkpoint_v2(db->writer->handle, NULL,
                                             SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
        if (code != SQLITE_OK) LOG(LOG_WARN, "store.checkpoint_failed", LOG_NUM("code", code));
    }
    conn_close(db->writer);
    if (engine->private_dir) private_remove(db);
    if (engine->lock_fd >= 0) close(engine->lock_fd);
}

/* --- check and backup --------------------------------------------------------------------- */
typedef struct Findings { Out *report; bool any; } Findings;

static int keep_finding(void *arg, int cols, char **values, char **names)
{
    Findings *findings = arg;
    (void)names;
    if (cols == 1 && values[0] && strcmp(values[0], "ok") == 0) return 0;
    findings->any = true;
    for (int i = 0; i < cols; i++) {
        if (i > 0) out_raw(findings->report, S(" "));
        out_raw(findings->report, str_from_c(values[i]));
    }
    out_raw(findings->report, S("\n"));
    return 0;
}

static Err check_run(Ctx *cx, Conn *conn, Out *report)
{
    Findings findings = { .report = report };
    int code = sqlite3_exec(conn->handle, "PRAGMA integrity_check", keep_finding, &findings, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_exec(conn->handle, "PRAGMA foreign_key_check", keep_finding, &findings,
                            NULL);
    }
    if ((code & 0xff) == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
        out_raw(report, S("the file is damaged: it cannot be read to its end\n"));
        return OK;
    }
    return code == SQLITE_OK ? OK : conn_fail(cx, code, "check");
}

Err db_check(Ctx *cx, Db *db, Out *report)
{
    Conn *conn;
    TRY(conn_open(cx, db, CONN_CHECK, &conn));
    Err result = check_run(cx, conn, report);
    conn_close(conn);
    return result;
}

static Err copy_pages(Ctx *cx, Conn *from, sqlite3 *to)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from->handle, "main");
    if (!backup) return conn_fail(cx, sqlite3_extended_errcode(to), "backup");
    int code = 0;
    if (!db_fault_now(&code)) code = sqlite3_backup_step(backup, -1);  /* one read transaction */
    int finished = sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE) return conn_fail(cx, code, "backup");
    return finished == SQLITE_OK ? OK : conn_fail(cx, finished, "backup");
}

static Err copy_to(Ctx *cx, Db *db, const char *partial)
{
    Conn *from;
    sqlite3 *to = NULL;
    int fd = open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return fail(cx, ERR_STORE, "the copy cannot be written there");
    close(fd);
    TRY(conn_open(cx, db, CONN_CHECK, &from));
    int code = sqlite3_open_v2(partial, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, "unix");
    Err result = code == SQLITE_OK ? copy_pages(cx, from, to) : conn_fail(cx, code, "backup");
    if (sqlite3_close(to) != SQLITE_OK && result.kind == ERR_NONE) {
        result = fail(cx, ERR_STORE, "the copy could not be closed");
    }
    conn_close(from);
    return result;
}

Err db_backup(Ctx *cx, Db *db, const char *path)
{
    const char *partial = arena_c(cx->arena, arena_printf(cx->arena, "%s.partial", path));
    if (arena_failed(cx->arena)) return fail(cx, ERR_LIMIT, "the path is too long");
    if (access(path, F_OK) == 0) return fail(cx, ERR_CONFLICT, "there is a file of that name");
    TRY(db_settle(cx, db));            /* the copy has no notes beside it */
    unlink(partial);                   /* what an interrupted backup left */
    Err result = copy_to(cx, db, partial);
    if (result.kind == ERR_NONE && rename(partial, path) != 0) {
        result = fail(cx, ERR_STORE, "the copy cannot be given its name");
    }
    if (result.kind != ERR_NONE) {
        unlink(partial);
        return result;
    }
    return file_flush_folder(cx, path);
}
