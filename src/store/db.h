/* db.h - the one door to the database; two engines stand behind it.
 *
 * Statements are written in the subset both engines share: ids are BYTEA (16 bytes),
 * text TEXT, sealed text BYTEA, integers BIGINT, floating numbers DOUBLE PRECISION,
 * parameters ?1 ?2 ... in order.  Every instant is UTC milliseconds.
 *
 * One connection in one process writes and alone checkpoints, on its own thread; jobs
 * that arrive while it commits are grouped into the next commit.  Reads take a read-only
 * connection with its statements kept out of a pool; at most 32 run at once.
 */
#ifndef STORE_DB_H
#define STORE_DB_H
#include "../base/base.h"

typedef struct Db Db;
typedef struct Tx Tx;              /* one transaction; never crosses threads */

/* params and cols: i integer, d floating, s text, b bytes.  Checked against the real
 * statement when the database opens and in the tests. */
typedef struct Query {
    const char *name, *params, *cols, *sql;
} Query;

typedef struct Bind { char type; bool null; int64_t i; double d; Str s; } Bind;
static inline Bind bind_int(int64_t i) { return (Bind){ .type = 'i', .i = i }; }
static inline Bind bind_int_small(int i) { return (Bind){ .type = 'i', .i = i }; }
static inline Bind bind_double(double d) { return (Bind){ .type = 'd', .d = d }; }
static inline Bind bind_text(Str s) { return (Bind){ .type = 's', .s = s }; }
static inline Bind bind_bytes(Str s) { return (Bind){ .type = 'b', .s = s }; }
static inline Bind bind_null(char type) { return (Bind){ .type = type, .null = true }; }
/* Ids are bound by address: BID(person) for any id variable. */
#define BID(id) bind_bytes(uuid_bytes(&(id).u))
#define BI(n) bind_int((int64_t)(n))
#define BS(text) bind_text(text)
#define BB(bytes) bind_bytes(bytes)
#define BD(number) bind_double(number)

/* Run a statement that returns no rows.  ERR_CONFLICT for a broken unique key,
 * ERR_BUSY or ERR_STORE otherwise.  ret_changed may be NULL. */
MUST_CHECK Err db_exec_n(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t count,
                         int64_t *ret_changed);
/* As db_exec_n; ERR_CONFLICT unless exactly one row changed. */
MUST_CHECK Err db_exec_one_n(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t count);
#define BINDS_(...) (const Bind[]){ __VA_ARGS__ }, sizeof((const Bind[]){ __VA_ARGS__ }) / sizeof(Bind)
#define db_exec(cx, tx, q, ...) db_exec_n((cx), (tx), (q), BINDS_(__VA_ARGS__), NULL)
/* For rows that no right and no rule rests on (the log, sent forms' keys, who was seen when):
 * they make nobody's draft out of date. */
MUST_CHECK Err db_exec_apart_n(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t count);
#define db_exec_apart(cx, tx, q, ...) db_exec_apart_n((cx), (tx), (q), BINDS_(__VA_ARGS__))
#define db_exec_one(cx, tx, q, ...) db_exec_one_n((cx), (tx), (q), BINDS_(__VA_ARGS__))

/* A cursor.  It closes by itself at its end, at the next run of the same query and at
 * the end of the transaction.  Values live in the arena of the Ctx that ran it. */
typedef struct Rows { Ctx *cx; Tx *tx; const Query *q; void *stmt; uint64_t run; } Rows;
MUST_CHECK Err db_rows_n(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t count,
                         Rows *ret_rows);
#define db_rows(cx, tx, q, ret_rows, ...) \
    db_rows_n((cx), (tx), (q), BINDS_(__VA_ARGS__), (ret_rows))
MUST_CHECK Err db_next(Rows *rows, bool *ret_more);
/* First row or ERR_MISSING ("no such record"). */
MUST_CHECK Err db_row_n(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t count,
                        Rows *ret_row);
#define db_row(cx, tx, q, ret_row, ...) \
    db_row_n((cx), (tx), (q), BINDS_(__VA_ARGS__), (ret_row))
int64_t row_int(const Rows *r, int col);      /* 0 for NULL */
double row_double(const Rows *r, int col);
Str row_str(const Rows *r, int col);          /* text or bytes, copied into the arena */
Uuid row_uuid(const Rows *r, int col);        /* zero for NULL */
bool row_null(const Rows *r, int col);
#define ROW_ID(Name, r, col) ((Name##Id){ row_uuid((r), (col)) })

/* --- transactions ------------------------------------------------------- */
typedef Err DbJob(Ctx *cx, Tx *tx, void *arg);
typedef void DbDone(Err result, void *arg);

/* Run `job` in a read transaction: it sees one moment of the database and cannot write. */
MUST_CHECK Err db_read(Ctx *cx, Db *db, DbJob *job, void *arg);
/* Hand `job` to the writer.  It runs inside a savepoint: if it fails, only its own work
 * is undone.  `done` is called on the writer thread once the group is durable (OK) or
 * the job or the commit failed.  Until then `cx` belongs to the writer. */
