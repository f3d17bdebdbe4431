/* papers.h - the documents of a work, one of them, and what the practice offers.  Everything
 * is worded already. */
#ifndef VIEWS_PAPERS_H
#define VIEWS_PAPERS_H
#include "../domain/paper.h"
#include "joint.h"

/* --- the list ----------------------------------------------------------------------------- */
typedef struct PaperLine {
    Str id, title, kind;          /* "e-..."; "Treatment agreement", "" when the title says it */
    Url url;
    Str state;                    /* "Waits for you", "You signed it" */
    TagKind tag;
    Str detail;                   /* "Put here by Daniel on 3 Nov. Daniel signed it." */
} PaperLine;

typedef struct PaperChoice { Str id, title; } PaperChoice;

typedef struct DocumentsPage {
    JointForm form;
    Str names;
    const PaperLine *papers;
    size_t paper_count;
    const PaperChoice *choices;   /* what the reader could put there */
    size_t choice_count;
    bool may_send;
    Url send;
    Str intake;                   /* "Nobody has answered them."; empty: there are none */
    const PaperLine *intakes;     /* those that were sent: title, url, detail */
    size_t intake_count;
    Url intake_begin;             /* a POST; empty = none */
    Str intake_begin_words;
} DocumentsPage;

/* --- one paper ------------------------------------------------------------------------------ */
typedef struct PaperSaid {
    Str who, said, when, words;   /* "Maya", "signed it", "3 November 2026 at 10:30" */
    Voice voice;
    Str name, drawn, intent;      /* of a signature */
    Str hash;
    bool holds;                   /* the text is the one that was answered */
} PaperSaid;

typedef struct PaperPage {
    const Frame *frame;
    const FieldErrors *errors;
    Str title, from;              /* "Version 2 of the text of Northside, put here by ..." */
    Str sees;
    const PaperBlock *blocks;
    size_t block_count;
    const PaperSaid *said;
    size_t said_count;
    Str waits;                    /* "Daniel has not answered."; may be empty */
    bool may_sign, may_no, may_not_now, may_withdraw, laid_aside;
    bool may_lay_aside;
    Url sign, answer, withdraw, state, back, copy, check, text, pdf;
    Str intent, hash, idem;
    Str name, drawn, words;       /* as typed, after an error */
    bool starting_point, gaps;    /* gaps: "[...]" is left to fill in */
} PaperPage;

typedef struct PaperCheckPage {
    const Frame *frame;
    Str title, hash;
    bool opens;                   /* false: the stored text was changed or damaged */
    const PaperSaid *said;
    size_t said_count;
    bool all_hold;
    Url back, text;
} PaperCheckPage;

/* --- what the practice offers ----------------------------------------------------------------- */
typedef struct TextLine {
    Str id, title, kind, detail;  /* "Fee agreement", "" when the title says it; "Version 3, by Jo on 3 Nov" */
    bool offered, at_intake, starting_point, gaps;
    Url edit, set;
} TextLine;
typedef struct TextStart { Str title; Url url; } TextStart;
typedef struct TextsPage {
    const TextLine *lines;
    size_t count;
    const TextStart *starts;
    size_t start_count;
    Url fresh, intake;
    Str idem;
} TextsPage;

typedef struct TextKind { Str id, said; bool chosen; } TextKind;
typedef struct TextPage {
    Url action, back;
    Str heading, title, text, idem, lead;
    int64_t version;              /* the one that is being changed; 0 = a new text */
    const TextKind *kinds;        /* only of a new text */
    size_t kind_count;
    const TextLine *earlier;      /* its versions, newest first */
    size_t earlier_count;
    bool starting_point;
} TextPage;
/* --- what belongs to the beginning --------------------------------------------------------------- */
enum { BEGINNING_MAX = 20 };
typedef struct BeginningPart { Str name, id, title, detail; bool chosen; } BeginningPart;
typedef struct BeginningPage {
    const BeginningPart *texts, *parts;
    size_t text_count, part_count;
    int64_t version;
    Str idem;
} BeginningPage;

/* The key of one of several forms of a page. */
Str papers_key(Out *o, Str idem, const char *form, Str id);
#endif
