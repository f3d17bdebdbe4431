/* page_pace.c - how each one sees the way ahead, and the pace people agree on. */
#include "../domain/pace.h"
#include "../store/episode.h"
#include "../views/coaching.h"
#include "cards.h"
#include "joint.h"
#include "views.h"

static Err open_page(Ctx *cx, Req *rq, Joint *j)
{
    return joint_open(cx, rq, S("How we go on"), TAB_STORY,
                      (EntryKinds){ { ENTRY_READINESS, ENTRY_PACE } }, j);
}

static const char *field_of(Ctx *cx, Readiness r)
{
    const char *what = readiness_low(r).len ? "n" : "w";
    return arena_c(cx->arena, arena_printf(cx->arena, "%s_" STR_FMT, what, STR_ARG(readiness_slot(r))));
}

/* --- showing ---------------------------------------------------------------------------- */

static Str number_said(Arena *a, int64_t level)
{
    return arena_printf(a, "%lld of 10", (long long)readiness_number(level));
}

static Err fill_ask(const Joint *j, Readiness r, ReadinessAsk *ask)
{
    JointWords *said = ARENA_ARRAY(j->cx->arena, JointWords, MEMBERS_MAX);
    if (!said) return fail(j->cx, ERR_LIMIT, "request too large");
    *ask = (ReadinessAsk){ .slot = readiness_slot(r), .ask = readiness_ask(r), .said = said,
                           .low = readiness_low(r), .high = readiness_high(r), .chosen = -1 };
    for (size_t i = 0; i < j->work.member_count; i++) {
        PersonId person = j->work.member[i].person;
        const Entry *e = readiness_of(j->all.list, j->all.count, person, r);
        if (!e) continue;
        Str text = e->level ? number_said(j->cx->arena, e->level) : entry_text(e);
        said[ask->said_count++] = joint_words(j, person, text, e->updated_ms);
        if (!uuid_eq(person.u, j->rq->actor.person.u)) continue;
        ask->words = entry_text(e);
        ask->chosen = (int)readiness_number(e->level);
    }
    return OK;
}

static Err fill_choices(const Joint *j, PacePage *p)
{
    static const struct { const char *value; Pace pace; } rows[] = {
        { "steps", PACE_STEPS }, { "explore", PACE_EXPLORE }, { "own", PACE_OWN } };
    PaceChoice *list = ARENA_ARRAY(j->cx->arena, PaceChoice, 3);
    if (!list) return fail(j->cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < 3; i++)
        list[i] = (PaceChoice){ str_from_c(rows[i].value), pace_say(rows[i].pace), pace_changes(rows[i].pace),
                                str_eq(req_text(j->rq, "choice"), str_from_c(rows[i].value)) };
    list[2].say = S("Something else");
    list[2].changes = S("Say it in your own words below. It changes no page.");
    p->choice = list;
    p->choice_count = 3;
    return OK;
}

static Err fill_pace(const Joint *j, PacePage *p)
{
    const Entry *e = pace_entry(j->all.list, j->all.count);
    p->has = e != NULL;
    if (e) p->card = joint_card(j, e);
    p->changes = pace_changes(pace_in_force(j->all.list, j->all.count, &j->work));
    p->typed = req_text(j->rq, "text");
    return fill_choices(j, p);
}

static Err show(Ctx *cx, Req *rq, Reply *reply, const Joint *j)
{
    ReadinessAsk *ask = ARENA_ARRAY(cx->arena, ReadinessAsk, READINESS_COUNT);
    if (!ask) return fail(cx, ERR_LIMIT, "request too large");
    PacePage p = { .form = j->form, .names = episode_names(cx->arena, &j->work), .ask = ask,
                   .ask_count = READINESS_COUNT, .talk = card_work_url(cx, rq, "/readiness"),
                   .offer = card_work_url(cx, rq, "/pace") };
    for (int r = 0; r < READINESS_COUNT; r++) TRY(fill_ask(j, (Readiness)r, &ask[r]));
    TRY(fill_pace(j, &p));
    if (rq->errors.count) reply->status = 422;
    view_pace(&reply->body, &p);
    return OK;
}

