/* joint.h - anything people word and answer together, as one card; and its whole history. */
#ifndef VIEWS_JOINT_H
#define VIEWS_JOINT_H
#include "frame.h"
#include "lens.h"

/* Whom something is shown to can be chosen among so many. */
enum { JOINT_READERS_MAX = 8 };

typedef struct JointWords { Str who, text, when; Voice voice; } JointWords;

/* One act that changes the state: what the button says, what it sends. */
typedef struct JointAct { Str say, state; } JointAct;

/* What somebody understood of something, and whether it is what was meant. */
typedef struct JointCheck {
    Str id, act;                  /* "e-..."; "/work/E/joint/ID" */
    Str asks;                     /* "Daniel asks: did I understand you right?" */
    Str who, text;
    Voice voice;
    Str state;                    /* "Not checked yet" */
    bool unchecked, right;
    const JointWords *said;       /* "Maya said: partly"; text may be empty */
    size_t said_count;
    bool asked;                   /* the reader's own words: they answer, or have */
    bool waits, may_word;
    int64_t version;
    Url history;
    bool has_history;
} JointCheck;

typedef struct JointCard {
    Str id;                       /* of the element: "e-..." */
    Str title;                    /* the words in force, or "A goal, in two versions" */
    Str text;                     /* the words in force, else the newest */
    Str state;                    /* "Agreed", "Not settled yet" */
    Str detail;                   /* "You and Daniel said yes on 3 November."; "Waiting for Daniel." */
    Str note;                     /* "By 3 December", "Only you read this"; may be empty */
    bool alone;                   /* its author alone reads it */
    bool agreed, offers;          /* offers: it can be answered at all */
    const JointWords *table;      /* words on the table that are not in force, newest last */
    size_t table_count;
    const JointWords *went;       /* how it went, in their words */
    size_t went_count;
    bool may_answer, said_yes, may_word, may_went;
    Str rest;                     /* words under the title, where the title names a choice */
    bool may_unsay;               /* the reader said yes to the words in force, and may take it back */
    int64_t in_force;             /* the wording in force; 0 = none */
    bool waits;                   /* the reader has not answered the newest words */
    const JointAct *acts;
    size_t act_count;
    Str wording;                  /* what the field for other words begins with */
    int64_t version;              /* the newest wording */
    Str act;                      /* "/work/E/joint/ID" */
    Url history;
    bool has_history;
    const LensLine *lens;         /* about the reader's own newest words */
    size_t lens_count;
    const JointCheck *checks;     /* what others understood of it */
    size_t check_count;
    bool may_check;
} JointCard;
typedef struct JointCards { const JointCard *list; size_t count; } JointCards;

/* What every form of such a page needs. */
typedef struct JointForm {
    const Frame *frame;
    const FieldErrors *errors;
    Url add;                      /* where new ones are sent */
    Str sees;                     /* "You and Daniel" */
    Str back;                     /* "home", "brief" or "": where to go after */
    Str idem;
    bool may_write;
    Str self;                     /* the reader, to tell drafts of two people apart */
    const NavItem *pages;         /* the other pages of what we word together */
    size_t page_count;
} JointForm;

typedef struct JointGoal {
    JointCard card;
    Str why, notice;              /* "" = nobody wrote it yet */
    Str level[5];                 /* from much less (-2) to much more (+2) than hoped for */
    bool has_levels;
    int64_t reached;              /* 1..5, the level it stands at; 0 = not said */
    JointCards tasks;
} JointGoal;

typedef struct GoalsPage {
    JointForm form;
    Str names;
    const JointGoal *goals;       /* those people work on */
    size_t goal_count;
    const JointGoal *closed;      /* reached, changed or let go */
    size_t closed_count;
    JointCards tasks;             /* of no goal */
} GoalsPage;

typedef struct JointTopic {
    JointCard card;
    const JointCard *views;       /* one a member; those of who has written none are left out */
    size_t view_count;
    JointCards shared;            /* words both could say */
    bool has_mine;
} JointTopic;

typedef struct TopicsPage {
    JointForm form;
    Str names;
    const JointTopic *topics;
    size_t topic_count;
} TopicsPage;

/* One wording against the one it was written on. */
typedef enum JointChange { CHANGE_KEPT, CHANGE_GONE, CHANGE_NEW } JointChange;
typedef struct JointPiece { JointChange change; Str text; } JointPiece;
typedef struct JointStep {
    Str who, when;
    Voice voice;
    Str number;                   /* "Version 2, written on version 1" */
    const JointPiece *pieces;
    size_t piece_count;
    const JointWords *said;       /* "Daniel said yes"; text may be empty */
    size_t said_count;
} JointStep;
typedef struct JointHistory {
    Str title;
    Url back;
    const JointStep *steps;       /* newest first */
    size_t step_count;
} JointHistory;

/* A form that was not finished, on a page of its own: what was typed and chosen is kept. */
typedef struct JointKept { Str name, value; } JointKept;
typedef struct JointAgain {
    const LensLine *lens;
    size_t lens_count;
    Str field, text;
    Url back;
    JointKept kept[12];
    size_t kept_count;
    Str idem;
} JointAgain;

/* "Somewhat more than hoped for": steps 0..4 of goal attainment scaling. */
Str joint_level_said(int step);
/* The entry's id without the element's prefix. */
Str joint_bare_id(const JointCard *c);
/* The field that holds the reader's own draft of `name`, named so that a browser two people
 * share never brings back the words of the other. */
Str joint_keep(Out *o, const JointForm *f, Str name);
/* "/work/E/joint/ID/words" and the like. */
Url joint_act(Out *o, const JointCard *c, const char *act);
/* Key of a field of this card's form, and of the submission. */
Str joint_key(Out *o, const char *form, const JointCard *c);
Url joint_check_act(Out *o, const JointCheck *k, const char *act);
Str joint_check_key(Out *o, const char *form, const JointCheck *k);
Str joint_idem(Out *o, const JointForm *f, const char *form, Str id);
#endif
