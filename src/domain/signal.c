#include "signal.h"
#include <math.h>

/* --- words of the closed sets ------------------------------------------------------- */

static const struct { const char *word; SignalPage page; } kinds[] = {
    { "", PAGE_NONE },
#define X(name, stored, page) { stored, PAGE_##page },
    SIGNAL_KINDS(X)
#undef X
};
static const char *const states[] = { "",
#define X(name, stored, page) stored,
    SIGNAL_STATES(X)
#undef X
};
static const struct { const char *word; SignalPage page; } steps[] = {
    { "", PAGE_NONE },
#define X(name, stored, page) { stored, PAGE_##page },
    SIGNAL_STEPS(X)
#undef X
};
static const char *const pages[] = { "", "repair", "review" };

SignalKind signal_kind_parse(Str word)
{
    for (int i = 1; i < SIGNAL_KIND_COUNT; i++)
        if (str_eq(word, str_from_c(kinds[i].word))) return (SignalKind)i;
    return SIGNAL_NO_KIND;
}

SignalState signal_state_parse(Str word)
{
    for (int i = 1; i < SIGNAL_STATE_COUNT; i++)
        if (str_eq(word, str_from_c(states[i]))) return (SignalState)i;
    return SIGNAL_NO_STATE;
}

SignalStep signal_step_parse(Str word)
{
    for (int i = 1; i < STEP_COUNT; i++)
        if (str_eq(word, str_from_c(steps[i].word))) return (SignalStep)i;
    return STEP_NONE;
}

SignalPage signal_page_parse(Str word)
{
    for (int i = PAGE_REPAIR; i <= PAGE_REVIEW; i++)
        if (str_eq(word, str_from_c(pages[i]))) return (SignalPage)i;
    return PAGE_NONE;
}

Str signal_kind_word(SignalKind kind) { return str_from_c(kinds[kind].word); }
Str signal_state_word(SignalState state) { return str_from_c(states[state]); }
Str signal_step_word(SignalStep step) { return str_from_c(steps[step].word); }
Str signal_page_word(SignalPage page) { return str_from_c(pages[page]); }
SignalPage signal_kind_page(SignalKind kind) { return kinds[kind].page; }

SignalState signal_first_state(SignalKind kind)
{
    if (kind == SIGNAL_SUDDEN_STEP) return SIGNAL_NOTED;
    return signal_kind_page(kind) == PAGE_REPAIR ? SIGNAL_RAISED : SIGNAL_OPEN;
}

bool signal_waits(SignalState state)
{
    return state != SIGNAL_CLOSED && state != SIGNAL_NOTED;
}

bool signal_step_fits(SignalPage page, SignalStep step)
{
    if (step == STEP_NONE || step == STEP_NOT_YET) return false;
    return step == STEP_LATER || steps[step].page == page;
}

/* --- the conversation ----------------------------------------------------------------- */

SignalWords signal_words(const SignalTurn *turns, size_t count)
{
    SignalWords words = { { 0, 0 }, SIDE_CLIENT };
    for (size_t i = 0; i < count; i++) {
        const SignalTurn *t = &turns[i];
        if (t->step == STEP_NOT_YET) words = (SignalWords){ { 0, 0 }, SIDE_CLIENT };
        else words.by[t->side] |= step_bit(t->step);
        if (t->step == STEP_AGREE || t->step == STEP_PLAN) words.last_offer = t->side;
    }
    return words;
}

static bool both_wrote(SignalWords words, SignalStep step)
{
    return (words.by[SIDE_CLIENT] & words.by[SIDE_THERAPIST] & step_bit(step)) != 0;
}

static bool other_wrote(SignalWords words, SignalSide side, SignalStep step)
{
    SignalSide other = side == SIDE_CLIENT ? SIDE_THERAPIST : SIDE_CLIENT;
    return (words.by[other] & step_bit(step)) != 0;
}

static SignalState repair_after(SignalState state, SignalWords words, SignalSide side,
                                SignalStep step)
{
    bool early = state == SIGNAL_RAISED || state == SIGNAL_HEARD;
    if (early && step == STEP_AGREE && both_wrote(words, STEP_AGREE)) return SIGNAL_AGREED;
    if (side == SIDE_THERAPIST) return state;       /* the rest is the client's to say */
    /* A client who goes on to what should change has been heard enough to. */
    if (state == SIGNAL_RAISED && step == STEP_AGREE) return SIGNAL_HEARD;
    if (state == SIGNAL_RAISED && step == STEP_HEARD && both_wrote(words, STEP_HEARD))
        return SIGNAL_HEARD;
    if (state == SIGNAL_AGREED && step == STEP_RERATE) return SIGNAL_RERATED;
    return state;
}

