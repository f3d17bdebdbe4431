#include "open.h"
#include "../base/embedded.h"
#include "../base/file.h"
#include "../domain/intake.h"
#include "../gate/throttle.h"
#include "../gate/worker.h"
#include "../store/audit.h"
#include "../store/definition.h"
#include "../store/migrate.h"
#include "../store/practice.h"
#include "../store/queries.h"
#include "../store/wording.h"
#include "../web/pages.h"
#include <errno.h>
#include <sys/stat.h>

enum { APP_ARENA_MAX = 64 << 20, HASH_THREADS = 2, HASH_QUEUE = 32 };

static const char *path_in(Arena *a, const char *dir, const char *name)
{
    return arena_printf(a, "%s/%s", dir, name).ptr;
}

static Err master_key(Ctx *cx, const char *dir, const OpenOptions *o, Secret **ret_key)
{
    if (o->in_memory) {
        *ret_key = secret_new();
        return *ret_key ? OK : fail(cx, ERR_LIMIT, "out of memory");
    }
    const char *path = path_in(cx->arena, dir, "master.key");
    return o->create ? secret_create_file(cx, path, ret_key) : secret_load_file(cx, path, ret_key);
}

static Err open_store(Ctx *cx, const char *dir, const OpenOptions *o, const Secret *master, App *app)
{
    const Query *const *queries = store_queries(app->arena);
    MigrateState state = { 0, 0 };
    if (!queries) return fail(cx, ERR_LIMIT, "out of memory");
    TRY(vault_new(cx, master, &app->vault));
    DbConfig config = { .path = o->in_memory ? NULL : path_in(app->arena, dir, "tandem.db"),
                        .owner = app->vault, .skip_queries = true,
                        .work_column = "episode_id" };
    TRY(db_open(cx, &config, &app->db));
    TRY(migrate_state(cx, app->db, embedded_sql, embedded_sql_count, &state));
    if (state.applied) TRY(vault_open(cx, app->vault, app->db));    /* before anything changes */
    if (state.pending && !o->create && !o->migrate && !o->in_memory)
        return fail(cx, ERR_CONFLICT, "the database is older than this program: "
                    "make a copy of %s, then run `tandem migrate`", dir);
    bool fresh = state.applied == 0;
    if (state.pending) TRY(migrate_all(cx, app->db, &state));
    TRY(db_prepare_queries(cx, app->db, queries));
    TRY(db_keep_notes(cx, app->db, &audit_notes));
    return fresh ? vault_open(cx, app->vault, app->db) : OK;
}

static Err job_practice(Ctx *cx, Tx *tx, void *arg)
{
    App *app = arg;
    Practice *p = ARENA_NEW(app->arena, Practice);
    if (!p) return fail(cx, ERR_LIMIT, "out of memory");
    TRY(practice_first(cx, tx, app->arena, p));
    app->practice = p;
    MeasureSet *set = NULL;
    TRY(definition_load(cx, tx, app->arena, p->id, app->builtin, &set));
    app->measures = set;
    Lens *lens = ARENA_NEW(app->arena, Lens);
    if (!lens) return fail(cx, ERR_LIMIT, "out of memory");
    TRY(wording_lens(cx, tx, app->arena, p->id, app->lens_builtin, lens));
    app->lens = lens;
    return OK;
}

Err app_reload_practice(Ctx *cx, App *app)
{
    return db_read(cx, app->db, job_practice, app);
}

static Str came_along(const char *name)
{
    for (size_t i = 0; i < embedded_prompts_count; i++)
        if (str_eq(str_from_c(embedded_prompts[i].name), str_from_c(name)))
            return (Str){ (const char *)embedded_prompts[i].bytes, embedded_prompts[i].len };
    return S("");
}

/* `own` beside the data stands for what came with the program.  Both are copied: what lies in
 * the program itself counts as its own words and would be translated. */
static Err open_prompts(Ctx *cx, const char *own, const char *builtin, App *app, Prompts *ret_lists)
{
    Str text = came_along(builtin);
    if (own) {
        Err err = file_read(cx, own, PROMPT_BYTES_MAX, &text);
        if (err.kind == ERR_MISSING) err_clear(cx);
        else TRY(err);
    }
    text = arena_str(app->arena, text);
    return prompts_parse(app->arena, text, ret_lists) ? OK : fail(cx, ERR_LIMIT, "out of memory");
}

static Err open_lists(Ctx *cx, const char *dir, const OpenOptions *o, App *app)
{
    const char *questions = o->in_memory ? NULL : path_in(cx->arena, dir, "questions.txt");
    const char *agendas = o->in_memory ? NULL : path_in(cx->arena, dir, "agendas.txt");
    TRY(open_prompts(cx, questions, "questions.en.txt", app, &app->questions));
    return open_prompts(cx, agendas, "agendas.en.txt", app, &app->agendas);
}

