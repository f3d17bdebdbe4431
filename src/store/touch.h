/* touch.h - what the clock looks at to see that two may be losing touch: ids, states of sessions
 * and ratings in numbers.  No words, and nothing for a page: without a Grant, for jobs/ alone.
 */
#ifndef STORE_TOUCH_H
#define STORE_TOUCH_H
#include "../domain/signal.h"
#include "db.h"

enum { TOUCH_RATINGS_MAX = 400 };

/* A client's latest rating of the alliance in open work, not older than `since_ms`, after which a
 * session was not held; none for whom "losing touch" stands open or was raised on this rating. */
typedef struct TouchDue { EpisodeId episode; PersonId person; ResponseId response; } TouchDue;
typedef struct TouchDues { TouchDue *list; size_t count; } TouchDues;
MUST_CHECK Err touch_due(Ctx *cx, Tx *tx, PracticeId practice, int64_t since_ms, TouchDues *ret_due);
/* The last sessions that were to begin by now. */
MUST_CHECK Err touch_facts(Ctx *cx, Tx *tx, PracticeId practice, const TouchDue *due,
                           TouchFacts *ret_facts);
/* The totals of this client's ratings, oldest first, and the version of the last one. */
typedef struct TouchRatings { double value[TOUCH_RATINGS_MAX]; size_t count; Str version; } TouchRatings;
MUST_CHECK Err touch_ratings(Ctx *cx, Tx *tx, PracticeId practice, const TouchDue *due, Str measure,
                             Str scale, TouchRatings *ret_ratings);
extern const Query *const touch_queries[];
#endif
