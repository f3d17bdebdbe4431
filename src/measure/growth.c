#include "growth.h"
#include "number.h"

/* One person's points as the triangle of a least-squares fit, by Givens rotations: R with
 * R'R = Z'Z, q with R'q = Z'y, and the squares that no line explains.  Everything after the
 * first two passes over the points needs only this. */
typedef struct Person {
    size_t n;
    bool slope;               /* two different times */
    double time;              /* of the first point */
    double r[3];              /* r00 r01 r11 */
    double q[2], rest;
} Person;

typedef struct Sym { double aa, ab, bb; } Sym;       /* symmetric, two by two */
typedef struct Low { double l[3]; } Low;             /* lower triangle: l00 l10 l11 */

/* Times and values are taken from their mean in units of their SD: units do not matter then. */
typedef struct Unit { double mean, sd; } Unit;

struct Growth {
    Person *person;
    size_t people;
    Unit time, value;
    Low root;                 /* D / sigma2 = root root', in those units */
    double beta[2], sigma2;   /* in those units */
    GrowthFit fit;
};

Str growth_state_word(GrowthState state)
{
#define X(name, word) [GROWTH_##name] = word,
    static const char *const words[] = { GROWTH_STATES(X) };
#undef X
    return str_from_c(words[state]);
}

Str growth_category_word(GrowthCategory category)
{
#define X(name, word) [GROWTH_##name] = word,
    static const char *const words[] = { GROWTH_CATEGORIES(X) };
#undef X
    return str_from_c(words[category]);
}

/* --- two by two algebra ---------------------------------------------------------------- */

static Sym sym_add(Sym x, Sym y, double times)
{
    return (Sym){ x.aa + times * y.aa, x.ab + times * y.ab, x.bb + times * y.bb };
}

static double sym_det(Sym s)
{
    return s.aa * s.bb - s.ab * s.ab;
}

static Sym sym_inverse(Sym s)
{
    double det = sym_det(s);
    return (Sym){ s.bb / det, -s.ab / det, s.aa / det };
}

/* X Y X */
static Sym sym_between(Sym x, Sym y)
{
    double p = x.aa * y.aa + x.ab * y.ab, q = x.aa * y.ab + x.ab * y.bb;
    double r = x.ab * y.aa + x.bb * y.ab, s = x.ab * y.ab + x.bb * y.bb;
    return (Sym){ p * x.aa + q * x.ab, p * x.ab + q * x.bb, r * x.ab + s * x.bb };
}

/* L L' */
static Sym low_square(Low m)
{
    return (Sym){ m.l[0] * m.l[0], m.l[0] * m.l[1], m.l[1] * m.l[1] + m.l[2] * m.l[2] };
}

static Low low_times(Low x, Low y)
{
    return (Low){ { x.l[0] * y.l[0], x.l[1] * y.l[0] + x.l[2] * y.l[1], x.l[2] * y.l[2] } };
}

/* False unless s is positive and not nearly singular. */
static bool sym_root(Sym s, Low *ret_root)
{
    if (!(s.aa > 0)) return false;
    double l10 = s.ab / sqrt(s.aa), left = s.bb - l10 * l10;
    if (!(left > 1e-8 * s.bb)) return false;
    *ret_root = (Low){ { sqrt(s.aa), l10, sqrt(left) } };
    return true;
}

/* --- one person under a given D ----------------------------------------------------------- */

/* G = I + R D R' (D in units of sigma2): the covariance of q.  Never singular. */
typedef struct Piece {
    Sym inverse;              /* of G */
    double det;
    Sym w;                    /* R' G^-1 R: what this person knows about b0 and b1 */
} Piece;

static Piece piece_of(const Person *p, Low root)
{
    const double *r = p->r, *l = root.l;
    double b00 = r[0] * l[0] + r[1] * l[1], b01 = r[1] * l[2], b10 = r[2] * l[1], b11 = r[2] * l[2];
    Sym g = { 1 + b00 * b00 + b01 * b01, b00 * b10 + b01 * b11, 1 + b10 * b10 + b11 * b11 };
    double area = b00 * b11 - b01 * b10;
    Piece out = { .det = g.aa + g.bb - 1 + area * area }; /* as a sum of squares: nothing cancels */
    out.inverse = (Sym){ g.bb / out.det, -g.ab / out.det, g.aa / out.det };
    const Sym i = out.inverse;
    out.w = (Sym){ r[0] * r[0] * i.aa, r[0] * (r[1] * i.aa + r[2] * i.ab),
                   r[1] * r[1] * i.aa + 2 * r[1] * r[2] * i.ab + r[2] * r[2] * i.bb };
    return out;
}

