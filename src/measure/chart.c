#include "chart.h"
#include "number.h"

static const double RANGE_TO_SIGMA = 1.128; /* d2 for pairs */
static const double RANGE_LIMIT = 3.267;    /* D4 for pairs */
static const double DIVERGENCE_Z = 1.5;

#define X(name, word) { "" word, sizeof(word) - 1 },
static const Str kind_words[] = { CHART_KINDS(X) };
static const Str signal_words[] = { CHART_SIGNALS(X) };
#undef X

Str chart_kind_word(ChartKind kind)
{
    return kind_words[kind];
}

Str chart_signal_word(ChartSignal side)
{
    return signal_words[side];
}

bool chart_kind_parse(Str word, ChartKind *ret_kind)
{
    for (int i = 0; i < CHART_KIND_COUNT; i++) {
        if (!str_eq(word, kind_words[i])) continue;
        *ret_kind = (ChartKind)i;
        return true;
    }
    return false;
}

static Err check_values(Ctx *cx, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!number_usable(values[i]))
            return fail(cx, ERR_INVALID, "point %zu is not a usable number", i + 1);
    return OK;
}

Err chart_limits(Ctx *cx, const double *values, size_t count, size_t baseline, double sigma_floor,
                 ChartLimits *ret_limits)
{
    if (baseline < 2 || baseline > count)
        return fail(cx, ERR_INVALID, "limits need at least two points");
    if (!(sigma_floor >= 0) || !number_usable(sigma_floor))
        return fail(cx, ERR_INVALID, "the floor must be 0 or more");
    TRY(check_values(cx, values, count));
    /* From the first value on, so that equal ratings have exactly that mean: without a sigma
     * the sums of a cusum would collect what rounding leaves. */
    double sum = 0, ranges = 0;
    for (size_t i = 0; i < baseline; i++) sum += values[i] - values[0];
    for (size_t i = 1; i < baseline; i++) ranges += fabs(values[i] - values[i - 1]);
    ChartLimits l = { .baseline = baseline,
                      .centre = values[0] + sum / (double)baseline,
                      .moving_range = ranges / (double)(baseline - 1) };
    l.sigma_own = l.moving_range / RANGE_TO_SIGMA;
    l.sigma = fmax(l.sigma_own, sigma_floor);
    l.lower = l.centre - 3 * l.sigma;
    l.upper = l.centre + 3 * l.sigma;
    l.range_limit = RANGE_LIMIT * l.moving_range;
    *ret_limits = l;
    return OK;
}

static ChartSignal outside(double value, double lower, double upper)
{
    if (number_more_than(lower, value)) return CHART_LOW;
    if (number_more_than(value, upper)) return CHART_HIGH;
    return CHART_NONE;
}

/* What a chart carries from one point to the next. */
typedef struct Run {
    double z, decay;     /* ewma; decay = (1 - lambda)^(2t) */
    double plus, minus;  /* cusum */
} Run;

static Run run_start(const ChartLimits *limits)
{
    return (Run){ .z = limits->centre, .decay = 1 };
}

static ControlPoint step_xmr(const ChartLimits *l, double value)
{
    return (ControlPoint){ .value = value,
                           .centre = l->centre,
                           .lower = l->lower,
                           .upper = l->upper,
                           .statistic = value,
                           .side = outside(value, l->lower, l->upper) };
}

static ControlPoint step_ewma(const ChartLimits *l, const ChartSpec *s, Run *run, double value)
{
    run->z = s->lambda * value + (1 - s->lambda) * run->z;
    run->decay *= (1 - s->lambda) * (1 - s->lambda);
    double reach = s->width * l->sigma * sqrt(s->lambda / (2 - s->lambda) * (1 - run->decay));
    return (ControlPoint){ .value = value,
                           .centre = l->centre,
                           .lower = l->centre - reach,
                           .upper = l->centre + reach,
                           .statistic = run->z,
                           .side = outside(run->z, l->centre - reach, l->centre + reach) };
}

static ControlPoint step_cusum(const ChartLimits *l, const ChartSpec *s, Run *run, double value)
{
    bool scaled = l->sigma > 0;
    double z = (value - l->centre) / (scaled ? l->sigma : 1);
    double slack = scaled ? s->k : 0, edge = scaled ? s->h : 0;
    run->plus = fmax(0, run->plus + z - slack);
    run->minus = fmax(0, run->minus - z - slack);
    ChartSignal side = number_more_than(run->minus, edge)  ? CHART_LOW
                       : number_more_than(run->plus, edge) ? CHART_HIGH
                                                           : CHART_NONE;
    return (ControlPoint){ .value = value,
                           .centre = l->centre,
                           .lower = -edge,
                           .upper = edge,
                           .statistic = fmax(run->plus, run->minus),
                           .c_plus = run->plus,
                           .c_minus = run->minus,
                           .side = side };
}

