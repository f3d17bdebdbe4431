/* page_messages.c - conversations between the people of one piece of work.
 *
 * Who reads a conversation is chosen once, before the first word, and never changes. */
#include "cards.h"
#include "joint.h"
#include "messages.h"
#include "../domain/offer.h"
#include "../store/episode.h"
#include "../store/mail.h"
#include "views.h"

/* One page of messages, while it is made. */
typedef struct Talk {
    Ctx *cx;
    Req *rq;
    Episode work;
    Frame frame;
    const Zone *zone;             /* of the reader */
    MessageForm form;
} Talk;

static Str and_name(Arena *a, Str names, Str name)
{
    return names.len ? arena_printf(a, STR_FMT " and " STR_FMT, STR_ARG(names), STR_ARG(name)) : name;
}

static bool is_self(const Talk *t, PersonId person)
{
    return uuid_eq(person.u, t->rq->actor.person.u);
}

static Url thread_url(Ctx *cx, const Req *rq, EntryId id, const char *what)
{
    return url_printf(cx->arena, "/work/" STR_FMT "/messages/" STR_FMT "%s",
                      STR_ARG(req_path(rq, "episode")), STR_ARG(uuid_str(cx->arena, id.u)), what);
}

/* --- when people read, and how soon they answered ------------------------------------------- */

static Str reach_said(Talk *t, const Member *m, const MessageTimes *times)
{
    Arena *a = t->cx->arena;
    int64_t median_ms = 0;
    Str who = profile_called(&m->profile), hours = reach_hours_say(a, &m->profile);
    size_t replies = reach_replies(a, times->list, times->count, m->person, &median_ms);
    Str reads = hours.len ? arena_printf(a, STR_FMT " reads messages " STR_FMT "%s.", STR_ARG(who),
                                         STR_ARG(hours), m->profile.zone.len ? ", where they are" : "")
                          : arena_printf(a, STR_FMT " has not said when they read messages.", STR_ARG(who));
    if (median_ms)
        return arena_printf(a, STR_FMT " Half of the %zu answers here came within " STR_FMT ". That is how it was, "
                            "not a promise.", STR_ARG(reads), replies, STR_ARG(reach_span_say(a, median_ms)));
    Str states = reach_answer_say(m->profile.answers_in);
    if (states.len == 0) return reads;
    return arena_printf(a, STR_FMT " They say they usually answer " STR_FMT ".", STR_ARG(reads), STR_ARG(states));
}

static Err fill_reach(Talk *t)
{
    MessageTimes times;
    const Episode *work = &t->work;
    TRY(message_times(t->cx, t->rq->tx, t->rq->grant, work->id, &times));
    Str *list = ARENA_ARRAY(t->cx->arena, Str, MEMBERS_MAX);
    if (!list) return fail(t->cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < work->member_count; i++)
        if (offer_concerns(&work->member[i]) && !is_self(t, work->member[i].person))
            list[t->form.reach_count++] = reach_said(t, &work->member[i], &times);
    t->form.reach = list;
    return OK;
}

static Err open_talk(Ctx *cx, Req *rq, Str title, Str place, Talk *ret_talk)
{
    Talk *t = ret_talk;
    *t = (Talk){ .cx = cx, .rq = rq };
    TRY(frame_fill(cx, rq, title, FRAME_READ, TAB_MESSAGES, &t->frame));
    TRY(episode_load(cx, rq->tx, rq->grant, req_episode(rq), &t->work));
    const Member *self = episode_member(&t->work, rq->actor.person);
    t->zone = self ? profile_zone(cx, rq, &self->profile) : rq->practice->zone;
    t->form = (MessageForm){ .frame = &t->frame, .errors = &rq->errors, .idem = rq->idem,
        .reach_own = url_local(S("/me/reach")), .reach_asked = self && self->profile.read_days == 0,
        .may_write = grant_may(rq->grant, ACTION_MESSAGE_WRITE),
        .keep = arena_printf(cx->arena, "draft-" STR_FMT "-message-" STR_FMT,
                             STR_ARG(uuid_str(cx->arena, rq->actor.person.u)), STR_ARG(place)) };
    return fill_reach(t);
}

/* --- the list -------------------------------------------------------------------------------- */

static Str title_of(const Entry *thread)
{
    return entry_text(thread).len ? entry_text(thread) : S("A conversation");
}

