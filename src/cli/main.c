/* main.c - `tandem COMMAND [--option value] [words]`. */
#include "command.h"
#include "open.h"
#include "version.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INPUT_MAX = 32 << 20, OUTPUT_MAX = 32 << 20, COMMAND_ARENA_MAX = 256 << 20 };

typedef struct CommandRow {
    const char *name, *usage, *what;
    CommandMain *alone;           /* runs by itself */
    CommandFn *with_app;          /* runs with an open App, here or inside the server */
    const char *flags;            /* options that take no value, space between */
    bool reads_file;              /* its last word names a file, "-" = standard input */
} CommandRow;

static const CommandRow commands[] = {
    { "init", "init --name NAME --zone ZONE --admin-email ADDRESS --admin-name NAME\n"
              "            [--crisis \"NAME: NUMBER: HINT\"]... [--duty-name NAME --duty-number NUMBER]",
      "set up a practice in a new data directory", cmd_init, NULL, "demo", false },
    { "serve", "serve [--listen ADDRESS:PORT] [--public-url URL] [--behind-proxy]\n"
               "            [--tls-cert FILE --tls-key FILE]",
      "answer requests until SIGTERM", cmd_serve, NULL, "behind-proxy", false },
    { "demo", "demo", "fill a new data directory with an invented practice", cmd_demo, NULL, "", false },
    { "person", "person list | add --name NAME --email ADDRESS --as therapist|supervisor|administrator\n"
                "            | disable ADDRESS | enable ADDRESS",
      "accounts of the practice", NULL, cmd_person, "", false },
    { "invite", "invite ADDRESS", "a new single-use link for someone who has none that works",
      NULL, cmd_invite, "", false },
    { "import", "import FILE.csv [--commit]", "bring in past scores; without --commit a dry run",
      NULL, cmd_import, "commit", true },
    { "backup", "backup FILE", "a consistent copy of the database, also while serving", NULL,
      cmd_backup, "", false },
    { "migrate", "migrate", "bring the database up to this program", cmd_migrate, NULL, "", false },
    { "check", "check", "look at configuration, key and database, and say what to mend",
      cmd_check, cmd_check_house, "", false },
    { "audit", "audit routes | verify", "the table of rights; the chain of the access log",
      cmd_audit, cmd_audit_verify, "", false },
};
static const size_t command_count = sizeof commands / sizeof *commands;

static void print_help(Out *out)
{
    out_raw(out, S("tandem " TANDEM_VERSION " - therapy as shared work\n\n"));
    for (size_t i = 0; i < command_count; i++) {
        out_raw(out, S("  tandem "));
        out_raw(out, str_from_c(commands[i].usage));
        out_raw(out, S("\n      "));
        out_raw(out, str_from_c(commands[i].what));
        out_raw(out, S("\n"));
    }
    out_raw(out, S("\n  --data DIR   where the practice lives (default ./data)\n"
                   "  --help       after a command: that command alone\n"
                   "  --version    this program and its libraries\n"
                   "\nExit status: 0 done, 2 wrong words, 4 not found, 5 conflict, 7 busy, 8 disk or database.\n"));
}

static void print_usage(Out *out, const CommandRow *row)
{
    out_raw(out, S("usage: tandem "));
    out_raw(out, str_from_c(row->usage));
    out_raw(out, S(" [--data DIR]\n"));
    out_raw(out, str_from_c(row->what));
    out_raw(out, S("\n"));
}

static const CommandRow *row_find(Str name)
{
    for (size_t i = 0; i < command_count; i++)
        if (str_eq(str_from_c(commands[i].name), name)) return &commands[i];
    return NULL;
}

CommandFn *command_find(Str name)
{
    const CommandRow *row = row_find(name);
    return row ? row->with_app : NULL;
}

Str command_option(const Command *c, const char *name)
{
    for (size_t i = 0; i < c->option_count; i++)
        if (str_eq(c->option_name[i], str_from_c(name))) return c->option_value[i];
    return S("");
}

bool command_flag(const Command *c, const char *name)
{
    return command_option(c, name).len > 0;
}

static bool is_flag(const CommandRow *row, Str name)
{
    Str rest = str_from_c(row->flags);
    Str flag;
    if (str_eq(name, S("help"))) return true;
    while (str_cut(&rest, ' ', &flag))
        if (str_eq(flag, name)) return true;
    return false;
}

/* "--name value", "--name=value", flags; NULL when fine, else what is wrong. */
static const char *words_read(const CommandRow *row, int argc, char **argv, Command *c)
{
    for (int i = 2; i < argc; i++) {
        Str word = str_from_c(argv[i]);
        if (c->word_count + c->option_count >= COMMAND_WORDS_MAX) return "too many words";
        if (!str_starts(word, S("--"))) {
            c->word[c->word_count++] = word;
            continue;
        }
        size_t equal = str_find(word, '=', 0);
        Str name = str_slice(word, 2, equal);
        Str value = S("1");
        if (equal < word.len) value = str_slice(word, equal + 1, word.len);
        else if (!is_flag(row, name)) {
            if (i + 1 >= argc) return "an option without its value";
            value = str_from_c(argv[++i]);
        }
        c->option_name[c->option_count] = name;
        c->option_value[c->option_count++] = value;
    }
    return NULL;
}

