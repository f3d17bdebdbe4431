/* cohort_lanes.h - the kernel of cohort.h, for registers of COHORT_WIDTH numbers.
 *
 * Not a header to be used: a file that is compiled once for each width.  Whoever includes it
 * defines COHORT_WIDTH (1, 2, 4), COHORT_TARGET (an attribute, or nothing) and COHORT_RUN,
 * the name of the function it makes, with the contract of cohort_tile().  Each lane takes the
 * same steps in the same order at any width, so the results are the same to the last bit.
 */
#include "cohort.h"
#include "number.h"

enum { LANES = COHORT_LANES, WIDTH = COHORT_WIDTH };
#define ALL_SCALES ((1u << COHORT_SCALES) - 1)
static const double RANGE_TO_SIGMA = 1.128; /* d2 for pairs */
static const double ROUNDING = 1e-9;        /* as in rupture.c: the SD of a constant series */

/* --- several lanes in one register ---------------------------------------------------------- */
/* WIDTH numbers of neighbouring lanes, and what comparing them gives: all ones or all zeros.
 * Written as vectors because loops over arrays of 16 keep their sums in memory: two to four
 * times slower. */
typedef double Wide __attribute__((vector_size(WIDTH * sizeof(double))));
typedef int64_t Mask __attribute__((vector_size(WIDTH * sizeof(int64_t))));
typedef Wide WideInMemory __attribute__((aligned(8), may_alias));

/* Compiled into each use: with tests for missing numbers, and without. */
#define INLINED static inline __attribute__((always_inline)) COHORT_TARGET

INLINED Wide load(const double *at)
{
    return *(const WideInMemory *)at;
}

INLINED void store(double *at, Wide x)
{
    *(WideInMemory *)at = x;
}

INLINED Wide wide(double x)
{
    return x - (Wide){ 0 };
}

INLINED Wide only(Mask mask, Wide x)
{
    return (Wide)(mask & (Mask)x);
}

/* With AVX2 one instruction each, which the compiler does not find by itself.  The same to the
 * last bit, NAN too: `larger` gives b when either is. */
#if COHORT_WIDTH == 4
INLINED Wide pick(Mask mask, Wide yes, Wide no)
{
    return __builtin_ia32_blendvpd256(no, yes, (Wide)mask);
}

INLINED Wide larger(Wide a, Wide b)
{
    return __builtin_ia32_maxpd256(a, b);
}

INLINED Wide square_root(Wide x)
{
    return __builtin_ia32_sqrtpd256(x);
}
#else
INLINED Wide pick(Mask mask, Wide yes, Wide no)
{
    return (Wide)((mask & (Mask)yes) | (~mask & (Mask)no));
}

INLINED Wide larger(Wide a, Wide b)
{
    return pick(a > b, a, b);
}

INLINED Wide square_root(Wide x)
{
    for (int i = 0; i < WIDTH; i++) x[i] = sqrt(x[i]);
    return x;
}
#endif

INLINED Wide size_of(Wide x)
{
    return (Wide)((Mask)x & INT64_MAX);
}

/* What rounding may take from a number of this size: comparisons allow it (number.h). */
INLINED Wide slack_of(Wide x)
{
    return 1e-12 * larger(size_of(x), wide(1));
}

/* Counts are kept as masks added up: each yes is -1. */
INLINED void count_out(Mask minus_count, uint16_t *ret)
{
    for (int i = 0; i < WIDTH; i++) ret[i] = (uint16_t)-minus_count[i];
}

/* A count below 2^52 is the end of the fraction of 2^52 + count: no conversion lane by lane. */
INLINED Wide counted(Mask minus_count)
{
    return (Wide)(-minus_count | 0x4330000000000000) - 0x1p52;
}

/* --- outcome: first, last, slope --------------------------------------------------------------- */
/* Sums for the line through the points, from the person's own first point, so that large
 * session numbers cancel nothing. */
typedef struct Line { Wide t, x, tt, tx, t0, x0, last; Mask n; } Line;

