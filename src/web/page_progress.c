/* page_progress.c - "How it goes": every number there is, as a sentence, a picture and a
 * table; and what was noticed.  Client and therapist read the same page.
 *
 * The store leaves out what this reader may not see yet; nothing is filtered here. */
#include "pages.h"
#include <math.h>
#include "../measure/explain_people.h"
#include "../store/entry.h"
#include "../store/episode.h"
#include "../store/norm.h"
#include "../store/response.h"
#include "../store/rules.h"
#include "../store/session.h"
#include "../store/signal.h"
#include "../views/progress.h"
#include "views.h"

enum { PARTS_MAX = 16, GOALS_SHOWN_MAX = 12, EVENTS_MAX = CHART_LABELS_MAX };

typedef struct Page {
    Req *rq;
    EpisodeId e;
    Episode work;
    Sessions sessions;
    Signals noticed;
    PersonId client;
    Str client_name, therapist_name;
    bool client_reads;
    ChartEvent event[EVENTS_MAX];     /* something between them, and when it was mended */
    size_t event_count;
    ChartSpan span[EVENTS_MAX];       /* from the one to the other, or until now */
    size_t span_count;
    Rules rules;
} Page;

/* --- small words ------------------------------------------------------------------------ */

static Str day(Ctx *cx, const Page *p, int64_t at_ms)
{
    return time_say_short(cx->arena, p->rq->practice->zone, at_ms);
}

static Str decimals(Ctx *cx, double value, int digits)
{
    return say_fixed(cx->arena, value, digits);
}

/* "From 17 to 9 in 8 check-ins." */
static Str course_say(Ctx *cx, const MeasureScale *s, double first, double last, size_t count)
{
    Str a = score_text(cx->arena, s, first), b = score_text(cx->arena, s, last);
    if (count == 1) return arena_printf(cx->arena, STR_FMT " in one check-in.", STR_ARG(b));
    return arena_printf(cx->arena, "From " STR_FMT " to " STR_FMT " in " STR_FMT ".", STR_ARG(a),
                        STR_ARG(b), STR_ARG(say_count(cx->arena, (int64_t)count, "{1} check-in", "{1} check-ins")));
}

/* --- what a session or a goal is called by time ------------------------------------------- */

static const Session *session_of(const Page *p, SessionId id)
{
    for (size_t i = 0; i < p->sessions.count; i++)
        if (uuid_eq(p->sessions.list[i].id.u, id.u)) return &p->sessions.list[i];
    return NULL;
}

/* Two raters of one session stand at the same moment: the session's. */
static int64_t moment_of(const Page *p, const StoredScore *s)
{
    const Session *held = session_of(p, s->session);
    return held ? held->starts_ms : s->at_ms;
}

/* --- one measure -------------------------------------------------------------------------- */

/* The scores of one person, oldest first. */
static Err scores_of(Ctx *cx, const Page *p, Str measure, Str scale, PersonId person,
                     StoredScores *ret_scores)
{
    StoredScores all;
    size_t count = 0;
    TRY(score_list(cx, p->rq->tx, p->rq->grant, p->e, measure, scale, &all));
    for (size_t i = 0; i < all.count; i++)
        if (uuid_eq(all.list[i].person.u, person.u)) all.list[count++] = all.list[i];
    all.count = count;
    *ret_scores = all;
    return OK;
}

static Err points_of(Ctx *cx, const StoredScores *scores, const ChartPoint **ret_points)
{
    ChartPoint *points = ARENA_ARRAY(cx->arena, ChartPoint, scores->count + 1);
    if (!points) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < scores->count; i++)
        points[i] = (ChartPoint){ .at_ms = scores->list[i].at_ms, .value = scores->list[i].score };
    *ret_points = points;
    return OK;
}

static Str direction_say(Ctx *cx, const MeasureScale *s)
{
    const char *better = s->direction == SCALE_LOWER_IS_BETTER ? "Lower is better."
                                                               : "Higher is better.";
    if (!s->cutoff.known) return str_from_c(better);
    return arena_printf(cx->arena, "%s The dotted line at " STR_FMT " is this questionnaire’s"
                        " convention: a guide for talking, not a diagnosis and not a target.",
                        better, STR_ARG(decimals(cx, s->cutoff.value, s->decimals)));
}

