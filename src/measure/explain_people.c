#include "explain_people.h"
#include <math.h>
#include "explain_parts.h"

static Str points_or_none(Arena *arena, double value)
{
    return isnan(value) ? S("not known") : explain_points(arena, value);
}

/* --- two views ------------------------------------------------------------------------ */

static Str congruence_sentence(Arena *arena, const MeasureScale *s, const Congruence *g)
{
    Str apart = explain_number(arena, fabs(g->mean_difference), 1);
    if (!g->enough)
        return arena_printf(arena, "You have both rated %zu sessions. From %d on we can say something "
                            "about how your views go together.", g->n, CONGRUENCE_PAIRS_NEEDED);
    const char *who = g->mean_difference > 0 ? "higher" : "lower";
    Str level = fabs(g->mean_difference) < .05
                    ? S("on the whole as you did")
                    : arena_printf(arena, "on average " STR_FMT " %s than you did", STR_ARG(apart), who);
    return arena_printf(arena, STR_FMT ": over %zu sessions your therapist rated it " STR_FMT ".%s",
                        STR_ARG(s->say), g->n, STR_ARG(level),
                        g->b1_low > 0 ? " When your rating moved, theirs moved along."
                                      : " Their ratings did not clearly move along with yours. Worth "
                                        "comparing notes.");
}

Explanation explain_congruence(Arena *arena, const Definition *d, const MeasureScale *scale,
                               const Congruence *g)
{
    Explanation e = explain_start(arena, "congruence", 1, d,
                                  S("Truth and bias, West and Kenny 2011, for one pair"));
    e.validated = false;
    e.sentence = congruence_sentence(arena, scale, g);
    e.computed = S("A straight line through the therapist's ratings by the client's, over the sessions "
                   "that both rated without seeing each other's.");
    explain_input(&e, S("Sessions with both"), explain_count(arena, g->n));
    explain_threshold(&e, S("Sessions needed"), explain_count(arena, CONGRUENCE_PAIRS_NEEDED));
    if (!g->enough) return e;
    explain_input(&e, S("Therapist minus client"), explain_points(arena, g->mean_difference));
    explain_input(&e, S("Moves along by"), points_or_none(arena, g->b1));
    explain_input(&e, S("at least"), points_or_none(arena, g->b1_low));
    explain_input(&e, S("at most"), points_or_none(arena, g->b1_high));
    explain_input(&e, S("Usual distance"), points_or_none(arena, g->rmsd));
    explain_input(&e, S("Concordance"), points_or_none(arena, g->ccc));
    return e;
}

/* --- several people ---------------------------------------------------------------------- */

static Str system_sentence(const SystemSession *s)
{
    if (s->n < 2) return S("Fewer than two of you have rated this session.");
    if (s->opposite)
        return S("It went better than usual for one of you and less well than usual for another. Worth "
                 "hearing from each of you.");
    if (s->far) return S("You saw this session differently. Worth hearing from each of you.");
    return S("You saw this session much alike.");
}

Explanation explain_system(Arena *arena, const Definition *d, const MeasureScale *scale,
                           const SystemSession *session)
{
    Explanation e = explain_start(arena, "system", 1, d, (Str){ 0 });
    (void)scale;
    e.validated = false;
    e.sentence = system_sentence(session);
    e.computed = S("The highest rating minus the lowest, held against what the questionnaire's own "
                   "error explains; and each person's rating against their own earlier ones.");
    explain_input(&e, S("People"), explain_count(arena, session->n));
    explain_input(&e, S("Apart"), points_or_none(arena, session->split));
    explain_input(&e, S("In opposite directions"), three_word(three_of(session->opposite)));
    explain_threshold(&e, S("Apart by more than"), explain_points(arena, session->needed));
    return e;
}

/* --- leaving early -------------------------------------------------------------------------- */

static Str flag_title(DropoutFlag flag)
{
    switch (flag) {
    case DROPOUT_FLAG_MISSED: return S("Missed, of the last 4");
    case DROPOUT_FLAG_CANCELLED: return S("Cancelled, of the last 4");
    case DROPOUT_FLAG_SILENT: return S("Days without contact");
    case DROPOUT_FLAG_UNANSWERED: return S("Forms not answered");
    case DROPOUT_FLAG_ALLIANCE: return S("The work between you fell");
    case DROPOUT_FLAG_FELT_OFF: return S("Something felt off");
    case DROPOUT_FLAG_NOT_ON_TRACK: return S("Not yet in the range hoped for");
    case DROPOUT_FLAG_COUNT: break;
    }
    return S("");
}

