/* test_log.c - the operator's log: whole JSON lines, cut and stripped, never too many. */
#include "base_test.h"

#include <pthread.h>
#include <unistd.h>

/* Standard error goes into a file while `act` runs; returns what arrived. */
static Str captured(void **state, void (*act)(void))
{
    Ctx *cx = *state;
    FILE *file = tmpfile();
    assert_non_null(file);
    int saved = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    act();
    dup2(saved, STDERR_FILENO);
    close(saved);
    enum { ROOM = 4 * 1024 * 1024 };
    char *text = arena_alloc(cx->arena, ROOM);
    rewind(file);
    size_t len = fread(text, 1, ROOM, file);
    fclose(file);
    return (Str){ text, len };
}

/* Each line is JSON and ends in LF; returns the members of the last one. */
static const Json *last_line(Ctx *cx, Str log, size_t *ret_lines)
{
    const Json *root = NULL;
    assert_true(str_ends(log, S("\n")));
    Str line = { 0 };
    *ret_lines = 0;
    log.len--;
    while (str_cut(&log, '\n', &line)) {
        JsonDoc *doc = NULL;
        assert_true(line.len < 4096);
        assert_ok(json_parse(cx, line, &doc));
        root = json_root(doc);
        ++*ret_lines;
    }
    return root;
}

static void write_plain(void)
{
    LOG(LOG_INFO, "request", LOG_NUM("status", 200), LOG_TEXT("kind", S("none")), LOG_NUM("n", INT64_MIN));
}

static void test_log__one_json_object_a_line(void **state)
{
    size_t lines = 0;
    const Json *root = last_line(*state, captured(state, write_plain), &lines);
    assert_int_equal(lines, 1);
    assert_text(json_str(json_get(root, "level")), S("info"));
    assert_text(json_str(json_get(root, "event")), S("request"));
    assert_int_equal(json_int(json_get(root, "status"), 0), 200);
    assert_text(json_str(json_get(root, "kind")), S("none"));
    assert_true(json_int(json_get(root, "n"), 0) == INT64_MIN);
    Str at = json_str(json_get(root, "at"));
    assert_int_equal(at.len, 24);
    assert_true(str_ends(at, S("Z")));
}

static void write_hostile(void)
{
    LOG(LOG_ERROR, "x\n{\"event\":\"forged\"}", LOG_TEXT("v", S("a\"b\\c\r\n\x1b[31m\x7f\0\xff\xC3\x28z")));
}

static void test_log__hostile_text_cannot_forge_a_line(void **state)
{
    size_t lines = 0;
    const Json *root = last_line(*state, captured(state, write_hostile), &lines);
    assert_int_equal(lines, 1);
    assert_text(json_str(json_get(root, "event")), S("x{\"event\":\"forged\"}"));
    assert_text(json_str(json_get(root, "v")), S("a\"b\\c[31m?" "?(z"));
}

static void write_long(void)
{
    static const char long_text[] =
        "xëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëë"
        "ëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëëë";
    LogField fields[60];
    for (int i = 0; i < 60; i++) fields[i] = LOG_TEXT("k", str_slice(str_from_c(long_text), (size_t)i % 2, 299));
    for (int i = 0; i < 60; i++) fields[i].key = &"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"[i];
    log_write(LOG_WARN, "long", fields, 60);
}

static void test_log__long_values_and_lines_are_cut(void **state)
{
    size_t lines = 0;
    const Json *root = last_line(*state, captured(state, write_long), &lines);
    assert_int_equal(lines, 1);
    assert_true(json_members(root) > 10 && json_members(root) < 60);
    const Json *value = NULL;
    json_member(root, 3, &value);
    assert_int_equal(json_str(value).len, 199); /* x and 99 letters of two bytes */
    json_member(root, 4, &value);
    assert_int_equal(json_str(value).len, 200);
}

static void write_levels(void)
{
    LOG0(LOG_DEBUG, "too low");
    log_set_level(LOG_ERROR);
    LOG0(LOG_WARN, "too low now");
    LOG0(LOG_ERROR, "shown");
    log_set_level(LOG_DEBUG);
    LOG0(LOG_DEBUG, "shown too");
    log_set_level(LOG_INFO);
}

static void test_log__levels_below_the_lowest_are_silent(void **state)
{
    size_t lines = 0;
    const Json *root = last_line(*state, captured(state, write_levels), &lines);
    assert_int_equal(lines, 2);
    assert_text(json_str(json_get(root, "event")), S("shown too"));
}

static void write_flood(void)
{
    LogLimit limit = { 0 };
    for (int i = 0; i < 1000; i++) log_limited(&limit, 3, LOG_WARN, "flood", NULL, 0);
    limit.window_ms -= 1000; /* a second later */
    log_limited(&limit, 3, LOG_WARN, "flood", NULL, 0);
}

static void test_log__a_flood_is_counted_not_written(void **state)
{
    size_t lines = 0;
    const Json *root = last_line(*state, captured(state, write_flood), &lines);
    assert_true(lines >= 4 && lines <= 8); /* more only if the machine stood still for a second */
    assert_true(json_int(json_get(root, "dropped"), 0) > 900);
}

static void *write_many(void *unused)
{
    (void)unused;
    for (int i = 0; i < 300; i++) write_plain();
    return NULL;
}

static void write_from_threads(void)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, write_many, NULL);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
}

static void test_log__threads_do_not_mix_their_lines(void **state)
{
    size_t lines = 0;
    last_line(*state, captured(state, write_from_threads), &lines);
    assert_int_equal(lines, 1200);
}

static void write_nowhere(void)
{
    close(STDERR_FILENO);
    write_plain();
}

static void test_log__nowhere_to_write_is_survived(void **state)
{
    assert_int_equal(captured(state, write_nowhere).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_CTX(test_log__one_json_object_a_line),
        IN_CTX(test_log__hostile_text_cannot_forge_a_line),
        IN_CTX(test_log__long_values_and_lines_are_cut),
        IN_CTX(test_log__levels_below_the_lowest_are_silent),
        IN_CTX(test_log__a_flood_is_counted_not_written),
        IN_CTX(test_log__threads_do_not_mix_their_lines),
        IN_CTX(test_log__nowhere_to_write_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
