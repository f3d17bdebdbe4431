#include "explain_parts.h"
#include <math.h>

/* --- a score ----------------------------------------------------------------- */

static Str score_sentence(Arena *arena, const ScaleScore *s)
{
    size_t answered = s->n_items - s->n_missing;
    if (s->scored && !s->prorated)
        return arena_printf(arena, STR_FMT ": " STR_FMT ".", STR_ARG(s->scale->say),
                            STR_ARG(explain_said(arena, s->scale, s->score)));
    if (s->scored)
        return arena_printf(
            arena,
            STR_FMT ": " STR_FMT ". You answered %zu of %zu; that is enough to talk. The rest"
                    " is filled with the average of what you answered.",
            STR_ARG(s->scale->say), STR_ARG(explain_said(arena, s->scale, s->score)), answered, s->n_items);
    return arena_printf(arena,
                        STR_FMT
                        ": %zu of %zu answered. We make no number from that; your answers are kept"
                        " as you gave them.",
                        STR_ARG(s->scale->say), answered, s->n_items);
}

Explanation explain_score(Arena *arena, const Definition *d, const ScaleScore *score)
{
    const MeasureScale *s = score->scale;
    Explanation e = explain_start(arena, "score", 1, d, d->licence.source);
    e.sentence = score_sentence(arena, score);
    e.computed =
        arena_printf(arena,
                     "The %s of the answers%s. Up to %zu may be left out; then the average of the"
                     " others stands in. A skipped question about safety is never filled in.",
                     s->method == SCALE_SUM ? "sum" : "average",
                     s->multiply == 1 ? "" : ", times a fixed factor", s->missing_allowed);
    explain_input(&e, S("Questions"), explain_count(arena, score->n_items));
    explain_input(&e, S("Left out"), explain_count(arena, score->n_missing));
    explain_input(&e, s->method == SCALE_SUM ? S("Sum of the answers") : S("Average of the answers"),
          explain_points(arena, score->raw));
    if (score->scored) explain_input(&e, S("Score"), explain_points(arena, score->score));
    explain_threshold(&e, S("May be left out"), explain_count(arena, s->missing_allowed));
    return e;
}

/* --- change ------------------------------------------------------------------- */

static Str moved(Arena *arena, const MeasureScale *s, double from, double to)
{
    if (from == to)
        return arena_printf(arena, STR_FMT " stayed at " STR_FMT ".", STR_ARG(s->say),
                            STR_ARG(explain_said(arena, s, to)));
    return arena_printf(arena, STR_FMT " went from " STR_FMT " to " STR_FMT ".", STR_ARG(s->say),
                        STR_ARG(explain_said(arena, s, from)), STR_ARG(explain_said(arena, s, to)));
}

/* A practice chose the size itself: then it is no property of the questionnaire. */
static bool chosen_size(const MeasureScale *s)
{
    return str_starts(s->reliable.method, S(CHANGE_CHOSEN));
}

static Str chosen_wobble(Arena *arena, const Change *c)
{
    bool moved_enough = c->category != CHANGE_UNCHANGED;
    return arena_printf(arena, " That is %s " STR_FMT " points, the size that counts here by the"
                        " rules that were chosen.",
                        moved_enough ? c->rule == RULE_AT_LEAST ? "at least" : "more than"
                                     : c->rule == RULE_AT_LEAST ? "less than" : "at most",
                        STR_ARG(explain_points(arena, c->needed)));
}

static Str wobble(Arena *arena, const MeasureScale *s, const Change *c)
{
    if (chosen_size(s) && c->category != CHANGE_CANNOT_TELL) return chosen_wobble(arena, c);
    Str needed = explain_points(arena, c->needed);
    bool at_least = c->rule == RULE_AT_LEAST;
    if (c->category == CHANGE_CANNOT_TELL)
        return S(" Nobody has settled how large a change must be here to be more than the usual"
                 " wobble.");
    if (c->category == CHANGE_UNCHANGED)
        return arena_printf(arena,
                            " A change of %s " STR_FMT " is within the usual wobble of this"
                            " questionnaire.",
                            at_least ? "less than" : "up to", STR_ARG(needed));
    return arena_printf(arena,
                        " A change of %s" STR_FMT "%s is larger than the usual wobble of this"
                        " questionnaire.",
                        at_least ? "" : "more than ", STR_ARG(needed), at_least ? " or more" : "");
}