static Str last_said(const Talk *t, const ThreadLook *look)
{
    Arena *a = t->cx->arena;
    return arena_printf(a, "Last: " STR_FMT ", " STR_FMT, STR_ARG(card_who(t->rq, &t->work, look->last_author)),
                        STR_ARG(time_say_when(a, t->zone, look->last_ms, t->cx->now_ms)));
}

/* "Daniel and you" */
static Err with_said(const Talk *t, EntryId thread, Str *ret_said)
{
    PersonId readers[MEMBERS_MAX];
    size_t count = 0;
    Str said = S("");
    TRY(message_readers(t->cx, t->rq->tx, t->rq->grant, t->work.id, thread, readers, MEMBERS_MAX, &count));
    for (size_t i = 0; i < count; i++)
        if (!is_self(t, readers[i]))
            said = and_name(t->cx->arena, said, card_who(t->rq, &t->work, readers[i]));
    *ret_said = said;
    return OK;
}

static const Entry *entry_of(const Entries *all, EntryId id)
{
    for (size_t i = 0; i < all->count; i++)
        if (uuid_eq(all->list[i].id.u, id.u)) return &all->list[i];
    return NULL;
}

static Err fill_threads(const Talk *t, MessagesPage *p)
{
    Ctx *cx = t->cx;
    Entries all;
    ThreadLooks looks;
    TRY(message_threads(cx, t->rq->tx, t->rq->grant, t->work.id, &looks));
    TRY(entry_list_kinds(cx, t->rq->tx, t->rq->grant, t->work.id, (EntryKinds){ { ENTRY_THREAD } }, &all));
    ThreadLine *list = ARENA_ARRAY(cx->arena, ThreadLine, looks.count);
    if (!list && looks.count) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < looks.count; i++) {
        const Entry *e = entry_of(&all, looks.list[i].thread);
        if (!e) continue;
        ThreadLine *line = &list[p->thread_count++];
        *line = (ThreadLine){ .title = title_of(e), .url = thread_url(cx, t->rq, e->id, ""),
                              .last = last_said(t, &looks.list[i]), .fresh = looks.list[i].fresh };
        TRY(with_said(t, e->id, &line->with));
        line->with = line->with.len ? arena_printf(cx->arena, "With " STR_FMT, STR_ARG(line->with)) : S("Only you");
    }
    p->threads = list;
    return OK;
}

static void fill_people(const Talk *t, MessagesPage *p)
{
    MessagePerson *list = ARENA_ARRAY(t->cx->arena, MessagePerson, JOINT_READERS_MAX);
    for (size_t i = 0; list && i < t->work.member_count && p->person_count < JOINT_READERS_MAX; i++) {
        const Member *m = &t->work.member[i];
        if (offer_concerns(m) && !is_self(t, m->person))
            list[p->person_count++] = (MessagePerson){ .name = profile_called(&m->profile),
                                                       .id = uuid_str(t->cx->arena, m->person.u) };
    }
    p->people = list;
}

Err page_messages(Ctx *cx, Req *rq, Reply *reply)
{
    Talk t;
    TRY(open_talk(cx, rq, S("Messages"), S("new"), &t));
    frame_drafts(cx, &t.frame);
    MessagesPage p = { .form = t.form };
    bool client = grant_is_client_view(rq->grant);
    p.form.add = card_work_url(cx, rq, "/messages");
    p.back = card_work_url(cx, rq, client ? "/home" : "");
    p.back_said = client ? S("Home") : S("The work");
    fill_people(&t, &p);
    if (p.person_count == 1) p.form.sees = arena_printf(cx->arena, "You and " STR_FMT, STR_ARG(p.people[0].name));
    TRY(fill_threads(&t, &p));
    view_messages(&reply->body, &p);
    return OK;
}

/* --- one conversation --------------------------------------------------------------------------- */

static Err load_thread(Ctx *cx, Req *rq, Entry *ret_thread)
{
    TRY(entry_load(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Entry, rq, "entry"), ret_thread));
    return ret_thread->kind == ENTRY_THREAD ? OK : fail(cx, ERR_MISSING, "no such record");
}

