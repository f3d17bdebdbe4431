/* Form text: what is accepted keeps every promise of form.h. */
#include "fuzz.h"

#include "http/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Form form;
    Ctx cx = { .arena = arena_open(64 << 20) };
    Str text = { (const char *)data, size };
    form.count = 0;
    if (cx.arena && form_parse(&cx, text, &form).kind == ERR_NONE) {
        MUST(form.count <= FORM_FIELDS_MAX);
        for (size_t i = 0; i < form.count; i++) {
            MUST(form.name[i].len >= 1 && form.name[i].len <= 40);
            MUST(fuzz_inside(form.name[i], text));
            MUST(form.value[i].len <= FORM_VALUE_MAX && str_is_utf8(form.value[i]));
            MUST(str_find(form.value[i], '\r', 0) == form.value[i].len);
            MUST(form_get(&form, form.name[i]) == &form.value[i]);
        }
    }
    arena_close(cx.arena);
    return 0;
}