/* The change since the start; with one form only, where it stands. */
static Explanation explain_course_so_far(Ctx *cx, const Definition *d, const MeasureScale *s,
                                         const StoredScores *scores)
{
    const StoredScore *first = &scores->list[0], *last = &scores->list[scores->count - 1];
    if (scores->count == 1 && s->cutoff.known)
        return explain_cutoff(cx->arena, d, s, last->score);
    if (scores->count == 1) {
        ScaleScore one = { .scale = s, .scored = true, .prorated = last->prorated,
                           .n_items = s->item_count, .n_missing = (size_t)last->missing,
                           .raw = last->score, .score = last->score };
        return explain_score(cx->arena, d, &one);
    }
    Change change = change_fixed(s, first->score, last->score);
    change.prorated = first->prorated || last->prorated;
    return explain_change(cx->arena, d, s, &change);
}

/* Sessions are counted from the first score's. */
static Err course_points(Ctx *cx, const Page *p, const StoredScores *scores,
                         CoursePoint **ret_points)
{
    CoursePoint *points = ARENA_ARRAY(cx->arena, CoursePoint, scores->count + 1);
    int64_t *number = ARENA_ARRAY(cx->arena, int64_t, scores->count + 1);
    double *value = ARENA_ARRAY(cx->arena, double, scores->count + 1);
    if (!points || !number || !value) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < scores->count; i++) {
        const Session *held = session_of(p, scores->list[i].session);
        number[i] = held ? held->number : 0;
        value[i] = scores->list[i].score;
    }
    signal_course_points(value, number, scores->count, points);
    *ret_points = points;
    return OK;
}

/* What happened between them, and this scale's own sudden steps. */
static Err part_events(Ctx *cx, const Page *p, const Definition *d, const MeasureScale *s,
                       const StoredScores *scores, Chart *chart)
{
    Str about = arena_printf(cx->arena, STR_FMT "/" STR_FMT, STR_ARG(d->id), STR_ARG(s->id));
    ChartEvent *list = ARENA_ARRAY(cx->arena, ChartEvent, EVENTS_MAX);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < p->noticed.count && chart->event_count < EVENTS_MAX; i++) {
        const Signal *it = &p->noticed.list[i];
        if (it->kind != SIGNAL_SUDDEN_STEP || !str_eq(it->about, about)) continue;
        for (size_t k = 0; k < scores->count; k++)
            if (uuid_eq(scores->list[k].response.u, it->response.u))
                list[chart->event_count++] = (ChartEvent){ scores->list[k].at_ms, S("sudden step") };
    }
    for (size_t i = 0; i < p->event_count && chart->event_count < EVENTS_MAX; i++)
        list[chart->event_count++] = p->event[i];
    chart->event = list;
    return OK;
}

/* The course from the first score alone, at the times of the scores; only with a norm in force,
 * and only as far as its people were followed. */
static Err part_band(Ctx *cx, const Page *p, const Definition *d, const MeasureScale *s,
                     const StoredScores *scores, ProgressPart *part)
{
    bool found = false;
    CourseNorm norm;
    CoursePoint *points = NULL;
    TRY(norm_load(cx, p->rq->tx, p->rq->grant, p->e, d->id, s->id, &found, &norm));
    if (!found || scores->count < 2) return OK;
    TRY(course_points(cx, p, scores, &points));
    ChartBandPoint *band = ARENA_ARRAY(cx->arena, ChartBandPoint, scores->count);
    if (!band) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < scores->count; i++) {
        CoursePrediction expected;
        if (points[i].session > norm.last_session) break;
        TRY(course_predict(cx, &norm, points, 1, points[i].session, rules_band_z(&p->rules),
                           &expected));
        band[part->chart.band_count++] = (ChartBandPoint){ scores->list[i].at_ms,
            fmax(expected.low, s->low), fmin(expected.high, s->high) };
    }
    part->chart.band = band;
    part->chart.band_name = S("Expected range");
    part->caption = arena_printf(cx->arena, STR_FMT " The shaded range held about %s of 100 people"
        " who began at a similar place: a guide for talking, not a target. It comes from " STR_FMT
        ".", STR_ARG(part->caption), rules_band_z(&p->rules) > COURSE_Z_80 ? "90" : "80",
        STR_ARG(course_norm_text(cx->arena, &norm)));
    return OK;
}

