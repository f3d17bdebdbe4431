/* page_answers.c - a form that was sent, read again by both: answers in words, notes, and
 * what was computed from them. */
#include "pages.h"
#include "../domain/alert.h"
#include "../store/session.h"
#include "../views/check_in.h"
#include "form.h"
#include "views.h"

typedef struct Sent {
    EpisodeId episode;
    Response response;
    Shown shown;
    Episode work;
    Session session;
    bool has_session;
    Str writer;               /* "Maya" */
    bool own;
} Sent;

static Err sent_load(Ctx *cx, Req *rq, Sent *s)
{
    *s = (Sent){ .episode = req_episode(rq) };
    TRY(response_load(cx, rq->tx, rq->grant, s->episode, REQ_ID(Response, rq, "response"),
                      &s->shown, &s->response));
    TRY(episode_load(cx, rq->tx, rq->grant, s->episode, &s->work));
    s->has_session = !uuid_is_zero(s->response.session.u);
    if (s->has_session)
        TRY(session_load(cx, rq->tx, rq->grant, s->episode, s->response.session, &s->session));
    const Member *writer = episode_member(&s->work, s->response.person);
    s->own = uuid_eq(s->response.person.u, rq->actor.person.u);
    s->writer = writer ? profile_called(&writer->profile) : S("Someone");
    return OK;
}

/* --- the other's rating, not opened yet ---------------------------------------------------- */

static Err show_locked(Ctx *cx, Req *rq, Reply *reply, const Sent *s, const RatingState *state)
{
    Frame frame;
    Arena *a = cx->arena;
    TRY(frame_fill(cx, rq, S("After the session"), FRAME_READ, TAB_NONE, &frame));
    LockedView v = { .back = work_url(a, s->episode, "/sessions"), .idem = rq->idem,
                     .title = arena_printf(a, STR_FMT "’s form after session %lld",
                                           STR_ARG(s->writer), (long long)s->session.number) };
    if (state->own_sent) {
        v.why = S("You have sent yours, so you can open this one.");
        v.action = work_url_id(a, s->episode, "rating", state->own.u, "/compare");
        v.button = arena_printf(a, "Look at what " STR_FMT " answered", STR_ARG(s->writer));
    } else {
        v.why = arena_printf(a, "It opens when you have sent your own, so that neither of you is "
                             "led by the other. " STR_FMT " cannot see yours before that either.",
                             STR_ARG(s->writer));
        v.action = work_url_id(a, s->episode, "sessions", s->session.id.u, "/rate");
        v.button = arena_printf(a, "Fill in yours for session %lld", (long long)s->session.number);
    }
    if (!grant_may(rq->grant, ACTION_RATING_WRITE)) v.action = (Url){ S("") };
    view_answers_locked(&reply->body, &frame, &v);
    return OK;
}

/* Somebody else's rating opens by a POST that notes it (page_rating_compare). */
static Err is_locked(Ctx *cx, Req *rq, const Sent *s, RatingState *state, bool *ret_locked)
{
    *ret_locked = s->shown == SHOWN_AFTER_OWN;
    *state = (RatingState){ .client_sent = false };
    if (s->own || s->response.form != FORM_ALLIANCE || !s->has_session) return OK;
    TRY(rating_state(cx, rq->tx, rq->grant, s->episode, s->session.id, state));
    bool noted = state->saw_partner || !grant_may(rq->grant, ACTION_RATING_WRITE);
    *ret_locked = *ret_locked || !noted;
    return OK;
}

/* --- reading ----------------------------------------------------------------------------------- */

/* Explanations speak to the client; another reader gets the number without "your". */
static Str score_for_others(Arena *a, const ScaleScore *s)
{
    if (!s->scored)
        return arena_printf(a, STR_FMT ": no number, %zu of %zu answered.", STR_ARG(s->scale->title),
                            s->n_items - s->n_missing, s->n_items);
    return arena_printf(a, STR_FMT ": " STR_FMT " (from %g to %g)%s.", STR_ARG(s->scale->title),
                        STR_ARG(score_text(a, s->scale, s->score)), s->scale->low, s->scale->high,
                        s->prorated ? ", completed from the answers given" : "");
}

