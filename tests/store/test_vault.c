/* test_vault.c - sealed text opens where it belongs and nowhere else. */
#include "store/store_test.h"

#include "store/vault.h"

#include <pthread.h>

static const char tables[] =
    "CREATE TABLE vault_check (id BIGINT PRIMARY KEY, sealed BYTEA NOT NULL);"
    "CREATE TABLE vault_key (practice_id BYTEA NOT NULL, owner_id BYTEA NOT NULL,"
    " key_id BYTEA NOT NULL, wrapped BYTEA NOT NULL, created_at BIGINT NOT NULL,"
    " PRIMARY KEY (practice_id, owner_id));";

typedef struct Place { Uuid owner; SealAt at; Str text; } Place;

typedef struct Vaulted {
    Fixture f;
    Secret *master;
    Vault *vault;
    PracticeId practice;
    Uuid one, two;             /* owners */
    Place place;               /* argument and result of the jobs below */
} Vaulted;

static Err job_make(Ctx *cx, Tx *tx, void *arg)
{
    Vaulted *v = arg;
    TRY(vault_create_practice(cx, tx, v->practice));
    TRY(vault_create_owner(cx, tx, v->practice, v->one));
    return vault_create_owner(cx, tx, v->practice, v->two);
}

static int setup(void **state)
{
    Vaulted *v = test_calloc(1, sizeof(*v));
    Ctx cx = ctx_open(1 << 20);
    v->master = secret_new();
    v->practice = ID_NEW(Practice, 1);
    v->one = uuid_new(2);
    v->two = uuid_new(3);
    GOOD(&cx, vault_new(&cx, v->master, &v->vault));
    arena_close(cx.arena);
    fixture_open(&v->f, NULL, tables, v->vault);
    GOOD(&v->f.cx, vault_open(&v->f.cx, v->vault, v->f.db));
    GOOD(&v->f.cx, db_write(&v->f.cx, v->f.db, job_make, v));
    v->place = (Place){ v->one, { "entry", "body", uuid_new(4), 1 }, S("said in confidence") };
    *state = v;
    return 0;
}

static int teardown(void **state)
{
    Vaulted *v = *state;
    fixture_close(&v->f);
    vault_close(v->vault);
    secret_free(v->master);
    test_free(v);
    assert_int_equal(secret_count(), 0);
    return 0;
}

static Err job_seal(Ctx *cx, Tx *tx, void *arg)
{
    Vaulted *v = arg;
    return vault_seal(cx, tx, v->practice, v->place.owner, v->place.at, v->place.text,
                      &v->place.text);
}

static Err job_unseal(Ctx *cx, Tx *tx, void *arg)
{
    Vaulted *v = arg;
    return vault_unseal(cx, tx, v->practice, v->place.owner, v->place.at, v->place.text,
                        &v->place.text);
}

static Str sealed_text(Vaulted *v)
{
    GOOD(&v->f.cx, db_write(&v->f.cx, v->f.db, job_seal, v));
    return v->place.text;
}

static void test_vault__sealed_text_opens_where_it_was_sealed(void **state)
{
    Vaulted *v = *state;
    Str sealed = sealed_text(v);
    assert_false(str_contains(sealed, S("confidence")));
    GOOD(&v->f.cx, db_read(&v->f.cx, v->f.db, job_unseal, v));
    assert_true(str_eq(v->place.text, S("said in confidence")));
    /* The second time the key comes from the cache. */
    v->place.text = sealed;
    GOOD(&v->f.cx, db_read(&v->f.cx, v->f.db, job_unseal, v));
    assert_true(str_eq(v->place.text, S("said in confidence")));
}

static void test_vault__sealing_twice_gives_different_bytes(void **state)
{
    Vaulted *v = *state;
    Str first = sealed_text(v);
    v->place.text = S("said in confidence");
    assert_false(str_eq(first, sealed_text(v)));
}

static void test_vault__empty_text_is_sealed_and_no_bytes_are_empty_text(void **state)
{
    Vaulted *v = *state;
    v->place.text = S("");
    Str sealed = sealed_text(v);
    assert_true(sealed.len > 100);
    GOOD(&v->f.cx, db_read(&v->f.cx, v->f.db, job_unseal, v));
    assert_int_equal(v->place.text.len, 0);
    GOOD(&v->f.cx, db_read(&v->f.cx, v->f.db, job_unseal, v));
    assert_int_equal(v->place.text.len, 0);
}

static void refuses_at(Vaulted *v, Str sealed, Uuid owner, SealAt at)
{
    Place before = v->place;
    v->place = (Place){ owner, at, sealed };
    FAILS(&v->f.cx, ERR_STORE, db_read(&v->f.cx, v->f.db, job_unseal, v));
    assert_true(v->place.text.ptr == sealed.ptr);   /* no plain text at all */
    v->place = before;
}

