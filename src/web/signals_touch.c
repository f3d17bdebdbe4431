/* signals_touch.c - may the two be losing touch?  Only when a session that did not take place, a
 * form left open and a lower rating come together; facts, no probability, nobody's fault. */
#include <math.h>
#include "signals_look.h"
#include "../measure/explain_people.h"

enum { LAST_SESSIONS = 4, LATE_MS = 6 * 60 * 60 * 1000 };

static bool not_held(const Session *s, int64_t now_ms)
{
    bool forgotten = str_eq(s->state, S("planned")) && s->starts_ms + LATE_MS < now_ms;
    return forgotten || str_eq(s->state, S("missed"));
}

/* A session that was held, and whose form this person did not send. */
static bool left_open(const Session *s, const Responses *forms, PersonId person)
{
    if (!str_eq(s->state, S("ended"))) return false;
    for (size_t i = 0; i < forms->count; i++)
        if (uuid_eq(forms->list[i].session.u, s->id.u)
            && uuid_eq(forms->list[i].person.u, person.u)) return false;
    return true;
}

/* The last four sessions that were to begin by now. */
static Err facts_of(Ctx *cx, const Look *l, DropoutFacts *facts)
{
    Sessions sessions;
    Responses forms;
    size_t seen = 0;
    TRY(session_list(cx, l->tx, l->g, l->e, &sessions));
    TRY(response_list(cx, l->tx, l->g, l->e, FORM_ALLIANCE, 100, &forms));
    facts->fact[DROPOUT_FLAG_MISSED] = facts->fact[DROPOUT_FLAG_UNANSWERED] = 0;
    for (size_t i = sessions.count; i-- > 0 && seen < LAST_SESSIONS;) {
        const Session *s = &sessions.list[i];
        if (s->starts_ms > cx->now_ms || str_eq(s->state, S("cancelled"))) continue;
        seen++;
        facts->fact[DROPOUT_FLAG_MISSED] += not_held(s, cx->now_ms);
        facts->fact[DROPOUT_FLAG_UNANSWERED] += left_open(s, &forms, l->r.person);
    }
    return OK;
}

Err look_drift(Ctx *cx, const Look *l, const Definition *d)
{
    Series s;
    DropoutFacts facts;
    RaisedBefore before;
    const MeasureScale *total = measure_main_scale(d);
    if (!rules_on(&l->rules, RULE_DRIFT)) return OK;
    TRY(look_series(cx, l, d, total, &s));
    if (!alliance_drop(total, s.value, s.count).dropped) return OK;
    TRY(look_before(cx, l, SIGNAL_DRIFT, S(""), &before));
    if (before.found && !before.closed) return OK;
    for (int i = 0; i < DROPOUT_FLAG_COUNT; i++) facts.fact[i] = NAN;
    TRY(facts_of(cx, l, &facts));
    facts.fact[DROPOUT_FLAG_ALLIANCE] = 1;
    DropoutFlags flags = dropout_flags(&facts);
    bool together = flags.flag[DROPOUT_FLAG_MISSED].raised == THREE_YES
                 && flags.flag[DROPOUT_FLAG_UNANSWERED].raised == THREE_YES;
    if (!together) return OK;
    Explanation why = explain_drift(cx->arena, d, &flags);
    return look_raise(cx, l, SIGNAL_DRIFT, true, look_about(cx, d, total), s.value[s.count - 1],
                      &why);
}
