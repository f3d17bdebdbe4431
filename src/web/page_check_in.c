/* page_check_in.c - before a session, or at the beginning, on a phone: one question on each page, saved as it is
 * given.  An answer about safety is relayed in the same transaction (docs/safety.md). */
#include "pages.h"
#include "../domain/intake.h"
#include "../store/alert.h"
#include "../store/session.h"
#include "../views/check_in.h"
#include "asked.h"
#include "form.h"
#include "views.h"

/* A form of the actor's own, with what it asks and what was given so far. */
typedef struct CheckIn {
    EpisodeId episode;
    Response response;
    Episode work;
    Questions questions;
    GivenAnswers answers;
    bool has_session;
    Session session;
    size_t enough;            /* questions after which it ends, as they asked; all by default */
} CheckIn;

/* "Few": the lines at the beginning.  The rest is left out of nothing but the way there. */
static Err load_enough(Ctx *cx, Req *rq, CheckIn *c)
{
    int64_t choice = 0;
    const Question *q = c->questions.list;
    c->enough = c->questions.count;
    if (c->response.form == FORM_INTAKE) return OK;
    TRY(asked_choice(cx, rq, rq->actor.person, PREFERENCE_QUESTIONS, PREFERENCE_FOR_ALL, &choice));
    if (choice != QUESTIONS_FEW) return OK;
    size_t first = 0;
    while (first < c->questions.count && q[first].definition == q[0].definition) first++;
    c->enough = first;
    return OK;
}

static bool is_short(const CheckIn *c) { return c->enough < c->questions.count; }

static Err load_session(Ctx *cx, Req *rq, CheckIn *c)
{
    c->has_session = !uuid_is_zero(c->response.session.u);
    if (!c->has_session) return OK;
    return session_load(cx, rq->tx, rq->grant, c->episode, c->response.session, &c->session);
}

/* Both forms go through the same pages, each at addresses of its own: the log tells them apart. */
static bool is_intake(const CheckIn *c) { return c->response.form == FORM_INTAKE; }
static const char *place_of(const CheckIn *c) { return is_intake(c) ? "intake" : "check-in"; }
static ResponseForm form_of(const Req *rq)
{
    return strstr(rq->route->path, "/intake") ? FORM_INTAKE : FORM_CHECK_IN;
}

/* The form alone: sending shows nobody's name. */
static Err form_load(Ctx *cx, Req *rq, CheckIn *c)
{
    *c = (CheckIn){ .episode = req_episode(rq) };
    TRY(answers_own(cx, rq->tx, rq->grant, c->episode, REQ_ID(Response, rq, "response"),
                    &c->response, &c->answers));
    if (c->response.form != form_of(rq)) return fail(cx, ERR_MISSING, "there is nothing here");
    if (is_intake(c)) TRY(form_intake_questions(cx, rq, &c->response, &c->answers, &c->questions));
    else TRY(form_check_in_questions(cx, rq, &c->response, &c->answers, &c->questions));
    return load_enough(cx, rq, c);
}

static Err check_in_load(Ctx *cx, Req *rq, CheckIn *c)
{
    TRY(form_load(cx, rq, c));
    TRY(episode_load(cx, rq->tx, rq->grant, c->episode, &c->work));
    return load_session(cx, rq, c);
}

static Url question_url(Ctx *cx, const CheckIn *c, size_t number)
{
    return work_url_id(cx->arena, c->episode, place_of(c), c->response.id.u,
                       arena_printf(cx->arena, "?q=%zu", number).ptr);
}

static Url done_url(Ctx *cx, const CheckIn *c)
{
    return work_url_id(cx->arena, c->episode, place_of(c), c->response.id.u, "/done");
}

/* --- begin or resume ------------------------------------------------------------------ */

Err page_check_in_begin(Ctx *cx, Req *rq, Reply *reply)
{
    bool found = false;
    Session next = { .number = 0 };
    Response r;
    EpisodeId e = req_episode(rq);
    TRY(session_next(cx, rq->tx, rq->grant, e, &found, &next));
    SessionId before = found ? next.id : (SessionId){ { { 0 } } };
    TRY(response_begin(cx, rq->tx, rq->grant, e, before, FORM_CHECK_IN, rq->app->measures, &r));
    return reply_go(reply, work_url_id(cx->arena, e, "check-in", r.id.u, r.sent ? "/done" : ""));
}

/* --- the first questions ------------------------------------------------------------------ */

