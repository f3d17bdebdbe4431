/* page_safety.c - the client's support page, the safety answer as staff work on it, and the
 * list of those that wait.  docs/safety.md is the whole flow; nothing here rates anything. */
#include "pages.h"
#include "../store/alert.h"
#include "../views/safety.h"
#include "form.h"
#include "views.h"

static Str when_say(Ctx *cx, const Req *rq, int64_t at_ms)
{
    return time_say_when(cx->arena, rq->practice->zone, at_ms, cx->now_ms);
}

static Str first_name(Str name)
{
    return profile_called(&(Profile){ .name = name });
}

/* --- the client's page ------------------------------------------------------------------ */

typedef struct Support {
    EpisodeId episode;
    Episode work;
    Str reader;               /* "Daniel"; the person on call when there is no therapist */
    Alerts waiting;
    Alert newest;             /* when something waits */
    TherapistReach reach;
} Support;

static Err support_load(Ctx *cx, Req *rq, Support *s)
{
    *s = (Support){ .episode = req_episode(rq) };
    TRY(episode_load(cx, rq->tx, rq->grant, s->episode, &s->work));
    TRY(alert_waiting(cx, rq->tx, rq->grant, s->episode, &s->waiting));
    TRY(alert_reach(cx, rq->tx, rq->grant, s->episode, &s->reach));
    const Member *therapist = episode_part(&s->work, PART_THERAPIST);
    bool there = therapist && s->reach == THERAPIST_THERE;
    s->reader = there ? profile_called(&therapist->profile) : rq->practice->duty_name;
    if (s->reader.len == 0) s->reader = S("the practice");
    if (s->waiting.count) s->newest = s->waiting.list[s->waiting.count - 1];
    return OK;
}

/* Who sees it, from when on: only what the house really does. */
static Str told_say(Ctx *cx, const Req *rq, const Support *s)
{
    Arena *a = cx->arena;
    const Practice *p = rq->practice;
    AlertTimes times = alert_times(p, s->newest.raised_ms, s->reach);
    Str duty = p->duty_name.len ? p->duty_name : S("the person on call");
    if (s->newest.state != ALERT_NEW) return S("Someone has opened it and has it in hand.");
    if (s->reach == THERAPIST_AWAY)
        return arena_printf(a, STR_FMT ", who is on call, is shown it on opening Tandem. Nobody "
                            "watches live.", STR_ARG(duty));
    if (cx->now_ms >= times.duty_ms)
        return arena_printf(a, STR_FMT " has not opened it yet, so " STR_FMT ", who is on call, is "
                            "shown it too. Nobody watches live.", STR_ARG(s->reader), STR_ARG(duty));
    return arena_printf(a, STR_FMT " is shown it at the top of the first page on opening Tandem. If "
                        "it is not opened by " STR_FMT ", " STR_FMT ", who is on call, is shown it "
                        "too. Nobody watches live.", STR_ARG(s->reader),
                        STR_ARG(time_say_clock(a, p->zone, times.duty_ms)), STR_ARG(duty));
}

/* What the client reads of the record: who opened it and what they wrote themselves. */
static Str client_event(Ctx *cx, const AlertEvent *event)
{
    Str name = first_name(event->by_name);
    switch (event->kind) {
    case EVENT_CLIENT_NOTE: return S("You wrote");
    case EVENT_CLIENT_WANTS_CONTACT: return S("You asked to be contacted");
    case EVENT_TOLD_DUTY: return S("It went to the person on call");
    case EVENT_TOLD_LEAD: return S("It went to the lead of the practice");
    case EVENT_SEEN: return arena_printf(cx->arena, STR_FMT " has opened it", STR_ARG(name));
    case EVENT_ACTION:
    case EVENT_CONVERSATION:
        return arena_printf(cx->arena, STR_FMT " noted what was done", STR_ARG(name));
    case EVENT_CLOSED: return arena_printf(cx->arena, STR_FMT " closed it", STR_ARG(name));
    case EVENT_RAISED:
    case EVENT_ANSWER_CHANGED:
    case ALERT_EVENT_COUNT: break;
    }
    return S("");
}

