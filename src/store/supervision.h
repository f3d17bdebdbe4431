/* supervision.h - who supervises whom in a piece of work, and who could.
 *
 * A named pair of one practice, and no member: it opens nothing of the record.  The client reads
 * it on their pages before anything about the work can be brought, and may say no. */
#ifndef STORE_SUPERVISION_H
#define STORE_SUPERVISION_H
#include "../access/grant.h"
#include "../domain/person.h"
#include "db.h"

/* SQL: the pair `s` still counts, and no client has said no. */
#define SUPERVISION_HOLDS(s) " " s ".to_at = 0 AND " s ".refused_at = 0"

typedef struct Supervision {
    PersonId therapist, supervisor;
    Profile profile;              /* of the supervisor */
    int64_t from_ms, to_ms, refused_ms;   /* 0 = still; 0 = no client said no */
    bool told;                    /* every client has opened a page that names them, since */
} Supervision;
typedef struct Supervisions { Supervision *list; size_t count; } Supervisions;

/* The pairs of this work that were not ended, oldest first; at most 16.  Needs EPISODE, PROFILE. */
MUST_CHECK Err supervision_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Supervisions *ret_list);
/* From now on this person supervises the actor here, instead of who did.  ERR_INVALID unless they
 * may: see supervisors_list.  Naming the same again changes nothing. */
MUST_CHECK Err supervision_name(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId supervisor);
/* Nobody supervises the actor here any more: what was brought is no longer theirs to read. */
MUST_CHECK Err supervision_end(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e);
/* The client's word about one pair: rather not, or yes again.  Needs a grant to write RELEASE. */
typedef enum SupervisionWord { SUPERVISION_RATHER_NOT, SUPERVISION_FINE } SupervisionWord;
MUST_CHECK Err supervision_answer(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId therapist,
                                  SupervisionWord word);

typedef struct Supervisor { PersonId person; Profile profile; } Supervisor;
typedef struct Supervisors { Supervisor *list; size_t count; } Supervisors;
/* Who may be named: everyone of the practice with that part and an open account, but the actor and
 * whoever is in this work (zero: of no one work); at most 100.  Needs PROFILE. */
MUST_CHECK Err supervisors_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Supervisors *ret_list);

extern const Query *const supervision_queries[];
#endif
