/* response.h - forms people fill in: opened, answered one by one, sent; and their scores.
 *
 * Every answer is saved when it is given; what it replaced stays in the history.  A form
 * is its writer's alone until it is sent.  Whoever left the work reads what was sent until then.
 */
#ifndef STORE_RESPONSE_H
#define STORE_RESPONSE_H
#include "../access/grant.h"
#include "../domain/response.h"
#include "db.h"

typedef struct Response {
    ResponseId id;
    PersonId person;          /* who answers */
    SessionId session;        /* before or after which session; zero = none */
    ResponseForm form;
    bool sent;
    int64_t saw_partner_ms;   /* when this rater first opened the other's rating; 0 = not yet */
    int64_t opened_ms, sent_ms;
    int64_t version;
    Str measures;             /* the versions it asks by: response_set() (domain/response.h) */
} Response;

/* --- one's own form ------------------------------------------------------------ */
/* The actor's form for this session, opened now unless there is one already, sent or not.  One
 * that is opened now asks by the versions in force in `set` until it is sent. */
MUST_CHECK Err response_begin(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SessionId session,
                              ResponseForm form, const MeasureSet *set, Response *ret_response);
/* ERR_MISSING unless it is the actor's own. */
MUST_CHECK Err response_own(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId id,
                            Response *ret_response);
/* This person's newest form of that kind for the session; *ret_found false: none yet.
 * Somebody else's only when it was sent. */
MUST_CHECK Err response_for(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId person,
                            ResponseForm form, SessionId session, bool *ret_found,
                            Response *ret_response);
/* This person's newest form of that kind that is not sent yet. */
MUST_CHECK Err response_open_for(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId person,
                                 ResponseForm form, bool *ret_found, Response *ret_response);

/* Save one answer of the actor's own open form.  The same answer again changes nothing.
 * ERR_CONFLICT once it is sent.  *ret_before (may be NULL): what stood there until now. */
MUST_CHECK Err answer_save(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Response *r,
                           const GivenAnswer *given, Answer *ret_before);
/* ERR_CONFLICT when it was sent before. */
MUST_CHECK Err response_send(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Response *r);
/* The actor opened the other side's rating for the first time: noted on their own. */
MUST_CHECK Err response_saw_partner(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e,
                                    const Response *own);

/* --- reading --------------------------------------------------------------------- */
/* *ret_shown says whether the grant's actor may read its answers (domain/response.h);
 * ERR_MISSING when they may not know of it. */
MUST_CHECK Err response_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId id,
                             Shown *ret_shown, Response *ret_response);
/* The actor's own form with its answers and notes: one reading less than both apart. */
MUST_CHECK Err answers_own(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseId id,
                           Response *ret_response, GivenAnswers *ret_answers);
/* The answers with their notes.  Call it for what response_own or response_load showed;
 * the notes a client kept from their therapist do not come along.  ERR_DENIED otherwise. */
MUST_CHECK Err answers_load(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Response *r,
                            GivenAnswers *ret_answers);
/* Sent forms of the episode, newest first, at most `limit`. */
typedef struct Responses { Response *list; size_t count; } Responses;
MUST_CHECK Err response_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, ResponseForm form,
                             int64_t limit, Responses *ret_list);

/* How far the two are with the form after a session. */
typedef struct RatingState {
    bool client_sent, therapist_sent;
    bool own_found, own_sent;
    ResponseId own;
    bool partner_found;       /* the other side's, sent */
    ResponseId partner;
    bool saw_partner;
} RatingState;
MUST_CHECK Err rating_state(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, SessionId session,
                            RatingState *ret_state);

/* --- scores -------------------------------------------------------------------------- */
typedef struct StoredScore {
    ResponseId response;
    PersonId person;
    SessionId session;
    Str measure, measure_version, scale;
    double score;             /* as read: prorated and multiplied where the definition says so */
    int64_t missing;
    bool prorated;
    bool imported;
    int64_t at_ms;
} StoredScore;
typedef struct StoredScores { StoredScore *list; size_t count; } StoredScores;

/* The rows that score_save() makes of it, added to *into; the form's own time is now. */
MUST_CHECK Err score_rows(Ctx *cx, const Response *r, const Scores *s, StoredScores *into);
/* Every scale that has a score. */
MUST_CHECK Err score_save(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Response *r,
                          const Scores *scores);
/* One scale through time, oldest first.  Ratings of the alliance by the other side are left
 * out, in the query, until the actor has sent their own for that session. */
MUST_CHECK Err score_list(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Str measure, Str scale,
                          StoredScores *ret_scores);
/* The actor's own, every scale, oldest first. */
MUST_CHECK Err score_own(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, StoredScores *ret_scores);
/* A client's own by check-in or import, by measure and scale, for somebody they show them to.
 * Needs SHARED. */
MUST_CHECK Err score_shown(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId client,
                           StoredScores *ret_scores);
MUST_CHECK Err score_of_response(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, const Response *r,
                                 StoredScores *ret_scores);

/* --- for the safety answer ------------------------------------------------------------ */
/* What this person gave to one item before, newest first, at most 50: answers that stand
 * and answers that were changed. */
typedef struct EarlierAnswer { ResponseId response; AnswerStatus status; int64_t value, at_ms; bool changed; } EarlierAnswer;
typedef struct EarlierAnswers { EarlierAnswer *list; size_t count; } EarlierAnswers;
MUST_CHECK Err answers_earlier(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, PersonId person,
                               Str key, EarlierAnswers *ret_answers);
/* The form an alert of this episode points to, sent or not, with its answers.  Needs
 * RESPONSE and ALERT. */
MUST_CHECK Err response_of_alert(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, AlertId alert,
                                 bool *ret_found, Response *ret_response,
                                 GivenAnswers *ret_answers);

/* Sent ratings of everybody who is a client here, of sessions up to this one's number: for the
 * rule about splits alone, which tells the people of a work nothing of each other.  Needs SCORE. */
typedef struct ClientRating { PersonId person; int64_t session_number; double score; Str version; } ClientRating;
typedef struct ClientRatings { ClientRating *list; size_t count; } ClientRatings;
MUST_CHECK Err score_of_clients(Ctx *cx, Tx *tx, const Grant *g, EpisodeId e, Str measure, Str scale,
                                int64_t up_to_number, ClientRatings *ret_ratings);
extern const Query *const response_queries[];
#endif
