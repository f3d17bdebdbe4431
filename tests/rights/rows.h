/* rows.h - one number for everything the database holds, to see that nothing changed.
 *
 * Left out: the access log, logins and form keys, which every request may touch.  The tables
 * are asked of the database itself, so that new ones count without being named here.
 */
#ifndef TESTS_RIGHTS_ROWS_H
#define TESTS_RIGHTS_ROWS_H
#include "rights/world.h"

enum { TABLES = 48 };
typedef struct RowTable { Str name; Query all, of_practice; } RowTable;
typedef struct RowTables { RowTable table[TABLES]; size_t count; } RowTables;
typedef struct RowHash { Hash of[TABLES]; } RowHash;

static const Query rows_tables = { "test_tables", "", "ss",
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    " AND name NOT IN ('audit', 'login', 'idem') ORDER BY name" };

/* The first word of each line inside CREATE TABLE ( ... ); a column stands on a line. */
static inline Str rows_columns(Arena *a, Str sql)
{
    Str line, columns = S("");
    sql = str_slice(sql, str_find(sql, '(', 0) + 1, sql.len);
    while (str_cut(&sql, '\n', &line)) {
        Str column = str_trim(line);
        column = str_slice(column, 0, str_find(column, ' ', 0));
        if (column.len == 0 || column.ptr[0] < 'a') continue;        /* PRIMARY KEY, a comment */
        columns = arena_printf(a, STR_FMT "%squote(" STR_FMT ")", STR_ARG(columns),
                               columns.len ? " || ',' || " : "", STR_ARG(column));
    }
    return columns;
}

static inline Query rows_query(Arena *a, Str table, Str columns, bool of_practice)
{
    Str sql = arena_printf(a, "SELECT COALESCE(group_concat(line, char(10)), '') FROM (SELECT " STR_FMT
                           " AS line FROM " STR_FMT "%s ORDER BY 1)", STR_ARG(columns), STR_ARG(table),
                           of_practice ? " WHERE practice_id = ?1" : "");
    return (Query){ arena_c(a, table), of_practice ? "b" : "", "s", arena_c(a, sql) };
}

typedef struct RowRun { World *w; RowTables *tables; const PracticeId *practice; RowHash *hash; Arena *arena; } RowRun;

static inline Err rows_job_tables(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    bool more = false;
    RowRun *run = arg;
    TRY(db_rows_n(cx, tx, &rows_tables, NULL, 0, &row));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) return OK;
        Str name = arena_str(run->arena, row_str(&row, 0));
        Str columns = rows_columns(run->arena, row_str(&row, 1));
        bool has = str_contains(columns, S("practice_id"));
        assert_true(run->tables->count < TABLES);
        run->tables->table[run->tables->count++] = (RowTable){ name,
            rows_query(run->arena, name, columns, false),
            has ? rows_query(run->arena, name, columns, true) : (Query){ 0 } };
    }
}

static inline void rows_open(World *w, RowTables *tables)
{
    RowRun run = { .w = w, .tables = tables, .arena = w->h.cx.arena };
    HOUSE_OK(&w->h, db_read(&w->h.cx, w->h.app->db, rows_job_tables, &run));
    assert_true(tables->count > 15);
}

static inline Err rows_job_hash(Ctx *cx, Tx *tx, void *arg)
{
    RowRun *run = arg;
    for (size_t i = 0; i < run->tables->count; i++) {
        Rows row;
        const RowTable *t = &run->tables->table[i];
        if (run->practice && !t->of_practice.sql) continue;
        if (run->practice) TRY(db_row(cx, tx, &t->of_practice, &row, BID(*run->practice)));
        else TRY(db_row_n(cx, tx, &t->all, NULL, 0, &row));
        run->hash->of[i] = hash_plain(row_str(&row, 0));
    }
    return OK;
}

/* `practice` NULL: of all. */
static inline RowHash rows_hash(World *w, RowTables *tables, const PracticeId *practice)
{
    RowHash hash = { .of = { { { 0 } } } };
    Ctx cx = { .arena = arena_open(64 << 20), .now_ms = w->h.cx.now_ms };
    RowRun run = { w, tables, practice, &hash, NULL };
    assert_non_null(cx.arena);
    Err err = db_read(&cx, w->h.app->db, rows_job_hash, &run);
    house_check(&cx, err, __FILE__, __LINE__);
    arena_close(cx.arena);
    return hash;
}

/* Name of the first table that differs; empty when none does. */
static inline Str rows_changed(const RowTables *tables, const RowHash *a, const RowHash *b)
{
    for (size_t i = 0; i < tables->count; i++)
        if (!str_eq(hash_bytes(&a->of[i]), hash_bytes(&b->of[i]))) return tables->table[i].name;
    return S("");
}
#endif
