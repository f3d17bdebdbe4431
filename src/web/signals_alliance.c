/* signals_alliance.c - between the two: a direct answer first, then what the ratings show.  One
 * form opens at most one conversation. */
#include "signals_look.h"

/* --- said directly ---------------------------------------------------------------------- */

static const MeasureFlag *felt_off_flag(const Definition *d)
{
    for (size_t i = 0; i < d->flag_count; i++)
        if (d->flags[i].kind == FLAG_FELT_OFF) return &d->flags[i];
    return NULL;
}

/* A client's answer is raised only when they said yes to showing it.  A therapist's sentence
 * is put so that both can read it.  No rule switches this off. */
static Err look_felt_off(Ctx *cx, const Look *l, const Definition *d, bool *ret_raised)
{
    const MeasureFlag *flag = felt_off_flag(d);
    bool client = d->rater == RATER_CLIENT;
    *ret_raised = false;
    if (!flag) return OK;
    const MeasureItem *item = &d->items[flag->item];
    const GivenAnswer *said = answer_find(l->answers, answer_key(cx->arena, d->id, item->id));
    if (!said || said->status != STATUS_ANSWERED) return OK;
    FlagResult result = measure_flag(flag, ANSWER((double)said->value));
    if (result.state != FLAG_RAISED || (client && !felt_off_shown(l->answers))) return OK;
    Explanation why = explain_flag(cx->arena, d, &result);
    const MeasureOption *option = measure_option(item, result.value);
    Str chose = option ? option->text : S("yes");
    if (!client)
        why.sentence = arena_printf(cx->arena, "Something felt off between you from where your"
            " therapist sat: “" STR_FMT "”. Worth asking about, together.", STR_ARG(chose));
    *ret_raised = true;
    Str what = answer_key(cx->arena, d->id, item->id);
    return look_raise(cx, l, SIGNAL_FELT_OFF, true, what, result.value, &why);
}

/* --- falls --------------------------------------------------------------------------------- */

/* Is a conversation about a fall open already?  Then another fall opens no second. */
static Err fall_open(Ctx *cx, const Look *l, bool *ret_open)
{
    static const SignalKind falls[] = { SIGNAL_ALLIANCE_DROP, SIGNAL_ALLIANCE_CHART,
                                        SIGNAL_RUPTURE };
    *ret_open = false;
    for (size_t i = 0; i < sizeof falls / sizeof *falls; i++) {
        RaisedBefore before;
        TRY(look_before(cx, l, falls[i], S(""), &before));
        *ret_open = *ret_open || (before.found && !before.closed);
    }
    return OK;
}

/* One conversation for one session: the scale that fell most speaks, the others stand beside. */
static Err look_drop(Ctx *cx, const Look *l, const Definition *d, bool *ret_raised)
{
    Series s;
    AllianceDrop most = { .dropped = false };
    const MeasureScale *fell = NULL;
    Str others = S("");
    if (!rules_on(&l->rules, RULE_DROP)) return OK;
    for (size_t i = 0; i < d->scale_count; i++) {
        TRY(look_series(cx, l, d, &d->scales[i], &s));
        AllianceDrop drop = alliance_drop(&d->scales[i], s.value, s.count);
        if (!drop.dropped) continue;
        others = arena_printf(cx->arena, STR_FMT "%s" STR_FMT " -%.1f", STR_ARG(others),
                              others.len ? ", " : "", STR_ARG(d->scales[i].title), drop.fall);
        if (fell && drop.fall <= most.fall) continue;
        most = drop;
        fell = &d->scales[i];
    }
    if (!fell) return OK;
    Explanation why = explain_drop(cx->arena, d, fell, &most);
    explain_add_input(&why, S("All that fell"), others);
    *ret_raised = true;
    return look_raise(cx, l, SIGNAL_ALLIANCE_DROP, true, look_about(cx, d, fell), most.latest, &why);
}

/* A chart of slow change goes on signalling: it is raised when it begins. */
static bool chart_begins(ChartKind kind, const MeasureScale *scale, const Series *s,
                         ControlPoint *ret_point)
{
    if (chart_watch(kind, scale, s->value, s->count, ret_point) == CHART_NONE) return false;
    return kind == CHART_XMR
        || chart_watch(kind, scale, s->value, s->count - 1, NULL) == CHART_NONE;
}

static Explanation chart_explained(Ctx *cx, const Definition *d, const MeasureScale *scale,
                                   ChartKind kind, const Series *s, const ControlPoint *point)
{
    ChartLimits limits;
    if (kind != CHART_XMR) return explain_watch(cx->arena, d, scale, kind, point, s->count - 1);
    ChartSignal side = chart_latest(scale, s->value, s->count, &limits);
    return explain_chart(cx->arena, d, scale, &limits, point->value, side);
}

static Err look_chart(Ctx *cx, const Look *l, const Definition *d, bool *ret_raised)
{
    Series s;
    ControlPoint point;
    ChartKind kind;
    const MeasureScale *total = measure_main_scale(d);
    if (!rules_chart(&l->rules, &kind)) return OK;
    TRY(look_series(cx, l, d, total, &s));
    if (s.count < 1 + (size_t)rules_value(&l->rules, RULE_CHART_POINTS)) return OK;
    if (!chart_begins(kind, total, &s, &point)) return OK;
    Explanation why = chart_explained(cx, d, total, kind, &s, &point);
    *ret_raised = true;
    return look_raise(cx, l, SIGNAL_ALLIANCE_CHART, true, look_about(cx, d, total), point.value,
                      &why);
}

