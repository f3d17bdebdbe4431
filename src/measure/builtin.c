#include "builtin.h"
#include "../base/embedded.h"

Err measure_builtin(Ctx *cx, Arena *arena, MeasureSet **ret_set)
{
    size_t count = embedded_measures_count;
    MeasureSet *set = ARENA_NEW(arena, MeasureSet);
    const Definition **list = ARENA_ARRAY(arena, const Definition *, count + 1);
    if (!set || !list) return fail(cx, ERR_LIMIT, "no room for the measures");
    *set = (MeasureSet){ list, 0 };
    for (size_t i = 0; i < count; i++) {
        const EmbeddedFile *file = &embedded_measures[i];
        Definition *d = NULL;
        Str json = { (const char *)file->bytes, file->len };
        Err parsed = measure_definition_parse(cx, arena, json, NULL, &d);
        if (parsed.kind == ERR_LIMIT) return parsed;
        if (parsed.kind != ERR_NONE || measure_find(set, d->id)) {
            Str why = parsed.kind != ERR_NONE ? arena_printf(arena, "%s", cx->err_text)
                                              : S("its id is used twice");
            err_clear(cx);
            return fail(cx, ERR_BUG, "%s: " STR_FMT, file->name, STR_ARG(why));
        }
        list[set->count++] = d;
    }
    *ret_set = set;
    return OK;
}
