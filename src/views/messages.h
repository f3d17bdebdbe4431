/* messages.h - conversations between the people of one piece of work. */
#ifndef VIEWS_MESSAGES_H
#define VIEWS_MESSAGES_H
#include "frame.h"
#include "joint.h"

/* Somebody a conversation can be begun with. */
typedef struct MessagePerson { Str name, id; bool ticked; } MessagePerson;

typedef struct ThreadLine {
    Str title, with;              /* "The new time"; "Daniel and Lena" */
    Str last;                     /* "Last: Daniel, yesterday at 17:40" */
    Url url;
    bool fresh;                   /* somebody else wrote since one opened it */
} ThreadLine;

/* What every page of messages says and needs. */
typedef struct MessageForm {
    const Frame *frame;
    const FieldErrors *errors;
    Url add;                      /* where what is written here goes */
    const Str *reach;             /* "Daniel reads messages Monday to Friday, 09:00 to 17:00 ..." */
    size_t reach_count;
    Str sees;                     /* "You and Daniel" */
    Str idem, keep;               /* keep: names the draft, by reader and place */
    Url reach_own;                /* where one says when one reads */
    bool reach_asked;             /* one has not said it yet */
    bool may_write;
} MessageForm;

typedef struct MessagesPage {
    MessageForm form;
    const ThreadLine *threads;
    size_t thread_count;
    const MessagePerson *people;  /* more than one: they are ticked */
    size_t person_count;
    Url back;                     /* home or brief */
    Str back_said;
} MessagesPage;

typedef struct MessageLine {
    Str id, act;                  /* "e-..."; "/work/E/joint/ID/state" */
    Str who, when, text;
    Voice voice;
    bool own, gone;               /* gone: taken back */
    bool may_unsay;
    const Str *opened;            /* "Daniel opened this on Tuesday 24 November at 10:30." */
    size_t opened_count;
    Str say;                      /* read out when it arrives */
    Str idem;
} MessageLine;

typedef struct ThreadPage {
    MessageForm form;
    Str title;
    const MessageLine *lines;
    size_t line_count;
    bool alone;                   /* nobody else reads this any more */
    Url live, events, back;
} ThreadPage;
/* "with1" ...: as of passages (story.h). */
Str message_with(Out *o, size_t nth);
Url message_act(const MessageLine *m);
#endif
