#include "vault.h"

#include <pthread.h>

/* The cache is sets of a few ways: finding, ageing and dropping a key touch one set. */
enum {
    SETS = 1024, WAYS = 8,
    PLACE_MAX = 63,
    FORMAT = 1,                /* of the associated data */
    /* A key made a moment ago may still be rolled back; one this old is committed. */
    SETTLED_MS = 60000
};

typedef struct Slot {
    PracticeId practice;
    Uuid owner;
    KeyId id;
    Secret *secret;            /* NULL = empty */
    uint64_t used;
    int pins;                  /* uses going on; such a slot is not given away */
    bool forgotten;            /* wiped when the last use ends */
} Slot;

struct Vault {
    Arena *arena;
    Secret *wrap, *check, *lookup;     /* of the master key, one for each use */
    pthread_mutex_t lock;              /* the slots and the clock below */
    Slot *slots;
    uint64_t clock;
};

/* A key for the time of one use: in the cache (slot), or the user's own. */
typedef struct Held {
    Secret *secret;
    KeyId id;
    Slot *slot;
} Held;

static const Query key_get = { "vault_key_get", "bb", "bbi",
    "SELECT key_id, wrapped, created_at FROM vault_key WHERE practice_id = ?1 AND owner_id = ?2" };
static const Query key_add = { "vault_key_add", "bbbbi", "",
    "INSERT INTO vault_key (practice_id, owner_id, key_id, wrapped, created_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5)" };
static const Query key_remove = { "vault_key_remove", "bb", "",
    "DELETE FROM vault_key WHERE practice_id = ?1 AND owner_id = ?2" };
static const Query key_count = { "vault_key_count", "", "i", "SELECT count(*) FROM vault_key" };
static const Query check_get = { "vault_check_get", "", "b",
    "SELECT sealed FROM vault_check WHERE id = 1" };
static const Query check_add = { "vault_check_add", "b", "",
    "INSERT INTO vault_check (id, sealed) VALUES (1, ?1)" };

const Query *const vault_queries[] = { &key_get, &key_add, &key_remove, &key_count, &check_get,
                                       &check_add, NULL };

/* --- the cache ------------------------------------------------------------ */
static Slot *set_of(const Vault *v, PracticeId practice, Uuid owner)
{
    uint64_t a, b;
    memcpy(&a, owner.byte + 8, sizeof(a));     /* the random half of a UUIDv7 */
    memcpy(&b, practice.u.byte + 8, sizeof(b));
    uint64_t hash = (a ^ b * 3) * UINT64_C(0x9e3779b97f4a7c15);
    return &v->slots[(hash >> 32) % SETS * WAYS];
}

static Slot *slot_find(const Vault *v, PracticeId practice, Uuid owner)
{
    Slot *set = set_of(v, practice, owner);
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].secret && !set[i].forgotten && uuid_eq(set[i].owner, owner) &&
            uuid_eq(set[i].practice.u, practice.u)) return &set[i];
    }
    return NULL;
}

/* The least recently used way that nobody holds; NULL when all are held. */
static Slot *slot_free(const Vault *v, PracticeId practice, Uuid owner)
{
    Slot *set = set_of(v, practice, owner);
    Slot *oldest = NULL;
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].pins == 0 && (!oldest || set[i].used < oldest->used)) oldest = &set[i];
    }
    return oldest;
}

static void slot_empty(Slot *slot)
{
    secret_free(slot->secret);
    *slot = (Slot){ 0 };
}

static void slot_hold(Vault *v, Slot *slot, Held *ret_held)
{
    slot->pins++;
    slot->used = ++v->clock;
    *ret_held = (Held){ .secret = slot->secret, .id = slot->id, .slot = slot };
}

static bool cache_hold(Vault *v, PracticeId practice, Uuid owner, Held *ret_held)
{
    pthread_mutex_lock(&v->lock);
    Slot *slot = slot_find(v, practice, owner);
    if (slot) slot_hold(v, slot, ret_held);
    pthread_mutex_unlock(&v->lock);
    return slot != NULL;
}

/* Give the key to the cache, which lends it back.  When another thread was first, or no
 * slot is to be had, it stays the user's own. */
static void cache_keep(Vault *v, PracticeId practice, Uuid owner, Held *held)
{
    pthread_mutex_lock(&v->lock);
    Slot *slot = slot_find(v, practice, owner) ? NULL : slot_free(v, practice, owner);
    if (slot) {
        slot_empty(slot);
        *slot = (Slot){ .practice = practice, .owner = owner, .id = held->id,
                        .secret = held->secret };
        slot_hold(v, slot, held);
    }
    pthread_mutex_unlock(&v->lock);
}

static void key_release(Vault *v, Held *held)
{
    if (!held->slot) {
        secret_free(held->secret);
        return;
    }
    pthread_mutex_lock(&v->lock);
    held->slot->pins--;
    if (held->slot->forgotten && held->slot->pins == 0) slot_empty(held->slot);
    pthread_mutex_unlock(&v->lock);
}