static Str beside_line(Arena *arena, const MeasureScale *s, const Change *c)
{
    Str line = explain_said(arena, s, c->cutoff);
    if (c->category == CHANGE_RECOVERED)
        return arena_printf(arena,
                            " It has crossed the line of this questionnaire (" STR_FMT
                            ") to the better side.",
                            STR_ARG(line));
    if (c->category == CHANGE_HARMED)
        return arena_printf(arena,
                            " It has crossed the line of this questionnaire (" STR_FMT
                            "). Worth talking about.",
                            STR_ARG(line));
    if (c->category == CHANGE_DETERIORATED) return S(" Worth talking about.");
    if (c->started_below)
        return arena_printf(arena,
                            " You began on the better side of its line (" STR_FMT
                            "), so we look at how you are"
                            " more than at how far the number moves.",
                            STR_ARG(line));
    return S("");
}

Explanation explain_change(Arena *arena, const Definition *d, const MeasureScale *scale,
                           const Change *change)
{
    Explanation e = explain_start(arena, "change.fixed", 1, d, scale->reliable.source);
    const char *left_out =
        change->prorated ? " Some questions were left out, so these numbers are estimates." : "";
    e.sentence = arena_printf(arena, STR_FMT STR_FMT STR_FMT "%s",
                              STR_ARG(moved(arena, scale, change->pre, change->post)),
                              STR_ARG(wobble(arena, scale, change)),
                              STR_ARG(beside_line(arena, scale, change)), left_out);
    e.computed = scale->reliable.known ? S("The later score minus the earlier one, held against "
                                           "one published value that does not"
                                           " change with this practice's own data.")
                                       : S("The later score minus the earlier one. There is no "
                                           "published value to hold it against.");
    if (!scale->reliable.known) e.source = S("No published value");
    if (chosen_size(scale)) {
        e.method = arena_join(arena, S("change."), str_slice(scale->reliable.method,
                              S(CHANGE_CHOSEN).len, scale->reliable.method.len));
        e.computed = S("The later score minus the earlier one, held against a size that the rules of"
                       " this practice or work chose.");
    }
    explain_input(&e, S("Earlier score"), explain_points(arena, change->pre));
    explain_input(&e, S("Later score"), explain_points(arena, change->post));
    explain_input(&e, S("Change"), explain_points(arena, change->difference));
    explain_input(&e, S("Result"), change_category_word(change->category));
    if (scale->reliable.known)
        explain_threshold(&e, change->rule == RULE_AT_LEAST ? S("Reliable from") : S("Reliable above"),
                  explain_points(arena, change->needed));
    if (change->has_cutoff) explain_threshold(&e, S("Cut-off"), explain_points(arena, change->cutoff));
    return e;
}

Explanation explain_cutoff(Arena *arena, const Definition *d, const MeasureScale *scale,
                           double score)
{
    if (!scale->cutoff.known) return (Explanation){ 0 };
    Explanation e = explain_start(arena, "cutoff", 1, d, scale->cutoff.source);
    bool at_it = measure_is_case(scale, score);
    bool lower = scale->direction == SCALE_LOWER_IS_BETTER;
    e.sentence = arena_printf(
        arena, STR_FMT " is " STR_FMT ". %s " STR_FMT ", the line this questionnaire uses.%s",
        STR_ARG(scale->say), STR_ARG(explain_said(arena, scale, score)),
        at_it ? (lower ? "That is at or above" : "That is at or below")
              : (lower ? "That is below" : "That is above"),
        STR_ARG(explain_points(arena, scale->cutoff.value)),
        at_it ? " Many people who ask for help are on this side of it." : "");
    e.computed =
        S("The score held against one published line. A line is a convention, not a diagnosis.");
    explain_input(&e, S("Score"), explain_points(arena, score));
    explain_threshold(&e, S("Cut-off"), explain_points(arena, scale->cutoff.value));
    return e;
}

