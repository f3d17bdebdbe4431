#include "jobs.h"
#include "../store/audit.h"
#include "../store/idem.h"
#include "../gate/dispatch.h"

enum { TIDY_ARENA_MAX = 16 << 20 };

static Err job_purge(Ctx *cx, Tx *tx, void *arg)
{
    (void)arg;
    return idem_purge(cx, tx);
}

static void note_failure(const char *what, const Ctx *cx, Err err)
{
    if (err.kind == ERR_NONE) return;
    LOG(LOG_ERROR, "tidy", LOG_TEXT("what", str_from_c(what)),
        LOG_TEXT("why", str_from_c(cx->err_text)));
}

static void save_head(Ctx *cx, App *app)
{
    Str path = arena_printf(cx->arena, "%s/audit.head", app->config.data_dir);
    note_failure("audit head", cx, audit_head_save(cx, app->db, app->vault, path.ptr));
}

void jobs_tidy(App *app)
{
    Arena *arena = arena_open(TIDY_ARENA_MAX);
    if (!arena) return;
    Ctx cx = { .arena = arena, .now_ms = app_now_ms(app) };
    note_failure("escalate", &cx, db_write(&cx, app->db, jobs_escalate, app));
    err_clear(&cx);
    note_failure("old form keys", &cx, db_write(&cx, app->db, job_purge, NULL));
    err_clear(&cx);
    note_failure("old mail", &cx, db_write(&cx, app->db, jobs_mail_purge, app));
    err_clear(&cx);
    save_head(&cx, app);
    arena_close(arena);
    jobs_drift_hourly(app);
}

void jobs_last(App *app)
{
    Arena *arena = arena_open(TIDY_ARENA_MAX);
    if (!arena) return;
    Ctx cx = { .arena = arena, .now_ms = app_now_ms(app) };
    if (app->db) save_head(&cx, app);
    arena_close(arena);
}
