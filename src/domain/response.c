#include "response.h"

static const char *const form_words[FORM_COUNT] = { "check-in", "alliance", "import", "intake" };

Str form_word(ResponseForm form)
{
    return str_from_c(form_words[form]);
}

bool form_parse_word(Str word, ResponseForm *ret_form)
{
    for (int i = 0; i < FORM_COUNT; i++) {
        if (!str_eq(word, str_from_c(form_words[i]))) continue;
        *ret_form = (ResponseForm)i;
        return true;
    }
    return false;
}

/* --- keys ------------------------------------------------------------------- */

Str answer_key(Arena *a, Str measure, Str item)
{
    return arena_printf(a, STR_FMT "/" STR_FMT, STR_ARG(measure), STR_ARG(item));
}

Str answer_key_goal(Arena *a, EntryId goal)
{
    return arena_join(a, S("goal/"), uuid_str(a, goal.u));
}

Str answer_key_measure(Str key)
{
    return str_slice(key, 0, str_find(key, '/', 0));
}

bool answer_key_goal_id(Str key, EntryId *ret_goal)
{
    if (!str_starts(key, S("goal/"))) return false;
    return uuid_parse(str_slice(key, S("goal/").len, key.len), &ret_goal->u);
}

/* --- versions ----------------------------------------------------------------- */

enum { CHECK_IN_MEASURES = 4, ALLIANCE_MEASURES = 2 };
static const char *const check_in_measures[CHECK_IN_MEASURES] = {
    "tandem-life", "phq-9", "gad-7", "tandem-goals" };
static const char *const alliance_measures[ALLIANCE_MEASURES] = {
    "tandem-alliance-client", "tandem-alliance-therapist" };

static bool named_in(const char *const *id, size_t count, const Definition *d)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(d->id, str_from_c(id[i]))) return true;
    return false;
}

bool check_in_can_ask(const Definition *d)
{
    return d->complete && d->rater == RATER_CLIENT && d->target == TARGET_SELF && !d->dynamic
        && d->moment != MOMENT_AFTER_SESSION && d->moment != MOMENT_INTAKE;
}

bool alliance_can_ask(const Definition *d)
{
    for (size_t i = 0; i < d->item_count; i++)
        if (d->items[i].kind != ITEM_CHOICE && d->items[i].kind != ITEM_LINE) return false;
    return d->complete && d->moment == MOMENT_AFTER_SESSION && !d->dynamic && d->flag_count == 0
        && (d->rater == RATER_CLIENT || d->rater == RATER_THERAPIST)
        && (d->target == TARGET_ALLIANCE || d->target == TARGET_GROUP);
}

/* What the practice chose itself stands behind what every form asks. */
static bool is_chosen(const MeasureSet *set, size_t i)
{
    return i < set->in_force && i + set->chosen >= set->in_force;
}

static bool chosen_for_check_in(const MeasureSet *set, size_t i)
{
    return is_chosen(set, i) && check_in_can_ask(set->list[i])
        && !named_in(check_in_measures, CHECK_IN_MEASURES, set->list[i]);
}

static bool chosen_for_alliance(const MeasureSet *set, size_t i)
{
    return is_chosen(set, i) && alliance_can_ask(set->list[i])
        && !named_in(alliance_measures, ALLIANCE_MEASURES, set->list[i]);
}

bool response_form_asks(const MeasureSet *set, const Definition *d)
{
    if (measure_asked(set, d->id) != d) return false;
    if (named_in(check_in_measures, CHECK_IN_MEASURES, d)) return true;
    if (named_in(alliance_measures, ALLIANCE_MEASURES, d)) return true;
    for (size_t i = 0; i < set->in_force; i++)
        if (set->list[i] == d) return chosen_for_check_in(set, i) || chosen_for_alliance(set, i);
    return false;
}

