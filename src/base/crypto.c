#include "crypto.h"

#include "poison.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A free one is a link of the chain of free ones. */
struct Secret {
    union {
        uint8_t byte[32];
        Secret *next;
    };
};

/* ---- start ---- */

/* Keys and clients' words must not lie in a core file, nor be read by a debugger of the same
 * user.  The leak checker of sanitizer builds copes: it asks for the permission back. */
static bool cores_off(void)
{
    struct rlimit none = { 0, 0 };
    if (setrlimit(RLIMIT_CORE, &none) != 0) return false;
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

Err crypto_start(Ctx *cx)
{
    if (sodium_init() < 0) return fail(cx, ERR_BUG, "libsodium does not start");
    if (!cores_off()) return fail(cx, ERR_BUG, "core dumps cannot be switched off");
    return OK;
}

void random_bytes(void *buf, size_t len)
{
    randombytes_buf(buf, len);
}

/* ---- secrets ---- */

/* sodium_malloc() locks, guards and hides what it gives, but takes some 50 microseconds and four
 * pages; a page of a therapist opens dozens of keys.  So it is asked for blocks of keys, which
 * stay for the life of the process; a key that is let go is zeroed and used again. */
enum { SECRETS_PER_BLOCK = 128 };

static pthread_mutex_t secrets_lock = PTHREAD_MUTEX_INITIALIZER;
static Secret *secrets_free;
static size_t secrets_alive;

static void secrets_add_block(void)
{
    Secret *block = sodium_allocarray(SECRETS_PER_BLOCK, sizeof *block);
    if (!block) return;
    for (size_t i = 0; i < SECRETS_PER_BLOCK; i++) {
        block[i].next = secrets_free;
        secrets_free = &block[i];
        POISON(&block[i], sizeof block[i]);
    }
}

static Secret *secret_take(void)
{
    pthread_mutex_lock(&secrets_lock);
    if (!secrets_free) secrets_add_block();
    Secret *s = secrets_free;
    if (s) {
        UNPOISON(s, sizeof *s);
        secrets_free = s->next;
        secrets_alive++;
    }
    pthread_mutex_unlock(&secrets_lock);
    return s;
}

void secret_free(Secret *s)
{
    if (!s) return;
    sodium_memzero(s, sizeof *s);
    pthread_mutex_lock(&secrets_lock);
    s->next = secrets_free;
    secrets_free = s;
    secrets_alive--;
    POISON(s, sizeof *s);
    pthread_mutex_unlock(&secrets_lock);
}

size_t secret_count(void)
{
    pthread_mutex_lock(&secrets_lock);
    size_t alive = secrets_alive;
    pthread_mutex_unlock(&secrets_lock);
    return alive;
}

Secret *secret_from(const uint8_t key[static 32])
{
    Secret *s = secret_take();
    if (s) memcpy(s->byte, key, sizeof s->byte);
    return s;
}

Secret *secret_new(void)
{
    Secret *s = secret_take();
    if (s) randombytes_buf(s->byte, sizeof s->byte);
    return s;
}

/* The personal string keeps these apart from hash_keyed() under the same key. */
Secret *secret_derive(const Secret *s, Str use)
{
    static const uint8_t personal[crypto_generichash_blake2b_PERSONALBYTES + 1] =
        "tandem-derive-01";
    Secret *derived = secret_take();
    if (!derived) return NULL;
    crypto_generichash_blake2b_salt_personal(derived->byte, sizeof derived->byte,
                                             (const uint8_t *)use.ptr, use.len, s->byte,
                                             sizeof s->byte, NULL, personal);
    return derived;
}

/* ---- the master key's file ---- */

enum { KEY_HEX = 64, KEY_FILE = KEY_HEX + 1 };

static bool write_all(int file, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = write(file, bytes, len);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

static size_t read_up_to(int file, char *buf, size_t len)
{
    size_t have = 0;
    while (have < len) {
        ssize_t n = read(file, buf + have, len - have);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        have += (size_t)n;
    }
    return have;
}

/* A new name is safe from power loss only when its directory has been synced as well. */
static bool sync_directory_of(Ctx *cx, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *directory = ".";
    if (slash == path) directory = "/";
    else if (slash) directory = arena_c(cx->arena, (Str){ path, (size_t)(slash - path) });
    int dir = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0) return false;
    bool done = fsync(dir) == 0;
    return close(dir) == 0 && done;
}

static bool key_write(int file, const Secret *key)
{
    char text[KEY_FILE + 1];
    sodium_bin2hex(text, sizeof text, key->byte, sizeof key->byte);
    text[KEY_HEX] = '\n';
    bool done = write_all(file, text, KEY_FILE) && fsync(file) == 0;
    sodium_memzero(text, sizeof text);
    return done;
}

Err secret_create_file(Ctx *cx, const char *path, Secret **ret_key)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0 && errno == EEXIST) return fail(cx, ERR_CONFLICT, "the key file is there already");
    if (file < 0) return fail(cx, ERR_STORE, "cannot create the key file: %s", strerror(errno));
    Secret *key = secret_new();
    bool done = key && key_write(file, key);
    done = close(file) == 0 && done;
    if (done && sync_directory_of(cx, path)) {
        *ret_key = key;
        return OK;
    }
    secret_free(key);
    unlink(path); /* nothing was sealed with it yet */
    return fail(cx, ERR_STORE, "cannot write the key file");
}