static Err fill_client_events(Ctx *cx, Req *rq, const Support *s, SupportView *v)
{
    AlertEvents all;
    TRY(alert_events(cx, rq->tx, rq->grant, s->episode, s->newest.id, &all));
    SafetyLine *lines = ARENA_ARRAY(cx->arena, SafetyLine, all.count + 1);
    if (!lines) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++) {
        const AlertEvent *event = &all.list[i];
        Str what = client_event(cx, event);
        bool own = event->kind == EVENT_CLIENT_NOTE || event->kind == EVENT_CLIENT_WANTS_CONTACT;
        if (what.len)
            lines[v->count++] = (SafetyLine){ when_say(cx, rq, event->at_ms), what,
                                              own ? event->words : S("") };
    }
    v->lines = lines;
    return OK;
}

static Str reply_time(Ctx *cx, const Req *rq, const Support *s)
{
    return arena_printf(cx->arena, "This is read when " STR_FMT " opens Tandem, not at once. " STR_FMT
                        " If waiting is too long, call one of the numbers above.",
                        STR_ARG(s->reader), STR_ARG(rq->practice->watched));
}

/* The form the client came from, to go on with. */
static void fill_way_back(Ctx *cx, const Req *rq, const Support *s, SupportView *v)
{
    Uuid from = req_uuid(rq, "from");
    v->home = work_url(cx->arena, s->episode, "/home");
    if (uuid_is_zero(from)) return;
    int64_t number = req_int(rq, "q", 1);
    v->from = uuid_str(cx->arena, from);
    v->question = number;
    v->go_on = work_url_id(cx->arena, s->episode, "check-in", from,
                           arena_printf(cx->arena, "?q=%lld", (long long)number).ptr);
}

static Err show_support(Ctx *cx, Req *rq, Reply *reply, const Support *s)
{
    Frame frame;
    TRY(frame_fill(cx, rq, S("Support"), FRAME_READ, TAB_NONE, &frame));
    const Member *self = episode_member(&s->work, rq->actor.person);
    SupportView v = { .waiting = s->waiting.count > 0, .reader = s->reader, .idem = rq->idem,
                      .reply_time = reply_time(cx, rq, s), .title = S("Support") };
    if (v.waiting) {
        v.title = arena_printf(cx->arena, "Thank you for saying so, " STR_FMT ".",
                               STR_ARG(self ? profile_called(&self->profile) : S("")));
        v.told = told_say(cx, rq, s);
        TRY(fill_client_events(cx, rq, s, &v));
    }
    if (grant_may(rq->grant, ACTION_SAFETY_WRITE))
        v.action = work_url(cx->arena, s->episode, "/safety");
    if (rq->errors.count) v.note = req_text(rq, "note");
    fill_way_back(cx, rq, s, &v);
    view_support(&reply->body, &frame, &rq->errors, &v);
    return OK;
}

Err page_safety(Ctx *cx, Req *rq, Reply *reply)
{
    Support s;
    TRY(support_load(cx, rq, &s));
    rq->errors.count = 0;                     /* an odd address is no reason to hold back help */
    return show_support(cx, rq, reply, &s);
}

/* What the client says goes to what waits; without that it waits from now on. */
static Err tell(Ctx *cx, Req *rq, Support *s)
{
    const ResponseId none = { { { 0 } } };
    AlertId id = s->newest.id;
    bool contact = req_has(rq, "contact");
    if (s->waiting.count == 0)
        TRY(alert_raise(cx, rq->tx, rq->grant, s->episode, none, S(ALERT_ITEM_CONTACT), 0, &id));
    return alert_add(cx, rq->tx, rq->grant, s->episode, id,
                     contact ? EVENT_CLIENT_WANTS_CONTACT : EVENT_CLIENT_NOTE, 0,
                     req_text(rq, "note"));
}

Err page_safety_note(Ctx *cx, Req *rq, Reply *reply)
{
    Support s;
    TRY(support_load(cx, rq, &s));
    if (!req_has(rq, "contact") && req_text(rq, "note").len == 0)
        req_error(rq, "note", S("Write a few words, or ask to be contacted."));
    if (rq->errors.count) {
        reply->status = 422;
        return show_support(cx, rq, reply, &s);
    }
    TRY(tell(cx, rq, &s));
    Uuid from = req_uuid(rq, "from");
    if (uuid_is_zero(from)) return reply_go(reply, work_url(cx->arena, s.episode, "/safety"));
    return reply_go(reply, work_url(cx->arena, s.episode,
        arena_printf(cx->arena, "/safety?from=" STR_FMT "&q=%lld",
                     STR_ARG(uuid_str(cx->arena, from)), (long long)req_int(rq, "q", 1)).ptr));
}

