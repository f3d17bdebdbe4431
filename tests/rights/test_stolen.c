/* Somebody copies every file: the database, its journal, a backup, the log.  Without the key
 * there is not one word of anybody in them, however it is written.
 *
 * Over a thousand marks are planted through the pages and the store, in every field that
 * holds text; then the bytes are searched for any of them. */
#include "rights/rows.h"
#include "rights/saved.h"
#include "base/file.h"
#include "store/migrate.h"

typedef struct Stolen {
    World *w;
    const char *folder, *data, *log;
    size_t bytes, files, found;
} Stolen;

enum { FILE_MAX = 128 << 20 };

/* --- searching bytes ------------------------------------------------------------------- */

/* As canary_find, but for megabytes of noise: what is unpacked is forgotten at once. */
static void search(Str blob, CanarySeen *seen)
{
    Arena *a = arena_open(2 * (size_t)FILE_MAX);
    assert_non_null(a);
    canary_scan(a, blob, seen);
    canary_scan(a, canary_without(a, blob, false), seen);          /* UTF-16, both ways round */
    canary_runs(a, blob, canary_sextet, CANARY_LEN * 4 / 3, canary_unbase64, CANARY_DEPTH - 2, seen);
    canary_runs(a, blob, canary_digit, CANARY_LEN * 2, canary_unhex, CANARY_DEPTH - 2, seen);
    arena_close(a);
    for (size_t i = 0; i + 3 < blob.len; i++) {
        bool gzip = (uint8_t)blob.ptr[i] == 0x1f && (uint8_t)blob.ptr[i + 1] == 0x8b && blob.ptr[i + 2] == 8;
        if (!gzip) continue;
        Arena *inside = arena_open(8 << 20);
        canary_scan(inside, canary_inflate(inside, str_slice(blob, i, blob.len)), seen);
        arena_close(inside);
    }
}

static void search_file(Arena *unused, const char *path, const char *name, void *arg)
{
    Str text;
    Stolen *s = arg;
    (void)unused;
    Ctx cx = { .arena = arena_open(FILE_MAX) };
    if (strcmp(name, "master.key") == 0) {         /* that one was not stolen */
        arena_close(cx.arena);
        return;
    }
    CanarySeen *seen = test_calloc(1, sizeof *seen);
    house_check(&cx, file_read(&cx, path, FILE_MAX - 4096, &text), __FILE__, __LINE__);
    search(text, seen);
    s->bytes += text.len;
    s->files++;
    s->found += seen->count;
    for (size_t i = 0; i < seen->count && i < 5 && seen->list[i] < s->w->mark_count; i++)
        print_error("%s holds in clear: %s\n", name, mark_words[s->w->mark[seen->list[i]].kind]);
    for (int p = 0; p < PRACTICES; p++)
        for (int i = 0; i < PEOPLE; i++)
            if (str_contains(text, s->w->who[p][i].token) || str_contains(text, s->w->invite[p]))
                s->found++;
    test_free(seen);
    arena_close(cx.arena);
}

/* --- planting ------------------------------------------------------------------------------ */

/* Another long session in each work, until there are more than a thousand. */
static void plant_more(World *w)
{
    for (int p = 0; p < PRACTICES; p++)
        for (WorkIs i = OF_MAYA; i <= OF_OTTO; i++) {
            Tale t = { w, p, i };
            int n = tale_plan(&t);
            tale_open(&t, n, "open");
            for (int k = 0; k < 7; k++) tale_middle(&t, n, world_works[i].client, world_works[i].therapist);
            world_forget(w);
        }
    assert_true(w->mark_count > 1000);
}