static SignalState review_after(SignalState state, SignalWords words, SignalStep step)
{
    if (step == STEP_LATER || state == SIGNAL_TRYING) return state;
    return both_wrote(words, STEP_PLAN) ? SIGNAL_TRYING : SIGNAL_TALKING;
}

SignalState signal_after_turn(SignalPage page, SignalState state, SignalWords words,
                              SignalSide side, SignalStep step)
{
    if (state == SIGNAL_CLOSED || !signal_step_fits(page, step)) return state;
    return page == PAGE_REPAIR ? repair_after(state, words, side, step)
                               : review_after(state, words, step);
}

bool signal_may_step(SignalPage page, SignalState state, SignalWords words, SignalSide side,
                     SignalState to)
{
    if (page == PAGE_REPAIR && to == SIGNAL_HEARD)
        return state == SIGNAL_RAISED && side == SIDE_CLIENT;
    if (page == PAGE_REPAIR && to == SIGNAL_AGREED)
        return (state == SIGNAL_RAISED || state == SIGNAL_HEARD)
            && other_wrote(words, side, STEP_AGREE);
    bool fresh = state == SIGNAL_OPEN || state == SIGNAL_NOTED;
    if (page == PAGE_REVIEW && to == SIGNAL_TALKING) return fresh;
    if (page == PAGE_REVIEW && to == SIGNAL_TRYING)
        return (fresh || state == SIGNAL_TALKING)
            && other_wrote(words, side, STEP_PLAN);
    return false;
}

bool signal_may_close(SignalPage page, SignalState state, SignalSide side)
{
    return state != SIGNAL_CLOSED && (page == PAGE_REVIEW || side == SIDE_CLIENT);
}

bool signal_may_unmend(SignalPage page, SignalState state, SignalSide side,
                       SignalState *ret_state)
{
    if (page != PAGE_REPAIR || side != SIDE_CLIENT) return false;
    *ret_state = state == SIGNAL_RAISED ? SIGNAL_RAISED : SIGNAL_HEARD;
    return true;
}

/* --- in words --------------------------------------------------------------------------- */

Str signal_title(SignalKind kind, bool worse)
{
    switch (kind) {
    case SIGNAL_RELIABLE_CHANGE:
        return worse ? S("It has become harder") : S("A change for the better");
    case SIGNAL_CUT_OFF:
        return worse ? S("Across the line") : S("Across the line, to the better side");
    case SIGNAL_NOT_ON_TRACK: return S("Not yet the change we hoped for");
    case SIGNAL_ALLIANCE_DROP: return S("Something may have come between you");
    case SIGNAL_FELT_OFF: return S("Something felt off");
    case SIGNAL_WARM_BUT_AIMLESS: return S("Warm, but not yet agreed on what we are doing");
    case SIGNAL_ALLIANCE_CHART: return S("Working together feels different from before");
    case SIGNAL_RUPTURE: return S("A fall from one session to the next");
    case SIGNAL_NO_CHANGE_YET: return S("Nothing has moved yet");
    case SIGNAL_SUDDEN_STEP:
        return worse ? S("A sudden step to the harder side") : S("A sudden step for the better");
    case SIGNAL_DRIFT: return S("You may be losing touch");
    case SIGNAL_SPLIT: return S("They saw a session differently");
    case SIGNAL_NO_KIND:
    case SIGNAL_KIND_COUNT: break;
    }
    return S("");
}

Str signal_state_say(SignalPage page, SignalState state)
{
    switch (state) {
    case SIGNAL_RAISED: return S("Not settled yet");
    case SIGNAL_HEARD: return S("Heard, not settled yet");
    case SIGNAL_AGREED: return S("You both said what you would change");
    case SIGNAL_RERATED: return S("Looked at again. Is it mended?");
    case SIGNAL_OPEN: return S("Not talked about yet");
    case SIGNAL_TALKING: return S("You are talking about it");
    case SIGNAL_TRYING: return S("You are trying something");
    case SIGNAL_NOTED: return S("A note, nothing waits");
    case SIGNAL_CLOSED: return page == PAGE_REPAIR ? S("Mended") : S("Talked about");
    case SIGNAL_NO_STATE:
    case SIGNAL_STATE_COUNT: break;
    }
    return S("");
}

static Str span_say(Arena *a, int64_t ms)
{
    const int64_t hour_ms = 3600000;
    int64_t hours = ms / hour_ms, days = hours / 24;
    if (hours < 1) return S("less than an hour");
    if (hours < 48) return say_count(a, hours, "{1} hour", "{1} hours");
    return say_count(a, days, "{1} day", "{1} days");
}

