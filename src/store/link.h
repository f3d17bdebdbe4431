/* link.h - single-use links: invitations and password resets.
 *
 * The token is shown once and stored only as a hash.  Opening a link changes nothing;
 * sending its form uses it up.
 */
#ifndef STORE_LINK_H
#define STORE_LINK_H
#include "../access/grant.h"
#include "db.h"
#include "person.h"

typedef enum LinkKind { LINK_INVITE, LINK_RESET, LINK_WISH } LinkKind; /* wish: asked for a reset */
enum { INVITE_DAYS = 7, RESET_MINUTES = 20 };

typedef struct LinkMade { Str token; int64_t expires_ms; } LinkMade;
typedef struct Link {
    LinkId id;
    PracticeId practice;
    LinkKind kind;
    PersonId person;
    EpisodeId episode;            /* zero unless it invites to one */
    PersonId made_by;             /* zero = the machine */
    int64_t expires_ms;
} Link;

/* A new link for this person; earlier ones of the kind stop working.  Needs LINK (write). */
MUST_CHECK Err link_make(Ctx *cx, Tx *tx, const Grant *g, LinkKind kind, PersonId person,
                         EpisodeId episode, LinkMade *ret_link);
/* ERR_MISSING when unknown, used or over: which of them is not said. */
MUST_CHECK Err link_find(Ctx *cx, Tx *tx, const Grant *g, LinkKind kind, Str token, Link *ret_link);
/* ERR_MISSING when it was used a moment ago. */
MUST_CHECK Err link_use(Ctx *cx, Tx *tx, const Grant *g, const Link *link);
/* The account behind a link that was found; needs PROFILE and a grant of its practice. */
MUST_CHECK Err link_person(Ctx *cx, Tx *tx, const Grant *g, const Link *link, PersonId person,
                           Person *ret_person);
/* When this person last asked for a new password (0 = not within two days); needs ACCOUNT. */
MUST_CHECK Err link_wish_ms(Ctx *cx, Tx *tx, const Grant *g, PersonId person, int64_t *ret_at_ms);
extern const Query *const link_queries[];
#endif
