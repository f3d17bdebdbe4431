/* Course: the worked norm of tests/measure/data/expected_course.json, and life without one. */
#include <string.h>
#include "measure_test.h"
#include "measure/course.h"
#include "measure_data.h"

static CourseNorm norm_of(World *w)
{
    CourseNorm n;
    assert_ok(course_norm_parse(&w->cx, w->arena, data_text(w, "expected_course.json"), NULL, &n));
    return n;
}

static const MeasureScale *phq(World *w)
{
    return measure_main_scale(measure_find(w->set, S("phq-9")));
}

/* BDI-like: lower is better, a change of 9 or more is reliable, no cut-off. */
static const MeasureScale bdi = { .say = { "Your score", 10 },
                                  .low = 0,
                                  .high = 63,
                                  .decimals = 0,
                                  .reliable = { .known = true, .value = 9 } };

static void expect_rows(World *w, const Json *rows, const CoursePoint *points, size_t count)
{
    CourseNorm n = norm_of(w);
    assert_true(json_count(rows) > 0);
    for (size_t i = 0; i < json_count(rows); i++) {
        const Json *row = json_at(rows, i);
        double session = json_number(json_get(row, "session"), NAN);
        CoursePrediction p, wide;
        assert_ok(course_predict(&w->cx, &n, points, count, session, COURSE_Z_80, &p));
        assert_ok(course_predict(&w->cx, &n, points, count, session, COURSE_Z_90, &wide));
        assert_near(p.mean, json_number(json_get(row, "mean"), NAN));
        assert_near(p.sd_observed, json_number(json_get(row, "sd_obs"), NAN));
        assert_near(p.low, json_number(json_get(row, "lo80"), NAN));
        assert_near(p.high, json_number(json_get(row, "hi80"), NAN));
        if (!json_get(row, "sd_true")) continue;
        assert_near(p.sd_true, json_number(json_get(row, "sd_true"), NAN));
        assert_near(wide.low, json_number(json_get(row, "lo90"), NAN));
        assert_near(wide.high, json_number(json_get(row, "hi90"), NAN));
    }
}

static void test_course__T21_population_intake_and_forecast(void **state)
{
    World *w = *state;
    JsonDoc *doc = data_json(w, "expected_course.json");
    const Json *root = json_root(doc);
    const CoursePoint intake[] = { { 0, 30 } };
    const CoursePoint four[] = { { 0, 30 }, { 1, 29 }, { 2, 31 }, { 3, 33 } };
    expect_rows(w, json_get(root, "population"), NULL, 0);
    expect_rows(w, json_get(root, "intake_only_y0_30"), intake, 1);
    expect_rows(w, json_get(root, "s0_3_30_29_31_33"), four, 4);
    json_close(doc);
}

static void test_course__T21_numbers_of_the_specification(void **state)
{
    World *w = *state;
    CourseNorm n = norm_of(w);
    static const double at[] = { 1, 3, 6, 12 };
    static const double mean[] = { 28.065917, 23.612955, 20.017834, 16.040961 };
    static const double sd[] = { 5.602048, 5.820182, 6.476917, 7.562763 };
    const CoursePoint intake[] = { { 0, 30 } };
    for (size_t i = 0; i < 4; i++) {
        CoursePrediction p;
        assert_ok(course_predict(&w->cx, &n, intake, 1, at[i], COURSE_Z_80, &p));
        assert_near(p.mean, mean[i]);
        assert_near(p.sd_observed, sd[i]);
    }
}