Explanation explain_nhs_tt(Arena *arena, const Definition *depression, const Definition *anxiety,
                           NhsScores scores, const NhsResult *result)
{
    const MeasureScale *low = measure_main_scale(depression), *worry = measure_main_scale(anxiety);
    Explanation e = explain_start(arena, "nhs_tt", 1, depression, low->reliable.source);
    e.version = arena_printf(arena, STR_FMT ", " STR_FMT " " STR_FMT, STR_ARG(e.version),
                             STR_ARG(anxiety->id), STR_ARG(anxiety->version));
    const char *what =
        result->reliable_recovery      ? "Together that is a clear change, past the lines of both."
        : result->recovered            ? "Both are now on the better side of their lines."
        : result->reliable_improvement ? "Together that is a clear change for the better."
        : result->reliable_deterioration ? "Together that is a clear change. Worth talking about."
                                         : "Together that is no clear change in one direction.";
    e.sentence =
        arena_printf(arena, STR_FMT " " STR_FMT " %s",
                     STR_ARG(moved(arena, low, scores.depression_pre, scores.depression_post)),
                     STR_ARG(moved(arena, worry, scores.anxiety_pre, scores.anxiety_post)), what);
    e.computed = S("Both questionnaires together: recovery needs both below their cut-offs after "
                   "at least one was at or"
                   " above it; reliable change needs one to move enough and the other not to move "
                   "the other way.");
    explain_input(&e, S("Recovered"), result->recovered ? S("yes") : S("no"));
    explain_input(&e, S("Reliable improvement"), result->reliable_improvement ? S("yes") : S("no"));
    explain_input(&e, S("Reliable deterioration"), result->reliable_deterioration ? S("yes") : S("no"));
    explain_input(&e, S("Case at the start"), result->case_at_start ? S("yes") : S("no"));
    const MeasureScale *both[] = { low, worry };
    for (size_t i = 0; i < 2; i++) {
        explain_threshold(&e, arena_join(arena, both[i]->title, S(" cut-off")),
                  explain_points(arena, both[i]->cutoff.value));
        explain_threshold(&e, arena_join(arena, both[i]->title, S(" reliable from")),
                  explain_points(arena, both[i]->reliable.value));
    }
    return e;
}

static Str goals_sentence(Arena *arena, const GoalChange *change)
{
    Str size = explain_number(arena, fabs(change->mean_change), 1);
    if (change->count == 0) return S("None of your goals has two ratings yet.");
    if (str_eq(size, S("0"))) return S("Your goals feel about as near as when you set them.");
    return arena_printf(
        arena, "Your goals feel " STR_FMT " %s %s than when you set them, on average.%s",
        STR_ARG(size), str_eq(size, S("1")) ? "point" : "points",
        change->mean_change < 0 ? "further away" : "nearer",
        change->category == CHANGE_UNCHANGED ? " That is a small step on a line of ten." : "");
}

Explanation explain_goals(Arena *arena, const Definition *d, const GoalChange *change)
{
    const MeasureScale *s = measure_main_scale(d);
    Explanation e = explain_start(arena, "change.goals", 1, d, s->reliable.source);
    e.sentence = goals_sentence(arena, change);
    e.computed =
        S("For each goal, the latest rating minus its own first one; then the average over goals.");
    explain_input(&e, S("Goals with two ratings"), explain_count(arena, change->count));
    explain_input(&e, S("Average change"), explain_points(arena, change->mean_change));
    explain_input(&e, S("Moved nearer by 3 or more"), explain_count(arena, change->moved_up));
    explain_input(&e, S("Moved away by 3 or more"), explain_count(arena, change->moved_down));
    if (s->reliable.known) explain_threshold(&e, S("Average above"), explain_points(arena, s->reliable.value));
    return e;
}

/* --- what was answered directly ---------------------------------------------- */

static Str answer_words(Arena *arena, const MeasureItem *item, double value)
{
    const MeasureOption *option = measure_option(item, value);
    return option ? option->text : explain_points(arena, value);
}

static Str flag_sentence(Arena *arena, const MeasureItem *item, const FlagResult *r)
{
    Str words = answer_words(arena, item, r->value);
    if (r->state == FLAG_NOT_ANSWERED)
        return S("You left this question out. That is fine, and we do not guess.");
    if (r->flag->kind == FLAG_RISK)
        return arena_printf(arena,
                            "You chose “" STR_FMT
                            "”. We pass your answer on as you gave it; it is not turned into"
                            " a number about you.",
                            STR_ARG(words));
    if (r->state == FLAG_RAISED)
        return arena_printf(arena,
                            "“" STR_FMT "”: you chose “" STR_FMT
                            "”. That says more than any number here. Worth"
                            " asking about, together.",
                            STR_ARG(item->text), STR_ARG(words));
    return arena_printf(arena, "“" STR_FMT "”: you chose “" STR_FMT "”.", STR_ARG(item->text),
                        STR_ARG(words));
}

