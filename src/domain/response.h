/* response.h - one form in one person's hands: which questions it asks, in which order,
 * what comes next, and how much was answered, in words.
 * Pure: no I/O, no clock.  Three forms use it: the check-in before a session, the
 * alliance form after it, and the first questions at the beginning (intake.h).
 */
#ifndef DOMAIN_RESPONSE_H
#define DOMAIN_RESPONSE_H
#include "../measure/score.h"
#include "policy.h"

typedef enum ResponseForm { FORM_CHECK_IN, FORM_ALLIANCE, FORM_IMPORT, FORM_INTAKE, FORM_COUNT } ResponseForm;
Str form_word(ResponseForm form);             /* as stored: "check-in" */
bool form_parse_word(Str word, ResponseForm *ret_form);

/* A goal that is worked on, in the client's words. */
typedef struct AskedGoal { EntryId id; Str words; } AskedGoal;

typedef struct Question {
    Str key;                  /* of the stored answer: "phq-9/phq9", "goal/<entry id>" */
    const Definition *definition;
    size_t item;              /* into definition->items */
    Str words;                /* as asked; a goal's own words */
} Question;
typedef struct Questions { Question *list; size_t count; } Questions;

typedef enum AnswerStatus { STATUS_SKIPPED, STATUS_ANSWERED } AnswerStatus;

/* What was given to one question; notes are the person's own words beside it. */
typedef struct GivenAnswer {
    Str key;
    AnswerStatus status;
    int64_t value;            /* counts only when answered */
    Str note;
    int64_t answered_ms;
    int64_t version;          /* 1, 2, ...: how often it was changed */
} GivenAnswer;
typedef struct GivenAnswers { GivenAnswer *list; size_t count; } GivenAnswers;

/* By which versions a form asks, kept with it when it is begun: "phq-9=1.0.0 gad-7=1.1.0".  What
 * the practice asks no more (not in force) is left out of a check-in. */
Str response_asks(Arena *a, const MeasureSet *set, ResponseForm form);
/* The set as it was for a form that was asked by `measures`: measure_find() gives those versions
 * and they alone are in force; whatever else there is comes after them.  A version that this
 * program does not know is left out; "" = `set` as it stands. */
MUST_CHECK Err response_set(Ctx *cx, const MeasureSet *set, Str measures, MeasureSet *ret_set);

/* Could a check-in ask it, if the practice wants?  A client's, about themselves, and not of the
 * session that has just been. */
bool check_in_can_ask(const Definition *d);
/* Could the form after a session ask it, if the practice wants?  About what is between them, by
 * numbers alone, and without a flag: this form has its own direct question. */
bool alliance_can_ask(const Definition *d);
/* Is this version in a form today: of every practice, or chosen by this one? */
bool response_form_asks(const MeasureSet *set, const Definition *d);

/* How life has been, PHQ-9, GAD-7, one line for each goal, and what the practice chose itself.  An item that no scale
 * counts and no flag reads is not asked, nor a measure that is not in force.  `with_risk` false leaves out every measure
 * that has a risk item: nobody would be told of the answer (domain/alert.h). */
typedef enum RiskItems { RISK_LEFT_OUT, RISK_ASKED } RiskItems;
MUST_CHECK Err questions_check_in(Ctx *cx, const MeasureSet *set, const AskedGoal *goals,
                                  size_t goal_count, RiskItems risk, Questions *ret_questions);
/* Every question of every part of the beginning that is in force in `set`. */
MUST_CHECK Err questions_intake(Ctx *cx, const MeasureSet *set, RiskItems risk,
                                Questions *ret_questions);
/* The six lines and "something felt off", the client's form or the therapist's; then what the
 * practice chose for that side, while there are no more than ALLIANCE_ITEMS_MAX questions. */
enum { ALLIANCE_ITEMS_MAX = 64 };
MUST_CHECK Err questions_alliance(Ctx *cx, const MeasureSet *set, MeasureRater rater,
                                  Questions *ret_questions);
/* All items of the definitions named in the keys of `answers`, to read them again later,
 * whatever is asked today; goals in the order given. */
MUST_CHECK Err questions_of_answers(Ctx *cx, const MeasureSet *set, const GivenAnswers *answers,
                                    const AskedGoal *goals, size_t goal_count,
                                    Questions *ret_questions);

const MeasureItem *question_item(const Question *q);
/* Position of the question with this key; count when there is none. */
size_t questions_find(const Questions *questions, Str key);
/* The answer to a question; NULL while it was neither answered nor skipped. */
const GivenAnswer *answer_find(const GivenAnswers *answers, Str key);
/* The first question that was neither answered nor skipped; count when there is none. */
size_t questions_next(const Questions *questions, const GivenAnswers *answers);
size_t questions_answered(const Questions *questions, const GivenAnswers *answers);

/* Is this one of the answers the question offers?  What the browser claims is never asked. */
bool question_allows(const Question *q, Str sent, int64_t *ret_value);
/* "Choose a number, or skip this question." */
Str question_prompt(const Question *q);
/* The answer as people read it: "More than half the days", "6 (from 0, far apart, to 10, very close)". */
/* Empty where the answer is words: they are its note. */
Str answer_say(Arena *a, const Question *q, const GivenAnswer *given);

/* "You answered 18 of 21 questions. That is enough to talk." */
Str response_summary(Arena *a, Str who, size_t answered, size_t asked);

/* The key of an item, and the measure in a key. */
Str answer_key(Arena *a, Str measure, Str item);
Str answer_key_goal(Arena *a, EntryId goal);
Str answer_key_measure(Str key);              /* "goal" for goals */
bool answer_key_goal_id(Str key, EntryId *ret_goal);

/* What measure_score wants, one answer for each item (or goal) in order. */
MUST_CHECK Err response_answers(Ctx *cx, const Definition *definition, const Questions *questions,
                                const GivenAnswers *given, Answer **ret_answers, size_t *ret_count);
/* The risk flag that reads this item; NULL when none does. */
const MeasureFlag *question_risk(const Question *q);

/* May someone else's form be read?  A form is its writer's until it is sent.  A rating of
 * the alliance opens to the other side once they have sent their own for that session, so
 * that neither colours the other; after the work has ended there is nothing left to colour.
 * A client's answers are never shown to another client. */
typedef enum Shown { SHOWN_NO, SHOWN_AFTER_OWN, SHOWN_YES } Shown;
typedef struct ShownFacts {
    bool own, sent;
    bool rater_is_client, reader_is_client;
    ResponseForm form;
    bool own_sent;            /* the reader's rating of the same session */
    bool work_ended;
} ShownFacts;
Shown response_shown(const ShownFacts *facts);

#define KEY_FELT_OFF "tandem-alliance-client/x"
#define KEY_SHOW "tandem-alliance-client/x-show"
/* What a client wrote about "something felt off" reaches the therapist only with a yes. */
bool felt_off_shown(const GivenAnswers *answers);
#endif
