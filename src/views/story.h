/* story.h - chapters and passages: one's own until they are shown, and then by passage. */
#ifndef VIEWS_STORY_H
#define VIEWS_STORY_H
#include "joint.h"

/* Who in the work could read it, and who does. */
typedef struct StoryPerson { Str name, id; bool reads; } StoryPerson;
typedef struct StoryShare {
    Str id, act;                  /* "e-..."; "/work/E/joint/ID" */
    Str what;                     /* "this passage", "the name of this chapter" */
    Str readers;                  /* "Daniel"; "" = only oneself */
    const StoryPerson *people;
    size_t count;
} StoryShare;

typedef struct StoryPassage {
    Str id, begins;               /* "e-..."; its first words, for its author alone */
    Url url;
    Str who, when;                /* "Maya", "3 Nov" */
    Voice voice;
    Str readers;                  /* "" = only its author */
    Str read;                     /* "Daniel read this on 3 Nov."; may be empty */
    Str beside;                   /* "With 2 answers beside it"; may be empty */
    bool asks;                    /* somebody asks whether they understood it */
} StoryPassage;

typedef struct StoryChapter {
    JointCard card;
    StoryShare share;
    const StoryPassage *passages;
    size_t count;
} StoryChapter;

typedef struct StoryPage {
    JointForm form;
    const StoryChapter *chapters;
    size_t chapter_count;
    const StoryPassage *loose;    /* one's own of no chapter */
    size_t loose_count;
    const StoryPassage *shown;    /* by others, to whoever looks */
    size_t shown_count;
} StoryPage;

typedef struct PassagePage {
    JointForm form;
    Str title;                    /* the chapter's name, or "A passage" */
    JointCard card;
    bool own;
    Str who, when;
    Voice voice;
    StoryShare share;             /* of one's own */
    const Str *read;              /* "Daniel read this on 3 Nov, last on 5 Nov." */
    size_t read_count;
    JointCards beside;
    Url back;
} PassagePage;
/* "ID-with1": of one tick box. */
Str story_box(Out *o, const StoryShare *s, size_t nth);
/* "with1" */
Str story_with(Out *o, size_t nth);
Url story_share_act(Out *o, const StoryShare *s);
#endif
