/* commands.c - the table of commands: what each is called, takes and says about itself. */
#include "command.h"
#include "measure.h"
#include "version.h"

static Err no_subcommand(Ctx *cx, const Command *c, Out *out)
{
    (void)out;
    if (c->word_count == 0)
        return fail(cx, ERR_INVALID, "measure needs a subcommand; `tandem measure --help` lists them");
    return fail(cx, ERR_INVALID, "no subcommand '" STR_FMT "'; `tandem measure --help` lists them",
                STR_ARG(str_first_chars(c->word[0], 40)));
}

static const CommandRow commands[] = {
    { .name = "init", .alone = cmd_init,
      .usage = "init --name NAME --zone ZONE --admin-name NAME --admin-email ADDRESS",
      .what = "set up a practice in a new data directory",
      .options = "name zone admin-email admin-name crisis duty-name duty-number",
      .help =
      "  --name NAME            the practice, as people read it\n"
      "  --zone ZONE            its time zone, for example Europe/London\n"
      "  --admin-name NAME      who looks after accounts and settings\n"
      "  --admin-email ADDRESS  the address they sign in with\n"
      "  --crisis \"NAME: NUMBER: HINT\"\n"
      "                         a line to call, shown on every page; up to eight times\n"
      "  --duty-name NAME       who is on call for safety answers\n"
      "  --duty-number NUMBER   and their telephone\n"
      "\n"
      "Makes the directory, the master key and the database, and prints a link with which\n"
      "the administrator chooses a password.  Keep a copy of DIR/master.key apart from the\n"
      "backups: without it nothing can be read again.\n" },
    { .name = "serve", .alone = cmd_serve,
      .usage = "serve [--listen ADDRESS:PORT] [--public-url URL]\n"
               "               [--tls-cert FILE --tls-key FILE | --behind-proxy]",
      .what = "answer requests until SIGTERM or Ctrl-C",
      .options = "listen public-url tls-cert tls-key", .flags = "behind-proxy",
      .help =
      "  --listen ADDRESS:PORT  where to answer (127.0.0.1:8080); port 0 takes a free one\n"
      "  --public-url URL       how people reach it; links in invitations begin with it\n"
      "  --tls-cert FILE        certificate chain, PEM\n"
      "  --tls-key FILE         its key, PEM\n"
      "  --behind-proxy         TLS ends at a proxy on this machine (packaging/ has one)\n"
      "\n"
      "Without TLS it answers on this machine only, behind a proxy too.  Requests in flight are finished before\n"
      "it ends.\n" },
    { .name = "demo", .alone = cmd_demo, .usage = "demo",
      .what = "make a new data directory with an invented practice",
      .options = "episodes",
      .help =
      "Two therapists, a supervisor, an administrator and eight clients with months of work,\n"
      "dated from today.  Prints who can sign in, and the one password of all of them.\n"
      "Every page says that it is a demonstration.\n" },
    { .name = "person", .with_app = cmd_person,
      .usage = "person list | add --name NAME --email ADDRESS --as PART | disable ADDRESS | enable ADDRESS",
      .what = "accounts of the practice",
      .options = "name email as",
      .help =
      "  list                   everyone, with state and address\n"
      "  add                    a new account, and a link to choose its password\n"
      "    --name NAME          as others read it\n"
      "    --email ADDRESS      to sign in with\n"
      "    --as PART            therapist, supervisor, administrator, or several with commas\n"
      "  disable ADDRESS        no signing in any more; what they wrote stays\n"
      "  enable ADDRESS         signing in again\n"
      "\n"
      "Clients are invited by their therapist, in Tandem.\n" },
    { .name = "invite", .with_app = cmd_invite, .usage = "invite ADDRESS",
      .what = "a new single-use link for someone whose link or password is lost",
      .help =
      "For someone who was invited: an invitation, good for 7 days.  For someone with an\n"
      "account: a link to choose a new password, good for 20 minutes.  Earlier links of the\n"
      "kind stop working.\n" },
    { .name = "import", .with_app = cmd_import, .usage = "import FILE.csv [--commit]",
      .what = "bring in past scores; without --commit a dry run",
      .flags = "commit", .reads_file = true,
      .help =
      "  FILE.csv               or - for standard input\n"
      "  --commit               do it; otherwise only say what would happen\n"
      "\n"
      "The first line names the columns: person (e-mail address of a client), measure (phq-9,\n"
      "gad-7, tandem-life, tandem-goals), date (2026-03-09), and either item1, item2 ... or\n"
      "total.  All rows are brought in, or none: everything to mend is listed with its line.\n"
      "The same file is not brought in twice.  A safety answer of the last 14 days alerts the\n"
      "therapist like any other.\n" },
    { .name = "backup", .with_app = cmd_backup, .writes_file = true, .usage = "backup FILE",
      .what = "a consistent copy of the database, also while serving",
      .help =
      "FILE must be new.  The master key is not in it: keep that apart, and keep it.  To go\n"
      "back: an empty directory (mode 0700) with FILE as tandem.db and the key as master.key,\n"
      "both mode 0600.\n" },
    { .name = "migrate", .alone = cmd_migrate, .usage = "migrate",
      .what = "bring the database up to this program",
      .help = "Forward only.  Stop the server and make a copy of the directory first.\n" },
    { .name = "check", .alone = cmd_check, .with_app = cmd_check_house, .usage = "check",
      .what = "look at configuration, key and database, and say what to mend",
      .help = "Exit status 0: nothing to mend; 5: something is listed.\n" },
    { .name = "measure", .pure = no_subcommand, .sub = measure_row, .print_subs = measure_print_all,
      .usage = "measure SUBCOMMAND [options] FILE",
      .what = "questionnaires, scores, change, charts: tables in, tables out",
      .help =
      "`tandem measure SUBCOMMAND --help` says everything about one.  Most need no practice.\n"
      "Tables are CSV (UTF-8, commas, the first line names the columns, blank = missing);\n"
      "- is standard input.\n" },
    { .name = "audit", .alone = cmd_audit, .with_app = cmd_audit_verify,
      .usage = "audit routes | verify",
      .what = "the table of rights; the chain of the access log",
      .help =
      "  routes                 every address with the right it needs and what it reads\n"
      "  verify                 has any row of the access log been changed, removed or added?\n" },
    { .name = "policy", .alone = cmd_policy, .reads_file = true, .has_verb = true,
      .usage = "policy decide FILE.json [--check] |\n"
               "       tandem policy explain FILE.json (--item ID | --subject ID [--category WORD])\n"
               "               [--action WORD] [--at TIME] [--scenario ID]",
      .what = "rehearse who may see what, in a world that a file describes",
      .options = "item subject category action at scenario", .flags = "check",
      .help =
      "  decide                 answers the questions of the file's scenarios: one line of JSON\n"
      "                         for each, {\"id\", \"decisions\": [{\"effect\", \"reason\",\n"
      "                         \"rules\", \"obligations\", \"segments\"}]}\n"
      "    --check              also compares with what the file expects (\"then\")\n"
      "  explain                says in words who may, and why, and who may not, and why not\n"
      "    --item ID            about this thing\n"
      "    --subject ID         about everything concerning this person\n"
      "    --category WORD      ... of this category: goal, measure, progress-note ...\n"
      "    --action WORD        know, read (when not given), comment, write, export, redisclose\n"
      "    --at TIME            at another time than the world's now\n"
      "    --scenario ID        in this scenario's world; otherwise in the base world\n"
      "  FILE.json              or - for standard input; at most 1 MB; docs/consent.md has the format\n"
      "\n"
      "Touches no practice and needs none.  Everything to mend in the file is listed at once,\n"
      "with its path, and then no question is answered.\n"
      "Exit status: 0 answered; 2 wrong words, or something in the file to mend; 4 no such file,\n"
      "item or person; 5 an answer is not what the file expects; 6 too large.\n" },
};
static const size_t command_count = sizeof commands / sizeof *commands;

