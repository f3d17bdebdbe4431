/* page_signal.c - the conversation a signal opens: a repair (mending what came between the
 * two) or a review (talking about the direction).  Both read and write the same page. */
#include "pages.h"
#include "../store/episode.h"
#include "../store/response.h"
#include "../store/session.h"
#include "../store/signal.h"
#include "../views/conversation.h"
#include "views.h"

/* What the page asks, in order.  `good`: how a review asks when the news is good. */
typedef struct Ask {
    SignalPage page;
    SignalStep step;
    const char *title, *hint, *button, *good_title, *good_hint, *good_button;
} Ask;

static const Ask asks[] = {
    { PAGE_REPAIR, STEP_NOTICED, "What each of you noticed",
      "The moment, as it was for you. You need not agree on it.", "Write what you noticed",
      NULL, NULL, NULL },
    { PAGE_REPAIR, STEP_NEEDED, "What each of you needed",
      "Then, or now. It is fine not to know.", "Write what you needed", NULL, NULL, NULL },
    { PAGE_REPAIR, STEP_HEARD, "What each of you heard the other say",
      "In your own words, so the other can see what arrived.", "Write what you heard",
      NULL, NULL, NULL },
    { PAGE_REPAIR, STEP_AGREE, "What you would change next time",
      "One small thing is enough. It stands when you have both said so.",
      "Write what you would change", NULL, NULL, NULL },
    { PAGE_REPAIR, STEP_RERATE, "How is it between you now?",
      "After some time, or after the next session.", "Write how it is now", NULL, NULL, NULL },
    { PAGE_REVIEW, STEP_EVENTS, "What else has been going on?",
      "Life, health, work, family: what may have moved the number.", "Write what happened",
      "What has helped?", "Anything that made it easier: inside the sessions, or outside.",
      "Write what helped" },
    { PAGE_REVIEW, STEP_ALLIANCE, "How is it between you?",
      "Are you on the same side? Is it about what matters?", "Write how it is between you",
      "What in the work has been of use?", "What would you like more of?",
      "Write what was of use" },
    { PAGE_REVIEW, STEP_SUPPORT, "Who and what helps?",
      "People, places, habits: what is there, and what is missing.", "Write what helps",
      NULL, NULL, NULL },
    { PAGE_REVIEW, STEP_MOTIVATION, "Is this still the change you want?",
      "Wanting something else now, or less, is an answer.", "Write what you want now",
      NULL, NULL, NULL },
    { PAGE_REVIEW, STEP_PLAN, "What shall we try?",
      "Something different, something more, or the same for longer. It stands when you have"
      " both said so.", "Write what to try",
      "What shall we keep doing?", "It stands when you have both said so.",
      "Write what to keep" },
};
enum { ASKS = sizeof asks / sizeof *asks };

/* Where a kind asks the same thing in words of its own. */
static const struct { SignalKind kind; SignalStep step; const char *title, *hint, *button; }
    own_words[] = {
    { SIGNAL_DRIFT, STEP_EVENTS, "What got in the way?",
      "Of coming, or of answering: time, money, health, or how it was here.", "Write what got in the way" },
    { SIGNAL_DRIFT, STEP_ALLIANCE, "What has been missing here?",
      "Something unsaid, too fast, too slow, not what you came for.", "Write what was missing" },
    { SIGNAL_DRIFT, STEP_PLAN, "What would make it easier?",
      "Another time or way to meet, a pause, or an ending you choose. It stands when you have both"
      " said so.", "Write what would help" },
    { SIGNAL_SUDDEN_STEP, STEP_EVENTS, "What happened around then?",
      "In the sessions, or outside. It is fine not to know.", "Write what happened" },
    { SIGNAL_NOT_ON_TRACK, STEP_PLAN, "What shall we try that we have not tried?",
      "More often, something else, someone else beside you, or the same for longer. It stands when"
      " you have both said so.", "Write what to try" },
};

typedef struct Page {
    Episode work;
    Signal it;
    SignalTurns turns;
    SignalWords words;
    SignalSide side;
    Str client, other;        /* names */
} Page;

static Err page_load(Ctx *cx, Req *rq, Page *ret_page)
{
    Page p;
    EpisodeId e = req_episode(rq);
    TRY(episode_load(cx, rq->tx, rq->grant, e, &p.work));
    TRY(signal_load(cx, rq->tx, rq->grant, e, REQ_ID(Signal, rq, "signal"), &p.it, &p.turns));
    p.words = signal_words(p.turns.list, p.turns.count);
    p.side = grant_is_client_view(rq->grant) ? SIDE_CLIENT : SIDE_THERAPIST;
    const Member *client = episode_part(&p.work, PART_CLIENT);
    p.client = client ? profile_called(&client->profile) : S("the client");
    p.other = episode_others(cx->arena, &p.work, rq->actor.person);
    *ret_page = p;
    return OK;
}