/* What was said before stands in the new form already: it is corrected, not asked again. */
static Err copy_answers(Ctx *cx, Req *rq, const Response *from, const Response *to)
{
    Response same;
    GivenAnswers before, now;
    EpisodeId e = req_episode(rq);
    TRY(answers_own(cx, rq->tx, rq->grant, e, to->id, &same, &now));
    if (now.count) return OK;
    TRY(answers_own(cx, rq->tx, rq->grant, e, from->id, &same, &before));
    for (size_t i = 0; i < before.count; i++)
        TRY(answer_save(cx, rq->tx, rq->grant, e, to, &before.list[i], NULL));
    return OK;
}

Err page_intake_begin(Ctx *cx, Req *rq, Reply *reply)
{
    bool found = false;
    MeasureSet set;
    Response before, r;
    EpisodeId e = req_episode(rq);
    const SessionId none = { { { 0 } } };
    TRY(intake_set(cx, rq->app->measures, rq->practice, &set));
    if (set.count == 0) return fail(cx, ERR_MISSING, "there are no first questions");
    TRY(response_for(cx, rq->tx, rq->grant, e, rq->actor.person, FORM_INTAKE, none, &found, &before));
    TRY(response_begin(cx, rq->tx, rq->grant, e, none, FORM_INTAKE, &set, &r));
    if (found && before.sent) TRY(copy_answers(cx, rq, &before, &r));
    return reply_go(reply, work_url_id(cx->arena, e, "intake", r.id.u, found && before.sent ? "?q=1000" : ""));
}

/* One's own that is open is gone on with; anything else is read. */
Err page_intake(Ctx *cx, Req *rq, Reply *reply)
{
    Shown shown;
    Response r;
    TRY(response_load(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Response, rq, "response"), &shown, &r));
    if (r.form != FORM_INTAKE) return fail(cx, ERR_MISSING, "there is nothing here");
    return r.sent ? page_answers(cx, rq, reply) : page_check_in(cx, rq, reply);
}

/* --- one question ------------------------------------------------------------------------ */

static Str until_say(Ctx *cx, const Req *rq, const CheckIn *c)
{
    if (!c->has_session) return S("Saved as you go. You can close this and come back.");
    return arena_printf(cx->arena, "Saved as you go. You can close this and come back until "
                        STR_FMT ".", STR_ARG(time_say_day_clock(cx->arena, rq->practice->zone,
                                                                c->session.starts_ms)));
}

/* "Think of the days since you last met." names the person where it can. */
static Str lead_of(Ctx *cx, const CheckIn *c, const Question *q)
{
    Str lead = q->definition->lead;
    Str met = S("since you last met.");
    const Member *therapist = episode_part(&c->work, PART_THERAPIST);
    for (size_t i = 0; therapist && i + met.len <= lead.len; i++) {
        if (!str_eq(str_slice(lead, i, i + met.len), met)) continue;
        return arena_printf(cx->arena, STR_FMT " " STR_FMT STR_FMT,
                            STR_ARG(str_slice(lead, 0, i + met.len - 1)),
                            STR_ARG(profile_called(&therapist->profile)),
                            STR_ARG(str_slice(lead, i + met.len - 1, lead.len)));
    }
    return lead;
}

/* What is in the fields: what was typed, after an error; else what was given before. */
static void fill_given(const Req *rq, const CheckIn *c, const Question *q, QuestionView *v)
{
    int64_t value = 0;
    const GivenAnswer *given = answer_find(&c->answers, q->key);
    v->chosen = NOT_CHOSEN;
    if (given && given->status == STATUS_ANSWERED) v->chosen = (int)given->value;
    v->note = given ? given->note : S("");
    if (rq->errors.count == 0) return;
    v->note = question_item(q)->kind == ITEM_DATE ? req_text(rq, "value") : req_text(rq, "note");
    if (question_allows(q, req_text(rq, "value"), &value)) v->chosen = (int)value;
}

