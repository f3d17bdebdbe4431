/* password.c - the password half of crypto.h: argon2id, and which passwords are refused. */
#include "crypto.h"

#include "common_passwords.h"

#include <sodium.h>
#include <stdatomic.h>

enum {
    FULL_PASSES = 3,
    FULL_MEMORY = 64 * 1024 * 1024,
    CHARS_MIN = 8,
    CHARS_MAX = 128,
    SURPRISES_MIN = 5, /* characters that do not simply follow from the one before */
    WORD_MIN = 3       /* shorter pieces of a name occur in anything */
};

/* One-way, set by test programs before anything else. */
static atomic_bool cheap;

void password_cheap_for_tests(void)
{
    atomic_store(&cheap, true);
}

bool password_is_cheap(void)
{
    return atomic_load(&cheap);
}

static unsigned long long passes(void)
{
    return password_is_cheap() ? crypto_pwhash_argon2id_OPSLIMIT_MIN : FULL_PASSES;
}

static size_t memory(void)
{
    return password_is_cheap() ? crypto_pwhash_argon2id_MEMLIMIT_MIN : FULL_MEMORY;
}

Err password_hash(Ctx *cx, Str password, Str *ret_phc)
{
    char phc[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(phc, password.ptr ? password.ptr : "", password.len, passes(), memory(),
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail(cx, ERR_BUSY, "not enough memory to protect the password");
    Str copy = arena_str(cx->arena, str_from_c(phc));
    if (!copy.ptr) return fail(cx, ERR_LIMIT, "request too large");
    *ret_phc = copy;
    return OK;
}

/* Nobody's account must answer as slowly as somebody's. */
static bool verify_nobody(Str password)
{
    uint8_t out[32];
    static const uint8_t salt[crypto_pwhash_SALTBYTES];
    int done = crypto_pwhash(out, sizeof out, password.ptr ? password.ptr : "", password.len, salt,
                             passes(), memory(), crypto_pwhash_ALG_ARGON2ID13);
    (void)done; /* the answer is no either way */
    return false;
}

static bool phc_copy(Str phc, char buf[static crypto_pwhash_STRBYTES])
{
    if (phc.len >= crypto_pwhash_STRBYTES || !str_starts(phc, S("$argon2id$"))) return false;
    memcpy(buf, phc.ptr, phc.len);
    buf[phc.len] = '\0';
    return true;
}

bool password_verify(Str phc, Str password)
{
    char text[crypto_pwhash_STRBYTES];
    if (!phc_copy(phc, text)) return verify_nobody(password);
    return crypto_pwhash_str_verify(text, password.ptr ? password.ptr : "", password.len) == 0;
}

bool password_needs_rehash(Str phc)
{
    char text[crypto_pwhash_STRBYTES];
    return !phc_copy(phc, text) || crypto_pwhash_str_needs_rehash(text, passes(), memory()) != 0;
}

/* ---- what is refused ---- */

/* A password as code points; capitals of ASCII made small. */
typedef struct Chars { uint32_t at[CHARS_MAX]; size_t count; } Chars;

static Str lower(Arena *a, Str s)
{
    char *text = arena_alloc(a, s.len + 1);
    if (!text) return (Str){ 0 };
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        text[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return (Str){ text, s.len };
}

static Chars chars_of(Str s)
{
    Chars chars = { .count = 0 };
    for (size_t at = 0; at < s.len && chars.count < CHARS_MAX;) {
        size_t size = str_utf8_at(s, at);
        uint32_t c = (unsigned char)s.ptr[at];
        if (size > 1) c &= 0x7Fu >> size;
        for (size_t i = 1; i < size; i++) c = c << 6 | ((unsigned char)s.ptr[at + i] & 0x3F);
        chars.at[chars.count++] = c;
        at += size > 0 ? size : 1;
    }
    return chars;
}

/* Neighbours on a keyboard row, either way. */
static bool is_key_step(uint32_t from, uint32_t to)
{
    static const char rows[] = "`1234567890-= qwertyuiop[] qwertzuiop asdfghjkl;' zxcvbnm,./ yxcvbnm "
                               "azertyuiop qsdfghjklm wxcvbn";
    if (from > 0x7E || to > 0x7E || from <= ' ' || to <= ' ') return false;
    for (const char *p = rows; p[1]; p++) {
        uint32_t left = (unsigned char)p[0];
        uint32_t right = (unsigned char)p[1];
        if ((left == from && right == to) || (left == to && right == from)) return true;
    }
    return false;
}

/* How many characters are not the one before again, its neighbour in the alphabet or among the
 * digits, or its neighbour on the keyboard: 1 for "12345678", "aaaaaaaa" and "qwertyuiop". */
static size_t surprises(const Chars *chars)
{
    size_t count = 0;
    for (size_t i = 0; i < chars->count; i++) {
        uint32_t before = i > 0 ? chars->at[i - 1] : 0;
        uint32_t now = chars->at[i];
        bool follows = i > 0 && (now == before || now == before + 1 || now + 1 == before ||
                                 is_key_step(before, now));
        count += !follows;
    }
    return count;
}

/* "abcabcabc", "hunter2hunter2": the part that is repeated would be too short by itself. */
static bool is_repeated(const Chars *chars)
{
    for (size_t period = 1; period < CHARS_MIN && period * 2 <= chars->count; period++) {
        size_t i = period;
        while (i < chars->count && chars->at[i] == chars->at[i - period]) i++;
        if (i == chars->count) return true;
    }
    return false;
}

static bool is_common(Str s)
{
    size_t low = 0;
    size_t high = COMMON_PASSWORD_COUNT;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(s, str_from_c(COMMON_PASSWORDS[middle]));
        if (order == 0) return true;
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return false;
}

static bool is_small_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* The word people start from: "p4ssw0rd!" and "Password2026" are "password". */
static Str stem(Arena *a, Str small)
{
    static const char from[] = "013457@$!";
    static const char to[] = "oleastasi";
    size_t end = small.len;
    while (end > 0 && !is_small_letter(small.ptr[end - 1])) end--;
    size_t start = 0;
    while (start < end && small.ptr[start] >= '0' && small.ptr[start] <= '9') start++;
    char *text = arena_alloc(a, end - start + 1);
    if (!text) return (Str){ 0 };
    for (size_t i = start; i < end; i++) {
        const char *hit = strchr(from, small.ptr[i]);
        text[i - start] = hit && *hit ? to[hit - from] : small.ptr[i];
    }
    return (Str){ text, end - start };
}

static bool is_word_byte(char c)
{
    return is_small_letter(c) || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static Str next_word(Str text, size_t *at)
{
    while (*at < text.len && !is_word_byte(text.ptr[*at])) ++*at;
    size_t start = *at;
    while (*at < text.len && is_word_byte(text.ptr[*at])) ++*at;
    return str_slice(text, start, *at);
}

/* Marks the places of `word` in `password` as known (in `known`, one byte each). */
static void mark_word(Str password, Str word, bool *known)
{
    for (size_t i = 0; i + word.len <= password.len; i++) {
        if (!str_eq(str_slice(password, i, i + word.len), word)) continue;
        memset(known + i, true, word.len);
    }
}

/* Characters that are left once every word of the context has been struck out. */
static size_t chars_beside(Arena *a, Str small, const Str *context, size_t context_count)
{
    bool *known = ARENA_ARRAY(a, bool, small.len);
    if (!known) return 0;
    mark_word(small, S("tandem"), known);
    for (size_t i = 0; i < context_count; i++) {
        Str text = lower(a, context[i]);
        size_t at = 0;
        for (Str word = next_word(text, &at); word.len > 0; word = next_word(text, &at))
            if (str_chars(word) >= WORD_MIN) mark_word(small, word, known);
    }
    size_t left = 0;
    for (size_t i = 0; i < small.len; i++)
        left += !known[i] && ((unsigned char)small.ptr[i] & 0xC0) != 0x80;
    return left;
}

Str password_problem(Arena *a, Str password, const Str *context, size_t context_count)
{
    if (!str_is_utf8(password)) return S("The password has characters that cannot be used.");
    size_t count = str_chars(password);
    if (count < CHARS_MIN) return S("Please use at least 8 characters.");
    if (count > CHARS_MAX) return S("Please use at most 128 characters.");
    Str small = lower(a, password);
    Chars chars = chars_of(small);
    if (is_repeated(&chars) || surprises(&chars) < SURPRISES_MIN)
        return S("This is too easy to guess: it repeats itself or follows the keyboard.");
    if (is_common(small) || is_common(stem(a, small)))
        return S("Many people use this password, so it is one of the first to be tried.");
    if (chars_beside(a, small, context, context_count) < count &&
        chars_beside(a, small, context, context_count) < CHARS_MIN)
        return S("Besides names that others know, please use at least 8 more characters.");
    if (arena_failed(a)) return S("The password could not be checked. Please try again.");
    return (Str){ 0 };
}
