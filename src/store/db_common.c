/* db_common.c - what is the same whatever the engine: the writer's queue and its group
 * commits, the pool of readers, savepoints around jobs, and the fault counter. */
#include "db_engine.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdatomic.h>

enum { DB_ARENA = 4 << 20 };

/* --- faults -------------------------------------------------------------- */
/* Process-wide on purpose: a test arms them on its thread, the writer's thread fails. */
static atomic_long fault_left = -1;
static atomic_int fault_code;
static atomic_bool fault_hit;

void db_fault_at(long n, int code)
{
    atomic_store(&fault_hit, false);
    atomic_store(&fault_code, code);
    atomic_store(&fault_left, n == 0 ? 1 : n);
}

bool db_fault_hit(void)
{
    return atomic_load(&fault_hit);
}

bool db_fault_now(int *ret_code)
{
    if (atomic_load_explicit(&fault_left, memory_order_relaxed) < 0) return false;
    if (atomic_fetch_sub(&fault_left, 1) != 1) return false;
    atomic_store(&fault_left, -1);
    atomic_store(&fault_hit, true);
    *ret_code = atomic_load(&fault_code);
    return true;
}

/* --- statements, engine-independent --------------------------------------- */
static bool bind_fits(char declared, const Bind *bind)
{
    if (bind->type != declared) return false;
    return bind->type != 'd' || bind->null || isfinite(bind->d);
}

Err db_binds_fit(Ctx *cx, const Query *q, const Bind *binds, size_t count)
{
    if (count != strlen(q->params)) {
        return fail(cx, ERR_BUG, "query %s takes %zu values, not %zu", q->name,
                    strlen(q->params), count);
    }
    for (size_t i = 0; i < count; i++) {
        if (!bind_fits(q->params[i], &binds[i])) {
            return fail(cx, ERR_BUG, "query %s: value %zu is not of type %c", q->name, i + 1,
                        q->params[i]);
        }
        if (binds[i].type == 's' && !binds[i].null && !str_is_utf8(binds[i].s)) {
            return fail(cx, ERR_INVALID, "the text is not valid UTF-8");
        }
    }
    return OK;
}

Err db_exec_one_n(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t count)
{
    int64_t changed = 0;
    if (tx->draft) return draft_keep(cx, tx, q, binds, count, true);
    TRY(db_exec_n(cx, tx, q, binds, count, &changed));
    if (changed != 1) return fail(cx, ERR_CONFLICT, "it was changed meanwhile");
    return OK;
}

Err db_row_n(Ctx *cx, Tx *tx, const Query *q, const Bind *binds, size_t count, Rows *ret_row)
{
    Rows rows;
    bool more = false;
    TRY(db_rows_n(cx, tx, q, binds, count, &rows));
    TRY(db_next(&rows, &more));
    if (!more) return fail(cx, ERR_MISSING, "no such record");
    *ret_row = rows;
    return OK;
}

bool tx_can_write(const Tx *tx)
{
    return tx->can_write;
}

void *tx_owner(const Tx *tx)
{
    return tx->db->config.owner;
}

/* --- jobs ----------------------------------------------------------------- */
/* May what this job did be kept? */
static Err tx_sound(Ctx *cx, Tx *tx)
{
    if (tx->broken.kind != ERR_NONE) return tx->broken;
    if (arena_failed(cx->arena)) return fail(cx, ERR_LIMIT, "request too large");
    if (tx->can_write && !conn_constraints_met(tx->conn)) {
        return fail(cx, ERR_CONFLICT, "it refers to something that is not there");
    }
    return OK;
}

static Err tx_verb(Ctx *cx, Tx *tx, TxVerb verb, const char *name)
{
    int code = conn_verb(tx->conn, verb);
    return code == 0 ? OK : conn_fail(cx, code, name);
}

