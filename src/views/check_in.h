/* check_in.h - what the pages of a form show: one question, the look before sending, the
 * rating after a session, answers read again.  Everything is decided and worded already. */
#ifndef VIEWS_CHECK_IN_H
#define VIEWS_CHECK_IN_H
#include "../base/base.h"
#include "../measure/explain.h"

/* The choice that stands in a question; nothing is chosen for anyone. */
enum { NOT_CHOSEN = INT32_MIN };

typedef struct CheckInIntro {
    Url back, start;
    Str title;
    bool at_beginning;        /* the first questions, not a check-in */
    int64_t count;
    int64_t more;             /* questions after those, when they asked for few; else 0 */
    Str who, also;            /* "You and Daniel"; "see your answers." */
    Str reads;                /* when someone reads them */
    Str risk;                 /* what happens after an answer about safety; empty: not asked */
    Str until;
} CheckInIntro;

typedef struct QuestionView {
    Url back, action, review;
    Str key;
    int64_t number, count;
    Str lead, words, language;
    bool lead_first;          /* the lead belongs before the words: "... bothered by" */
    const MeasureItem *item;
    int chosen;
    Str note;
    Str who, also;
    Str until, notice, idem;
    bool last;
} QuestionView;

/* One answer as it is read, and where to change it. */
typedef struct AnswerLine {
    Str words, answer, note;
    Str mine;                 /* the reader's own answer to the same line; empty: none beside it */
    Url change;               /* empty: it was sent */
    Str change_words;         /* "Change"; "Answer" where nothing was given yet */
} AnswerLine;

typedef struct ReviewView {
    Url back, action, go_on;
    Str summary;
    Str enough;               /* why it ends before all were asked; else empty */
    Str go_on_words;          /* "Go on with question 12"; empty: everything was reached */
    Str who, also, idem;
    const AnswerLine *lines;
    size_t count;
    bool look;                /* the answers are shown at once: somebody came to correct one */
} ReviewView;

typedef struct DoneView {
    Str thanks, summary, read_when;
    Url support;              /* after an answer about safety; else empty */
    Url first, second, home;  /* empty = left out */
    Str first_words, second_words, home_words;
    Str partner;              /* "Daniel has not sent his yet ..." */
    Url compare;              /* a POST that opens the other's rating */
    Str compare_words, idem;
} DoneView;

/* One row of the rating: a statement and its five steps, or the three of "felt off". */
typedef struct RatingLine {
    Str name, words;
    const MeasureItem *item;
    int chosen;
} RatingLine;

/* One that the practice added to the form after a session. */
typedef struct RatingMore {
    Str title, lead, notice;
    RatingLine *line;
    size_t line_count;
} RatingMore;

typedef struct RatingView {
    Url back, action;
    Str title, when, lead, notice;
    Str who, also;
    RatingLine line[8];
    size_t line_count;
    RatingLine felt_off;
    const RatingMore *more;
    size_t more_count;
    bool has_note;            /* the client's form */
    Str note, show_words;
    int show;
    Str idem;
} RatingView;

typedef struct AnswerGroup {
    Str title, notice;
    const AnswerLine *lines;
    size_t count;
    Explanation score[4];     /* `sentence`: in the reader's words */
    size_t score_count;
} AnswerGroup;

typedef struct AnswersView {
    Url back;
    Str back_words, title, when, summary;
    Str who, also;
    Str missing;              /* what was not asked, and why; empty: nothing */
    const AnswerGroup *groups;
    size_t count;
    Str writer;               /* whose words the notes are */
    bool writer_is_client;
} AnswersView;

/* The other's rating, not opened yet. */
typedef struct LockedView {
    Str title, why;
    Url action;               /* POST: rate, or open it */
    Str button, idem;
    Url back;
} LockedView;
#endif