static Err read_all(Ctx *cx, Str path, Str *ret_text)
{
    bool standard = str_eq(path, S("-"));
    int fd = standard ? STDIN_FILENO : open(arena_c(cx->arena, path), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail(cx, ERR_MISSING, "cannot read that file");
    Out text = out_open(cx->arena, INPUT_MAX);
    char piece[65536];
    ssize_t got;
    while ((got = read(fd, piece, sizeof piece)) > 0) out_raw(&text, (Str){ piece, (size_t)got });
    if (!standard) close(fd);
    if (got < 0) return fail(cx, ERR_MISSING, "cannot read that file");
    if (text.bad) return fail(cx, ERR_LIMIT, "that file is larger than 32 MB");
    *ret_text = out_str(&text);
    return OK;
}

static int report(Ctx *cx, Err err, Out *out)
{
    if (err.kind == ERR_NONE) return 0;
    out_raw(out, S("tandem: "));
    out_raw(out, str_from_c(cx->err_text));
    out_raw(out, S("\n"));
    return err_exit_code(err.kind);
}

static int run_with_app(Ctx *cx, const CommandRow *row, const Command *c, Out *out)
{
    int exit_code = 0;
    App *app = NULL;
    OpenOptions options = { 0 };
    Err err = app_open(cx, c->data_dir, &options, &app);
    if (err.kind == ERR_BUSY) {
        err_clear(cx);
        err = control_send(cx, c->data_dir, row->name, c, out, &exit_code);
        return err.kind == ERR_NONE ? exit_code : report(cx, err, out);
    }
    if (err.kind == ERR_NONE) err = row->with_app(cx, app, c, out);
    app_close(app);
    return report(cx, err, out);
}

static int run_row(Ctx *cx, const CommandRow *row, int argc, char **argv, Out *out)
{
    Command *c = ARENA_NEW(cx->arena, Command);
    if (!c) return err_exit_code(ERR_LIMIT);
    const char *problem = words_read(row, argc, argv, c);
    if (problem || command_flag(c, "help")) {
        if (problem) (void)report(cx, fail(cx, ERR_INVALID, "%s", problem), out);
        print_usage(out, row);
        return problem ? err_exit_code(ERR_INVALID) : 0;
    }
    Str data = command_option(c, "data");
    c->data_dir = data.len ? arena_c(cx->arena, data) : "data";
    if (row->reads_file) {
        Err err = c->word_count == 1 ? read_all(cx, c->word[0], &c->input)
                                     : fail(cx, ERR_INVALID, "name one file, or - for standard input");
        if (err.kind != ERR_NONE) return report(cx, err, out);
    }
    return row->alone ? row->alone(c, out) : run_with_app(cx, row, c, out);
}

static int run(Ctx *cx, int argc, char **argv, Out *out)
{
    Str name = argc > 1 ? str_from_c(argv[1]) : S("--help");
    if (str_eq(name, S("--help")) || str_eq(name, S("help"))) {
        print_help(out);
        return 0;
    }
    if (str_eq(name, S("--version"))) {
        out_raw(out, S("tandem " TANDEM_VERSION ", "));
        out_raw(out, db_engine());
        out_raw(out, S("\n"));
        return 0;
    }
    const CommandRow *row = row_find(name);
    if (row) return run_row(cx, row, argc, argv, out);
    (void)report(cx, fail(cx, ERR_INVALID, "no command of that name; `tandem --help` lists them"), out);
    return err_exit_code(ERR_INVALID);
}

/* A process that may not be killed by a closed pipe or a file-size limit. */
static void settle_process(void)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
    umask(077);
}

static void print_all(Str text)
{
    while (text.len > 0) {
        ssize_t sent = write(STDOUT_FILENO, text.ptr, text.len);
        if (sent <= 0) return;
        text = str_slice(text, (size_t)sent, text.len);
    }
}

int main(int argc, char **argv)
{
    settle_process();
    Arena *arena = arena_open(COMMAND_ARENA_MAX);
    if (!arena) return err_exit_code(ERR_LIMIT);
    Ctx cx = { .arena = arena, .now_ms = time_now_ms() };
    Out out = out_open(arena, OUTPUT_MAX);
    Err err = crypto_start(&cx);
    int exit_code = err.kind == ERR_NONE ? run(&cx, argc, argv, &out) : report(&cx, err, &out);
    print_all(out_str(&out));
    arena_close(arena);
    return exit_code;
}
