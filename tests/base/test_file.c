/* test_file.c - files are replaced whole, and read whole or not at all. */
#include "base_test.h"

#include "base/file.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/tandem-test-XXXXXX";

static int folder_make(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int folder_remove(void **state)
{
    (void)state;
    return rmdir(folder);
}

static const char *in_folder(Ctx *cx, const char *name)
{
    return arena_c(cx->arena, arena_printf(cx->arena, "%s/%s", folder, name));
}

static void test_file__text_comes_back_and_replaces_what_was_there(void **state)
{
    Ctx *cx = *state;
    Str text;
    struct stat info;
    const char *path = in_folder(cx, "note");
    assert_ok(file_replace(cx, path, S("a longer first text\0\xff")));
    assert_ok(file_read(cx, path, 100, &text));
    assert_text(text, S("a longer first text\0\xff"));
    assert_ok(file_replace(cx, path, S("second")));
    assert_ok(file_read(cx, path, 6, &text));
    assert_text(text, S("second"));
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(access(in_folder(cx, "note.new"), F_OK), -1);
    assert_int_equal(unlink(path), 0);
}

static void test_file__too_long_or_absent_is_told(void **state)
{
    Ctx *cx = *state;
    Str text = S("untouched");
    const char *path = in_folder(cx, "note");
    assert_kind(file_read(cx, path, 100, &text), ERR_MISSING);
    assert_ok(file_replace(cx, path, S("second")));
    assert_kind(file_read(cx, path, 5, &text), ERR_LIMIT);
    assert_kind(file_read(cx, folder, 5, &text), ERR_STORE);
    assert_text(text, S("untouched"));
    assert_int_equal(unlink(path), 0);
}

static void test_file__failed_replacement_leaves_the_old_text(void **state)
{
    Ctx *cx = *state;
    Str text;
    const char *path = in_folder(cx, "note");
    assert_ok(file_replace(cx, path, S("old")));
    assert_int_equal(mkdir(in_folder(cx, "note.new"), 0700), 0);
    assert_kind(file_replace(cx, path, S("new")), ERR_STORE);
    assert_ok(file_read(cx, path, 100, &text));
    assert_text(text, S("old"));
    assert_int_equal(rmdir(in_folder(cx, "note.new")), 0);
    assert_kind(file_replace(cx, "/nowhere/at/all", S("new")), ERR_STORE);
    assert_int_equal(unlink(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_CTX(test_file__text_comes_back_and_replaces_what_was_there),
        IN_CTX(test_file__too_long_or_absent_is_told),
        IN_CTX(test_file__failed_replacement_leaves_the_old_text),
    };
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}
