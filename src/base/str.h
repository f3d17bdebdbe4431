/* str.h - text as pointer and length, borrowed, never owned.
 *
 * A Str need not end in NUL.  Bytes are UTF-8 unless a header says "bytes".
 */
#ifndef BASE_STR_H
#define BASE_STR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Str {
    const char *ptr;
    size_t len;
} Str;

#define S(literal) ((Str){ "" literal, sizeof(literal) - 1 })
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).len, (s).ptr

Str str_from_c(const char *c_text);          /* NULL gives the empty Str */
bool str_eq(Str a, Str b);
bool str_eq_secret(Str a, Str b);            /* time does not depend on the bytes */
int str_cmp(Str a, Str b);                   /* byte order; <0, 0, >0 */
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
bool str_contains(Str s, Str part);
/* Index of the first `byte` at or after `from`; s.len when absent. */
size_t str_find(Str s, char byte, size_t from);
/* s[from, to), clamped to s. */
Str str_slice(Str s, size_t from, size_t to);
Str str_trim(Str s);                         /* ASCII white space at both ends */
/* Take the text before the next `byte` off the front of *rest; the byte is dropped.
 * False once *rest is used up. */
bool str_cut(Str *rest, char byte, Str *ret_piece);
/* Whole decimal integer, optional minus, no spaces.  False leaves *ret_value alone. */
bool str_to_i64(Str s, int64_t *ret_value);
/* Whole decimal number "12", "-3.5", "1e-3"; never inf or nan; locale plays no part. */
bool str_to_double(Str s, double *ret_value);
/* True when s is well-formed UTF-8 without NUL. */
bool str_is_utf8(Str s);
/* Bytes of the well-formed UTF-8 character at `at` (1 to 4); 0 when there is none. */
size_t str_utf8_at(Str s, size_t at);
/* Number of code points in well-formed UTF-8. */
size_t str_chars(Str s);
/* First `max` code points of s. */
Str str_first_chars(Str s, size_t max);
#endif
