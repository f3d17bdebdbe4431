/* test_frame.c - the frame around every page, and the small pieces everyone uses. */
#include "views.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#define HOSTILE S("<script>\"'&")

static int setup(void **state)
{
    *state = arena_open(1 << 20);
    return *state == NULL;
}

static int teardown(void **state)
{
    arena_close(*state);
    return 0;
}

static Out out_of(void **state)
{
    return out_open(*state, 256 * 1024);
}

static Str page(void **state, const Frame *f)
{
    Out o = out_of(state);
    view_page_top(&o, f);
    view_page_end(&o, f);
    assert_false(o.bad);
    return out_str(&o);
}

static void test_frame__empty_parts_are_left_out(void **state)
{
    Frame f = { .title = S("Sign in") };
    Str html = page(state, &f);
    assert_true(str_contains(html, S("<title>Sign in – Tandem</title>")));
    assert_true(str_contains(html, S("<html lang=\"en\" dir=\"ltr\">")));
    assert_false(str_contains(html, S("<script")));
    assert_false(str_contains(html, S("<nav")));
    assert_false(str_contains(html, S("Sign out")));
    assert_false(str_contains(html, S("Demonstration")));
    assert_true(str_contains(html, S("Help now")));
}

static void test_frame__help_stands_on_every_kind_of_page(void **state)
{
    CrisisLine line = { S("Night line"), S("020 555 010"), S("free"), { S("tel:020555010") } };
    for (int kind = FRAME_PLAIN; kind <= FRAME_WORK; kind++) {
        Frame f = { .title = S("x"), .kind = (FrameKind)kind, .crisis = &line, .crisis_count = 1 };
        Str html = page(state, &f);
        assert_true(str_contains(html, S("href=\"#help\"")));
        assert_true(str_contains(html, S("id=\"help\"")));
        assert_true(str_contains(html, S("href=\"tel:020555010\"")));
    }
}

static void test_frame__tabs_name_the_current_page(void **state)
{
    Frame f = { .title = S("Home"), .kind = FRAME_CLIENT,
                .nav = { { S("Home"), { S("/") }, true }, { S("Sharing"), { S("/sharing") }, false } } };
    Str html = page(state, &f);
    assert_true(str_contains(html, S("<a href=\"/\" aria-current=\"page\">Home</a>")));
    assert_true(str_contains(html, S("<a href=\"/sharing\">Sharing</a>")));
}

static void test_frame__a_page_without_live_updates_ships_no_libraries(void **state)
{
    Frame f = { .title = S("x"), .htmx = { S("/h.js") } };
    assert_false(str_contains(page(state, &f), S("/h.js")));
    f.live = true;
    assert_true(str_contains(page(state, &f), S("<script src=\"/h.js\" defer>")));
}

static void test_frame__words_of_people_are_escaped(void **state)
{
    Frame f = { .title = HOSTILE, .kind = FRAME_WORK, .person_name = HOSTILE, .practice_name = HOSTILE,
                .csrf = HOSTILE, .flash = HOSTILE, .duty_name = HOSTILE, .duty_number = HOSTILE,
                .watched = HOSTILE, .nav = { { HOSTILE, { S("/") }, false } },
                .sign_out = { S("/sign-out") } };
    assert_false(str_contains(page(state, &f), S("<script>")));
    Out o = out_of(state);
    view_voice(&o, HOSTILE, HOSTILE, VOICE_CLIENT);
    view_sees(&o, HOSTILE, HOSTILE);
    view_tag(&o, TAG_CARE, HOSTILE);
    view_line11(&o, S("close"), HOSTILE, HOSTILE, LINE_EMPTY);
    assert_false(str_contains(out_str(&o), S("<script>")));
}

static void test_line11__has_no_choice_made_beforehand(void **state)
{
    Out o = out_of(state);
    view_line11(&o, S("close"), S("Far apart"), S("Very close"), LINE_EMPTY);
    assert_false(str_contains(out_str(&o), S("checked")));
    view_line11(&o, S("close"), S("Far apart"), S("Very close"), 10);
    assert_true(str_contains(out_str(&o), S("value=\"10\" checked>")));
}

static void test_errors__summary_points_to_the_field_and_the_field_says_the_same(void **state)
{
    FieldErrors errors = { 0 };
    Out o = out_of(state);
    view_error_summary(&o, &errors);
    view_field_error(&o, &errors, S("text"));
    assert_int_equal(out_str(&o).len, 0);
    field_errors_add(&errors, S("text"), S("Write a few words."));
    view_error_summary(&o, &errors);
    view_field_error(&o, &errors, S("text"));
    assert_true(str_contains(out_str(&o), S("<a href=\"#text\">Write a few words.</a>")));
    assert_true(str_contains(out_str(&o), S("<p class=\"error\" id=\"text-error\">Write a few words.</p>")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        T(test_frame__empty_parts_are_left_out),
        T(test_frame__help_stands_on_every_kind_of_page),
        T(test_frame__tabs_name_the_current_page),
        T(test_frame__a_page_without_live_updates_ships_no_libraries),
        T(test_frame__words_of_people_are_escaped),
        T(test_line11__has_no_choice_made_beforehand),
        T(test_errors__summary_points_to_the_field_and_the_field_says_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
