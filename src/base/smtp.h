/* smtp.h - hands one finished message to a mail relay.
 *
 * Made with libcurl.  Built without it, smtp_possible() is false and nothing is sent.
 * Blocks for up to a minute: never on a thread that answers requests.
 */
#ifndef BASE_SMTP_H
#define BASE_SMTP_H
#include "err.h"
#include "str.h"

/* NONE is for a relay on this very machine; anywhere else nothing is sent in the clear. */
#define SMTP_SECURITIES(X) X(NONE, "none") X(STARTTLS, "starttls") X(TLS, "tls")
typedef enum SmtpSecurity {
    SMTP_NOT_SAID,
#define X(name, stored) SMTP_##name,
    SMTP_SECURITIES(X)
#undef X
} SmtpSecurity;
SmtpSecurity smtp_security_parse(Str s);      /* SMTP_NOT_SAID for anything else */
Str smtp_security_name(SmtpSecurity security);

typedef struct SmtpRelay {
    Str host;
    int64_t port;
    SmtpSecurity security;
    Str user, password;           /* empty: without signing in */
    const _Atomic bool *give_up;  /* set: break off within a second or so; NULL = never */
} SmtpRelay;

/* How it went.  stored as, for the administrator. */
#define SMTP_ENDS(X)                                                                     \
    X(TAKEN, "taken", "taken by the relay")                                               \
    X(NO_ANSWER, "no-answer", "the relay did not answer, or broke off")                   \
    X(NO_TLS, "no-tls", "no safe connection to the relay could be made")                  \
    X(SIGN_IN, "sign-in", "the relay did not accept user and password")                   \
    X(LATER, "later", "the relay asked to try again later")                               \
    X(REFUSED, "refused", "the relay refused the message or its address")                 \
    X(OFF, "off", "mail is not set up, or not so that anything may be sent")
typedef enum SmtpEnd {
#define X(name, stored, say) SMTP_END_##name,
    SMTP_ENDS(X)
#undef X
    SMTP_END_COUNT
} SmtpEnd;
Str smtp_end_name(SmtpEnd end);
/* What the administrator reads; empty for an unknown name. */
Str smtp_end_say(Str name);

bool smtp_possible(void);
/* Once per process, before threads start. */
void smtp_start(void);
bool smtp_host_is_here(Str host);
/* `message` whole, with CRLF lines.  Only TAKEN means that the relay has it. */
SmtpEnd smtp_send(Arena *a, const SmtpRelay *relay, Str from, Str to, Str message);
#endif
