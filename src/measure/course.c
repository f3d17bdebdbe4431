#include "course.h"
#include "number.h"

/* --- two by two algebra ---------------------------------------------------- */

typedef struct Posterior {
    double u[2];    /* mean of the random effects */
    double p[2][2]; /* their covariance */
} Posterior;

/* P = D (I + A D)^-1 with A = Z'Z / sigma2; u = P Z'r / sigma2.  Needs no inverse of D. */
static Posterior posterior(const CourseNorm *n, const CoursePoint *points, size_t count)
{
    double a[2][2] = { { 0 } }, right[2] = { 0 };
    for (size_t i = 0; i < count; i++) {
        double z[2] = { 1, log(points[i].session + 1) };
        double rest = points[i].score - n->beta[0] - n->beta[1] * z[1];
        for (int r = 0; r < 2; r++) {
            right[r] += z[r] * rest / n->sigma2;
            for (int c = 0; c < 2; c++) a[r][c] += z[r] * z[c] / n->sigma2;
        }
    }
    double m[2][2];
    for (int r = 0; r < 2; r++)
        for (int c = 0; c < 2; c++)
            m[r][c] = (r == c) + a[r][0] * n->d[0][c] + a[r][1] * n->d[1][c];
    double det = m[0][0] * m[1][1] - m[0][1] * m[1][0];
    double inverse[2][2] = { { m[1][1] / det, -m[0][1] / det }, { -m[1][0] / det, m[0][0] / det } };
    Posterior out = { { 0 }, { { 0 } } };
    for (int r = 0; r < 2; r++)
        for (int c = 0; c < 2; c++) {
            out.p[r][c] = n->d[r][0] * inverse[0][c] + n->d[r][1] * inverse[1][c];
            out.u[r] += out.p[r][c] * right[c];
        }
    return out;
}

static Err check_points(Ctx *cx, const CoursePoint *points, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(points[i].session >= 0) || !isfinite(points[i].session) || !isfinite(points[i].score))
            return fail(cx, ERR_INVALID, "score %zu: a session from 0 and a number are expected",
                        i + 1);
    return OK;
}

Err course_effects(Ctx *cx, const CourseNorm *norm, const CoursePoint *points, size_t count,
                   double ret_u[2])
{
    TRY(check_points(cx, points, count));
    Posterior post = posterior(norm, points, count);
    ret_u[0] = post.u[0];
    ret_u[1] = post.u[1];
    return OK;
}

Err course_predict(Ctx *cx, const CourseNorm *norm, const CoursePoint *points, size_t count,
                   double session, double z, CoursePrediction *ret_prediction)
{
    TRY(check_points(cx, points, count));
    TRY(check_points(cx, &(CoursePoint){ session, 0 }, 1));
    Posterior post = posterior(norm, points, count);
    double x = log(session + 1);
    double variance = post.p[0][0] + x * (post.p[0][1] + post.p[1][0]) + x * x * post.p[1][1];
    CoursePrediction out = { .session = session,
                             .sd_true = sqrt(fmax(0, variance)),
                             .sd_observed = sqrt(fmax(0, variance) + norm->sigma2) };
    out.mean = norm->beta[0] + post.u[0] + x * (norm->beta[1] + post.u[1]);
    out.low = out.mean - z * out.sd_observed;
    out.high = out.mean + z * out.sd_observed;
    *ret_prediction = out;
    return OK;
}

/* --- on its way? ------------------------------------------------------------ */

static bool beyond_band(const MeasureScale *scale, const CoursePrediction *expected, double score)
{
    return scale->direction == SCALE_HIGHER_IS_BETTER ? number_more_than(expected->low, score)
                                                      : number_more_than(score, expected->high);
}

static bool reliably_better(const Change *c)
{
    return c->category == CHANGE_IMPROVED || c->category == CHANGE_RECOVERED;
}

Err course_track_by(Ctx *cx, const CourseNorm *norm, const MeasureScale *scale, CourseTrack rule,
                    const CoursePoint *points, size_t count, CourseVerdict *ret_verdict)
{
    CourseVerdict v = { .rule = rule, .scores_after = count ? count - 1 : 0 };
    bool off = false;
    size_t other_side = 0;
    TRY(check_points(cx, points, count));
    for (size_t i = 1; i < count; i++) {
        if (!(points[i].session > points[i - 1].session))
            return fail(cx, ERR_INVALID, "sessions must rise");
        TRY(course_predict(cx, norm, points, 1, points[i].session, rule.z, &v.expected));
        v.change = change_fixed(scale, points[0].score, points[i].score);
        v.beyond = beyond_band(scale, &v.expected, points[i].score);
        bool now = v.beyond && !reliably_better(&v.change);
        other_side = now == off ? 0 : other_side + 1;
        if (other_side < rule.in_a_row) continue;
        off = now;
        other_side = 0;
    }
    if (v.scores_after >= 2) v.state = off ? COURSE_NOT_ON_TRACK : COURSE_ON_TRACK;
    *ret_verdict = v;
    return OK;
}

Err course_track(Ctx *cx, const CourseNorm *norm, const MeasureScale *scale,
                 const CoursePoint *points, size_t count, CourseVerdict *ret_verdict)
{
    return course_track_by(cx, norm, scale, COURSE_TRACK_DEFAULT, points, count, ret_verdict);
}

CourseFallback course_without_norm(const MeasureScale *scale, CourseRules rules,
                                   const CoursePoint *points, size_t count)
{
    CourseFallback f = { .rules = rules };
    if (count < 2 || !scale->reliable.known) return f;
    const CoursePoint first = points[0], latest = points[count - 1];
    f.session = latest.session;
    f.change = change_fixed(scale, first.score, latest.score);
    f.share = first.score > 0 ? scale_sign(scale) * f.change.difference / first.score : 0;
    if (f.change.category == CHANGE_DETERIORATED || f.change.category == CHANGE_HARMED) {
        f.notice = COURSE_WORSE;
    } else if (f.change.category == CHANGE_UNCHANGED && !f.change.started_below &&
               number_at_least(latest.session, rules.by_session) &&
               !number_at_least(f.share, rules.least_share)) {
        f.notice = COURSE_NO_CHANGE_YET;
    }
    return f;
}
