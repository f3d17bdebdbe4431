/* Measure definitions: a bad one is refused with its mistakes, a good one scores nothing odd. */
#include "fuzz.h"
#include <math.h>
#include "measure/score.h"

enum { ANSWERS_MAX = 1024 };

/* Answers taken from the input's own bytes: lowest, highest, missing. */
static void score_it(Ctx *cx, Arena *arena, const Definition *d, const uint8_t *data, size_t size)
{
    static Answer answers[ANSWERS_MAX];
    if (d->item_count > ANSWERS_MAX || d->dynamic) return;
    for (size_t i = 0; i < d->item_count; i++) {
        const MeasureItem *item = &d->items[i];
        uint8_t dice = size ? data[i * 7 % size] % 4 : 0;
        bool none = dice == 0 || item->kind == ITEM_TEXT;
        answers[i] = none ? NO_ANSWER : ANSWER(dice == 1 ? item->low : item->high);
    }
    Scores scores;
    Err err = measure_score(cx, arena, d, answers, d->item_count, &scores);
    MUST(err.kind == ERR_NONE || err.kind == ERR_LIMIT);
    for (size_t i = 0; err.kind == ERR_NONE && i < scores.scale_count; i++) {
        const ScaleScore *s = &scores.scales[i];
        if (!s->scored) continue;
        double slack = 1e-9 * (1 + fabs(s->scale->low) + fabs(s->scale->high));
        MUST(s->score >= s->scale->low - slack && s->score <= s->scale->high + slack);
        MUST(s->n_missing <= s->scale->missing_allowed && !s->risk_missing);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static DefinitionProblems problems;
    Definition *definition = NULL;
    Ctx cx = { .arena = arena_open(64 << 20) };
    Arena *kept = arena_open(64 << 20);
    Str text = { (const char *)data, size };
    problems.count = 0;
    bool asked = cx.arena && kept;
    Err err = asked ? measure_definition_parse(&cx, kept, text, &problems, &definition)
                    : (Err){ ERR_LIMIT };
    if (err.kind == ERR_NONE) {
        MUST(definition && definition->id.len > 0 && str_is_utf8(definition->id));
        score_it(&cx, kept, definition, data, size);
    }
    if (err.kind == ERR_INVALID) MUST(problems.count > 0);
    arena_close(kept);
    arena_close(cx.arena);
    return 0;
}