/* Refusals and failures are logged: some of each, with words in them. */
static void fail_in_many_ways(World *w)
{
    Tale maya = { w, 0, OF_MAYA };
    Str words = join(&maya, "kind=goal&text=", w->mark[w->mark_count - 1].text);
    (void)house_post(&w->h, NULL, tale_at(&maya, "/joint"), words);
    (void)house_post(&w->h, &w->who[0][NOOR], tale_at(&maya, "/joint"), words);
    (void)house_post_raw(&w->h, &w->who[0][MAYA], tale_at(&maya, "/joint"), words);
    (void)house_get(&w->h, &w->who[0][ADA], tale_at(&maya, "/home"));
    db_fault_at(3, 13);
    (void)house_post(&w->h, &w->who[0][MAYA], tale_at(&maya, "/joint"), words);
    db_fault_at(-1, 0);
    (void)house_get(&w->h, NULL, join(&maya, "/invite/", w->invite[0]));
    world_forget(w);
}

/* --- the theft --------------------------------------------------------------------------------- */

static void test_stolen__no_file_holds_a_word(void **state)
{
    Stolen *s = *state;
    World *w = s->w;
    Arena *a = w->h.cx.arena;
    HOUSE_OK(&w->h, db_backup(&w->h.cx, w->h.app->db, saved_path(a, s->data, "backup.db")));
    HOUSE_OK(&w->h, audit_head_save(&w->h.cx, w->h.app->db, w->h.app->vault, saved_path(a, s->data, "audit.head")));
    struct stat info;
    assert_int_equal(stat(saved_path(a, s->data, "tandem.db-wal"), &info), 0);
    assert_int_equal(stat(saved_path(a, s->data, "tandem.db-shm"), &info), 0);
    assert_int_equal(stat(s->log, &info), 0);
    assert_true(info.st_size > 300);
    s->found = s->bytes = s->files = 0;
    saved_each(a, s->data, search_file, s);
    search_file(a, s->log, "the log", s);
    print_message("%zu marks, %zu files, %zu kB, %zu found\n", w->mark_count, s->files, s->bytes / 1024, s->found);
    assert_true(s->files >= 6 && s->bytes > 2 << 20);
    assert_int_equal(s->found, 0);
}

/* Every column that is sealed has something in it: no field was left out of the planting. */
static const Query sealed_tables = { "test_sealed", "", "ss",
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name" };

static Err check_column(Ctx *cx, Tx *tx, Str table, Str column)
{
    Rows row;
    Query *q = ARENA_NEW(cx->arena, Query);
    *q = (Query){ "test_filled", "", "i", arena_printf(cx->arena, "SELECT COUNT(*) FROM " STR_FMT
        " WHERE length(" STR_FMT ") > 41", STR_ARG(table), STR_ARG(column)).ptr };
    TRY(db_row_n(cx, tx, q, NULL, 0, &row));
    if (row_int(&row, 0) > 0) return OK;
    return fail(cx, ERR_BUG, "nothing was planted in %s.%s", arena_c(cx->arena, table), arena_c(cx->arena, column));
}

static Err job_filled(Ctx *cx, Tx *tx, void *arg)
{
    Rows row;
    bool more = false;
    TRY(db_rows_n(cx, tx, &sealed_tables, NULL, 0, &row));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more) return OK;
        Str line, sql = row_str(&row, 1), name = row_str(&row, 0);
        while (str_cut(&sql, '\n', &line)) {
            Str column = str_trim(line);
            column = str_slice(column, 0, str_find(column, ' ', 0));
            if (!str_ends(column, S("_sealed"))) continue;
            TRY(check_column(cx, tx, name, column));
            ++*(size_t *)arg;
        }
    }
}

static void test_stolen__every_sealed_column_was_planted_in(void **state)
{
    Stolen *s = *state;
    size_t columns = 0;
    HOUSE_OK(&s->w->h, db_read(&s->w->h.cx, s->w->h.app->db, job_filled, &columns));
    assert_true(columns >= 10);
}

/* --- the search can find ----------------------------------------------------------------------------- */

static Err job_spill(Ctx *cx, Tx *tx, void *arg)
{
    const Str *word = arg;
    return db_script(cx, tx, arena_printf(cx->arena, "CREATE TABLE scratch (words TEXT);"
                     " INSERT INTO scratch VALUES ('somebody said " STR_FMT " today');", STR_ARG(*word)));
}

