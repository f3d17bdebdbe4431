/* vault.h - the keys of a practice, and the one place where stored text is sealed.
 *
 * Every owner of text (an episode, a person, the practice) has a key of its own, wrapped
 * by the practice's key, which is wrapped by the master key.  A sealed text opens only in
 * the table, column, row and version it was sealed for.  The vault is the `owner` of the
 * Db (db.h), so a transaction leads to it.  Safe for use by several threads.
 */
#ifndef STORE_VAULT_H
#define STORE_VAULT_H
#include "db.h"

typedef struct Vault Vault;

extern const Query *const vault_queries[];

/* Before db_open, which takes the vault as DbConfig.owner.  The master key stays the
 * caller's and is not needed afterwards. */
MUST_CHECK Err vault_new(Ctx *cx, const Secret *master, Vault **ret_vault);
/* After the migrations: does this key open this database?  The first time, the database
 * is marked with it.  ERR_DENIED "this key does not open this database". */
MUST_CHECK Err vault_open(Ctx *cx, Vault *vault, Db *db);
void vault_close(Vault *vault);               /* after db_close; NULL is allowed */
static inline Vault *tx_vault(const Tx *tx) { return tx_owner(tx); }

/* Write jobs.  ERR_CONFLICT when the key is there already. */
MUST_CHECK Err vault_create_practice(Ctx *cx, Tx *tx, PracticeId practice);
MUST_CHECK Err vault_create_owner(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner);
/* Destroy an owner's key: no text sealed for it opens again, once backups that hold the
 * key are gone too.  Call vault_forget when the transaction has committed. */
MUST_CHECK Err vault_destroy_owner(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner);
void vault_forget(Vault *vault, PracticeId practice, Uuid owner);

/* Where a text stands.  A row's version changes with every change of its text, so an
 * older ciphertext put back does not open. */
typedef struct SealAt {
    const char *table, *column;               /* at most 63 bytes each */
    Uuid row;
    int64_t version;
} SealAt;

/* ERR_STORE when the owner has no key. */
MUST_CHECK Err vault_seal(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner, SealAt at, Str plain,
                          Str *ret_sealed);
/* ERR_STORE unless it was sealed for exactly this place, and nothing was changed.  Sealed
 * text of no bytes is the empty text (a column's default). */
MUST_CHECK Err vault_unseal(Ctx *cx, Tx *tx, PracticeId practice, Uuid owner, SealAt at,
                            Str sealed, Str *ret_plain);

/* Keyed hash by which something sealed is found again ("email").  Equal texts give equal
 * hashes: whoever holds the file sees that, and no more. */
Hash vault_lookup_hash(const Vault *vault, Str purpose, Str normalised);
#endif