/* Every file of lens/: one a language. */
static Err read_lens(Ctx *cx, App *app)
{
    Ctx lasting = { .arena = app->arena, .now_ms = cx->now_ms };
    Lens *lens = ARENA_NEW(app->arena, Lens);
    if (!lens) return fail(cx, ERR_LIMIT, "no memory at start");
    for (size_t i = 0; i < embedded_lens_count; i++) {
        Str json = { (const char *)embedded_lens[i].bytes, embedded_lens[i].len };
        if (lens_read(&lasting, json, false, lens).kind != ERR_NONE)
            return fail(cx, ERR_BUG, "%s: %s", embedded_lens[i].name, lasting.err_text);
    }
    app->lens = app->lens_builtin = lens;
    return OK;
}

static Err open_parts(Ctx *cx, const char *dir, const OpenOptions *o, App *app)
{
    Secret *master = NULL;
    MeasureSet *builtin = NULL, *measures = NULL;
    TRY(master_key(cx, dir, o, &master));
    app->csrf_key = secret_derive(master, S("csrf"));
    Err err = open_store(cx, dir, o, master, app);
    secret_free(master);
    TRY(err);
    TRY(measure_catalogue(cx, app->arena, &builtin));
    TRY(measure_builtin(cx, app->arena, &measures));
    TRY(read_lens(cx, app));
    TRY(intake_with(cx, app->arena, builtin, &builtin));
    TRY(intake_with(cx, app->arena, measures, &measures));
    app->builtin = builtin;
    TRY(open_lists(cx, dir, o, app));
    app->measures = measures;
    app->worker = worker_open(HASH_THREADS, HASH_QUEUE);
    app->throttle = throttle_open();
    if (!app->worker || !app->throttle || !app->csrf_key)
        return fail(cx, ERR_LIMIT, "out of memory");
    uint8_t nonce[8];
    random_bytes(nonce, sizeof nonce);
    app->boot_nonce = hex_encode(app->arena, (Str){ (const char *)nonce, sizeof nonce });
    app->error_page = page_error;
    app->reload_practice = app_reload_practice;
    if (!o->without_practice && !o->create) TRY(app_reload_practice(cx, app));
    return OK;
}

static Err routes_fine(Ctx *cx)
{
    Out problems = out_open(cx->arena, 64 * 1024);
    if (dispatch_check_routes(&problems)) return OK;
    LOG(LOG_ERROR, "routes", LOG_TEXT("problems", out_str(&problems)));
    return fail(cx, ERR_BUG, "the table of routes has mistakes");
}

static Err make_directory(Ctx *cx, const char *data_dir)
{
    if (mkdir(data_dir, 0700) == 0) return OK;
    if (errno == EEXIST)
        return fail(cx, ERR_CONFLICT, "%s is there already: choose another --data", data_dir);
    return fail(cx, ERR_STORE, "cannot make the directory %s: is the one above it there, and yours?",
                data_dir);
}

static Err find_directory(Ctx *cx, const char *data_dir)
{
    struct stat st;
    const char *key = path_in(cx->arena, data_dir, "master.key");
    if (stat(key, &st) == 0 || errno != ENOENT) return OK;
    bool data = stat(path_in(cx->arena, data_dir, "tandem.db"), &st) == 0;
    return data ? fail(cx, ERR_MISSING, "%s is not there: without the master key nothing can be read", key)
                : fail(cx, ERR_MISSING, "there is no practice in %s: `tandem init` makes one", data_dir);
}

Err app_open(Ctx *cx, const char *data_dir, const OpenOptions *o, App **ret_app)
{
    TRY(routes_fine(cx));
    if (o->create) TRY(make_directory(cx, data_dir));
    else if (!o->in_memory) TRY(find_directory(cx, data_dir));
    Arena *arena = arena_open(APP_ARENA_MAX);
    App *app = arena ? ARENA_NEW(arena, App) : NULL;
    if (!app) {
        arena_close(arena);
        return fail(cx, ERR_LIMIT, "out of memory");
    }
    app->arena = arena;
    app->config.data_dir = data_dir;
    app->config.public_url = S("http://127.0.0.1:8080");
    Err err = open_parts(cx, data_dir, o, app);
    if (err.kind != ERR_NONE) {
        app_close(app);
        return err;
    }
    *ret_app = app;
    return OK;
}

void app_close(App *app)
{
    if (!app) return;
    worker_close(app->worker);
    throttle_close(app->throttle);
    if (app->db) db_close(app->db);
    vault_close(app->vault);
    secret_free(app->csrf_key);
    arena_close(app->arena);
}
