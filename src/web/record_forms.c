/* record_forms.c - the record's part that was filled in, noticed or seen: forms with their
 * numbers, conversations, safety answers, and who looked. */
#include "form.h"
#include "record.h"
#include "../store/alert.h"
#include "../store/log.h"
#include "../store/signal.h"

enum { FORMS_MAX = 1000, LOOKS_MAX = 5000 };

/* --- forms ------------------------------------------------------------------------------ */

static Err put_answers(Gather *g, const Response *r)
{
    GivenAnswers given;
    Questions asked;
    Arena *a = g->cx->arena;
    TRY(answers_load(g->cx, g->rq->tx, g->rq->grant, g->e, r, &given));
    TRY(form_answered_questions(g->cx, g->rq, r, &given, &asked));
    for (size_t i = 0; i < asked.count; i++) {
        const GivenAnswer *one = answer_find(&given, asked.list[i].key);
        if (!one) continue;
        TRY(record_line(g, (RecordLine){ .kind = S("answer"), .label = asked.list[i].words,
            .text = answer_say(a, &asked.list[i], one), .at_ms = one->answered_ms }));
        if (one->note.len)
            TRY(record_line(g, (RecordLine){ .kind = S("note"), .label = S("in their own words"),
                                             .text = one->note }));
    }
    return OK;
}

static Err put_numbers(Gather *g, const Response *r)
{
    StoredScores all;
    Arena *a = g->cx->arena;
    TRY(score_of_response(g->cx, g->rq->tx, g->rq->grant, g->e, r, &all));
    for (size_t i = 0; i < all.count; i++) {
        const StoredScore *s = &all.list[i];
        Out o = out_open(a, 40);
        out_fixed(&o, s->score, 2);
        TRY(record_line(g, (RecordLine){ .kind = S("score"), .text = out_str(&o), .at_ms = s->at_ms,
            .label = arena_printf(a, STR_FMT " " STR_FMT ", " STR_FMT, STR_ARG(s->measure),
                                  STR_ARG(s->measure_version), STR_ARG(s->scale)) }));
    }
    return OK;
}

static Err put_form(Gather *g, const Response *r)
{
    static const char *const title[FORM_COUNT] = { [FORM_CHECK_IN] = "A check-in",
        [FORM_ALLIANCE] = "The form after a session", [FORM_IMPORT] = "Numbers from before",
        [FORM_INTAKE] = "The first questions" };
    TRY(record_item(g, (RecordItem){ .kind = form_word(r->form), .title = str_from_c(title[r->form]),
        .id = uuid_str(g->cx->arena, r->id.u), .who = record_who(g, r->person),
        .at_ms = r->sent ? r->sent_ms : r->opened_ms,
        .state = r->sent ? S("") : S("Not sent: only you read it") }));
    TRY(put_answers(g, r));
    return r->sent ? put_numbers(g, r) : OK;
}

/* Newest first from the store; told oldest first. */
static Err put_sent(Gather *g, ResponseForm form)
{
    Responses all;
    bool open;
    TRY(response_list(g->cx, g->rq->tx, g->rq->grant, g->e, form, FORMS_MAX, &all));
    for (size_t i = all.count; i-- > 0;) {
        TRY(form_is_open(g->cx, g->rq->tx, g->rq->grant, &g->work, &all.list[i], &open));
        if (open) TRY(put_form(g, &all.list[i]));
    }
    return OK;
}

static Err put_unsent(Gather *g, ResponseForm form)
{
    bool found;
    Response r;
    TRY(response_open_for(g->cx, g->rq->tx, g->rq->grant, g->e, g->rq->actor.person, form, &found, &r));
    return found ? put_form(g, &r) : OK;
}

Err record_forms(Gather *g)
{
    TRY(record_section(g, "forms", "What was filled in", "Questions as they were asked, answers as"
                       " they were given, and the numbers made of them."));
    for (int form = 0; form < FORM_COUNT; form++) {
        TRY(put_sent(g, (ResponseForm)form));
        TRY(put_unsent(g, (ResponseForm)form));
    }
    return OK;
}

/* --- conversations ----------------------------------------------------------------------- */

static Str step_said(SignalStep step)
{
    switch (step) {
    case STEP_NOTICED: return S("What was noticed");
    case STEP_NEEDED: return S("What was needed");
    case STEP_HEARD: return S("What was heard");
    case STEP_AGREE: return S("What we would change");
    case STEP_NOT_YET: return S("Not yet");
    default: return signal_step_word(step);
    }
}

