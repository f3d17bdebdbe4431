/* session_view.h - turns entries into what the session page and the page to take home
 * show: names, times, colours, and flags from the rules.  Shared by their pages.
 */
#ifndef WEB_SESSION_VIEW_H
#define WEB_SESSION_VIEW_H
#include "../store/entry.h"
#include "../store/episode.h"
#include "../store/session.h"
#include "../views/session.h"
#include "pages.h"

/* Everything read for one session. */
typedef struct SessionParts {
    Episode work;
    Session session;
    Entries entries;
} SessionParts;
MUST_CHECK Err session_parts_load(Ctx *cx, Req *rq, SessionParts *ret_parts);

/* One entry as this person sees it. */
MUST_CHECK Err session_item(Ctx *cx, const Req *rq, const SessionParts *parts, const Entry *e,
                            SessionItem *ret_item);
/* All of them, in order; and those that `keep` says belong somewhere. */
MUST_CHECK Err session_items(Ctx *cx, const Req *rq, const SessionParts *parts,
                             SessionItems *ret_items);
typedef bool SessionKeep(const SessionItem *item);
MUST_CHECK Err session_select(Ctx *cx, const SessionItems *all, SessionKeep *keep,
                              SessionItems *ret_items);
/* "/work/E/sessions/S" */
Str session_base(Arena *a, EpisodeId e, SessionId s);
/* Where a form leads: the page at `anchor`; one that is open already asks for the part that
 * changes only. */
Url session_back(Ctx *cx, const Req *rq, EpisodeId e, SessionId s, Str anchor);
/* When an open session's time is over. */
int64_t session_ends_ms(const Session *s);

/* The whole page; with rq->errors it is answered as not finished. */
MUST_CHECK Err session_show(Ctx *cx, Req *rq, Reply *reply, const SessionTyped *typed);
#endif