static Err job_in_savepoint(Ctx *cx, Tx *tx, DbJob *job, void *arg)
{
    uint64_t mark = conn_cursors_mark(tx->conn);
    TRY(tx_verb(cx, tx, TX_SAVEPOINT, "savepoint"));
    Err result = job(cx, tx, arg);
    conn_cursors_close(tx->conn, mark);
    if (result.kind == ERR_NONE) result = tx_sound(cx, tx);
    if (result.kind == ERR_NONE) result = tx_verb(cx, tx, TX_RELEASE, "release");
    if (result.kind == ERR_NONE) return OK;
    /* The engine may have rolled everything back by itself (a full disk does that). */
    if (!conn_in_tx(tx->conn)) return result;
    if (conn_verb(tx->conn, TX_ROLLBACK_TO) != 0 || conn_verb(tx->conn, TX_RELEASE) != 0) {
        conn_abandon(tx->conn);
    }
    return result;
}

Err db_nested(Ctx *cx, Tx *tx, DbJob *job, void *arg)
{
    if (!tx->can_write) return fail(cx, ERR_BUG, "a read transaction has no nested one");
    if (tx->draft) return draft_unfit(cx, tx);
    Err broken = tx->broken;
    Err result = job_in_savepoint(cx, tx, job, arg);
    if (result.kind != ERR_NONE) {
        tx->broken = broken;
        if (!conn_in_tx(tx->conn)) tx->broken = result;
    }
    return result;
}

/* --- the writer ------------------------------------------------------------ */
enum {
    NOTES_WAIT_MS = 1000,      /* then notes become rows though nobody writes */
    KEEP_ARENA = 16 << 20
};

typedef struct Group {
    Job *jobs[DB_GROUP_MAX];
    size_t count;
    int code;                  /* why the whole group failed; 0 = it did not */
} Group;

typedef enum Wake { WAKE_JOB, WAKE_NOTE, WAKE_SETTLE, WAKE_STOP } Wake;

/* A job, or that notes have waited long enough, or the end. */
static Wake queue_wait(Db *db)
{
    int waited = 0;
    int64_t until_ms = db->notes_since_ms + NOTES_WAIT_MS;
    struct timespec until = { .tv_sec = until_ms / 1000, .tv_nsec = until_ms % 1000 * 1000000 };
    bool notes = db->notes && notes_count(db->notes) > 0;
    pthread_mutex_lock(&db->queue_lock);
    while (!db->queue_first && !db->stopping && waited != ETIMEDOUT) {
        if (notes) waited = pthread_cond_timedwait(&db->queue_filled, &db->queue_lock, &until);
        else pthread_cond_wait(&db->queue_filled, &db->queue_lock);
    }
    Wake wake = waited == ETIMEDOUT ? WAKE_SETTLE : WAKE_STOP;
    if (db->queue_first) wake = db->queue_first->note ? WAKE_NOTE : WAKE_JOB;
    pthread_mutex_unlock(&db->queue_lock);
    return wake;
}

static Job *queue_take(Db *db)
{
    pthread_mutex_lock(&db->queue_lock);
    Job *job = db->queue_first;
    if (job) db->queue_first = job->next;
    if (!db->queue_first) db->queue_last = NULL;
    pthread_mutex_unlock(&db->queue_lock);
    return job;
}

/* --- notes ------------------------------------------------------------------ */

static Err keep_all(Ctx *cx, Tx *tx, void *arg)
{
    const Db *db = arg;
    for (size_t i = 0; i < notes_count(db->notes); i++) {
        TRY(db->keeps->keep(cx, tx, notes_at(db->notes, i)));
    }
    return OK;
}

/* A job of the writer's own, in memory of its own. */
static Err own_job(Db *db, DbJob *job, void *arg)
{
    Ctx cx = { .arena = arena_open(KEEP_ARENA), .now_ms = time_now_ms() };
    if (!cx.arena) return fail(&cx, ERR_LIMIT, "out of memory");
    Tx tx = { .db = db, .conn = db->writer, .can_write = true };
    Err result = job_in_savepoint(&cx, &tx, job, arg);
    if (result.kind != ERR_NONE) LOG(LOG_ERROR, "store.notes", LOG_TEXT("why", str_from_c(cx.err_text)));
    arena_close(cx.arena);
    return result;
}

/* First in every group: whoever writes finds the notes as rows. */
static int group_keep_notes(Db *db)
{
    if (!db->notes || notes_count(db->notes) == 0) return 0;
    return own_job(db, keep_all, db).kind == ERR_NONE ? 0 : conn_code_lost();
}

typedef struct Marked { const Db *db; char bytes[NOTES_MARK]; size_t len; } Marked;

