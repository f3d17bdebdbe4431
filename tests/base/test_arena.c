/* test_arena.c - one capped arena per request: limits, marks, faults, overruns. */
#include "base_test.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static void test_arena__gives_zeroed_aligned_memory_of_its_own(void **state)
{
    (void)state;
    Arena *a = arena_open(4 * 1024 * 1024);
    unsigned char *pieces[300];
    for (size_t i = 0; i < 300; i++) {
        size_t size = i * 37 % 5000;
        pieces[i] = arena_alloc(a, size);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        for (size_t at = 0; at < size; at++) assert_int_equal(pieces[i][at], 0);
        memset(pieces[i], (int)(i & 0xFF), size);
    }
    for (size_t i = 0; i < 300; i++)
        for (size_t at = 0; at < i * 37 % 5000; at++) assert_int_equal(pieces[i][at], i & 0xFF);
    assert_false(arena_failed(a));
    arena_close(a);
}

/* The spare block of the thread comes back dirty: it must not show. */
static void test_arena__reused_blocks_are_zeroed_again(void **state)
{
    (void)state;
    for (int round = 0; round < 3; round++) {
        Arena *a = arena_open(1024 * 1024);
        unsigned char *bytes = arena_alloc(a, 40000);
        for (size_t i = 0; i < 40000; i++) assert_int_equal(bytes[i], 0);
        memset(bytes, 0xA5, 40000);
        arena_close(a);
    }
}

static void test_arena__full_is_marked_for_good(void **state)
{
    (void)state;
    Arena *a = arena_open(1000);
    assert_non_null(arena_alloc(a, 500));
    assert_null(arena_alloc(a, 501));
    assert_true(arena_failed(a));
    assert_null(arena_alloc(a, 1));
    assert_text(arena_str(a, S("x")), S(""));
    assert_string_equal(arena_c(a, S("x")), "");
    assert_text(arena_printf(a, "%d", 5), S(""));
    assert_text(arena_join(a, S("a"), S("b")), S(""));
    assert_null(arena_grow(a, NULL, 0, 5));
    arena_close(a);
}

static void test_arena__limit_counts_what_was_handed_out(void **state)
{
    (void)state;
    for (size_t limit = 16; limit < 300000; limit *= 3) {
        Arena *a = arena_open(limit);
        size_t room = limit / 16 * 16;
        for (size_t given = 0; given < room; given += 16) assert_non_null(arena_alloc(a, 16));
        assert_int_equal(arena_used(a), room);
        assert_false(arena_failed(a));
        assert_null(arena_alloc(a, 16));
        arena_close(a);
    }
}

static void test_arena__sizes_that_overflow_mark_it(void **state)
{
    (void)state;
    /* volatile: the compiler knows that no such object can be, and would say so. */
    const volatile size_t sizes[] = { SIZE_MAX, SIZE_MAX - 7, SIZE_MAX / 2, SIZE_MAX / 4 + 1 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Arena *a = arena_open(SIZE_MAX);
        assert_null(arena_alloc(a, sizes[i]));
        assert_true(arena_failed(a));
        arena_close(a);
    }
    Arena *a = arena_open(SIZE_MAX);
    assert_null(arena_array(a, SIZE_MAX / 8 + 2, 8));
    assert_true(arena_failed(a));
    arena_close(a);
    arena_close(NULL);
    assert_true(arena_failed(NULL));
    assert_null(arena_alloc(NULL, 5));
}

static void test_arena__text_is_copied_with_nul_behind(void **state)
{
    (void)state;
    Arena *a = arena_open(100000);
    char text[] = "hello";
    Str copy = arena_str(a, str_from_c(text));
    text[0] = 'J';
    assert_text(copy, S("hello"));
    assert_int_equal(copy.ptr[5], 0);
    assert_string_equal(arena_c(a, str_slice(copy, 1, 3)), "el");
    assert_text(arena_printf(a, "%s-%d", "x", 12), S("x-12"));
    assert_text(arena_join(a, S("a"), S("bc")), S("abc"));
    assert_text(arena_join(a, (Str){ 0 }, (Str){ 0 }), S(""));
    assert_non_null(arena_str(a, (Str){ 0 }).ptr);
    arena_close(a);
}

