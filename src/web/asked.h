/* asked.h - what members asked for (domain/preference.h), as the pages that follow it use it. */
#ifndef WEB_ASKED_H
#define WEB_ASKED_H
#include "../domain/preference.h"
#include "../store/entry.h"
#include "pages.h"

/* 0 when the person said nothing that may be used for this. */
MUST_CHECK Err asked_choice(Ctx *cx, Req *rq, PersonId person, PreferenceSlot slot,
                            PreferenceUse use, int64_t *ret_choice);
/* Who opens this session, one line for each client who said so to everyone: "Maya likes to
 * open the session, and asked for it." */
MUST_CHECK Err asked_openers(Ctx *cx, Req *rq, const Episode *work, int64_t number,
                             const Str **ret_lines, size_t *ret_count);
#endif