/* --- the alert, for staff --------------------------------------------------------------------- */

typedef struct Opened {
    EpisodeId episode;
    Alert alert;
    Episode work;
    const Member *client;
    AlertEvents events;
    bool has_form;
    Response response;
    GivenAnswers answers;
    Questions questions;      /* of the measure that was asked */
    size_t asked;             /* questions.count: asked for contact */
    TherapistReach reach;
} Opened;

/* Every item of the measure the alert is about. */
static Err load_questions(Ctx *cx, Req *rq, Opened *o)
{
    GivenAnswers one = { &(GivenAnswer){ .key = o->alert.item }, 1 };
    if (!o->has_form) return OK;
    MeasureSet set;
    TRY(response_set(cx, rq->app->measures, o->response.measures, &set));
    TRY(questions_of_answers(cx, &set, &one, NULL, 0, &o->questions));
    o->asked = questions_find(&o->questions, o->alert.item);
    return OK;
}

static Err opened_load(Ctx *cx, Req *rq, Opened *o)
{
    *o = (Opened){ .episode = req_episode(rq) };
    AlertId id = REQ_ID(Alert, rq, "alert");
    TRY(alert_load(cx, rq->tx, rq->grant, o->episode, id, &o->alert));
    TRY(episode_load(cx, rq->tx, rq->grant, o->episode, &o->work));
    o->client = episode_member(&o->work, o->alert.person);
    if (!o->client) return fail(cx, ERR_STORE, "the person of this alert is not in the work");
    TRY(alert_events(cx, rq->tx, rq->grant, o->episode, id, &o->events));
    TRY(alert_reach(cx, rq->tx, rq->grant, o->episode, &o->reach));
    TRY(response_of_alert(cx, rq->tx, rq->grant, o->episode, id, &o->has_form, &o->response,
                          &o->answers));
    return load_questions(cx, rq, o);
}

static const Question *asked_of(const Opened *o)
{
    return o->asked < o->questions.count ? &o->questions.list[o->asked] : NULL;
}

/* An answer in words: "Several days". */
static Str value_say(Ctx *cx, const Opened *o, AnswerStatus status, int64_t value)
{
    const Question *q = asked_of(o);
    GivenAnswer given = { .status = status, .value = value };
    if (!q) return S("");
    return answer_say(cx->arena, q, &given);
}

static Str changed_say(Ctx *cx, const Opened *o, int64_t value)
{
    AnswerStatus status = value == ALERT_VALUE_SKIPPED ? STATUS_SKIPPED : STATUS_ANSWERED;
    return value_say(cx, o, status, value);
}

static Str event_say(Ctx *cx, const Opened *o, const AlertEvent *event)
{
    Arena *a = cx->arena;
    Str name = event->by_name;
    Str client = profile_called(&o->client->profile);
    switch (event->kind) {
    case EVENT_RAISED:
        if (!asked_of(o)) return arena_printf(a, STR_FMT " asked for support", STR_ARG(client));
        return arena_printf(a, STR_FMT " answered: " STR_FMT, STR_ARG(client),
                            STR_ARG(changed_say(cx, o, event->value)));
    case EVENT_ANSWER_CHANGED:
        return arena_printf(a, STR_FMT " changed the answer to: " STR_FMT, STR_ARG(client),
                            STR_ARG(changed_say(cx, o, event->value)));
    case EVENT_CLIENT_NOTE: return arena_printf(a, STR_FMT " wrote", STR_ARG(client));
    case EVENT_CLIENT_WANTS_CONTACT:
        return arena_printf(a, STR_FMT " asks to be contacted", STR_ARG(client));
    case EVENT_SEEN: return arena_printf(a, STR_FMT " has this", STR_ARG(name));
    case EVENT_TOLD_DUTY: return S("Shown to the person on call");
    case EVENT_TOLD_LEAD: return S("Shown to the lead");
    case EVENT_ACTION: return arena_printf(a, STR_FMT " did", STR_ARG(name));
    case EVENT_CONVERSATION:
        return arena_printf(a, STR_FMT " talked with " STR_FMT, STR_ARG(name), STR_ARG(client));
    case EVENT_CLOSED: return arena_printf(a, STR_FMT " closed it", STR_ARG(name));
    case ALERT_EVENT_COUNT: break;
    }
    return S("");
}

