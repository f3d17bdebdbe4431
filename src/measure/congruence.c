#include "congruence.h"
#include "moments.h"
#include "number.h"
#include "student.h"

/* --- truth and bias ------------------------------------------------------------ */

static double products(const double *x, const double *y, size_t count)
{
    double mx = moments_mean(x, count), my = moments_mean(y, count), sum = 0;
    for (size_t i = 0; i < count; i++) sum += (x[i] - mx) * (y[i] - my);
    return sum;
}

static double correlation(const double *x, const double *y, size_t count)
{
    double sxx = moments_squares(x, count), syy = moments_squares(y, count);
    if (count < 2 || sxx == 0 || syy == 0) return NAN;
    return fmax(-1, fmin(1, products(x, y, count) / sqrt(sxx * syy)));
}

/* Slope, and standard errors from the residuals. */
static void fit(Congruence *g, const double *c, const double *t)
{
    double n = (double)g->n, sxx = moments_squares(c, g->n);
    if (g->n < 2 || sxx == 0) return;
    g->b1 = products(c, t, g->n) / sxx;
    double mean = moments_mean(c, g->n), rest = 0;
    for (size_t i = 0; i < g->n; i++) {
        double e = t[i] - mean - g->b0 - g->b1 * (c[i] - mean);
        rest += e * e;
    }
    if (g->n < 3) return;
    double variance = rest / (n - 2), reach = student_critical(.05, g->n - 2);
    g->b0_se = sqrt(variance / n);
    g->b1_se = sqrt(variance / sxx);
    g->b0_low = g->b0 - reach * g->b0_se;
    g->b0_high = g->b0 + reach * g->b0_se;
    g->b1_low = g->b1 - reach * g->b1_se;
    g->b1_high = g->b1 + reach * g->b1_se;
}

/* Lin's coefficient with sums of squares divided by `by`. */
static double concordance(const Congruence *g, const double *c, const double *t, double by)
{
    double apart = g->mean_difference * g->mean_difference;
    double whole = (moments_squares(c, g->n) + moments_squares(t, g->n)) / by + apart;
    return g->n < 2 || whole == 0 ? NAN : 2 * products(c, t, g->n) / by / whole;
}

static double rmsd(const double *c, const double *t, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (t[i] - c[i]) * (t[i] - c[i]);
    return sqrt(sum / (double)count);
}

/* Each array becomes its first differences; there is one fewer. */
static double correlation_of_changes(double *c, double *t, size_t count)
{
    if (count < 2) return NAN;
    for (size_t i = 0; i + 1 < count; i++) {
        c[i] = c[i + 1] - c[i];
        t[i] = t[i + 1] - t[i];
    }
    return correlation(c, t, count - 1);
}

Err congruence_of(Ctx *cx, Arena *arena, const double *client, const double *therapist,
                  size_t count, Congruence *ret)
{
    double *c = ARENA_ARRAY(arena, double, count + 1), *t = ARENA_ARRAY(arena, double, count + 1);
    if (!c || !t) return fail(cx, ERR_LIMIT, "no room for the ratings");
    Congruence g = { .b1 = NAN, .b0_se = NAN, .b1_se = NAN,
                     .b0_low = NAN, .b0_high = NAN, .b1_low = NAN, .b1_high = NAN };
    for (size_t i = 0; i < count; i++) {
        if (isnan(client[i]) || isnan(therapist[i])) continue;
        if (!number_usable(client[i]) || !number_usable(therapist[i]))
            return fail(cx, ERR_INVALID, "session %zu: a rating is too large", i + 1);
        c[g.n] = client[i];
        t[g.n++] = therapist[i];
    }
    g.enough = g.n >= CONGRUENCE_PAIRS_NEEDED;
    g.mean_difference = moments_mean(t, g.n) - moments_mean(c, g.n);
    g.b0 = g.mean_difference; /* C is centred on its own mean */
    fit(&g, c, t);
    g.r = correlation(c, t, g.n);
    g.rmsd = rmsd(c, t, g.n);
    g.ccc = concordance(&g, c, t, (double)g.n - 1);
    g.ccc_population = concordance(&g, c, t, (double)g.n);
    g.r_differences = correlation_of_changes(c, t, g.n);
    *ret = g;
    return OK;
}

/* --- response surface -------------------------------------------------------------- */

/* Least squares row by row: an upper triangle and a right side, by Givens rotations.  Squares
 * of squares never stand in one sum, which normal equations would need. */
typedef struct Triangle {
    double r[SURFACE_TERMS][SURFACE_TERMS], y[SURFACE_TERMS];
    double left;                    /* sum of squares that no term explains */
    double size[SURFACE_TERMS];     /* of each column, squared */
} Triangle;

