/* What the wording lens finds.  With `print CORPUS` it prints its hits for each line, and with
 * `list` the wordings, for tests/web/suite_lens.sh to hold the browser's script against. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>
#undef fail
#include "base/embedded.h"
#include "domain/lens.h"

static Ctx cx;
static Lens lens;

static int setup(void **state)
{
    (void)state;
    cx = (Ctx){ .arena = arena_open(64 << 20) };
    lens = (Lens){ NULL, 0 };
    for (size_t i = 0; i < embedded_lens_count; i++) {
        Str json = { (const char *)embedded_lens[i].bytes, embedded_lens[i].len };
        if (lens_read(&cx, json, false, &lens).kind != ERR_NONE) {
            fprintf(stderr, "%s: %s\n", embedded_lens[i].name, cx.err_text);
            return -1;
        }
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(cx.arena);
    return 0;
}

/* "resistant@3-12 " for each. */
static Str found_in(const LensAsk *ask, Str text)
{
    LensHit hits[LENS_HITS_MAX];
    Str all = S("");
    size_t count = lens_hits(&lens, ask, text, hits);
    for (size_t i = 0; i < count; i++)
        all = arena_printf(cx.arena, STR_FMT STR_FMT "@%zu-%zu ", STR_ARG(all), STR_ARG(hits[i].pattern->id),
                           hits[i].from, hits[i].to);
    return all;
}

static void finds(const char *language, const char *text, const char *expected)
{
    const LensAsk ask = { .language = str_from_c(language) };
    assert_string_equal(arena_c(cx.arena, found_in(&ask, str_from_c(text))), expected);
}

static void test_lens__finds_whole_words_whatever_their_case(void **state)
{
    (void)state;
    finds("en", "She was RESISTANT today", "resistant@8-17 ");
    finds("en", "irresistible persistent", "");
    finds("en", "non compliant, non-compliant", "non-compliant@0-13 non-compliant@15-28 ");
    finds("en", "non. Compliant", "compliant@5-14 ");
    finds("es", "Es una manipuladora; ANORÉXICA", "manipulador@7-19 anorexica@21-31 ");
    finds("es", "She was resistant", "");
    finds("en", "", "");
}

static void test_lens__takes_the_longest_and_knows_what_is_meant_otherwise(void **state)
{
    (void)state;
    finds("en", "He committed suicide.", "committed-suicide@3-20 ");
    finds("en", "failed suicide attempt", "failed-suicide@0-22 ");
    finds("en", "heart failure; resistance training; admitted to hospital", "");
    finds("en", "is borderline", "borderline@0-13 ");
    finds("en", "with borderline personality", "");
}

static void test_lens__leaves_out_what_is_kept_or_off(void **state)
{
    (void)state;
    const Str kept[] = { S("resistant") };
    const LensAsk ask = { .language = S("en"), .kept = kept, .kept_count = 1 };
    assert_int_equal(found_in(&ask, S("resistant")).len, 0);
    assert_true(found_in(&ask, S("resistant and lazy")).len > 0);
    assert_int_equal(lens_read(&cx, S("{\"language\":\"en\",\"off\":[\"lazy\"]}"), true, &lens).kind, ERR_NONE);
    finds("en", "lazy", "");
}

static void test_lens__takes_a_wording_of_the_practice_and_writes_it_again(void **state)
{
    (void)state;
    const Str own = S("{\"language\":\"en\",\"patterns\":[{\"id\":\"lazy\",\"words\":[\"couch potato\"],"
                      "\"why\":\"w\",\"instead\":[\"resting\"]}],\"off\":[\"needy\"]}");
    assert_int_equal(lens_read(&cx, own, true, &lens).kind, ERR_NONE);
    finds("en", "a lazy needy couch potato", "lazy@13-25 ");
    Out o = out_open(cx.arena, 1 << 16);
    lens_write_own(&o, &lens, S("en"));
    Lens again = { NULL, 0 };
    assert_int_equal(lens_read(&cx, out_str(&o), true, &again).kind, ERR_NONE);
    assert_int_equal(again.count, 1);
    assert_true(str_eq(again.list[0].id, S("lazy")));
}

