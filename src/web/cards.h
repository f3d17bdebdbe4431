/* cards.h - fills the pieces that home and brief share. */
#ifndef WEB_CARDS_H
#define WEB_CARDS_H
#include "../store/entry.h"
#include "../store/session.h"
#include "../store/signal.h"
#include "../views/cards.h"
#include "pages.h"

/* What home and brief read of both sessions, of the goals and of what is asked about understanding, at once (entry_list_places). */
typedef struct Places { bool has_next, has_last; Session next, last; Entries entries; } Places;
MUST_CHECK Err cards_places(Ctx *cx, Req *rq, Places *ret_places);

/* What waits to be talked about in this session (agenda items not taken back). */
MUST_CHECK Err cards_agenda(Ctx *cx, Req *rq, const Episode *work, const Entries *all,
                            SessionId session, AgendaLine **ret_list, size_t *ret_count);
/* Whose words: of one kind and one session, as they stand; owner zero = anyone's. */
typedef struct WordsOf { SessionId session; EntryKind kind; PersonId owner; } WordsOf;
MUST_CHECK Err cards_words(Ctx *cx, const Entries *all, const WordsOf *of, Str **ret_list,
                           size_t *ret_count);
/* Open conversations of this work. */
MUST_CHECK Err cards_talk(Ctx *cx, Req *rq, const Episode *work, TalkLine **ret_list, size_t *ret_count);
/* Whether this person was understood: what waits for their word, the newest few of it. */
MUST_CHECK Err cards_checks(Ctx *cx, Req *rq, const Episode *work, const Entries *all,
                            TalkLine **ret_list, size_t *ret_count);
/* On the therapist's pages the sentence made for the client is shown as theirs. */
Str card_they_read(Ctx *cx, const Profile *client, const Signal *s);
/* "Talk about it", "Look at it together". */
Str card_talk_button(const Signal *s);
/* Addresses of this work: "/work/ID" + what, "/work/ID/sessions/ID" + what. */
Url card_work_url(Ctx *cx, const Req *rq, const char *what);
Url card_session_url(Ctx *cx, const Req *rq, SessionId id, const char *what);
/* "You", or how the member is called. */
Str card_who(const Req *rq, const Episode *work, PersonId person);
Voice card_voice(const Episode *work, PersonId person);
#endif