/* R' G^-1 e */
static void piece_score(const Person *p, const Piece *piece, const double e[2], double ret[2])
{
    double x = piece->inverse.aa * e[0] + piece->inverse.ab * e[1];
    double y = piece->inverse.ab * e[0] + piece->inverse.bb * e[1];
    ret[0] = p->r[0] * x;
    ret[1] = p->r[1] * x + p->r[2] * y;
}

static void residual(const Person *p, const double beta[2], double ret[2])
{
    ret[0] = p->q[0] - p->r[0] * beta[0] - p->r[1] * beta[1];
    ret[1] = p->q[1] - p->r[2] * beta[1];
}

/* --- everybody under a given D ------------------------------------------------------------- */

typedef struct Look {
    double criterion;         /* -2 log restricted likelihood, without its constants */
    double beta[2], sigma2;
    Sym cover;                /* (X' V^-1 X)^-1 / sigma2: of the estimates of beta */
    Sym slope;                /* derivative of the criterion by D / sigma2; 0 at a best inside */
} Look;

static void look_beta(const Growth *g, Low root, Look *look)
{
    Sym w = { 0 };
    double v[2] = { 0 }, logs = 0;
    for (size_t i = 0; i < g->people; i++) {
        Piece piece = piece_of(&g->person[i], root);
        double score[2];
        piece_score(&g->person[i], &piece, g->person[i].q, score);
        w = sym_add(w, piece.w, 1);
        v[0] += score[0];
        v[1] += score[1];
        logs += log(piece.det);
    }
    look->cover = sym_inverse(w);
    look->beta[0] = look->cover.aa * v[0] + look->cover.ab * v[1];
    look->beta[1] = look->cover.ab * v[0] + look->cover.bb * v[1];
    look->criterion = logs + log(sym_det(w));
}

static Look look_at(const Growth *g, Low root)
{
    Look look;
    Sym known = { 0 }, spent = { 0 }, seen = { 0 };
    double squares = 0, left = (double)g->fit.points - 2;
    look_beta(g, root, &look);
    for (size_t i = 0; i < g->people; i++) {
        const Person *p = &g->person[i];
        Piece piece = piece_of(p, root);
        double e[2], h[2];
        residual(p, look.beta, e);
        piece_score(p, &piece, e, h);
        const Sym v = piece.inverse;
        squares += p->rest + v.aa * e[0] * e[0] + 2 * v.ab * e[0] * e[1] + v.bb * e[1] * e[1];
        known = sym_add(known, piece.w, 1);
        spent = sym_add(spent, sym_between(piece.w, look.cover), 1);
        seen = sym_add(seen, (Sym){ h[0] * h[0], h[0] * h[1], h[1] * h[1] }, 1);
    }
    look.sigma2 = squares / left;
    look.slope = sym_add(sym_add(known, spent, -1), seen, -1 / look.sigma2);
    look.criterion += left * log(squares);
    return look;
}

/* --- the search ------------------------------------------------------------------------------ */

/* Expectation and maximisation: D' = D - D S D / people.  Surely downhill but slow, so that it
 * only finds the size of D, from the size that the errors alone would give the lines. */
enum { EM_STEPS = 10, SEARCH_STEPS = 300, HALVINGS = 40, ESCAPES = 3 };

static Low start(const Growth *g)
{
    Sym a = { 0 };
    Low root = { { 1, 0, 1 } };
    for (size_t i = 0; i < g->people; i++)
        a = sym_add(a, piece_of(&g->person[i], (Low){ { 0 } }).w, 1 / (double)g->fit.people);
    if (!sym_root(sym_inverse(a), &root)) return root;
    for (int step = 0; step < EM_STEPS; step++) {
        Sym d = low_square(root), s = look_at(g, root).slope;
        if (!sym_root(sym_add(d, sym_between(d, s), -1 / (double)g->fit.people), &root)) break;
    }
    return root;
}

/* A place of the search: root = unit * at, so that 1 is a fair step in every direction. */
typedef struct Place {
    Low unit;
    Low at;
    double gradient[3];
    Look look;
} Place;

static Place place_at(const Growth *g, Low unit, Low at)
{
    Place p = { .unit = unit, .at = at };
    Low root = low_times(unit, at);
    p.look = look_at(g, root);
    const Sym s = p.look.slope;
    const double *l = root.l, *u = unit.l;
    double by[3] = { 2 * (s.aa * l[0] + s.ab * l[1]), 2 * (s.ab * l[0] + s.bb * l[1]), 2 * s.bb * l[2] };
    p.gradient[0] = u[0] * by[0] + u[1] * by[1];
    p.gradient[1] = u[2] * by[1];
    p.gradient[2] = u[2] * by[2];
    return p;
}

