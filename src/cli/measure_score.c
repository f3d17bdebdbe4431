/* measure_score.c - `tandem measure score ID answers.csv`: one row a person and scale. */
#include "measure.h"
#include "measure_definition.h"
#include "measure_io.h"
#include "../measure/score.h"

enum { ANSWERS_MAX = CSV_FIELDS_MAX };

typedef struct ScoreRun {
    const Definition *definition;
    TableIn *in;
    TableOut *out;
    size_t id;                /* column */
    size_t at[ANSWERS_MAX];   /* column of each answer */
    size_t count;
    Arena *scratch;           /* of one person */
} ScoreRun;

static bool is_needed(const Definition *d, size_t item)
{
    for (size_t s = 0; s < d->scale_count; s++)
        for (size_t i = 0; i < d->scales[s].item_count; i++)
            if (d->scales[s].items[i].index == item) return true;
    return false;
}

/* item1, item2 ... in the order of the questionnaire; or a column with the item's own id. */
static size_t item_column(Ctx *cx, const ScoreRun *run, size_t item)
{
    Str numbered = arena_printf(cx->arena, "item%zu", item + 1);
    size_t at = table_column(run->in, arena_c(cx->arena, numbered));
    if (at != TABLE_NO_COLUMN || run->definition->dynamic) return at;
    return table_column(run->in, arena_c(cx->arena, run->definition->items[item].id));
}

static Err find_columns(Ctx *cx, ScoreRun *run)
{
    const Definition *d = run->definition;
    TRY(table_need(cx, run->in, "id", &run->id));
    run->count = d->dynamic ? table_numbered(run->in, "item", run->at, ANSWERS_MAX) : d->item_count;
    if (d->dynamic && run->count == 0)
        table_fault(run->in, TABLE_NO_COLUMN, "there is no column item1; one column a goal is expected");
    for (size_t i = 0; !d->dynamic && i < d->item_count; i++) {
        run->at[i] = item_is_words(&d->items[i]) ? TABLE_NO_COLUMN : item_column(cx, run, i);
        if (run->at[i] == TABLE_NO_COLUMN && is_needed(d, i))
            table_fault(run->in, TABLE_NO_COLUMN, "there is no column item%zu (" STR_FMT ")", i + 1,
                        STR_ARG(d->items[i].id));
    }
    return table_verdict(cx, run->in);
}

static void expected_of(const MeasureItem *item, char *text, size_t size)
{
    if (item->kind != ITEM_CHOICE) {
        snprintf(text, size, "a whole number from %g to %g", item->low, item->high);
        return;
    }
    size_t used = (size_t)snprintf(text, size, "one of");
    for (size_t i = 0; i < item->option_count && used + 24 < size; i++)
        used += (size_t)snprintf(text + used, size - used, " %g", item->options[i].value);
}

/* False: an answer is not one of those that are offered. */
static bool read_answers(ScoreRun *run, Answer *answers)
{
    const Definition *d = run->definition;
    bool fine = true;
    for (size_t i = 0; i < run->count; i++) {
        answers[i] = NO_ANSWER;
        if (run->at[i] == TABLE_NO_COLUMN || !table_text(run->in, run->at[i]).len) continue;
        double value = table_number(run->in, run->at[i]);
        const MeasureItem *item = &d->items[d->dynamic ? 0 : i];
        char expected[200];
        expected_of(item, expected, sizeof expected);
        bool allowed = measure_value_allowed(item, value);
        if (!allowed && !isnan(value))
            table_fault(run->in, run->at[i], "%g was not to be chosen; %s is expected, or nothing "
                        "when it is missing", value, expected);
        fine = fine && allowed;
        answers[i] = ANSWER(value);
    }
    return fine;
}

/* no, yes, or unanswered: a skipped risk item is neither. */
static Str risk_word(const Scores *scores)
{
    static const Str words[] = { [FLAG_CLEAR] = { "no", 2 }, [FLAG_RAISED] = { "yes", 3 },
                                 [FLAG_NOT_ANSWERED] = { "unanswered", 10 } };
    const FlagResult *risk = scores_flag(scores, FLAG_RISK);
    return risk ? words[risk->state] : (Str){ 0 };
}

static Err put_scores(Ctx *cx, const ScoreRun *run, const Scores *scores)
{
    for (size_t i = 0; i < scores->scale_count; i++) {
        const ScaleScore *s = &scores->scales[i];
        bool some = s->n_missing < s->n_items;
        table_put(run->out, table_text(run->in, run->id));
        table_put(run->out, s->scale->id);
        table_put_number(run->out, some ? s->raw : NAN);
        table_put_number(run->out, s->scored ? s->score : NAN);
        table_put_count(run->out, s->n_missing);
        table_put_yes(run->out, s->prorated);
        table_put(run->out, risk_word(scores));
        TRY(table_end_row(cx, run->out));
    }
    return OK;
}

static Err score_row(Ctx *cx, ScoreRun *run)
{
    Answer answers[ANSWERS_MAX];
    Scores scores;
    if (!read_answers(run, answers)) return OK; /* the others are still looked at */
    if (arena_used(run->scratch) > 1 << 20) {
        arena_close(run->scratch);
        run->scratch = arena_open(4 << 20);
    }
    if (!run->scratch) return fail(cx, ERR_LIMIT, "out of memory");
    TRY(measure_score(cx, run->scratch, run->definition, answers, run->count, &scores));
    return put_scores(cx, run, &scores);
}

static Err score_table(Ctx *cx, const Command *c, ScoreRun *run)
{
    bool more = true;
    TRY(find_columns(cx, run));
    TRY(table_write(cx, c, "id scale raw score n_missing prorated risk", &run->out));
    for (;;) {
        TRY(table_next(cx, run->in, &more));
        if (!more) break;
        TRY(score_row(cx, run));
    }
    TRY(table_verdict(cx, run->in));
    return table_done(cx, run->out);
}

Err measure_score_table(Ctx *cx, const Command *c, Out *out)
{
    ScoreRun run = { .scratch = NULL };
    Str json;
    TRY(words_want(cx, c, 2, "a questionnaire and a file of answers (- for standard input)"));
    TRY(definition_named(cx, out, c, c->word[0], &run.definition, &json));
    if (!run.definition->dynamic && run.definition->item_count > ANSWERS_MAX)
        return fail(cx, ERR_LIMIT, "this questionnaire has more items than a row can hold");
    if (run.definition->scale_count == 0)
        return fail(cx, ERR_CONFLICT, STR_FMT " has no scale: it is never scored, or its keys are "
                    "still to be filled in", STR_ARG(run.definition->id));
    TRY(table_open(cx, out, c->word[1], &run.in));
    run.scratch = arena_open(4 << 20);
    Err err = run.scratch ? score_table(cx, c, &run) : fail(cx, ERR_LIMIT, "out of memory");
    table_drop(run.out);
    table_close(run.in);
    arena_close(run.scratch);
    return err;
}
