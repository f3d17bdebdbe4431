#include "notes.h"

#include "../base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* One record: 4 bytes length of the note, 4 bytes its number, the mark, the note, SHA-256. */
enum {
    HEAD = 8 + NOTES_MARK, TAIL = 32,
    RECORD_MAX = HEAD + NOTE_BYTES_MAX + TAIL,
    FILE_BYTES = NOTES_MAX * RECORD_MAX
};

struct Notes {
    int fd;
    char *image;               /* of the file's beginning */
    size_t len, flushed;       /* bytes of the image in use; on the disk */
    size_t count, flushed_count;
    Str note[NOTES_MAX];       /* in the image */
    char mark[NOTES_MARK];
    bool marked, broken;
};

static uint32_t number_at(const char *p)
{
    uint32_t n = 0;
    for (int i = 0; i < 4; i++) n = n << 8 | (uint8_t)p[i];
    return n;
}

static void put_number(char *p, size_t n)
{
    for (int i = 0; i < 4; i++) p[i] = (char)(uint8_t)(n >> (24 - 8 * i));
}

size_t notes_count(const Notes *n)
{
    return n->count;
}

Str notes_at(const Notes *n, size_t at)
{
    return n->note[at];
}

Str notes_mark(const Notes *n)
{
    return n->marked ? (Str){ n->mark, NOTES_MARK } : S("");
}

void notes_begin(Notes *n, Str mark)
{
    n->len = n->flushed = n->count = n->flushed_count = 0;
    n->marked = mark.len == NOTES_MARK;
    if (n->marked) memcpy(n->mark, mark.ptr, NOTES_MARK);
}

bool notes_room(const Notes *n)
{
    return n->marked && !n->broken && n->count < NOTES_MAX;
}

bool notes_add(Notes *n, Str note)
{
    if (!notes_room(n) || note.len > NOTE_BYTES_MAX) return false;
    char *at = n->image + n->len;
    put_number(at, note.len);
    put_number(at + 4, n->count);
    memcpy(at + 8, n->mark, NOTES_MARK);
    memcpy(at + HEAD, note.ptr, note.len);
    Hash hash = hash_plain((Str){ at, HEAD + note.len });
    memcpy(at + HEAD + note.len, hash.byte, TAIL);
    n->note[n->count++] = (Str){ at + HEAD, note.len };
    n->len += HEAD + note.len + TAIL;
    return true;
}

/* All of it or nothing. */
static bool write_out(int fd, const char *from, size_t len, size_t at)
{
    while (len > 0) {
        ssize_t done = pwrite(fd, from, len, (off_t)at);
        if (done <= 0) return false;
        from += done;
        at += (size_t)done;
        len -= (size_t)done;
    }
    return true;
}

bool notes_flush(Notes *n)
{
    if (n->len == n->flushed) return true;
    bool written = write_out(n->fd, n->image + n->flushed, n->len - n->flushed, n->flushed);
    if (written && fdatasync(n->fd) == 0) {
        n->flushed = n->len;
        n->flushed_count = n->count;
        return true;
    }
    /* What could not be written may be tried again; what could not be flushed may be lost from
     * the cache as well. */
    n->broken = written;
    n->len = n->flushed;
    n->count = n->flushed_count;
    return false;
}

/* --- what the file holds ------------------------------------------------------------------ */

/* The record at n->len, if it is whole and follows those before. */
static bool take_record(Notes *n, size_t size)
{
    const char *at = n->image + n->len;
    size_t left = size - n->len;
    if (n->count == NOTES_MAX || left < HEAD + TAIL) return false;
    size_t len = number_at(at);
    if (len > NOTE_BYTES_MAX || left < HEAD + len + TAIL || number_at(at + 4) != n->count) return false;
    if (n->count > 0 && memcmp(at + 8, n->mark, NOTES_MARK) != 0) return false;
    Hash hash = hash_plain((Str){ at, HEAD + len });
    if (memcmp(hash.byte, at + HEAD + len, TAIL) != 0) return false;
    memcpy(n->mark, at + 8, NOTES_MARK);
    n->note[n->count++] = (Str){ at + HEAD, len };
    n->len += HEAD + len + TAIL;
    return true;
}

static size_t read_in(const Notes *n)
{
    size_t size = 0;
    while (size < FILE_BYTES) {
        ssize_t got = pread(n->fd, n->image + size, FILE_BYTES - size, (off_t)size);
        if (got <= 0) break;
        size += (size_t)got;
    }
    return size;
}

/* As long as it will ever be, so that a flush never has to write down that it grew. */
static Err make_long(Ctx *cx, Notes *n, size_t size, const char *path)
{
    if (size >= FILE_BYTES) return OK;
    memset(n->image + size, 0, FILE_BYTES - size);
    if (!write_out(n->fd, n->image + size, FILE_BYTES - size, size) || fdatasync(n->fd) != 0)
        return fail(cx, ERR_STORE, "the disk is full or reported an error");
    return file_flush_folder(cx, path);
}

static Err open_file(Ctx *cx, Notes *n, const char *path)
{
    struct stat info;
    n->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (n->fd < 0) return fail(cx, ERR_STORE, "the database's folder cannot be written");
    if (fstat(n->fd, &info) != 0 || (info.st_mode & 077) != 0)
        return fail(cx, ERR_DENIED, "%s is open to other accounts: chmod 600 it", path);
    size_t size = read_in(n);
    TRY(make_long(cx, n, size, path));
    while (take_record(n, size)) {}
    n->marked = n->count > 0;
    n->flushed = n->len;
    n->flushed_count = n->count;
    return OK;
}

Err notes_open(Ctx *cx, Arena *lasting, const char *path, Notes **ret_notes)
{
    Notes *n = ARENA_NEW(lasting, Notes);
    if (!n) return fail(cx, ERR_LIMIT, "out of memory");
    n->fd = -1;
    n->image = ARENA_ARRAY(lasting, char, FILE_BYTES);
    Err opened = n->image ? open_file(cx, n, path) : fail(cx, ERR_LIMIT, "out of memory");
    if (opened.kind != ERR_NONE) {
        notes_close(n);
        return opened;
    }
    *ret_notes = n;
    return OK;
}

void notes_close(Notes *n)
{
    if (n && n->fd >= 0) close(n->fd);
    if (n) n->fd = -1;
}