/* What the client added, beside the answer: it changes what to do first. */
static Err fill_said(Ctx *cx, const Req *rq, const Opened *o, AlertView *v)
{
    SafetyLine *lines = ARENA_ARRAY(cx->arena, SafetyLine, o->events.count + 1);
    if (!lines) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < o->events.count; i++) {
        const AlertEvent *event = &o->events.list[i];
        if (event->kind != EVENT_CLIENT_NOTE && event->kind != EVENT_CLIENT_WANTS_CONTACT) continue;
        lines[v->said_count++] = (SafetyLine){ when_say(cx, rq, event->at_ms),
                                               event_say(cx, o, event), event->words };
    }
    v->said = lines;
    return OK;
}

static Err fill_record(Ctx *cx, const Req *rq, const Opened *o, AlertView *v)
{
    SafetyLine *lines = ARENA_ARRAY(cx->arena, SafetyLine, o->events.count + 1);
    if (!lines) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < o->events.count; i++) {
        const AlertEvent *event = &o->events.list[i];
        lines[v->record_count++] = (SafetyLine){ when_say(cx, rq, event->at_ms),
                                                 event_say(cx, o, event), event->words };
        if (event->kind == EVENT_CONVERSATION) v->may_close = true;
    }
    v->record = lines;
    return OK;
}

static Err fill_earlier(Ctx *cx, Req *rq, const Opened *o, AlertView *v)
{
    EarlierAnswers all;
    if (!asked_of(o)) return OK;
    TRY(answers_earlier(cx, rq->tx, rq->grant, o->episode, o->alert.person, o->alert.item, &all));
    SafetyLine *lines = ARENA_ARRAY(cx->arena, SafetyLine, all.count + 1);
    if (!lines) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++) {
        const EarlierAnswer *past = &all.list[i];
        bool stands = uuid_eq(past->response.u, o->alert.response.u) && !past->changed;
        if (stands) continue;                 /* shown above */
        lines[v->earlier_count++] = (SafetyLine){ when_say(cx, rq, past->at_ms),
            value_say(cx, o, past->status, past->value),
            past->changed ? S("changed afterwards") : S("") };
    }
    v->earlier = lines;
    return OK;
}

static Err fill_others(Ctx *cx, const Req *rq, const Opened *o, AlertView *v)
{
    SafetyLine *lines = ARENA_ARRAY(cx->arena, SafetyLine, o->questions.count + 1);
    if (!lines) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < o->questions.count; i++) {
        const Question *q = &o->questions.list[i];
        const GivenAnswer *given = answer_find(&o->answers, q->key);
        if (i == o->asked) continue;
        lines[v->other_count++] = (SafetyLine){ q->words, answer_say(cx->arena, q, given),
                                                given ? given->note : S("") };
    }
    v->others = lines;
    v->form_state = o->response.sent
        ? arena_printf(cx->arena, "Sent " STR_FMT ".", STR_ARG(when_say(cx, rq, o->response.sent_ms)))
        : S("Not sent yet: these may still change.");
    return OK;
}

static Err fill_more(Ctx *cx, Req *rq, const Opened *o, AlertView *v)
{
    Alerts all;
    TRY(alert_waiting(cx, rq->tx, rq->grant, o->episode, &all));
    Url *more = ARENA_ARRAY(cx->arena, Url, all.count + 1);
    Str *words = ARENA_ARRAY(cx->arena, Str, all.count + 1);
    if (!more || !words) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++) {
        if (uuid_eq(all.list[i].id.u, o->alert.id.u)) continue;
        more[v->more_count] = work_url_id(cx->arena, o->episode, "alerts", all.list[i].id.u, "");
        words[v->more_count++] = arena_printf(cx->arena, "From " STR_FMT,
                                              STR_ARG(when_say(cx, rq, all.list[i].raised_ms)));
    }
    v->more = more;
    v->more_words = words;
    return OK;
}

static Str state_say(AlertState state)
{
    static const char *const said[ALERT_STATE_COUNT] = { "Not opened yet", "Someone has this",
                                                         "Something was done", "Closed" };
    return str_from_c(said[state]);
}

