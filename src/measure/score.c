#include "score.h"
#include <math.h>

bool measure_value_allowed(const MeasureItem *item, double value)
{
    if (!isfinite(value) || item_is_words(item)) return false;
    if (item->kind == ITEM_CHOICE) return measure_option(item, value) != NULL;
    return value >= item->low && value <= item->high && value == floor(value);
}

FlagResult measure_flag(const MeasureFlag *flag, Answer answer)
{
    if (answer.state != ANSWER_GIVEN) return (FlagResult){ flag, FLAG_NOT_ANSWERED, 0 };
    bool raised = flag->when.rule == RULE_AT_LEAST ? answer.value >= flag->when.value
                                                   : answer.value > flag->when.value;
    return (FlagResult){ flag, raised ? FLAG_RAISED : FLAG_CLEAR, answer.value };
}

/* A dynamic definition repeats its only item. */
static const MeasureItem *item_of(const Definition *d, size_t answer)
{
    return &d->items[d->dynamic ? 0 : answer];
}

static Err check_answers(Ctx *cx, const Definition *d, const Answer *answers, size_t count)
{
    if (!d->dynamic && count != d->item_count)
        return fail(cx, ERR_INVALID, "%zu answers where %zu are expected", count, d->item_count);
    for (size_t i = 0; i < count; i++) {
        if (answers[i].state != ANSWER_GIVEN) continue;
        const MeasureItem *item = item_of(d, i);
        if (!measure_value_allowed(item, answers[i].value))
            return fail(cx, ERR_INVALID,
                        "item " STR_FMT ": the answer is outside what can be chosen",
                        STR_ARG(item->id));
    }
    return OK;
}

static bool watched_for_risk(const Definition *d, size_t item)
{
    for (size_t i = 0; i < d->flag_count; i++)
        if (d->flags[i].kind == FLAG_RISK && d->flags[i].item == item) return true;
    return false;
}

/* What stands in the table for a raw sum; a sum that is missing there has no score. */
static bool look_up(const MeasureScale *s, double raw, double *ret_score)
{
    double at = raw - s->lookup[0].raw;
    if (!(at >= 0 && at < (double)s->lookup_count)) return false;
    *ret_score = s->lookup[(size_t)at].score;
    return true;
}

/* The sum or mean as if everything had been answered. */
static double full_of(const MeasureScale *s, const ScaleScore *r, double mean)
{
    if (!r->prorated || s->method != SCALE_SUM) return r->raw;
    double full = mean * (double)r->n_items;
    return s->proration == PRORATE_CEILING ? ceil(full - 1e-9) : full;
}

static ScaleScore score_scale(const Definition *d, const MeasureScale *s, const Answer *answers,
                              size_t count)
{
    ScaleScore r = { .scale = s, .n_items = d->dynamic ? count : s->item_count };
    double sum = 0;
    for (size_t i = 0; i < r.n_items; i++) {
        ScaleItem which = d->dynamic ? (ScaleItem){ i, s->items[0].reverse } : s->items[i];
        const MeasureItem *item = item_of(d, which.index);
        if (answers[which.index].state != ANSWER_GIVEN) {
            r.n_missing++;
            if (watched_for_risk(d, which.index)) r.risk_missing = true;
            continue;
        }
        double value = answers[which.index].value;
        sum += which.reverse ? item->low + item->high - value : value;
    }
    size_t answered = r.n_items - r.n_missing;
    if (answered == 0) return r;
    double mean = sum / (double)answered;
    r.raw = s->method == SCALE_MEAN ? mean : sum;
    /* Goals are rated one by one: a goal left out says nothing about the others. */
    r.scored = d->dynamic || (r.n_missing <= s->missing_allowed && !r.risk_missing);
    r.prorated = r.scored && r.n_missing > 0;
    if (!r.scored) return r;
    double full = full_of(s, &r, mean);
    if (s->lookup) r.scored = look_up(s, full, &r.score);
    else r.score = full * s->multiply;
    return r;
}

Err measure_score(Ctx *cx, Arena *arena, const Definition *definition, const Answer *answers,
                  size_t count, Scores *ret_scores)
{
    TRY(check_answers(cx, definition, answers, count));
    ScaleScore *scales = ARENA_ARRAY(arena, ScaleScore, definition->scale_count + 1);
    FlagResult *flags = ARENA_ARRAY(arena, FlagResult, definition->flag_count + 1);
    if (!scales || !flags) return fail(cx, ERR_LIMIT, "no room for the scores");
    for (size_t i = 0; i < definition->scale_count; i++)
        scales[i] = score_scale(definition, &definition->scales[i], answers, count);
    for (size_t i = 0; i < definition->flag_count; i++) {
        const MeasureFlag *flag = &definition->flags[i];
        flags[i] = measure_flag(flag, flag->item < count ? answers[flag->item] : NO_ANSWER);
    }
    *ret_scores =
        (Scores){ definition, scales, definition->scale_count, flags, definition->flag_count };
    return OK;
}

const ScaleScore *scores_scale(const Scores *scores, Str scale_id)
{
    for (size_t i = 0; i < scores->scale_count; i++)
        if (str_eq(scores->scales[i].scale->id, scale_id)) return &scores->scales[i];
    return NULL;
}

const FlagResult *scores_flag(const Scores *scores, FlagKind kind)
{
    static const int rank[] = { [FLAG_CLEAR] = 0, [FLAG_NOT_ANSWERED] = 1, [FLAG_RAISED] = 2 };
    const FlagResult *best = NULL;
    for (size_t i = 0; i < scores->flag_count; i++) {
        const FlagResult *one = &scores->flags[i];
        if (one->flag->kind != kind) continue;
        if (!best || rank[one->state] > rank[best->state]) best = one;
    }
    return best;
}

Str score_text(Arena *arena, const MeasureScale *scale, double score)
{
    Out o = out_open(arena, 40);
    if (isfinite(score)) out_fixed(&o, score, scale->decimals);
    return out_str(&o);
}