static ControlPoint step(const ChartLimits *l, const ChartSpec *s, Run *run, double value)
{
    if (s->kind == CHART_EWMA) return step_ewma(l, s, run, value);
    if (s->kind == CHART_CUSUM) return step_cusum(l, s, run, value);
    return step_xmr(l, value);
}

static void run_points(const ChartLimits *limits, const ChartSpec *spec, const double *values,
                       size_t count, ControlPoint *points)
{
    Run run = run_start(limits);
    for (size_t i = 0; i < count; i++) points[i] = step(limits, spec, &run, values[i]);
}

void chart_xmr(const ChartLimits *limits, const double *values, size_t count, ControlPoint *points)
{
    run_points(limits, &CHART_SPEC(CHART_XMR), values, count, points);
}

void chart_ewma(const ChartLimits *limits, double lambda, double width, const double *values,
                size_t count, ControlPoint *points)
{
    ChartSpec spec = CHART_SPEC(CHART_EWMA);
    spec.lambda = lambda;
    spec.width = width;
    run_points(limits, &spec, values, count, points);
}

void chart_cusum(const ChartLimits *limits, double k, double h, const double *values, size_t count,
                 ControlPoint *points)
{
    ChartSpec spec = CHART_SPEC(CHART_CUSUM);
    spec.k = k;
    spec.h = h;
    run_points(limits, &spec, values, count, points);
}

/* --- a chart as asked for ---------------------------------------------------- */

static Err check_spec(Ctx *cx, const ChartSpec *s)
{
    if (!isnan(s->sigma) && (!(s->sigma >= 0) || !number_usable(s->sigma)))
        return fail(cx, ERR_INVALID, "sigma must be 0 or more");
    if (!isnan(s->centre) && !number_usable(s->centre))
        return fail(cx, ERR_INVALID, "the centre is not a usable number");
    if (!(s->floor >= 0) || !number_usable(s->floor))
        return fail(cx, ERR_INVALID, "the floor must be 0 or more");
    if (s->kind == CHART_EWMA && !(s->lambda > 0 && s->lambda <= 1))
        return fail(cx, ERR_INVALID, "lambda must be above 0 and at most 1");
    if (s->kind == CHART_EWMA && !(s->width > 0 && number_usable(s->width)))
        return fail(cx, ERR_INVALID, "the width must be above 0");
    if (s->kind == CHART_CUSUM && !(s->k >= 0 && s->h > 0 && number_usable(s->k + s->h)))
        return fail(cx, ERR_INVALID, "k must be 0 or more and h above 0");
    return OK;
}

/* Limits from the baseline, then what was given from outside in their place. */
static Err spec_limits(Ctx *cx, const ChartSpec *s, const double *values, size_t count,
                       ChartLimits *limits)
{
    size_t baseline = s->baseline ? s->baseline : count;
    ChartLimits l = { .baseline = baseline };
    if (baseline > count)
        return fail(cx, ERR_INVALID, "a baseline of %zu points, but there are %zu", baseline, count);
    TRY(check_values(cx, values, count));
    if (baseline == 1 && !isnan(s->sigma))
        l.centre = values[0];
    else if (isnan(s->centre) || isnan(s->sigma))
        TRY(chart_limits(cx, values, count, baseline, s->floor, &l));
    if (!isnan(s->centre)) l.centre = s->centre;
    if (!isnan(s->sigma)) l.sigma = fmax(s->sigma, s->floor);
    l.lower = l.centre - 3 * l.sigma;
    l.upper = l.centre + 3 * l.sigma;
    *limits = l;
    return OK;
}

Err chart_run(Ctx *cx, const ChartSpec *spec, const double *values, size_t count,
              ControlPoint *ret_points, ChartLimits *ret_limits)
{
    ChartLimits limits = { 0 };
    TRY(check_spec(cx, spec));
    if (count > 0) TRY(spec_limits(cx, spec, values, count, &limits));
    run_points(&limits, spec, values, count, ret_points);
    if (ret_limits) *ret_limits = limits;
    return OK;
}

/* chart_limits() without its words, for callers that only need to know "no". */
static bool limits_of(const double *values, size_t count, double floor_, ChartLimits *limits)
{
    Ctx quiet = { 0 };
    return chart_limits(&quiet, values, count, count, floor_, limits).kind == ERR_NONE;
}

static ChartSignal worse_side(const MeasureScale *scale)
{
    return scale->direction == SCALE_HIGHER_IS_BETTER ? CHART_LOW : CHART_HIGH;
}

