/* sharing.h - who can see what: the client's page, the form, the last look before it counts,
 * and the page of the one who is shown something. */
#ifndef VIEWS_SHARING_H
#define VIEWS_SHARING_H
#include "frame.h"

/* --- what is shown, as who looks reads it --- */
typedef struct ShownLine { Str text, detail; } ShownLine;
typedef struct ShownPart {
    Str id, title, hint;
    const ShownLine *lines;
    size_t count;             /* 0: there is nothing of it yet */
    bool table;               /* numbers: a line is a date and a score */
} ShownPart;
typedef struct ShownParts { ShownPart *list; size_t count; } ShownParts;

/* --- one person who sees something --- */
typedef struct SharingCard {
    Str id, name, about;      /* "GP, Harbour Clinic. You let them see this since 3 November." */
    Str sees[8], not[8];
    size_t sees_count, not_count;
    Str why, until, looked;
    bool ends_soon;
    Str act;                  /* "/work/E/sharing/ID" */
    Url open;                 /* the signed form and a look as they see it */
    bool member;              /* is in the work: cannot be stopped here */
} SharingCard;

/* Who supervises somebody they work with, and what that opens: nothing. */
typedef struct SharingSupervision {
    Str id, name, therapist;      /* "Helen Adeyemi"; "Daniel" */
    Str therapist_id, since, looked;
    bool refused;
} SharingSupervision;

typedef struct SharingPage {
    const Frame *frame;
    Str count_said;           /* "Two people can see some of your things." */
    const SharingCard *now;
    size_t now_count;
    const SharingCard *ended;
    size_t ended_count;
    Str other;                /* "Daniel" */
    const SharingSupervision *supervision;
    size_t supervision_count;
    Url supervision_answer;
    Url add, log, print, story;
    const ShownLine *looks;   /* the newest of who looked */
    size_t look_count;
    Str idem;
} SharingPage;

typedef struct SharingChoice {
    Str name, say, hint;      /* "goals"; in words; what that is, with how much there is today */
    bool chosen;
} SharingChoice;

typedef struct SharingForm {
    const Frame *frame;
    const FieldErrors *errors;
    Url action, back;
    Str idem;
    Str who, what, where, email, to, until, day, why, signed_as;
    SharingChoice part[8];
    size_t part_count;
    Str self;                 /* how the client is called to them */
} SharingForm;

typedef struct SharingSummary {
    SharingForm form;         /* sent again with the signature */
    Str sentence;             /* "Dr Alan Reid will read ... until 24 February 2027." */
    const Str *lines;         /* of the form that is signed */
    size_t line_count;
    ShownParts shown;
} SharingSummary;

typedef struct SharingOne {
    const Frame *frame;
    SharingCard card;
    const Str *lines;
    size_t line_count;
    Str hash;                 /* SHA-256 of what was signed */
    bool in_force;
    ShownParts shown;
    Url back;
    Str idem;
} SharingOne;

/* --- for who is shown something --- */
typedef struct ShownPerson { Str name, what; Url url; } ShownPerson;
typedef struct ShownListPage { const Frame *frame; const ShownPerson *list; size_t count; } ShownListPage;
typedef struct ShownPage {
    const Frame *frame;
    Str name, terms;          /* "Until 24 February 2027. ..." */
    ShownParts shown;
    Url back;
} ShownPage;
Url sharing_stop_url(Out *o, const SharingCard *c);
#endif
