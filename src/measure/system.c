#include "system.h"
#include "number.h"

#define X(name, word) { "" word, sizeof(word) - 1 },
static const Str target_words[] = { SYSTEM_TARGETS(X) };
#undef X

Str system_target_word(SystemTarget target)
{
    return target_words[target];
}

/* What one rater gave, now and before. */
typedef struct Rater {
    bool rated;
    double now;
    double earlier_sum;
    size_t earlier;
} Rater;

static Err gather(Ctx *cx, const SystemRating *ratings, size_t count, SystemTarget target,
                  double session, Rater raters[SYSTEM_RATERS_MAX])
{
    for (size_t i = 0; i < count; i++) {
        const SystemRating *rating = &ratings[i];
        if (rating->rater >= SYSTEM_RATERS_MAX || !number_usable(rating->score) ||
            !number_usable(rating->session))
            return fail(cx, ERR_INVALID, "rating %zu: a rater, session or score out of range", i + 1);
        Rater *rater = &raters[rating->rater];
        if (rating->target != target || rating->session > session) continue;
        if (rating->session < session) {
            rater->earlier_sum += rating->score;
            rater->earlier++;
            continue;
        }
        if (rater->rated)
            return fail(cx, ERR_INVALID, "rating %zu: this person has rated this session already",
                        i + 1);
        rater->rated = true;
        rater->now = rating->score;
    }
    return OK;
}

static void summarise(const Rater raters[SYSTEM_RATERS_MAX], SystemSession *s)
{
    double sum = 0, low = 0, high = 0;
    for (size_t i = 0; i < SYSTEM_RATERS_MAX; i++) {
        if (!raters[i].rated) continue;
        double now = raters[i].now;
        low = s->n ? fmin(low, now) : now;
        high = s->n ? fmax(high, now) : now;
        sum += now;
        s->n++;
    }
    s->mean = sum / (double)s->n;
    s->split = s->n < 2 ? NAN : high - low;
}

static void compare(const Rater raters[SYSTEM_RATERS_MAX], SystemSession *s)
{
    for (size_t a = 0; a < SYSTEM_RATERS_MAX; a++)
        for (size_t b = a + 1; b < SYSTEM_RATERS_MAX; b++) {
            if (!raters[a].rated || !raters[b].rated) continue;
            SystemPair pair = { .first = a, .second = b,
                                .difference = raters[a].now - raters[b].now };
            pair.far = number_more_than(fabs(pair.difference), s->needed);
            s->far = s->far || pair.far;
            s->pairs[s->pair_count++] = pair;
        }
}

static void look_for_opposites(const Rater raters[SYSTEM_RATERS_MAX], double sigma, SystemSession *s)
{
    bool risen = false, fallen = false;
    for (size_t i = 0; i < SYSTEM_RATERS_MAX; i++) {
        const Rater *r = &raters[i];
        if (!r->rated || r->earlier < SYSTEM_EARLIER_NEEDED) continue;
        double moved = r->now - r->earlier_sum / (double)r->earlier;
        if (number_at_least(moved, sigma)) risen = true, s->risen = i;
        if (number_at_least(-moved, sigma)) fallen = true, s->fallen = i;
    }
    s->opposite = risen && fallen;
}

Err system_session(Ctx *cx, const SystemRating *ratings, size_t count, SystemTarget target,
                   double session, double error, double sigma, SystemSession *ret)
{
    static const double Z_95 = 1.96;
    if (!(error > 0 && sigma > 0) || !number_usable(error) || !number_usable(sigma))
        return fail(cx, ERR_INVALID, "the error and the spread of the scale must be above 0");
    Rater raters[SYSTEM_RATERS_MAX] = { { 0 } };
    TRY(gather(cx, ratings, count, target, session, raters));
    SystemSession s = { .needed = Z_95 * sqrt(2) * error };
    summarise(raters, &s);
    compare(raters, &s);
    look_for_opposites(raters, sigma, &s);
    *ret = s;
    return OK;
}