static Str asks_also(Arena *a, Str said, const Definition *d)
{
    return arena_printf(a, STR_FMT "%s" STR_FMT "=" STR_FMT, STR_ARG(said), said.len ? " " : "",
                        STR_ARG(d->id), STR_ARG(d->version));
}

static Str asks(Arena *a, const MeasureSet *set, const char *const *id, size_t count)
{
    Str said = S("");
    for (size_t i = 0; i < count; i++) {
        const Definition *d = measure_asked(set, str_from_c(id[i]));
        if (d) said = asks_also(a, said, d);
    }
    return said;
}

static Str asks_alliance(Arena *a, const MeasureSet *set)
{
    Str said = asks(a, set, alliance_measures, ALLIANCE_MEASURES);
    for (size_t i = 0; i < set->in_force; i++)
        if (chosen_for_alliance(set, i)) said = asks_also(a, said, set->list[i]);
    return said;
}

/* All of the beginning that is in force, in the order of the set. */
static Str asks_intake(Arena *a, const MeasureSet *set)
{
    Str said = S("");
    for (size_t i = 0; i < set->in_force; i++) {
        const Definition *d = set->list[i];
        if (d->moment != MOMENT_INTAKE) continue;
        said = arena_printf(a, STR_FMT "%s" STR_FMT "=" STR_FMT, STR_ARG(said), said.len ? " " : "",
                            STR_ARG(d->id), STR_ARG(d->version));
    }
    return said;
}

Str response_asks(Arena *a, const MeasureSet *set, ResponseForm form)
{
    if (form == FORM_ALLIANCE) return asks_alliance(a, set);
    if (form == FORM_INTAKE) return asks_intake(a, set);
    if (form != FORM_CHECK_IN) return S("");
    Str said = asks(a, set, check_in_measures, CHECK_IN_MEASURES);
    for (size_t i = 0; i < set->in_force; i++)
        if (chosen_for_check_in(set, i)) said = asks_also(a, said, set->list[i]);
    return said;
}

static size_t named_versions(const MeasureSet *set, Str measures, const Definition **ret_list)
{
    size_t count = 0;
    for (size_t at = 0; at < measures.len;) {
        size_t end = str_find(measures, ' ', at);
        Str one = str_slice(measures, at, end);
        size_t mark = str_find(one, '=', 0);
        const Definition *d = measure_find_version(set, str_slice(one, 0, mark),
                                                   str_slice(one, mark + 1, one.len));
        if (d && count < set->count) ret_list[count++] = d;
        at = end + 1;
    }
    return count;
}

static bool is_listed(const Definition *const *list, size_t count, const Definition *d)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == d) return true;
    return false;
}

/* Each definition once: who looks at them all would otherwise look at one twice. */
Err response_set(Ctx *cx, const MeasureSet *set, Str measures, MeasureSet *ret_set)
{
    *ret_set = *set;
    if (measures.len == 0) return OK;
    const Definition **list = ARENA_ARRAY(cx->arena, const Definition *, 2 * set->count + 1);
    if (!list) return fail(cx, ERR_LIMIT, "request too large");
    size_t named = named_versions(set, measures, list), count = named;
    for (size_t i = 0; i < set->count; i++)
        if (!is_listed(list, named, set->list[i])) list[count++] = set->list[i];
    *ret_set = (MeasureSet){ list, count, named, named };
    return OK;
}

/* --- questions ---------------------------------------------------------------- */

static bool item_counts(const Definition *d, size_t item)
{
    for (size_t s = 0; s < d->scale_count; s++)
        for (size_t i = 0; i < d->scales[s].item_count; i++)
            if (d->scales[s].items[i].index == item) return true;
    for (size_t f = 0; f < d->flag_count; f++)
        if (d->flags[f].item == item) return true;
    return false;
}

static bool has_risk(const Definition *d)
{
    for (size_t f = 0; f < d->flag_count; f++)
        if (d->flags[f].kind == FLAG_RISK) return true;
    return false;
}