Explanation explain_flag(Arena *arena, const Definition *d, const FlagResult *result)
{
    const MeasureItem *item = &d->items[result->flag->item];
    Explanation e = explain_start(arena, result->flag->kind == FLAG_RISK ? "flag.risk" : "flag.felt-off", 1,
                          d, result->flag->when.source);
    e.sentence = flag_sentence(arena, item, result);
    e.computed = S("The answer itself. It is never averaged, never filled in when skipped, and "
                   "never read as 0.");
    explain_input(&e, S("Question"), item->text);
    if (result->state != FLAG_NOT_ANSWERED)
        explain_input(&e, S("Answer"), answer_words(arena, item, result->value));
    explain_threshold(&e, result->flag->when.rule == RULE_AT_LEAST ? S("Raised from") : S("Raised above"),
              answer_words(arena, item, result->flag->when.value));
    return e;
}

/* --- alliance ------------------------------------------------------------------ */

Explanation explain_drop(Arena *arena, const Definition *d, const MeasureScale *scale,
                         const AllianceDrop *drop)
{
    Explanation e = explain_start(arena, "alliance.drop", 1, d, scale->drop.source);
    Str latest = explain_said(arena, scale, drop->latest),
        before = explain_number(arena, drop->mean_before, 1);
    if (!drop->known)
        e.sentence = arena_printf(arena, STR_FMT ": there is nothing to compare with yet.",
                                  STR_ARG(scale->say));
    else if (drop->dropped)
        e.sentence = arena_printf(
            arena,
            STR_FMT
            " felt like " STR_FMT " this time; in your earlier sessions it was " STR_FMT
            " on average. Something may have come between you. Worth asking about, together.",
            STR_ARG(scale->say), STR_ARG(latest), STR_ARG(before));
    else
        e.sentence = arena_printf(arena,
                                  STR_FMT " felt like " STR_FMT
                                          " this time; in your earlier sessions it was " STR_FMT
                                          " on average.",
                                  STR_ARG(scale->say), STR_ARG(latest), STR_ARG(before));
    e.computed =
        S("The average of all earlier sessions minus the latest. It is raised when the fall is at "
          "least one"
          " point, or three times the usual spread of this person's ratings if that is more.");
    if (!drop->known) return e;
    explain_input(&e, S("Latest"), explain_points(arena, drop->latest));
    explain_input(&e, S("Average of earlier sessions"), explain_points(arena, drop->mean_before));
    explain_input(&e, S("Earlier sessions"), explain_count(arena, drop->earlier));
    explain_input(&e, S("Fall"), explain_points(arena, drop->fall));
    explain_threshold(&e, S("Raised from a fall of"), explain_points(arena, drop->needed));
    explain_threshold(&e, S("Spread in use"), explain_points(arena, drop->sigma));
    return e;
}

Explanation explain_chart(Arena *arena, const Definition *d, const MeasureScale *scale,
                          const ChartLimits *limits, double latest, ChartSignal found)
{
    Explanation e = explain_start(arena, "chart.xmr", 1, d, scale->sigma_floor.source);
    e.sentence = arena_printf(
        arena,
        STR_FMT ": " STR_FMT
                " this time. Going by your ratings so far we would expect between " STR_FMT
                " and " STR_FMT ".%s",
        STR_ARG(scale->say), STR_ARG(explain_said(arena, scale, latest)),
        STR_ARG(explain_number(arena, limits->lower > scale->low ? limits->lower : scale->low, 1)),
        STR_ARG(explain_number(arena, limits->upper < scale->high ? limits->upper : scale->high, 1)),
        found == CHART_NONE ? "" : " This one is outside that. Worth asking about, together.");
    e.computed = S("The average of the earlier ratings, plus and minus three times their usual "
                   "step from one session to"
                   " the next, which is never taken as smaller than a fixed floor. At least six "
                   "earlier ratings.");
    explain_input(&e, S("Latest"), explain_points(arena, latest));
    explain_input(&e, S("Average"), explain_points(arena, limits->centre));
    explain_input(&e, S("Earlier ratings"), explain_count(arena, limits->baseline));
    explain_input(&e, S("Own spread"), explain_points(arena, limits->sigma_own));
    explain_threshold(&e, S("Lower limit"), explain_points(arena, limits->lower));
    explain_threshold(&e, S("Upper limit"), explain_points(arena, limits->upper));
    explain_threshold(&e, S("Spread in use"), explain_points(arena, limits->sigma));
    return e;
}

