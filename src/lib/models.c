/* models.c - of the library: growth of many people, and the graded response model. */
#include <string.h>

#include "../measure/grm.h"
#include "../measure/growth.h"
#include "handle.h"

/* --- growth --------------------------------------------------------------------------------- */

static tdm_growth growth_out(const GrowthFit *fit)
{
    tdm_growth out = { .state = (tdm_growth_state)fit->state, .people = fit->people,
                       .points = fit->points, .sigma2 = fit->sigma2, .criterion = fit->criterion };
    memcpy(out.beta, fit->beta, sizeof out.beta);
    memcpy(out.beta_se, fit->beta_se, sizeof out.beta_se);
    memcpy(out.d, fit->d, sizeof out.d);
    return out;
}

static tdm_growth_person person_out(const GrowthResult *r)
{
    return (tdm_growth_person){ .n = r->n, .intercept = r->intercept, .slope = r->slope,
        .deviation = r->deviation, .deviation_sd = r->deviation_sd, .statistic = r->statistic,
        .category = (tdm_growth_category)r->category };
}

static Err points_in(Ctx *cx, const size_t *person, const double *time, const double *value,
                     size_t count, size_t people, GrowthPoint **ret_points)
{
    GrowthPoint *points = ARENA_ARRAY(cx->arena, GrowthPoint, count + 1);
    if (!points) return fail(cx, ERR_LIMIT, "too many rows to fit at once");
    for (size_t i = 0; i < count; i++) {
        if (person[i] >= people)
            return fail(cx, ERR_INVALID, "row %zu: persons are numbered from 0, below %zu", i, people);
        points[i] = (GrowthPoint){ person[i], time[i], value[i] };
    }
    *ret_points = points;
    return OK;
}

tdm_status tdm_growth_of(tdm *h, const size_t *person, const double *time, const double *value,
                         size_t count, size_t people, tdm_direction direction, double critical,
                         tdm_growth *ret_growth, tdm_growth_person *ret_people)
{
    Ctx *cx = handle_begin(h);
    GrowthPoint *points = NULL;
    const Growth *growth = NULL;
    Err err = points_in(cx, person, time, value, count, people, &points);
    if (err.kind == ERR_NONE) err = growth_fit(cx, cx->arena, points, count, people, &growth);
    if (err.kind != ERR_NONE) return handle_end(h, err);
    GrowthFit fit = growth_summary(growth);
    *ret_growth = growth_out(&fit);
    for (size_t i = 0; i < people; i++) {
        ScaleDirection way = direction == TDM_HIGHER_IS_BETTER ? SCALE_HIGHER_IS_BETTER
                                                               : SCALE_LOWER_IS_BETTER;
        GrowthResult one = growth_person(growth, i, way, critical);
        ret_people[i] = person_out(&one);
    }
    return handle_end(h, OK);
}

/* --- graded response -------------------------------------------------------------------------- */

static Err items_in(Ctx *cx, const tdm_grm_item *items, size_t count, GrmItem **ret_items)
{
    if (count > GRM_ITEMS_MAX) return fail(cx, ERR_INVALID, "at most %d items", GRM_ITEMS_MAX);
    GrmItem *list = ARENA_ARRAY(cx->arena, GrmItem, count + 1);
    if (!list) return fail(cx, ERR_LIMIT, "no room for the items");
    for (size_t i = 0; i < count; i++) {
        list[i] = (GrmItem){ .a = items[i].a, .categories = items[i].categories };
        memcpy(list[i].b, items[i].b, sizeof list[i].b);
    }
    TRY(grm_check(cx, list, count));
    *ret_items = list;
    return OK;
}

tdm_status tdm_grm_probabilities(tdm *h, const tdm_grm_item *item, double theta,
                                 double *ret_probabilities)
{
    GrmItem *own = NULL;
    Err err = items_in(handle_begin(h), item, 1, &own);
    if (err.kind == ERR_NONE) grm_probabilities(own, theta, ret_probabilities);
    return handle_end(h, err);
}

tdm_status tdm_grm_information(tdm *h, const tdm_grm_item *item, double theta, double *ret_information)
{
    GrmItem *own = NULL;
    Err err = items_in(handle_begin(h), item, 1, &own);
    if (err.kind == ERR_NONE) *ret_information = grm_information(own, theta);
    return handle_end(h, err);
}

typedef Err GrmMethod(Ctx *cx, const GrmItem *items, const int *answers, size_t count,
                      GrmScore *ret_score);

static tdm_status score_by(tdm *h, GrmMethod *method, const tdm_grm_item *items, const int *answers,
                           size_t count, tdm_grm_score *ret_score)
{
    GrmScore score;
    GrmItem *own = NULL;
    Ctx *cx = handle_begin(h);
    Err err = items_in(cx, items, count, &own);
    if (err.kind == ERR_NONE) err = method(cx, own, answers, count, &score);
    if (err.kind == ERR_NONE)
        *ret_score = (tdm_grm_score){ score.theta, score.se, score.t, score.answered };
    return handle_end(h, err);
}

tdm_status tdm_grm_eap(tdm *h, const tdm_grm_item *items, const int *answers, size_t count,
                       tdm_grm_score *ret_score)
{
    return score_by(h, grm_eap, items, answers, count, ret_score);
}

tdm_status tdm_grm_ml(tdm *h, const tdm_grm_item *items, const int *answers, size_t count,
                      tdm_grm_score *ret_score)
{
    return score_by(h, grm_ml, items, answers, count, ret_score);
}

tdm_status tdm_grm_next(tdm *h, const tdm_grm_item *items, const int *answers, size_t count,
                        double theta, size_t *ret_item)
{
    GrmItem *own = NULL;
    Err err = items_in(handle_begin(h), items, count, &own);
    if (err.kind == ERR_NONE) *ret_item = grm_next(own, answers, count, theta);
    return handle_end(h, err);
}
