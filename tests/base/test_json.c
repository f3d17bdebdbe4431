/* test_json.c - JSON read strictly, and written so that it reads back the same. */
#include "base_test.h"

#include <float.h>
#include <math.h>

static const Json *parsed(void **state, Str text)
{
    Ctx *cx = *state;
    JsonDoc *doc = NULL;
    assert_ok(json_parse(cx, text, &doc));
    return json_root(doc);
}

static void test_json__values_by_type(void **state)
{
    const Json *v = parsed(state, S("{\"n\":null,\"t\":true,\"i\":-7,\"r\":2.5,\"w\":3.0,\"s\":\"Zo\\u00eb\","
                                    "\"a\":[1,[2]],\"o\":{}}"));
    assert_int_equal(json_type(v), JSON_OBJECT);
    assert_int_equal(json_type(json_get(v, "n")), JSON_NULL);
    assert_true(json_bool(json_get(v, "t"), false));
    assert_int_equal(json_int(json_get(v, "i"), 0), -7);
    assert_true(fabs(json_number(json_get(v, "i"), 0) + 7) < 1e-12);
    assert_true(fabs(json_number(json_get(v, "r"), 0) - 2.5) < 1e-12);
    assert_int_equal(json_int(json_get(v, "r"), 99), 99);
    assert_int_equal(json_int(json_get(v, "w"), 99), 3);
    assert_text(json_str(json_get(v, "s")), S("Zoë"));
    assert_int_equal(json_count(json_get(v, "a")), 2);
    assert_int_equal(json_int(json_at(json_at(json_get(v, "a"), 1), 0), 0), 2);
    assert_int_equal(json_members(json_get(v, "o")), 0);
}

static void test_json__absent_and_other_types_give_the_default(void **state)
{
    const Json *v = parsed(state, S("{\"s\":\"x\",\"n\":1}"));
    assert_null(json_get(v, "missing"));
    assert_int_equal(json_type(NULL), JSON_ABSENT);
    assert_null(json_get(NULL, "x"));
    assert_null(json_get(json_get(v, "s"), "x"));
    assert_null(json_at(v, 0));
    assert_null(json_at(NULL, 0));
    assert_text(json_str(json_get(v, "n")), S(""));
    assert_int_equal(json_int(json_get(v, "s"), 5), 5);
    assert_true(json_bool(json_get(v, "s"), true));
    assert_int_equal(json_count(v), 0);
    assert_int_equal(json_members(json_get(v, "s")), 0);
    const Json *value = v;
    assert_text(json_member(v, 2, &value), S(""));
    assert_ptr_equal(value, v);
}

static void test_json__members_keep_the_order_of_the_text(void **state)
{
    const Json *v = parsed(state, S("{\"z\":1,\"a\":2,\"m\":3,\"\":4,\"b\":5}"));
    const Str keys[] = { S("z"), S("a"), S("m"), S(""), S("b") };
    assert_int_equal(json_members(v), 5);
    for (size_t i = 0; i < 5; i++) {
        const Json *value = NULL;
        assert_text(json_member(v, i, &value), keys[i]);
        assert_int_equal(json_int(value, 0), (int64_t)i + 1);
    }
}

