/* frame.h - what every page shares: the bar, the ways out, help, the footer, and the
 * small pieces (voices, tags, who sees this) that look the same on every screen.
 *
 * Shows only.  Whoever fills a Frame has decided already which links a person gets;
 * an empty Url or Str leaves its part out.  Must not know routes, rights or the store.
 */
#ifndef VIEWS_FRAME_H
#define VIEWS_FRAME_H
#include "base/base.h"

/* PLAIN: no navigation (welcome, sign in, errors, printed pages).  CLIENT: bar with the
 * tabs under it, phone first.  WORK: one dense bar with the tabs in it, desk first. */
typedef enum FrameKind { FRAME_PLAIN, FRAME_CLIENT, FRAME_WORK } FrameKind;

/* How much of the screen the page takes: one column of reading (READ), a column with an
 * aside (TWO), everything (WIDE). */
typedef enum FrameWidth { FRAME_READ, FRAME_TWO, FRAME_WIDE } FrameWidth;

enum { FRAME_NAV_MAX = 10 };

typedef struct NavItem {
    Str label;                /* empty ends the list */
    Url url;
    bool current;             /* this page, or the part of the site it belongs to */
} NavItem;

typedef struct CrisisLine {
    Str name;                 /* "If you might not be safe", "Northside night line" */
    Str number;               /* as people write it */
    Str hint;                 /* "day and night, free", "text too"; may be empty */
    Url call;                 /* url_tel(number) */
} CrisisLine;

typedef struct Frame {
    Str title;                /* of the page, without the product's name */
    FrameKind kind;
    FrameWidth width;
    Str lang;                 /* "en"; empty reads as "en" */
    Str dir;                  /* "ltr" or "rtl"; empty reads as "ltr" */
    Str here;                 /* this page's path: where choosing a language comes back to */

    Str nav_label;            /* names the tabs for a screen reader; empty reads as "Main" */
    NavItem nav[FRAME_NAV_MAX];

    Url home;                 /* behind the mark; empty reads as "/" */
    Str person_name;          /* who is signed in; empty = nobody */
    Str practice_name;
    Url account;              /* the person's own settings */
    Url sign_out;             /* a POST with `csrf`; empty = no button */
    Str csrf;

    Url search;               /* FRAME_WORK: a POST with `csrf`; empty = no field */
    Url leave;                /* "Leave": a neutral place outside, url_https() */
    Url help;                 /* page with all the ways to get help, open to everyone */
    Url support;              /* FRAME_CLIENT: their own support page; empty = none */
    Url safety;               /* FRAME_WORK: an answer about safety waits in this work; empty = none */
    const CrisisLine *crisis; /* the practice's numbers, most urgent first */
    size_t crisis_count;
    Str watched;              /* "Messages here are read on weekdays."; empty is fine */
    Str duty_name;            /* FRAME_WORK: on-call person, and how to reach them */
    Str duty_number;
    Url duty_call;

    Url css, font, icon, manifest;
    Url js;                   /* tandem.js; empty = the page ships no script */
    Url lens, wordings;       /* the script of the wording lens, and what it fetches; empty = none */
    bool live;                /* with `htmx`: the page takes live updates */
    Url htmx;                 /* the library with its extension for event streams, one file */

    Str flash;                /* one sentence on what was just done: "Added to Tuesday." */
    bool demo;                /* invented people: says so on the page */
} Frame;

/* Attribute values of a frame. */
Str frame_lang(const Frame *f);
Str frame_dir(const Frame *f);
Str frame_nav_label(const Frame *f);
Url frame_home(const Frame *f);
Str frame_body_class(const Frame *f);  /* "", "work" */
Str frame_wrap_class(const Frame *f);  /* "wrap", "wrap two", "wrap-wide" */
/* "#NAME" on this page.  Memory comes from the output's arena. */
Url frame_anchor(Out *o, Str name);
/* "NAME-error": where an input finds its message. */
Str frame_error_id(Out *o, Str name);

/* Whose words these are.  The colour belongs to the person, on every screen, whoever is
 * looking; the name always stands beside it. */
#define VOICES(X)             \
    X(CLIENT, "mine", "you")  \
    X(THERAPIST, "", "them")  \
    X(THIRD, "third", "third") \
    X(FOURTH, "fourth", "fourth")
typedef enum Voice {
#define X(NAME, voice_class, tag_class) VOICE_##NAME,
    VOICES(X)
#undef X
} Voice;
Str voice_class(Voice voice);
Str voice_tag_class(Voice voice);

/* A short state or sign in words. */
#define TAG_KINDS(X)        \
    X(PLAIN, "")            \
    X(OPEN, "open")         \
    X(AGREED, "agreed")     \
    X(CARE, "care")         \
    X(URGENT, "urgent")     \
    X(CLIENT, "you")        \
    X(THERAPIST, "them")
typedef enum TagKind {
#define X(NAME, css_class) TAG_##NAME,
    TAG_KINDS(X)
#undef X
} TagKind;
Str tag_class(TagKind kind);

/* Value of a line of eleven (0 to 10): nothing chosen yet. */
enum { LINE_EMPTY = -1 };
#endif
