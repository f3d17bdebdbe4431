/* page_joint.c - what the forms of joint pages do, and how words came to be. */
#include "cards.h"
#include "joint.h"
#include "role_say.h"
#include "wording.h"
#include "../domain/offer.h"
#include "../store/episode.h"
#include "views.h"

/* Where to go after an act: the page the form says, else where the entry is shown. */
static Err back_url(Ctx *cx, Req *rq, const Entry *e, Url *ret_url)
{
    Str back = req_text(rq, "back"), id = uuid_str(cx->arena, e->id.u);
    if (str_eq(back, S("home")) || str_eq(back, S("brief")))
        *ret_url = url_printf(cx->arena, "/work/" STR_FMT "%s#goals", STR_ARG(req_path(rq, "episode")),
                              str_eq(back, S("home")) ? "/home" : "");
    else if (str_eq(back, S("follow")))
        *ret_url = url_printf(cx->arena, "/work/" STR_FMT "/follow#e-" STR_FMT,
                              STR_ARG(req_path(rq, "episode")), STR_ARG(id));
    else
        return joint_place(cx, rq, e, ret_url);
    return OK;
}

/* --- forms that are not finished ------------------------------------------------------ */

static void keep(const Req *rq, JointAgain *p, const char *name)
{
    Str value = req_text(rq, name);
    if (value.len) p->kept[p->kept_count++] = (JointKept){ str_from_c(name), value };
}

/* The form alone, with what was typed: the page it stood on shows more than this act may. */
static Err show_again(Ctx *cx, Req *rq, Reply *reply, const char *field, const Entry *e)
{
    static const char *const kept[] = { "kind", "parent", "slot", "due", "back", "base", "version",
                                        "answer", "level", "mine", "target" };
    Frame frame;
    JointAgain p = { .field = str_from_c(field), .text = req_text(rq, field), .idem = rq->idem };
    p.lens = wording_lines(cx, rq, p.text, &p.lens_count);
    TRY(joint_place(cx, rq, e, &p.back));
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) keep(rq, &p, kept[i]);
    TRY(frame_fill(cx, rq, S("Your words"), FRAME_READ, TAB_STORY, &frame));
    reply->status = 422;
    view_joint_again(&reply->body, &frame, &rq->errors, url_local(rq->http->path), &p);
    return OK;
}

static Err go_back(Ctx *cx, Req *rq, Reply *reply, const Entry *e)
{
    Url to;
    TRY(back_url(cx, rq, e, &to));
    return reply_go(reply, to);
}

/* --- adding ----------------------------------------------------------------------------- */

static bool typed_due(Req *rq, int64_t *ret_due_ms)
{
    Date date;
    Str typed = req_text(rq, "due");
    *ret_due_ms = 0;
    if (typed.len == 0) return true;
    if (!date_parse(typed, &date)) {
        req_error(rq, "text", S("Write the day like 2026-12-03, or leave it open."));
        return false;
    }
    *ret_due_ms = zone_instant(rq->practice->zone, date, (Clock){ .hour = 12 });
    return true;
}

static Err load_other(Ctx *cx, Req *rq, EntryId id, Entry *ret_entry)
{
    *ret_entry = (Entry){ .kind = ENTRY_NO_KIND };
    if (uuid_is_zero(id.u)) return OK;
    return entry_load(cx, rq->tx, rq->grant, req_episode(rq), id, ret_entry);
}

static EntryNew typed_entry(const Req *rq)
{
    return (EntryNew){ .kind = entry_kind_parse(req_text(rq, "kind")), .text = req_text(rq, "text"),
        .parent = { req_uuid(rq, "parent") }, .slot = req_text(rq, "slot"),
        .target = { req_uuid(rq, "target") }, .level = req_int(rq, "level", 0),
        .audience = req_has(rq, "mine") ? ENTRY_READ_BY_AUTHOR : ENTRY_READ_BY_MEMBERS };
}

/* What is chosen from a scale needs no words beside it. */
static void check_words(Req *rq, const EntryNew *fresh)
{
    bool loop = !uuid_is_zero(fresh->target.u) && uuid_eq(fresh->parent.u, fresh->target.u);
    if (loop) req_error(rq, "text", S("Go back and choose two different sentences."));
    bool needs = fresh->level == 0 || fresh->kind == ENTRY_LEARNED;
    if (needs && fresh->text.len == 0) req_error(rq, "text", S("Write a few words first."));
}

