#include "throttle.h"
#include <pthread.h>

/* After 5 wrong tries a pair waits 1 s, 2 s, 4 s ... 15 min; a network may fail 20 times a
 * minute.  A fixed table: the oldest record of a bucket gives way, so memory is bounded. */
enum { BUCKETS = 1024, WAYS = 8, FREE_TRIES = 5, NETWORK_PER_MINUTE = 20,
       WAIT_MAX_MS = 15 * 60 * 1000, FORGET_MS = 24 * 60 * 60 * 1000 };

typedef struct Record { uint64_t key; int64_t last_ms; int64_t failures; } Record;
struct Throttle {
    pthread_mutex_t lock;
    uint8_t salt[32];
    Record table[BUCKETS][WAYS];
};

Throttle *throttle_open(void)
{
    Throttle *t = calloc(1, sizeof *t);
    if (!t) return NULL;
    pthread_mutex_init(&t->lock, NULL);
    random_bytes(t->salt, sizeof t->salt);
    return t;
}

void throttle_close(Throttle *t)
{
    if (!t) return;
    pthread_mutex_destroy(&t->lock);
    free(t);
}

static uint64_t key_of(const Throttle *t, Str account, Str network)
{
    char text[32 + 2 + 256 + 2 + 64];
    size_t len = 0;
    const Str piece[] = { { (const char *)t->salt, sizeof t->salt }, S("\n"),
                          str_slice(account, 0, 256), S("\n"), str_slice(network, 0, 64) };
    for (size_t i = 0; i < sizeof piece / sizeof *piece; i++) {
        memcpy(text + len, piece[i].ptr ? piece[i].ptr : "", piece[i].len);
        len += piece[i].len;
    }
    Hash h = hash_plain((Str){ text, len });
    uint64_t key;
    memcpy(&key, h.byte, sizeof key);
    return key | 1;                       /* 0 = free */
}

static Record *find(Throttle *t, uint64_t key, bool make)
{
    Record *bucket = t->table[key / 2 % BUCKETS];
    Record *oldest = &bucket[0];
    for (int i = 0; i < WAYS; i++) {
        if (bucket[i].key == key) return &bucket[i];
        if (bucket[i].last_ms < oldest->last_ms) oldest = &bucket[i];
    }
    if (!make) return NULL;
    *oldest = (Record){ .key = key };
    return oldest;
}

static int64_t pair_wait(const Record *r, int64_t now)
{
    if (!r || r->failures < FREE_TRIES || now - r->last_ms > FORGET_MS) return 0;
    int64_t doublings = r->failures - FREE_TRIES;
    int64_t wait = doublings >= 10 ? WAIT_MAX_MS : 1000LL << doublings;
    if (wait > WAIT_MAX_MS) wait = WAIT_MAX_MS;
    int64_t left = r->last_ms + wait - now;
    return left > 0 ? left : 0;
}

static int64_t network_wait(const Record *r, int64_t now)
{
    if (!r || r->failures < NETWORK_PER_MINUTE) return 0;
    int64_t left = r->last_ms + 60000 - now;
    return left > 0 ? left : 0;
}

int64_t throttle_wait_ms(Throttle *t, Str account, Str network, int64_t now)
{
    pthread_mutex_lock(&t->lock);
    int64_t pair = pair_wait(find(t, key_of(t, account, network), false), now);
    int64_t net = network_wait(find(t, key_of(t, S(""), network), false), now);
    pthread_mutex_unlock(&t->lock);
    return pair > net ? pair : net;
}

void throttle_failed(Throttle *t, Str account, Str network, int64_t now)
{
    pthread_mutex_lock(&t->lock);
    Record *pair = find(t, key_of(t, account, network), true);
    if (now - pair->last_ms > FORGET_MS) pair->failures = 0;
    pair->failures++;
    pair->last_ms = now;
    Record *net = find(t, key_of(t, S(""), network), true);
    if (now - net->last_ms > 60000) net->failures = 0;
    net->failures++;
    net->last_ms = now;
    pthread_mutex_unlock(&t->lock);
}

void throttle_passed(Throttle *t, Str account, Str network)
{
    pthread_mutex_lock(&t->lock);
    Record *pair = find(t, key_of(t, account, network), false);
    if (pair) *pair = (Record){ 0 };
    pthread_mutex_unlock(&t->lock);
}
