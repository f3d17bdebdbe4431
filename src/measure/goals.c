#include "goals.h"
#include <math.h>

Err goals_attainment(Ctx *cx, const GoalAttained *goals, size_t count, double rho, double *ret_t)
{
    double sum = 0, weights = 0, squares = 0;
    if (count == 0) return fail(cx, ERR_INVALID, "at least one goal is needed");
    if (!(rho >= 0 && rho <= 1)) return fail(cx, ERR_INVALID, "rho: from 0 to 1");
    for (size_t i = 0; i < count; i++) {
        if (!(goals[i].level >= -2 && goals[i].level <= 2))
            return fail(cx, ERR_INVALID, "goal %zu: a level from -2 to 2 is expected", i + 1);
        if (!(goals[i].weight > 0) || !isfinite(goals[i].weight))
            return fail(cx, ERR_INVALID, "goal %zu: a weight above 0 is expected", i + 1);
        sum += goals[i].weight * goals[i].level;
        weights += goals[i].weight;
        squares += goals[i].weight * goals[i].weight;
    }
    double spread = sqrt((1 - rho) * squares + rho * weights * weights);
    double t = 50 + 10 * sum / spread;
    if (!isfinite(t) || !isfinite(spread)) return fail(cx, ERR_INVALID, "the weights are too large or too small");
    *ret_t = t;
    return OK;
}

ProblemChange goals_problems(const MeasureScale *scale, const ProblemPair *pairs, size_t count)
{
    ProblemChange p = { 0 };
    double before = 0, now = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isfinite(pairs[i].before) || !isfinite(pairs[i].now)) continue;
        before += pairs[i].before;
        now += pairs[i].now;
        p.count++;
    }
    if (p.count) p.change = change_fixed(scale, before / (double)p.count, now / (double)p.count);
    return p;
}
