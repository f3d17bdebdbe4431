/* measure_cohort.c - `tandem measure cohort`: options and files; cohort_run.h does the work. */
#include "cohort_run.h"
#include "measure.h"
#include "measure_definition.h"
#include "measure_io.h"
#include "new_file.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SUMMARY_MAX = 1 << 16 };

typedef struct Job {
    const Command *command;
    Out *out;
    Str path;                     /* as complaints name it */
    Str measure;
    bool summary_only;
    CohortFile file;
    CohortRun run;
    NewFile people;
    Str folder;                   /* "": standard output */
} Job;

/* --- the measure and its rules -------------------------------------------------------------------- */

static Err preset_find(Ctx *cx, const Command *c, RupturePreset *ret_preset)
{
    Str word = command_option(c, "preset");
    *ret_preset = RUPTURE_STILES;
    if (word.len == 0 || rupture_preset_parse(word, ret_preset)) return OK;
    return fail(cx, ERR_INVALID, "--preset: strauss_type, stiles_type, gumz_strict or stevens_type is expected");
}

static Err rules_read(Ctx *cx, Job *job)
{
    const Command *c = job->command;
    const Definition *d = NULL;
    RupturePreset preset = RUPTURE_STILES;
    Str name = command_option(c, "measure"), json;
    if (name.len == 0) return fail(cx, ERR_INVALID, "--measure ID or FILE.json is expected");
    if (str_eq(name, S("-")) && str_eq(c->word[0], S("-")))
        return fail(cx, ERR_INVALID, "standard input cannot be both the measure and the sessions");
    TRY(definition_named(cx, job->out, c, name, &d, &json));
    TRY(preset_find(cx, c, &preset));
    const MeasureScale *scale = measure_main_scale(d);
    if (!scale) return fail(cx, ERR_INVALID, "--measure: '" STR_FMT "' gives no score", STR_ARG(d->id));
    job->measure = d->id;
    CohortRules rules = cohort_rules(scale, preset);
    TRY(option_number(cx, c, "floor", 0, 0, 1e6, &rules.sigma_floor));
    TRY(option_number(cx, c, "sigma-within", 0, 0, 1e6, &rules.sigma_within));
    job->run.rules = rules;
    job->run.format.needed = scale->reliable.known ? scale->reliable.value : 0;
    job->run.format.json = command_flag(c, "json");
    job->file.low = scale->low;
    job->file.high = scale->high;
    double threads = 0;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    TRY(option_number(cx, c, "threads", processors > 0 ? (double)processors : 1, 1, COHORT_THREADS_MAX,
                      &threads));
    job->run.threads = (size_t)threads;
    return OK;
}

/* --- the file ----------------------------------------------------------------------------------------- */

/* A pipe cannot be read in blocks: its copy can. */
static Err spool(Ctx *cx, int pipe, int *ret_fd)
{
    int fd = unnamed_file(cx->arena);
    size_t size = 1 << 20;
    char *piece = arena_alloc(cx->arena, size);
    bool kept = fd >= 0 && piece;
    ssize_t got = 1;
    while (kept && got > 0) {
        do got = read(pipe, piece, size);
        while (got < 0 && errno == EINTR);
        if (got > 0) kept = write_whole(fd, (Str){ piece, (size_t)got });
    }
    if (kept && got == 0) {
        *ret_fd = fd;
        return OK;
    }
    if (fd >= 0) close(fd);
    if (got < 0) return fail(cx, ERR_STORE, "standard input cannot be read");
    return fail(cx, ERR_STORE, "no room for a temporary copy of standard input");
}

