#include "grm.h"
#include "number.h"

/* P(category >= k): 1, then one logistic for each threshold, then 0. */
static double at_least(const GrmItem *item, size_t k, double theta)
{
    if (k == 0) return 1;
    return k == item->categories ? 0 : 1 / (1 + exp(-item->a * (theta - item->b[k - 1])));
}

void grm_probabilities(const GrmItem *item, double theta, double *probabilities)
{
    for (size_t k = 0; k < item->categories; k++)
        probabilities[k] = at_least(item, k, theta) - at_least(item, k + 1, theta);
}

/* Slope of P(category k) by theta. */
static double slope(const GrmItem *item, size_t k, double theta)
{
    double here = at_least(item, k, theta), next = at_least(item, k + 1, theta);
    return item->a * (here * (1 - here) - next * (1 - next));
}

double grm_information(const GrmItem *item, double theta)
{
    double sum = 0, p[GRM_CATEGORIES_MAX];
    grm_probabilities(item, theta, p);
    for (size_t k = 0; k < item->categories; k++) {
        double rise = slope(item, k, theta);
        if (p[k] > 1e-300) sum += rise * rise / p[k];
    }
    return sum;
}

/* --- checks ------------------------------------------------------------------------- */

Err grm_check(Ctx *cx, const GrmItem *items, size_t count)
{
    if (count == 0 || count > GRM_ITEMS_MAX)
        return fail(cx, ERR_INVALID, "1 to %d items are expected", GRM_ITEMS_MAX);
    for (size_t i = 0; i < count; i++) {
        const GrmItem *item = &items[i];
        if (item->categories < 2 || item->categories > GRM_CATEGORIES_MAX)
            return fail(cx, ERR_INVALID, "item %zu: 2 to %d categories", i + 1, GRM_CATEGORIES_MAX);
        if (!(item->a > 0 && item->a <= 100))
            return fail(cx, ERR_INVALID, "item %zu: discrimination above 0, at most 100", i + 1);
        for (size_t k = 0; k + 1 < item->categories; k++)
            if (!(fabs(item->b[k]) <= 100) || (k && !(item->b[k] > item->b[k - 1])))
                return fail(cx, ERR_INVALID, "item %zu: thresholds must rise", i + 1);
    }
    return OK;
}

static Err check_answers(Ctx *cx, const GrmItem *items, const int *answers, size_t count,
                         size_t *ret_answered)
{
    size_t answered = 0;
    TRY(grm_check(cx, items, count));
    for (size_t i = 0; i < count; i++) {
        if (answers[i] == GRM_UNANSWERED) continue;
        if (answers[i] < 0 || (size_t)answers[i] >= items[i].categories)
            return fail(cx, ERR_INVALID, "item %zu has no category %d", i + 1, answers[i]);
        answered++;
    }
    *ret_answered = answered;
    return OK;
}

/* --- scores ---------------------------------------------------------------------------- */

static double log_likelihood(const GrmItem *items, const int *answers, size_t count, double theta)
{
    double sum = 0, p[GRM_CATEGORIES_MAX];
    for (size_t i = 0; i < count; i++) {
        if (answers[i] == GRM_UNANSWERED) continue;
        grm_probabilities(&items[i], theta, p);
        sum += log(fmax(p[answers[i]], 1e-300));
    }
    return sum;
}

Err grm_eap(Ctx *cx, const GrmItem *items, const int *answers, size_t count, GrmScore *ret_score)
{
    GrmScore s = { 0 };
    double weight[GRM_GRID], most = -INFINITY, total = 0, mean = 0, squares = 0;
    TRY(check_answers(cx, items, answers, count, &s.answered));
    for (int i = 0; i < GRM_GRID; i++) {
        double theta = -4 + .1 * i;
        weight[i] = log_likelihood(items, answers, count, theta) - theta * theta / 2;
        most = fmax(most, weight[i]);
    }
    for (int i = 0; i < GRM_GRID; i++) {
        weight[i] = exp(weight[i] - most); /* however many items: never all 0 */
        total += weight[i];
        mean += weight[i] * (-4 + .1 * i);
    }
    s.theta = mean / total;
    for (int i = 0; i < GRM_GRID; i++)
        squares += weight[i] * (-4 + .1 * i - s.theta) * (-4 + .1 * i - s.theta);
    s.se = sqrt(squares / total);
    s.t = 50 + 10 * s.theta;
    *ret_score = s;
    return OK;
}

/* Slope of the log likelihood: falls with theta, so that its zero is the maximum. */
static double likelihood_slope(const GrmItem *items, const int *answers, size_t count, double theta)
{
    double sum = 0, p[GRM_CATEGORIES_MAX];
    for (size_t i = 0; i < count; i++) {
        if (answers[i] == GRM_UNANSWERED) continue;
        grm_probabilities(&items[i], theta, p);
        sum += slope(&items[i], (size_t)answers[i], theta) / fmax(p[answers[i]], 1e-300);
    }
    return sum;
}

Err grm_ml(Ctx *cx, const GrmItem *items, const int *answers, size_t count, GrmScore *ret_score)
{
    GrmScore s = { 0 };
    double low = -8, high = 8, information = 0;
    TRY(check_answers(cx, items, answers, count, &s.answered));
    if (!(likelihood_slope(items, answers, count, low) > 0) ||
        !(likelihood_slope(items, answers, count, high) < 0))
        return fail(cx, ERR_INVALID, "these answers have no most likely score");
    for (int i = 0; i < 80; i++) {
        double middle = (low + high) / 2;
        if (likelihood_slope(items, answers, count, middle) > 0)
            low = middle;
        else
            high = middle;
    }
    s.theta = (low + high) / 2;
    for (size_t i = 0; i < count; i++)
        if (answers[i] != GRM_UNANSWERED) information += grm_information(&items[i], s.theta);
    s.se = 1 / sqrt(information);
    s.t = 50 + 10 * s.theta;
    *ret_score = s;
    return OK;
}

size_t grm_next(const GrmItem *items, const int *answers, size_t count, double theta)
{
    size_t best = count;
    double most = -1;
    for (size_t i = 0; i < count; i++) {
        if (answers[i] != GRM_UNANSWERED) continue;
        double information = grm_information(&items[i], theta);
        if (!(information > most)) continue;
        most = information;
        best = i;
    }
    return best;
}

bool grm_enough(const GrmScore *score)
{
    enum { LEAST = 4, MOST = 12 };
    return score->answered >= MOST || (score->answered >= LEAST && score->se < .3);
}
