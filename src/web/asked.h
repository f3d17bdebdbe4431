/* asked.h - what members asked for (domain/preference.h), as the pages that follow it use it. */
#ifndef WEB_ASKED_H
#define WEB_ASKED_H
#include "../domain/pace.h"
#include "../domain/preference.h"
#include "../store/entry.h"
#include "pages.h"

/* 0 when the person said nothing that may be used for this. */
MUST_CHECK Err asked_choice(Ctx *cx, Req *rq, PersonId person, PreferenceSlot slot,
                            PreferenceUse use, int64_t *ret_choice);
/* What a session's page follows: who opens it, one line for each client who said so to everyone
 * ("Maya likes to open the session, and asked for it."), and the pace they agreed on. */
typedef struct AskedSession { const Str *lines; size_t line_count; Pace pace; } AskedSession;
MUST_CHECK Err asked_session(Ctx *cx, Req *rq, const Episode *work, int64_t number,
                             AskedSession *ret_asked);
#endif
