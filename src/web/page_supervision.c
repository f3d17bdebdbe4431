/* page_supervision.c - a therapist's list of what to bring to supervision: of one piece of work, or
 * of none.  Nothing leaves it but by the therapist's own act. */
#include "cards.h"
#include "../store/brought.h"
#include "../store/entry.h"
#include "../store/episode.h"
#include "../store/own_check.h"
#include "../store/supervision.h"
#include "../views/supervision.h"
#include "views.h"

enum { LEARNED_MAX = 20 };
#define BESIDE_CHECK "check"

static bool of_work(const Req *rq) { return !uuid_is_zero(req_episode(rq).u); }

static Str day_of(Ctx *cx, const Req *rq, int64_t at_ms)
{
    return time_say_short(cx->arena, rq->practice->zone, at_ms);
}

static Url bring_url(Ctx *cx, const Req *rq, const char *rest)
{
    if (!of_work(rq)) return url_printf(cx->arena, "/supervision%s", rest);
    return url_printf(cx->arena, "/work/" STR_FMT "/supervision%s", STR_ARG(req_path(rq, "episode")), rest);
}

/* --- what may be put beside a question ------------------------------------------------------ */

static Err check_said(Ctx *cx, Req *rq, Str *ret_said)
{
    OwnChecks all;
    size_t i = 0;
    *ret_said = S("");
    if (of_work(rq)) TRY(own_check_list(cx, rq->tx, rq->grant, req_episode(rq), &all));
    else TRY(own_check_list_mine(cx, rq->tx, rq->grant, &all));
    while (i < all.count && all.list[i].total == 0) i++;
    if (i == all.count) return OK;
    Str said = own_check_said(cx->arena, all.list, all.count, day_of(cx, rq, all.list[i].at_ms));
    *ret_said = arena_join(cx->arena, S("My own check: "), said);
    return OK;
}

static Err learned_of(Ctx *cx, Req *rq, Entries *ret_list)
{
    *ret_list = (Entries){ NULL, 0 };
    if (!of_work(rq)) return OK;
    return entry_list_kinds(cx, rq->tx, rq->grant, req_episode(rq), (EntryKinds){ { ENTRY_LEARNED } }, ret_list);
}

static bool is_own(const Req *rq, const Entry *e)
{
    return e->state != ENTRY_WITHDRAWN && uuid_eq(e->author.u, rq->actor.person.u);
}

static Err fill_beside(Ctx *cx, Req *rq, BringPage *p)
{
    Str said;
    Entries learned;
    Str chosen = req_text(rq, "beside");
    BringChoice *list = ARENA_ARRAY(cx->arena, BringChoice, LEARNED_MAX + 1);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(check_said(cx, rq, &said));
    TRY(learned_of(cx, rq, &learned));
    if (said.len)
        list[p->beside_count++] = (BringChoice){ S(BESIDE_CHECK), said, str_eq(chosen, S(BESIDE_CHECK)) };
    for (size_t i = learned.count; i-- > 0 && p->beside_count <= LEARNED_MAX;) {
        const Entry *e = &learned.list[i];
        if (!is_own(rq, e)) continue;
        Str id = uuid_str(cx->arena, e->id.u);
        list[p->beside_count++] = (BringChoice){ id, entry_text(e), str_eq(chosen, id) };
    }
    p->beside = list;
    return OK;
}

/* As it stands now: what is brought is a copy, so that nothing more of it is ever read. */
static Err beside_text(Ctx *cx, Req *rq, Str *ret_text)
{
    Entries learned;
    Str chosen = req_text(rq, "beside");
    *ret_text = S("");
    if (chosen.len == 0) return OK;
    if (str_eq(chosen, S(BESIDE_CHECK))) return check_said(cx, rq, ret_text);
    TRY(learned_of(cx, rq, &learned));
    for (size_t i = 0; i < learned.count; i++)
        if (is_own(rq, &learned.list[i]) && str_eq(uuid_str(cx->arena, learned.list[i].id.u), chosen))
            *ret_text = arena_join(cx->arena, S("I learned: "), entry_text(&learned.list[i]));
    return OK;
}

