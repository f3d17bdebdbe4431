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