INLINED void line_add(Line *line, Wide x, Wide t, bool gaps)
{
    Mask there = gaps ? x == x : ~(Mask){ 0 };
    if (gaps) {
        Mask first = there & (line->n == 0);
        line->x0 = pick(first, x, line->x0);
        line->t0 = pick(first, t, line->t0);
    }
    Wide dx = gaps ? only(there, x - line->x0) : x - line->x0;
    Wide dt = gaps ? only(there, t - line->t0) : t - line->t0;
    line->last = gaps ? pick(there, x, line->last) : x;
    line->n += there;
    line->t += dt;
    line->x += dx;
    line->tt += dt * dt;
    line->tx += dt * dx;
}

INLINED void outcome(const CohortTile *tile, int lane, CohortResult *r, bool gaps)
{
    Line line = { .last = wide(NAN), .x0 = wide(NAN) };
    if (!gaps && tile->count > 0) {
        line.x0 = load(&tile->row[0].value[lane]);
        if (tile->session) line.t0 = load(&tile->session[0][lane]);
    }
    Wide counted_session = wide(0);
    for (size_t i = 0; i < tile->count; i++) {
        Wide t = tile->session ? load(&tile->session[i][lane]) : counted_session;
        line_add(&line, load(&tile->row[i].value[lane]), t, gaps);
        counted_session += 1;
    }
    Wide n = counted(line.n);
    store(&r->pre[lane], line.x0);
    store(&r->post[lane], line.last);
    /* 0/0 where there are fewer than two points. */
    store(&r->slope[lane], (n * line.tx - line.t * line.x) / (n * line.tt - line.t * line.t));
    count_out(line.n, &r->values[lane]);
}

/* --- reliable change -------------------------------------------------------------------------- */
INLINED Mask reliable(const Threshold *rule, Wide amount)
{
    double slack = number_slack(rule->value, 0);
    return rule->rule == RULE_AT_LEAST ? amount >= rule->value - slack : amount > rule->value + slack;
}

INLINED Mask case_at(const CohortRules *rules, double sign, Wide score)
{
    Wide worse = sign * (rules->cutoff.value - score);
    Mask is_case = rules->cutoff.rule == RULE_AT_LEAST ? worse >= 0 : worse > 0;
    return is_case & -(int64_t)rules->cutoff.known;
}

INLINED void change(const CohortRules *rules, int lane, CohortResult *r)
{
    double sign = rules->direction == SCALE_HIGHER_IS_BETTER ? 1 : -1;
    Wide pre = load(&r->pre[lane]), post = load(&r->post[lane]);
    Wide better = sign * (post - pre);
    Mask before = case_at(rules, sign, pre), after = case_at(rules, sign, post);
    Mask cut = (Mask){ 0 } - (int64_t)rules->cutoff.known;
    Mask up = reliable(&rules->reliable, better), down = reliable(&rules->reliable, -better);
    Mask found = CHANGE_UNCHANGED + (up & (CHANGE_IMPROVED - CHANGE_UNCHANGED)) +
                 (up & before & ~after & (CHANGE_RECOVERED - CHANGE_IMPROVED)) +
                 (down & (CHANGE_DETERIORATED - CHANGE_UNCHANGED)) +
                 (down & cut & ~before & after & (CHANGE_HARMED - CHANGE_DETERIORATED));
    Mask below = cut & ~before & (pre == pre);
    for (int i = 0; i < WIDTH; i++) {
        bool told = rules->reliable.known && r->values[lane + i] > 1;
        r->category[lane + i] = (uint8_t)(told ? found[i] : CHANGE_CANNOT_TELL);
        r->started_below[lane + i] = (uint8_t)-below[i];
    }
}

/* --- control limits of the scales, and their mean: the alliance --------------------------------- */
typedef struct Limits { Wide sum, range, last; Mask n; } Limits;
typedef struct Bounds { Wide low, high; Mask signals; } Bounds;

INLINED void limits_add(Limits *s, Wide x, bool gaps)
{
    Mask there = gaps ? x == x : ~(Mask){ 0 };
    Wide step = size_of(x - s->last); /* NAN at the first rating; without gaps `last` starts as that */
    s->range += gaps ? only(step == step, step) : step;
    s->sum += gaps ? only(there, x) : x;
    s->last = gaps ? pick(there, x, s->last) : x;
    s->n += there;
}

