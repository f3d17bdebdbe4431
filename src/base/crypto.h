/* crypto.h - everything secret, over libsodium: keys, sealing, hashing, passwords.
 *
 * Keys live in memory that is locked, kept out of core dumps and zeroed.
 * Sealed text: 1 byte format (1), 16 bytes key id, 24 bytes random nonce,
 * XChaCha20-Poly1305 of (4-byte length || text || zero padding) with associated data.
 * Padded sizes: steps of 256 bytes to 4 KiB, then of 12.5 %.
 */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H
#include "err.h"
#include "id.h"

typedef struct Secret Secret;                 /* 32 bytes in locked memory */

MUST_CHECK Err crypto_start(Ctx *cx);         /* once per process, first; no core dumps */

Secret *secret_new(void);                     /* random; NULL when memory is gone */
Secret *secret_from(const uint8_t key[static 32]);
void secret_free(Secret *s);                  /* NULL is allowed; zeroes */
size_t secret_count(void);                    /* alive in this process; tests look for leaks */
/* Sub-key for one use ("email-lookup", "audit"...); deterministic. */
Secret *secret_derive(const Secret *s, Str use);

/* Master key file: 32 bytes as 64 hex digits and LF, mode 0600.  Create fails with
 * ERR_CONFLICT when the file is there; load with ERR_DENIED when group or others can
 * read it, ERR_INVALID when it is not a key. */
MUST_CHECK Err secret_create_file(Ctx *cx, const char *path, Secret **ret_key);
MUST_CHECK Err secret_load_file(Ctx *cx, const char *path, Secret **ret_key);

/* Seal `plain` for exactly this place.  `aad` names table, row, version, category. */
MUST_CHECK Err seal(Ctx *cx, const Secret *key, KeyId key_id, Str aad, Str plain, Str *ret_sealed);
/* ERR_STORE when key, aad or any byte differs; never partial plain text. */
MUST_CHECK Err unseal(Ctx *cx, const Secret *key, Str aad, Str sealed, Str *ret_plain);
/* Which key sealed it; false for text too short or of another format. */
bool seal_key_id(Str sealed, KeyId *ret_id);
size_t seal_padded_size(size_t plain_len);
/* Wrap a key under another key, bound to `aad`; and back. */
MUST_CHECK Err secret_wrap(Ctx *cx, const Secret *outer, KeyId outer_id, Str aad,
                           const Secret *inner, Str *ret_wrapped);
MUST_CHECK Err secret_unwrap(Ctx *cx, const Secret *outer, Str aad, Str wrapped, Secret **ret_inner);

typedef struct Hash { uint8_t byte[32]; } Hash;
Hash hash_plain(Str bytes);                   /* SHA-256 */
Hash hash_keyed(const Secret *key, Str bytes);/* BLAKE2b-256, keyed */
static inline Str hash_bytes(const Hash *h) { return (Str){ (const char *)h->byte, 32 }; }

void random_bytes(void *buf, size_t len);
/* 256 random bits as 43 characters of URL-safe base64. */
Str token_new(Arena *a);
Str hex_encode(Arena *a, Str bytes);
bool hex_decode(Str hex, uint8_t *buf, size_t len);  /* exactly len bytes */
Str base64url_encode(Arena *a, Str bytes);

/* argon2id, 64 MiB, t=3, p=1: 140 to 330 ms.  Never call it on an I/O thread. */
MUST_CHECK Err password_hash(Ctx *cx, Str password, Str *ret_phc);
/* `phc` may be empty: the same work is done against a dummy and false comes back. */
bool password_verify(Str phc, Str password);
bool password_needs_rehash(Str phc);
/* Tests set small costs (one-way in a process); the server refuses to start with them. */
void password_cheap_for_tests(void);
bool password_is_cheap(void);
/* Why a password is not acceptable (8..128 characters, not a common one, not made of
 * `context` words), as a sentence for the form; empty = fine. */
Str password_problem(Arena *a, Str password, const Str *context, size_t context_count);
#endif