Explanation explain_divergence(Arena *arena, const Definition *d, const AllianceDivergence *v)
{
    Explanation e = explain_start(arena, "alliance.divergence", 1, d, (Str){ 0 });
    Str bond = explain_number(arena, v->bond, 1), agreement = explain_number(arena, v->agreement, 1);
    if (!v->known)
        e.sentence = S("There are not two sessions to look at yet.");
    else if (v->apart)
        e.sentence = arena_printf(
            arena,
            "It feels warm between you, but not yet agreed on what we are doing: " STR_FMT
            " for being on the same side, " STR_FMT " for aims and ways of working, two sessions in"
            " a row. What should the work be about?",
            STR_ARG(bond), STR_ARG(agreement));
    else
        e.sentence = arena_printf(arena,
                                  "Being on the same side is at " STR_FMT
                                  ", aims and ways of working at " STR_FMT ".",
                                  STR_ARG(bond), STR_ARG(agreement));
    e.computed = S("The bond minus the average of goals and tasks, in two sessions in a row, with "
                   "the bond above the"
                   " middle of its line.");
    if (!v->known) return e;
    explain_input(&e, S("Bond"), explain_points(arena, v->bond));
    explain_input(&e, S("Goals and tasks"), explain_points(arena, v->agreement));
    explain_input(&e, S("Difference"), explain_points(arena, v->difference));
    explain_threshold(&e, S("Difference of at least"), explain_points(arena, v->needed_points));
    explain_threshold(&e, S("and in spreads of at least"), explain_points(arena, v->needed_z));
    return e;
}

Explanation explain_rupture(Arena *arena, const Definition *d, const MeasureScale *scale,
                            RupturePreset preset, RuptureRule rule, const RuptureEpisode *episode)
{
    Explanation e =
        explain_start(arena, "rupture", 1, d,
              S("After published research rules; for looking back, not validated here"));
    static const char *const after[] = { [RUPTURE_REPAIRED] = "It came back",
                                         [RUPTURE_OPEN] = "It is not back yet",
                                         [RUPTURE_UNREPAIRED] =
                                             "It did not come back within five sessions" };
    e.validated = false;
    e.sentence = arena_printf(arena, STR_FMT " fell from " STR_FMT " to " STR_FMT ". %s.",
                              STR_ARG(scale->say), STR_ARG(explain_said(arena, scale, episode->reference)),
                              STR_ARG(explain_said(arena, scale, episode->reference - episode->drop)),
                              after[episode->status]);
    e.computed = S("A fall from one rating to the next that is large for this series, after at "
                   "least three ratings; it has"
                   " come back when one of the next five is near the rating before the fall.");
    explain_input(&e, S("Rule"), rupture_preset_word(preset));
    explain_input(&e, S("Before the fall"), explain_points(arena, episode->reference));
    explain_input(&e, S("Fall"), explain_points(arena, episode->drop));
    explain_input(&e, S("Result"), rupture_status_word(episode->status));
    explain_threshold(&e, S("A fall of at least"), explain_points(arena, rule.threshold));
    explain_threshold(&e, S("Back within"), explain_points(arena, rule.tolerance));
    return e;
}

/* --- course --------------------------------------------------------------------- */

static Str range_words(Arena *arena, const MeasureScale *s, const CoursePrediction *p)
{
    double low = p->low > s->low ? p->low : s->low, high = p->high < s->high ? p->high : s->high;
    return arena_printf(arena, STR_FMT " and " STR_FMT, STR_ARG(score_text(arena, s, low)),
                        STR_ARG(score_text(arena, s, high)));
}

static Str course_computed(Arena *arena, const CourseVerdict *v)
{
    static const char *const in_a_row[] = { "", "one score lies", "two scores in a row lie",
                                            "three scores in a row lie" };
    size_t n = v->rule.in_a_row < 4 ? v->rule.in_a_row : 3;
    return arena_printf(arena, "A curve from the first score alone, with a band that holds about %s"
                        " of 100 people. It is raised when %s outside on the worse side without a"
                        " reliable change for the better.",
                        v->rule.z > COURSE_Z_80 ? "90" : "80", in_a_row[n ? n : 2]);
}

