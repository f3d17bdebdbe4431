/* base_test.h - what the tests of base/ share: cmocka, a context, and comparing Str. */
#ifndef BASE_TEST_H
#define BASE_TEST_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#undef fail /* cmocka's; in this house it makes an Err */
#include "base/base.h"

enum { TEST_ARENA = 16 * 1024 * 1024 };

/* cmocka group fixture: *state is a Ctx with an arena. */
static inline int ctx_setup(void **state)
{
    Ctx *cx = test_calloc(1, sizeof *cx);
    cx->arena = arena_open(TEST_ARENA);
    *state = cx;
    return cx->arena ? 0 : -1;
}

static inline int ctx_teardown(void **state)
{
    Ctx *cx = *state;
    arena_fault_at(-1);
    arena_close(cx->arena);
    test_free(cx);
    return 0;
}

static inline void assert_text_at(Str got, Str wanted, const char *file, int line)
{
    if (str_eq(got, wanted)) return;
    print_error("got:    [" STR_FMT "]\nwanted: [" STR_FMT "]\n", STR_ARG(got), STR_ARG(wanted));
    _fail(file, line);
}
#define assert_text(got, wanted) assert_text_at((got), (wanted), __FILE__, __LINE__)
#define assert_ok(call) assert_int_equal((call).kind, ERR_NONE)
#define assert_kind(call, wanted) assert_int_equal((call).kind, (wanted))

#define IN_CTX(name) cmocka_unit_test_setup_teardown(name, ctx_setup, ctx_teardown)
#endif