static Err take_mark(Ctx *cx, Tx *tx, void *arg)
{
    Marked *m = arg;
    Str mark;
    TRY(m->db->keeps->mark(cx, tx, &mark));
    if (mark.len != NOTES_MARK) return fail(cx, ERR_BUG, "a mark has 40 bytes");
    memcpy(m->bytes, mark.ptr, mark.len);
    m->len = mark.len;
    return OK;
}

/* The group is on the disk: its notes are rows, and the next ones follow its last row. */
static void notes_settled(Db *db, const Marked *mark)
{
    if (!db->notes) return;
    notes_begin(db->notes, (Str){ mark->bytes, mark->len });
    pthread_mutex_lock(&db->queue_lock);
    db->waiting_count = 0;
    pthread_mutex_unlock(&db->queue_lock);
}

static void group_run_job(Db *db, Group *group, Job *job)
{
    group->jobs[group->count++] = job;
    job->result = OK;
    if (group->code != 0) return;
    Tx tx = { .db = db, .conn = db->writer, .can_write = true };
    job->result = job_in_savepoint(job->cx, &tx, job->run, job->arg);
    if (!conn_in_tx(db->writer)) group->code = conn_code_lost();
}

/* Without a mark (its reading failed) notes are ordinary jobs until the next group. */
static void group_commit_code(Db *db, Group *group)
{
    Marked mark = { .db = db };
    if (group->code == 0 && db->notes) {
        (void)own_job(db, take_mark, &mark);
        if (!conn_in_tx(db->writer)) group->code = conn_code_lost();
    }
    if (group->code == 0) group->code = conn_verb(db->writer, TX_COMMIT);
    if (conn_in_tx(db->writer)) conn_abandon(db->writer);
    if (group->code == 0) notes_settled(db, &mark);
}

static void group_commit(Db *db, Group *group)
{
    group_commit_code(db, group);
    atomic_fetch_add(&db->groups, 1);
    for (size_t i = 0; i < group->count && group->code != 0; i++) {
        Job *job = group->jobs[i];
        if (job->result.kind == ERR_NONE) {
            job->result = conn_fail(job->cx, group->code, "commit");
        }
    }
    pthread_mutex_lock(&db->queue_lock);
    db->stats.commits += group->code == 0;
    db->stats.jobs += (int64_t)group->count;
    if ((int64_t)group->count > db->stats.largest_group) {
        db->stats.largest_group = (int64_t)group->count;
    }
    pthread_mutex_unlock(&db->queue_lock);
}

/* Only here is anything acknowledged: the group is on the disk, or its jobs failed.
 * A job belongs to its submitter again as soon as its `done` has been called. */
static void group_acknowledge(const Group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        Job *job = group->jobs[i];
        job->done(job->result, job->done_arg);
    }
}

static void writer_group(Db *db)
{
    Group group = { .code = conn_verb(db->writer, TX_BEGIN_WRITE) };
    if (group.code == 0) group.code = group_keep_notes(db);
    while (group.count < DB_GROUP_MAX) {
        Job *job = queue_take(db);
        if (!job) break;
        group_run_job(db, &group, job);
    }
    group_commit(db, &group);
    group_acknowledge(&group);
    conn_rest(db->writer);
}

/* The next one, as long as it is a note. */
static Job *queue_take_note(Db *db)
{
    pthread_mutex_lock(&db->queue_lock);
    bool note = db->queue_first && db->queue_first->note;
    pthread_mutex_unlock(&db->queue_lock);
    return note ? queue_take(db) : NULL;
}

static void notes_acknowledged(Db *db, const Group *group)
{
    pthread_mutex_lock(&db->queue_lock);
    for (size_t i = 0; i < group->count; i++) {
        const DbNote *note = group->jobs[i]->note;
        if (group->jobs[i]->result.kind != ERR_NONE) continue;
        db->waiting[db->waiting_count++] = (Waiting){ note->about, note->by };
    }
    db->stats.notes += (int64_t)group->count;
    db->stats.jobs += (int64_t)group->count;
    pthread_mutex_unlock(&db->queue_lock);
}

