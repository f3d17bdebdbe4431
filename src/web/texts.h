/* texts.h - every word of one piece of work that its reader may read, one after another, with
 * where it stands.
 *
 * Made of the same store functions as the pages, with the Grant of that piece of work: what they
 * do not hand out does not exist here.  Left out on purpose: safety answers, whose opening is an
 * act of its own, and what was taken back. */
#ifndef WEB_TEXTS_H
#define WEB_TEXTS_H
#include "../store/entry.h"
#include "form.h"

typedef struct WorkText {
    Str kind;                 /* "A goal", "A check-in" */
    Str text;
    PersonId who;
    int64_t at_ms;
    Url place;
    bool past;                /* other words came since */
    Action reading;           /* what its author was promised the log would tell: STORY_READ ...; */
    EntryId read;             /* and of which passage or conversation; zero = nothing */
} WorkText;

typedef struct TextsOf {
    Tx *tx;
    const Grant *grant;
    const Episode *work;
    Err (*each)(Ctx *cx, const WorkText *text, void *arg);
    void *arg;
    bool stop;                /* set by `each`: enough */
    bool cut;                 /* out: the oldest were left out */
    size_t count;             /* out: how many were handed over */
} TextsOf;
MUST_CHECK Err texts_of_work(Ctx *cx, TextsOf *of);
/* Where an entry is shown; `all` holds what it may stand under. */
Url texts_place(Arena *a, EpisodeId work, const Entries *all, const Entry *e);
#endif