static Err show_question(Ctx *cx, Req *rq, Reply *reply, const CheckIn *c, size_t at)
{
    Frame frame;
    const Question *q = &c->questions.list[at];
    Str title = arena_printf(cx->arena, "Question %zu of %zu – %s", at + 1, c->questions.count,
                             is_intake(c) ? "First questions" : "Check-in");
    TRY(frame_fill(cx, rq, title, FRAME_READ, TAB_NONE, &frame));
    QuestionView v = {
        .back = at ? question_url(cx, c, at) : work_url(cx->arena, c->episode, "/home"),
        .action = work_url_id(cx->arena, c->episode, place_of(c), c->response.id.u,
                              arena_printf(cx->arena, "/q/%zu", at + 1).ptr),
        .review = question_url(cx, c, c->questions.count + 1),
        .key = q->key, .number = (int64_t)at + 1, .count = (int64_t)c->questions.count,
        .lead = lead_of(cx, c, q), .words = q->words, .item = question_item(q),
        .lead_first = question_item(q)->kind == ITEM_CHOICE,
        .who = you_and(cx->arena, &c->work, rq->actor.person), .also = S("see this once you send it."),
        .until = until_say(cx, rq, c), .idem = rq->idem, .last = at + 1 == c->questions.count,
    };
    if (q->definition->licence.notice_visible) v.notice = q->definition->licence.notice;
    if (question_risk(q) && is_intake(c))
        v.also = arena_printf(cx->arena, "see this. An answer that says you may not be safe is shown to "
                              STR_FMT " at once.",
                              STR_ARG(episode_others(cx->arena, &c->work, rq->actor.person)));
    else if (question_risk(q))
        v.also = arena_printf(cx->arena, "see this. Anything but “Not at all” is shown to " STR_FMT
                              " at once.",
                              STR_ARG(episode_others(cx->arena, &c->work, rq->actor.person)));
    fill_given(rq, c, q, &v);
    if (rq->errors.count) reply->status = 422;
    frame_waits(cx, &frame);
    view_question(&reply->body, &frame, &rq->errors, &v);
    return OK;
}

static bool asks_risk(const CheckIn *c)
{
    for (size_t i = 0; i < c->questions.count; i++)
        if (question_risk(&c->questions.list[i])) return true;
    return false;
}

/* Before the first question: who reads it and when, and what one answer does at once. */
static Err show_intro(Ctx *cx, Req *rq, Reply *reply, const CheckIn *c)
{
    Frame frame;
    Arena *a = cx->arena;
    Str reader = episode_others(a, &c->work, rq->actor.person);
    TRY(frame_fill(cx, rq, is_intake(c) ? S("First questions") : S("Check-in"), FRAME_READ, TAB_NONE, &frame));
    CheckInIntro v = { .title = is_intake(c) ? S("Some first questions, if you like") : S("How have you been?"),
        .at_beginning = is_intake(c),
        .back = work_url(a, c->episode, "/home"), .start = question_url(cx, c, 1),
        .count = (int64_t)c->enough, .more = (int64_t)(c->questions.count - c->enough),
        .who = you_and(a, &c->work, rq->actor.person),
        .also = S("see your answers once you send them."), .until = until_say(cx, rq, c),
    };
    v.reads = arena_printf(a, STR_FMT " can read them before you meet. Tandem is not watched live. "
                           STR_FMT, STR_ARG(reader), STR_ARG(rq->practice->watched));
    if (asks_risk(c))
        v.risk = arena_printf(a, "One question asks %s, " STR_FMT " is shown "
            "that answer and those around it at once, sent or not, and you see ways to get support. "
            "If it is not opened within %lld minutes, " STR_FMT ", who is on call, is shown it too.",
            is_intake(c) ? "about your safety. If your answer says you may not be safe"
                : "about thoughts of being better off dead or of hurting yourself. If you answer it "
                  "with anything but “Not at all”",
            STR_ARG(reader), (long long)rq->practice->duty_after_min,
            STR_ARG(rq->practice->duty_name));
    view_check_in_intro(&reply->body, &frame, &v);
    return OK;
}

static AnswerLine line_of(Ctx *cx, const CheckIn *c, size_t at)
{
    const Question *q = &c->questions.list[at];
    const GivenAnswer *given = answer_find(&c->answers, q->key);
    return (AnswerLine){ .words = q->words, .answer = answer_say(cx->arena, q, given),
                         .note = given ? given->note : S(""), .change = question_url(cx, c, at + 1),
                         .change_words = given ? S("Change") : S("Answer") };
}

static Err show_review(Ctx *cx, Req *rq, Reply *reply, const CheckIn *c)
{
    Frame frame;
    Arena *a = cx->arena;
    size_t next = questions_next(&c->questions, &c->answers);
    size_t count = c->questions.count;
    TRY(frame_fill(cx, rq, S("Ready to send"), FRAME_READ, TAB_NONE, &frame));
    AnswerLine *lines = ARENA_ARRAY(a, AnswerLine, count + 1);
    if (!lines) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < count; i++) lines[i] = line_of(cx, c, i);
    ReviewView v = {
        .back = question_url(cx, c, next < count ? next + 1 : count),
        .action = work_url_id(a, c->episode, place_of(c), c->response.id.u, "/send"),
        .summary = response_summary(a, S("You"), questions_answered(&c->questions, &c->answers),
                                    count),
        .who = you_and(a, &c->work, rq->actor.person), .also = S("see this from then on."),
        .idem = rq->idem, .lines = lines, .count = count,
        .look = c->response.form == FORM_INTAKE,
    };
    if (next < count) {
        v.go_on = question_url(cx, c, next + 1);
        v.go_on_words = arena_printf(a, "Go on with question %zu", next + 1);
        if (is_short(c) && next >= c->enough)
            v.enough = S("You asked for few questions, so it can end here. The others are there if you like.");
    }
    frame_waits(cx, &frame);
    view_check_in_review(&reply->body, &frame, &v);
    return OK;
}