/* Room for every item there is and every goal. */
static Err questions_open(Ctx *cx, const MeasureSet *set, size_t goal_count, Questions *ret)
{
    size_t room = goal_count;
    for (size_t i = 0; i < set->count; i++) room += set->list[i]->item_count;
    ret->list = ARENA_ARRAY(cx->arena, Question, room + 1);
    ret->count = 0;
    if (!ret->list) return fail(cx, ERR_LIMIT, "request too large");
    return OK;
}

static void add_items(Ctx *cx, const Definition *d, Questions *q)
{
    for (size_t i = 0; i < d->item_count; i++) {
        if (!item_counts(d, i)) continue;
        q->list[q->count++] = (Question){ answer_key(cx->arena, d->id, d->items[i].id), d, i,
                                          d->items[i].text };
    }
}

static void add_goals(Ctx *cx, const Definition *d, const AskedGoal *goals, size_t count,
                      Questions *q)
{
    for (size_t i = 0; i < count; i++)
        q->list[q->count++] = (Question){ answer_key_goal(cx->arena, goals[i].id), d, 0,
                                          goals[i].words };
}

static Err find_measure(Ctx *cx, const MeasureSet *set, Str id, const Definition **ret)
{
    *ret = measure_find(set, id);
    if (!*ret) return fail(cx, ERR_BUG, "a form names a measure that is not there");
    return OK;
}

static void add_measure(Ctx *cx, const Definition *d, RiskItems risk, const AskedGoal *goals,
                        size_t goal_count, Questions *q)
{
    if (!d || (risk == RISK_LEFT_OUT && has_risk(d))) return;
    if (d->dynamic) add_goals(cx, d, goals, goal_count, q);
    else add_items(cx, d, q);
}

Err questions_check_in(Ctx *cx, const MeasureSet *set, const AskedGoal *goals, size_t goal_count,
                       RiskItems risk, Questions *ret_questions)
{
    Questions q;
    TRY(questions_open(cx, set, goal_count, &q));
    for (size_t i = 0; i < CHECK_IN_MEASURES; i++)
        add_measure(cx, measure_asked(set, str_from_c(check_in_measures[i])), risk, goals, goal_count,
                    &q);
    for (size_t i = 0; i < set->in_force; i++)
        if (chosen_for_check_in(set, i)) add_measure(cx, set->list[i], risk, goals, goal_count, &q);
    *ret_questions = q;
    return OK;
}

static void add_all_items(Ctx *cx, const Definition *d, Questions *q)
{
    for (size_t i = 0; i < d->item_count; i++)
        q->list[q->count++] = (Question){ answer_key(cx->arena, d->id, d->items[i].id), d, i,
                                          d->items[i].text };
}

Err questions_intake(Ctx *cx, const MeasureSet *set, RiskItems risk, Questions *ret_questions)
{
    Questions q;
    TRY(questions_open(cx, set, 0, &q));
    for (size_t i = 0; i < set->in_force; i++) {
        const Definition *d = set->list[i];
        if (d->moment != MOMENT_INTAKE || d->dynamic || (risk == RISK_LEFT_OUT && has_risk(d))) continue;
        add_all_items(cx, d, &q);
    }
    *ret_questions = q;
    return OK;
}

Err questions_alliance(Ctx *cx, const MeasureSet *set, MeasureRater rater, Questions *ret_questions)
{
    Questions q;
    const Definition *d = NULL;
    Str id = rater == RATER_THERAPIST ? S("tandem-alliance-therapist") : S("tandem-alliance-client");
    TRY(questions_open(cx, set, 0, &q));
    TRY(find_measure(cx, set, id, &d));
    add_items(cx, d, &q);
    for (size_t i = 0; i < set->in_force; i++) {
        const Definition *more = set->list[i];
        if (!chosen_for_alliance(set, i) || more->rater != rater) continue;
        if (q.count + more->item_count <= ALLIANCE_ITEMS_MAX) add_items(cx, more, &q);
    }
    *ret_questions = q;
    return OK;
}

