/* entry.h - one thing put on the table by one member, and the rules it lives by.
 *
 * An agenda item, a voice, a sentence both could say, a marker, a takeaway, a next step, a
 * goal.  Its words are wordings: numbered from 1, never changed, never removed.  People
 * answer one wording; "settled" is derived from the answers and set by nobody.
 *
 * Two people who write at the same time both keep their words: the wordings from `split`
 * to the newest then stand side by side until somebody picks.  Pure: no I/O, no clock.
 */
#ifndef DOMAIN_ENTRY_H
#define DOMAIN_ENTRY_H
#include "episode.h"
#include "paper.h"

/* name, stored as, first state, who may word it, what may be answered, writing is a yes,
 * what it may stand under (KIND_BIT(NO_KIND): nothing), the slots it may stand in.
 *
 * Of a session: agenda .. step.  The others belong to the work as a whole; `parent` says
 * what an entry stands under (a view under its topic, a task under its goal).  What may stand
 * nowhere, not even alone, is put there by a page of its own. */
#define KIND_BIT(name) (UINT64_C(1) << ENTRY_##name)
#define ALONE KIND_BIT(NO_KIND)
#define PARTING_SLOTS "planned decided talked helped hindered keep unsaid"    /* parting.h */
#define BOUNDARY_SLOTS "contact time gift touch told dual online other"       /* boundary.h */
#define ENTRY_KINDS(X)                                                                    \
    X(AGENDA, "agenda", WAITING, WORDED_BY_ANYONE, 0, false, ALONE, "")                   \
    X(VOICE, "voice", SAID, WORDED_BY_AUTHOR, 0, false, ALONE, "")                        \
    X(SENTENCE, "sentence", OPEN, WORDED_BY_ANYONE, ANSWERS_OFFER, true, ALONE, "")       \
    X(MARKER, "marker", SAID, WORDED_BY_AUTHOR, 0, false, ALONE, "")                      \
    X(TAKEAWAY, "takeaway", OFFERED, WORDED_BY_OWNER, 0, false, ALONE, "")                \
    X(STEP, "step", OFFERED, WORDED_BY_OWNER, ANSWER_BIT(WENT), false, ALONE, "")         \
    X(GOAL, "goal", ACTIVE, WORDED_BY_ANYONE, ANSWERS_OFFER, true, ALONE, "")             \
    X(TASK, "task", ACTIVE, WORDED_BY_ANYONE, ANSWERS_OFFER | ANSWER_BIT(WENT), true,     \
      ALONE | KIND_BIT(GOAL), "")                                                         \
    X(ABOUT, "about", SAID, WORDED_BY_AUTHOR, 0, false, KIND_BIT(GOAL),                   \
      "why notice level1 level2 level3 level4 level5")                                    \
    X(TOPIC, "topic", OPEN, WORDED_BY_AUTHOR, 0, false, ALONE, "")                        \
    X(VIEW, "view", SAID, WORDED_BY_AUTHOR, 0, false, KIND_BIT(TOPIC), "")                \
    X(SHARED, "shared", OPEN, WORDED_BY_ANYONE, ANSWERS_OFFER, true, KIND_BIT(TOPIC), "") \
    X(QUESTION, "question", OPEN, WORDED_BY_AUTHOR, 0, false, ALONE, "")                  \
    X(THOUGHT, "thought", SAID, WORDED_BY_AUTHOR, 0, false, KIND_BIT(QUESTION), "")       \
    X(ENDING, "ending", ACTIVE, WORDED_BY_ANYONE, ANSWERS_OFFER, true, ALONE, "")         \
    X(PARTING, "parting", SAID, WORDED_BY_AUTHOR, 0, false, ALONE, PARTING_SLOTS) \
    X(HEADING, "heading", OPEN, WORDED_BY_ANYONE, 0, false, ALONE, "")                    \
    X(PART, "part", OPEN, WORDED_BY_ANYONE, ANSWER_BIT(YES) | ANSWER_BIT(NO), true,       \
      ALONE | KIND_BIT(HEADING), "hard matters keeps helps unknown free")                 \
    X(LINK, "link", OPEN, WORDED_BY_AUTHOR, ANSWER_BIT(YES) | ANSWER_BIT(NO), true,       \
      KIND_BIT(PART), "")                                                                 \
    X(SNAPSHOT, "snapshot", OPEN, WORDED_BY_NOBODY, ANSWERS_OFFER, true, 0, "")           \
    X(PREFERENCE, "preference", SAID, WORDED_BY_AUTHOR, 0, false, 0,                      \
      "lead pace feedback questions reminder learned address access language identity")             \
    X(CHAPTER, "chapter", SAID, WORDED_BY_AUTHOR, 0, false, ALONE, "")                    \
    X(PASSAGE, "passage", SAID, WORDED_BY_AUTHOR, 0, false, ALONE | KIND_BIT(CHAPTER), "") \
    X(BESIDE, "beside", SAID, WORDED_BY_AUTHOR, 0, false, KIND_BIT(PASSAGE), "")          \
    X(CHECK, "check", SAID, WORDED_BY_AUTHOR, ANSWERS_OFFER | ANSWER_BIT(PARTLY), false,  \
      KIND_BIT(GOAL) | KIND_BIT(TASK) | KIND_BIT(TOPIC) | KIND_BIT(VIEW)                  \
      | KIND_BIT(SHARED) | KIND_BIT(PASSAGE), "")                                         \
    X(THREAD, "thread", OPEN, WORDED_BY_NOBODY, 0, false, 0, "")                          \
    X(MESSAGE, "message", SAID, WORDED_BY_NOBODY, 0, false, 0, "")                        \
    X(TIMES, "times", OPEN, WORDED_BY_NOBODY, ANSWER_BIT(NO), false, 0, "")               \
    X(TIME, "time", SAID, WORDED_BY_NOBODY, 0, false, 0, "")                              \
    X(CALLED_OFF, "called_off", SAID, WORDED_BY_NOBODY, 0, false, 0, "")              \
    X(PAPER, "paper", OPEN, WORDED_BY_NOBODY, 0, false, 0, PAPER_SLOTS)                   \
    X(LEARNED, "learned", SAID, WORDED_BY_AUTHOR, 0, false, ALONE | KIND_BIT(GOAL), "")   \
    X(READINESS, "readiness", SAID, WORDED_BY_AUTHOR, 0, false, 0,                        \
      "different important sure lower way help")                          /* pace.h */    \
    X(PACE, "pace", ACTIVE, WORDED_BY_ANYONE, ANSWERS_OFFER, true, 0, "")                 \
    X(ROLE, "role", ACTIVE, WORDED_BY_ANYONE, ANSWERS_OFFER, true, 0,                     \
      "therapist coach supervisor consultant")                            /* role.h */    \
    X(CROSSING, "crossing", SAID, WORDED_BY_AUTHOR, 0, false, 0, BOUNDARY_SLOTS)          \
    X(REMARK, "remark", SAID, WORDED_BY_AUTHOR, 0, false,                                 \
      KIND_BIT(TASK) | KIND_BIT(STEP) | KIND_BIT(CROSSING), "comment reason client supervisor")
