/* brought.h - what a therapist brings to supervision: first the question, then what they fear to
 * ask, and of their own things what they choose to put beside it.
 *
 * It is the therapist's until they bring it, and again once they take it back.  The supervisor
 * reads these words, and nothing of the work.  Pure. */
#ifndef DOMAIN_BROUGHT_H
#define DOMAIN_BROUGHT_H
#include "../base/base.h"

enum { BROUGHT_TEXT_MAX = 2000 };

#define BROUGHT_STATES(X) X(MINE, "mine") X(BROUGHT, "brought") X(TALKED, "talked") X(LAID, "laid_down")
typedef enum BroughtState {
    BROUGHT_NO_STATE,
#define X(name, stored) BROUGHT_##name,
    BROUGHT_STATES(X)
#undef X
} BroughtState;
BroughtState brought_state_parse(Str s);      /* BROUGHT_NO_STATE for anything else */
Str brought_state_name(BroughtState state);

/* Does the supervisor read it while it stands so? */
bool brought_is_shown(BroughtState state);
/* May its author move it there? */
bool brought_may_become(BroughtState from, BroughtState to);
/* Words are changed only while they are nobody else's to read. */
bool brought_may_word(BroughtState state);

typedef struct Brought {
    BroughtId id;
    PersonId author, supervisor;  /* supervisor: zero until it is brought */
    EpisodeId episode;            /* the work it is about; zero = of no one work */
    BroughtState state;
    Str question, fear;           /* fear: "what I fear to ask"; may be empty */
    Str beside;                   /* of the author's own, as it stood then; may be empty */
    Str reply;                    /* the supervisor's; empty = none yet */
    Str who, about;               /* how author and client are called; filled where shown */
    int64_t version;
    int64_t created_ms, brought_ms, replied_ms;
    int64_t back_ms;              /* taken back; 0 = not */
} Brought;
#endif
