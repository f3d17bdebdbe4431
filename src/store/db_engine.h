/* db_engine.h - the seam between what every database does here (queue, groups, pool of
 * readers: db_common.c) and what one engine does (db_sqlite.c).  Only src/store/db_*.c
 * include it. */
#ifndef STORE_DB_ENGINE_H
#define STORE_DB_ENGINE_H
#include <pthread.h>
#include <stdatomic.h>

#include "db.h"
#include "notes.h"

enum {
    DB_GROUP_MAX = 64,         /* jobs in one commit */
    DB_READERS_MAX = 32,       /* read-only connections at once */
    DB_WAIT_MS = 5000,         /* for a reader, or for a lock somebody else holds */
    DB_MARKS = 1 << 14         /* works that share a mark only run whole a little more often */
};

typedef struct Conn Conn;      /* one connection; used by one thread at a time */

struct Tx {
    Db *db;
    Conn *conn;
    bool can_write;
    bool apart;                /* what is written now is nothing a decision rests on */
    Draft *draft;              /* set: changes are kept there, not done */
    Uuid about;                /* see tx_about */
    Err broken;                /* sticky: the job misused a cursor and must not commit */
};

typedef struct Job {
    struct Job *next;
    Ctx *cx;
    DbJob *run;
    void *arg;
    DbDone *done;
    void *done_arg;
    Err result;
    const DbNote *note;        /* the job is to keep this; NULL = any other */
} Job;

/* Of notes that are acknowledged and not yet rows: what db_notes_wait asks for. */
typedef struct Waiting { Uuid about, by; } Waiting;

struct Db {
    Arena *arena;
    DbConfig config;           /* path and queries stay the caller's */
    void *engine;              /* engine-wide state: lock, private directory */

    Conn *writer;              /* touched by the writer thread alone */
    pthread_t thread;
    bool thread_runs;
    pthread_mutex_t queue_lock;
    pthread_cond_t queue_filled;
    Job *queue_first, *queue_last;
    bool stopping;
    DbStats stats;             /* under queue_lock */
    atomic_uint_least64_t groups;      /* committed or failed; counted after the commit */
    uint64_t *touched, touched_all;    /* the writer's alone: see db_draft.c */

    const DbNotes *keeps;      /* NULL: notes are ordinary jobs */
    Notes *notes;              /* touched by the writer thread alone */
    int64_t notes_since_ms;    /* when the oldest of them came; the writer's too */
    Waiting waiting[NOTES_MAX];            /* under queue_lock */
    size_t waiting_count;

    pthread_mutex_t pool_lock;
    pthread_cond_t pool_returned;
    Conn *idle[DB_READERS_MAX];
    int idle_count, readers;   /* readers: idle ones and those at work */
};

typedef enum TxVerb {
    TX_BEGIN_READ, TX_BEGIN_WRITE, TX_COMMIT, TX_SAVEPOINT, TX_RELEASE, TX_ROLLBACK_TO
} TxVerb;

/* --- what the engine provides ------------------------------------------- */
/* Opens db->writer; takes the single-process lock. */
MUST_CHECK Err engine_open(Ctx *cx, Db *db);
/* The path of a file that belongs to the database, in its arena. */
const char *engine_beside(Db *db, const char *suffix);
void engine_close(Db *db);     /* NULL parts are allowed: also after a failed open */
MUST_CHECK Err conn_open_reader(Ctx *cx, Db *db, Conn **ret_conn);
void conn_close(Conn *conn);
/* 0 or an engine code for conn_fail. */
int conn_verb(Conn *conn, TxVerb verb);
/* Roll everything back.  If even that fails the connection refuses all further work. */
void conn_abandon(Conn *conn);
bool conn_in_tx(const Conn *conn);
/* False while a deferred constraint is unmet: the job would spoil the whole group. */
bool conn_constraints_met(Conn *conn);
/* Close the cursors opened since the mark was taken; 0 = all. */
uint64_t conn_cursors_mark(const Conn *conn);
void conn_cursors_close(Conn *conn, uint64_t mark);
/* After the acknowledgements: the engine's own housekeeping (checkpoints). */
void conn_rest(Conn *conn);
/* The error for an engine code; `what` is a query's name or a verb, never SQL. */
MUST_CHECK Err conn_fail(Ctx *cx, int code, const char *what);
int conn_code_lost(void);      /* the code for "the group was undone by another job" */
MUST_CHECK Err conn_check_query(Ctx *cx, Conn *conn, const Query *query);

/* --- drafts: db_draft.c ---------------------------------------------------- */
/* For db_exec and db_rows of a transaction with a draft. */
MUST_CHECK Err draft_keep(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t count,
                          bool one);
/* ERR_CONFLICT, and the draft is unfit, when it has itself written one of these tables. */
MUST_CHECK Err draft_read(Ctx *cx, Tx *tx, uint64_t tables);
MUST_CHECK Err draft_unfit(Ctx *cx, Tx *tx);
uint64_t draft_table(const char *name, size_t len);
Str db_changed_table(const char *sql);
/* A statement of the writer is about to run; `keyed`: its table's key has config.work_column. */
void db_mark(Tx *tx, bool keyed, const Bind *binds, size_t count);
MUST_CHECK Err db_read_as(Ctx *cx, Db *db, Draft *draft, DbJob *job, void *arg);

/* --- what db_common.c provides to engines -------------------------------- */
/* Fault tests: true when this statement has to fail, and with which code. */
bool db_fault_now(int *ret_code);
/* Number and kinds of the binds against the declaration. */
MUST_CHECK Err db_binds_fit(Ctx *cx, const Query *q, const Bind *binds, size_t count);
#endif
