/* measures.h - the administrator's page of questionnaires: what is in force since when, under
 * which licence, with which norm; and the form that installs one.  No answer of anybody. */
#ifndef VIEWS_MEASURES_H
#define VIEWS_MEASURES_H
#include "base/base.h"

typedef struct MeasureVersionShown {
    Str version, since;       /* "came with the program", "since 12 November 2026" */
    bool in_force;
} MeasureVersionShown;

typedef struct MeasureShown {
    Str id, title;
    Str state;                /* "version 1.0.0, came with the program", "not asked" */
    Str licence;              /* "Tier 1, core: may be reproduced by anyone. Pfizer Inc." */
    Str notice, languages;
    Str attested;             /* "Attested by Jo Park; contract 12, until 2027-03-31"; may be empty */
    Str norm;                 /* whom the expected course comes from, since when; empty = none */
    Str main_scale;
    bool asked;               /* a version of it is in force */
    bool skeleton;            /* its words are the clinic's to fill in */
    bool validated;
    const MeasureVersionShown *version;
    size_t version_count;
    Url fill;                 /* a skeleton: the form with its text */
} MeasureShown;

typedef struct ProblemShown { Str where, text; } ProblemShown;

typedef struct MeasuresPage {
    const MeasureShown *measure;
    size_t count;
    const ProblemShown *problem;      /* of what was sent, beside its field */
    size_t problem_count;
    Str problem_field;        /* "json" or "norm" */
    Str json, by, licence, until;     /* as typed, or as the skeleton gives it */
    Str norm_measure, norm_json;
    Url install, choose, norm;
    Str idem;
} MeasuresPage;
#endif
