/* frame.h - fills what every page shares: names, tabs, crisis lines, asset addresses.
 * Knows which tabs a person gets from what the gate permits; decides nothing itself.
 */
#ifndef WEB_FRAME_H
#define WEB_FRAME_H
#include "../domain/person.h"
#include "../gate/dispatch.h"
#include "../views/frame.h"

typedef enum Tab { TAB_NONE, TAB_HOME, TAB_STORY, TAB_SESSIONS, TAB_PROGRESS, TAB_LOG, TAB_CASELOAD,
                   TAB_DUTY, TAB_BRING, TAB_BROUGHT, TAB_PEOPLE, TAB_SETTINGS, TAB_RULES, TAB_MEASURES, TAB_TEXTS, TAB_SHOWN, TAB_ACCOUNT,
                   TAB_MESSAGES } Tab;

/* The frame of a page for whoever asked.  CLIENT pages carry the client's tabs, WORK pages
 * the staff's; which of the two a shared page gets follows from the actor. */
MUST_CHECK Err frame_fill(Ctx *cx, Req *rq, Str title, FrameWidth width, Tab current,
                          Frame *ret_frame);
/* A page for nobody in particular: sign-in, help, invitation, errors. */
MUST_CHECK Err frame_plain(Ctx *cx, Req *rq, Str title, Frame *ret_frame);
/* Adds the script that keeps unsent words, on pages where people write at length. */
void frame_drafts(Ctx *cx, Frame *frame);
/* Adds the one with which a short form waits while the connection is gone. */
void frame_waits(Ctx *cx, Frame *frame);
/* Adds the one with which a signature can be drawn. */
void frame_signs(Ctx *cx, Frame *frame);
/* Adds the scripts of live pages. */
void frame_live(Ctx *cx, Frame *frame);
/* The time where this person is: the practice's, unless they named another. */
const Zone *profile_zone(Ctx *cx, const Req *rq, const Profile *p);
/* /assets/HASH/NAME; "/" when there is no such file. */
Url asset_url(Arena *a, Str name);
#endif
