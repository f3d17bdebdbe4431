/* measure_test.h - an arena, a context and the built-in definitions for the tests. */
#ifndef MEASURE_TEST_H
#define MEASURE_TEST_H
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#undef fail
#include "measure/builtin.h"
#include "measure/score.h"

/* cmocka's fail() gave its name to our errors. */
#define test_fails(...)                                                                    \
    do {                                                                                   \
        print_error(__VA_ARGS__);                                                          \
        print_error("\n");                                                                 \
        _fail(__FILE__, __LINE__);                                                         \
    } while (0)

typedef struct World {
    Arena *arena;
    Ctx cx;
    MeasureSet *set;
} World;

static inline int world_open(void **state)
{
    static World w;
    w = (World){ .arena = arena_open((size_t)64 << 20) };
    w.cx = (Ctx){ .arena = w.arena };
    assert_non_null(w.arena);
    Err built = measure_builtin(&w.cx, w.arena, &w.set);
    if (built.kind != ERR_NONE) test_fails("%s", w.cx.err_text);
    *state = &w;
    return 0;
}

static inline int world_close(void **state)
{
    arena_close(((World *)*state)->arena);
    return 0;
}

#define assert_near(a, b) assert_within((a), (b), 1e-6)
#define assert_within(a, b, tolerance)                                                     \
    do {                                                                                   \
        double got_ = (a), want_ = (b);                                                    \
        if (!(fabs(got_ - want_) <= (tolerance)))                                          \
            test_fails("%s is %.12g, expected %.12g", #a, got_, want_);                      \
    } while (0)
#define assert_text(str, c_text)                                                           \
    do {                                                                                   \
        Str got_ = (str);                                                                  \
        if (!str_eq(got_, str_from_c(c_text)))                                             \
            test_fails("\n got: " STR_FMT "\nwant: %s", STR_ARG(got_), (c_text));            \
    } while (0)
#define assert_ok(call)                                                                    \
    do {                                                                                   \
        Err err_ = (call);                                                                 \
        if (err_.kind != ERR_NONE) test_fails("%s: %s", #call, err_kind_name(err_.kind));    \
    } while (0)
#define assert_err(call, expected)                                                         \
    do {                                                                                   \
        Err err_ = (call);                                                                 \
        if (err_.kind != (expected)) test_fails("%s: %s", #call, err_kind_name(err_.kind));  \
    } while (0)
#endif