Err page_check_in(Ctx *cx, Req *rq, Reply *reply)
{
    CheckIn c;
    Response r;
    EpisodeId e = req_episode(rq);
    TRY(response_own(cx, rq->tx, rq->grant, e, REQ_ID(Response, rq, "response"), &r));
    if (r.form == FORM_INTAKE && form_of(rq) != FORM_INTAKE)
        return reply_go(reply, work_url_id(cx->arena, e, "intake", r.id.u, ""));
    TRY(check_in_load(cx, rq, &c));
    if (c.response.sent) return reply_go(reply, done_url(cx, &c));
    bool named = req_has(rq, "q") && rq->errors.count == 0;
    rq->errors.count = 0;                     /* an odd number in the address: where we were */
    if (!named && c.answers.count == 0) return show_intro(cx, rq, reply, &c);
    int64_t number = named ? req_int(rq, "q", 1)
                           : (int64_t)questions_next(&c.questions, &c.answers) + 1;
    if (number > (int64_t)c.questions.count) return show_review(cx, rq, reply, &c);
    return show_question(cx, rq, reply, &c, (size_t)number - 1);
}

/* --- answering ------------------------------------------------------------------------------ */

/* Raise, or note the change, beside the answer itself.  *ret_support: show the way to help. */
static Err relay(Ctx *cx, Req *rq, const CheckIn *c, const Question *q, Answer before, Answer now,
                 bool *ret_support)
{
    Alert past;
    AlertId id;
    bool found = false;
    const MeasureFlag *flag = question_risk(q);
    *ret_support = false;
    if (!flag) return OK;
    TRY(alert_of_answer(cx, rq->tx, rq->grant, c->episode, c->response.id, q->key, &found, &past));
    AnswerMove move = alert_on_answer(flag, before, now, found, found ? past.state : ALERT_NEW);
    int64_t value = now.state == ANSWER_GIVEN ? (int64_t)now.value : ALERT_VALUE_SKIPPED;
    if (move.note_change)
        TRY(alert_add(cx, rq->tx, rq->grant, c->episode, past.id, EVENT_ANSWER_CHANGED, value,
                      S("")));
    if (move.raise)
        TRY(alert_raise(cx, rq->tx, rq->grant, c->episode, c->response.id, q->key, value, &id));
    *ret_support = move.show_support;
    return OK;
}

/* The page names the question it showed: goals may have come or gone since. */
static bool question_sent(const Req *rq, const CheckIn *c, size_t *ret_at)
{
    int64_t number = 0;
    Str key = req_text(rq, "item");
    if (key.len) {
        *ret_at = questions_find(&c->questions, key);
        return *ret_at < c->questions.count;
    }
    if (!str_to_i64(req_path(rq, "number"), &number)) return false;
    if (number < 1 || number > (int64_t)c->questions.count) return false;
    *ret_at = (size_t)number - 1;
    return true;
}

/* Words are an answer's note; a day is one too, so that it is sealed as they are. */
static bool read_value(const Req *rq, const Question *q, GivenAnswer *given)
{
    Date date;
    Str value = req_text(rq, "value");
    if (question_item(q)->kind == ITEM_TEXT) return given->note.len > 0;
    if (question_item(q)->kind != ITEM_DATE) return question_allows(q, value, &given->value);
    if (!date_parse(value, &date)) return false;
    given->note = value;
    return true;
}

static bool read_answer(Req *rq, const Question *q, GivenAnswer *ret_given)
{
    GivenAnswer given = { .key = q->key, .status = STATUS_SKIPPED, .note = req_text(rq, "note") };
    if (!req_has(rq, "skip")) {
        given.status = STATUS_ANSWERED;
        if (!read_value(rq, q, &given)) req_error(rq, "value", question_prompt(q));
    }
    if (rq->errors.count) return false;
    *ret_given = given;
    return true;
}

