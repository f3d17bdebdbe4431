/* Words without case and accents, and what is found and shown of a text. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#undef fail
#include "domain/search.h"

static Arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_open(8 << 20);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_close(arena);
    return 0;
}

/* "el nino", and where a phrase ends in between: "el / nino". */
static Str folded(Str text)
{
    Word w;
    size_t at = 0;
    Str all = S("");
    while (words_next(text, &at, &w)) {
        const char *between = all.len == 0 ? "" : w.joined ? " " : " / ";
        all = arena_printf(arena, STR_FMT "%s" STR_FMT, STR_ARG(all), between, (int)w.len, w.folded);
    }
    return all;
}

static void same(Str a, const char *b)
{
    assert_string_equal(arena_c(arena, a), b);
}

static void test_words__fold_case_accents_and_ligatures(void **state)
{
    (void)state;
    same(folded(S("El NIÑO, Über-müde!")), "el nino / uber mude");
    same(folded(S("Straße Œuvre Łódź Ngữ ŊÆ")), "strasse oeuvre lodz ngu nae");
    same(folded(S("cafe\xcc\x81 co\xc2\xad" "operate")), "cafe cooperate");      /* accents of their own, soft hyphens */
    same(folded(S("Мария ΣΟΦΙΑ")), "мария σοφια");
    same(folded(S("don’t don't a\xe2\x80\x91" "b 3.5")), "don t don t a b 3 / 5");
    same(folded(S(" … — ¡¿ ")), "");
    same(folded(S("")), "");
}

static void test_words__stand_where_they_say_in_any_bytes(void **state)
{
    (void)state;
    uint32_t seed = 12345;
    for (int round = 0; round < 20000; round++) {
        char bytes[24];
        for (size_t i = 0; i < sizeof bytes; i++) {
            static const char some[] = "aB -.'\xc3\xa9\xcc\x81\xe2\x80\x91\xff\xf0\x9f\x98\x80";
            seed = seed * 1664525 + 1013904223;
            bytes[i] = some[(seed >> 16) % (sizeof some - 1)];
        }
        Str text = { bytes, (seed >> 20) % sizeof bytes };
        size_t at = 0, last = 0;
        Word w;
        while (words_next(text, &at, &w)) {
            assert_true(w.from >= last && w.to > w.from && w.to <= text.len && w.to == at);
            assert_true(w.len <= WORD_MAX);
            last = w.to;
        }
        assert_int_equal(at, text.len);
    }
}

static void test_words__too_long_ones_compare_by_their_beginning(void **state)
{
    (void)state;
    Word w;
    size_t at = 0;
    Str text = S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b");
    assert_true(words_next(text, &at, &w));
    assert_int_equal(w.len, WORD_MAX);
    assert_int_equal(w.to, 72);
    assert_true(words_next(text, &at, &w));
    assert_int_equal(w.len, 1);
}

static bool finds(const char *asked, const char *text)
{
    Search s = search_read(arena, str_from_c(asked));
    return search_finds(&s, str_from_c(text));
}

static void test_search__wants_every_word_and_takes_beginnings(void **state)
{
    (void)state;
    assert_true(finds("sleep", "I was sleeping badly."));
    assert_true(finds("bad SLEEP", "I was sleeping badly."));
    assert_false(finds("sleep well", "I was sleeping badly."));
    assert_false(finds("leep", "I was sleeping."));
    assert_true(finds("senor", "El Señor"));
    assert_true(finds("señor", "senor"));
}

static void test_search__takes_quotes_as_they_are(void **state)
{
    (void)state;
    assert_true(finds("\"say no\"", "to say no once"));
    assert_true(finds("\"say no\"", "say-no"));
    assert_false(finds("\"say no\"", "say. No!"));
    assert_false(finds("\"say no\"", "say nothing"));
    assert_false(finds("\"say no\"", "no say"));
    assert_true(finds("\"say no", "say no"));       /* the second quote was forgotten */
    assert_true(finds("mother \"say no\"", "say no to my mothers"));
}

static void test_search__for_nothing_finds_nothing(void **state)
{
    (void)state;
    assert_false(finds("", "anything"));
    assert_false(finds(" \"\" .,;", "anything"));
    assert_false(finds("a", ""));
    assert_true(finds("a b c d e f g h i j k", "a b c d e f g h"));   /* eight words are looked for */
}

static Str shown(const char *asked, Str text, size_t chars)
{
    Search s = search_read(arena, str_from_c(asked));
    SearchExcerpt e = search_excerpt(&s, text, chars);
    Str all = e.cut_before ? S("<") : S("");
    for (size_t i = 0; i < e.count; i++)
        all = arena_printf(arena, STR_FMT "%s" STR_FMT "%s", STR_ARG(all), e.piece[i].hit ? "[" : "",
                           STR_ARG(e.piece[i].text), e.piece[i].hit ? "]" : "");
    return e.cut_after ? arena_join(arena, all, S(">")) : all;
}

static void test_search__shows_whole_words_around_the_place(void **state)
{
    (void)state;
    same(shown("sleep", S("I sleep badly"), 60), "I [sleep] badly");
    Str text = S("one two three four five six seven eight nine ten eleven twelve thirteen");
    Str some = shown("eight", text, 30);
    assert_true(str_starts(some, S("<")) && str_ends(some, S(">")));
    assert_true(str_contains(some, S("[eight]")));
    assert_false(str_contains(some, S("thirteen")) || str_contains(some, S("one")));
    same(shown("x", S("é é é é"), 3), "é é>");
    same(shown("two", S("two two"), 60), "[two] [two]");
}

static void test_search__excerpts_stay_within_any_text(void **state)
{
    (void)state;
    uint32_t seed = 99;
    for (int round = 0; round < 20000; round++) {
        char bytes[40];
        for (size_t i = 0; i < sizeof bytes; i++) {
            static const char *const some = "ab  no\n-";
            seed = seed * 1664525 + 1013904223;
            bytes[i] = some[(seed >> 16) % 8];
        }
        Str text = { bytes, (seed >> 20) % sizeof bytes };
        Search s = search_read(arena, S("a \"no b\" n"));
        SearchExcerpt e = search_excerpt(&s, text, (seed >> 8) % 30 + 1);
        const char *last = NULL;
        for (size_t i = 0; i < e.count; i++) {
            Str p = e.piece[i].text;
            assert_true(p.ptr >= text.ptr && p.ptr + p.len <= text.ptr + text.len && p.len > 0);
            assert_true(!last || p.ptr == last);         /* without a gap */
            last = p.ptr + p.len;
        }
        if (round % 500 == 0) teardown(NULL), setup(NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words__fold_case_accents_and_ligatures),
        cmocka_unit_test(test_words__stand_where_they_say_in_any_bytes),
        cmocka_unit_test(test_words__too_long_ones_compare_by_their_beginning),
        cmocka_unit_test(test_search__wants_every_word_and_takes_beginnings),
        cmocka_unit_test(test_search__takes_quotes_as_they_are),
        cmocka_unit_test(test_search__for_nothing_finds_nothing),
        cmocka_unit_test(test_search__shows_whole_words_around_the_place),
        cmocka_unit_test(test_search__excerpts_stay_within_any_text),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