static void test_json__what_is_not_json_is_refused(void **state)
{
    Ctx *cx = *state;
    const Str bad[] = {
        S(""), S(" "), S("{"), S("}"), S("[1,]"), S("{\"a\":1,}"), S("{a:1}"), S("{'a':1}"), S("[1] x"),
        S("01"), S("+1"), S(".5"), S("1."), S("1e"), S("NaN"), S("Infinity"), S("-"), S("tru"), S("nul"),
        S("\"a"), S("\"\\x\""), S("\"\\u12\""), S("\"\\ud800\""), S("\"\\udc00\\ud800\""), S("\"\\u0000\""),
        S("\"a\nb\""), S("\"\x01\""), S("\"\xff\""), S("\"\xC0\xAF\""), S("\"\xED\xA0\x80\""), S("1\0"), S("1\0 x"), S("\0"),
        S("\"a\0b\""), S("{\"a\" 1}"), S("[1 2]"), S("// c\n1"), S("1e999"), S("9223372036854775808"),
        S("{\"a\":1,\"a\":1}"), S("{\"a\":1,\"\\u0061\":2}"), S("[{\"x\":{\"a\":1,\"a\":2}}]"), S("\xEF\xBB\xBF{}"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        JsonDoc *doc = NULL;
        err_clear(cx);
        Err err = json_parse(cx, bad[i], &doc);
        if (err.kind != ERR_INVALID) print_error("taken for JSON: " STR_FMT "\n", STR_ARG(bad[i]));
        assert_kind(err, ERR_INVALID);
        assert_null(doc);
        assert_true(str_starts(str_from_c(cx->err_text), S("not valid JSON")));
    }
    JsonDoc *doc = NULL;
    err_clear(cx);
    assert_kind(json_parse(cx, S("{\"ok\":1,\n \"secret words\" 5}"), &doc), ERR_INVALID);
    assert_true(str_contains(str_from_c(cx->err_text), S("line 2")));
    assert_false(str_contains(str_from_c(cx->err_text), S("secret")));
}

static Str nested(Arena *a, size_t depth, char open, char close)
{
    char *text = arena_alloc(a, depth * 2 + 1);
    memset(text, open, depth);
    memset(text + depth, close, depth);
    return (Str){ text, depth * 2 };
}

static void test_json__depth_and_size_are_limited(void **state)
{
    Ctx *cx = *state;
    JsonDoc *doc = NULL;
    assert_ok(json_parse(cx, nested(cx->arena, 64, '[', ']'), &doc));
    assert_kind(json_parse(cx, nested(cx->arena, 65, '[', ']'), &doc), ERR_INVALID);
    err_clear(cx);
    assert_kind(json_parse(cx, nested(cx->arena, 200000, '[', '['), &doc), ERR_INVALID);
    assert_kind(json_parse(cx, nested(cx->arena, 200000, '{', '"'), &doc), ERR_INVALID);
    assert_ok(json_parse(cx, S("\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\""), &doc));
    char *big = arena_alloc(cx->arena, 1024 * 1024 + 1);
    memset(big, ' ', 1024 * 1024 + 1);
    big[0] = '1';
    assert_ok(json_parse(cx, (Str){ big, 1024 * 1024 }, &doc));
    assert_kind(json_parse(cx, (Str){ big, 1024 * 1024 + 1 }, &doc), ERR_LIMIT);
}

static void test_json__every_allocation_may_fail(void **state)
{
    Ctx *cx = *state;
    Ctx small = { .arena = NULL };
    (void)cx;
    for (long n = 1; n < 40; n++) {
        JsonDoc *doc = NULL;
        small.arena = arena_open(100000);
        arena_fault_at(n);
        Err err = json_parse(&small, S("{\"a\":[1,\"x\",{\"b\":null}],\"c\":\"d\"}"), &doc);
        bool hit = arena_fault_hit();
        assert_int_equal(err.kind, hit ? ERR_LIMIT : ERR_NONE);
        arena_fault_at(-1);
        arena_close(small.arena);
        err_clear(&small);
        if (!hit) return;
    }
    assert_true(false);
}

static void test_json__writer_minds_commas(void **state)
{
    Ctx *cx = *state;
    Out o = out_open(cx->arena, 10000);
    JsonOut j = { .out = &o };
    json_open_array(&j);
    json_open_object(&j);
    json_close_object(&j);
    json_open_object(&j);
    json_key(&j, S("a\"<"));
    json_open_array(&j);
    json_put_int(&j, -1);
    json_put_bool(&j, true);
    json_put_null(&j);
    json_close_array(&j);
    json_key(&j, S("b"));
    json_put_str(&j, S(""));
    json_close_object(&j);
    json_put_double(&j, 4);
    json_close_array(&j);
    assert_text(out_str(&o), S("[{},{\"a\\\"\\u003c\":[-1,true,null],\"b\":\"\"},4]"));
    parsed(state, out_str(&o));
}

static Str written(Ctx *cx, double d)
{
    Out o = out_open(cx->arena, 100);
    JsonOut j = { .out = &o };
    json_put_double(&j, d);
    return out_str(&o);
}

static void test_json__numbers_read_back_the_same(void **state)
{
    Ctx *cx = *state;
    assert_text(written(cx, 0.1), S("0.1"));
    assert_text(written(cx, 1e21), S("1e+21"));
    assert_text(written(cx, 100), S("100"));
    assert_text(written(cx, NAN), S("null"));
    assert_text(written(cx, -INFINITY), S("null"));
    const double edges[] = { DBL_MAX, -DBL_MAX, DBL_MIN, 5e-324, -0.0, 0.0, 1.0 / 3, 0x1.fffffffffffffp52 };
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        double back = json_number(parsed(state, written(cx, edges[i])), 7);
        if (fabs(edges[i]) > 0) assert_memory_equal(&back, &edges[i], sizeof back);
    }
    uint64_t bits = 99;
    for (int i = 0; i < 3000; i++) {
        bits = bits * UINT64_C(6364136223846793005) + 1442695040888963407u;
        double d = 0;
        memcpy(&d, &bits, sizeof d);
        if (!isfinite(d)) continue;
        double back = 0;
        assert_true(str_to_double(written(cx, d), &back));
        assert_memory_equal(&back, &d, sizeof d);
    }
}