static double dot(const double *x, const double *y)
{
    return x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
}

static double steepest(const Place *p)
{
    return fmax(fabs(p->gradient[0]), fmax(fabs(p->gradient[1]), fabs(p->gradient[2])));
}

/* BFGS: the inverse of the second derivatives, learnt from how the gradient changed. */
static void learn(double inverse[3][3], const double step[3], const double change[3])
{
    double along = dot(step, change), turned[3];
    if (!(along > 1e-12 * sqrt(dot(step, step) * dot(change, change)))) return;
    for (int i = 0; i < 3; i++) turned[i] = dot(inverse[i], change);
    double more = (1 + dot(turned, change) / along) / along;
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            inverse[i][k] += more * step[i] * step[k] -
                             (turned[i] * step[k] + step[i] * turned[k]) / along;
}

/* Halves the step until the criterion falls, within what rounding leaves of it. */
static bool go(const Growth *g, const Place *from, double step[3], Place *ret)
{
    double most = sqrt(dot(step, step)), slack = 1e-14 * (1 + fabs(from->look.criterion));
    for (int i = 0; i < 3 && most > 2; i++) step[i] *= 2 / most;
    for (int halving = 0; halving < HALVINGS; halving++) {
        Low at = from->at;
        for (int i = 0; i < 3; i++) at.l[i] += step[i];
        *ret = place_at(g, from->unit, at);
        double enough = 1e-4 * dot(step, from->gradient);
        if (ret->look.criterion <= from->look.criterion + enough + slack) return true;
        for (int i = 0; i < 3; i++) step[i] /= 2;
    }
    return false;
}

static void fresh(const Growth *g, double inverse[3][3])
{
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) inverse[i][k] = i == k ? .5 / (double)g->fit.people : 0;
}

static Place descend(const Growth *g, Place here, size_t *steps)
{
    double inverse[3][3], fine = 1e-10 * (double)g->fit.people;
    fresh(g, inverse);
    for (int i = 0; i < SEARCH_STEPS && steepest(&here) > fine; i++) {
        double step[3], change[3];
        for (int k = 0; k < 3; k++) step[k] = -dot(inverse[k], here.gradient);
        Place next;
        ++*steps;
        if (!go(g, &here, step, &next)) break;
        for (int k = 0; k < 3; k++) change[k] = next.gradient[k] - here.gradient[k];
        learn(inverse, step, change);
        here = next;
    }
    return here;
}

/* On the boundary the gradient is 0 whether or not it is better inside; the derivative by D
 * itself tells: at a best place it has no direction that goes down. */
static bool better_inside(const Growth *g, const Place *p)
{
    const Sym s = p->look.slope;
    const double *u = p->unit.l;
    double x = s.ab * u[0] + s.bb * u[1];
    Sym t = { u[0] * (s.aa * u[0] + s.ab * u[1]) + u[1] * x, u[2] * x, u[2] * u[2] * s.bb };
    double low = (t.aa + t.bb) / 2 - hypot((t.aa - t.bb) / 2, t.ab);
    return low < -1e-6 * (double)g->fit.people;
}

static Place search(const Growth *g, size_t *steps)
{
    Place best = descend(g, place_at(g, start(g), (Low){ { 1, 0, 1 } }), steps);
    for (int i = 0; i < ESCAPES && better_inside(g, &best); i++) {
        Low at = { { best.at.l[0] + .3, best.at.l[1] + .1, fabs(best.at.l[2]) + .3 } };
        Place other = descend(g, place_at(g, best.unit, at), steps);
        if (other.look.criterion < best.look.criterion) best = other;
    }
    return best;
}

/* --- from points to triangles -------------------------------------------------------------- */

static bool point_whole(const GrowthPoint *p)
{
    return !isnan(p->time) && !isnan(p->value);
}

static Err check_points(Ctx *cx, const GrowthPoint *points, size_t count, size_t people)
{
    for (size_t i = 0; i < count; i++) {
        if (points[i].person >= people) return fail(cx, ERR_INVALID, "point %zu: no such person", i + 1);
        if (point_whole(&points[i]) &&
            (!number_usable(points[i].time) || !number_usable(points[i].value)))
            return fail(cx, ERR_INVALID, "point %zu: a number is too large", i + 1);
    }
    return OK;
}

