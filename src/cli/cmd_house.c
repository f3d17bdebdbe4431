/* cmd_house.c - looking after the house: migrate, check, backup, audit. */
#include "command.h"
#include "open.h"
#include "../store/audit.h"
#include "../store/migrate.h"
#include <sys/stat.h>

static int report(Ctx *cx, Err err, Out *out)
{
    if (err.kind == ERR_NONE) return 0;
    out_raw(out, arena_printf(out->arena, "tandem: %s\n", cx->err_text));
    return err_exit_code(err.kind);
}

/* Runs `fn` here when the house is free, inside the server when it is not. */
static int here_or_there(Ctx *cx, const Command *c, const char *name, CommandFn *fn, Out *out)
{
    App *app = NULL;
    int exit_code = 0;
    OpenOptions options = { 0 };
    Err err = app_open(cx, c->data_dir, &options, &app);
    if (err.kind == ERR_BUSY) {
        err_clear(cx);
        err = control_send(cx, c->data_dir, name, c, out, &exit_code);
        return err.kind == ERR_NONE ? exit_code : report(cx, err, out);
    }
    if (err.kind == ERR_NONE) err = fn(cx, app, c, out);
    app_close(app);
    return report(cx, err, out);
}

int cmd_migrate(const Command *c, Out *out)
{
    Ctx cx = { .arena = out->arena, .now_ms = time_now_ms() };
    App *app = NULL;
    OpenOptions options = { .migrate = true };
    Err err = app_open(&cx, c->data_dir, &options, &app);
    app_close(app);
    if (err.kind == ERR_NONE) out_raw(out, S("The database is up to date.\n"));
    return report(&cx, err, out);
}

/* --- check ---------------------------------------------------------------------------- */

static void check_mode(const char *path, mode_t allowed, const char *mend, Out *out, bool *fine)
{
    struct stat st;
    if (stat(path, &st) != 0 || (st.st_mode & 0777 & ~allowed) == 0) return;
    *fine = false;
    out_raw(out, arena_printf(out->arena, "MEND  %s can be read by others: %s %s\n", path, mend, path));
}

static bool check_files(const char *dir, Out *out)
{
    bool fine = true;
    Arena *a = out->arena;
    check_mode(dir, 0700, "chmod 700", out, &fine);
    check_mode(arena_printf(a, "%s/master.key", dir).ptr, 0600, "chmod 600", out, &fine);
    check_mode(arena_printf(a, "%s/tandem.db", dir).ptr, 0600, "chmod 600", out, &fine);
    return fine;
}

Err cmd_check_house(Ctx *cx, App *app, const Command *c, Out *out)
{
    (void)c;
    size_t before = out->len;
    const Practice *p = app_practice(app);
    TRY(db_check(cx, app->db, out));
    bool fine = out->len == before;
    if (p->crisis_count == 0) {
        out_raw(out, S("MEND  no line to call is set: add one under Settings\n"));
        fine = false;
    }
    if (p->duty_name.len == 0 || p->duty_number.len == 0) {
        out_raw(out, S("MEND  nobody is on duty for safety answers: name someone under Settings\n"));
        fine = false;
    }
    if (!fine) return fail(cx, ERR_CONFLICT, "there is something to mend");
    out_raw(out, S("ok    key, database, migrations, settings\n"));
    return OK;
}

int cmd_check(const Command *c, Out *out)
{
    Ctx cx = { .arena = out->arena, .now_ms = time_now_ms() };
    bool files = check_files(c->data_dir, out);
    int exit_code = here_or_there(&cx, c, "check", cmd_check_house, out);
    return exit_code ? exit_code : files ? 0 : err_exit_code(ERR_CONFLICT);
}

/* --- backup ------------------------------------------------------------------------------ */

/* The copy is a reading of everything: it stands in everyone's access log. */
static Err job_backup(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    (void)tx;
    (void)arg;
    return grant_content(cx, g, C_PRACTICE);
}

Err cmd_backup(Ctx *cx, App *app, const Command *c, Out *out)
{
    if (c->word_count != 1) return fail(cx, ERR_INVALID, "backup FILE");
    TRY(command_write(cx, app, ACTION_BACKUP_MAKE, job_backup, NULL));
    TRY(db_backup(cx, app->db, arena_c(cx->arena, c->word[0])));
    out_raw(out, S("Copied. The master key is not in it: keep that apart, and keep it.\n"));
    return OK;
}

/* --- audit -------------------------------------------------------------------------------- */

typedef struct Verify {
    AuditHead sealed;
    bool has_sealed, ok;
    Out *out;
} Verify;

static Err job_verify(Ctx *cx, Tx *tx, void *arg)
{
    Verify *v = arg;
    return audit_verify(cx, tx, v->has_sealed ? &v->sealed : NULL, v->out, &v->ok);
}

Err cmd_audit_verify(Ctx *cx, App *app, const Command *c, Out *out)
{
    (void)c;
    Verify v = { .out = out };
    Str path = arena_printf(cx->arena, "%s/audit.head", app->config.data_dir);
    Err err = audit_head_load(cx, app->vault, path.ptr, &v.sealed);
    v.has_sealed = err.kind == ERR_NONE;
    if (err.kind == ERR_MISSING) {
        err_clear(cx);
        out_raw(out, S("note  no audit.head beside the database: a cut end would not show\n"));
    } else {
        TRY(err);
    }
    TRY(db_settle(cx, app->db));
    TRY(db_read(cx, app->db, job_verify, &v));
    if (!v.ok) return fail(cx, ERR_CONFLICT, "the access log has been changed");
    out_raw(out, S("ok    the access log is whole\n"));
    return OK;
}

int cmd_audit(const Command *c, Out *out)
{
    Ctx cx = { .arena = out->arena, .now_ms = time_now_ms() };
    Str verb = c->word_count == 1 ? c->word[0] : S("");
    if (str_eq(verb, S("routes"))) {
        dispatch_print_routes(out);
        return 0;
    }
    if (str_eq(verb, S("verify"))) return here_or_there(&cx, c, "audit", cmd_audit_verify, out);
    return report(&cx, fail(&cx, ERR_INVALID, "audit routes | audit verify"), out);
}
