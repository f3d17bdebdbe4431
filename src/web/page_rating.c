/* page_rating.c - the form after a session, for both: one page, under a minute.  Neither
 * sees the other's before sending their own. */
#include "pages.h"
#include "../store/session.h"
#include "../views/check_in.h"
#include "form.h"
#include "views.h"

typedef struct Rating {
    EpisodeId episode;
    Response response;
    Episode work;
    Session session;
    Questions questions;
    GivenAnswers answers;
} Rating;

static MeasureRater rater_of(const Req *rq)
{
    return grant_is_client_view(rq->grant) ? RATER_CLIENT : RATER_THERAPIST;
}

static Err rating_load(Ctx *cx, Req *rq, Rating *r)
{
    *r = (Rating){ .episode = req_episode(rq) };
    TRY(response_own(cx, rq->tx, rq->grant, r->episode, REQ_ID(Response, rq, "response"),
                     &r->response));
    if (r->response.form != FORM_ALLIANCE) return fail(cx, ERR_MISSING, "there is nothing here");
    TRY(episode_load(cx, rq->tx, rq->grant, r->episode, &r->work));
    TRY(session_load(cx, rq->tx, rq->grant, r->episode, r->response.session, &r->session));
    TRY(answers_load(cx, rq->tx, rq->grant, r->episode, &r->response, &r->answers));
    MeasureSet set;
    TRY(response_set(cx, rq->app->measures, r->response.measures, &set));
    return questions_alliance(cx, &set, rater_of(rq), &r->questions);
}

static Url own_url(Ctx *cx, const Rating *r, const char *rest)
{
    return work_url_id(cx->arena, r->episode, "rating", r->response.id.u, rest);
}

static Url start_page(Ctx *cx, const Req *rq, EpisodeId e)
{
    return work_url(cx->arena, e, grant_is_client_view(rq->grant) ? "/home" : "");
}

Err page_rating_begin(Ctx *cx, Req *rq, Reply *reply)
{
    Session s;
    Response r;
    EpisodeId e = req_episode(rq);
    TRY(session_load(cx, rq->tx, rq->grant, e, REQ_ID(Session, rq, "session"), &s));
    bool held = str_eq(s.state, S("open")) || str_eq(s.state, S("ended"));
    if (!held) return fail(cx, ERR_CONFLICT, "this session has not been held yet");
    TRY(response_begin(cx, rq->tx, rq->grant, e, s.id, FORM_ALLIANCE, rq->app->measures, &r));
    return reply_go(reply, work_url_id(cx->arena, e, "rating", r.id.u, r.sent ? "/done" : ""));
}

/* --- the form --------------------------------------------------------------------------- */

/* The form of every practice, which comes first? */
static bool is_shipped(const Rating *r, const Question *q)
{
    return q->definition == r->questions.list[0].definition;
}

/* "x-show" is the field x_show.  Items of others may have the same names: they go by their place. */
static Str field_name(Ctx *cx, const Rating *r, const Question *q)
{
    Str item = question_item(q)->id;
    Out o = out_open(cx->arena, 64);
    if (!is_shipped(r, q)) return arena_printf(cx->arena, "m%d", (int)(q - r->questions.list) + 1);
    for (size_t i = 0; i < item.len; i++)
        out_raw(&o, item.ptr[i] == '-' ? S("_") : str_slice(item, i, i + 1));
    return out_str(&o);
}

static int chosen_in(const Req *rq, const Rating *r, const Question *q, Str name)
{
    int64_t value = 0;
    const GivenAnswer *given = answer_find(&r->answers, q->key);
    if (rq->errors.count)
        return question_allows(q, req_text(rq, arena_c(rq->http->arena, name)), &value)
             ? (int)value : NOT_CHOSEN;
    return given && given->status == STATUS_ANSWERED ? (int)given->value : NOT_CHOSEN;
}

static bool is_felt_off(const Question *q)
{
    for (size_t f = 0; f < q->definition->flag_count; f++)
        if (q->definition->flags[f].item == q->item) return true;
    return false;
}

static RatingLine line_of(Ctx *cx, const Req *rq, const Rating *r, const Question *q)
{
    Str name = field_name(cx, r, q);
    return (RatingLine){ name, q->words, question_item(q), chosen_in(rq, r, q, name) };
}

