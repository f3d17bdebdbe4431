/* measure_change.c - `tandem measure change`. */
#include "measure.h"
#include "measure_io.h"

Err measure_change(Ctx *cx, const Command *c, Out *out)
{
    (void)out;
    TRY(words_want(cx, c, 1, "one file of data, or - for standard input,"));
    return fail(cx, ERR_INVALID, "not there yet");
}
