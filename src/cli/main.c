/* main.c - `tandem COMMAND [--option value] [words]`. */
#include "command.h"
#include "open.h"
#include "version.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INPUT_MAX = 32 << 20, OUTPUT_MAX = 32 << 20, COMMAND_ARENA_MAX = 256 << 20 };

static Err option_read(Ctx *cx, const CommandRow *row, int argc, char **argv, int *at, Command *c)
{
    Str word = str_from_c(argv[*at]);
    size_t equal = str_find(word, '=', 0);
    Str name = str_slice(word, 2, equal);
    Str value = S("1");
    OptionKind kind = command_option_kind(row, name);
    if (kind == OPTION_UNKNOWN)
        return fail(cx, ERR_INVALID, "%s has no option --" STR_FMT, row->name,
                    STR_ARG(str_slice(name, 0, 40)));
    if (kind == OPTION_FLAG && equal < word.len)
        return fail(cx, ERR_INVALID, "--" STR_FMT " takes no value", STR_ARG(name));
    if (equal < word.len) {
        value = str_slice(word, equal + 1, word.len);
    } else if (kind == OPTION_VALUE) {
        if (*at + 1 >= argc) return fail(cx, ERR_INVALID, "--" STR_FMT " needs a value", STR_ARG(name));
        value = str_from_c(argv[++*at]);
    }
    c->option_name[c->option_count] = name;
    c->option_value[c->option_count++] = value;
    return OK;
}

/* "--name value", "--name=value" and flags, before, between or after the words. */
static Err words_read(Ctx *cx, const CommandRow *row, int argc, char **argv, Command *c)
{
    for (int i = 0; i < argc; i++) {
        Str word = str_from_c(argv[i]);
        if (!str_is_utf8(word)) return fail(cx, ERR_INVALID, "a word is not UTF-8 text");
        if (c->word_count == COMMAND_WORDS_MAX || c->option_count == COMMAND_WORDS_MAX)
            return fail(cx, ERR_INVALID, "too many words");
        if (str_starts(word, S("--"))) TRY(option_read(cx, row, argc, argv, &i, c));
        else c->word[c->word_count++] = word;
    }
    return OK;
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

/* The server that may do the work stands in another directory. */
static Err from_here(Ctx *cx, Command *c)
{
    char here[4096];
    if (c->word_count != 1 || str_starts(c->word[0], S("/"))) return OK;
    if (!getcwd(here, sizeof here)) return fail(cx, ERR_STORE, "this directory is gone");
    c->word[0] = arena_printf(cx->arena, "%s/" STR_FMT, here, STR_ARG(c->word[0]));
    return OK;
}

static Err prepare(Ctx *cx, const CommandRow *row, Command *c)
{
    Str data = command_option(c, "data");
    c->data_dir = data.len ? arena_c(cx->arena, data) : "data";
    if (row->writes_file) return from_here(cx, c);
    if (!row->reads_file) return OK;
    size_t file = row->has_verb ? 1 : 0;
    if (c->word_count != file + 1)
        return fail(cx, ERR_INVALID, "name one file, or - for standard input");
    return read_all(cx, c->word[file], &c->input);
}

/* `tandem measure change ...`: the row is chosen by the first word. */
static const CommandRow *sub_row(const CommandRow *row, int *argc, char ***argv)
{
    const CommandRow *sub = *argc > 0 && row->sub ? row->sub(str_from_c((*argv)[0])) : NULL;
    if (!sub) return row;
    --*argc;
    ++*argv;
    return sub;
}

static int run_row(Ctx *cx, const CommandRow *row, int argc, char **argv, Out *out)
{
    Command *c = ARENA_NEW(cx->arena, Command);
    if (!c) return err_exit_code(ERR_LIMIT);
    row = sub_row(row, &argc, &argv);
    Err err = words_read(cx, row, argc, argv, c);
    if (err.kind == ERR_NONE && command_flag(c, "help")) {
        command_print_help(out, row);
        return 0;
    }
    if (err.kind == ERR_NONE) err = prepare(cx, row, c);
    if (err.kind == ERR_NONE && row->pure) err = row->pure(cx, c, out);
    if (err.kind == ERR_NONE && row->pure) return 0;
    if (err.kind == ERR_NONE) return row->alone ? row->alone(c, out) : run_with_app(cx, row, c, out);
    int exit_code = report(cx, err, out);
    if (err.kind == ERR_INVALID) command_print_usage(out, row);
    return exit_code;
}

static int run(Ctx *cx, int argc, char **argv, Out *out)
{
    /* --data may stand before the command as well: it is handed on behind it. */
    bool first = argc > 3 && strcmp(argv[1], "--data") == 0;
    Str name = first ? str_from_c(argv[3]) : argc > 1 ? str_from_c(argv[1]) : S("--help");
    if (str_eq(name, S("--help")) || str_eq(name, S("help"))) {
        command_print_all(out);
        return 0;
    }
    if (str_eq(name, S("--version"))) {
        out_raw(out, S("tandem " TANDEM_VERSION ", "));
        out_raw(out, db_engine());
        out_raw(out, S("\n"));
        return 0;
    }
    const CommandRow *row = command_row(name);
    if (!row)
        return report(cx, fail(cx, ERR_INVALID, "no command of that name; `tandem --help` lists them"), out);
    if (!first) return run_row(cx, row, argc - 2, argv + 2, out);
    argv[3] = argv[2];
    argv[2] = argv[1];
    return run_row(cx, row, argc - 2, argv + 2, out);
}

/* A process that may not be killed by a closed pipe or a file-size limit. */
static void settle_process(void)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
    umask(077);
}

static void put_all(int fd, Str text)
{
    while (text.len > 0) {
        ssize_t sent = write(fd, text.ptr, text.len);
        if (sent <= 0) return;
        text = str_slice(text, (size_t)sent, text.len);
    }
}

/* What went wrong goes to standard error, wherever the command ran, and so does the usage that
 * follows wrong words: a pipe or a file gets a table or nothing. */
static void print_lines(Str text, int exit_code)
{
    bool wrong_words = exit_code == err_exit_code(ERR_INVALID);
    for (size_t at = 0; at < text.len;) {
        size_t end = str_find(text, '\n', at) + 1;
        Str line = str_slice(text, at, end);
        bool aside = wrong_words || str_starts(line, S("tandem: "));
        put_all(aside ? STDERR_FILENO : STDOUT_FILENO, line);
        at = end;
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
    print_lines(out_str(&out), exit_code);
    /* A full arena lets nothing more be said in it. */
    if (arena_failed(arena)) put_all(STDERR_FILENO, S("tandem: that is too large to be worked on at once\n"));
    arena_close(arena);
    return exit_code;
}
