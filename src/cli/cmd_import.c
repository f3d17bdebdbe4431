/* cmd_import.c - past scores from a CSV file: read whole, checked whole, stored whole. */
#include "command.h"

Err cmd_import(Ctx *cx, App *app, const Command *c, Out *out)
{
    (void)app;
    (void)out;
    if (c->input.len == 0) return fail(cx, ERR_INVALID, "the file is empty");
    return fail(cx, ERR_MISSING, "import is not there yet");
}