/* By a research rule, when a practice asked for one: a fall that began with this rating. */
static Err look_rupture(Ctx *cx, const Look *l, const Definition *d, bool *ret_raised)
{
    Series s;
    size_t count = 0;
    RupturePreset preset;
    RuptureEpisode *found = NULL;
    const MeasureScale *total = measure_main_scale(d);
    if (!rules_rupture(&l->rules, &preset) || !total->sigma_floor.known) return OK;
    TRY(look_series(cx, l, d, total, &s));
    RuptureRule rule = rupture_rule(preset, total->sigma_floor.value, s.value, s.count);
    if (!(rule.threshold > 0)) return OK;
    TRY(rupture_find(cx, cx->arena, rule, s.value, s.count, &found, &count));
    if (count == 0 || found[count - 1].onset + 1 != s.count) return OK;
    Explanation why = explain_rupture(cx->arena, d, total, preset, rule, &found[count - 1]);
    *ret_raised = true;
    return look_raise(cx, l, SIGNAL_RUPTURE, true, look_about(cx, d, total), s.value[s.count - 1],
                      &why);
}

static Err look_falls(Ctx *cx, const Look *l, const Definition *d, bool *ret_raised)
{
    bool open = false;
    TRY(fall_open(cx, l, &open));
    if (open) return OK;
    TRY(look_drop(cx, l, d, ret_raised));
    if (!*ret_raised) TRY(look_chart(cx, l, d, ret_raised));
    return *ret_raised ? OK : look_rupture(cx, l, d, ret_raised);
}

/* --- warm, but not yet agreed ----------------------------------------------------------------- */

static const StoredScore *of_form(const Series *s, ResponseId response)
{
    for (size_t i = 0; i < s->count; i++)
        if (uuid_eq(s->list[i].response.u, response.u)) return &s->list[i];
    return NULL;
}

/* Sessions in which bond, goals and tasks all have a score. */
static Err sessions_of(Ctx *cx, const Look *l, const Definition *d, AllianceSession **ret_list,
                       size_t *ret_count)
{
    static const char *const ids[] = { "bond", "goals", "tasks" };
    Series part[3] = { { NULL, NULL, 0 } };
    for (size_t i = 0; i < 3; i++) {
        const MeasureScale *scale = measure_scale(d, str_from_c(ids[i]));
        if (scale) TRY(look_series(cx, l, d, scale, &part[i]));
    }
    *ret_list = ARENA_ARRAY(cx->arena, AllianceSession, part[0].count + 1);
    *ret_count = 0;
    if (!*ret_list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < part[0].count; i++) {
        const StoredScore *goals = of_form(&part[1], part[0].list[i].response);
        const StoredScore *tasks = of_form(&part[2], part[0].list[i].response);
        if (!goals || !tasks) continue;
        (*ret_list)[(*ret_count)++] =
            (AllianceSession){ part[0].value[i], goals->score, tasks->score };
    }
    return OK;
}

/* Raised when it begins, not in every session that it lasts. */
static Err look_warm(Ctx *cx, const Look *l, const Definition *d)
{
    size_t count = 0;
    AllianceSession *sessions;
    RaisedBefore before;
    if (!rules_on(&l->rules, RULE_WARM)) return OK;
    TRY(sessions_of(cx, l, d, &sessions, &count));
    AllianceDivergence now = alliance_divergence(d, sessions, count);
    if (!now.known || !now.apart) return OK;
    TRY(look_before(cx, l, SIGNAL_WARM_BUT_AIMLESS, S(""), &before));
    if (before.found && !before.closed) return OK;
    if (before.found && alliance_divergence(d, sessions, count - 1).apart) return OK;
    Explanation why = explain_divergence(cx->arena, d, &now);
    Str what = arena_join(cx->arena, d->id, S("/bond"));
    return look_raise(cx, l, SIGNAL_WARM_BUT_AIMLESS, true, what, now.difference, &why);
}

/* --- all of it -------------------------------------------------------------------------------- */

/* The same form with the floors that the rules ask for. */
static Err with_rules(Ctx *cx, const Rules *rules, const Definition *d, Definition *ret_definition)
{
    MeasureScale *scales = ARENA_ARRAY(cx->arena, MeasureScale, d->scale_count + 1);
    if (!scales) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < d->scale_count; i++)
        scales[i] = rules_scale(rules, &d->scales[i], 0);
    *ret_definition = *d;
    ret_definition->scales = scales;
    return OK;
}

/* A direct answer outranks every chart: where it opened a repair, nothing else opens a second. */
Err look_alliance(Ctx *cx, const Look *l, const Definition *shipped)
{
    Definition d;
    bool raised = false;
    TRY(with_rules(cx, &l->rules, shipped, &d));
    TRY(look_felt_off(cx, l, &d, &raised));
    if (d.rater != RATER_CLIENT) return OK;
    TRY(signal_rated_again(cx, l->tx, l->g, l->e, l->r.id));
    TRY(look_drift(cx, l, &d));
    TRY(look_split(cx, l, &d));
    if (!raised) TRY(look_falls(cx, l, &d, &raised));
    return raised ? OK : look_warm(cx, l, &d);
}
