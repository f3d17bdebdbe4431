#include "migrate.h"

static const Query migration_all = { "migration_all", "", "iss",
    "SELECT number, name, checksum FROM schema_migration ORDER BY number" };
static const Query migration_add = { "migration_add", "issi", "",
    "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)" };

#define MEMORY_TABLE S("CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY," \
                       " name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)")

typedef struct Scripts {
    const EmbeddedFile *files;
    size_t count;
    MigrateState state;
} Scripts;

static Str script_text(const EmbeddedFile *file)
{
    return (Str){ (const char *)file->bytes, file->len };
}

static Str script_checksum(Ctx *cx, const EmbeddedFile *file)
{
    Hash hash = hash_plain(script_text(file));
    return hex_encode(cx->arena, hash_bytes(&hash));
}

/* "0001_start.sql", "0002_...": numbered from 1 without a gap. */
static Err names_check(Ctx *cx, const Scripts *scripts)
{
    for (size_t i = 0; i < scripts->count; i++) {
        Str name = str_from_c(scripts->files[i].name);
        int64_t number = 0;
        bool good = name.len > 9 && name.ptr[4] == '_' && str_ends(name, S(".sql")) &&
                    str_to_i64(str_slice(name, 0, 4), &number) && number == (int64_t)i + 1;
        if (!good) {
            return fail(cx, ERR_BUG, "migration %zu is named \"" STR_FMT "\"", i + 1,
                        STR_ARG(name));
        }
    }
    return OK;
}

static Err applied_check(Ctx *cx, const Scripts *scripts, const Rows *row, size_t at)
{
    int64_t number = row_int(row, 0);
    if (number != (int64_t)at + 1) {
        return fail(cx, ERR_STORE, "the record of migration %04zu is missing", at + 1);
    }
    if (at >= scripts->count) {
        return fail(cx, ERR_CONFLICT, "this database is newer than this program: it has "
                    "migration %04zu", at + 1);
    }
    if (!str_eq(row_str(row, 2), script_checksum(cx, &scripts->files[at]))) {
        return fail(cx, ERR_STORE, "migration %04zu was changed after it was applied", at + 1);
    }
    return OK;
}

static Err job_state(Ctx *cx, Tx *tx, void *arg)
{
    Scripts *scripts = arg;
    Rows rows;
    size_t applied = 0;
    TRY(db_script(cx, tx, MEMORY_TABLE));
    TRY(db_rows_n(cx, tx, &migration_all, NULL, 0, &rows));
    for (;;) {
        bool more = false;
        TRY(db_next(&rows, &more));
        if (!more) break;
        TRY(applied_check(cx, scripts, &rows, applied));
        applied++;
    }
    scripts->state = (MigrateState){ applied, scripts->count - applied };
    return OK;
}

static Err job_apply(Ctx *cx, Tx *tx, void *arg)
{
    const Scripts *scripts = arg;
    const EmbeddedFile *file = &scripts->files[scripts->state.applied];
    TRY(db_script(cx, tx, script_text(file)));
    return db_exec(cx, tx, &migration_add, BI(scripts->state.applied + 1),
                   BS(str_from_c(file->name)), BS(script_checksum(cx, file)), BI(cx->now_ms));
}

static Err scripts_state(Ctx *cx, Db *db, Scripts *scripts)
{
    TRY(names_check(cx, scripts));
    return db_write(cx, db, job_state, scripts);
}

Err migrate_state(Ctx *cx, Db *db, const EmbeddedFile *files, size_t count,
                  MigrateState *ret_state)
{
    Scripts scripts = { .files = files, .count = count };
    TRY(scripts_state(cx, db, &scripts));
    *ret_state = scripts.state;
    return OK;
}

Err migrate_run(Ctx *cx, Db *db, const EmbeddedFile *files, size_t count, MigrateState *ret_state)
{
    Scripts scripts = { .files = files, .count = count };
    TRY(scripts_state(cx, db, &scripts));
    while (scripts.state.pending > 0) {
        TRY(db_write(cx, db, job_apply, &scripts));
        scripts.state.applied++;
        scripts.state.pending--;
    }
    *ret_state = scripts.state;
    return OK;
}