static void triangle_add(Triangle *m, double row[SURFACE_TERMS], double y)
{
    for (int i = 0; i < SURFACE_TERMS; i++) m->size[i] += row[i] * row[i];
    for (int i = 0; i < SURFACE_TERMS; i++) {
        double length = hypot(m->r[i][i], row[i]);
        if (length == 0) continue;
        double cosine = m->r[i][i] / length, sine = row[i] / length, old = m->y[i];
        for (int k = i; k < SURFACE_TERMS; k++) {
            double above = m->r[i][k];
            m->r[i][k] = cosine * above + sine * row[k];
            row[k] = cosine * row[k] - sine * above;
        }
        m->y[i] = cosine * old + sine * y;
        y = cosine * y - sine * old;
    }
    m->left += y * y;
}

/* Columns of the inverse of the triangle; false when the terms cannot be told apart. */
static bool triangle_invert(const Triangle *m, double inverse[SURFACE_TERMS][SURFACE_TERMS])
{
    for (int i = 0; i < SURFACE_TERMS; i++)
        if (!(fabs(m->r[i][i]) > 1e-9 * sqrt(m->size[i]))) return false;
    for (int c = 0; c < SURFACE_TERMS; c++)
        for (int r = SURFACE_TERMS - 1; r >= 0; r--) {
            double value = r == c;
            for (int k = r + 1; k < SURFACE_TERMS; k++) value -= m->r[r][k] * inverse[k][c];
            inverse[r][c] = value / m->r[r][r];
        }
    return true;
}

/* How the four lines are made of the six terms. */
static const double lines[SURFACE_LINES][SURFACE_TERMS] = {
    { 0, 1, 1, 0, 0, 0 }, { 0, 0, 0, 1, 1, 1 }, { 0, 1, -1, 0, 0, 0 }, { 0, 0, 0, 1, -1, 1 }
};

static void surface_lines(Surface *s)
{
    for (int line = 0; line < SURFACE_LINES; line++) {
        double variance = 0;
        for (int i = 0; i < SURFACE_TERMS; i++) {
            s->a[line] += lines[line][i] * s->b[i];
            for (int k = 0; k < SURFACE_TERMS; k++)
                variance += lines[line][i] * s->covariance[i][k] * lines[line][k];
        }
        s->a_se[line] = sqrt(fmax(0, variance));
    }
}

static void surface_solve(const Triangle *m, const double inverse[SURFACE_TERMS][SURFACE_TERMS],
                          Surface *s)
{
    s->sigma2 = m->left / (double)(s->n - SURFACE_TERMS);
    for (int i = 0; i < SURFACE_TERMS; i++) {
        for (int k = 0; k < SURFACE_TERMS; k++) {
            s->b[i] += inverse[i][k] * m->y[k];
            for (int j = 0; j < SURFACE_TERMS; j++)
                s->covariance[i][k] += s->sigma2 * inverse[i][j] * inverse[k][j];
        }
        s->b_se[i] = sqrt(fmax(0, s->covariance[i][i]));
    }
}

static bool point_whole(SurfacePoint p)
{
    return !isnan(p.client) && !isnan(p.therapist) && !isnan(p.outcome);
}

/* Squares of ratings are terms, so that ratings have a lower ceiling than NUMBER_MOST. */
static bool point_usable(SurfacePoint p, double middle)
{
    return fabs(p.client - middle) <= 1e6 && fabs(p.therapist - middle) <= 1e6 &&
           number_usable(p.outcome);
}

/* Spread of the outcome about its mean; a second look at the points. */
static double outcome_squares(const SurfacePoint *points, size_t count, size_t n)
{
    double mean = 0, squares = 0;
    for (size_t i = 0; i < count; i++)
        if (point_whole(points[i])) mean += points[i].outcome / (double)n;
    for (size_t i = 0; i < count; i++)
        if (point_whole(points[i]))
            squares += (points[i].outcome - mean) * (points[i].outcome - mean);
    return squares;
}

Err congruence_surface(Ctx *cx, const SurfacePoint *points, size_t count, double middle,
                       Surface *ret)
{
    Triangle m = { 0 };
    Surface s = { 0 };
    for (size_t i = 0; i < count; i++) {
        if (!point_whole(points[i])) continue;
        if (!point_usable(points[i], middle))
            return fail(cx, ERR_INVALID, "row %zu: a number is too large", i + 1);
        double c = points[i].client - middle, t = points[i].therapist - middle;
        triangle_add(&m, (double[]){ 1, c, t, c * c, c * t, t * t }, points[i].outcome);
        s.n++;
    }
    double inverse[SURFACE_TERMS][SURFACE_TERMS] = { { 0 } };
    if (s.n <= SURFACE_TERMS)
        return fail(cx, ERR_INVALID, "a surface needs at least %d complete rows", SURFACE_TERMS + 1);
    if (!triangle_invert(&m, inverse))
        return fail(cx, ERR_INVALID, "the ratings do not vary enough for a surface");
    surface_solve(&m, (const double(*)[SURFACE_TERMS])inverse, &s);
    surface_lines(&s);
    double whole = outcome_squares(points, count, s.n);
    s.r_squared = whole > 0 ? 1 - m.left / whole : NAN;
    *ret = s;
    return OK;
}
