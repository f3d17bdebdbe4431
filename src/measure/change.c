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

/* From `better` (points in the good direction) and the sides of the cut-off. */
static ChangeCategory categorise(const Change *c, double better)
{
    if (passes(c->rule, better, c->needed))
        return c->has_cutoff && c->case_before && !c->case_after ? CHANGE_RECOVERED
                                                                 : CHANGE_IMPROVED;
    if (passes(c->rule, -better, c->needed))
        return c->has_cutoff && !c->case_before && c->case_after ? CHANGE_HARMED
                                                                 : CHANGE_DETERIORATED;
    return CHANGE_UNCHANGED;
}

Err change_jt(Ctx *cx, const JtNorm *norm, double pre, double post, Change *ret_change)
{
    if (!isfinite(pre) || !isfinite(post))
        return fail(cx, ERR_INVALID, "both scores must be numbers");
    if (!(norm->sd > 0) || !isfinite(norm->sd))
        return fail(cx, ERR_INVALID, "the SD must be above 0");
    if (!(norm->reliability >= 0 && norm->reliability < 1))
        return fail(cx, ERR_INVALID, "the reliability must be from 0 to below 1");
    if (!(norm->critical > 0) || !isfinite(norm->critical))
        return fail(cx, ERR_INVALID, "the critical value must be above 0");
    double sign = direction_sign(norm->direction);
    double unit = change_standard_difference(norm->sd, norm->reliability);
    Change c = { .pre = pre,
                 .post = post,
                 .difference = post - pre,
                 .rule = RULE_MORE_THAN,
                 .needed = norm->critical * unit,
                 .statistic = (post - pre) / unit,
                 .has_cutoff = norm->has_cutoff,
                 .cutoff = norm->cutoff };
    c.case_before = c.has_cutoff && sign * (pre - norm->cutoff) <= 0;
    c.case_after = c.has_cutoff && sign * (post - norm->cutoff) <= 0;
    c.started_below = c.has_cutoff && !c.case_before;
    c.category = categorise(&c, sign * c.difference);
    *ret_change = c;
    return OK;
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
    c.category = categorise(&c, scale_sign(scale) * c.difference);
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
    g.category = categorise(&c, sign * g.mean_change);
    return g;
}