/* May this series be charted at all, and within which limits? */
static bool watch_limits(ChartKind kind, const MeasureScale *scale, const double *values,
                         size_t count, ChartLimits *limits)
{
    if (!scale->sigma_floor.known || count <= CHART_POINTS_NEEDED) return false;
    size_t baseline = kind == CHART_XMR ? count - 1 : CHART_POINTS_NEEDED;
    Ctx quiet = { 0 };
    return chart_limits(&quiet, values, count, baseline, scale->sigma_floor.value, limits).kind ==
           ERR_NONE;
}

ChartSignal chart_watch(ChartKind kind, const MeasureScale *scale, const double *values,
                        size_t count, ControlPoint *ret_point)
{
    ChartLimits limits;
    if (!watch_limits(kind, scale, values, count, &limits)) return CHART_NONE;
    const ChartSpec spec = CHART_SPEC(kind);
    Run run = run_start(&limits);
    ControlPoint point = { 0 };
    for (size_t i = 0; i < count; i++) point = step(&limits, &spec, &run, values[i]);
    if (ret_point) *ret_point = point;
    return point.side == worse_side(scale) ? point.side : CHART_NONE;
}

ChartSignal chart_latest(const MeasureScale *scale, const double *values, size_t count,
                         ChartLimits *ret_limits)
{
    ChartLimits limits;
    if (!watch_limits(CHART_XMR, scale, values, count, &limits)) return CHART_NONE;
    if (ret_limits) *ret_limits = limits;
    ChartSignal found = outside(values[count - 1], limits.lower, limits.upper);
    return found == worse_side(scale) ? found : CHART_NONE;
}

AllianceDrop alliance_drop(const MeasureScale *scale, const double *values, size_t count)
{
    AllianceDrop d = { .earlier = count ? count - 1 : 0 };
    if (!scale->drop.known || count < 2 || !isfinite(values[count - 1])) return d;
    ChartLimits limits = { .centre = values[0] };
    double floor_ = scale->sigma_floor.known ? scale->sigma_floor.value : 0;
    if (d.earlier >= 2 && !limits_of(values, d.earlier, floor_, &limits)) return d;
    if (!isfinite(limits.centre)) return d;
    d.known = true;
    d.mean_before = limits.centre;
    d.latest = values[count - 1];
    d.sigma = d.earlier >= CHART_POINTS_NEEDED ? limits.sigma : floor_;
    d.needed = fmax(scale->drop.value, 3 * d.sigma);
    d.fall = scale_sign(scale) * (d.mean_before - d.latest);
    d.dropped = number_at_least(d.fall, d.needed);
    return d;
}

/* Warm means above the middle of the scale: a cool bond is no divergence of this kind. */
static bool session_apart(const MeasureScale *bond, AllianceSession s, double sigma,
                          AllianceDivergence *d)
{
    d->bond = s.bond;
    d->agreement = (s.goals + s.tasks) / 2;
    d->difference = d->bond - d->agreement;
    d->z = d->difference / sigma;
    return number_at_least(d->z, d->needed_z) && number_at_least(d->difference, d->needed_points) &&
           s.bond > (bond->low + bond->high) / 2;
}

AllianceDivergence alliance_divergence(const Definition *alliance, const AllianceSession *sessions,
                                       size_t count)
{
    AllianceDivergence d = { .needed_z = DIVERGENCE_Z };
    const MeasureScale *bond = measure_scale(alliance, S("bond"));
    if (!bond || !bond->sigma_floor.known || !bond->drop.known || count < 2) return d;
    d.needed_points = bond->drop.value;
    bool before = session_apart(bond, sessions[count - 2], bond->sigma_floor.value, &d);
    bool now = session_apart(bond, sessions[count - 1], bond->sigma_floor.value, &d);
    d.known = isfinite(d.difference);
    d.apart = d.known && before && now;
    return d;
}

/* --- what comes first ------------------------------------------------------------ */

#define X(name, word) { "" word, sizeof(word) - 1 },
static const Str reason_words[] = { ALLIANCE_REASONS(X) };
#undef X

Str alliance_reason_word(AllianceReason reason)
{
    return reason_words[reason];
}

AllianceReason alliance_reason(const FlagResult *felt_off, const AllianceDrop *drop,
                               ChartSignal charted, const AllianceDivergence *divergence)
{
    if (felt_off && felt_off->state == FLAG_RAISED) return ALLIANCE_FELT_OFF;
    if (drop->known && drop->dropped) return ALLIANCE_DROPPED;
    if (charted != CHART_NONE) return ALLIANCE_CHARTED;
    return divergence->known && divergence->apart ? ALLIANCE_APART : ALLIANCE_NONE;
}
