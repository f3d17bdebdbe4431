#include "change.h"
#include "number.h"

#define X(name, word) { "" word, sizeof(word) - 1 },
static const Str category_words[] = { CHANGE_CATEGORIES(X) };
#undef X

Str change_category_word(ChangeCategory category)
{
    return category_words[category];
}

double change_standard_error(double sd, double reliability)
{
    return sd * sqrt(1 - reliability);
}

double change_standard_difference(double sd, double reliability)
{
    return sqrt(2) * change_standard_error(sd, reliability);
}

double change_reliable_value(double sd, double reliability, double critical)
{
    return critical * change_standard_difference(sd, reliability);
}

static double direction_sign(ScaleDirection direction)
{
    return direction == SCALE_HIGHER_IS_BETTER ? 1 : -1;
}

double cutoff_a(ScaleDirection direction, double clinical_mean, double clinical_sd)
{
    return clinical_mean + direction_sign(direction) * 2 * clinical_sd;
}

double cutoff_b(ScaleDirection direction, double functional_mean, double functional_sd)
{
    return functional_mean - direction_sign(direction) * 2 * functional_sd;
}

double cutoff_c(double clinical_mean, double clinical_sd, double functional_mean,
                double functional_sd)
{
    return (clinical_sd * functional_mean + functional_sd * clinical_mean) /
           (clinical_sd + functional_sd);
}

static bool passes(ThresholdRule rule, double amount, double needed)
{
    return rule == RULE_AT_LEAST ? number_at_least(amount, needed)
                                 : number_more_than(amount, needed);
}

/* From `better` (how far in the good direction) and the sides of the cut-off. */
static ChangeCategory categorise(const Change *c, double needed, double better)
{
    if (passes(c->rule, better, needed))
        return c->has_cutoff && c->case_before && !c->case_after ? CHANGE_RECOVERED
                                                                 : CHANGE_IMPROVED;
    if (passes(c->rule, -better, needed))
        return c->has_cutoff && !c->case_before && c->case_after ? CHANGE_HARMED
                                                                 : CHANGE_DETERIORATED;
    return CHANGE_UNCHANGED;
}

static double sign_side(ScaleDirection direction, double cutoff, double score)
{
    return direction_sign(direction) * (score - cutoff);
}

/* Clinical: at the cut-off or worse. */
static void take_sides(Change *c, ScaleDirection direction)
{
    c->case_before = c->has_cutoff && sign_side(direction, c->cutoff, c->pre) <= 0;
    c->case_after = c->has_cutoff && sign_side(direction, c->cutoff, c->post) <= 0;
    c->started_below = c->has_cutoff && isfinite(c->pre) && !c->case_before;
}

Err change_jt(Ctx *cx, const JtNorm *norm, double pre, double post, Change *ret_change)
{
    if (!isfinite(pre) || !isfinite(post))
        return fail(cx, ERR_INVALID, "both scores must be numbers");
    ChangeRule rule = { .method = CHANGE_METHOD_JT,
                        .direction = norm->direction,
                        .reliability = norm->reliability,
                        .critical = norm->critical,
                        .group = { .sd_pre = norm->sd },
                        .has_cutoff = norm->has_cutoff,
                        .cutoff = norm->cutoff };
    TRY(change_rule_ready(cx, &rule));
    *ret_change = change_by_rule(&rule, pre, post);
    return OK;
}

/* --- the other methods ----------------------------------------------------------- */

#define X(name, word) { "" word, sizeof(word) - 1 },
static const Str method_words[] = { CHANGE_METHODS(X) };
#undef X

Str change_method_word(ChangeMethod method)
{
    return method_words[method];
}

bool change_method_parse(Str word, ChangeMethod *ret_method)
{
    for (int i = 0; i < CHANGE_METHOD_COUNT; i++) {
        if (!str_eq(word, method_words[i])) continue;
        *ret_method = (ChangeMethod)i;
        return true;
    }
    return false;
}

double change_method_critical(ChangeMethod method)
{
    return method == CHANGE_METHOD_HA ? CHANGE_Z_90_EXACT : CHANGE_Z_95_EXACT;
}

bool change_sums_add(ChangeSums *s, double pre, double post)
{
    if (!isfinite(pre) || !isfinite(post)) return false;
    double n = (double)++s->count;
    double from_pre = pre - s->mean_pre, from_post = post - s->mean_post;
    s->mean_pre += from_pre / n;
    s->mean_post += from_post / n;
    s->square_pre += from_pre * (pre - s->mean_pre);
    s->square_post += from_post * (post - s->mean_post);
    s->product += from_pre * (post - s->mean_post);
    return true;
}

ChangeGroup change_sums_group(const ChangeSums *s)
{
    bool spread = s->count >= 2;
    double below = (double)s->count - 1;
    ChangeGroup g = { .count = s->count,
                      .mean_pre = s->count ? s->mean_pre : NAN,
                      .mean_post = s->count ? s->mean_post : NAN,
                      .sd_pre = spread ? sqrt(s->square_pre / below) : NAN,
                      .sd_post = spread ? sqrt(s->square_post / below) : NAN };
    double squares = sqrt(s->square_pre) * sqrt(s->square_post);
    g.correlation = spread && squares > 0 ? s->product / squares : NAN;
    return g;
}

