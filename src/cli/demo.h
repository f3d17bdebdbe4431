/* demo.h - the stories of an invented practice, as data.
 *
 * A story is one client and their work: who they are, when the two met, how forms were
 * answered, what was said.  Times count from the day the demo is made, so that it is always
 * fresh.  demo_play.c lets the people live through them.
 */
#ifndef CLI_DEMO_H
#define CLI_DEMO_H
#include "../domain/entry.h"
#include "../domain/signal.h"

#define DEMO_PASSWORD "tandem-demo-1"

enum { DEMO_MEETINGS_MAX = 12, DEMO_ACTS_MAX = 96, DEMO_NOTES_MAX = 16,
       DAY = 1440 /* minutes */ };

typedef enum DemoWho { CLIENT, THERAPIST } DemoWho;

/* Forms are strings, one sign a question: a digit, X for 10, '-' for skipped. */
typedef struct DemoMeeting {
    int week;                 /* from the story's anchor day; 0 = that day, negative before */
    const char *state;        /* "ended", "planned", "missed", "cancelled" */
    int check_in;             /* minutes before the meeting the check-in began; 0 = none */
    const char *life, *phq, *gad, *goals;
    const char *client, *therapist;       /* b1 b2 g1 g2 t1 t2, then felt off: 0, 1, 2; NULL = none */
} DemoMeeting;

typedef enum DemoVerb {
    DEMO_ADD, DEMO_WORD, DEMO_ANSWER, DEMO_STATE, DEMO_PICK, DEMO_TURN, DEMO_SIGNAL_STATE,
    DEMO_SIGNAL_CLOSE, DEMO_READ, DEMO_SHOW
} DemoVerb;

/* One thing one of them does.  `minute` counts from the start of meeting `meeting`; a day or
 * more means from the start of the meeting before it, and for the first from the beginning of
 * the work.  `key` names the entry within the story. */
typedef struct DemoAct {
    int meeting, minute;
    DemoWho by;
    DemoVerb verb;
    char key;
    EntryKind kind;
    EntryMark mark;
    EntryFor whom;
    EntryState state;
    EntryAnswer answer;
    EntryPick pick;
    int minutes;              /* of an agenda item */
    int base;                 /* DEMO_WORD: the wording its author saw; 0 = the newest */
    SignalKind noticed;
    SignalStep step;
    SignalState to;
    Action action;            /* DEMO_READ */
    char parent, target;      /* keys of what it stands under and points to; 0 = nothing */
    int level;
    const char *slot;
    const char *text;
} DemoAct;

/* Words beside one answer. */
typedef struct DemoNote { int meeting; const char *key, *text; } DemoNote;

/* Somebody outside the work whom the client shows some of it, a day after the last meeting. */
typedef struct DemoShare { const char *who, *called, *what, *where, *email, *why, *say; uint32_t parts; } DemoShare;

typedef struct DemoStory {
    const char *name, *called, *pronouns, *email, *phone, *identity;
    const char *what;         /* for the table of sign-ins */
    int therapist;            /* into demo_therapists */
    int anchor;               /* days from today to the meeting of week 0; moved off weekends */
    int hour, minute;
    const char *place;
    int weeks_before;         /* the work began this many days before the first meeting */
    bool invited_only;
    bool ended;               /* recorded as ended two days after the last meeting */
    int answering;            /* meeting whose check-in is under way: this many answers given */
    bool fresh;               /* the last check-in was answered this morning at 08:12 */
    const char *risk_note;    /* what the client adds to a safety answer */
    const char *felt_off;     /* note beside "felt off", shown to the therapist */
    int felt_off_meeting;
    const DemoMeeting *meeting;
    size_t meeting_count;
    const DemoAct *act;
    size_t act_count;
    const DemoNote *note;
    size_t note_count;
    const DemoShare *share;   /* NULL: nobody */
} DemoStory;

typedef struct DemoStaff { const char *name, *pronouns, *email, *what; uint32_t capacities; } DemoStaff;
enum { DEMO_JO, DEMO_HELEN, DEMO_DANIEL, DEMO_AMARA, DEMO_STAFF_COUNT };
extern const DemoStaff demo_staff[DEMO_STAFF_COUNT];

enum { DEMO_STORIES = 8 };
extern const DemoStory *const demo_stories[DEMO_STORIES];
extern const DemoStory demo_maya, demo_amina, demo_ruth, demo_jordan;          /* with Daniel */
extern const DemoStory demo_thandeka, demo_tomasz, demo_mei_ling, demo_yusuf;  /* with Amara */

