/* page_shown.c - what somebody outside the work is shown by its client, in one page. */
#include "../domain/offer.h"
#include "shown.h"
#include "views.h"

/* --- things ------------------------------------------------------------------------------- */

static bool agreed(const Showing *s, const Entry *e, Offer *ret_offer)
{
    *ret_offer = offer_of(e, &s->work);
    return ret_offer->in_force != 0 && ret_offer->state != OFFER_SET_ASIDE;
}

/* Where this entry belongs, and whether it stands as it may be shown: agreed on, seen so by
 * everyone, or the client's own. */
static bool stands(const Showing *s, const Entry *e, ReleasePart *ret_part)
{
    Offer offer;
    switch (e->kind) {
    case ENTRY_GOAL: *ret_part = RELEASE_GOALS; return agreed(s, e, &offer);
    case ENTRY_TASK: *ret_part = RELEASE_TASKS; return agreed(s, e, &offer);
    case ENTRY_PART: *ret_part = RELEASE_PICTURE; return agreed(s, e, &offer);
    case ENTRY_SHARED: *ret_part = RELEASE_TAKEAWAYS; return agreed(s, e, &offer);
    case ENTRY_SENTENCE: *ret_part = RELEASE_TAKEAWAYS; return entry_is_settled(e, &s->work);
    case ENTRY_TAKEAWAY:
        *ret_part = RELEASE_TAKEAWAYS;
        return e->state != ENTRY_OFFERED && e->state != ENTRY_DECLINED && e->state != ENTRY_WITHDRAWN;
    default: return false;
    }
}

static ShownLine entry_line(Ctx *cx, const Req *rq, const Showing *s, const Entry *e)
{
    Offer offer = offer_of(e, &s->work);
    bool joint = e->kind != ENTRY_TAKEAWAY && e->kind != ENTRY_SENTENCE;
    const EntryWording *w = joint ? entry_wording_at(e, offer.in_force) : entry_newest(e);
    if (!w) return (ShownLine){ S(""), S("") };
    Str day = time_say_day_year(cx->arena, rq->practice->zone, joint ? offer.agreed_ms : w->at_ms);
    const char *how = e->kind == ENTRY_TAKEAWAY ? "Written on" : e->state == ENTRY_DONE ? "Reached. Agreed on"
                                                               : "Agreed on";
    return (ShownLine){ w->text, arena_printf(cx->arena, "%s " STR_FMT ".", how, STR_ARG(day)) };
}

static Err add_part(Ctx *cx, ShownParts *parts, ReleasePart part, size_t room, ShownPart **ret_part)
{
    enum { PARTS_MAX = 64 };
    if (!parts->list) parts->list = ARENA_ARRAY(cx->arena, ShownPart, PARTS_MAX);
    ShownLine *lines = ARENA_ARRAY(cx->arena, ShownLine, room + 1);
    if (!parts->list || !lines || parts->count == PARTS_MAX) return fail(cx, ERR_LIMIT, "request too large");
    *ret_part = &parts->list[parts->count++];
    **ret_part = (ShownPart){ .id = arena_printf(cx->arena, "shown-%zu", parts->count),
                              .title = arena_capital(cx->arena, release_part_say(part)),
                              .hint = release_part_hint(part), .lines = lines };
    return OK;
}

static void put(ShownPart *part, ShownLine line)
{
    if (line.text.len) ((ShownLine *)(uintptr_t)part->lines)[part->count++] = line;
}

static Err entries_part(Ctx *cx, const Req *rq, const Showing *s, ReleasePart part, ShownParts *into)
{
    ShownPart *p;
    ReleasePart where;
    TRY(add_part(cx, into, part, s->entries.count, &p));
    for (size_t i = 0; i < s->entries.count; i++)
        if (stands(s, &s->entries.list[i], &where) && where == part)
            put(p, entry_line(cx, rq, s, &s->entries.list[i]));
    return OK;
}

/* --- numbers and dates ------------------------------------------------------------------------ */

static Str scale_name(Ctx *cx, const Req *rq, const StoredScore *s)
{
    const MeasureSet *set = rq->app->measures;
    const Definition *d = measure_find_version(set, s->measure, s->measure_version);
    const MeasureScale *scale = d ? measure_scale(d, s->scale) : NULL;
    if (!scale) return S("");
    return d->scale_count == 1 ? d->title
         : arena_printf(cx->arena, STR_FMT ": " STR_FMT, STR_ARG(d->title), STR_ARG(scale->title));
}

static bool same_scale(const StoredScore *a, const StoredScore *b)
{
    return uuid_eq(a->person.u, b->person.u) && str_eq(a->measure, b->measure) && str_eq(a->scale, b->scale);
}

