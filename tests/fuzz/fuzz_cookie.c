/* A Cookie header: a cookie is found by its exact name, once, or not at all. */
#include "fuzz.h"

#include "http/server.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str header = { (const char *)data, size };
    HttpRequest rq = { .header = { { S("Cookie"), header } }, .header_count = 1 };
    static const Str names[] = { S("sid"), S("__Host-sid"), S("a") };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        Str value = http_cookie(&rq, names[i]);
        if (value.len == 0) continue;
        MUST(fuzz_inside(value, header));
        MUST(str_find(value, ';', 0) == value.len);
        MUST(value.ptr - header.ptr > (ptrdiff_t)names[i].len);
        MUST(value.ptr[-1] == '=');
        MUST(str_eq((Str){ value.ptr - 1 - names[i].len, names[i].len }, names[i]));
    }
    return 0;
}