const CommandRow *command_row(Str name)
{
    if (str_starts(name, S("measure "))) return measure_row(str_slice(name, 8, name.len));
    for (size_t i = 0; i < command_count; i++)
        if (str_eq(str_from_c(commands[i].name), name)) return &commands[i];
    return NULL;
}

CommandFn *command_find(Str name)
{
    const CommandRow *row = command_row(name);
    return row ? row->with_app : NULL;
}

void command_print_all(Out *out)
{
    out_raw(out, S("tandem " TANDEM_VERSION " - therapy as shared work\n\n"));
    for (size_t i = 0; i < command_count; i++)
        out_raw(out, arena_printf(out->arena, "  tandem %-9s %s\n", commands[i].name, commands[i].what));
    out_raw(out, S("\n"
                   "  --data DIR     where the practice lives (default ./data)\n"
                   "  --help         after a command: everything about it\n"
                   "  --version      this program and its libraries\n"
                   "\n"
                   "Beside a running server a command runs inside it.\n"
                   "Exit status: 0 done, 2 wrong words, 3 refused, 4 not found, 5 conflict or something\n"
                   "to mend, 6 too large, 7 busy, 8 disk or database, 9 a fault of ours.\n"));
}

void command_print_usage(Out *out, const CommandRow *row)
{
    const char *more = row->table ? " [--json] [--out FILE]" : row->pure ? "" : " [--data DIR]";
    out_raw(out, arena_printf(out->arena, "usage: tandem %s%s\n", row->usage, more));
}

void command_print_help(Out *out, const CommandRow *row)
{
    command_print_usage(out, row);
    out_raw(out, arena_printf(out->arena, "\ntandem %s: %s%s\n\n", row->name, row->what,
                              str_ends(str_from_c(row->what), S("?")) ? "" : "."));
    if (row->print_subs) row->print_subs(out);
    out_raw(out, arena_printf(out->arena, row->print_subs ? "\n%s" : "%s", row->help));
    if (row->table)
        out_raw(out, S("  --json                 JSON lines instead of CSV\n"
                       "  --out FILE             write there, whole or not at all\n"
                       "\n"
                       "Exit status: 0 done, 2 wrong words, 4 no such file, 5 the data has faults (each is\n"
                       "named with line and column), 6 too large, 8 the table cannot be written.\n"));
    if (!row->pure)
        out_raw(out, S("\n  --data DIR             where the practice lives (default ./data)\n"));
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

static bool listed(const char *words, Str name)
{
    Str rest = str_from_c(words);
    Str word;
    while (str_cut(&rest, ' ', &word))
        if (str_eq(word, name)) return true;
    return false;
}

OptionKind command_option_kind(const CommandRow *row, Str name)
{
    if (str_eq(name, S("help")) || listed(row->flags, name)) return OPTION_FLAG;
    if (row->table && str_eq(name, S("json"))) return OPTION_FLAG;
    if (row->table && str_eq(name, S("out"))) return OPTION_VALUE;
    if (str_eq(name, S("data")) || listed(row->options, name)) return OPTION_VALUE;
    return OPTION_UNKNOWN;
}
