#include "chart.h"
#include "number.h"

static const double RANGE_TO_SIGMA = 1.128; /* d2 for pairs */
static const double RANGE_LIMIT = 3.267;    /* D4 for pairs */
static const double DIVERGENCE_Z = 1.5;

Err chart_limits(Ctx *cx, const double *values, size_t count, size_t baseline, double sigma_floor,
                 ChartLimits *ret_limits)
{
    if (baseline < 2 || baseline > count)
        return fail(cx, ERR_INVALID, "limits need at least two points");
    if (!(sigma_floor >= 0) || !isfinite(sigma_floor))
        return fail(cx, ERR_INVALID, "the floor must be 0 or more");
    double sum = 0, ranges = 0;
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i])) return fail(cx, ERR_INVALID, "point %zu is not a number", i + 1);
    for (size_t i = 0; i < baseline; i++) sum += values[i];
    for (size_t i = 1; i < baseline; i++) ranges += fabs(values[i] - values[i - 1]);
    ChartLimits l = { .baseline = baseline,
                      .centre = sum / (double)baseline,
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

void chart_xmr(const ChartLimits *limits, const double *values, size_t count, ControlPoint *points)
{
    for (size_t i = 0; i < count; i++)
        points[i] = (ControlPoint){ .value = values[i],
                                  .centre = limits->centre,
                                  .lower = limits->lower,
                                  .upper = limits->upper,
                                  .statistic = values[i],
                                  .side = outside(values[i], limits->lower, limits->upper) };
}

void chart_ewma(const ChartLimits *limits, double lambda, double width, const double *values,
                size_t count, ControlPoint *points)
{
    double z = limits->centre, share = lambda / (2 - lambda), decay = 1;
    for (size_t i = 0; i < count; i++) {
        z = lambda * values[i] + (1 - lambda) * z;
        decay *= (1 - lambda) * (1 - lambda);
        double reach = width * limits->sigma * sqrt(share * (1 - decay));
        double lower = limits->centre - reach, upper = limits->centre + reach;
        points[i] = (ControlPoint){ .value = values[i],
                                  .centre = limits->centre,
                                  .lower = lower,
                                  .upper = upper,
                                  .statistic = z,
                                  .side = outside(z, lower, upper) };
    }
}

void chart_cusum(const ChartLimits *limits, double k, double h, const double *values, size_t count,
                 ControlPoint *points)
{
    double plus = 0, minus = 0, slack = k * limits->sigma, edge = h * limits->sigma;
    for (size_t i = 0; i < count; i++) {
        plus = fmax(0, plus + values[i] - (limits->centre + slack));
        minus = fmax(0, minus + (limits->centre - slack) - values[i]);
        ChartSignal side = number_more_than(minus, edge)  ? CHART_LOW
                             : number_more_than(plus, edge) ? CHART_HIGH
                                                            : CHART_NONE;
        points[i] = (ControlPoint){ .value = values[i],
                                  .centre = limits->centre,
                                  .lower = -edge,
                                  .upper = edge,
                                  .statistic = fmax(plus, minus),
                                  .c_plus = plus,
                                  .c_minus = minus,
                                  .side = side };
    }
}

/* chart_limits() without its words, for callers that only need to know "no". */
static bool limits_of(const double *values, size_t count, double floor_, ChartLimits *limits)
{
    Ctx quiet = { 0 };
    return chart_limits(&quiet, values, count, count, floor_, limits).kind == ERR_NONE;
}

ChartSignal chart_latest(const MeasureScale *scale, const double *values, size_t count,
                         ChartLimits *ret_limits)
{
    ChartLimits limits;
    if (!scale->sigma_floor.known || count < CHART_POINTS_NEEDED + 1) return CHART_NONE;
    if (!limits_of(values, count - 1, scale->sigma_floor.value, &limits)) return CHART_NONE;
    if (ret_limits) *ret_limits = limits;
    ChartSignal worse = scale->direction == SCALE_HIGHER_IS_BETTER ? CHART_LOW : CHART_HIGH;
    ChartSignal found = outside(values[count - 1], limits.lower, limits.upper);
    return found == worse ? found : CHART_NONE;
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
