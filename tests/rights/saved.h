/* saved.h - a world kept in files, and opened again from copies of them. */
#ifndef TESTS_RIGHTS_SAVED_H
#define TESTS_RIGHTS_SAVED_H
#include "rights/world.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder for this test, in memory where there is such a place. */
static inline const char *saved_folder(Arena *a)
{
    char shared[] = "/dev/shm/tandem-rights-XXXXXX", temporary[] = "/tmp/tandem-rights-XXXXXX";
    const char *made = mkdtemp(shared);
    if (!made) made = mkdtemp(temporary);
    assert_non_null(made);
    return arena_c(a, str_from_c(made));
}

static inline const char *saved_path(Arena *a, const char *folder, const char *name)
{
    return arena_printf(a, "%s/%s", folder, name).ptr;
}

static inline void saved_copy_file(const char *from, const char *to)
{
    char block[65536];
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_true(in >= 0 && out >= 0);
    for (;;) {
        ssize_t got = read(in, block, sizeof block);
        assert_true(got >= 0);
        if (got == 0) break;
        assert_int_equal(write(out, block, (size_t)got), got);
    }
    close(in);
    close(out);
}

typedef void SavedEach(Arena *a, const char *path, const char *name, void *arg);

static inline void saved_each(Arena *a, const char *folder, SavedEach *each, void *arg)
{
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *at = readdir(dir); at; at = readdir(dir))
        if (at->d_name[0] != '.') each(a, saved_path(a, folder, at->d_name), at->d_name, arg);
    closedir(dir);
}

static inline void saved_copy_one(Arena *a, const char *path, const char *name, void *to)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    if (S_ISREG(info.st_mode)) saved_copy_file(path, saved_path(a, to, name));
}

/* `to` must not be there yet. */
static inline void saved_copy(Arena *a, const char *from, const char *to)
{
    assert_int_equal(mkdir(to, 0700), 0);
    saved_each(a, from, saved_copy_one, (void *)(uintptr_t)to);
}

static inline void saved_remove_one(Arena *a, const char *path, const char *name, void *arg)
{
    struct stat info;
    (void)name;
    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
        saved_each(a, path, saved_remove_one, arg);
        rmdir(path);
    } else {
        unlink(path);
    }
}

static inline void saved_remove(Arena *a, const char *folder)
{
    saved_each(a, folder, saved_remove_one, NULL);
    rmdir(folder);
}

static inline App *saved_open(World *w, const char *folder)
{
    App *app = NULL;
    OpenOptions as_it_is = { 0 };
    HOUSE_OK(&w->h, app_open(&w->h.cx, folder, &as_it_is, &app));
    return app;
}
#endif
