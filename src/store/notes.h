/* notes.h - a small file beside the database: records that are durable now and become rows later.
 *
 * It knows no SQL, no threads, and not what a note says.  All notes of a file follow one mark,
 * which names the place in the database that they come after; a file begins anew (over its old
 * bytes) once its notes are rows.  Each record carries the mark, its number and SHA-256 of
 * itself, so a torn end, or what an earlier round left behind, is never read as a note.
 */
#ifndef STORE_NOTES_H
#define STORE_NOTES_H
#include "../base/base.h"

enum {
    NOTES_MAX = 512,           /* in one round: then they become rows */
    NOTE_BYTES_MAX = 1000,
    NOTES_MARK = 40            /* bytes of a mark, exactly */
};

typedef struct Notes Notes;

/* Opens or makes the file and reads what it holds.  Memory is of `lasting`. */
MUST_CHECK Err notes_open(Ctx *cx, Arena *lasting, const char *path, Notes **ret_notes);
void notes_close(Notes *n);                   /* NULL is allowed */

size_t notes_count(const Notes *n);
Str notes_at(const Notes *n, size_t at);
/* The mark that the notes follow; empty when it is not known. */
Str notes_mark(const Notes *n);
/* Their notes are rows, or belong to another database: begin anew after `mark` (empty = not
 * known: then there is no room). */
void notes_begin(Notes *n, Str mark);

/* Is there room for one more that can be made durable? */
bool notes_room(const Notes *n);
/* False when it is too long.  It is durable after notes_flush. */
bool notes_add(Notes *n, Str note);
/* False when the disk refused: those added since the last flush are taken back.  After a flush
 * that failed there is no room any more, since a later one would prove nothing. */
bool notes_flush(Notes *n);
#endif