static TurnShown turn_shown(Ctx *cx, const Req *rq, const Page *p, const SignalTurn *t)
{
    const Member *author = episode_member(&p->work, t->author);
    return (TurnShown){
        .name = author ? profile_called(&author->profile) : S("Someone"),
        .text = t->text, .side = t->side == SIDE_CLIENT ? VOICE_CLIENT : VOICE_THERAPIST,
        .when = time_say_when(cx->arena, rq->practice->zone, t->at_ms, cx->now_ms),
        .said = t->step == STEP_NOT_YET ? S("not yet") : S("later is fine") };
}

/* "Not yet" belongs to how it is now. */
static bool belongs(const SignalTurn *t, SignalStep step)
{
    return t->step == step || (t->step == STEP_NOT_YET && step == STEP_RERATE);
}

static Err turns_of(Ctx *cx, const Req *rq, const Page *p, SignalStep step,
                    const TurnShown **ret_list, size_t *ret_count)
{
    size_t count = 0;
    TurnShown *list = ARENA_ARRAY(cx->arena, TurnShown, p->turns.count + 1);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < p->turns.count; i++)
        if (belongs(&p->turns.list[i], step))
            list[count++] = turn_shown(cx, rq, p, &p->turns.list[i]);
    *ret_list = list;
    *ret_count = count;
    return OK;
}

/* Where the two are: the first question whose field stands open. */
static SignalStep step_now(const Page *p)
{
    uint32_t own = p->words.by[p->side];
    switch (p->it.state) {
    case SIGNAL_RAISED: return own & step_bit(STEP_NOTICED) ? STEP_HEARD : STEP_NOTICED;
    case SIGNAL_HEARD: return STEP_AGREE;
    case SIGNAL_AGREED:
    case SIGNAL_RERATED: return STEP_RERATE;
    case SIGNAL_NOTED:
    case SIGNAL_OPEN: return STEP_EVENTS;
    case SIGNAL_TALKING: return STEP_PLAN;
    case SIGNAL_TRYING:
    case SIGNAL_CLOSED:
    case SIGNAL_NO_STATE:
    case SIGNAL_STATE_COUNT: break;
    }
    return STEP_NONE;
}

static SignalState yes_state(SignalStep step)
{
    if (step == STEP_HEARD) return SIGNAL_HEARD;
    if (step == STEP_AGREE) return SIGNAL_AGREED;
    return step == STEP_PLAN ? SIGNAL_TRYING : SIGNAL_NO_STATE;
}

static void words_of_kind(SignalKind kind, SignalStep step, StepShown *s)
{
    for (size_t i = 0; i < sizeof own_words / sizeof *own_words; i++) {
        if (own_words[i].kind != kind || own_words[i].step != step) continue;
        s->title = str_from_c(own_words[i].title);
        s->hint = str_from_c(own_words[i].hint);
        s->button = str_from_c(own_words[i].button);
    }
}

static Err step_shown(Ctx *cx, const Req *rq, const Page *p, const Ask *ask, StepShown *ret_step)
{
    bool good = !p->it.worse && ask->good_title;
    SignalState yes = yes_state(ask->step);
    SignalStep sent = signal_step_parse(req_text(rq, "step"));
    SignalStep open = rq->errors.count ? sent : step_now(p);
    StepShown s = { .id = signal_step_word(ask->step),
                    .title = str_from_c(good ? ask->good_title : ask->title),
                    .hint = str_from_c(good ? ask->good_hint : ask->hint),
                    .button = str_from_c(good ? ask->good_button : ask->button),
                    .unfold = open == ask->step };
    words_of_kind(p->it.kind, ask->step, &s);
    if (rq->errors.count && sent == ask->step) s.typed = req_text(rq, "text");
    if (yes != SIGNAL_NO_STATE
        && signal_may_step(p->it.page, p->it.state, p->words, p->side, yes)) {
        s.yes = ask->step == STEP_HEARD ? S("I feel heard") : S("Yes, let us do that");
        s.yes_state = signal_state_word(yes);
    }
    TRY(turns_of(cx, rq, p, ask->step, &s.turn, &s.turn_count));
    *ret_step = s;
    return OK;
}

static Err steps_shown(Ctx *cx, const Req *rq, const Page *p, Conversation *c)
{
    StepShown *list = ARENA_ARRAY(cx->arena, StepShown, ASKS);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < ASKS; i++)
        if (asks[i].page == p->it.page)
            TRY(step_shown(cx, rq, p, &asks[i], &list[c->step_count++]));
    c->step = list;
    return turns_of(cx, rq, p, STEP_LATER, &c->later, &c->later_count);
}

