/* command.h - what `tandem NAME` can do, and how a command meets a running server.
 *
 * A command is a function of (context, App, words, output).  Beside a running server it is
 * sent there over the control socket and runs inside it, so that one process writes.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H
#include "../gate/dispatch.h"

enum { COMMAND_WORDS_MAX = 64 };

typedef struct Command {
    Str word[COMMAND_WORDS_MAX];  /* after the command's name; options already taken out */
    size_t word_count;
    Str option_name[COMMAND_WORDS_MAX], option_value[COMMAND_WORDS_MAX];
    size_t option_count;
    Str input;                    /* content of the FILE the command names, or standard input */
    const char *data_dir;
} Command;

/* Empty when the option was not given.  A flag without a value has the value "1". */
Str command_option(const Command *c, const char *name);
bool command_flag(const Command *c, const char *name);

typedef Err CommandFn(Ctx *cx, App *app, const Command *c, Out *out);

/* Runs with an open App, here or inside the server. */
CommandFn cmd_person, cmd_invite, cmd_import, cmd_audit_verify, cmd_check_house, cmd_backup;
/* Run without one. */
typedef int CommandMain(const Command *c, Out *out);
CommandMain cmd_init, cmd_demo, cmd_serve, cmd_migrate, cmd_check, cmd_audit, cmd_policy;

/* Runs without a practice, with main's context. */
typedef Err CommandPure(Ctx *cx, const Command *c, Out *out);

/* The operator's own actor: administrator of this practice, no person. */
Actor command_actor(const App *app);
/* One job with a Grant for `action`, written and waited for. */
typedef Err CommandJob(Ctx *cx, Tx *tx, const Grant *g, void *arg);
MUST_CHECK Err command_write(Ctx *cx, App *app, Action action, CommandJob *job, void *arg);

/* Sends the command to a running server.  ERR_MISSING when there is none. */
MUST_CHECK Err control_send(Ctx *cx, const char *data_dir, const char *name, const Command *c,
                            Out *out, int *ret_exit);
/* The server's side: a thread that runs what arrives. */
typedef struct Control Control;
MUST_CHECK Err control_start(Ctx *cx, App *app, Control **ret_control);
void control_stop(Control *control);

/* --- the table of commands (commands.c) ----------------------------------------------- */
typedef struct CommandRow CommandRow;
struct CommandRow {
    const char *name, *usage, *what, *help;
    CommandMain *alone;           /* runs by itself */
    CommandFn *with_app;          /* runs with an open App, here or inside the server */
    CommandPure *pure;            /* runs without a practice */
    const CommandRow *(*sub)(Str word); /* its first word chooses a row of another table */
    void (*print_subs)(Out *out); /* lists that table */
    const char *options, *flags;  /* with a value, without one; space between */
    bool reads_file;              /* its last word names a file, "-" = standard input */
    bool has_verb;                /* a word before that says what to do with it */
    bool writes_file;             /* its word names a file to make, seen from here */
    bool table;                   /* writes a table: takes --json and --out FILE */
};
const CommandRow *command_row(Str name);      /* NULL: no such command */
/* Finds a command that runs with an App; NULL when there is none of that name. */
CommandFn *command_find(Str name);
typedef enum OptionKind { OPTION_UNKNOWN, OPTION_FLAG, OPTION_VALUE } OptionKind;
OptionKind command_option_kind(const CommandRow *row, Str name);
void command_print_all(Out *out);
void command_print_usage(Out *out, const CommandRow *row);
void command_print_help(Out *out, const CommandRow *row);
#endif
