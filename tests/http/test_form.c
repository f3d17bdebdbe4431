/* Forms and cookies: read strictly, or not at all. */
#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#undef fail                         /* base/err.h has its own */

#include "http/form.h"
#include "http/server.h"

static int start(void **state)
{
    Ctx *cx = calloc(1, sizeof *cx);
    if (!cx) return 1;
    cx->arena = arena_open(32 << 20);
    *state = cx;
    return 0;
}

static int stop(void **state)
{
    Ctx *cx = *state;
    arena_close(cx->arena);
    free(cx);
    return 0;
}

static void test_form__fields_are_decoded(void **state)
{
    Form form;
    Str text = S("name=Maya+L&note=a%0D%0Ab%0Ac%26%3D%2B&empty=&flag&q_2=%C3%A5%E2%82%AC");
    assert_int_equal(form_parse(*state, text, &form).kind, ERR_NONE);
    assert_int_equal(form.count, 5);
    assert_true(str_eq(*form_get(&form, S("name")), S("Maya L")));
    assert_true(str_eq(*form_get(&form, S("note")), S("a\nb\nc&=+")));
    assert_true(str_eq(*form_get(&form, S("empty")), S("")));
    assert_true(str_eq(*form_get(&form, S("flag")), S("")));
    assert_true(str_eq(*form_get(&form, S("q_2")), S("\303\245\342\202\254")));
    assert_null(form_get(&form, S("nothing")));
    assert_null(form_get(&form, S("nam")));
}

static void test_form__nothing_is_an_empty_form(void **state)
{
    Form form;
    assert_int_equal(form_parse(*state, S(""), &form).kind, ERR_NONE);
    assert_int_equal(form.count, 0);
}