static const Str *opened_said(const Talk *t, const MessageOpenings *all, EntryId message, size_t *ret_count)
{
    Arena *a = t->cx->arena;
    Str *list = ARENA_ARRAY(a, Str, MEMBERS_MAX);
    for (size_t i = 0; list && i < all->count && *ret_count < MEMBERS_MAX; i++) {
        const MessageOpened *o = &all->list[i];
        if (!uuid_eq(o->message.u, message.u)) continue;
        list[(*ret_count)++] = arena_printf(a, STR_FMT " opened this " STR_FMT ".",
            STR_ARG(card_who(t->rq, &t->work, o->person)), STR_ARG(time_say_when(a, t->zone, o->first_ms, t->cx->now_ms)));
    }
    return list;
}

static MessageLine line_of(const Talk *t, const Entry *e, const MessageOpenings *openings)
{
    Arena *a = t->cx->arena;
    Str id = uuid_str(a, e->id.u);
    MessageLine m = { .id = arena_join(a, S("e-"), id), .text = entry_text(e), .own = is_self(t, e->author),
        .gone = entry_is_unsaid(e), .who = card_who(t->rq, &t->work, e->author),
        .voice = card_voice(&t->work, e->author),
        .when = time_say_when(a, t->zone, e->created_ms, t->cx->now_ms),
        .act = arena_printf(a, "/work/" STR_FMT "/joint/" STR_FMT "/state", STR_ARG(req_path(t->rq, "episode")),
                            STR_ARG(id)),
        .idem = arena_printf(a, STR_FMT "-" STR_FMT, STR_ARG(t->rq->idem), STR_ARG(str_slice(id, id.len - 12, id.len))) };
    m.may_unsay = t->form.may_write && entry_may_become(e, t->rq->actor.person, ENTRY_UNSAID);
    m.opened = opened_said(t, openings, e->id, &m.opened_count);
    if (!m.own && !m.gone) m.say = arena_printf(a, "A message from " STR_FMT, STR_ARG(m.who));
    return m;
}

static Err fill_lines(const Talk *t, const Entry *thread, ThreadPage *p)
{
    Entries all;
    MessageOpenings openings;
    TRY(entry_list_under(t->cx, t->rq->tx, t->rq->grant, t->work.id, thread->id, &all));
    TRY(message_openings(t->cx, t->rq->tx, t->rq->grant, t->work.id, thread->id, &openings));
    MessageLine *list = ARENA_ARRAY(t->cx->arena, MessageLine, all.count);
    if (!list && all.count) return fail(t->cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++)
        if (all.list[i].kind == ENTRY_MESSAGE) list[p->line_count++] = line_of(t, &all.list[i], &openings);
    p->lines = list;
    return OK;
}

static Err fill_thread(Ctx *cx, Req *rq, Talk *t, ThreadPage *p)
{
    Str with;
    Entry thread;
    TRY(load_thread(cx, rq, &thread));
    TRY(open_talk(cx, rq, S("A conversation"), req_path(rq, "entry"), t));
    frame_live(cx, &t->frame);
    TRY(with_said(t, thread.id, &with));
    *p = (ThreadPage){ .form = t->form, .title = title_of(&thread), .alone = with.len == 0,
        .live = thread_url(cx, rq, thread.id, "/live"), .events = thread_url(cx, rq, thread.id, "/events"),
        .back = card_work_url(cx, rq, "/messages") };
    p->form.add = thread_url(cx, rq, thread.id, "");
    p->form.sees = with.len ? arena_printf(cx->arena, "You and " STR_FMT, STR_ARG(with)) : S("Only you");
    return fill_lines(t, &thread, p);
}

Err page_thread(Ctx *cx, Req *rq, Reply *reply)
{
    Talk t;
    ThreadPage p;
    TRY(fill_thread(cx, rq, &t, &p));
    view_thread(&reply->body, &p);
    return OK;
}

Err page_thread_live(Ctx *cx, Req *rq, Reply *reply)
{
    Talk t;
    ThreadPage p;
    TRY(fill_thread(cx, rq, &t, &p));
    view_thread_live(&reply->body, &p);
    return OK;
}

/* Says only that something changed. */
Err page_thread_events(Ctx *cx, Req *rq, Reply *reply)
{
    Entry thread;
    TRY(load_thread(cx, rq, &thread));
    reply->publish_topic = thread.id.u;
    return OK;
}

/* --- writing ------------------------------------------------------------------------------------- */

