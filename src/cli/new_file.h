/* new_file.h - a file that appears whole, in the place of what was there, or not at all. */
#ifndef CLI_NEW_FILE_H
#define CLI_NEW_FILE_H
#include "../base/base.h"

/* Without a name, or beside its place, until it is placed. */
typedef struct NewFile { int fd; const char *path; char *beside; bool placed; } NewFile;

/* For writing at `path`, a text that outlives the file.  ERR_STORE: the folder cannot be written. */
MUST_CHECK Err new_file_open(Ctx *cx, Arena *arena, const char *path, NewFile *ret_file);
/* Flushed first, so that a power cut leaves the old file or the whole new one. */
MUST_CHECK Err new_file_place(Ctx *cx, NewFile *file);
/* Closes it; nothing stays of one that was not placed. */
void new_file_drop(NewFile *file);

/* All of it, however many calls that takes. */
MUST_CHECK bool write_whole(int fd, Str text);
/* An unnamed file in TMPDIR, for reading and writing; -1: none can be made. */
int unnamed_file(Arena *arena);
#endif
