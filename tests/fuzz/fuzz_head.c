/* A request head: an accepted one has nothing two readers could understand differently. */
#include "fuzz.h"

#include "http/gate400.h"
#include "http/head.h"

static void check_path(Str raw)
{
    Arena *arena = arena_open(1 << 20);
    Str path;
    MUST(arena && path_decode(arena, raw, &path));
    MUST(path.len > 0 && path.ptr[0] == '/' && str_is_utf8(path));
    MUST(!str_contains(path, S("//")) && !str_contains(path, S("/../")));
    MUST(!str_contains(path, S("/./")) && !str_ends(path, S("/..")) && !str_ends(path, S("/.")));
    MUST(str_find(path, '\\', 0) == path.len && str_find(path, ';', 0) == path.len);
    arena_close(arena);
}

static void check_line_ends(Str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        MUST(c != 0);
        if (c == '\n') MUST(i > 0 && text.ptr[i - 1] == '\r');
        if (c == '\r') MUST(i + 1 < text.len && text.ptr[i + 1] == '\n');
    }
    MUST(str_ends(text, S("\r\n\r\n")));
    MUST(!str_contains(str_slice(text, 0, text.len - 2), S("\r\n\r\n")));
}

static void check_headers(const Head *head, Str text)
{
    size_t hosts = 0, lengths = 0;
    MUST(head->header_count <= HTTP_HEADERS_MAX);
    for (size_t i = 0; i < head->header_count; i++) {
        const HttpHeader *h = &head->header[i];
        MUST(fuzz_inside(h->name, text) && fuzz_inside(h->value, text) && h->name.len > 0);
        MUST(str_find(h->name, ' ', 0) == h->name.len);
        MUST(!head_name_is(h->name, "transfer-encoding"));
        hosts += head_name_is(h->name, "host");
        lengths += head_name_is(h->name, "content-length");
    }
    MUST(hosts == 1 && lengths <= 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Head head;
    Str text = { (const char *)data, size };
    HeadProblem problem = head_read(text, &head);
    const char *words = raw_head_problem(text);
    MUST((problem == HEAD_FINE) == (words == NULL));
    if (words) {
        MUST(head_problem_status(problem) >= 400);
        return 0;
    }
    check_line_ends(text);
    check_headers(&head, text);
    check_path(head.path);
    MUST(head.length <= HTTP_BODY_MAX);
    MUST(head.length == 0 || str_eq(head.method, S("POST")));
    MUST(head.minor == 0 || head.minor == 1);
    return 0;
}