static Err part_fill(Ctx *cx, const Page *p, const Definition *d, const MeasureScale *s,
                     const StoredScores *scores, ProgressPart *ret_part)
{
    const StoredScore *first = &scores->list[0], *last = &scores->list[scores->count - 1];
    ProgressPart part = { .id = d->id, .title = s->title, .what = d->description,
                          .validated = d->validated,
                          .caption = direction_say(cx, s) };
    part.why = explain_course_so_far(cx, d, s, scores);
    part.sentence = part.why.sentence;
    part.chart = (Chart){
        .id = arena_join(cx->arena, S("c-"), d->id),
        .title = arena_printf(cx->arena, STR_FMT ", from " STR_FMT " to " STR_FMT,
                              STR_ARG(s->title), STR_ARG(day(cx, p, first->at_ms)),
                              STR_ARG(day(cx, p, last->at_ms))),
        .summary = course_say(cx, s, first->score, last->score, scores->count),
        .low = s->low, .high = s->high, .decimals = s->decimals, .series_count = 1,
        .span = p->span, .span_count = p->span_count, .zone = p->rq->practice->zone };
    if (s->cutoff.known) {
        part.chart.has_cut = true;
        part.chart.cut = s->cutoff.value;
        part.chart.cut_label = arena_printf(cx->arena, "line at " STR_FMT,
                                            STR_ARG(decimals(cx, s->cutoff.value, s->decimals)));
    }
    part.chart.series[0] = (ChartSeries){ .name = p->client_name, .count = scores->count };
    TRY(points_of(cx, scores, &part.chart.series[0].point));
    TRY(part_events(cx, p, d, s, scores, &part.chart));
    TRY(part_band(cx, p, d, s, scores, &part));
    *ret_part = part;
    return OK;
}

/* Questionnaires first, then our own lines. */
static Err parts_fill(Ctx *cx, const Page *p, ProgressPage *page)
{
    const MeasureSet *set = p->rq->app->measures;
    ProgressPart *list = ARENA_ARRAY(cx->arena, ProgressPart, PARTS_MAX);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (int own = 0; own < 2; own++) {
        for (size_t i = 0; i < set->count && page->part_count < PARTS_MAX; i++) {
            const Definition *d = set->list[i];
            const MeasureScale *s = measure_main_scale(d);
            StoredScores scores;
            if (!s) continue;                              /* what is asked at the beginning is not scored */
            if (d->target != TARGET_SELF || d->rater != RATER_CLIENT || d->validated == (own > 0))
                continue;
            if (measure_find(set, d->id) != d) continue;   /* of several versions, the one in force */
            TRY(scores_of(cx, p, d->id, s->id, p->client, &scores));
            if (scores.count == 0) continue;
            TRY(part_fill(cx, p, d, s, &scores, &list[page->part_count]));
            page->part_count++;
        }
    }
    page->part = list;
    return OK;
}

/* --- goals -------------------------------------------------------------------------------- */

static const Definition *goal_measure(const MeasureSet *set)
{
    return measure_find(set, S("tandem-goals"));
}

static Err goal_chart(Ctx *cx, const Page *p, const MeasureScale *s, const GoalRatings *all,
                      const Entry *goal, Chart *ret_chart, GoalPair *ret_pair)
{
    size_t count = 0;
    ChartPoint *points = ARENA_ARRAY(cx->arena, ChartPoint, all->count + 1);
    if (!points) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all->count; i++)
        if (uuid_eq(all->list[i].goal.u, goal->id.u))
            points[count++] = (ChartPoint){ .at_ms = all->list[i].at_ms,
                                            .value = (double)all->list[i].value };
    *ret_chart = (Chart){ .id = arena_join(cx->arena, S("g-"), uuid_str(cx->arena, goal->id.u)),
                          .title = entry_text(goal), .low = s->low, .high = s->high,
                          .series_count = 1, .zone = p->rq->practice->zone };
    ret_chart->series[0] = (ChartSeries){ p->client_name, points, count };
    if (count == 0) return OK;
    *ret_pair = (GoalPair){ points[0].value, points[count - 1].value };
    ret_chart->summary = course_say(cx, s, ret_pair->first, ret_pair->last, count);
    return OK;
}

