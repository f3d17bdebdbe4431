/* offer.h - what everybody's answers to an entry's wordings come to.
 *
 * The one mechanism of joint objects: a goal, a task, a sentence both could say, a role, a
 * pace, an ending.  Every wording is an offer; each concerned member answers that very
 * wording.  Nobody sets "agreed": it follows, and a new offer leaves the agreed words in
 * force until it is agreed itself.  Who joins later is asked, never assumed; who left is
 * no longer asked.  Pure: no clock, no memory.
 */
#ifndef DOMAIN_OFFER_H
#define DOMAIN_OFFER_H
#include "entry.h"

/* name, stored as, said as */
#define OFFER_STATES(X)                                                                   \
    X(OFFERED, "offered", "Offered")             /* nobody but its author has answered */ \
    X(NOT_SETTLED, "not_settled", "Not settled yet") /* answers differ, or some are missing */ \
    X(AGREED, "agreed", "Agreed")                /* everyone said yes to `in_force` */    \
    X(SET_ASIDE, "set_aside", "Set aside")       /* taken back, declined or let go */     \
    X(ENDED, "ended", "Done")
typedef enum OfferState {
#define X(name, stored, said) OFFER_##name,
    OFFER_STATES(X)
#undef X
} OfferState;
Str offer_state_name(OfferState state);
Str offer_state_say(OfferState state);

typedef struct Offer {
    OfferState state;
    int64_t in_force;         /* the wording all concerned agree to; 0 = none */
    int64_t agreed_ms;        /* when the last of their answers to it was given */
    int64_t on_table;         /* the newest wording, when it is not the one in force; else 0 */
    bool ever;                /* some wording was in force at some time */
    size_t asked;             /* concerned members without an answer to the newest wording */
} Offer;

/* Clients and therapists of the work who have not left: whose answers count. */
bool offer_concerns(const Member *m);
/* Agreement needs two people at least.  `e` holds its whole history. */
Offer offer_of(const Entry *e, const Episode *work);
#endif
