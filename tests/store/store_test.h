/* store_test.h - what the tests of store/ share: a context, a private database, tables. */
#ifndef TESTS_STORE_TEST_H
#define TESTS_STORE_TEST_H
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail                    /* ours makes an Err */

#include "store/db.h"

typedef struct Fixture { Ctx cx; Db *db; } Fixture;

static inline Ctx ctx_open(size_t limit)
{
    Ctx cx = { .arena = arena_open(limit), .now_ms = 1700000000000 };
    assert_non_null(cx.arena);
    return cx;
}

static inline void ctx_again(Ctx *cx)
{
    arena_close(cx->arena);
    *cx = ctx_open(1 << 20);
}

/* Print the words of an unexpected failure before the assertion names its kind. */
static inline void check_kind(Ctx *cx, Err err, ErrKind want, int line)
{
    if (err.kind != want) {
        print_message("line %d: %s, not %s: %s\n", line, err_kind_name(err.kind),
                      err_kind_name(want), cx->err_text);
    }
    assert_int_equal(err.kind, want);
    if (want != ERR_NONE) err_clear(cx);
}
#define GOOD(cx, call) check_kind((cx), (call), ERR_NONE, __LINE__)
#define FAILS(cx, kind, call) check_kind((cx), (call), (kind), __LINE__)

typedef struct ScriptArg { Str sql; } ScriptArg;

static inline Err job_script(Ctx *cx, Tx *tx, void *arg)
{
    const ScriptArg *script = arg;
    return db_script(cx, tx, script->sql);
}

/* A private database with the given tables. */
static inline void fixture_open(Fixture *f, const char *path, const char *sql, void *owner)
{
    f->cx = ctx_open(8 << 20);
    DbConfig config = { .path = path, .skip_queries = true, .owner = owner };
    GOOD(&f->cx, db_open(&f->cx, &config, &f->db));
    ScriptArg script = { str_from_c(sql) };
    if (script.sql.len) GOOD(&f->cx, db_write(&f->cx, f->db, job_script, &script));
}

static inline void fixture_close(Fixture *f)
{
    db_close(f->db);
    arena_close(f->cx.arena);
}

/* A directory for files, in memory where there is one: the tests count flushes, they do not
 * wait for a disk.  Removed with what is in it by folder_remove. */
static inline void folder_make(char path[64])
{
    snprintf(path, 64, "/dev/shm/tandem-test-XXXXXX");
    if (mkdtemp(path)) return;
    snprintf(path, 64, "/tmp/tandem-test-XXXXXX");
    assert_non_null(mkdtemp(path));
}
static inline void folder_remove(const char *path)
{
    DIR *folder = opendir(path);
    assert_non_null(folder);
    char name[512];
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (entry->d_name[0] == '.') continue;
        snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
        unlink(name);
    }
    closedir(folder);
    assert_int_equal(rmdir(path), 0);
}
#endif
