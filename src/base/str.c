#include "str.h"

#include <float.h>
#include <math.h>

enum { DOUBLE_TEXT_MAX = 128 };

Str str_from_c(const char *c_text)
{
    return c_text ? (Str){ c_text, strlen(c_text) } : (Str){ 0 };
}

bool str_eq(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool str_eq_secret(Str a, Str b)
{
    if (a.len != b.len) return false;
    /* volatile: the compiler must not leave the loop at the first difference. */
    volatile unsigned char differs = 0;
    for (size_t i = 0; i < a.len; i++)
        differs = (unsigned char)(differs | (a.ptr[i] ^ b.ptr[i]));
    return differs == 0;
}

int str_cmp(Str a, Str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.ptr, b.ptr, common) : 0;
    if (order != 0) return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(Str s, Str prefix)
{
    return s.len >= prefix.len && str_eq((Str){ s.ptr, prefix.len }, prefix);
}

bool str_ends(Str s, Str suffix)
{
    return s.len >= suffix.len && str_eq(str_slice(s, s.len - suffix.len, s.len), suffix);
}

bool str_contains(Str s, Str part)
{
    if (part.len == 0) return true;
    return s.len >= part.len && memmem(s.ptr, s.len, part.ptr, part.len) != NULL;
}

size_t str_find(Str s, char byte, size_t from)
{
    if (from >= s.len) return s.len;
    const char *hit = memchr(s.ptr + from, byte, s.len - from);
    return hit ? (size_t)(hit - s.ptr) : s.len;
}

Str str_slice(Str s, size_t from, size_t to)
{
    if (to > s.len) to = s.len;
    if (from > to) from = to;
    return s.ptr ? (Str){ s.ptr + from, to - from } : (Str){ 0 };
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

Str str_trim(Str s)
{
    size_t from = 0;
    size_t to = s.len;
    while (from < to && is_space(s.ptr[from])) from++;
    while (to > from && is_space(s.ptr[to - 1])) to--;
    return str_slice(s, from, to);
}

/* A NULL pointer in *rest says "used up": "a," is two pieces, and the last is empty. */
bool str_cut(Str *rest, char byte, Str *ret_piece)
{
    if (!rest->ptr) return false;
    size_t at = str_find(*rest, byte, 0);
    *ret_piece = (Str){ rest->ptr, at };
    *rest = at < rest->len ? str_slice(*rest, at + 1, rest->len) : (Str){ 0 };
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool str_to_i64(Str s, int64_t *ret_value)
{
    bool negative = s.len > 0 && s.ptr[0] == '-';
    size_t at = negative ? 1 : 0;
    if (at == s.len) return false;
    int64_t value = 0; /* kept negative: INT64_MIN has no positive twin */
    for (; at < s.len; at++) {
        if (!is_digit(s.ptr[at])) return false;
        if (__builtin_mul_overflow(value, 10, &value)) return false;
        if (__builtin_sub_overflow(value, s.ptr[at] - '0', &value)) return false;
    }
    if (!negative && value == INT64_MIN) return false;
    *ret_value = negative ? value : -value;
    return true;
}

static size_t skip_digits(Str s, size_t at)
{
    while (at < s.len && is_digit(s.ptr[at])) at++;
    return at;
}

/* digits [. digits] [e [sign] digits], nothing else: strtod() alone takes hex, inf, spaces. */
static bool is_decimal(Str s)
{
    size_t at = s.len > 0 && s.ptr[0] == '-' ? 1 : 0;
    size_t end = skip_digits(s, at);
    if (end == at) return false;
    if (end < s.len && s.ptr[end] == '.') {
        at = end + 1;
        end = skip_digits(s, at);
        if (end == at) return false;
    }
    if (end < s.len && (s.ptr[end] == 'e' || s.ptr[end] == 'E')) {
        at = end + 1;
        if (at < s.len && (s.ptr[at] == '-' || s.ptr[at] == '+')) at++;
        end = skip_digits(s, at);
        if (end == at) return false;
    }
    return end == s.len;
}

/* strtod() follows the locale, but setlocale() is banned here: it stays "C". */
bool str_to_double(Str s, double *ret_value)
{
    char text[DOUBLE_TEXT_MAX];
    if (s.len >= sizeof text || !is_decimal(s)) return false;
    memcpy(text, s.ptr, s.len);
    text[s.len] = '\0';
    double value = strtod(text, NULL);
    if (!isfinite(value)) return false;
    *ret_value = value;
    return true;
}

static bool is_tail(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

size_t str_utf8_at(Str s, size_t at)
{
    if (at >= s.len) return 0;
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    size_t left = s.len - at;
    if (p[0] < 0x80) return 1;
    if (p[0] < 0xC2) return 0; /* a stray tail, or a long form of ASCII */
    if (left < 2 || !is_tail(p[1])) return 0;
    if (p[0] < 0xE0) return 2;
    if (left < 3 || !is_tail(p[2])) return 0;
    if (p[0] < 0xF0) {
        if (p[0] == 0xE0 && p[1] < 0xA0) return 0;  /* long form */
        if (p[0] == 0xED && p[1] >= 0xA0) return 0; /* surrogate */
        return 3;
    }
    if (left < 4 || !is_tail(p[3])) return 0;
    if (p[0] == 0xF0 && p[1] < 0x90) return 0;                 /* long form */
    if (p[0] > 0xF4 || (p[0] == 0xF4 && p[1] >= 0x90)) return 0; /* above U+10FFFF */
    return 4;
}

/* Bytes of ASCII without NUL at the front, in steps of eight. */
static size_t plain_run(Str s, size_t at)
{
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t high = 0x8080808080808080u;
    while (s.len - at >= 8) {
        uint64_t word;
        memcpy(&word, s.ptr + at, sizeof word);
        /* The second term has a high bit for every zero byte (and perhaps above one). */
        if ((word | (word - ones)) & high) break;
        at += 8;
    }
    return at;
}

bool str_is_utf8(Str s)
{
    size_t at = 0;
    while (at < s.len) {
        at = plain_run(s, at);
        /* One to eight characters the slow way, then try for a run again. */
        for (int i = 0; i < 8 && at < s.len; i++) {
            size_t size = s.ptr[at] ? str_utf8_at(s, at) : 0;
            if (size == 0) return false;
            at += size;
        }
    }
    return true;
}

size_t str_chars(Str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++) count += !is_tail((unsigned char)s.ptr[i]);
    return count;
}

Str str_first_chars(Str s, size_t max)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (is_tail((unsigned char)s.ptr[i])) continue;
        if (count++ == max) return str_slice(s, 0, i);
    }
    return s;
}