/* Mean and SD as the points come (Welford), both sides at once. */
static void find_units(Growth *g, const GrowthPoint *points, size_t count)
{
    double n = 0, squares[2] = { 0 };
    for (size_t i = 0; i < count; i++) {
        if (!point_whole(&points[i])) continue;
        n++;
        double t = points[i].time - g->time.mean, y = points[i].value - g->value.mean;
        g->time.mean += t / n;
        g->value.mean += y / n;
        squares[0] += t * (points[i].time - g->time.mean);
        squares[1] += y * (points[i].value - g->value.mean);
    }
    g->fit.points = (size_t)n;
    g->time.sd = sqrt(squares[0] / n);
    g->value.sd = squares[1] > 0 ? sqrt(squares[1] / n) : 1; /* all the same: refused further on */
}

static void rotate(double *above, double *row, double cosine, double sine)
{
    double old = *above;
    *above = cosine * old + sine * *row;
    *row = cosine * *row - sine * old;
}

static void person_add(Person *p, const Growth *g, double time, double value)
{
    double one = 1, t = (time - g->time.mean) / g->time.sd, y = (value - g->value.mean) / g->value.sd;
    if (p->n++ == 0) p->time = time;
    double length = hypot(p->r[0], one), cosine = p->r[0] / length, sine = one / length;
    rotate(&p->r[0], &one, cosine, sine);
    rotate(&p->r[1], &t, cosine, sine);
    rotate(&p->q[0], &y, cosine, sine);
    p->slope = p->slope || time != p->time;
    length = p->slope ? hypot(p->r[2], t) : 0; /* what rounding leaves of equal times is no time */
    if (length > 0) {
        cosine = p->r[2] / length, sine = t / length;
        rotate(&p->r[2], &t, cosine, sine);
        rotate(&p->q[1], &y, cosine, sine);
    }
    p->rest += y * y;
}

static Err enough(Ctx *cx, Growth *g)
{
    size_t slopes = 0, spare = 0;
    double rest = 0;
    for (size_t i = 0; i < g->people; i++) {
        const Person *p = &g->person[i];
        g->fit.people += p->n > 0;
        slopes += p->slope;
        spare += p->n - (p->n > 0) - p->slope;
        rest += p->rest;
    }
    if (slopes < GROWTH_SLOPES_NEEDED)
        return fail(cx, ERR_INVALID, "%zu people with two different times; at least %d are needed",
                    slopes, GROWTH_SLOPES_NEEDED);
    if (spare == 0)
        return fail(cx, ERR_INVALID, "nobody has a third value: errors cannot be told from slopes");
    if (!(rest > 1e-20 * (double)g->fit.points))
        return fail(cx, ERR_INVALID, "everybody's values lie on a line: there is no error to go by");
    return OK;
}

/* --- back to the units of the file ------------------------------------------------------------ */

/* Of a line in standard units: at t = 0, and per unit of t. */
static void line_back(const Growth *g, const double line[2], double ret[2])
{
    ret[1] = g->value.sd * line[1] / g->time.sd;
    ret[0] = g->value.sd * line[0] - ret[1] * g->time.mean;
}

static void cover_back(const Growth *g, Sym s, double ret[2][2])
{
    double y = g->value.sd * g->value.sd, m = g->time.mean / g->time.sd;
    ret[0][0] = y * (s.aa - 2 * m * s.ab + m * m * s.bb);
    ret[1][0] = ret[0][1] = y * (s.ab - m * s.bb) / g->time.sd;
    ret[1][1] = y * s.bb / (g->time.sd * g->time.sd);
}

static double criterion_back(const Growth *g, const Look *look)
{
    double left = (double)g->fit.points - 2;
    return look->criterion + 2 * log(g->time.sd) +
           left * (1 + 2 * log(g->value.sd) + log(2 * 3.14159265358979323846 / left));
}

/* What is as good as 0 becomes 0: D is then singular to the last digit.  A slope that does not
 * vary must not vary by a rounding error either: its SD would be as small, and their ratio any
 * number. */
static bool snap(Place *p)
{
    const double *u = p->unit.l;
    Low root = low_times(p->unit, p->at);
    bool level = fabs(p->at.l[0]) < 1e-4, line = fabs(p->at.l[2]) < 1e-4;
    bool slope = hypot(root.l[1], root.l[2]) < 1e-4 * hypot(u[1], u[2]);
    if (level) p->at.l[0] = 0;
    if (line || slope) p->at.l[2] = 0;
    if (slope) p->at.l[1] = -u[1] * p->at.l[0] / u[2];
    return level || line || slope;
}