static void test_lens__refuses_what_cannot_be_read_and_stays_as_it_was(void **state)
{
    (void)state;
    size_t before = lens.count;
    const char *const bad[] = { "", "[]", "{\"language\":\"\"}", "{\"language\":\"en\",\"patterns\":[{}]}",
        "{\"language\":\"en\",\"patterns\":[{\"id\":\"A b\",\"words\":[\"x\"],\"why\":\"w\",\"instead\":[\"i\"]}]}",
        "{\"language\":\"en\",\"patterns\":[{\"id\":\"x\",\"words\":[\".\"],\"why\":\"w\",\"instead\":[\"i\"]}]}",
        "{\"language\":\"en\",\"patterns\":[{\"id\":\"x\",\"words\":[\"x\"],\"why\":\"\",\"instead\":[\"i\"]}]}",
        "{\"language\":\"en\",\"patterns\":[{\"id\":\"x\",\"words\":[\"x\"],\"why\":\"w\",\"instead\":[]}]}" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(lens_read(&cx, str_from_c(bad[i]), true, &lens).kind, ERR_INVALID);
        err_clear(&cx);
        assert_int_equal(lens.count, before);
    }
}

static void test_lens__every_wording_is_found_by_its_own_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < lens.count; i++) {
        const LensPattern *p = &lens.list[i];
        const LensAsk ask = { .language = p->language };
        Str line, rest = p->phrases;
        while (str_cut(&rest, '\n', &line))
            if (found_in(&ask, line).len == 0) {
                print_error(STR_FMT ": " STR_FMT "\n", STR_ARG(p->id), STR_ARG(line));
                assert_true(false);
            }
        for (size_t k = 0; k < p->instead_count; k++)
            if (found_in(&ask, p->instead[k]).len) {
                print_error(STR_FMT " suggests what it warns of: " STR_FMT "\n", STR_ARG(p->id), STR_ARG(p->instead[k]));
                assert_true(false);
            }
    }
    assert_true(lens.count >= 120);
}

static void test_lens__hits_lie_in_any_text_in_order(void **state)
{
    (void)state;
    static const char *const some[] = { "committed", " ", "suicide", "-", "non", "compliant", ". ", "\xff", "é",
        "failed", "attempt", "resistance", "training", "  ", "\xe2\x80", "lazy" };
    const LensAsk ask = { .language = S("en") };
    uint32_t seed = 7;
    for (int round = 0; round < 5000; round++) {
        LensHit hits[LENS_HITS_MAX];
        Out o = out_open(cx.arena, 4096);
        for (int i = 0; i < 12; i++) {
            seed = seed * 1664525 + 1013904223;
            out_raw(&o, str_from_c(some[(seed >> 16) % 16]));
        }
        size_t last = 0, count = lens_hits(&lens, &ask, out_str(&o), hits);
        for (size_t i = 0; i < count; i++) {
            assert_true(hits[i].from >= last && hits[i].to > hits[i].from && hits[i].to <= out_str(&o).len);
            last = hits[i].to;
        }
    }
}

/* --- for the suite ------------------------------------------------------------------------- */

static int list_all(const char *language)
{
    const LensAsk ask = { .language = str_from_c(language) };
    Out o = out_open(cx.arena, 1 << 20);
    lens_json(&o, &lens, &ask);
    printf(STR_FMT "\n", STR_ARG(out_str(&o)));
    return 0;
}

static int print_hits(const char *language)
{
    char line[4096];
    const LensAsk ask = { .language = str_from_c(language) };
    while (fgets(line, sizeof line, stdin)) {
        Str text = str_from_c(line);
        if (text.len && text.ptr[text.len - 1] == '\n') text.len--;
        printf(STR_FMT "\n", STR_ARG(found_in(&ask, text)));
    }
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_lens__finds_whole_words_whatever_their_case, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lens__takes_the_longest_and_knows_what_is_meant_otherwise, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lens__leaves_out_what_is_kept_or_off, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lens__takes_a_wording_of_the_practice_and_writes_it_again, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lens__refuses_what_cannot_be_read_and_stays_as_it_was, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lens__every_wording_is_found_by_its_own_words, setup, teardown),
        cmocka_unit_test_setup_teardown(test_lens__hits_lie_in_any_text_in_order, setup, teardown),
    };
    if (argc == 3 && setup(NULL) == 0)
        return strcmp(argv[1], "list") == 0 ? list_all(argv[2]) : print_hits(argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