double cutoff_true_sd(double sd, double reliability)
{
    return sd * sqrt(reliability);
}

static bool above_zero(double x)
{
    return isfinite(x) && x > 0;
}

static Err ready_ha(Ctx *cx, ChangeRule *r)
{
    const ChangeGroup *g = &r->group;
    if (!isfinite(g->mean_pre) || !isfinite(g->mean_post) || !above_zero(g->sd_post) ||
        !isfinite(g->correlation))
        return fail(cx, ERR_INVALID, "ha needs means, SDs and correlation of the group, so at least "
                    "two people whose scores differ");
    double before = g->sd_pre * g->sd_pre, after = g->sd_post * g->sd_post;
    double error = before * (1 - r->reliability);
    double shared = 2 * g->sd_pre * g->sd_post * g->correlation;
    /* S1^2 r1 + S2^2 r2 - 2 S1 S2 rho, with r1 and r2 from one S_E. */
    double true_part = before - error + after - error - shared, all = before + after - shared;
    double rdd = true_part / all;
    if (!(rdd > 0 && rdd <= 1))
        return fail(cx, ERR_INVALID, "ha: these changes have a reliability of %.4g, which is not "
                    "above 0: the group's changes are no larger than the error", rdd);
    r->difference_reliability = rdd;
    r->unit = sqrt(rdd) * change_standard_difference(g->sd_pre, r->reliability);
    return OK;
}

/* The methods that need a group's mean before (and hll, after). */
static Err ready_relative(Ctx *cx, ChangeRule *r)
{
    double sd = r->group.sd_pre, rel = r->reliability, post = r->reliability_post;
    if (!isfinite(r->group.mean_pre) || !isfinite(r->group.mean_post))
        return fail(cx, ERR_INVALID, STR_FMT " needs the group's means: no row has both scores",
                    STR_ARG(method_words[r->method]));
    if (r->method == CHANGE_METHOD_NK && !(post >= 0 && post < 1))
        return fail(cx, ERR_INVALID, "nk needs the reliability after, from 0 to below 1");
    if (r->method == CHANGE_METHOD_EN) r->unit = change_standard_error(sd, rel);
    else if (r->method == CHANGE_METHOD_NK)
        r->unit = sd * sqrt(rel * rel * (1 - rel) + 1 - post);
    else r->unit = sd * sqrt(1 - rel * rel);
    return OK;
}

static Err ready_simple(Ctx *cx, ChangeRule *r)
{
    if (r->method == CHANGE_METHOD_PERCENT && !above_zero(r->percent))
        return fail(cx, ERR_INVALID, "percent needs a part above 0, such as .5");
    if (r->method == CHANGE_METHOD_MID && !above_zero(r->mid))
        return fail(cx, ERR_INVALID, "mid needs a number of points above 0");
    r->critical = r->method == CHANGE_METHOD_MID ? r->mid : r->percent;
    r->unit = 1;
    return OK;
}

Err change_rule_ready(Ctx *cx, ChangeRule *r)
{
    if (r->has_cutoff && !isfinite(r->cutoff))
        return fail(cx, ERR_INVALID, "the cut-off must be a number");
    if (r->method == CHANGE_METHOD_PERCENT || r->method == CHANGE_METHOD_MID)
        return ready_simple(cx, r);
    if (!above_zero(r->group.sd_pre)) return fail(cx, ERR_INVALID, "the SD must be above 0");
    if (!(r->reliability >= 0 && r->reliability < 1))
        return fail(cx, ERR_INVALID, "the reliability must be from 0 to below 1");
    if (!above_zero(r->critical)) return fail(cx, ERR_INVALID, "the critical value must be above 0");
    r->unit = change_standard_difference(r->group.sd_pre, r->reliability);
    if (r->method == CHANGE_METHOD_HA) TRY(ready_ha(cx, r));
    else if (r->method != CHANGE_METHOD_JT) TRY(ready_relative(cx, r));
    return above_zero(r->unit) ? OK : fail(cx, ERR_INVALID, "the SD is too small or too large");
}

static double statistic_of(const ChangeRule *r, double pre, double post)
{
    const ChangeGroup *g = &r->group;
    double expected = r->reliability * (pre - g->mean_pre);
    double difference = post - pre, rdd = r->difference_reliability;
    switch (r->method) {
    case CHANGE_METHOD_JT: return difference / r->unit;
    case CHANGE_METHOD_GLN:
    case CHANGE_METHOD_EN:
    case CHANGE_METHOD_NK: return (post - g->mean_pre - expected) / r->unit;
    case CHANGE_METHOD_HLL: return (post - g->mean_post - expected) / r->unit;
    case CHANGE_METHOD_HA:
        return (difference * rdd + (g->mean_post - g->mean_pre) * (1 - rdd)) / r->unit;
    case CHANGE_METHOD_PERCENT: return direction_sign(r->direction) * difference / pre;
    default: return direction_sign(r->direction) * difference;
    }
}

