/* mirror.h - how two people work together, counted from what both can see, as questions to talk
 * about.
 *
 * docs/mirror.md says each formula with an example.  Every count has the same value for everyone
 * who is in the work: what somebody keeps to themselves, shows to some, or took back is not in it,
 * and of what was noticed only what each side has opened by giving their own form.  There is no
 * score, nothing is added up across people, and nothing is stored.  Pure: no I/O, no clock. */
#ifndef DOMAIN_MIRROR_H
#define DOMAIN_MIRROR_H
#include "entry.h"
#include "session.h"

enum { MIRROR_SESSIONS_MAX = 20 };        /* the newest that were held */

/* One entry that everyone in the work can see: whose, and who worded it last. */
typedef struct MirrorHead {
    EntryId id;
    SessionId session;
    EntryKind kind;
    EntryState state;
    PersonId author, worded_by;
    int64_t at_ms;
} MirrorHead;
typedef struct MirrorSignal { int64_t raised_ms, addressed_ms; } MirrorSignal;  /* 0 = not yet */

typedef struct MirrorFacts {
    const Episode *work;
    const Session *session;   /* oldest first */
    size_t session_count;
    const MirrorHead *head;
    size_t head_count;
    const Entry *entry;       /* goals, checks and preferences, with their words and answers */
    size_t entry_count;
    const MirrorSignal *noticed;
    size_t noticed_count;
} MirrorFacts;

/* `part` of `whole`. */
typedef struct MirrorShare { int64_t part, whole; } MirrorShare;

typedef struct MirrorSession {
    int64_t number, at_ms;
    MirrorShare agenda;       /* topics a client put there, of all */
    MirrorShare said;         /* what a client said or named, of all that was */
    int64_t takeaways;        /* in a client's own words */
} MirrorSession;

typedef struct Mirror {
    MirrorShare agenda;       /* of the sessions below together */
    MirrorShare said;
    MirrorShare takeaways;    /* sessions that ended with words of a client, of those held */
    MirrorShare goals;        /* agreed, of those worked on now */
    MirrorShare checks;       /* answered by the one who was asked, of all that were asked */
    MirrorShare shared;       /* words a client put before everyone, of all, outside sessions */
    MirrorShare signals;      /* talked about, of what was noticed */
    bool has_first_words;
    int64_t first_words_ms;   /* the middle one of the times to first words; of two, the longer */
    MirrorShare identity;     /* members who said who they are, of client and therapist members */
    int64_t identity_ms;      /* when the last of them was said or reworded; 0 = never */
    MirrorSession session[MIRROR_SESSIONS_MAX];   /* oldest first */
    size_t session_count;
} Mirror;

void mirror_of(const MirrorFacts *facts, Mirror *ret_mirror);
/* In hundredths: 67 for 2 of 3; -1 of nothing. */
int mirror_percent(MirrorShare share);
#endif
