/* policy.h - who may do what: one pure function over one table.
 *
 * Default deny.  Pages, stores and views never look at parts or capacities; they get a
 * Grant that this function allowed.  `tandem audit routes` prints the table.
 */
#ifndef DOMAIN_POLICY_H
#define DOMAIN_POLICY_H
#include "../base/base.h"

/* What a person may be in a practice. */
typedef enum Capacity {
    CAP_THERAPIST = 1, CAP_SUPERVISOR = 2, CAP_ADMINISTRATOR = 4, CAP_CLIENT = 8,
    CAP_OUTSIDE = 16,         /* to whom a client shows something of their record */
} Capacity;

/* A member's part in an episode. */
typedef enum Part { PART_NONE, PART_CLIENT, PART_THERAPIST, PART_CO_THERAPIST, PART_SUPERVISOR } Part;
typedef enum MemberState { MEMBER_NONE, MEMBER_INVITED, MEMBER_ACTIVE, MEMBER_LEFT } MemberState;
typedef enum EpisodeState { EPISODE_NONE, EPISODE_OPEN, EPISODE_ENDED } EpisodeState;
Part part_parse(Str s);                       /* PART_NONE for anything else */
Str part_name(Part part);
MemberState member_state_parse(Str s);
EpisodeState episode_state_parse(Str s);

/* How the actor stands to the thing asked for; several may hold. */
enum {
    REL_ANYONE = 1,           /* also nobody signed in */
    REL_SELF = 2,             /* any signed-in person, about themselves */
    REL_CLIENT = 4,           /* active client member */
    REL_THERAPIST = 8,        /* active therapist or co-therapist member */
    REL_FORMER_THERAPIST = 16,/* left, or the episode ended */
    REL_DUTY = 32,            /* on the practice's duty list, while a safety answer waits */
    REL_STAFF_THERAPIST = 64, /* has the capacity; about their own list */
    REL_SUPERVISOR = 128,     /* has the capacity; about what is brought to them */
    REL_ADMIN = 256,
    REL_AUTHOR = 512,         /* wrote the object */
    REL_OWNER = 1024,         /* the response or takeaway is theirs */
    REL_THERAPIST_AT_END = 4096, /* still its therapist when the work ended: answers what waits */
    REL_FORMER_CLIENT = 2048, /* client of an ended episode: keeps reading */
    REL_OUTSIDE = 16384,      /* somebody shows them something, or did; about their own list */
    REL_RECIPIENT = 8192,     /* not in the work; a client lets them read some of it now */
};

/* The kinds of content a store function can hand out or change. */
#define CONTENT_KINDS(X) \
    X(ACCOUNT) X(PROFILE) X(PRACTICE) X(LINK) X(EPISODE) X(SESSION) X(ENTRY) \
    X(RESPONSE) X(SCORE) X(SIGNAL) X(ALERT) X(LOG) X(RULE) X(NOTE) X(OWN) X(RELEASE) X(SHARED) X(MAIL)
typedef enum ContentBit {
#define X(name) CONTENT_BIT_##name,
    CONTENT_KINDS(X)
#undef X
    CONTENT_COUNT
} ContentBit;
enum {
#define X(name) C_##name = 1 << CONTENT_BIT_##name,
    CONTENT_KINDS(X)
#undef X
};

typedef enum Scope { SCOPE_NONE, SCOPE_SELF, SCOPE_LIST, SCOPE_PRACTICE, SCOPE_EPISODE } Scope;

/* Conditions on top of the relation. */
enum { ONLY_OPEN = 1 };       /* the episode must be open */

/* Every action.  name, scope, who may (relations), only-when, reads, writes,
 * purpose (HL7 code), what the client's access log says ("Daniel ..."). */