Explanation explain_course(Arena *arena, const Definition *d, const MeasureScale *scale,
                           const CourseNorm *norm, const CourseVerdict *verdict, double latest)
{
    Explanation e = explain_start(arena, "course.band", 1, d, course_norm_text(arena, norm));
    Str range = range_words(arena, scale, &verdict->expected);
    if (verdict->state == COURSE_TOO_EARLY)
        e.sentence = S("It is early: there are too few answers to say where this is going.");
    else
        e.sentence =
            arena_printf(arena,
                         STR_FMT " is " STR_FMT
                                 ". Most people who began at a similar place were between " STR_FMT
                                 " by then.%s",
                         STR_ARG(scale->say), STR_ARG(explain_said(arena, scale, latest)), STR_ARG(range),
                         verdict->state == COURSE_NOT_ON_TRACK
                             ? " Not yet in the range we hoped for. Worth talking about."
                             : " It is a guide for talking, not a target.");
    e.computed = course_computed(arena, verdict);
    explain_input(&e, S("Latest"), explain_points(arena, latest));
    explain_input(&e, S("Middle of the range"), explain_points(arena, verdict->expected.mean));
    explain_input(&e, S("Scores after the first"), explain_count(arena, verdict->scores_after));
    explain_input(&e, S("People behind the curve"), arena_printf(arena, "%lld", (long long)norm->people));
    explain_threshold(&e, S("Lower edge"), explain_points(arena, verdict->expected.low));
    explain_threshold(&e, S("Upper edge"), explain_points(arena, verdict->expected.high));
    return e;
}

static Str fallback_sentence(Arena *arena, const MeasureScale *s, const CourseFallback *f)
{
    Str now = explain_said(arena, s, f->change.post), first = explain_said(arena, s, f->change.pre);
    if (f->notice == COURSE_NO_CHANGE_YET)
        return arena_printf(arena,
                            STR_FMT " began at " STR_FMT " and is " STR_FMT
                                    " now. Not yet the change we hoped for."
                                    " What shall we try?",
                            STR_ARG(s->say), STR_ARG(first), STR_ARG(now));
    if (f->notice == COURSE_WORSE)
        return arena_printf(
            arena,
            STR_FMT " began at " STR_FMT " and is " STR_FMT " now, more than the usual wobble."
                    " Worth talking about: what has been going on, and what shall we try?",
            STR_ARG(s->say), STR_ARG(first), STR_ARG(now));
    return arena_printf(arena, STR_FMT " began at " STR_FMT " and is " STR_FMT " now.",
                        STR_ARG(s->say), STR_ARG(first), STR_ARG(now));
}

Explanation explain_without_norm(Arena *arena, const Definition *d, const MeasureScale *scale,
                                 const CourseFallback *fallback)
{
    Explanation e = explain_start(arena, "course.without-norm", 1, d, (Str){ 0 });
    bool compared = fallback->change.category != CHANGE_CANNOT_TELL;
    e.sentence = compared ? fallback_sentence(arena, scale, fallback)
                          : S("It is early: there are too few answers to say where this is going.");
    e.computed = S("There is no curve of comparable people for this questionnaire, so none is "
                   "drawn. It is raised when the"
                   " score is reliably worse than the first, or when by the session below it has "
                   "neither changed"
                   " reliably nor by the share below.");
    if (compared) {
        explain_input(&e, S("First"), explain_points(arena, fallback->change.pre));
        explain_input(&e, S("Latest"), explain_points(arena, fallback->change.post));
        explain_input(&e, S("Share of the first"), arena_printf(arena, "%.0f %%", fallback->share * 100));
        explain_input(&e, S("Session"), explain_points(arena, fallback->session));
    }
    explain_threshold(&e, S("From session"), explain_points(arena, fallback->rules.by_session));
    explain_threshold(&e, S("Share of at least"),
              arena_printf(arena, "%.0f %%", fallback->rules.least_share * 100));
    if (scale->reliable.known)
        explain_threshold(&e, S("Reliable from"), explain_points(arena, scale->reliable.value));
    return e;
}
