#include "handle.h"
#include <math.h>
#include "version.h"

enum { KEPT_MAX = 64 << 20, SAID_MAX = 64 << 20, CALL_MAX = 64 << 20 };

const char *tdm_version(void)
{
    return TANDEM_VERSION;
}

static tdm_measure *measure_wrap(Arena *arena, const Definition *d)
{
    tdm_measure *m = ARENA_NEW(arena, tdm_measure);
    const char **text = ARENA_ARRAY(arena, const char *, d->item_count + 2 * d->scale_count + 1);
    if (!m || !text) return NULL;
    *m = (tdm_measure){ .definition = d, .id = arena_c(arena, d->id), .title = arena_c(arena, d->title),
                        .notice = arena_c(arena, d->licence.notice), .item_text = text,
                        .scale_id = text + d->item_count,
                        .scale_title = text + d->item_count + d->scale_count };
    for (size_t i = 0; i < d->item_count; i++) m->item_text[i] = arena_c(arena, d->items[i].text);
    for (size_t i = 0; i < d->scale_count; i++) {
        m->scale_id[i] = arena_c(arena, d->scales[i].id);
        m->scale_title[i] = arena_c(arena, d->scales[i].title);
    }
    return arena_failed(arena) ? NULL : m;
}

static bool builtin_wrap(tdm *h)
{
    MeasureSet *set = NULL;
    if (measure_builtin(&h->cx, h->kept, &set).kind != ERR_NONE) return false;
    h->measure = ARENA_ARRAY(h->kept, tdm_measure *, set->count);
    for (size_t i = 0; h->measure && i < set->count; i++) {
        h->measure[i] = measure_wrap(h->kept, set->list[i]);
        if (!h->measure[i]) return false;
    }
    h->measure_count = set->count;
    return h->measure != NULL;
}

tdm *tdm_open(void)
{
    Arena *kept = arena_open(KEPT_MAX);
    tdm *h = kept ? ARENA_NEW(kept, tdm) : NULL;
    if (h) *h = (tdm){ .kept = kept, .said = arena_open(SAID_MAX), .cx = { .arena = arena_open(CALL_MAX) } };
    if (h && h->said && h->cx.arena && builtin_wrap(h)) return h;
    if (h) arena_close(h->said);
    if (h) arena_close(h->cx.arena);
    arena_close(kept);
    return NULL;
}

void tdm_close(tdm *h)
{
    if (!h) return;
    arena_close(h->said);
    arena_close(h->cx.arena);
    arena_close(h->kept);
}

void tdm_forget(tdm *h)
{
    arena_close(h->said);
    h->said = arena_open(SAID_MAX);
}

const char *tdm_error(const tdm *h)
{
    return h->cx.err_text;
}

Ctx *handle_begin(tdm *h)
{
    err_clear(&h->cx);
    h->cx.err_text[0] = '\0';
    arena_close(h->cx.arena);
    h->cx.arena = arena_open(CALL_MAX);
    return &h->cx;
}

tdm_status handle_end(const tdm *h, Err err)
{
    if (h->cx.arena && arena_failed(h->cx.arena)) return TDM_LIMIT;
    switch (err.kind) {
    case ERR_NONE: return TDM_OK;
    case ERR_MISSING: return TDM_MISSING;
    case ERR_LIMIT: return TDM_LIMIT;
    case ERR_BUG: return TDM_BUG;
    default: return TDM_INVALID;
    }
}

/* --- definitions --------------------------------------------------------------------------- */

size_t tdm_measure_count(const tdm *h)
{
    return h->measure_count;
}

const tdm_measure *tdm_measure_at(const tdm *h, size_t index)
{
    return index < h->measure_count ? h->measure[index] : NULL;
}

const tdm_measure *tdm_measure_find(const tdm *h, const char *id)
{
    for (size_t i = 0; i < h->measure_count; i++)
        if (strcmp(h->measure[i]->id, id) == 0) return h->measure[i];
    return NULL;
}

tdm_status tdm_measure_parse(tdm *h, const char *json, size_t bytes, const tdm_measure **ret_measure)
{
    Ctx *cx = handle_begin(h);
    Definition *d = NULL;
    Err err = measure_definition_parse(cx, h->kept, (Str){ json, bytes }, NULL, &d);
    const tdm_measure *m = err.kind == ERR_NONE ? measure_wrap(h->kept, d) : NULL;
    if (err.kind == ERR_NONE && !m) err = fail(cx, ERR_LIMIT, "no room for the measure");
    if (m) *ret_measure = m;
    return handle_end(h, err);
}

const char *tdm_measure_id(const tdm_measure *m)
{
    return m->id;
}

const char *tdm_measure_title(const tdm_measure *m)
{
    return m->title;
}

const char *tdm_measure_notice(const tdm_measure *m)
{
    return m->notice;
}

int tdm_measure_validated(const tdm_measure *m)
{
    return m->definition->validated;
}

size_t tdm_item_count(const tdm_measure *m)
{
    return m->definition->item_count;
}

const char *tdm_item_text(const tdm_measure *m, size_t item)
{
    return item < m->definition->item_count ? m->item_text[item] : NULL;
}

size_t tdm_scale_count(const tdm_measure *m)
{
    return m->definition->scale_count;
}

static double known(const Threshold *t)
{
    return t->known ? t->value : NAN;
}

tdm_status tdm_scale_at(tdm *h, const tdm_measure *m, size_t index, tdm_scale *ret_scale)
{
    Ctx *cx = handle_begin(h);
    if (index >= m->definition->scale_count)
        return handle_end(h, fail(cx, ERR_MISSING, "there are %zu scales", m->definition->scale_count));
    const MeasureScale *s = &m->definition->scales[index];
    *ret_scale = (tdm_scale){ .id = m->scale_id[index], .title = m->scale_title[index], .low = s->low,
                              .high = s->high, .direction = (tdm_direction)s->direction,
                              .reliable = known(&s->reliable), .cutoff = known(&s->cutoff),
                              .sigma_floor = known(&s->sigma_floor) };
    return TDM_OK;
}

Err handle_scale(Ctx *cx, const tdm_measure *m, const char *name, const MeasureScale **ret_scale)
{
    Str id = str_from_c(name ? name : "");
    const MeasureScale *s = id.len ? measure_scale(m->definition, id) : measure_main_scale(m->definition);
    if (!s && id.len == 0) return fail(cx, ERR_MISSING, "this measure gives no score");
    if (!s) return fail(cx, ERR_MISSING, "there is no such scale");
    *ret_scale = s;
    return OK;
}

Err handle_own(Ctx *cx, const tdm *h, const char *id, const Definition **ret_definition)
{
    const tdm_measure *m = tdm_measure_find(h, id);
    if (!m) return fail(cx, ERR_BUG, "the measure %s is not there", id);
    *ret_definition = m->definition;
    return OK;
}