static void test_json__closing_is_safe(void **state)
{
    Ctx *cx = *state;
    JsonDoc *doc = NULL;
    assert_ok(json_parse(cx, S("[1]"), &doc));
    json_close(doc);
    json_close(doc);
    json_close(NULL);
    assert_int_equal(json_type(json_root(doc)), JSON_ABSENT);
    assert_null(json_root(NULL));
}

static const char *const wanted[] = { "name", "called" };

static void test_json__own_texts_read_back_as_written(void **state)
{
    Ctx *cx = *state;
    Str text[2];
    Out out = out_open(cx->arena, 1000);
    JsonOut j = { .out = &out };
    json_open_object(&j);
    json_key(&j, S("name"));
    json_put_str(&j, S("Zoë \"Z\" \\ O'Neill\n\tand\r"));
    json_key(&j, S("called"));
    json_put_str(&j, S(""));
    json_key(&j, S("more"));
    json_put_int(&j, 7);
    json_close_object(&j);
    assert_true(json_texts(cx->arena, out_str(&out), wanted, 2, text));
    assert_text(text[0], S("Zoë \"Z\" \\ O'Neill\n\tand\r"));
    assert_text(text[1], S(""));
}

/* Then the whole reader is asked, which says what is wrong, or reads it. */
static void test_json__own_texts_of_another_shape_are_left_to_the_reader(void **state)
{
    Ctx *cx = *state;
    Str text[2];
    const Str others[] = {
        S(""), S("{"), S("{}"), S("{\"name\":\"a\"}"), S("{\"called\":\"a\",\"name\":\"b\"}"),
        S("{ \"name\":\"a\",\"called\":\"b\"}"), S("{\"name\":\"a\",\"called\":7}"),
        S("{\"name\":\"a\",\"called\":\"b"), S("{\"name\":\"a\",\"called\":\"b\\"),
        S("{\"name\":\"a\",\"called\":\"b\\\""), S("{\"name\":\"\\u003cb\",\"called\":\"b\"}"),
        S("{\"name\":null,\"called\":\"b\"}"), S("{\"name\""), S("{\"name\":"),
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(json_texts(cx->arena, others[i], wanted, 2, text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_CTX(test_json__values_by_type),
        IN_CTX(test_json__absent_and_other_types_give_the_default),
        IN_CTX(test_json__members_keep_the_order_of_the_text),
        IN_CTX(test_json__what_is_not_json_is_refused),
        IN_CTX(test_json__depth_and_size_are_limited),
        IN_CTX(test_json__every_allocation_may_fail),
        IN_CTX(test_json__writer_minds_commas),
        IN_CTX(test_json__numbers_read_back_the_same),
        IN_CTX(test_json__closing_is_safe),
        IN_CTX(test_json__own_texts_read_back_as_written),
        IN_CTX(test_json__own_texts_of_another_shape_are_left_to_the_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
