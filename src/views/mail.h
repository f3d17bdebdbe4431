/* mail.h - what the administrator sees of mail: the relay, and what did not get through. */
#ifndef VIEWS_MAIL_H
#define VIEWS_MAIL_H
#include "frame.h"

typedef struct MailLine { Str who, email, what, when; bool over; } MailLine;

typedef struct MailPage {
    const Frame *frame;
    const FieldErrors *errors;
    bool possible, on, has_password;
    Str host, port, security, user, from, name;
    Str own_email, public_url;
    int64_t waiting, failed, sent;
    const MailLine *lines;
    size_t line_count;
    int64_t version;
    Str idem;
} MailPage;
#endif
