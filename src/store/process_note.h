/* process_note.h - a therapist's own working notes: sealed, each under a key of its own.
 *
 * Every function needs NOTE and hands out the actor's own alone; for anyone else there is none.
 * Nothing else in the program reads these tables: no search, no export, no record, no list. */
#ifndef STORE_PROCESS_NOTE_H
#define STORE_PROCESS_NOTE_H
#include "../access/grant.h"
#include "../domain/process_note.h"
#include "db.h"

typedef struct ProcessNotes { ProcessNote *list; size_t count; } ProcessNotes;

/* Newest first, with the newest wording; those that were destroyed without any.  At most 500. */
MUST_CHECK Err process_note_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e,
                                 ProcessNotes *ret_list);
/* With every wording.  ERR_MISSING unless it is the actor's own and was not destroyed. */
MUST_CHECK Err process_note_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, NoteId id,
                                 ProcessNote *ret_note);
/* Makes the note's key.  ERR_LIMIT when there are 500 in this work already. */
MUST_CHECK Err process_note_add(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Str text,
                                NoteId *ret_id);
/* Words written on top of wording `base`; nothing is lost (domain/process_note.h). */
MUST_CHECK Err process_note_word(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, NoteId id,
                                 int64_t base, Str text);
/* Destroys the note's key: nobody reads any wording of it again.  That it was there stays.  Call
 * vault_forget after the commit (Reply.forget_key). */
MUST_CHECK Err process_note_destroy(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, NoteId id);

extern const Query *const process_note_queries[];
#endif