/* Each scale is a list of its own, the newest first; what no questionnaire here knows is left out. */
static Err numbers_part(Ctx *cx, const Req *rq, const Showing *s, ShownParts *into)
{
    ShownPart *p;
    TRY(add_part(cx, into, RELEASE_NUMBERS, 0, &p));
    p->table = s->scores.count > 0;
    for (size_t i = 0, next; i < s->scores.count; i = next) {
        for (next = i; next < s->scores.count && same_scale(&s->scores.list[i], &s->scores.list[next]);) next++;
        Str name = scale_name(cx, rq, &s->scores.list[i]);
        if (name.len == 0) continue;
        TRY(add_part(cx, into, RELEASE_NUMBERS, next - i, &p));
        p->title = name;
        p->table = true;
        p->hint = S("");
        for (size_t k = next; k-- > i;)
            put(p, (ShownLine){ arena_printf(cx->arena, "%.4g", s->scores.list[k].score),
                                time_say_day_year(cx->arena, rq->practice->zone, s->scores.list[k].at_ms) });
    }
    return OK;
}

static Err dates_part(Ctx *cx, const Req *rq, const Showing *s, ShownParts *into)
{
    ShownPart *p;
    TRY(add_part(cx, into, RELEASE_DATES, s->session_count, &p));
    for (size_t i = 0; i < s->session_count; i++) {
        const Session *one = &s->session[i];
        bool held = str_eq(one->state, S("ended"));
        put(p, (ShownLine){ time_say_day_clock(cx->arena, rq->practice->zone, one->starts_ms),
                            arena_printf(cx->arena, "Session %lld, %s", (long long)one->number,
                                         held ? "held" : "planned") });
    }
    return OK;
}

Err shown_parts_fill(Ctx *cx, Req *rq, const Showing *s, ShownParts *ret_parts)
{
    ShownParts all = { NULL, 0 };
    for (int part = 0; part < RELEASE_PART_COUNT; part++) {
        if (!(s->parts & RELEASE_BIT(part))) continue;
        if (part == RELEASE_NUMBERS) TRY(numbers_part(cx, rq, s, &all));
        else if (part == RELEASE_DATES) TRY(dates_part(cx, rq, s, &all));
        else TRY(entries_part(cx, rq, s, (ReleasePart)part, &all));
    }
    *ret_parts = all;
    return OK;
}

size_t shown_count(const Showing *s, ReleasePart part)
{
    ReleasePart where;
    size_t count = 0;
    if (part == RELEASE_NUMBERS) return s->scores.count;
    if (part == RELEASE_DATES) return s->session_count;
    for (size_t i = 0; i < s->entries.count; i++)
        if (stands(s, &s->entries.list[i], &where) && where == part) count++;
    return count;
}

/* --- the pages --------------------------------------------------------------------------------- */

static Str until_said(Ctx *cx, const Req *rq, int64_t until_ms)
{
    if (until_ms == 0) return S("Until they stop it.");
    return arena_printf(cx->arena, "Until " STR_FMT ", or until they stop it.",
                        STR_ARG(time_say_day_year(cx->arena, rq->practice->zone, until_ms)));
}

Err page_shown_list(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    ShownByList by;
    TRY(frame_fill(cx, rq, S("Shown to me"), FRAME_READ, TAB_SHOWN, &frame));
    TRY(release_shown_to_me(cx, rq->tx, rq->grant, &by));
    ShownPerson *list = ARENA_ARRAY(cx->arena, ShownPerson, by.count + 1);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < by.count; i++)
        list[i] = (ShownPerson){ by.list[i].from,
            arena_printf(cx->arena, STR_FMT ". " STR_FMT,
                         STR_ARG(arena_capital(cx->arena, release_parts_say(cx->arena, by.list[i].parts))),
                         STR_ARG(until_said(cx, rq, by.list[i].until_ms))),
            url_printf(cx->arena, "/shared/" STR_FMT, STR_ARG(uuid_str(cx->arena, by.list[i].work.u))) };
    const ShownListPage page = { &frame, list, by.count };
    view_shown_list(&reply->body, &page);
    return OK;
}

static Str terms_said(Ctx *cx, const Req *rq, const Showing *s)
{
    Str said = S("");
    for (size_t i = 0; i < s->given.count; i++) {
        const Given *r = &s->given.list[i];
        Str one = arena_printf(cx->arena, STR_FMT "%s" STR_FMT " " STR_FMT, STR_ARG(said), said.len ? " " : "",
                               STR_ARG(r->words.why), STR_ARG(until_said(cx, rq, r->to_ms)));
        said = one;
    }
    return str_trim(said);
}

Err page_shown(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Showing s;
    TRY(release_shown(cx, rq->tx, rq->grant, req_episode(rq), rq->actor.person, NULL, &s));
    TRY(frame_fill(cx, rq, S("Shown to me"), FRAME_READ, TAB_SHOWN, &frame));
    ShownPage page = { .frame = &frame, .name = s.from, .terms = terms_said(cx, rq, &s),
                       .back = url_local(S("/shared")) };
    TRY(shown_parts_fill(cx, rq, &s, &page.shown));
    view_shown(&reply->body, &page);
    return OK;
}
