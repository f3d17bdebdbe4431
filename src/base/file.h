/* file.h - small files, written whole or not at all, and names that survive a power cut. */
#ifndef BASE_FILE_H
#define BASE_FILE_H
#include "err.h"

/* The whole file.  ERR_MISSING when there is none, ERR_LIMIT above `max` bytes. */
MUST_CHECK Err file_read(Ctx *cx, const char *path, size_t max, Str *ret_text);
/* Put `text` (mode 0600) in place of what is there: written to "<path>.new", flushed,
 * renamed.  When it fails the old file stands as it did. */
MUST_CHECK Err file_replace(Ctx *cx, const char *path, Str text);
/* A name is durable once its folder has been flushed. */
MUST_CHECK Err file_flush_folder(Ctx *cx, const char *path);
#endif
