#include "person.h"
#include "vault.h"

#define PERSON_COLS "person_id, profile_sealed, capacities, state, version"
static const Query by_id = { "person_by_id", "bb", "bbisi",
    "SELECT " PERSON_COLS " FROM person WHERE practice_id = ?1 AND person_id = ?2" };
static const Query by_member = { "person_by_member", "bbb", "bbisi",
    "SELECT p.person_id, p.profile_sealed, p.capacities, p.state, p.version FROM member m"
    " JOIN person p ON p.practice_id = m.practice_id AND p.person_id = m.person_id"
    " WHERE m.practice_id = ?1 AND m.episode_id = ?2 AND m.person_id = ?3" };
static const Query all = { "person_all", "b", "bbisi",
    "SELECT " PERSON_COLS " FROM person WHERE practice_id = ?1 ORDER BY created_at, person_id" };
static const Query create = { "person_create", "bbbbisii", "",
    "INSERT INTO person (practice_id, person_id, email_hash, profile_sealed, capacities, state,"
    " password, version, created_at, updated_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, '', 1, ?7, ?8)" };
static const Query save = { "person_save", "bbibbi", "",
    "UPDATE person SET email_hash = ?1, profile_sealed = ?2, version = version + 1,"
    " updated_at = ?3 WHERE practice_id = ?4 AND person_id = ?5 AND version = ?6" };
static const Query set_state = { "person_set_state", "sibb", "",
    "UPDATE person SET state = ?1, updated_at = ?2 WHERE practice_id = ?3 AND person_id = ?4" };
static const Query set_password = { "person_set_password", "sibb", "",
    "UPDATE person SET password = ?1, state = 'active', updated_at = ?2"
    " WHERE practice_id = ?3 AND person_id = ?4" };
static const Query secret = { "person_secret", "b", "bbssi",
    "SELECT practice_id, person_id, state, password, capacities FROM person WHERE email_hash = ?1" };
static const Query worked_with = { "person_worked_with", "bbb", "b",
    "SELECT p.person_id FROM person p WHERE p.practice_id = ?1 AND p.email_hash = ?2"
    " AND p.state = 'active' AND EXISTS (SELECT 1 FROM member m JOIN member c"
    " ON c.practice_id = m.practice_id AND c.episode_id = m.episode_id"
    " WHERE m.practice_id = ?1 AND m.person_id = ?3 AND m.state = 'active'"
    " AND m.part IN ('therapist', 'co_therapist') AND c.person_id = p.person_id"
    " AND c.part = 'client' AND c.state <> 'invited')" };
const Query *const person_queries[] = { &by_id, &by_member, &all, &create, &save, &set_state,
                                        &set_password, &secret, &worked_with, NULL };

static SealAt profile_at(PersonId person, int64_t version)
{
    return (SealAt){ "person", "profile", person.u, version };
}

static Hash email_hash(Tx *tx, Str email)
{
    return vault_lookup_hash(tx_vault(tx), S("email"), email);
}

static Err read_person(Ctx *cx, Tx *tx, const Grant *g, const Rows *row, Person *ret_person)
{
    Person p = { .id = ROW_ID(Person, row, 0), .capacities = (uint32_t)row_int(row, 2),
                 .state = row_str(row, 3), .version = row_int(row, 4) };
    Str json;
    TRY(vault_unseal(cx, tx, grant_practice(g), p.id.u, profile_at(p.id, p.version),
                     row_str(row, 1), &json));
    TRY(profile_parse(cx, json, &p.profile));
    *ret_person = p;
    return OK;
}

Err person_self(Ctx *cx, Tx *tx, const Grant *g, Person *ret_person)
{
    Rows row;
    if (!g || uuid_is_zero(grant_person(g).u)) return fail(cx, ERR_BUG, "nobody is signed in");
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(db_row(cx, tx, &by_id, &row, BID(practice), BID(self)));
    return read_person(cx, tx, g, &row, ret_person);
}

Err person_member(Ctx *cx, Tx *tx, const Grant *g, EpisodeId episode, PersonId person,
                  Person *ret_person)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_read(cx, g, C_PROFILE, episode));
    TRY(db_row(cx, tx, &by_member, &row, BID(practice), BID(episode), BID(person)));
    return read_person(cx, tx, g, &row, ret_person);
}

Err person_list(Ctx *cx, Tx *tx, const Grant *g, People *ret_people)
{
    enum { PEOPLE_MAX = 2000 };
    Rows row;
    bool more = false;
    PracticeId practice = grant_practice(g);
    TRY(grant_list(cx, g, C_ACCOUNT | C_PROFILE));
    People people = { .list = ARENA_ARRAY(cx->arena, Person, PEOPLE_MAX) };
    if (!people.list) return fail(cx, ERR_LIMIT, "request too large");
    TRY(db_rows(cx, tx, &all, &row, BID(practice)));
    for (;;) {
        TRY(db_next(&row, &more));
        if (!more || people.count == PEOPLE_MAX) break;
        TRY(read_person(cx, tx, g, &row, &people.list[people.count++]));
    }
    *ret_people = people;
    return OK;
}

