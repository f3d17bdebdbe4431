/* migrate.h - the tables of the database, brought up to this program's version.
 *
 * Scripts "0001_start.sql", "0002_..." run in order, each in one transaction, and never
 * back.  What was applied is remembered with its checksum.
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H
#include "../base/embedded.h"
#include "db.h"

typedef struct MigrateState {
    size_t applied, pending;
} MigrateState;

/* Where the database stands.  ERR_STORE "migration 0003 was changed after it was
 * applied"; ERR_CONFLICT when the database is newer than the program. */
MUST_CHECK Err migrate_state(Ctx *cx, Db *db, const EmbeddedFile *scripts, size_t count,
                             MigrateState *ret_state);
/* Apply what is pending.  A failing script leaves the database as the one before it did. */
MUST_CHECK Err migrate_run(Ctx *cx, Db *db, const EmbeddedFile *scripts, size_t count,
                           MigrateState *ret_state);
/* The usual call: the scripts inside this program. */
#define migrate_all(cx, db, ret_state) \
    migrate_run((cx), (db), embedded_sql, embedded_sql_count, (ret_state))
#endif