/* Nothing but notes: one flush of their file, and no commit.  False: they must be rows. */
static bool writer_notes(Db *db)
{
    Group group = { .code = 0 };
    if (notes_count(db->notes) == 0) db->notes_since_ms = time_now_ms();
    while (group.count < DB_GROUP_MAX && notes_room(db->notes)) {
        Job *job = queue_take_note(db);
        if (!job) break;
        group.jobs[group.count++] = job;
        bool added = notes_add(db->notes, job->note->bytes);
        job->result = added ? OK : fail(job->cx, ERR_BUG, "a note is too long");
    }
    if (group.count == 0) return false;
    if (!notes_flush(db->notes)) {
        LOG0(LOG_ERROR, "store.notes_flush_failed");
        for (size_t i = 0; i < group.count; i++)
            group.jobs[i]->result = fail(group.jobs[i]->cx, ERR_STORE, "the disk reported an error");
    } else {
        notes_acknowledged(db, &group);
    }
    group_acknowledge(&group);
    return true;
}

static void *writer_main(void *arg)
{
    Db *db = arg;
    for (;;) {
        Wake wake = queue_wait(db);
        if (wake == WAKE_STOP) break;
        if (wake == WAKE_NOTE && db->notes && writer_notes(db)) continue;
        writer_group(db);
        if (wake == WAKE_SETTLE) db->notes_since_ms = time_now_ms();   /* also when it failed */
    }
    if (db->notes && notes_count(db->notes) > 0) writer_group(db);
    return NULL;
}

static Err writer_start(Ctx *cx, Db *db)
{
    sigset_t all, before;
    sigfillset(&all);
    /* Signals are for the main thread's signalfd, never for this one. */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int code = pthread_create(&db->thread, NULL, writer_main, db);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code != 0) return fail(cx, ERR_STORE, "the database's thread cannot be started");
    db->thread_runs = true;
    return OK;
}

static void queue_put(Db *db, const Job *job)
{
    Ctx *cx = job->cx;
    Job *item = ARENA_NEW(cx->arena, Job);
    if (!item) {
        job->done(fail(cx, ERR_LIMIT, "request too large"), job->done_arg);
        return;
    }
    *item = *job;
    pthread_mutex_lock(&db->queue_lock);
    bool stopping = db->stopping;
    if (!stopping) {
        if (db->queue_last) db->queue_last->next = item;
        else db->queue_first = item;
        db->queue_last = item;
        pthread_cond_signal(&db->queue_filled);
    }
    pthread_mutex_unlock(&db->queue_lock);
    if (stopping) job->done(fail(cx, ERR_BUSY, "the database is closing"), job->done_arg);
}

void db_submit(Ctx *cx, Db *db, DbJob *job, void *arg, DbDone *done, void *done_arg)
{
    queue_put(db, &(Job){ .cx = cx, .run = job, .arg = arg, .done = done, .done_arg = done_arg });
}

static Err job_keep(Ctx *cx, Tx *tx, void *arg)
{
    const DbNote *note = arg;
    return tx->db->keeps->keep(cx, tx, note->bytes);
}

void db_note(Ctx *cx, Db *db, const DbNote *note, DbDone *done, void *done_arg)
{
    DbNote *own = ARENA_NEW(cx->arena, DbNote);
    if (!own || !db->keeps) {
        done(own ? fail(cx, ERR_BUG, "this database keeps no notes")
                 : fail(cx, ERR_LIMIT, "request too large"), done_arg);
        return;
    }
    *own = *note;
    queue_put(db, &(Job){ .cx = cx, .run = job_keep, .arg = own, .done = done,
                          .done_arg = done_arg, .note = own });
}

bool db_notes_wait(Db *db, Uuid about, Uuid but)
{
    bool any_about = uuid_is_zero(about), found = false;
    pthread_mutex_lock(&db->queue_lock);
    for (size_t i = 0; i < db->waiting_count && !found; i++) {
        const Waiting *w = &db->waiting[i];
        found = (any_about || uuid_eq(w->about, about)) && !uuid_eq(w->by, but);
    }
    pthread_mutex_unlock(&db->queue_lock);
    return found;
}

typedef struct Waiter {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool done;
    Err result;
} Waiter;

static void waiter_done(Err result, void *arg)
{
    Waiter *waiter = arg;
    pthread_mutex_lock(&waiter->lock);
    waiter->result = result;
    waiter->done = true;
    pthread_cond_signal(&waiter->changed);
    pthread_mutex_unlock(&waiter->lock);
}

