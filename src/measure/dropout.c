#include "dropout.h"
#include "number.h"

#define X(name, word) { "" word, sizeof(word) - 1 },
static const Str definition_words[] = { DROPOUT_DEFINITIONS(X) };
#undef X
#define X(name, word, least) { "" word, sizeof(word) - 1 },
static const Str flag_words[] = { DROPOUT_FLAGS(X) };
#undef X
#define X(name, word, least) least,
static const double flag_least[] = { DROPOUT_FLAGS(X) };
#undef X

Str dropout_definition_word(DropoutDefinition definition)
{
    return definition_words[definition];
}

Str dropout_flag_word(DropoutFlag flag)
{
    return flag_words[flag];
}

/* --- six answers ----------------------------------------------------------------- */

static Three without_change(ChangeCategory change)
{
    if (change == CHANGE_CANNOT_TELL) return THREE_UNKNOWN;
    return three_of(change != CHANGE_IMPROVED && change != CHANGE_RECOVERED);
}

DropoutAnswers dropout_answers(const DropoutEnd *end)
{
    DropoutAnswers a;
    for (int i = 0; i < DROPOUT_DEFINITION_COUNT; i++) a.is[i] = THREE_UNKNOWN;
    if (!end->ended) return a;
    a.is[DROPOUT_A] = three_and(end->client_ended, three_not(end->therapist_agreed));
    a.is[DROPOUT_B] = three_not(end->attended_last);
    if (end->planned > 0) a.is[DROPOUT_C] = three_of(end->sessions < end->planned);
    if (!isnan(end->median_sessions))
        a.is[DROPOUT_D] = three_of((double)end->sessions < end->median_sessions);
    a.is[DROPOUT_E] = without_change(end->change);
    a.is[DROPOUT_F] = end->therapist_says;
    return a;
}

/* --- flags -------------------------------------------------------------------------- */

DropoutFlags dropout_flags(const DropoutFacts *facts)
{
    DropoutFlags f = { .raised = 0 };
    for (int i = 0; i < DROPOUT_FLAG_COUNT; i++) {
        double fact = facts->fact[i];
        f.flag[i].fact = fact;
        f.flag[i].least = flag_least[i];
        f.flag[i].raised = isnan(fact) ? THREE_UNKNOWN
                                       : three_of(number_at_least(fact, flag_least[i]));
        f.raised += f.flag[i].raised == THREE_YES;
    }
    return f;
}

/* --- probability ---------------------------------------------------------------------- */

Err dropout_hazard(Ctx *cx, const DropoutModel *model, double session, const DropoutFacts *facts,
                   double *ret_probability)
{
    if (model->closed_episodes < DROPOUT_EPISODES_NEEDED)
        return fail(cx, ERR_CONFLICT, "a probability needs %d closed episodes; there are %zu",
                    DROPOUT_EPISODES_NEEDED, model->closed_episodes);
    if (!(session >= 1) || !number_usable(session))
        return fail(cx, ERR_INVALID, "sessions count from 1");
    double logit = model->intercept + model->log_session * log(session);
    for (int i = 0; i < DROPOUT_FLAG_COUNT; i++)
        logit += isnan(facts->fact[i]) ? model->missing[i] : model->weight[i] * facts->fact[i];
    if (!isfinite(logit)) return fail(cx, ERR_INVALID, "a weight or fact is not a usable number");
    *ret_probability = 1 / (1 + exp(-logit));
    return OK;
}

Err dropout_calibration(Ctx *cx, const double *predicted, const bool *happened, size_t count,
                        DropoutCalibration *ret)
{
    DropoutCalibration c = { .n = count };
    for (size_t i = 0; i < count; i++) {
        double p = predicted[i], miss = p - happened[i];
        if (!(p >= 0 && p <= 1))
            return fail(cx, ERR_INVALID, "prediction %zu is no probability", i + 1);
        size_t which = (size_t)(p * DROPOUT_BINS);
        DropoutBin *bin = &c.bin[which < DROPOUT_BINS ? which : DROPOUT_BINS - 1];
        bin->n++;
        bin->predicted += p;
        bin->observed += happened[i];
        c.brier += miss * miss / (double)count;
        c.base_rate += happened[i] / (double)count;
    }
    if (count == 0) c.brier = c.base_rate = NAN;
    for (size_t i = 0; i < DROPOUT_BINS; i++) {
        if (c.bin[i].n == 0) continue;
        c.bin[i].predicted /= (double)c.bin[i].n;
        c.bin[i].observed /= (double)c.bin[i].n;
    }
    *ret = c;
    return OK;
}