/* The form alone, with what was typed: the page it stood on shows more than this act may. */
static Err show_again(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    JointAgain p = { .field = S("text"), .text = req_text(rq, "text"), .idem = rq->idem,
                     .back = card_work_url(cx, rq, "/messages") };
    static const char *const kept[] = { "about", "with1", "with2", "with3", "with4", "with5", "with6", "with7",
                                        "with8" };
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (req_has(rq, kept[i])) p.kept[p.kept_count++] = (JointKept){ str_from_c(kept[i]), req_text(rq, kept[i]) };
    TRY(frame_fill(cx, rq, S("Your words"), FRAME_READ, TAB_MESSAGES, &frame));
    reply->status = 422;
    view_joint_again(&reply->body, &frame, &rq->errors, url_local(rq->http->path), &p);
    return OK;
}

/* Those ticked who are in the work. */
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

/* Everybody else who reads it may be told that something waits, a little later: who has the page
 * open reads it now. */
static Err tell(Ctx *cx, Req *rq, EntryId thread)
{
    enum { A_LITTLE_MS = 5 * 60 * 1000 };
    PersonId readers[MEMBERS_MAX];
    size_t count = 0;
    TRY(message_readers(cx, rq->tx, rq->grant, req_episode(rq), thread, readers, MEMBERS_MAX, &count));
    for (size_t i = 0; i < count; i++) {
        const MailNew mail = { .kind = MAIL_MESSAGE, .person = readers[i], .about = thread.u, .delay_ms = A_LITTLE_MS };
        if (!uuid_eq(readers[i].u, rq->actor.person.u))
            TRY(mail_add(cx, rq->tx, rq->grant, rq->practice, &mail));
    }
    return OK;
}

static Err add_message(Ctx *cx, Req *rq, EntryId thread)
{
    EntryId id;
    EntryNew fresh = { .kind = ENTRY_MESSAGE, .parent = thread, .owner = rq->actor.person,
                       .text = req_text(rq, "text") };
    TRY(entry_add(cx, rq->tx, rq->grant, req_episode(rq), &fresh, &id));
    return tell(cx, rq, thread);
}

Err page_message_begin(Ctx *cx, Req *rq, Reply *reply)
{
    Episode work;
    EntryId id;
    PersonId readers[JOINT_READERS_MAX];
    EpisodeId e = req_episode(rq);
    TRY(episode_load(cx, rq->tx, rq->grant, e, &work));
    size_t count = ticked(rq, &work, readers);
    if (count == 0) req_error(rq, "text", S("Go back and choose who reads it."));
    if (req_text(rq, "text").len == 0) req_error(rq, "text", S("Write a few words first."));
    if (rq->errors.count) return show_again(cx, rq, reply);
    EntryNew fresh = { .kind = ENTRY_THREAD, .owner = rq->actor.person, .text = req_text(rq, "about") };
    TRY(entry_add(cx, rq->tx, rq->grant, e, &fresh, &id));
    TRY(entry_share(cx, rq->tx, rq->grant, e, id, ENTRY_READ_BY_CHOSEN, readers, count));
    TRY(add_message(cx, rq, id));
    reply->publish_topic = id.u;
    return reply_go(reply, thread_url(cx, rq, id, ""));
}

Err page_message_add(Ctx *cx, Req *rq, Reply *reply)
{
    Entry thread;
    TRY(load_thread(cx, rq, &thread));
    if (req_text(rq, "text").len == 0) req_error(rq, "text", S("Write a few words first."));
    if (rq->errors.count) return show_again(cx, rq, reply);
    TRY(add_message(cx, rq, thread.id));
    reply->publish_topic = thread.id.u;
    return reply_go(reply, thread_url(cx, rq, thread.id, ""));
}

/* --- for home and brief ---------------------------------------------------------------------------- */

Err message_sign(Ctx *cx, Req *rq, const Episode *work, Str *ret_said)
{
    Str said = S("");
    ThreadLooks looks;
    PersonId named[MEMBERS_MAX];
    size_t count = 0;
    TRY(message_threads(cx, rq->tx, rq->grant, req_episode(rq), &looks));
    for (size_t i = 0; i < looks.count && count < MEMBERS_MAX; i++) {
        bool known = !looks.list[i].fresh;
        for (size_t k = 0; k < count; k++) known = known || uuid_eq(named[k].u, looks.list[i].other.u);
        if (known) continue;
        named[count++] = looks.list[i].other;
        said = and_name(cx->arena, said, card_who(rq, work, looks.list[i].other));
    }
    *ret_said = said.len ? arena_printf(cx->arena, "A message from " STR_FMT, STR_ARG(said)) : said;
    return OK;
}