Err db_write(Ctx *cx, Db *db, DbJob *job, void *arg)
{
    if (pthread_equal(pthread_self(), db->thread)) {
        return fail(cx, ERR_BUG, "the writer cannot wait for itself");
    }
    Waiter waiter = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };
    db_submit(cx, db, job, arg, waiter_done, &waiter);
    pthread_mutex_lock(&waiter.lock);
    while (!waiter.done) pthread_cond_wait(&waiter.changed, &waiter.lock);
    pthread_mutex_unlock(&waiter.lock);
    pthread_cond_destroy(&waiter.changed);
    pthread_mutex_destroy(&waiter.lock);
    return waiter.result;
}

static Err job_nothing(Ctx *cx, Tx *tx, void *arg)
{
    (void)cx;
    (void)tx;
    (void)arg;
    return OK;
}

Err db_settle(Ctx *cx, Db *db)
{
    const Uuid any = { { 0 } };
    return db_notes_wait(db, any, any) ? db_write(cx, db, job_nothing, NULL) : OK;
}

/* What a process that was killed left, if it is of this database and not rows already. */
typedef struct NotesStart { Notes *notes; const DbNotes *how; } NotesStart;

static Err job_notes_open(Ctx *cx, Tx *tx, void *arg)
{
    const NotesStart *start = arg;
    bool open = false;
    if (notes_count(start->notes) > 0)
        TRY(start->how->open(cx, tx, notes_mark(start->notes), &open));
    for (size_t i = 0; open && i < notes_count(start->notes); i++) {
        TRY(start->how->keep(cx, tx, notes_at(start->notes, i)));
    }
    notes_begin(start->notes, S(""));
    tx->db->keeps = start->how;
    tx->db->notes = start->notes;
    return OK;
}

static Err notes_start(Ctx *cx, Db *db, const char *path, const DbNotes *how)
{
    Notes *notes = NULL;
    TRY(notes_open(cx, db->arena, path, &notes));
    NotesStart start = { notes, how };
    Err started = db_write(cx, db, job_notes_open, &start);
    if (started.kind != ERR_NONE && db->notes != notes) notes_close(notes);
    return started;
}

Err db_keep_notes(Ctx *cx, Db *db, const DbNotes *how)
{
    const char *path = engine_beside(db, "-notes"), *aside = engine_beside(db, "-notes.aside");
    Err started = notes_start(cx, db, path, how);
    if (started.kind != ERR_CONFLICT) return started;
    /* Of another state of the database (an older copy was put back): nobody may lose them, and
     * they must not keep anybody out. */
    LOG0(LOG_ERROR, "store.notes_set_aside");
    err_clear(cx);
    if (rename(path, aside) != 0) return fail(cx, ERR_STORE, "the notes cannot be set aside");
    return notes_start(cx, db, path, how);
}

DbStats db_stats(Db *db)
{
    pthread_mutex_lock(&db->queue_lock);
    DbStats stats = db->stats;
    pthread_mutex_unlock(&db->queue_lock);
    return stats;
}

/* --- readers ---------------------------------------------------------------- */
/* The last one returned is handed out first: its page cache and statements are warm, and
 * no more connections are made than there are reads at the same moment. */
static Err pool_take(Ctx *cx, Db *db, Conn **ret_conn)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += DB_WAIT_MS / 1000;
    Conn *conn = NULL;
    int waited = 0;
    pthread_mutex_lock(&db->pool_lock);
    while (db->idle_count == 0 && db->readers == DB_READERS_MAX && waited != ETIMEDOUT) {
        waited = pthread_cond_timedwait(&db->pool_returned, &db->pool_lock, &until);
    }
    if (db->idle_count > 0) conn = db->idle[--db->idle_count];
    bool may_open = !conn && db->readers < DB_READERS_MAX;
    if (may_open) db->readers++;
    pthread_mutex_unlock(&db->pool_lock);

    if (!conn && !may_open) return fail(cx, ERR_BUSY, "too many readers; please try again");
    if (conn) {
        *ret_conn = conn;
        return OK;
    }
    Err opened = conn_open_reader(cx, db, ret_conn);
    if (opened.kind != ERR_NONE) {
        pthread_mutex_lock(&db->pool_lock);
        db->readers--;
        pthread_cond_signal(&db->pool_returned);
        pthread_mutex_unlock(&db->pool_lock);
    }
    return opened;
}