#define ENTRY_STATES(X)                                                                   \
    X(WAITING, "waiting") X(CURRENT, "current") X(PARKED, "parked") X(TALKED, "talked")   \
    X(SAID, "said") X(OPEN, "open")                                                       \
    X(OFFERED, "offered") X(ACCEPTED, "accepted") X(DECLINED, "declined")                 \
    X(ACTIVE, "active") X(DONE, "done") X(LET_GO, "let_go") X(WITHDRAWN, "withdrawn") \
    X(UNSAID, "unsaid")
/* name, stored as, what the button says */
#define ENTRY_MARKS(X)                                                                    \
    X(INSIGHT, "insight", "An insight")                                                   \
    X(NEW_THOUGHT, "new_thought", "A new thought")                                        \
    X(FEELING, "feeling", "A feeling, said out loud")                                     \
    X(STRENGTH, "strength", "A strength that showed")                                     \
    X(HONEST_REFLECTION, "honest_reflection", "An honest look at oneself")
#define ENTRY_ANSWERS(X)                                                                  \
    X(YES, "yes") X(NO, "no") X(NOT_NOW, "not_now") X(KEEP_BOTH, "keep_both") X(WENT, "went") \
    X(PARTLY, "partly")
#define ENTRY_AUDIENCES(X) X(MEMBERS, "members") X(AUTHOR, "author") X(CHOSEN, "chosen") \
    X(WITH_PARENT, "with_parent")
#define ENTRY_PICKS(X) X(MINE, "mine") X(THEIRS, "theirs") X(BOTH, "both") X(THIRD, "third")
/* Who a step is for; a takeaway is always the client's. */
#define ENTRY_FORS(X) X(ME, "me") X(THEM, "them") X(US, "us")