static Err goals_fill(Ctx *cx, const Page *p, ProgressPage *page)
{
    Entries goals;
    GoalRatings all;
    size_t pairs = 0;
    GoalPair pair[GOALS_SHOWN_MAX];
    const Definition *d = goal_measure(p->rq->app->measures);
    Chart *chart = ARENA_ARRAY(cx->arena, Chart, GOALS_SHOWN_MAX);
    if (!chart) return fail(cx, ERR_LIMIT, "request too large");
    if (!d) return OK;
    const MeasureScale *s = measure_main_scale(d);
    TRY(goal_ratings(cx, p->rq->tx, p->rq->grant, p->e, &all));
    TRY(entry_list_goals(cx, p->rq->tx, p->rq->grant, p->e, &goals));
    for (size_t i = 0; i < goals.count && page->goals.count < GOALS_SHOWN_MAX; i++) {
        Chart *next = &chart[page->goals.count];
        TRY(goal_chart(cx, p, s, &all, &goals.list[i], next, &pair[pairs]));
        if (next->series[0].count == 0) continue;
        page->goals.count++;
        if (next->series[0].count > 1) pairs++;
    }
    page->goals.chart = chart;
    GoalChange change = change_goals(s, pair, pairs);
    page->goals.why = explain_goals(cx->arena, d, &change);
    page->goals.sentence = page->goals.why.sentence;
    return OK;
}

/* --- between the two ---------------------------------------------------------------------- */

static const Definition *alliance_of(const MeasureSet *set, MeasureRater rater)
{
    return measure_find(set, rater == RATER_CLIENT ? S("tandem-alliance-client")
                                                   : S("tandem-alliance-therapist"));
}

static const Signal *repair_of(const Page *p, ResponseId response)
{
    for (size_t i = 0; i < p->noticed.count; i++)
        if (p->noticed.list[i].page == PAGE_REPAIR
            && uuid_eq(p->noticed.list[i].response.u, response.u))
            return &p->noticed.list[i];
    return NULL;
}

/* A word or two at a mark. */
static Str mark_say(const Signal *repair)
{
    if (repair->kind == SIGNAL_FELT_OFF) return S("felt off");
    if (repair->kind == SIGNAL_ALLIANCE_CHART) return S("lower than usual");
    return repair->kind == SIGNAL_WARM_BUT_AIMLESS ? S("what for?") : S("a dip");
}

/* Was a repair closed between these two moments? */
static bool mended_between(const Page *p, int64_t after_ms, int64_t until_ms)
{
    for (size_t i = 0; i < p->noticed.count; i++) {
        const Signal *it = &p->noticed.list[i];
        if (it->page == PAGE_REPAIR && it->closed_ms > after_ms && it->closed_ms <= until_ms)
            return true;
    }
    return false;
}

static Err rated_points(Ctx *cx, const Page *p, const StoredScores *scores, bool marks,
                        const ChartPoint **ret_points)
{
    ChartPoint *points = ARENA_ARRAY(cx->arena, ChartPoint, scores->count + 1);
    if (!points) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < scores->count; i++) {
        const StoredScore *s = &scores->list[i];
        points[i] = (ChartPoint){ .at_ms = moment_of(p, s), .value = s->score };
        if (!marks) continue;
        const Signal *repair = repair_of(p, s->response);
        if (repair) {
            points[i].mark = CHART_MARK_RUPTURE;
            points[i].note = mark_say(repair);
        } else if (i > 0 && mended_between(p, scores->list[i - 1].at_ms, s->at_ms)) {
            points[i].mark = CHART_MARK_REPAIR;
            points[i].note = S("mended");
        }
    }
    *ret_points = points;
    return OK;
}

static Str alliance_say(Ctx *cx, const Definition *d, const MeasureScale *s,
                        const StoredScores *scores)
{
    double *values = ARENA_ARRAY(cx->arena, double, scores->count + 1);
    for (size_t i = 0; values && i < scores->count; i++) values[i] = scores->list[i].score;
    if (!values) return S("");
    AllianceDrop drop = alliance_drop(s, values, scores->count);
    if (drop.known) return explain_drop(cx->arena, d, s, &drop).sentence;
    return arena_printf(cx->arena, STR_FMT " felt like " STR_FMT ".", STR_ARG(s->say),
                        STR_ARG(score_text(cx->arena, s, scores->list[0].score)));
}