static void test_vault__moved_text_does_not_open(void **state)
{
    Vaulted *v = *state;
    Str sealed = sealed_text(v);
    SealAt at = v->place.at;
    refuses_at(v, sealed, v->one, (SealAt){ at.table, at.column, uuid_new(9), at.version });
    refuses_at(v, sealed, v->one, (SealAt){ at.table, "title", at.row, at.version });
    refuses_at(v, sealed, v->one, (SealAt){ "goal", at.column, at.row, at.version });
    refuses_at(v, sealed, v->one, (SealAt){ "entryb", "ody", at.row, at.version });
    refuses_at(v, sealed, v->one, (SealAt){ at.table, at.column, at.row, at.version + 1 });
    refuses_at(v, sealed, v->one, (SealAt){ at.table, at.column, at.row, 0 });
    refuses_at(v, sealed, v->two, at);
    refuses_at(v, sealed, v->practice.u, at);
}

static void test_vault__every_changed_byte_and_every_cut_is_refused(void **state)
{
    Vaulted *v = *state;
    Str sealed = sealed_text(v);
    char *copy = test_malloc(sealed.len);
    memcpy(copy, sealed.ptr, sealed.len);
    for (size_t i = 0; i < sealed.len; i++) {
        copy[i] = (char)(copy[i] ^ 1 << (i % 8));
        refuses_at(v, (Str){ copy, sealed.len }, v->one, v->place.at);
        copy[i] = sealed.ptr[i];
        if (i > 0) refuses_at(v, (Str){ copy, i }, v->one, v->place.at);
    }
    test_free(copy);
}

static void test_vault__another_practice_cannot_open_it(void **state)
{
    Vaulted *v = *state;
    Str sealed = sealed_text(v);
    PracticeId other = ID_NEW(Practice, 7), mine = v->practice;
    Uuid one = v->one, two = v->two;
    v->practice = other;               /* the same owner's id in another practice */
    GOOD(&v->f.cx, db_write(&v->f.cx, v->f.db, job_make, v));
    refuses_at(v, sealed, v->one, v->place.at);
    v->practice = mine;
    v->one = one;
    v->two = two;
}

static void test_vault__owner_without_key_is_refused(void **state)
{
    Vaulted *v = *state;
    v->place.owner = uuid_new(11);
    FAILS(&v->f.cx, ERR_STORE, db_write(&v->f.cx, v->f.db, job_seal, v));
}

static void test_vault__making_a_key_twice_is_conflict(void **state)
{
    Vaulted *v = *state;
    FAILS(&v->f.cx, ERR_CONFLICT, db_write(&v->f.cx, v->f.db, job_make, v));
    sealed_text(v);
    GOOD(&v->f.cx, db_read(&v->f.cx, v->f.db, job_unseal, v));
}

static Err job_make_seal_and_fail(Ctx *cx, Tx *tx, void *arg)
{
    Vaulted *v = arg;
    TRY(vault_create_owner(cx, tx, v->practice, v->place.owner));
    TRY(job_seal(cx, tx, v));
    return fail(cx, ERR_CONFLICT, "undone on purpose");
}

/* A key that was rolled back must not be used for what is sealed afterwards: nobody could
 * open that after a restart. */
static void test_vault__key_of_an_undone_job_is_forgotten(void **state)
{
    Vaulted *v = *state;
    Str text = v->place.text;
    v->place.owner = uuid_new(12);
    FAILS(&v->f.cx, ERR_CONFLICT, db_write(&v->f.cx, v->f.db, job_make_seal_and_fail, v));
    v->place.text = text;
    FAILS(&v->f.cx, ERR_STORE, db_write(&v->f.cx, v->f.db, job_seal, v));
}

static Err job_destroy(Ctx *cx, Tx *tx, void *arg)
{
    Vaulted *v = arg;
    return vault_destroy_owner(cx, tx, v->practice, v->one);
}

static void test_vault__destroyed_key_opens_nothing(void **state)
{
    Vaulted *v = *state;
    Str sealed = sealed_text(v);
    GOOD(&v->f.cx, db_read(&v->f.cx, v->f.db, job_unseal, v));
    GOOD(&v->f.cx, db_write(&v->f.cx, v->f.db, job_destroy, v));
    vault_forget(v->vault, v->practice, v->one);
    v->place.text = sealed;
    FAILS(&v->f.cx, ERR_STORE, db_read(&v->f.cx, v->f.db, job_unseal, v));
}

static void test_vault__wrong_master_key_is_refused_at_start(void **state)
{
    Vaulted *v = *state;
    Ctx *cx = &v->f.cx;
    char folder[64], path[96];
    Fixture other;
    Vault *first, *second;
    Secret *wrong = secret_new();
    folder_make(folder);
    snprintf(path, sizeof(path), "%s/db", folder);
    GOOD(cx, vault_new(cx, v->master, &first));
    fixture_open(&other, path, tables, first);
    GOOD(cx, vault_open(cx, first, other.db));
    GOOD(cx, vault_open(cx, first, other.db));
    fixture_close(&other);
    vault_close(first);
    GOOD(cx, vault_new(cx, wrong, &second));
    fixture_open(&other, path, "", second);
    FAILS(cx, ERR_DENIED, vault_open(cx, second, other.db));
    fixture_close(&other);
    vault_close(second);
    secret_free(wrong);
    folder_remove(folder);
}