typedef enum EntryKind {
    ENTRY_NO_KIND,
#define X(name, ...) ENTRY_##name,
    ENTRY_KINDS(X)
#undef X
    ENTRY_KIND_COUNT
} EntryKind;
typedef enum EntryState {
    ENTRY_NO_STATE,
#define X(name, stored) ENTRY_##name,
    ENTRY_STATES(X)
#undef X
    ENTRY_STATE_COUNT
} EntryState;
typedef enum EntryMark {
    MARK_NONE,
#define X(name, stored, said) MARK_##name,
    ENTRY_MARKS(X)
#undef X
    MARK_COUNT
} EntryMark;
typedef enum EntryAnswer {
    ENTRY_ANSWER_NONE,
#define X(name, stored) ENTRY_ANSWER_##name,
    ENTRY_ANSWERS(X)
#undef X
} EntryAnswer;
typedef enum EntryPick {
    ENTRY_PICK_NONE,
#define X(name, stored) ENTRY_PICK_##name,
    ENTRY_PICKS(X)
#undef X
} EntryPick;
typedef enum EntryFor {
    ENTRY_FOR_NONE,
#define X(name, stored) ENTRY_FOR_##name,
    ENTRY_FORS(X)
#undef X
} EntryFor;

/* Who reads it: everyone in the work, its author alone, the author and some members, or
 * whoever reads what it stands under. */
typedef enum EntryAudience {
    ENTRY_READ_BY_NOBODY,
#define X(name, stored) ENTRY_READ_BY_##name,
    ENTRY_AUDIENCES(X)
#undef X
} EntryAudience;

typedef enum EntryWordedBy {
    WORDED_BY_ANYONE, WORDED_BY_AUTHOR, WORDED_BY_OWNER,
    WORDED_BY_NOBODY,         /* its words are a list that a page made, or were sent as they are */
} EntryWordedBy;
#define ANSWER_BIT(name) (1u << ENTRY_ANSWER_##name)
#define ANSWERS_OFFER (ANSWER_BIT(YES) | ANSWER_BIT(NO) | ANSWER_BIT(NOT_NOW))

/* 0 for anything unknown. */
EntryKind entry_kind_parse(Str s);
EntryState entry_state_parse(Str s);
EntryMark entry_mark_parse(Str s);
EntryAnswer entry_answer_parse(Str s);
EntryPick entry_pick_parse(Str s);
EntryAudience entry_audience_parse(Str s);
EntryFor entry_for_parse(Str s);
/* As stored and sent; empty for 0. */
Str entry_kind_name(EntryKind kind);
Str entry_state_name(EntryState state);
Str entry_mark_name(EntryMark mark);
Str entry_answer_name(EntryAnswer answer);
Str entry_pick_name(EntryPick pick);
Str entry_audience_name(EntryAudience audience);
Str entry_for_name(EntryFor whom);
/* "A new thought": what people call it. */
Str entry_mark_say(EntryMark mark);

enum { ENTRY_LEVEL_MAX = 1000, ENTRY_TEXT_MAX = 4000, ENTRY_LINE_MAX = 300, ENTRY_MINUTES_MAX = 240 };

typedef struct EntryWording {
    int64_t version, base;        /* base: the wording its author was looking at; 0 = none */
    PersonId author;
    Str text;
    int64_t at_ms;
} EntryWording;

typedef struct EntrySaid {
    PersonId person;
    int64_t version, number;      /* the wording that was answered; 1, 2, ... on it */
    EntryAnswer answer;
    Str words;
    int64_t at_ms;
} EntrySaid;

typedef struct Entry {
    EntryId id;
    SessionId session;            /* zero for what belongs to the work as a whole */
    EntryKind kind;
    EntryMark mark;               /* of a marker */
    Str slot;                     /* which of its kind's places it stands in; a closed word, often "" */
    EntryState state;
    EntryAudience audience;
    PersonId author;
    PersonId owner;               /* whose takeaway or step it is; zero = everyone's */
    EntryId parent;               /* what it stands under; zero = nothing */
    EntryId target;               /* what a link points to; zero = nothing */
    int64_t minutes, position;
    int64_t level;                /* a number on the kind's own scale */
    int64_t due_ms;               /* when it is due, or wants to be looked at again; 0 = never */
    int64_t open_from;            /* the first wording anyone but its author reads */
    int64_t shown_ms;             /* when it was last shown to others by choice; 0 = from the start */
    int64_t version;              /* of the newest wording */
    int64_t split;                /* wordings split..version stand side by side; 0 = no split */
    int64_t created_ms, updated_ms;
    EntryWording *wording;        /* oldest first */
    size_t wording_count;
    EntrySaid *said;              /* by wording, then by number */
    size_t said_count;
} Entry;