Explanation explain_leaving(Arena *arena, const Definition *d, const DropoutFlags *flags)
{
    Explanation e = explain_start(arena, "leaving", 1, d, (Str){ 0 });
    e.validated = false;
    e.sentence = flags->raised == 0
                     ? S("Nothing stands out in how we have been meeting.")
                     : S("Some things stand out in how we have been meeting. How is this going for "
                         "you, and what would make it easier to come?");
    e.computed = S("Facts side by side, each with its own threshold. They are not added up, and there is "
                   "no probability.");
    for (int i = 0; i < DROPOUT_FLAG_COUNT; i++) {
        Str fact = points_or_none(arena, flags->flag[i].fact);
        explain_input(&e, flag_title((DropoutFlag)i), fact);
        explain_threshold(&e, flag_title((DropoutFlag)i),
                          arena_printf(arena, "from " STR_FMT,
                                       STR_ARG(explain_points(arena, flags->flag[i].least))));
    }
    return e;
}

/* --- a table of expected change ------------------------------------------------------------- */

static const char *table_words(CourseTableState state)
{
    switch (state) {
    case COURSE_TABLE_FUNCTIONAL: return " That is where most people are who are not in therapy.";
    case COURSE_TABLE_AS_EXPECTED: return " That is about the change one hopes for by now.";
    case COURSE_TABLE_LESS: return " Not yet the change we hoped for. What shall we try?";
    case COURSE_TABLE_WORSE: return " Worth talking about: what has been going on, and what shall we try?";
    case COURSE_TABLE_NOT_ASKED:
    case COURSE_TABLE_STATE_COUNT: break;
    }
    return " There is nothing to hold it against at this session.";
}

Explanation explain_course_table(Arena *arena, const Definition *d, const MeasureScale *scale,
                                 const CourseTable *table, CoursePoint first, CoursePoint latest)
{
    CourseTableState state = course_table_state(table, first.score, latest.session, latest.score);
    Explanation e = explain_start(arena, "course.table", 1, d,
                                  arena_printf(arena, STR_FMT "; " STR_FMT, STR_ARG(table->source),
                                               STR_ARG(table->setting)));
    e.sentence = arena_printf(arena, STR_FMT " began at " STR_FMT " and is " STR_FMT " now.%s",
                              STR_ARG(scale->say), STR_ARG(explain_said(arena, scale, first.score)),
                              STR_ARG(explain_said(arena, scale, latest.score)), table_words(state));
    e.computed = S("The change since the first score, held against a table by session and first score.");
    explain_input(&e, S("First"), explain_points(arena, first.score));
    explain_input(&e, S("Latest"), explain_points(arena, latest.score));
    explain_input(&e, S("Session"), explain_points(arena, latest.session));
    explain_threshold(&e, S("Functional from"), explain_points(arena, table->functional));
    return e;
}

Explanation explain_drift(Arena *arena, const Definition *d, const DropoutFlags *flags)
{
    static const struct { DropoutFlag flag; const char *fact, *least; } shown[] = {
        { DROPOUT_FLAG_MISSED, "Of the last four sessions, not held", "Not held, at least" },
        { DROPOUT_FLAG_UNANSWERED, "Forms left open after them", "Left open, at least" },
        { DROPOUT_FLAG_ALLIANCE, "Rating lower than before", NULL } };
    Explanation e = explain_start(arena, "drift", 1, d, (Str){ 0 });
    e.validated = false;
    e.sentence = S("A session did not take place, a form stayed open, and working together felt lower"
                   " than before. That happens, and there are many reasons for it. What would make it"
                   " easier to come, and to say what is missing?");
    e.computed = S("Three facts that have to come together; none of them means anything alone. No"
                   " probability is computed, and nobody is to blame.");
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        double fact = flags->flag[shown[i].flag].fact, least = flags->flag[shown[i].flag].least;
        Str said = shown[i].least ? points_or_none(arena, fact)
                                  : three_word(flags->flag[shown[i].flag].raised);
        explain_input(&e, str_from_c(shown[i].fact), said);
        if (shown[i].least)
            explain_threshold(&e, str_from_c(shown[i].least), explain_points(arena, least));
    }
    return e;
}
