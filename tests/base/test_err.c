/* test_err.c - the closed set of kinds, and the first failure keeping its words. */
#include "base_test.h"

static void test_err__first_failure_keeps_place_and_words(void **state)
{
    Ctx *cx = *state;
    assert_kind(fail(cx, ERR_MISSING, "no entry %d", 5), ERR_MISSING);
    assert_kind(fail(cx, ERR_BUG, "later"), ERR_BUG);
    assert_string_equal(cx->err_text, "no entry 5");
    assert_string_equal(cx->err_where, __func__);
    err_clear(cx);
    assert_null(cx->err_where);
    assert_kind(fail(cx, ERR_BUSY, "again"), ERR_BUSY);
    assert_string_equal(cx->err_text, "again");
}

static void test_err__long_text_is_cut_between_characters(void **state)
{
    Ctx *cx = *state;
    for (int lead = 0; lead < 4; lead++) {
        char text[600] = "xxxx";
        size_t at = (size_t)lead;
        for (; at + 4 < sizeof text; at += 4) memcpy(text + at, "😀", 4);
        text[at] = '\0';
        err_clear(cx);
        assert_kind(fail(cx, ERR_INVALID, "%s", text), ERR_INVALID);
        assert_true(strlen(cx->err_text) >= 196);
        assert_true(str_is_utf8(str_from_c(cx->err_text)));
    }
}

static void test_err__every_kind_has_a_row(void **state)
{
    (void)state;
    assert_int_equal(err_http_status(ERR_NONE), 200);
    assert_int_equal(err_exit_code(ERR_NONE), 0);
    assert_string_equal(err_kind_name(ERR_NONE), "none");
#define X(name, http, exit, log)                           \
    assert_int_equal(err_http_status(ERR_##name), http);   \
    assert_int_equal(err_exit_code(ERR_##name), exit);     \
    assert_string_equal(err_log_level(ERR_##name), log);   \
    assert_int_equal(strcasecmp(err_kind_name(ERR_##name), #name), 0);
    ERR_KINDS(X)
#undef X
    assert_string_equal(err_kind_name(ERR_CONFLICT), "conflict");
    assert_int_equal(err_http_status((ErrKind)99), 500);
}

static void test_err__failing_with_no_kind_is_a_bug(void **state)
{
    Ctx *cx = *state;
    assert_kind(fail(cx, ERR_NONE, "x"), ERR_BUG);
    assert_kind(fail((Ctx *)NULL, ERR_STORE, "x"), ERR_STORE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_CTX(test_err__first_failure_keeps_place_and_words),
        IN_CTX(test_err__long_text_is_cut_between_characters),
        IN_CTX(test_err__every_kind_has_a_row),
        IN_CTX(test_err__failing_with_no_kind_is_a_bug),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
