/* practice.h - the organisation that runs Tandem: its name, its clock, who answers when.
 * Pure: no I/O, no clock.
 */
#ifndef DOMAIN_PRACTICE_H
#define DOMAIN_PRACTICE_H
#include "../base/base.h"

enum { PRACTICE_CRISIS_MAX = 8 };

typedef struct PracticeCrisis { Str name, number, hint; } PracticeCrisis;

typedef struct Practice {
    PracticeId id;
    Str name;
    Str time_zone;            /* IANA name */
    const Zone *zone;
    PracticeCrisis crisis[PRACTICE_CRISIS_MAX];
    size_t crisis_count;
    Str watched;              /* "Messages here are read on weekdays." */
    Str leave_address;        /* https, where "Leave" goes */
    Str intake;               /* parts of the beginning, by id with spaces; "" = ours, "-" = none */
    Str duty_name, duty_number;
    int64_t duty_after_min;   /* an unopened safety answer goes to the duty person */
    int64_t lead_after_min;   /* and then to the lead */
    Str report_name, report_reach;    /* whom people can tell about a boundary, and how */
    Str body_name, body_reach;        /* the body outside the practice */
    int64_t role_pause_days;          /* before two people may hold another role (role.h) */
    Str mail_host;            /* the relay that takes mail; empty = none is sent */
    int64_t mail_port;
    Str mail_security;        /* none, starttls, tls (base/smtp.h) */
    Str mail_user, mail_password;
    Str mail_from, mail_name; /* the sender's address, and a name that tells nothing */
    bool demo;
    int64_t version;
} Practice;

/* The settings that are text, as the JSON that is sealed; and back. */
Str practice_settings_json(Arena *a, const Practice *p);
MUST_CHECK Err practice_settings_parse(Ctx *cx, Str json, Practice *practice);
#endif