Str signal_addressed_say(Arena *a, int64_t raised_ms, int64_t addressed_ms, int64_t now_ms)
{
    bool said = addressed_ms > 0;
    Str span = span_say(a, (said ? addressed_ms : now_ms) - raised_ms);
    return arena_printf(a, said ? "First words after " STR_FMT
                                : "No words yet, for " STR_FMT, STR_ARG(span));
}

/* --- what is news ------------------------------------------------------------------------- */

typedef enum Direction { NOT_MOVED, BETTER, WORSE } Direction;

static Direction change_direction(const Change *c)
{
    if (c->category == CHANGE_IMPROVED || c->category == CHANGE_RECOVERED) return BETTER;
    if (c->category == CHANGE_DETERIORATED || c->category == CHANGE_HARMED) return WORSE;
    return NOT_MOVED;
}

bool signal_change_news(const MeasureScale *scale, double first, double latest,
                        const RaisedBefore *before, Change *ret_change)
{
    Direction said = !before->found ? NOT_MOVED : before->worse ? WORSE : BETTER;
    Change since_first = change_fixed(scale, first, latest);
    Direction moved = change_direction(&since_first);
    if (moved != NOT_MOVED && moved != said) {
        *ret_change = since_first;
        return true;
    }
    if (said == NOT_MOVED) return false;
    Change since_said = change_fixed(scale, before->value, latest);
    moved = change_direction(&since_said);
    if (moved == NOT_MOVED || moved == said) return false;
    *ret_change = since_said;
    return true;
}

bool signal_cutoff_news(const MeasureScale *scale, double first, double latest,
                        const RaisedBefore *before)
{
    if (!scale->cutoff.known) return false;
    double reference = before->found ? before->value : first;
    if (measure_is_case(scale, reference) == measure_is_case(scale, latest)) return false;
    bool wobble = before->found && scale->reliable.known
               && fabs(latest - reference) < scale->reliable.value;
    return !wobble;
}

/* --- losing touch -------------------------------------------------------------------------- */

bool touch_not_held(Str session_state, int64_t starts_ms, int64_t now_ms)
{
    bool forgotten = str_eq(session_state, S("planned")) && starts_ms + TOUCH_LATE_MS < now_ms;
    return forgotten || str_eq(session_state, S("missed"));
}

bool signal_drifts(const MeasureScale *total, const double *value, size_t count,
                   const TouchFacts *facts, DropoutFlags *ret_flags)
{
    DropoutFacts all;
    if (!alliance_drop(total, value, count).dropped) return false;
    for (int i = 0; i < DROPOUT_FLAG_COUNT; i++) all.fact[i] = NAN;
    all.fact[DROPOUT_FLAG_MISSED] = (double)facts->not_held;
    all.fact[DROPOUT_FLAG_UNANSWERED] = (double)facts->left_open;
    all.fact[DROPOUT_FLAG_ALLIANCE] = 1;
    *ret_flags = dropout_flags(&all);
    return ret_flags->flag[DROPOUT_FLAG_MISSED].raised == THREE_YES
        && ret_flags->flag[DROPOUT_FLAG_UNANSWERED].raised == THREE_YES;
}

SignalNeed signal_need(const Signal *it)
{
    if (!signal_waits(it->state)) return NEED_NOTHING;
    if (it->kind == SIGNAL_FELT_OFF) return NEED_FELT_OFF;
    if (it->page == PAGE_REPAIR) return NEED_REPAIR;
    return it->worse ? NEED_SIGNAL : NEED_GOOD_NEWS;
}

Str signal_need_say(SignalNeed need)
{
    static const char *const says[] = {
#define X(name, say) say,
        SIGNAL_NEEDS(X)
#undef X
    };
    return str_from_c(says[need]);
}

bool signal_versions_compare(Str one, Str other)
{
    Str a = S(""), b = S("");
    (void)str_cut(&one, '.', &a);
    (void)str_cut(&other, '.', &b);
    return str_eq(a, b);
}

void signal_course_points(const double *value, const int64_t *number, size_t count,
                          CoursePoint *ret_points)
{
    for (size_t i = 0; i < count; i++) {
        double next = i ? ret_points[i - 1].session + 1 : 0;
        bool known = i && number[i] && number[0];
        double counted = known ? (double)(number[i] - number[0]) : 0;
        bool rises = known && counted > ret_points[i - 1].session;
        ret_points[i] = (CoursePoint){ rises ? counted : next, value[i] };
    }
}
