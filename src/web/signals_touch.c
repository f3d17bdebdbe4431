/* signals_touch.c - may the two be losing touch?  Only when a session that did not take place, a
 * form left open and a lower rating come together; facts, no probability, nobody's fault. */
#include "signals_look.h"
#include "../measure/explain_people.h"

/* A session that was held, and whose form this person did not send. */
static bool left_open(const Session *s, const Responses *forms, PersonId person)
{
    if (!str_eq(s->state, S("ended"))) return false;
    for (size_t i = 0; i < forms->count; i++)
        if (uuid_eq(forms->list[i].session.u, s->id.u)
            && uuid_eq(forms->list[i].person.u, person.u)) return false;
    return true;
}

/* The last sessions that were to begin by now. */
static Err facts_of(Ctx *cx, const Look *l, TouchFacts *facts)
{
    Sessions sessions;
    Responses forms;
    size_t seen = 0;
    TRY(session_list(cx, l->tx, l->g, l->e, &sessions));
    TRY(response_list(cx, l->tx, l->g, l->e, FORM_ALLIANCE, 100, &forms));
    *facts = (TouchFacts){ 0, 0 };
    for (size_t i = sessions.count; i-- > 0 && seen < TOUCH_SESSIONS;) {
        const Session *s = &sessions.list[i];
        if (s->starts_ms > cx->now_ms || str_eq(s->state, S("cancelled"))) continue;
        seen++;
        facts->not_held += touch_not_held(s->state, s->starts_ms, cx->now_ms);
        facts->left_open += left_open(s, &forms, l->r.person);
    }
    return OK;
}

Err look_drift(Ctx *cx, const Look *l, const Definition *d)
{
    Series s;
    TouchFacts facts;
    DropoutFlags flags;
    RaisedBefore before;
    const MeasureScale *total = measure_main_scale(d);
    if (!rules_on(&l->rules, RULE_DRIFT)) return OK;
    TRY(look_series(cx, l, d, total, &s));
    if (!alliance_drop(total, s.value, s.count).dropped) return OK;
    TRY(look_before(cx, l, SIGNAL_DRIFT, S(""), &before));
    if (before.found && !before.closed) return OK;
    TRY(facts_of(cx, l, &facts));
    if (!signal_drifts(total, s.value, s.count, &facts, &flags)) return OK;
    Explanation why = explain_drift(cx->arena, d, &flags);
    return look_raise(cx, l, SIGNAL_DRIFT, true, look_about(cx, d, total), s.value[s.count - 1],
                      &why);
}
