/* messages.h - what other pages tell about messages. */
#ifndef WEB_MESSAGES_H
#define WEB_MESSAGES_H
#include "../store/message.h"
#include "pages.h"

/* "A message from Daniel" while one is unread; empty otherwise.  Never how many. */
MUST_CHECK Err message_sign(Ctx *cx, Req *rq, const Episode *work, Str *ret_said);
#endif