Err page_joint_add(Ctx *cx, Req *rq, Reply *reply)
{
    Episode work;
    Entry under, at;
    EntryNew fresh = typed_entry(rq);
    TRY(load_other(cx, rq, fresh.parent, &under));
    TRY(load_other(cx, rq, fresh.target, &at));
    if (!entry_may_stand(fresh.kind, under.kind, fresh.slot) || !entry_may_point(fresh.kind, at.kind)
        || fresh.level > entry_level_max(fresh.kind, fresh.slot)
        || (req_has(rq, "mine") && !entry_may_keep(fresh.kind)))
        return fail(cx, ERR_INVALID, "this has no place there");
    /* Under what one keeps to oneself nothing stands for others to read. */
    bool follows = entry_first_audience(fresh.kind) == ENTRY_READ_BY_WITH_PARENT;
    if (under.audience == ENTRY_READ_BY_AUTHOR && !follows) fresh.audience = ENTRY_READ_BY_AUTHOR;
    check_words(rq, &fresh);
    Entry put = { .kind = fresh.kind, .parent = fresh.parent };
    if (!typed_due(rq, &fresh.due_ms) || rq->errors.count)
        return show_again(cx, rq, reply, "text", &put);
    TRY(episode_load(cx, rq->tx, rq->grant, req_episode(rq), &work));
    fresh.owner = entry_owner_for(fresh.kind, ENTRY_FOR_US, rq->actor.person, &work);
    TRY(entry_add(cx, rq->tx, rq->grant, req_episode(rq), &fresh, &put.id));
    return go_back(cx, rq, reply, &put);
}

/* --- words, answers, state ---------------------------------------------------------------- */

static Err load(Ctx *cx, Req *rq, Entry *ret_entry)
{
    TRY(entry_load(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Entry, rq, "entry"), ret_entry));
    return uuid_is_zero(ret_entry->session.u) ? OK : fail(cx, ERR_MISSING, "no such record");
}

Err page_joint_word(Ctx *cx, Req *rq, Reply *reply)
{
    Entry e;
    TRY(load(cx, rq, &e));
    if (req_text(rq, "text").len == 0) req_error(rq, "text", S("Write a few words first."));
    if (rq->errors.count) return show_again(cx, rq, reply, "text", &e);
    TRY(entry_word(cx, rq->tx, rq->grant, req_episode(rq), e.id, req_int(rq, "base", 0),
                   req_text(rq, "text")));
    return go_back(cx, rq, reply, &e);
}

Err page_joint_answer(Ctx *cx, Req *rq, Reply *reply)
{
    Entry e;
    EntryAnswer answer = entry_answer_parse(req_text(rq, "answer"));
    TRY(load(cx, rq, &e));
    if (answer == ENTRY_ANSWER_NONE) return fail(cx, ERR_INVALID, "not one of the answers");
    if (answer == ENTRY_ANSWER_WENT && req_text(rq, "words").len == 0)
        req_error(rq, "text", S("Write a few words first."));
    if (e.kind == ENTRY_ROLE && answer == ENTRY_ANSWER_YES)
        TRY(role_check(cx, rq, req_episode(rq), role_parse(e.slot), "role"));
    if (rq->errors.count && e.kind == ENTRY_ROLE) return role_show(cx, rq, reply);
    if (rq->errors.count) return show_again(cx, rq, reply, "words", &e);
    TRY(entry_answer(cx, rq->tx, rq->grant, req_episode(rq), e.id, req_int(rq, "version", 0), answer,
                     req_text(rq, "words")));
    return go_back(cx, rq, reply, &e);
}

Err page_joint_state(Ctx *cx, Req *rq, Reply *reply)
{
    Entry e;
    EntryState state = entry_state_parse(req_text(rq, "state"));
    TRY(load(cx, rq, &e));
    if (state == ENTRY_NO_STATE) return fail(cx, ERR_INVALID, "choose one of the buttons");
    TRY(entry_set_state(cx, rq->tx, rq->grant, req_episode(rq), e.id, state));
    return go_back(cx, rq, reply, &e);
}

Err page_joint_level(Ctx *cx, Req *rq, Reply *reply)
{
    Entry e;
    TRY(load(cx, rq, &e));
    TRY(entry_set_level(cx, rq->tx, rq->grant, req_episode(rq), e.id, req_int(rq, "level", 0)));
    return go_back(cx, rq, reply, &e);
}

Err page_joint_due(Ctx *cx, Req *rq, Reply *reply)
{
    Entry e;
    int64_t due_ms;
    TRY(load(cx, rq, &e));
    if (!typed_due(rq, &due_ms)) return show_again(cx, rq, reply, "due", &e);
    TRY(entry_set_due(cx, rq->tx, rq->grant, req_episode(rq), e.id, due_ms));
    return go_back(cx, rq, reply, &e);
}

/* Those ticked who are in the work; nobody ticked is nobody but oneself. */
static size_t ticked(const Req *rq, const Episode *work, PersonId *readers)
{
    size_t count = 0;
    for (int i = 0; i < JOINT_READERS_MAX; i++) {
        char name[] = "with0";
        name[4] = (char)('1' + i);
        PersonId person = { req_uuid(rq, name) };
        const Member *m = uuid_is_zero(person.u) ? NULL : episode_member(work, person);
        if (m && offer_concerns(m) && !uuid_eq(person.u, rq->actor.person.u)) readers[count++] = person;
    }
    return count;
}

