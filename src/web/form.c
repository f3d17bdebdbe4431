#include "form.h"
#include "../domain/alert.h"
#include "../store/entry.h"
#include "signals_raise.h"

enum { FORM_MEASURES_MAX = 32 };

Url work_url(Arena *a, EpisodeId e, const char *piece)
{
    return url_local(arena_printf(a, "/work/" STR_FMT "%s", STR_ARG(uuid_str(a, e.u)), piece));
}

Url work_url_id(Arena *a, EpisodeId e, const char *piece, Uuid id, const char *rest)
{
    return url_local(arena_printf(a, "/work/" STR_FMT "/%s/" STR_FMT "%s",
                                  STR_ARG(uuid_str(a, e.u)), piece, STR_ARG(uuid_str(a, id)), rest));
}

Str you_and(Arena *a, const Episode *work, PersonId self)
{
    Str others = episode_others(a, work, self);
    return others.len ? arena_printf(a, "You and " STR_FMT, STR_ARG(others)) : S("You");
}

/* Goals that are worked on, or that `answered` speaks of; in the order they were set. */
static Err goals_of(Ctx *cx, Req *rq, const GivenAnswers *answered, AskedGoal **ret_goals,
                    size_t *ret_count)
{
    Entries all;
    size_t count = 0;
    TRY(entry_list_goals(cx, rq->tx, rq->grant, req_episode(rq), &all));
    AskedGoal *goals = ARENA_ARRAY(cx->arena, AskedGoal, all.count + 1);
    if (!goals) return fail(cx, ERR_LIMIT, "request too large");
    for (size_t i = 0; i < all.count; i++) {
        const Entry *goal = &all.list[i];
        bool wanted = answered ? answer_find(answered, answer_key_goal(cx->arena, goal->id)) != NULL
                               : goal->state == ENTRY_ACTIVE;
        if (wanted) goals[count++] = (AskedGoal){ goal->id, entry_text(goal) };
    }
    *ret_goals = goals;
    *ret_count = count;
    return OK;
}

static bool risk_was_asked(const MeasureSet *set, const GivenAnswers *answers)
{
    for (size_t i = 0; i < answers->count; i++) {
        const Definition *d = measure_find(set, answer_key_measure(answers->list[i].key));
        for (size_t f = 0; d && f < d->flag_count; f++)
            if (d->flags[f].kind == FLAG_RISK) return true;
    }
    return false;
}

/* A question about risk needs someone who takes the answer up; one that was begun goes on. */
Err form_check_in_questions(Ctx *cx, Req *rq, const Response *response, const GivenAnswers *answers,
                            Questions *ret_questions)
{
    AskedGoal *goals = NULL;
    size_t count = 0;
    MeasureSet set;
    TRY(response_set(cx, rq->app->measures, response->measures, &set));
    bool risk = alert_route_works(rq->practice) || risk_was_asked(&set, answers);
    TRY(goals_of(cx, rq, response->sent ? answers : NULL, &goals, &count));
    return questions_check_in(cx, &set, goals, count, risk ? RISK_ASKED : RISK_LEFT_OUT, ret_questions);
}

Err form_intake_questions(Ctx *cx, Req *rq, const Response *response, const GivenAnswers *answers,
                          Questions *ret_questions)
{
    MeasureSet set;
    TRY(response_set(cx, rq->app->measures, response->measures, &set));
    bool risk = alert_route_works(rq->practice) || risk_was_asked(&set, answers);
    return questions_intake(cx, &set, risk ? RISK_ASKED : RISK_LEFT_OUT, ret_questions);
}

Err form_answered_questions(Ctx *cx, Req *rq, const Response *response,
                            const GivenAnswers *answers, Questions *ret_questions)
{
    MeasureSet set;
    AskedGoal *goals = NULL;
    size_t count = 0;
    TRY(goals_of(cx, rq, answers, &goals, &count));
    TRY(response_set(cx, rq->app->measures, response->measures, &set));
    return questions_of_answers(cx, &set, answers, goals, count, ret_questions);
}

Err form_score(Ctx *cx, const Definition *definition, const Questions *questions,
               const GivenAnswers *answers, Scores *ret_scores)
{
    Answer *list = NULL;
    size_t count = 0;
    TRY(response_answers(cx, definition, questions, answers, &list, &count));
    return measure_score(cx, cx->arena, definition, list, count, ret_scores);
}

/* The first question of its measure? */
static bool begins_measure(const Questions *q, size_t i)
{
    for (size_t before = 0; before < i; before++)
        if (q->list[before].definition == q->list[i].definition) return false;
    return true;
}

/* All that form_send() stores. */
typedef struct Sending { Scores scores[FORM_MEASURES_MAX]; size_t count; StoredScores rows; } Sending;

static Err score_all(Ctx *cx, const Response *r, const Questions *questions,
                     const GivenAnswers *answers, Sending *sending)
{
    for (size_t i = 0; i < questions->count; i++) {
        if (!begins_measure(questions, i)) continue;
        if (sending->count == FORM_MEASURES_MAX) return fail(cx, ERR_LIMIT, "too many measures");
        Scores *scores = &sending->scores[sending->count++];
        TRY(form_score(cx, questions->list[i].definition, questions, answers, scores));
        TRY(score_rows(cx, r, scores, &sending->rows));
    }
    return OK;
}

Err form_send(Ctx *cx, Req *rq, const Response *r, const Questions *questions,
              const GivenAnswers *answers)
{
    Noticed noticed;
    EpisodeId e = req_episode(rq);
    Sending *sending = ARENA_NEW(cx->arena, Sending);
    if (!sending) return fail(cx, ERR_LIMIT, "request too large");
    TRY(score_all(cx, r, questions, answers, sending));
    TRY(signals_find(cx, rq, r, &sending->rows, answers, &noticed));
    TRY(response_send(cx, rq->tx, rq->grant, e, r));
    for (size_t i = 0; i < sending->count; i++)
        TRY(score_save(cx, rq->tx, rq->grant, e, r, &sending->scores[i]));
    return signals_store(cx, rq->tx, rq->grant, e, &noticed);
}

Err form_is_open(Ctx *cx, Tx *tx, const Grant *g, const Episode *work, const Response *r, bool *ret_open)
{
    RatingState state;
    Shown shown;
    Response same;
    *ret_open = uuid_eq(r->person.u, grant_person(g).u);
    if (*ret_open) return OK;
    TRY(response_load(cx, tx, g, work->id, r->id, &shown, &same));
    *ret_open = shown == SHOWN_YES;
    if (r->form != FORM_ALLIANCE || work->state == EPISODE_ENDED || shown != SHOWN_YES) return OK;
    if (uuid_is_zero(r->session.u)) return OK;
    TRY(rating_state(cx, tx, g, work->id, r->session, &state));
    *ret_open = state.saw_partner;
    return OK;
}