/* --- reading an entry ------------------------------------------------------- */
const EntryWording *entry_newest(const Entry *e);              /* NULL when nothing is readable */
const EntryWording *entry_wording_at(const Entry *e, int64_t version);
/* The words that count now: empty when nothing is readable. */
Str entry_text(const Entry *e);
bool entry_is_split(const Entry *e);
/* Is this wording the newest, or one of those that stand beside it? */
bool entry_stands(const Entry *e, int64_t version);
/* The newest answer of this person to this very wording; NULL when there is none. */
const EntrySaid *entry_said_by(const Entry *e, PersonId person, int64_t version);
/* Settled: there is no split, and the newest answer of every client and therapist who is
 * in the work is "yes" to the newest wording itself.  Never with fewer than two. */
bool entry_is_settled(const Entry *e, const Episode *work);
/* Has anyone but its author worded or answered it? */
bool entry_has_others(const Entry *e);

/* --- what may be done -------------------------------------------------------- */
/* May this kind be put on the table while the session stands so ("planned", "open" ...)? */
bool entry_may_add(EntryKind kind, Str session_state);
/* May a fresh one of the work as a whole stand under this kind (ENTRY_NO_KIND: alone), in
 * this slot? */
bool entry_may_stand(EntryKind kind, EntryKind under, Str slot);
/* The highest number a fresh one may come with in this slot; 0 = it comes with words alone. */
int64_t entry_level_max(EntryKind kind, Str slot);
/* May it point at an entry of this kind (ENTRY_NO_KIND: at nothing)?  A link goes from one
 * sentence to another; nothing else points anywhere. */
bool entry_may_point(EntryKind kind, EntryKind at);
/* Whose it becomes.  Takeaways are a client's: the author's own, else the first client's. */
PersonId entry_owner_for(EntryKind kind, EntryFor whom, PersonId author, const Episode *work);
/* What another puts into someone's hands is offered; one's own needs nobody's leave. */
EntryState entry_first_state(EntryKind kind, PersonId author, PersonId owner);
/* What was said and taken back for the others: that it was said stays, its words are its author's. */
bool entry_is_unsaid(const Entry *e);
/* Who reads a fresh one: its author alone, until they show it; or whoever reads what it is about. */
EntryAudience entry_first_audience(EntryKind kind);
/* May its author keep one of this kind to themselves?  What others would have to answer, or what
 * all see drawn, is there for everyone or not at all. */
bool entry_may_keep(EntryKind kind);
/* May `by` show it to these, or take it back?  What others worded or
 * answered is not hidden from them again, unless it was one's own story.  Whom a conversation
 * was begun with is said once, and never changes. */
bool entry_may_share(const Entry *e, PersonId by, EntryAudience to);
bool entry_may_become(const Entry *e, PersonId by, EntryState to);
bool entry_may_word(const Entry *e, PersonId by);
bool entry_may_answer(const Entry *e, PersonId by, EntryAnswer answer);
/* Only one agenda item is talked about at a time: what the one before becomes. */
EntryState entry_after_current(void);
/* Writing words for these kinds is saying yes to them. */
bool entry_words_are_yes(EntryKind kind);

/* --- what an act does to the words -------------------------------------------- */
typedef struct EntryChange {
    bool add;                     /* a new wording; else the words stand there already */
    EntryWording wording;         /* when `add` */
    int64_t version, split;       /* of the entry afterwards */
    int64_t yes;                  /* the wording the actor says yes to by it; 0 = none */
} EntryChange;

/* `by` sends `text` having seen wording `base`.  Words left as they were are a yes to that
 * wording; the very words of the newest are a yes to it.  Anything else is a new wording:
 * when others wrote since, both stand. */
EntryChange entry_plan_word(const Entry *e, PersonId by, int64_t base, Str text);
/* `by` resolves a split, or keeps both, having seen wording `seen`.  What came after `seen`
 * stays beside the choice.  False when there is nothing such to choose; `text` is for a
 * third wording alone.  "Both" without a split puts the newest wording of another author
 * beside the newest; it is an answer, never a yes. */
bool entry_plan_pick(const Entry *e, PersonId by, EntryPick pick, int64_t seen, Str text,
                     EntryChange *ret_change);
/* The standing wordings "mine" and "theirs" mean for this person; NULL when there is none. */
const EntryWording *entry_pick_source(const Entry *e, PersonId by, EntryPick pick);
#endif
