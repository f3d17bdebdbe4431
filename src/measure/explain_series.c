/* explain_series.c - what a series of scores shows: charts for slow change, sudden steps. */
#include "explain_parts.h"

static const char *slow_rule(ChartKind kind)
{
    return kind == CHART_EWMA
        ? "A moving average in which the newest rating weighs a fifth, held against limits of three"
          " times its usual spread around the average of the earliest ratings."
        : "The sum of all that ratings fell short of the average of the earliest ratings, beyond"
          " half a spread each; it speaks from five spreads on.";
}

Explanation explain_watch(Arena *arena, const Definition *d, const MeasureScale *scale,
                          ChartKind kind, const ControlPoint *point, size_t earlier)
{
    Explanation e = explain_start(arena, kind == CHART_EWMA ? "chart.ewma" : "chart.cusum", 1, d,
                                  scale->sigma_floor.source);
    e.sentence = arena_printf(arena, STR_FMT " has been going down slowly: " STR_FMT " this time,"
        " around " STR_FMT " in your first sessions. Worth asking about, together.",
        STR_ARG(scale->say), STR_ARG(explain_said(arena, scale, point->value)),
        STR_ARG(explain_number(arena, point->centre, 1)));
    e.computed = str_from_c(slow_rule(kind));
    explain_input(&e, S("Latest"), explain_points(arena, point->value));
    explain_input(&e, S("Average of the first ratings"), explain_points(arena, point->centre));
    explain_input(&e, S("Ratings before"), explain_count(arena, earlier));
    explain_input(&e, kind == CHART_EWMA ? S("Moving average") : S("Sum, in spreads"),
                  explain_points(arena, point->statistic));
    explain_threshold(&e, S("Lower limit"), explain_points(arena, point->lower));
    explain_threshold(&e, S("Upper limit"), explain_points(arena, point->upper));
    return e;
}

static Str gain_sentence(Arena *arena, const MeasureScale *s, bool better, double before,
                         double after)
{
    return arena_printf(arena, STR_FMT " went from " STR_FMT " to " STR_FMT " between two sessions"
        " and stayed near there. %s", STR_ARG(s->say), STR_ARG(explain_said(arena, s, before)),
        STR_ARG(explain_said(arena, s, after)),
        better ? "Something seems to have helped. What was it?"
               : "What was going on around that time?");
}

/* gains.h sees every scale as lower-is-better: back to how people read it. */
static double as_read(const MeasureScale *s, double reflected)
{
    return s->direction == SCALE_LOWER_IS_BETTER ? reflected : s->low + s->high - reflected;
}

Explanation explain_gain(Arena *arena, const Definition *d, const MeasureScale *scale,
                         const GainRule *rule, const Gain *gain, double before, double after)
{
    bool better = rule->kind == GAIN_FALLS;
    Explanation e = explain_start(arena, better ? "gain.sudden" : "loss.sudden", 1, d,
        S("Tang and DeRubeis 1999, with critical values by degrees of freedom (Lutz et al. 2013)"));
    e.validated = false;
    e.sentence = gain_sentence(arena, scale, better, before, after);
    e.computed = S("A step between two sessions that is large in points, at least a quarter of the"
                   " score before it, and large against the spread of the three scores on each"
                   " side. A missing score never counts as a no.");
    explain_input(&e, S("Before"), explain_points(arena, before));
    explain_input(&e, S("After"), explain_points(arena, after));
    explain_input(&e, S("Average of the scores before"),
                  explain_points(arena, as_read(scale, gain->gap.mean_before)));
    explain_input(&e, S("Average of the scores after"),
                  explain_points(arena, as_read(scale, gain->gap.mean_after)));
    explain_threshold(&e, S("Points of at least"), explain_points(arena, rule->cutoff));
    explain_threshold(&e, S("Share of at least"), arena_printf(arena, "%.0f %%", rule->share * 100));
    explain_threshold(&e, S("Critical t"), explain_points(arena, gain->gap.critical_t));
    return e;
}