static Str lead(const Signal *it)
{
    if (it->page == PAGE_REPAIR)
        return S("This happens in good work too, and talking about it often helps. Nobody is to"
                 " blame. Write here, or just talk; later is fine.");
    if (it->kind == SIGNAL_DRIFT)
        return S("Staying away has its reasons, and saying them is useful whatever comes of it. Nobody"
                 " is to blame. Every question here can stay empty.");
    if (it->kind == SIGNAL_SUDDEN_STEP)
        return S("This is a note. Write something if you like; nothing waits for it.");
    if (!it->worse)
        return S("Good news is worth a conversation as well: what helped, and what to keep.");
    return S("A number is a reason to talk, nothing more. What is going on, and what shall we"
             " try? Every question here can stay empty.");
}

/* "From Maya's form after session 5, 12 November 2026". */
static Err from_say(Ctx *cx, const Req *rq, const Page *p, Str *ret_from)
{
    Session session;
    const Member *rater = episode_member(&p->work, p->it.rater);
    Str name = rater ? profile_called(&rater->profile) : S("Someone");
    Str day = time_say_day_year(cx->arena, rq->practice->zone, p->it.raised_ms);
    bool own = uuid_eq(p->it.rater.u, rq->actor.person.u);
    bool rating = p->it.page == PAGE_REPAIR || p->it.kind == SIGNAL_DRIFT;
    if (own) name = S("You");
    *ret_from = arena_printf(cx->arena, rating ? "From a form after a session: " STR_FMT ", " STR_FMT "."
                                               : "From a check-in: " STR_FMT ", " STR_FMT ".",
                             STR_ARG(name), STR_ARG(day));
    if (uuid_is_zero(p->it.session.u) || grant_action(rq->grant) != ACTION_SIGNAL_READ) return OK;
    TRY(session_load(cx, rq->tx, rq->grant, p->work.id, p->it.session, &session));
    *ret_from = arena_printf(cx->arena, rating ? "From the form after session %lld: " STR_FMT ", " STR_FMT "."
                                               : "From the check-in before session %lld: " STR_FMT ", " STR_FMT ".",
                             (long long)session.number, STR_ARG(name), STR_ARG(day));
    return OK;
}

/* The words that came with "something felt off"; answers_load keeps back what was not for
 * this reader. */
static Err note_load(Ctx *cx, const Req *rq, const Page *p, Str *ret_note)
{
    Shown shown;
    Response r;
    GivenAnswers given;
    *ret_note = S("");
    if (p->it.kind != SIGNAL_FELT_OFF) return OK;
    TRY(response_load(cx, rq->tx, rq->grant, p->work.id, p->it.response, &shown, &r));
    if (shown != SHOWN_YES) return OK;
    TRY(answers_load(cx, rq->tx, rq->grant, p->work.id, &r, &given));
    const GivenAnswer *said = answer_find(&given, S(KEY_FELT_OFF));
    if (said) *ret_note = said->note;
    return OK;
}

/* The therapist's view opens with their own form; until then the client should know. */
static Err sees_say(Ctx *cx, const Req *rq, const Page *p, Conversation *c)
{
    RatingState rated;
    c->who_sees = arena_printf(cx->arena, "You and " STR_FMT, STR_ARG(p->other));
    c->sees_rest = S("see this.");
    if (p->it.kind == SIGNAL_SPLIT) {
        c->who_sees = S("Therapists of this work");
        c->sees_rest = S("see this; nobody who rated the session does.");
    }
    if (p->it.page != PAGE_REPAIR || p->side != SIDE_CLIENT) return OK;
    if (uuid_is_zero(p->it.session.u)) return OK;
    TRY(rating_state(cx, rq->tx, rq->grant, p->work.id, p->it.session, &rated));
    if (rated.therapist_sent) return OK;
    c->who_sees = S("You");
    c->sees_rest = arena_printf(cx->arena, "see this now; " STR_FMT " sees it once their own form"
                                " for that session is sent.", STR_ARG(p->other));
    return OK;
}

