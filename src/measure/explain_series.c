/* explain_series.c - what a series of scores shows: charts for slow change, sudden steps. */
#include "explain_parts.h"
#include <math.h>

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

/* --- two views of the same sessions ------------------------------------------------------- */

static Str gap_said(Arena *arena, const Congruence *c)
{
    Str size = explain_number(arena, fabs(c->b0), 1);
    bool clear = c->b0_low > 0 || c->b0_high < 0;
    if (!clear || str_eq(size, S("0"))) return S("they lie at about the same height as yours");
    return arena_printf(arena, "they lie " STR_FMT " %s than yours on average", STR_ARG(size),
                        c->b0 < 0 ? "lower" : "higher");
}

static Str together_said(const Congruence *c)
{
    if (!isfinite(c->b1)) return S("Your own have not moved, so nothing can be said about moving"
                                   " together.");
    if (c->b1_low > 0) return S("When yours go up or down, theirs go with them.");
    if (c->b1_high < 0) return S("When yours go up, theirs go down, and the other way round. Worth"
                                 " talking about.");
    return S("Whether they go up and down with yours cannot be told from these.");
}

Explanation explain_congruence(Arena *arena, const Definition *d, const Congruence *c)
{
    Explanation e = explain_start(arena, "congruence", 1, d,
        S("Truth and bias for one pair: West and Kenny 2011, Atzil-Slonim et al. 2015"));
    e.validated = false;
    if (!c->enough) {
        e.sentence = S("Two views side by side say something from six sessions on that both rated.");
    } else {
        e.sentence = arena_printf(arena, "In %zu sessions that you both rated: your therapist gave"
            " their ratings before seeing yours, and " STR_FMT ". " STR_FMT " Seeing it differently"
            " is no mistake of either of you.", c->n, STR_ARG(gap_said(arena, c)),
            STR_ARG(together_said(c)));
    }
    e.computed = S("The therapist’s ratings against yours, both counted from the average of yours:"
                   " how far apart on the whole, and whether they move together. Only sessions that"
                   " the therapist rated before seeing your rating.");
    explain_input(&e, S("Sessions with both"), explain_count(arena, c->n));
    if (c->enough) {
        explain_input(&e, S("Higher or lower by"), explain_points(arena, c->b0));
        if (isfinite(c->b1)) explain_input(&e, S("Moves with yours"), explain_points(arena, c->b1));
        explain_input(&e, S("Usual distance"), explain_points(arena, c->rmsd));
        if (isfinite(c->ccc)) explain_input(&e, S("Concordance"), explain_points(arena, c->ccc));
    }
    explain_threshold(&e, S("Sessions needed"), explain_count(arena, CONGRUENCE_PAIRS_NEEDED));
    return e;
}
