/* canary.h - marks planted in every text of a test world, and searched for in every reply.
 *
 * A mark is "zq", 6 hex digits for the record, 2 for its field, and 12 that prove it is one
 * of ours: one lower-case word that survives escaping, folding and cutting into words, and
 * tells where it came from.  canary_find() looks through the usual disguises and wrappings
 * as well: a mark that left the server is found however it was dressed.
 */
#ifndef TESTS_RIGHTS_CANARY_H
#define TESTS_RIGHTS_CANARY_H
#include "base/base.h"
#include <zlib.h>

enum { CANARY_BODY = 8, CANARY_PROOF = 12, CANARY_LEN = 2 + CANARY_BODY + CANARY_PROOF,
       CANARY_RECORDS = 1 << 14, CANARY_DEPTH = 4, CANARY_BLOB = 1 << 20 };

static inline Str canary_proof(Arena *a, Str body)
{
    Hash hash = hash_plain(arena_join(a, S("marks of the tests: "), body));
    return str_slice(hex_encode(a, hash_bytes(&hash)), 0, CANARY_PROOF);
}

static inline Str canary_make(Arena *a, unsigned record, unsigned field)
{
    Str body = arena_printf(a, "%06x%02x", record, field);
    return arena_printf(a, "zq" STR_FMT STR_FMT, STR_ARG(body), STR_ARG(canary_proof(a, body)));
}

/* Which records were met. */
typedef struct CanarySeen {
    uint8_t bit[CANARY_RECORDS / 8];
    unsigned list[CANARY_RECORDS];
    size_t count;
} CanarySeen;

static inline bool canary_met(const CanarySeen *seen, unsigned record)
{
    return seen->bit[record / 8] & (1u << record % 8);
}

static inline void canary_note(CanarySeen *seen, unsigned record)
{
    if (record >= CANARY_RECORDS || canary_met(seen, record)) return;
    seen->bit[record / 8] = (uint8_t)(seen->bit[record / 8] | 1u << record % 8);
    seen->list[seen->count++] = record;
}

/* --- the word itself ----------------------------------------------------------------- */

static inline int canary_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static inline void canary_check(Arena *a, Str word, CanarySeen *seen)
{
    char low[CANARY_LEN];
    unsigned record = 0;
    for (size_t i = 2; i < CANARY_LEN; i++) {
        int digit = canary_digit(word.ptr[i]);
        if (digit < 0) return;
        low[i] = "0123456789abcdef"[digit];
        if (i < 2 + 6) record = record * 16 + (unsigned)digit;
    }
    Str body = { low + 2, CANARY_BODY };
    if (str_eq(canary_proof(a, body), (Str){ low + 2 + CANARY_BODY, CANARY_PROOF }))
        canary_note(seen, record);
}

static inline void canary_scan(Arena *a, Str blob, CanarySeen *seen)
{
    for (size_t i = 0; i + CANARY_LEN <= blob.len; i++)
        if ((blob.ptr[i] | 32) == 'z' && (blob.ptr[i + 1] | 32) == 'q')
            canary_check(a, str_slice(blob, i, i + CANARY_LEN), seen);
}

/* --- disguises: each gives the text without it ------------------------------------------ */

typedef struct CanaryCopy { char *ptr; size_t len; } CanaryCopy;

static inline CanaryCopy canary_copy(Arena *a, Str blob)
{
    return (CanaryCopy){ arena_alloc(a, blob.len + 1), 0 };
}

static inline void canary_put(CanaryCopy *c, unsigned code)
{
    c->ptr[c->len++] = code < 128 ? (char)code : '?';
}

/* "&#122;" and "&#x7a;"; *ret_len is how long the escape was, 0 = none. */
static inline unsigned canary_entity(Str s, size_t *ret_len)
{
    unsigned code = 0;
    bool hex = s.len > 3 && (s.ptr[2] | 32) == 'x';
    *ret_len = 0;
    if (s.len < 4 || s.ptr[1] != '#') return 0;
    for (size_t i = hex ? 3 : 2; i < s.len && i < 10; i++) {
        if (s.ptr[i] == ';') {
            *ret_len = i + 1;
            return code;
        }
        int digit = canary_digit(s.ptr[i]);
        if (digit < 0 || (!hex && digit > 9)) return 0;
        code = code * (hex ? 16 : 10) + (unsigned)digit;
    }
    return 0;
}

static inline Str canary_plain_html(Arena *a, Str blob)
{
    CanaryCopy out = canary_copy(a, blob);
    size_t escape = 0;
    for (size_t i = 0; out.ptr && i < blob.len; i++) {
        unsigned code = 0;
        escape = 0;
        if (blob.ptr[i] == '&') code = canary_entity(str_slice(blob, i, blob.len), &escape);
        if (!escape && str_starts(str_slice(blob, i, blob.len), S("&amp;"))) code = '&', escape = 5;
        canary_put(&out, escape ? code : (unsigned char)blob.ptr[i]);
        if (escape) i += escape - 1;
    }
    return (Str){ out.ptr, out.len };
}

/* `lead` two digits ("%7a"), `lead` and "00" two digits ("\u007a"). */
static inline Str canary_plain_hex(Arena *a, Str blob, Str lead)
{
    CanaryCopy out = canary_copy(a, blob);
    for (size_t i = 0; out.ptr && i < blob.len; i++) {
        Str rest = str_slice(blob, i, blob.len);
        bool escaped = str_starts(rest, lead) && rest.len >= lead.len + 2
                    && canary_digit(rest.ptr[lead.len]) >= 0
                    && canary_digit(rest.ptr[lead.len + 1]) >= 0;
        if (!escaped) {
            canary_put(&out, (unsigned char)blob.ptr[i]);
            continue;
        }
        canary_put(&out, (unsigned)(canary_digit(rest.ptr[lead.len]) * 16
                                    + canary_digit(rest.ptr[lead.len + 1])));
        i += lead.len + 1;
    }
    return (Str){ out.ptr, out.len };
}