#define WORKERS (REL_CLIENT | REL_THERAPIST)
#define READERS (REL_CLIENT | REL_THERAPIST | REL_FORMER_CLIENT | REL_FORMER_THERAPIST)
#define C_WORK (C_EPISODE | C_PROFILE | C_SESSION | C_ENTRY)
#define C_NUMBERS (C_RESPONSE | C_SCORE | C_SIGNAL)
#define ACTIONS(X)                                                                                    \
    X(PUBLIC, NONE, REL_ANYONE, 0, C_PRACTICE, 0, "", "")                                             \
    X(SIGN_IN, NONE, REL_ANYONE, 0, C_ACCOUNT, C_ACCOUNT, "", "signed in")                            \
    X(LINK_USE, NONE, REL_ANYONE, 0, C_LINK | C_ACCOUNT | C_PROFILE, C_LINK | C_ACCOUNT | C_PROFILE | C_EPISODE | C_MAIL, "", "used a link") \
    X(ACCOUNT_READ, SELF, REL_SELF, 0, C_ACCOUNT | C_PROFILE | C_EPISODE, 0, "PATRQT", "opened their own account") \
    X(ACCOUNT_WRITE, SELF, REL_SELF, 0, C_ACCOUNT | C_PROFILE | C_EPISODE, C_ACCOUNT | C_PROFILE, "PATRQT", "changed their own account") \
    X(HOME_FIND, SELF, REL_SELF, 0, C_EPISODE, 0, "PATRQT", "came in")                                \
    X(CASELOAD_READ, LIST, REL_STAFF_THERAPIST, 0, C_WORK | C_NUMBERS | C_ALERT, 0, "TREAT", "looked at the list of people they work with") \
    X(EPISODE_CREATE, LIST, REL_STAFF_THERAPIST, 0, C_PROFILE | C_PRACTICE | C_EPISODE | C_ENTRY, C_EPISODE | C_PROFILE | C_LINK | C_ACCOUNT | C_SESSION, "TREAT", "began our work and made the invitation") \
    X(DUTY_READ, PRACTICE, REL_SUPERVISOR, 0, C_ALERT | C_PROFILE, 0, "TREAT", "looked at which safety answers wait")  \
    X(PRACTICE_READ, PRACTICE, REL_ADMIN, 0, C_PRACTICE | C_PROFILE | C_ACCOUNT | C_RULE, 0, "HOPERAT", "looked at the list of accounts") \
    X(PRACTICE_WRITE, PRACTICE, REL_ADMIN, 0, C_PRACTICE | C_PROFILE | C_ACCOUNT | C_RULE, C_PRACTICE | C_PROFILE | C_ACCOUNT | C_LINK | C_RULE | C_MAIL, "HOPERAT", "changed accounts or settings") \
    X(BACKUP_MAKE, PRACTICE, REL_ADMIN, 0, C_PRACTICE, C_PRACTICE, "HOPERAT", "made a sealed copy of everything, to keep it safe") \
    X(SCORES_IMPORT, PRACTICE, REL_ADMIN, 0, C_PROFILE | C_EPISODE | C_SCORE, C_RESPONSE | C_SCORE | C_ALERT, "HOPERAT", "brought in past scores") \
    X(CLIENT_HOME_READ, EPISODE, REL_CLIENT | REL_FORMER_CLIENT, 0, C_WORK | C_NUMBERS | C_LOG, 0, "PATRQT", "opened the home page") \
    X(WORDING_READ, LIST, REL_STAFF_THERAPIST, 0, C_PRACTICE | C_PROFILE, 0, "TREAT", "") \
    X(WORDING_KEEP, LIST, REL_STAFF_THERAPIST, 0, C_PROFILE, C_PROFILE, "TREAT", "said that they want to hear of a wording no more") \
    X(SEARCH_ALL, LIST, REL_SELF, 0, C_EPISODE | C_PROFILE, 0, "TREAT", "searched in all the work they are in") \
    X(SEARCH_WORK, EPISODE, READERS, 0, C_WORK | C_NUMBERS, 0, "TREAT", "searched in our work, or was shown something of it by a search") \
    X(TIMELINE_READ, EPISODE, READERS, 0, C_WORK | C_NUMBERS, 0, "TREAT", "looked at our work through time") \
    X(BRIEF_READ, EPISODE, REL_THERAPIST | REL_FORMER_THERAPIST, 0, C_WORK | C_NUMBERS | C_ALERT, 0, "TREAT", "read the page that prepares a session") \
    X(INVITE_WRITE, EPISODE, REL_THERAPIST, ONLY_OPEN, C_EPISODE | C_PROFILE, C_LINK | C_PROFILE, "TREAT", "made a new invitation") \
    X(EPISODE_END, EPISODE, WORKERS, ONLY_OPEN, C_EPISODE, C_EPISODE, "TREAT", "recorded that our work ended") \
    X(SESSION_LIST, EPISODE, READERS, 0, C_WORK, 0, "TREAT", "opened the list of sessions")           \
    X(SESSION_PLAN, EPISODE, REL_THERAPIST, ONLY_OPEN, C_WORK, C_SESSION, "TREAT", "planned or moved a session") \
    X(APPOINTMENT_OFFER, EPISODE, WORKERS, ONLY_OPEN, C_WORK, C_ENTRY, "TREAT", "offered times for a session, or answered such an offer") \
    X(APPOINTMENT_PICK, EPISODE, WORKERS, ONLY_OPEN, C_WORK, C_ENTRY | C_SESSION, "TREAT", "picked one of the times that were offered") \
    X(APPOINTMENT_OFF, EPISODE, WORKERS, ONLY_OPEN, C_WORK, C_ENTRY | C_SESSION, "TREAT", "called a session off") \
    X(SESSION_READ, EPISODE, READERS, 0, C_WORK | C_RESPONSE, 0, "TREAT", "opened the session page")               \
    X(SESSION_LIVE, EPISODE, READERS, 0, C_WORK | C_RESPONSE, 0, "TREAT", "had the session page open")             \
    X(SESSION_STATE, EPISODE, WORKERS, ONLY_OPEN, C_SESSION, C_SESSION, "TREAT", "opened or closed the session") \
    X(TAKE_HOME_READ, EPISODE, READERS, 0, C_WORK, 0, "TREAT", "opened the page to take home")        \
    X(ENTRY_WRITE, EPISODE, WORKERS, ONLY_OPEN, C_WORK, C_ENTRY, "TREAT", "wrote on the session page") \
    X(JOINT_READ, EPISODE, READERS, 0, C_ENTRY | C_EPISODE | C_PROFILE, 0, "TREAT", "opened what we word together") \
    X(STORY_READ, EPISODE, READERS, 0, C_ENTRY | C_EPISODE | C_PROFILE, 0, "TREAT", "opened the story, or a passage of it") \
    X(JOINT_WRITE, EPISODE, WORKERS, ONLY_OPEN, C_ENTRY | C_EPISODE | C_PROFILE, C_ENTRY, "TREAT", "wrote or answered something we word together") \
    X(MESSAGE_READ, EPISODE, READERS, 0, C_ENTRY | C_EPISODE | C_PROFILE, 0, "TREAT", "opened the messages, or one conversation") \
    X(MESSAGE_LIVE, EPISODE, READERS, 0, C_ENTRY | C_EPISODE | C_PROFILE, 0, "TREAT", "had a conversation open") \
    X(MESSAGE_WRITE, EPISODE, WORKERS, ONLY_OPEN, C_ENTRY | C_EPISODE | C_PROFILE, C_ENTRY | C_MAIL, "TREAT", "wrote a message") \
    X(PAPER_READ, EPISODE, READERS, 0, C_ENTRY | C_EPISODE | C_PROFILE | C_RESPONSE | C_PRACTICE, 0, "TREAT", "opened the documents, or one of them") \
    X(PAPER_SEND, EPISODE, REL_THERAPIST, ONLY_OPEN, C_ENTRY | C_EPISODE | C_PROFILE | C_PRACTICE, C_ENTRY, "TREAT", "put a document there to read and sign") \
    X(PAPER_SIGN, EPISODE, WORKERS, ONLY_OPEN, C_ENTRY | C_EPISODE | C_PROFILE, C_ENTRY, "TREAT", "signed or answered a document") \
    X(PAPER_WITHDRAW, EPISODE, WORKERS | REL_FORMER_CLIENT, 0, C_ENTRY | C_EPISODE | C_PROFILE, C_ENTRY, "TREAT", "withdrew what they had signed, or looked at doing so") \
    X(INTAKE_READ, EPISODE, READERS, 0, C_EPISODE | C_PROFILE | C_SESSION | C_ENTRY | C_RESPONSE | C_SCORE, 0, "TREAT", "opened the first questions, or the answers to them") \
    X(INTAKE_WRITE, EPISODE, REL_CLIENT, ONLY_OPEN, C_WORK | C_RESPONSE | C_ALERT, C_RESPONSE | C_ALERT, "PATRQT", "answered the first questions") \
    X(CHECK_IN_READ, EPISODE, REL_CLIENT, 0, C_EPISODE | C_PROFILE | C_SESSION | C_ENTRY | C_RESPONSE | C_SCORE, 0, "PATRQT", "opened the check-in") \
    X(CHECK_IN_WRITE, EPISODE, REL_CLIENT, ONLY_OPEN, C_WORK | C_NUMBERS | C_RULE, C_NUMBERS | C_ALERT, "PATRQT", "answered in the check-in") \
    X(RATING_READ, EPISODE, WORKERS, 0, C_EPISODE | C_PROFILE | C_SESSION | C_RESPONSE | C_SCORE, 0, "TREAT", "opened the form after the session") \
    X(RATING_WRITE, EPISODE, WORKERS, ONLY_OPEN, C_WORK | C_NUMBERS | C_RULE, C_NUMBERS, "TREAT", "answered the form after the session") \
    X(ANSWERS_READ, EPISODE, READERS, 0, C_EPISODE | C_PROFILE | C_SESSION | C_RESPONSE | C_SCORE | C_ENTRY, 0, "TREAT", "read the answers of a check-in") \
    X(PROGRESS_READ, EPISODE, READERS, 0, C_EPISODE | C_PROFILE | C_SESSION | C_NUMBERS | C_ENTRY | C_RULE, 0, "TREAT", "looked at how it goes") \
    X(SIGNAL_READ, EPISODE, READERS, 0, C_EPISODE | C_PROFILE | C_SESSION | C_NUMBERS | C_ENTRY, 0, "TREAT", "opened a conversation something had opened") \
    X(SIGNAL_WRITE, EPISODE, WORKERS, ONLY_OPEN, C_EPISODE | C_PROFILE | C_NUMBERS, C_SIGNAL, "TREAT", "wrote in a conversation about how it goes") \
    X(REPAIR_CLOSE, EPISODE, REL_CLIENT, ONLY_OPEN, C_EPISODE | C_SIGNAL, C_SIGNAL, "PATRQT", "said that it is repaired") \
    X(REVIEW_CLOSE, EPISODE, WORKERS, ONLY_OPEN, C_EPISODE | C_SIGNAL, C_SIGNAL, "TREAT", "closed a review") \
    X(RULES_READ, EPISODE, READERS, 0, C_EPISODE | C_PROFILE | C_RULE, 0, "TREAT", "looked at the rules by which something is noticed") \
    X(RULES_WRITE, EPISODE, REL_THERAPIST, ONLY_OPEN, C_EPISODE | C_PROFILE | C_RULE, C_RULE, "TREAT", "changed the rules by which something is noticed") \
    X(NOTE_READ, EPISODE, REL_THERAPIST | REL_FORMER_THERAPIST, 0, C_EPISODE | C_PROFILE | C_NOTE, 0, "TREAT", "opened their own working notes") \
    X(NOTE_WRITE, EPISODE, REL_THERAPIST, ONLY_OPEN, C_EPISODE | C_PROFILE | C_NOTE, C_NOTE, "TREAT", "wrote in their own working notes") \
    X(OWN_READ, EPISODE, REL_THERAPIST | REL_FORMER_THERAPIST, 0, C_EPISODE | C_PROFILE | C_OWN, 0, "TREAT", "opened a page about themselves in this work") \
    X(OWN_WRITE, EPISODE, REL_THERAPIST, ONLY_OPEN, C_EPISODE | C_PROFILE | C_OWN, C_OWN, "TREAT", "wrote on a page about themselves in this work") \
    X(OWN_LIST, LIST, REL_STAFF_THERAPIST, 0, C_OWN | C_PROFILE, 0, "TREAT", "opened a page about themselves")  \
    X(OWN_LIST_WRITE, LIST, REL_STAFF_THERAPIST, 0, C_OWN | C_PROFILE, C_OWN, "TREAT", "wrote on a page about themselves") \
    X(BRING_READ, EPISODE, REL_THERAPIST | REL_FORMER_THERAPIST, 0, C_EPISODE | C_PROFILE | C_ENTRY | C_OWN, 0, "TREAT", "opened their list for supervision") \
    X(BRING_WRITE, EPISODE, REL_THERAPIST, ONLY_OPEN, C_EPISODE | C_PROFILE | C_ENTRY | C_OWN, C_OWN, "TREAT", "changed their list for supervision") \
    X(SUPERVISOR_NAME, EPISODE, REL_THERAPIST, ONLY_OPEN, C_EPISODE | C_PROFILE, C_EPISODE, "TREAT", "said who supervises them in this work") \
    X(BROUGHT_READ, LIST, REL_SUPERVISOR, 0, C_OWN | C_PROFILE, 0, "TRAIN", "read a question about our work that was brought to supervision") \
    X(BROUGHT_WRITE, LIST, REL_SUPERVISOR, 0, C_OWN | C_PROFILE, C_OWN, "TRAIN", "answered a question that was brought to supervision") \
    X(MIRROR_READ, EPISODE, READERS, 0, C_WORK | C_NUMBERS, 0, "TREAT", "looked at how we work together") \
    X(SAFETY_READ, EPISODE, REL_CLIENT | REL_FORMER_CLIENT, 0, C_EPISODE | C_PROFILE | C_ALERT, 0, "PATRQT", "opened their own support page") \
    X(SAFETY_WRITE, EPISODE, REL_CLIENT, 0, C_EPISODE | C_PROFILE | C_ALERT, C_ALERT, "PATRQT", "added words for the person who answers") \
    X(ALERT_READ, EPISODE, REL_THERAPIST | REL_THERAPIST_AT_END | REL_DUTY, 0, C_EPISODE | C_PROFILE | C_RESPONSE | C_ALERT, 0, "TREAT", "opened the safety answer") \
    X(ALERT_WRITE, EPISODE, REL_THERAPIST | REL_THERAPIST_AT_END | REL_DUTY, 0, C_EPISODE | C_PROFILE | C_RESPONSE | C_ALERT, C_ALERT, "TREAT", "recorded what was done about the safety answer") \
    X(TAKE_RECORD, EPISODE, REL_CLIENT | REL_FORMER_CLIENT, 0, C_WORK | C_NUMBERS | C_ALERT | C_LOG | C_ACCOUNT, 0, "PATRQT", "took the record of our work home, or looked at what is in it") \
    X(SHARING_READ, EPISODE, REL_CLIENT | REL_FORMER_CLIENT, 0, C_EPISODE | C_PROFILE | C_ENTRY | C_RELEASE | C_SHARED | C_LOG, 0, "PATRQT", "looked at who can see what") \
    X(SHARING_WRITE, EPISODE, REL_CLIENT | REL_FORMER_CLIENT, 0, C_EPISODE | C_PROFILE | C_ENTRY | C_RELEASE | C_SHARED | C_LOG, C_RELEASE | C_ACCOUNT | C_LINK, "PATRQT", "let somebody see something, or stopped it") \
    X(SHARED_LIST, SELF, REL_OUTSIDE, 0, C_SHARED | C_EPISODE, 0, "COC", "looked at who shows them something") \
    X(SHARED_READ, EPISODE, REL_RECIPIENT, 0, C_SHARED, 0, "COC", "opened what you show them") \
    X(LOG_READ, EPISODE, REL_CLIENT | REL_FORMER_CLIENT, 0, C_EPISODE | C_PROFILE | C_LOG, 0, "PATRQT", "read who looked")

