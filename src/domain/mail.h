/* mail.h - the few mails this house sends: their words, their form, and when to try again.
 *
 * A mail names nobody and nothing of the work: who reads over a shoulder learns that there is
 * an appointment, or that something waits.  Pure: no I/O, no clock.
 */
#ifndef DOMAIN_MAIL_H
#define DOMAIN_MAIL_H
#include "practice.h"

#define MAIL_KINDS(X)                                                                    \
    X(REMINDER, "reminder")       /* of an appointment */                                 \
    X(MESSAGE, "message")         /* a message waits */                                   \
    X(DOCUMENT, "document")       /* something else waits */                              \
    X(RESET, "reset")             /* a link for a new password, asked for by oneself */   \
    X(TRY, "try")                 /* the administrator tries whether mail arrives */
typedef enum MailKind {
    MAIL_NO_KIND,
#define X(name, stored) MAIL_##name,
    MAIL_KINDS(X)
#undef X
    MAIL_KIND_COUNT
} MailKind;
MailKind mail_kind_parse(Str s);              /* MAIL_NO_KIND for anything else */
Str mail_kind_name(MailKind kind);

/* What the words need. */
typedef struct MailText {
    MailKind kind;
    Str language;                 /* of the reader; one there is no translation of reads English */
    int64_t starts_ms;            /* REMINDER */
    const Zone *zone;             /* of the reader */
    Str zone_name;
    Str home;                     /* where to sign in */
    Str link;                     /* RESET: the link */
    Str stop;                     /* where mail is stopped; empty: cannot be (RESET, TRY) */
} MailText;
Str mail_subject(const MailText *t);
Str mail_body(Arena *a, const MailText *t);

typedef struct MailHead {
    Str from_name, from, to;
    Uuid id;                      /* the same at every try: receivers can tell repeats */
    int64_t at_ms;
    Str stop;                     /* may be empty */
} MailHead;
/* The whole message, with CRLF lines, plain text. */
Str mail_message(Arena *a, const MailHead *head, const MailText *text);

/* After a try that did not succeed: when next, or that it is over.  `firm`: the relay refused for good. */
typedef struct MailNext { bool over; int64_t at_ms; } MailNext;
enum { MAIL_TRIES_FIRM = 3, MAIL_TRIES = 14 };
MailNext mail_next(int64_t tries, bool firm, int64_t now_ms);
#endif