static Err key_file_check(Ctx *cx, int file)
{
    struct stat st;
    if (fstat(file, &st) != 0 || !S_ISREG(st.st_mode))
        return fail(cx, ERR_INVALID, "the key file is not a file");
    if (st.st_mode & (S_IRWXG | S_IRWXO))
        return fail(cx, ERR_DENIED, "others may read the key file; run chmod 600 on it");
    if (st.st_uid != geteuid() && st.st_uid != 0)
        return fail(cx, ERR_DENIED, "the key file belongs to another user");
    return OK;
}

static Err key_read(Ctx *cx, int file, Secret **ret_key)
{
    char text[KEY_FILE + 1]; /* one more, to notice what is too long */
    uint8_t byte[32];
    bool good = read_up_to(file, text, sizeof text) == KEY_FILE && text[KEY_HEX] == '\n' &&
                hex_decode((Str){ text, KEY_HEX }, byte, sizeof byte);
    Secret *key = good ? secret_from(byte) : NULL;
    sodium_memzero(text, sizeof text);
    sodium_memzero(byte, sizeof byte);
    if (!good) return fail(cx, ERR_INVALID, "the key file does not hold a key");
    if (!key) return fail(cx, ERR_LIMIT, "out of memory");
    *ret_key = key;
    return OK;
}

Err secret_load_file(Ctx *cx, const char *path, Secret **ret_key)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 && errno == ENOENT) return fail(cx, ERR_MISSING, "there is no key file");
    if (file < 0) return fail(cx, ERR_DENIED, "cannot open the key file: %s", strerror(errno));
    Err err = key_file_check(cx, file);
    if (err.kind == ERR_NONE) err = key_read(cx, file, ret_key);
    close(file);
    return err;
}

/* ---- sealed text ---- */

enum {
    SEAL_FORMAT = 1,
    SEAL_HEAD = 1 + 16, /* format and key id; authenticated with the aad */
    SEAL_NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    SEAL_TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    SEAL_LENGTH = 4,
    SEAL_STEP = 256,
    SEAL_STEPS_TO = 4096,
    SEAL_TEXT_MAX = 64 * 1024 * 1024
};

size_t seal_padded_size(size_t plain_len)
{
    size_t need = plain_len + SEAL_LENGTH;
    size_t step = SEAL_STEP;
    if (need > SEAL_STEPS_TO) {
        size_t power = SEAL_STEPS_TO;
        while (power <= need / 2) power *= 2;
        step = power / 8;
    }
    return (need + step - 1) / step * step;
}

/* What is authenticated but not hidden: our head, then the caller's place. */
static Str seal_place(Arena *a, Str head, Str aad)
{
    return arena_join(a, head, aad);
}

Err seal(Ctx *cx, const Secret *key, KeyId key_id, Str aad, Str plain, Str *ret_sealed)
{
    if (plain.len > SEAL_TEXT_MAX) return fail(cx, ERR_LIMIT, "the text is too long");
    size_t padded = seal_padded_size(plain.len);
    size_t size = SEAL_HEAD + SEAL_NONCE + padded + SEAL_TAG;
    uint8_t *sealed = ARENA_ARRAY(cx->arena, uint8_t, size);
    if (!sealed) return fail(cx, ERR_LIMIT, "request too large");
    sealed[0] = SEAL_FORMAT;
    memcpy(sealed + 1, key_id.u.byte, sizeof key_id.u.byte);
    Str place = seal_place(cx->arena, (Str){ (const char *)sealed, SEAL_HEAD }, aad);
    if (!place.ptr) return fail(cx, ERR_LIMIT, "request too large");
    uint8_t *nonce = sealed + SEAL_HEAD;
    uint8_t *text = nonce + SEAL_NONCE;
    randombytes_buf(nonce, SEAL_NONCE);
    for (int i = 0; i < SEAL_LENGTH; i++) text[i] = (uint8_t)(plain.len >> (24 - 8 * i));
    if (plain.len > 0) memcpy(text + SEAL_LENGTH, plain.ptr, plain.len);
    /* In place: no second copy of the plain text is left behind. */
    crypto_aead_xchacha20poly1305_ietf_encrypt(text, NULL, text, padded,
                                               (const uint8_t *)place.ptr, place.len, NULL, nonce,
                                               key->byte);
    *ret_sealed = (Str){ (const char *)sealed, size };
    return OK;
}

