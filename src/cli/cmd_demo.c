/* cmd_demo.c - an invented practice, so that everything can be looked at. */
#include "command.h"

Err cmd_demo(Ctx *cx, App *app, const Command *c, Out *out)
{
    (void)app;
    (void)c;
    (void)out;
    return fail(cx, ERR_MISSING, "the demo is not there yet");
}
