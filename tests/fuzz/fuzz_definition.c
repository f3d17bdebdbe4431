/* Measure definitions: a bad one is refused with its mistakes, a good one scores nothing odd. */
#include "fuzz.h"

#include "measure/definition.h"

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
    if (err.kind == ERR_NONE) MUST(definition && definition->id.len > 0 && str_is_utf8(definition->id));
    if (err.kind == ERR_INVALID) MUST(problems.count > 0);
    arena_close(kept);
    arena_close(cx.arena);
    return 0;
}