void vault_forget(Vault *v, PracticeId practice, Uuid owner)
{
    pthread_mutex_lock(&v->lock);
    Slot *slot = slot_find(v, practice, owner);
    if (slot && slot->pins > 0) slot->forgotten = true;
    else if (slot) slot_empty(slot);
    pthread_mutex_unlock(&v->lock);
}

/* --- places ----------------------------------------------------------------- */
/* The associated data: each part has a fixed length or its length before it, so two
 * different places never read the same. */
typedef struct Place { char bytes[192]; size_t len; } Place;

static void place_bytes(Place *p, const void *bytes, size_t len)
{
    memcpy(p->bytes + p->len, bytes, len);
    p->len += len;
}

static void place_text(Place *p, const char *text)
{
    uint8_t len = (uint8_t)strlen(text);
    place_bytes(p, &len, 1);
    place_bytes(p, text, len);
}

static void place_number(Place *p, int64_t number)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++) bytes[i] = (uint8_t)((uint64_t)number >> (56 - 8 * i));
    place_bytes(p, bytes, sizeof(bytes));
}

static Str place_str(const Place *p)
{
    return (Str){ p->bytes, p->len };
}

static Err place_make(Ctx *cx, PracticeId practice, Uuid owner, SealAt at, Place *ret_place)
{
    if (!at.table || !at.column || strlen(at.table) > PLACE_MAX || strlen(at.column) > PLACE_MAX) {
        return fail(cx, ERR_BUG, "a sealed text has no place");
    }
    Place place = { .bytes = { FORMAT }, .len = 1 };
    place_text(&place, at.table);
    place_text(&place, at.column);
    place_bytes(&place, at.row.byte, sizeof(at.row.byte));
    place_bytes(&place, owner.byte, sizeof(owner.byte));
    place_number(&place, at.version);
    place_bytes(&place, practice.u.byte, sizeof(practice.u.byte));
    *ret_place = place;
    return OK;
}

static Err key_place(Ctx *cx, PracticeId practice, Uuid owner, KeyId id, Place *ret_place)
{
    SealAt at = { .table = "vault_key", .column = "wrapped", .row = id.u };
    return place_make(cx, practice, owner, at, ret_place);
}

/* --- loading keys -------------------------------------------------------------- */
static Err key_hold(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner, Held *ret_held);

/* The key that wraps this owner's key: the practice's, or for that one the master's. */
static Err outer_hold(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner, Held *ret_outer)
{
    if (!uuid_eq(owner, practice.u)) return key_hold(cx, tx, practice, practice.u, ret_outer);
    *ret_outer = (Held){ .secret = tx_vault(tx)->wrap };
    return OK;
}

static void outer_release(Vault *v, Held *outer)
{
    if (outer->secret != v->wrap) key_release(v, outer);
}

static Err key_unwrap(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner, Str wrapped, Held *held)
{
    Held outer;
    Place place;
    TRY(key_place(cx, practice, owner, held->id, &place));
    TRY(outer_hold(cx, tx, practice, owner, &outer));
    Err result = secret_unwrap(cx, outer.secret, place_str(&place), wrapped, &held->secret);
    outer_release(tx_vault(tx), &outer);
    return result;
}

static Err key_load(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner, Held *ret_held)
{
    Rows row;
    bool found = false;
    TRY(db_rows(cx, tx, &key_get, &row, BID(practice), bind_bytes(uuid_bytes(&owner))));
    TRY(db_next(&row, &found));
    if (!found) return fail(cx, ERR_STORE, "the key of this text is not there");
    Held held = { .id = ROW_ID(Key, &row, 0) };
    Str wrapped = row_str(&row, 1);
    int64_t made = row_int(&row, 2);
    TRY(key_unwrap(cx, tx, practice, owner, wrapped, &held));
    /* What a write transaction sees may be undone, and then made again otherwise. */
    bool settled = !tx_can_write(tx) || made < cx->now_ms - SETTLED_MS;
    if (settled) cache_keep(tx_vault(tx), practice, owner, &held);
    *ret_held = held;
    return OK;
}

static Err key_hold(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner, Held *ret_held)
{
    Vault *v = tx_vault(tx);
    if (!v) return fail(cx, ERR_BUG, "this database has no vault");
    if (cache_hold(v, practice, owner, ret_held)) return OK;
    return key_load(cx, tx, practice, owner, ret_held);
}

/* --- making and destroying keys --------------------------------------------------- */
static Err key_store(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner, KeyId id,
                     const Secret *secret)
{
    Held outer;
    Place place;
    Str wrapped;
    TRY(key_place(cx, practice, owner, id, &place));
    TRY(outer_hold(cx, tx, practice, owner, &outer));
    Err result = secret_wrap(cx, outer.secret, outer.id, place_str(&place), secret, &wrapped);
    outer_release(tx_vault(tx), &outer);
    TRY(result);
    return db_exec(cx, tx, &key_add, BID(practice), bind_bytes(uuid_bytes(&owner)), BID(id),
                   BB(wrapped), BI(cx->now_ms));
}