/* The same û by the m by m form V = Z D Z' + s2 I, u = D Z' V^-1 r, solved by elimination. */
static void test_course__two_by_two_algebra_equals_the_textbook_form(void **state)
{
    World *w = *state;
    CourseNorm n = norm_of(w);
    const CoursePoint p[] = { { 0, 30 }, { 1, 29 }, { 2, 31 }, { 3, 33 }, { 5, 20 } };
    enum { M = 5 };
    double v[M][M + 1], z[M][2], u[2];
    for (int i = 0; i < M; i++) z[i][0] = 1, z[i][1] = log(p[i].session + 1);
    for (int i = 0; i < M; i++) {
        for (int k = 0; k < M; k++) {
            v[i][k] = i == k ? n.sigma2 : 0;
            for (int a = 0; a < 2; a++)
                for (int b = 0; b < 2; b++) v[i][k] += z[i][a] * n.d[a][b] * z[k][b];
        }
        v[i][M] = p[i].score - n.beta[0] - n.beta[1] * z[i][1];
    }
    for (int i = 0; i < M; i++)
        for (int r = 0; r < M; r++) {
            double by = r == i ? 0 : v[r][i] / v[i][i];
            for (int c = i; c <= M; c++) v[r][c] -= by * v[i][c];
        }
    assert_ok(course_effects(&w->cx, &n, p, M, u));
    for (int a = 0; a < 2; a++) {
        double want = 0;
        for (int b = 0; b < 2; b++)
            for (int i = 0; i < M; i++) want += n.d[a][b] * z[i][b] * v[i][M] / v[i][i];
        assert_near(u[a], want);
    }
}

static CourseVerdict track(World *w, const CoursePoint *points, size_t count)
{
    CourseNorm n = norm_of(w);
    CourseVerdict v;
    assert_ok(course_track(&w->cx, &n, &bdi, points, count, &v));
    return v;
}

static void test_course__not_on_track_needs_two_scores_in_a_row(void **state)
{
    World *w = *state;
    const CoursePoint p[] = { { 0, 30 }, { 1, 36 }, { 2, 36 }, { 3, 25 }, { 4, 24 }, { 5, 40 } };
    assert_int_equal(track(w, p, 1).state, COURSE_TOO_EARLY);
    assert_int_equal(track(w, p, 2).state, COURSE_TOO_EARLY);
    assert_true(track(w, p, 2).beyond);
    assert_int_equal(track(w, p, 3).state, COURSE_NOT_ON_TRACK);
    assert_int_equal(track(w, p, 4).state, COURSE_NOT_ON_TRACK); /* one good week: still on */
    assert_int_equal(track(w, p, 5).state, COURSE_ON_TRACK);
    assert_int_equal(track(w, p, 6).state, COURSE_ON_TRACK); /* one bad week: still off */
    assert_true(track(w, p, 6).beyond);
}

static void test_course__band_and_hysteresis_can_be_chosen(void **state)
{
    World *w = *state;
    CourseNorm n = norm_of(w);
    CourseVerdict v, usual;
    const CoursePoint p[] = { { 0, 30 }, { 1, 36 }, { 2, 36 }, { 3, 36 }, { 4, 24 } };
    for (size_t count = 3; count <= 5; count++) {
        assert_ok(course_track_by(&w->cx, &n, &bdi, COURSE_TRACK_DEFAULT, p, count, &v));
        assert_ok(course_track(&w->cx, &n, &bdi, p, count, &usual));
        assert_int_equal(v.state, usual.state);
    }
    assert_ok(course_track_by(&w->cx, &n, &bdi, (CourseTrack){ COURSE_Z_80, 3 }, p, 3, &v));
    assert_int_equal(v.state, COURSE_ON_TRACK);
    assert_ok(course_track_by(&w->cx, &n, &bdi, (CourseTrack){ COURSE_Z_80, 3 }, p, 4, &v));
    assert_int_equal(v.state, COURSE_NOT_ON_TRACK);
    assert_ok(course_track_by(&w->cx, &n, &bdi, (CourseTrack){ COURSE_Z_80, 1 }, p, 5, &v));
    assert_int_equal(v.state, COURSE_ON_TRACK);
    assert_ok(course_track_by(&w->cx, &n, &bdi, (CourseTrack){ COURSE_Z_90, 2 }, p, 4, &v));
    assert_true(v.expected.high > usual.expected.high);
}

static void test_course__reliably_improved_is_never_not_on_track(void **state)
{
    World *w = *state;
    CourseNorm n = norm_of(w);
    const CoursePoint p[] = { { 0, 45 }, { 8, 35 }, { 12, 35 } };
    CourseVerdict v;
    assert_ok(course_track(&w->cx, &n, &bdi, p, 3, &v));
    assert_true(v.beyond);
    assert_int_equal(v.state, COURSE_ON_TRACK);
}

