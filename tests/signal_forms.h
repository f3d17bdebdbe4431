/* signal_forms.h - weeks of forms for tests of signals and of "How it goes": sessions in the
 * past, check-ins before them, ratings after them, sent by the people themselves.
 *
 * The clock stands `weeks` before now while they are sent, so that the sign-ins still hold
 * when pages are asked for afterwards.
 */
#ifndef TESTS_SIGNAL_FORMS_H
#define TESTS_SIGNAL_FORMS_H
#include <math.h>

#include "fixture.h"

#include "store/entry.h"
#include "store/response.h"
#include "store/signal.h"
#include "web/signals_raise.h"

#define WEEK_MS ((int64_t)7 * 24 * 3600 * 1000)

static inline void at_week(House *h, int weeks_ago)
{
    h->app->clock_skew_ms = -(int64_t)weeks_ago * WEEK_MS;
}

typedef struct Sent {
    House *h;
    EpisodeId e;
    SessionId session;
    ResponseForm form;
    const char *measure;
    double value[10];         /* by item; below 0 = skipped */
    int felt_off, show;       /* client's rating: -1 = not answered */
    Str note;
    ResponseId id;
    Err err;
} Sent;

static inline Err sent_answer(Ctx *cx, Tx *tx, const Grant *g, const Sent *s, const Response *r,
                              const char *item, int value, Str note)
{
    GivenAnswer given = { .key = answer_key(cx->arena, str_from_c(s->measure), str_from_c(item)),
                          .status = STATUS_ANSWERED, .value = value, .note = note };
    return value < 0 ? OK : answer_save(cx, tx, g, s->e, r, &given, NULL);
}

static inline Err sent_job(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Sent *s = arg;
    Response r;
    Scores scores;
    const Definition *d = measure_find(s->h->app->measures, str_from_c(s->measure));
    Answer *answers = ARENA_ARRAY(cx->arena, Answer, d->item_count);
    for (size_t i = 0; i < d->item_count && i < 10; i++)
        if (d->items[i].kind == ITEM_CHOICE && s->value[i] >= 0 && !str_eq(d->items[i].id, S("x")))
            answers[i] = ANSWER(s->value[i]);
    TRY(response_begin(cx, tx, g, s->e, s->session, s->form, s->h->app->measures, &r));
    s->id = r.id;
    TRY(sent_answer(cx, tx, g, s, &r, "x", s->felt_off, s->note));
    TRY(sent_answer(cx, tx, g, s, &r, "x-show", s->show, S("")));
    TRY(response_send(cx, tx, g, s->e, &r));
    TRY(measure_score(cx, cx->arena, d, answers, d->item_count, &scores));
    TRY(score_save(cx, tx, g, s->e, &r, &scores));
    return signals_raise(cx, tx, g, s->h->app->measures, s->e, r.id);
}

/* `total` spread over the items, each 0 to 3. */
static inline ResponseId check_in_sent(House *h, SessionId session, const char *measure, int total)
{
    Sent s = { .h = h, .e = h->episode, .session = session, .form = FORM_CHECK_IN,
               .measure = measure, .felt_off = -1, .show = -1 };
    size_t items = str_eq(str_from_c(measure), S("phq-9")) ? 9 : 7;
    for (size_t i = 0; i < items; i++) {
        s.value[i] = total > 3 ? 3 : total;
        total -= (int)s.value[i];
    }
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_CHECK_IN_WRITE, h->episode, sent_job, &s));
    return s.id;
}

/* Bond, goals and tasks, 1 to 5 in halves. */
static inline ResponseId rating_sent(House *h, const Someone *who, SessionId session, double bond,
                                     double goals, double tasks, int felt_off, int show)
{
    bool client = who == &h->maya;
    Sent s = { .h = h, .e = h->episode, .session = session, .form = FORM_ALLIANCE,
               .measure = client ? "tandem-alliance-client" : "tandem-alliance-therapist",
               .value = { floor(bond), ceil(bond), floor(goals), ceil(goals), floor(tasks),
                         ceil(tasks) },
               .felt_off = felt_off, .show = client ? show : -1,
               .note = S("You looked at the clock.") };
    HOUSE_OK(h, house_as(h, who, ACTION_RATING_WRITE, h->episode, sent_job, &s));
    return s.id;
}

typedef struct Planned { EpisodeId e; SessionId id; } Planned;

static inline Err plan_job(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Planned *p = arg;
    return session_plan(cx, tx, g, p->e, cx->now_ms, 50, S("Room 2"), &p->id);
}

static inline SessionId session_at(House *h, int weeks_ago)
{
    Planned p = { .e = h->episode };
    at_week(h, weeks_ago);
    HOUSE_OK(h, house_as(h, &h->daniel, ACTION_SESSION_PLAN, h->episode, plan_job, &p));
    return p.id;
}

typedef struct Listed { EpisodeId e; bool closed_too, caseload; Signals list; } Listed;

static inline Err list_job(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    Listed *l = arg;
    if (l->caseload) return signal_list_mine(cx, tx, g, &l->list);
    return l->closed_too ? signal_list_all(cx, tx, g, l->e, &l->list)
                         : signal_list_open(cx, tx, g, l->e, &l->list);
}

/* Newest first. */
static inline Signals noticed(House *h, const Someone *who)
{
    Listed l = { .e = h->episode };
    HOUSE_OK(h, house_as(h, who, ACTION_SIGNAL_READ, h->episode, list_job, &l));
    return l.list;
}

static inline size_t noticed_of(House *h, const Someone *who, SignalKind kind)
{
    size_t count = 0;
    Signals all = noticed(h, who);
    for (size_t i = 0; i < all.count; i++) count += all.list[i].kind == kind;
    return count;
}

typedef struct Whole { EpisodeId e; SignalId id; Signal it; } Whole;

static inline Err do_whole(Ctx *cx, Tx *tx, const Grant *g, void *arg)
{
    SignalTurns turns;
    Whole *w = arg;
    return signal_load(cx, tx, g, w->e, w->id, &w->it, &turns);
}

/* A list brings the sentence alone. */
static inline Explanation how_computed(House *h, SignalId id)
{
    Whole w = { .e = h->episode, .id = id };
    HOUSE_OK(h, house_as(h, &h->maya, ACTION_SIGNAL_READ, h->episode, do_whole, &w));
    return w.it.why;
}
#endif