Err page_pace(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    TRY(open_page(cx, rq, &j));
    return show(cx, rq, reply, &j);
}

/* --- what each one says ------------------------------------------------------------------- */

/* A number stands in words as well, in English like all that is stored: the history tells both. */
static EntryNew typed_answer(Ctx *cx, Req *rq, Readiness r)
{
    EntryNew fresh = { .kind = ENTRY_READINESS, .slot = readiness_slot(r), .owner = rq->actor.person };
    const char *field = field_of(cx, r);
    if (!readiness_low(r).len) {
        fresh.text = req_text(rq, field);
        return fresh;
    }
    fresh.level = readiness_level(req_int(rq, field, -1));
    const Language *reader = arena_speak(cx->arena, NULL);
    if (fresh.level) fresh.text = number_said(cx->arena, fresh.level);
    arena_speak(cx->arena, reader);
    return fresh;
}

static Err save_answer(Ctx *cx, Req *rq, const Joint *j, Readiness r)
{
    EntryId id;
    EpisodeId work = req_episode(rq);
    EntryNew fresh = typed_answer(cx, rq, r);
    const Entry *e = readiness_of(j->all.list, j->all.count, rq->actor.person, r);
    if (!e) return fresh.text.len ? entry_add(cx, rq->tx, rq->grant, work, &fresh, &id) : OK;
    if (str_eq(entry_text(e), fresh.text)) return OK;
    if (!fresh.text.len) return entry_set_state(cx, rq->tx, rq->grant, work, e->id, ENTRY_WITHDRAWN);
    TRY(entry_word(cx, rq->tx, rq->grant, work, e->id, e->version, fresh.text));
    return entry_set_level(cx, rq->tx, rq->grant, work, e->id, fresh.level);
}

Err page_readiness_save(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    TRY(open_page(cx, rq, &j));
    for (int r = 0; r < READINESS_COUNT; r++) TRY(save_answer(cx, rq, &j, (Readiness)r));
    return reply_go(reply, url_printf(cx->arena, "/work/" STR_FMT "/pace#talk", STR_ARG(req_path(rq, "episode"))));
}

/* --- the pace ------------------------------------------------------------------------------- */

/* Empty when there is something to finish. */
static Str typed_pace(Ctx *cx, Req *rq)
{
    Str choice = req_text(rq, "choice"), own = req_text(rq, "text");
    Pace pace = str_eq(choice, S("steps")) ? PACE_STEPS : str_eq(choice, S("explore")) ? PACE_EXPLORE
              : PACE_OWN;
    Str named = pace_say(pace);
    if (choice.len == 0 && own.len == 0)
        req_error(rq, "choice", S("Choose one, or say it in your own words."));
    else if (pace == PACE_OWN && own.len == 0)
        req_error(rq, "choice", S("Write a few words first."));
    if (named.len == 0 || own.len == 0) return named.len ? named : own;
    const Language *reader = arena_speak(cx->arena, NULL);      /* what is stored is English */
    Str text = arena_printf(cx->arena, STR_FMT "\n" STR_FMT, STR_ARG(named), STR_ARG(own));
    arena_speak(cx->arena, reader);
    return text;
}

/* There is one pace, and all that was ever offered is its history. */
Err page_pace_offer(Ctx *cx, Req *rq, Reply *reply)
{
    Joint j;
    EntryId id;
    EpisodeId work = req_episode(rq);
    TRY(open_page(cx, rq, &j));
    EntryNew fresh = { .kind = ENTRY_PACE, .text = typed_pace(cx, rq), .owner = rq->actor.person };
    if (rq->errors.count) return show(cx, rq, reply, &j);
    const Entry *e = pace_entry(j.all.list, j.all.count);
    if (!e) {
        TRY(entry_add(cx, rq->tx, rq->grant, work, &fresh, &id));
    } else {
        TRY(entry_word(cx, rq->tx, rq->grant, work, e->id, e->version, fresh.text));
        TRY(entry_set_state(cx, rq->tx, rq->grant, work, e->id, ENTRY_ACTIVE));
    }
    return reply_go(reply, url_printf(cx->arena, "/work/" STR_FMT "/pace#pace", STR_ARG(req_path(rq, "episode"))));
}
