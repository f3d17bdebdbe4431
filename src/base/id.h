/* id.h - identifiers: UUIDv7, one struct type per noun so they cannot be mixed up.
 *
 * Text form is the usual 36 characters in lower case.
 */
#ifndef BASE_ID_H
#define BASE_ID_H
#include "arena.h"

typedef struct Uuid { uint8_t byte[16]; } Uuid;

/* Every kind of id in the house. */
#define ID_TYPES(X) \
    X(Practice) X(Person) X(Episode) X(Session) X(Entry) X(Response) \
    X(Signal) X(Alert) X(Release) X(Goal) X(Login) X(Link) X(Key) X(Template) X(Note) X(OwnCheck) X(Brought)

#define X(Name) typedef struct Name##Id { Uuid u; } Name##Id;
ID_TYPES(X)
#undef X

/* A new UUIDv7: `now_ms` in front, the rest from the system's random source.
 * Ids made in one process rise strictly. */
Uuid uuid_new(int64_t now_ms);
#define ID_NEW(Name, now_ms) ((Name##Id){ uuid_new(now_ms) })
bool uuid_parse(Str text, Uuid *ret_id);      /* strict; false leaves it alone */
bool uuid_eq(Uuid a, Uuid b);
bool uuid_is_zero(Uuid id);
int uuid_cmp(Uuid a, Uuid b);
Str uuid_str(Arena *a, Uuid id);
int64_t uuid_time_ms(Uuid id);
/* The 16 bytes as a borrowed Str (bytes). */
static inline Str uuid_bytes(const Uuid *id) { return (Str){ (const char *)id->byte, 16 }; }
#endif
