#include "new_file.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool write_whole(int fd, Str text)
{
    while (text.len > 0) {
        ssize_t put = write(fd, text.ptr, text.len);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        text = str_slice(text, (size_t)put, text.len);
    }
    return true;
}

int unnamed_file(Arena *arena)
{
    const char *folder = getenv("TMPDIR");
    char *path = (char *)(uintptr_t)arena_c(
        arena, arena_printf(arena, "%s/tandem-XXXXXX", folder && *folder ? folder : "/tmp"));
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0) unlink(path);
    return fd;
}

/* Without a name where the system can, so that a killed run leaves nothing. */
Err new_file_open(Ctx *cx, Arena *arena, const char *path, NewFile *ret_file)
{
    Str name = str_from_c(path);
    size_t slash = name.len;
    while (slash > 0 && path[slash - 1] != '/') slash--;
    const char *folder = slash ? arena_c(arena, str_slice(name, 0, slash)) : ".";
    NewFile f = { .path = path, .fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0666) };
    Str beside = f.fd >= 0 ? arena_printf(arena, "%s.%ld", path, (long)getpid())
                           : arena_printf(arena, "%s.XXXXXX", path);
    f.beside = (char *)(uintptr_t)arena_c(arena, beside);
    if (f.fd < 0) f.fd = mkostemp(f.beside, O_CLOEXEC);
    if (f.fd < 0) return fail(cx, ERR_STORE, "cannot write in the folder of %.150s", path);
    *ret_file = f;
    return OK;
}

/* A file without a name gets one; both then take the place of what was there. */
static bool put_in_place(const NewFile *f)
{
    char self[40];
    snprintf(self, sizeof self, "/proc/self/fd/%d", f->fd);
    struct stat about;
    if (fsync(f->fd) != 0) return false;
    if (fstat(f->fd, &about) != 0) return false;
    if (about.st_nlink == 0 &&
        linkat(AT_FDCWD, self, AT_FDCWD, f->beside, AT_SYMLINK_FOLLOW) != 0)
        return false;
    return rename(f->beside, f->path) == 0;
}

Err new_file_place(Ctx *cx, NewFile *f)
{
    if (!put_in_place(f)) return fail(cx, ERR_STORE, "%.150s cannot be put in place", f->path);
    f->placed = true;
    return OK;
}

void new_file_drop(NewFile *f)
{
    if (!f->placed) unlink(f->beside);
    close(f->fd);
}
