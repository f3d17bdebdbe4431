/* test_crypto.c - sealing, wrapping, key files, hashes, text forms. */
#include "base_test.h"

#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const uint8_t key_bytes[32] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
                                       17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32 };
static const KeyId key_id = { { { 0xAA, 0xBB, 7 } } };

static Str sealed_text(void **state, const Secret *key, Str aad, Str plain)
{
    Str sealed = { 0 };
    assert_ok(seal(*state, key, key_id, aad, plain, &sealed));
    return sealed;
}

static void assert_refused(void **state, const Secret *key, Str aad, Str sealed)
{
    Ctx *cx = *state;
    Str plain = S("untouched");
    err_clear(cx);
    assert_kind(unseal(cx, key, aad, sealed, &plain), ERR_STORE);
    assert_text(plain, S("untouched"));
}

static void test_crypto__start_switches_core_dumps_off(void **state)
{
    Ctx *cx = *state;
    struct rlimit limit = { 1, 1 };
    assert_ok(crypto_start(cx));
    assert_ok(crypto_start(cx));
    assert_int_equal(getrlimit(RLIMIT_CORE, &limit), 0);
    assert_int_equal(limit.rlim_max, 0);
    assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
}

static void test_crypto__sealed_text_opens_again(void **state)
{
    Ctx *cx = *state;
    Secret *key = secret_new();
    const size_t sizes[] = { 0, 1, 11, 251, 252, 253, 4092, 4093, 70000 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *text = arena_alloc(cx->arena, sizes[i]);
        memset(text, 'w', sizes[i]);
        Str plain = { 0 };
        Str sealed = sealed_text(state, key, S("note/1/body"), (Str){ text, sizes[i] });
        assert_int_equal(sealed.len, 1 + 16 + 24 + seal_padded_size(sizes[i]) + 16);
        assert_ok(unseal(cx, key, S("note/1/body"), sealed, &plain));
        assert_text(plain, ((Str){ text, sizes[i] }));
    }
    Str empty = { 0 };
    assert_ok(unseal(cx, key, (Str){ 0 }, sealed_text(state, key, (Str){ 0 }, (Str){ 0 }), &empty));
    assert_int_equal(empty.len, 0);
    secret_free(key);
}

static void test_crypto__sealed_text_hides_the_words_and_differs_each_time(void **state)
{
    Secret *key = secret_from(key_bytes);
    Str one = sealed_text(state, key, S("a"), S("my secret words"));
    Str two = sealed_text(state, key, S("a"), S("my secret words"));
    assert_false(str_contains(one, S("secret")));
    assert_int_equal(one.len, two.len);
    assert_false(str_eq(str_slice(one, 17, 41), str_slice(two, 17, 41)));   /* nonce */
    assert_false(str_eq(str_slice(one, 41, 57), str_slice(two, 41, 57)));
    secret_free(key);
}

static void test_crypto__every_flipped_byte_is_refused(void **state)
{
    Secret *key = secret_from(key_bytes);
    Str sealed = sealed_text(state, key, S("table/row/version/category"), S("words"));
    char copy[1024];
    assert_true(sealed.len < sizeof copy);
    memcpy(copy, sealed.ptr, sealed.len);
    for (size_t i = 0; i < sealed.len; i++) {
        copy[i] = (char)(copy[i] ^ (1 << i % 8));
        assert_refused(state, key, S("table/row/version/category"), (Str){ copy, sealed.len });
        copy[i] = (char)(copy[i] ^ (1 << i % 8));
    }
    Str plain = { 0 };
    assert_ok(unseal(*state, key, S("table/row/version/category"), (Str){ copy, sealed.len }, &plain));
    secret_free(key);
}

static void test_crypto__every_other_length_is_refused(void **state)
{
    Secret *key = secret_from(key_bytes);
    Str sealed = sealed_text(state, key, S("a"), S("words"));
    char *copy = ARENA_ARRAY(((Ctx *)*state)->arena, char, sealed.len + 300);
    memcpy(copy, sealed.ptr, sealed.len);
    for (size_t len = 0; len < sealed.len + 300; len++)
        if (len != sealed.len) assert_refused(state, key, S("a"), (Str){ copy, len });
    secret_free(key);
}

