#include "intake.h"
#include "../base/embedded.h"
#include <stdlib.h>

static Err read_parts(Ctx *cx, Arena *arena, const Definition **list)
{
    for (size_t i = 0; i < embedded_intake_count; i++) {
        Definition *d = NULL;
        Str json = { (const char *)embedded_intake[i].bytes, embedded_intake[i].len };
        Err err = measure_definition_parse(cx, arena, json, NULL, &d);
        if (err.kind == ERR_LIMIT) return err;
        if (err.kind != ERR_NONE) return fail(cx, ERR_BUG, "%s cannot be read", embedded_intake[i].name);
        list[i] = d;
    }
    return OK;
}

Err intake_with(Ctx *cx, Arena *arena, const MeasureSet *set, MeasureSet **ret_set)
{
    size_t fresh = embedded_intake_count;
    MeasureSet *all = ARENA_NEW(arena, MeasureSet);
    const Definition **list = ARENA_ARRAY(arena, const Definition *, set->count + fresh + 1);
    if (!all || !list) return fail(cx, ERR_LIMIT, "no room for the questionnaires");
    for (size_t i = 0; i < set->in_force; i++) list[i] = set->list[i];
    TRY(read_parts(cx, arena, list + set->in_force));
    for (size_t i = set->in_force; i < set->count; i++) list[i + fresh] = set->list[i];
    *all = (MeasureSet){ .list = list, .count = set->count + fresh, .in_force = set->in_force + fresh };
    *ret_set = all;
    return OK;
}

static int by_id(const void *left, const void *right)
{
    const Definition *const *a = left, *const *b = right;
    return str_cmp((*a)->id, (*b)->id);
}

Err intake_parts(Ctx *cx, const MeasureSet *set, IntakeParts *ret_parts)
{
    IntakeParts parts = { ARENA_ARRAY(cx->arena, const Definition *, set->in_force + 1), 0 };
    if (!parts.list) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < set->in_force; i++)
        if (set->list[i]->moment == MOMENT_INTAKE) parts.list[parts.count++] = set->list[i];
    if (parts.count) qsort(parts.list, parts.count, sizeof *parts.list, by_id);
    *ret_parts = parts;
    return OK;
}

bool intake_asks(const Practice *p, const Definition *part)
{
    Str id, rest = p->intake;
    if (rest.len == 0) return str_starts(part->id, S("intake-"));
    while (rest.len && str_cut(&rest, ' ', &id))
        if (str_eq(id, part->id)) return true;
    return false;
}

Err intake_set(Ctx *cx, const MeasureSet *set, const Practice *p, MeasureSet *ret_set)
{
    IntakeParts parts;
    size_t count = 0;
    TRY(intake_parts(cx, set, &parts));
    for (size_t i = 0; i < parts.count; i++)
        if (intake_asks(p, parts.list[i])) parts.list[count++] = parts.list[i];
    *ret_set = (MeasureSet){ .list = parts.list, .count = count, .in_force = count };
    return OK;
}