Err person_load(Ctx *cx, Tx *tx, const Grant *g, PersonId person, Person *ret_person)
{
    Rows row;
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_ACCOUNT | C_PROFILE));
    TRY(db_row(cx, tx, &by_id, &row, BID(practice), BID(person)));
    return read_person(cx, tx, g, &row, ret_person);
}

static Err seal_profile(Ctx *cx, Tx *tx, const Grant *g, const Person *p, int64_t version,
                        Str *ret_sealed)
{
    return vault_seal(cx, tx, grant_practice(g), p->id.u, profile_at(p->id, version),
                      profile_json(cx->arena, &p->profile), ret_sealed);
}

static Err add_person(Ctx *cx, Tx *tx, const Grant *g, const Person *person, Hash found_by)
{
    PracticeId practice = grant_practice(g);
    Str sealed;
    TRY(grant_content(cx, g, C_PROFILE));
    TRY(vault_create_owner(cx, tx, practice, person->id.u));
    TRY(seal_profile(cx, tx, g, person, 1, &sealed));
    return db_exec(cx, tx, &create, BID(practice), BID(person->id), BB(hash_bytes(&found_by)),
                   BB(sealed), BI(person->capacities), BS(person->state), BI(cx->now_ms),
                   BI(cx->now_ms));
}

Err person_create(Ctx *cx, Tx *tx, const Grant *g, const Person *person)
{
    return add_person(cx, tx, g, person, email_hash(tx, person->profile.email));
}

Err person_invite(Ctx *cx, Tx *tx, const Grant *g, const Person *person)
{
    Rows row;
    bool taken = false;
    Hash hash = email_hash(tx, person->profile.email);
    TRY(grant_content(cx, g, C_PROFILE));
    TRY(db_rows(cx, tx, &secret, &row, BB(hash_bytes(&hash))));
    TRY(db_next(&row, &taken));
    if (taken) hash = vault_lookup_hash(tx_vault(tx), S("taken"), uuid_bytes(&person->id.u));
    return add_person(cx, tx, g, person, hash);
}

Err person_save(Ctx *cx, Tx *tx, const Grant *g, const Person *person)
{
    PracticeId practice = grant_practice(g);
    Str sealed;
    TRY(grant_content(cx, g, C_PROFILE));
    TRY(seal_profile(cx, tx, g, person, person->version + 1, &sealed));
    Hash email = email_hash(tx, person->profile.email);
    return db_exec_one(cx, tx, &save, BB(hash_bytes(&email)), BB(sealed), BI(cx->now_ms),
                       BID(practice), BID(person->id), BI(person->version));
}

Err person_set_state(Ctx *cx, Tx *tx, const Grant *g, PersonId person, Str state)
{
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_ACCOUNT));
    return db_exec_one(cx, tx, &set_state, BS(state), BI(cx->now_ms), BID(practice), BID(person));
}

Err person_set_password(Ctx *cx, Tx *tx, const Grant *g, PersonId person, Str phc)
{
    PracticeId practice = grant_practice(g);
    TRY(grant_content(cx, g, C_ACCOUNT));
    return db_exec_one(cx, tx, &set_password, BS(phc), BI(cx->now_ms), BID(practice), BID(person));
}

Err person_secret(Ctx *cx, Tx *tx, const Grant *g, Str email, PersonSecret *ret_secret)
{
    Rows row;
    TRY(grant_content(cx, g, C_ACCOUNT));
    Hash hash = email_hash(tx, email);
    TRY(db_row(cx, tx, &secret, &row, BB(hash_bytes(&hash))));
    *ret_secret = (PersonSecret){ .practice = ROW_ID(Practice, &row, 0),
                                  .id = ROW_ID(Person, &row, 1), .state = row_str(&row, 2),
                                  .password = row_str(&row, 3),
                                  .capacities = (uint32_t)row_int(&row, 4) };
    return OK;
}

Err person_worked_with(Ctx *cx, Tx *tx, const Grant *g, Str email, bool *ret_found,
                       PersonId *ret_person)
{
    Rows row;
    bool found = false;
    PracticeId practice = grant_practice(g);
    PersonId self = grant_person(g);
    TRY(grant_list(cx, g, C_PROFILE));
    Hash hash = email_hash(tx, email);
    TRY(db_rows(cx, tx, &worked_with, &row, BID(practice), BB(hash_bytes(&hash)), BID(self)));
    TRY(db_next(&row, &found));
    if (found) *ret_person = ROW_ID(Person, &row, 0);
    *ret_found = found;
    return OK;
}