static void test_course__bad_points_and_norms_are_refused(void **state)
{
    World *w = *state;
    CourseNorm n = norm_of(w);
    CourseVerdict v;
    CoursePrediction p = { .mean = 77 };
    const CoursePoint back[] = { { 0, 30 }, { 2, 30 }, { 1, 30 } }, bad[] = { { -1, 30 } },
                      nan_[] = { { 0, NAN } };
    assert_err(course_track(&w->cx, &n, &bdi, back, 3, &v), ERR_INVALID);
    assert_err(course_predict(&w->cx, &n, bad, 1, 2, 1, &p), ERR_INVALID);
    assert_err(course_predict(&w->cx, &n, nan_, 1, 2, 1, &p), ERR_INVALID);
    assert_err(course_predict(&w->cx, &n, NULL, 0, -2, 1, &p), ERR_INVALID);
    assert_near(p.mean, 77);
    static const char *const norms[] = {
        "{}",
        "[]",
        "{\"model\":\"m\",\"beta\":[1,2],\"D\":[[1,0],[0,1]],\"sigma2\":0}",
        "{\"model\":\"m\",\"beta\":[1],\"D\":[[1,0],[0,1]],\"sigma2\":1}",
        "{\"model\":\"m\",\"beta\":[1,2],\"D\":[[1,2],[0,1]],\"sigma2\":1}",
        "{\"model\":\"m\",\"beta\":[1,2],\"D\":[[1,2],[2,1]],\"sigma2\":1}",
        "{\"beta\":[1,2],\"D\":[[1,0],[0,1]],\"sigma2\":1}",
        "{",
    };
    for (size_t i = 0; i < sizeof norms / sizeof *norms; i++)
        assert_err(course_norm_parse(&w->cx, w->arena, str_from_c(norms[i]), NULL, &n),
                   ERR_INVALID);
}

static CourseFallback without(World *w, const CoursePoint *points, size_t count)
{
    return course_without_norm(phq(w), COURSE_RULES_DEFAULT, points, count);
}

static void test_course_norm__says_whom_it_came_from(void **state)
{
    World *w = *state;
    CourseNorm n = norm_of(w);
    assert_true(n.people == 43 && n.observations == 486 && !n.range_known);
    assert_false(course_norm_complete(&n)); /* it does not say the setting: no page draws it */
    n.setting = S("a day clinic");
    assert_true(course_norm_complete(&n));
    assert_true(str_starts(course_norm_text(w->arena, &n),
                           S("43 people, 486 scores; a day clinic; ")));
}

static bool has_problem(const DefinitionProblems *all, const char *path, int64_t line,
                        const char *part)
{
    for (size_t i = 0; i < all->count; i++)
        if (str_eq(all->list[i].path, str_from_c(path)) && all->list[i].line == line &&
            str_contains(all->list[i].text, str_from_c(part)))
            return true;
    return false;
}

static void test_course_norm__every_fault_is_said_with_its_line(void **state)
{
    World *w = *state;
    CourseNorm n = { .people = 77 };
    DefinitionProblems all;
    static const char text[] = "{\n\"model\": \"\",\n\"n_id\": 4.5,\n\"n_obs\": 0,\n"
                               "\"beta\": [1],\n\"D\": [[1, 2],\n [3, -1]],\n\"sigma2\": 0,\n"
                               "\"sessions\": [12, 0]\n}";
    assert_err(course_norm_parse(&w->cx, w->arena, str_from_c(text), &all, &n), ERR_INVALID);
    assert_true(has_problem(&all, "model", 2, "a text is needed"));
    assert_true(has_problem(&all, "n_id", 3, "whole number"));
    assert_true(has_problem(&all, "n_obs", 4, "whole number"));
    assert_true(has_problem(&all, "beta", 5, "two numbers"));
    assert_true(has_problem(&all, "D", 6, "symmetric"));
    assert_true(has_problem(&all, "D", 6, "covariance"));
    assert_true(has_problem(&all, "sigma2", 8, "above 0"));
    assert_true(has_problem(&all, "sessions", 9, "lower one"));
    assert_int_equal(all.count, 8);
    assert_int_equal(n.people, 77);
    assert_err(course_norm_parse(&w->cx, w->arena, S("{\"sigma2\": \"x\"}"), &all, &n), ERR_INVALID);
    assert_true(has_problem(&all, "sigma2", 1, "a number is expected"));
    assert_err(course_norm_parse(&w->cx, w->arena, S("{"), &all, &n), ERR_INVALID);
    assert_int_equal(all.count, 1);
}

