/* formulation.h - how it hangs together: sentences under headings, links, versions. */
#ifndef VIEWS_FORMULATION_H
#define VIEWS_FORMULATION_H
#include "joint.h"

typedef struct PicturePart {
    JointCard card;
    int64_t number;           /* counted down the page; the picture and the links use it */
    JointWords words;         /* those that stand, and whose they are */
    JointWords other;         /* newer ones on the table; text empty = none */
    Str with;                 /* "You and Daniel see it so."; may be empty */
    const JointWords *doubts; /* who doubts the newest words; text may be empty */
    size_t doubt_count;
    bool i_doubt;
} PicturePart;

typedef struct PictureGroup {
    Str title, prompt, slot;
    Str heading;              /* id of a heading of their own; "" = a suggested one */
    JointCard head;           /* of a heading of their own */
    const PicturePart *parts;
    size_t part_count;
    bool may_add;
} PictureGroup;

typedef struct PictureLink {
    PicturePart about;        /* its word, and who sees it so */
    int64_t from, to;         /* numbers of the sentences */
    Str from_text, to_text;
} PictureLink;

typedef struct PictureVersion {
    JointCard card;
    Str id, title;            /* "3 November, kept by Maya"; */
    Str holds;                /* "7 sentences and 4 links" */
} PictureVersion;

typedef struct PicturePage {
    JointForm form;
    Str names;
    const PictureGroup *groups;
    size_t group_count;
    const PicturePart *parts; /* all of them, as numbered */
    size_t part_count;
    const PictureLink *links;
    size_t link_count;
    Html drawing;             /* empty: nothing to draw */
    const Str *rounds;        /* "1 leads to 3, 3 leads back to 1" */
    size_t round_count;
    JointCards aside;         /* set aside for now */
    const PictureVersion *versions; /* newest first */
    size_t version_count;
    Url keep, compare;
} PicturePage;

/* What became of one sentence or link between two versions. */
typedef struct PictureChange {
    Str where;                /* "What is hard", "A link" */
    Str what;                 /* "New", "Gone", "Other words", "The same" */
    const JointPiece *pieces;
    size_t piece_count;
} PictureChange;

typedef struct PictureChoice { Str id, title; bool from, to; } PictureChoice;

typedef struct PictureCompare {
    Frame *frame;
    Url back, action;
    const PictureChoice *choices;   /* versions; the one without id is how it stands now */
    size_t choice_count;
    const PictureChange *changes, *same;
    size_t change_count, same_count;
    Str hidden;               /* what is not shown, and why; may be empty */
} PictureCompare;
#endif