static void fill_scores(Ctx *cx, const Definition *d, const Scores *scores, bool own,
                        AnswerGroup *group)
{
    const size_t room = sizeof group->score / sizeof *group->score;
    for (size_t i = 0; i < scores->scale_count && group->score_count < room; i++) {
        Explanation *e = &group->score[group->score_count++];
        *e = explain_score(cx->arena, d, &scores->scales[i]);
        if (!own) e->sentence = score_for_others(cx->arena, &scores->scales[i]);
    }
}

/* The reader's own form about the same session, when both are open: side by side. */
typedef struct Beside { Questions questions; GivenAnswers answers; } Beside;

/* Both forms name their lines alike ("b1"), in measures of their own. */
static Str mine_to(Ctx *cx, const Beside *own, const Question *q)
{
    Str line = question_item(q)->id;
    for (size_t i = 0; i < own->questions.count; i++) {
        const Question *mine = &own->questions.list[i];
        const GivenAnswer *given = answer_find(&own->answers, mine->key);
        if (!str_eq(question_item(mine)->id, line) || !given) continue;
        return answer_say(cx->arena, mine, given);
    }
    return S("");
}

static AnswerLine line_of(Ctx *cx, const Question *q, const GivenAnswer *given, const Beside *own)
{
    return (AnswerLine){ .words = q->words, .answer = answer_say(cx->arena, q, given),
                         .mine = mine_to(cx, own, q), .note = given ? given->note : S("") };
}

static Err beside_load(Ctx *cx, Req *rq, const RatingState *state, Beside *ret_own)
{
    Response own;
    *ret_own = (Beside){ .questions = { NULL, 0 } };
    if (!state->partner_found || !state->own_sent) return OK;
    TRY(response_own(cx, rq->tx, rq->grant, req_episode(rq), state->own, &own));
    TRY(answers_load(cx, rq->tx, rq->grant, req_episode(rq), &own, &ret_own->answers));
    return form_answered_questions(cx, rq, &own, &ret_own->answers, &ret_own->questions);
}

/* One measure, from question `at` on; *ret_next is the first that belongs to another. */
typedef struct Reading {
    Questions questions;
    GivenAnswers answers;
    Beside own;
    bool is_own;
} Reading;

static Err fill_group(Ctx *cx, const Reading *r, size_t at, AnswerGroup *group, size_t *ret_next)
{
    Scores scores;
    size_t i = at;
    const Questions *q = &r->questions;
    const Definition *d = q->list[at].definition;
    AnswerLine *lines = ARENA_ARRAY(cx->arena, AnswerLine, q->count - at);
    if (!lines) return fail(cx, ERR_LIMIT, "request too large");
    for (; i < q->count && q->list[i].definition == d; i++) {
        const GivenAnswer *given = answer_find(&r->answers, q->list[i].key);
        bool kept = !given && str_eq(q->list[i].key, S(KEY_FELT_OFF));
        if (!kept) lines[group->count++] = line_of(cx, &q->list[i], given, &r->own);
    }
    group->title = d->title;
    group->notice = d->licence.notice_visible ? d->licence.notice : S("");
    group->lines = lines;
    TRY(form_score(cx, d, q, &r->answers, &scores));
    fill_scores(cx, d, &scores, r->is_own, group);
    *ret_next = i;
    return OK;
}

static Err fill_groups(Ctx *cx, const Reading *r, AnswersView *v)
{
    AnswerGroup *groups = ARENA_ARRAY(cx->arena, AnswerGroup, r->questions.count + 1);
    if (!groups) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t at = 0; at < r->questions.count;)
        TRY(fill_group(cx, r, at, &groups[v->count++], &at));
    v->groups = groups;
    return OK;
}