Err page_joint_share(Ctx *cx, Req *rq, Reply *reply)
{
    Entry e;
    Episode work;
    PersonId readers[JOINT_READERS_MAX];
    EntryAudience audience = entry_audience_parse(req_text(rq, "audience"));
    TRY(load(cx, rq, &e));
    TRY(episode_load(cx, rq->tx, rq->grant, req_episode(rq), &work));
    size_t count = ticked(rq, &work, readers);
    if (audience == ENTRY_READ_BY_CHOSEN && count == 0) audience = ENTRY_READ_BY_AUTHOR;
    TRY(entry_share(cx, rq->tx, rq->grant, req_episode(rq), e.id, audience, readers, count));
    return go_back(cx, rq, reply, &e);
}

/* --- history ------------------------------------------------------------------------------ */

static Str answer_said(const Entry *e, const EntrySaid *s)
{
    bool check = e->kind == ENTRY_CHECK;
    switch (s->answer) {
    case ENTRY_ANSWER_YES: return check ? S("said: yes, that is it") : S("said yes");
    case ENTRY_ANSWER_PARTLY: return S("said: partly");
    case ENTRY_ANSWER_NO: return check ? S("said: no, not that") : S("sees it differently");
    case ENTRY_ANSWER_NOT_NOW: return S("said not now");
    case ENTRY_ANSWER_KEEP_BOTH: return S("kept both versions");
    case ENTRY_ANSWER_WENT: return S("told how it went");
    case ENTRY_ANSWER_NONE: break;
    }
    return S("");
}

static Str when_of(Ctx *cx, const Req *rq, int64_t at_ms)
{
    return time_say_day_clock(cx->arena, rq->practice->zone, at_ms);
}

static void fill_said(Ctx *cx, Req *rq, const Episode *work, const Entry *e, int64_t version,
                      JointStep *step)
{
    JointWords *list = ARENA_ARRAY(cx->arena, JointWords, e->said_count);
    for (size_t i = 0; list && i < e->said_count; i++) {
        const EntrySaid *s = &e->said[i];
        if (s->version != version) continue;
        list[step->said_count++] = (JointWords){ .text = s->words, .when = when_of(cx, rq, s->at_ms),
            .who = arena_printf(cx->arena, STR_FMT " " STR_FMT, STR_ARG(card_who(rq, work, s->person)),
                                STR_ARG(answer_said(e, s))) };
    }
    step->said = list;
}

static Err fill_pieces(Ctx *cx, const Entry *e, const EntryWording *w, JointStep *step)
{
    const EntryWording *base = entry_wording_at(e, w->base);
    return joint_pieces(cx, base ? base->text : w->text, w->text, &step->pieces, &step->piece_count);
}

static Err fill_step(Ctx *cx, Req *rq, const Episode *work, const Entry *e, const EntryWording *w,
                     JointStep *step)
{
    *step = (JointStep){ .who = card_who(rq, work, w->author), .when = when_of(cx, rq, w->at_ms),
        .voice = card_voice(work, w->author),
        .number = w->base && entry_wording_at(e, w->base)
            ? arena_printf(cx->arena, "Version %lld, written on version %lld", (long long)w->version,
                           (long long)w->base)
            : arena_printf(cx->arena, "Version %lld", (long long)w->version) };
    fill_said(cx, rq, work, e, w->version, step);
    return fill_pieces(cx, e, w, step);
}

Err page_joint_history(Ctx *cx, Req *rq, Reply *reply)
{
    Entry e;
    Episode work;
    Frame frame;
    TRY(load(cx, rq, &e));
    /* The words of a snapshot are a list for the page that shows it, not for people; another's
     * passage is read where its author sees that it was. */
    bool elsewhere = e.kind == ENTRY_PASSAGE && !uuid_eq(e.author.u, rq->actor.person.u);
    bool sent = e.kind == ENTRY_THREAD || e.kind == ENTRY_MESSAGE || e.kind == ENTRY_TIMES
             || e.kind == ENTRY_TIME || e.kind == ENTRY_CALLED_OFF;
    if (e.kind == ENTRY_SNAPSHOT || e.kind == ENTRY_PAPER || elsewhere || sent)
        return go_back(cx, rq, reply, &e);
    TRY(episode_load(cx, rq->tx, rq->grant, req_episode(rq), &work));
    TRY(frame_fill(cx, rq, S("How these words came to be"), FRAME_READ, TAB_STORY, &frame));
    JointStep *steps = ARENA_ARRAY(cx->arena, JointStep, e.wording_count);
    if (!steps && e.wording_count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < e.wording_count; i++)
        TRY(fill_step(cx, rq, &work, &e, &e.wording[e.wording_count - 1 - i], &steps[i]));
    JointHistory h = { .title = entry_text(&e), .steps = steps, .step_count = e.wording_count };
    TRY(joint_place(cx, rq, &e, &h.back));
    view_joint_history(&reply->body, &frame, &h);
    return OK;
}