static void test_crypto__another_place_or_key_is_refused(void **state)
{
    Secret *key = secret_from(key_bytes);
    Secret *other = secret_new();
    Str sealed = sealed_text(state, key, S("entry/7/v2/session"), S("words"));
    assert_refused(state, key, S("entry/8/v2/session"), sealed);
    assert_refused(state, key, S("entry/7/v1/session"), sealed);
    assert_refused(state, key, S("entry/7/v2/private"), sealed);
    assert_refused(state, key, S("entry/7/v2/sessio"), sealed);
    assert_refused(state, key, S("entry/7/v2/session "), sealed);
    assert_refused(state, key, S(""), sealed);
    assert_refused(state, other, S("entry/7/v2/session"), sealed);
    secret_free(key);
    secret_free(other);
}

/* The head is authenticated in front of the aad: its last byte cannot wander across. */
static void test_crypto__key_id_is_readable_and_bound(void **state)
{
    Secret *key = secret_from(key_bytes);
    Str sealed = sealed_text(state, key, S("a"), S("words"));
    KeyId id = { 0 };
    assert_true(seal_key_id(sealed, &id));
    assert_true(uuid_eq(id.u, key_id.u));
    KeyId kept = id;
    assert_false(seal_key_id(str_slice(sealed, 0, 100), &id));
    assert_false(seal_key_id(S(""), &id));
    assert_false(seal_key_id((Str){ 0 }, &id));
    char copy[512];
    memcpy(copy, sealed.ptr, sealed.len);
    copy[0] = 2;
    assert_false(seal_key_id((Str){ copy, sealed.len }, &id));
    assert_true(uuid_eq(id.u, kept.u));
    secret_free(key);
}

/* Sealed by whoever has the key, but with a length that leads out of the text. */
static void test_crypto__a_length_beyond_the_text_is_refused(void **state)
{
    Secret *key = secret_from(key_bytes);
    const uint8_t lengths[][4] = { { 0, 0, 0, 253 }, { 0, 0, 1, 0 }, { 255, 255, 255, 255 }, { 3, 255, 255, 255 } };
    for (size_t i = 0; i < 4; i++) {
        uint8_t sealed[1 + 16 + 24 + 256 + 16] = { 1, 7 };
        uint8_t padded[256] = { 0 };
        memcpy(padded, lengths[i], 4);
        uint8_t place[18] = { 1, 7 };
        place[17] = 'a';
        crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + 41, NULL, padded, 256, place, 18, NULL, sealed + 17,
                                                   key_bytes);
        assert_refused(state, key, S("a"), (Str){ (const char *)sealed, sizeof sealed });
        memset(padded, 0, 4);
        padded[3] = 252;
        crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + 41, NULL, padded, 256, place, 18, NULL, sealed + 17,
                                                   key_bytes);
        Str plain = { 0 };
        assert_ok(unseal(*state, key, S("a"), (Str){ (const char *)sealed, sizeof sealed }, &plain));
        assert_int_equal(plain.len, 252);
    }
    secret_free(key);
}

static void test_crypto__padding_comes_in_classes(void **state)
{
    (void)state;
    assert_int_equal(seal_padded_size(0), 256);
    assert_int_equal(seal_padded_size(252), 256);
    assert_int_equal(seal_padded_size(253), 512);
    assert_int_equal(seal_padded_size(4092), 4096);
    assert_int_equal(seal_padded_size(4093), 4608);
    assert_int_equal(seal_padded_size(8188), 8192);
    assert_int_equal(seal_padded_size(8189), 9216);
    size_t classes = 0;
    size_t last = 0;
    for (size_t len = 0; len < 1000000; len++) {
        size_t size = seal_padded_size(len);
        assert_true(size >= len + 4 && size >= last);
        if (len + 4 > 4096) assert_true(size - (len + 4) <= (len + 4) / 8);
        else assert_true(size - (len + 4) < 256);
        classes += size != last;
        last = size;
    }
    assert_true(classes < 90);
}

