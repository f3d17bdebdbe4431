/* test_password.c - argon2id at full and at test cost, and which passwords are refused. */
#include "base_test.h"
#include "base/common_passwords.h"

/* First, before the costs are made small for the rest. */
static void test_password__full_cost_is_64_mib_three_passes(void **state)
{
    Ctx *cx = *state;
    Str phc = { 0 };
    assert_ok(password_hash(cx, S("blue kettle rain"), &phc));
    assert_true(str_starts(phc, S("$argon2id$v=19$m=65536,t=3,p=1$")));
    assert_true(password_verify(phc, S("blue kettle rain")));
    assert_false(password_needs_rehash(phc));
    assert_false(password_is_cheap());
    int64_t began_ms = time_mono_ms();
    assert_false(password_verify(phc, S("blue kettle rai")));
    int64_t wrong_ms = time_mono_ms() - began_ms;
    began_ms = time_mono_ms();
    assert_false(password_verify(S(""), S("blue kettle rai")));
    int64_t nobody_ms = time_mono_ms() - began_ms;
    /* Wide, for a busy machine; a shortcut would be a hundred times faster. */
    assert_true(nobody_ms * 4 > wrong_ms && nobody_ms > 20);
}

static int make_cheap(void **state)
{
    password_cheap_for_tests();
    return ctx_setup(state);
}

static void test_password__another_programs_hash_is_understood(void **state)
{
    (void)state;
    assert_true(password_is_cheap());
    Str phc = S("$argon2id$v=19$m=65536,t=3,p=1$lmxwzfNallb3BsoMpFC66Q$tQmJcWKTOrQl08D3NUd6J3Pq03fl3sMltPKZt/tt0GY");
    assert_true(password_verify(phc, S("pw")));
    assert_false(password_verify(phc, S("px")));
    assert_true(password_needs_rehash(phc)); /* not the cost of this process */
}

static void test_password__same_password_hashes_differ(void **state)
{
    Ctx *cx = *state;
    Str one = { 0 };
    Str two = { 0 };
    assert_ok(password_hash(cx, S("blue kettle rain"), &one));
    assert_ok(password_hash(cx, S("blue kettle rain"), &two));
    assert_false(str_eq(one, two));
    assert_true(password_verify(one, S("blue kettle rain")));
    assert_true(password_verify(two, S("blue kettle rain")));
    assert_false(password_verify(one, S("Blue kettle rain")));
    assert_false(password_verify(one, S("blue kettle rain\0")));
    assert_false(password_verify(one, S("")));
}

static void test_password__broken_hashes_never_verify(void **state)
{
    Ctx *cx = *state;
    Str phc = { 0 };
    assert_ok(password_hash(cx, S("words"), &phc));
    for (size_t len = 0; len < phc.len; len++) assert_false(password_verify(str_slice(phc, 0, len), S("words")));
    char long_text[400];
    memset(long_text, 'x', sizeof long_text);
    memcpy(long_text, phc.ptr, phc.len);
    assert_false(password_verify((Str){ long_text, sizeof long_text }, S("words")));
    assert_false(password_verify((Str){ 0 }, S("")));
    assert_true(password_needs_rehash(S("")));
    assert_true(password_needs_rehash(S("$argon2id$nonsense")));
}

static const Str context[] = { S("Maya Lindqvist"), S("maya.l@oak-practice.example"), S("Oak Street Practice") };

static Str problem(void **state, Str password)
{
    return password_problem(((Ctx *)*state)->arena, password, context, 3);
}

static void test_password__good_ones_pass(void **state)
{
    const Str good[] = { S("blue-kettle-rain"), S("correct horse battery staple"), S("x7Gq!m2Lp0"), S("treehouse"),
                         S("Maya likes tall trees"), S("gvkpwzte"), S("ключ под ковром"), S("私は水曜日が好き"),
                         S("my dog eats 3 shoes"), S("zebra&Quartz"), S("oak trees are older") };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) assert_text(problem(state, good[i]), S(""));
    char text[128];
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)('a' + i * i * 7 % 26);
    assert_text(problem(state, (Str){ text, 128 }), S(""));
}