static void test_arena__grow_keeps_the_content(void **state)
{
    (void)state;
    Arena *a = arena_open(8 * 1024 * 1024);
    size_t size = 16;
    unsigned char *bytes = arena_grow(a, NULL, 0, size);
    memset(bytes, 1, size);
    for (int i = 0; i < 14; i++) {
        if (i % 3 == 2) assert_non_null(arena_alloc(a, 8)); /* no longer the last one */
        bytes = arena_grow(a, bytes, size, size * 2);
        assert_non_null(bytes);
        for (size_t at = 0; at < size; at++) assert_int_equal(bytes[at], 1);
        size *= 2;
        memset(bytes, 1, size);
    }
    arena_close(a);
}

static void test_arena__last_allocation_grows_in_place(void **state)
{
    (void)state;
    Arena *a = arena_open(100000);
    char *bytes = arena_alloc(a, 100);
    size_t used = arena_used(a);
    assert_ptr_equal(arena_grow(a, bytes, 100, 5000), bytes);
    assert_int_equal(arena_used(a), used - 112 + 5008);
    assert_ptr_equal(arena_grow(a, bytes, 5000, 200), bytes);
    assert_null(arena_grow(a, bytes, 5000, 200000));
    assert_true(arena_failed(a));
    arena_close(a);
}

static void test_arena__the_nth_allocation_fails_once(void **state)
{
    (void)state;
    for (long n = 1; n <= 4; n++) {
        Arena *a = arena_open(100000);
        arena_fault_at(n);
        assert_false(arena_fault_hit());
        for (long i = 1; i < n; i++) assert_non_null(arena_alloc(a, 8));
        assert_null(arena_alloc(a, 8));
        assert_true(arena_fault_hit());
        assert_true(arena_failed(a));
        arena_close(a);
        a = arena_open(100000);
        assert_non_null(arena_alloc(a, 8));
        arena_close(a);
    }
    arena_fault_at(1);
    assert_null(arena_open(1000));
    assert_true(arena_fault_hit());
    arena_fault_at(2);
    Arena *a = arena_open(1000);
    assert_non_null(a);
    assert_null(arena_grow(a, NULL, 0, 8));
    arena_close(a);
    arena_fault_at(-1);
}

static void *use_arena(void *unused)
{
    (void)unused;
    for (int i = 0; i < 50; i++) {
        Arena *a = arena_open(1024 * 1024);
        memset(arena_alloc(a, 100000), i, 100000);
        arena_close(a);
    }
    return NULL;
}

static void test_arena__threads_have_their_own_spare_block(void **state)
{
    (void)state;
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) assert_int_equal(pthread_create(&threads[i], NULL, use_arena, NULL), 0);
    for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
}

typedef void Crime(Arena *a);

static void write_one_past(Arena *a)
{
    volatile char *bytes = arena_alloc(a, 24);
    arena_alloc(a, 24);
    bytes[24] = 1;
}

static void write_after_close(Arena *a)
{
    volatile char *bytes = arena_alloc(a, 24);
    arena_close(a);
    bytes[3] = 1;
}

static void read_one_past_text(Arena *a)
{
    volatile char sink = 0;
    Str text = arena_str(a, S("abc"));
    sink = text.ptr[4];
    (void)sink;
}

/* True when the address sanitizer stopped a child that did this. */
static bool is_caught(Crime *crime)
{
    pid_t child = fork();
    if (child == 0) {
        close(STDERR_FILENO);
        crime(arena_open(100000));
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

static void test_arena__overruns_and_late_uses_are_caught(void **state)
{
    (void)state;
#if defined(__SANITIZE_ADDRESS__)
    assert_true(is_caught(write_one_past));
    assert_true(is_caught(write_after_close));
    assert_true(is_caught(read_one_past_text));
#else
    (void)is_caught;
    (void)write_one_past;
    (void)write_after_close;
    (void)read_one_past_text;
    skip();
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena__gives_zeroed_aligned_memory_of_its_own),
        cmocka_unit_test(test_arena__reused_blocks_are_zeroed_again),
        cmocka_unit_test(test_arena__full_is_marked_for_good),
        cmocka_unit_test(test_arena__limit_counts_what_was_handed_out),
        cmocka_unit_test(test_arena__sizes_that_overflow_mark_it),
        cmocka_unit_test(test_arena__text_is_copied_with_nul_behind),
        cmocka_unit_test(test_arena__grow_keeps_the_content),
        cmocka_unit_test(test_arena__last_allocation_grows_in_place),
        cmocka_unit_test(test_arena__the_nth_allocation_fails_once),
        cmocka_unit_test(test_arena__threads_have_their_own_spare_block),
        cmocka_unit_test(test_arena__overruns_and_late_uses_are_caught),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
