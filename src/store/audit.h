/* audit.h - who did what to whose record, in a chain that shows every later change.
 *
 * Rows are only ever added (the engine refuses anything else).  Each carries the SHA-256
 * of the row before it and of its own fields: an edited, removed, moved or inserted row
 * breaks the chain.  The chain's end is written, under a key, into a file beside the
 * database (audit_head_save), so that a cut tail or a rewritten chain shows as well; rows
 * younger than that file can be cut unnoticed.
 */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H
#include "vault.h"

typedef struct AuditRow {
    PracticeId practice;
    PersonId actor;            /* zero: nobody signed in, or the machine */
    EpisodeId episode;         /* zero: not about one episode */
    PersonId subject;          /* the person it is about; zero: none */
    Uuid object;
    LoginId login;
    Str action, scope, purpose, outcome, reason;
} AuditRow;

extern const Query *const audit_queries[];

/* Add a row at cx->now_ms, as part of the job that does what it tells. */
MUST_CHECK Err audit_append(Ctx *cx, Tx *tx, const AuditRow *row);

/* The same for what was only read, outside any transaction: `done` once it is durable, as a note
 * (db.h) that becomes a row soon.  Every write job, and every read after db_settle, finds it. */
void audit_note(Ctx *cx, Db *db, const AuditRow *row, DbDone *done, void *done_arg);
/* How these notes become rows: for db_keep_notes. */
extern const DbNotes audit_notes;

typedef struct AuditHead { int64_t seq, at_ms; Hash hash; } AuditHead;

/* The last row's place and hash; zeros when there is none. */
MUST_CHECK Err audit_head(Ctx *cx, Tx *tx, AuditHead *ret_head);
/* Every row in turn; the findings, first bad row first, one line each into `report`.
 * `sealed` is what audit_head_load gave, or NULL.  *ret_ok: nothing was found. */
MUST_CHECK Err audit_verify(Ctx *cx, Tx *tx, const AuditHead *sealed, Out *report, bool *ret_ok);

/* The head's file ("audit.head" in the data directory).  Call save about every minute
 * while serving and at the end.  It never goes back: ERR_CONFLICT when the file names a
 * later row than the database has. */
MUST_CHECK Err audit_head_save(Ctx *cx, Db *db, const Vault *vault, const char *path);
/* ERR_MISSING without a file; ERR_STORE when it was not written with this key. */
MUST_CHECK Err audit_head_load(Ctx *cx, const Vault *vault, const char *path, AuditHead *ret_head);
#endif
