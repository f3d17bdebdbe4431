/* A connection's bytes: the pieces they arrive in change nothing, and the library sees only
 * heads of ours and bodies.  The first byte says how large the pieces are. */
#include "fuzz.h"

#include "http/wire.h"

typedef struct Fed { char *out; size_t len; uint64_t accepted; bool refused; } Fed;

static Fed feed(Str bytes, size_t step)
{
    size_t room = 4 * bytes.len + 300;          /* the shortest head is 27 bytes, ours under 100 */
    Fed fed = { .out = malloc(room) };
    Wire w = { .fd = -1 };
    MUST(fed.out);
    for (size_t at = 0; at < bytes.len; at += step) {
        Str piece = str_slice(bytes, at, at + step);
        wire_feed(&w, piece.ptr, piece.len);
        fed.len += bytes_take(&w.out, fed.out + fed.len, room - fed.len);
    }
    fed.accepted = w.accepted;
    fed.refused = w.problem != HEAD_FINE;
    if (fed.refused) MUST(w.problem != HEAD_NO_MEMORY);
    wire_forget(&w);
    return fed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > 60000) return 0;
    Str bytes = { (const char *)data + 1, size - 1 };
    Fed whole = feed(bytes, bytes.len), pieces = feed(bytes, data[0] ? data[0] : 1);
    MUST(whole.accepted == pieces.accepted && whole.refused == pieces.refused);
    MUST(whole.len == pieces.len && memcmp(whole.out, pieces.out, whole.len) == 0);
    if (whole.accepted == 0) MUST(whole.len == 0);
    free(whole.out);
    free(pieces.out);
    return 0;
}