static void assert_says(void **state, Str password, Str part)
{
    Str got = problem(state, password);
    if (!str_contains(got, part)) print_error("for [" STR_FMT "]\n", STR_ARG(password));
    assert_true(str_contains(got, part));
}

static void test_password__length_is_counted_in_characters(void **state)
{
    assert_says(state, S(""), S("at least 8"));
    assert_says(state, S("x7Gq!m2"), S("at least 8"));
    assert_says(state, S("ключпод"), S("at least 8"));
    char text[129];
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)('a' + i * i * 7 % 26);
    assert_says(state, (Str){ text, 129 }, S("at most 128"));
    assert_says(state, S("abc\xff" "defgh"), S("cannot be used"));
    assert_says(state, S("abc\0defgh"), S("cannot be used"));
}

static void test_password__common_ones_are_refused_in_disguise(void **state)
{
    const Str bad[] = { S("password"), S("Password1"), S("P4ssw0rd!!"), S("password2026"), S("123password"),
                        S("Sunshine1"), S("iloveyou!"), S("Football99"), S("trustno1"), S("princess123"),
                        S("letmein2026"), S("1q2w3e4r"), S("Therapy2026"), S("correcthorsebatterystaple"),
                        S("1qaz2wsx"), S("q1w2e3r4"), S("Dragon2024!"), S("pa$$word") };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_says(state, bad[i], S("Many people"));
}

/* The lookup halves the table: one row out of order would hide others. */
static void test_password__common_ones_are_sorted_and_small(void **state)
{
    (void)state;
    assert_true(COMMON_PASSWORD_COUNT > 300);
    for (size_t i = 0; i < COMMON_PASSWORD_COUNT; i++) {
        if (i > 0) assert_true(strcmp(COMMON_PASSWORDS[i - 1], COMMON_PASSWORDS[i]) < 0);
        for (const char *p = COMMON_PASSWORDS[i]; *p; p++) assert_false(*p >= 'A' && *p <= 'Z');
    }
}

static void test_password__patterns_are_refused(void **state)
{
    const Str bad[] = { S("12345678"), S("87654321"), S("abcdefgh"), S("aaaaaaaa"), S("qwertyuiop"), S("asdfghjkl"),
                        S("abcabcabc"), S("xyzzyxyzzy"), S("hunter2hunter2"), S("11112222"), S("abcd1234"),
                        S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), S("QWERTYUIOP"), S("ёёёёёёёё"),
                        S("a1a1a1a1"), S("zxcvbnm,./"), S("1234567890qwertyuiop") };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_says(state, bad[i], S("too easy"));
}

static void test_password__own_names_do_not_count(void **state)
{
    const Str bad[] = { S("maya2026"), S("MayaLindqvist"), S("lindqvist77"), S("oakstreet1"), S("tandem2026!"),
                        S("maya.l@oak-practice.example"), S("mayamaya-oak"), S("Maya!house7") };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) assert_says(state, bad[i], S("Besides names"));
    assert_text(password_problem(((Ctx *)*state)->arena, S("maya.house7x"), NULL, 0), S(""));
}

static void test_password__unchecked_is_not_accepted(void **state)
{
    (void)state;
    for (long n = 1; n < 20; n++) {
        Arena *a = arena_open(100000);
        arena_fault_at(n);
        Str got = password_problem(a, S("blue-kettle-rain"), context, 3);
        bool hit = arena_fault_hit();
        assert_int_equal(got.len > 0, hit);
        arena_fault_at(-1);
        arena_close(a);
        if (!hit) return;
    }
    assert_true(false);
}

#define CHEAP(name) cmocka_unit_test_setup_teardown(name, make_cheap, ctx_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_CTX(test_password__full_cost_is_64_mib_three_passes),
        CHEAP(test_password__another_programs_hash_is_understood),
        CHEAP(test_password__same_password_hashes_differ),
        CHEAP(test_password__broken_hashes_never_verify),
        CHEAP(test_password__good_ones_pass),
        CHEAP(test_password__length_is_counted_in_characters),
        CHEAP(test_password__common_ones_are_refused_in_disguise),
        CHEAP(test_password__common_ones_are_sorted_and_small),
        CHEAP(test_password__patterns_are_refused),
        CHEAP(test_password__own_names_do_not_count),
        CHEAP(test_password__unchecked_is_not_accepted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