static Str alert_told_say(Ctx *cx, const Req *rq, const Opened *o)
{
    Arena *a = cx->arena;
    AlertTimes times = alert_times(rq->practice, o->alert.raised_ms, o->reach);
    if (o->alert.state == ALERT_CLOSED)
        return arena_printf(a, "Closed " STR_FMT ".", STR_ARG(when_say(cx, rq, o->alert.closed_ms)));
    if (o->alert.state != ALERT_NEW) return S("It goes on to nobody else.");
    if (cx->now_ms >= times.lead_ms) return S("The person on call and the lead are shown it too.");
    if (cx->now_ms >= times.duty_ms) return S("The person on call is shown it too.");
    return arena_printf(a, "Unopened, it goes to the person on call at " STR_FMT ".",
                        STR_ARG(time_say_clock(a, rq->practice->zone, times.duty_ms)));
}

static void fill_answer(Ctx *cx, const Opened *o, AlertView *v)
{
    const Question *q = asked_of(o);
    const GivenAnswer *given = q ? answer_find(&o->answers, q->key) : NULL;
    v->asked = q ? q->words : S("Asked for support, without a form.");
    v->answer = q ? answer_say(cx->arena, q, given) : S("");
    v->note = given ? given->note : S("");
}

static void fill_person(Ctx *cx, const Opened *o, AlertView *v)
{
    const Profile *p = &o->client->profile;
    v->name = p->name;
    v->called = profile_called(p);
    v->phone = p->phone;
    v->email = p->email;
    v->pronouns = p->pronouns;
    v->call = url_tel(cx->arena, p->phone);
}

static Err show_alert(Ctx *cx, Req *rq, Reply *reply, const Opened *o)
{
    Frame frame;
    bool member = grant_may(rq->grant, ACTION_BRIEF_READ);
    AlertView v = {
        .back = member ? work_url(cx->arena, o->episode, "") : url_local(S("/duty")),
        .back_words = member ? S("Back") : S("Safety answers"),
        .action = work_url_id(cx->arena, o->episode, "alerts", o->alert.id.u, ""),
        .when = arena_printf(cx->arena, "Given " STR_FMT, STR_ARG(when_say(cx, rq, o->alert.raised_ms))),
        .open = o->alert.state != ALERT_CLOSED, .unseen = o->alert.state == ALERT_NEW,
        .state_words = state_say(o->alert.state), .told = alert_told_say(cx, rq, o),
        .idem = rq->idem,
    };
    fill_person(cx, o, &v);
    fill_answer(cx, o, &v);
    TRY(fill_said(cx, rq, o, &v));
    TRY(fill_record(cx, rq, o, &v));
    TRY(fill_earlier(cx, rq, o, &v));
    TRY(fill_others(cx, rq, o, &v));
    TRY(fill_more(cx, rq, o, &v));
    if (rq->errors.count) {
        reply->status = 422;
        v.step = req_text(rq, "step");
        v.words = req_text(rq, "words");
    }
    TRY(frame_fill(cx, rq, arena_printf(cx->arena, "Safety answer of " STR_FMT, STR_ARG(v.name)),
                   FRAME_TWO, member ? TAB_CASELOAD : TAB_DUTY, &frame));
    view_alert(&reply->body, &frame, &rq->errors, &v);
    return OK;
}

Err page_alert(Ctx *cx, Req *rq, Reply *reply)
{
    Opened o;
    TRY(opened_load(cx, rq, &o));
    return show_alert(cx, rq, reply, &o);
}

/* The oldest that waits in this work: where banners lead. */
Err page_alerts(Ctx *cx, Req *rq, Reply *reply)
{
    Alerts all;
    EpisodeId e = req_episode(rq);
    TRY(alert_waiting(cx, rq->tx, rq->grant, e, &all));
    if (all.count == 0) return reply_go(reply, work_url(cx->arena, e, ""));
    return reply_go(reply, work_url_id(cx->arena, e, "alerts", all.list[0].id.u, ""));
}

/* Errors stand beside the field of the step, which carries the step's name. */
static void move_errors(Req *rq, AlertStep step, const char *field)
{
    Str too_long = field_errors_find(&rq->errors, S("words"));
    rq->errors.count = 0;
    if (too_long.len) req_error(rq, field, too_long);
    else if (alert_step_needs_words(step) && req_text(rq, "words").len == 0)
        req_error(rq, field, S("Write what happened, in a few words."));
}

