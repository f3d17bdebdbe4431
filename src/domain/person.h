/* person.h - one human, one account, whatever parts they play.  Pure. */
#ifndef DOMAIN_PERSON_H
#define DOMAIN_PERSON_H
#include "policy.h"

typedef struct Profile {
    Str name;                 /* as others read it: "Maya Lindqvist" */
    Str called;               /* how to be addressed: "Maya"; empty = first word of name */
    Str pronouns;             /* their words; may be empty */
    Str language;             /* BCP 47: "en" */
    Str email;
    Str phone;
    Str identity;             /* what they want known about themselves, their words */
    Str zone;                 /* where they are, IANA name; empty = as the practice */
    Str calendar_word;        /* what an appointment is called in their calendar; empty = neutral */
    int64_t read_days;        /* when they read messages: bit 0 Monday .. bit 6 Sunday; 0 = not said */
    int64_t read_from, read_to;   /* minutes of their day */
    int64_t answers_in;       /* how soon they usually answer (reach.h); 0 = not said */
    int64_t mail_off;         /* 1: no mail from here */
    int64_t lead_hours;       /* a reminder so long before; 0 = not said, -1 = none (reach.h) */
} Profile;

typedef struct Person {
    PersonId id;
    Profile profile;
    uint32_t capacities;
    Str state;                /* invited, active, disabled */
    int64_t version;
} Person;

/* "Maya": `called`, else the first word of the name. */
Str profile_called(const Profile *p);
/* "Maya L.": first word and initial of the last, for lists. */
Str profile_short(Arena *a, const Profile *p);
Str profile_json(Arena *a, const Profile *p);
MUST_CHECK Err profile_parse(Ctx *cx, Str json, Profile *ret_profile);
/* Lower case, trimmed; empty when it cannot be an address. */
Str email_normal(Arena *a, Str typed);
#endif
