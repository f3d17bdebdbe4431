/* course_norm.c - norms and tables as files: every fault said at once, with path and line. */
#include <string.h>
#include "course.h"
#include "definition_read.h"
#include "number.h"

enum { TABLE_ROWS_MAX = 500 };

/* --- pieces of JSON -------------------------------------------------------------- */

/* NAN, and a problem, unless it is a usable number. */
static double read_number(Reader *r, Place p, const char *what)
{
    double value = json_number(p.value, NAN);
    if (json_type(p.value) == JSON_NUMBER && number_usable(value)) return value;
    reader_problem(r, p.path, "%s: a number is expected", what);
    return NAN;
}

/* Exactly two numbers. */
static void read_pair(Reader *r, Place p, const char *what, double ret_pair[2])
{
    ret_pair[0] = ret_pair[1] = NAN;
    if (json_type(p.value) != JSON_ARRAY || json_count(p.value) != 2) {
        reader_problem(r, p.path, "%s: a list of two numbers is expected", what);
        return;
    }
    for (size_t i = 0; i < 2; i++) ret_pair[i] = read_number(r, place_at(r, p, i), what);
}

static int64_t read_count(Reader *r, Place p, const char *what)
{
    double value = read_number(r, p, what);
    if (isnan(value)) return 0;
    if (value >= 1 && value <= 1e12 && value == floor(value)) return (int64_t)value;
    reader_problem(r, p.path, "%s: a whole number from 1 is expected", what);
    return 0;
}

static Str read_optional(Reader *r, Place root, const char *key)
{
    return json_get(root.value, key) ? member_text(r, root, key) : (Str){ 0 };
}

/* A range from low to high, both there; a problem when they are the wrong way round. */
static void read_range(Reader *r, Place p, const char *what, double least, double *low, double *high)
{
    double pair[2];
    read_pair(r, p, what, pair);
    *low = pair[0];
    *high = pair[1];
    if (pair[0] < least) reader_problem(r, p.path, "%s: from %g on", what, least);
    if (pair[1] < pair[0]) reader_problem(r, p.path, "%s: the first number is the lower one", what);
}

typedef void ReadFn(Reader *r, Place root, void *ret);

static Err read_file(Ctx *cx, Arena *arena, Str json, DefinitionProblems *problems, ReadFn *read,
                     void *ret)
{
    DefinitionProblems local;
    Reader r = { .cx = cx, .arena = arena, .json = json, .problems = problems ? problems : &local };
    *r.problems = (DefinitionProblems){ 0 };
    JsonDoc *doc = NULL;
    Err parsed = json_parse(cx, json, &doc);
    if (parsed.kind != ERR_NONE) {
        Str words = arena_printf(arena, "%s", cx->err_text);
        r.problems->list[r.problems->count++] = (DefinitionProblem){ (Str){ 0 }, 0, words };
        return parsed;
    }
    Place root = { json_root(doc), (Str){ 0 } };
    if (json_type(root.value) == JSON_OBJECT) read(&r, root, ret);
    else reader_problem(&r, root.path, "an object in braces is expected");
    json_close(doc);
    return reader_verdict(&r);
}

/* --- a norm ---------------------------------------------------------------------- */

static void read_covariance(Reader *r, Place p, double d[2][2])
{
    if (json_type(p.value) != JSON_ARRAY || json_count(p.value) != 2) {
        reader_problem(r, p.path, "D: two rows of two numbers are expected");
        return;
    }
    for (size_t i = 0; i < 2; i++) read_pair(r, place_at(r, p, i), "D", d[i]);
    double product = d[0][0] * d[1][1];
    if (isnan(product + d[0][1] + d[1][0])) return;
    if (!(fabs(d[0][1] - d[1][0]) <= 1e-9 * fmax(1, fabs(d[0][1]))))
        reader_problem(r, p.path, "D: must be symmetric");
    bool possible = d[0][0] >= 0 && d[1][1] >= 0 &&
                    product - d[0][1] * d[1][0] >= -1e-9 * fmax(1, product);
    if (!possible) reader_problem(r, p.path, "D: is no covariance (variances below 0)");
}

static void read_norm(Reader *r, Place root, void *ret)
{
    CourseNorm *n = ret;
    const char *key = json_get(root.value, "source") ? "source" : "model";
    Place sigma2 = place_get(r, root, "sigma2"), sessions = place_get(r, root, "sessions");
    *n = (CourseNorm){ .last_session = 1000, .source = member_text(r, root, key) };
    if (n->source.len > COURSE_NORM_SOURCE_MAX)
        reader_problem(r, place_get(r, root, key).path, "%s: longer than %d bytes", key,
                       COURSE_NORM_SOURCE_MAX);
    n->setting = read_optional(r, root, "setting");
    n->people = read_count(r, place_get(r, root, "n_id"), "n_id");
    n->observations = read_count(r, place_get(r, root, "n_obs"), "n_obs");
    if (n->people && n->observations && n->observations < n->people)
        reader_problem(r, place_get(r, root, "n_obs").path, "n_obs: fewer scores than people");
    read_pair(r, place_get(r, root, "beta"), "beta", n->beta);
    read_covariance(r, place_get(r, root, "D"), n->d);
    n->sigma2 = read_number(r, sigma2, "sigma2");
    if (n->sigma2 <= 0) reader_problem(r, sigma2.path, "sigma2: must be above 0");
    n->range_known = sessions.value != NULL;
    if (n->range_known)
        read_range(r, sessions, "sessions", 0, &n->first_session, &n->last_session);
}

