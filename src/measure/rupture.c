#include "rupture.h"
#include "moments.h"
#include "number.h"

#define X(name, word) { #word, sizeof(#word) - 1 },
static const Str preset_words[] = { RUPTURE_PRESETS(X) };
#undef X
#define X(name, word) { "" word, sizeof(word) - 1 },
static const Str status_words[] = { RUPTURE_STATUSES(X) };
#undef X

Str rupture_preset_word(RupturePreset preset)
{
    return preset_words[preset];
}

Str rupture_status_word(RuptureStatus status)
{
    return status_words[status];
}

bool rupture_preset_parse(Str word, RupturePreset *ret_preset)
{
    for (int i = 0; i < RUPTURE_PRESET_COUNT; i++) {
        if (!str_eq(word, preset_words[i])) continue;
        *ret_preset = (RupturePreset)i;
        return true;
    }
    return false;
}

RuptureRule rupture_rule(RupturePreset preset, double sigma_within, const double *values,
                         size_t count)
{
    double sd = moments_sd(values, count);
    switch (preset) {
    case RUPTURE_STRAUSS:
        return (RuptureRule){ sd, .5 * sd };
    case RUPTURE_STILES:
        return (RuptureRule){ 2 * sd, .5 * sd };
    case RUPTURE_GUMZ:
        sd = fmax(sd, sigma_within);
        return (RuptureRule){ 2 * sd, .5 * sd };
    case RUPTURE_STEVENS:
    case RUPTURE_PRESET_COUNT:
        break;
    }
    return (RuptureRule){ 1.0, .25 };
}

/* What follows an onset at `at`; *next is where the search goes on. */
static RuptureEpisode follow(RuptureRule rule, const double *values, size_t count, size_t at,
                             size_t *next)
{
    RuptureEpisode e = { .onset = at, .trough = at, .reference = values[at - 1] };
    size_t end = at + RUPTURE_WINDOW < count ? at + RUPTURE_WINDOW : count - 1;
    e.status = at + RUPTURE_WINDOW < count ? RUPTURE_UNREPAIRED : RUPTURE_OPEN;
    for (size_t u = at + 1; u <= end; u++) {
        if (!number_at_least(values[u], e.reference - rule.tolerance)) continue;
        e.status = RUPTURE_REPAIRED;
        e.repair = u;
        end = u;
    }
    for (size_t u = at; u <= end; u++)
        if (values[u] < values[e.trough]) e.trough = u;
    e.drop = e.reference - values[at];
    *next = end + 1;
    return e;
}

Err rupture_find(Ctx *cx, Arena *arena, RuptureRule rule, const double *values, size_t count,
                 RuptureEpisode **ret_episodes, size_t *ret_count)
{
    for (size_t i = 0; i < count; i++)
        if (!number_usable(values[i]))
            return fail(cx, ERR_INVALID, "point %zu is not a usable number", i + 1);
    RuptureEpisode *list = ARENA_ARRAY(arena, RuptureEpisode, count / 2 + 1);
    if (!list) return fail(cx, ERR_LIMIT, "no room for the episodes");
    size_t found = 0, t = RUPTURE_EARLIER;
    while (rule.threshold > 0 && t < count) {
        double fall = values[t - 1] - values[t];
        if (fall > 0 && number_at_least(fall, rule.threshold))
            list[found++] = follow(rule, values, count, t, &t);
        else
            t++;
    }
    *ret_episodes = list;
    *ret_count = found;
    return OK;
}

/* --- bond against goals and tasks ---------------------------------------------- */

static Err check_scales(Ctx *cx, RuptureScale a, RuptureScale b)
{
    if (!(a.sigma > 0 && b.sigma > 0) || !number_usable(a.sigma) || !number_usable(b.sigma) ||
        !number_usable(a.centre) || !number_usable(b.centre))
        return fail(cx, ERR_INVALID, "each scale needs a centre and a sigma above 0");
    return OK;
}

Err rupture_divergence(Ctx *cx, const double *bond, const double *agreement, size_t count,
                       RuptureScale bond_scale, RuptureScale agreement_scale,
                       RuptureDivergence *ret)
{
    TRY(check_scales(cx, bond_scale, agreement_scale));
    RuptureDivergence d = { .z = NAN };
    size_t run = 0;
    for (size_t i = 0; i < count; i++) {
        if (isinf(bond[i]) || isinf(agreement[i]))
            return fail(cx, ERR_INVALID, "point %zu is not a usable number", i + 1);
        d.z = (bond[i] - bond_scale.centre) / bond_scale.sigma -
              (agreement[i] - agreement_scale.centre) / agreement_scale.sigma;
        run = number_at_least(d.z, RUPTURE_DIVERGENCE_Z) ? run + 1 : 0;
        if (run < RUPTURE_DIVERGENCE_SESSIONS) continue;
        d.found = true;
        d.first = i + 1 - run;
        d.last = i;
    }
    *ret = d;
    return OK;
}
