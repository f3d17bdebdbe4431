/* measure_data.h - worked examples from tests/measure/data, read from the source tree. */
#ifndef MEASURE_DATA_H
#define MEASURE_DATA_H
#include "measure_test.h"

static inline Str data_text(World *w, const char *name)
{
    Str path = arena_printf(w->arena, "tests/measure/data/%s", name);
    FILE *file = fopen(arena_c(w->arena, path), "rb");
    if (!file) test_fails("run from the top of the source tree: %s", name);
    enum { MAX = 1 << 16 };
    char *bytes = ARENA_ARRAY(w->arena, char, MAX);
    assert_non_null(bytes);
    size_t len = fread(bytes, 1, MAX, file);
    fclose(file);
    assert_true(len > 0 && len < MAX);
    return (Str){ bytes, len };
}

/* Close with json_close(). */
static inline JsonDoc *data_json(World *w, const char *name)
{
    JsonDoc *doc = NULL;
    assert_ok(json_parse(&w->cx, data_text(w, name), &doc));
    return doc;
}
#endif
