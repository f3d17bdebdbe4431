/* cohort.c - people as rows of a caller's arrays, through the kernel sixteen at a time. */
#include <math.h>
#include "../measure/cohort.h"
#include "handle.h"

typedef struct Tiles {
    CohortRow *row;
    double (*session)[COHORT_LANES];
    double (*alliance)[COHORT_LANES];
} Tiles;

static double at_or_nan(const double *series, size_t row)
{
    return series ? series[row] : NAN;
}

/* One person into a lane; rows they do not have stay NAN. */
static Err lane_fill(Ctx *cx, const tdm_cohort *c, size_t person, size_t lane, size_t count, Tiles *t)
{
    size_t from = c->first[person], have = c->first[person + 1] - from;
    for (size_t i = 0; i < count; i++) {
        bool there = i < have;
        double session = !there ? 0 : c->session ? c->session[from + i] : (double)i;
        double value = there ? c->value[from + i] : NAN;
        bool usable = isfinite(session) && !isinf(value);
        t->session[i][lane] = session;
        t->row[i].value[lane] = value;
        for (size_t s = 0; s < COHORT_SCALES; s++) {
            double x = there ? at_or_nan(c->scale[s], from + i) : NAN;
            usable = usable && !isinf(x);
            t->row[i].scale[s][lane] = x;
        }
        if (!usable) return fail(cx, ERR_INVALID, "row %zu is not a usable number", from + i);
        if (there && i > 0 && !(session > t->session[i - 1][lane]))
            return fail(cx, ERR_INVALID, "row %zu: sessions of a person must rise", from + i);
    }
    return OK;
}

static tdm_person person_out(const CohortResult *r, size_t l)
{
    tdm_person p = { .pre = r->pre[l], .post = r->post[l], .slope = r->slope[l], .values = r->values[l],
                     .alliance_n = r->sessions[l], .ruptures = r->ruptures[l], .repaired = r->repaired[l],
                     .open = r->open[l], .category = (tdm_category)r->category[l],
                     .started_below = r->started_below[l] };
    for (size_t s = 0; s < COHORT_SCALES; s++) {
        p.centre[s] = r->centre[s][l];
        p.sigma[s] = r->sigma[s][l];
        p.signals[s] = r->signals[s][l];
    }
    return p;
}

/* The longest course; ERR_INVALID when the borders do not rise. */
static Err rows_needed(Ctx *cx, const tdm_cohort *c, size_t *ret_most)
{
    size_t most = 0;
    for (size_t i = 0; i < c->people; i++) {
        if (c->first[i + 1] < c->first[i]) return fail(cx, ERR_INVALID, "first[] must not fall");
        size_t have = c->first[i + 1] - c->first[i];
        if (have > most) most = have;
    }
    if (most > COHORT_ROWS_MAX) return fail(cx, ERR_LIMIT, "at most %d rows of one person", COHORT_ROWS_MAX);
    *ret_most = most;
    return OK;
}

static Err tile_run(Ctx *cx, const tdm_cohort *c, const CohortRules *rules, size_t from, Tiles *t,
                    tdm_person *ret_people)
{
    size_t people = c->people - from < COHORT_LANES ? c->people - from : COHORT_LANES, count = 0;
    for (size_t l = 0; l < people; l++) {
        size_t have = c->first[from + l + 1] - c->first[from + l];
        if (have > count) count = have;
    }
    memset(t->row, 0, count * sizeof *t->row);
    memset(t->session, 0, count * sizeof *t->session);
    for (size_t l = 0; l < people; l++) TRY(lane_fill(cx, c, from + l, l, count, t));
    CohortTile tile = { .row = t->row, .session = (const double (*)[COHORT_LANES])t->session,
                        .count = count, .gaps = true };
    CohortResult result;
    cohort_tile(rules, &tile, t->alliance, &result);
    for (size_t l = 0; l < people; l++) ret_people[from + l] = person_out(&result, l);
    return OK;
}

static Err cohort_work(Ctx *cx, const tdm_measure *m, const tdm_cohort *c, tdm_person *ret_people)
{
    size_t most = 0;
    const MeasureScale *scale = NULL;
    TRY(handle_scale(cx, m, NULL, &scale));
    if (c->preset < TDM_STRAUSS_TYPE || c->preset > TDM_STEVENS_TYPE)
        return fail(cx, ERR_INVALID, "there is no such preset");
    TRY(rows_needed(cx, c, &most));
    CohortRules rules = cohort_rules(scale, (RupturePreset)c->preset);
    rules.sigma_floor = c->sigma_floor;
    rules.sigma_within = c->sigma_within;
    rules.scales = 0;
    for (unsigned s = 0; s < COHORT_SCALES; s++) rules.scales |= c->scale[s] ? 1u << s : 0;
    Tiles t = { .row = ARENA_ARRAY(cx->arena, CohortRow, most + 1),
                .session = arena_array(cx->arena, most + 1, sizeof *t.session),
                .alliance = arena_array(cx->arena, most + 1, sizeof *t.alliance) };
    if (!t.row || !t.session || !t.alliance) return fail(cx, ERR_LIMIT, "no room for a tile");
    for (size_t from = 0; from < c->people; from += COHORT_LANES)
        TRY(tile_run(cx, c, &rules, from, &t, ret_people));
    return OK;
}

tdm_status tdm_cohort_run(tdm *h, const tdm_measure *m, const tdm_cohort *cohort, tdm_person *ret_people)
{
    return handle_end(h, cohort_work(handle_begin(h), m, cohort, ret_people));
}