static void test_crypto__wrapped_keys_come_back(void **state)
{
    Ctx *cx = *state;
    Secret *outer = secret_new();
    Secret *inner = secret_from(key_bytes);
    Secret *back = NULL;
    Str wrapped = { 0 };
    assert_ok(secret_wrap(cx, outer, key_id, S("key/1"), inner, &wrapped));
    assert_ok(secret_unwrap(cx, outer, S("key/1"), wrapped, &back));
    Hash one = hash_keyed(inner, S("same"));
    Hash two = hash_keyed(back, S("same"));
    assert_memory_equal(one.byte, two.byte, 32);
    secret_free(back);
    back = NULL;
    assert_kind(secret_unwrap(cx, outer, S("key/2"), wrapped, &back), ERR_STORE);
    assert_kind(secret_unwrap(cx, inner, S("key/1"), wrapped, &back), ERR_STORE);
    /* A text sealed in the place of a key is not one. */
    assert_kind(secret_unwrap(cx, outer, S("a"), sealed_text(state, outer, S("a"), S("x")), &back), ERR_STORE);
    assert_null(back);
    secret_free(inner);
    secret_free(outer);
    secret_free(NULL);
}

static void test_crypto__sealing_in_a_full_arena_is_a_limit(void **state)
{
    (void)state;
    Secret *key = secret_new();
    for (long n = 1; n <= 5; n++) {
        Ctx cx = { .arena = arena_open(100000) };
        Str sealed = { 0 };
        Str plain = { 0 };
        arena_fault_at(n);
        Err err = seal(&cx, key, key_id, S("a"), S("words"), &sealed);
        if (err.kind == ERR_NONE) err = unseal(&cx, key, S("a"), sealed, &plain);
        assert_int_equal(err.kind, arena_fault_hit() ? ERR_LIMIT : ERR_NONE);
        arena_fault_at(-1);
        arena_close(cx.arena);
    }
    Ctx cx = { .arena = arena_open(1000) };
    Str sealed = { 0 };
    assert_kind(seal(&cx, key, key_id, S("a"), (Str){ "", SIZE_MAX }, &sealed), ERR_LIMIT);
    arena_close(cx.arena);
    secret_free(key);
}

static void test_crypto__keys_are_reused_and_counted(void **state)
{
    (void)state;
    size_t before = secret_count();
    Secret *keys[300];
    for (size_t i = 0; i < 300; i++) {
        keys[i] = secret_from(key_bytes);
        assert_non_null(keys[i]);
        for (size_t other = 0; other < i; other++) assert_ptr_not_equal(keys[i], keys[other]);
    }
    assert_int_equal(secret_count(), before + 300);
    for (size_t i = 0; i < 300; i++) secret_free(keys[i]);
    secret_free(NULL);
    assert_int_equal(secret_count(), before);
    assert_int_equal(before, 0); /* no test here left one behind */
}

static void *use_keys(void *unused)
{
    (void)unused;
    Hash wanted = { { 0 } };
    for (int i = 0; i < 500; i++) {
        Secret *key = secret_from(key_bytes);
        Hash got = hash_keyed(key, S("x"));
        if (i > 0) assert_memory_equal(got.byte, wanted.byte, 32);
        wanted = got;
        secret_free(key);
    }
    return NULL;
}

static void test_crypto__threads_never_share_a_key(void **state)
{
    (void)state;
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) assert_int_equal(pthread_create(&threads[i], NULL, use_keys, NULL), 0);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
}

static void test_crypto__a_key_let_go_is_zeroed_and_barred(void **state)
{
    (void)state;
    Secret *key = secret_from(key_bytes);
    volatile const uint8_t *bytes = (volatile const uint8_t *)key;
    assert_int_equal(bytes[31], 32);
    secret_free(key);
#if defined(__SANITIZE_ADDRESS__)
    assert_true(__asan_address_is_poisoned((void *)key));
    assert_true(__asan_address_is_poisoned((char *)(void *)key + 31));
    ASAN_UNPOISON_MEMORY_REGION(key, 32);
    for (int i = 8; i < 32; i++) assert_int_equal(bytes[i], 0); /* in front: the chain */
    ASAN_POISON_MEMORY_REGION(key, 32);
#else
    for (int i = 8; i < 32; i++) assert_int_equal(bytes[i], 0);
#endif
}