/* What the practice added: one part for each instrument, under its own title and notice. */
static Err fill_more(Ctx *cx, const Req *rq, const Rating *r, RatingView *v)
{
    const Questions *all = &r->questions;
    RatingLine *lines = ARENA_ARRAY(cx->arena, RatingLine, all->count + 1);
    RatingMore *more = ARENA_ARRAY(cx->arena, RatingMore, all->count + 1);
    if (!lines || !more) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all->count; i++) {
        const Definition *d = all->list[i].definition;
        if (is_shipped(r, &all->list[i])) continue;
        if (d != all->list[i - 1].definition)
            more[v->more_count++] = (RatingMore){ d->title, d->lead, d->licence.notice, &lines[i], 0 };
        lines[i] = line_of(cx, rq, r, &all->list[i]);
        more[v->more_count - 1].line_count++;
    }
    v->more = more;
    return OK;
}

static void fill_lines(Ctx *cx, const Req *rq, const Rating *r, RatingView *v)
{
    for (size_t i = 0; i < r->questions.count; i++) {
        const Question *q = &r->questions.list[i];
        RatingLine line = line_of(cx, rq, r, q);
        if (!is_shipped(r, q)) continue;
        if (is_felt_off(q)) v->felt_off = line;
        else if (v->line_count < sizeof v->line / sizeof *v->line) v->line[v->line_count++] = line;
    }
}

static void fill_client_part(const Req *rq, const Rating *r, RatingView *v)
{
    const GivenAnswer *off = answer_find(&r->answers, S(KEY_FELT_OFF));
    const GivenAnswer *show = answer_find(&r->answers, S(KEY_SHOW));
    v->note = off ? off->note : S("");
    v->show = show && show->status == STATUS_ANSWERED ? (int)show->value : NOT_CHOSEN;
    if (rq->errors.count == 0) return;
    v->note = req_text(rq, "x_note");
    v->show = (int)req_int(rq, "x_show", NOT_CHOSEN);
}

static Err show_form(Ctx *cx, Req *rq, Reply *reply, const Rating *r)
{
    Frame frame;
    Arena *a = cx->arena;
    const Definition *d = r->questions.list[0].definition;
    Str other = episode_others(a, &r->work, rq->actor.person);
    TRY(frame_fill(cx, rq, S("After the session"), FRAME_READ, TAB_NONE, &frame));
    RatingView v = {
        .back = start_page(cx, rq, r->episode), .action = own_url(cx, r, ""),
        .title = arena_printf(a, "How was session %lld?", (long long)r->session.number),
        .when = arena_printf(a, STR_FMT ".", STR_ARG(time_say_day_clock(a, rq->practice->zone,
                                                                        r->session.starts_ms))),
        .lead = d->lead, .notice = d->licence.notice, .idem = rq->idem,
        .who = you_and(a, &r->work, rq->actor.person), .show = NOT_CHOSEN,
        .has_note = rater_of(rq) == RATER_CLIENT,
        .show_words = arena_printf(a, "Show this to " STR_FMT "?", STR_ARG(other)),
    };
    v.also = S("see this once it is sent. You both fill one in, and neither of you sees the other’s "
               "before sending their own.");
    fill_lines(cx, rq, r, &v);
    TRY(fill_more(cx, rq, r, &v));
    fill_client_part(rq, r, &v);
    if (rq->errors.count) reply->status = 422;
    frame_waits(cx, &frame);
    view_rating(&reply->body, &frame, &rq->errors, &v);
    return OK;
}

Err page_rating(Ctx *cx, Req *rq, Reply *reply)
{
    Rating r;
    TRY(rating_load(cx, rq, &r));
    if (r.response.sent) return reply_go(reply, own_url(cx, &r, "/done"));
    return show_form(cx, rq, reply, &r);
}

/* --- sending -------------------------------------------------------------------------------- */

static GivenAnswer given_to(Ctx *cx, Req *rq, const Rating *r, const Question *q)
{
    const char *name = arena_c(cx->arena, field_name(cx, r, q));
    GivenAnswer given = { .key = q->key, .status = STATUS_SKIPPED };
    Str sent = req_text(rq, name);
    if (sent.len == 0) return given;
    if (question_allows(q, sent, &given.value)) given.status = STATUS_ANSWERED;
    else req_error(rq, name, S("Choose one of the answers, or leave the line out."));
    return given;
}

/* The answers of the form in the order of its questions. */
static size_t read_form(Ctx *cx, Req *rq, const Rating *r, GivenAnswer *given)
{
    size_t answered = 0;
    for (size_t i = 0; i < r->questions.count; i++) {
        given[i] = given_to(cx, rq, r, &r->questions.list[i]);
        if (is_felt_off(&r->questions.list[i])) given[i].note = req_text(rq, "x_note");
        answered += given[i].status == STATUS_ANSWERED;
    }
    if (answered == 0 && req_text(rq, "x_note").len == 0)
        req_error(rq, "b1", S("Answer at least one line, or go back and leave it for now."));
    return answered;
}