static Str title_of(Ctx *cx, const Sent *s)
{
    Arena *a = cx->arena;
    long long number = s->session.number;
    if (s->response.form == FORM_CHECK_IN)
        return s->own ? S("Your check-in") : arena_printf(a, STR_FMT "’s check-in", STR_ARG(s->writer));
    if (s->response.form == FORM_INTAKE)
        return s->own ? S("Your answers to the first questions")
                      : arena_printf(a, STR_FMT "’s answers to the first questions", STR_ARG(s->writer));
    if (s->response.form == FORM_IMPORT)
        return s->own ? S("Your earlier answers")
                      : arena_printf(a, STR_FMT "’s earlier answers", STR_ARG(s->writer));
    return s->own ? arena_printf(a, "Your form after session %lld", number)
                  : arena_printf(a, STR_FMT "’s form after session %lld", STR_ARG(s->writer), number);
}

static Err fill_head(Ctx *cx, Req *rq, const Sent *s, AnswersView *v)
{
    Arena *a = cx->arena;
    bool client = grant_is_client_view(rq->grant);
    v->back = work_url(a, s->episode, client ? "/home" : "");
    v->back_words = S("Back");
    if (s->response.form == FORM_INTAKE) v->back = work_url(a, s->episode, "/documents");
    v->title = title_of(cx, s);
    v->when = arena_printf(a, "Sent " STR_FMT, STR_ARG(time_say_when(a, rq->practice->zone,
                           s->response.sent_ms, cx->now_ms)));
    if (!s->response.sent) v->when = S("Not sent yet: only you see this.");
    v->who = s->response.sent ? you_and(a, &s->work, rq->actor.person) : S("Only you");
    v->also = S("see this.");
    v->writer = s->own ? S("You") : s->writer;
    const Member *writer = episode_member(&s->work, s->response.person);
    v->writer_is_client = writer && writer->part == PART_CLIENT;
    return OK;
}

/* What the check-in did not ask, and why: nobody should think an answer is missing. */
static Str missing_of(const Req *rq, const Sent *s, const Questions *q)
{
    if (s->response.form != FORM_CHECK_IN || grant_is_client_view(rq->grant)) return S("");
    for (size_t i = 0; i < q->count; i++)
        if (question_risk(&q->list[i])) return S("");
    return alert_route_works(rq->practice) ? S("")
         : S("PHQ-9 was not asked: it holds a question about safety, and nobody is set as on call "
             "to take up an answer (Settings).");
}

Err page_answers(Ctx *cx, Req *rq, Reply *reply)
{
    Sent s;
    Frame frame;
    RatingState state;
    Reading r;
    bool locked = false;
    AnswersView v = { .count = 0 };
    TRY(sent_load(cx, rq, &s));
    TRY(is_locked(cx, rq, &s, &state, &locked));
    if (locked) return show_locked(cx, rq, reply, &s, &state);
    r.is_own = s.own;
    TRY(answers_load(cx, rq->tx, rq->grant, s.episode, &s.response, &r.answers));
    TRY(form_answered_questions(cx, rq, &s.response, &r.answers, &r.questions));
    TRY(beside_load(cx, rq, &state, &r.own));
    Questions asked = r.questions;
    if (s.response.form == FORM_INTAKE)
        TRY(form_intake_questions(cx, rq, &s.response, &r.answers, &asked));
    if (s.response.form == FORM_CHECK_IN)
        TRY(form_check_in_questions(cx, rq, &s.response, &r.answers, &asked));
    TRY(fill_head(cx, rq, &s, &v));
    TRY(fill_groups(cx, &r, &v));
    v.summary = response_summary(cx->arena, v.writer, questions_answered(&asked, &r.answers),
                                 asked.count);
    v.missing = missing_of(rq, &s, &r.questions);
    TRY(frame_fill(cx, rq, v.title, FRAME_READ, TAB_NONE, &frame));
    view_answers(&reply->body, &frame, &v);
    return OK;
}
