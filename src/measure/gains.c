#include "gains.h"
#include "number.h"
#include "student.h"

/* --- one gap ------------------------------------------------------------------ */

typedef struct Block {
    size_t n;
    double mean, sd;
} Block;

static Block block_of(const double scores[GAIN_BLOCK])
{
    Block b = { .mean = NAN, .sd = NAN };
    double sum = 0, squares = 0;
    for (int i = 0; i < GAIN_BLOCK; i++)
        if (!isnan(scores[i])) b.n++, sum += scores[i];
    if (b.n < GAIN_SCORES_LEAST) return b;
    b.mean = sum / (double)b.n;
    for (int i = 0; i < GAIN_BLOCK; i++)
        if (!isnan(scores[i])) squares += (scores[i] - b.mean) * (scores[i] - b.mean);
    b.sd = sqrt(squares / (double)(b.n - 1));
    return b;
}

static double direction(const GainRule *rule)
{
    return rule->kind == GAIN_FALLS ? 1 : -1;
}

/* Criterion 3, and what is said about the blocks.  `t` is by degrees of freedom, from 2. */
static void judge_spread(const GainRule *rule, const double *t, const double before[GAIN_BLOCK],
                         const double after[GAIN_BLOCK], GainGap *gap)
{
    Block b = block_of(before), a = block_of(after);
    gap->mean_before = b.mean;
    gap->mean_after = a.mean;
    gap->sd_before = b.sd;
    gap->sd_after = a.sd;
    if (b.n < GAIN_SCORES_LEAST || a.n < GAIN_SCORES_LEAST) return;
    size_t df = b.n + a.n - 2;
    double squares = (double)(b.n - 1) * b.sd * b.sd + (double)(a.n - 1) * a.sd * a.sd;
    gap->critical_t = t[df - 2];
    gap->spread = three_of(number_more_than(direction(rule) * (b.mean - a.mean),
                                          gap->critical_t * sqrt(squares / (double)df)));
}

static GainGap judge(const GainRule *rule, const double *t, const double before[GAIN_BLOCK],
                     const double after[GAIN_BLOCK])
{
    double last = before[GAIN_BLOCK - 1], next = after[0];
    GainGap gap = { .size = THREE_UNKNOWN,
                    .share = THREE_UNKNOWN,
                    .spread = THREE_UNKNOWN,
                    .magnitude = direction(rule) * (last - next),
                    .critical_t = NAN };
    if (!isnan(gap.magnitude)) {
        gap.size = three_of(number_at_least(gap.magnitude, rule->cutoff));
        gap.share = three_of(number_at_least(gap.magnitude, rule->share * fabs(last)));
    }
    judge_spread(rule, t, before, after, &gap);
    gap.status = three_and(three_and(gap.size, gap.share), gap.spread);
    return gap;
}

GainGap gain_gap(const GainRule *rule, const double before[GAIN_BLOCK],
                 const double after[GAIN_BLOCK])
{
    double t[3];
    for (size_t i = 0; i < 3; i++) t[i] = student_critical(rule->alpha, i + 2);
    return judge(rule, t, before, after);
}

/* --- a series ------------------------------------------------------------------ */

size_t gains_count(size_t count)
{
    return count < 4 ? 0 : count - 3;
}

static Err check(Ctx *cx, const GainRule *rule, const double *scores, size_t count)
{
    if (!(rule->cutoff > 0) || !number_usable(rule->cutoff))
        return fail(cx, ERR_INVALID, "the cutoff must be a number above 0");
    if (!(rule->share >= 0 && rule->share <= 1))
        return fail(cx, ERR_INVALID, "the share must be from 0 to 1");
    if (!(rule->alpha > 0 && rule->alpha < 1))
        return fail(cx, ERR_INVALID, "alpha must be between 0 and 1");
    for (size_t i = 0; i < count; i++)
        if (!isnan(scores[i]) && !number_usable(scores[i]))
            return fail(cx, ERR_INVALID, "score %zu is too large", i + 1);
    return OK;
}

/* A missing score neither reverses a gain nor ends the search. */
static size_t reversal_of(const GainRule *rule, const double *scores, size_t count, const Gain *g)
{
    if (g->gap.status != THREE_YES) return 0;
    double half = scores[g->to - 1] * direction(rule) + g->gap.magnitude / 2;
    for (size_t i = g->to; i < count; i++)
        if (!isnan(scores[i]) && number_more_than(direction(rule) * scores[i], half)) return i + 1;
    return 0;
}

Err gains_find(Ctx *cx, const GainRule *rule, const double *scores, size_t count, Gain *ret_gains)
{
    TRY(check(cx, rule, scores, count));
    double t[3];
    for (size_t i = 0; i < 3; i++) t[i] = student_critical(rule->alpha, i + 2);
    for (size_t i = 0; i < gains_count(count); i++) {
        size_t n = i + 2; /* the session before the gap, from 1 */
        double before[GAIN_BLOCK], after[GAIN_BLOCK];
        for (size_t k = 0; k < GAIN_BLOCK; k++) {
            before[k] = n + k >= GAIN_BLOCK ? scores[n + k - GAIN_BLOCK] : NAN;
            after[k] = n + k < count ? scores[n + k] : NAN;
        }
        Gain g = { .from = n, .to = n + 1, .gap = judge(rule, t, before, after) };
        g.reversal = reversal_of(rule, scores, count, &g);
        ret_gains[i] = g;
    }
    return OK;
}

void gains_reflect(double low, double high, double *scores, size_t count)
{
    for (size_t i = 0; i < count; i++) scores[i] = low + high - scores[i];
}