Change change_by_rule(const ChangeRule *r, double pre, double post)
{
    bool simple = r->method == CHANGE_METHOD_PERCENT || r->method == CHANGE_METHOD_MID;
    bool same_for_all = r->method == CHANGE_METHOD_JT || r->method == CHANGE_METHOD_MID;
    Change c = { .pre = pre,
                 .post = post,
                 .difference = post - pre,
                 .rule = simple ? RULE_AT_LEAST : RULE_MORE_THAN,
                 .has_cutoff = r->has_cutoff,
                 .cutoff = r->cutoff };
    take_sides(&c, r->direction);
    if (same_for_all) c.needed = r->critical * r->unit;
    bool possible = r->method != CHANGE_METHOD_PERCENT || pre > 0;
    if (!isfinite(pre) || !isfinite(post) || !possible) return c;
    double statistic = statistic_of(r, pre, post);
    if (!isfinite(c.difference) || !isfinite(statistic)) return c; /* beyond what a double holds */
    c.statistic = statistic;
    double sign = simple ? 1 : direction_sign(r->direction);
    /* In points where there are such: exact scores are then compared exactly. */
    c.category = same_for_all ? categorise(&c, c.needed, direction_sign(r->direction) * c.difference)
                              : categorise(&c, r->critical, sign * c.statistic);
    return c;
}

Change change_fixed(const MeasureScale *scale, double pre, double post)
{
    Change c = { .pre = pre,
                 .post = post,
                 .difference = post - pre,
                 .rule = scale->reliable.rule,
                 .needed = scale->reliable.value,
                 .has_cutoff = scale->cutoff.known,
                 .cutoff = scale->cutoff.value };
    c.case_before = measure_is_case(scale, pre);
    c.case_after = measure_is_case(scale, post);
    c.started_below = c.has_cutoff && !c.case_before;
    if (!scale->reliable.known || !isfinite(c.difference)) return c;
    c.statistic = c.difference / c.needed;
    c.category = categorise(&c, c.needed, scale_sign(scale) * c.difference);
    return c;
}

Change change_scores(const ScaleScore *pre, const ScaleScore *post)
{
    if (!pre->scored || !post->scored) {
        return (Change){ .pre = pre->score, .post = post->score, .prorated = false };
    }
    Change c = change_fixed(post->scale, pre->score, post->score);
    c.prorated = pre->prorated || post->prorated;
    return c;
}

Err change_nhs_tt(Ctx *cx, const MeasureScale *depression, const MeasureScale *anxiety,
                  NhsScores scores, NhsResult *ret_result)
{
    bool rules = depression->cutoff.known && depression->reliable.known && anxiety->cutoff.known &&
                 anxiety->reliable.known && depression->direction == SCALE_LOWER_IS_BETTER &&
                 anxiety->direction == SCALE_LOWER_IS_BETTER;
    if (!rules)
        return fail(cx, ERR_INVALID,
                    "both measures need a cut-off and a reliable change, lower is better");
    double down = scores.depression_pre - scores.depression_post;
    double calmer = scores.anxiety_pre - scores.anxiety_post;
    if (!isfinite(down) || !isfinite(calmer))
        return fail(cx, ERR_INVALID, "all four scores must be numbers");
    bool fell = number_at_least(down, depression->reliable.value) ||
                number_at_least(calmer, anxiety->reliable.value);
    bool rose = number_at_least(-down, depression->reliable.value) ||
                number_at_least(-calmer, anxiety->reliable.value);
    NhsResult r = { .case_at_start = scores.depression_pre >= depression->cutoff.value ||
                                     scores.anxiety_pre >= anxiety->cutoff.value };
    r.recovered = r.case_at_start && scores.depression_post < depression->cutoff.value &&
                  scores.anxiety_post < anxiety->cutoff.value;
    r.reliable_improvement = fell && !rose;
    r.reliable_deterioration = rose && !fell;
    r.reliable_recovery = r.recovered && r.reliable_improvement;
    *ret_result = r;
    return OK;
}

GoalChange change_goals(const MeasureScale *scale, const GoalPair *pairs, size_t count)
{
    GoalChange g = { .count = count };
    if (count == 0) return g;
    double sum = 0, sign = scale_sign(scale);
    for (size_t i = 0; i < count; i++) {
        double better = sign * (pairs[i].last - pairs[i].first);
        sum += pairs[i].last - pairs[i].first;
        if (number_at_least(better, GOAL_SINGLE)) g.moved_up++;
        if (number_at_least(-better, GOAL_SINGLE)) g.moved_down++;
    }
    g.mean_change = sum / (double)count;
    if (!scale->reliable.known) return g;
    Change c = { .rule = scale->reliable.rule, .needed = scale->reliable.value };
    g.category = categorise(&c, c.needed, sign * g.mean_change);
    return g;
}