static bool seal_shape(Str sealed)
{
    return sealed.len >= SEAL_HEAD + SEAL_NONCE + SEAL_STEP + SEAL_TAG &&
           sealed.ptr[0] == SEAL_FORMAT;
}

bool seal_key_id(Str sealed, KeyId *ret_id)
{
    if (!seal_shape(sealed)) return false;
    memcpy(ret_id->u.byte, sealed.ptr + 1, sizeof ret_id->u.byte);
    return true;
}

Err unseal(Ctx *cx, const Secret *key, Str aad, Str sealed, Str *ret_plain)
{
    if (!seal_shape(sealed)) return fail(cx, ERR_STORE, "a stored text cannot be opened");
    const uint8_t *nonce = (const uint8_t *)sealed.ptr + SEAL_HEAD;
    size_t hidden = sealed.len - SEAL_HEAD - SEAL_NONCE;
    size_t padded = hidden - SEAL_TAG;
    uint8_t *text = ARENA_ARRAY(cx->arena, uint8_t, padded + 1); /* NUL follows, as for arena_str */
    Str place = seal_place(cx->arena, str_slice(sealed, 0, SEAL_HEAD), aad);
    if (!text || !place.ptr) return fail(cx, ERR_LIMIT, "request too large");
    int wrong = crypto_aead_xchacha20poly1305_ietf_decrypt(text, NULL, NULL, nonce + SEAL_NONCE,
                                                           hidden, (const uint8_t *)place.ptr,
                                                           place.len, nonce, key->byte);
    if (wrong) return fail(cx, ERR_STORE, "a stored text cannot be opened");
    size_t len = 0;
    for (int i = 0; i < SEAL_LENGTH; i++) len = len << 8 | text[i];
    if (len > SEAL_TEXT_MAX || seal_padded_size(len) != padded)
        return fail(cx, ERR_STORE, "a stored text cannot be opened");
    *ret_plain = (Str){ (const char *)text + SEAL_LENGTH, len };
    return OK;
}

Err secret_wrap(Ctx *cx, const Secret *outer, KeyId outer_id, Str aad, const Secret *inner,
                Str *ret_wrapped)
{
    return seal(cx, outer, outer_id, aad, (Str){ (const char *)inner->byte, 32 }, ret_wrapped);
}

Err secret_unwrap(Ctx *cx, const Secret *outer, Str aad, Str wrapped, Secret **ret_inner)
{
    Str plain = { 0 };
    TRY(unseal(cx, outer, aad, wrapped, &plain));
    if (plain.len != 32) return fail(cx, ERR_STORE, "a stored key is not a key");
    uint8_t key[32];
    memcpy(key, plain.ptr, sizeof key);
    /* Ours and fresh from the arena: the cast drops a const that unseal() added. */
    sodium_memzero((void *)(uintptr_t)plain.ptr, plain.len);
    Secret *inner = secret_from(key);
    sodium_memzero(key, sizeof key);
    if (!inner) return fail(cx, ERR_LIMIT, "out of memory");
    *ret_inner = inner;
    return OK;
}

/* ---- hashes and text forms ---- */

Hash hash_plain(Str bytes)
{
    Hash hash;
    crypto_hash_sha256(hash.byte, (const uint8_t *)bytes.ptr, bytes.len);
    return hash;
}

Hash hash_keyed(const Secret *key, Str bytes)
{
    Hash hash;
    crypto_generichash(hash.byte, sizeof hash.byte, (const uint8_t *)bytes.ptr, bytes.len,
                       key->byte, sizeof key->byte);
    return hash;
}

Str token_new(Arena *a)
{
    uint8_t byte[32];
    randombytes_buf(byte, sizeof byte);
    Str token = base64url_encode(a, (Str){ (const char *)byte, sizeof byte });
    sodium_memzero(byte, sizeof byte);
    return token;
}

Str hex_encode(Arena *a, Str bytes)
{
    size_t size = bytes.len < SIZE_MAX / 4 ? bytes.len * 2 + 1 : SIZE_MAX;
    char *text = arena_alloc(a, size);
    if (!text) return (Str){ 0 };
    sodium_bin2hex(text, size, (const uint8_t *)bytes.ptr, bytes.len);
    return (Str){ text, size - 1 };
}

bool hex_decode(Str hex, uint8_t *buf, size_t len)
{
    size_t got = 0;
    if (hex.len / 2 != len || hex.len % 2 != 0) return false;
    return sodium_hex2bin(buf, len, hex.ptr, hex.len, NULL, &got, NULL) == 0 && got == len;
}

Str base64url_encode(Arena *a, Str bytes)
{
    enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };
    size_t size = bytes.len < SIZE_MAX / 4 ? sodium_base64_encoded_len(bytes.len, VARIANT) : SIZE_MAX;
    char *text = arena_alloc(a, size);
    if (!text) return (Str){ 0 };
    sodium_bin2base64(text, size, (const uint8_t *)bytes.ptr, bytes.len, VARIANT);
    return (Str){ text, size - 1 };
}