Err vault_create_owner(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner)
{
    if (!tx_vault(tx)) return fail(cx, ERR_BUG, "this database has no vault");
    Secret *secret = secret_new();
    if (!secret) return fail(cx, ERR_LIMIT, "out of memory");
    /* An earlier attempt that was rolled back must not live on in the cache. */
    vault_forget(tx_vault(tx), practice, owner);
    Err result = key_store(cx, tx, practice, owner, ID_NEW(Key, cx->now_ms), secret);
    secret_free(secret);
    return result;
}

Err vault_create_practice(Ctx *cx, Tx *tx, PracticeId practice)
{
    return vault_create_owner(cx, tx, practice, practice.u);
}

Err vault_destroy_owner(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner)
{
    return db_exec_one(cx, tx, &key_remove, BID(practice), bind_bytes(uuid_bytes(&owner)));
}

/* --- sealing ------------------------------------------------------------------------ */
Err vault_seal(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner, SealAt at, Str plain,
               Str *ret_sealed)
{
    Held key;
    Place place;
    TRY(place_make(cx, practice, owner, at, &place));
    TRY(key_hold(cx, tx, practice, owner, &key));
    Err result = seal(cx, key.secret, key.id, place_str(&place), plain, ret_sealed);
    key_release(tx_vault(tx), &key);
    return result;
}

Err vault_unseal(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner, SealAt at, Str sealed,
                 Str *ret_plain)
{
    Held key;
    Place place;
    if (sealed.len == 0) {
        *ret_plain = S("");
        return OK;
    }
    TRY(place_make(cx, practice, owner, at, &place));
    TRY(key_hold(cx, tx, practice, owner, &key));
    Err result = unseal(cx, key.secret, place_str(&place), sealed, ret_plain);
    key_release(tx_vault(tx), &key);
    return result;
}

Hash vault_lookup_hash(const Vault *v, Str purpose, Str normalised)
{
    /* Two steps, so that purpose and text cannot run into each other. */
    Hash parts[2] = { hash_keyed(v->lookup, purpose), hash_keyed(v->lookup, normalised) };
    return hash_keyed(v->lookup, (Str){ (const char *)parts, sizeof(parts) });
}

/* --- opening --------------------------------------------------------------------------- */
static bool vault_parts(Vault *v, const Secret *master)
{
    v->wrap = secret_derive(master, S("wrap"));
    v->check = secret_derive(master, S("check"));
    v->lookup = secret_derive(master, S("lookup"));
    v->slots = ARENA_ARRAY(v->arena, Slot, SETS * WAYS);
    return v->wrap && v->check && v->lookup && v->slots;
}

void vault_close(Vault *v)
{
    if (!v) return;
    secret_free(v->wrap);
    secret_free(v->check);
    secret_free(v->lookup);
    for (size_t i = 0; v->slots && i < SETS * WAYS; i++) slot_empty(&v->slots[i]);
    pthread_mutex_destroy(&v->lock);
    arena_close(v->arena);
}

Err vault_new(Ctx *cx, const Secret *master, Vault **ret_vault)
{
    Arena *arena = arena_open(2 << 20);
    Vault *v = arena ? ARENA_NEW(arena, Vault) : NULL;
    if (!v) {
        arena_close(arena);
        return fail(cx, ERR_LIMIT, "out of memory");
    }
    v->arena = arena;
    pthread_mutex_init(&v->lock, NULL);
    if (!vault_parts(v, master)) {
        vault_close(v);
        return fail(cx, ERR_LIMIT, "out of memory");
    }
    *ret_vault = v;
    return OK;
}

#define CHECK_TEXT S("tandem")
#define CHECK_PLACE S("vault_check")

static Err check_make(Ctx *cx, Tx *tx, Vault *v)
{
    Str sealed;
    Rows row;
    TRY(db_row_n(cx, tx, &key_count, NULL, 0, &row));
    /* Keys without the mark: it was removed, and any key would now seem to fit. */
    if (row_int(&row, 0) > 0) return fail(cx, ERR_STORE, "the database has lost its key check");
    TRY(seal(cx, v->check, (KeyId){ 0 }, CHECK_PLACE, CHECK_TEXT, &sealed));
    return db_exec(cx, tx, &check_add, BB(sealed));
}

static Err job_open(Ctx *cx, Tx *tx, void *arg)
{
    Vault *v = arg;
    Rows row;
    Str plain;
    bool found = false;
    if (tx_vault(tx) != v) return fail(cx, ERR_BUG, "the database has another vault");
    TRY(db_rows_n(cx, tx, &check_get, NULL, 0, &row));
    TRY(db_next(&row, &found));
    if (!found) return check_make(cx, tx, v);
    Err opened = unseal(cx, v->check, CHECK_PLACE, row_str(&row, 0), &plain);
    if (opened.kind != ERR_STORE) return opened;
    err_clear(cx);
    return fail(cx, ERR_DENIED, "this key does not open this database");
}

Err vault_open(Ctx *cx, Vault *vault, Db *db)
{
    return db_write(cx, db, job_open, vault);
}