/* The points beyond which a rating is a signal: none with too few ratings. */
INLINED Bounds limits_end(const Limits *s, double floor_, double *centre, double *sigma)
{
    Wide n = counted(s->n), mean = s->sum / n;
    Wide used = larger(s->range / (n - 1) / RANGE_TO_SIGMA, wide(floor_));
    used = pick(n >= 2, used, wide(NAN));
    store(centre, mean);
    store(sigma, used);
    Wide lower = mean - 3 * used, upper = mean + 3 * used;
    Mask enough = n >= COHORT_POINTS_NEEDED;
    return (Bounds){ .low = pick(enough, lower - slack_of(lower), wide(-INFINITY)),
                     .high = pick(enough, upper + slack_of(upper), wide(INFINITY)) };
}

typedef struct Alliance { Wide sum, squares, n; } Alliance;

/* First time through: sums of each scale, and the alliance written down. */
INLINED Alliance scales_add(const CohortTile *tile, int lane, unsigned scales, Limits *limits,
                            double (*alliance)[LANES], bool gaps)
{
    unsigned parts = (scales & 1) + (scales >> 1 & 1) + (scales >> 2);
    Wide sum = wide(0), share = wide(1.0 / parts);
    Mask n = { 0 };
    for (size_t i = 0; i < tile->count; i++) {
        Wide mean = wide(0);
#pragma GCC unroll 3
        for (size_t s = 0; s < COHORT_SCALES; s++) {
            if (!(scales >> s & 1)) continue;
            Wide x = load(&tile->row[i].scale[s][lane]);
            limits_add(&limits[s], x, gaps);
            mean += x;
        }
        mean *= share;
        store(&alliance[i][lane], mean);
        sum += gaps ? only(mean == mean, mean) : mean;
        n += gaps ? mean == mean : ~(Mask){ 0 };
    }
    return (Alliance){ .sum = sum, .n = counted(n) };
}

/* Second time: ratings beyond the limits, and the squares of the alliance. */
INLINED void scales_look(const CohortTile *tile, int lane, unsigned scales, Bounds *bounds,
                         const double (*alliance)[LANES], Alliance *a, bool gaps)
{
    Wide centre = a->sum / a->n;
    for (size_t i = 0; i < tile->count; i++) {
#pragma GCC unroll 3
        for (size_t s = 0; s < COHORT_SCALES; s++) {
            if (!(scales >> s & 1)) continue;
            Wide x = load(&tile->row[i].scale[s][lane]);
            bounds[s].signals += (x < bounds[s].low) | (x > bounds[s].high);
        }
        Wide d = load(&alliance[i][lane]) - centre;
        a->squares += gaps ? only(d == d, d * d) : d * d;
    }
}

/* --- ruptures of the alliance -------------------------------------------------------------------- */
typedef struct Falls {
    Wide threshold, tolerance;     /* the rule; slack is taken off both */
    Wide seen, last, target, until; /* until: the count of ratings at which an episode's window ends */
    Mask within, ruptures, repaired;
} Falls;

INLINED Falls falls_begin(const CohortRules *rules, const Alliance *a)
{
    double k = rules->preset == RUPTURE_STRAUSS ? 1 : 2;
    Wide floor_ = wide(rules->preset == RUPTURE_GUMZ ? rules->sigma_within : 0);
    Wide sd = square_root(a->squares / (a->n - 1));
    Wide sigma = larger(pick(a->n > 1, sd, wide(0)), floor_);
    bool points = rules->preset == RUPTURE_STEVENS;
    Wide slack = slack_of(a->sum / a->n); /* a difference is as exact as what it is taken of */
    Wide threshold = points ? wide(1) : k * sigma;
    Wide tolerance = points ? wide(.25) : .5 * sigma;
    return (Falls){ .threshold = pick(threshold > ROUNDING, threshold - slack, wide(INFINITY)),
                    .tolerance = tolerance + slack,
                    .last = wide(NAN) };
}