static bool speaks_of(const GivenAnswers *answers, Str measure)
{
    for (size_t i = 0; i < answers->count; i++)
        if (str_eq(answer_key_measure(answers->list[i].key), measure)) return true;
    return false;
}

Err questions_of_answers(Ctx *cx, const MeasureSet *set, const GivenAnswers *answers,
                         const AskedGoal *goals, size_t goal_count, Questions *ret_questions)
{
    static const char *const order[] = { "tandem-life", "phq-9", "gad-7", "tandem-alliance-client",
                                         "tandem-alliance-therapist" };
    Questions q;
    const Definition *d = NULL;
    TRY(questions_open(cx, set, goal_count, &q));
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        TRY(find_measure(cx, set, str_from_c(order[i]), &d));
        if (speaks_of(answers, d->id)) add_items(cx, d, &q);
    }
    for (size_t i = 0; i < set->count; i++) {
        const Definition *own = set->list[i];
        bool shown = named_in(order, sizeof order / sizeof *order, own) || own->dynamic
                  || measure_find(set, own->id) != own;
        if (shown || !speaks_of(answers, own->id)) continue;
        if (own->moment == MOMENT_INTAKE) add_all_items(cx, own, &q);
        else add_items(cx, own, &q);
    }
    TRY(find_measure(cx, set, S("tandem-goals"), &d));
    for (size_t i = 0; i < goal_count; i++)
        if (answer_find(answers, answer_key_goal(cx->arena, goals[i].id)))
            add_goals(cx, d, &goals[i], 1, &q);
    *ret_questions = q;
    return OK;
}

const MeasureItem *question_item(const Question *q)
{
    return &q->definition->items[q->item];
}

size_t questions_find(const Questions *questions, Str key)
{
    size_t i = 0;
    while (i < questions->count && !str_eq(questions->list[i].key, key)) i++;
    return i;
}

const GivenAnswer *answer_find(const GivenAnswers *answers, Str key)
{
    for (size_t i = 0; i < answers->count; i++)
        if (str_eq(answers->list[i].key, key)) return &answers->list[i];
    return NULL;
}

size_t questions_next(const Questions *questions, const GivenAnswers *answers)
{
    size_t i = 0;
    while (i < questions->count && answer_find(answers, questions->list[i].key)) i++;
    return i;
}

size_t questions_answered(const Questions *questions, const GivenAnswers *answers)
{
    size_t answered = 0;
    for (size_t i = 0; i < questions->count; i++) {
        const GivenAnswer *given = answer_find(answers, questions->list[i].key);
        if (given && given->status == STATUS_ANSWERED) answered++;
    }
    return answered;
}

/* --- one question ---------------------------------------------------------------- */

bool question_allows(const Question *q, Str sent, int64_t *ret_value)
{
    int64_t value = 0;
    if (!str_to_i64(sent, &value)) return false;
    if (!measure_value_allowed(question_item(q), (double)value)) return false;
    *ret_value = value;
    return true;
}

Str question_prompt(const Question *q)
{
    if (question_item(q)->kind == ITEM_LINE) return S("Choose a number, or skip this question.");
    if (question_item(q)->kind == ITEM_TEXT) return S("Write a few words, or skip this question.");
    if (question_item(q)->kind == ITEM_DATE) return S("Write the day like 1990-05-31, or skip this question.");
    return S("Choose one of the answers, or skip this question.");
}

/* "Far apart" in the middle of a sentence: "far apart".  "I" and "PHQ" stay as they are. */
static Str in_sentence(Arena *a, Str text)
{
    if (text.len < 2 || text.ptr[0] < 'A' || text.ptr[0] > 'Z') return text;
    bool word = text.ptr[1] >= 'a' && text.ptr[1] <= 'z';
    bool article = text.ptr[0] == 'A' && text.ptr[1] == ' ';
    if (!word && !article) return text;
    return arena_printf(a, "%c" STR_FMT, text.ptr[0] - 'A' + 'a',
                        STR_ARG(str_slice(text, 1, text.len)));
}