/* --- short forms for the stories ---------------------------------------------------------- */
#define ADD_(m, t, who, k, what, ...) \
    { .meeting = m, .minute = t, .by = who, .verb = DEMO_ADD, .key = k, .kind = what, __VA_ARGS__ }
#define TOPIC(m, t, who, k, min, words) ADD_(m, t, who, k, ENTRY_AGENDA, .minutes = min, .text = words)
#define VOICE(m, t, who, words) ADD_(m, t, who, 0, ENTRY_VOICE, .text = words)
#define SENTENCE(m, t, who, k, words) ADD_(m, t, who, k, ENTRY_SENTENCE, .text = words)
#define MARKER(m, t, who, m_, words) ADD_(m, t, who, 0, ENTRY_MARKER, .mark = m_, .text = words)
#define TAKEAWAY(m, t, who, k, words) ADD_(m, t, who, k, ENTRY_TAKEAWAY, .text = words)
#define STEP(m, t, who, k, for_, words) ADD_(m, t, who, k, ENTRY_STEP, .whom = for_, .text = words)
#define GOAL(m, t, who, k, words) ADD_(m, t, who, k, ENTRY_GOAL, .text = words)
#define PART(m, t, who, k, where, words) ADD_(m, t, who, k, ENTRY_PART, .slot = where, .text = words)
#define LINK(m, t, who, from, to_, words) \
    ADD_(m, t, who, 'Z', ENTRY_LINK, .parent = from, .target = to_, .text = words)
#define PREFER(m, t, who, where, choice, words) \
    ADD_(m, t, who, 'Z', ENTRY_PREFERENCE, .slot = where, .level = choice, .text = words)
#define CHAPTER(m, t, who, k, words) ADD_(m, t, who, k, ENTRY_CHAPTER, .text = words)
#define PASSAGE(m, t, who, k, in, words) ADD_(m, t, who, k, ENTRY_PASSAGE, .parent = in, .text = words)
#define BESIDE(m, t, who, k, words) ADD_(m, t, who, 'Z', ENTRY_BESIDE, .parent = k, .text = words)
#define CHECK(m, t, who, k, about, words) ADD_(m, t, who, k, ENTRY_CHECK, .parent = about, .text = words)
#define SHOW(m, t, who, k) { .meeting = m, .minute = t, .by = who, .verb = DEMO_SHOW, .key = k }
#define PARTLY(m, t, who, k, words) \
    { .meeting = m, .minute = t, .by = who, .verb = DEMO_ANSWER, .key = k, .answer = ENTRY_ANSWER_PARTLY, .text = words }
#define DOUBT(m, t, who, k, words) \
    { .meeting = m, .minute = t, .by = who, .verb = DEMO_ANSWER, .key = k, .answer = ENTRY_ANSWER_NO, .text = words }
#define WORD(m, t, who, k, words) \
    { .meeting = m, .minute = t, .by = who, .verb = DEMO_WORD, .key = k, .text = words }
#define WORD_ON(m, t, who, k, seen, words) \
    { .meeting = m, .minute = t, .by = who, .verb = DEMO_WORD, .key = k, .base = seen, .text = words }
#define SAY_YES(m, t, who, k) \
    { .meeting = m, .minute = t, .by = who, .verb = DEMO_ANSWER, .key = k, .answer = ENTRY_ANSWER_YES }
#define WENT(m, t, who, k, words) \
    { .meeting = m, .minute = t, .by = who, .verb = DEMO_ANSWER, .key = k, .answer = ENTRY_ANSWER_WENT, .text = words }
#define NOW(m, t, who, k, to_) \
    { .meeting = m, .minute = t, .by = who, .verb = DEMO_STATE, .key = k, .state = to_ }
#define TURN(m, t, who, sig, st, words) \
    { .meeting = m, .minute = t, .by = who, .verb = DEMO_TURN, .noticed = sig, .step = st, .text = words }
#define REACHES(m, t, who, sig, to_) \
    { .meeting = m, .minute = t, .by = who, .verb = DEMO_SIGNAL_STATE, .noticed = sig, .to = to_ }
#define CLOSES(m, t, who, sig) \
    { .meeting = m, .minute = t, .by = who, .verb = DEMO_SIGNAL_CLOSE, .noticed = sig }
#define LOOKS(m, t, who, what) \
    { .meeting = m, .minute = t, .by = who, .verb = DEMO_READ, .action = what }
#define COUNT_OF(list) (sizeof(list) / sizeof *(list))
#endif
