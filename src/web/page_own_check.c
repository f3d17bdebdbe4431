/* page_own_check.c - the therapist's own check: four lines, a trend, one offer.  Nobody else's page
 * reads these numbers. */
#include "cards.h"
#include "form.h"
#include "../store/episode.h"
#include "../store/own_check.h"
#include "../views/own.h"
#include "views.h"

#define OWN_FORM "tandem-therapist-check"
static Str day_of(Ctx *cx, const Req *rq, int64_t at_ms)
{
    return time_say_short(cx->arena, rq->practice->zone, at_ms);
}

/* --- the trend ------------------------------------------------------------------------------ */

static const OwnCheck *first_counted(const OwnChecks *all)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->list[i].total) return &all->list[i];
    return NULL;
}

static Err fill_trend(Ctx *cx, Req *rq, const OwnChecks *all, OwnPage *p)
{
    const OwnCheck *first = first_counted(all);
    ChartPoint *points = ARENA_ARRAY(cx->arena, ChartPoint, all->count);
    Chart *chart = ARENA_NEW(cx->arena, Chart);
    size_t count = 0;
    if (!chart || (!points && all->count)) return fail(cx, ERR_LIMIT, "request too large");
    if (!first) return OK;
    p->said = own_check_said(cx->arena, all->list, all->count, day_of(cx, rq, first->at_ms));
    for (size_t i = 0; i < all->count; i++)
        points[count++] = (ChartPoint){ .at_ms = all->list[i].at_ms, .missing = all->list[i].total == 0,
                                        .value = (double)all->list[i].total / 100.0 };
    *chart = (Chart){ .id = S("own"), .title = S("My own check over time"), .summary = p->said,
                      .low = 1, .high = 5, .decimals = 1, .zone = rq->practice->zone,
                      .series = { { S("You"), points, count } }, .series_count = 1 };
    if (count > 1) p->chart = chart;
    return OK;
}

/* --- the lines ------------------------------------------------------------------------------ */

static Err own_form(Ctx *cx, const Req *rq, const Definition **ret_form)
{
    const Definition *d = measure_find(rq->app->measures, S(OWN_FORM));
    if (!d || d->item_count > OWN_CHECK_LINES_MAX) return fail(cx, ERR_BUG, "the own check is missing");
    *ret_form = d;
    return OK;
}

static int64_t typed(Ctx *cx, const Req *rq, const MeasureItem *item)
{
    int64_t value = 0;
    Str sent = req_text(rq, arena_c(cx->arena, item->id));
    bool fits = str_to_i64(sent, &value) && measure_value_allowed(item, (double)value);
    return fits ? value : OWN_CHECK_LEFT_OUT;
}

static void fill_lines(Ctx *cx, const Req *rq, const Definition *d, OwnPage *p)
{
    for (size_t i = 0; i < d->item_count; i++) {
        int64_t chosen = rq->errors.count ? typed(cx, rq, &d->items[i]) : OWN_CHECK_LEFT_OUT;
        p->line[p->line_count++] = (RatingLine){ d->items[i].id, d->items[i].text, &d->items[i], (int)chosen };
    }
    p->lead = d->lead;
    p->notice = d->licence.notice;
}

static Err show(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Episode work;
    OwnChecks all;
    const Definition *d;
    EpisodeId e = req_episode(rq);
    OwnPage *p = ARENA_NEW(cx->arena, OwnPage);
    if (!p) return fail(cx, ERR_LIMIT, "request too large");
    TRY(frame_fill(cx, rq, S("My own check"), FRAME_READ, TAB_CASELOAD, &frame));
    TRY(episode_load(cx, rq->tx, rq->grant, e, &work));
    TRY(own_check_list(cx, rq->tx, rq->grant, e, &all));
    TRY(own_form(cx, rq, &d));
    const Member *client = episode_part(&work, PART_CLIENT);
    *p = (OwnPage){ .back = card_work_url(cx, rq, ""), .send = card_work_url(cx, rq, "/own-check"),
        .leave = card_work_url(cx, rq, "/own-check/leave"), .title = S("My own check"), .idem = rq->idem,
        .about = client ? profile_called(&client->profile) : S(""), .all = url_local(S("/own-check")),
        .may_write = grant_may(rq->grant, ACTION_OWN_WRITE) };
    if (grant_may(rq->grant, ACTION_BRING_WRITE))
        p->bring = card_work_url(cx, rq, "/supervision?beside=check#new");
    p->offers = p->may_write && own_check_offers(all.list, all.count);
    fill_lines(cx, rq, d, p);
    TRY(fill_trend(cx, rq, &all, p));
    if (rq->errors.count) reply->status = 422;
    view_own_check(&reply->body, &frame, &rq->errors, p);
    return OK;
}

Err page_own_check(Ctx *cx, Req *rq, Reply *reply)
{
    return show(cx, rq, reply);
}

/* Over all work: whose it was is not said, so nobody's name stands here. */
Err page_own_check_all(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    OwnChecks all;
    OwnPage *p = ARENA_NEW(cx->arena, OwnPage);
    if (!p) return fail(cx, ERR_LIMIT, "request too large");
    TRY(frame_fill(cx, rq, S("My own check, over all work"), FRAME_READ, TAB_CASELOAD, &frame));
    TRY(own_check_list_mine(cx, rq->tx, rq->grant, &all));
    *p = (OwnPage){ .back = url_local(S("/caseload")), .title = S("My own check, over all my work") };
    TRY(fill_trend(cx, rq, &all, p));
    view_own_check(&reply->body, &frame, &rq->errors, p);
    return OK;
}

/* --- saving --------------------------------------------------------------------------------- */

static Err fill_check(Ctx *cx, const Req *rq, const Definition *d, OwnCheck *c)
{
    Scores scores;
    Answer *answers = ARENA_ARRAY(cx->arena, Answer, d->item_count);
    if (!answers) return fail(cx, ERR_LIMIT, "request too large");
    *c = (OwnCheck){ .version = d->version, .answer_count = d->item_count };
    for (size_t i = 0; i < d->item_count; i++) {
        c->answer[i] = typed(cx, rq, &d->items[i]);
        answers[i] = c->answer[i] ? ANSWER((double)c->answer[i]) : (Answer){ ANSWER_SKIPPED, 0 };
    }
    TRY(measure_score(cx, cx->arena, d, answers, d->item_count, &scores));
    const ScaleScore *total = scores_scale(&scores, S("total"));
    if (total && total->scored) c->total = (int64_t)(total->score * 100.0 + 0.5);
    return OK;
}

Err page_own_check_save(Ctx *cx, Req *rq, Reply *reply)
{
    OwnCheck c;
    const Definition *d;
    bool any = false;
    TRY(own_form(cx, rq, &d));
    TRY(fill_check(cx, rq, d, &c));
    for (size_t i = 0; i < c.answer_count; i++) any = any || c.answer[i];
    if (!any) req_error(rq, arena_c(cx->arena, d->items[0].id), S("Choose at least one line, or leave the page."));
    if (rq->errors.count) return show(cx, rq, reply);
    TRY(own_check_add(cx, rq->tx, rq->grant, req_episode(rq), &c));
    return reply_go(reply, card_work_url(cx, rq, "/own-check"));
}

Err page_own_check_leave(Ctx *cx, Req *rq, Reply *reply)
{
    TRY(own_check_leave(cx, rq->tx, rq->grant, req_episode(rq)));
    return reply_go(reply, card_work_url(cx, rq, "/own-check"));
}
