/* cmd_init.c - a new practice: directory, master key, tables, settings, administrator. */
#include "command.h"
#include "open.h"
#include "../store/link.h"
#include "../store/person.h"
#include "../store/practice.h"
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Init {
    App *app;
    Practice practice;
    Person admin;
    LinkMade link;
} Init;

static Err wanted(Ctx *cx, const Command *c, const char *name, Str *ret_value)
{
    *ret_value = command_option(c, name);
    if (ret_value->len) return OK;
    return fail(cx, ERR_INVALID, "--%s is missing; `tandem init --help` shows all", name);
}

/* "Night line: 020 555 010: day and night" */
static Err read_crisis(Ctx *cx, Str said, Practice *p)
{
    Str name = S(""), number = S("");
    Str rest = said;
    bool read = str_cut(&rest, ':', &name) && str_cut(&rest, ':', &number);
    if (!read || str_trim(name).len == 0 || str_trim(number).len == 0)
        return fail(cx, ERR_INVALID, "--crisis wants \"NAME: NUMBER: HINT\"");
    if (p->crisis_count == PRACTICE_CRISIS_MAX)
        return fail(cx, ERR_INVALID, "--crisis can be given %d times", PRACTICE_CRISIS_MAX);
    p->crisis[p->crisis_count++] = (PracticeCrisis){ str_trim(name), str_trim(number), str_trim(rest) };
    return OK;
}

static Err read_options(Ctx *cx, const Command *c, Init *init)
{
    Practice *p = &init->practice;
    Str email;
    if (c->word_count) return fail(cx, ERR_INVALID, "init takes options only");
    TRY(wanted(cx, c, "name", &p->name));
    TRY(wanted(cx, c, "zone", &p->time_zone));
    TRY(wanted(cx, c, "admin-name", &init->admin.profile.name));
    TRY(wanted(cx, c, "admin-email", &email));
    TRY(zone_open(cx, cx->arena, p->time_zone, &p->zone));
    init->admin.profile.email = email_normal(cx->arena, email);
    if (init->admin.profile.email.len == 0)
        return fail(cx, ERR_INVALID, "--admin-email is not an address");
    for (size_t i = 0; i < c->option_count; i++)
        if (str_eq(c->option_name[i], S("crisis"))) TRY(read_crisis(cx, c->option_value[i], p));
    if (p->crisis_count == 0)
        p->crisis[p->crisis_count++] = (PracticeCrisis){ S("If you might not be safe"), S("112"),
                                                         S("emergency services, day and night") };
    p->duty_name = command_option(c, "duty-name");
    p->duty_number = command_option(c, "duty-number");
    if (!p->duty_name.len != !p->duty_number.len)
        return fail(cx, ERR_INVALID, "--duty-name and --duty-number go together");
    p->watched = S("Messages here are read on working days.");
    p->leave_address = S("https://www.wikipedia.org/");
    p->duty_after_min = 15;
    p->lead_after_min = 60;
    return OK;
}

static Err job_init(Ctx *cx, Tx *tx, void *arg)
{
    Init *init = arg;
    const Grant *g;
    Actor machine = { .practice = init->practice.id, .capacities = CAP_ADMINISTRATOR,
                      .machine = true };
    TRY(gate_enter(cx, tx, &machine, ACTION_PRACTICE_WRITE, (EpisodeId){ { { 0 } } }, &g));
    TRY(practice_create(cx, tx, g, &init->practice));
    TRY(person_create(cx, tx, g, &init->admin));
    return link_make(cx, tx, g, LINK_INVITE, init->admin.id, (EpisodeId){ { { 0 } } }, &init->link);
}

static void say_done(const Command *c, const Init *init, Out *out)
{
    Arena *a = out->arena;
    out_raw(out, arena_printf(a,
        "The practice is ready in %s.\n\n"
        "  1. Keep a copy of %s/master.key somewhere safe and apart from the backups.\n"
        "     Without it nothing in the database can be read again.\n"
        "  2. Start it:  tandem serve --data %s\n"
        "  3. Open this link once, within 7 days, to set the administrator's password:\n"
        "     http://127.0.0.1:8080/invite/" STR_FMT "\n",
        c->data_dir, c->data_dir, c->data_dir, STR_ARG(init->link.token)));
}

/* A practice that did not begin leaves nothing behind: neither a directory in the way of the
 * next attempt, nor a key of nothing.  Only what this made; rmdir() spares whatever else is there. */
static void take_back(Ctx *cx, const char *dir)
{
    static const char *const made[] = { "tandem.db", "tandem.db-wal", "tandem.db-shm",
        "tandem.db-journal", "tandem.db-notes", "tandem.db.lock", "audit.head", "master.key" };
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        (void)unlink(arena_printf(cx->arena, "%s/%s", dir, made[i]).ptr);
    (void)rmdir(dir);
}

static Err run_init(Ctx *cx, const Command *c, Out *out)
{
    Init *init = ARENA_NEW(cx->arena, Init);
    if (!init) return fail(cx, ERR_LIMIT, "out of memory");
    TRY(read_options(cx, c, init));
    init->practice.id = ID_NEW(Practice, cx->now_ms);
    init->admin.id = ID_NEW(Person, cx->now_ms);
    init->admin.capacities = CAP_ADMINISTRATOR;
    init->admin.state = S("invited");
    init->admin.profile.language = S("en");
    OpenOptions options = { .create = true };
    struct stat st;
    bool fresh = lstat(c->data_dir, &st) != 0 && errno == ENOENT;
    Err err = app_open(cx, c->data_dir, &options, &init->app);
    bool ours = fresh && err.kind != ERR_CONFLICT;     /* else it is somebody else's */
    if (err.kind == ERR_NONE) {
        err = db_write(cx, init->app->db, job_init, init);
        app_close(init->app);
    }
    if (err.kind != ERR_NONE && ours) take_back(cx, c->data_dir);
    TRY(err);
    say_done(c, init, out);
    return OK;
}

int cmd_init(const Command *c, Out *out)
{
    Ctx cx = { .arena = out->arena, .now_ms = time_now_ms() };
    Err err = run_init(&cx, c, out);
    if (err.kind == ERR_NONE) return 0;
    out_raw(out, arena_printf(out->arena, "tandem: %s\n", cx.err_text));
    return err_exit_code(err.kind);
}
