/* log.h - the access log as the client reads it: who looked, when, why. */
#ifndef STORE_LOG_H
#define STORE_LOG_H
#include "../access/grant.h"
#include "db.h"

typedef struct LogRow {
    int64_t seq, at_ms;
    PersonId actor;               /* zero = the machine (a command of the practice) */
    Str actor_name;               /* empty for the machine, and for another client */
    Str action, purpose, outcome, reason, scope;
} LogRow;
typedef struct LogRows { LogRow *list; size_t count; bool more; } LogRows;
enum { LOG_PAGE = 50 };

/* Newest first, below `before_seq` (0 = from the end).  Rows about this episode, and rows
 * of lists in which it was shown: a therapist's caseload while they are in the episode,
 * the list of accounts, and the list of waiting safety answers while one of this waited.
 * `who`: only this actor; zero = all.  Needs LOG. */
MUST_CHECK Err log_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId who,
                        int64_t before_seq, LogRows *ret_rows);
/* The number of the `count`th row of that list from the newest, for `before_seq`; 0 for no
 * count.  An address holds the count: a number of the whole log would tell its reader how
 * much everybody else does. */
MUST_CHECK Err log_nth(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId who, int64_t count,
                       int64_t *ret_seq);
/* The last time somebody else looked; *ret_found false when nobody has. */
MUST_CHECK Err log_last_other(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, bool *ret_found,
                              LogRow *ret_row);
extern const Query *const log_queries[];
#endif