static void actions_fill(Ctx *cx, const Req *rq, const Page *p, Conversation *c)
{
    Str path = arena_printf(cx->arena, "/work/" STR_FMT "/signals/" STR_FMT,
                            STR_ARG(req_path(rq, "episode")), STR_ARG(req_path(rq, "signal")));
    c->turn = url_printf(cx->arena, STR_FMT "/turn", STR_ARG(path));
    c->step_url = url_printf(cx->arena, STR_FMT "/step", STR_ARG(path));
    c->close = url_printf(cx->arena, STR_FMT "%s", STR_ARG(path),
                          c->repair ? "/repaired" : "/close");
    c->progress = url_printf(cx->arena, "/work/" STR_FMT "/progress",
                             STR_ARG(req_path(rq, "episode")));
    c->may_write = grant_may(rq->grant, ACTION_SIGNAL_WRITE);
    c->may_close = signal_may_close(p->it.page, p->it.state, p->side);
    c->ask_seen = c->may_write && signal_waits(p->it.state) && p->side == SIDE_THERAPIST && p->it.seen_ms == 0;
    if (c->repair && p->side == SIDE_THERAPIST)
        c->only_who = arena_printf(cx->arena, c->closed ? STR_FMT " said that it is mended."
                                   : "Only " STR_FMT " can say that it is mended. You can ask.",
                                   STR_ARG(p->client));
}

static Err show(Ctx *cx, Req *rq, Reply *reply)
{
    Frame frame;
    Page p;
    TRY(page_load(cx, rq, &p));
    Conversation c = {
        .title = signal_title(p.it.kind, p.it.worse), .sentence = p.it.why.sentence,
        .state_said = signal_state_say(p.it.page, p.it.state), .why = p.it.why,
        .good_news = !p.it.worse, .repair = p.it.page == PAGE_REPAIR, .note_name = p.client,
        .closed = p.it.state == SIGNAL_CLOSED, .idem = rq->idem,
        .you_is = p.side == SIDE_THERAPIST ? p.client : S("") };
    TRY(from_say(cx, rq, &p, &c.from));
    TRY(note_load(cx, rq, &p, &c.note));
    TRY(sees_say(cx, rq, &p, &c));
    actions_fill(cx, rq, &p, &c);
    if (p.it.state != SIGNAL_NOTED)
        c.addressed = signal_addressed_say(cx->arena, p.it.raised_ms, p.it.addressed_ms, cx->now_ms);
    if (c.may_write && !c.closed) c.lead = lead(&p.it);
    TRY(steps_shown(cx, rq, &p, &c));
    TRY(frame_fill(cx, rq, c.title, FRAME_READ, TAB_PROGRESS, &frame));
    if (rq->errors.count) reply->status = 422;
    view_conversation(&reply->body, &frame, &rq->errors, &c);
    return OK;
}

static Err back(Ctx *cx, const Req *rq, Reply *reply)
{
    return reply_go(reply, url_printf(cx->arena, "/work/" STR_FMT "/signals/" STR_FMT,
                                      STR_ARG(req_path(rq, "episode")),
                                      STR_ARG(req_path(rq, "signal"))));
}

Err page_signal(Ctx *cx, Req *rq, Reply *reply)
{
    return show(cx, rq, reply);
}

Err page_signal_turn(Ctx *cx, Req *rq, Reply *reply)
{
    SignalStep step = signal_step_parse(req_text(rq, "step"));
    Str text = req_text(rq, "text");
    if (text.len == 0 && step != STEP_LATER)
        req_error(rq, "text", S("Write a few words, or leave it for later."));
    if (rq->errors.count) return show(cx, rq, reply);
    TRY(signal_add_turn(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Signal, rq, "signal"), step,
                        text));
    return back(cx, rq, reply);
}

Err page_signal_step(Ctx *cx, Req *rq, Reply *reply)
{
    EpisodeId e = req_episode(rq);
    SignalId id = REQ_ID(Signal, rq, "signal");
    Str to = req_text(rq, "state");
    if (str_eq(to, S("seen"))) TRY(signal_set_seen(cx, rq->tx, rq->grant, e, id));
    else TRY(signal_set_state(cx, rq->tx, rq->grant, e, id, signal_state_parse(to)));
    return back(cx, rq, reply);
}

Err page_repair_close(Ctx *cx, Req *rq, Reply *reply)
{
    EpisodeId e = req_episode(rq);
    SignalId id = REQ_ID(Signal, rq, "signal");
    if (str_eq(req_text(rq, "answer"), S("not_yet")))
        TRY(signal_not_yet(cx, rq->tx, rq->grant, e, id, req_text(rq, "text")));
    else if (str_eq(req_text(rq, "answer"), S("mended")))
        TRY(signal_close(cx, rq->tx, rq->grant, e, id));
    else
        return fail(cx, ERR_INVALID, "say whether it is mended");
    return back(cx, rq, reply);
}

Err page_review_close(Ctx *cx, Req *rq, Reply *reply)
{
    TRY(signal_close(cx, rq->tx, rq->grant, req_episode(rq), REQ_ID(Signal, rq, "signal")));
    return back(cx, rq, reply);
}