/* Client solid, therapist dashed; whoever has no rating yet is left out. */
static Err alliance_chart(Ctx *cx, const Page *p, Str scale_id, Chart *ret_chart)
{
    const MeasureSet *set = p->rq->app->measures;
    const Definition *d = alliance_of(set, RATER_CLIENT), *t = alliance_of(set, RATER_THERAPIST);
    const MeasureScale *s = measure_scale(d, scale_id);
    const Member *therapist = episode_part(&p->work, PART_THERAPIST);
    StoredScores mine, theirs = { NULL, 0 };
    TRY(scores_of(cx, p, d->id, scale_id, p->client, &mine));
    if (therapist && t) TRY(scores_of(cx, p, t->id, scale_id, therapist->person, &theirs));
    Chart c = { .id = arena_join(cx->arena, S("a-"), scale_id), .title = s->title, .low = s->low,
                .high = s->high, .decimals = s->decimals, .span = p->span,
                .span_count = p->span_count, .zone = p->rq->practice->zone };
    ChartSeries *to = &c.series[0];
    if (mine.count || theirs.count) {
        *to = (ChartSeries){ .name = p->client_name, .count = mine.count };
        TRY(rated_points(cx, p, &mine, true, &to->point));
        c.series_count = 1;
        c.summary = mine.count ? alliance_say(cx, d, s, &mine)
                               : arena_printf(cx->arena, "So far from " STR_FMT " alone.",
                                              STR_ARG(p->therapist_name));
    }
    if (theirs.count) {
        c.series[1] = (ChartSeries){ .name = p->therapist_name, .count = theirs.count };
        TRY(rated_points(cx, p, &theirs, false, &c.series[1].point));
        c.series_count = 2;
    }
    *ret_chart = c;
    return OK;
}

/* Both sides' totals of the same sessions.  The therapist's is given before the client's can be
 * read, so that none of these pairs has been coloured (RatingState, response_saw_partner). */
static Err two_views(Ctx *cx, const Page *p, const Definition *d, const StoredScores *mine,
                     ProgressPage *page)
{
    StoredScores theirs;
    Congruence found;
    const Definition *t = alliance_of(p->rq->app->measures, RATER_THERAPIST);
    const Member *therapist = episode_part(&p->work, PART_THERAPIST);
    if (!t || !therapist || mine->count == 0) return OK;
    TRY(scores_of(cx, p, t->id, measure_main_scale(t)->id, therapist->person, &theirs));
    double *one = ARENA_ARRAY(cx->arena, double, mine->count);
    double *other = ARENA_ARRAY(cx->arena, double, mine->count);
    if (!one || !other) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < mine->count; i++) {
        one[i] = mine->list[i].score;
        other[i] = NAN;
        for (size_t k = 0; k < theirs.count; k++)
            if (uuid_eq(theirs.list[k].session.u, mine->list[i].session.u))
                other[i] = theirs.list[k].score;
    }
    TRY(congruence_of(cx, cx->arena, one, other, mine->count, &found));
    if (found.enough) page->two_views = explain_congruence(cx->arena, d, measure_main_scale(d), &found);
    return OK;
}

static Err alliance_fill(Ctx *cx, const Page *p, ProgressPage *page)
{
    static const char *const ids[] = { "bond", "goals", "tasks" };
    StoredScores total;
    const Definition *d = alliance_of(p->rq->app->measures, RATER_CLIENT);
    Chart *chart = ARENA_ARRAY(cx->arena, Chart, 3);
    if (!chart) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < 3 && d; i++) {
        TRY(alliance_chart(cx, p, str_from_c(ids[i]), &chart[page->alliance.count]));
        if (chart[page->alliance.count].series_count) page->alliance.count++;
    }
    page->alliance.chart = chart;
    page->alliance.sentence = S("After each session, how it was between you: being on the same"
                                " side, the aims, and the way you work. Three things, kept apart.");
    if (!d || page->alliance.count == 0) return OK;
    const MeasureScale *s = measure_scale(d, S("total"));
    TRY(scores_of(cx, p, d->id, s->id, p->client, &total));
    double *values = ARENA_ARRAY(cx->arena, double, total.count + 1);
    if (!values) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < total.count; i++) values[i] = total.list[i].score;
    AllianceDrop drop = alliance_drop(s, values, total.count);
    page->alliance.why = explain_drop(cx->arena, d, s, &drop);
    TRY(two_views(cx, p, d, &total, page));
    if (p->work.state == EPISODE_OPEN)
        page->own_first = arena_printf(cx->arena, STR_FMT "’s rating of a session stands here once"
            " your own for that session is sent, so that neither colours the other.",
            STR_ARG(p->client_reads ? p->therapist_name : p->client_name));
    return OK;
}

/* --- what was noticed --------------------------------------------------------------------- */

/* A note waits for no words. */
static Str when_said(Ctx *cx, const Page *p, const Signal *it)
{
    Str when = time_say_day_year(cx->arena, p->rq->practice->zone, it->raised_ms);
    if (it->state == SIGNAL_NOTED) return arena_printf(cx->arena, STR_FMT ".", STR_ARG(when));
    return arena_printf(cx->arena, STR_FMT ". " STR_FMT ".", STR_ARG(when),
                        STR_ARG(signal_addressed_say(cx->arena, it->raised_ms, it->addressed_ms,
                                                     cx->now_ms)));
}

