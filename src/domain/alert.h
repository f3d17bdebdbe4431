/* alert.h - an answer that someone must read soon: its states, who is told when, and what
 * has to be done before it is closed.
 * Pure: no I/O, no clock.  It relays an answer as it was given; it never says how great a
 * risk is, and nothing in the house may compute that.  docs/safety.md is the whole flow.
 */
#ifndef DOMAIN_ALERT_H
#define DOMAIN_ALERT_H
#include "../measure/score.h"
#include "practice.h"

/* new: nobody has opened it; seen: someone said by name that they have it; acted:
 * something was done; closed: after a conversation with the client. */
#define ALERT_STATES(X) X(NEW, "new") X(SEEN, "seen") X(ACTED, "acted") X(CLOSED, "closed")
typedef enum AlertState {
#define X(name, word) ALERT_##name,
    ALERT_STATES(X)
#undef X
    ALERT_STATE_COUNT
} AlertState;
Str alert_state_word(AlertState state);
bool alert_state_parse(Str word, AlertState *ret_state);

#define ALERT_EVENTS(X) \
    X(RAISED, "raised") X(ANSWER_CHANGED, "answer_changed") X(CLIENT_NOTE, "client_note") \
    X(CLIENT_WANTS_CONTACT, "client_wants_contact") X(SEEN, "seen") X(TOLD_DUTY, "told_duty") \
    X(TOLD_LEAD, "told_lead") X(ACTION, "action") X(CONVERSATION, "conversation") \
    X(CLOSED, "closed")
typedef enum AlertEventKind {
#define X(name, word) EVENT_##name,
    ALERT_EVENTS(X)
#undef X
    ALERT_EVENT_COUNT
} AlertEventKind;
Str alert_event_word(AlertEventKind kind);
bool alert_event_parse(Str word, AlertEventKind *ret_kind);

/* The client asked to be contacted, without any answer. */
#define ALERT_ITEM_CONTACT "contact"
enum { ALERT_VALUE_SKIPPED = -1 };

/* --- on answering ------------------------------------------------------------------ */
typedef struct AnswerMove {
    bool raise;               /* a new alert */
    bool note_change;         /* one event more on the alert of this form */
    bool show_support;        /* the client's next page is the one with support */
} AnswerMove;

/* `had_alert`/`state`: the newest alert of this form and item.  `before` is what stood
 * there until now.  A changed answer is noted and never takes an alert back; one that
 * still meets the rule after staff have taken the alert up raises another.  An
 * unanswered item meets no rule: it is not "not at all", and it raises nothing. */
AnswerMove alert_on_answer(const MeasureFlag *flag, Answer before, Answer now, bool had_alert,
                           AlertState state);

/* --- who is told, when ------------------------------------------------------------------ */
/* The therapist at once; the person on call and the lead when nobody has opened it by
 * then.  Without a therapist who can sign in, the person on call at once. */
typedef struct AlertTimes { int64_t duty_ms, lead_ms; } AlertTimes;
typedef enum TherapistReach { THERAPIST_AWAY, THERAPIST_THERE } TherapistReach;
AlertTimes alert_times(const Practice *practice, int64_t raised_ms, TherapistReach therapist);
/* Remote questions about risk need someone who takes the answer up. */
bool alert_route_works(const Practice *practice);

/* --- what staff record --------------------------------------------------------------------- */
typedef enum AlertStep { STEP_SEEN, STEP_ACTION, STEP_CONVERSATION, STEP_CLOSE } AlertStep;
bool alert_step_parse(Str word, AlertStep *ret_step);
bool alert_step_needs_words(AlertStep step);
AlertEventKind alert_step_event(AlertStep step);
/* *ret_state is where it then stands.  ERR_CONFLICT when it is closed, and for closing
 * before a conversation was recorded (`talked`: after the last answer that raised it). */
MUST_CHECK Err alert_step(Ctx *cx, AlertState state, AlertStep step, bool talked,
                          AlertState *ret_state);
#endif
