/* test_id.c - UUIDv7: shape, order, text form. */
#include "base_test.h"

#include <pthread.h>

static void test_id__new_ones_have_version_variant_and_time(void **state)
{
    (void)state;
    int64_t now_ms = INT64_C(1795327718415);
    Uuid id = uuid_new(now_ms);
    assert_int_equal(id.byte[6] >> 4, 7);
    assert_int_equal(id.byte[8] >> 6, 2);
    assert_int_equal(uuid_time_ms(id), now_ms);
    assert_false(uuid_is_zero(id));
    assert_true(uuid_is_zero((Uuid){ 0 }));
}

static void test_id__rise_strictly_even_when_the_clock_goes_back(void **state)
{
    (void)state;
    Uuid last = uuid_new(2000000000000);
    for (int i = 0; i < 20000; i++) {
        Uuid next = uuid_new(2000000000000 - i % 7 * 100 + i / 1000);
        assert_true(uuid_cmp(last, next) < 0);
        assert_int_equal(next.byte[6] >> 4, 7);
        assert_int_equal(next.byte[8] >> 6, 2);
        last = next;
    }
    Uuid odd = uuid_new(INT64_MIN);
    assert_true(uuid_cmp(last, odd) < 0);
}

enum { PER_THREAD = 2000 };

static void *make_ids(void *ids)
{
    for (size_t i = 0; i < PER_THREAD; i++) ((Uuid *)ids)[i] = uuid_new(2100000000000);
    return NULL;
}

static int by_bytes(const void *a, const void *b)
{
    return uuid_cmp(*(const Uuid *)a, *(const Uuid *)b);
}

static void test_id__threads_never_get_the_same_one(void **state)
{
    (void)state;
    static Uuid ids[4][PER_THREAD];
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) assert_int_equal(pthread_create(&threads[i], NULL, make_ids, ids[i]), 0);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    for (int t = 0; t < 4; t++)
        for (size_t i = 1; i < PER_THREAD; i++) assert_true(uuid_cmp(ids[t][i - 1], ids[t][i]) < 0);
    qsort(ids, 4 * PER_THREAD, sizeof(Uuid), by_bytes);
    for (size_t i = 1; i < 4 * PER_THREAD; i++)
        assert_false(uuid_eq(((Uuid *)ids)[i - 1], ((Uuid *)ids)[i]));
}

static void test_id__text_reads_back_the_same(void **state)
{
    Ctx *cx = *state;
    Uuid id = uuid_new(1795327718415);
    Str text = uuid_str(cx->arena, id);
    Uuid back = { 0 };
    assert_int_equal(text.len, 36);
    assert_true(uuid_parse(text, &back));
    assert_true(uuid_eq(id, back));
    Uuid fixed = { 0 };
    assert_true(uuid_parse(S("01a201de-f40f-7100-a126-94e429f3e10a"), &fixed));
    assert_text(uuid_str(cx->arena, fixed), S("01a201de-f40f-7100-a126-94e429f3e10a"));
}

static void test_id__only_the_one_spelling_is_read(void **state)
{
    (void)state;
    Uuid id = { .byte = { 9 } };
    const Str bad[] = {
        S(""), S("01a201de-f40f-7100-a126-94e429f3e10"), S("01a201de-f40f-7100-a126-94e429f3e10a0"),
        S("01A201DE-F40F-7100-A126-94E429F3E10A"), S("01a201def40f7100a12694e429f3e10a"),
        S("01a201de_f40f-7100-a126-94e429f3e10a"), S("01a201de-f40f-7100-a12694e429f3e10a-"),
        S("{1a201de-f40f-7100-a126-94e429f3e10}"), S("01a201de-f40f-7100-a126-94e429f3e1g0"),
        S("01a201de-f40f-7100-a126-94e429f3e1\x00" "0"), S(" 1a201de-f40f-7100-a126-94e429f3e10a"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(uuid_parse(bad[i], &id));
        assert_int_equal(id.byte[0], 9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_CTX(test_id__new_ones_have_version_variant_and_time),
        IN_CTX(test_id__rise_strictly_even_when_the_clock_goes_back),
        IN_CTX(test_id__threads_never_get_the_same_one),
        IN_CTX(test_id__text_reads_back_the_same),
        IN_CTX(test_id__only_the_one_spelling_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
