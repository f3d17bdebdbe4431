/* drift.c - losing touch comes by waiting: a session that nobody held changes no form.  So it is
 * looked for by the clock as well, with the rule of domain/signal.h; a second look finds nothing
 * new, because what was raised on a rating is not raised on it again. */
#include "../domain/rules.h"
#include "../measure/explain_people.h"
#include "../store/rules.h"
#include "../store/signal.h"
#include "../store/touch.h"
#include "jobs.h"

enum { DRIFT_ARENA_MAX = 32 << 20, DRIFT_EVERY_MS = 60 * 60 * 1000 };
#define DRIFT_SINCE_MS ((int64_t)120 * 24 * 60 * 60 * 1000)

typedef struct Drift {
    const App *app;
    TouchDues due;
    TouchRatings *ratings;
    size_t raised;
} Drift;

static Err look_at(Ctx *cx, Tx *tx, Drift *drift, const TouchDue *it)
{
    Rules rules;
    TouchFacts facts;
    DropoutFlags flags;
    PracticeId practice = app_practice(drift->app)->id;
    const Definition *d = measure_find(drift->app->measures, S("tandem-alliance-client"));
    if (!d || !measure_main_scale(d)) return OK;
    TRY(rules_by_clock(cx, tx, practice, it->episode, &rules));
    if (!rules_on(&rules, RULE_DRIFT)) return OK;
    MeasureScale total = rules_scale(&rules, measure_main_scale(d), 0);
    TouchRatings *ratings = drift->ratings;
    TRY(touch_ratings(cx, tx, practice, it, d->id, total.id, ratings));
    TRY(touch_facts(cx, tx, practice, it, &facts));
    if (!signal_drifts(&total, ratings->value, ratings->count, &facts, &flags)) return OK;
    Explanation why = explain_drift(cx->arena, d, &flags);
    why.thresholds[why.threshold_count++] =
        (ExplainFact){ S("Rules"), rules_version_say(cx->arena, &rules) };
    SignalNew fresh = { SIGNAL_DRIFT, true,
        arena_printf(cx->arena, STR_FMT "/" STR_FMT, STR_ARG(d->id), STR_ARG(total.id)),
        it->response, ratings->value[ratings->count - 1], &why };
    drift->raised++;
    return signal_by_clock(cx, tx, practice, it->episode, &fresh);
}

static Err job_find(Ctx *cx, Tx *tx, void *arg)
{
    Drift *drift = arg;
    return touch_due(cx, tx, app_practice(drift->app)->id, cx->now_ms - DRIFT_SINCE_MS, &drift->due);
}

/* What was found is asked for again where it is written: somebody may have sent a form meanwhile. */
static Err job_raise(Ctx *cx, Tx *tx, void *arg)
{
    Drift *drift = arg;
    TRY(job_find(cx, tx, drift));
    for (size_t i = 0; i < drift->due.count; i++) TRY(look_at(cx, tx, drift, &drift->due.list[i]));
    return OK;
}

Err jobs_drift(Ctx *cx, App *app, size_t *ret_raised)
{
    Drift drift = { .app = app, .ratings = ARENA_NEW(cx->arena, TouchRatings) };
    *ret_raised = 0;
    if (!app_practice(app)) return OK;         /* before the practice is set up */
    if (!drift.ratings) return fail(cx, ERR_LIMIT, "no room to look for drift");
    TRY(db_read(cx, app->db, job_find, &drift));
    if (drift.due.count == 0) return OK;       /* the writer is not troubled for nothing */
    TRY(db_write(cx, app->db, job_raise, &drift));
    *ret_raised = drift.raised;
    return OK;
}

void jobs_drift_hourly(App *app)
{
    size_t raised = 0;
    int64_t now_ms = app_now_ms(app);
    if (app->drift_looked_ms && now_ms - app->drift_looked_ms < DRIFT_EVERY_MS) return;
    Arena *arena = arena_open(DRIFT_ARENA_MAX);
    if (!arena) return;
    Ctx cx = { .arena = arena, .now_ms = now_ms };
    app->drift_looked_ms = now_ms;
    Err err = jobs_drift(&cx, app, &raised);
    if (err.kind != ERR_NONE) LOG(LOG_ERROR, "drift", LOG_TEXT("why", str_from_c(cx.err_text)));
    if (raised) LOG(LOG_INFO, "drift", LOG_NUM("raised", (int64_t)raised));
    arena_close(arena);
}
