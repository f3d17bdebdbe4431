/* throttle.h - slows down guessing, without telling whether an account is there and
 * without letting a stranger lock anybody out.
 *
 * Counted per (account, network) pair, per network and per account, in monotonic time.
 * The account key is a hash, so an unknown address behaves exactly like a known one.
 */
#ifndef GATE_THROTTLE_H
#define GATE_THROTTLE_H
#include "../base/base.h"

typedef struct Throttle Throttle;
Throttle *throttle_open(void);
void throttle_close(Throttle *t);
/* Milliseconds to wait before this pair may try (0 = now).  Counts nothing. */
int64_t throttle_wait_ms(Throttle *t, Str account, Str network, int64_t mono_ms);
void throttle_failed(Throttle *t, Str account, Str network, int64_t mono_ms);
/* A right password clears the pair, not the network. */
void throttle_passed(Throttle *t, Str account, Str network);
#endif