/* --- the page --------------------------------------------------------------------------------- */

static Str said_on(Ctx *cx, const Req *rq, const char *what, int64_t at_ms)
{
    if (at_ms == 0) return S("");
    return arena_printf(cx->arena, "%s " STR_FMT ".", what, STR_ARG(day_of(cx, rq, at_ms)));
}

static Str name_of(const Supervisors *all, PersonId person)
{
    for (size_t i = 0; i < all->count; i++)
        if (uuid_eq(all->list[i].person.u, person.u)) return all->list[i].profile.name;
    return S("");
}

static BroughtItem item_of(Ctx *cx, const Req *rq, const Brought *b, const Supervisors *people)
{
    return (BroughtItem){ .id = uuid_str(cx->arena, b->id.u), .version = b->version,
        .question = b->question, .fear = b->fear, .beside = b->beside, .reply = b->reply,
        .to = name_of(people, b->supervisor), .came = said_on(cx, rq, "Brought on", b->brought_ms),
        .back = said_on(cx, rq, "Taken back on", b->back_ms), .replied = said_on(cx, rq, "On", b->replied_ms),
        .mine = b->state == BROUGHT_MINE, .brought = b->state == BROUGHT_BROUGHT,
        .talked = b->state == BROUGHT_TALKED, .laid = b->state == BROUGHT_LAID };
}

static Err fill_items(Ctx *cx, Req *rq, const Supervisors *people, BringPage *p)
{
    BroughtList all;
    if (of_work(rq)) TRY(brought_list(cx, rq->tx, rq->grant, req_episode(rq), &all));
    else TRY(brought_list_mine(cx, rq->tx, rq->grant, &all));
    BroughtItem *items = ARENA_ARRAY(cx->arena, BroughtItem, all.count);
    if (!items && all.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++) items[p->count++] = item_of(cx, rq, &all.list[i], people);
    p->items = items;
    return OK;
}

static Err fill_people(Ctx *cx, const Supervisors *people, BringPage *p)
{
    BringChoice *list = ARENA_ARRAY(cx->arena, BringChoice, people->count);
    if (!list && people->count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < people->count; i++)
        list[p->people_count++] = (BringChoice){ uuid_str(cx->arena, people->list[i].person.u),
                                                 people->list[i].profile.name, false };
    p->people = list;
    return OK;
}

/* Who supervises here, and whether the client knows it. */
static Err fill_work(Ctx *cx, Req *rq, BringPage *p)
{
    Episode work;
    Supervisions pairs;
    TRY(episode_load(cx, rq->tx, rq->grant, req_episode(rq), &work));
    TRY(supervision_list(cx, rq->tx, rq->grant, req_episode(rq), &pairs));
    const Member *client = episode_part(&work, PART_CLIENT);
    p->about = client ? profile_called(&client->profile) : S("");
    p->back = card_work_url(cx, rq, "");
    p->who = bring_url(cx, rq, "/who");
    p->other = url_local(S("/supervision"));
    p->may_name = grant_may(rq->grant, ACTION_SUPERVISOR_NAME);
    for (size_t i = 0; i < pairs.count; i++) {
        const Supervision *s = &pairs.list[i];
        if (!uuid_eq(s->therapist.u, rq->actor.person.u)) continue;
        p->named = s->profile.name;
        p->named_id = uuid_str(cx->arena, s->supervisor.u);
        p->since = day_of(cx, rq, s->from_ms);
        p->told = s->told;
        p->refused = s->refused_ms != 0;
    }
    return OK;
}

