#include "builtin.h"
#include "../base/embedded.h"

static Err add_file(Ctx *cx, Arena *arena, const EmbeddedFile *file, MeasureSet *set,
                    const Definition **list)
{
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
    return OK;
}

static Err read_files(Ctx *cx, Arena *arena, size_t skeletons, MeasureSet **ret_set)
{
    size_t count = embedded_measures_count;
    MeasureSet *set = ARENA_NEW(arena, MeasureSet);
    const Definition **list = ARENA_ARRAY(arena, const Definition *, count + skeletons + 1);
    if (!set || !list) return fail(cx, ERR_LIMIT, "no room for the measures");
    set->list = list;
    for (size_t i = 0; i < count; i++) TRY(add_file(cx, arena, &embedded_measures[i], set, list));
    set->in_force = set->count;
    for (size_t i = 0; i < skeletons; i++)
        TRY(add_file(cx, arena, &embedded_skeletons[i], set, list));
    *ret_set = set;
    return OK;
}

Err measure_builtin(Ctx *cx, Arena *arena, MeasureSet **ret_set)
{
    return read_files(cx, arena, 0, ret_set);
}

Err measure_catalogue(Ctx *cx, Arena *arena, MeasureSet **ret_set)
{
    return read_files(cx, arena, embedded_skeletons_count, ret_set);
}

static Str file_of(const EmbeddedFile *files, size_t count, Str id)
{
    for (size_t i = 0; i < count; i++) {
        Str name = str_from_c(files[i].name);
        if (name.len == id.len + 5 && str_starts(name, id) && str_ends(name, S(".json")))
            return (Str){ (const char *)files[i].bytes, files[i].len };
    }
    return (Str){ 0 };
}

Str measure_builtin_json(Str id)
{
    Str json = file_of(embedded_measures, embedded_measures_count, id);
    return json.len ? json : file_of(embedded_skeletons, embedded_skeletons_count, id);
}