Str answer_say(Arena *a, const Question *q, const GivenAnswer *given)
{
    const MeasureItem *item = question_item(q);
    if (!given) return S("Not answered");
    if (given->status == STATUS_SKIPPED) return S("Skipped");
    if (item->kind == ITEM_LINE) {
        Str low = in_sentence(a, item->low_text);
        Str high = in_sentence(a, item->high_text);
        return arena_printf(a, "%lld (%.0f is " STR_FMT ", %.0f is " STR_FMT ")",
                            (long long)given->value, item->low, STR_ARG(low), item->high,
                            STR_ARG(high));
    }
    if (item_is_words(item)) return S("");
    if (item->kind == ITEM_YESNO) return given->value ? S("Yes") : S("No");
    const MeasureOption *option = measure_option(item, (double)given->value);
    return option ? option->text : arena_printf(a, "%lld", (long long)given->value);
}

const MeasureFlag *question_risk(const Question *q)
{
    for (size_t f = 0; f < q->definition->flag_count; f++) {
        const MeasureFlag *flag = &q->definition->flags[f];
        if (flag->kind == FLAG_RISK && flag->item == q->item) return flag;
    }
    return NULL;
}

/* --- the whole ----------------------------------------------------------------------- */

Str response_summary(Arena *a, Str who, size_t answered, size_t asked)
{
    if (answered == 0)
        return arena_printf(a, STR_FMT " answered none of the %zu questions. That is fine: the "
                            "session is for talking.", STR_ARG(who), asked);
    if (answered == asked)
        return arena_printf(a, STR_FMT " answered all %zu questions.", STR_ARG(who), asked);
    return arena_printf(a, STR_FMT " answered %zu of %zu questions. That is enough to talk.",
                        STR_ARG(who), answered, asked);
}

static Answer answer_of(const GivenAnswers *given, Str key)
{
    const GivenAnswer *found = answer_find(given, key);
    if (!found) return NO_ANSWER;
    if (found->status == STATUS_SKIPPED) return (Answer){ ANSWER_SKIPPED, 0 };
    return ANSWER((double)found->value);
}

Err response_answers(Ctx *cx, const Definition *definition, const Questions *questions,
                     const GivenAnswers *given, Answer **ret_answers, size_t *ret_count)
{
    size_t room = definition->dynamic ? questions->count : definition->item_count;
    size_t count = definition->dynamic ? 0 : definition->item_count;
    Answer *answers = ARENA_ARRAY(cx->arena, Answer, room + 1);
    if (!answers) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < questions->count; i++) {
        const Question *q = &questions->list[i];
        if (q->definition != definition) continue;
        if (definition->dynamic) answers[count++] = answer_of(given, q->key);
        else if (!item_is_words(question_item(q))) answers[q->item] = answer_of(given, q->key);
    }
    *ret_answers = answers;
    *ret_count = count;
    return OK;
}

Shown response_shown(const ShownFacts *f)
{
    if (f->own) return SHOWN_YES;
    if (!f->sent) return SHOWN_NO;
    if (f->rater_is_client && f->reader_is_client) return SHOWN_NO;
    if (f->form != FORM_ALLIANCE) return f->reader_is_client ? SHOWN_NO : SHOWN_YES;
    return f->own_sent || f->work_ended ? SHOWN_YES : SHOWN_AFTER_OWN;
}

bool felt_off_shown(const GivenAnswers *answers)
{
    const GivenAnswer *show = answer_find(answers, S(KEY_SHOW));
    return show && show->status == STATUS_ANSWERED && show->value == 1;
}