static GrowthState settle(Growth *g, Place *p)
{
    bool edge = snap(p);
    g->root = low_times(p->unit, p->at);
    if (edge && hypot(g->root.l[1], g->root.l[2]) < 1e-12 * p->unit.l[2]) g->root.l[1] = 0;
    p->look = look_at(g, g->root);
    if (!(steepest(p) <= 1e-5 * (double)g->fit.people) || better_inside(g, p)) return GROWTH_NOT_CONVERGED;
    return edge ? GROWTH_BOUNDARY : GROWTH_CONVERGED;
}

static void finish(Growth *g)
{
    Place best = search(g, &g->fit.steps);
    g->fit.state = settle(g, &best);
    const Look *look = &best.look;
    g->beta[0] = look->beta[0];
    g->beta[1] = look->beta[1];
    g->sigma2 = look->sigma2;
    line_back(g, g->beta, g->fit.beta);
    g->fit.beta[0] += g->value.mean;
    g->fit.sigma2 = g->sigma2 * g->value.sd * g->value.sd;
    double cover[2][2];
    cover_back(g, sym_add((Sym){ 0 }, look->cover, g->sigma2), cover);
    for (int i = 0; i < 2; i++) g->fit.beta_se[i] = sqrt(fmax(0, cover[i][i]));
    cover_back(g, sym_add((Sym){ 0 }, low_square(g->root), g->sigma2), g->fit.d);
    g->fit.criterion = criterion_back(g, look);
}

Err growth_fit(Ctx *cx, Arena *arena, const GrowthPoint *points, size_t count, size_t people,
               const Growth **ret_growth)
{
    Growth *g = ARENA_NEW(arena, Growth);
    Person *person = ARENA_ARRAY(arena, Person, people + 1);
    if (!g || !person) return fail(cx, ERR_LIMIT, "no room for so many people");
    TRY(check_points(cx, points, count, people));
    g->person = person;
    g->people = people;
    find_units(g, points, count);
    if (g->fit.points && g->time.sd > 0)
        for (size_t i = 0; i < count; i++)
            if (point_whole(&points[i]))
                person_add(&person[points[i].person], g, points[i].time, points[i].value);
    TRY(enough(cx, g));
    finish(g);
    *ret_growth = g;
    return OK;
}

GrowthFit growth_summary(const Growth *g)
{
    return g->fit;
}

/* --- one person ----------------------------------------------------------------------------- */

/* Variance of u1 given the points: the last element of root (I + B'B)^-1 root', B = R root. */
static double deviation_variance(const Growth *g, const Person *p)
{
    const double *r = p->r, *l = g->root.l;
    double b00 = r[0] * l[0] + r[1] * l[1], b01 = r[1] * l[2], b10 = r[2] * l[1], b11 = r[2] * l[2];
    Sym m = { 1 + b00 * b00 + b10 * b10, b00 * b01 + b10 * b11, 1 + b01 * b01 + b11 * b11 };
    double area = b00 * b11 - b01 * b10, det = m.aa + m.bb - 1 + area * area;
    double x = l[1], y = l[2];
    return g->sigma2 * (x * x * m.bb - 2 * x * y * m.ab + y * y * m.aa) / det;
}

static GrowthCategory category_of(double statistic, ScaleDirection direction, double critical)
{
    if (!number_more_than(fabs(statistic), critical)) return GROWTH_AVERAGE;
    return (statistic > 0) == (direction == SCALE_HIGHER_IS_BETTER) ? GROWTH_BETTER : GROWTH_WORSE;
}

GrowthResult growth_person(const Growth *g, size_t person, ScaleDirection direction, double critical)
{
    GrowthResult out = { 0, NAN, NAN, NAN, NAN, NAN, GROWTH_CANNOT_TELL };
    if (person >= g->people || g->person[person].n == 0) return out;
    const Person *p = &g->person[person];
    Piece piece = piece_of(p, g->root);
    Sym d = low_square(g->root);
    double e[2], h[2], back[2];
    residual(p, g->beta, e);
    piece_score(p, &piece, e, h);
    double u[2] = { d.aa * h[0] + d.ab * h[1], d.ab * h[0] + d.bb * h[1] };
    double sd = sqrt(fmax(0, deviation_variance(g, p)));
    line_back(g, u, back);
    out.n = p->n;
    out.intercept = g->fit.beta[0] + back[0];
    out.slope = g->fit.beta[1] + back[1];
    out.deviation = back[1];
    out.deviation_sd = g->value.sd * sd / g->time.sd;
    if (!p->slope) return out;
    out.statistic = sd > 0 ? u[1] / sd : 0;
    out.category = category_of(out.statistic, direction, critical);
    return out;
}
