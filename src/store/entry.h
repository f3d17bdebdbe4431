/* entry.h - entries of a session, and goals: their words, and what people answered.
 *
 * Every function needs ENTRY and hands out only what this member may read: what was there
 * while they were in the work, and of what was taken back their own alone.  Words are
 * added, never changed.  The rules are domain/entry.h's; an act they refuse is ERR_DENIED.
 */
#ifndef STORE_ENTRY_H
#define STORE_ENTRY_H
#include "../access/grant.h"
#include "../domain/entry.h"
#include "../domain/mirror.h"
#include "db.h"

typedef struct Entries { Entry *list; size_t count; } Entries;

/* In the order they were put there; at most 500 with 5,000 wordings. */
MUST_CHECK Err entry_list_session(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SessionId session,
                                  Entries *ret_list);
/* Those of the work as a whole, by kind; at most 500 of each. */
typedef struct EntryKinds { EntryKind kind[4]; } EntryKinds;
MUST_CHECK Err entry_list_kinds(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryKinds kinds,
                                Entries *ret_list);
/* What everyone in the work reads, of all sessions, for somebody whom `client` shows some of it: the caller asks
 * of each thing whether it is released (domain/release.h).  Needs SHARED. */
MUST_CHECK Err entry_list_shown(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId client,
                                EntryKinds kinds, Entries *ret_list);
/* Goals, tasks, the pace, checks, preferences and the entries of two sessions (zero: none) in one
 * read. */
MUST_CHECK Err entry_list_places(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e,
                                 const SessionId session[2], Entries *ret_list);
/* What stands under one entry, without answers to it. */
MUST_CHECK Err entry_list_under(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId parent,
                                Entries *ret_list);
MUST_CHECK Err entry_list_goals(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Entries *ret_list);
/* Everything of the work, sessions too, newest first; *ret_cut when there was more than
 * ENTRY_ALL_ROWS wordings: the oldest are then left out. */
enum { ENTRY_ALL_ROWS = 20000 };
MUST_CHECK Err entry_list_all(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Entries *ret_list,
                              bool *ret_cut);
/* Next steps of all sessions, the oldest first. */
MUST_CHECK Err entry_list_steps(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Entries *ret_list);
/* ERR_MISSING when there is none that this member may read. */
MUST_CHECK Err entry_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id,
                          Entry *ret_entry);

typedef struct EntryNew {
    SessionId session;        /* zero: of the work as a whole */
    EntryKind kind;
    EntryMark mark;
    Str slot;                 /* a closed word of the kind's own; "" */
    EntryAudience audience;   /* 0 = as its kind begins (entry_first_audience) */
    EntryId parent, target;   /* ERR_MISSING unless readable; zero = none */
    int64_t level, due_ms;
    PersonId owner;           /* entry_owner_for() */
    Str text;
    int64_t minutes;          /* of an agenda item; 0 = not said */
} EntryNew;
/* ERR_LIMIT when the session, or the kind, holds as many as a page can show. */
MUST_CHECK Err entry_add(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const EntryNew *fresh,
                         EntryId *ret_id);
/* New words, written on top of wording `base`.  When someone else was faster both stand
 * side by side: no error.  Writing into what was offered to oneself accepts it. */
MUST_CHECK Err entry_word(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, int64_t base,
                          Str text);
/* OK without a change when it stands so already: the other one was a moment faster. */
MUST_CHECK Err entry_set_state(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id,
                               EntryState state);
MUST_CHECK Err entry_set_minutes(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id,
                                 int64_t minutes);
/* Whom it is shown to from now on (entry_may_share).  What is shown are the words as they
 * stand now: those before stay its author's.  What was read stays read. */
MUST_CHECK Err entry_share(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id,
                           EntryAudience audience, const PersonId *readers, size_t reader_count);
/* Whom one's own entry is shown to by choice; at most `reader_max`. */
MUST_CHECK Err entry_readers(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id,
                             PersonId *readers, size_t reader_max, size_t *ret_count);
MUST_CHECK Err entry_set_due(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id,
                             int64_t due_ms);
MUST_CHECK Err entry_set_level(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id,
                               int64_t level);
/* Answers wording `version`; the same answer in the same words is kept once. */
MUST_CHECK Err entry_answer(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id,
                            int64_t version, EntryAnswer answer, Str words);
/* Resolves a split, or keeps both, having seen wording `seen`.  `text`: a third wording's.
 * OK without a change when nothing is there to pick from any more. */
MUST_CHECK Err entry_pick(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryId id, EntryPick pick,
                          int64_t seen, Str text);

/* What everyone in the work can see, without its words, oldest first; at most 20,000.  Of who left
 * the work: what was there until then. */
typedef struct EntryHeads { MirrorHead *list; size_t count; } EntryHeads;
MUST_CHECK Err entry_heads(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryHeads *ret_list);

typedef struct EntryReading { EntryId entry; PersonId person; int64_t first_ms, last_ms; } EntryReading;
typedef struct EntryReadings { EntryReading *list; size_t count; } EntryReadings;
/* Whom one's own are shown to by choice; `first_ms`: since when. */
MUST_CHECK Err entry_own_readers(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e,
                                 EntryReadings *ret_list);
/* Who else opened something of one's own, and when; the last who did first within an entry. */
MUST_CHECK Err entry_readings(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, EntryReadings *ret_list);

extern const Query *const entry_queries[];
#endif
