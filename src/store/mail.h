/* mail.h - mail that is to go out, and how that went.
 *
 * A row is written with what causes it, in the same transaction, and holds neither words nor
 * address: both are made when it is sent.  The part without a Grant is the sender's
 * (jobs/mail.c), which shows nothing to anyone.
 */
#ifndef STORE_MAIL_H
#define STORE_MAIL_H
#include "../access/grant.h"
#include "../domain/mail.h"
#include "../domain/person.h"
#include "vault.h"

/* May mail be sent at all, by this program and as this practice has set it up? */
bool mail_is_on(const Practice *p);

/* --- causes: need MAIL (write) ----------------------------------------------------------- */
typedef struct MailNew {
    MailKind kind;
    PersonId person;
    Uuid about;                   /* a conversation; zero = nothing */
    Str secret;                   /* RESET: the link; sealed */
    int64_t delay_ms;             /* not before */
} MailNew;
/* MESSAGE and DOCUMENT: nothing is added while one of the kind waits for this person.  RESET:
 * takes the place of one that waits.  Nothing at all while mail is off. */
MUST_CHECK Err mail_add(Ctx *cx, Tx *tx, const Grant *g, const Practice *practice, const MailNew *fresh);

/* Was a RESET asked for in the last two minutes? */
MUST_CHECK Err mail_reset_lately(Ctx *cx, Tx *tx, const Grant *g, PersonId person, bool *ret_lately);

/* --- for the administrator: need MAIL ------------------------------------------------------ */
typedef struct MailProblem { PersonId person; Str problem, state; int64_t at_ms, tries; } MailProblem;
typedef struct MailState {
    int64_t waiting, failed, sent;            /* sent: in thirty days */
    MailProblem *list;                        /* the last fifty that did not get through */
    size_t count;
} MailState;
MUST_CHECK Err mail_state(Ctx *cx, Tx *tx, const Grant *g, MailState *ret_state);
/* Everything that failed is tried once more; reminders of what is over are not sent even so. */
MUST_CHECK Err mail_try_failed(Ctx *cx, Tx *tx, const Grant *g);

/* --- stopping it, without signing in -------------------------------------------------------- */
/* The token in every mail: whose mail it stops, and proof that this house made it. */
Str mail_stop_token(Arena *a, const Vault *vault, PracticeId practice, PersonId person);
/* False unless this house made it. */
bool mail_stop_read(const Vault *vault, Str token, PracticeId *ret_practice, PersonId *ret_person);

/* --- the sender's ---------------------------------------------------------------------------- */
typedef struct MailDue {
    Uuid id;
    PersonId person;
    MailKind kind;
    Uuid about;
    int64_t about_ms, tries, created_ms;
} MailDue;
enum { MAIL_AT_A_TIME = 50 };
/* Reminders that have become due are written down first: write jobs alone. */
MUST_CHECK Err mail_find_reminders(Ctx *cx, Tx *tx, const Practice *practice);
MUST_CHECK Err mail_due(Ctx *cx, Tx *tx, const Practice *practice, MailDue *list, size_t *ret_count);
/* What one of them needs now. */
typedef struct MailReady {
    bool drop;                    /* there is nothing to say any more, or no mail is wanted */
    int64_t not_before_ms;        /* later than now: wait until then */
    Profile profile;
    Str secret;
    Str stop_token;
} MailReady;
MUST_CHECK Err mail_ready(Ctx *cx, Tx *tx, const Practice *practice, const MailDue *mail,
                          MailReady *ret_ready);
MUST_CHECK Err mail_set(Ctx *cx, Tx *tx, const Practice *practice, const MailDue *mail, Str state,
                        int64_t due_ms, int64_t tries, Str problem);
/* Rows older than thirty days go. */
MUST_CHECK Err mail_purge(Ctx *cx, Tx *tx, const Practice *practice);
extern const Query *const mail_queries[];
#endif