static Err file_open(Ctx *cx, Job *job)
{
    Str path = job->command->word[0];
    bool standard = str_eq(path, S("-"));
    job->path = standard ? S("standard input") : path;
    int fd = standard ? dup(STDIN_FILENO) : open(arena_c(cx->arena, path), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    job->file.fd = fd;
    struct stat about;
    if (fd < 0 || fstat(fd, &about) != 0)
        return fail(cx, ERR_MISSING, "cannot read " STR_FMT ": %s", STR_ARG(str_first_chars(job->path, 100)),
                    errno == ENOENT ? "there is no such file" : "not allowed, or no file");
    if (S_ISDIR(about.st_mode)) return fail(cx, ERR_MISSING, "cannot read a folder");
    if (!S_ISREG(about.st_mode)) {
        TRY(spool(cx, fd, &job->file.fd));
        close(fd);
        if (fstat(job->file.fd, &about) != 0) return fail(cx, ERR_STORE, "that file cannot be read");
    }
    job->file.size = about.st_size;
    return OK;
}

static void complain(const Job *job)
{
    const CohortFaults *faults = &job->run.faults;
    for (size_t i = 0; i < faults->count; i++) {
        const CohortFault *f = &faults->list[i];
        out_raw(job->out, S("tandem: "));
        out_raw(job->out, job->path);
        out_raw(job->out, S(" line "));
        out_int(job->out, cohort_file_line(&job->file, f->at));
        if (f->column < job->file.column_count) {
            out_raw(job->out, S(", column "));
            out_raw(job->out, str_first_chars(job->file.name[f->column], 60));
        }
        out_raw(job->out, S(": "));
        out_raw(job->out, str_from_c(f->text));
        out_raw(job->out, S("\n"));
    }
}

/* --- where it goes ---------------------------------------------------------------------------------------- */

static Err standard_out(Ctx *cx, Job *job)
{
    struct stat about;
    job->run.out = job->summary_only ? -1 : STDOUT_FILENO;
    if (fstat(STDOUT_FILENO, &about) != 0) return fail(cx, ERR_STORE, "standard output is closed");
    return OK;
}

static const char *file_in(Ctx *cx, const Job *job, const char *name)
{
    return arena_c(cx->arena, arena_printf(cx->arena, STR_FMT "/%s%s", STR_ARG(job->folder), name,
                                           job->run.format.json ? ".jsonl" : ".csv"));
}

static Err folder_open(Ctx *cx, Job *job)
{
    const char *folder = arena_c(cx->arena, job->folder);
    struct stat about;
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return fail(cx, ERR_STORE, "the folder %.150s cannot be made", folder);
    if (stat(folder, &about) != 0 || !S_ISDIR(about.st_mode))
        return fail(cx, ERR_INVALID, "--out: %.150s is no folder", folder);
    TRY(new_file_open(cx, cx->arena, file_in(cx, job, "people"), &job->people));
    job->run.out = job->people.fd;
    job->run.out_is_file = true;
    return OK;
}

static Err names_write(Ctx *cx, Job *job)
{
    Out names = out_open(cx->arena, SUMMARY_MAX);
    cohort_names(&names, &job->run.format);
    if (job->run.out >= 0 && !write_whole(job->run.out, out_str(&names)))
        return fail(cx, ERR_STORE, "the table cannot be written: no room, or nobody reads");
    job->run.out_at = (off_t)names.len;
    return OK;
}

static Err summary_write(Ctx *cx, Job *job)
{
    if (job->folder.len == 0 && !job->summary_only) return OK;
    Out summary = out_open(cx->arena, SUMMARY_MAX);
    cohort_summary(&summary, &job->run.format, job->measure, &job->run.sums);
    if (job->folder.len == 0) {
        out_raw(job->out, out_str(&summary));
        return OK;
    }
    NewFile file;
    TRY(new_file_open(cx, cx->arena, file_in(cx, job, "summary"), &file));
    Err err = OK;
    if (!write_whole(file.fd, out_str(&summary))) err = fail(cx, ERR_STORE, "no room for the summary");
    if (err.kind == ERR_NONE) err = new_file_place(cx, &job->people);
    if (err.kind == ERR_NONE) err = new_file_place(cx, &file);
    new_file_drop(&file);
    return err;
}

static Err job_run(Ctx *cx, Job *job)
{
    TRY(file_open(cx, job));
    TRY(cohort_file_names(cx, &job->file, &job->run.faults));
    job->run.file = &job->file;
    job->run.rules.scales = job->run.format.scales = job->file.scales;
    TRY(job->folder.len ? folder_open(cx, job) : standard_out(cx, job));
    TRY(names_write(cx, job));
    TRY(cohort_run(cx, &job->run));
    return summary_write(cx, job);
}

Err measure_cohort(Ctx *cx, const Command *c, Out *out)
{
    TRY(words_want(cx, c, 1, "one file of sessions, or - for standard input,"));
    Job *job = ARENA_NEW(cx->arena, Job);
    if (!job) return fail(cx, ERR_LIMIT, "no room for a cohort");
    *job = (Job){ .command = c, .out = out, .file = { .fd = -1 }, .people = { .fd = -1 },
                  .folder = command_option(c, "out"), .summary_only = command_flag(c, "summary") };
    TRY(rules_read(cx, job));
    Err err = job_run(cx, job);
    size_t faults = job->run.faults.count;
    if (faults > 0) {
        complain(job);
        err_clear(cx);
        err = fail(cx, ERR_CONFLICT, "%zu fault%s to mend in " STR_FMT, faults, faults == 1 ? "" : "s",
                   STR_ARG(str_first_chars(job->path, 100)));
    }
    if (job->file.fd >= 0) close(job->file.fd);
    if (job->people.fd >= 0) new_file_drop(&job->people);
    return err;
}
