/* message.h - conversations of a piece of work: which there are, who reads one, who opened it.
 *
 * Conversations and messages are entries (store/entry.h); these are the questions only their
 * pages ask.  Everything here is of conversations the asker reads.  All need ENTRY.
 */
#ifndef STORE_MESSAGE_H
#define STORE_MESSAGE_H
#include "../access/grant.h"
#include "../domain/entry.h"
#include "../domain/reach.h"
#include "db.h"

typedef struct ThreadLook {
    EntryId thread;
    int64_t last_ms;              /* when the newest message was written */
    PersonId last_author;
    PersonId other;               /* who wrote the newest that somebody else wrote; zero = nobody did */
    bool fresh;                   /* somebody else wrote since the asker opened it */
} ThreadLook;
typedef struct ThreadLooks { ThreadLook *list; size_t count; } ThreadLooks;
/* The last written in first; at most 500. */
MUST_CHECK Err message_threads(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ThreadLooks *ret_list);

/* Everyone who reads this conversation, its author included, while they are in the work;
 * at most `max`.  ERR_MISSING unless the asker does. */
MUST_CHECK Err message_readers(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId thread,
                               PersonId *readers, size_t max, size_t *ret_count);

typedef struct MessageOpened { EntryId message; PersonId person; int64_t first_ms; } MessageOpened;
typedef struct MessageOpenings { MessageOpened *list; size_t count; } MessageOpenings;
/* Who opened the conversation after one's own messages, and when first.  For clients: nothing
 * comes back to anyone else, because being watched while reading is pressure. */
MUST_CHECK Err message_openings(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId thread,
                                MessageOpenings *ret_list);

/* Who wrote when, the last thousand in order of time; for reach_replies. */
typedef struct MessageTimes { ReachSaid *list; size_t count; } MessageTimes;
MUST_CHECK Err message_times(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, MessageTimes *ret_list);
extern const Query *const message_queries[];
#endif
