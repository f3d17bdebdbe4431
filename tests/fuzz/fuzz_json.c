/* JSON: what is read can be walked to its ends, and nothing is kept after a refusal. */
#include "fuzz.h"

static size_t walk(const Json *value, int depth)
{
    size_t seen = 1;
    MUST(depth <= 64);
    for (size_t i = 0; i < json_count(value); i++) seen += walk(json_at(value, i), depth + 1);
    for (size_t i = 0; i < json_members(value); i++) {
        const Json *member = NULL;
        Str key = json_member(value, i, &member);
        MUST(str_is_utf8(key) && member);
        seen += walk(member, depth + 1);
    }
    if (json_type(value) == JSON_STRING) MUST(str_is_utf8(json_str(value)));
    return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    JsonDoc *doc = NULL;
    Ctx cx = { .arena = arena_open(64 << 20) };
    Err err = cx.arena ? json_parse(&cx, (Str){ (const char *)data, size }, &doc) : (Err){ ERR_LIMIT };
    if (err.kind == ERR_NONE) MUST(walk(json_root(doc), 0) > 0);
    else MUST(doc == NULL);
    json_close(doc);
    arena_close(cx.arena);
    return 0;
}
