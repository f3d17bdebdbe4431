/* arena.h - one capped memory arena per request, freed in one call.
 *
 * A full arena is *marked*: struct allocation gives NULL, text helpers give
 * empty text, and a marked arena can neither commit nor send status 200.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H
#include "str.h"

typedef struct Arena Arena;
typedef struct Language Language;                  /* words.h: another language than English */

Arena *arena_open(size_t limit);             /* NULL when memory is gone */
void arena_close(Arena *a);                  /* NULL is allowed */
bool arena_failed(const Arena *a);           /* sticky */
size_t arena_used(const Arena *a);
void *arena_alloc(Arena *a, size_t size);    /* zeroed, aligned for any type */
/* count * size with overflow checked. */
void *arena_array(Arena *a, size_t count, size_t size);
/* `old` with room for new_size bytes, in place when it was the last allocation; the new
 * bytes are not zeroed.  NULL when the arena is full: `old` stays as it was. */
void *arena_grow(Arena *a, void *old, size_t old_size, size_t new_size);
Str arena_str(Arena *a, Str s);              /* copy; NUL follows the copy */
/* NUL-terminated copy for a library call; "" when the arena is full. */
const char *arena_c(Arena *a, Str s);
/* A message of the program is printed in the arena's language, see words.h. */
Str arena_printf(Arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str arena_join(Arena *a, Str first, Str second);
/* A copy whose first letter, if it is one of a to z, is a capital: the start of a sentence. */
Str arena_capital(Arena *a, Str s);

/* Who reads what is made in this arena; NULL = English.  Gives what it was before: text that is
 * stored is English, so whoever makes some says NULL first and the old one afterwards. */
const Language *arena_speak(Arena *a, const Language *words);
const Language *arena_words(const Arena *a);

#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_array((a), (n), sizeof(T)))

/* Fault tests: the n-th allocation from now (1 = the next; arena_open counts as one)
 * fails, once, in this thread; -1 = never.  hit: it has failed since. */
void arena_fault_at(long n);
bool arena_fault_hit(void);
#endif