static void test_form__ambiguous_text_is_invalid_and_changes_nothing(void **state)
{
    static const Str bad[] = {
        S("a=1&a=2"), S("a&a"), S("=1"), S("&"), S("a=1&&b=2"), S("a=1&"), S("A=1"), S("a-b=1"),
        S("a%41=1"), S("a[]=1"), S("a.b=1"), S("a=%"), S("a=%4"), S("a=%4g"), S("a=%g4"),
        S("a=%00"), S("a=\0"), S("a=%ff"), S("a=%c0%af"), S("a=%ed%a0%80"), S("a=\377"),
        S("\303\245=1"), S("a1234567890123456789012345678901234567890=1"), S(" a=1"), S("a =1"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Form form = { .count = 77 };
        err_clear(*state);
        assert_int_equal(form_parse(*state, bad[i], &form).kind, ERR_INVALID);
        assert_int_equal(form.count, 77);
    }
}

static void test_form__no_cr_is_left_and_control_bytes_are_for_the_field_to_judge(void **state)
{
    Form form;
    assert_int_equal(form_parse(*state, S("a=x%0Dy%01%0D%0D%0A%0A%0D"), &form).kind, ERR_NONE);
    assert_true(str_eq(*form_get(&form, S("a")), S("x\ny\001\n\n\n\n")));
}

static void test_form__number_of_fields_has_a_limit(void **state)
{
    char text[2000];
    size_t len = 0;
    for (int i = 0; i <= FORM_FIELDS_MAX; i++) {
        Form form;
        err_clear(*state);
        len += (size_t)snprintf(text + len, sizeof text - len, "%sf%d=%d", i ? "&" : "", i, i);
        Err err = form_parse(*state, (Str){ text, len }, &form);
        assert_int_equal(err.kind, i < FORM_FIELDS_MAX ? ERR_NONE : ERR_INVALID);
    }
}

static void test_form__value_has_a_limit_after_decoding(void **state)
{
    size_t room = 3 * (size_t)FORM_VALUE_MAX + 100;
    char *text = malloc(room);
    assert_non_null(text);
    Form form;
    memset(text, 'x', room);
    memcpy(text, "a=", 2);
    Str longest = { text, 2 + FORM_VALUE_MAX }, longer = { text, 3 + FORM_VALUE_MAX };
    assert_int_equal(form_parse(*state, longest, &form).kind, ERR_NONE);
    assert_int_equal(form_parse(*state, longer, &form).kind, ERR_INVALID);
    for (size_t i = 0; i < FORM_VALUE_MAX; i++) memcpy(text + 2 + 3 * i, "%41", 3);
    size_t escaped = 2 + 3 * (size_t)FORM_VALUE_MAX;
    assert_int_equal(form_parse(*state, (Str){ text, escaped }, &form).kind, ERR_NONE);
    assert_int_equal(form.value[0].len, FORM_VALUE_MAX);
    text[escaped] = 'x';
    assert_int_equal(form_parse(*state, (Str){ text, escaped + 1 }, &form).kind, ERR_INVALID);
    free(text);
}

static void test_form__each_allocation_may_fail(void **state)
{
    Ctx *cx = *state;
    for (long n = 0;; n++) {
        Form form = { .count = 77 };
        err_clear(cx);
        Arena *a = arena_open(1 << 20);
        Ctx one = { .arena = a };
        arena_fault_at(n);
        Err err = form_parse(&one, S("a=1&b=2"), &form);
        bool hit = arena_fault_hit();
        arena_fault_at(-1);
        arena_close(a);
        assert_int_equal(err.kind, hit ? ERR_LIMIT : ERR_NONE);
        assert_int_equal(form.count, hit ? 77 : 2);
        if (!hit) return;
    }
}

/* --- cookies and headers ----------------------------------------------------------- */

static Str cookie(Str header, Str name)
{
    HttpRequest rq = { .header = { { S("COOKIE"), header } }, .header_count = 1 };
    return http_cookie(&rq, name);
}

static void test_cookie__is_found_by_its_exact_name(void **state)
{
    (void)state;
    assert_true(str_eq(cookie(S("sid=abc"), S("sid")), S("abc")));
    assert_true(str_eq(cookie(S("a=1; sid=abc; b=2"), S("sid")), S("abc")));
    assert_true(str_eq(cookie(S("a=1;sid=abc;b=2"), S("sid")), S("abc")));
    assert_true(str_eq(cookie(S("sid=a=b=="), S("sid")), S("a=b==")));
    assert_true(str_eq(cookie(S("__Host-sid=x; sid=y"), S("__Host-sid")), S("x")));
    assert_int_equal(cookie(S("xsid=1; sid2=2; SID=3"), S("sid")).len, 0);
    assert_int_equal(cookie(S("sid"), S("sid")).len, 0);
    assert_int_equal(cookie(S(""), S("sid")).len, 0);
}

static void test_cookie__named_twice_is_absent(void **state)
{
    (void)state;
    assert_int_equal(cookie(S("sid=a; sid=b"), S("sid")).len, 0);
    assert_int_equal(cookie(S("sid=a; x=1; sid=a"), S("sid")).len, 0);
    assert_int_equal(cookie(S("sid=a;sid="), S("sid")).len, 0);
}

static void test_header__is_found_in_any_case_and_empty_when_absent(void **state)
{
    (void)state;
    HttpRequest rq = { .header = { { S("oRigin"), S("x") } }, .header_count = 1 };
    assert_true(str_eq(http_header(&rq, "Origin"), S("x")));
    assert_int_equal(http_header(&rq, "origi").len, 0);
    assert_int_equal(http_header(&rq, "originx").len, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(test_##name, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(form__fields_are_decoded),
        T(form__nothing_is_an_empty_form),
        T(form__ambiguous_text_is_invalid_and_changes_nothing),
        T(form__no_cr_is_left_and_control_bytes_are_for_the_field_to_judge),
        T(form__number_of_fields_has_a_limit),
        T(form__value_has_a_limit_after_decoding),
        T(form__each_allocation_may_fail),
        T(cookie__is_found_by_its_exact_name),
        T(cookie__named_twice_is_absent),
        T(header__is_found_in_any_case_and_empty_when_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
