#include "papers.h"
#include "../domain/offer.h"
#include "cards.h"

Url paper_url(Ctx *cx, const Req *rq, EntryId id, const char *rest)
{
    return url_printf(cx->arena, "/work/" STR_FMT "/documents/" STR_FMT "%s",
                      STR_ARG(req_path(rq, "episode")), STR_ARG(uuid_str(cx->arena, id.u)), rest);
}

static Str when_of(Ctx *cx, const Req *rq, int64_t at_ms)
{
    const Zone *zone = rq->practice->zone;
    return arena_printf(cx->arena, STR_FMT " at " STR_FMT, STR_ARG(time_say_day_year(cx->arena, zone, at_ms)),
                        STR_ARG(time_say_clock(cx->arena, zone, at_ms)));
}

bool paper_asks(const Req *rq, const Episode *work, const Paper *p)
{
    const Member *self = episode_member(work, rq->actor.person);
    PaperAct now = paper_stands(&p->answers, rq->actor.person);
    return self && self->part == PART_CLIENT && p->entry.state == ENTRY_OPEN
        && (now == PAPER_NOTHING || now == PAPER_NOT_NOW);
}

/* --- one line of the list ---------------------------------------------------------------- */

static Str own_state(const Req *rq, const Episode *work, const Paper *p, TagKind *ret_tag)
{
    PaperAct now = paper_stands(&p->answers, rq->actor.person);
    *ret_tag = now == PAPER_SIGNED ? TAG_AGREED : TAG_OPEN;
    switch (now) {
    case PAPER_SIGNED: return S("You signed it");
    case PAPER_DECLINED: return S("You said no");
    case PAPER_WITHDRAWN: return S("You withdrew it");
    case PAPER_NOT_NOW: return S("You said not now");
    default: break;
    }
    if (p->entry.state != ENTRY_OPEN) return S("Put aside");
    return paper_asks(rq, work, p) ? S("Waits for you, no hurry") : S("Not signed by you");
}

static Str and_clause(Arena *a, Str said, Str who, Str did, Str day)
{
    return arena_printf(a, STR_FMT " " STR_FMT " " STR_FMT " on " STR_FMT ".", STR_ARG(said),
                        STR_ARG(who), STR_ARG(did), STR_ARG(day));
}

/* "Put here by Daniel on 3 Nov. Maya signed it on 5 Nov." */
void paper_line(Ctx *cx, const Req *rq, const Episode *work, const Paper *p, PaperLine *line)
{
    Arena *a = cx->arena;
    const Zone *zone = rq->practice->zone;
    Str said = arena_printf(a, "Put here by " STR_FMT " on " STR_FMT ".",
        STR_ARG(uuid_eq(p->entry.author.u, rq->actor.person.u) ? S("you")
                                                               : card_who(rq, work, p->entry.author)),
        STR_ARG(time_say_short(a, zone, p->entry.created_ms)));
    for (size_t i = 0; i < work->member_count; i++) {
        const PaperAnswer *newest = paper_newest(&p->answers, work->member[i].person);
        if (newest)
            said = and_clause(a, said, card_who(rq, work, newest->person), paper_act_say(newest->act),
                              time_say_short(a, zone, newest->at_ms));
    }
    *line = (PaperLine){ .id = arena_join(a, S("e-"), uuid_str(a, p->entry.id.u)),
                         .title = paper_title(p->words), .kind = paper_kind_beside(p->kind, paper_title(p->words)),
                         .url = paper_url(cx, rq, p->entry.id, ""), .detail = said };
    line->state = own_state(rq, work, p, &line->tag);
}

Str paper_waits(Ctx *cx, const Req *rq, const Episode *work, const Paper *p)
{
    Str names = S("");
    if (p->entry.state != ENTRY_OPEN) return names;
    for (size_t i = 0; i < work->member_count; i++) {
        const Member *m = &work->member[i];
        bool asked = offer_concerns(m) && m->part == PART_CLIENT && !uuid_eq(m->person.u, rq->actor.person.u);
        if (!asked || paper_newest(&p->answers, m->person)) continue;
        Str who = card_who(rq, work, m->person);
        names = names.len ? arena_printf(cx->arena, STR_FMT " and " STR_FMT, STR_ARG(names), STR_ARG(who))
                          : who;
    }
    if (names.len == 0) return names;
    return arena_printf(cx->arena, "Not answered yet by " STR_FMT ".", STR_ARG(names));
}

Err paper_said(Ctx *cx, const Req *rq, const Episode *work, const Paper *p, const PaperSaid **ret_list)
{
    PaperSaid *list = ARENA_ARRAY(cx->arena, PaperSaid, p->answers.count);
    if (!list && p->answers.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < p->answers.count; i++) {
        const PaperAnswer *one = &p->answers.list[i];
        list[i] = (PaperSaid){ .who = card_who(rq, work, one->person), .said = paper_act_say(one->act),
            .when = when_of(cx, rq, one->at_ms), .words = one->words, .name = one->name,
            .voice = card_voice(work, one->person), .drawn = one->drawn, .intent = one->intent,
            .hash = one->hash, .holds = str_eq(one->hash, p->hash) };
    }
    *ret_list = list;
    return OK;
}

/* --- at the beginning ---------------------------------------------------------------------- */

Err papers_at_beginning(Ctx *cx, Req *rq, EpisodeId e)
{
    Templates all;
    EntryId id;
    const Grant *g = NULL;
    TRY(template_list(cx, rq->tx, rq->grant, &all));
    for (size_t i = 0; i < all.count; i++) {
        if (!all.list[i].offered || !all.list[i].at_intake) continue;
        if (!g) TRY(gate_enter(cx, rq->tx, &rq->actor, ACTION_PAPER_SEND, e, &g));
        TRY(paper_put(cx, rq->tx, g, e, &all.list[i], &id));
    }
    return OK;
}
