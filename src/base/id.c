#include "id.h"

#include <pthread.h>
#include <sodium.h>

/* Layout (RFC 9562): 48 bits of milliseconds, version 7, 12 bits, variant 2, 62 bits.
 * The 74 free bits are random for the first id of a millisecond and then grow by a random
 * step, so that ids rise and the next one still cannot be guessed. */
typedef struct Stamp { int64_t ms; uint64_t high; uint64_t low; } Stamp;

static const uint64_t LOW_MASK = (UINT64_C(1) << 62) - 1;
static const uint64_t HIGH_MASK = (UINT64_C(1) << 12) - 1;
static const int64_t MS_MAX = (INT64_C(1) << 48) - 1;

static pthread_mutex_t stamp_lock = PTHREAD_MUTEX_INITIALIZER;
static Stamp stamp_last = { .ms = -1 };

static void stamp_random(Stamp *stamp)
{
    uint64_t bits[2];
    randombytes_buf(bits, sizeof bits);
    stamp->low = bits[0] & LOW_MASK;
    stamp->high = bits[1] & (HIGH_MASK >> 1); /* leaves room to rise within this millisecond */
}

static Stamp stamp_next(int64_t now_ms)
{
    pthread_mutex_lock(&stamp_lock);
    if (now_ms > stamp_last.ms) {
        stamp_last.ms = now_ms;
        stamp_random(&stamp_last);
    } else {
        stamp_last.low += 1 + (uint64_t)randombytes_random();
        stamp_last.high += stamp_last.low >> 62;
        stamp_last.low &= LOW_MASK;
        if (stamp_last.high > HIGH_MASK) {
            stamp_last.ms++;
            stamp_random(&stamp_last);
        }
    }
    Stamp next = stamp_last;
    pthread_mutex_unlock(&stamp_lock);
    return next;
}

Uuid uuid_new(int64_t now_ms)
{
    if (now_ms < 0) now_ms = 0;
    if (now_ms >= MS_MAX) now_ms = MS_MAX - 1;
    Stamp stamp = stamp_next(now_ms);
    uint64_t front = (uint64_t)stamp.ms << 16 | UINT64_C(7) << 12 | stamp.high;
    uint64_t back = UINT64_C(2) << 62 | stamp.low;
    Uuid id;
    for (int i = 0; i < 8; i++) {
        id.byte[i] = (uint8_t)(front >> (56 - 8 * i));
        id.byte[8 + i] = (uint8_t)(back >> (56 - 8 * i));
    }
    return id;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1; /* capitals too: one id has one spelling */
}

static bool is_dash_place(size_t at)
{
    return at == 8 || at == 13 || at == 18 || at == 23;
}

bool uuid_parse(Str text, Uuid *ret_id)
{
    if (text.len != 36) return false;
    Uuid id;
    size_t at = 0;
    for (size_t i = 0; i < sizeof id.byte; i++, at += 2) {
        if (is_dash_place(at) && text.ptr[at++] != '-') return false;
        int high = hex_value(text.ptr[at]);
        int low = hex_value(text.ptr[at + 1]);
        if (high < 0 || low < 0) return false;
        id.byte[i] = (uint8_t)(high * 16 + low);
    }
    *ret_id = id;
    return true;
}

bool uuid_eq(Uuid a, Uuid b)
{
    return uuid_cmp(a, b) == 0;
}

bool uuid_is_zero(Uuid id)
{
    return uuid_eq(id, (Uuid){ 0 });
}

int uuid_cmp(Uuid a, Uuid b)
{
    return memcmp(a.byte, b.byte, sizeof a.byte);
}

Str uuid_str(Arena *a, Uuid id)
{
    static const char digits[] = "0123456789abcdef";
    char text[36];
    size_t at = 0;
    for (size_t i = 0; i < sizeof id.byte; i++) {
        if (is_dash_place(at)) text[at++] = '-';
        text[at++] = digits[id.byte[i] >> 4];
        text[at++] = digits[id.byte[i] & 15];
    }
    return arena_str(a, (Str){ text, sizeof text });
}

int64_t uuid_time_ms(Uuid id)
{
    int64_t ms = 0;
    for (int i = 0; i < 6; i++) ms = ms << 8 | id.byte[i];
    return ms;
}
