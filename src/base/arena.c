#include "arena.h"

#include "poison.h"
#include "words.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdalign.h>

/* Between neighbours, so that an overrun of one byte is found. */
enum { RED_ZONE = POISON_WORKS ? 16 : 0 };

enum {
    ALIGN = alignof(max_align_t),
    BLOCK_FIRST = 64 * 1024, /* most requests fit; the kernel backs only pages that are used */
    BLOCK_SMALL = 16 * 1024, /* first block of arenas with a low limit */
    BLOCK_MAX = 1024 * 1024
};

/* Far above any memory, low enough that rounding up cannot overflow. */
static const size_t LIMIT_MAX = SIZE_MAX / 4;

typedef struct Block {
    struct Block *next;
    size_t size; /* of data */
    size_t used;
    alignas(max_align_t) char data[];
} Block;

/* Lives at the start of its first block. */
struct Arena {
    Block *block;      /* allocating from this one; the others follow */
    size_t limit;      /* bytes handed out, rounding included; red zones are not */
    size_t used;
    size_t next_size;
    const Language *words;
    bool failed;
};

/* ---- one spare first block per thread: a request then costs no malloc and no free ---- */

static pthread_key_t spare_key;
static pthread_once_t spare_once = PTHREAD_ONCE_INIT;
static bool spare_works;

static void block_release(void *block)
{
    Block *b = block;
    UNPOISON(b->data, b->size);
    free(b);
}

static void spare_start(void)
{
    spare_works = pthread_key_create(&spare_key, block_release) == 0;
}

static Block *spare_take(size_t size)
{
    pthread_once(&spare_once, spare_start);
    Block *spare = spare_works && size == BLOCK_FIRST ? pthread_getspecific(spare_key) : NULL;
    if (spare) pthread_setspecific(spare_key, NULL);
    return spare;
}

static void block_close(Block *b)
{
    bool keep = spare_works && b->size == BLOCK_FIRST && !pthread_getspecific(spare_key) &&
                pthread_setspecific(spare_key, b) == 0;
    if (!keep) block_release(b);
    else POISON(b->data, b->size);
}

static Block *block_open(size_t size)
{
    Block *b = spare_take(size);
    if (!b) {
        b = malloc(sizeof(Block) + size);
        if (!b) return NULL;
        b->size = size;
    }
    b->next = NULL;
    b->used = 0;
    POISON(b->data, b->size);
    return b;
}

/* ---- faults on demand ---- */

static _Thread_local long fault_left = -1;
static _Thread_local bool fault_fired;

void arena_fault_at(long n)
{
    fault_left = n == 0 ? 1 : n;
    fault_fired = false;
}

bool arena_fault_hit(void)
{
    return fault_fired;
}

static bool fault_now(void)
{
    if (fault_left < 0 || --fault_left > 0) return false;
    fault_left = -1;
    fault_fired = true;
    return true;
}

/* ---- the arena ---- */