/* ---- key files ---- */

typedef struct Dir { char path[64]; char key[96]; } Dir;

static Dir dir_open(void)
{
    Dir dir = { .path = "/tmp/tandem-test-XXXXXX" };
    assert_non_null(mkdtemp(dir.path));
    snprintf(dir.key, sizeof dir.key, "%s/master.key", dir.path);
    return dir;
}

static void dir_close(const Dir *dir)
{
    unlink(dir->key);
    assert_int_equal(rmdir(dir->path), 0);
}

static void put_file(const Dir *dir, Str text, mode_t mode)
{
    unlink(dir->key);
    int file = open(dir->key, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, text.ptr, text.len), (ssize_t)text.len);
    assert_int_equal(fchmod(file, mode), 0);
    close(file);
}

static void test_crypto__key_file_is_private_and_reads_back(void **state)
{
    Ctx *cx = *state;
    Dir dir = dir_open();
    Secret *made = NULL;
    Secret *read = NULL;
    struct stat st;
    assert_ok(secret_create_file(cx, dir.key, &made));
    assert_int_equal(stat(dir.key, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(st.st_size, 65);
    assert_ok(secret_load_file(cx, dir.key, &read));
    Hash one = hash_keyed(made, S("x"));
    Hash two = hash_keyed(read, S("x"));
    assert_memory_equal(one.byte, two.byte, 32);
    Secret *again = NULL;
    assert_kind(secret_create_file(cx, dir.key, &again), ERR_CONFLICT);
    assert_null(again);
    secret_free(made);
    secret_free(read);
    dir_close(&dir);
}

static void test_crypto__key_file_that_others_may_read_is_denied(void **state)
{
    Ctx *cx = *state;
    Dir dir = dir_open();
    Str good = S("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20\n");
    const mode_t modes[] = { 0640, 0604, 0620, 0602, 0610, 0601, 0644, 0777 };
    Secret *key = NULL;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        put_file(&dir, good, modes[i]);
        err_clear(cx);
        assert_kind(secret_load_file(cx, dir.key, &key), ERR_DENIED);
    }
    assert_null(key);
    put_file(&dir, good, 0400);
    assert_ok(secret_load_file(cx, dir.key, &key));
    Secret *known = secret_from(key_bytes);
    Hash one = hash_keyed(key, S("x"));
    Hash two = hash_keyed(known, S("x"));
    assert_memory_equal(one.byte, two.byte, 32);
    secret_free(known);
    secret_free(key);
    dir_close(&dir);
}

static void test_crypto__key_file_must_hold_a_key(void **state)
{
    Ctx *cx = *state;
    Dir dir = dir_open();
    Secret *key = NULL;
    const Str bad[] = {
        S(""), S("\n"), S("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20"),
        S("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2\n"),
        S("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1fzz\n"),
        S("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20\n\n"),
        S("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20\r\n"),
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put_file(&dir, bad[i], 0600);
        err_clear(cx);
        assert_kind(secret_load_file(cx, dir.key, &key), ERR_INVALID);
    }
    assert_kind(secret_load_file(cx, dir.path, &key), ERR_INVALID);
    dir_close(&dir);
    assert_kind(secret_load_file(cx, dir.key, &key), ERR_MISSING);
    assert_kind(secret_create_file(cx, dir.key, &key), ERR_STORE);
    assert_null(key);
}

/* ---- hashes and text forms ---- */

static void test_crypto__hashes_of_known_text(void **state)
{
    Arena *a = ((Ctx *)*state)->arena;
    Hash h = hash_plain(S("abc"));
    assert_text(hex_encode(a, hash_bytes(&h)),
                S("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    h = hash_plain((Str){ 0 });
    assert_text(hex_encode(a, hash_bytes(&h)),
                S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    Secret *key = secret_from(key_bytes);
    h = hash_keyed(key, S("abc")); /* python3: hashlib.blake2b(b"abc", key=bytes(range(1, 33)), digest_size=32) */
    assert_text(hex_encode(a, hash_bytes(&h)),
                S("280776135edcd561b55edb7abec985333c3995dda3d493de3d29ee5bc45fb333"));
    Secret *derived = secret_derive(key, S("audit")); /* ... key=..., person=b"tandem-derive-01") of b"audit" */
    h = hash_keyed(derived, S("abc"));
    assert_text(hex_encode(a, hash_bytes(&h)),
                S("c578ee7e4281045e48244c939b30e6108980426721409f71d57869864c6c5cf4"));
    secret_free(derived);
    secret_free(key);
}

static void test_crypto__derived_keys_differ_by_use_and_repeat(void **state)
{
    (void)state;
    Secret *key = secret_new();
    const Str uses[] = { S("audit"), S("email-lookup"), S(""), S("audit") };
    Hash hashes[4];
    for (size_t i = 0; i < 4; i++) {
        Secret *derived = secret_derive(key, uses[i]);
        hashes[i] = hash_keyed(derived, S("x"));
        secret_free(derived);
    }
    assert_memory_equal(hashes[0].byte, hashes[3].byte, 32);
    assert_memory_not_equal(hashes[0].byte, hashes[1].byte, 32);
    assert_memory_not_equal(hashes[0].byte, hashes[2].byte, 32);
    secret_free(key);
}

static void test_crypto__hex_and_base64url(void **state)
{
    Arena *a = ((Ctx *)*state)->arena;
    uint8_t buf[3] = { 9, 9, 9 };
    assert_text(hex_encode(a, S("\x00\xff\x10")), S("00ff10"));
    assert_text(hex_encode(a, (Str){ 0 }), S(""));
    assert_true(hex_decode(S("00Ff10"), buf, 3));
    assert_memory_equal(buf, "\x00\xff\x10", 3);
    assert_false(hex_decode(S("00ff1"), buf, 3));
    assert_false(hex_decode(S("00ff1000"), buf, 3));
    assert_false(hex_decode(S("00ff1g"), buf, 3));
    assert_false(hex_decode(S("00 f10"), buf, 3));
    assert_text(base64url_encode(a, S("\xfb\xff\xfe")), S("-__-"));
    assert_text(base64url_encode(a, S("a")), S("YQ"));
    assert_text(base64url_encode(a, (Str){ 0 }), S(""));
}

static void test_crypto__tokens_are_long_and_never_alike(void **state)
{
    Arena *a = ((Ctx *)*state)->arena;
    Str last = { 0 };
    for (int i = 0; i < 100; i++) {
        Str token = token_new(a);
        assert_int_equal(token.len, 43);
        for (size_t at = 0; at < token.len; at++)
            assert_non_null(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
                                   token.ptr[at]));
        assert_false(str_eq(token, last));
        last = token;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_CTX(test_crypto__start_switches_core_dumps_off),
        IN_CTX(test_crypto__sealed_text_opens_again),
        IN_CTX(test_crypto__sealed_text_hides_the_words_and_differs_each_time),
        IN_CTX(test_crypto__every_flipped_byte_is_refused),
        IN_CTX(test_crypto__every_other_length_is_refused),
        IN_CTX(test_crypto__another_place_or_key_is_refused),
        IN_CTX(test_crypto__key_id_is_readable_and_bound),
        IN_CTX(test_crypto__a_length_beyond_the_text_is_refused),
        IN_CTX(test_crypto__padding_comes_in_classes),
        IN_CTX(test_crypto__wrapped_keys_come_back),
        IN_CTX(test_crypto__sealing_in_a_full_arena_is_a_limit),
        IN_CTX(test_crypto__keys_are_reused_and_counted),
        IN_CTX(test_crypto__threads_never_share_a_key),
        IN_CTX(test_crypto__a_key_let_go_is_zeroed_and_barred),
        IN_CTX(test_crypto__key_file_is_private_and_reads_back),
        IN_CTX(test_crypto__key_file_that_others_may_read_is_denied),
        IN_CTX(test_crypto__key_file_must_hold_a_key),
        IN_CTX(test_crypto__hashes_of_known_text),
        IN_CTX(test_crypto__derived_keys_differ_by_use_and_repeat),
        IN_CTX(test_crypto__hex_and_base64url),
        IN_CTX(test_crypto__tokens_are_long_and_never_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