static TagKind tag_of(const Signal *it)
{
    if (it->state == SIGNAL_CLOSED) return TAG_AGREED;
    if (it->state == SIGNAL_NOTED) return TAG_PLAIN;
    return it->worse ? TAG_CARE : TAG_OPEN;
}

static NoticedRow row_of(Ctx *cx, const Page *p, const Signal *it)
{
    return (NoticedRow){
        .url = url_printf(cx->arena, "/work/" STR_FMT "/signals/" STR_FMT,
                          STR_ARG(req_path(p->rq, "episode")),
                          STR_ARG(uuid_str(cx->arena, it->id.u))),
        .title = signal_title(it->kind, it->worse), .sentence = it->why.sentence,
        .state = signal_state_say(it->page, it->state), .tag = tag_of(it),
        .when = when_said(cx, p, it) };
}

/* What waits first. */
static Err noticed_fill(Ctx *cx, const Page *p, ProgressPage *page)
{
    NoticedRow *rows = ARENA_ARRAY(cx->arena, NoticedRow, p->noticed.count + 1);
    if (!rows) return fail(cx, ERR_LIMIT, "request too large");
    for (int closed = 0; closed < 2; closed++)
        for (size_t i = 0; i < p->noticed.count; i++)
            if (signal_waits(p->noticed.list[i].state) == (closed == 0))
                rows[page->noticed_count++] = row_of(cx, p, &p->noticed.list[i]);
    page->noticed = rows;
    return OK;
}

static void event_add(Page *p, int64_t at_ms, Str label)
{
    if (p->event_count < EVENTS_MAX) p->event[p->event_count++] = (ChartEvent){ at_ms, label };
}

/* The newest first: an old one gives way when there is no room for all. */
static void events_fill(Page *p)
{
    for (size_t i = 0; i < p->noticed.count; i++) {
        const Signal *it = &p->noticed.list[i];
        if (it->page != PAGE_REPAIR) continue;
        if (it->closed_ms > 0) event_add(p, it->closed_ms, S("mended"));
        event_add(p, it->raised_ms, mark_say(it));
        if (p->span_count == EVENTS_MAX) continue;
        p->span[p->span_count++] = (ChartSpan){ it->raised_ms,
                                                it->closed_ms > 0 ? it->closed_ms : INT64_MAX };
    }
}

static Err page_load(Ctx *cx, Req *rq, Page *ret_page)
{
    Page p = { .rq = rq, .e = req_episode(rq), .client_reads = grant_is_client_view(rq->grant) };
    TRY(episode_load(cx, rq->tx, rq->grant, p.e, &p.work));
    TRY(session_list(cx, rq->tx, rq->grant, p.e, &p.sessions));
    TRY(signal_list_all(cx, rq->tx, rq->grant, p.e, &p.noticed));
    TRY(rules_load(cx, rq->tx, rq->grant, p.e, &p.rules));
    const Member *client = p.client_reads ? episode_member(&p.work, rq->actor.person)
                                          : episode_part(&p.work, PART_CLIENT);
    const Member *therapist = episode_part(&p.work, PART_THERAPIST);
    if (client) p.client = client->person;
    p.client_name = client ? profile_called(&client->profile) : S("Client");
    p.therapist_name = therapist ? profile_called(&therapist->profile) : S("Therapist");
    events_fill(&p);
    *ret_page = p;
    return OK;
}

Err page_progress(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Page p;
    ProgressPage page = { .nothing = false };
    TRY(page_load(cx, rq, &p));
    TRY(parts_fill(cx, &p, &page));
    TRY(goals_fill(cx, &p, &page));
    TRY(alliance_fill(cx, &p, &page));
    TRY(noticed_fill(cx, &p, &page));
    page.nothing = page.part_count == 0 && page.goals.count == 0 && page.alliance.count == 0;
    page.who_sees = arena_printf(cx->arena, "You and " STR_FMT,
                                 STR_ARG(episode_others(cx->arena, &p.work, rq->actor.person)));
    if (!p.client_reads) page.you_is = p.client_name;
    page.rules = url_printf(cx->arena, "/work/" STR_FMT "/rules", STR_ARG(req_path(rq, "episode")));
    TRY(frame_fill(cx, rq, S("How it goes"), FRAME_TWO, TAB_PROGRESS, &frame));
    view_progress(&reply->body, &frame, &page);
    return OK;
}