Err course_norm_parse(Ctx *cx, Arena *arena, Str json, DefinitionProblems *problems,
                      CourseNorm *ret_norm)
{
    CourseNorm norm;
    TRY(read_file(cx, arena, json, problems, read_norm, &norm));
    *ret_norm = norm;
    return OK;
}

bool course_norm_complete(const CourseNorm *norm)
{
    return norm->people > 0 && norm->setting.len > 0 && norm->source.len > 0;
}

Str course_norm_text(Arena *arena, const CourseNorm *norm)
{
    Str setting = norm->setting.len ? norm->setting : S("setting not stated");
    return arena_printf(arena, "%lld people, %lld scores; " STR_FMT "; " STR_FMT,
                        (long long)norm->people, (long long)norm->observations, STR_ARG(setting),
                        STR_ARG(norm->source));
}

/* --- a table ------------------------------------------------------------------------ */

static void read_row(Reader *r, Place p, CourseRow *row)
{
    read_range(r, place_get(r, p, "sessions"), "sessions", 1, &row->first_session,
               &row->last_session);
    read_range(r, place_get(r, p, "intake"), "intake", -NUMBER_MOST, &row->lowest_intake,
               &row->highest_intake);
    row->expected = read_number(r, place_get(r, p, "expected"), "expected");
    row->poor = read_number(r, place_get(r, p, "poor"), "poor");
    if (row->poor > row->expected)
        reader_problem(r, p.path, "poor must not be more than expected");
}

static bool rows_overlap(const CourseRow *a, const CourseRow *b)
{
    return a->first_session <= b->last_session && b->first_session <= a->last_session &&
           a->lowest_intake <= b->highest_intake && b->lowest_intake <= a->highest_intake;
}

static void read_rows(Reader *r, Place list, CourseTable *t)
{
    size_t count = json_count(list.value);
    if (json_type(list.value) != JSON_ARRAY || count == 0 || count > TABLE_ROWS_MAX) {
        reader_problem(r, list.path, "rows: a list of 1 to %d rows is expected", TABLE_ROWS_MAX);
        return;
    }
    CourseRow *rows = ARENA_ARRAY(r->arena, CourseRow, count);
    if (!rows) return; /* a full arena is found at the end */
    for (size_t i = 0; i < count; i++) {
        Place p = place_at(r, list, i);
        read_row(r, p, &rows[i]);
        for (size_t k = 0; k < i; k++)
            if (rows_overlap(&rows[i], &rows[k]))
                reader_problem(r, p.path, "row %zu covers sessions and first scores of row %zu too",
                               i + 1, k + 1);
    }
    t->rows = rows;
    t->row_count = count;
}

static void read_table(Reader *r, Place root, void *ret)
{
    CourseTable *t = ret;
    *t = (CourseTable){ .source = member_text(r, root, "source"),
                        .setting = member_text(r, root, "setting") };
    Place direction = place_get(r, root, "direction");
    Str word = json_str(direction.value);
    if (str_eq(word, S("higher-is-better"))) t->direction = SCALE_HIGHER_IS_BETTER;
    else if (str_eq(word, S("lower-is-better"))) t->direction = SCALE_LOWER_IS_BETTER;
    else reader_problem(r, direction.path, "direction: lower-is-better or higher-is-better");
    t->functional = read_number(r, place_get(r, root, "functional"), "functional");
    read_rows(r, place_get(r, root, "rows"), t);
}

Err course_table_parse(Ctx *cx, Arena *arena, Str json, DefinitionProblems *problems,
                       CourseTable *ret_table)
{
    CourseTable table;
    TRY(read_file(cx, arena, json, problems, read_table, &table));
    *ret_table = table;
    return OK;
}

#define X(name, word) { "" word, sizeof(word) - 1 },
static const Str state_words[] = { COURSE_TABLE_STATES(X) };
#undef X

Str course_table_state_word(CourseTableState state)
{
    return state_words[state];
}

static const CourseRow *row_for(const CourseTable *t, double intake, double session)
{
    for (size_t i = 0; i < t->row_count; i++) {
        const CourseRow *row = &t->rows[i];
        if (session >= row->first_session && session <= row->last_session &&
            intake >= row->lowest_intake && intake <= row->highest_intake)
            return row;
    }
    return NULL;
}

/* "Worse" comes before "functional": a good place to be does not hide a fall. */
CourseTableState course_table_state(const CourseTable *table, double intake, double session,
                                    double score)
{
    const CourseRow *row = row_for(table, intake, session);
    if (!row || !number_usable(score)) return COURSE_TABLE_NOT_ASKED;
    double sign = table->direction == SCALE_HIGHER_IS_BETTER ? 1 : -1;
    double change = sign * (score - intake);
    if (!number_at_least(change, row->poor)) return COURSE_TABLE_WORSE;
    if (number_at_least(sign * score, sign * table->functional)) return COURSE_TABLE_FUNCTIONAL;
    return number_at_least(change, row->expected) ? COURSE_TABLE_AS_EXPECTED : COURSE_TABLE_LESS;
}
