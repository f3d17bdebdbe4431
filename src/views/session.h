/* session.h - what the session page and the page to take home show.
 *
 * Whoever fills it has decided already: what may be done is a flag, names and times are
 * text.  An empty Str leaves its part out.  Must not know routes, rights or the store.
 */
#ifndef VIEWS_SESSION_H
#define VIEWS_SESSION_H
#include "domain/agenda.h"
#include "domain/prompts.h"
#include "domain/session.h"
#include "frame.h"

/* One wording, as somebody's. */
typedef struct SessionWords {
    Str who, text, when;
    Voice side;
    int64_t version;
    bool mine;
} SessionWords;

/* One answer: "Maya said yes"; words may be empty. */
typedef struct SessionSaid {
    Str who, did, words, when;
    Voice side;
} SessionSaid;

typedef struct SessionItem {
    const Entry *e;
    Str id, text;
    Str who;                      /* its author */
    Voice side;
    bool mine;
    Str doer;                     /* whose step or takeaway: "Maya", "Both of you" */
    Voice doer_side;
    Str note;                     /* "Talking now, 15 minutes" */
    Str say;                      /* read out when it arrives from someone else */
    bool may_word;
    bool may[ENTRY_STATE_COUNT];  /* become this */
    bool may_answer, may_tell;    /* yes and not now; how it went */
    bool split, settled, said_yes;
    bool can_keep_both;           /* another's earlier wording could stand beside this one */
    bool both_kept;               /* they chose to let both stand */
    Str waits_for;                /* "Daniel": whose yes is not there yet */
    Str changed;                  /* "Maya changed this at 10:49." */
    Str theirs;                   /* whose words a split offers besides one's own */
    bool has_mine;
    const SessionWords *stand, *before;
    size_t stand_count, before_count;
    const SessionSaid *said;      /* newest of each person, on the newest wording; steps: all */
    size_t said_count;
} SessionItem;
typedef struct SessionItems { const SessionItem *list; size_t count; } SessionItems;

/* One member's voices. */
typedef struct SessionGroup { Str who; Voice side; SessionItems items; } SessionGroup;

typedef struct SessionHere { Str text; Voice side; } SessionHere;

/* What was typed into a form that was not finished: the form's key, its words. */
typedef struct SessionTyped { Str form, text, minutes; } SessionTyped;

typedef struct SessionView {
    const Frame *frame;
    const FieldErrors *errors;    /* fields are the inputs' ids on this page */
    SessionTyped typed;
    Str lost;                     /* typed words whose form is gone: shown to be copied */
    Str base;                     /* "/work/E/sessions/S" */
    Str idem;
    const Session *session;
    Str names, others;            /* "Maya and Daniel", "Daniel" */
    Str sees;                     /* "You and Daniel" */
    Str when;                     /* "Tuesday 24 November at 10:30, 50 minutes" */
    Str until;                    /* "11:20" while open */
    Str left;                     /* "28 minutes left" while open */
    int64_t ends_ms, now_ms;
    Str state;                    /* "Ended at 11:21.", "Cancelled"; empty when planned or open */
    const SessionHere *here;
    size_t here_count;
    const Str *asked;             /* what somebody asked for that this page follows */
    size_t asked_count;
    Url preferences, pace;
    const Prompts *questions;     /* to pick from */
    const Prompts *lists;         /* of topics to begin with */
    Str planned;                  /* "These come to 45 of your 50 minutes."; empty: none has minutes */
    bool exploring;               /* they agreed to explore without tasks for now */
    bool may_write;
    bool may_open, may_end, may_reopen;
    bool adds_agenda, adds_middle, adds_end;
    SessionItems agenda, sentences, markers, takeaways, steps, back;
    SessionItems before;          /* steps of the session before this one */
    Url before_page;
    const SessionGroup *voices;
    size_t voice_count;
    bool takeaways_mine;          /* the viewer is whose takeaways these are */
    Str taker;                    /* "Maya": whose takeaways these are */
    bool taker_wrote;             /* they have one in their own words */
    Url rate;                     /* empty: no form after the session for this person */
    Url sessions;
} SessionView;

/* Addresses on this page. */
Url session_at(Out *o, const SessionView *v, const char *rest);
Url session_act(Out *o, const SessionView *v, const SessionItem *item, const char *act);
/* One page has many forms: each gets a key of its own. */
Str session_idem(Out *o, const SessionView *v, const char *form, Str id);
/* "words-ID": names a form, its field and the messages about it. */
Str session_key(Out *o, const char *form, Str id);
/* What was typed into this form, else `otherwise`. */
Str session_typed(const SessionView *v, Str form, Str otherwise);
bool session_is_typed(const SessionView *v, Str form);
/* The colour of a member: clients and therapists have theirs, others one of two more. */
Voice session_voice(const Episode *work, PersonId person);

/* The page to take home. */
typedef struct TakeHomeView {
    const Frame *frame;
    Str title, when;              /* "Session 7, Maya and Daniel", "Tuesday 24 November" */
    Str sees;
    SessionItems talked, takeaways, steps, sentences, markers;
    Str next_when;                /* "Tuesday 1 December at 10:30"; empty: not planned */
    Url session;
    Str made;                     /* "24 November 2026" */
} TakeHomeView;
#endif