/* What felt off is only shown with a yes, so a yes or no is asked for when there is something. */
static void read_show(Ctx *cx, Req *rq, const Rating *r, GivenAnswer *ret_show)
{
    Str sent = req_text(rq, "x_show");
    int64_t off = req_int(rq, "x", 0);
    *ret_show = (GivenAnswer){ .key = S(KEY_SHOW), .status = STATUS_SKIPPED };
    if (str_to_i64(sent, &ret_show->value)) ret_show->status = STATUS_ANSWERED;
    if (sent.len == 0 && (off > 0 || req_text(rq, "x_note").len > 0))
        req_error(rq, "x_show", arena_printf(cx->arena, "Choose whether " STR_FMT " may read this.",
                  STR_ARG(episode_others(cx->arena, &r->work, rq->actor.person))));
}

static Err save_all(Ctx *cx, Req *rq, const Rating *r, const GivenAnswer *given, size_t count)
{
    for (size_t i = 0; i < count; i++)
        TRY(answer_save(cx, rq->tx, rq->grant, r->episode, &r->response, &given[i], NULL));
    return OK;
}

Err page_rating_answer(Ctx *cx, Req *rq, Reply *reply)
{
    Rating r;
    TRY(rating_load(cx, rq, &r));
    if (r.response.sent) return reply_go(reply, own_url(cx, &r, "/done"));
    size_t count = r.questions.count;
    GivenAnswer *given = ARENA_ARRAY(cx->arena, GivenAnswer, count + 1);
    if (!given) return fail(cx, ERR_LIMIT, "request too large");
    (void)read_form(cx, rq, &r, given);
    if (rater_of(rq) == RATER_CLIENT) read_show(cx, rq, &r, &given[count++]);
    if (rq->errors.count) return show_form(cx, rq, reply, &r);
    TRY(save_all(cx, rq, &r, given, count));
    TRY(answers_load(cx, rq->tx, rq->grant, r.episode, &r.response, &r.answers));
    TRY(form_send(cx, rq, &r.response, &r.questions, &r.answers));
    return reply_go(reply, own_url(cx, &r, "/done"));
}

/* --- sent --------------------------------------------------------------------------------------- */

static Err fill_partner(Ctx *cx, Req *rq, const Rating *r, DoneView *v)
{
    RatingState state;
    Arena *a = cx->arena;
    Str other = episode_others(a, &r->work, rq->actor.person);
    TRY(rating_state(cx, rq->tx, rq->grant, r->episode, r->session.id, &state));
    if (!state.partner_found) {
        v->partner = arena_printf(a, STR_FMT " has not sent one yet. Then you can look at both side "
                                  "by side.", STR_ARG(other));
        return OK;
    }
    v->partner = arena_printf(a, STR_FMT " has sent one too.", STR_ARG(other));
    v->compare_words = arena_printf(a, "Look at what " STR_FMT " answered", STR_ARG(other));
    if (grant_may(rq->grant, ACTION_RATING_WRITE)) v->compare = own_url(cx, r, "/compare");
    return OK;
}

Err page_rating_done(Ctx *cx, Req *rq, Reply *reply)
{
    Rating r;
    Frame frame;
    Arena *a = cx->arena;
    TRY(rating_load(cx, rq, &r));
    if (!r.response.sent) return reply_go(reply, own_url(cx, &r, ""));
    TRY(frame_fill(cx, rq, S("Sent – after the session"), FRAME_READ, TAB_NONE, &frame));
    DoneView v = {
        .thanks = S("Thank you. It is sent."),
        .summary = response_summary(a, S("You"), questions_answered(&r.questions, &r.answers),
                                    r.questions.count),
        .second = work_url_id(a, r.episode, "answers", r.response.id.u, ""),
        .second_words = S("Look at what you sent"), .idem = rq->idem,
        .home = start_page(cx, rq, r.episode), .home_words = S("Back to the start page"),
    };
    TRY(fill_partner(cx, rq, &r, &v));
    view_form_done(&reply->body, &frame, &v);
    return OK;
}

/* A POST, because it is noted: whoever compares ratings later must know who had seen what. */
Err page_rating_compare(Ctx *cx, Req *rq, Reply *reply)
{
    Rating r;
    RatingState state;
    TRY(rating_load(cx, rq, &r));
    if (!r.response.sent) return reply_go(reply, own_url(cx, &r, ""));
    TRY(rating_state(cx, rq->tx, rq->grant, r.episode, r.session.id, &state));
    if (!state.partner_found) return reply_go(reply, own_url(cx, &r, "/done"));
    TRY(response_saw_partner(cx, rq->tx, rq->grant, r.episode, &r.response));
    return reply_go(reply, work_url_id(cx->arena, r.episode, "answers", state.partner.u, ""));
}
