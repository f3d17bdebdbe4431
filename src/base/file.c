#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Up to `size` bytes; a file may come in several pieces. */
static ssize_t read_all(int fd, char *buf, size_t size)
{
    size_t have = 0;
    while (have < size) {
        ssize_t n = read(fd, buf + have, size - have);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        if (n == 0) break;
        have += (size_t)n;
    }
    return (ssize_t)have;
}

static bool write_all(int fd, Str text)
{
    while (text.len > 0) {
        ssize_t n = write(fd, text.ptr, text.len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        text = str_slice(text, (size_t)n, text.len);
    }
    return true;
}

Err file_read(Ctx *cx, const char *path, size_t max, Str *ret_text)
{
    char *buf = ARENA_ARRAY(cx->arena, char, max + 1);
    if (!buf) return fail(cx, ERR_LIMIT, "request too large");
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 && errno == ENOENT) return fail(cx, ERR_MISSING, "there is no such file");
    if (fd < 0) return fail(cx, ERR_STORE, "the file cannot be opened");
    ssize_t len = read_all(fd, buf, max + 1);
    close(fd);
    if (len < 0) return fail(cx, ERR_STORE, "the file cannot be read");
    if ((size_t)len > max) return fail(cx, ERR_LIMIT, "the file is too large");
    *ret_text = (Str){ buf, (size_t)len };
    return OK;
}

Err file_flush_folder(Ctx *cx, const char *path)
{
    Str folder = str_from_c(path);
    while (folder.len > 0 && folder.ptr[folder.len - 1] != '/') folder.len--;
    const char *name = folder.len > 0 ? arena_c(cx->arena, folder) : ".";
    int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool flushed = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return flushed ? OK : fail(cx, ERR_STORE, "the folder cannot be flushed");
}

Err file_replace(Ctx *cx, const char *path, Str text)
{
    const char *beside = arena_c(cx->arena, arena_printf(cx->arena, "%s.new", path));
    if (arena_failed(cx->arena)) return fail(cx, ERR_LIMIT, "request too large");
    int fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool written = fd >= 0 && write_all(fd, text) && fsync(fd) == 0;
    if (fd >= 0) written = close(fd) == 0 && written;
    if (!written || rename(beside, path) != 0) {
        if (fd >= 0) unlink(beside);
        return fail(cx, ERR_STORE, "the file cannot be written");
    }
    return file_flush_folder(cx, path);
}