typedef enum Action {
#define X(name, ...) ACTION_##name,
    ACTIONS(X)
#undef X
    ACTION_COUNT
} Action;

typedef struct ActionRow {
    const char *name;
    Scope scope;
    uint32_t who, only, reads, writes;
    const char *purpose, *sentence;
} ActionRow;
const ActionRow *action_row(Action action);   /* never NULL for a valid action */
bool action_find(Str name, Action *ret_action);
const char *scope_name(Scope scope);
/* "client, therapist" ... ; for the audit table. */
Str relations_say(Arena *a, uint32_t relations);

/* What the store knows about the actor and the object: ids and flags, no content. */
typedef struct Facts {
    uint32_t capacities;      /* of the actor, in this practice; 0 = nobody */
    bool signed_in;
    EpisodeState episode;     /* EPISODE_NONE: no such episode in this practice */
    Part part;                /* of the actor in the episode */
    MemberState member;
    bool alert_waits;         /* a safety answer of this episode is not closed */
    bool object_named, object_found;   /* the route names an object; it is in this episode */
    bool object_author, object_owner;
    bool owner_only;          /* the object is shown to its owner alone (an unsent response) */
    bool released;            /* by release, the actor may read something of this episode now */
} Facts;

typedef enum Effect { EFFECT_PERMIT, EFFECT_DENY, EFFECT_HIDE } Effect;
typedef struct Decision {
    Effect effect;            /* HIDE = out of reach: answered as missing */
    const char *reason;       /* stable code, e.g. "member-client" */
} Decision;

uint32_t policy_relations(const Facts *facts);
Decision policy_decide(Action action, const Facts *facts);
/* The rule of consent (docs/consent.md) under which one of these relations may do all that an
 * action on a piece of work reads and writes; empty when the engine refuses a part of it. */
Str policy_rule(Action action, uint32_t relations);
#endif
