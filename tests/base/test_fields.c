/* test_fields.c - what a person still has to finish, as data. */
#include "base/fields.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void test_fields__nothing_added_nothing_found(void **state)
{
    (void)state;
    FieldErrors errors = { 0 };
    assert_false(field_errors_has(&errors, S("text")));
    assert_int_equal(field_errors_find(&errors, S("text")).len, 0);
}

static void test_fields__a_field_keeps_its_first_message(void **state)
{
    (void)state;
    FieldErrors errors = { 0 };
    field_errors_add(&errors, S("text"), S("Write a few words."));
    field_errors_add(&errors, S("text"), S("Another."));
    field_errors_add(&errors, S("date"), S("Choose a day."));
    assert_int_equal(errors.count, 2);
    assert_true(str_eq(field_errors_find(&errors, S("text")), S("Write a few words.")));
    assert_true(field_errors_has(&errors, S("date")));
}

static void test_fields__a_full_list_keeps_what_it_has(void **state)
{
    (void)state;
    static char names[FIELD_ERRORS_MAX + 4][8];
    FieldErrors errors = { 0 };
    for (size_t i = 0; i < FIELD_ERRORS_MAX + 4; i++) {
        snprintf(names[i], sizeof names[i], "f%zu", i);
        field_errors_add(&errors, str_from_c(names[i]), S("Finish this."));
    }
    assert_int_equal(errors.count, FIELD_ERRORS_MAX);
    assert_true(field_errors_has(&errors, S("f0")));
    assert_false(field_errors_has(&errors, str_from_c(names[FIELD_ERRORS_MAX])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields__nothing_added_nothing_found),
        cmocka_unit_test(test_fields__a_field_keeps_its_first_message),
        cmocka_unit_test(test_fields__a_full_list_keeps_what_it_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