static Err show(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Supervisors people;
    BringPage *p = ARENA_NEW(cx->arena, BringPage);
    if (!p) return fail(cx, ERR_LIMIT, "request too large");
    TRY(frame_fill(cx, rq, S("To bring to supervision"), FRAME_READ, TAB_BRING, &frame));
    frame_drafts(cx, &frame);
    *p = (BringPage){ .frame = &frame, .errors = &rq->errors, .idem = rq->idem,
        .add = bring_url(cx, rq, ""), .words = bring_url(cx, rq, "/words"), .state = bring_url(cx, rq, "/state"),
        .may_write = grant_may(rq->grant, of_work(rq) ? ACTION_BRING_WRITE : ACTION_OWN_LIST_WRITE) };
    TRY(supervisors_list(cx, rq->tx, rq->grant, req_episode(rq), &people));
    TRY(fill_people(cx, &people, p));
    if (of_work(rq)) TRY(fill_work(cx, rq, p));
    TRY(fill_beside(cx, rq, p));
    TRY(fill_items(cx, rq, &people, p));
    p->question = req_text(rq, "question");
    p->fear = req_text(rq, "fear");
    if (rq->errors.count) reply->status = 422;
    view_supervision(&reply->body, p);
    return OK;
}

Err page_bring(Ctx *cx, Req *rq, Reply *reply) { return show(cx, rq, reply); }
Err page_bring_mine(Ctx *cx, Req *rq, Reply *reply) { return show(cx, rq, reply); }

/* --- writing ------------------------------------------------------------------------------------- */

static BroughtId brought_sent(const Req *rq) { return (BroughtId){ req_uuid(rq, "brought") }; }

Err page_bring_add(Ctx *cx, Req *rq, Reply *reply)
{
    Brought b = { .question = req_text(rq, "question"), .fear = req_text(rq, "fear") };
    if (b.question.len == 0) req_error(rq, "question", S("Write the question first, a few words are enough."));
    if (rq->errors.count) return show(cx, rq, reply);
    TRY(beside_text(cx, rq, &b.beside));
    TRY(brought_add(cx, rq->tx, rq->grant, req_episode(rq), &b));
    return reply_go(reply, bring_url(cx, rq, ""));
}

Err page_bring_words(Ctx *cx, Req *rq, Reply *reply)
{
    Brought b = { .id = brought_sent(rq), .version = req_int(rq, "version", 0), .question = req_text(rq, "question"),
                  .fear = req_text(rq, "fear"), .beside = req_text(rq, "beside") };
    if (b.question.len == 0) req_error(rq, "question", S("Write the question first, a few words are enough."));
    if (rq->errors.count) return show(cx, rq, reply);
    TRY(brought_word(cx, rq->tx, rq->grant, req_episode(rq), &b));
    return reply_go(reply, bring_url(cx, rq, ""));
}

Err page_bring_state(Ctx *cx, Req *rq, Reply *reply)
{
    BroughtState to = brought_state_parse(req_text(rq, "state"));
    PersonId supervisor = { req_uuid(rq, "supervisor") };
    if (to == BROUGHT_NO_STATE) req_error(rq, "state", S("Choose one of the buttons."));
    if (to == BROUGHT_BROUGHT && uuid_is_zero(supervisor.u)) req_error(rq, "supervisor", S("Choose to whom."));
    if (rq->errors.count) return show(cx, rq, reply);
    TRY(brought_set_state(cx, rq->tx, rq->grant, req_episode(rq), brought_sent(rq), to, supervisor));
    return reply_go(reply, bring_url(cx, rq, ""));
}

Err page_bring_mine_add(Ctx *cx, Req *rq, Reply *reply) { return page_bring_add(cx, rq, reply); }
Err page_bring_mine_words(Ctx *cx, Req *rq, Reply *reply) { return page_bring_words(cx, rq, reply); }
Err page_bring_mine_state(Ctx *cx, Req *rq, Reply *reply) { return page_bring_state(cx, rq, reply); }

Err page_supervisor_name(Ctx *cx, Req *rq, Reply *reply)
{
    PersonId supervisor = { req_uuid(rq, "supervisor") };
    EpisodeId e = req_episode(rq);
    if (uuid_is_zero(supervisor.u)) TRY(supervision_end(cx, rq->tx, rq->grant, e));
    else TRY(supervision_name(cx, rq->tx, rq->grant, e, supervisor));
    return reply_go(reply, bring_url(cx, rq, ""));
}