/* One word in clear, in a table of a copy. */
static void test_stolen__a_word_in_clear_in_a_table_is_found(void **state)
{
    Stolen *s = *state;
    World *w = s->w;
    Arena *a = w->h.cx.arena;
    const char *spilt = saved_path(a, s->folder, "spilt");
    assert_int_equal(mkdir(spilt, 0700), 0);
    HOUSE_OK(&w->h, db_backup(&w->h.cx, w->h.app->db, saved_path(a, spilt, "tandem.db")));
    Db *db = NULL;
    static const Query *const none[] = { NULL };
    DbConfig config = { .path = saved_path(a, spilt, "tandem.db"), .queries = none };
    HOUSE_OK(&w->h, db_open(&w->h.cx, &config, &db));
    HOUSE_OK(&w->h, db_write(&w->h.cx, db, job_spill, &w->mark[500].text));
    s->found = 0;
    saved_each(a, spilt, search_file, s);          /* in the journal, while it is open */
    assert_true(s->found >= 1);
    db_close(db);
    s->found = 0;
    saved_each(a, spilt, search_file, s);
    assert_true(s->found >= 1);
}

static Str wide(Arena *a, Str word, bool high_first)
{
    char *out = arena_alloc(a, word.len * 2);
    for (size_t i = 0; i < word.len; i++) out[2 * i + high_first] = word.ptr[i];
    return (Str){ out, word.len * 2 };
}

static void test_stolen__a_word_is_found_however_it_is_written(void **state)
{
    const Stolen *s = *state;
    Arena *a = arena_open(64 << 20);
    Str word = s->w->mark[321].text;
    Str shapes[] = { word, wide(a, word, false), wide(a, word, true), hex_encode(a, word),
                     base64url_encode(a, word), base64url_encode(a, arena_join(a, S("x"), word)),
                     base64url_encode(a, arena_join(a, S("xy"), word)) };
    char *noise = arena_alloc(a, 1 << 20);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        CanarySeen *seen = test_calloc(1, sizeof *seen);
        random_bytes(noise, 1 << 20);
        memcpy(noise + 654321, shapes[i].ptr, shapes[i].len);
        noise[654320] = noise[654321 + shapes[i].len] = '\n';
        search((Str){ noise, 1 << 20 }, seen);
        assert_int_equal(seen->count, 1);
        assert_int_equal(seen->list[0], 321);
        test_free(seen);
    }
    arena_close(a);
}

/* --- open and close ---------------------------------------------------------------------------------------- */

/* Everything that would go to the log goes to a file. */
static int log_into(const char *path)
{
    int kept = dup(STDERR_FILENO);
    int log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    assert_true(kept >= 0 && log >= 0);
    dup2(log, STDERR_FILENO);
    close(log);
    return kept;
}

static int setup(void **state)
{
    Stolen *s = test_calloc(1, sizeof *s);
    Arena *names = arena_open(1 << 20);
    const char *folder = saved_folder(names);
    int kept = log_into(saved_path(names, folder, "log"));
    s->w = world_open_loud(saved_path(names, folder, "data"), LOG_DEBUG);
    Arena *a = s->w->h.cx.arena;
    s->folder = arena_c(a, str_from_c(folder));
    s->data = saved_path(a, s->folder, "data");
    s->log = saved_path(a, s->folder, "log");
    arena_close(names);
    plant_more(s->w);
    fail_in_many_ways(s->w);
    dup2(kept, STDERR_FILENO);
    close(kept);
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    Stolen *s = *state;
    Arena *names = arena_open(1 << 20);
    const char *folder = arena_c(names, str_from_c(s->folder));
    world_close(s->w);
    saved_remove(names, folder);
    arena_close(names);
    test_free(s);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stolen__no_file_holds_a_word),
        cmocka_unit_test(test_stolen__every_sealed_column_was_planted_in),
        cmocka_unit_test(test_stolen__a_word_in_clear_in_a_table_is_found),
        cmocka_unit_test(test_stolen__a_word_is_found_however_it_is_written),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
