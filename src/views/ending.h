/* ending.h - questions that rest, and how the work comes to its end. */
#ifndef VIEWS_ENDING_H
#define VIEWS_ENDING_H
#include "joint.h"

/* A question left open, with what came to mind about it. */
typedef struct JointQuestion {
    JointCard card;
    JointCards thoughts;
    Str until;                    /* "2026-12-03", as the field has it; empty = not resting */
    bool mine;
} JointQuestion;
typedef struct JointQuestions { const JointQuestion *list; size_t count; } JointQuestions;

typedef struct QuestionsPage {
    JointForm form;
    Str names;
    JointQuestions open, resting, laid_down;
} QuestionsPage;

/* One question of the conversation at the end, and each one's answer. */
typedef struct PartingAnswer {
    Str id;                       /* of the element */
    Str who, said, when;          /* said: the choice in words; may be empty */
    Str text;
    Voice voice;
    bool private_;                /* its author alone reads it */
    Str act;                      /* "/work/E/joint/ID" when it is one's own and may be taken back */
} PartingAnswer;
typedef struct PartingAsk {
    Str slot, question;
    Str choice[4];
    int choice_count;
    const PartingAnswer *answer;
    size_t answer_count;
} PartingAsk;

typedef struct EndingPage {
    JointForm form;
    Str names, other;
    JointCards offers;            /* how people want to end */
    const PartingAsk *ask;
    size_t ask_count;
    bool may_record, ended;       /* record: say that the work has ended */
    Str ended_said;               /* "Our work ended on 3 December 2026." */
    Url record_end;               /* where that is sent */
    int64_t version;
    Url take;                     /* the page of the whole record; empty = not theirs */
} EndingPage;

/* Key of a field of one question. */
Str parting_key(Out *o, const char *form, const PartingAsk *a);
Url parting_act(Out *o, const PartingAnswer *a);
#endif
