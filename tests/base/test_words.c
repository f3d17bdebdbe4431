/* test_words.c - the program's words in another language. */
#include "base_test.h"

#include "base/words.h"

#include <stdio.h>

typedef struct Reading { Arena *arena; const Language *es, *ar; } Reading;

static int open_reading(void **state)
{
    static Reading r;
    r = (Reading){ arena_open(1 << 20), words_find(S("es")), words_find(S("ar")) };
    arena_speak(r.arena, r.es);
    *state = &r;
    return r.arena && r.es && r.ar ? 0 : -1;
}

static int close_reading(void **state)
{
    arena_close(((Reading *)*state)->arena);
    return 0;
}

static void is_str(Str have, const char *want)
{
    if (!str_eq(have, str_from_c(want))) print_error("have \"" STR_FMT "\"\n", STR_ARG(have));
    assert_true(str_eq(have, str_from_c(want)));
}

static void test_words__a_format_is_said_in_the_readers_language(void **state)
{
    Reading *r = *state;
    is_str(arena_printf(r->arena, "You and " STR_FMT, STR_ARG(S("Daniel"))), "Tú y Daniel");
    is_str(arena_printf(r->arena, "Question %zu of %d", (size_t)2, 4), "Pregunta 2 de 4");
    arena_speak(r->arena, NULL);
    is_str(arena_printf(r->arena, "You and " STR_FMT, STR_ARG(S("Daniel"))), "You and Daniel");
}

static void test_words__what_is_no_message_is_printed_as_ever(void **state)
{
    Reading *r = *state;
    is_str(arena_printf(r->arena, "/work/%s/%05d?%x", "Home", 42, 255u), "/work/Home/00042?ff");
    is_str(arena_printf(r->arena, "%s", "Home"), "Home");
}

static void test_words__values_side_by_side_are_words_when_they_are_ours(void **state)
{
    Reading *r = *state;
    is_str(arena_printf(r->arena, "%s, " STR_FMT, "Good morning", STR_ARG(S("x"))), "Buenos días, x");
}

static void test_words__what_a_person_wrote_is_never_translated(void **state)
{
    Reading *r = *state;
    Out out = out_open(r->arena, 1000);
    Str written = arena_str(r->arena, S("Home"));
    OUT(&out, S("Home"));
    OUT(&out, written);
    is_str(out_str(&out), "InicioHome");
    is_str(words_value(r->es, written), "Home");
    is_str(arena_printf(r->arena, "With " STR_FMT, STR_ARG(written)), "Con Home");
}

static void test_words__values_in_attributes_that_nobody_reads_stay(void **state)
{
    Reading *r = *state;
    Out out = out_open(r->arena, 1000);
    OUT_ATTR(&out, S("Home"));
    OUT_SAY_ATTR(&out, S("Home"));
    is_str(out_str(&out), "HomeInicio");
}

static void test_words__one_and_many_follow_the_language(void **state)
{
    Reading *r = *state;
    is_str(say_count(r->arena, 1, "{1} session", "{1} sessions"), "1 sesión");
    is_str(say_count(r->arena, 5, "{1} session", "{1} sessions"), "5 sesiones");
    arena_speak(r->arena, r->ar);
    is_str(say_count(r->arena, 2, "{1} session", "{1} sessions"), "جلستان");
    is_str(say_count(r->arena, 3, "{1} session", "{1} sessions"), "3 جلسات");
    is_str(say_count(r->arena, 11, "{1} session", "{1} sessions"), "11 جلسة");
    arena_speak(r->arena, NULL);
    is_str(say_count(r->arena, 1, "{1} session", "{1} sessions"), "1 session");
    is_str(say_count(r->arena, 0, "{1} session", "{1} sessions"), "0 sessions");
}

static void test_words__numbers_and_days_are_the_readers(void **state)
{
    Reading *r = *state;
    is_str(say_fixed(r->arena, 3.5, 1), "3,5");
    is_str(time_say_day(r->arena, zone_utc(), 0), "jueves 1 de enero");
    is_str(time_say_when(r->arena, zone_utc(), 0, 3600000), "hoy a las 00:00");
    arena_speak(r->arena, NULL);
    is_str(time_say_when(r->arena, zone_utc(), 0, 3600000), "today at 00:00");
}

static void test_words__a_view_sends_parts_in_the_order_of_the_translation(void **state)
{
    Reading *r = *state;
    Out out = out_open(r->arena, 1000);
    Saying s = saying_open(&out, S("You sent your check-in {1}. <a2>Read what you sent</a2>"), WORDS_MARK);
    for (int part = saying_next(&s); part > 0; part = saying_next(&s))
        out_raw(&out, part == 1 ? S("[when]") : S("<a href=\"/x\">"));
    is_str(out_str(&out), "Enviaste tu cuestionario [when]. <a href=\"/x\">Leer lo que enviaste</a>");
}

static void test_words__what_is_missing_stays_english_and_is_marked(void **state)
{
    Reading *r = *state;
    Out out = out_open(r->arena, 1000);
    out_words(&out, S("No such message anywhere"), WORDS_MARK);
    out_words(&out, S(" No such message"), WORDS_PLAIN);
    is_str(out_str(&out), "<span lang=\"en\" dir=\"ltr\">No such message anywhere</span> No such message");
}

static void test_words__a_browser_gets_its_first_language_that_there_is(void **state)
{
    Reading *r = *state;
    assert_ptr_equal(words_accept(S("sv, es-MX;q=0.9, en;q=0.8")), r->es);
    assert_ptr_equal(words_accept(S("en-GB,es")), NULL);
    assert_ptr_equal(words_accept(S("ar")), r->ar);
    assert_ptr_equal(words_accept(S(";;,,q=1, *")), NULL);
    assert_ptr_equal(words_accept(S("")), NULL);
    assert_ptr_equal(words_find(S("xx")), NULL);
}

static void test_words__a_full_arena_gives_no_half_sentence(void **state)
{
    (void)state;
    Arena *small = arena_open(64);
    arena_speak(small, words_find(S("es")));
    Str said = arena_printf(small, "You and %s", "a name that is much too long for an arena of that size, and then some");
    assert_int_equal(said.len, 0);
    assert_true(arena_failed(small));
    arena_close(small);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, open_reading, close_reading)
    const struct CMUnitTest tests[] = {
        T(test_words__a_format_is_said_in_the_readers_language),
        T(test_words__what_is_no_message_is_printed_as_ever),
        T(test_words__values_side_by_side_are_words_when_they_are_ours),
        T(test_words__what_a_person_wrote_is_never_translated),
        T(test_words__values_in_attributes_that_nobody_reads_stay),
        T(test_words__one_and_many_follow_the_language),
        T(test_words__numbers_and_days_are_the_readers),
        T(test_words__a_view_sends_parts_in_the_order_of_the_translation),
        T(test_words__what_is_missing_stays_english_and_is_marked),
        T(test_words__a_browser_gets_its_first_language_that_there_is),
        T(test_words__a_full_arena_gives_no_half_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
