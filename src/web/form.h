/* form.h - what the pages of a form share: its questions as they are asked now, and its
 * scores once it is sent.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H
#include "../store/episode.h"
#include "../store/response.h"
#include "frame.h"

/* What this check-in asks: goals are those worked on now, by the words that stand.  Once it
 * is sent: what it asked then, going by its answers. */
MUST_CHECK Err form_check_in_questions(Ctx *cx, Req *rq, const Response *response,
                                       const GivenAnswers *answers, Questions *ret_questions);
/* What the first questions ask; those about safety only while somebody takes an answer up. */
MUST_CHECK Err form_intake_questions(Ctx *cx, Req *rq, const Response *response,
                                     const GivenAnswers *answers, Questions *ret_questions);
/* The questions behind answers that were given, whatever is asked today: in the words of the
 * versions that asked. */
MUST_CHECK Err form_answered_questions(Ctx *cx, Req *rq, const Response *response,
                                       const GivenAnswers *answers, Questions *ret_questions);
/* One measure's answers as measure_score() left them; nothing is stored. */
MUST_CHECK Err form_score(Ctx *cx, const Definition *definition, const Questions *questions,
                          const GivenAnswers *answers, Scores *ret_scores);
/* Close the form: scores every measure it asked, looks for what is worth talking about
 * (signals_raise.h), and stores all of it.  Reads first and writes last, so that it can be
 * worked out before its turn.  `answers` are those that stand now. */
MUST_CHECK Err form_send(Ctx *cx, Req *rq, const Response *response, const Questions *questions,
                         const GivenAnswers *answers);

/* May its answers be shown to the grant's actor?  The other's rating opens by an act of one's own
 * (page_answers.c); until then it stays shut here too, so that no list is a way around it. */
MUST_CHECK Err form_is_open(Ctx *cx, Tx *tx, const Grant *g, const Episode *work, const Response *r,
                            bool *ret_open);

/* "/work/<episode>" and a piece; with an id behind it. */
Url work_url(Arena *a, EpisodeId e, const char *piece);
Url work_url_id(Arena *a, EpisodeId e, const char *piece, Uuid id, const char *rest);
/* Whose words: "You and Daniel". */
Str you_and(Arena *a, const Episode *work, PersonId self);
#endif
