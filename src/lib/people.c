/* people.c - scores, change, goals: one person, a few numbers. */
#include <math.h>
#include "handle.h"

_Static_assert((int)TDM_HARMED == (int)CHANGE_HARMED && (int)TDM_RECOVERED == (int)CHANGE_RECOVERED, "category");
_Static_assert((int)TDM_MID == (int)CHANGE_METHOD_MID && (int)TDM_NK == (int)CHANGE_METHOD_NK, "method");
_Static_assert((int)TDM_HIGHER_IS_BETTER == (int)SCALE_HIGHER_IS_BETTER, "direction");

/* --- scores -------------------------------------------------------------------------------- */

static Answer *answers_in(Arena *arena, const double *value, size_t count)
{
    Answer *answer = ARENA_ARRAY(arena, Answer, count + 1);
    for (size_t i = 0; answer && i < count; i++)
        answer[i] = isnan(value[i]) ? NO_ANSWER : ANSWER(value[i]);
    return answer;
}

Err scores_in(Ctx *cx, const tdm_measure *m, const double *value, size_t count, Scores *ret_scores)
{
    Answer *answer = answers_in(cx->arena, value, count);
    if (!answer) return fail(cx, ERR_LIMIT, "no room for the answers");
    return measure_score(cx, cx->arena, m->definition, answer, count, ret_scores);
}

tdm_status tdm_score_answers(tdm *h, const tdm_measure *m, const double *answers, size_t count,
                             tdm_score *ret_scores)
{
    Ctx *cx = handle_begin(h);
    Scores scores;
    Err err = scores_in(cx, m, answers, count, &scores);
    for (size_t i = 0; err.kind == ERR_NONE && i < scores.scale_count; i++) {
        const ScaleScore *s = &scores.scales[i];
        ret_scores[i] = (tdm_score){ .scale = m->scale_id[i], .raw = s->raw,
                                     .score = s->scored ? s->score : NAN, .n_missing = s->n_missing,
                                     .prorated = s->prorated, .risk_missing = s->risk_missing };
    }
    return handle_end(h, err);
}

tdm_status tdm_risk(tdm *h, const tdm_measure *m, const double *answers, size_t count,
                    tdm_answer *ret_raised)
{
    Ctx *cx = handle_begin(h);
    Scores scores;
    Err err = scores_in(cx, m, answers, count, &scores);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    const FlagResult *flag = scores_flag(&scores, FLAG_RISK);
    if (!flag) return handle_end(h, fail(cx, ERR_MISSING, "this measure has no risk item"));
    *ret_raised = flag->state == FLAG_RAISED ? TDM_YES : flag->state == FLAG_CLEAR ? TDM_NO : TDM_UNKNOWN;
    return TDM_OK;
}

/* --- change ----------------------------------------------------------------------------------- */

const char *tdm_category_word(tdm_category category)
{
    return category >= TDM_CANNOT_TELL && category <= TDM_HARMED
               ? change_category_word((ChangeCategory)category).ptr : "";
}

tdm_change change_out(const Change *c)
{
    bool told = c->category != CHANGE_CANNOT_TELL;
    return (tdm_change){ .category = (tdm_category)c->category, .change = c->post - c->pre,
                         .statistic = told ? c->statistic : NAN, .started_below = c->started_below };
}

tdm_status tdm_change_published(tdm *h, const tdm_measure *m, const char *scale, double pre,
                                double post, tdm_change *ret_change)
{
    Ctx *cx = handle_begin(h);
    const MeasureScale *s = NULL;
    Err err = handle_scale(cx, m, scale, &s);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    Change c = change_fixed(s, pre, post);
    *ret_change = change_out(&c);
    return TDM_OK;
}

static ChangeRule rule_in(const tdm_change_rule *r)
{
    ChangeMethod method = (ChangeMethod)r->method;
    return (ChangeRule){ .method = method, .direction = (ScaleDirection)r->direction,
                         .reliability = r->reliability, .reliability_post = r->reliability_post,
                         .critical = r->critical > 0 ? r->critical : change_method_critical(method),
                         .percent = r->percent, .mid = r->mid,
                         .group = { .count = 2, .mean_pre = r->mean_pre, .sd_pre = r->sd_pre,
                                    .mean_post = r->mean_post, .sd_post = r->sd_post,
                                    .correlation = r->correlation },
                         .has_cutoff = !isnan(r->cutoff), .cutoff = r->cutoff };
}

tdm_status tdm_change_by(tdm *h, const tdm_change_rule *rule, double pre, double post,
                         tdm_change *ret_change)
{
    Ctx *cx = handle_begin(h);
    if (rule->method < TDM_JT || rule->method > TDM_MID)
        return handle_end(h, fail(cx, ERR_INVALID, "there is no such method"));
    ChangeRule ready = rule_in(rule);
    Err err = change_rule_ready(cx, &ready);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    Change c = change_by_rule(&ready, pre, post);
    *ret_change = change_out(&c);
    return TDM_OK;
}

tdm_status tdm_change_group(tdm *h, const double *pre, const double *post, size_t count,
                            tdm_change_rule *rule)
{
    Ctx *cx = handle_begin(h);
    ChangeSums sums = { 0 };
    for (size_t i = 0; i < count; i++)
        if (!change_sums_add(&sums, pre[i], post[i]) && (isinf(pre[i]) || isinf(post[i])))
            return handle_end(h, fail(cx, ERR_INVALID, "pair %zu is not a usable number", i + 1));
    ChangeGroup group = change_sums_group(&sums);
    if (group.count < 2) return handle_end(h, fail(cx, ERR_INVALID, "fewer than two people with both scores"));
    rule->mean_pre = group.mean_pre;
    rule->sd_pre = group.sd_pre;
    rule->mean_post = group.mean_post;
    rule->sd_post = group.sd_post;
    rule->correlation = group.correlation;
    return TDM_OK;
}