static const char table_text[] =
    "{\"source\": \"made up for the test\", \"setting\": \"none\", "
    "\"direction\": \"lower-is-better\", \"functional\": 63, \"rows\": ["
    "{\"sessions\": [2, 4], \"intake\": [0, 180], \"expected\": 0, \"poor\": -10},"
    "{\"sessions\": [5, 8], \"intake\": [0, 90], \"expected\": 5, \"poor\": -5},"
    "{\"sessions\": [5, 8], \"intake\": [91, 180], \"expected\": 10, \"poor\": 0}]}";

static void expect_state(const CourseTable *t, double intake, double session, double score,
                         const char *word)
{
    assert_text(course_table_state_word(course_table_state(t, intake, session, score)), word);
}

/* Every length and every single changed byte of a small norm: an answer, never a crash. */
static void test_course_norm__survives_hostile_files(void **state)
{
    World *w = *state;
    static const char text[] = "{\"model\":\"m\",\"n_id\":9,\"n_obs\":90,\"beta\":[40,-9],"
                               "\"D\":[[60,-27],[-27,18]],\"sigma2\":21,\"sessions\":[0,12]}";
    char changed[sizeof text];
    CourseNorm n;
    for (size_t len = 0; len + 1 < sizeof text; len++)
        assert_err(course_norm_parse(&w->cx, w->arena, (Str){ text, len }, NULL, &n), ERR_INVALID);
    static const char instead[] = { '\0', '"', '9', '-', '[', '}', 'e', '\xff' };
    size_t accepted = 0;
    for (size_t i = 0; i + 1 < sizeof text; i++)
        for (size_t k = 0; k < sizeof instead; k++) {
            Arena *arena = arena_open((size_t)1 << 16);
            Ctx cx = { .arena = arena };
            memcpy(changed, text, sizeof text);
            changed[i] = instead[k];
            CoursePrediction p;
            Err err = course_norm_parse(&cx, arena, (Str){ changed, sizeof text - 1 }, NULL, &n);
            accepted += err.kind == ERR_NONE;
            if (err.kind == ERR_NONE) {
                assert_ok(course_predict(&cx, &n, NULL, 0, 5, COURSE_Z_80, &p));
                assert_true(isfinite(p.mean) && isfinite(p.low) && n.sigma2 > 0);
            }
            arena_close(arena);
        }
    assert_true(accepted > 10); /* some changes are only other numbers */
}

static void test_course_table__sessions_by_first_score(void **state)
{
    World *w = *state;
    CourseTable t;
    assert_ok(course_table_parse(&w->cx, w->arena, str_from_c(table_text), NULL, &t));
    expect_state(&t, 80, 3, 80, "as-expected"); /* exactly what is expected */
    expect_state(&t, 80, 3, 81, "less-than-expected");
    expect_state(&t, 80, 3, 90, "less-than-expected"); /* exactly the edge */
    expect_state(&t, 80, 3, 90.5, "worse");
    expect_state(&t, 80, 3, 63, "functional");
    expect_state(&t, 80, 6, 80, "less-than-expected");
    expect_state(&t, 100, 6, 90, "as-expected");
    expect_state(&t, 100, 6, 101, "worse");
    expect_state(&t, 40, 3, 55, "worse"); /* functional still, but 15 points down */
    expect_state(&t, 80, 1, 80, "not-asked");
    expect_state(&t, 80, 9, 20, "not-asked");
    expect_state(&t, 80, 3, NAN, "not-asked");
}

static void test_course_table__direction_mirrors(void **state)
{
    World *w = *state;
    CourseTable down, up;
    CourseRow rows[3];
    assert_ok(course_table_parse(&w->cx, w->arena, str_from_c(table_text), NULL, &down));
    up = down;
    up.direction = SCALE_HIGHER_IS_BETTER;
    up.functional = -down.functional;
    for (size_t i = 0; i < 3; i++) {
        rows[i] = down.rows[i];
        rows[i].lowest_intake = -down.rows[i].highest_intake;
        rows[i].highest_intake = -down.rows[i].lowest_intake;
    }
    up.rows = rows;
    for (int intake = 0; intake <= 180; intake += 15)
        for (int score = 0; score <= 180; score += 5)
            for (int session = 1; session <= 9; session++)
                assert_int_equal(course_table_state(&down, intake, session, score),
                                 course_table_state(&up, -intake, session, -score));
}

