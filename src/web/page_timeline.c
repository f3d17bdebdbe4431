/* page_timeline.c - the whole work through time: months, and what happened in each. */
#include "cards.h"
#include "happenings.h"
#include "views.h"

enum { MONTHS_A_PAGE = 6 };

typedef struct Timeline {
    Ctx *cx;
    Req *rq;
    Happenings all;
    TimelineKind kind;
    int64_t number;           /* of the page: 1, 2, ... */
    size_t count;             /* of the chosen kind, newest first in all.list */
    TimelineMonth *month;     /* newest first */
    size_t month_count;
} Timeline;

static Str month_said(const Timeline *t, const TimelineMonth *m)
{
    return time_say_month(t->cx->arena, t->rq->practice->zone, t->all.list[m->from].at_ms);
}

static Url page_url(const Timeline *t, TimelineKind kind, int64_t number)
{
    Arena *a = t->cx->arena;
    Str work = uuid_str(a, t->all.work.id.u), name = timeline_kind_name(kind);
    if (kind == TIMELINE_ALL)
        return url_printf(a, "/work/" STR_FMT "/timeline?page=%lld", STR_ARG(work), (long long)number);
    return url_printf(a, "/work/" STR_FMT "/timeline?kind=" STR_FMT "&page=%lld", STR_ARG(work),
                      STR_ARG(name), (long long)number);
}

static Err load(Ctx *cx, Req *rq, Timeline *ret_timeline)
{
    Timeline *t = ret_timeline;
    *t = (Timeline){ .cx = cx, .rq = rq, .kind = timeline_kind_parse(req_text(rq, "kind")),
                     .number = req_int(rq, "page", 1) };
    if (t->number < 1) t->number = 1;             /* an address somebody typed */
    TRY(happenings_gather(cx, rq, &t->all));
    t->count = timeline_keep(t->all.list, t->all.count, t->kind, INT64_MAX);
    timeline_sort(t->all.list, t->count);
    t->month = ARENA_ARRAY(cx->arena, TimelineMonth, t->count);
    if (!t->month && t->count) return fail(cx, ERR_LIMIT, "request too large");
    t->month_count = timeline_months(t->all.list, t->count, rq->practice->zone, t->month);
    return OK;
}

/* --- the picture --------------------------------------------------------------------------- */

static Str said_of(const Timeline *t)
{
    Arena *a = t->cx->arena;
    const TimelineMonth *most = t->month;
    if (t->count == 0) return S("");
    for (size_t i = 1; i < t->month_count; i++)
        if (t->month[i].count > most->count) most = &t->month[i];
    Str things = say_count(a, (int64_t)t->count, "One thing", "{1} things");
    if (t->month_count == 1) return arena_printf(a, STR_FMT " in " STR_FMT ".", STR_ARG(things),
                                                 STR_ARG(month_said(t, most)));
    return arena_printf(a, STR_FMT " from " STR_FMT " to " STR_FMT ", most of them in " STR_FMT ".",
        STR_ARG(things), STR_ARG(month_said(t, &t->month[t->month_count - 1])),
        STR_ARG(month_said(t, t->month)), STR_ARG(month_said(t, most)));
}

/* Of more years than there is room for, the newest. */
static void fill_strip(const Timeline *t, Strip *s)
{
    size_t first = t->month_count;
    *s = (Strip){ .id = S("months"), .title = S("How much there was in each month"), .summary = said_of(t) };
    while (first > 0 && timeline_span(&t->month[first - 1], t->month) > STRIP_MONTHS_MAX) first--;
    if (first == 0) return;
    const TimelineMonth *oldest = &t->month[first - 1];
    s->count = (size_t)timeline_span(oldest, t->month);
    for (size_t i = 0; i < first; i++)
        s->month[timeline_span(oldest, &t->month[i]) - 1] = (int64_t)t->month[i].count;
    s->first_month = oldest->month;
    s->first = month_said(t, oldest);
    if (s->count > 1) s->last = month_said(t, t->month);
}

/* --- the months of this page ------------------------------------------------------------------ */

static Err fill_group(const Timeline *t, const TimelineMonth *m, TimelineGroup *ret_group)
{
    TimelineLine *list = ARENA_ARRAY(t->cx->arena, TimelineLine, m->count);
    if (!list) return fail(t->cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < m->count; i++) {
        const Happening *h = &t->all.list[m->from + i];
        list[i] = t->all.line[h->what];
        list[i].when = time_say_day(t->cx->arena, t->rq->practice->zone, h->at_ms);
    }
    *ret_group = (TimelineGroup){ .title = month_said(t, m), .line = list, .count = m->count };
    return OK;
}

static Err fill_groups(const Timeline *t, TimelinePage *p)
{
    size_t from = (size_t)(t->number - 1) * MONTHS_A_PAGE, to = from + MONTHS_A_PAGE;
    TimelineGroup *groups = ARENA_ARRAY(t->cx->arena, TimelineGroup, MONTHS_A_PAGE);
    if (!groups) return fail(t->cx, ERR_LIMIT, "request too large");
    for (size_t i = from; i < to && i < t->month_count; i++)
        TRY(fill_group(t, &t->month[i], &groups[p->group_count++]));
    p->group = groups;
    if (t->number > 1) p->newer = page_url(t, t->kind, t->number - 1);
    if (to < t->month_count) p->older = page_url(t, t->kind, t->number + 1);
    return OK;
}

static Err fill_kinds(const Timeline *t, TimelinePage *p)
{
    NavItem *list = ARENA_ARRAY(t->cx->arena, NavItem, TIMELINE_KIND_COUNT);
    if (!list) return fail(t->cx, ERR_LIMIT, "request too large");
    for (int k = TIMELINE_ALL; k < TIMELINE_KIND_COUNT; k++)
        list[k] = (NavItem){ timeline_kind_say((TimelineKind)k), page_url(t, (TimelineKind)k, 1),
                             t->kind == (TimelineKind)k };
    p->kinds = list;
    p->kind_count = TIMELINE_KIND_COUNT;
    return OK;
}

Err page_timeline(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Timeline t;
    TimelinePage p = { .group_count = 0 };
    TRY(load(cx, rq, &t));
    TRY(frame_fill(cx, rq, S("Our work through time"), FRAME_READ, TAB_STORY, &frame));
    p.back = card_work_url(cx, rq, grant_is_client_view(rq->grant) ? "/home" : "");
    p.names = episode_names(cx->arena, &t.all.work);
    p.said = said_of(&t);
    p.cut = t.all.cut;
    fill_strip(&t, &p.strip);
    TRY(fill_kinds(&t, &p));
    TRY(fill_groups(&t, &p));
    view_timeline(&reply->body, &frame, &p);
    return OK;
}