Err page_alert_do(Ctx *cx, Req *rq, Reply *reply)
{
    Opened o;
    AlertStep step = STEP_SEEN;
    TRY(opened_load(cx, rq, &o));
    if (!alert_step_parse(req_text(rq, "step"), &step)) return fail(cx, ERR_INVALID, "no such step");
    const char *field = arena_c(cx->arena, req_text(rq, "step"));
    move_errors(rq, step, field);
    if (rq->errors.count) return show_alert(cx, rq, reply, &o);
    Err err = alert_do(cx, rq->tx, rq->grant, o.episode, o.alert.id, step, req_text(rq, "words"));
    if (err.kind == ERR_CONFLICT) {
        err_clear(cx);
        req_error(rq, field, o.alert.state == ALERT_CLOSED
                  ? S("This was closed in the meantime. Your words are still here.")
                  : S("Record the conversation first; then it can be closed."));
        return show_alert(cx, rq, reply, &o);
    }
    TRY(err);
    bool stays = step != STEP_CLOSE || grant_may(rq->grant, ACTION_BRIEF_READ);
    if (!stays) return reply_go(reply, url_local(S("/duty")));   /* closed: out of duty's reach */
    return reply_go(reply, work_url_id(cx->arena, o.episode, "alerts", o.alert.id.u, ""));
}

/* --- those that wait, for the person on call --------------------------------------------------- */

static Str duty_told(Ctx *cx, const Req *rq, const WaitingAlert *w)
{
    Arena *a = cx->arena;
    AlertTimes times = alert_times(rq->practice, w->raised_ms, w->reach);
    if (w->state != ALERT_NEW)
        return arena_printf(a, STR_FMT " has it since " STR_FMT ".", STR_ARG(w->seen_by),
                            STR_ARG(when_say(cx, rq, w->seen_ms)));
    if (cx->now_ms >= times.lead_ms)
        return arena_printf(a, "With the person on call since " STR_FMT ", and with the lead since "
                            STR_FMT ".", STR_ARG(when_say(cx, rq, times.duty_ms)),
                            STR_ARG(when_say(cx, rq, times.lead_ms)));
    if (cx->now_ms >= times.duty_ms)
        return arena_printf(a, "With the person on call since " STR_FMT ".",
                            STR_ARG(when_say(cx, rq, times.duty_ms)));
    return arena_printf(a, "Unopened, it comes to the person on call at " STR_FMT ".",
                        STR_ARG(time_say_clock(a, rq->practice->zone, times.duty_ms)));
}

static DutyRow duty_row(Ctx *cx, const Req *rq, const WaitingAlert *w)
{
    AlertTimes times = alert_times(rq->practice, w->raised_ms, w->reach);
    DutyRow row = {
        .name = w->client, .state = arena_join(cx->arena, state_say(w->state), S(".")),
        .since = arena_printf(cx->arena, "Waiting since " STR_FMT,
                              STR_ARG(when_say(cx, rq, w->raised_ms))),
        .told = duty_told(cx, rq, w),
        .open = work_url_id(cx->arena, w->episode, "alerts", w->id.u, ""),
        .due = w->state == ALERT_NEW && cx->now_ms >= times.duty_ms,
    };
    row.whose = w->therapist.len
        ? arena_printf(cx->arena, "Works with " STR_FMT ".", STR_ARG(w->therapist))
        : S("Has no therapist at the moment.");
    return row;
}

Err page_duty(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    WaitingAlerts all;
    const Practice *p = rq->practice;
    TRY(frame_fill(cx, rq, S("Safety answers"), FRAME_READ, TAB_DUTY, &frame));
    TRY(alert_list_waiting(cx, rq->tx, rq->grant, &all));
    DutyRow *rows = ARENA_ARRAY(cx->arena, DutyRow, all.count + 1);
    if (!rows) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++) rows[i] = duty_row(cx, rq, &all.list[i]);
    DutyView v = { .rows = rows, .count = all.count };
    v.after = arena_printf(cx->arena, "An unopened answer goes to the person on call after %lld "
                           "minutes and to the lead after %lld.", (long long)p->duty_after_min,
                           (long long)p->lead_after_min);
    if (!alert_route_works(p))
        v.route_problem = S("Nobody is set as on call, so questions about safety are not asked in "
                            "check-ins. An administrator can name someone under Settings.");
    view_duty(&reply->body, &frame, &v);
    return OK;
}