static Err put_talk(Gather *g, const Signal *s)
{
    Signal same;
    SignalTurns turns;
    TRY(signal_load(g->cx, g->rq->tx, g->rq->grant, g->e, s->id, &same, &turns));
    TRY(record_item(g, (RecordItem){ .kind = signal_kind_word(s->kind), .at_ms = s->raised_ms,
        .title = signal_title(s->kind, s->worse), .id = uuid_str(g->cx->arena, s->id.u),
        .text = s->why.sentence, .state = signal_state_say(s->page, s->state) }));
    for (size_t i = 0; i < turns.count; i++)
        TRY(record_line(g, (RecordLine){ .kind = signal_step_word(turns.list[i].step),
            .who = record_who(g, turns.list[i].author), .label = step_said(turns.list[i].step),
            .text = turns.list[i].text, .at_ms = turns.list[i].at_ms }));
    return OK;
}

Err record_talks(Gather *g)
{
    Signals all;
    TRY(record_section(g, "talks", "What was noticed, and what we said about it", ""));
    TRY(signal_list_all(g->cx, g->rq->tx, g->rq->grant, g->e, &all));
    for (size_t i = all.count; i-- > 0;) TRY(put_talk(g, &all.list[i]));
    return OK;
}

/* --- safety answers ------------------------------------------------------------------------- */

static Str event_said(AlertEventKind kind)
{
    switch (kind) {
    case EVENT_RAISED: return S("an answer about safety was given");
    case EVENT_ANSWER_CHANGED: return S("the answer was changed");
    case EVENT_CLIENT_NOTE: return S("wrote");
    case EVENT_CLIENT_WANTS_CONTACT: return S("asked to be contacted");
    case EVENT_SEEN: return S("opened it");
    case EVENT_TOLD_DUTY: return S("it went to the person on call");
    case EVENT_TOLD_LEAD: return S("it went to the lead of the practice");
    case EVENT_ACTION:
    case EVENT_CONVERSATION: return S("noted what was done");
    case EVENT_CLOSED: return S("closed it");
    case ALERT_EVENT_COUNT: break;
    }
    return S("");
}

/* One's own words; who opened it and when, without what staff noted for each other. */
static Err put_alert(Gather *g, const Alert *alert)
{
    AlertEvents all;
    TRY(alert_events(g->cx, g->rq->tx, g->rq->grant, g->e, alert->id, &all));
    TRY(record_item(g, (RecordItem){ .kind = S("safety"), .title = S("An answer about safety"),
        .id = uuid_str(g->cx->arena, alert->id.u), .who = record_who(g, alert->person),
        .at_ms = alert->raised_ms }));
    for (size_t i = 0; i < all.count; i++) {
        const AlertEvent *event = &all.list[i];
        bool own = uuid_eq(event->by.u, g->rq->actor.person.u);
        TRY(record_line(g, (RecordLine){ .kind = alert_event_word(event->kind),
            .who = profile_called(&(Profile){ .name = event->by_name }),
            .label = event_said(event->kind), .text = own ? event->words : S(""),
            .at_ms = event->at_ms }));
    }
    return OK;
}

Err record_safety(Gather *g)
{
    Alerts all;
    TRY(record_section(g, "safety", "Answers about safety", ""));
    TRY(alert_list_own(g->cx, g->rq->tx, g->rq->grant, g->e, &all));
    for (size_t i = 0; i < all.count; i++) TRY(put_alert(g, &all.list[i]));
    return OK;
}

/* --- who looked ------------------------------------------------------------------------------- */

static Err put_look(Gather *g, const LogRow *row)
{
    Action action;
    bool known = action_find(row->action, &action);
    Str who = uuid_is_zero(row->actor.u) ? S("The practice’s office") : row->actor_name;
    return record_item(g, (RecordItem){ .kind = S("look"), .at_ms = row->at_ms,
        .who = who.len ? who : S("Someone who does not work here"),
        .text = known ? str_from_c(action_row(action)->sentence) : row->action,
        .state = str_eq(row->outcome, S("done")) ? S("") : S("It was not shown.") });
}

Err record_looks(Gather *g)
{
    LogRows rows = { .more = true };
    int64_t before = 0;
    size_t count = 0;
    TRY(record_section(g, "looks", "Who looked", "Everyone else who opened something of this work,"
                       " newest first. The last 5,000 looks are here; the others are in Tandem."));
    while (rows.more && count < LOOKS_MAX) {
        TRY(log_list(g->cx, g->rq->tx, g->rq->grant, g->e, (PersonId){ { { 0 } } }, before, &rows));
        count += rows.count;
        for (size_t i = 0; i < rows.count; i++) {
            before = rows.list[i].seq;
            if (!uuid_eq(rows.list[i].actor.u, g->rq->actor.person.u)) TRY(put_look(g, &rows.list[i]));
        }
        if (rows.count == 0) break;
    }
    return OK;
}
