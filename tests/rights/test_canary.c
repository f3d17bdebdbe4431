/* The search must find what it is for: a search that finds nothing proves nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#undef fail
#include "rights/canary.h"

enum { RECORD = 4711, FIELD = 3 };

static Arena *arena(void)
{
    Arena *a = arena_open(64 << 20);
    assert_non_null(a);
    return a;
}

/* In the middle of a page, as a reply would carry it. */
static Str in_page(Arena *a, Str word)
{
    Str before = S("<!doctype html><p class=\"x\">Hello &amp; welcome ");
    Str after = S(", it&#39;s 100% fine.</p><a href=\"/work/0198-77/sessions?q=1\">a</a>");
    return arena_join(a, arena_join(a, before, word), after);
}

static bool found(Arena *a, Str blob)
{
    CanarySeen *seen = ARENA_NEW(a, CanarySeen);
    assert_non_null(seen);
    canary_find(a, blob, 0, seen);
    assert_true(seen->count <= 1);
    return seen->count == 1 && seen->list[0] == RECORD;
}

typedef Str Dress(Arena *a, Str word);

static void check(Dress *dress)
{
    Arena *a = arena();
    Str mark = canary_make(a, RECORD, FIELD);
    assert_true(found(a, dress(a, mark)));
    assert_true(found(a, in_page(a, dress(a, mark))));
    Str forged = arena_str(a, mark);
    char *last = (char *)(uintptr_t)forged.ptr + forged.len - 1;
    *last = *last == '0' ? '1' : '0';
    assert_false(found(a, in_page(a, dress(a, forged))));
    arena_close(a);
}

static Str as_it_is(Arena *a, Str word) { (void)a; return word; }

static Str upper(Arena *a, Str word)
{
    Str copy = arena_str(a, word);
    char *p = (char *)(uintptr_t)copy.ptr;
    for (size_t i = 0; i < copy.len; i++) if (p[i] >= 'a') p[i] = (char)(p[i] - 32);
    return copy;
}

/* Each letter as its number between `before` and `after`. */
static Str each(Arena *a, Str word, const char *before, int base, const char *after)
{
    Str all = S("");
    for (size_t i = 0; i < word.len; i++) {
        unsigned code = (unsigned char)word.ptr[i];
        Str number = base == 10 ? arena_printf(a, "%u", code) : arena_printf(a, "%02x", code);
        all = arena_printf(a, STR_FMT "%s" STR_FMT "%s", STR_ARG(all), before, STR_ARG(number), after);
    }
    return all;
}

static Str entities(Arena *a, Str word) { return each(a, word, "&#", 10, ";"); }
static Str hex_entities(Arena *a, Str word) { return each(a, word, "&#x", 16, ";"); }
static Str entities_twice(Arena *a, Str word) { return each(a, word, "&amp;#", 10, ";"); }
static Str percent(Arena *a, Str word) { return each(a, word, "%", 16, ""); }
static Str percent_twice(Arena *a, Str word) { return each(a, word, "%25", 16, ""); }
static Str json_escapes(Arena *a, Str word) { return each(a, word, "\\u00", 16, ""); }
static Str hex(Arena *a, Str word) { return hex_encode(a, word); }

static Str utf16(Arena *a, Str word)
{
    char *wide = arena_alloc(a, word.len * 2);
    for (size_t i = 0; wide && i < word.len; i++) wide[2 * i] = word.ptr[i];
    return (Str){ wide, word.len * 2 };
}

static Str marked_up(Arena *a, Str word)
{
    return arena_printf(a, STR_FMT "<b>" STR_FMT "</b>", STR_ARG(str_slice(word, 0, 9)),
                        STR_ARG(str_slice(word, 9, word.len)));
}

static Str base64(Arena *a, Str word) { return base64url_encode(a, word); }

static Str base64_off(Arena *a, Str word)
{
    return base64url_encode(a, arena_printf(a, "to " STR_FMT "!", STR_ARG(word)));
}

static Str deflated(Arena *a, Str word, int bits)
{
    z_stream z = { 0 };
    enum { ROOM = 4096 };
    uint8_t *out = arena_alloc(a, ROOM);
    assert_non_null(out);
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)word.ptr;
    z.avail_in = (uInt)word.len;
    z.next_out = out;
    z.avail_out = ROOM;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return (Str){ (const char *)out, ROOM - z.avail_out };
}

static Str gzip(Arena *a, Str word) { return deflated(a, in_page(a, word), 15 + 16); }
static Str zlib(Arena *a, Str word) { return deflated(a, in_page(a, word), 15); }
static Str gzip_in_base64(Arena *a, Str word) { return base64url_encode(a, gzip(a, word)); }

static void test_canary__is_found_in_every_disguise(void **state)
{
    (void)state;
    Dress *const dresses[] = { as_it_is, upper, entities, hex_entities, entities_twice, percent,
        percent_twice, json_escapes, utf16, marked_up };
    for (size_t i = 0; i < sizeof dresses / sizeof *dresses; i++) check(dresses[i]);
}

static void test_canary__is_found_in_every_wrapping(void **state)
{
    (void)state;
    Dress *const dresses[] = { base64, base64_off, hex, gzip, zlib, gzip_in_base64 };
    for (size_t i = 0; i < sizeof dresses / sizeof *dresses; i++) check(dresses[i]);
}

static void test_canary__says_which_record_and_invents_none(void **state)
{
    (void)state;
    Arena *a = arena();
    CanarySeen *seen = ARENA_NEW(a, CanarySeen);
    Str both = arena_join(a, canary_make(a, 1, 2), canary_make(a, 0xffe, 9));
    canary_find(a, both, 0, seen);
    assert_int_equal(seen->count, 2);
    assert_true(canary_met(seen, 1) && canary_met(seen, 0xffe));
    *seen = (CanarySeen){ .count = 0 };
    canary_find(a, in_page(a, S("zq00000000000000000000 zqzqzq")), 0, seen);
    assert_int_equal(seen->count, 0);
    arena_close(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_canary__is_found_in_every_disguise),
        cmocka_unit_test(test_canary__is_found_in_every_wrapping),
        cmocka_unit_test(test_canary__says_which_record_and_invents_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
