/* measures.h - the administrator's page of questionnaires: what is in force since when, under
 * which licence, with which norm; and the form that installs one.  No answer of anybody. */
#ifndef VIEWS_MEASURES_H
#define VIEWS_MEASURES_H
#include "base/base.h"
#include "measure/definition.h"

typedef struct MeasureVersionShown {
    Str version, since;       /* "came with the program", "since 12 November 2026" */
    Str attested;             /* "by Jo Park; contract 12, until 2027-03-31"; may be empty */
    bool in_force;
    bool can_ask;             /* in force, in no form, and one could ask it */
    bool after;               /* the form after a session, not the check-in */
} MeasureVersionShown;

/* In a form today; ready, and in none; waiting for the words of a licensed clinic. */
typedef enum MeasureGroup { MEASURE_ASKED, MEASURE_READY, MEASURE_SKELETON, MEASURE_GROUPS } MeasureGroup;

typedef struct MeasureShown {
    Str id, title;
    Str state;                /* "version 1.0.0, came with the program", "not asked" */
    Str licence;              /* "Tier 1, core: may be reproduced by anyone. Pfizer Inc." */
    Str notice, languages;
    Str attested;             /* "Attested by Jo Park; contract 12, until 2027-03-31"; may be empty */
    Str norm;                 /* whom the expected course comes from, since when; empty = none */
    Str main_scale;
    MeasureGroup group;
    Str form;                 /* "in every check-in"; "in no form" */
    bool validated;
    const MeasureVersionShown *version;
    size_t version_count;
    Url fill;                 /* it has a skeleton: the page that gives it words; else empty */
} MeasureShown;

typedef struct MeasureList { const MeasureShown *list; size_t count; } MeasureList;

typedef struct ProblemShown { Str where, text; } ProblemShown;

typedef struct MeasuresPage {
    MeasureList group[MEASURE_GROUPS];
    Str find;                 /* of the skeletons only those whose name has this; empty: all */
    size_t skeleton_count;    /* of all */
    const ProblemShown *problem;      /* of what was sent, beside its field */
    size_t problem_count;
    Str problem_field;        /* "json" or "norm" */
    Str json, by, licence, until;     /* as typed, or as the skeleton gives it */
    Str norm_measure, norm_json;
    Url install, choose, norm, here;
    Str idem;
} MeasuresPage;

/* --- completing a skeleton, question by question ------------------------------------------ */

typedef struct CompleteField {
    Str name;                 /* of the field; its id as well */
    Str label, value;
} CompleteField;

typedef struct CompleteSet {  /* answers that several questions share */
    Str legend;               /* "Answers of questions 1 to 5" */
    const CompleteField *label;
    size_t count;
} CompleteSet;

typedef struct CompleteItem {
    CompleteField text;
    Str about;                /* "Counted the other way round."; may be empty */
    CompleteField own;        /* answers of this question alone; no name: it has none */
} CompleteItem;

typedef struct CompletePage {
    Str id, title;            /* of the skeleton */
    Str licence, source;      /* its terms, and where its numbers come from */
    const CompleteField *head, *attested;
    size_t head_count, attested_count;
    CompleteField lead, notice;
    const CompleteSet *set;
    size_t set_count;
    const CompleteItem *item;
    size_t item_count;
    const Definition *look;   /* it is good: shown as it will be asked; else NULL */
    const Str *score;         /* "Total: the sum of 5 questions, 0 to 40, ..." */
    size_t score_count;
    bool possible;            /* false: too little is known of it, its text wants to be edited */
    Url action, back, as_text;
    Str idem;
} CompletePage;
#endif