/* Without NUL (UTF-16), soft hyphens and line ends; `tags`: without markup. */
static inline Str canary_without(Arena *a, Str blob, bool tags)
{
    bool inside = false;
    CanaryCopy out = canary_copy(a, blob);
    for (size_t i = 0; out.ptr && i < blob.len; i++) {
        char c = blob.ptr[i];
        if (tags && c == '<') inside = true;
        bool skip = inside || (tags ? c == '\n' || c == '\r' : c == '\0');
        if (tags && c == '>') inside = false;
        if (!skip) canary_put(&out, (unsigned char)c);
    }
    return (Str){ out.ptr, out.len };
}

/* --- wrappings: each gives what is inside ------------------------------------------------ */

static inline Str canary_inflate(Arena *a, Str blob)
{
    z_stream z = { 0 };
    uint8_t *room = arena_alloc(a, CANARY_BLOB);
    if (!room || inflateInit2(&z, 15 + 32) != Z_OK) return S("");
    z.next_in = (Bytef *)(uintptr_t)blob.ptr;
    z.avail_in = (uInt)blob.len;
    z.next_out = room;
    z.avail_out = CANARY_BLOB;
    (void)inflate(&z, Z_FINISH);
    size_t len = CANARY_BLOB - z.avail_out;
    inflateEnd(&z);
    return (Str){ (const char *)room, len };
}

static inline int canary_sextet(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

static inline Str canary_unbase64(Arena *a, Str run)
{
    uint32_t bits = 0;
    int have = 0;
    CanaryCopy out = canary_copy(a, run);
    for (size_t i = 0; out.ptr && i < run.len; i++) {
        bits = bits << 6 | (uint32_t)canary_sextet(run.ptr[i]);
        have += 6;
        if (have < 8) continue;
        have -= 8;
        out.ptr[out.len++] = (char)(bits >> have & 255);
    }
    return (Str){ out.ptr, out.len };
}

static inline Str canary_unhex(Arena *a, Str run)
{
    CanaryCopy out = canary_copy(a, run);
    for (size_t i = 0; out.ptr && i + 1 < run.len; i += 2)
        out.ptr[out.len++] = (char)(canary_digit(run.ptr[i]) * 16 + canary_digit(run.ptr[i + 1]));
    return (Str){ out.ptr, out.len };
}

/* --- all of it ---------------------------------------------------------------------------- */

static inline void canary_find(Arena *a, Str blob, int depth, CanarySeen *seen);

/* `plain` is `blob` without one disguise: shorter when there was any. */
static inline void canary_again(Arena *a, Str blob, Str plain, int depth, CanarySeen *seen)
{
    if (plain.len < blob.len) canary_find(a, plain, depth + 1, seen);
}

static inline void canary_disguises(Arena *a, Str blob, int depth, CanarySeen *seen)
{
    if (str_contains(blob, S("&#")) || str_contains(blob, S("&amp;")))
        canary_again(a, blob, canary_plain_html(a, blob), depth, seen);
    if (str_contains(blob, S("%")))
        canary_again(a, blob, canary_plain_hex(a, blob, S("%")), depth, seen);
    if (str_contains(blob, S("\\u00")))
        canary_again(a, blob, canary_plain_hex(a, blob, S("\\u00")), depth, seen);
    if (memchr(blob.ptr, '\0', blob.len))
        canary_again(a, blob, canary_without(a, blob, false), depth, seen);
    if (str_contains(blob, S("<")))
        canary_again(a, blob, canary_without(a, blob, true), depth, seen);
}

typedef int CanaryAlphabet(char c);

/* Runs of one alphabet that are long enough to hold a mark. */
static inline void canary_runs(Arena *a, Str blob, CanaryAlphabet *alphabet, size_t least,
                               Str (*open)(Arena *, Str), int depth, CanarySeen *seen)
{
    size_t from = 0;
    for (size_t i = 0; i <= blob.len; i++) {
        if (i < blob.len && alphabet(blob.ptr[i]) >= 0) continue;
        for (size_t shift = 0; i - from >= least && shift < 4; shift++)
            canary_find(a, open(a, str_slice(blob, from + shift, i)), depth + 1, seen);
        from = i + 1;
    }
}

static inline void canary_wrappings(Arena *a, Str blob, int depth, CanarySeen *seen)
{
    for (size_t i = 0; i + 2 < blob.len; i++) {
        bool gzip = (uint8_t)blob.ptr[i] == 0x1f && (uint8_t)blob.ptr[i + 1] == 0x8b;
        bool zlib = (uint8_t)blob.ptr[i] == 0x78 && strchr("\x01\x5e\x9c\xda", blob.ptr[i + 1]);
        if (gzip || (zlib && blob.ptr[i + 1] && (uint8_t)blob.ptr[i + 1] != 0x5e))
            canary_find(a, canary_inflate(a, str_slice(blob, i, blob.len)), depth + 1, seen);
    }
    canary_runs(a, blob, canary_sextet, CANARY_LEN * 4 / 3, canary_unbase64, depth, seen);
    canary_runs(a, blob, canary_digit, CANARY_LEN * 2, canary_unhex, depth, seen);
}

/* Notes every mark in `blob`; `a` is for what is unpacked on the way. */
static inline void canary_find(Arena *a, Str blob, int depth, CanarySeen *seen)
{
    if (blob.len == 0 || depth >= CANARY_DEPTH) return;
    canary_scan(a, blob, seen);
    canary_disguises(a, blob, depth, seen);
    canary_wrappings(a, blob, depth, seen);
}
#endif