static void test_course_table__overlaps_and_gaps_in_sense_are_refused(void **state)
{
    World *w = *state;
    CourseTable t;
    DefinitionProblems all;
    static const char bad[] =
        "{\"source\": \"s\",\n\"direction\": \"down\",\n\"functional\": 63,\n\"rows\": [\n"
        "{\"sessions\": [2, 4], \"intake\": [0, 90], \"expected\": 0, \"poor\": 3},\n"
        "{\"sessions\": [4, 8], \"intake\": [90, 180], \"expected\": 5, \"poor\": -5},\n"
        "{\"sessions\": [0, 1], \"intake\": [0, 180], \"expected\": 5}]}";
    assert_err(course_table_parse(&w->cx, w->arena, str_from_c(bad), &all, &t), ERR_INVALID);
    assert_true(has_problem(&all, "direction", 2, "lower-is-better"));
    assert_true(has_problem(&all, "rows[0]", 5, "not be more"));
    assert_true(has_problem(&all, "rows[1]", 6, "row 1 too"));
    assert_true(has_problem(&all, "rows[2].sessions", 7, "from 1"));
    assert_true(has_problem(&all, "rows[2].poor", 7, "a number is expected"));
    assert_int_equal(all.count, 6); /* and setting */
    assert_err(course_table_parse(&w->cx, w->arena, S("[]"), &all, &t), ERR_INVALID);
}

static void test_course__without_norm_says_not_yet_from_session_six(void **state)
{
    World *w = *state;
    CoursePoint p[] = { { 0, 16 }, { 5, 15 }, { 6, 15 } };
    assert_int_equal(without(w, p, 1).notice, COURSE_NOTHING);
    assert_int_equal(without(w, p, 2).notice, COURSE_NOTHING);
    assert_int_equal(without(w, p, 3).notice, COURSE_NO_CHANGE_YET);
    p[2].score = 12.8; /* exactly a fifth */
    assert_int_equal(without(w, p, 3).notice, COURSE_NOTHING);
    p[2].score = 10;
    assert_int_equal(without(w, p, 3).notice, COURSE_NOTHING);
    p[2].score = 22;
    assert_int_equal(without(w, p, 3).notice, COURSE_WORSE);
}

static void test_course__without_norm_leaves_people_below_the_cutoff_alone(void **state)
{
    World *w = *state;
    const CoursePoint low[] = { { 0, 5 }, { 8, 5 } }, rising[] = { { 0, 5 }, { 1, 12 } };
    assert_int_equal(without(w, low, 2).notice, COURSE_NOTHING);
    assert_int_equal(without(w, rising, 2).notice, COURSE_WORSE);
    const MeasureScale *life = measure_main_scale(measure_find(w->set, S("tandem-life")));
    assert_int_equal(course_without_norm(life, COURSE_RULES_DEFAULT, low, 2).notice,
                     COURSE_NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_course__T21_population_intake_and_forecast),
        cmocka_unit_test(test_course__T21_numbers_of_the_specification),
        cmocka_unit_test(test_course__two_by_two_algebra_equals_the_textbook_form),
        cmocka_unit_test(test_course__not_on_track_needs_two_scores_in_a_row),
        cmocka_unit_test(test_course__band_and_hysteresis_can_be_chosen),
        cmocka_unit_test(test_course__reliably_improved_is_never_not_on_track),
        cmocka_unit_test(test_course__bad_points_and_norms_are_refused),
        cmocka_unit_test(test_course_norm__says_whom_it_came_from),
        cmocka_unit_test(test_course_norm__every_fault_is_said_with_its_line),
        cmocka_unit_test(test_course_norm__survives_hostile_files),
        cmocka_unit_test(test_course_table__sessions_by_first_score),
        cmocka_unit_test(test_course_table__direction_mirrors),
        cmocka_unit_test(test_course_table__overlaps_and_gaps_in_sense_are_refused),
        cmocka_unit_test(test_course__without_norm_says_not_yet_from_session_six),
        cmocka_unit_test(test_course__without_norm_leaves_people_below_the_cutoff_alone),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