/* After a change, back to where one was going: everything given leads to the last look. */
static Err next_number(Ctx *cx, Req *rq, CheckIn *c, size_t at, size_t *ret_number)
{
    TRY(answers_load(cx, rq->tx, rq->grant, c->episode, &c->response, &c->answers));
    bool all = questions_next(&c->questions, &c->answers) == c->questions.count;
    *ret_number = all || at + 1 == c->enough ? c->questions.count + 1 : at + 2;
    return OK;
}

Err page_check_in_answer(Ctx *cx, Req *rq, Reply *reply)
{
    CheckIn c;
    GivenAnswer given;
    Answer before = NO_ANSWER;
    bool support = false;
    size_t at = 0;
    size_t number = 0;
    TRY(check_in_load(cx, rq, &c));
    if (c.response.sent) return reply_go(reply, done_url(cx, &c));
    if (!question_sent(rq, &c, &at))
        return reply_go(reply, work_url_id(cx->arena, c.episode, place_of(&c), c.response.id.u, ""));
    const Question *q = &c.questions.list[at];
    if (!read_answer(rq, q, &given)) return show_question(cx, rq, reply, &c, at);
    TRY(answer_save(cx, rq->tx, rq->grant, c.episode, &c.response, &given, &before));
    Answer now = given.status == STATUS_ANSWERED ? ANSWER((double)given.value)
                                                 : (Answer){ ANSWER_SKIPPED, 0 };
    TRY(relay(cx, rq, &c, q, before, now, &support));
    TRY(next_number(cx, rq, &c, at, &number));
    if (!support) return reply_go(reply, question_url(cx, &c, number));
    Str id = uuid_str(cx->arena, c.response.id.u);
    return reply_go(reply, work_url(cx->arena, c.episode,
        arena_printf(cx->arena, "/safety?from=" STR_FMT "&q=%zu", STR_ARG(id), number).ptr));
}

/* --- sent ---------------------------------------------------------------------------------------- */

/* Nothing of the beginning is scored or noticed: it is read. */
Err page_check_in_send(Ctx *cx, Req *rq, Reply *reply)
{
    CheckIn c;
    TRY(form_load(cx, rq, &c));
    if (c.response.sent) return reply_go(reply, done_url(cx, &c));
    if (is_intake(&c)) TRY(response_send(cx, rq->tx, rq->grant, c.episode, &c.response));
    else TRY(form_send(cx, rq, &c.response, &c.questions, &c.answers));
    return reply_go(reply, done_url(cx, &c));
}

static bool risk_answered(const CheckIn *c)
{
    for (size_t i = 0; i < c->questions.count; i++) {
        const Question *q = &c->questions.list[i];
        const GivenAnswer *given = answer_find(&c->answers, q->key);
        const MeasureFlag *flag = question_risk(q);
        if (!flag || !given || given->status != STATUS_ANSWERED) continue;
        if (measure_flag(flag, ANSWER((double)given->value)).state == FLAG_RAISED) return true;
    }
    return false;
}

Err page_check_in_done(Ctx *cx, Req *rq, Reply *reply)
{
    CheckIn c;
    Frame frame;
    Arena *a = cx->arena;
    TRY(check_in_load(cx, rq, &c));
    if (!c.response.sent)
        return reply_go(reply, question_url(cx, &c, c.questions.count + 1));
    TRY(frame_fill(cx, rq, S("Sent"), FRAME_READ, TAB_NONE, &frame));
    const Member *self = episode_member(&c.work, rq->actor.person);
    DoneView v = {
        .thanks = arena_printf(a, "Thank you, " STR_FMT ".",
                               STR_ARG(self ? profile_called(&self->profile) : S(""))),
        .summary = response_summary(a, S("You"), questions_answered(&c.questions, &c.answers),
                                    c.questions.count),
        .read_when = arena_printf(a, STR_FMT " can read it now. " STR_FMT,
                                  STR_ARG(episode_others(a, &c.work, rq->actor.person)),
                                  STR_ARG(rq->practice->watched)),
        .second = work_url_id(a, c.episode, is_intake(&c) ? "intake" : "answers", c.response.id.u, ""),
        .second_words = S("Look at what you sent"),
        .home = work_url(a, c.episode, "/home"), .home_words = S("Back to the start page"),
    };
    if (c.has_session) {
        v.first = work_url_id(a, c.episode, "sessions", c.response.session.u, "");
        v.first_words = S("Add to the agenda");
    }
    if (risk_answered(&c)) v.support = work_url(a, c.episode, "/safety");
    view_form_done(&reply->body, &frame, &v);
    return OK;
}
