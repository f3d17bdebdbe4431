/* measure_course.c - `tandem measure course`: where might scores go, by a norm from a file. */
#include "../base/file.h"
#include "../measure/course.h"
#include "../measure/number.h"
#include "measure.h"
#include "measure_io.h"

enum { COURSE_LIST_MAX = 1000 };

typedef struct CourseRun {
    CourseNorm norm;
    CoursePoint points[COURSE_LIST_MAX];    /* [0] is the first score, at session 0 */
    size_t point_count;
    double at[COURSE_LIST_MAX];
    size_t at_count;
    double z;
} CourseRun;

/* --- the words -------------------------------------------------------------------------- */

static Err bad_word(Ctx *cx, const char *option, Str word, const char *expected)
{
    return fail(cx, ERR_INVALID, "--%s: '" STR_FMT "', but %s is expected", option,
                STR_ARG(str_first_chars(word, 40)), expected);
}

static Err read_at(Ctx *cx, const Command *c, CourseRun *run)
{
    Str rest = command_option(c, "at"), word;
    if (rest.len == 0) return fail(cx, ERR_INVALID, "--at: which sessions? For example 1,3,6,12");
    while (str_cut(&rest, ',', &word)) {
        double session;
        if (!str_to_double(str_trim(word), &session) || !(session >= 0 && session <= 1e6))
            return bad_word(cx, "at", word, "a list of sessions from 0, such as 1,3,6,12");
        if (run->at_count == COURSE_LIST_MAX)
            return fail(cx, ERR_LIMIT, "--at: more than %d sessions", COURSE_LIST_MAX);
        run->at[run->at_count++] = session;
    }
    return OK;
}

static Err read_score(Ctx *cx, Str word, CourseRun *run)
{
    Str score = str_trim(word), session;
    CoursePoint p;
    bool pair = str_cut(&score, ':', &session);
    if (!pair || !str_to_double(str_trim(session), &p.session) ||
        !str_to_double(str_trim(score), &p.score) || !number_usable(p.score) || p.session > 1e6)
        return bad_word(cx, "scores", word, "session:score, such as 1:29,2:31");
    if (!(p.session > run->points[run->point_count - 1].session))
        return bad_word(cx, "scores", word, "a session after the one before (the intake is session 0)");
    if (run->point_count == COURSE_LIST_MAX)
        return fail(cx, ERR_LIMIT, "--scores: more than %d scores", COURSE_LIST_MAX - 1);
    run->points[run->point_count++] = p;
    return OK;
}

static Err read_words(Ctx *cx, const Command *c, CourseRun *run)
{
    if (!option_given(c, "intake")) return fail(cx, ERR_INVALID, "--intake: the first score");
    run->point_count = 1;
    TRY(option_number(cx, c, "intake", 0, -NUMBER_MOST, NUMBER_MOST, &run->points[0].score));
    Str rest = command_option(c, "scores"), word;
    while (rest.len && str_cut(&rest, ',', &word)) TRY(read_score(cx, word, run));
    TRY(read_at(cx, c, run));
    Str band = command_option(c, "band");
    if (band.len == 0 || str_eq(band, S("80"))) run->z = COURSE_Z_80;
    else if (str_eq(band, S("90"))) run->z = COURSE_Z_90;
    else return bad_word(cx, "band", band, "80 or 90");
    return words_want(cx, c, 0, "options alone: --norm, --intake, --scores, --at, --band;");
}

/* --- the norm ------------------------------------------------------------------------------ */

static void say_problems(Out *out, const char *path, const DefinitionProblems *problems)
{
    for (size_t i = 0; i < problems->count; i++) {
        const DefinitionProblem *p = &problems->list[i];
        out_raw(out, arena_printf(out->arena, "tandem: %.200s line %lld, " STR_FMT ": " STR_FMT "\n",
                                  path, (long long)p->line,
                                  STR_ARG(p->path.len ? p->path : S("whole file")), STR_ARG(p->text)));
    }
}

/* No norm, no line: nothing is made up in its place. */
static Err read_norm(Ctx *cx, const Command *c, Out *out, CourseRun *run)
{
    enum { NORM_BYTES_MAX = 1 << 20 };
    const char *path = arena_c(cx->arena, command_option(c, "norm"));
    DefinitionProblems *problems = ARENA_NEW(cx->arena, DefinitionProblems);
    Str text;
    if (!problems) return fail(cx, ERR_LIMIT, "no room for a norm");
    if (!*path) return fail(cx, ERR_INVALID, "--norm FILE: without a norm there is no line");
    Err err = file_read(cx, path, NORM_BYTES_MAX, &text);
    if (err.kind == ERR_MISSING) {
        err_clear(cx); /* the name of the file says more */
        return fail(cx, ERR_MISSING, "cannot read %.150s", path);
    }
    TRY(err);
    err = course_norm_parse(cx, cx->arena, text, problems, &run->norm);
    if (err.kind != ERR_INVALID) return err;
    say_problems(out, path, problems);
    err_clear(cx);
    return fail(cx, ERR_CONFLICT, "%zu fault%s to mend in %.150s", problems->count,
                problems->count == 1 ? "" : "s", path);
}

/* Whom the line comes from is said every time. */
static void note_norm(const CourseRun *run, Out *out)
{
    Str about = course_norm_text(out->arena, &run->norm);
    out_raw(out, arena_printf(out->arena, "tandem: note: norm of " STR_FMT "\n", STR_ARG(about)));
    for (size_t i = 0; i < run->at_count; i++) {
        if (run->at[i] <= run->norm.last_session && run->at[i] >= run->norm.first_session) continue;
        out_raw(out, arena_printf(out->arena, "tandem: note: session %g lies outside what the norm "
                                  "covers (%g to %g)\n", run->at[i], run->norm.first_session,
                                  run->norm.last_session));
    }
}

/* --- rows ------------------------------------------------------------------------------------ */

static Err course_rows(Ctx *cx, const CourseRun *run, TableOut *t)
{
    for (size_t i = 0; i < run->at_count; i++) {
        CoursePrediction p;
        TRY(course_predict(cx, &run->norm, run->points, run->point_count, run->at[i], run->z, &p));
        double numbers[] = { p.session, p.mean, p.sd_true, p.sd_observed, p.low, p.high };
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) table_put_number(t, numbers[k]);
        TRY(table_end_row(cx, t));
    }
    return OK;
}

Err measure_course(Ctx *cx, const Command *c, Out *out)
{
    CourseRun *run = ARENA_NEW(cx->arena, CourseRun);
    TableOut *t = NULL;
    if (!run) return fail(cx, ERR_LIMIT, "no room for a course");
    TRY(read_words(cx, c, run));
    TRY(read_norm(cx, c, out, run));
    note_norm(run, out);
    TRY(table_write(cx, c, "session mean sd_true sd_observed low high", &t));
    Err err = course_rows(cx, run, t);
    if (err.kind == ERR_NONE) err = table_done(cx, t);
    table_drop(t);
    return err;
}