double tdm_cutoff_a(tdm_direction direction, double clinical_mean, double clinical_sd)
{
    return cutoff_a((ScaleDirection)direction, clinical_mean, clinical_sd);
}

double tdm_cutoff_b(tdm_direction direction, double functional_mean, double functional_sd)
{
    return cutoff_b((ScaleDirection)direction, functional_mean, functional_sd);
}

double tdm_cutoff_c(double clinical_mean, double clinical_sd, double functional_mean, double functional_sd)
{
    return cutoff_c(clinical_mean, clinical_sd, functional_mean, functional_sd);
}

Err nhs_in(Ctx *cx, const tdm *h, NhsScores scores, NhsResult *ret_result)
{
    const Definition *phq = NULL, *gad = NULL;
    TRY(handle_own(cx, h, "phq-9", &phq));
    TRY(handle_own(cx, h, "gad-7", &gad));
    return change_nhs_tt(cx, measure_main_scale(phq), measure_main_scale(gad), scores, ret_result);
}

tdm_status tdm_nhs_tt(tdm *h, double phq_pre, double phq_post, double gad_pre, double gad_post,
                      tdm_nhs *ret_result)
{
    Ctx *cx = handle_begin(h);
    NhsResult r;
    Err err = nhs_in(cx, h, (NhsScores){ phq_pre, phq_post, gad_pre, gad_post }, &r);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    *ret_result = (tdm_nhs){ r.case_at_start, r.recovered, r.reliable_improvement,
                             r.reliable_deterioration, r.reliable_recovery };
    return TDM_OK;
}

/* --- goals --------------------------------------------------------------------------------------- */

Err goals_in(Ctx *cx, const tdm *h, const double *first, const double *last, size_t count,
             GoalChange *ret_change)
{
    const Definition *form = NULL;
    GoalPair *pair = ARENA_ARRAY(cx->arena, GoalPair, count + 1);
    TRY(handle_own(cx, h, "tandem-goals", &form));
    if (!pair) return fail(cx, ERR_LIMIT, "no room for the goals");
    for (size_t i = 0; i < count; i++) {
        if (!(first[i] >= 0 && first[i] <= 10 && last[i] >= 0 && last[i] <= 10))
            return fail(cx, ERR_INVALID, "goal %zu: ratings from 0 to 10 are expected", i + 1);
        pair[i] = (GoalPair){ first[i], last[i] };
    }
    *ret_change = change_goals(measure_main_scale(form), pair, count);
    return OK;
}

tdm_status tdm_goals_change(tdm *h, const double *first, const double *last, size_t count,
                            tdm_goals *ret_goals)
{
    GoalChange g;
    Err err = goals_in(handle_begin(h), h, first, last, count, &g);
    if (err.kind == ERR_NONE)
        *ret_goals = (tdm_goals){ count ? g.mean_change : NAN, (tdm_category)g.category, g.moved_up,
                                  g.moved_down };
    return handle_end(h, err);
}

tdm_status tdm_goals_attainment(tdm *h, const double *levels, const double *weights, size_t count,
                                double rho, double *ret_t)
{
    Ctx *cx = handle_begin(h);
    GoalAttained *goal = ARENA_ARRAY(cx->arena, GoalAttained, count + 1);
    if (!goal) return handle_end(h, fail(cx, ERR_LIMIT, "no room for the goals"));
    for (size_t i = 0; i < count; i++) goal[i] = (GoalAttained){ levels[i], weights ? weights[i] : 1 };
    return handle_end(h, goals_attainment(cx, goal, count, rho, ret_t));
}

Err problems_in(Ctx *cx, const tdm *h, const double *before, const double *now, size_t count,
                ProblemChange *ret_change)
{
    const Definition *form = NULL;
    ProblemPair *pair = ARENA_ARRAY(cx->arena, ProblemPair, count + 1);
    TRY(handle_own(cx, h, "tandem-problems", &form));
    if (!pair) return fail(cx, ERR_LIMIT, "no room for the problems");
    const MeasureScale *scale = measure_main_scale(form);
    for (size_t i = 0; i < count; i++) {
        if (before[i] < scale->low || before[i] > scale->high || now[i] < scale->low || now[i] > scale->high)
            return fail(cx, ERR_INVALID, "problem %zu: ratings from %g to %g are expected", i + 1,
                        scale->low, scale->high);
        pair[i] = (ProblemPair){ before[i], now[i] };
    }
    *ret_change = goals_problems(scale, pair, count);
    return OK;
}

tdm_status tdm_problems_change(tdm *h, const double *before, const double *now, size_t count,
                               tdm_problems *ret_problems)
{
    ProblemChange p;
    Err err = problems_in(handle_begin(h), h, before, now, count, &p);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    *ret_problems = (tdm_problems){ p.count, NAN, NAN, { .change = NAN, .statistic = NAN } };
    if (p.count == 0) return TDM_OK;
    ret_problems->before = p.change.pre;
    ret_problems->now = p.change.post;
    ret_problems->change = change_out(&p.change);
    return TDM_OK;
}