static size_t round_up(size_t size)
{
    return (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

static void *block_take(Block *b, size_t size)
{
    char *ptr = b->data + b->used;
    b->used += round_up(size) + RED_ZONE;
    UNPOISON(ptr, size);
    return ptr;
}

Arena *arena_open(size_t limit)
{
    if (fault_now()) return NULL;
    if (limit > LIMIT_MAX) limit = LIMIT_MAX;
    Block *b = block_open(limit <= BLOCK_SMALL ? BLOCK_SMALL : BLOCK_FIRST);
    if (!b) return NULL;
    Arena *a = block_take(b, sizeof *a);
    *a = (Arena){ .block = b, .limit = limit, .next_size = b->size };
    return a;
}

void arena_close(Arena *a)
{
    if (!a) return;
    Block *next = NULL;
    for (Block *b = a->block; b; b = next) { /* `a` itself is in one of them */
        next = b->next;
        block_close(b);
    }
}

bool arena_failed(const Arena *a)
{
    return !a || a->failed;
}

const Language *arena_speak(Arena *a, const Language *words)
{
    const Language *before = a ? a->words : NULL;
    if (a) a->words = words;
    return before;
}

const Language *arena_words(const Arena *a)
{
    return a ? a->words : NULL;
}

size_t arena_used(const Arena *a)
{
    return a ? a->used : 0;
}

/* A block with room for `need` bytes.  What is too big for a common block gets its own,
 * behind the current one, whose rest stays in use. */
static Block *arena_block(Arena *a, size_t need)
{
    Block *now = a->block;
    if (now->size - now->used >= need) return now;
    bool own = need > BLOCK_MAX / 4;
    if (!own && a->next_size < BLOCK_MAX) a->next_size *= 2;
    size_t size = a->next_size;
    while (!own && size < need) size *= 2;
    Block *b = block_open(own ? need : size);
    if (!b) return NULL;
    if (own) {
        b->next = now->next;
        now->next = b;
    } else {
        b->next = now;
        a->block = b;
    }
    return b;
}

static bool arena_room(const Arena *a, size_t size)
{
    return size <= a->limit && round_up(size) <= a->limit - a->used;
}

static void *arena_take(Arena *a, size_t size)
{
    if (!a || a->failed) return NULL;
    if (size == 0) size = 1; /* every allocation has its own address */
    Block *b = NULL;
    if (!fault_now() && arena_room(a, size)) b = arena_block(a, round_up(size) + RED_ZONE);
    if (!b) {
        a->failed = true;
        return NULL;
    }
    a->used += round_up(size);
    return block_take(b, size);
}

void *arena_alloc(Arena *a, size_t size)
{
    void *ptr = arena_take(a, size);
    if (ptr) memset(ptr, 0, size);
    return ptr;
}

void *arena_array(Arena *a, size_t count, size_t size)
{
    size_t total = 0;
    if (__builtin_mul_overflow(count, size, &total)) total = SIZE_MAX; /* cannot fit: marks */
    return arena_alloc(a, total);
}

/* Last allocation of the current block, with room behind it: move only the end. */
static bool grow_in_place(Arena *a, char *old, size_t old_size, size_t new_size)
{
    Block *b = a->block;
    size_t old_room = round_up(old_size) + RED_ZONE;
    if (!old || old_size == 0 || b->used < old_room) return false;
    if (old != b->data + (b->used - old_room)) return false;
    if (new_size > a->limit) return false;
    size_t more = round_up(new_size) - round_up(old_size);
    if (b->size - b->used < more || a->limit - a->used < more) return false;
    if (fault_now()) {
        a->failed = true;
        return false;
    }
    b->used += more;
    a->used += more;
    UNPOISON(old, new_size);
    return true;
}

void *arena_grow(Arena *a, void *old, size_t old_size, size_t new_size)
{
    if (!a || a->failed) return NULL;
    if (old && new_size <= old_size) return old;
    if (grow_in_place(a, old, old_size, new_size)) return old;
    char *copy = arena_take(a, new_size);
    if (copy && old_size > 0) memcpy(copy, old, old_size);
    return copy;
}

Str arena_str(Arena *a, Str s)
{
    if (s.len == SIZE_MAX) return (Str){ 0 };
    char *copy = arena_take(a, s.len + 1);
    if (!copy) return (Str){ 0 };
    if (s.len > 0) memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return (Str){ copy, s.len };
}

const char *arena_c(Arena *a, Str s)
{
    Str copy = arena_str(a, s);
    return copy.ptr ? copy.ptr : "";
}

Str arena_printf(Arena *a, const char *format, ...)
{
    va_list args;
    if (a && a->words) {
        va_start(args, format);
        Str said = words_vprintf(a, a->words, format, args);
        va_end(args);
        return said;
    }
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0) return (Str){ 0 };
    char *text = arena_take(a, (size_t)len + 1);
    if (!text) return (Str){ 0 };
    va_start(args, format);
    vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    return (Str){ text, (size_t)len };
}

Str arena_capital(Arena *a, Str s)
{
    char first = s.len ? s.ptr[0] : ' ';
    if (first < 'a' || first > 'z') return s;
    char big = (char)(first - 'a' + 'A');
    return arena_join(a, (Str){ &big, 1 }, str_slice(s, 1, s.len));
}

Str arena_join(Arena *a, Str first, Str second)
{
    size_t len = 0;
    if (__builtin_add_overflow(first.len, second.len, &len) || len == SIZE_MAX) return (Str){ 0 };
    char *text = arena_take(a, len + 1);
    if (!text) return (Str){ 0 };
    if (first.len > 0) memcpy(text, first.ptr, first.len);
    if (second.len > 0) memcpy(text + first.len, second.ptr, second.len);
    text[len] = '\0';
    return (Str){ text, len };
}