/* One rating: it ends an episode, is waited through, or begins one. */
INLINED void falls_add(Falls *f, Wide x, bool gaps)
{
    Mask there = gaps ? x == x : ~(Mask){ 0 };
    Mask back = f->within & (x >= f->target);
    Mask onset = ~f->within & (f->seen >= RUPTURE_EARLIER) & (f->last - x >= f->threshold);
    f->target = pick(onset, f->last - f->tolerance, f->target);
    f->until = pick(onset, f->seen + RUPTURE_WINDOW, f->until);
    Mask on = f->within & ~back & ((f->seen < f->until) | ~there);
    f->within = onset | on;
    f->ruptures += onset;
    f->repaired += back;
    f->seen += gaps ? only(there, wide(1)) : wide(1);
    f->last = gaps ? pick(there, x, f->last) : x;
}

INLINED void ruptures(const CohortRules *rules, const CohortTile *tile, int lane,
                      const double (*alliance)[LANES], const Alliance *a, CohortResult *r, bool gaps)
{
    Falls f = falls_begin(rules, a);
    for (size_t i = 0; i < tile->count; i++) falls_add(&f, load(&alliance[i][lane]), gaps);
    count_out(f.ruptures, &r->ruptures[lane]);
    count_out(f.repaired, &r->repaired[lane]);
    count_out(f.within, &r->open[lane]);
    for (int i = 0; i < WIDTH; i++) r->sessions[lane + i] = (uint16_t)a->n[i];
}

/* --- a tile ------------------------------------------------------------------------------------- */
INLINED void scales_run(const CohortRules *rules, const CohortTile *tile, int lane, unsigned scales,
                        double (*alliance)[LANES], CohortResult *r, bool gaps)
{
    Limits limits[COHORT_SCALES] = { 0 };
    Bounds bounds[COHORT_SCALES];
#pragma GCC unroll 3
    for (size_t s = 0; s < COHORT_SCALES; s++)
        limits[s].last = gaps || tile->count == 0 ? wide(NAN) : load(&tile->row[0].scale[s][lane]);
    Alliance a = scales_add(tile, lane, scales, limits, alliance, gaps);
#pragma GCC unroll 3
    for (size_t s = 0; s < COHORT_SCALES; s++)
        bounds[s] = limits_end(&limits[s], rules->sigma_floor, &r->centre[s][lane], &r->sigma[s][lane]);
    const double (*rating)[LANES] = (const double (*)[LANES])alliance;
    scales_look(tile, lane, scales, bounds, rating, &a, gaps);
#pragma GCC unroll 3
    for (size_t s = 0; s < COHORT_SCALES; s++) {
        count_out(limits[s].n, &r->ratings[s][lane]);
        count_out(bounds[s].signals, &r->signals[s][lane]);
    }
    ruptures(rules, tile, lane, rating, &a, r, gaps);
}

static void no_alliance(CohortResult *r)
{
    CohortResult without = *r;
    memset(without.ratings, 0, sizeof without.ratings);
    memset(without.signals, 0, sizeof without.signals);
    memset(without.sessions, 0, sizeof without.sessions);
    memset(without.ruptures, 0, sizeof without.ruptures);
    memset(without.repaired, 0, sizeof without.repaired);
    memset(without.open, 0, sizeof without.open);
    for (int l = 0; l < COHORT_SCALES * LANES; l++)
        without.centre[l / LANES][l % LANES] = without.sigma[l / LANES][l % LANES] = NAN;
    *r = without;
}

INLINED void tile_run(const CohortRules *rules, const CohortTile *tile, unsigned scales,
                      double (*alliance)[LANES], CohortResult *r, bool gaps)
{
    for (int lane = 0; lane < LANES; lane += WIDTH) {
        outcome(tile, lane, r, gaps);
        change(rules, lane, r);
        if (scales) scales_run(rules, tile, lane, scales, alliance, r, gaps);
    }
    if (!scales) no_alliance(r);
}

COHORT_TARGET void COHORT_RUN(const CohortRules *rules, const CohortTile *tile,
                              double (*alliance)[COHORT_LANES], CohortResult *result)
{
    if (!tile->gaps && rules->scales == ALL_SCALES)
        tile_run(rules, tile, ALL_SCALES, alliance, result, false);
    else
        tile_run(rules, tile, rules->scales & ALL_SCALES, alliance, result, true);
}
