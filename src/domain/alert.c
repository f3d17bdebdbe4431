#include "alert.h"

enum { MINUTE_MS = 60 * 1000 };

static const char *const state_words[ALERT_STATE_COUNT] = {
#define X(name, word) word,
    ALERT_STATES(X)
#undef X
};
static const char *const event_words[ALERT_EVENT_COUNT] = {
#define X(name, word) word,
    ALERT_EVENTS(X)
#undef X
};

/* Index of the word; -1 when it is none of them. */
static int word_index(const char *const *words, int count, Str word)
{
    for (int i = 0; i < count; i++)
        if (str_eq(str_from_c(words[i]), word)) return i;
    return -1;
}

Str alert_state_word(AlertState state)
{
    return str_from_c(state_words[state]);
}

bool alert_state_parse(Str word, AlertState *ret_state)
{
    int i = word_index(state_words, ALERT_STATE_COUNT, word);
    if (i >= 0) *ret_state = (AlertState)i;
    return i >= 0;
}

Str alert_event_word(AlertEventKind kind)
{
    return str_from_c(event_words[kind]);
}

bool alert_event_parse(Str word, AlertEventKind *ret_kind)
{
    int i = word_index(event_words, ALERT_EVENT_COUNT, word);
    if (i >= 0) *ret_kind = (AlertEventKind)i;
    return i >= 0;
}

static bool same_answer(Answer a, Answer b)
{
    return a.state == b.state && (a.state != ANSWER_GIVEN || !(a.value < b.value || b.value < a.value));
}

AnswerMove alert_on_answer(const MeasureFlag *flag, Answer before, Answer now, bool had_alert,
                           AlertState state)
{
    AnswerMove move = { false, false, false };
    bool meets = measure_flag(flag, now).state == FLAG_RAISED;
    move.show_support = meets;
    if (same_answer(before, now)) {
        move.raise = meets && !had_alert;
        return move;
    }
    move.note_change = had_alert;
    move.raise = meets && (!had_alert || state != ALERT_NEW);
    return move;
}

AlertTimes alert_times(const Practice *p, int64_t raised_ms, TherapistReach therapist)
{
    AlertTimes times = { raised_ms, raised_ms + p->lead_after_min * MINUTE_MS };
    if (therapist == THERAPIST_THERE) times.duty_ms += p->duty_after_min * MINUTE_MS;
    return times;
}

bool alert_route_works(const Practice *p)
{
    return p->duty_name.len > 0 && p->duty_number.len > 0 && p->crisis_count > 0;
}

static const struct { const char *word; AlertEventKind event; AlertState becomes; } steps[] = {
    [STEP_SEEN] = { "seen", EVENT_SEEN, ALERT_SEEN },
    [STEP_ACTION] = { "action", EVENT_ACTION, ALERT_ACTED },
    [STEP_CONVERSATION] = { "conversation", EVENT_CONVERSATION, ALERT_ACTED },
    [STEP_CLOSE] = { "close", EVENT_CLOSED, ALERT_CLOSED },
};

bool alert_step_parse(Str word, AlertStep *ret_step)
{
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (!str_eq(str_from_c(steps[i].word), word)) continue;
        *ret_step = (AlertStep)i;
        return true;
    }
    return false;
}

bool alert_step_needs_words(AlertStep step)
{
    return step != STEP_SEEN;
}

AlertEventKind alert_step_event(AlertStep step)
{
    return steps[step].event;
}

Err alert_step(Ctx *cx, AlertState state, AlertStep step, bool talked, AlertState *ret_state)
{
    if (state == ALERT_CLOSED) return fail(cx, ERR_CONFLICT, "this was closed already");
    if (step == STEP_CLOSE && !talked)
        return fail(cx, ERR_CONFLICT, "a conversation with the client comes before closing");
    AlertState becomes = steps[step].becomes;
    *ret_state = becomes > state ? becomes : state;   /* opening it again undoes nothing */
    return OK;
}