void db_submit(Ctx *cx, Db *db, DbJob *job, void *arg, DbDone *done, void *done_arg);
/* The same, waiting. */
MUST_CHECK Err db_write(Ctx *cx, Db *db, DbJob *job, void *arg);
/* --- notes: rows that readers leave ---------------------------------------------------
 * A commit makes every reader's page cache stale.  What a reader leaves behind (that it read)
 * is therefore first a note in a file beside the database, durable on its own, and becomes a
 * row with the next change, or when there are many, or after a second.  Every write job finds
 * all notes before it already turned into rows. */
typedef struct DbNotes {
    /* The place that the next row comes after, as 40 bytes. */
    Err (*mark)(Ctx *cx, Tx *tx, Str *ret_mark);
    /* Notes that follow `mark` were found at opening.  *ret_open: they are not rows yet. */
    Err (*open)(Ctx *cx, Tx *tx, Str mark, bool *ret_open);
    Err (*keep)(Ctx *cx, Tx *tx, Str note);   /* the note's row */
} DbNotes;
/* From now on keep notes; those of a process that was killed become rows. */
MUST_CHECK Err db_keep_notes(Ctx *cx, Db *db, const DbNotes *how);
/* Hand in a note: `about` and `by` are for db_notes_wait.  `done` as for db_submit. */
typedef struct DbNote { Str bytes; Uuid about, by; } DbNote;
void db_note(Ctx *cx, Db *db, const DbNote *note, DbDone *done, void *done_arg);
/* Are there acknowledged notes about this, by anybody but one, that are not rows yet?
 * Zero: about anything; by anybody. */
bool db_notes_wait(Db *db, Uuid about, Uuid but);
/* Every note acknowledged before this call is a row after it. */
MUST_CHECK Err db_settle(Ctx *cx, Db *db);

/* --- more on transactions --------------------------------------------------------------- */
/* Inside a write job: run `job` so that its failure undoes only its own work.  Cursors it
 * opened close with it. */
MUST_CHECK Err db_nested(Ctx *cx, Tx *tx, DbJob *job, void *arg);
bool tx_can_write(const Tx *tx);
/* What this job changes from here on belongs to one piece of work.  A statement that does not
 * name it, or whose table is not keyed by work, counts as a change of everything; so does
 * every statement of a job that never says. */
void tx_about(Tx *tx, Uuid about);

/* --- drafts ------------------------------------------------------------- */
/* A change worked out before its turn, on the asker's thread.  The job reads one moment of
 * the database; what it writes is kept in the arena.  A job that reads a table which it has
 * itself written, or asks how many rows changed, would not see its own change: it ends with
 * ERR_CONFLICT.  A draft whose job failed does not fit. */
typedef struct Draft Draft;
MUST_CHECK Err db_draft(Ctx *cx, Db *db, Uuid about, DbJob *job, void *arg, Draft **ret_draft);
bool draft_fits(const Draft *draft);
/* In a write job: do what was kept, if nothing of the work it is about, and nothing that is
 * not of one work, has been written since it was read; *ret_done false and nothing done
 * otherwise.  What it read, rights included, then holds at this commit. */
MUST_CHECK Err db_draft_do(Ctx *cx, Tx *tx, const Draft *draft, bool *ret_done);
/* What the owner of the Db put there (the vault of keys). */
void *tx_owner(const Tx *tx);

/* --- opening ------------------------------------------------------------ */
typedef struct DbConfig {
    const char *path;              /* file of the database; NULL = private in memory (tests) */
    const Query *const *queries;   /* all of them, NULL-terminated; prepared at open */
    void *owner;                   /* see tx_owner */
    bool skip_queries;             /* before migrating: the tables are not there yet */
    const char *work_column;       /* in the key of tables that belong to one work; NULL = none */
    int readers_cache_kib;         /* per connection; 0 = 65536 */
} DbConfig;
/* Opens, takes the single-process lock (ERR_BUSY when another process has it), asserts
 * WAL and synchronous=FULL, integrity of the header, and prepares every query.  ERR_BUG
 * names a query whose declared types do not fit; ERR_DENIED when the file is open to other
 * accounts; ERR_STORE when it is damaged or another program's. */
MUST_CHECK Err db_open(Ctx *cx, const DbConfig *config, Db **ret_db);
void db_close(Db *db);
/* A script of several statements inside a write job (migrations only). */
MUST_CHECK Err db_script(Ctx *cx, Tx *tx, Str sql);
/* After migrating: prepare and check queries that DbConfig.skip_queries left out. */
MUST_CHECK Err db_prepare_queries(Ctx *cx, Db *db, const Query *const *queries);
/* Full check of the file; one line per finding into `report`. */
MUST_CHECK Err db_check(Ctx *cx, Db *db, Out *report);
/* A consistent copy of the whole database into a new file, while running.  ERR_CONFLICT
 * when there is a file of that name. */
MUST_CHECK Err db_backup(Ctx *cx, Db *db, const char *path);
Str db_engine(void);               /* "SQLite 3.40.1" */

typedef struct DbStats { int64_t commits, jobs, largest_group, notes; } DbStats;
DbStats db_stats(Db *db);

/* Fault tests: the n-th statement run from now in this process fails with `code`
 * (an engine code, 13 = disk full); -1 = never. */
void db_fault_at(long n, int code);
bool db_fault_hit(void);
#endif
