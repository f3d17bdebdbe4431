#include "explain_parts.h"
#include <math.h>

static const char OWN[] = "Tandem's own decision, not validated";

/* "1 / phq-9 1.0.0": a change of method or of definition is visible. */
Explanation explain_start(Arena *arena, const char *method, int version, const Definition *d,
                          Str source)
{
    Explanation e = { .method = str_from_c(method), .validated = d->validated };
    e.version = arena_printf(arena, "%d / " STR_FMT " " STR_FMT, version, STR_ARG(d->id),
                             STR_ARG(d->version));
    e.source = source.len ? source : str_from_c(OWN);
    return e;
}

void explain_input(Explanation *e, Str name, Str value)
{
    if (e->input_count < EXPLAIN_FACTS_MAX)
        e->inputs[e->input_count++] = (ExplainFact){ name, value };
}

void explain_add_input(Explanation *e, Str name, Str value) { explain_input(e, name, value); }

void explain_threshold(Explanation *e, Str name, Str value)
{
    if (e->threshold_count < EXPLAIN_FACTS_MAX)
        e->thresholds[e->threshold_count++] = (ExplainFact){ name, value };
}

/* At most `decimals` digits and no idle zeros: "6", "2.45". */
Str explain_number(Arena *arena, double value, int decimals)
{
    Out o = out_open(arena, 40);
    out_fixed(&o, value, decimals);
    Str s = out_str(&o);
    if (!str_contains(s, S("."))) return s;
    while (s.len && s.ptr[s.len - 1] == '0') s.len--;
    if (s.len && s.ptr[s.len - 1] == '.') s.len--;
    return s;
}

/* A score in a sentence: the scale's own digits, but never a rounded-away difference. */
Str explain_said(Arena *arena, const MeasureScale *scale, double score)
{
    if (score == floor(score) || scale->decimals > 0) return score_text(arena, scale, score);
    return explain_number(arena, score, 1);
}

Str explain_points(Arena *arena, double value)
{
    return explain_number(arena, value, 2);
}

Str explain_count(Arena *arena, size_t n)
{
    return arena_printf(arena, "%zu", n);
}
