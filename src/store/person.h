/* person.h - people and their profiles. */
#ifndef STORE_PERSON_H
#define STORE_PERSON_H
#include "../access/grant.h"
#include "../domain/person.h"
#include "db.h"

/* The actor's own account.  Needs ACCOUNT or PROFILE. */
MUST_CHECK Err person_self(Ctx *cx, Tx *tx, const Grant *g, Person *ret_person);
/* A member of the episode the grant is for (any part). */
MUST_CHECK Err person_member(Ctx *cx, Tx *tx, const Grant *g, EpisodeId episode, PersonId person,
                             Person *ret_person);
/* Everyone of the practice, for the administrator: by name. */
typedef struct People { Person *list; size_t count; } People;
MUST_CHECK Err person_list(Ctx *cx, Tx *tx, const Grant *g, People *ret_people);
/* A person of this practice by id, for the administrator. */
MUST_CHECK Err person_load(Ctx *cx, Tx *tx, const Grant *g, PersonId person, Person *ret_person);

/* New account, state invited, without a password.  ERR_CONFLICT when the address is taken
 * (by whom is not said).  `person->id` must be fresh. */
MUST_CHECK Err person_create(Ctx *cx, Tx *tx, const Grant *g, const Person *person);
/* The same for somebody who will be handed a link.  Whether the address has an account is not
 * for whoever invites to learn: when it has one, it stands in this profile alone, nobody can
 * sign in with it here, and person_save() tells whoever takes the link: ERR_CONFLICT. */
MUST_CHECK Err person_invite(Ctx *cx, Tx *tx, const Grant *g, const Person *person);
/* Writes the profile on top of `person->version`; ERR_CONFLICT when someone else was faster, or
 * has the address. */
MUST_CHECK Err person_save(Ctx *cx, Tx *tx, const Grant *g, const Person *person);
MUST_CHECK Err person_set_state(Ctx *cx, Tx *tx, const Grant *g, PersonId person, Str state);
MUST_CHECK Err person_set_password(Ctx *cx, Tx *tx, const Grant *g, PersonId person, Str phc);

/* Somebody the one who acts works or worked with, by the address they sign in with: nobody
 * learns by it who else has an account.  Needs PROFILE. */
MUST_CHECK Err person_worked_with(Ctx *cx, Tx *tx, const Grant *g, Str email, bool *ret_found,
                                  PersonId *ret_person);

/* For signing in, before anyone is known: the id, state and password hash behind an
 * address; ERR_MISSING when there is none. */
typedef struct PersonSecret { PracticeId practice; PersonId id; Str state, password;
                              uint32_t capacities; } PersonSecret;
MUST_CHECK Err person_secret(Ctx *cx, Tx *tx, const Grant *g, Str email, PersonSecret *ret_secret);

extern const Query *const person_queries[];
#endif