static const Query drop_mark = { "drop_mark", "", "", "DELETE FROM vault_check" };
static Err job_drop_mark(Ctx *cx, Tx *tx, void *arg)
{
    (void)arg;
    return db_exec_n(cx, tx, &drop_mark, NULL, 0, NULL);
}

static void test_vault__database_without_its_mark_is_refused(void **state)
{
    Vaulted *v = *state;
    GOOD(&v->f.cx, db_write(&v->f.cx, v->f.db, job_drop_mark, NULL));
    FAILS(&v->f.cx, ERR_STORE, vault_open(&v->f.cx, v->vault, v->f.db));
}

static void test_vault__lookup_hash_depends_on_key_purpose_and_text(void **state)
{
    Vaulted *v = *state;
    Hash one = vault_lookup_hash(v->vault, S("email"), S("a@b.c"));
    Hash same = vault_lookup_hash(v->vault, S("email"), S("a@b.c"));
    Hash text = vault_lookup_hash(v->vault, S("email"), S("a@b.d"));
    Hash purpose = vault_lookup_hash(v->vault, S("emaila"), S("@b.c"));
    assert_memory_equal(&one, &same, sizeof(one));
    assert_memory_not_equal(&one, &text, sizeof(one));
    assert_memory_not_equal(&one, &purpose, sizeof(one));
}

/* --- the cache under several threads ------------------------------------------- */
enum { OWNERS = 40, ROUNDS = 60, READERS = 4 };
typedef struct Crowd { Vaulted *v; Uuid owners[OWNERS]; Str sealed[OWNERS]; int wrong; } Crowd;
typedef struct One { Crowd *crowd; int i; Str plain; } One;

static Err job_crowd_make(Ctx *cx, Tx *tx, void *arg)
{
    Crowd *c = arg;
    for (int i = 0; i < OWNERS; i++) {
        c->owners[i] = uuid_new(i);
        TRY(vault_create_owner(cx, tx, c->v->practice, c->owners[i]));
        TRY(vault_seal(cx, tx, c->v->practice, c->owners[i], c->v->place.at,
                       uuid_bytes(&c->owners[i]), &c->sealed[i]));
    }
    return OK;
}

static Err job_crowd_open(Ctx *cx, Tx *tx, void *arg)
{
    One *one = arg;
    Crowd *c = one->crowd;
    return vault_unseal(cx, tx, c->v->practice, c->owners[one->i], c->v->place.at,
                        c->sealed[one->i], &one->plain);
}

static void *crowd_reader(void *arg)
{
    Crowd *c = arg;
    for (int round = 0; round < ROUNDS; round++) {
        Ctx cx = { .arena = arena_open(1 << 20), .now_ms = 1 };
        One one = { .crowd = c, .i = round % OWNERS };
        Err err = db_read(&cx, c->v->f.db, job_crowd_open, &one);
        if (err.kind != ERR_NONE || !str_eq(one.plain, uuid_bytes(&c->owners[one.i]))) {
            __atomic_add_fetch(&c->wrong, 1, __ATOMIC_RELAXED);
        }
        if (round % 7 == 0) vault_forget(c->v->vault, c->v->practice, c->owners[one.i]);
        arena_close(cx.arena);
    }
    return NULL;
}

static void test_vault__threads_share_the_keys(void **state)
{
    Crowd crowd = { .v = *state };
    pthread_t threads[READERS];
    GOOD(&crowd.v->f.cx, db_write(&crowd.v->f.cx, crowd.v->f.db, job_crowd_make, &crowd));
    for (int i = 0; i < READERS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, crowd_reader, &crowd), 0);
    }
    for (int i = 0; i < READERS; i++) pthread_join(threads[i], NULL);
    assert_int_equal(crowd.wrong, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    Ctx cx = ctx_open(1 << 16);
    GOOD(&cx, crypto_start(&cx));
    arena_close(cx.arena);
    const struct CMUnitTest tests[] = {
        T(test_vault__sealed_text_opens_where_it_was_sealed),
        T(test_vault__sealing_twice_gives_different_bytes),
        T(test_vault__empty_text_is_sealed_and_no_bytes_are_empty_text),
        T(test_vault__moved_text_does_not_open),
        T(test_vault__every_changed_byte_and_every_cut_is_refused),
        T(test_vault__another_practice_cannot_open_it),
        T(test_vault__owner_without_key_is_refused),
        T(test_vault__making_a_key_twice_is_conflict),
        T(test_vault__key_of_an_undone_job_is_forgotten),
        T(test_vault__destroyed_key_opens_nothing),
        T(test_vault__wrong_master_key_is_refused_at_start),
        T(test_vault__database_without_its_mark_is_refused),
        T(test_vault__lookup_hash_depends_on_key_purpose_and_text),
        T(test_vault__threads_share_the_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