static void pool_return(Db *db, Conn *conn, bool usable)
{
    if (!usable) conn_close(conn);
    pthread_mutex_lock(&db->pool_lock);
    if (usable) db->idle[db->idle_count++] = conn;
    else db->readers--;
    pthread_cond_signal(&db->pool_returned);
    pthread_mutex_unlock(&db->pool_lock);
}

static Err reader_run(Ctx *cx, Tx *tx, DbJob *job, void *arg)
{
    TRY(tx_verb(cx, tx, TX_BEGIN_READ, "begin"));
    TRY(job(cx, tx, arg));
    return tx_sound(cx, tx);
}

Err db_read_as(Ctx *cx, Db *db, Draft *draft, DbJob *job, void *arg)
{
    Conn *conn;
    TRY(pool_take(cx, db, &conn));
    Tx tx = { .db = db, .conn = conn, .draft = draft, .can_write = draft != NULL };
    Err result = reader_run(cx, &tx, job, arg);
    conn_cursors_close(conn, 0);
    if (conn_in_tx(conn) && conn_verb(conn, TX_COMMIT) != 0) conn_abandon(conn);
    /* After trouble with the file a fresh connection is worth more than a warm one. */
    pool_return(db, conn, result.kind != ERR_STORE && !conn_in_tx(conn));
    return result;
}

Err db_read(Ctx *cx, Db *db, DbJob *job, void *arg)
{
    return db_read_as(cx, db, NULL, job, arg);
}

/* --- opening ------------------------------------------------------------------ */
typedef struct QueryCheck { Db *db; const Query *const *queries; } QueryCheck;

static Err job_check_queries(Ctx *cx, Tx *tx, void *arg)
{
    const QueryCheck *check = arg;
    for (size_t i = 0; check->queries && check->queries[i]; i++) {
        TRY(conn_check_query(cx, tx->conn, check->queries[i]));
    }
    return OK;
}

Err db_prepare_queries(Ctx *cx, Db *db, const Query *const *queries)
{
    QueryCheck check = { .db = db, .queries = queries };
    return db_write(cx, db, job_check_queries, &check);
}

static void db_free(Db *db)
{
    for (int i = 0; i < db->idle_count; i++) conn_close(db->idle[i]);
    notes_close(db->notes);
    engine_close(db);
    pthread_cond_destroy(&db->pool_returned);
    pthread_mutex_destroy(&db->pool_lock);
    pthread_cond_destroy(&db->queue_filled);
    pthread_mutex_destroy(&db->queue_lock);
    arena_close(db->arena);
}

static Err db_start(Ctx *cx, Db *db)
{
    TRY(engine_open(cx, db));
    TRY(writer_start(cx, db));
    if (db->config.skip_queries) return OK;
    return db_prepare_queries(cx, db, db->config.queries);
}

Err db_open(Ctx *cx, const DbConfig *config, Db **ret_db)
{
    Arena *arena = arena_open(DB_ARENA);
    Db *db = arena ? ARENA_NEW(arena, Db) : NULL;
    if (db) db->touched = ARENA_ARRAY(arena, uint64_t, DB_MARKS);
    if (!db || !db->touched) {
        arena_close(arena);
        return fail(cx, ERR_LIMIT, "out of memory");
    }
    db->arena = arena;
    db->config = *config;
    pthread_mutex_init(&db->queue_lock, NULL);
    pthread_cond_init(&db->queue_filled, NULL);
    pthread_mutex_init(&db->pool_lock, NULL);
    pthread_cond_init(&db->pool_returned, NULL);
    Err started = db_start(cx, db);
    if (started.kind != ERR_NONE) {
        db_close(db);
        return started;
    }
    *ret_db = db;
    return OK;
}

void db_close(Db *db)
{
    if (!db) return;
    pthread_mutex_lock(&db->queue_lock);
    db->stopping = true;
    pthread_cond_signal(&db->queue_filled);
    pthread_mutex_unlock(&db->queue_lock);
    if (db->thread_runs) pthread_join(db->thread, NULL);
    db_free(db);
}
